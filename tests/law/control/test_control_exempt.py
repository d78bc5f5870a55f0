"""What is left to people (CTL-09 to CTL-11 and earmarked accounts)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.citations import Status
from duixian.law.control import (
    ClaimNature,
    Earmark,
    Extent,
    HoldingKind,
    HomeException,
    Living,
    Necessity,
    Thing,
    allowances,
    exemption,
)

ON = date(2026, 11, 22)
LIVING = Living(monthly=800_00, household=3, months=3)


def account(key="a", available=10_000_00, earmark=Earmark.NONE, **more):
    return Thing(key, "d", HoldingKind.DEPOSIT, available=available, earmark=earmark, **more)


def home(**more):
    return Thing("h", "d", HoldingKind.HOME, value=1_000_000_00, **more)


def test_the_living_allowance_is_the_local_minimum_for_the_household_for_some_months():
    assert LIVING.allowance == 7_200_00


@pytest.mark.parametrize(("monthly", "household", "months"), [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_living_must_be_set_in_full(monthly, household, months):
    with pytest.raises(BadInput):
        Living(monthly, household, months)


def test_wages_are_withheld_only_beyond_living_needs():
    found = exemption(account(earmark=Earmark.WAGES), LIVING, on=ON)

    assert (found.extent, found.amount, found.controllable, found.takeable) == (Extent.LIVING, 7_200_00, True, True)
    assert str(found.citation) == "《民事诉讼法》第254条"


@pytest.mark.parametrize(
    ("on", "article"), [("2018-01-01", "第243条"), ("2022-06-01", "第250条"), ("2024-01-01", "第254条")]
)
def test_the_article_on_income_drifts_with_the_text(on, article):
    found = exemption(account(earmark=Earmark.WAGES), LIVING, on=date.fromisoformat(on))

    assert found.citation.article == article


def test_a_small_balance_is_kept_as_a_whole_but_no_more_than_there_is():
    assert exemption(account(available=100_00), LIVING, on=ON).amount == 100_00


def test_a_company_has_no_living_allowance():
    assert exemption(account(), None, on=ON).extent is Extent.NONE


@pytest.mark.parametrize(
    ("earmark", "status"),
    [
        (Earmark.MINIMUM_LIVING, Status.READ),
        (Earmark.PENSION, Status.DISPUTED),
        (Earmark.SOCIAL_INSURANCE, Status.EXCERPT),
        (Earmark.MEDICAL, Status.RECALLED),
        (Earmark.MIGRANT_WAGES, Status.EXCERPT),
        (Earmark.TRUST, Status.RECALLED),
        (Earmark.PARTY_FUNDS, Status.EXCERPT),
    ],
)
def test_these_accounts_are_exempt_as_a_whole(earmark, status):
    found = exemption(account(earmark=earmark), LIVING, on=ON)

    assert (found.extent, found.amount, found.controllable) == (Extent.WHOLE, 10_000_00, False)
    assert found.status is status
    assert found.reason


@pytest.mark.parametrize("earmark", [Earmark.PRESALE, Earmark.MARGIN, Earmark.PROVIDENT_FUND])
def test_these_accounts_may_be_frozen_and_not_deducted(earmark):
    found = exemption(account(earmark=earmark), None, on=ON)

    assert (found.extent, found.controllable, found.takeable) == (Extent.NO_DEDUCTION, True, False)


def test_a_provident_fund_is_frozen_only_even_without_an_earmark():
    fund = Thing("f", "d", HoldingKind.PROVIDENT_FUND, available=5, unit=1)

    assert exemption(fund, LIVING, on=ON).extent is Extent.NO_DEDUCTION


@pytest.mark.parametrize(
    ("earmark", "claim"),
    [(Earmark.MIGRANT_WAGES, ClaimNature.MIGRANT_WAGES), (Earmark.PRESALE, ClaimNature.PROJECT)],
)
def test_an_account_is_open_to_the_claims_of_its_own_project_it_is_kept_for(earmark, claim):
    own = account(earmark=earmark, own_project=True)

    assert exemption(own, None, on=ON, claim=claim).takeable
    assert not exemption(own, None, on=ON).takeable
    assert not exemption(account(earmark=earmark), None, on=ON, claim=claim).takeable


@pytest.mark.parametrize("necessity", list(Necessity))
def test_necessities_are_never_controlled(necessity):
    thing = Thing("t", "d", HoldingKind.THING, value=1_000_00, necessity=necessity)

    found = exemption(thing, LIVING, on=ON)

    assert (found.extent, found.controllable) == (Extent.WHOLE, False)
    assert found.citation.article == "第3条"


def test_the_only_home_may_be_sealed_and_not_sold():
    found = exemption(home(only_home=True), LIVING, on=ON)

    assert (found.extent, found.controllable, found.takeable) == (Extent.NO_SALE, True, False)
    assert found.citation.article == "第4条"


@pytest.mark.parametrize("exception", list(HomeException))
def test_the_only_home_may_be_sold_on_each_of_three_grounds(exception):
    found = exemption(home(only_home=True, home_exception=exception), LIVING, on=ON)

    assert found.takeable
    assert str(found.citation) == "《异议复议规定》第20条"


def test_another_home_is_not_exempt():
    assert exemption(home(), LIVING, on=ON).extent is Extent.NONE


def test_the_allowance_stays_on_the_wage_account_first():
    shares = allowances([account("big"), account("wages", 20_000_00, Earmark.WAGES)], LIVING, on=ON)

    assert shares == {"wages": 7_200_00}


def test_the_allowance_is_left_once_and_on_the_smallest_accounts():
    shares = allowances([account("c", 50_000_00), account("a", 1_000_00), account("b", 2_000_00)], LIVING, on=ON)

    assert shares == {"a": 1_000_00, "b": 2_000_00, "c": 4_200_00}


def test_what_balances_do_not_reach_is_kept_of_money_to_come():
    assert allowances([account("a", 1_000_00), account("b", 0)], LIVING, on=ON) == {"b": 6_200_00, "a": 1_000_00}


def test_what_was_left_before_is_not_left_twice():
    assert allowances([account("a")], LIVING, on=ON, kept=7_000_00) == {"a": 200_00}
    assert allowances([account("a")], LIVING, on=ON, kept=8_000_00) == {}


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(0, 10**6), st.randoms())
def test_the_allowance_is_kept_in_full_exactly_once_in_any_order(balances, kept, random):
    accounts = [account(f"k{i}", balance) for i, balance in enumerate(balances)]
    mixed = list(accounts)
    random.shuffle(mixed)

    shares = allowances(accounts, LIVING, on=ON, kept=kept)

    assert sum(shares.values()) == max(0, LIVING.allowance - kept)
    assert shares == allowances(mixed, LIVING, on=ON, kept=kept)
