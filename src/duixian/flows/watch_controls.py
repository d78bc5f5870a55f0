"""The night's round of a court: every control near its end is judged, and what is due is done (查封规定 27).

`law.control.watch` decides; here the facts are gathered and the decision carried out: the officer and the chief are
told, renewals are prepared, on the last safe day given under the chief's standing order, ends are recorded for what
they were. It may run as often as one likes, and be killed in the middle: nobody is told twice, nothing renewed twice.
Suspending a case or ending its round makes no difference (法〔2016〕373号 10).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Alarm, Control
from duixian.domain.assets.selectors import watch as reading
from duixian.domain.assets.services import controls
from duixian.domain.assets.services import watch as writing
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import scope
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer, Role
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import object_to_asset, settle_daily, third_party_debt
from duixian.flows.instruments.control import issue_if_printable
from duixian.flows.renew_controls import STANDING, cancel_drafts, make_out, practice_of, row_end
from duixian.flows.state_debt import debt_of, uncounted_in
from duixian.law.control.watch import Due, WatchPractice, due, standing_basis
from duixian.law.procedure.control_life import CONTROL_LIFE, ControlAct, ControlFacts, ControlState

AT_A_TIME = 200
"""Controls in one transaction: as long as it runs, nobody else of the court writes."""

NOBODY = "system:nobody"
"""Stands as the person told where a court has nobody to tell; that is an incident."""

_NO_MORE_OWED = "届满时已无欠款"


@dataclass(slots=True)
class Night:
    """What a round did: how many were looked at, and how often each thing was due; `stuck`: controls that should have
    been renewed, with why that could not be ordered; `unsettled`: cases that could not be settled, with why."""

    looked_at: int = 0
    done: Counter[str] = field(default_factory=Counter)
    stuck: list[tuple[int, str]] = field(default_factory=list)
    unsettled: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Round:
    """What holds for the whole of a round."""

    acting: Acting
    on: date
    now: datetime
    practice: WatchPractice
    basis: str
    people: "_People"
    owed: dict[int, bool]
    night: Night


def watch(*, court_id: int, on: date, now: datetime) -> Night:
    """Go round the controls of a court. Opens its own transactions, some hundred controls in each."""
    acting = Acting.system(court_id, "watch")
    with scope.of_court(court_id):
        practice = practice_of(court_id, on=on)
        horizon = on + timedelta(days=practice.ladder.officer)
        ids = list(reading.ending(court_id, until=horizon).values_list("pk", flat=True))
        around = _Round(acting, on, now, practice, _basis(court_id, on), _People.of(court_id), {}, Night())
    for first in range(0, len(ids), AT_A_TIME):
        with scope.of_court(court_id):
            trail.take_turn(court_id)
            _look_at(around, ids[first : first + AT_A_TIME])
    night = around.night
    night.looked_at = len(ids)
    if night.done:
        with scope.of_court(court_id), transaction.atomic():
            trail.take_turn(court_id)
            writing.note_night(acting=acting, on=on, counts=dict(night.done), now=now)
    return night


def go_round(*, court_id: int, on: date, now: datetime) -> Night:
    """All that waits for a day to come: ends of controls, days of outsiders to sue, days of third parties to answer;
    and once a day what every case may still hold."""
    night = watch(court_id=court_id, on=on, now=now)
    object_to_asset.lift_due(court_id=court_id, on=on, now=now)
    third_party_debt.open_due(court_id=court_id, on=on, now=now)
    night.unsettled = settle_daily.settle_all(court_id=court_id, on=on, now=now).failed
    return night


def owes(case: Case, *, on: date) -> bool:
    """Whether the case still has a claim on what it controls. What cannot be counted counts as owed, and so does a duty
    to act whose performance is on no record: a control is not lost by a doubt."""
    if case.state == CaseState.CLOSED:
        return False
    try:
        debt = debt_of(case, on=on)
    except BadInput:
        return True
    return (
        not debt.settled
        or debt.fee_open > 0
        or bool(uncounted_in(debt.faults))
        or bool(cases.ordered_by(case.title).acts)
    )


def _basis(court_id: int, on: date) -> str:
    """What a renewal without a request rests on: the article, and the standing order with its day and paper."""
    row = courts.settings_of(court_id).filter(key=STANDING, since__lte=on).first()
    if row is None:
        return f"依职权续行：{standing_basis(on).instrument}（未另作常设指令，按默认）"
    return f"依职权续行：{row.set_by} {row.since.isoformat()} 常设指令（{row.source}）"


def _look_at(around: _Round, ids: Sequence[int]) -> None:
    found = list(
        reading.ending(around.acting.court_id, until=date.max)
        .filter(pk__in=ids)
        .select_for_update(of=("self",))
        .select_related("case__court", "case__title", "asset__counterparty", "person")
    )
    terms = reading.watched(found)
    for control in found:
        term = terms[control.pk]
        what_is_due = due(term, on=around.on, owed=True, practice=around.practice)
        if what_is_due and not _owed(around, control):  # the debt is counted only where something hangs on it
            what_is_due = due(term, on=around.on, owed=False, practice=around.practice)
        for what in _parts(what_is_due):
            _carry_out(around, control, what)


def _owed(around: _Round, control: Control) -> bool:
    """A control that is being released as a whole has no ground left, whatever the case is owed."""
    if 0 < control.limit_fen <= control.releasing_fen:
        return False
    if control.case_id not in around.owed:
        around.owed[control.case_id] = owes(control.case, on=around.on)
    return around.owed[control.case_id]


def _parts(found: Due) -> Iterator[Due]:
    yield from (what for what in Due if what is not Due.NOTHING and what in found)


def _carry_out(around: _Round, control: Control, what: Due) -> None:
    steps = {
        Due.TELL_OFFICER: _tell_officer,
        Due.TELL_CHIEF: _tell_chief,
        Due.PREPARE: _prepare,
        Due.RENEW: _renew,
        Due.TELL_TROUBLE: _tell_trouble,
        Due.LAPSE: _lapse,
        Due.DOUBT: _doubt,
        Due.INCIDENT: _lose,
    }
    if steps[what](around, control):
        around.night.done[str(what.name).lower()] += 1


# --- telling


def _tell_officer(around: _Round, control: Control) -> bool:
    told = around.people.in_charge(control.case)
    return _tell(around, control, Alarm.Step.OFFICER, told)


def _tell_chief(around: _Round, control: Control) -> bool:
    return _tell(around, control, Alarm.Step.CHIEF, around.people.above(control.case))


def _tell_trouble(around: _Round, control: Control) -> bool:
    return _tell(around, control, Alarm.Step.TROUBLE, around.people.above(control.case))


def _tell(around: _Round, control: Control, step: Alarm.Step, told: str) -> bool:
    if told == NOBODY:
        writing.note_incident(
            acting=around.acting,
            control=control,
            kind="nobody_to_tell",
            story=[{"step": step, "until": str(control.until)}],
            now=around.now,
        )
    return writing.tell(control=control, step=step, told=told, now=around.now)


# --- renewing


def _prepare(around: _Round, control: Control) -> bool:
    return _ordered(around, control, automatic=False)


def _renew(around: _Round, control: Control) -> bool:
    """Under the standing order. Drafts that nobody approved give way."""
    if not _ordered(around, control, automatic=True):
        return False
    _tell(around, control, Alarm.Step.LAST, around.people.above(control.case))
    return True


def _ordered(around: _Round, control: Control, *, automatic: bool) -> bool:
    """Make the renewal out; what cannot be ordered (no valid number, no agency …) is told to the chief at once."""
    try:
        with transaction.atomic():
            if automatic:
                reason = "最后安全日，依职权续行"
                cancel_drafts(acting=around.acting, control_ids=[control.pk], reason=reason, now=around.now)
            order = make_out(
                acting=around.acting,
                control=control,
                on=around.on,
                now=around.now,
                ladder=around.practice.ladder,
                basis=around.basis if automatic else "",
                automatic=automatic,
            )
            if automatic:  # a draft gets its papers when it is approved
                issue_if_printable(acting=around.acting, orders=[order], on=around.on, now=around.now)
    except (Refused, BadInput) as refused:
        around.night.stuck.append((control.pk, str(refused)))
        if _tell_trouble(around, control):
            around.night.done["tell_trouble"] += 1
        return False
    return True


# --- ends


def _lapse(around: _Round, control: Control) -> bool:
    _end(around, control, control.lapse_reason or _NO_MORE_OWED)
    return True


def _lose(around: _Round, control: Control) -> bool:
    """It must never happen, and did: recorded with what was tried, and the control ends, because in law it has."""
    story = _story(control)
    _end(around, control, "届满未续行，仍有欠款，无人决定")
    return writing.note_incident(acting=around.acting, control=control, kind="lapsed", story=story, now=around.now)


def _doubt(around: _Round, control: Control) -> bool:
    return writing.note_incident(
        acting=around.acting, control=control, kind="unconfirmed", story=_story(control), now=around.now
    )


def _end(around: _Round, control: Control, why: str) -> None:
    facts = ControlFacts(on=around.on, until=control.until)
    CONTROL_LIFE.judge(state=ControlState(control.state), act=ControlAct.LAPSE, facts=facts).or_refuse()
    cancel_drafts(acting=around.acting, control_ids=[control.pk], reason="控制期限已届满", now=around.now)
    controls.lapse(control, on=around.on, why=why)
    trail.record(
        acting=around.acting,
        act="control.lapse",
        now=around.now,
        ground="查封规定第二十七条",
        subject=f"case:{control.case_id}",
        payload={"control": control.pk, "until": str(control.until), "why": why},
    )


def _story(control: Control) -> list[dict[str, Any]]:
    """Who was told when, and which renewals were tried."""
    told = Alarm.objects.filter(control=control, until=row_end(control)).order_by("told_at", "pk")
    tried = reading.attempts(control.pk)
    return [{"step": row.step, "told": row.told, "at": row.told_at.isoformat()} for row in told] + [
        {"order": row.key, "state": row.state, "outcome": row.outcome, "reason": row.answer_reason} for row in tried
    ]


@dataclass(frozen=True, slots=True)
class _People:
    """Whom a court has to tell. Two different people hear of an end, as long as the court has two."""

    active: frozenset[str]
    chiefs: tuple[str, ...]

    @classmethod
    def of(cls, court_id: int) -> "_People":
        staff = list(courts.staff(court_id).order_by("username"))
        ranks = (Role.CHIEF, Role.PRESIDENT, Role.INSPECTOR)
        chiefs = tuple(one.username for rank in ranks for one in staff if rank in one.roles)
        return cls(frozenset(one.username for one in staff), tuple(dict.fromkeys(chiefs)))

    def in_charge(self, case: Case) -> str:
        """The officer of the case; where there is none any more, the chief, who has to name one."""
        officer: Officer | None = case.officer
        if officer is not None and officer.username in self.active:
            return officer.username
        return self.chiefs[0] if self.chiefs else NOBODY

    def above(self, case: Case) -> str:
        """Another person than the one in charge: chief, else president, else inspector."""
        first = self.in_charge(case)
        return next((name for name in self.chiefs if name != first), NOBODY)
