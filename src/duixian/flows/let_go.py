"""What follows wherever a debt falls: whoever is on a list, or met by a measure, for a debt that is paid is let go."""

from datetime import date, datetime

from duixian.domain.cases.models import Case
from duixian.flows.lists.asking import ask_for_review
from duixian.flows.measures.paid import follow_payment


def let_go(*, case: Case, on: date, now: datetime) -> None:
    """More counts against the debt of a case than before, or its settlement is performed: measures fall in the caller's
    transaction, entries on the lists are asked about after it. In the caller's act, after whatever brought it."""
    ask_for_review(case)
    follow_payment(case=case, on=on, now=now)
