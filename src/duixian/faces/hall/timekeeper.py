"""Opening and closing what is due, in every court that has something due."""

import logging

from django.db import OperationalError
from django.utils import timezone

from duixian.domain.courts import scope
from duixian.domain.disposal.services import hall
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import run_hall

_log = logging.getLogger(__name__)


def tick(*, sign: hall.Sign) -> None:
    """One look at the clock. Each round is opened or closed in a transaction of its own, and one that cannot be (its
    winner turned out to be barred) keeps no other waiting: it is said in the log, and tried again."""
    with scope.of_all_courts():
        due = run_hall.due(clock=hall.database_clock)
    for court_id, round_id in due:
        try:
            with scope.of_court(court_id):
                run_hall.open_or_close(
                    round_id=round_id,
                    acting=Acting.system(court_id, "hall"),
                    clock=hall.database_clock,
                    sign=sign,
                    now=timezone.now(),
                )
        except OperationalError:  # the database itself is away: so it is for the others
            raise
        except Exception:
            _log.exception("round %s is due and could not be opened or closed", round_id)
