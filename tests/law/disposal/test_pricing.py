"""The reference price: order of methods, means, limits, fees (DSP-02 to DSP-08)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.calendar import national
from duixian.law.disposal import (
    InquiryState,
    OnlineResult,
    PriceMethod,
    PricingFacts,
    appraisal_fee,
    appraisal_last_day,
    next_method,
    objection_last_day,
    online_fee_shares,
    online_inquiry,
    redo_fee,
    reference_price,
    served_by_posting,
    start_sale_by,
    usable_until,
)

CALENDAR = national()
MONDAY = date(2026, 3, 2)
AGREED, DIRECTED, ONLINE, APPRAISAL = PriceMethod


@pytest.mark.parametrize(
    ("facts", "method"),
    [
        (PricingFacts(), AGREED),
        (PricingFacts(can_negotiate=False, benchmark=True), DIRECTED),
        (PricingFacts(tried=frozenset({AGREED}), benchmark=True), DIRECTED),
        (PricingFacts(tried=frozenset({AGREED})), ONLINE),
        (PricingFacts(tried=frozenset({AGREED, DIRECTED}), benchmark=True), ONLINE),
        (PricingFacts(tried=frozenset({AGREED}), needs_visit=True), APPRAISAL),
        (PricingFacts(tried=frozenset({AGREED}), online_ready=False), APPRAISAL),
        (PricingFacts(tried=frozenset({AGREED, ONLINE})), APPRAISAL),
        (PricingFacts(tried=frozenset(PriceMethod)), APPRAISAL),  # the next agency of the list
        (PricingFacts(wanted=ONLINE), ONLINE),  # together they may jump
        (PricingFacts(wanted=APPRAISAL), APPRAISAL),
        (PricingFacts(wanted=ONLINE, needs_visit=True), AGREED),
        (PricingFacts(wanted=DIRECTED), AGREED),  # no benchmark to ask for
        (PricingFacts(wanted=AGREED, law_demands_appraisal=True, benchmark=True), APPRAISAL),
    ],
)
def test_which_method_is_next(facts, method):
    found = next_method(facts)

    assert found.method is method
    assert "《确定财产处置参考价规定》" in found.basis


def test_why_earlier_methods_are_passed_over_is_said():
    found = next_method(PricingFacts(can_negotiate=False, needs_visit=True))

    assert len(found.passed) == 3
    assert "现场勘验" in found.passed[2]


ASKED = ("p1", "p2", "p3")


def inquiry(*answers, on, asked=ASKED):
    results = [OnlineResult(name, amount, day) for name, amount, day in answers]
    return online_inquiry(results, asked=asked, entrusted_on=MONDAY, on=on, calendar=CALENDAR)


def test_the_price_is_the_mean_of_what_came_in_time_rounded_half_up_once():
    found = inquiry(("p1", 100, date(2026, 3, 3)), ("p2", 101, date(2026, 3, 5)), on=date(2026, 3, 6))

    assert (found.state, found.amount) == (InquiryState.PRICED, 101)  # 100.5
    assert "100" in found.explanation or "1.00" in found.explanation


def test_what_comes_late_is_not_counted_and_named():
    found = inquiry(("p1", 100, date(2026, 3, 3)), ("p2", 900, date(2026, 3, 6)), on=date(2026, 3, 6))

    assert (found.amount, found.late, found.extended) == (100, ("p2",), False)


def test_while_somebody_is_silent_within_the_period_the_inquiry_waits():
    found = inquiry(("p1", 100, MONDAY), on=date(2026, 3, 4))

    assert (found.state, found.last_day) == (InquiryState.WAITING, date(2026, 3, 5))
    assert not inquiry(on=date(2026, 3, 5)).extended


def test_when_all_have_answered_nobody_waits():
    answers = [(name, 100, date(2026, 3, 3)) for name in ASKED]

    assert inquiry(*answers, on=date(2026, 3, 3)).state is InquiryState.PRICED


def test_only_if_nobody_answered_the_period_is_extended_by_three_days():
    found = inquiry(("p2", 300, date(2026, 3, 6)), on=date(2026, 3, 10))

    assert (found.state, found.amount, found.extended) == (InquiryState.PRICED, 300, True)


def test_silence_to_the_end_fails_the_inquiry():
    assert inquiry(on=date(2026, 3, 6)).state is InquiryState.WAITING
    assert inquiry(on=date(2026, 3, 20)).state is InquiryState.FAILED


def test_an_answer_of_tomorrow_is_not_known_today():
    assert inquiry(("p1", 100, date(2026, 3, 5)), on=date(2026, 3, 4)).used == ()


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([("x", 100, MONDAY)], "inquiry.not_asked"),
        ([("p1", 100, MONDAY), ("p1", 200, MONDAY)], "inquiry.twice"),
        ([("p1", 0, MONDAY)], "inquiry.amount"),
    ],
)
def test_a_bad_result_is_refused(answers, code):
    with pytest.raises(BadInput) as bad:
        inquiry(*answers, on=date(2026, 3, 5))

    assert bad.value.faults[0].code == code


@given(st.lists(st.integers(1, 10**14), min_size=1, max_size=7))
def test_the_mean_lies_within_half_a_fen_of_the_exact_one(amounts):
    asked = tuple(f"p{n}" for n in range(len(amounts)))
    answers = [(name, amount, MONDAY) for name, amount in zip(asked, amounts, strict=True)]

    found = inquiry(*answers, on=MONDAY, asked=asked)

    assert abs(Fraction(sum(amounts), len(amounts)) - found.amount) <= Fraction(1, 2)


def test_an_appraisal_takes_thirty_days_and_twice_fifteen():
    assert appraisal_last_day(date(2026, 3, 2), calendar=CALENDAR) == date(2026, 4, 1)
    assert appraisal_last_day(date(2026, 3, 2), (15,), calendar=CALENDAR) == date(2026, 4, 16)
    assert appraisal_last_day(date(2026, 3, 2), (15, 15), calendar=CALENDAR) == date(2026, 5, 6)  # 1 to 5 May are off


@pytest.mark.parametrize("extensions", [(15, 15, 1), (16,), (0,)])
def test_more_extension_is_refused(extensions):
    with pytest.raises(BadInput):
        appraisal_last_day(MONDAY, extensions, calendar=CALENDAR)


def test_objections_within_five_days_and_none_against_an_agreed_price():
    assert objection_last_day(ONLINE, date(2026, 3, 2), calendar=CALENDAR) == date(2026, 3, 9)  # the 7th is a Saturday
    for method in (AGREED, DIRECTED):
        with pytest.raises(BadInput) as bad:
            objection_last_day(method, MONDAY, calendar=CALENDAR)
        assert bad.value.faults[0].code == "objection.not_open"


def test_posting_counts_as_service_after_fifteen_days():
    assert served_by_posting(date(2026, 3, 2)) == date(2026, 3, 17)


def test_a_price_is_valid_for_a_year_at_most_and_six_months_longer_once_announced():
    price = reference_price(100, ONLINE, fixed_on=MONDAY)

    assert price.valid_until == date(2027, 3, 2)
    assert usable_until(price, first_published_on=date(2027, 3, 2)) == date(2027, 9, 2)
    assert usable_until(price, first_published_on=date(2027, 3, 3)) == price.valid_until
    with pytest.raises(BadInput):
        reference_price(100, ONLINE, fixed_on=MONDAY, valid_until=price.valid_until + timedelta(days=1))


@pytest.mark.parametrize("amount", [0, -1])
def test_a_price_is_positive(amount):
    with pytest.raises(BadInput):
        reference_price(amount, ONLINE, fixed_on=MONDAY)


def test_the_sale_starts_within_ten_days():
    assert start_sale_by(reference_price(100, ONLINE, fixed_on=MONDAY), calendar=CALENDAR) == date(2026, 3, 12)


def test_the_fee_goes_to_the_nearest_platform_and_is_shared_by_equally_near_ones():
    results = [OnlineResult("a", 90, MONDAY), OnlineResult("b", 110, MONDAY), OnlineResult("c", 150, MONDAY)]

    assert online_fee_shares(results, sale_price=140, fee=101) == {"c": 101}
    assert online_fee_shares(results, sale_price=100, fee=101) == {"a": 51, "b": 50}


def test_the_appraisal_fee_is_counted_on_the_smaller_sum():
    assert appraisal_fee(100, sale_price=80).base == 80
    assert appraisal_fee(100, sale_price=120).base == 100
    assert appraisal_fee(100, sale_price=None).base is None


def test_doing_it_again_costs_thirty_percent():
    assert redo_fee(5, on=MONDAY) == 2  # 1.5 fen, half up
