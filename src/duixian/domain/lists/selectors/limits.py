"""Limits and listings in force: what other parts of a case ask."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.lists.models import ConsumptionLimit, DecisionState, Listing
from duixian.domain.lists.models.decisions import OPEN
from duixian.domain.parties.models import Person

_LIMITS = (DecisionState.IN_FORCE,)


def in_force(case: Case) -> QuerySet[ConsumptionLimit]:
    """The limits of a case that stand on the list."""
    return ConsumptionLimit.objects.filter(case=case, state__in=_LIMITS).select_related("person")


def uncovered(case: Case) -> list[Person]:
    """The debtors of a case whom no limit in force covers, in the order of the title."""
    covered = set(in_force(case).values_list("person_id", flat=True))
    debtors = case.parties.filter(role=CaseRole.DEBTOR).select_related("person").order_by("position")
    return [one.person for one in debtors if one.person_id not in covered]


def covers(case: Case) -> bool:
    """Whether a limit in force covers every debtor of a case (法〔2016〕373号 1)."""
    return case.parties.filter(role=CaseRole.DEBTOR).exists() and not uncovered(case)


def decided_since(case: Case) -> dict[int, date]:
    """Each debtor with a limit in force, and the day it was decided."""
    rows = in_force(case).values_list("person_id", "decided_on")
    return {person_id: day for person_id, day in rows if day is not None}


def listings_in_force(case: Case) -> QuerySet[Listing]:
    """The listings of a case that stand on the list."""
    return Listing.objects.filter(case=case, state=DecisionState.IN_FORCE).select_related("person")


def is_listed(*, case_id: int, person_id: int) -> bool:
    """Whether a person stands on the list of the dishonest for a case."""
    return Listing.objects.filter(case_id=case_id, person_id=person_id, state=DecisionState.IN_FORCE).exists()


def cases_open(case_ids: Iterable[int] | None = None) -> set[int]:
    """Cases with a decision that waits, has grace, stands or is suspended; of `case_ids` only, where given."""
    found: set[int] = set()
    for model in (ConsumptionLimit, Listing):
        rows = model.objects.filter(state__in=OPEN)
        if case_ids is not None:
            rows = rows.filter(case_id__in=list(case_ids))
        found |= set(rows.values_list("case_id", flat=True))
    return found
