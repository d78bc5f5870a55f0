"""Whether what is under control suffices for the title (失信规定 3(2)): asked of the records, of nobody's word."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Sum

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.domain.assets.models import Budget, Control, ControlState
from duixian.domain.cases.models import Case
from duixian.domain.cases.services import performances
from duixian.domain.parties.models import Person
from duixian.flows.count_need import need_of


@dataclass(frozen=True, slots=True)
class Cover:
    """What a debtor answers for today and what is held for it, fen. `counted`: the debt can be counted whole and is
    all money; otherwise nobody can say that anything suffices."""

    owed: Fen
    held: Fen
    counted: bool

    @property
    def suffices(self) -> bool:
        """Whether selling and deducting what is held would satisfy the title."""
        return self.counted and 0 < self.owed <= self.held


def cover_of(case: Case, person: Person, *, on: date) -> Cover:
    """Count what the case is owed today, fee included, against what its controls hold in force, whoever of the debtors
    owns it; for one who answers for a part only, his part against what is his, where that is the better of the two.

    A thing counts at the value it was given: whether others are preferred to it is found by selling it, and until then
    the doubt is the debtor's.
    """
    counted = not performances.open_duties(case)
    try:
        need = need_of(case, on=on, expected_on=on)
        counted = counted and not need.uncounted
        owed, own = need.total, next((one.amount for one in need.ceilings if one.person.pk == person.pk), None)
    except BadInput:
        counted = False
        stated = {row.person_id: row.need_fen for row in Budget.objects.filter(case=case)}
        owed, own = stated.get(None, 0), stated.get(person.pk)
    whole = Cover(owed, _held(case, on=on), counted)
    if own is None or whole.suffices:
        return whole
    return Cover(own, _held(case, on=on, person=person), counted)


def _held(case: Case, *, on: date, person: Person | None = None) -> Fen:
    """What controls of the case hold on a day and do not let go, and what was deducted and is on its way."""
    rows = Control.objects.filter(case=case)
    if person is not None:
        rows = rows.filter(person=person)
    standing = rows.filter(Q(until__isnull=True) | Q(until__gte=on), state=ControlState.IN_FORCE, rank=1)
    held = standing.filter(held_fen__gt=F("releasing_fen")).aggregate(fen=Sum(F("held_fen") - F("releasing_fen")))
    return int(held["fen"] or 0) + int(rows.aggregate(fen=Sum("transit_fen"))["fen"] or 0)
