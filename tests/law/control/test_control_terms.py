"""How long a control lasts, and who is told before it ends (CTL-01 to CTL-03)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.days import add_years_clipped
from duixian.base.faults import BadInput
from duixian.law.citations import Status
from duixian.law.control import HoldingKind, RenewalPractice, alarms, last_day, longest_term, renewal
from duixian.law.periods import Limit, LimitUnit

MONTH, YEAR = LimitUnit.MONTH, LimitUnit.YEAR
DEPOSIT, CAR, HOUSE = HoldingKind.DEPOSIT, HoldingKind.VEHICLE, HoldingKind.HOME


def code_of(bad: pytest.ExceptionInfo[BadInput]) -> str:
    return bad.value.faults[0].code


@pytest.mark.parametrize(
    ("kind", "on", "limit", "again", "article"),
    [
        (DEPOSIT, "2026-11-22", Limit(1, YEAR), Limit(1, YEAR), "第485条"),
        (CAR, "2026-11-22", Limit(2, YEAR), Limit(2, YEAR), "第485条"),
        (HOUSE, "2026-11-22", Limit(3, YEAR), Limit(3, YEAR), "第485条"),
        (HoldingKind.EQUITY, "2026-11-22", Limit(3, YEAR), Limit(3, YEAR), "第485条"),
        (DEPOSIT, "2015-02-04", Limit(1, YEAR), Limit(1, YEAR), "第487条"),
        (DEPOSIT, "2015-02-03", Limit(6, MONTH), Limit(3, MONTH), "第29条"),
        (CAR, "2015-02-03", Limit(1, YEAR), Limit(6, MONTH), "第29条"),
        (HOUSE, "2005-01-01", Limit(2, YEAR), Limit(12, MONTH), "第29条"),
    ],
)
def test_the_longest_term_is_that_of_the_kind_and_the_day(kind, on, limit, again, article):
    term = longest_term(kind, on=date.fromisoformat(on))

    assert (term.limit, term.renewal, term.citation.article) == (limit, again, article)


def test_before_2005_no_term_is_known():
    with pytest.raises(BadInput) as bad:
        longest_term(DEPOSIT, on=date(2004, 12, 31))

    assert code_of(bad) == "law.no_value"


def test_what_may_be_a_deposit_is_given_the_shorter_term_and_says_so():
    term = longest_term(HoldingKind.WEALTH, on=date(2026, 11, 22))

    assert term.limit == Limit(1, YEAR)
    assert term.status is Status.DISPUTED
    assert term.note


def test_the_last_day_is_the_same_day_of_the_year_and_ignores_holidays():
    assert last_day(DEPOSIT, date(2025, 10, 3)) == date(2026, 10, 3)
    assert last_day(DEPOSIT, date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_day_beyond_the_law_is_refused_with_the_longest_day_named():
    with pytest.raises(BadInput) as bad:
        last_day(DEPOSIT, date(2026, 11, 22), asked=date(2027, 11, 23))

    assert code_of(bad) == "control.term_too_long"
    assert "2027-11-22" in str(bad.value)


def test_a_shorter_day_may_be_asked_for():
    assert last_day(DEPOSIT, date(2026, 11, 22), asked=date(2027, 1, 1)) == date(2027, 1, 1)


def test_a_term_that_ends_where_it_begins_is_refused():
    with pytest.raises(BadInput) as bad:
        last_day(DEPOSIT, date(2026, 11, 22), asked=date(2026, 11, 22))

    assert code_of(bad) == "control.term_empty"


def test_a_renewal_runs_on_from_the_old_last_day():
    made = renewal(DEPOSIT, until=date(2026, 12, 15), on=date(2026, 11, 22))

    assert made.until == date(2027, 12, 15)
    assert "2026-12-15" in made.reason
    assert "第485条" in made.reason


def test_a_freeze_of_2014_that_is_renewed_in_2015_follows_the_new_rule():
    assert renewal(DEPOSIT, until=date(2015, 3, 1), on=date(2015, 2, 3)).until == date(2015, 6, 1)
    assert renewal(DEPOSIT, until=date(2015, 3, 1), on=date(2015, 2, 4)).until == date(2016, 3, 1)


def test_a_renewal_on_the_last_day_is_in_time_and_a_day_later_is_not():
    until = date(2026, 11, 22)

    assert renewal(CAR, until=until, on=until).until == date(2028, 11, 22)
    with pytest.raises(BadInput) as bad:
        renewal(CAR, until=until, on=date(2026, 11, 23))
    assert code_of(bad) == "control.lapsed"


def test_renewals_cannot_be_chained_before_their_window():
    until = date(2027, 11, 22)

    with pytest.raises(BadInput) as bad:
        renewal(DEPOSIT, until=until, on=until - timedelta(days=91))

    assert code_of(bad) == "control.renew_early"
    assert renewal(DEPOSIT, until=until, on=until - timedelta(days=90)).until == date(2028, 11, 22)


def test_the_ladder_of_alarms_by_default():
    ladder = alarms(date(2026, 12, 31), RenewalPractice())

    assert (ladder.officer_on, ladder.chief_on, ladder.renew_on) == (
        date(2026, 12, 1),
        date(2026, 12, 16),
        date(2026, 12, 24),
    )


def test_a_court_may_be_told_earlier():
    ladder = alarms(date(2026, 12, 31), RenewalPractice(officer=60, chief=40, ex_officio=20))

    assert (date(2026, 12, 31) - ladder.renew_on).days == 20


@pytest.mark.parametrize(
    "settings",
    [
        {"officer": 29},
        {"chief": 14},
        {"ex_officio": 6},
        {"chief": 31},
        {"ex_officio": 15},
        {"officer": 91},
        {"window": 91},
        {"window": 29},
    ],
)
def test_a_court_may_not_be_told_later_nor_in_another_order(settings):
    with pytest.raises(BadInput) as bad:
        RenewalPractice(**settings)

    assert code_of(bad) == "control.practice"


YEARS = {
    HoldingKind.DEPOSIT: 1,
    HoldingKind.WALLET: 1,
    HoldingKind.WEALTH: 1,
    HoldingKind.PROVIDENT_FUND: 1,
    HoldingKind.VEHICLE: 2,
    HoldingKind.THING: 2,
}
"""What the law allows today at most; everything else three."""


@given(
    st.sampled_from(HoldingKind),
    st.dates(date(2005, 1, 1), date(2040, 1, 1)),
    st.integers(-10, 1200),
    st.integers(0, 90),
)
def test_no_term_goes_beyond_the_law(kind, effective, asked_after, renewed_before):
    years = YEARS.get(kind, 3)
    asked = effective + timedelta(days=asked_after)
    try:
        until = last_day(kind, effective, asked=asked)
    except BadInput:
        until = last_day(kind, effective)
        assert not effective < asked <= until
    else:
        assert until == asked
    assert effective < until <= add_years_clipped(effective, years)

    renewed_on = max(effective, until - timedelta(days=renewed_before))
    assert until < renewal(kind, until=until, on=renewed_on).until <= add_years_clipped(until, years)
