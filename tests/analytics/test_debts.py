"""Debts in bulk: no second opinion."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.debt_columns import DebtColumns
from duixian.analytics.debts import Debts, debts_on, one
from duixian.base.days import Period
from duixian.base.money import LARGEST
from duixian.law.interest import (
    Conventions,
    CountDays,
    DebtFacts,
    DebtItem,
    DebtTerm,
    KnownRate,
    MonthRate,
    Part,
    Payment,
    SetOffOrder,
    YearBasis,
)
from duixian.law.obligations import BaseMode, BenchmarkTerm, ItemKind, RatePer, RateSource
from duixian.worlds.debts import debts

ON = date(2026, 11, 22)


def rows(bulk: Debts) -> list[tuple[int, ...]]:
    columns = (
        bulk.items,
        bulk.ordinary,
        bulk.doubled,
        bulk.ordinary_accrued,
        bulk.doubled_accrued,
        bulk.overpaid,
    )
    return [tuple(int(value) for value in row) for row in np.array(columns).T]


def test_a_seeded_province_equals_the_one_by_one_calculation_to_the_fen():
    facts = debts(1500, seed=7, rare=0.05)
    columns = DebtColumns.from_facts(facts)

    for on in (ON, date(2022, 3, 1), date(2014, 8, 2)):
        assert rows(debts_on(columns, on=on)) == [one(entry, on=on) for entry in facts]


def test_common_shapes_are_computed_in_columns_and_odd_ones_are_counted():
    facts = debts(1500, seed=7, rare=0.05)
    bulk = debts_on(DebtColumns.from_facts(facts), on=ON)

    assert 0 < int(bulk.exact.sum()) < 150
    odd = [place for place, entry in enumerate(facts) if entry.acceleration]
    assert odd
    assert bulk.exact[odd].all()


DAYS = st.dates(date(2019, 8, 20), date(2027, 12, 31))
AMOUNTS = st.one_of(st.integers(1, 10**9), st.integers(1, LARGEST // 8))
TABLE_RATES = st.builds(
    KnownRate,
    st.sampled_from([RateSource.LPR_1Y, RateSource.LPR_5Y, RateSource.BENCHMARK]),
    multiple=st.decimals("0.5", "4", places=2),
    plus=st.decimals("0", "2", places=3),
    pinned_on=st.one_of(st.none(), DAYS),
    term=st.sampled_from([term for term in BenchmarkTerm if term is not BenchmarkTerm.SAME_TERM]),
)
FIXED_RATES = st.builds(
    KnownRate,
    st.just(RateSource.FIXED),
    st.decimals("0.01", "36", places=3),
    st.sampled_from(RatePer),
    multiple=st.decimals("1", "2", places=1),
)
CONVENTIONS = st.builds(
    Conventions,
    year_basis=st.sampled_from([YearBasis.D365, YearBasis.D360]),
    count_days=st.sampled_from(CountDays),
    doubled_count_days=st.sampled_from(CountDays),
    set_off=st.sampled_from(SetOffOrder),
    costs_in_doubled_base=st.booleans(),
    month_rate=st.sampled_from(MonthRate),
)


@st.composite
def common(draw: st.DrawFn) -> DebtFacts:
    kinds = draw(st.lists(st.sampled_from(list(ItemKind)[:5]), min_size=1, max_size=3))
    items = tuple(
        DebtItem(
            f"p{n}",
            f"项目{n}",
            kind,
            draw(st.lists(st.builds(Part, AMOUNTS, st.one_of(st.none(), DAYS)), min_size=1, max_size=2).map(tuple)),
        )
        for n, kind in enumerate(kinds)
    )
    keys = [item.key for item in items]
    terms = []
    for n in range(draw(st.integers(0, 2))):
        start = draw(DAYS)
        terms.append(
            DebtTerm(
                f"i{n}",
                f"利息{n}",
                tuple(draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))),
                draw(st.one_of(TABLE_RATES, FIXED_RATES)),
                start,
                end=draw(st.one_of(st.none(), st.integers(0, 900).map(lambda d, s=start: s + timedelta(days=d)))),
                base_amount=draw(st.one_of(st.none(), AMOUNTS)),
                base_mode=draw(st.sampled_from(BaseMode)),
                cap=draw(st.one_of(st.none(), st.integers(0, 10**9))),
                year_basis=draw(st.sampled_from([None, 360, 365])),
            )
        )
    excluded = st.builds(lambda day, length: Period(day, day + timedelta(days=length)), DAYS, st.integers(1, 500))
    return DebtFacts(
        items=items,
        terms=tuple(terms),
        payments=draw(st.lists(st.builds(Payment, DAYS, AMOUNTS), max_size=4).map(tuple)),
        excluded=draw(st.lists(excluded, max_size=2).map(tuple)),
        set_off=draw(st.sampled_from([(), ("项目1", "利息0"), ("利息1", "加倍部分")])),
        insolvent_on=draw(st.one_of(st.none(), DAYS)),
        conventions=draw(CONVENTIONS),
    )


@given(st.lists(common(), min_size=1, max_size=6), DAYS)
@settings(max_examples=150, deadline=None)
def test_any_common_debt_in_columns_equals_the_exact_one(facts, on):
    columns = DebtColumns.from_facts(facts)
    bulk = debts_on(columns, on=on)

    assert not columns.odd
    assert rows(bulk) == [one(entry, on=on) for entry in facts]


def large(amount: int, rate: KnownRate) -> DebtFacts:
    item = DebtItem("p", "本金", ItemKind.PRINCIPAL, (Part(amount, date(2019, 9, 1)),))
    return DebtFacts(items=(item,), terms=(DebtTerm("i", "利息", ("p",), rate, date(2019, 9, 1)),))


def test_the_largest_amount_is_split_and_still_exact():
    facts = [
        large(LARGEST, KnownRate(RateSource.LPR_1Y, multiple=Decimal(4))),
        large(LARGEST - 1, KnownRate(RateSource.FIXED, Decimal("0.05"), RatePer.DAY)),
    ]
    bulk = debts_on(DebtColumns.from_facts(facts), on=ON)

    assert not bulk.exact.any()
    assert rows(bulk) == [one(entry, on=ON) for entry in facts]


def test_a_product_too_large_for_64_bits_falls_back_to_the_exact_calculation_row_by_row():
    absurd = KnownRate(RateSource.FIXED, Decimal(99_999))
    facts = [large(10**9, absurd), large(1_000_00, KnownRate(RateSource.LPR_1Y))]
    bulk = debts_on(DebtColumns.from_facts(facts), on=ON)

    assert list(bulk.exact) == [True, False]
    assert rows(bulk) == [one(entry, on=ON) for entry in facts]


def test_a_debt_that_64_bits_cannot_hold_is_refused_and_not_wrapped_around():
    facts = large(LARGEST, KnownRate(RateSource.FIXED, Decimal(99_999)))
    bulk = debts_on(DebtColumns.from_facts([facts]), on=ON)

    assert [fault.code for fault in bulk.failed[0]] == ["debt.too_large"]


def test_a_bad_row_comes_back_with_its_faults_and_spoils_no_other():
    good = large(1_000_00, KnownRate(RateSource.LPR_1Y))
    bad = replace(good, terms=(replace(good.terms[0], start=date(2018, 1, 1)),))
    bulk = debts_on(DebtColumns.from_facts([bad, good]), on=ON)

    assert {place: [fault.code for fault in faults] for place, faults in bulk.failed.items()} == {0: ["law.no_value"]}
    assert rows(bulk)[1] == one(good, on=ON)
    assert int(bulk.total[0]) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"acceleration": True},
        {"conventions": Conventions(year_basis=YearBasis.ACTUAL)},
        {"payments": (Payment(date(2025, 1, 1), 5, marked=("p",)),)},
    ],
)
def test_what_columns_do_not_know_goes_to_the_exact_calculation(change):
    facts = replace(large(1_000_00, KnownRate(RateSource.LPR_1Y)), **change)
    bulk = debts_on(DebtColumns.from_facts([facts]), on=ON)

    assert bulk.exact.all()
    assert rows(bulk) == [one(facts, on=ON)]


def test_nothing_is_nothing():
    assert debts_on(DebtColumns.from_facts([]), on=ON).total.size == 0


def test_the_same_seed_gives_the_same_debts():
    assert debts(50, seed=3) == debts(50, seed=3)
    assert debts(50, seed=3) != debts(50, seed=4)
