"""Chinese numerals, both ways."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.chinese import integer, number, numeral, proportion
from duixian.base.money import in_words


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十", 10), ("十二", 12), ("一百零五", 105), ("二百五", 250), ("三万五", 35_000), ("五千三百二十", 5320),
        ("一百八十三万五千", 1_835_000), ("壹佰贰拾万", 1_200_000), ("二〇二五", 2025), ("一亿零三百", 100_000_300),
        ("两千", 2000), ("廿三", 23), ("十三万八千", 138_000),
    ],
)  # fmt: skip
def test_numerals_are_read(words: str, value: int) -> None:
    assert integer(words) == value


@pytest.mark.parametrize("words", ["", "甲", "万", "百", "一二百"])
def test_what_is_no_numeral_is_none(words: str) -> None:
    assert integer(words) is None


def test_parts_and_decimals() -> None:
    assert proportion("万分之五") == Fraction(5, 10_000)
    assert proportion("百分之十二点六") == Fraction(126, 1000)
    assert number("一点五") == Fraction(3, 2)
    assert number("1,234.5") == Fraction(24_690, 20)
    assert proportion("五") is None


@given(st.integers(1, 9999))
def test_a_written_numeral_is_read_back(value: int) -> None:
    assert integer(numeral(value)) == value


@given(st.integers(1, 10**11))
def test_the_capital_words_of_money_are_read_back(whole: int) -> None:
    assert integer(in_words(whole * 100).removesuffix("元整")) == whole
