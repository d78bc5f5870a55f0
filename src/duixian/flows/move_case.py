"""Ask the table whether a case may move, with facts gathered here, and carry the verdict out."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import display
from duixian.domain.assets import things
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, ClosingKind
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal, DisposalState
from duixian.domain.funds import selectors as funds
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess
from duixian.flows.state_debt import debt_of, uncounted_in
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, RoundEndReport, State

_FINISHED = (DisposalState.HANDED_OVER, DisposalState.RETURNED, DisposalState.WITHDRAWN)


def facts_of(case: Case, *, on: date, round_end: RoundEndReport | None = None, reason: str = "") -> CaseFacts:
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
        acts_ordered=len(cases.ordered_by(case.title).acts),
        round_end=round_end or RoundEndReport(),
        reason=reason,
    )


def move_case(
    *,
    acting: Acting,
    case: Case,
    act: Act,
    on: date,
    now: datetime,
    reason: str = "",
    round_end: RoundEndReport | None = None,
) -> Case:
    """Notify, suspend, resume or end the round of a case. Raises `Refused` with every condition that is missing."""
    require(acting, "case.notice" if act is Act.NOTIFY else "case.close", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)  # no money moves between the look at it and the act
        facts = facts_of(case, on=on, round_end=round_end, reason=reason)
        verdict = CASE_LIFE.judge(state=State(case.state), act=act, facts=facts).or_refuse()
        case = course.move(acting=acting, case=case, act=act, verdict=verdict, now=now, note=reason)
        if act is Act.NOTIFY:
            course.finish_node(case=case, rule="notice", on=on)
    return case


def close_case(*, acting: Acting, case: Case, on: date, now: datetime) -> Case:
    """Close a case as performed: when, and only when, the money says so (执行规定 64). Raises `Refused` otherwise."""
    require(acting, "case.close", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)  # whoever gives money to the case at this moment waits, and then finds it closed
        current = Case.objects.get(pk=case.pk)
        facts = facts_of(current, on=on)
        verdict = CASE_LIFE.judge(state=State(current.state), act=Act.CLOSE, facts=facts).or_refuse()
        _refuse_money_under_way(current)
        _refuse_running_sales(current)
        closed = course.move(
            acting=acting,
            case=current,
            act=Act.CLOSE,
            verdict=verdict,
            now=now,
            closing=ClosingKind.PERFORMED,
            closed_on=on,
        )
        course.cancel_nodes(case=closed)
        release_excess.settle(
            case=closed, acting=acting, on=on, now=now
        )  # a closed case has no ground to hold anything
    return closed


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
