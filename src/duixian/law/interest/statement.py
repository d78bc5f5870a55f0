"""The answer: what is owed on a day, line by line, with every step that led there."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from duixian.base.days import Period
from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.citations import Citation
from duixian.law.interest.conventions import Conventions


class LineKind(StrEnum):
    """What a line of a debt is: an item of the title, or what grew on it."""

    PRINCIPAL = "principal"
    PENALTY = "penalty"
    INTEREST = "interest"  # a fixed sum of interest in the title
    FEE = "fee"
    COSTS = "costs"
    ORDINARY = "ordinary"  # 一般债务利息 that runs
    DOUBLED = "doubled"  # 加倍部分债务利息
    OLD_DELAY = "old_delay"  # 迟延履行期间的债务利息 by the rules before 2014-08-01
    DELAY_MONEY = "delay_money"  # 迟延履行金


@dataclass(frozen=True, slots=True)
class Line:
    """One line: opening + accrued - paid = remaining; minor units. `key` is the item's or the term's; for the doubled
    part and the old delay interest the item's they grew on."""

    key: str
    label: str
    kind: LineKind
    opening: Fen
    accrued: Fen
    paid: Fen

    @property
    def remaining(self) -> Fen:
        """What is still owed."""
        return self.opening + self.accrued - self.paid


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of days on one base at one rate. `first` and `last` both count: last - first + 1 = `days`.

    `amount` is what the stretch adds after rounding; amounts of one line's steps sum to what the line accrued.
    """

    key: str
    label: str
    kind: LineKind
    base: Fen
    rate: str
    first: date
    last: date
    days: int
    formula: str
    amount: Fen
    citations: tuple[Citation, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SetOff:
    """What part of the money of a day went to which line. `marked`: the payer named it, the order did not choose it."""

    day: date
    key: str
    label: str
    kind: LineKind
    amount: Fen
    marked: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A debt on the day `on`, in one currency. Building it raises `ArithmeticError` if its rows and totals disagree."""

    on: date
    currency: str
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    set_offs: tuple[SetOff, ...]
    received: Fen
    overpaid: Fen
    excluded: tuple[Period, ...]
    conventions: Conventions
    warnings: tuple[Fault, ...]

    def __post_init__(self) -> None:
        accrued: dict[tuple[str, LineKind], Fen] = {}
        for step in self.steps:
            accrued[step.key, step.kind] = accrued.get((step.key, step.kind), 0) + step.amount
        paid: dict[tuple[str, LineKind], Fen] = {}
        for row in self.set_offs:
            paid[row.key, row.kind] = paid.get((row.key, row.kind), 0) + row.amount
        for line in self.lines:
            at = (line.key, line.kind)
            if accrued.pop(at, 0) != line.accrued or paid.pop(at, 0) != line.paid or line.remaining < 0:
                raise ArithmeticError(f"the rows of {line.key} {line.kind} do not sum to its totals")
        if any(accrued.values()) or any(paid.values()):
            raise ArithmeticError("rows without a line")
        if sum(line.paid for line in self.lines) + self.overpaid != self.received:
            raise ArithmeticError("money received is not all accounted for")

    @property
    def total(self) -> Fen:
        """Everything still owed on the day."""
        return sum(line.remaining for line in self.lines)

    def of(self, *kinds: LineKind) -> Fen:
        """What is still owed of these kinds."""
        return sum(line.remaining for line in self.lines if line.kind in kinds)

    def accrued(self, *kinds: LineKind) -> Fen:
        """What grew of these kinds, paid or not."""
        return sum(line.accrued for line in self.lines if line.kind in kinds)

    def line(self, key: str, kind: LineKind | None = None) -> Line:
        """The line of an item, a term, or (with `kind`) what grew on an item. Raises `KeyError`."""
        for line in self.lines:
            if line.key == key and (kind is None or line.kind is kind):
                return line
        raise KeyError(key)

    def convention_values(self) -> dict[str, Any]:
        """The conventions by name, as plain values."""
        names = Conventions.__dataclass_fields__
        return {name: getattr(self.conventions, name) for name in names}
