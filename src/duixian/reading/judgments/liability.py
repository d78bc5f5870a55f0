"""Who answers beside the debtor, within which limit and after whom; over what somebody has priority."""

import re
from dataclasses import replace

from duixian.base import chinese
from duixian.base.faults import Fault
from duixian.law.obligations import ItemKind, Liability
from duixian.reading.judgments.amounts import find_amounts
from duixian.reading.judgments.names import ROLE_WORDS
from duixian.reading.judgments.result import What
from duixian.reading.judgments.sheet import Sheet

_N = f"[{chinese.NUMERAL_CHARACTERS}\\d]"
_ORDINALS = re.compile(
    rf"(?:第|上述|前述|以上|判决|主文)(?P<list>{_N}{{1,3}}(?:(?:、|和|及|至|，|-)(?:第)?{_N}{{1,3}})*)(?:项|条)"
)
_ANSWERS = re.compile(
    r"(?:承担|负|负有|履行)?(?:相应的?|共同)*(?P<kind>连带(?:清偿|偿还|赔偿|还款|保证|担保|支付|给付|"
    r"返还|付款)*(?:的)?(?:保证)?(?:责任|义务|债务)|"
    r"补充(?:清偿|赔偿|连带|偿还|付款)*责任|一般保证责任|共同(?:清偿|还款|偿还|赔偿|支付|付款)*(?:责任|"
    r"义务)|(?:保证|担保|清偿|赔偿|偿还|还款|付款|给付)(?:担保)?责任)|"
    r"(?:承担|负)(?P<short>连带)"
)
_BEHIND = re.compile(r"不足(?:以)?(?:清偿|偿还|赔偿|部分)?|不能(?:清偿|偿还|履行|支付)|未能(?:清偿|偿还)|补充|无力")
_PRIORITY = re.compile(r"优先受偿|优先受偿权|优先权")
_NOT_NAME = re.compile("债务|责任|款项|上述|判决|担保人|其他|收购者|互|应|之")
_OWNED = re.compile(
    r"(?:对|就|以|经)(?P<what>(?:(?!对|就)[^；。]){2,80}?)(?:享有|拥有|的?，?(?:折价|拍卖|变卖)|依法|的?价款|的?$)"
)


def answers(text: str, start: int, end: int) -> bool:
    """Whether the sentence makes somebody answer for a debt that another owes."""
    return bool(_ANSWERS.search(text, start, end)) and bool(
        re.search(r"对|就|债务|款项|本息|[上前]述|第.{1,8}项|负连带|承担连带", text[start:end])
    )


def gives_priority(text: str, start: int, end: int) -> bool:
    """Whether the sentence gives a right to be paid first out of a thing."""
    return bool(_PRIORITY.search(text, start, end))


def targets(sheet: Sheet, ordinal: int, start: int, end: int) -> list[str]:
    """The keys of the items a sentence refers to: by ordinals (第一、二项), by 上述, else those of its own item."""
    text = sheet.text[start:end]
    if re.search(r"(?:一审|原审|二审|号)(?:民事)?(?:判决|调解书|裁定)(?:书)?(?:主文)?第?.{0,3}项", text):
        return []
    found: list[str] = []
    for match in _ORDINALS.finditer(text):
        for number in _numbers(match["list"]):
            found += [k for k in sheet.ordinals.get(number, []) if k in sheet.items and number != ordinal]
    if found:
        return list(dict.fromkeys(found))
    own = [k for k in sheet.ordinals.get(ordinal, []) if k in sheet.items]
    if own and not re.search(r"上述判决|上述第", text):
        return own
    return [
        k
        for n, keys in sheet.ordinals.items()
        if n < ordinal or ordinal == 0
        for k in keys
        if k in sheet.items and sheet.items[k].kind is not ItemKind.COSTS_TO_COURT
    ]


def _numbers(listed: str) -> list[int]:
    out: list[int] = []
    for part in re.split("、|和|及|，", listed.replace("第", "")):
        ends = [int(x) if x.isdigit() else chinese.integer(x) or 0 for x in re.split("至|-", part) if x]
        out += list(range(ends[0], ends[-1] + 1)) if ends and ends[-1] - ends[0] < 30 else ends
    return out


def read(sheet: Sheet, ordinal: int, start: int, end: int, after: int) -> None:
    """Write the liability that text[after:end] orders on the items the sentence refers to."""
    text = sheet.text
    match = _ANSWERS.search(text, after, end)
    if match is None:
        return
    keys = targets(sheet, ordinal, start, end)
    who = _who(sheet, after, match.start())
    where = (match.start(), match.end())
    if not keys:
        other = Fault("judgment.elsewhere", "所担保或连带的债务不在本主文内", "请补充所指判决的主文后再确认")
        sheet.lack(start, end, other)
        behind = _BEHIND.search(text, start, end)
        sheet.mark(*where, What.LIABILITY, "liability.supplementary" if behind else "liability.elsewhere")
        return
    if not who:
        sheet.lack(*where, Fault("judgment.no_debtor", "未能确定由谁承担该责任", "请补填责任人"))
        return
    subsidiary = _BEHIND.search(text, start, end) is not None
    found = [
        a
        for a in find_amounts(text, after, end)
        if any(s.what is What.LIMIT and s.start == a.start for s in sheet.spans)
    ]
    limit = found[0] if found else None
    each = dict(zip(who, found, strict=True)) if len(found) == len(who) else dict.fromkeys(who, limit)
    kind = (
        Liability.SUPPLEMENTARY
        if subsidiary or "补充" in match.group() or "一般保证" in match.group()
        else (Liability.JOINT if "共同" in match.group() else Liability.JOINT_AND_SEVERAL)
    )
    for key in keys:
        item = sheet.items[key]
        later = set(item.debtors) - set(item.behind) if item.liability is Liability.SUPPLEMENTARY else set()
        before = tuple(name for name in item.debtors if name not in who and name not in later)
        limits = dict(item.limits)
        limits |= {name: amount.minor for name, amount in each.items() if amount and amount.minor is not None}
        sheet.change(
            key,
            debtors=tuple(dict.fromkeys((*item.debtors, *who))),
            limits=limits,
            liability=Liability.SUPPLEMENTARY if item.liability is Liability.SUPPLEMENTARY else kind,
            behind=tuple(dict.fromkeys((*item.behind, *before))) if kind is Liability.SUPPLEMENTARY else item.behind,
        )
    rule = "liability." + kind.value
    sheet.mark(*where, What.LIABILITY, rule, keys)
    sheet.rule(ordinal, rule)
    if re.search(r"[二三四五]分之[一二三四]|\d+%的?(?:范围|责任|部分)", text[start:end]):
        sheet.notice(start, end, Fault("judgment.share", "责任限于一定比例", "请核定该义务人的责任上限"))
    if "范围内" in text[start:end] and limit is None:
        sheet.notice(start, end, Fault("judgment.limit", "责任限于一定范围，但没有写明金额", "执行中请核定责任上限"))
    if limit:
        places = {amount.start for amount in found}
        sheet.spans = [
            replace(s, refers=tuple(keys)) if s.what is What.LIMIT and s.start in places else s for s in sheet.spans
        ]


def _who(sheet: Sheet, start: int, stop: int) -> tuple[str, ...]:
    """The guarantors: the names before 对 or before the duty, without the debtor whose debt it is."""
    text = sheet.text
    cut = max(
        (
            m.end()
            for m in re.compile("[，；。：]").finditer(text, start, stop)
            if sheet.names.within(text, m.end(), stop)
        ),
        default=start,
    )
    to = re.compile("对|就|在|以|应").search(text, cut, stop)
    who = sheet.names.within(text, cut, to.start() if to else stop)
    if not who:
        to = re.compile("对|就|在|以|应").search(text, start, stop)
        who = sheet.names.within(text, start, to.start() if to else stop)
    if not who:
        lead = text[start : to.start() if to else stop].lstrip("，。；“”")
        pieces = [re.sub(rf"^(?:由|并)?(?:{ROLE_WORDS})*", "", piece) for piece in re.split("、|和|与|及", lead)]
        plain = all(
            2 <= len(piece) <= 20 and re.fullmatch(r"[\u4e00-\u9fff]+", piece) and not _NOT_NAME.search(piece)
            for piece in pieces
        )
        who = tuple(pieces) if plain else ()
    return who


def read_priority(sheet: Sheet, ordinal: int, start: int, end: int) -> None:
    """Write the priority over a thing on the items it secures."""
    text = sheet.text
    match = _PRIORITY.search(text, start, end)
    if match is None:
        return
    keys = targets(sheet, ordinal, start, end)
    owned = list(_OWNED.finditer(text, max(start, match.start() - 120), match.start()))
    thing = (owned[-1]["what"] if owned else text[start : match.start()])[-80:]
    for key in keys:
        sheet.change(key, priority=thing)
    sheet.mark(match.start(), match.end(), What.PRIORITY, "priority.thing", keys)
    sheet.rule(ordinal, "priority.thing")
