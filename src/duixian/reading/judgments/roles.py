"""What part a sum plays in its sentence: owed, base, cap, total, part of another, already paid …

The rules are tried in the order of the table; each looks at the words left and right of the sum within the sentence.
"""

import re
from dataclasses import dataclass

from duixian.reading.judgments.amounts import Amount
from duixian.reading.judgments.result import What

_PAYS = r"(?:支付|给付|赔偿|返还|退还|偿还|归还|偿付|补偿|退回|退赔|承担|付)"


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    what: What
    left: str = ""
    right: str = ""
    unless_left: str = ""
    unless_right: str = ""
    sentence: str = ""


_RULES = (
    _Rule(
        "value.exchange_rate",
        What.VALUE,
        left=r"(?:汇率|中间价|牌价)(?:为|：|1：|[^，。；）0-9]){0,12}$|(?:元|镑|币|法郎|金)(?:兑|对|=|：)(?:人民币)?$",
    ),
    _Rule(
        "value.exchange_unit",
        What.VALUE,
        right=r"^(?:兑|对|=)(?:换)?(?:人民币)?",
    ),
    _Rule("value.converted", What.VALUE, left=r"(?:折合|折算为?|折算成|约合)(?:成|为|人民币|共计)*$"),
    _Rule(
        "value.document",
        What.VALUE,
        right=r"^的?[^，。；元支付]{0,12}(?:发票|收据|借条|欠条|合同|协议|汇票|支票|本票|支付行为|保函|收条)",
        unless_right=r"^[^，。；]{0,12}(?:发票)?(?:款|金额)",
    ),
    _Rule(
        "value.worth",
        What.VALUE,
        left=(
            r"(?:价值|票面金额|面额|标的额|保额|评估价|评估价值|注册资本|作价|单价|售价|价格|"
            r"保证金额)(?:为|是|合计|共计|约|人民币)*$"
        ),
    ),
    _Rule(
        "declared.not_owed",
        What.DECLARED,
        left=r"(?:无需|无须|不需|不必|不再|不应|不用|免予|无义务|毋需)[^，。；]{0,60}$",
    ),
    _Rule("value.given_in_kind", What.VALUE, left=r"抵(?:顶|偿|付|债)[^，。；]{0,40}$"),
    _Rule("value.calculation", What.VALUE, right=r"^(?:[/÷×xX*]\d|[×xX*÷])", unless_left=r"^[^（]*$"),
    _Rule("value.factor", What.VALUE, left=r"[×xX*÷+]$"),
    _Rule("value.price", What.VALUE, right=r"^的?(?:价格|单价|成交价|起拍价|保留价)"),
    _Rule(
        "value.until", What.VALUE, left=r"(?:付清|还清|清偿|支付完|付完)[^，。；]{0,20}$", right=r"^[^，。；]{0,10}之日"
    ),
    _Rule("value.set_against", What.VALUE, left=r"折抵[^，。；]{0,60}$"),
    _Rule(
        "limit.within",
        What.LIMIT,
        right=(
            r"^(?:及[^，。；]{0,30})?(?:的|之)?(?:本息|资金|金额|款项|价值|最高额|额度)?(?:的)?(?:范围|"
            r"限额|限度|额度|以|之)?内"
        ),
    ),
    _Rule(
        "limit.scope",
        What.LIMIT,
        right=r"^(?:(?:、[\d.,万亿]+元)*[^，。；、（）]{0,24}|(?:及|以及)利息（[^）]*）)(?:范围内|限额内|限度内)",
        left=r"(?:在|于|以|最高额|限额|限度|不足|未出资|抽逃出资|出资)[^，。；]{0,40}$",
    ),
    _Rule(
        "limit.named_sum",
        What.LIMIT,
        left=r"(?:对|就)[^，。；]{0,80}$",
        right=r"^[^，。；]{0,10}(?:承担|负)[^，。；]{0,4}(?:连带|补充|共同)",
    ),
    _Rule(
        "limit.as",
        What.LIMIT,
        right=r"^为限",
        sentence=r"责任|优先受偿|受偿",
        unless_left=r"利息[^，。；]{0,16}$|违约金[^，。；]{0,16}$",
    ),
    _Rule(
        "limit.called",
        What.LIMIT,
        left=r"(?:最高额|限额|最高债权额|最高限额|最高不超过|最高本金余额)(?:为|：|人民币)*$",
    ),
    _Rule("cap.as", What.CAP, right=r"^(?:为)(?:上)?限"),
    _Rule(
        "cap.no_more",
        What.CAP,
        left=(
            r"(?:不|不得|未|累计不|总计不|总额不|最长不|最高不)(?:应)?(?:超过|超出|高于|多于)(?:人民币)?$|"
            r"上限(?:为|是)$|以内（?$"
        ),
    ),
    _Rule(
        "base.named",
        What.BASE,
        left=r"(?:以|按|按照|就|并以|则以|应以|即以|基数为|基数：|均以|对)[^，。；]{0,44}$",
        right=(
            r"^[^。；，]{0,30}?(?:为|作为|做为|计为)(?:计算|计息|计付|利息)*的?(?:基数|本金|"
            r"计算依据|依据|基准|标的|计算)"
        ),
    ),
    _Rule(
        "base.is",
        What.BASE,
        left=r"(?:基数|计息本金|计算本金)(?:为|：|是|均为|即)(?:未付|本金|欠付|货款|剩余|人民币|借款|工程款)*$",
    ),
    _Rule(
        "base.by",
        What.BASE,
        left=(
            r"(?:按照?|以|依照?)(?:尚欠|未付|欠付|剩余|所欠|未还)?的?(?:借款|货款|贷款|工程款)?(?:本金|"
            r"欠款|总额|货款|总价款|工程款)(?:人民币)?$"
        ),
        sentence=r"利率|(?i:LPR)|%|‰|分之",
    ),
    _Rule(
        "base.principal_of",
        What.BASE,
        right=(
            r"^(?:的)?(?:[^，。；元]{0,6}本金|款项|货款|工程款|借款|欠款|保证金)(?:的|之)(?:逾期|"
            r"资金|占用|期间|付款|相应)*(?:利息|罚息|损失|违约金|占用费)"
        ),
        sentence=r"利率|(?i:LPR)|%|‰|分之|利息",
    ),
    _Rule(
        "base.interest_of",
        What.BASE,
        right=(
            r"^(?:的|之)?(?:款项的?|本金的?)?(?:逾期|付款|迟延)*(?:利息|罚息|违约金)(?:损失)?(?:按|"
            r"以|自|从|由|从|参照|的计算|（|依)"
        ),
        sentence=r"利率|(?i:LPR)|%|‰|分之|利息",
        unless_left=r"(?:支付|给付|赔偿|、|及|和)$",
    ),
    _Rule(
        "base.loan_running_on",
        What.BASE,
        right=r"^(?:贷款|借款|本金)，?(?:自|从)[^，。；]{4,80}的(?:逾期)?利息",
    ),
    _Rule(
        "base.running_on",
        What.BASE,
        left=r"本金(?:人民币)?$",
        right=r"^，?(?:自|从)[^，。；]{4,60}的(?:逾期|迟延)*(?:付款)?(?:利息|罚息|违约金)",
    ),
    _Rule(
        "base.segment",
        What.BASE,
        left=r"(?:其中(?:的)?|以|，|；|、|（|和|对)(?:本金|货款|工程款|款项|质保金|余款|剩余)?(?:人民币)?$",
        right=(
            r"^(?:款项|部分|本金|货款)?的?(?:利息)?，?(?:自|从|按|于)(?:\d{4}年|本|起诉|一审|"
            r"立案|年利率|中国|全国|(?i:LPR)|月)[^。；]{0,60}(?:起|计|按|利率|止)"
        ),
        sentence=r"利率|(?i:LPR)|%|‰|利息",
        unless_left=r"^[^（，]*(?:支付|给付|偿还|返还)[^，。；（]{0,30}$",
    ),
    _Rule(
        "paid.into_court",
        What.PAID,
        left=r"(?:交纳|缴纳)了?[^，。；\d]{0,20}$",
        unless_left=r"(?:应|须|需|于|内|前|责令|限|由|当)[^，。；]{0,60}(?:交纳|缴纳)[^，。；\d]{0,20}$",
    ),
    _Rule(
        "paid.already",
        What.PAID,
        left=(
            r"(?:已经?|先行|业已|前期|此前|预先)(?:实际)?(?:支付|给付|付|偿还|归还|履行|赔付|"
            r"垫付|返还|赔偿|交付|执行|清偿|领取|收取|缴纳|预付|预支|扣划|支取|退还|受偿|获得|"
            r"给予)[^，。；]{0,18}$"
        ),
        unless_left=_PAYS
        + r"(?:给)?[^，。；]{0,30}(?:已经?|先行|业已)(?:实际)?"
        + r"(?:支付|给付|付|偿还|垫付|缴纳|交付|收取|预付|交|出资|代)[^，。；]{0,18}$",
    ),
    _Rule(
        "paid.deducted",
        What.PAID,
        left=r"(?:扣除|扣减|减去|抵扣|冲抵|抵减|扣抵|抵销|抵消|减除|扣还)[^，。；]{0,90}$",
        unless_left=r"(?:扣除|扣减|抵扣|冲抵|抵销|抵消|相互抵扣)[^，。；]{0,12}(?:后|外)[^，。；]{0,30}$",
    ),
    _Rule(
        "paid.after",
        What.PAID,
        right=(
            r"^(?:款项|元)?(?:，)?(?:已(?:经|由|于|实际)?[^，。；]{0,16}(?:支付|付|给付|履行|"
            r"预交|垫付|扣除|返还|清偿)|(?:应?(?:予以|从中|在[^，。；]{0,16}中)(?:予以)?|应)(?:扣除|"
            r"扣减|抵扣|冲抵|抵销)|折抵)"
        ),
        unless_left=r"受理费[^，。；]{0,20}$",
    ),
    _Rule(
        "periodic.by_day",
        What.PERIODIC,
        left=r"每(?:个)?(?:月|年|季度|季)(?:的|度)?(?:\d{1,2}月)?\d{1,2}(?:日|号)(?:之)?前[^，。；\d]{0,40}$",
    ),
    _Rule(
        "periodic.per",
        What.PERIODIC,
        left=(
            r"每(?:人每)?(?:年度|年|个月|月|日|天|季度|季|周|平方米|小时|株|亩|次|吨|辆|套|"
            r"户|班|逾期一日|逾期一天|逾期1日|延迟一日|一日|公里|人|件|台|米)(?!\d+[日号])(?:每[人株亩年月])?[^，"
            r"。；\d]{0,22}$"
        ),
    ),
    _Rule("part.including", What.PART, left=r"(?:包括|包含|含)$", right=r"^[^，。；]{0,12}在内"),
    _Rule(
        "total.sum",
        What.TOTAL,
        left=(
            r"(?:共计|合计|总计|总额|累计|总共|总金额|总数|小计|共|(?<!暂)(?<!收取)计)(?:款项|"
            r"金额|费用|损失|总额|数额|债权|赔偿|债务|应付|应为|共计|合计|总计|计|项|、|为|"
            r"：|人民币|欠款|本息|即)*$"
        ),
    ),
)
_COMPILED = tuple(
    (
        rule,
        re.compile(rule.left) if rule.left else None,
        re.compile(rule.right) if rule.right else None,
        re.compile(rule.unless_left) if rule.unless_left else None,
        re.compile(rule.unless_right) if rule.unless_right else None,
        re.compile(rule.sentence) if rule.sentence else None,
    )
    for rule in _RULES
)
_WINDOW = 100


def role_of(text: str, start: int, end: int, amount: Amount) -> tuple[What, str]:
    """The part that `amount` plays in the sentence text[start:end], and the rule that says so; AMOUNT if none does."""
    left = text[max(start, amount.start - _WINDOW) : amount.start]
    right = text[amount.end : min(end, amount.end + 4 * _WINDOW)]
    if amount.per:
        return What.PERIODIC, "periodic.unit"
    for rule, on_left, on_right, not_left, not_right, whole in _COMPILED:
        if on_left and not on_left.search(left):
            continue
        if on_right and not on_right.search(right):
            continue
        if (not_left and not_left.search(left)) or (not_right and not_right.search(right)):
            continue
        if whole and not whole.search(text, start, end):
            continue
        return rule.what, rule.name
    return What.AMOUNT, "owed.ordered"
