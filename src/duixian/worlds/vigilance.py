"""People who watch over controls, and those who hold them: who forgets, is away or late, and who cannot be reached.

Everything is drawn from the seed and the thing concerned, never from the order of asking: a simulation on columns and
a court in a database meet the same people on the same days. Days are numbers since the first day; chances are in
thousandths.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.law.calendar import Calendar
from duixian.law.control.things import HoldingKind

Days = NDArray[np.int32]
Ids = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEVER: Final = 1 << 30
"""A day that does not come."""

KINDS: Final = (HoldingKind.DEPOSIT, HoldingKind.VEHICLE, HoldingKind.HOME)
"""One kind for each length of term."""

COUNTERPARTIES: Final = 52
_BEYOND: Final = 400
"""Days known beyond the last one: what is planned near the end has a day."""


class _Draw(IntEnum):
    KIND = 1
    BEGINS = 2
    LATER = 3
    PAID = 4
    PAID_AFTER = 5
    COUNTERPARTY = 6
    AWAY = 7
    AWAY_FROM = 8
    AWAY_FOR = 9
    DOWN = 10
    DOWN_FOR = 11
    FORGETS = 12
    OFFICER_TAKES = 13
    DROPS = 14
    LATE = 15
    CHIEF_TAKES = 16
    CONFIRMS = 17
    CONFIRM_TAKES = 18
    APPROVAL_TAKES = 19


@dataclass(frozen=True, slots=True)
class Habits:
    """How people and agencies are. `forget`: an officer told does nothing; `drop`: he decides that the control may
    lapse; `confirm`: the chief agrees; `late`: the chief takes weeks; `down`: share of days on which an agency cannot
    be reached, in stretches of up to `outage` days. Thousandths, but for `outage`."""

    seed: int = 1
    forget: int = 300
    drop: int = 30
    confirm: int = 800
    late: int = 200
    down: int = 100
    outage: int = 5

    def officer_takes(self, ids: Ids, untils: Days) -> Days:
        """Days an officer takes after being told that a term ends; `NEVER` where he forgets."""
        days = 1 + self._of(10, _Draw.OFFICER_TAKES, ids, untils)
        return np.where(self._chance(self.forget, _Draw.FORGETS, ids, untils), NEVER, days).astype(np.int32)

    def drops(self, ids: Ids, untils: Days) -> Bools:
        """Whether the officer who acts finds that the control may lapse."""
        return self._chance(self.drop, _Draw.DROPS, ids, untils)

    def chief_takes(self, ids: Ids, untils: Days) -> Days:
        """Days the chief takes after being told himself."""
        return self._chief(_Draw.CHIEF_TAKES, ids, untils)

    def approval_takes(self, ids: Ids, untils: Days) -> Days:
        """Days the chief takes to approve what an officer asks for."""
        return self._chief(_Draw.APPROVAL_TAKES, ids, untils)

    def confirmation_takes(self, ids: Ids, untils: Days) -> Days:
        """Days until the chief confirms that a control may lapse; `NEVER` where he does not agree."""
        days = 1 + self._of(4, _Draw.CONFIRM_TAKES, ids, untils)
        return np.where(self._chance(self.confirm, _Draw.CONFIRMS, ids, untils), days, NEVER).astype(np.int32)

    def _chief(self, draw: _Draw, ids: Ids, untils: Days) -> Days:
        days = self._of(3, draw, ids, untils)
        late = self._chance(self.late, _Draw.LATE, ids, untils)
        return np.where(late, 12 + 7 * days, 1 + days).astype(np.int32)

    def _chance(self, thousandths: int, draw: _Draw, ids: Ids, untils: Days) -> Bools:
        return self._of(1000, draw, ids, untils) < thousandths

    def _of(self, sides: int, draw: _Draw, ids: Ids, untils: Days | int = 0) -> Days:
        return drawn(self.seed, draw, ids, untils, sides=sides)


def drawn(seed: int, draw: int, ids: Ids, untils: Days | int = 0, *, sides: int) -> Days:
    """A number from 0 up to `sides` for each thing and day (splitmix64: well mixed, the same everywhere)."""
    with np.errstate(over="ignore"):
        x = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        x += np.asarray(untils, dtype=np.int64).astype(np.uint64) * np.uint64(0xD1B54A32D192ED03)
        x += np.uint64((seed * 1_000_003 + draw * 7919) & 0xFFFFFFFFFFFF)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
        x ^= x >> np.uint64(31)
    return np.asarray(x % np.uint64(sides)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Measures:
    """Controls as columns. `kind` is a place in `KINDS`; `begins` the day each takes effect; `paid` the day from which
    its case is owed nothing."""

    kind: NDArray[np.int8]
    begins: Days
    paid: Days
    case: Ids
    officer: Ids
    court: Ids
    counterparty: Ids

    def __len__(self) -> int:
        return len(self.kind)


def measures(count: int, *, seed: int, days: int, a_case: int = 3, officers: int = 25) -> Measures:
    """So many controls, taken over `days` days: `a_case` to a case, about 400 to an officer, `officers` to a court."""
    ids = np.arange(count, dtype=np.int64)
    case = ids // a_case
    kind = drawn(seed, _Draw.KIND, ids, sides=100)
    first = drawn(seed, _Draw.BEGINS, case, sides=max(1, days - 40))
    paid = first + 60 + drawn(seed, _Draw.PAID_AFTER, case, sides=1400)
    desk = case * a_case // 400
    return Measures(
        kind=np.select([kind < 60, kind < 75], [0, 1], 2).astype(np.int8),
        begins=(first + drawn(seed, _Draw.LATER, ids, sides=30)).astype(np.int32),
        paid=np.where(drawn(seed, _Draw.PAID, case, sides=100) < 55, paid, NEVER).astype(np.int32),
        case=case,
        officer=desk,
        court=desk // officers,
        counterparty=drawn(seed, _Draw.COUNTERPARTY, ids, sides=COUNTERPARTIES).astype(np.int64),
    )


def at_work(people: int, *, seed: int, start: date, days: int, calendar: Calendar, salt: int = 0) -> NDArray[np.int32]:
    """For each person and day, the next day on which that person is at work: holidays, illness, leave, and desks that
    stay empty for weeks after somebody left."""
    known = days + _BEYOND
    working = np.array([calendar.is_working(start + timedelta(days=day)) for day in range(known)])
    here = np.tile(working, (people, 1))
    ids = np.arange(people, dtype=np.int64) + salt
    for half, first in enumerate(range(0, known, 182)):
        how = drawn(seed, _Draw.AWAY, ids, half, sides=100)
        longest = np.select([how < 60, how < 90, how < 95], [0, 15, 60], 90)  # well, a short leave, ill, left
        length = np.minimum(drawn(seed, _Draw.AWAY_FOR, ids, half, sides=1_000_000) % (longest + 1), 90)
        since = first + drawn(seed, _Draw.AWAY_FROM, ids, half, sides=182)
        for person in np.flatnonzero(length):
            here[person, since[person] : since[person] + length[person]] = False
    return _next(here)


def reachable(habits: Habits, *, days: int, counterparties: int = COUNTERPARTIES) -> tuple[Bools, Days]:
    """For each counterparty and day: whether it answers, and the next day on which it does."""
    known = days + _BEYOND
    up = np.ones((counterparties, known), dtype=np.bool_)
    if habits.down and habits.outage:
        starts = habits.down * 2 // (habits.outage + 1)  # so many stretches of the mean length make the share
        for one in range(counterparties):
            ids = np.arange(known, dtype=np.int64) + one * 100_003
            begins = drawn(habits.seed, _Draw.DOWN, ids, sides=1000) < starts
            length = 1 + drawn(habits.seed, _Draw.DOWN_FOR, ids, sides=habits.outage)
            free_from = 0
            for day in np.flatnonzero(begins):
                if day >= free_from:  # an outage is over before the next begins: none is longer than said
                    up[one, day : day + length[day]] = False
                    free_from = int(day + length[day] + 1)
    return up, _next(up)


def _next(open_on: Bools) -> Days:
    """For each row and day the first day from it on that is open; the last known day where none is."""
    rows, known = open_on.shape
    found = np.full((rows, known), known - 1, dtype=np.int32)
    for day in range(known - 2, -1, -1):
        found[:, day] = np.where(open_on[:, day], day, found[:, day + 1])
    return found


def following(days_open: Days, who: Ids, days: Ids) -> Days:
    """The first open day of each of `who` from `days` on; `NEVER` stays so."""
    last = days_open.shape[1] - 1
    return np.where(days > last, NEVER, days_open[who, np.minimum(days, last)]).astype(np.int32)
