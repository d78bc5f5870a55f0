"""What a natural person's household must keep (查封规定 3), by the local minimum that the court has set."""

from collections.abc import Collection
from datetime import date

from duixian.domain.courts import selectors as courts
from duixian.domain.parties.models import Person, PersonKind
from duixian.law.control import Living
from duixian.law.params import series

MONTHLY_SETTING = "control.living_monthly_fen"
"""低保标准 for one head and month, fen; there is no national figure, so nothing stands in for it."""

MONTHS_SETTING = "control.living_months"


def living_at(*, court_id: int, on: date) -> Living | None:
    """The allowance of a household of one at a court on a day; None while the court has not set its local minimum."""
    monthly = courts.setting(court_id=court_id, key=MONTHLY_SETTING, on=on, default=None)
    if monthly is None:
        return None
    months = courts.setting(
        court_id=court_id, key=MONTHS_SETTING, on=on, default=series("control.living_months").at(on).raw
    )
    return Living(monthly=int(monthly), household=1, months=int(months))


def livings(*, court_id: int, person_ids: Collection[int], on: date) -> dict[int, Living | None]:
    """The natural persons among these, each with what the household must keep."""
    natural = Person.objects.filter(pk__in=person_ids, kind=PersonKind.NATURAL).values_list("pk", flat=True)
    living = living_at(court_id=court_id, on=on)
    return dict.fromkeys(natural, living)
