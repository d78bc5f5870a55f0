"""What is let go of itself (CTL-07)."""

from dataclasses import replace
from datetime import date

import pytest

from duixian.base.faults import BadInput
from duixian.law.control import ChoicePractice, Earmark, HeldThing, HoldingKind, Liable, excess

ON = date(2026, 11, 22)
SINCE = date(2026, 1, 1)
PRACTICE = ChoicePractice.of(ON)


def cash(key, counts, since=SINCE, **more):
    return HeldThing(key, "d", HoldingKind.DEPOSIT, counts, since, **more)


def car(key, counts, **more):
    return HeldThing(key, "d", HoldingKind.VEHICLE, counts, SINCE, **more)


def let_go(need, *held, **more):
    return {line.key: line.amount for line in excess(need, held, practice=PRACTICE, on=ON, **more)}


def test_nothing_goes_while_everything_is_needed():
    assert let_go(100, cash("a", 60), car("c", 40)) == {}
    assert let_go(100, cash("a", 60)) == {}


def test_the_surplus_of_money_goes_to_the_fen():
    (line,) = excess(100, [cash("a", 130)], practice=PRACTICE, on=ON)

    assert (line.amount, line.whole) == (30, False)
    assert "第19条" in str(line.reason)


def test_of_equal_money_the_latest_goes():
    assert let_go(100, cash("old", 100), cash("new", 100, since=date(2026, 6, 1))) == {"new": 100}


def test_the_more_harmful_money_goes():
    assert let_go(100, cash("till", 100, business=True), cash("idle", 100, since=date(2026, 6, 1))) == {"till": 100}


def test_a_car_that_is_not_needed_goes_whole():
    assert let_go(100, car("a", 90), car("b", 60), car("c", 50)) == {"a": 90}


def test_a_car_that_exceeds_stays_while_nothing_smaller_covers():
    assert let_go(100, car("a", 150)) == {}


def test_money_stays_beside_the_thing_that_is_needed_for_the_rest():
    assert let_go(100, car("a", 150), cash("m", 30)) == {}


def test_of_several_things_those_that_are_not_needed_beside_the_money_go():
    assert let_go(100, cash("m", 70), car("a", 90), car("b", 40), car("c", 25)) == {"a": 90, "c": 25}


def test_locked_money_goes_before_the_car_that_covers_without_it():
    margin = cash("m", 60, earmark=Earmark.MARGIN)

    assert let_go(100, margin, cash("a", 40), car("c", 70)) == {"m": 60}
    assert let_go(100, margin, cash("a", 40), car("c", 50)) == {"m": 50}


def test_presale_money_held_for_its_own_project_stays():
    presale = cash("p", 60, earmark=Earmark.PRESALE, own_project=True)

    assert let_go(60, presale, car("c", 60)) == {"c": 60}


def test_where_the_least_excess_decides_first_money_goes_beside_too_much():
    practice = ChoicePractice.of(ON, cash_first=False)

    (line,) = excess(100, [car("a", 150), cash("m", 30)], practice=practice, on=ON)

    assert (line.key, line.amount) == ("m", 30)


def test_a_car_goes_where_the_money_alone_covers():
    assert let_go(50, cash("m", 60), car("a", 50)) == {"m": 10, "a": 50}


def test_money_is_named_first():
    held = [car("a", 50), cash("m", 60)]

    assert [line.key for line in excess(50, held, practice=PRACTICE, on=ON)] == ["m", "a"]


def test_the_only_home_goes_as_soon_as_anything_else_covers():
    home = HeldThing("h", "d", HoldingKind.HOME, 100, SINCE, only_home=True)

    assert let_go(100, home, car("c", 400)) == {"h": 100}


def test_with_nothing_owed_everything_goes_even_an_empty_account():
    held = [cash("a", 10), cash("empty", 0), car("c", 5), car("q", 9, waiting=True)]

    lines = excess(0, held, practice=PRACTICE, on=ON)

    assert {line.key for line in lines} == {"a", "empty", "c", "q"}
    assert all(line.whole for line in lines)


def test_waiting_controls_go_once_effective_cover_suffices():
    waiting = car("q", 80, waiting=True)

    assert "q" in let_go(100, cash("a", 100), waiting)
    assert let_go(100, cash("a", 99), waiting) == {}


def test_a_standing_freeze_is_lowered_to_what_is_missing():
    (line,) = excess(100, [cash("a", 30, open=70), cash("b", 20)], practice=PRACTICE, on=ON)

    assert (line.key, line.amount, line.open, line.whole) == ("a", 0, 20, False)


def test_a_standing_freeze_that_holds_nothing_goes_when_the_rest_covers():
    (line,) = excess(100, [cash("a", 0, open=70), cash("b", 100)], practice=PRACTICE, on=ON)

    assert (line.key, line.open, line.whole) == ("a", 70, True)


def test_a_debtor_is_let_go_beyond_what_he_answers_for():
    partner = Liable("p", natural=False, ceiling=30)
    held = [replace(cash("x", 50), debtor="p"), cash("a", 40)]

    assert let_go(100, *held, debtors=[partner]) == {"x": 20}


def test_shares_go_by_whole_units():
    shares = HeldThing("s", "d", HoldingKind.SECURITIES, 130, SINCE, unit=13)

    assert let_go(100, shares) == {"s": 26}


def test_negative_amounts_are_refused():
    with pytest.raises(BadInput):
        excess(-1, [], practice=PRACTICE, on=ON)
