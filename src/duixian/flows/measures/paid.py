"""The debt is paid: what secured it against a person falls in the same transaction (执行程序解释 25)."""

from datetime import date, datetime

from duixian.base.faults import BadInput
from duixian.domain.cases.models import Case
from duixian.domain.measures.models import Measure
from duixian.domain.measures.selectors import measures as reading
from duixian.flows.measures.ending import lift_for_case
from duixian.flows.move_case import facts_of


def follow_payment(*, case: Case, on: date, now: datetime) -> list[Measure]:
    """Lift what has lost its ground once everything the title orders is performed: money, interest and acts. In the
    caller's transaction and turn. A debt that cannot be counted lifts nothing; a case without measures costs a query.
    """
    if not reading.of_case(case.pk).filter(state__in=reading.LIVE).exists():
        return []
    try:
        facts = facts_of(case, on=on)
    except BadInput:
        return []
    paid = facts.remaining == 0 and facts.uncounted == 0 and facts.acts_ordered == 0
    return lift_for_case(case=case, paid=paid, on=on, now=now)
