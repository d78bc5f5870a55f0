"""Writing measures: proposed, moved along by the table of the law, recorded minute by minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import BodySearch, Measure, MeasureRecord, Misconduct, RecordKind, Summons
from duixian.domain.measures.services.refusals import refusing
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.disposal.values import day_of
from duixian.law.measures import BASIS, Capacity, MeasureKind, MisconductKind, check_hours
from duixian.law.measures import conduct as law
from duixian.law.procedure.measure_life import MEASURE_LIFE, MeasureAct, MeasureFacts, MeasureState


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: see `Measure`."""

    kind: MeasureKind
    grounds: str
    capacity: Capacity = Capacity.DEBTOR
    represents: Person | None = None
    misconduct: Misconduct | None = None
    summons: Summons | None = None
    amount: Fen | None = None
    days: int | None = None
    until: date | None = None
    place: str = ""
    complex_case: bool = False


def propose(*, acting: Acting, case: Case, person: Person, order: Order, now: datetime) -> Measure:
    """Enter a proposal that was judged. Raises `Refused` for what the database does not let in."""
    require(acting, "measure.propose", of_court=case.court_id)
    if acting.officer_id is None:
        raise Refused(Fault("approval.system", "系统不能呈批", "请由承办人呈批", field="呈批人", value=acting.code))
    trail.take_turn(case.court_id)
    with refusing():
        measure = Measure.objects.create(
            court_id=case.court_id,
            case=case,
            person=person,
            represents=order.represents,
            capacity=order.capacity.value,
            kind=order.kind.value,
            misconduct=order.misconduct,
            summons=order.summons,
            grounds=order.grounds.strip()[:500],
            amount_fen=order.amount,
            days=order.days,
            until=order.until,
            place=order.place.strip()[:200],
            complex_case=order.complex_case,
            proposed_by_id=acting.officer_id,
            proposed_at=now,
        )
    note(acting=acting, measure=measure, act="measure.propose", now=now, basis=str(BASIS[order.kind]))
    return measure


CHECK_SETTING = "measures.medical_check_hours"
"""A court may want a fresher medical check than the default of the law's table."""


def facts_of(
    measure: Measure, *, begun_at: datetime | None = None, reason: str = "", outcome_recorded: bool = False
) -> MeasureFacts:
    """What the table of the law asks of a measure; `begun_at`: the minute at which it is to begin."""
    checked = measure.records.filter(kind=RecordKind.MEDICAL).order_by("-at", "-id").first()
    hours = 0
    if begun_at is not None and measure.kind == MeasureKind.DETAIN:
        on = day_of(begun_at)
        own = courts.setting(court_id=measure.court_id, key=CHECK_SETTING, on=on, default=None)
        hours = check_hours(on=on, court=None if own is None else int(own))
    return MeasureFacts(
        kind=MeasureKind(measure.kind),
        misconduct=MisconductKind(measure.misconduct.kind) if measure.misconduct else None,
        fit=None if checked is None else bool(checked.data.get("fit")),
        checked=None if checked is None else checked.at,
        taken_in=begun_at,
        check_hours=hours,
        outcome_recorded=outcome_recorded,
        reason=reason,
    )


def advance(
    *,
    acting: Acting,
    measure: Measure,
    act: MeasureAct,
    now: datetime,
    reason: str = "",
    outcome_recorded: bool = False,
    fields: Mapping[str, Any] | None = None,
) -> Measure:
    """Do what the table allows, by a conditional update. Raises `Refused` with every reason, and when somebody else
    was faster. Who may is asked by the flow; what the president signs comes with his signature only."""
    trail.take_turn(measure.court_id)
    begun_at = (fields or {}).get("begun_at")
    facts = facts_of(measure, begun_at=begun_at, reason=reason, outcome_recorded=outcome_recorded)
    verdict = MEASURE_LIFE.judge(state=MeasureState(measure.state), act=act, facts=facts).or_refuse()
    with refusing():
        changed = Measure.objects.filter(pk=measure.pk, state=measure.state).update(
            state=verdict.target, **(fields or {})
        )
    if not changed:
        raise Refused(Fault("measure.moved_on", "该措施已被他人办理", "请刷新后查看", field="措施"))
    note(acting=acting, measure=measure, act=f"measure.{act}", now=now, basis=verdict.basis, reason=reason)
    measure.refresh_from_db()
    return measure


def record(
    *,
    acting: Acting,
    measure: Measure,
    kind: RecordKind,
    at: datetime,
    now: datetime,
    place: str = "",
    people: str = "",
    note: str = "",
    data: Mapping[str, Any] | None = None,
    bodies: Sequence[law.BodySearch] = (),
) -> MeasureRecord:
    """Write down what happened at a minute. Raises `Refused` for a time to come and for a woman searched by a man."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    trail.take_turn(measure.court_id)
    with refusing():
        made = MeasureRecord.objects.create(
            court_id=measure.court_id,
            measure=measure,
            kind=kind,
            at=at,
            place=place.strip()[:200],
            people=people.strip()[:300],
            note=note.strip()[:500],
            data=dict(data or {}),
            noted_by=acting.code,
            noted_at=now,
        )
        BodySearch.objects.bulk_create(
            BodySearch(
                court_id=measure.court_id,
                record=made,
                searched=one.searched,
                searched_is_woman=one.searched_is_woman,
                by=one.by,
                by_is_woman=one.by_is_woman,
            )
            for one in bodies
        )
    trail.record(
        acting=acting,
        act=f"measure.{kind}",
        now=now,
        subject=f"case:{measure.case_id}",
        payload={"measure": measure.pk, "at": at.isoformat()},
    )
    return made


def set_release(*, measure: Measure, at: datetime) -> Measure:
    """Note the minute at which the custody house let go whoever the president had released by a decision."""
    with refusing():
        Measure.objects.filter(pk=measure.pk).update(ended_at=at)
    measure.refresh_from_db()
    return measure


def set_renewal(*, measure: Measure, until: date | None) -> Measure:
    """Note until when a renewal is asked for; None once it is answered."""
    Measure.objects.filter(pk=measure.pk).update(renew_until=until)
    measure.refresh_from_db()
    return measure


def note(*, acting: Acting, measure: Measure, act: str, now: datetime, basis: str, reason: str = "") -> None:
    """Put an act on the trail of the case."""
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=basis,
        subject=f"case:{measure.case_id}",
        payload={"measure": measure.pk, "kind": measure.kind, "person": measure.person_id, "reason": reason},
    )
