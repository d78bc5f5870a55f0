"""Days a title names: dates, and days counted from an event (生效之日起十日内)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duixian.base import chinese
from duixian.law.obligations import Event, When

_N = rf"(?:\d{{1,4}}|[{chinese.NUMERAL_CHARACTERS}]{{1,4}})"
_DATE = re.compile(
    rf"(?P<y>\d{{4}}|[{chinese.DIGIT_CHARACTERS}]{{4}})(?:年|[-./])(?P<m>{_N})(?:月(?:份)?|[-./])(?:(?P<d>{_N})(?:日|"
    rf"号|(?=起|止|前|至|，|开始|计)))?"
)
_DOCUMENT = (
    r"(?:本|该|上述|一审|二审|再审|原审)?(?:案)?(?:民事)?(?:判决|调解书?|裁定|裁决|协议|决定|文书)(?:书)?(?:确定|指定)?"
)
_FROM = (
    (Event.EFFECTIVE, rf"(?:{_DOCUMENT})?(?:发生法律效力|发生效力|生效)"),
    (Event.SERVED, rf"(?:收到|送达|签收)(?:{_DOCUMENT})?|(?:{_DOCUMENT})(?:送达|签收)"),
    (Event.SIGNED, rf"(?:{_DOCUMENT})?(?:签订|签署|签字|签收签字)"),
    (Event.FILED, r"(?:提?起诉讼?|立案|一审起诉|提起本案诉讼)"),
    (Event.EXPIRY, r"(?:确定|指定)?的?(?:履行|还款|给付|付款)(?:期限|期间)?(?:届满|期满)"),
    (Event.BREACHED, r"(?:逾期|违约|未按期\w{0,6})"),
)
_DUE = re.compile(
    "(?:(?:于|自|在|从|应|限)*)(?:"
    + "|".join(f"(?P<{event.value}>{words})" for event, words in _FROM)
    + rf")(?:之日|当日|日)?(?:的?次日)?(?:起算|起计|起|后|之后|以后)?(?:的|之)?[，、]?"
    rf"(?:立即|(?P<n>{_N})(?P<unit>个?工作日|日|天|个?月|年)(?:之?内|以内|前|届满前))"
)
_END_EVENT = re.compile(
    r"(?:实际)?(?:全部)?(?:款项|债务|借款|货款|该?款|本金|本息|欠款)?(?:实际)?(?:全部)?"
    r"(?:付清|清偿|给付|还清|付款|支付|履行|偿还|偿清|还款|清结|归还|结清|返还|赔付|付讫|退还|还本|"
    r"赔偿)(?:完毕|全部)?(?:款项|义务|全部款项|借款|欠款|该款|债务|本金|本息)?"
    r"(?:之日|日|时|为止|止|完毕)|(?:付清|清偿|还清|偿清|结清|付)(?:完毕)?(?:为)?(?:止|之日|时)?|款清之日|利随本清"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A day at text[start:end]; `when` is None for a date that does not exist. `working` marks working days."""

    start: int
    end: int
    when: When | None
    working: bool = False


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
    """Every full date; one without a day (2024年6月) is passed over, an impossible one has no `when`."""
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        if match["d"] is None:
            continue
        try:
            day = date(_int(match["y"]), _int(match["m"]), _int(match["d"]))
        except ValueError:
            yield Found(match.start(), match.end(), None)
            continue
        yield Found(match.start(), match.end(), When(on=day))


def find_dues(text: str, start: int = 0, end: int | None = None) -> list[Found]:
    """Times for performance: …生效之日起十日内, 于2024年6月30日前, 立即 after an event; in order."""
    stop = len(text) if end is None else end
    found = []
    for match in _DUE.finditer(text, start, stop):
        event = next(event for event, _ in _FROM if match[event.value])
        count, unit = _int(match["n"]) if match["n"] else 0, match["unit"] or "日"
        months = count * (12 if "年" in unit else 1) if "月" in unit or "年" in unit else 0
        when = When(event=event, days=0 if months else count, months=months)
        found.append(Found(match.start(), match.end(), when, "工作" in unit))
    for dated in find_dates(text, start, stop):
        tail = re.match(r"（?(?:含当?日)?）?(?:之?前|前后|以前|当[日天])", text[dated.end : min(dated.end + 8, stop)])
        lead = re.search(r"(?:于|在|至|定于|限|截至|约定)$", text[max(start, dated.start - 3) : dated.start])
        if tail or (lead and lead.group() in {"于", "在", "定于"} and _pays_next(text, dated.end, stop)):
            begin = dated.start - len(lead.group()) if lead else dated.start
            found.append(Found(begin, dated.end + (tail.end() if tail else 0), dated.when))
    return sorted(found, key=lambda f: f.start)


def _pays_next(text: str, at: int, stop: int) -> bool:
    return (
        re.match(r"(?:一次性|再|另|向|各)?(?:支付|给付|偿还|归还|付|返还|退还)", text[at : min(at + 12, stop)])
        is not None
    )


def moment(text: str, at: int, stop: int) -> Found | None:
    """The day that begins exactly at `at`: a date (with 次日) or an event (起诉之日, 判决生效之日)."""
    for dated in find_dates(text, at, stop):
        if dated.start != at:
            break
        tail = re.match(r"（?含?当?日?）?(?:的|之)?次日", text[dated.end : dated.end + 8])
        if tail and dated.when and "次日" in tail.group():
            return Found(at, dated.end + tail.end(), When(on=dated.when.on, following=True))
        return dated
    for event, words in _FROM:
        match = re.compile(
            rf"(?:{words})(?:之日|当日|日|之时|时)?(?:起|后|之后)?(?:第?(?P<n>{_N})(?:日|天)(?:内)?)?(?P<next>(?:的|"
            rf"之)?次日)?"
        ).match(text, at, stop)
        if match:
            days = _int(match["n"]) if match["n"] else 0
            return Found(at, match.end(), When(event=event, days=days, following=bool(match["next"])))
    return None


def ending(text: str, at: int, stop: int) -> Found | None:
    """The end of a running interest that begins at `at`: a date, or until paid."""
    found = moment(text, at, stop)
    if found and found.when and found.when.event is None:
        return found
    paid = re.compile(rf"[^，。；]{{0,18}}?(?:{_END_EVENT.pattern})").match(text, at, stop)
    if paid:
        return Found(at, paid.end(), When(event=Event.PAID))
    return found


def _int(text: str) -> int:
    value = int(text) if text.isdigit() else chinese.integer(text)
    return value if value is not None else 0
