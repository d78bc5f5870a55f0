"""The debt of hundreds of thousands of cases on one day: the calculation of `law.interest` on columns.

No second opinion: for every case the result equals `law.interest.calculate` to the fen. 64-bit integers throughout. A
product is taken only where its bound is below 2^62; a larger one is split at the divisor; a case for which even that is
too large, and every case that is not of a common shape, is computed by `law.interest` itself and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.debt_columns import FAR, MILLION, TABLES, Column, DebtColumns, Group, rate_sums
from duixian.base.faults import BadInput, Fault
from duixian.base.money import display
from duixian.law.interest import DebtFacts, LineKind, calculate
from duixian.law.params import series

_ROOM = 2**62
"""What a sum of two products may reach: half of what 64 bits hold."""


@dataclass(frozen=True, slots=True)
class Debts:
    """One row a case, fen. `items`: what is open of the sums the title names; `ordinary`, `doubled`: what is open of
    the interests; `*_accrued`: what grew, paid or not. `exact` marks rows computed one by one (the doubled part of
    those includes old delay interest and delay money); `failed`: faults of rows that could not be computed (all 0)."""

    items: Column
    ordinary: Column
    doubled: Column
    ordinary_accrued: Column
    doubled_accrued: Column
    overpaid: Column
    exact: NDArray[np.bool_]
    failed: dict[int, tuple[Fault, ...]]

    @property
    def total(self) -> Column:
        """Everything still owed."""
        return self.items + self.ordinary + self.doubled


def debts_on(columns: DebtColumns, *, on: date) -> Debts:
    """What every case owes on the day `on`. Never raises for a bad row: its faults are in `failed`."""
    items, ordinary, doubled, ordinary_accrued, doubled_accrued, overpaid = np.zeros((6, columns.size), dtype=np.int64)
    exact = np.zeros(columns.size, dtype=np.bool_)
    debts = Debts(items, ordinary, doubled, ordinary_accrued, doubled_accrued, overpaid, exact, {})
    one_by_one = dict(columns.odd)
    tables = _Tables(columns, on)
    for group in columns.groups:
        oversize = _Bulk(group, on, tables).into(debts)
        for place in group.rows[oversize]:
            one_by_one[int(place)] = columns.facts[int(place)]
    for place, facts in one_by_one.items():
        _exactly(place, facts, on, debts)
    return debts


def _exactly(place: int, facts: DebtFacts, on: date, debts: Debts) -> None:
    debts.exact[place] = True
    try:
        row = one(facts, on=on)
        if max(row) >= _ROOM // 4:
            raise BadInput(
                Fault(
                    "debt.too_large",
                    "债务超出批量计算可处理的范围",
                    "请核对金额与利率的单位",
                    "债务",
                    display(max(row)),
                )
            )
    except BadInput as bad:
        debts.failed[place] = bad.faults
        row = (0,) * 6
    columns = (debts.items, debts.ordinary, debts.doubled, debts.ordinary_accrued, debts.doubled_accrued)
    for column, value in zip((*columns, debts.overpaid), row, strict=True):
        column[place] = value


def one(facts: DebtFacts, *, on: date) -> tuple[int, int, int, int, int, int]:
    """The same six numbers by the exact calculation: items, ordinary, doubled, both accrued, overpaid."""
    statement = calculate(facts, on=on)
    delay = (LineKind.DOUBLED, LineKind.OLD_DELAY, LineKind.DELAY_MONEY)
    ordinary, doubled = statement.of(LineKind.ORDINARY), statement.of(*delay)
    return (
        statement.total - ordinary - doubled,
        ordinary,
        doubled,
        statement.accrued(LineKind.ORDINARY),
        statement.accrued(*delay),
        statement.overpaid,
    )


class _Tables:
    """Running sums of the published rates one after another, so that each row can look its own up."""

    def __init__(self, columns: DebtColumns, on: date) -> None:
        used = {int(number) for group in columns.groups for term in group.terms for number in np.unique(term.table)}
        self.offsets = np.zeros(len(TABLES), dtype=np.int64)
        sums = [np.zeros(1, dtype=np.int64)]
        length = 1
        for number in sorted(used - {0}):
            origin, running = rate_sums(number, on)
            self.offsets[number] = length - origin
            sums.append(running)
            length += len(running)
        self.sums = np.concatenate(sums)
        self.last = length - 1

    def between(self, offset: Column, first: Column, until: Column) -> Column:
        """The sum of each row's rate over [first, until), in hundredths of a per cent times days.

        A row without a table reads anything (its multiple is 0), one that has not begun reads one place twice.
        """
        upper: Column = self.sums[np.minimum(np.maximum(offset + until, 0), self.last)]
        lower: Column = self.sums[np.minimum(np.maximum(offset + first, 0), self.last)]
        return upper - lower


class _Bulk:
    """One group on one day; the columns that move while time passes."""

    def __init__(self, group: Group, on: date, tables: _Tables) -> None:
        self.group = group
        self.on = on.toordinal()
        self.tables = tables
        size = len(group.rows)
        shape = group.shape
        grown = np.zeros((len(shape.terms) + len(shape.doubled), size), dtype=np.int64)
        self.slots: list[Column] = [*(amount.copy() for amount in group.amounts), *grown]
        self.term_accrued = [np.zeros(size, dtype=np.int64) for _ in shape.terms]
        self.doubled_accrued = np.zeros(size, dtype=np.int64)
        self.term_counted = [term.start.copy() for term in group.terms]
        self.part_counted = [due + group.doubled_shift for due in group.dues]
        self.offsets = [tables.offsets[term.table] for term in group.terms]
        self.parts_of = [
            [number for number, item in enumerate(shape.parts) if item in items]
            for items in (*shape.terms, *((item,) for item in shape.doubled))
        ]
        self.above = [  # what the opening base of an interest has more than the sums it stands on
            term.base - _sum([group.amounts[number] for number in parts], size)
            for term, parts in zip(group.terms, self.parts_of, strict=False)
        ]
        self.stops = bool((group.stop < FAR).any())
        self.ends = [bool((term.until < FAR).any()) for term in group.terms]
        self.stands = [bool((term.falls == 0).any()) for term in group.terms]
        self.oversize = np.zeros(size, dtype=np.bool_)
        self.overpaid = np.zeros(size, dtype=np.int64)
        self.daily = int(series("interest.doubled_rate").values[-1].decimal * MILLION)

    def into(self, debts: Debts) -> NDArray[np.bool_]:
        """Compute and write the rows. Returns which rows were too large and still have to be computed exactly."""
        group = self.group
        for paid in group.payments:
            # a payment after the day asked for: nothing accrues beyond that day, nothing is set off
            self._accrue(np.minimum(paid.days, self.on), len(paid.days))
            self._set_off(np.where(paid.days <= self.on, paid.amounts, 0), len(paid.days))
        self._accrue(self.on, len(group.rows))
        parts, terms = len(group.shape.parts), len(group.shape.terms)
        rows, size = group.rows, len(group.rows)
        debts.items[rows] = _sum(self.slots[:parts], size)
        debts.ordinary[rows] = _sum(self.slots[parts : parts + terms], size)
        debts.doubled[rows] = _sum(self.slots[parts + terms :], size)
        debts.ordinary_accrued[rows] = _sum(self.term_accrued, size)
        debts.doubled_accrued[rows] = self.doubled_accrued
        debts.overpaid[rows] = self.overpaid
        return self.oversize

    def _accrue(self, cut: Column | int, n: int) -> None:
        """Count every interest of the first n cases up to the cut."""
        shape, group = self.group.shape, self.group
        parts, terms = len(shape.parts), len(shape.terms)
        for place, term in enumerate(group.terms):
            until = cut + group.ordinary_shift[:n]
            if self.ends[place]:
                np.minimum(until, term.until[:n], out=until)
            if self.stops:
                np.minimum(until, group.stop[:n], out=until)
            first = self.term_counted[place][:n]
            until = np.where(cut > term.start[:n], until, first)
            np.maximum(until, first, out=until)
            amount = self._interest(place, n, first, until)
            first[:] = until
            accrued = self.term_accrued[place][:n]
            np.minimum(amount, term.cap[:n] - accrued, out=amount)
            accrued += amount
            self.slots[parts + place][:n] += amount
        for place in range(len(shape.doubled)):
            amount = self._doubled(self.parts_of[terms + place], cut, n)
            self.doubled_accrued[:n] += amount
            self.slots[parts + terms + place][:n] += amount

    def _base(self, place: int, n: int) -> Column:
        term = self.group.terms[place]
        parts = self.parts_of[place]
        if not parts:
            return term.base[:n]
        left = _sum([self.slots[number] for number in parts], n)
        base = np.maximum(left + self.above[place][:n], 0)
        if self.stands[place]:
            base = np.where(term.falls[:n] == 1, base, term.base[:n])
        base *= left > 0
        return base

    def _interest(self, place: int, n: int, first: Column, until: Column) -> Column:
        """base × rate × days, half up: (base × weight) ÷ divisor, the weight being millionths times days."""
        term = self.group.terms[place]
        base = self._base(place, n)
        weight = self.tables.between(self.offsets[place][:n], first, until)
        weight *= term.multiple[:n]
        weight += (until - first) * term.plus[:n]
        divisor = term.divisor[:n]
        half = divisor >> 1
        if int(base.max(initial=0)) * int(weight.max(initial=0)) < _ROOM:
            base *= weight
            base += half
            base //= divisor
            return base
        # base = whole × divisor + rest: whole × weight is exact, rest × weight stays in bounds while the weight does
        whole, rest = np.divmod(base, divisor)
        too_large = (weight > _ROOM // divisor) | (whole > _ROOM // np.maximum(weight, 1))
        self.oversize[:n] |= too_large
        weight[too_large] = 0
        whole *= weight
        rest *= weight
        rest += half
        rest //= divisor
        whole += rest
        return whole

    def _doubled(self, parts: list[int], cut: Column | int, n: int) -> Column:
        """The doubled part of an item: its parts' bases × days × 175 ÷ 1,000,000, summed, then half up."""
        group = self.group
        whole = np.zeros(n, dtype=np.int64)
        rest = np.zeros(n, dtype=np.int64)
        upto = np.minimum(cut + 1, group.stop[:n]) if self.stops else cut + 1
        for number in parts:
            first = self.part_counted[number][:n]
            until = np.where(cut > group.dues[number][:n], upto, first)
            np.maximum(until, first, out=until)
            days = until - first
            for hole in group.excluded:
                at = hole.rows[: np.searchsorted(hole.rows, n)]
                start, end = hole.start[: len(at)], hole.end[: len(at)]
                days[at] -= np.maximum(np.minimum(until[at], end) - np.maximum(first[at], start), 0)
            first[:] = until
            days *= self.daily
            base = self.slots[number][:n]
            # 2^62 is shared by the parts; beyond it millions and ones apart: a weight is below 2^30, ones below 2^20
            if int(base.max(initial=0)) * int(days.max(initial=0)) < _ROOM // (len(parts) + 1):
                days *= base
                rest += days
                continue
            millions, ones = np.divmod(base, MILLION)
            self.oversize[:n] |= millions > _ROOM // np.maximum(days, 1) // len(parts)
            whole += millions * days
            rest += ones * days
        rest += MILLION // 2
        rest //= MILLION
        whole += rest
        return whole

    def _set_off(self, money: Column, n: int) -> None:
        """Money to the slots in their order, what is left over to `overpaid`; first n cases. Consumes `money`."""
        for number in self.group.shape.order:
            slot = self.slots[number][:n]
            taken = np.minimum(money, slot)
            slot -= taken
            money -= taken
        self.overpaid[:n] += money


def _sum(columns: Sequence[Column], n: int) -> Column:
    """The sum of the first n of each."""
    total = np.zeros(n, dtype=np.int64)
    for column in columns:
        total += column[:n]
    return total
