"""Years of watching over controls, in memory: the nightly judgement on columns, people and agencies from `vigilance`.

What is due comes from `law.control.watch` (by `analytics.watch`), every last day from `law.control.terms`: the
simulation has no rule of its own. It keeps two books: the court's, and what the agencies really hold. A control whose
end passed at the agency while the court believed it alive and had recorded nothing is a silent lapse; the count is made
from the agencies' book, by a look at every control that night.

A day: cases that are paid are released; at night the judgement; by day officers act, then chiefs; last, orders go out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from duixian.analytics import watch as columns
from duixian.law.calendar import Calendar
from duixian.law.control.terms import last_day, renewal
from duixian.law.control.watch import Due, Renewing, WatchPractice
from duixian.worlds import vigilance
from duixian.worlds.vigilance import KINDS, NEVER, Days, Habits, Ids, Measures


class Fate(IntEnum):
    """Where a control of the simulation stands."""

    TO_COME = 0
    HELD = 1
    RELEASED = 2
    LET_GO = 3  # two people decided that it may lapse
    UNOWED = 4  # it lapsed when nothing was owed any more
    LOST = 5  # an incident: owed, and nobody had decided


class By(IntEnum):
    """Who brought a renewal about."""

    OFFICER = 0
    CHIEF = 1
    PROGRAM = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """The frame of a simulation. `practice`: the alarms and the standing order in force on a day."""

    start: date
    days: int
    calendar: Calendar
    practice: Callable[[date], WatchPractice]
    habits: Habits = field(default_factory=Habits)


@dataclass(slots=True)
class Course:
    """What happened. `ends`: how many terms ran to a day (the load); `renewed` by who brought it about; `told`: alarms
    by kind; `incidents` by kind; `judged`: how often a control was looked at; `silent`: nights, counted for each
    control, on which it was over at the agency and the court's book said nothing."""

    fate: NDArray[np.int8]
    until: Days
    renewals: NDArray[np.int16]
    renewed: Counter[By] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    incidents: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    judged: int = 0
    silent: int = 0

    def fates(self) -> Mapping[Fate, int]:
        """How many controls stand where."""
        return {fate: int((self.fate == fate).sum()) for fate in Fate}


def run(measures: Measures, setting: Setting, *, told: Callable[[str], None] = lambda line: None) -> Course:
    """Live through the years; `told` hears of every finished year."""
    years = _Years(measures, setting)
    for day in range(setting.days):
        years.live(day)
        if (setting.start + timedelta(days=day + 1)).timetuple().tm_yday == 1:
            told(f"{(setting.start + timedelta(days=day)).year} 年")
    return years.course


class _Years:
    """The state of all controls, one column a fact; `look` holds those near their end."""

    def __init__(self, measures: Measures, setting: Setting) -> None:
        count = len(measures)
        self.m, self.s, self.h = measures, setting, setting.habits
        self.course = Course(
            fate=np.zeros(count, np.int8), until=np.full(count, -1, np.int32), renewals=np.zeros(count, np.int16)
        )
        self.agency_until = np.full(count, -1, np.int32)
        self.renewing = np.zeros(count, np.int8)
        self.by = np.zeros(count, np.int8)
        self.new_until = np.full(count, -1, np.int32)
        self.failed, self.dropped, self.doubted, self.told_officer, self.told_chief, self.told_trouble = (
            np.zeros(count, np.bool_) for _ in range(6)
        )
        self.ask_on, self.drop_on, self.confirm_on, self.approve_on = (
            np.full(count, NEVER, np.int32) for _ in range(4)
        )
        self.look: Ids = np.empty(0, np.int64)
        self.entering: dict[int, list[Ids]] = defaultdict(list)
        each_day = (setting.practice(setting.start + timedelta(days=day)) for day in range(setting.days))
        self.reach = max(practice.ladder.officer for practice in each_day)  # nothing is due before the first alarm
        self.beginning = _by_day(measures.begins)
        self.up, self.next_up = vigilance.reachable(self.h, days=setting.days)
        last_known = self.next_up.shape[1] - 1
        release_on = np.where(
            measures.paid > last_known,
            NEVER,
            self.next_up[measures.counterparty, np.minimum(measures.paid, last_known)],
        )
        self.releasing = _by_day(release_on.astype(np.int32))

    @cached_property
    def officers_at_work(self) -> Days:
        """The next working day of every officer."""
        return self._at_work(int(self.m.officer.max()) + 1, salt=0)

    @cached_property
    def chiefs_at_work(self) -> Days:
        """The next working day of every chief."""
        return self._at_work(int(self.m.court.max()) + 1, salt=1 << 32)

    def _at_work(self, people: int, *, salt: int) -> Days:
        return vigilance.at_work(
            people, seed=self.h.seed, start=self.s.start, days=self.s.days, calendar=self.s.calendar, salt=salt
        )

    def live(self, day: int) -> None:
        """One day and the night it begins with."""
        on = self.s.start + timedelta(days=day)
        practice = self.s.practice(on)
        self._begin(day, on)
        self._release(day)
        self.look = np.concatenate([self.look, *self.entering.pop(day, [])])
        self.look = self.look[self.course.fate[self.look] == Fate.HELD]
        self._night(day, on, practice)
        self._officers(day)
        self._chiefs(day, on)
        self._deliver(day)
        self._audit(day)

    def _begin(self, day: int, on: date) -> None:
        new = self.beginning.pop(day, None)
        if new is None:
            return
        self.course.fate[new] = Fate.HELD
        for place, kind in enumerate(KINDS):
            ends = (last_day(kind, on) - self.s.start).days
            self._hold(new[self.m.kind[new] == place], ends, day)

    def _hold(self, ids: Ids, until: int | Days, day: int) -> None:
        """A new term: nobody was told of it, nothing is prepared for it."""
        self.course.until[ids] = until
        self.agency_until[ids] = until
        self.renewing[ids] = Renewing.NONE
        for column in (self.failed, self.doubted, self.told_officer, self.told_chief, self.told_trouble):
            column[ids] = False
        for plan in (self.ask_on, self.drop_on, self.confirm_on, self.approve_on):
            plan[ids] = NEVER
        enters = np.maximum(self.course.until[ids] - self.reach, day + 1)
        for first in np.unique(enters):
            self.entering[int(first)].append(ids[enters == first])
        days, ending = np.unique(self.course.until[ids], return_counts=True)
        self.course.ends.update(dict(zip(days.tolist(), ending.tolist(), strict=True)))

    def _release(self, day: int) -> None:
        paid = self.releasing.pop(day, None)
        if paid is not None:
            held = paid[self.course.fate[paid] == Fate.HELD]
            self.course.fate[held] = Fate.RELEASED
            self.agency_until[held] = NEVER  # nothing there any more that could end

    # --- the night

    def _night(self, day: int, on: date, practice: WatchPractice) -> None:
        ids = self.look
        answers = columns.answers(practice)
        due = answers[
            columns.questions(
                columns.phases(self.course.until[ids] - np.int32(day), practice.ladder),
                renewing=self.renewing[ids],
                failed=self.failed[ids],
                unknown=np.zeros(len(ids), np.bool_),  # orders are retried here until they are answered
                told_officer=self.told_officer[ids],
                told_chief=self.told_chief[ids],
                told_trouble=self.told_trouble[ids],
                dropped=self.dropped[ids],
                owed=self.m.paid[ids] > day,
            )
        ]
        self.course.judged += len(ids)
        self._tell(ids, due, day)
        self.renewing[ids[(due & Due.PREPARE) > 0]] = Renewing.DRAFTED
        self.by[ids[(due & Due.PREPARE) > 0]] = By.CHIEF
        self._order(ids[(due & Due.RENEW) > 0], on, By.PROGRAM)
        self._end(ids, due, day)

    def _tell(self, ids: Ids, due: NDArray[np.uint8], day: int) -> None:
        officer, chief, trouble = (
            ids[(due & step) > 0] for step in (Due.TELL_OFFICER, Due.TELL_CHIEF, Due.TELL_TROUBLE)
        )
        for step, found in (("officer", officer), ("chief", chief), ("trouble", trouble)):
            self.course.told[step] += len(found)
        self.told_officer[officer] = True
        acts = self._later(self.officers_at_work, self.m.officer, officer, day, self.h.officer_takes)
        drops = self.h.drops(officer, self.course.until[officer])
        self.drop_on[officer[drops]] = acts[drops]
        self.ask_on[officer[~drops]] = acts[~drops]
        self.told_chief[chief] = True
        acts = self._later(self.chiefs_at_work, self.m.court, chief, day, self.h.chief_takes)
        self.approve_on[chief] = np.minimum(self.approve_on[chief], acts)
        self.told_trouble[trouble] = True

    def _later(self, at_work: Days, who: Ids, ids: Ids, day: int, takes: Callable[[Ids, Days], Days]) -> Days:
        """The day on which each of `who` acts who is told, or asked, today."""
        return vigilance.following(at_work, who[ids], day + takes(ids, self.course.until[ids]).astype(np.int64))

    def _order(self, ids: Ids, on: date, by: By) -> None:
        """Give renewals: the new last day by the law of the day of the order."""
        self.renewing[ids] = Renewing.ORDERED
        self.by[ids] = by
        for place, kind in enumerate(KINDS):
            mine = ids[self.m.kind[ids] == place]
            for until in np.unique(self.course.until[mine]):
                end = renewal(kind, until=self.s.start + timedelta(days=int(until)), on=on).until
                self.new_until[mine[self.course.until[mine] == until]] = (end - self.s.start).days

    def _end(self, ids: Ids, due: NDArray[np.uint8], day: int) -> None:
        lawful, lost, doubt = (ids[(due & way) > 0] for way in (Due.LAPSE, Due.INCIDENT, Due.DOUBT))
        self.course.fate[lawful] = np.where(self.dropped[lawful], Fate.LET_GO, Fate.UNOWED)
        self.course.fate[lost] = Fate.LOST
        self.course.incidents["lapsed"] += len(lost)
        new = doubt[~self.doubted[doubt]]
        self.doubted[new] = True
        self.course.incidents["unconfirmed"] += len(new)

    # --- the day

    def _officers(self, day: int) -> None:
        ids = self.look[self.course.fate[self.look] == Fate.HELD]
        free = ids[self.renewing[ids] == Renewing.NONE]
        asks = free[self.ask_on[free] == day]
        self.renewing[asks] = Renewing.DRAFTED
        self.by[asks] = By.OFFICER
        acts = self._later(self.chiefs_at_work, self.m.court, asks, day, self.h.approval_takes)
        self.approve_on[asks] = np.minimum(self.approve_on[asks], acts)
        drops = ids[(self.drop_on[ids] == day) & (self.renewing[ids] != Renewing.ORDERED)]
        self.confirm_on[drops] = self._later(self.chiefs_at_work, self.m.court, drops, day, self.h.confirmation_takes)

    def _chiefs(self, day: int, on: date) -> None:
        ids = self.look[self.course.fate[self.look] == Fate.HELD]
        ids = ids[self.course.until[ids] >= day]
        ids = ids[self.renewing[ids] != Renewing.ORDERED]
        agreed = self.confirm_on[ids] == day
        self.dropped[ids[agreed]] = True
        ids = ids[~self.dropped[ids] & (self.m.paid[ids] > day)]
        signed = ids[(self.renewing[ids] == Renewing.DRAFTED) & (self.approve_on[ids] <= day)]
        for by in (By.OFFICER, By.CHIEF):
            self._order(signed[self.by[signed] == by], on, by)

    def _deliver(self, day: int) -> None:
        ids = self.look[self.renewing[self.look] == Renewing.ORDERED]
        ids = ids[(self.course.fate[ids] == Fate.HELD) & self.up[self.m.counterparty[ids], day]]
        late = self.agency_until[ids] < day
        self.renewing[ids[late]] = Renewing.NONE  # the agency answers: nothing there to renew
        self.failed[ids[late]] = True
        done = ids[~late]
        for by in By:
            self.course.renewed[by] += int((self.by[done] == by).sum())
        self.course.renewals[done] += 1
        self._hold(done, self.new_until[done], day)
        self.look = self.look[~np.isin(self.look, done)]

    def _audit(self, day: int) -> None:
        """By the agencies' book: what ended before today, and the court's book says nothing of it."""
        held = self.course.fate == Fate.HELD
        over = held & (self.agency_until < day) & ~self.doubted
        self.course.silent += int(over.sum())


def _by_day(days: Days) -> dict[int, Ids]:
    """Which columns have which day."""
    order = np.argsort(days, kind="stable").astype(np.int64)
    sorted_days = days[order]
    cuts = np.flatnonzero(np.diff(sorted_days)) + 1
    groups = np.split(order, cuts)
    return {int(days[group[0]]): group for group in groups if len(group) and days[group[0]] < NEVER}
