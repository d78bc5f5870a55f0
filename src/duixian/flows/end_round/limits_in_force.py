"""Which consumption limits cover the debtors of a case: the decisions in force, never somebody's word."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from duixian.domain.cases.models import Case
from duixian.domain.lists.selectors import limits


def limits_in_force(case: Case, *, on: date) -> Mapping[int, str]:
    """The limit that stands against each debtor on a day, by person; whoever is not named is not limited."""
    rows = limits.in_force(case).filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    return {row.person_id: f"limit:{row.pk}" for row in rows}
