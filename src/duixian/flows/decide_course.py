"""Halting a case, or ending it otherwise than by performance: put forward on a ground with its proofs, signed by whom
the law names, carried out with the signature.

The table is asked twice: when the act is put forward, and when it is signed, with the facts of that day.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction

from duixian.base.faults import Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Approval, ApprovalState, Case, ClosingKind, CourseDecision
from duixian.domain.cases.services import approvals, decisions
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import move_case, refer_insolvency, release_excess
from duixian.flows.instruments import course as papers
from duixian.law.procedure.case_life import CASE_LIFE, Act, State
from duixian.law.procedure.grounds import NEEDS_GROUND, Given, grounds, missing

CLOSES: Final[Mapping[str, str]] = {
    Act.TERMINATE: ClosingKind.TERMINATED,
    Act.STRIKE: ClosingKind.WITHDRAWN,
    Act.REFUSE: ClosingKind.REFUSED,
    Act.DISMISS: ClosingKind.DISMISSED,
}
HANDS_ON: Final = frozenset({"entrusted", "taken_up", "jurisdiction"})
"""Grounds on which another court goes on with the case: what is held stays held, for it (委托执行 2, 执行规定)."""


def propose(
    *,
    acting: Acting,
    case: Case,
    act: Act,
    ground: str,
    proofs: Mapping[str, str],
    reason: str,
    until: date | None = None,
    on: date,
    now: datetime,
) -> CourseDecision:
    """Lay before those who sign it that a case be suspended, stayed, sent to insolvency or closed on a ground.

    Raises `Refused` with every condition that is missing, the documents the ground rests on included.
    """
    require(acting, "case.close", of_court=case.court_id)
    if act not in NEEDS_GROUND:
        raise ValueError(f"{act} needs no decision")
    with transaction.atomic():
        trail.take_turn(case.court_id)
        current = Case.objects.select_related("title").get(pk=case.pk)
        given = Given(ground, dict(proofs), until)
        if refer_insolvency.partial(current, act):
            _ask_partial(current, act, given, on)
        else:
            _ask(current, act, given, reason, on)
        found = grounds()[ground]
        decision = decisions.put_forward(
            acting=acting,
            case=current,
            act=act,
            ground=ground,
            basis=str(found.citation),
            proofs=proofs,
            reason=reason,
            until=until,
            on=on,
        )
        approval = approvals.propose(
            acting=acting,
            case=current,
            act=f"course.{act}",
            subject=f"decision:{decision.pk}",
            title=f"{current.number} {decision.get_act_display()}：{found.title}",
            grounds=decision.reason,
            now=now,
            level=found.office,
        )
        decisions.lay_before(decision=decision, approval=approval)
    return decision


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What a signature sets going: the case moves, its limits with it, and the paper is issued."""
    decision = CourseDecision.objects.select_related("case__title", "case__court", "case__officer").get(
        approval=approval
    )
    if approval.state != ApprovalState.APPROVED:
        _drop(decision)
        return
    act, case = Act(decision.act), decision.case
    if refer_insolvency.partial(case, act):
        _ask_partial(case, act, Given(decision.ground, decision.proofs), on)
        decision = decisions.carried(decision=decisions.signed(decision=decision), on=on)
        refer_insolvency.send_out(acting=acting, decision=decision, on=on, now=now)
        return
    verdict = _ask(case, act, Given(decision.ground, decision.proofs, decision.until), decision.reason, on)
    decision = decisions.signed(decision=decision)
    moved = move_case.go(
        acting=acting,
        case=case,
        act=act,
        verdict=verdict,
        on=on,
        now=now,
        closing=CLOSES.get(act, ""),
        reason=decision.reason,
    )
    decision = decisions.carried(decision=decision, on=on)
    if act is Act.REFER_INSOLVENCY:
        refer_insolvency.send_out(acting=acting, decision=decision, on=on, now=now)
    if act in CLOSES and decision.ground not in HANDS_ON:
        release_excess.settle(case=moved, acting=acting, on=on, now=now)
    papers.issue_decision(acting=acting, decision=decision, case=moved, on=on, now=now)


def withdraw(*, acting: Acting, decision: CourseDecision, note: str, now: datetime) -> None:
    """Take back what still waits for a signature. Raises `Refused` for somebody else's."""
    assert decision.approval is not None
    with transaction.atomic():
        approvals.withdraw(acting=acting, approval=decision.approval, note=note, now=now)
        _drop(decision)


def _drop(decision: CourseDecision) -> None:
    decisions.dropped(decision=decision)
    refer_insolvency.drop_of(decision)


def _ask(case: Case, act: Act, given: Given, reason: str, on: date) -> Allowed:
    facts = move_case.facts_of(case, on=on, reason=reason, given=given)
    verdict = CASE_LIFE.judge(state=State(case.state), act=act, facts=facts).or_refuse()
    if act in CLOSES:
        move_case.refuse_what_runs(case)
    return verdict


def _ask_partial(case: Case, act: Act, given: Given, on: date) -> None:
    """One enterprise of several debtors is sent: the case stays where it is, and must be where that act is open."""
    if act not in CASE_LIFE.acts(State(case.state)):
        CASE_LIFE.judge(state=State(case.state), act=act, facts=move_case.facts_of(case, on=on)).or_refuse()
    fault = missing(act, given, move_case.about(case), on=on)
    if fault is not None:
        raise Refused(fault)
