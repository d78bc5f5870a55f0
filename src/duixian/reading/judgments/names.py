"""Who is named in an operative part, and where a name ends. Works on normalised text."""

import re
from collections.abc import Iterable

ROLE_WORDS = (
    "原审原告|原审被告|一审原告|一审被告|反诉原告|反诉被告|本诉原告|本诉被告|再审申请人|被申请执行人|"
    "申请执行人|被执行人|"
    "被上诉人|上诉人|被申请人|申请人|原告人|被告人|第三人|抗诉机关|申诉人|被申诉人|案外人|"
    "担保人|保证人|原告|被告|本诉|反诉"
)
PAY = (
    "支付给|赔偿给|返还给|退还给|交付给|偿还给|归还给|直接给付|支付|给付|赔偿|返还|退还|偿还|"
    "归还|偿付|付还|付给|清偿|补偿|赔付|退回|退赔|补足|"
    "缴纳|交纳|缴付|还清|付清|结清|补缴|补交|承担|负担|还款|返回|补发|发放|交还|履行|垫付|认缴|偿还还|赔礼"
)
ACTS = (
    "停止|销毁|拆除|搬离|腾退|迁出|交付|办理|协助|配合|提供|出具|消除|赔礼道歉|恢复|移交|修复|"
    "清除|排除|刊登|发布|发表|继续履行|"
    "登报|变更登记|过户|返还|腾空|撤回|删除|公开|披露|注销|下架|召回|更换|修理|整改|重新|交还|"
    "限期|清理|配备|签订|探望|抚养|停用"
)
_LEAD = (
    rf"(?=(?:应当?|须|需|可|自愿|同意|仍|再|各|分别|还|则|尚|共|均|一并|另行?)*"
    rf"(?:于(?!某)|自(?![动然来贸主行治强])|在(?!线)|从|按(?!摩)|以(?!色)|就|向(?![阳东荣日某])|对(?!外)|因|共同|连带|立即|一次性|平均|尚?欠|{PAY}|{ACTS}|赔偿责任))"
)
_NAME = (
    r"(?:(?!判决|生效|支付|给付|赔偿|返还|偿还|归还|退还|之日|应于|应当|于本|在本|向|自本|于\d|[0-9]{2,}[元年万]|"
    r"立即|停止|对上述|对被告|对原告|对第|对前述|上述|前述)"
    r"[\u4e00-\u9fffA-Za-z·×（）*0-9“”]){2,60}?"
)
_START = r"(?:^|(?<=[。；：，“、（]))(?:由|判令|限|责令|准予|准许)?"
_PATTERNS = tuple(
    re.compile(words)
    for words in (
        rf"(?:^|(?<=[。；：“、，（）])|(?<=项为))(?:由|判令|限|责令)?(?P<n>(?:{_NAME}、)*{_NAME}){_LEAD}",
        rf"(?:向|给|对)(?P<n>(?:{_NAME}、)*{_NAME})(?=(?:一次性|共同|连带|书面|公开|赔礼|直接|承担|"
        rf"偿付|{PAY})|的(?:债务|上述))",
        r"驳回(?:本诉|反诉|一审|再审|第三人)?(?P<n>[^，。；：]{2,80}?)(?=(?:的)?(?:对[^，。；]{1,40}的)?(?:其他|"
        r"其它|其余|全部|上诉|本诉|反诉|诉讼|一审|再审|本案|剩余|要求|关于|提出))",
        rf"(?:{ROLE_WORDS})(?:（[^）]{{2,12}}）)?(?P<n>{_NAME})(?=[、，。；]|{ROLE_WORDS}|的|与|和|"
        rf"及|应|于|在|向|支付|给付|偿还|赔偿|返还|借款|货款|工程|经济|各项|医疗|损失|利息|承担|负担|"
        rf"名下|尚|提供|享有|（)",
        rf"(?:{PAY}|{ROLE_WORDS}|向|、)(?P<n>[\u4e00-\u9fff]{{2,12}}（[\u4e00-\u9fff]{{2,8}}）[\u4e00-\u9fff]{{0,16}}?公司)",
        r"(?:^|(?<=[。；、]))(?P<n>[^，。；：、]{2,40}?)的(?:其他|其它|其余|全部)?(?:诉讼|反诉|仲裁|上诉)?请求",
        r"由(?P<n>[^，。；：\d]{2,60}?)(?=(?:共同|各自?|平均|连带|自行)?(?:负担|承担|交纳|支付|给付|"
        r"赔偿|返还|偿还|向))",
        r"(?P<n>(?:(?![向于应将])[\u4e00-\u9fff（）·]){2,30}?(?:公司|银行|支行|分行|中心|合作社|委员会|医院|学校|事务所|"
        r"厂|管理人|经营部|店))(?=、|和|与|及|于|应|向|在|对|的|，|。|；|支付|赔偿|返还|给付|承担|"
        r"负担|经济|损失|货款)",
    )
)
_STOP = re.compile(
    r"判决|裁定|裁决|调解|本院|生效|之日|效力|起诉|利率|利息|本金|货款|借款|款项|费用|受理费|保全费|合同|协议|责任|"
    r"诉讼|请求|上述|前述|期限|债务|债权|基数|计算|标准|不服|清偿|以内|范围|部分|"
    r"[0-9]{3,}|[0-9]+[日月年元%]|第[一二三四五六七八九十\d]+项|^(?:其中|如果|如|若|逾期|余款|剩余|"
    r"其他|其它|其余|全部|双方|原|由(?!某)|及|并|同时|不足|"
    r"本案|一审|二审|案件|共计|合计|驳回|维持|撤销|变更|确认|一次性|各自|自行|该款|此款|现|则|各项|"
    r"未|因|按|以|自|至|在|对|给|个|月|每|(?:应|经|从|于|向)(?!某))|"
    r"^[\u4e00-\u9fff]?(?:支付|赔偿|返还|给付)|[，。；：]|侵害|侵犯|行为|产品|作品|名誉|损失|赔偿|"
    r"停止|(?:道歉|声明|登记|手续|费|款|金|项|开支|补充|残疾)$|"
    r"不得|尚欠|具体|其已|扣除|提供|确认|承诺|应付|专用权|改判|名称|实际|支付|赔偿|还应|^(?:且|可|"
    r"还|即|与|改|其|付)|账户|等\d+人|预交|垫付|法院|约定|该笔|加倍|负担|承担|足额|按时|任何|一期|"
    r"履行|原告|被告|共同|连带|扣减|全面|有权|不$|受到|^(?:时|另|将)|认为|发票|^最终|^后"
)
_SEPARATOR = re.compile(r"、|和|与|以及|及|，|；")
_ROLE = re.compile(rf"^(?:(?:本案)?(?:{ROLE_WORDS})|[一二两三四五六七八九十\d]+(?:被告|原告)|（[^）]*）)+")
_NUMBERED_ROLE = (
    r"(?:上述|该|本案|全体|以上)?(?:[一二两三四五六七八九十]+|各|诸)?"
    r"(?:原告|被告|上诉人|被上诉人|申请人|被申请人|第三人)(?:[一二三四五六](?=[、，。；应于向支给返偿赔承负对]))?"
)


class Names:
    """The names of one text. `known` come from a header; the rest is gathered from the sentence patterns."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        names = {name for name in known if len(name) >= 2}
        for pattern in _PATTERNS:
            for match in pattern.finditer(text):
                names.update(_pieces(match["n"]))
        self.all = frozenset(_without_joined(names, frozenset(known)))
        longest_first = sorted(self.all, key=lambda name: (-len(name), name))
        words = [re.escape(name) for name in longest_first]
        self._pattern = re.compile("|".join([*words, _NUMBERED_ROLE, "双方"]))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str]]:
        """Every name in text[start:end]: (start, end, name); a bare role (两被告) counts where no name follows it."""
        stop = len(text) if end is None else end
        found: list[tuple[int, int, str]] = []
        for match in self._pattern.finditer(text, start, stop):
            name = match.group()
            if name not in self.all and re.match(
                rf"(?:{ROLE_WORDS})?(?:{self._pattern.pattern})", text[match.end() : stop]
            ):
                continue
            found.append((match.start(), match.end(), name))
        return found

    def within(self, text: str, start: int, end: int) -> tuple[str, ...]:
        """The names in text[start:end], each once, in order."""
        return tuple(dict.fromkeys(name for _, _, name in self.find(text, start, end)))

    def leading(self, text: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
        """The names that begin at `start`, joined by 、 和 及, and where they end."""
        names: list[str] = []
        at = start
        while at < end:
            skipped = re.compile(
                rf"(?:{_SEPARATOR.pattern}|(?:{ROLE_WORDS})|[一二两三四五六七八九十]+被告|（[^）]*）|\\s)*"
            ).match(text, at, end)
            begin = skipped.end() if skipped and (names or at == start) else at
            match = self._pattern.match(text, begin, end) or self._pattern.match(text, at, end)
            if match is None:
                break
            names.append(match.group())
            at = match.end()
        return tuple(dict.fromkeys(names)), at


def _pieces(fragment: str) -> list[str]:
    """The plausible names in a list of names."""
    out = []
    for piece in re.split(r"、|，|；", fragment):
        for part in _split_joined(piece):
            bare = re.sub(r"等(?:[一二三四五六七八九十\d]*人)?$", "", _ROLE.sub("", part).strip("“”（：的"))
            if bare.startswith("由") and len(bare) > 4:
                bare = bare[1:]
            if role := re.search(rf"(?:{ROLE_WORDS})(?!.*(?:{ROLE_WORDS}))", bare):
                bare = bare[role.end() :]
            if (
                2 <= len(bare) <= 40
                and not _STOP.search(bare.replace("有限责任", ""))
                and not re.fullmatch(_NUMBERED_ROLE, bare)
            ):
                out.append(bare)
    return out


def _split_joined(piece: str) -> list[str]:
    """Cut at 和 与 及 where both sides look like names (甲公司和李某), not inside one (和平公司)."""
    match = re.search(r"(?<=[某公司行心社店厂\u4e00-\u9fff])(?:以及|和|与|及)(?=[\u4e00-\u9fff]{2,})", piece)
    if match is None or match.start() < 2:
        return [piece]
    return [piece[: match.start()], *_split_joined(piece[match.end() :])]


def _without_joined(names: set[str], known: frozenset[str]) -> set[str]:
    """Drop a name that is another with a tail or head of grammar (李某应 beside 李某), keep names like 李某甲."""
    grammar = re.compile(
        r"(?:应|于|应当|共同|连带|在|自|向|的|各|分别|名下|立即|仍|再|尚|尚欠|欠|等|将|所|须|需|同意|"
        r"自愿|均|并|还|继续|已|未|无|补充|需于|应于|负|负连带)$"
    )
    out = set()
    for name in names:
        bare = name
        while bare not in known and (tail := grammar.search(bare)) and len(bare) - len(tail.group()) >= 2:
            bare = bare[: tail.start()]
        out.add(bare)
    return {
        name
        for name in out
        if not (len(name) > 2 and any(name != o and name.startswith(o) and name[len(o) :] in out for o in out))
    }
