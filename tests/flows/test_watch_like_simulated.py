"""The court's own nights, on a real database, bring what the simulation says: control by control, to the day.

The same people forget and are away, the same agencies cannot be reached; here they act through the flows. Whatever the
simulation of a million controls claims, the program claims it too, or this fails.
"""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from courthouse import FILED, CourtHouse, item, staff
from held import agency, answer, hold, need

from duixian.domain.assets.models import Alarm, Control, ControlOrder, ControlState, Incident, OrderState
from duixian.domain.assets.selectors.watch import ALIVE
from duixian.domain.assets.services import controls
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Role
from duixian.domain.trail.acting import Acting
from duixian.flows import let_lapse
from duixian.flows.renew_controls import renew
from duixian.flows.watch_controls import watch
from duixian.law.calendar import national
from duixian.law.control.watch import WatchPractice
from duixian.ports.agencies import Act, Outcome
from duixian.worlds import vigilance
from duixian.worlds.control_years import By, Course, Fate, Setting, run
from duixian.worlds.vigilance import KINDS, NEVER, Habits, Measures

pytestmark = pytest.mark.django_db

START = FILED
DAYS = 440
QUIET = 330
"""No term of a year that begins after `START` is near its end before this day."""

HABITS = Habits(seed=3, forget=500, drop=150, late=450, down=300, outage=30)
"""Worse than any court: half forget, agencies are away for a month, so that every way to lose a control is met."""
CASES = 10
OFFICERS = 4


def _measures(count: int) -> Measures:
    """Controls of ten cases of one court, begun within six weeks; three of the cases are paid, one near the ends."""
    ids = np.arange(count, dtype=np.int64)
    case = ids % CASES
    return Measures(
        kind=np.where(ids % 7 == 6, 1, 0).astype(np.int8),
        begins=(1 + ids * 40 // count).astype(np.int32),
        paid=np.select([case == 3, case == 5, case == 8], [120, 345, 362], NEVER).astype(np.int32),
        case=case,
        officer=case % OFFICERS,
        court=np.zeros(count, np.int64),
        counterparty=ids % 9,
    )


@dataclass
class Life:
    """The court with its database: the same days, lived through the flows."""

    house: CourtHouse
    measures: Measures
    officers: list[Acting]
    cases: list[Case]
    of: dict[int, int] = field(default_factory=dict)  # control → measure
    control: dict[int, Control] = field(default_factory=dict)
    ask_on: dict[int, int] = field(default_factory=dict)
    drop_on: dict[int, int] = field(default_factory=dict)
    confirm_on: dict[int, int] = field(default_factory=dict)
    approve_on: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.up, self.next_up = vigilance.reachable(HABITS, days=DAYS)
        given = {"seed": HABITS.seed, "start": START, "days": DAYS, "calendar": national()}
        self.desks = vigilance.at_work(OFFICERS, **given, salt=0)  # type: ignore[arg-type]
        self.chiefs = vigilance.at_work(1, **given, salt=1 << 32)  # type: ignore[arg-type]
        self.releases: dict[int, list[int]] = {}
        for one in np.flatnonzero(self.measures.paid < NEVER).tolist():
            freed = self.next_up[self.measures.counterparty[one], self.measures.paid[one]]
            self.releases.setdefault(int(freed), []).append(one)
        self.places = [agency(f"A{place}", f"第{place}银行") for place in range(9)]

    def live(self) -> None:
        for day in range(DAYS):
            on = START + timedelta(days=day)
            self._begin(day, on)
            self._paid(day, on)
            if day >= QUIET:
                moment = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
                watch(court_id=self.house.court.pk, on=on, now=moment)
                self._hear(day, moment)
                self._officers_act(day, on)
                self._chiefs_act(day, on)
                self._agencies_answer(day)

    def _begin(self, day: int, on: date) -> None:
        for one in np.flatnonzero(self.measures.begins == day).tolist():
            kind = KINDS[self.measures.kind[one]]
            place = self.places[self.measures.counterparty[one]]
            made = hold(self.house, self.cases[self.measures.case[one]], fen=100_00, kind=kind, since=on, place=place)
            self.of[made.pk], self.control[one] = one, made

    def _paid(self, day: int, on: date) -> None:
        """Money for the whole debt comes in; each agency lets go on the first day it can be reached."""
        for case in np.unique(self.measures.case[self.measures.paid == day]).tolist():
            self.house.receive(self.cases[case], 3_000_000_00, on)
        for one in self.releases.get(day, ()):
            row = Control.objects.get(pk=self.control[one].pk)
            if row.state not in ALIVE:
                continue
            if row.releasing_fen < row.limit_fen:
                controls.start_release(row, amount=None)
            controls.released(row, amount=None, on=on)

    def _alive(self) -> list[tuple[int, Control]]:
        return [(self.of[row.pk], row) for row in Control.objects.filter(state__in=ALIVE).order_by("pk")]

    def _hear(self, day: int, moment: datetime) -> None:
        """Those told last night plan what they will do, as they do in the simulation."""
        for alarm in Alarm.objects.filter(told_at=moment).select_related("control"):
            one, ids, untils = self._asked(alarm.control)
            if alarm.step == Alarm.Step.OFFICER:
                acts = self._after(self.desks, int(self.measures.officer[one]), day, HABITS.officer_takes(ids, untils))
                (self.drop_on if HABITS.drops(ids, untils)[0] else self.ask_on)[one] = acts
            elif alarm.step == Alarm.Step.CHIEF:
                acts = self._after(self.chiefs, 0, day, HABITS.chief_takes(ids, untils))
                self.approve_on[one] = min(self.approve_on.get(one, NEVER), acts)

    def _asked(self, control: Control) -> tuple[int, np.ndarray, np.ndarray]:
        assert control.until is not None
        one = self.of[control.pk]
        return one, np.array([one], np.int64), np.array([(control.until - START).days], np.int32)

    def _after(self, at_work: np.ndarray, who: int, day: int, takes: np.ndarray) -> int:
        known = at_work.shape[1]
        return NEVER if day + int(takes[0]) >= known else int(at_work[who, day + int(takes[0])])

    def _renewals(self, *states: str) -> dict[int, ControlOrder]:
        rows = ControlOrder.objects.filter(act=Act.RENEW, state__in=states).select_related("control")
        return {self.of[row.control_id]: row for row in rows if row.control_id is not None}

    def _officers_act(self, day: int, on: date) -> None:
        drafted = self._renewals(OrderState.DRAFT)
        ordered = self._renewals(OrderState.APPROVED, OrderState.SENT)
        for one, row in self._alive():
            officer = self.officers[self.measures.officer[one]]
            _, ids, untils = self._asked(row)
            if self.ask_on.get(one) == day and one not in drafted and one not in ordered:
                renew(acting=officer, control=row, on=on, now=self.house.now)
                acts = self._after(self.chiefs, 0, day, HABITS.approval_takes(ids, untils))
                self.approve_on[one] = min(self.approve_on.get(one, NEVER), acts)
            if self.drop_on.get(one) == day and one not in ordered:
                let_lapse.decide(acting=officer, control=row, reason="无价值", on=on, now=self.house.now)
                self.confirm_on[one] = self._after(self.chiefs, 0, day, HABITS.confirmation_takes(ids, untils))

    def _chiefs_act(self, day: int, on: date) -> None:
        ordered = self._renewals(OrderState.APPROVED, OrderState.SENT)
        for one, row in self._alive():
            if self.confirm_on.get(one) == day and one not in ordered and row.until is not None and row.until >= on:
                let_lapse.confirm(acting=self.house.chief, control=row, on=on, now=self.house.now)
        for one, order in self._renewals(OrderState.DRAFT).items():
            owed = self.measures.paid[one] > day
            control = Control.objects.get(pk=order.control_id)
            lives = control.state == ControlState.IN_FORCE and control.until is not None and control.until >= on
            if owed and lives and self.approve_on.get(one, NEVER) <= day:
                renew(acting=self.house.chief, control=control, on=on, now=self.house.now)

    def _agencies_answer(self, day: int) -> None:
        for one, order in self._renewals(OrderState.APPROVED, OrderState.SENT).items():
            control = Control.objects.get(pk=order.control_id)
            if control.state != ControlState.IN_FORCE or not self.up[self.measures.counterparty[one], day]:
                continue
            assert control.until is not None
            in_time = (control.until - START).days >= day
            answer([order], outcome=Outcome.DONE if in_time else Outcome.NOTHING, moment=self.house.now)
            if in_time:
                for plans in (self.ask_on, self.drop_on, self.confirm_on, self.approve_on):
                    plans.pop(one, None)

    def fates(self) -> list[Fate]:
        """Where every control stands, in the simulation's words."""
        lost = set(Incident.objects.filter(kind="lapsed").values_list("control_id", flat=True))
        return [self._fate(Control.objects.get(pk=self.control[one].pk), lost) for one in range(len(self.measures))]

    def _fate(self, row: Control, lost: Iterable[int]) -> Fate:
        if row.state == ControlState.LAPSED:
            if row.pk in lost:
                return Fate.LOST
            return Fate.LET_GO if row.lapse_confirmed_by else Fate.UNOWED
        return Fate.RELEASED if row.state == ControlState.RELEASED else Fate.HELD

    def renewed(self) -> Counter[By]:
        """Who brought the renewals about that agencies carried out."""
        done = ControlOrder.objects.filter(act=Act.RENEW, outcome=Outcome.DONE)
        return Counter(
            By.PROGRAM if row.automatic else By.CHIEF if row.made_by.startswith("system:") else By.OFFICER
            for row in done
        )


def _lived(house: CourtHouse, measures: Measures) -> Life:
    officers = [staff(house.court, f"desk{place}", Role.OFFICER) for place in range(OFFICERS)]
    cases = []
    for place in range(CASES):
        case = house.file(item(str(place), 1_000_000_00, "洪春生", "黎明华"))
        need(house, case, 1_000_000_00, on=FILED)
        Case.objects.filter(pk=case.pk).update(officer_id=officers[place % OFFICERS].officer_id)
        cases.append(case)
    life = Life(house, measures, officers, cases)
    life.live()
    return life


def _simulated(measures: Measures) -> Course:
    practice = WatchPractice()
    return run(measures, Setting(START, DAYS, national(), lambda on: practice, HABITS))


LONG = pytest.mark.skipif(
    "DUIXIAN_LONG_TESTS" not in os.environ, reason="takes minutes: set DUIXIAN_LONG_TESTS=1 to live through it"
)


@pytest.mark.parametrize("count", [160, pytest.param(3000, marks=[pytest.mark.slow, LONG])])
def test_the_flow_brings_what_the_simulation_says(own: CourtHouse, count: int) -> None:
    measures = _measures(count)
    course = _simulated(measures)
    life = _lived(own, measures)

    assert life.fates() == [Fate(fate) for fate in course.fate]
    untils = [(Control.objects.get(pk=life.control[one].pk).until or START) for one in range(count)]
    assert [(until - START).days for until in untils] == course.until.tolist()
    assert life.renewed() == +course.renewed
    told = Counter(Alarm.objects.exclude(step=Alarm.Step.LAST).values_list("step", flat=True))
    assert told == +course.told
    assert Counter(Incident.objects.values_list("kind", flat=True)) == +course.incidents
    assert course.silent == 0


def test_the_comparison_meets_every_way_a_control_can_go() -> None:
    course = _simulated(_measures(160))

    fates = course.fates()
    assert all(fates[fate] for fate in Fate if fate is not Fate.TO_COME), fates
    assert all(course.renewed[by] for by in By), course.renewed
    assert all(course.told[step] for step in ("officer", "chief", "trouble")), course.told
    assert course.incidents["unconfirmed"]
