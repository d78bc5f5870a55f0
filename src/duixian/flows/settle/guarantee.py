"""A guarantee of enforcement buys a stay of a year at most (民诉法 242; 执行担保规定): offered, signed, stayed, called.

When the stay is over and the debtor has not performed, the applicant asks for the guarantor: the case goes on, ready
cash of the debtor first, then what was guaranteed. The guarantor never becomes a debtor of the case.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen, display
from duixian.connectors.typesetting import Decision
from duixian.domain.cases.models import Approval, ApprovalState, Case
from duixian.domain.cases.services import approvals
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.settlements.models import ExecutionGuarantee, GuaranteeState
from duixian.domain.settlements.services import guarantees
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import decide_course, move_case
from duixian.flows.instruments import settlement as papers
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import Act, State
from duixian.law.settlement import CallFacts, GuaranteeTerms, Reach, faults_in_guarantee, reach, refusals_to_call

STAY, CALL = "course.stay", "settlement.call"


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter of guarantee as it was handed in; see `law.settlement.GuaranteeTerms`."""

    amount: Fen
    stay_from: date
    stay_until: date
    direct: bool
    consent_on: date | None
    resolution: str = ""
    until: date | None = None
    thing: str = ""


def offer(
    *, acting: Acting, case: Case, guarantor: Person, letter: Offer, grounds: str, on: date, now: datetime
) -> ExecutionGuarantee:
    """Take in a letter of guarantee and lay the stay before who signs it. Raises `BadInput` with every fault of the
    letter, `Refused` for a debtor as his own surety and where a stay runs or waits."""
    require(acting, "settlement.guarantee", of_court=case.court_id)
    terms = GuaranteeTerms(
        guarantor=guarantor.name,
        company=guarantor.kind != PersonKind.NATURAL,
        amount=letter.amount,
        stay_from=letter.stay_from,
        stay_until=letter.stay_until,
        direct=letter.direct,
        consent_on=letter.consent_on,
        resolution=letter.resolution,
        until=letter.until,
        thing=letter.thing,
    )
    faults = faults_in_guarantee(terms, on=on)
    if faults or letter.consent_on is None:
        raise BadInput.of(faults)
    if not letter.thing.strip() and case.parties.filter(person=guarantor, role="debtor").exists():
        raise Refused(
            Fault(
                "guarantee.self", "被执行人不能为自己提供保证", "可以提供财产担保", field="担保人", value=guarantor.name
            )
        )
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case.refresh_from_db()
        made = guarantees.offer(
            acting=acting, case=case, guarantor=guarantor, terms=terms, consent_on=letter.consent_on, now=now
        )
        papers.issue_letter(acting=acting, guarantee=made, on=on, now=now)
        decision = decide_course.propose(
            acting=acting,
            case=case,
            act=Act.STAY,
            ground="guaranteed",
            proofs={"guarantee": f"{guarantor.name}的执行担保书，申请执行人{letter.consent_on.isoformat()}同意"},
            reason=grounds.strip(),
            until=letter.stay_until,
            on=on,
            now=now,
        )
        assert decision.approval is not None, "what was proposed waits for a signature"
        guarantees.lay_before(guarantee=made, approval=decision.approval)
    return made


def follow_stay(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """A stay was signed, or was not; where a guarantee asked for it, the guarantee goes with it."""
    decide_course.follow(approval=approval, acting=acting, on=on, now=now)
    guarantee = ExecutionGuarantee.objects.filter(approval=approval).first()
    if guarantee is None:
        return
    signed = approval.state == ApprovalState.APPROVED
    state = GuaranteeState.STAYING if signed else GuaranteeState.DECLINED
    why = "" if signed else approval.note
    guarantees.move(acting=acting, guarantee=guarantee, state=state, on=on, now=now, why=why)


def end_stay(*, acting: Acting, guarantee: ExecutionGuarantee, on: date, now: datetime) -> ExecutionGuarantee:
    """The stay is over: the case goes on, and the guarantor stays bound for his period. In the caller's transaction."""
    guarantee.case.refresh_from_db()
    if guarantee.case.state == State.STAYED:
        reason = f"暂缓执行期限于{guarantee.stay_until.isoformat()}届满"
        move_case.move_case(acting=acting, case=guarantee.case, act=Act.RESUME, on=on, now=now, reason=reason)
    return guarantees.move(acting=acting, guarantee=guarantee, state=GuaranteeState.BINDING, on=on, now=now)


def ask_to_call(
    *,
    acting: Acting,
    guarantee: ExecutionGuarantee,
    by_applicant: bool,
    grounds: str,
    on: date,
    now: datetime,
    endangered: str = "",
) -> Approval:
    """Lay before the chief that the guarantor is to be enforced against, at the applicant's asking. `endangered`: what
    the guarantor did to the thing during the stay. Raises `Refused` with every reason (执行担保规定 11, 13)."""
    require(acting, "settlement.guarantee", of_court=guarantee.court_id)
    with transaction.atomic():
        trail.take_turn(guarantee.court_id)
        _refuse_call(guarantee, by_applicant=by_applicant, endangered=endangered, on=on)
        return approvals.propose(
            acting=acting,
            case=guarantee.case,
            act=CALL,
            subject=f"guarantee:{guarantee.pk}",
            title=f"执行担保人{guarantee.guarantor.name}的财产",
            grounds=f"{grounds.strip()}{f'；担保人{endangered.strip()}' if endangered.strip() else ''}",
            now=now,
        )


def follow_call(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """Signed: ruled for what the debtor owes on this day, within what was guaranteed; the case goes on."""
    if approval.state != ApprovalState.APPROVED:
        return
    guarantee = _of(approval)
    owed = debt_of(guarantee.case, on=on).remaining
    limit = reach(owed=owed, guaranteed=guarantee.amount_fen, ready_cash=0).guarantor
    if guarantee.case.state == State.STAYED:
        reason = f"申请执行人申请执行担保人{guarantee.guarantor.name}的财产"
        move_case.move_case(acting=acting, case=guarantee.case, act=Act.RESUME, on=on, now=now, reason=reason)
    guarantees.move(
        acting=acting,
        guarantee=guarantee,
        state=GuaranteeState.CALLED,
        on=on,
        now=now,
        why=approval.grounds,
        called=limit,
    )
    papers.issue_ruling(
        acting=acting,
        case=guarantee.case,
        decision=Decision.CALL_GUARANTOR,
        because=(
            f"{guarantee.guarantor.name}向本院提供执行担保，承诺被执行人不履行时自愿接受直接强制执行",
            f"申请执行人申请执行担保：{' '.join(approval.grounds.split())}",
        ),
        on=on,
        now=now,
        guarantor=guarantee.guarantor.name,
        limit=limit,
        thing=guarantee.thing,
    )


def release(
    *, acting: Acting, guarantee: ExecutionGuarantee, why: str, let_go: bool, on: date, now: datetime
) -> ExecutionGuarantee:
    """Free the guarantor: the debtor performed, or the applicant lets him go in writing (`let_go`). Raises `BadInput`
    without a reason, `Refused` while the debtor owes and nobody let him go."""
    require(acting, "settlement.guarantee", of_court=guarantee.court_id)
    if not why.strip():
        raise BadInput(
            Fault("guarantee.why", "须写明解除担保的依据", "请填写履行情况或申请执行人的书面同意", field="依据")
        )
    with transaction.atomic():
        trail.take_turn(guarantee.court_id)
        guarantee.refresh_from_db()
        _refuse_unbound(guarantee)
        owed = debt_of(guarantee.case, on=on).remaining
        if owed > 0 and not let_go:
            raise Refused(
                Fault(
                    "guarantee.still_owed",
                    "尚欠 {amount}，申请执行人也未书面同意，不能解除担保",
                    "债务履行完毕，或者取得申请执行人的书面同意后办理",
                    field="执行担保",
                    data={"amount": display(owed)},
                )
            )
        return guarantees.move(
            acting=acting, guarantee=guarantee, state=GuaranteeState.RELEASED, on=on, now=now, why=why
        )


def reach_of(guarantee: ExecutionGuarantee, *, ready_cash: Fen, on: date) -> Reach:
    """How far one goes on a day, the debtor's ready cash first, fen."""
    return reach(owed=debt_of(guarantee.case, on=on).remaining, guaranteed=guarantee.amount_fen, ready_cash=ready_cash)


def _refuse_call(guarantee: ExecutionGuarantee, *, by_applicant: bool, endangered: str, on: date) -> None:
    facts = CallFacts(
        on=on,
        stay_until=guarantee.stay_until,
        until=guarantee.until,
        owed=debt_of(guarantee.case, on=on).remaining,
        by_applicant=by_applicant,
        endangered=endangered,
    )
    reasons = refusals_to_call(facts)
    if reasons:
        raise Refused(*reasons)
    _refuse_unbound(guarantee)


def _refuse_unbound(guarantee: ExecutionGuarantee) -> None:
    """A guarantee that binds nobody yet, or nobody any more, is neither called nor let go."""
    if guarantee.state not in (GuaranteeState.STAYING, GuaranteeState.BINDING):
        raise Refused(
            Fault(
                "guarantee.not_binding",
                "该执行担保不在此状态（{state}）",
                "请刷新后查看",
                field="执行担保",
                data={"state": guarantee.get_state_display()},
            )
        )


def _of(approval: Approval) -> ExecutionGuarantee:
    related = ("case__court", "case__title", "guarantor")
    return ExecutionGuarantee.objects.select_related(*related).get(pk=int(approval.subject.partition(":")[2]))
