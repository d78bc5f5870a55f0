"""The debt of a case on any day, under any conventions: every line, every step, every article."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate

from duixian.base.faults import BadInput, Fault
from duixian.base.money import display
from duixian.domain.cases.models import Case, Title
from duixian.faces.desk.cases import counting
from duixian.faces.desk.days import read_day
from duixian.flows.state_debt import CaseDebt, conventions_of, debt_of, exchange_of
from duixian.law.interest import NOTES, Conventions, Line, SetOff, Step


@dataclass(frozen=True, slots=True)
class Choice:
    """One convention as a field: its name, what it rests on, the choices, the one used here."""

    name: str
    label: str
    basis: str
    status: str
    values: Mapping[str, str]
    chosen: str
    usual: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A line of the debt with the steps that made it and the payments that lowered it."""

    line: Line
    steps: Sequence[Step]
    set_offs: Sequence[SetOff]


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the debt tab shows; a day that cannot be read or a debt that cannot be counted is a fault on the page."""
    title = Title.objects.filter(case=case).first()
    if title is None:
        return {"debt": None, "faults": (), "on": localdate(), "choices": []}
    kept = conventions_of(case)
    faults: tuple[Fault, ...] = ()
    on, chosen, debt = localdate(), kept, None
    try:
        on = read_day(request.GET.get("on", ""), field="计算至") or on
        chosen = _conventions(request.GET, kept)
        debt = debt_of(case, on=on, conventions=chosen)
    except BadInput as bad:
        faults = bad.faults
    return {
        "debt": debt,
        "faults": (*faults, *(debt.faults if debt else ())),
        "warnings": debt.statement.warnings if debt and debt.statement else (),
        "lines": _explained(debt) if debt else [],
        "on": on,
        "choices": _choices(chosen, kept),
        "changed": chosen != kept,
        "excluded": [(gap, gap.until - timedelta(days=1)) for gap in case.excluded_periods.order_by("since")],
        "foreign": counting.foreign_currencies(case),
        "exchange": exchange_of(case),
        "foreign_owed": [display(part.total, f"{part.currency} ") for part in debt.foreign] if debt else [],
    }


def _explained(debt: CaseDebt) -> list[Explained]:
    if debt.statement is None:
        return []
    steps: dict[tuple[str, str], list[Step]] = defaultdict(list)
    paid: dict[tuple[str, str], list[SetOff]] = defaultdict(list)
    for step in debt.statement.steps:
        steps[step.key, step.kind].append(step)
    for row in debt.statement.set_offs:
        paid[row.key, row.kind].append(row)
    return [Explained(line, steps[line.key, line.kind], paid[line.key, line.kind]) for line in debt.statement.lines]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _conventions(asked: Mapping[str, str], kept: Conventions) -> Conventions:
    """The conventions named in the address; those not named as kept with the title."""
    values: dict[str, Any] = {}
    for field in fields(Conventions):
        current = getattr(kept, field.name)
        text = asked.get(field.name, "")
        if text not in NOTES[field.name].values:
            values[field.name] = current
        elif isinstance(current, bool):
            values[field.name] = text == "true"
        else:
            values[field.name] = type(current)(text)
    return Conventions(**values)


def _choices(chosen: Conventions, kept: Conventions) -> list[Choice]:
    return [
        Choice(
            name,
            note.label,
            note.basis,
            note.status.value if isinstance(note.status, StrEnum) else str(note.status),
            note.values,
            _text(getattr(chosen, name)),
            _text(getattr(kept, name)),
        )
        for name, note in NOTES.items()
    ]
