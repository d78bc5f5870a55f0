"""The grammar of an order to pay: its clauses, who pays, who is paid, and where the name of the sum begins."""

import re
from dataclasses import dataclass

from duixian.reading.judgments import labels
from duixian.reading.judgments.days import find_dues
from duixian.reading.judgments.names import PAY, ROLE_WORDS
from duixian.reading.judgments.result import What
from duixian.reading.judgments.sheet import Context, Sheet

VERB = re.compile(
    rf"(?<!已)(?<!已经)(?<!所)(?<!未)(?<!多)(?<!代)(?<!名)(?:{PAY}|尚?欠|承担)(?:给)?(?!款(?!项)|金(?![额华坛昌山湖属融某])|"
    rf"费(?!用)|责任|完毕|义务|之日|行为|日止|期限|的|而|方式|协议|证据|能力|时(?!间)|为止|标准)"
)
_SUBJECT_LEAD = re.compile(
    rf"(?:改判|判令|判决|责令|限|由|准许|准予|确认|同意|则|并|同时|现|其中|再|另|如[^，]*|{ROLE_WORDS}|"
    rf"[一二两三四五六七八九十]+被告)*"
)
_BARE_ROLE = rf"(?:[一二两三四五六七八九十各]+)?(?:{ROLE_WORDS})(?=应|于|自|在|须|需|向|$|同意|共同|连带|{PAY})"


@dataclass
class Clause:
    """A stretch between commas with the parties its own words name."""

    start: int
    end: int
    debtors: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()
    verb_end: int = 0
    manner: str = ""


def flattened(sheet: Sheet, start: int, end: int) -> str:
    """The sentence with the contents of brackets blanked, places kept; brackets inside a name stay."""
    kept = {i for a, b, _ in sheet.names.find(sheet.text, start, end) if "（" in sheet.text[a:b] for i in range(a, b)}
    out, depth = [], 0
    for at, character in enumerate(sheet.text[start:end], start=start):
        if at in kept:
            out.append(character)
            continue
        if character == "（":
            depth += 1
        out.append(" " if depth else character)
        if character == "）":
            depth = max(0, depth - 1)
    return "".join(out)


def clauses_of(sheet: Sheet, flat: str, start: int, end: int, context: Context) -> list[Clause]:
    """The clauses of the sentence, each with its own or inherited debtors and creditors."""
    out: list[Clause] = []
    debtors, creditors = context.debtors, context.creditors
    begin = 0
    for cut in [*(m.start() for m in re.finditer("[，；。]", flat)), len(flat)]:
        if cut > begin:
            clause = _parties(sheet, flat, start, begin, cut, debtors, creditors)
            debtors, creditors = clause.debtors, clause.creditors
            out.append(clause)
        begin = cut + 1
    context.debtors, context.creditors = debtors, creditors
    return out


def clause_at(clauses: list[Clause], at: int) -> Clause:
    """The clause that holds text[at]; a clause without a verb of its own takes the label place of its start."""
    for clause in clauses:
        if clause.start <= at < clause.end:
            return clause
    return clauses[-1] if clauses else Clause(at, at)


def _parties(
    sheet: Sheet, flat: str, offset: int, begin: int, cut: int, debtors: tuple[str, ...], creditors: tuple[str, ...]
) -> Clause:
    """Who pays whom in flat[begin:cut]: 甲向乙支付…, 甲支付乙…, 由甲支付乙…, 乙的损失由甲赔偿."""
    names = sheet.names
    lead = _SUBJECT_LEAD.match(flat, begin, cut)
    at = lead.end() if lead else begin
    due = next((d for d in find_dues(flat, begin, cut) if d.start <= at + 1), None)
    if due and due.start <= at:
        at = due.end
    verbs = list(VERB.finditer(flat, begin, cut))
    verb = verbs[0] if verbs else None
    inside = [(a, b) for a, b, _ in names.find(flat, begin, cut)]
    to = next(
        (
            m
            for m in re.compile("向|给|对").finditer(flat, at, verb.start() if verb else cut)
            if not any(a <= m.start() < b for a, b in inside)
        ),
        None,
    )
    stop = min([x.start() for x in (to, verb) if x] or [cut])
    own = names.within(flat, at, stop)
    by = re.compile(r"由([^，。；]{2,60}?)(?:共同|连带|各自?|负责|一次性|于|在|向|直接)*(?=" + PAY + ")").search(
        flat, begin, cut
    )
    if by and (found := names.within(flat, by.start(1), by.end(1))):
        own, passive = found, not re.search(r"\d", flat[by.end() : cut])
    else:
        passive = False
    manner = flat[stop : verb.end()] if verb else ""
    manner = flat[begin : verb.end()] if verb else flat[begin:cut]
    receivers: tuple[str, ...] = ()
    verb_end = verb.end() if verb else begin
    if to and verb:
        receivers = names.within(flat, to.end(), verb.start())
        if not receivers:
            receivers = _plain_name(flat, to.end(), verb.start())
    if verb and not receivers and not passive:
        last = verbs[-1] if len(verbs) > 1 and verbs[-1].start() - verb.end() <= 1 else verb
        verb_end = last.end()
        receivers, verb_end = _receivers(sheet, flat, verb_end, cut)
    if (
        verb
        and not receivers
        and (after := re.compile(r"元(?:支付|返还)?给([^，。；]{2,40})").search(flat, verb_end, cut))
    ):
        receivers = names.within(flat, after.start(1), after.end(1))
    if not own and verb and not passive and (role := re.search(_BARE_ROLE, flat[begin:stop])):
        own = (role.group(),)
    if not own and verb and not passive and not debtors:
        own = _plain_name(flat, at, stop)
    _mark_names(sheet, flat, offset, begin, cut)
    return Clause(offset + begin, offset + cut, own or debtors, receivers or creditors, offset + verb_end, manner)


def _receivers(sheet: Sheet, flat: str, at: int, cut: int) -> tuple[tuple[str, ...], int]:
    """The creditors right after a verb and where they end: known names, else words before the first money noun."""
    known, named_to = sheet.names.leading(flat, at, cut)
    noun = labels.first_noun(flat, named_to, cut)
    digit = re.compile(r"\d|人民币").search(flat, named_to, cut)
    limit = min(noun, digit.start() if digit else cut)
    bare_roles = bool(known) and all(re.fullmatch(rf"(?:{ROLE_WORDS})", name) for name in known)
    if known and not bare_roles and flat[named_to : named_to + 1] not in "、和与及":
        return known, named_to
    pieces = [piece for piece in re.split("、|和|与|及", flat[named_to:limit]) if piece.strip()]
    plain = [name for piece in pieces for name in _plain_name(piece, 0, len(piece))]
    if plain and len(plain) == len(pieces) and (len(plain) == 1 or all(len(name) <= 4 for name in plain[:-1])):
        end = flat.find(plain[-1], named_to) + len(plain[-1])
        return (*(() if bare_roles else known), *plain), end
    return known, named_to


_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景"
)
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{1,28}(?:公司|银行|支行|分行|中心|合作社|委员会|医院|学校|经营部|检察院|分院|政府|村委会|店|厂|局|事务所|研究所)"
)


def _plain_name(flat: str, start: int, end: int) -> tuple[str, ...]:
    """An unlisted name between a verb and a money noun (退还郭某货款): short and of Han characters."""
    bare = re.sub(rf"^(?:{ROLE_WORDS}|给|了)+", "", flat[start:end].strip()).strip(" 的")
    if organisation := _ORGANISATION.match(bare):
        return (organisation.group(),)
    if masked := re.match(r"[\u4e00-\u9fff]某(?:某[甲乙丙丁戊]?|[甲乙丙丁戊]|[\u4e00-\u9fff](?=$))?", bare):
        return (masked.group(),)
    named = (bare.startswith("某") and len(bare) <= 6) or (len(bare) <= 4 and (bare[:1] in _SURNAMES or "某" in bare))
    plausible = (
        named
        and re.fullmatch(r"[\u4e00-\u9fff·]{2,20}", bare)
        and not re.search(
            r"[应将其该及的]|上述|本案|因|自|至|从|剩余|所欠|相应|全部|期间|一次|共同|连带|各项|多|为|"
            r"受|环境|损害|造成|已|未|尚|于|以|按|之|前|后|第",
            bare,
        )
    )
    return (bare,) if plausible else ()


def _mark_names(sheet: Sheet, flat: str, offset: int, begin: int, cut: int) -> None:
    for a, b, _ in sheet.names.find(flat, begin, cut):
        sheet.mark(offset + a, offset + b, What.PARTY, "party.named")
