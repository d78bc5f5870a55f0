"""Debts as columns: cases of one shape side by side, every amount fen and every day a number, all 64-bit integers.

A shape is everything that decides which operations are done: which parts belong to which item, on which items each
interest runs, and the order of set-off. Cases of one shape differ in numbers only; within a group they stand by their
number of payments, most first, so that the n-th payment concerns the first so many rows. What does not fit (old rules,
marked payments, caps on loans …) is kept aside as facts for the exact calculation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from duixian.base.days import ONE_DAY, merged
from duixian.base.money import LARGEST
from duixian.law.interest import (
    BenchmarkAfter2019,
    Conventions,
    CountDays,
    DebtFacts,
    DebtTerm,
    MonthRate,
    PaymentDates,
    Rounding,
    YearBasis,
    faults_in,
)
from duixian.law.interest.balances import NEW_RULE, Opening, in_order, opening
from duixian.law.interest.rates import LPR_START, benchmark_name
from duixian.law.obligations import BaseMode, BenchmarkTerm, RatePer, RateSource
from duixian.law.params import series

Column: TypeAlias = NDArray[np.int64]

FAR: int = 10_000_000
"""A day after every day (proleptic ordinals end at 3,652,059)."""

MILLION = 1_000_000
"""Rates are whole millionths: 0.0001 %."""

_LARGEST_RATE = 10**9
"""Millionths a year: beyond this (100,000 %) a weight could outgrow 64 bits."""


NO_CAP = 2**62
"""A cap that no interest reaches."""

CHUNK = 1 << 15
"""Rows of a group at most: its columns then stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides which operations are done. `order` numbers the slots: parts, terms, then items' doubled parts."""

    parts: tuple[int, ...]  # the item of each part
    doubled: tuple[int, ...]  # the items the doubled part runs on
    terms: tuple[tuple[int, ...], ...]  # the items each interest runs on
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TermColumns:
    """The numbers of one interest for every case of a group.

    Days are ordinals, `until` half-open. The daily rate is (published × `multiple` + `plus`) ÷ `divisor`: published in
    hundredths of a per cent by the day from table number `table` (0: none), multiple in hundredths, plus in millionths.
    `base` is the sum the interest opens on; it falls with payments where `falls` is 1.
    """

    start: Column
    until: Column
    table: Column
    multiple: Column
    plus: Column
    divisor: Column
    base: Column
    falls: Column
    cap: Column


@dataclass(frozen=True, slots=True)
class Excluded:
    """Days the doubled part does not run: for the cases at `rows` (places in the group, rising) days [start, end)."""

    rows: Column
    start: Column
    end: Column


@dataclass(frozen=True, slots=True)
class Paid:
    """The n-th payments: of the first so many cases of the group."""

    days: Column
    amounts: Column


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one shape; `rows` are their places in the input, most payments first."""

    shape: Shape
    rows: Column
    amounts: tuple[Column, ...]
    dues: tuple[Column, ...]
    terms: tuple[TermColumns, ...]
    payments: tuple[Paid, ...]
    excluded: tuple[Excluded, ...]
    stop: Column
    ordinary_shift: Column
    doubled_shift: Column


@dataclass(frozen=True, slots=True)
class DebtColumns:
    """Many debts: the groups, and those that go to the exact calculation with their places."""

    size: int
    groups: tuple[Group, ...]
    odd: tuple[tuple[int, DebtFacts], ...]
    facts: Sequence[DebtFacts] = field(repr=False, default=())

    @classmethod
    def from_facts(cls, facts: Sequence[DebtFacts]) -> "DebtColumns":
        """Sort facts into shapes. Keeps the facts: a row too large for 64 bits is computed from them."""
        shapes: dict[Shape, list[_Row]] = {}
        odd: list[tuple[int, DebtFacts]] = []
        for place, entry in enumerate(facts):
            row = _row(place, entry)
            if row is None:
                odd.append((place, entry))
            else:
                shapes.setdefault(row.shape, []).append(row)
        groups = []
        for shape, rows in shapes.items():
            rows.sort(key=lambda row: -len(row.payments))
            groups += [_group(shape, rows[first : first + CHUNK]) for first in range(0, len(rows), CHUNK)]
        return cls(len(facts), tuple(groups), tuple(odd), facts)


# -- one case as a shape and a row of numbers -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """One case: its shape, the numbers in the order `_group` reads them, payments and excluded days of any number."""

    place: int
    shape: Shape
    numbers: tuple[int, ...]
    payments: tuple[tuple[int, int], ...]
    excluded: tuple[tuple[int, int], ...]


def _row(place: int, facts: DebtFacts) -> _Row | None:
    """A case as a shape and numbers; None when it needs the exact calculation."""
    if not _is_common(facts):
        return None
    balances = opening(facts)
    amounts: dict[str, int] = {}
    for part in balances.parts:
        amounts[part.key] = amounts.get(part.key, 0) + part.opening
    payments: dict[int, int] = {}
    for payment in facts.payments:
        day = payment.day.toordinal()
        payments[day] = payments.get(day, 0) + payment.amount
    if sum(amounts.values()) > LARGEST or sum(payments.values()) > LARGEST:
        return None
    numbers = [
        FAR if facts.insolvent_on is None else facts.insolvent_on.toordinal(),
        int(facts.conventions.count_days is CountDays.BOTH_ENDS),
        int(facts.conventions.doubled_count_days is not CountDays.BOTH_ENDS),
    ]
    for part in balances.parts:
        numbers += (part.opening, FAR if part.due is None else part.due.toordinal())
    for term in facts.terms:
        made = _term(term, facts.conventions, amounts)
        if made is None:
            return None
        numbers += made
    places = {key: number for number, key in enumerate(amounts)}
    shape = Shape(
        parts=tuple(places[part.key] for part in balances.parts),
        doubled=tuple(places[key] for key in balances.doubled),
        terms=tuple(tuple(places[key] for key in term.items) for term in facts.terms),
        order=_order(balances, facts),
    )
    excluded = tuple(
        (period.start.toordinal(), FAR if period.end is None else period.end.toordinal())
        for period in merged(facts.excluded)
    )
    return _Row(place, shape, tuple(numbers), tuple(sorted(payments.items())), excluded)


def _is_common(facts: DebtFacts) -> bool:
    conventions = facts.conventions
    currencies = {item.currency for item in facts.items} | {payment.currency for payment in facts.payments}
    return not (
        facts.acceleration
        or facts.delay_money
        or facts.lending
        or facts.exchange
        or len(currencies) > 1
        or conventions.payment_dates is PaymentDates.IGNORED
        or conventions.rounding is Rounding.SEGMENT
        or any(payment.marked for payment in facts.payments)
        or any(term.conditional for term in facts.terms)
        or any(part.due is not None and part.due + ONE_DAY < NEW_RULE for item in facts.items for part in item.parts)
        or faults_in(facts)
    )


def _order(balances: Opening, facts: DebtFacts) -> tuple[int, ...]:
    slots = [*balances.parts, *balances.terms, *balances.doubled.values()]
    numbers = {id(balance): number for number, balance in enumerate(slots)}
    return tuple(numbers[id(balance)] for balance in in_order(slots, facts))


def _term(term: DebtTerm, conventions: Conventions, amounts: Mapping[str, int]) -> tuple[int, ...] | None:
    """The numbers of an interest in the order of `TermColumns`; None when it needs the exact calculation."""
    rate = term.rate
    if any(key not in amounts for key in term.items):
        return None
    year = _year(term, conventions)
    table: tuple[str, str] | None = None
    multiple: int | None = 0
    divisor = MILLION * year
    if rate.source is RateSource.FIXED:
        assert rate.value is not None
        plus = _whole((rate.value * rate.multiple + rate.plus) * 10_000)
        if rate.per is RatePer.DAY:
            divisor = MILLION
        elif rate.per is RatePer.MONTH and conventions.month_rate is MonthRate.THIRTY_DAYS:
            divisor = MILLION * 30
        elif rate.per is RatePer.MONTH and plus is not None:
            plus *= 12
    else:
        table = _table(term, conventions)
        if table is None or (rate.pinned_on or term.start) < _first_day(table):
            return None
        multiple, plus = _whole(rate.multiple * 100), _whole(rate.plus * 10_000)
        if rate.pinned_on is not None:
            pinned = series(table[0] if rate.pinned_on < LPR_START else table[1]).at(rate.pinned_on).decimal
            table, multiple, plus = None, 0, _whole((pinned * rate.multiple + rate.plus) * 10_000)
    if plus is None or multiple is None or not divisor or not (0 <= plus <= _LARGEST_RATE and multiple <= MILLION):
        return None
    shift = int(conventions.count_days is CountDays.BOTH_ENDS)
    opening_base = sum(amounts[key] for key in term.items)
    return (
        term.start.toordinal(),
        FAR if term.end is None else term.end.toordinal() + shift,
        0 if table is None else TABLES.index(table),
        multiple,
        plus,
        divisor,
        opening_base if term.base_amount is None else term.base_amount,
        int(term.base_mode is BaseMode.REMAINING),
        NO_CAP if term.cap is None else term.cap,
    )


def _year(term: DebtTerm, conventions: Conventions) -> int:
    """Days of the year, 0 for the actual length (which only matters, and then goes to the exact calculation, where a
    year divides)."""
    if term.year_basis:
        return term.year_basis
    return 0 if conventions.year_basis is YearBasis.ACTUAL else int(conventions.year_basis.value)


def _whole(number: Decimal) -> int | None:
    whole = int(number)
    return whole if whole == number else None


_LPR = {RateSource.LPR_1Y: "rates.lpr_1y", RateSource.LPR_5Y: "rates.lpr_5y"}


def _tables() -> tuple[tuple[str, str], ...]:
    lpr_1y, lpr_5y = _LPR.values()
    found = [("", ""), (lpr_1y, lpr_1y), (lpr_5y, lpr_5y)]
    for term in BenchmarkTerm:
        if term is not BenchmarkTerm.SAME_TERM:
            name = benchmark_name(term)
            found += [(name, name), (name, lpr_5y if term is BenchmarkTerm.OVER_Y5 else lpr_1y)]
    return tuple(found)


TABLES = _tables()
"""Every pair of published rates a term may follow: before and from 2019-08-20. Number 0 is none."""


def _table(term: DebtTerm, conventions: Conventions) -> tuple[str, str] | None:
    """The published tables a rate follows: before and from 2019-08-20. None: 同期, for the exact calculation."""
    rate = term.rate
    if rate.source in _LPR:
        return (_LPR[rate.source], _LPR[rate.source])
    chosen = rate.term
    if chosen is None or chosen is BenchmarkTerm.SAME_TERM:
        return None
    name = benchmark_name(chosen)
    if conventions.benchmark_after_2019 is BenchmarkAfter2019.LAST_BENCHMARK:
        return (name, name)
    return (name, _LPR[RateSource.LPR_5Y if chosen is BenchmarkTerm.OVER_Y5 else RateSource.LPR_1Y])


def _first_day(table: tuple[str, str]) -> date:
    return series(table[0]).starts[0]


@lru_cache(maxsize=64)
def rate_sums(number: int, last: date) -> tuple[int, Column]:
    """Running sums of the published rates of `TABLES[number]`: element d is the sum over the days before origin + d, in
    hundredths of a per cent. Returns the origin's ordinal and the sums up to the day after `last`."""
    table = TABLES[number]
    first = _first_day(table)
    until = last + 2 * ONE_DAY
    daily: list[Column] = []
    pieces: list[tuple[date, date, str]] = [(first, min(until, LPR_START), table[0])]
    pieces.append((max(first, LPR_START), until, table[1]))
    for start, end, name in pieces:
        if start >= end:
            continue
        for left, right, value in series(name).between(start, end):
            hundredths = _whole(value.decimal * 100)
            assert hundredths is not None, f"{name} has more than two decimals"
            daily.append(np.full((right - left).days, hundredths, dtype=np.int64))
    if not daily:
        return first.toordinal(), np.zeros(1, dtype=np.int64)
    return first.toordinal(), np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.concatenate(daily))))


# -- rows of numbers as columns ---------------------------------------------------------------------------------


def _group(shape: Shape, rows: Sequence[_Row]) -> Group:
    """Rows of one shape, most payments first, as columns."""
    places = np.array([row.place for row in rows], dtype=np.int64)
    columns = iter(np.ascontiguousarray(np.array([row.numbers for row in rows], dtype=np.int64).T))
    stop, ordinary_shift, doubled_shift = next(columns), next(columns), next(columns)
    parts = [(next(columns), next(columns)) for _ in shape.parts]
    terms = tuple(TermColumns(*(next(columns) for _ in range(9))) for _ in shape.terms)
    return Group(
        shape=shape,
        rows=places,
        amounts=tuple(amount for amount, _ in parts),
        dues=tuple(due for _, due in parts),
        terms=terms,
        payments=tuple(_payments(rows)),
        excluded=tuple(_excluded(rows)),
        stop=stop,
        ordinary_shift=ordinary_shift,
        doubled_shift=doubled_shift,
    )


def _payments(rows: Sequence[_Row]) -> Iterator[Paid]:
    for number in range(len(rows[0].payments)):
        paid = [row.payments[number] for row in rows if len(row.payments) > number]
        columns = np.array(paid, dtype=np.int64).T
        yield Paid(np.ascontiguousarray(columns[0]), np.ascontiguousarray(columns[1]))


def _excluded(rows: Sequence[_Row]) -> Iterator[Excluded]:
    for number in range(max(len(row.excluded) for row in rows)):
        found = [(at, *row.excluded[number]) for at, row in enumerate(rows) if len(row.excluded) > number]
        columns = np.array(found, dtype=np.int64).T
        yield Excluded(*(np.ascontiguousarray(column) for column in columns))
