"""Decisions that halt or end a case: put forward, signed, carried out once."""

from collections.abc import Mapping
from datetime import date

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Approval, Case, CourseDecision, DecisionState
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def put_forward(
    *,
    acting: Acting,
    case: Case,
    act: str,
    ground: str,
    basis: str,
    proofs: Mapping[str, str],
    reason: str,
    until: date | None,
    on: date,
) -> CourseDecision:
    """Write down what is to be signed. The caller has asked the table. Raises `Refused` while another waits."""
    require(acting, "case.close", of_court=case.court_id)
    assert acting.officer_id is not None, "only an officer puts an act forward"
    trail.take_turn(case.court_id)
    other = CourseDecision.objects.filter(case=case, state__in=(DecisionState.PROPOSED, DecisionState.APPROVED)).first()
    if other is not None:
        raise Refused(
            Fault(
                "decision.waits",
                "本案已有“{act}”在审批中",
                "请等待审批，或先撤回",
                field="案号",
                value=case.number,
                data={"act": other.get_act_display()},
            )
        )
    return CourseDecision.objects.create(
        court_id=case.court_id,
        case=case,
        act=act,
        ground=ground,
        basis=basis,
        proofs={key: text.strip() for key, text in proofs.items() if text.strip()},
        reason=reason.strip()[:300],
        until=until,
        proposed_by_id=acting.officer_id,
        proposed_on=on,
    )


def lay_before(*, decision: CourseDecision, approval: Approval) -> None:
    """Tie a decision to the proposal that waits for a signature."""
    CourseDecision.objects.filter(pk=decision.pk).update(approval=approval)
    decision.approval = approval


def signed(*, decision: CourseDecision) -> CourseDecision:
    """The signature is there: the case may move now, once."""
    CourseDecision.objects.filter(pk=decision.pk).update(state=DecisionState.APPROVED)
    decision.refresh_from_db()
    return decision


def carried(*, decision: CourseDecision, on: date) -> CourseDecision:
    """The case has moved on it."""
    CourseDecision.objects.filter(pk=decision.pk).update(state=DecisionState.CARRIED, carried_on=on)
    decision.refresh_from_db()
    return decision


def dropped(*, decision: CourseDecision) -> CourseDecision:
    """Declined or taken back."""
    CourseDecision.objects.filter(pk=decision.pk).update(state=DecisionState.DROPPED)
    decision.refresh_from_db()
    return decision
