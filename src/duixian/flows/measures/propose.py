"""Lay a measure before the president. Everything that stands against it is said at once; nothing is laid then."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.identity import check_resident_id
from duixian.base.money import display
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseRole, Party
from duixian.domain.cases.services import approvals
from duixian.domain.courts.models import Level
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import CircumstanceKind, Measure
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures
from duixian.domain.measures.services.measures import Order
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.owed_by import nothing_owed_by
from duixian.law.measures import (
    Asked,
    Capacity,
    CourtLevel,
    Grounds,
    MeasureKind,
    MisconductKind,
    Subject,
    faults_of,
    reason_to_lift,
)
from duixian.law.procedure.case_life import State
from duixian.law.procedure.measure_life import MeasureAct

_LEVELS = {Level.BASIC: CourtLevel.BASIC, Level.INTERMEDIATE: CourtLevel.INTERMEDIATE, Level.HIGH: CourtLevel.HIGH}
_OF_ORGANISATION = frozenset({Capacity.LEGAL_REP, Capacity.HEAD, Capacity.DIRECT, Capacity.CONTROLLER})


def propose(*, acting: Acting, case: Case, person: Person, order: Order, on: date, now: datetime) -> Measure:
    """Propose a measure and lay it before the president. Raises `Refused` with every reason of the law against it,
    `BadInput` without grounds."""
    require(acting, "measure.propose", of_court=case.court_id)
    if not order.grounds.strip():
        raise BadInput(Fault("measure.grounds", "须写明事实和理由", "请填写事实、理由和证据", field="事由"))
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case.refresh_from_db()
        faults = against(case=case, person=person, order=order, on=on)
        if faults:
            raise Refused(*faults)
        measure = measures.propose(acting=acting, case=case, person=person, order=order, now=now)
        lay_before(acting=acting, measure=measure, act=f"measure.{order.kind}", grounds=order.grounds, now=now)
    return measure


def withdraw(*, acting: Acting, measure: Measure, note: str, now: datetime) -> Measure:
    """Whoever proposed takes it back before it is signed. Raises `Refused` for somebody else's, and once decided."""
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        waiting = Approval.objects.filter(
            subject=f"measure:{measure.pk}", act=f"measure.{measure.kind}", state=ApprovalState.WAITING
        ).first()
        if waiting is None:
            raise Refused(Fault("approval.decided", "该事项已经审批或撤回", "请刷新后查看", field="事项"))
        approvals.withdraw(acting=acting, approval=waiting, note=note, now=now)
        return measures.advance(acting=acting, measure=measure, act=MeasureAct.WITHDRAW, now=now, reason=note)


def against(*, case: Case, person: Person, order: Order, on: date) -> tuple[Fault, ...]:
    """Everything that stands against a measure on a day; empty when it may be proposed. Writes nothing."""
    asked = Asked(
        kind=order.kind,
        on=on,
        case_state=State(case.state),
        subject=subject_of(person, order, on=on),
        court=_LEVELS[Level(case.court.level)],
        misconduct=MisconductKind(order.misconduct.kind) if order.misconduct else None,
        done_on=order.misconduct.done_on if order.misconduct else None,
        already=frozenset(
            MeasureKind(kind)
            for kind in (
                reading.kinds_answering(order.misconduct, person_id=person.pk) if order.misconduct else frozenset()
            )
        ),
        amount=order.amount,
        days=order.days,
        until=order.until,
        place=order.place,
        summonses_ignored=_summonses(case, person, order),
        fined_for_refusing=reading.fined_for_refusing(case_id=case.pk, person_id=person.pk),
    )
    return (*faults_of(asked), *_position(case, person, order), *_nothing_to_secure(case, person, order, on))


def _nothing_to_secure(case: Case, person: Person, order: Order, on: date) -> Iterator[Fault]:
    """What secures the debt, and is no sanction for an act, has no ground once the debt is paid (执行程序解释 25)."""
    if reason_to_lift(order.kind, Grounds(paid=True)) and nothing_owed_by(case, order.represents or person, on=on):
        yield Fault(
            "measure.paid",
            "债务已全部履行，不能再采取此项措施",
            "请核对到账和履行情况，办理结案",
            field="案件",
            value=case.number,
        )


def subject_of(person: Person, order: Order, *, on: date) -> Subject:
    """The person as the law looks at whoever a measure is to meet."""
    known = reading.circumstances(person, on=on)
    kinds = frozenset(row.kind for row in known)
    natural = person.kind == PersonKind.NATURAL
    return Subject(
        name=person.name,
        natural=natural,
        authority=person.kind == PersonKind.AUTHORITY,
        capacity=order.capacity,
        represents=order.represents is not None,
        born=_born(person) if natural else None,
        dead=CircumstanceKind.DEAD in kinds,
        circumstances=kinds,
        permitted=any(row.kind == CircumstanceKind.DEPUTY and row.permission for row in known),
    )


def order_of(measure: Measure) -> Order:
    """What was asked for, from the books."""
    return Order(
        kind=MeasureKind(measure.kind),
        grounds=measure.grounds,
        capacity=Capacity(measure.capacity),
        represents=measure.represents,
        misconduct=measure.misconduct,
        summons=measure.summons,
        amount=measure.amount_fen,
        days=measure.days,
        until=measure.until,
        place=measure.place,
        complex_case=measure.complex_case,
    )


def lay_before(*, acting: Acting, measure: Measure, act: str, grounds: str, now: datetime) -> Approval:
    """Put an act on a measure into the queue of approvals."""
    return approvals.propose(
        acting=acting,
        case=measure.case,
        act=act,
        subject=f"measure:{measure.pk}",
        title=title_of(measure),
        grounds=grounds,
        now=now,
    )


def title_of(measure: Measure) -> str:
    """One line for whoever signs: whom, what, how much."""
    extent = ""
    if measure.days is not None:
        extent = f"{measure.days}日"
    elif measure.amount_fen is not None:
        extent = f"{display(measure.amount_fen)}"
    elif measure.until is not None:
        extent = f"至{measure.renew_until or measure.until}"
    return f"{measure.get_kind_display()} {measure.person.name}（{measure.get_capacity_display()}）{extent}"


def _born(person: Person) -> date | None:
    try:
        return check_resident_id(person.id_number).born
    except BadInput:
        return None


def _summonses(case: Case, person: Person, order: Order) -> int:
    """How many ignored summonses carry this proposal: the one it names, if it was ignored and not used."""
    if order.kind is not MeasureKind.COMPEL or order.summons is None:
        return 0
    ignored = reading.ignored_summonses(case_id=case.pk, person_id=person.pk)
    return ignored.filter(pk__lte=order.summons.pk).count() if ignored.filter(pk=order.summons.pk).exists() else 0


def _position(case: Case, person: Person, order: Order) -> tuple[Fault, ...]:
    """Whether the person stands where the proposal says: did what is answered, or owes in this case, himself or by the
    organisation he acts for."""
    whose = order.represents if order.capacity in _OF_ORGANISATION else person
    if whose is None:
        return (
            Fault(
                "measure.represents",
                "未写明其所代表的单位",
                "请选择其担任法定代表人、负责人或者责任人员的单位",
                field="单位",
                value=person.name,
            ),
        )
    if order.misconduct is not None and order.misconduct.person_id not in (person.pk, whose.pk):
        return (
            Fault("measure.other_act", "该行为不是其本人或者其所代表的单位所为", "请核对所登记的行为", field="行为"),
        )
    owes = Party.objects.filter(case=case, role=CaseRole.DEBTOR, person=whose).exists()
    if not owes and (order.misconduct is None or order.capacity is Capacity.DEBTOR):
        return (
            Fault(
                "measure.not_debtor",
                "“{name}”不是本案被执行人",
                "请核对措施对象",
                field="措施对象",
                value=person.name,
                data={"name": whose.name},
            ),
        )
    return ()
