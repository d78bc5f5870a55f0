"""Debts of third parties, co-owned things, whose it is to sell (CTL-12 to CTL-15)."""

from dataclasses import replace
from datetime import date

import pytest

from duixian.base.faults import BadInput
from duixian.law.calendar import national
from duixian.law.control import (
    CoOwnedFacts,
    Standing,
    TakeoverFacts,
    ThirdPartyDebt,
    may_dispose,
    may_take_over,
    third_party_debt,
    transfer_due,
)

CALENDAR = national()
NOTICED = date(2026, 9, 1)  # the fifteenth day is 16 September, a Wednesday
DEBT = ThirdPartyDebt(amount=100_00, noticed_on=NOTICED)


def standing(debt, day):
    return third_party_debt(debt, on=date(2026, 9, day), calendar=CALENDAR)


def codes(faults):
    return [fault.code for fault in faults]


def test_within_fifteen_days_nothing_is_enforced_and_the_debt_is_frozen():
    found = standing(DEBT, 16)

    assert (found.standing, found.enforceable, found.frozen) == (Standing.RUNNING, 0, 100_00)
    assert found.opens == date(2026, 9, 17)


def test_silence_makes_the_debt_enforceable():
    found = standing(DEBT, 17)

    assert (found.standing, found.enforceable) == (Standing.ENFORCEABLE, 100_00)
    assert "第45-53条" in str(found.citation)


def test_the_last_day_on_a_holiday_moves():
    noticed = replace(DEBT, noticed_on=date(2026, 9, 18))

    assert third_party_debt(noticed, on=date(2026, 10, 8), calendar=CALENDAR).standing is Standing.RUNNING
    assert third_party_debt(noticed, on=date(2026, 10, 9), calendar=CALENDAR).standing is Standing.ENFORCEABLE


def test_an_objection_in_time_stops_everything_and_the_freeze_stands():
    found = standing(replace(DEBT, denied=100_00, objected_on=date(2026, 9, 16)), 30)

    assert (found.standing, found.enforceable, found.frozen) == (Standing.STOPPED, 0, 100_00)
    assert "代位权诉讼" in found.reason


def test_what_an_objection_leaves_is_enforceable():
    found = standing(replace(DEBT, denied=70_00, objected_on=date(2026, 9, 10)), 30)

    assert (found.standing, found.enforceable) == (Standing.ENFORCEABLE, 30_00)


def test_an_objection_after_the_days_stops_nothing():
    found = standing(replace(DEBT, denied=100_00, objected_on=date(2026, 9, 17)), 18)

    assert (found.standing, found.enforceable) == (Standing.ENFORCEABLE, 100_00)


def test_what_was_paid_is_neither_enforced_nor_frozen():
    found = standing(replace(DEBT, paid=40_00), 30)

    assert (found.enforceable, found.frozen) == (60_00, 60_00)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tier": 2}, "third_party.tier"),
        ({"amount": 0}, "third_party.amount"),
        ({"denied": 100_01, "objected_on": NOTICED}, "third_party.amount"),
        ({"paid": -1}, "third_party.amount"),
        ({"denied": 1}, "third_party.objection"),
        ({"objected_on": NOTICED}, "third_party.objection"),
    ],
)
def test_a_second_tier_and_contradictions_are_refused(change, code):
    with pytest.raises(BadInput) as bad:
        standing(replace(DEBT, **change), 30)

    assert code in codes(bad.value.faults)


def test_co_owners_are_told_before_a_thing_is_sold():
    faults = may_dispose(CoOwnedFacts(untold=("李四", "王五")), on=NOTICED)

    assert codes(faults) == ["co_owned.untold"]
    assert "李四、王五" in faults[0].message


def test_a_suit_to_part_pauses_the_sale():
    assert codes(may_dispose(CoOwnedFacts(suit_pending=True), on=NOTICED)) == ["co_owned.suit"]


def test_an_agreed_partition_or_no_suit_lets_the_sale_go_on():
    assert may_dispose(CoOwnedFacts(agreed_parts=True, suit_pending=True), on=NOTICED) == ()
    assert may_dispose(CoOwnedFacts(), on=NOTICED) == ()


FIRST = date(2026, 9, 1)  # sixty days are full on 31 October
PREFERRED = TakeoverFacts(FIRST, preferred=True)


def test_a_preferred_creditors_court_may_ask_after_sixty_days():
    assert codes(may_take_over(PREFERRED, on=date(2026, 10, 31))) == ["takeover.too_early"]
    assert may_take_over(PREFERRED, on=date(2026, 11, 1)) == ()


def test_a_published_notice_keeps_the_thing_with_the_first_court():
    noticed = replace(PREFERRED, auction_noticed_on=date(2026, 10, 30))

    assert codes(may_take_over(noticed, on=date(2026, 12, 1))) == ["takeover.noticed"]


def test_without_priority_the_first_court_sells():
    assert codes(may_take_over(TakeoverFacts(FIRST), on=date(2028, 1, 1))) == ["takeover.no_priority"]


@pytest.mark.parametrize(
    ("on", "first_in_queue", "open_"),
    [("2027-09-01", True, False), ("2027-09-02", True, True), ("2027-09-02", False, False)],
)
def test_a_preserving_court_idle_for_more_than_a_year_may_be_asked_by_the_first_in_the_queue(on, first_in_queue, open_):
    facts = TakeoverFacts(FIRST, preservation=True, first_in_queue=first_in_queue)

    assert (may_take_over(facts, on=date.fromisoformat(on)) == ()) is open_


def test_the_power_to_sell_is_handed_over_within_fifteen_days():
    assert transfer_due(date(2026, 9, 1), calendar=CALENDAR) == date(2026, 9, 16)
