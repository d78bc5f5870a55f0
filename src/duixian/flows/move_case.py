"""Ask the table whether a case may move, with facts gathered here, and carry the verdict out."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import display
from duixian.base.procedure import Allowed
from duixian.domain.assets import things
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, CaseRole, ClosingKind
from duixian.domain.cases.services import course, performances
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal, DisposalState
from duixian.domain.funds import selectors as funds
from duixian.domain.settlements import selectors as settlements
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import pause_limits, release_excess
from duixian.flows.instruments import course as papers
from duixian.flows.lists.asking import ask_for_review
from duixian.flows.measures.ending import lift_for_case
from duixian.flows.state_debt import debt_of, uncounted_in
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State
from duixian.law.procedure.grounds import NEEDS_GROUND, About, Given

_FINISHED = (DisposalState.HANDED_OVER, DisposalState.RETURNED, DisposalState.WITHDRAWN)

_TOLD_WHEN_RESUMED = (State.SUSPENDED, State.STAYED, State.INSOLVENCY)
"""Resumption out of these is told by a notice from here; a settlement and an ended round have papers of their own."""


def facts_of(
    case: Case,
    *,
    on: date,
    reason: str = "",
    given: Given | None = None,
) -> CaseFacts:
    """What the table needs to know about a case on a day."""
    money = funds.money_of([case.pk])[case.pk]
    debt = debt_of(case, on=on)
    return CaseFacts(
        on=on,
        filed_on=case.filed_on,
        remaining=debt.remaining + sum(part.total for part in debt.foreign),
        on_account=money.on_account + money.with_payees + money.held + money.deposits,
        in_flight=funds.payouts_in_flight(case.pk),
        fee_open=debt.fee_open,
        uncounted=len(uncounted_in(debt.faults)),
        acts_ordered=len(performances.open_duties(case)),
        settled_performed=_settled_performed(case),
        round_end_stands=case.state == State.PAYING and rounds.standing_end(case.pk) is not None,
        unnoticed=case.nodes.filter(rule="notice", done_on__isnull=True, cancelled=False).exists(),
        agreement_open=settlements.live_of(case.pk).filter(suspends=True).exists(),
        reason=reason,
        given=given or Given(),
        about=about(case),
    )


def about(case: Case) -> About:
    """What a ground may depend on, from the record."""
    debtors = case.parties.filter(role=CaseRole.DEBTOR).select_related("person")
    return About(
        debtors=tuple(party.person.kind for party in debtors),
        title_kind=case.title.kind,
        cause=case.cause,
        state=case.state,
    )


def _settled_performed(case: Case) -> bool:
    """Whether the settlement in force was performed in full (执行和解 8)."""
    return settlements.performed_whole(case.pk)


def move_case(
    *,
    acting: Acting,
    case: Case,
    act: Act,
    on: date,
    now: datetime,
    reason: str = "",
) -> Case:
    """Notify, resume, settle, entrust, take back or end the round of a case. Raises `Refused` with every condition that
    is missing, and for an act that rests on a ground and a signature: those go through `decide_course`."""
    require(acting, "case.notice" if act is Act.NOTIFY else "case.close", of_court=case.court_id)
    if act in NEEDS_GROUND:
        raise Refused(
            Fault(
                "course.needs_signature",
                "该事项须写明法定事由并经审批",
                "请呈批，审批后自动办理",
                field="事项",
                value=act,
                data={"step": f"course.{act}"},
            )
        )
    with transaction.atomic():
        trail.take_turn(case.court_id)  # no money moves between the look at it and the act
        case.refresh_from_db()
        halted = case.state in _TOLD_WHEN_RESUMED
        facts = facts_of(case, on=on, reason=reason)
        verdict = CASE_LIFE.judge(state=State(case.state), act=act, facts=facts).or_refuse()
        case = go(acting=acting, case=case, act=act, verdict=verdict, on=on, now=now, reason=reason)
        if act is Act.NOTIFY:
            course.finish_node(case=case, rule="notice", on=on)
        if act is Act.RESUME and halted:
            papers.issue_resumption(acting=acting, case=case, basis=verdict.basis, reason=reason, on=on, now=now)
        if act in (Act.RESUME, Act.TAKE_BACK) and facts.on_account > 0:
            wakes = CASE_LIFE.judge(state=State(case.state), act=Act.RECEIVE, facts=facts).or_refuse()
            case = go(acting=acting, case=case, act=Act.RECEIVE, verdict=wakes, on=on, now=now)
    return case


def go(
    *,
    acting: Acting,
    case: Case,
    act: Act,
    verdict: Allowed,
    on: date,
    now: datetime,
    closing: str = "",
    reason: str = "",
) -> Case:
    """Carry out what the table allowed, with what it does to limits. In the caller's transaction and turn."""
    before = case.state
    moved = course.move(
        acting=acting,
        case=case,
        act=act,
        verdict=verdict,
        now=now,
        closing=closing,
        closed_on=on if closing else None,
        note=reason,
    )
    pause_limits.follow(acting=acting, case=moved, before=before, on=on, now=now)
    ask_for_review(moved)  # a case that ends, or is stayed, may end what stands on a list for it
    if closing:
        course.cancel_nodes(case=moved)
        lift_for_case(case=moved, paid=closing == ClosingKind.PERFORMED, on=on, now=now)
    return moved


def close_case(*, acting: Acting, case: Case, on: date, now: datetime) -> Case:
    """Close a case as performed: when, and only when, the money says so (执行规定 64). Raises `Refused` otherwise."""
    require(acting, "case.close", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)  # whoever gives money to the case at this moment waits, and then finds it closed
        current = Case.objects.get(pk=case.pk)
        facts = facts_of(current, on=on)
        verdict = CASE_LIFE.judge(state=State(current.state), act=Act.CLOSE, facts=facts).or_refuse()
        refuse_what_runs(current)
        closed = go(
            acting=acting,
            case=current,
            act=Act.CLOSE,
            verdict=verdict,
            on=on,
            now=now,
            closing=ClosingKind.PERFORMED,
        )
        release_excess.settle(
            case=closed, acting=acting, on=on, now=now
        )  # a closed case has no ground to hold anything
    return closed


def refuse_what_runs(case: Case) -> None:
    """Raise `Refused` where money is being deducted for a case, or a thing of it sold: both end before the case."""
    _refuse_money_under_way(case)
    _refuse_running_sales(case)


def _refuse_running_sales(case: Case) -> None:
    """A thing of the case is being sold: it is withdrawn, or handed over, before the case is closed."""
    running = Disposal.objects.filter(case=case).exclude(state__in=_FINISHED).select_related("asset").first()
    if running is not None:
        raise Refused(
            Fault(
                "close.disposal_running",
                "“{title}”正在处置（{state}）",
                "请先撤回处置，或者办结移交",
                field="财产",
                value=case.number,
                data={"title": running.asset.title, "state": running.get_state_display()},
            )
        )


def _refuse_money_under_way(case: Case) -> None:
    """Money that was deducted, or may be at this moment, belongs to this case: it is waited for before it is closed."""
    moving = sum(things.in_transit(case.pk).values()) + sum(things.deductions_under_way(case.pk).values())
    if moving:
        raise Refused(
            Fault(
                "close.deduction_under_way",
                "有 {amount} 正在扣划或者已扣划尚未到账",
                "请等待到账，或撤销尚未发出的扣划指令",
                field="扣划款",
                value=case.number,
                data={"amount": display(moving)},
            )
        )
