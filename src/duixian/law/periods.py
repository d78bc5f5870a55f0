"""Time limits: which day is the last, counted how, on which article (民事诉讼法 第八十五条 and the node table)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from duixian.base.days import ONE_DAY, Period, add_days, add_months_clipped, merged
from duixian.base.faults import BadInput, Fault
from duixian.law.calendar import Calendar
from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"


class Counting(StrEnum):
    """Which way a limit binds."""

    AFTER = "after"  # the act has to be done by the last day
    BEFORE = "before"  # the act has to be done at least so long before the event
    EARLIEST = "earliest"  # the act is open only once so much time has passed
    EXPIRY = "expiry"  # an effect ends by itself; the last day never moves


@dataclass(frozen=True, slots=True)
class Limit:
    """So many units; at least one."""

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise BadInput(
                Fault("period.amount", "期限须为正整数", "请填写不小于 1 的整数", field="期限", value=str(self.amount))
            )

    def __str__(self) -> str:
        return f"{self.amount}{_UNITS[self.unit]}"


_UNITS = {
    LimitUnit.DAY: "日",
    LimitUnit.WORKING_DAY: "个工作日",
    LimitUnit.MONTH: "个月",
    LimitUnit.YEAR: "年",
    LimitUnit.HOUR: "小时",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit of the node table. `local`: practice of some courts, not national law; `default`: set at filing."""

    id: str
    title: str
    english: str
    group: str
    event: str
    event_title: str
    limit: Limit
    counting: Counting
    citation: Citation
    status: Status
    local: bool = False
    default: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day a limit leads to, and how. `day` is the last day to act (EARLIEST: the first day the act is open).

    `steps` are sentences a layman can check; `notes` what to mind (holidays of a year not known, an override).
    """

    rule: Rule
    start: date
    limit: Limit
    day: date
    counted_to: date
    suspended_days: int
    steps: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def rules() -> Mapping[str, Rule]:
    """The node table by id, in its order."""
    table = document("limits")
    return {row["id"]: _rule(row, table["events"]) for row in table["rules"]}


def rule(rule_id: str) -> Rule:
    """One rule. Raises `BadInput` (`period.unknown_rule`) naming similar ids."""
    found = rules().get(rule_id)
    if found is None:
        near = [key for key, entry in rules().items() if rule_id in key or rule_id in entry.title]
        remedy = f"可用：{'、'.join(near or rules())}"
        raise BadInput(Fault("period.unknown_rule", "没有这个期限", remedy, field="期限", value=rule_id))
    return found


def default_rules() -> tuple[Rule, ...]:
    """The nodes set for every new case."""
    return tuple(entry for entry in rules().values() if entry.default)


def _rule(row: Mapping[str, Any], events: Mapping[str, str]) -> Rule:
    return Rule(
        id=row["id"],
        title=row["title"],
        english=row["english"],
        group=row["group"],
        event=row["event"],
        event_title=events[row["event"]],
        limit=Limit(int(row["amount"]), LimitUnit(row["unit"])),
        counting=Counting(row["counting"]),
        citation=citation(row),
        status=Status(row["status"]),
        local=row.get("level") == "local",
        default=bool(row.get("default")),
        note=row.get("note", ""),
    )


def deadline(
    rule: Rule,
    start: date,
    *,
    calendar: Calendar,
    suspensions: Sequence[Period] = (),
    court_override: Limit | None = None,
) -> Deadline:
    """The deadline of `rule` counted from the event's day `start`.

    The day of the event is not counted; months and years end on the same day of the month (its last where that is
    missing); what falls into `suspensions` does not count and pushes the end; a last day on a holiday moves to the next
    working day (BEFORE: to the working day before; EXPIRY and hours: not at all). A court's own limit replaces the
    national one where it is stricter, always where the rule is local. Raises `BadInput` (`period.not_stricter`).
    """
    national = _counted(rule, start, rule.limit, calendar, suspensions)
    if court_override is None:
        return national
    own = _counted(rule, start, court_override, calendar, suspensions)
    if not rule.local and _looser(own, national):
        raise BadInput(
            Fault(
                "period.not_stricter",
                "本院期限只能比全国规定更严：{title}为{limit}（{citation}）",
                _STRICTER[rule.counting],
                field=rule.title,
                value=str(court_override),
                data={"title": rule.title, "limit": str(rule.limit), "citation": str(rule.citation)},
            )
        )
    against = f"{'参考' if rule.local else '全国规定'}{rule.limit}，至 {national.day.isoformat()}"
    note = f"按本院规定{court_override}（{against}）"
    return Deadline(
        rule, start, court_override, own.day, own.counted_to, own.suspended_days, own.steps, (note, *own.notes)
    )


_STRICTER = {
    Counting.AFTER: "请填写不超过{limit}的期限",
    Counting.EXPIRY: "请填写不超过{limit}的期限",
    Counting.BEFORE: "请填写不少于{limit}的期限",
    Counting.EARLIEST: "请填写不少于{limit}的期限",
}


def _looser(own: Deadline, national: Deadline) -> bool:
    if own.rule.counting in (Counting.AFTER, Counting.EXPIRY):
        return own.counted_to > national.counted_to
    if own.rule.counting is Counting.EARLIEST:
        return own.day < national.day
    return own.counted_to > national.counted_to  # BEFORE: earlier is stricter


def _counted(rule: Rule, start: date, limit: Limit, calendar: Calendar, suspensions: Sequence[Period]) -> Deadline:
    if rule.counting is Counting.BEFORE:
        return _before(rule, start, limit, calendar)
    holes = merged(suspensions)
    end = _end(start, limit, calendar, holes)
    suspended = sum(hole.days_within(start + ONE_DAY, end + ONE_DAY) for hole in holes)
    steps = [f"{rule.event_title}之日 {start.isoformat()} 不计入，自次日起算"]
    steps.append(f"{limit}：至 {end.isoformat()} 届满" + (f"（扣除中止、暂停 {suspended} 日后）" if suspended else ""))
    day = end
    if rule.counting is Counting.EARLIEST:
        day = add_days(end, 1)
        steps.append(f"满{limit}后，自 {day.isoformat()} 起可以进行")
    elif rule.counting is Counting.AFTER and limit.unit is not LimitUnit.HOUR:
        day = calendar.next_working(end)
        if day != end:
            steps.append(
                f"{end.isoformat()} 为{calendar.why_off(end)}，顺延至 {day.isoformat()}（《民事诉讼法》第八十五条）"
            )
    notes = _notes(rule, limit, calendar, start, day)
    return Deadline(rule, start, limit, day, end, suspended, tuple(steps), notes)


def _before(rule: Rule, event: date, limit: Limit, calendar: Calendar) -> Deadline:
    """At least so long before: the whole period lies between the act and the event."""
    if limit.unit is LimitUnit.WORKING_DAY:
        end = event
        left = limit.amount
        while left:
            end = add_days(end, -1)
            left -= calendar.is_working(end)
    elif limit.unit in (LimitUnit.MONTH, LimitUnit.YEAR):
        end = add_months_clipped(event, -limit.amount * (12 if limit.unit is LimitUnit.YEAR else 1))
    else:
        end = add_days(event, -_whole_days(limit))
    day = calendar.previous_working(end)
    steps = [f"{rule.event_title}之日 {event.isoformat()} 前{limit}：不迟于 {end.isoformat()}"]
    if day != end:
        steps.append(f"{end.isoformat()} 为{calendar.why_off(end)}，提前至 {day.isoformat()}")
    return Deadline(rule, event, limit, day, end, 0, tuple(steps), _notes(rule, limit, calendar, day, event))


def _end(start: date, limit: Limit, calendar: Calendar, holes: Sequence[Period]) -> date:
    """The last day before any moving to a working day: the nominal end, pushed by what is suspended."""
    if limit.unit is LimitUnit.WORKING_DAY:
        day = start
        left = limit.amount
        while left:
            day = add_days(day, 1)
            left -= calendar.is_working(day) and not _in(day, holes)
        return day
    if limit.unit in (LimitUnit.MONTH, LimitUnit.YEAR):
        end = add_months_clipped(start, limit.amount * (12 if limit.unit is LimitUnit.YEAR else 1))
    else:
        end = add_days(start, _whole_days(limit))
    needed = (end - start).days
    while True:
        lost = 0
        for hole in holes:
            if hole.end is None and hole.start <= end:
                raise BadInput(
                    Fault(
                        "period.suspended",
                        "期间自 {day} 起中止，尚未恢复，届满日不能确定",
                        "请填写中止的终日后再计算",
                        field="中止",
                        data={"day": hole.start.isoformat()},
                    )
                )
            lost += hole.days_within(start + ONE_DAY, end + ONE_DAY)
        pushed = add_days(start, needed + lost)
        if pushed == end:
            return end
        end = pushed


def _whole_days(limit: Limit) -> int:
    return -(-limit.amount // 24) if limit.unit is LimitUnit.HOUR else limit.amount


def _in(day: date, holes: Sequence[Period]) -> bool:
    return any(day in hole for hole in holes)


def _notes(rule: Rule, limit: Limit, calendar: Calendar, first: date, last: date) -> tuple[str, ...]:
    notes = [rule.note] if rule.note else []
    if rule.local:
        notes.append("地方做法，并非全国性规定；以本院规定为准")
    if rule.status is Status.RECALLED:
        notes.append("条文未经核对")
    elif rule.status is Status.DISPUTED:
        notes.append("来源不一致，请以现行有效文本为准")
    if limit.unit is LimitUnit.HOUR:
        notes.append("期限按小时计算，此处按日显示；按小时计的期间不因节假日顺延")
    relies_on_holidays = rule.counting in (Counting.AFTER, Counting.BEFORE) or limit.unit is LimitUnit.WORKING_DAY
    if relies_on_holidays:
        years = [day.year for day in (first, last) if not calendar.knows(day)]
        if last.year - first.year > 1 and limit.unit is LimitUnit.WORKING_DAY:
            years += [y for y in range(first.year, last.year + 1) if not calendar.knows(date(y, 1, 1))]
        if limit.unit is not LimitUnit.WORKING_DAY:
            years = [year for year in years if year == last.year]  # only the last day can fall on a holiday
        for year in sorted(set(years)):
            notes.append(f"未收录 {year} 年节假日安排，仅按周六、周日推算，请在安排公布后复核")
    return tuple(notes)
