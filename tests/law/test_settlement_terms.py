"""What may be agreed, and what is flagged."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.settlement import Form, Guarantor, Instalment, Kind, Side, Signer, Terms, equal, faults_in, notes_on

ON = date(2026, 4, 1)
SIGNED = (Signer("洪春生", Side.CREDITOR, ON), Signer("黎明华", Side.DEBTOR, ON))
TERMS = Terms(Form.JOINT, ON, equal(total=9_000_00, count=3, first=date(2026, 5, 1)), SIGNED)


def _codes(terms: Terms) -> list[str]:
    return [fault.code for fault in faults_in(terms, on=ON)]


def test_an_agreement_in_order_has_no_fault() -> None:
    assert _codes(TERMS) == []
    assert TERMS.money == 9_000_00
    assert TERMS.last_day == date(2026, 7, 1)


def test_a_day_in_the_past_is_refused_with_field_value_and_remedy() -> None:
    late = replace(TERMS, instalments=(Instalment(1, amount=1, due=date(2026, 3, 31)),))

    [fault] = faults_in(late, on=ON)

    assert (fault.code, fault.field, fault.value, fault.place) == (
        "settlement.past",
        "履行日期",
        "2026-03-31",
        "第 1 期",
    )
    assert fault.remedy


def test_today_is_not_the_past() -> None:
    assert _codes(replace(TERMS, instalments=(Instalment(1, amount=1, due=ON),))) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"instalments": ()}, "settlement.empty"),
        ({"instalments": (Instalment(1, amount=0, due=ON),)}, "settlement.amount"),
        ({"instalments": (Instalment(1, amount=5),)}, "settlement.no_day"),
        ({"instalments": (Instalment(1, amount=5, due=ON, condition="房屋过户"),)}, "settlement.day_and_condition"),
        ({"instalments": (Instalment(1, Kind.THING, due=ON),)}, "settlement.what"),
        ({"instalments": (Instalment(1, amount=5, due=ON), Instalment(1, amount=5, due=ON))}, "settlement.numbers"),
        ({"order": (1, 2)}, "settlement.order"),
        ({"grace_days": -1}, "settlement.grace"),
        ({"signed_on": date(2026, 4, 2)}, "settlement.signed_later"),
        ({"signers": SIGNED[:1]}, "settlement.side"),
        ({"signers": (replace(SIGNED[0], agent="赵律师"), SIGNED[1])}, "settlement.authority"),
        ({"guarantors": (Guarantor("魏长安", direct=True),)}, "settlement.guarantor_unsigned"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, object], code: str) -> None:
    assert _codes(replace(TERMS, **changed)) == [code]  # type: ignore[arg-type]


def test_more_than_the_title_is_flagged_and_less_is_a_waiver() -> None:
    assert [note.code for note in notes_on(TERMS, owed=8_000_00)] == ["settlement.above_title"]
    assert [note.code for note in notes_on(TERMS, owed=10_000_00)] == ["settlement.waives"]
    assert notes_on(TERMS, owed=9_000_00) == ()


@given(total=st.integers(1, 10**12), count=st.integers(1, 600))
def test_equal_instalments_are_equal_to_the_fen_and_sum_to_the_whole(total: int, count: int) -> None:
    if total < count:
        with pytest.raises(BadInput):
            equal(total=total, count=count, first=ON)
        return
    amounts = [one.amount for one in equal(total=total, count=count, first=ON)]

    assert sum(amounts) == total
    assert max(amounts) - min(amounts) <= 1
    assert amounts == sorted(amounts)


def test_a_month_too_short_keeps_the_end_of_the_month() -> None:
    days = [one.due for one in equal(total=300, count=3, first=date(2026, 1, 31))]

    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
