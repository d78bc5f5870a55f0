"""Reading which cases hold something."""

from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q

from duixian.domain.assets.models import Budget, Control, ControlState, ThirdPartyDebt
from duixian.domain.assets.selectors.thirdparty import LIVE

ALIVE: Final = (ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING)
"""Controls that hold, wait, or may come to hold."""


def unsettled(court_id: int, *, on: date) -> list[int]:
    """Cases that hold something, or wait for deducted money, or for an agency to strike out the seal of a sold thing,
    and whose need was counted before this day; one query."""
    open_ones = Q(state__in=ALIVE) | Q(transit_fen__gt=0) | Q(state=ControlState.ENDED, releasing_fen__gt=0)
    controls = Control.objects.filter(open_ones, case=OuterRef("case"))
    debts = ThirdPartyDebt.objects.filter(state__in=LIVE, case=OuterRef("case"))
    rows = Budget.objects.filter(court_id=court_id, person__isnull=True, stated_on__lt=on)
    return list(rows.filter(Exists(controls) | Exists(debts)).order_by("case_id").values_list("case_id", flat=True))
