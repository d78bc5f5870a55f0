"""Fen: read exactly, split exactly, written in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.base.money import LARGEST, display, fen, half_up, in_words, largest_remainder, yuan


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("12345.67", 1_234_567),
        ("¥12,345.6", 1_234_560),
        ("１２３．４５元", 12_345),
        (Decimal("0.01"), 1),
        ("-8", -800),
        (7, 700),
    ],
)
def test_an_amount_is_read_exactly(printed: str | int | Decimal, amount: int) -> None:
    assert fen(printed) == amount


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("1.005", "amount.decimals"),
        ("一百元", "amount.unreadable"),
        ("", "amount.unreadable"),
        ("1e5", "amount.unreadable"),
        ("=1+1", "amount.unreadable"),
        ("99999999999999999", "amount.too_large"),
    ],
)
def test_what_is_no_amount_says_why(printed: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        fen(printed, field="本金")

    (fault,) = refusal.value.faults
    assert (fault.code, fault.field, fault.value) == (code, "本金", printed)
    assert fault.remedy


@given(st.integers(-LARGEST, LARGEST))
def test_what_is_written_is_read_back(amount: int) -> None:
    assert fen(yuan(amount)) == amount
    assert fen(display(amount).replace("-¥", "-")) == amount


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_parts_sum_to_the_whole_and_stay_within_a_fen_of_their_share(total: int, weights: list[int]) -> None:
    if not any(weights):
        total = 0

    parts = largest_remainder(total, weights)

    assert sum(parts) == total
    whole = sum(weights) or 1
    assert all(abs(part - Fraction(total * weight, whole)) < 1 for part, weight in zip(parts, weights, strict=True))


@given(st.integers(0, 10**9), st.permutations(range(1, 9)))
def test_the_order_of_different_weights_does_not_matter(total: int, weights: list[int]) -> None:
    parts = dict(zip(weights, largest_remainder(total, weights), strict=True))

    assert [parts[weight] for weight in sorted(weights)] == largest_remainder(total, sorted(weights))


def test_nothing_is_divided_among_nobody() -> None:
    with pytest.raises(ValueError, match="every weight is zero"):
        largest_remainder(5, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        largest_remainder(5, [1, -1])


@pytest.mark.parametrize(
    ("exact", "rounded"), [(Fraction(5, 2), 3), (Fraction(-5, 2), -3), (Fraction(7, 3), 2), (Fraction(4), 4)]
)
def test_halves_are_rounded_away_from_zero(exact: Fraction, rounded: int) -> None:
    assert half_up(exact) == rounded


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (100, "壹元整"),
        (10_001, "壹佰元零壹分"),
        (100_000, "壹仟元整"),
        (1_001_000, "壹万零壹拾元整"),
        (10_100_000, "壹拾万壹仟元整"),
        (1_234_567, "壹万贰仟叁佰肆拾伍元陆角柒分"),
        (100_000_000_00, "壹亿元整"),
        (100_000_005_00, "壹亿零伍元整"),
        (-505, "负伍元零伍分"),
    ],
)
def test_amounts_in_capital_numerals(amount: int, words: str) -> None:
    assert in_words(amount) == words
