"""What is tried against the law, by name: each prepares what is needed and returns the act that must be refused."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from duixian.domain.cases.models import Approval
from duixian.domain.courts.models import Court
from duixian.domain.settlements.models import Settlement
from duixian.flows import move_case, request_task
from duixian.flows.approve import approve
from duixian.flows.end_round import end
from duixian.flows.lists import enter, limit
from duixian.flows.measures.propose import propose
from duixian.flows.settle import agree as agree_flow
from duixian.flows.settle import resume as resume_flow
from duixian.law.procedure.task_life import TaskKind
from duixian.testing.scenes.hundred_days import agreeing, listing, on_the_spot, pressure, rounds
from duixian.testing.scenes.hundred_days.dossier import Attempt, Dossier

Trial = Callable[[], object]
_A_DAY = timedelta(days=1)
_TOO_LONG = 16


def settle_in_the_past(dossier: Dossier) -> Trial:
    """An agreement whose first instalment was due yesterday."""
    bench, case = dossier.bench, dossier.case
    terms = agreeing.terms_of(dossier, first=bench.today - _A_DAY)
    return lambda: agree_flow.enter(
        acting=bench.officer,
        case=case,
        creditor=dossier.applicant,
        debtor=dossier.debtor,
        terms=terms,
        on=bench.today,
        now=bench.now,
    )


def resume_unbroken(dossier: Dossier) -> Trial:
    """The title, while the settlement is being performed."""
    bench = dossier.bench
    settlement = Settlement.objects.select_related("case", "creditor", "debtor").get(pk=dossier.matter_id)
    return lambda: resume_flow.ask(
        acting=bench.officer,
        settlement=settlement,
        applicant=settlement.creditor,
        requested_on=bench.today,
        grounds="反悔",
        on=bench.today,
        now=bench.now,
    )


def close_unpaid(dossier: Dossier) -> Trial:
    """The case closed as performed though nothing was paid."""
    bench, case = dossier.bench, dossier.case
    return lambda: move_case.close_case(acting=bench.officer, case=case, on=bench.today, now=bench.now)


def list_him(dossier: Dossier) -> Trial:
    """A listing of one who has paid, or is a child."""
    bench, wish = dossier.bench, listing.wish_of(dossier)
    return lambda: enter.propose_listing(acting=bench.officer, wish=wish, on=bench.today, now=bench.now)


def limit_him(dossier: Dossier) -> Trial:
    """A limit on a child, or on the dead."""
    bench = dossier.bench
    wish = limit.Wish(dossier.case, dossier.debtor, "收到执行通知后未履行")
    return lambda: limit.propose_limit(acting=bench.officer, wish=wish, on=bench.today, now=bench.now)


def detain_for_16_days(dossier: Dossier) -> Trial:
    """One day too many."""
    return _detain(dossier, days=_TOO_LONG)


def detain_again(dossier: Dossier) -> Trial:
    """A second detention for one act; or that of a child."""
    return _detain(dossier, days=5)


def _detain(dossier: Dossier, *, days: int) -> Trial:
    bench, case, order = dossier.bench, dossier.case, pressure.detention(dossier, days)
    return lambda: propose(
        acting=bench.officer, case=case, person=dossier.debtor, order=order, on=bench.today, now=bench.now
    )


def end_now(dossier: Dossier) -> Trial:
    """The end of the round: too early, or with money left in an account."""
    bench, case = dossier.bench, dossier.case
    rounds.put_on_record(dossier)
    return lambda: end.propose(acting=bench.officer, case=case, on=bench.today, now=bench.now)


def commit_again(dossier: Dossier) -> Trial:
    """A second promise after the first was broken."""
    return lambda: listing.promise_a_part(dossier)


def seal_without_ruling(dossier: Dossier) -> Trial:
    """Another court asked to seal a thing, without the ruling that it be sealed."""
    bench, case = dossier.bench, dossier.case
    to_court = Court.objects.exclude(pk=bench.court.pk).order_by("pk")[0]
    return lambda: request_task.ask(
        acting=bench.officer,
        case=case,
        to_court=to_court,
        kind=TaskKind.SEAL,
        what="查封被执行人名下住宅一套",
        on=bench.today,
        now=bench.now,
    )


def approve_own(dossier: Dossier) -> Trial:
    """The deputy president, who proposed a fine himself, signs it. (The president signs it in the afternoon.)"""
    bench, deputy = dossier.bench, dossier.bench.who("deputy")
    order = pressure.fine_order(dossier)
    measure = propose(
        acting=deputy, case=dossier.case, person=dossier.debtor, order=order, on=bench.today, now=bench.now
    )
    waiting = Approval.objects.get(subject=f"measure:{measure.pk}")
    return lambda: approve(acting=deputy, approval=waiting, approved=True, on=bench.today, now=bench.now)


def move_out_early(dossier: Dossier) -> Trial:
    """The house cleared before the day until which he may go by himself."""
    return on_the_spot.clear(dossier)


TRIALS: Mapping[str, Attempt] = {
    "settle_in_the_past": settle_in_the_past,
    "resume_unbroken": resume_unbroken,
    "close_unpaid": close_unpaid,
    "list_after_paying": list_him,
    "list_a_minor": list_him,
    "limit_a_minor": limit_him,
    "limit_the_dead": limit_him,
    "detain_for_16_days": detain_for_16_days,
    "detain_twice": detain_again,
    "detain_a_minor": detain_again,
    "end_on_day_80": end_now,
    "end_with_1200_yuan": end_now,
    "commit_again": commit_again,
    "seal_without_ruling": seal_without_ruling,
    "approve_own": approve_own,
    "search_by_a_man": on_the_spot.search_by_a_man,
    "move_out_early": move_out_early,
}
"""By the names of `worlds.hundred_days.UNLAWFUL`; the signature of one without the office is tried where papers are
signed."""
