"""Writing settlements: entered, signed, moved along by verdicts of the table, with a step for each act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.settlements.models import (
    Guarantor,
    Instalment,
    InstalmentKind,
    Settlement,
    SettlementState,
    SettlementStep,
    Signatory,
)
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.settlement import Terms


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom, and who everybody named in the terms is."""

    creditor: Person
    debtor: Person
    named: Mapping[str, Person]


def enter(
    *,
    acting: Acting,
    case: Case,
    parties: Parties,
    terms: Terms,
    debt: Fen,
    flags: Sequence[Fault],
    suspends: bool,
    clauses: str,
    replaces: Settlement | None,
    now: datetime,
) -> Settlement:
    """Write down what was agreed; it has no effect yet. The caller has judged the terms."""
    require(acting, "settlement.enter", of_court=case.court_id)
    trail.take_turn(case.court_id)
    made = Settlement.objects.create(
        court_id=case.court_id,
        case=case,
        creditor=parties.creditor,
        debtor=parties.debtor,
        form=terms.form.value,
        signed_on=terms.signed_on,
        debt_fen=debt,
        money_fen=terms.money,
        grace_days=terms.grace_days,
        acceleration=terms.acceleration,
        whole=terms.whole,
        suspends=suspends,
        order=list(terms.order),
        clauses=clauses.strip(),
        flags=[flag.as_json() for flag in flags],
        replaces=replaces,
        made_by=acting.code,
        made_at=now,
    )
    _write_terms(made, terms, parties.named)
    trail.record(
        acting=acting,
        act="settlement.enter",
        now=now,
        ground="《执行和解规定》第二条",
        subject=f"case:{case.pk}",
        payload={"settlement": made.pk, "fen": terms.money, "instalments": len(terms.instalments)},
    )
    return made


def _write_terms(made: Settlement, terms: Terms, named: Mapping[str, Person]) -> None:
    Signatory.objects.bulk_create(
        Signatory(
            court_id=made.court_id,
            settlement=made,
            person=named[one.name],
            side=one.side.value,
            signed_on=one.signed_on,
            agent=one.agent,
            authority=one.authority,
        )
        for one in terms.signers
    )
    Guarantor.objects.bulk_create(
        Guarantor(
            court_id=made.court_id,
            settlement=made,
            person=named[one.name],
            direct=one.direct,
            limit_fen=one.limit,
            thing=one.thing,
        )
        for one in terms.guarantors
    )
    Instalment.objects.bulk_create(
        Instalment(
            court_id=made.court_id,
            settlement=made,
            number=one.number,
            kind=one.kind.value,
            amount_fen=one.amount,
            what=one.what.strip(),
            condition=one.condition.strip(),
            days_after=one.days_after,
            due_on=one.due,
        )
        for one in terms.instalments
    )


def sign(*, acting: Acting, settlement: Settlement, person: Person, on: date, now: datetime) -> None:
    """Somebody signed, or recognised the agreement before the officer. Raises `Refused` for who need not."""
    require(acting, "settlement.enter", of_court=settlement.court_id)
    trail.take_turn(settlement.court_id)
    waiting = Signatory.objects.filter(settlement=settlement, person=person, signed_on__isnull=True)
    if settlement.state != SettlementState.ENTERED or not waiting.update(signed_on=on):
        raise Refused(Fault("settlement.no_signature", "无须此人签名，或者已签名", "请核对", value=person.name))
    trail.record(
        acting=acting,
        act="settlement.sign",
        now=now,
        ground="《执行和解规定》第二条",
        subject=f"case:{settlement.case_id}",
        payload={"settlement": settlement.pk, "person": person.pk, "on": on.isoformat()},
    )


def move(
    *,
    acting: Acting,
    settlement: Settlement,
    act: str,
    verdict: Allowed,
    on: date,
    now: datetime,
    note: str = "",
    interrupts: bool = False,
    data: Mapping[str, Any] | None = None,
    days: Mapping[str, date | datetime | None] | None = None,
) -> Settlement:
    """Carry out what the table allowed, by a conditional update; `days` are dates that change with it. Raises `Refused`
    when it moved meanwhile, or when another settlement of the same two is in force."""
    trail.take_turn(settlement.court_id)
    try:
        with transaction.atomic():
            changed = Settlement.objects.filter(pk=settlement.pk, state=settlement.state).update(
                state=verdict.target, **(days or {})
            )
    except IntegrityError as error:
        if "settlements_one_in_force" not in str(error):
            raise
        raise Refused(
            Fault(
                "settlement.another",
                "双方在本案已有履行中的和解协议",
                "请变更原协议，或者先了结原协议",
                field="和解协议",
                value=str(settlement.pk),
            )
        ) from error
    if not changed:
        raise Refused(
            Fault(
                "settlement.moved_on",
                "和解协议的状态已变更",
                "请刷新后重试",
                field="和解协议",
                value=str(settlement.pk),
            )
        )
    settlement.refresh_from_db()
    note_step(
        acting=acting,
        settlement=settlement,
        act=act,
        basis=verdict.basis,
        on=on,
        now=now,
        note=note,
        interrupts=interrupts,
        data=data,
    )
    return settlement


def note_step(
    *,
    acting: Acting,
    settlement: Settlement,
    act: str,
    basis: str,
    on: date,
    now: datetime,
    note: str = "",
    interrupts: bool = False,
    data: Mapping[str, Any] | None = None,
) -> SettlementStep:
    """Put an act on the settlement's course and on the trail."""
    step = SettlementStep.objects.create(
        court_id=settlement.court_id,
        settlement=settlement,
        act=act,
        target=settlement.state,
        on=on,
        at=now,
        basis=basis,
        who=acting.code,
        note=note[:500],
        interrupts=interrupts,
        data=dict(data or {}),
    )
    trail.record(
        acting=acting,
        act=f"settlement.{act}",
        now=now,
        ground=basis,
        subject=f"case:{settlement.case_id}",
        payload={"settlement": settlement.pk, "to": settlement.state, "note": note[:500]},
    )
    return step


def meet_condition(*, acting: Acting, instalment: Instalment, on: date, note: str, now: datetime) -> Instalment:
    """The condition of an instalment was met on a day: its own day follows. Raises `BadInput` without what shows it,
    `Refused` for one that hangs on nothing, or was met before."""
    require(acting, "settlement.record", of_court=instalment.court_id)
    if not note.strip():
        raise BadInput(Fault("settlement.condition_note", "须写明条件成就的情况", "请填写事实和凭据", field="条件"))
    settlement = instalment.settlement
    trail.take_turn(instalment.court_id)
    due = on + timedelta(days=instalment.days_after)
    waiting = Instalment.objects.filter(pk=instalment.pk, met_on__isnull=True, due_on__isnull=True)
    if settlement.state not in (SettlementState.IN_FORCE, SettlementState.BREACHED) or not waiting.update(
        met_on=on, due_on=due
    ):
        raise Refused(Fault("settlement.no_condition", "该期未附条件，或者条件已成就", "请刷新后查看", field="条件"))
    note_step(
        acting=acting,
        settlement=settlement,
        act="condition_met",
        basis="《民法典》第一百五十八条",
        on=on,
        now=now,
        note=note,
        data={"instalment": instalment.number, "due_on": due.isoformat()},
    )
    instalment.refresh_from_db()
    return instalment


def note_done(*, acting: Acting, instalment: Instalment, on: date, note: str, now: datetime) -> Instalment:
    """A thing was delivered, or an act performed, on a day. Raises `BadInput` without what shows it, `Refused` for
    money and for what was done before."""
    require(acting, "settlement.record", of_court=instalment.court_id)
    if not note.strip():
        raise BadInput(Fault("settlement.done_note", "须写明履行情况", "请填写交接笔录或者凭据", field="履行情况"))
    trail.take_turn(instalment.court_id)
    open_ = Instalment.objects.filter(pk=instalment.pk, done_on__isnull=True).exclude(kind=InstalmentKind.MONEY)
    settlement = instalment.settlement
    if settlement.state not in (SettlementState.IN_FORCE, SettlementState.BREACHED) or not open_.update(
        done_on=on, done_note=note.strip()[:300]
    ):
        raise Refused(Fault("settlement.not_to_do", "该期不是交付或行为，或者已履行", "请刷新后查看", field="履行"))
    note_step(
        acting=acting,
        settlement=settlement,
        act="done",
        basis="《执行和解规定》第八条",
        on=on,
        now=now,
        note=note,
        data={"instalment": instalment.number},
    )
    instalment.refresh_from_db()
    return instalment


def note_reminded(*, instalment: Instalment, on: date) -> bool:
    """The debtor was reminded; False where he had been."""
    return bool(Instalment.objects.filter(pk=instalment.pk, reminded_on__isnull=True).update(reminded_on=on))


def note_asked(*, acting: Acting, settlement: Settlement, answer: str, on: date, now: datetime) -> Settlement:
    """The applicant was asked after a breach, and answered (waits, sues, applies for resumption). The question is a
    demand and interrupts no limit by itself; his own demand does (`note_interruption`). Raises `Refused`."""
    require(acting, "settlement.record", of_court=settlement.court_id)
    if not answer.strip():
        raise BadInput(Fault("settlement.answer", "须写明申请执行人的答复", "请按笔录填写", field="答复"))
    trail.take_turn(settlement.court_id)
    if not Settlement.objects.filter(pk=settlement.pk, state=SettlementState.BREACHED).update(asked_at=now):
        raise Refused(Fault("settlement.not_breached", "没有逾期未履行的内容", "到期后再办理"))
    settlement.refresh_from_db()
    note_step(
        acting=acting,
        settlement=settlement,
        act="asked",
        basis="《执行和解规定》第九条",
        on=on,
        now=now,
        note=answer.strip(),
    )
    return settlement


def call_guarantor(*, acting: Acting, guarantor: Guarantor, on: date, now: datetime) -> Guarantor:
    """The guarantor of a resumed settlement is to be enforced against, without becoming a debtor (执行和解规定 18).
    Raises `Refused` for one who did not promise it, and before the title was resumed."""
    require(acting, "settlement.resume", of_court=guarantor.court_id)
    trail.take_turn(guarantor.court_id)
    settlement = guarantor.settlement
    if not guarantor.direct:
        raise Refused(
            Fault(
                "settlement.not_direct",
                "担保人未向法院承诺自愿接受直接强制执行",
                "申请执行人可以另行起诉担保人（执行和解规定第十八条）",
                field="担保人",
                value=guarantor.person.name,
            )
        )
    resumed = settlement.state == SettlementState.RESUMED
    if not resumed or not Guarantor.objects.filter(pk=guarantor.pk, called_on__isnull=True).update(called_on=on):
        raise Refused(
            Fault("settlement.not_resumed", "尚未恢复执行，或者已裁定执行担保人", "恢复执行后再办理", field="担保人")
        )
    note_step(
        acting=acting,
        settlement=settlement,
        act="call_guarantor",
        basis="《执行和解规定》第十八条",
        on=on,
        now=now,
        note=guarantor.person.name,
    )
    guarantor.refresh_from_db()
    return guarantor
