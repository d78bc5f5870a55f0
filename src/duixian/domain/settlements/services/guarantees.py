"""Writing guarantees of enforcement: the letter, the stay it buys, the call, the end."""

from datetime import date, datetime

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.settlements.models import ExecutionGuarantee, GuaranteeState
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.settlement import GuaranteeTerms, guaranteed_until

_BASIS = "《执行担保规定》第十条"


def offer(
    *, acting: Acting, case: Case, guarantor: Person, terms: GuaranteeTerms, consent_on: date, now: datetime
) -> ExecutionGuarantee:
    """Keep a letter of guarantee; the stay waits for its approval. The caller has judged the terms."""
    require(acting, "settlement.guarantee", of_court=case.court_id)
    trail.take_turn(case.court_id)
    busy = ExecutionGuarantee.objects.filter(case=case, state__in=(GuaranteeState.OFFERED, GuaranteeState.STAYING))
    if busy.exists():
        raise Refused(
            Fault(
                "guarantee.another",
                "本案已有待批准或者暂缓中的执行担保",
                "请先了结",
                field="执行担保",
                value=case.number,
            )
        )
    made = ExecutionGuarantee.objects.create(
        court_id=case.court_id,
        case=case,
        guarantor=guarantor,
        amount_fen=terms.amount,
        thing=terms.thing.strip()[:200],
        stay_from=terms.stay_from,
        stay_until=terms.stay_until,
        until=guaranteed_until(terms),
        written=terms.until is not None,
        direct=terms.direct,
        resolution=terms.resolution.strip()[:200],
        consent_on=consent_on,
        made_by=acting.code,
        made_at=now,
    )
    _record(acting, made, "offer", now)
    return made


def lay_before(*, guarantee: ExecutionGuarantee, approval: Approval) -> None:
    """The stay is in the queue of approvals."""
    ExecutionGuarantee.objects.filter(pk=guarantee.pk).update(approval=approval)
    guarantee.refresh_from_db()


def move(
    *,
    acting: Acting,
    guarantee: ExecutionGuarantee,
    state: GuaranteeState,
    on: date,
    now: datetime,
    why: str = "",
    called: Fen | None = None,
) -> ExecutionGuarantee:
    """To another state; the database refuses one nothing leads to. Raises `Refused` when it moved meanwhile."""
    trail.take_turn(guarantee.court_id)
    over = state in (GuaranteeState.RELEASED, GuaranteeState.DECLINED, GuaranteeState.EXPIRED, GuaranteeState.CALLED)
    changes: dict[str, object] = {"state": state, "ended_why": why.strip()[:200]}
    if over:
        changes["ended_on"] = on
    if called is not None:
        changes |= {"called_on": on, "called_fen": called}
    if not ExecutionGuarantee.objects.filter(pk=guarantee.pk, state=guarantee.state).update(**changes):
        raise Refused(Fault("guarantee.moved_on", "执行担保的状态已变更", "请刷新后重试", field="执行担保"))
    guarantee.refresh_from_db()
    _record(acting, guarantee, str(state), now, why)
    return guarantee


def _record(acting: Acting, guarantee: ExecutionGuarantee, what: str, now: datetime, why: str = "") -> None:
    trail.record(
        acting=acting,
        act=f"guarantee.{what}",
        now=now,
        ground=_BASIS,
        subject=f"case:{guarantee.case_id}",
        payload={"guarantee": guarantee.pk, "fen": guarantee.amount_fen, "why": why},
    )
