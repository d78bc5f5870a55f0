"""The only home, leases, direct sales, and limits on the way (CTL-10, AUC-12, AUC-16, AUC-19, AUC-20, AUC-22)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.calendar import national
from duixian.law.disposal import (
    DirectSale,
    Lease,
    LeaseSale,
    check_direct,
    commission,
    deposits_due_by,
    equity_self_sale_until,
    grace_until,
    kept_rent,
    lease_verdict,
    leaves_something,
    records_until,
    resume_by,
)
from duixian.law.disposal.values import BEIJING

ON = date(2026, 5, 4)
YUAN = 100


def test_five_to_eight_years_of_rent_are_kept():
    assert kept_rent(2_000 * YUAN, years=5, on=ON).amount == 120_000 * YUAN
    assert kept_rent(2_000 * YUAN, years=8, on=ON).amount == 192_000 * YUAN


@pytest.mark.parametrize("years", [4, 9, 0, -5])
def test_less_or_more_years_are_refused(years):
    with pytest.raises(BadInput) as bad:
        kept_rent(2_000 * YUAN, years=years, on=ON)

    assert bad.value.faults[0].code == "home.years"


def test_a_home_whose_sale_would_leave_nothing_is_not_sold():
    kept = kept_rent(2_000 * YUAN, years=5, on=ON)

    assert leaves_something(200_000 * YUAN, kept=kept, ahead=79_999 * YUAN) == ()
    (fault,) = leaves_something(200_000 * YUAN, kept=kept, ahead=80_000 * YUAN)
    assert fault.code == "home.nothing_left"


def test_a_home_to_be_handed_over_has_three_months_of_grace():
    assert grace_until(date(2026, 11, 30)) == date(2027, 2, 28)


SEIZED = date(2026, 1, 10)
BEFORE, AFTER = date(2026, 1, 9), date(2026, 1, 10)


@pytest.mark.parametrize(
    ("signed", "possessed", "sale"),
    [
        (BEFORE, BEFORE, LeaseSale.WITH),
        (AFTER, BEFORE, LeaseSale.WITHOUT),
        (BEFORE, AFTER, LeaseSale.WITHOUT),
        (BEFORE, None, LeaseSale.WITHOUT),
        (None, BEFORE, LeaseSale.WITHOUT),
        (None, None, LeaseSale.UNCLEAR),
    ],
)
def test_a_lease_stands_only_if_signed_and_possessed_before_the_seizure(signed, possessed, sale):
    assert lease_verdict(Lease(signed, possessed), seized_on=SEIZED).sale is sale


@pytest.mark.parametrize(
    ("sale", "codes"),
    [
        (DirectSale(10, agreed=True, appraisal=1000), []),
        (DirectSale(1000, market=1000, appraisal=2000), []),
        (DirectSale(999, market=1000), ["direct.below_market"]),
        (DirectSale(1000, appraisal=1000), []),
        (DirectSale(999, appraisal=1000), ["direct.below_floor"]),
        (DirectSale(500, appraisal=1000, unsold=True), []),
        (DirectSale(500, appraisal=1001, unsold=True), ["direct.below_floor"]),
        (DirectSale(1000), ["direct.no_appraisal"]),
        (DirectSale(0, agreed=True), ["direct.price"]),
    ],
)
def test_the_price_of_a_direct_sale(sale, codes):
    assert [fault.code for fault in check_direct(sale, on=ON)] == codes


@pytest.mark.parametrize(
    ("price", "most"),
    [(2_000_000, 100_000), (10_000_000, 340_000), (50_000_000, 1_140_000), (200_000_000, 2_140_000)],
)
def test_the_commission_falls_part_by_part_and_says_what_was_not_read(price, most):
    found = commission(price * YUAN, on=ON)

    assert found.most == most * YUAN
    assert "未核对原文" in found.basis


@given(st.integers(0, 10**13), st.integers(0, 10**10))
def test_a_higher_price_never_lowers_the_commission_and_never_takes_more_than_a_twentieth(price, more):
    lower, higher = commission(price, on=ON).most, commission(price + more, on=ON).most

    assert lower <= higher
    assert higher * 20 <= price + more + 20


def test_limits_on_the_way():
    assert resume_by(date(2026, 3, 2), calendar=national()) == date(2026, 3, 9)  # the fifth day is a Saturday
    ended = datetime(2026, 5, 26, 10, 22, tzinfo=BEIJING)
    assert deposits_due_by(ended, on=ON) == ended + timedelta(days=1)
    assert records_until(date(2028, 2, 29)) == date(2038, 2, 28)
    assert equity_self_sale_until(date(2026, 5, 4)) == date(2026, 8, 4)
