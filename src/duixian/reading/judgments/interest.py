"""Orders to pay running interest: base, rate, from, to; several segments; caps; conditional interest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.obligations import BaseMode, Event, InterestTerm, ItemKind, RateSource, When
from duixian.reading.judgments.amounts import find_amounts
from duixian.reading.judgments.days import ending, find_dates, moment
from duixian.reading.judgments.rates import FoundRate, find_rates
from duixian.reading.judgments.result import What
from duixian.reading.judgments.sheet import Sheet

_LABEL = re.compile(
    r"逾期付款利息损失|逾期付款利息|逾期付款违约金|逾期还款违约金|逾期利息|逾期付款损失|逾期损失|"
    r"利息损失|资金占用费|资金占用利息|资金占用损失|资金利息|"
    r"迟延履行利息|罚息|复利|违约金|滞纳金|期内收益|收益|利息"
)
_CONDITION = re.compile(r"(?:如果?|若|倘若|如若)[^。；]{0,60}?(?:未|不|逾期|违)")
_FROM = re.compile("自|从|由|于")
_TO = re.compile("(?:计算至|计付至|(?<!暂)计至|(?<!暂计)算至|付至|(?<![截止暂计算付])至|到)")
_BASE_WORDS = re.compile(
    r"以(?P<what>[^，。；（）0-9]{2,30}?)(?:为|作为)(?:计算|计息)*(?:基数|本金|标准)|(?P<rest>尚未|"
    r"剩余|未付|未还|未偿还|欠付|实际)[^，。；]{0,14}为(?:基数|本金)"
)


@dataclass
class _Segment:
    """One stretch of time with one base and one rate, while it is being gathered."""

    base: Fen | None = None
    currency: str = ""
    remaining: bool = False
    start: When | None = None
    end: When | None = None
    rate: FoundRate | None = None
    place: int = 0
    own_base: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class _Event:
    place: int
    kind: str
    when: When | None = None
    amount: Fen | None = None
    rate: FoundRate | None = None


def read(sheet: Sheet, ordinal: int, start: int, end: int, made: list[str], targets: list[str]) -> list[str]:
    """Read every running interest of the sentence; `made` are its own money items, `targets` those it refers to."""
    keys: list[str] = []
    text = sheet.text
    if any(s.what is What.LIMIT and start <= s.start < end for s in sheet.spans) and re.search(
        r"）(?:的)?范围内", text[start:end]
    ):
        return keys  # the interest only measures how far somebody answers
    if not find_rates(text, start, end):
        _unrated(sheet, start, end, made)
        return keys
    for group_start, group_end in _groups(text, start, end):
        segments = _segments(sheet, group_start, group_end, start)
        before = [k for k in made if k in sheet.places and sheet.places[k][0] < group_end]
        for segment in segments:
            if segment.rate is None:
                continue
            items = _items(sheet, segment, before, targets)
            keys.append(_term(sheet, ordinal, segment, items, (group_start, group_end), start))
    _mark_dates(sheet, start, end)
    return keys


def _groups(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches that hold rates: each outermost bracket that does, else the whole sentence."""
    brackets, depth, opened = [], 0, start
    for at in range(start, end):
        if text[at] == "（":
            depth += 1
            opened = at if depth == 1 else opened
        elif text[at] == "）" and depth:
            depth -= 1
            if depth == 0 and find_rates(text, opened, at):
                brackets.append((opened, at + 1))
    rates = find_rates(text, start, end)
    loose = [r for r in rates if not any(a <= r.start and r.end <= b for a, b in brackets)]
    if not brackets:
        return [(start, end)]
    if not loose:
        return brackets
    if all(re.fullmatch(r"（[^）]{0,20}）?", text[a:b]) for a, b in brackets):
        return [(start, end)]
    return [*brackets, *((a, b) for a, b in _gaps_between(start, end, brackets) if find_rates(text, a, b))]


def _gaps_between(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = start
    for a, b in taken:
        yield at, a
        at = b
    yield at, end


def _segments(sheet: Sheet, start: int, end: int, sentence: int) -> list[_Segment]:
    """Cut the stretch where a second base, start or rate begins; a rate said once serves the segments before it."""
    done: list[_Segment] = []
    current = _Segment(place=start)
    for event in sorted(_events(sheet, start, end), key=lambda e: e.place):
        full = (
            (
                event.kind == "base"
                and event.amount is not None
                and (current.base is not None and (current.start or current.end or current.rate))
                and (current.own_base or current.rate is not None)
            )
            or (event.kind == "start" and current.start is not None)
            or (event.kind == "rate" and current.rate is not None)
            or (event.kind == "end" and current.end is not None)
        )
        if full:
            done.append(current)
            carried = event.kind != "base"
            current = _Segment(current.base if carried else None, remaining=current.remaining, place=event.place)
        if event.kind == "base" and event.amount is None and current.base is not None:
            current.remaining = True  # 以100元的剩余未付款项为基数: one base, not two
        elif event.kind == "base":
            current.base, current.remaining = event.amount, event.amount is None or current.remaining
            current.own_base = event.amount is not None
        elif event.kind == "start":
            current.start = event.when
        elif event.kind == "end":
            current.end = event.when
        else:
            current.rate = event.rate
    done.append(current)
    return _completed(sheet, done, start, sentence)


def _completed(sheet: Sheet, segments: list[_Segment], start: int, sentence: int) -> list[_Segment]:
    """Fill what a segment leaves to its neighbours: rate from the next, base and start from the one before."""
    segments = _bundled(segments)
    out: list[_Segment] = []
    for segment in segments:
        previous = out[-1] if out else None
        if previous and segment.rate is None:
            if not (segment.start or segment.end):
                continue
            segment.rate = previous.rate
        if previous and segment.base is None:
            segment.base, segment.remaining = previous.base, previous.remaining
        if previous and segment.start is None and previous.end and previous.end.on:
            segment.start = replace(previous.end, following=True)
        same = previous is not None and previous.base == segment.base
        if previous and same and segment.start and segment.start.on and previous.start != segment.start:
            open_ended = previous.end is None or previous.end == segment.start
            previous.end = replace(segment.start, days=-1) if open_ended else previous.end
        if segment.rate:
            out.append(segment)
    if out and out[0].start is None and start > sentence:
        outside = [e for e in _events(sheet, sentence, start) if e.kind == "start"]
        out[0].start = outside[-1].when if outside else None
    if out and out[-1].end is None and start > sentence:
        outside = [e for e in _events(sheet, sentence, start) if e.kind == "end"]
        out[-1].end = outside[-1].when if outside else None
    return out


def _bundled(segments: list[_Segment]) -> list[_Segment]:
    """以A为基数自…起，以B为基数自…起，均按…计至…，再自…起按…: every base runs with every rate that follows the list.

    A segment without rate takes rate and end of the next that has one; a phase without a base of its own that follows
    such a list is repeated for each base of it.
    """
    for index in range(len(segments) - 2, -1, -1):
        segment, following = segments[index], segments[index + 1]
        if segment.rate is None and (segment.start or segment.end):
            segment.rate = following.rate
            if segment.end is None and segment.base is not None and following.own_base:
                segment.end = following.end
                segment.listed = True
    out: list[_Segment] = []
    bundle: list[_Segment] = []
    for segment in segments:
        if segment.own_base:
            bundle = [*bundle, segment] if bundle and bundle[-1].listed else [segment]
        elif len(bundle) > 1 and segment.rate:
            out += [replace(segment, base=one.base, remaining=one.remaining) for one in bundle]
            continue
        out.append(segment)
    return out


def _events(sheet: Sheet, start: int, end: int) -> Iterator[_Event]:
    text = sheet.text
    for amount in find_amounts(text, start, end):
        if any(s.what is What.BASE and s.start == amount.start for s in sheet.spans):
            yield _Event(amount.start, "base", amount=amount.minor)
    for match in _BASE_WORDS.finditer(text, start, end):
        if not find_amounts(text, match.start(), match.end()):
            yield _Event(match.start(), "base")
    rates = find_rates(text, start, end)
    for rate in rates:
        yield _Event(rate.start, "rate", rate=rate)
    inside = [(r.start, r.end) for r in rates]
    ends: list[tuple[int, int]] = []
    for match in _TO.finditer(text, start, end):
        found = ending(text, match.end(), end)
        if found and found.when and not any(a <= match.start() < b for a, b in (*inside, *ends)):
            ends.append((match.start(), found.end))
            yield _Event(match.start(), "end", found.when)
    starts: list[int] = []
    for match in _FROM.finditer(text, start, end):
        at = match.end()
        if skip := re.compile(r"(?:上述|该)?(?:款项|起诉之日即|逾期之日即|起诉日即)").match(text, at, end):
            at = skip.end()
        found = moment(text, at, end)
        if found and found.when and not any(a <= match.start() < b for a, b in (*inside, *ends)):
            if match.group() == "于" and not re.match(r"起|开始", text[found.end : found.end + 2]):
                continue
            starts.append(found.start)
            yield _Event(match.start(), "start", found.when)
    for dated in find_dates(text, start, end):
        if dated.start in starts or any(a <= dated.start < b for a, b in (*inside, *ends)) or dated.when is None:
            continue
        tail = text[dated.end : dated.end + 4]
        if re.match(r"起|开始|以后|之后|后", tail):
            yield _Event(dated.start, "start", dated.when)  # 以后 includes the day itself (民法典 1259)
        elif re.match(r"至|到|－|-|—", tail):
            yield _Event(dated.start, "start", dated.when)
        elif re.match(r"之?前|以前", tail):
            yield _Event(dated.start, "end", dated.when)
    later = re.compile(
        r"(?:截[至止](?:到)?|暂计算?至|暂算至)([^，。；]{6,16}日)[^。；]{0,60}?(?:之后|此后|以后)"
    ).search(text, start, end)
    day = next(iter(find_dates(text, later.start(1), later.end(1))), None) if later else None
    if later and day and day.when:
        yield _Event(later.end() - 1, "start", replace(day.when, following=True))


def _items(sheet: Sheet, segment: _Segment, before: list[str], targets: list[str]) -> tuple[str, ...]:
    """The items whose unpaid rest bears the interest: the one of the base's amount, else the principal before it."""
    pool = before or targets
    if segment.base is not None:
        for key in (*reversed(before), *reversed(targets), *reversed(list(sheet.items))):
            if key in sheet.items and sheet.items[key].amount == segment.base:
                return (key,)
        for keys in (before, targets):
            for first in range(len(keys)):
                for last in range(first + 2, len(keys) + 1):
                    if sum(sheet.items[k].amount or 0 for k in keys[first:last] if k in sheet.items) == segment.base:
                        return tuple(keys[first:last])
    live = [key for key in pool if key in sheet.items]
    principal = [
        key for key in live if sheet.items[key].kind is ItemKind.PRINCIPAL and sheet.items[key].amount is not None
    ]
    if principal and before:
        return tuple(principal)
    return tuple(principal or live)


def _term(
    sheet: Sheet, ordinal: int, segment: _Segment, items: tuple[str, ...], group: tuple[int, int], sentence: int
) -> str:
    text = sheet.text
    assert segment.rate is not None
    found = segment.rate
    key = sheet.key(ordinal, "i")
    label = _label(text, group, sentence, found)
    cap = next(
        (
            a.minor
            for a in find_amounts(text, sentence, min(len(text), group[1] + 60))
            if any(s.what is What.CAP and s.start == a.start for s in sheet.spans)
        ),
        None,
    )
    if cap is None:  # 以不超过…为限。按…计算: the cap stands in the sentence before
        near = [s for s in sheet.spans if s.what is What.CAP and not s.refers and 0 <= sentence - s.end <= 20]
        cap = find_amounts(text, near[-1].start, near[-1].end)[0].minor if near else None
    fixed_end = segment.end is not None and segment.end.event is None
    mode = BaseMode.FIXED if segment.base is not None and fixed_end and not segment.remaining else BaseMode.REMAINING
    start = segment.start
    if start is None:
        start = When(event=Event.BREACHED)
        sheet.notice(found.start, found.end, Fault("judgment.interest_start", "未写明利息的起算日", "请填写起算日"))
    if not items and segment.base is None:
        sheet.notice(found.start, found.end, Fault("judgment.interest_base", "未能确定计息基数", "请填写计息基数"))
    if found.rate.source is RateSource.BENCHMARK and "罚息利率" in text[group[0] : group[1]]:
        surcharge = Fault("judgment.rate_assumed", "参照罚息利率，加收幅度未写明，暂按不加收读取", "请对照文书核对利率")
        sheet.notice(found.start, found.end, surcharge)
    held = [sheet.items[k].amount or 0 for k in items if k in sheet.items and sheet.items[k].currency == "CNY"]
    if segment.base is not None and held and segment.base > sum(held) and (segment.end is None or segment.end.event):
        excess = Fault("judgment.base_exceeds", "计息基数大于所判的款项", "请对照文书核对基数，可能有笔误")
        sheet.notice(found.start, found.end, excess)
    if found.assumed:
        sheet.notice(found.start, found.end, Fault("judgment.rate_assumed", found.assumed, "请对照文书核对利率"))
    term = InterestTerm(
        key,
        items,
        found.rate,
        start,
        segment.end,
        segment.base,
        mode,
        cap,
        label=label,
        penalty=bool(re.search("违约金|滞纳金", label)),
        conditional=bool(_CONDITION.search(text[max(0, sentence) : found.start])),
    )
    sheet.interests[key] = term
    sheet.rule(ordinal, "interest.running")
    sheet.mark(found.start, found.end, What.RATE, found.rule, (key,))
    sheet.spans = [
        replace(s, refers=(*s.refers, key))
        if s.what in (What.BASE, What.CAP) and sentence <= s.start < group[1] and key not in s.refers
        else s
        for s in sheet.spans
    ]
    return key


def _label(text: str, group: tuple[int, int], sentence: int, rate: FoundRate) -> str:
    before = list(_LABEL.finditer(text, sentence, rate.start))
    if before:
        return before[-1].group()
    after = _LABEL.search(text, rate.end, group[1])
    return after.group() if after else "利息"


def _unrated(sheet: Sheet, start: int, end: int, made: list[str]) -> None:
    """Interest without a rate that could be read is said so, never left out in silence."""
    for match in re.finditer(
        r"(?:自|从)[^，。；]{4,60}(?:期间的?|的|之)(?:逾期)?(?:利息|违约金|罚息)|(?:及|并支付|和|以及|、|相应|支付)[^，。；、\d]{0,12}(?:利息|违约金|罚息|资金占用费)(?!\d|"
        r"人民币|共计|合计|总额|为)",
        sheet.text[start:end],
    ):
        at = start + match.start()
        if not sheet.taken(at, start + match.end()) and "履行期间" not in match.group():
            sheet.mark(at, start + match.end(), What.INTEREST, "interest.no_rate", made)
            reason = Fault(
                "judgment.interest_rate", "未能读出利率或计算方法", "请按文书填写利率、基数和起止日，没有约定的删除"
            )
            sheet.lack(at, start + match.end(), reason)
            return
    if any(s.what is What.BASE and start <= s.start < end for s in sheet.spans):
        reason = Fault(
            "judgment.interest_rate", "未能读出利率或计算方法", "请按文书填写利率、基数和起止日，没有约定的删除"
        )
        sheet.lack(start, end, reason)


def _mark_dates(sheet: Sheet, start: int, end: int) -> None:
    for dated in find_dates(sheet.text, start, end):
        if dated.when is None:
            sheet.lack(
                dated.start,
                dated.end,
                Fault(
                    "date.impossible", "日期不存在", "请对照文书更正日期", "日期", sheet.text[dated.start : dated.end]
                ),
            )
        else:
            sheet.mark(dated.start, dated.end, What.DATE, "date.written")
