"""Days, half-open periods and month arithmetic. A day is a `datetime.date`; nothing here knows what day it is."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from duixian.base.faults import BadInput, Fault

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` up to but not including `end`; `end` None is open. An empty period is refused."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise BadInput(
                Fault(
                    "period.empty",
                    "期间的终点不晚于起点（终点不计入期间）",
                    "请核对起止日期",
                    field="期间",
                    value=f"{self.start.isoformat()}～{self.end.isoformat()}",
                )
            )

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def days_within(self, first: date, until: date) -> int:
        """How many days of this period lie in [first, until)."""
        upper = until if self.end is None else min(until, self.end)
        return max(0, (upper - max(first, self.start)).days)


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days as disjoint periods in order; touching ones are joined."""
    joined: list[Period] = []
    for period in sorted(periods, key=lambda p: p.start):
        if joined and (joined[-1].end is None or period.start <= joined[-1].end):
            last = joined[-1]
            end = None if last.end is None or period.end is None else max(last.end, period.end)
            joined[-1] = Period(last.start, end)
        else:
            joined.append(period)
    return tuple(joined)


def without(first: date, until: date, holes: Iterable[Period]) -> Iterator[tuple[date, date]]:
    """The stretches of [first, until) outside `holes` (disjoint and in order, as `merged` gives them)."""
    for hole in holes:
        if hole.start >= until:
            break
        if hole.end is not None and hole.end <= first:
            continue
        if first < hole.start:
            yield first, hole.start
        if hole.end is None:
            return
        first = max(first, hole.end)
    if first < until:
        yield first, until


def add_days(day: date, days: int) -> date:
    """The day so many days later (earlier when negative). Raises `BadInput` (`day.out_of_range`)."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise BadInput(_out_of_range(f"{day.isoformat()} {days:+d} 日")) from error


def add_months_clipped(day: date, months: int) -> date:
    """The same day of the month, so many months later; where that month is too short, its last day.

    31 January plus one month is the last day of February. Raises `BadInput` (`day.out_of_range`).
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise BadInput(_out_of_range(f"{day.isoformat()} {months:+d} 个月"))
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years_clipped(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February in a common year."""
    return add_months_clipped(day, 12 * years)


def days_in_year(year: int) -> int:
    """365 or 366."""
    return 366 if monthrange(year, 2)[1] == 29 else 365


_SEPARATED = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
_CHINESE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NARROW = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")


def read_day(text: str, *, field: str = "日期", place: str = "") -> date:
    """Read a day written as 2026-11-22, 2026/11/22, 2026.11.22, 2026年11月22日 or 20261122.

    Raises `BadInput`: `day.unreadable` for another form, `day.impossible` for a day the calendar does not have
    (29 February 2023). Never guesses the order of day and month, never takes two-digit years.
    """
    plain = "".join(text.translate(_NARROW).split())
    if separated := _SEPARATED.match(plain):
        year, _, month, day = separated.groups()
    elif parts := _CHINESE.match(plain) or _COMPACT.match(plain):
        year, month, day = parts.groups()
    else:
        raise BadInput(
            Fault(
                "day.unreadable",
                "不是可识别的日期",
                "请写成 2026-11-22、2026/11/22、2026年11月22日 或 20261122",
                field=field,
                value=text,
                place=place,
            )
        )
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadInput(
            Fault("day.impossible", *_why_impossible(int(year), int(month)), field=field, value=text, place=place)
        ) from error


def _why_impossible(year: int, month: int) -> tuple[str, str]:
    if year < 1:
        return "没有这一年", "请核对年份"
    if not 1 <= month <= 12:
        return f"没有 {month} 月", "请核对年、月、日的次序，应为年-月-日"
    last = monthrange(year, month)[1]
    return f"{year}年{month}月没有这一天，该月只有 {last} 天", f"请核对日期，最后一天是 {year}-{month:02d}-{last:02d}"


def _out_of_range(value: str) -> Fault:
    return Fault("day.out_of_range", "推算的日期超出可处理的范围", "请核对期限的数值", field="日期", value=value)


def chinese(day: date) -> str:
    """The day as documents print it: 2025年2月2日."""
    return f"{day.year}年{day.month}月{day.day}日"
