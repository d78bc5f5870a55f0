"""Working days: the yearly notices of the State Council where they are known, Saturdays and Sundays elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from duixian.base.days import ONE_DAY, add_days
from duixian.law.params import document


@dataclass(frozen=True, slots=True)
class Calendar:
    """`off` maps a day off to the holiday's name; `work` are weekend days made working days; `years` are those with a
    notice: for others only weekends are known (`knows`), and whoever counts across them has to say so."""

    off: dict[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether courts work on this day."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def why_off(self, day: date) -> str:
        """The name of the holiday, 周六 or 周日; empty for a working day."""
        if self.is_working(day):
            return ""
        return self.off.get(day, "周六" if day.weekday() == 5 else "周日")

    def knows(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return day.year in self.years

    def next_working(self, day: date) -> date:
        """The day itself if courts work on it, else the next on which they do."""
        while not self.is_working(day):
            day = add_days(day, 1)
        return day

    def previous_working(self, day: date) -> date:
        """The day itself if courts work on it, else the last before it on which they do."""
        while not self.is_working(day):
            day = add_days(day, -1)
        return day

    def working_days(self, first: date, until: date) -> int:
        """How many working days lie in [first, until)."""
        return sum(1 for day in _each(first, until) if self.is_working(day))

    def with_days(self, *, off: Iterable[tuple[date, str]] = (), work: Iterable[date] = ()) -> "Calendar":
        """The calendar with a court's own edits (a new year's notice typed in, say); the years touched become known."""
        off_days, work_days = dict(off), frozenset(work)
        years = {day.year for day in (*off_days, *work_days)}
        kept = {day: name for day, name in self.off.items() if day not in work_days}
        return Calendar({**kept, **off_days}, (self.work - off_days.keys()) | work_days, self.years | years)


def _each(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first += ONE_DAY


@cache
def national() -> Calendar:
    """The national calendar of the years whose notices are recorded (2015 to 2026)."""
    years = document("holidays")["years"]
    off = {day: name for year in years.values() for name, days in year["closed"].items() for day in days}
    work = frozenset(day for year in years.values() for day in year["worked"])
    return Calendar(off, work, frozenset(years))
