"""The round of a court over what was agreed: each night the instalments and stays, each minute the promises.

It may run as often as one likes and be killed in the middle: nobody is reminded twice, nothing breaks twice. Each row
has a savepoint of its own; one that cannot be dealt with is reported and holds up nobody.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import OperationalError, transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import ExecutionGuarantee, GuaranteeState, Instalment, Promise, Settlement
from duixian.domain.settlements.services import agreements, guarantees, promises
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import settlement as papers
from duixian.flows.move_case import close_case
from duixian.flows.settle import guarantee as guarantee_flow
from duixian.flows.settle import promise as promise_flow
from duixian.flows.settle.review import review

AT_A_TIME = 200
"""Rows in one transaction: as long as it runs, nobody else of the court writes."""

Row = TypeVar("Row", Settlement, Instalment, Promise, ExecutionGuarantee, Case)


@dataclass(slots=True)
class Round:
    """What a round did, by name; `stuck`: rows that could not be dealt with, with why."""

    done: Counter[str] = field(default_factory=Counter)
    stuck: list[tuple[str, int, str]] = field(default_factory=list)


def go_round(*, court_id: int, on: date, now: datetime) -> Round:
    """Remind of what is due soon, see what was not performed, end stays and guarantees whose day is over, close what
    was performed. Opens its own transactions."""
    around = Round()
    acting = Acting.system(court_id, "settle")

    def remind(one: Instalment) -> bool:
        if not agreements.note_reminded(instalment=one, on=on):
            return False
        papers.issue_reminder(acting=acting, instalment=one, on=on, now=now)
        return True

    def look(one: Settlement) -> bool:
        return review(acting=acting, settlement=one, on=on, now=now).state == "breached"

    def end_stay(one: ExecutionGuarantee) -> bool:
        guarantee_flow.end_stay(acting=acting, guarantee=one, on=on, now=now)
        return True

    def expire(one: ExecutionGuarantee) -> bool:
        state, why = GuaranteeState.EXPIRED, "担保期间届满"
        guarantees.move(acting=acting, guarantee=one, state=state, on=on, now=now, why=why)
        return True

    def close(one: Case) -> bool:
        close_case(acting=acting, case=one, on=on, now=now)
        return True

    with scope.of_court(court_id):
        days = selectors.value(court_id, "reminder_days", on=on)
        due = list(selectors.to_remind(court_id, on=on, days=days))
        late = list(selectors.to_review(court_id, on=on))
        stays = list(selectors.stays_over(court_id, on=on))
        over = list(selectors.guarantees_over(court_id, on=on))
        performed = list(Case.objects.filter(pk__in=selectors.performed_cases(court_id)))
    _each(around, court_id, "reminded", due, remind)
    _each(around, court_id, "breached", late, look)
    _each(around, court_id, "stay_over", stays, end_stay)
    _each(around, court_id, "guarantee_over", over, expire)
    _each(around, court_id, "closed", performed, close, waits=True)
    return around


def check_promises(*, court_id: int, now: datetime) -> Round:
    """Each minute: remind of promises whose hour is near, judge those whose hour has passed."""
    around = Round()
    acting = Acting.system(court_id, "promise")
    with scope.of_court(court_id):
        near = list(selectors.promises_to_remind(court_id, now=now))
        passed = list(selectors.promises_to_judge(court_id, now=now))
    _each(around, court_id, "reminded", near, lambda one: promises.note_reminded(promise=one, now=now))
    _each(
        around,
        court_id,
        "broken",
        passed,
        lambda one: promise_flow.judge(acting=acting, promise=one, now=now).state == "broken",
    )
    return around


def _each(
    around: Round, court_id: int, name: str, rows: list[Row], do: Callable[[Row], bool], *, waits: bool = False
) -> None:
    """Do it for each, some hundred in one transaction; `waits`: a refusal only says that its time has not come."""
    for chunk in _chunks(rows):
        with scope.of_court(court_id), transaction.atomic():
            trail.take_turn(court_id)
            for row in chunk:
                try:
                    with transaction.atomic():
                        around.done[name] += do(row)
                except OperationalError:  # the database itself is away: the job comes again
                    raise
                except (Refused, BadInput) as error:
                    if not waits:
                        around.stuck.append((name, row.pk, str(error)))


def _chunks(rows: list[Row]) -> Iterable[list[Row]]:
    return (rows[first : first + AT_A_TIME] for first in range(0, len(rows), AT_A_TIME))
