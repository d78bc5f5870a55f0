"""The debt is paid: what secured it against a person falls in the same transaction (执行程序解释 25)."""

from datetime import date, datetime

from django.utils import timezone

from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.measures.models import Measure
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.trail import services as trail
from duixian.flows.measures.ending import lift_for_case
from duixian.flows.owed_by import nothing_owed_by
from duixian.flows.state_debt import nothing_owed


def follow_payment(*, case: Case, on: date, now: datetime) -> list[Measure]:
    """Lift what has lost its ground once everything the title orders is performed: money, interest and acts; or the
    part of one debtor, for who answers for no more. In the caller's transaction and turn. A debt that cannot be counted
    lifts nothing; a case without measures costs a query."""
    live = list(reading.of_case(case.pk).filter(state__in=reading.LIVE))
    if not live:
        return []
    if nothing_owed(case, on=on):
        return lift_for_case(case=case, paid=True, on=on, now=now)
    owners = {row.represents or row.person for row in live}
    free = {person.pk for person in owners if nothing_owed_by(case, person, on=on)}
    return lift_for_case(case=case, paid=False, free=free, on=on, now=now)


def lift_what_is_paid(*, court_id: int, now: datetime) -> list[Measure]:
    """Every hour: nobody stays banned for a debt that is paid, however it was paid: by an act performed, a choice of
    currency, an interest that was corrected. Each case in a transaction of its own."""
    on = timezone.localdate(now)
    with scope.of_court(court_id):
        wanted = reading.cases_secured(court_id)
    lifted = []
    for case_id in wanted:
        with scope.of_court(court_id):
            trail.take_turn(court_id)
            lifted += follow_payment(case=Case.objects.get(pk=case_id), on=on, now=now)
    return lifted
