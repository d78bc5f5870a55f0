"""Court fees."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.base.money import fen, half_up, yuan
from duixian.law.fees import (
    FeeKind,
    bankruptcy_fee,
    execution_fee,
    execution_fee_without_amount,
    fee,
    preservation_fee,
    property_case_fee,
)

ON = date(2026, 11, 22)
PUBLIC = Path(__file__).parents[2] / ".." / "shared" / "data" / "judgments" / "fee_vectors.json"


@pytest.mark.parametrize(
    ("amount", "due"),
    [
        ("0", "50"),
        ("10000", "50"),
        ("10000.01", "50"),
        ("20000", "200"),
        ("500000", "7400"),
        ("1000000", "12400"),
        ("5000000", "52400"),
        ("10000000", "77400"),
        ("10001000", "77401"),
    ],
)
def test_execution_fee(amount, due):
    assert execution_fee(fen(amount), on=ON).due == fen(due)


@pytest.mark.parametrize(
    ("amount", "due"),
    [("1000", "30"), ("100000", "1020"), ("200000", "1520"), ("895999", "4999.995"), ("896000", "5000")],
)
def test_preservation_fee(amount, due):
    assert preservation_fee(fen(amount), on=ON).due == half_up(Fraction(due) * 100)


def test_preservation_fee_stops_at_its_cap_and_says_so():
    capped = preservation_fee(fen("10000000"), on=ON)

    assert capped.due == fen("5000")
    assert "5000.00" in capped.notes[0]


@pytest.mark.skipif(not PUBLIC.exists(), reason="../shared/data/judgments is not here (not bundled)")
def test_fees_of_a_public_tool():
    table = json.loads(PUBLIC.read_text(encoding="utf-8"))
    for kind in FeeKind:
        for amount, due in table[f"{kind.value}_fee"]:
            assert yuan(fee(kind, fen(amount), on=ON).due) == yuan(fen(due)), (kind, amount)


def closed_form(amount: int) -> int:
    """FEE-02, derived: one line for each bracket, fen."""
    exact = Fraction(amount)
    if amount <= 10_000_00:
        return 50_00
    if amount <= 500_000_00:
        return half_up(exact * Fraction("0.015") - 100_00)
    if amount <= 5_000_000_00:
        return half_up(exact * Fraction("0.01") + 2_400_00)
    if amount <= 10_000_000_00:
        return half_up(exact * Fraction("0.005") + 27_400_00)
    return half_up(exact * Fraction("0.001") + 67_400_00)


@given(st.one_of(st.integers(0, 2_000_000_000), st.integers(0, 10**15)))
def test_brackets_and_closed_form_agree(amount):
    assert execution_fee(amount, on=ON).due == closed_form(amount)


@given(st.sampled_from(FeeKind), st.integers(0, 10**13), st.integers(0, 10**12))
def test_a_larger_amount_never_costs_less(kind, amount, more):
    assert fee(kind, amount, on=ON).due <= fee(kind, amount + more, on=ON).due


@given(st.integers(10_000_01, 10**13))
def test_the_steps_are_the_whole_amount_and_the_whole_fee(amount):
    made = property_case_fee(amount, on=ON)

    assert sum(step.part for step in made.steps) == amount
    assert half_up(sum((step.amount for step in made.steps), Fraction(0))) == made.due


def test_bankruptcy_fee_is_half_and_capped():
    assert bankruptcy_fee(fen("3000000"), on=ON).due == fen("15400")
    assert bankruptcy_fee(fen("999999999"), on=ON).due == fen("300000")


def test_without_an_amount_the_fee_is_a_range():
    made = execution_fee_without_amount(on=ON)

    assert (made.due, made.most) == (50_00, 500_00)


def test_a_negative_amount_and_a_day_before_the_law_are_refused():
    with pytest.raises(BadInput, match="不能为负"):
        execution_fee(-1, on=ON)
    with pytest.raises(BadInput, match="2007-03-31"):
        execution_fee(1, on=date(2007, 3, 31))
