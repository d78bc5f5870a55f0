"""Resident numbers and credit codes: the wrong position is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id, check_uscc, mask_id, matches_masked

GOOD = "11010519491231002X"  # the example of GB 11643


def test_a_good_number_tells_birth_and_sex() -> None:
    one = check_resident_id(" 110105 19491231 002x ")
    assert (one.number, one.born, one.male, one.upgraded) == (GOOD, date(1949, 12, 31), False, False)


def test_a_number_of_fifteen_digits_is_upgraded() -> None:
    old = check_resident_id("110105491231002")
    assert (old.number, old.upgraded) == (GOOD, True)


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("110105194912310021", "resident_id.check_digit", "第 18 位校验码应为“X”"),
        ("11010519490229002X", "resident_id.birth_date", "第 7–14 位"),
        ("1101051949123100", "resident_id.length", "16 位"),
        ("99010519491231002X", "resident_id.region", "第 1–2 位"),
        ("1101051949****002X", "resident_id.character", "第 11 位"),
        ("1101051949123100XX", "resident_id.character", "第 17 位"),
    ],
)
def test_a_wrong_number_names_the_place(number: str, code: str, words: str) -> None:
    with pytest.raises(BadInput) as bad:
        check_resident_id(number, field="被执行人证件号码")
    (fault,) = bad.value.faults
    assert fault.code == code
    assert words in fault.message
    assert fault.field == "被执行人证件号码"
    assert fault.remedy


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_is_always_noticed(position: int, shift: int) -> None:
    digits = list(GOOD)
    digits[position] = str((int(digits[position]) + shift) % 10)
    with pytest.raises(BadInput):
        check_resident_id("".join(digits))


def test_a_credit_code_is_checked() -> None:
    assert check_uscc("91110000600037341l".upper()) == "91110000600037341L"
    with pytest.raises(BadInput, match="第 18 位校验码应为“L”"):
        check_uscc("911100006000373411")
    with pytest.raises(BadInput, match="第 9 位“O”"):
        check_uscc("91110000O00037341L")


def test_the_public_sees_ten_stars_four() -> None:
    assert mask_id(GOOD) == "1101051949****002X"
    assert mask_id("1101051949****002X") == "1101051949****002X"
    assert mask_id("E12345678") == "E1****78"
    assert matches_masked(GOOD, "1101051949****002X")
    assert not matches_masked("11010519491231003X", "1101051949****002X")
