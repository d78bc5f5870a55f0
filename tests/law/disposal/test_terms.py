"""The terms of a round against the law, value by value (AUC-01 to AUC-09, AUC-17, AUC-21)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.calendar import national
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import (
    Notified,
    PreviousRound,
    PriceMethod,
    ReferencePrice,
    RoundKind,
    check_terms,
    choose_platform,
    default_terms,
    deposit_due,
    lot_of,
    notice_days,
)
from duixian.law.disposal.values import BEIJING

CALENDAR = national()
PRICE = ReferencePrice(1_000_000_00, PriceMethod.APPRAISAL, date(2026, 3, 1), date(2027, 3, 1))
PUBLISHED = date(2026, 3, 10)
TOLD = (Notified("债务人", told_on=date(2026, 3, 6)), Notified("申请人", told_on=date(2026, 3, 6)))
FAILED = PreviousRound(RoundKind.FIRST, 70_000_000, "taobao", date(2026, 4, 11), PUBLISHED)
FAILED_TWICE = PreviousRound(RoundKind.SECOND, 56_000_000, "taobao", date(2026, 5, 11), PUBLISHED)


def terms(kind=RoundKind.FIRST, *, thing=HoldingKind.HOME, previous=None, published=PUBLISHED, price=PRICE):
    told = tuple(replace(one, told_on=published - timedelta(days=3)) for one in TOLD)
    return default_terms(
        kind,
        thing,
        price=price,
        previous=previous,
        platform="taobao",
        publish_on=published,
        calendar=CALENDAR,
        notified=told,
        panel_on=published,
    )


def first(**changes):
    return replace(terms(), **changes)


def second(**changes):
    return replace(terms(RoundKind.SECOND, previous=FAILED, published=date(2026, 4, 15)), **changes)


def sale(**changes):
    return replace(terms(RoundKind.SALE, previous=FAILED_TWICE, published=date(2026, 5, 15)), **changes)


def codes(made, previous=None, price=PRICE):
    found = check_terms(made, price=price, previous=previous, on=made.published_on, calendar=CALENDAR)
    return [fault.code for fault in found]


def at_ten(day):
    return datetime.combine(day, time(10), BEIJING)


def days_later(made, days):
    shift = timedelta(days=days)
    return {"opens_at": made.opens_at + shift, "ends_at": made.ends_at + shift}


def test_what_is_proposed_the_law_bears():
    assert codes(first()) == []
    assert codes(second(), FAILED) == []
    assert codes(sale(), FAILED_TWICE) == []


@given(st.integers(1_00, 10**13), st.sampled_from(list(HoldingKind)), st.integers(0, 300))
def test_whatever_the_price_thing_and_day_what_is_proposed_the_law_bears(amount, thing, later):
    published = PUBLISHED + timedelta(days=later)
    price = replace(PRICE, amount=amount)

    assert codes(terms(thing=thing, published=published, price=price), price=price) == []


def test_seventy_percent_is_the_floor_to_the_fen():
    assert codes(first(start=70_000_000)) == []
    assert codes(first(start=69_999_999)) == ["terms.start_below_floor"]


def test_an_odd_price_rounds_the_floor_up():
    odd = replace(PRICE, amount=100_001)  # 70 % is 70000.7 fen

    assert codes(first(start=70_001, deposit=7_001, increment=100), price=odd) == []
    assert codes(first(start=70_000, deposit=7_000, increment=100), price=odd) == ["terms.start_below_floor"]


def test_the_second_round_is_cut_by_a_fifth_at_most_so_56_percent_is_the_floor():
    assert codes(second(start=56_000_000), FAILED) == []
    assert codes(second(start=55_999_999), FAILED) == ["terms.start_below_floor"]


@pytest.mark.parametrize(
    ("kind", "thing", "days"),
    [
        (RoundKind.FIRST, HoldingKind.VEHICLE, 15),
        (RoundKind.FIRST, HoldingKind.HOME, 30),
        (RoundKind.FIRST, HoldingKind.EQUITY, 30),
        (RoundKind.SECOND, HoldingKind.THING, 7),
        (RoundKind.SECOND, HoldingKind.LAND, 15),
        (RoundKind.SALE, HoldingKind.VEHICLE, 7),
        (RoundKind.SALE, HoldingKind.HOME, 15),
    ],
)
def test_notice_by_round_and_thing(kind, thing, days):
    assert notice_days(kind, thing, on=PUBLISHED) == days


def test_a_day_less_of_notice_is_too_little():
    exact = at_ten(PUBLISHED + timedelta(days=30))
    assert codes(first(opens_at=exact, ends_at=exact + timedelta(days=1))) == []

    early = exact - timedelta(days=1)
    assert codes(first(opens_at=early, ends_at=early + timedelta(days=1))) == ["terms.notice_too_short"]


@pytest.mark.parametrize(
    ("deposit", "found"),
    [(3_500_000, []), (14_000_000, []), (3_499_999, ["terms.deposit"]), (14_000_001, ["terms.deposit"])],
)
def test_the_deposit_lies_between_a_twentieth_and_a_fifth_of_the_start(deposit, found):
    assert codes(first(start=70_000_000, deposit=deposit)) == found


def test_the_applicant_deposits_only_what_exceeds_his_claim():
    made = first(deposit=10_000_000)

    assert deposit_due(made) == 10_000_000
    assert deposit_due(made, claim=9_000_000) == 1_000_000
    assert deposit_due(made, claim=10_000_000) == 0


def test_bidding_lasts_a_day_at_least():
    made = first()

    assert codes(replace(made, ends_at=made.ends_at - timedelta(seconds=1))) == ["terms.too_short"]


def test_the_second_round_comes_within_thirty_days_of_the_failure_on_the_same_platform():
    made = second()
    late = replace(made, **days_later(made, 20))

    assert codes(late, FAILED) == ["terms.second_too_late"]
    assert codes(replace(made, platform="jd"), FAILED) == ["terms.other_platform"]


def test_the_thirtieth_day_after_the_failure_is_not_too_late():
    made = second()
    last = at_ten(FAILED.ended_on + timedelta(days=30))  # 11 May 2026, a Monday

    assert codes(replace(made, opens_at=last, ends_at=last + timedelta(days=1)), FAILED) == []
    next_day = last + timedelta(days=1)
    found = codes(replace(made, opens_at=next_day, ends_at=next_day + timedelta(days=1)), FAILED)
    assert found == ["terms.second_too_late"]


def test_a_direct_sale_is_announced_within_fifteen_days():
    on_time, late = date(2026, 5, 26), date(2026, 5, 27)

    assert codes(terms(RoundKind.SALE, previous=FAILED_TWICE, published=on_time), FAILED_TWICE) == []
    found = codes(terms(RoundKind.SALE, previous=FAILED_TWICE, published=late), FAILED_TWICE)
    assert found == ["terms.sale_too_late"]


def test_a_round_without_its_panel_is_not_published():
    assert codes(first(panel_on=None)) == ["terms.no_panel"]
    assert codes(first(panel_on=PUBLISHED + timedelta(days=1))) == ["terms.no_panel"]


def test_a_price_fixed_after_the_notice_is_none():
    later = replace(PRICE, fixed_on=PUBLISHED + timedelta(days=1))

    assert codes(first(), price=later) == ["terms.price_expired"]


def test_yesterday_nothing_can_be_published():
    made = first()
    found = check_terms(made, price=PRICE, previous=None, on=PUBLISHED + timedelta(days=1), calendar=CALENDAR)

    assert [fault.code for fault in found] == ["terms.published_in_the_past"]


def told(**how):
    return first(notified=(Notified("债务人", **how),))


def test_parties_are_told_three_days_before_the_notice():
    assert codes(told(told_on=PUBLISHED - timedelta(days=3))) == []
    assert codes(told(told_on=PUBLISHED - timedelta(days=2))) == ["terms.not_notified"]


def test_who_cannot_be_reached_is_posted_for_five_days():
    assert codes(told(posted_on=PUBLISHED - timedelta(days=5))) == []
    assert codes(told(posted_on=PUBLISHED - timedelta(days=4))) == ["terms.not_notified"]


def test_only_a_pre_emptor_can_waive_being_told():
    assert codes(told(waived=True, preemptor=True)) == []
    assert codes(told(waived=True)) == ["terms.not_notified"]


def test_a_sale_nobody_was_told_of_is_not_published():
    assert codes(first(notified=())) == ["terms.nobody_notified"]


def test_the_first_notice_falls_into_the_validity_of_the_price():
    expired = replace(PRICE, valid_until=PUBLISHED - timedelta(days=1))

    assert "terms.price_expired" in codes(first(), price=expired)
    assert codes(first(), price=replace(PRICE, valid_until=PUBLISHED)) == []


def test_six_months_after_the_validity_nothing_is_sold_on_the_price():
    price = replace(PRICE, valid_until=PUBLISHED)
    made = first()

    assert codes(replace(made, **days_later(made, 153)), price=price) == []  # 9 September
    assert codes(replace(made, **days_later(made, 155)), price=price) == ["terms.price_stale"]


def test_rounds_come_in_their_order():
    assert codes(second()) == ["terms.no_previous"]
    assert "terms.wrong_round" in codes(second(), FAILED_TWICE)
    assert "terms.wrong_round" in codes(sale(), FAILED)


def test_a_round_broken_by_its_buyer_is_held_again_without_a_cut():
    broken = replace(FAILED_TWICE, defaulted=True)
    again = terms(RoundKind.SECOND, previous=broken, published=date(2026, 6, 1))

    assert again.start == 56_000_000
    assert codes(again, broken) == []
    assert codes(replace(again, start=55_999_999), broken) == ["terms.start_below_floor"]
    assert "terms.wrong_round" in codes(replace(sale(), published_on=date(2026, 6, 1)), broken)


def test_a_direct_sale_asks_the_price_of_the_second_round_in_full_for_sixty_days():
    made = sale()

    assert (made.start, made.deposit) == (56_000_000, 56_000_000)
    assert made.ends_at - made.opens_at == timedelta(days=60)
    assert lot_of(made).rules.contest == timedelta(hours=24)
    assert codes(replace(made, start=60_000_000, deposit=60_000_000), FAILED_TWICE) == ["terms.sale_price"]
    assert codes(replace(made, deposit=11_200_000), FAILED_TWICE) == ["terms.deposit"]
    assert codes(replace(made, ends_at=made.ends_at - timedelta(days=1)), FAILED_TWICE) == ["terms.sale_window"]


def test_what_is_recalled_says_so():
    made = sale(deposit=1)
    (fault,) = check_terms(made, price=PRICE, previous=FAILED_TWICE, on=made.published_on, calendar=CALENDAR)

    assert "未核对原文" in fault.message


def test_a_platform_off_the_list_is_refused():
    assert codes(first(platform="pinduoduo")) == ["platform.unlisted"]
    assert codes(first(platform="icbc")) == []


def test_the_applicant_chooses_the_platform_and_the_court_where_applicants_disagree():
    assert choose_platform(["jd", "jd"], courts="taobao", on=PUBLISHED).platform == "jd"
    assert choose_platform(["jd", "gpai"], courts="taobao", on=PUBLISHED).by_court
    assert choose_platform([""], courts="taobao", on=PUBLISHED).platform == "taobao"
    assert choose_platform(["jd", ""], courts="taobao", on=PUBLISHED).by_court  # one of two applicants did not choose
    with pytest.raises(BadInput):
        choose_platform(["pinduoduo"], courts="taobao", on=PUBLISHED)


def test_a_platform_added_in_2019_was_not_open_before():
    with pytest.raises(BadInput):
        choose_platform(["icbc"], courts="taobao", on=date(2018, 6, 1))


def test_all_that_is_wrong_is_said_at_once():
    made = first(start=1, deposit=0, panel_on=None, platform="x", notified=())

    assert len(codes(made)) == 5


def test_times_without_zone_are_refused():
    assert codes(first(opens_at=datetime(2026, 4, 10, 10, 0))) == ["terms.no_zone"]  # noqa: DTZ001
