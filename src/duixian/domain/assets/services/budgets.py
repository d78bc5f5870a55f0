"""What a case may hold: stated with its parts, kept by the database with every control."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Min

from duixian.base.money import Fen
from duixian.domain.assets.models import Budget, Control
from duixian.domain.assets.services.refusals import refusal
from duixian.domain.cases.models import Case
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


@dataclass(frozen=True, slots=True)
class Stated:
    """A need to be written down, fen. `person` None: of the case; else the most one debtor answers for. `parts` are the
    sums it is made of, each with its basis."""

    need: Fen
    parts: Sequence[Mapping[str, Any]]
    person: Person | None = None


def state_need(
    *, acting: Acting, case: Case, stated: Sequence[Stated], stated_on: date, expected_on: date, now: datetime
) -> list[Budget]:
    """Write down what a case may hold, and the ceilings of debtors who owe a part. A ceiling no longer stated is set to
    the need of the whole case.

    A need that falls below what is held is written all the same: what is above it must be in release when the
    transaction ends (`check`).
    """
    trail.take_turn(case.court_id)
    kept = {row.person_id: row for row in Budget.objects.filter(case=case).select_for_update()}
    before = {person: row.need_fen for person, row in kept.items()}
    whole = next(one for one in stated if one.person is None)
    named = {one.person.pk if one.person else None for one in stated}
    rows = [
        _write(kept.get(one.person.pk if one.person else None), case, one, stated_on, expected_on) for one in stated
    ]
    rows += [
        _write(row, case, Stated(whole.need, whole.parts, row.person), stated_on, expected_on)
        for person, row in kept.items()
        if person is not None and person not in named
    ]
    after = {row.person_id: row.need_fen for row in rows}
    if after != before:
        trail.record(
            acting=acting,
            act="control.state_need",
            now=now,
            ground="查封规定第十九条",
            subject=f"case:{case.pk}",
            payload={
                "fen": after[None],
                "before": before.get(None),
                "expected_on": expected_on.isoformat(),
                "persons": {str(person): fen for person, fen in after.items() if person is not None},
            },
        )
    return rows


def _write(row: Budget | None, case: Case, stated: Stated, stated_on: date, expected_on: date) -> Budget:
    row = row or Budget(court_id=case.court_id, case=case, person=stated.person)
    row.need_fen, row.parts = stated.need, list(stated.parts)
    row.stated_on, row.expected_on = stated_on, expected_on
    if row.pk is None:
        row.save()
    else:  # the sums are the trigger's: never written back from here
        row.save(update_fields=["need_fen", "parts", "stated_on", "expected_on"])
    return row


def of_case(case: Case) -> Budget | None:
    """What the case may hold, locked; None before it was stated."""
    return Budget.objects.filter(case=case, person__isnull=True).select_for_update().first()


def room(*, case_id: int, person_id: int) -> Fen:
    """By how much controls on things of a person may still grow, fen; nought while no need is stated."""
    rows = _rows(case_id, person_id)
    return max(0, min(row.need_fen - row.divisible_fen - row.whole_fen for row in rows)) if rows else 0


def fits_whole(*, case_id: int, person_id: int, size: Fen) -> bool:
    """Whether an indivisible thing may be held in addition: something is uncovered without it, and with it the excess
    is at most the smallest such thing. The database asks the same."""
    rows = _rows(case_id, person_id)
    for row in rows:
        total = row.divisible_fen + row.whole_fen
        held = Control.objects.filter(case_id=case_id, divisible=False, counted_fen__gt=0)
        if row.person_id is not None:
            held = held.filter(person_id=person_id)
        smallest = held.aggregate(fen=Min("counted_fen"))["fen"]
        if total >= row.need_fen or total + size - row.need_fen > min(size, size if smallest is None else smallest):
            return False
    return bool(rows)


def _rows(case_id: int, person_id: int) -> list[Budget]:
    rows = Budget.objects.filter(case_id=case_id).select_for_update()
    found = [row for row in rows if row.person_id in (None, person_id)]
    return found if any(row.person_id is None for row in found) else []


def check() -> None:
    """Have the database check now, not only at the end of the transaction, that all excess is being released. Raises
    `Refused`; the transaction is spoilt then, and the whole act undone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("set constraints assets_budget_holds immediate")
            cursor.execute("set constraints assets_budget_holds deferred")
    except DatabaseError as error:
        raise refusal(error) from error
