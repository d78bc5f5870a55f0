"""Ask for a review of a case after this transaction: what happened in it may end somebody's entry on a list."""

from duixian.domain.cases.models import Case
from duixian.domain.lists.selectors import limits
from duixian.flows import outbox


def ask_for_review(case: Case) -> None:
    """Queue a review of a case after this transaction, if anybody of it is on a list. Cheap: two indexes."""
    if limits.cases_open([case.pk]):
        mark = f"lists:{case.pk}"
        outbox.later(outbox.LISTS_REVIEW, lock=mark, once=mark, court_id=case.court_id, case_id=case.pk)
