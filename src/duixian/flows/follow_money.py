"""The state of a case follows its money: once all that came in is given out, enforcement goes on, or the case rests.

A case is `paying` while money of it waits (法发〔2017〕6号). When none does any more, a debt that is left is enforced
on, and one that is satisfied waits to be closed, which takes an officer and a notice (执行规定 64). Where the end of a
round stands, money alone takes nothing up again, and the case rests under that end (民诉解释 517).
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from duixian.base.procedure import Allowed
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.cases.services import course
from duixian.domain.cases.services.bulk import MoveIn, move_many
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Payout
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import record_many
from duixian.flows.move_case import go
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State

NOTICE_NODE = "notice"
_WOKEN = (CaseState.FILED, CaseState.NOTIFIED, CaseState.ROUND_ENDED)
AT_A_TIME = 1000
"""Cases looked at in one statement: a batch of the bank may pay in a hundred thousand."""


def follow_money(
    *, acting: Acting, case_ids: Collection[int] | QuerySet[Payout, int], on: date, now: datetime
) -> list[int]:
    """Move on those of the cases that wait for money no more; their ids. The others stay as they are, and so does a
    case whose execution notice has not gone out. In the caller's transaction and turn."""
    paying = Case.objects.filter(pk__in=case_ids, state=CaseState.PAYING).order_by("pk")
    moved: list[int] = []
    for cases in _chunks(list(paying)):
        allowed = _judged(cases, on)
        resting = [(case, verdict) for case, act, verdict in allowed if act is Act.REST]
        for case, verdict in resting:  # the lists look again at who rests
            go(acting=acting, case=case, act=Act.REST, verdict=verdict, on=on, now=now)
        record_many(
            move_many(
                [
                    MoveIn(acting=acting, case=case, source=case.state, act=act, verdict=verdict, at=now)
                    for case, act, verdict in allowed
                    if act is Act.PAID_OUT
                ]
            )
        )
        moved += [case.pk for case, _, _ in allowed]
    return moved


def wake(*, acting: Acting, case: Case, on: date, now: datetime) -> None:
    """Money for a case has come in: where it may, the case goes on. In the caller's act."""
    facts = CaseFacts(on=on, filed_on=case.filed_on)
    verdict = CASE_LIFE.judge(state=State(case.state), act=Act.RECEIVE, facts=facts)
    if isinstance(verdict, Allowed) and verdict.target != case.state:  # a halted case takes money and stays halted
        course.move(acting=acting, case=case, act=Act.RECEIVE, verdict=verdict, now=now)


def follow_court(*, court_id: int, now: datetime) -> list[int]:
    """Every hour: no case is shown as paying without money, and none as not paying with it, however the money moved: to
    the ledger of the unclaimed and back, or before the notice went out. The cases that moved on. Opens its own
    transaction."""
    acting, on = Acting.system(court_id, "money"), timezone.localdate(now)
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        rich = funds.cases_with_money(court_id)
        for case in Case.objects.filter(pk__in=rich, state__in=_WOKEN).order_by("pk"):
            wake(acting=acting, case=case, on=on, now=now)
        paying = Case.objects.filter(court_id=court_id, state=CaseState.PAYING).exclude(pk__in=rich)
        ids = list(paying.values_list("pk", flat=True))
        return follow_money(acting=acting, case_ids=ids, on=on, now=now)


def _judged(cases: list[Case], on: date) -> list[tuple[Case, Act, Allowed]]:
    ids = [case.pk for case in cases]
    money = funds.money_of(ids)
    ended = rounds.ended_cases(ids)
    silent = frozenset(
        Node.objects.filter(case_id__in=ids, rule=NOTICE_NODE, done_on__isnull=True, cancelled=False).values_list(
            "case_id", flat=True
        )
    )
    found = []
    for case in cases:
        act = Act.REST if case.pk in ended else Act.PAID_OUT
        facts = CaseFacts(
            on=on,
            filed_on=case.filed_on,
            on_account=money[case.pk].waiting,
            round_end_stands=case.pk in ended,
            unnoticed=case.pk in silent,
        )
        verdict = CASE_LIFE.judge(state=State(case.state), act=act, facts=facts)
        if isinstance(verdict, Allowed):
            found.append((case, act, verdict))
    return found


def _chunks(cases: list[Case]) -> Iterator[list[Case]]:
    return (cases[first : first + AT_A_TIME] for first in range(0, len(cases), AT_A_TIME))
