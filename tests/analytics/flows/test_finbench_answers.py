"""How numbers are rounded and written, and the order the driver gives to paths."""

from decimal import Decimal

import pytest

from duixian.analytics.flows.finbench.answers import path_order, ratio, text, yuan


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (1, 7, "0.143"),
        (1, 2000, "0.001"),  # half of a thousandth goes up
        (1, 2001, "0.0"),
        (3, 3, "1.0"),
        (0, 9, "0.0"),
        (5, 0, "-1.0"),
        (123_456_789, 1000, "123456.79"),  # what a 32-bit number keeps of 123456.789
    ],
)
def test_ratios_are_rounded_half_up_and_kept_in_32_bits(numerator: int, denominator: int, expected: str) -> None:
    assert text(ratio(numerator, denominator)) == expected


def test_sums_are_written_without_a_fen_lost() -> None:
    assert text([{"a": yuan(13_835_885_707), "b": yuan(100), "c": yuan(10), "d": yuan(0)}]) == (
        '[{"a":138358857.07,"b":1.0,"c":0.1,"d":0.0}]'
    )


def test_words_truths_and_paths_are_written_as_json() -> None:
    assert text([{"type": 'POS"机', "isBlocked": False, "path": [1, 2]}]) == (
        '[{"type":"POS\\"机","isBlocked":false,"path":[1,2]}]'
    )
    assert text(Decimal("1E+3")) == "1000.0"


def test_paths_are_ordered_by_the_hash_of_the_drivers_object() -> None:
    # of a list of longs: 31·(31·1 + 1) + 2 = 994; twice an object around it: 31 + (31 + 994)
    assert path_order([1, 2])[0] == 1_056
    # a long's hash is its halves, one over the other
    assert path_order([2**32, 2])[0] == 1_056
    # and what overflows 32 bits comes round as a negative number: 31·(31·1 + (2³¹ - 2)) + 0, and 62, less 2³²·n
    assert path_order([2**31 - 2, 0])[0] == (31 * (31 + 2**31 - 2) + 62 + 2**31) % 2**32 - 2**31
    assert path_order([2**31 - 2, 0])[0] < 0
