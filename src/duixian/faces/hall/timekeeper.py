"""Opening and closing what is due, in every court that has something due."""

from django.utils import timezone

from duixian.domain.courts import scope
from duixian.domain.disposal.services import hall
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import run_hall


def tick(*, sign: hall.Sign) -> None:
    """One look at the clock. Each round is opened or closed in a transaction of its own."""
    with scope.of_all_courts():
        due = run_hall.due(clock=hall.database_clock)
    for court_id, round_id in due:
        with scope.of_court(court_id):
            run_hall.open_or_close(
                round_id=round_id,
                acting=Acting.system(court_id, "hall"),
                clock=hall.database_clock,
                sign=sign,
                now=timezone.now(),
            )
