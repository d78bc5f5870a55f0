"""Call somebody to come at an hour: the summons and its paper."""

from datetime import date, datetime

from django.db import transaction

from duixian.domain.cases.models import Case
from duixian.domain.measures.models import Summons
from duixian.domain.measures.services import conduct
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments.measures import issue_summons


def summon(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    reason: str,
    place: str,
    summoned_for: datetime,
    on: date,
    now: datetime,
) -> Summons:
    """Make out the summons and issue it. Raises `BadInput`, `Refused`: see `conduct.summon`."""
    with transaction.atomic():
        trail.take_turn(case.court_id)
        summons = conduct.summon(
            acting=acting,
            case=case,
            person=person,
            reason=reason,
            place=place,
            summoned_for=summoned_for,
            now=now,
        )
        issue_summons(acting=acting, summons=summons, on=on, now=now)
    return summons
