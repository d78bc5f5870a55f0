"""Ask the table whether a case may move, with facts gathered here, and carry the verdict out."""

from datetime import date, datetime

from django.db import transaction

from duixian.domain.cases.models import Case, ClosingKind
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.funds import selectors as funds
from duixian.domain.trail.acting import Acting
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, RoundEndReport, State


def facts_of(case: Case, *, on: date, round_end: RoundEndReport | None = None, reason: str = "") -> CaseFacts:
    """What the table needs to know about a case on a day."""
    money = funds.money_of([case.pk])[case.pk]
    debt = debt_of(case, on=on)
    return CaseFacts(
        on=on,
        filed_on=case.filed_on,
        remaining=debt.remaining + sum(part.total for part in debt.foreign),
        on_account=money.on_account + money.with_payees + money.held,
        in_flight=funds.payouts_in_flight(case.pk),
        fee_open=debt.fee_open,
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
    require(acting, "case.notice" if act is Act.NOTIFY else "case.close")
    with transaction.atomic():
        facts = facts_of(case, on=on, round_end=round_end, reason=reason)
        verdict = CASE_LIFE.judge(state=State(case.state), act=act, facts=facts).or_refuse()
        case = course.move(acting=acting, case=case, act=act, verdict=verdict, now=now, note=reason)
        if act is Act.NOTIFY:
            course.finish_node(case=case, rule="notice", on=on)
    return case


def close_case(*, acting: Acting, case: Case, on: date, now: datetime) -> Case:
    """Close a case as performed: when, and only when, the money says so (执行规定 64). Raises `Refused` otherwise."""
    require(acting, "case.close")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        facts = facts_of(locked, on=on)
        verdict = CASE_LIFE.judge(state=State(locked.state), act=Act.CLOSE, facts=facts).or_refuse()
        closed = course.move(
            acting=acting,
            case=locked,
            act=Act.CLOSE,
            verdict=verdict,
            now=now,
            closing=ClosingKind.PERFORMED,
            closed_on=on,
        )
        course.cancel_nodes(case=closed)
    return closed
