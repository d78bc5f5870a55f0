"""Once a day every case that holds something is settled: its need changes with time alone, and with what others did.

Each case in a transaction of its own; one that cannot be settled is reported and holds up nobody.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DatabaseError, OperationalError

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Control
from duixian.domain.assets.selectors import holding
from duixian.domain.assets.services import watch as writing
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess


@dataclass(slots=True)
class Settled:
    """What came of it: cases settled, orders given, and cases that could not be settled, with why."""

    cases: int = 0
    orders: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)


def settle_all(*, court_id: int, on: date, now: datetime) -> Settled:
    """Settle every case of a court that holds something and was not settled on this day yet."""
    found = Settled()
    with scope.of_court(court_id):
        ids = holding.unsettled(court_id, on=on)
    for case_id in ids:
        try:
            with scope.of_court(court_id):
                found.orders += _settle(case_id, on, now)
                found.cases += 1
        except OperationalError:  # the database itself is away: the job comes again
            raise
        except (Refused, BadInput, DatabaseError) as error:
            found.failed.append((case_id, str(error)))
            with scope.of_court(court_id):
                _report(court_id, case_id, str(error), now)
    return found


def _settle(case_id: int, on: date, now: datetime) -> int:
    case = Case.objects.get(pk=case_id)
    given = release_excess.settle(case=case, acting=Acting.system(case.court_id, "settle"), on=on, now=now)
    return len(given)


def _report(court_id: int, case_id: int, why: str, now: datetime) -> None:
    """An incident on the case's oldest live control, once: the chief answers for it."""
    trail.take_turn(court_id)
    control = Control.objects.filter(case_id=case_id, state__in=holding.ALIVE).order_by("pk").first()
    if control is not None:
        writing.note_incident(
            acting=Acting.system(court_id, "settle"),
            control=control,
            kind="unsettled",
            story=[{"why": why[:300]}],
            now=now,
        )
