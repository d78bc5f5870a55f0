"""Seeded debts of a province's cases: realistic shapes, round and odd amounts, payments, a few rare forms."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from duixian.base.days import Period, add_months_clipped
from duixian.law.interest import (
    Conventions,
    CountDays,
    DebtFacts,
    DebtItem,
    DebtTerm,
    KnownRate,
    Part,
    Payment,
    YearBasis,
)
from duixian.law.obligations import BaseMode, BenchmarkTerm, ItemKind, RatePer, RateSource

_FIRST, _LAST = date(2019, 9, 1), date(2026, 9, 1)
_SPAN = (_LAST - _FIRST).days


def debts(count: int, *, seed: int, rare: float = 0.01) -> list[DebtFacts]:
    """So many debts; the same seed gives the same debts. A share `rare` has forms outside the common shapes
    (acceleration, rates by the length of delay, payments marked for an item, titles before 2014-08-01)."""
    random = Random(seed)
    return [_debt(random, rare) for _ in range(count)]


def _debt(random: Random, rare: float) -> DebtFacts:
    unusual = random.random() < rare
    due = _FIRST + timedelta(days=random.randrange(_SPAN))
    if unusual and random.random() < 0.3:
        due -= timedelta(days=2900)
    principal = _amount(random)
    parts: tuple[Part, ...] = (Part(principal, due),)
    if random.random() < 0.1:
        parts = _instalments(random, principal, due)
    items = [DebtItem("p", "借款本金", ItemKind.PRINCIPAL, parts)]
    if random.random() < 0.7:
        items.append(DebtItem("c", "案件受理费", ItemKind.COSTS, (Part(max(50_00, principal // 47), due),)))
    if random.random() < 0.15:
        items.append(DebtItem("f", "律师费", ItemKind.FEE, (Part(random.randrange(3_000_00, 60_000_00), due),)))
    if random.random() < 0.15:
        items.append(DebtItem("n", "利息", ItemKind.INTEREST, (Part(principal // random.randrange(8, 40), due),)))
    terms: tuple[DebtTerm, ...] = ()
    if random.random() < 0.65:
        terms = (_term(random, due, principal, unusual),)
    excluded: tuple[Period, ...] = ()
    if random.random() < 0.02:
        start = due + timedelta(days=random.randrange(400))
        excluded = (Period(start, start + timedelta(days=random.randrange(10, 300))),)
    return DebtFacts(
        items=tuple(items),
        terms=terms,
        payments=_payments(random, due, principal, unusual),
        excluded=excluded,
        acceleration=unusual and len(parts) > 1,
        conventions=_conventions(random),
    )


def _amount(random: Random) -> int:
    """Half of the titles are about round sums; the rest to the fen; a few very large."""
    size = 10 ** random.choice((3, 4, 4, 5, 5, 5, 6, 6, 7))
    amount = random.randrange(size, 10 * size)
    return amount * 100 if random.random() < 0.5 else amount * 100 + random.randrange(100)


def _instalments(random: Random, principal: int, due: date) -> tuple[Part, ...]:
    count = random.choice((3, 6))
    each = principal // count
    dues = [add_months_clipped(due, number) for number in range(count)]
    return (*(Part(each, day) for day in dues[:-1]), Part(principal - each * (count - 1), dues[-1]))


def _term(random: Random, due: date, principal: int, unusual: bool) -> DebtTerm:
    if due < _FIRST or (unusual and random.random() < 0.5):
        rate = KnownRate(RateSource.BENCHMARK, term=BenchmarkTerm.SAME_TERM)
    else:
        rate = random.choice(
            (
                KnownRate(RateSource.LPR_1Y),
                KnownRate(RateSource.LPR_1Y, multiple=Decimal("1.5")),
                KnownRate(RateSource.LPR_1Y, multiple=Decimal(4)),
                KnownRate(RateSource.LPR_1Y, multiple=Decimal("1.3"), plus=Decimal("0.5")),
                KnownRate(RateSource.LPR_5Y, pinned_on=date(2021, 6, 1)),
                KnownRate(RateSource.FIXED, Decimal("4.35")),
                KnownRate(RateSource.FIXED, Decimal("15.4")),
                KnownRate(RateSource.FIXED, Decimal("0.05"), RatePer.DAY),
                KnownRate(RateSource.FIXED, Decimal("1"), RatePer.MONTH),
            )
        )
    start = max(due - timedelta(days=random.randrange(300)), date(2019, 8, 20) if due > date(2019, 8, 20) else due)
    capped = random.random() < 0.05
    based = random.random() < 0.15
    return DebtTerm(
        key="i",
        label="利息",
        items=("p",),
        rate=rate,
        start=start,
        end=start + timedelta(days=random.randrange(100, 900)) if random.random() < 0.1 else None,
        base_amount=principal if based else None,
        base_mode=BaseMode.FIXED if based and random.random() < 0.3 else BaseMode.REMAINING,
        cap=principal // 4 if capped else None,
        year_basis=360 if random.random() < 0.1 else None,
    )


def _payments(random: Random, due: date, principal: int, unusual: bool) -> tuple[Payment, ...]:
    count = random.choices((0, 1, 2, 3), weights=(55, 25, 13, 7))[0]
    made = []
    for _ in range(count):
        day = due + timedelta(days=random.randrange(-30, 1200))
        amount = random.choice((principal, principal // 2, principal // 10, principal // 100)) + random.randrange(
            1, 100
        )
        made.append(Payment(day, amount, marked=("p",) if unusual and random.random() < 0.3 else ()))
    return tuple(made)


def _conventions(random: Random) -> Conventions:
    drawn = random.random()
    if drawn < 0.9:
        return _DEFAULT
    return _BANK if drawn < 0.95 else _BOTH


_DEFAULT = Conventions()
_BANK = Conventions(year_basis=YearBasis.D360)
_BOTH = Conventions(count_days=CountDays.BOTH_ENDS, doubled_count_days=CountDays.BOTH_ENDS)
