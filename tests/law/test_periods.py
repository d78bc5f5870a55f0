"""Time limits."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.days import Period
from duixian.base.faults import BadInput
from duixian.law.calendar import Calendar, national
from duixian.law.citations import Status
from duixian.law.periods import Counting, Limit, LimitUnit, deadline, default_rules, rule, rules

CALENDAR = national()
FIFTEEN = rule("objection_suit")  # 15 days


def last_day(rule_id, start, **more):
    return deadline(rule(rule_id), start, calendar=CALENDAR, **more).day


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(date(2026, 9, 1), date(2026, 9, 16), id="served 1 September"),
        pytest.param(date(2026, 9, 18), date(2026, 10, 8), id="into the national holiday"),
        pytest.param(date(2026, 1, 30), date(2026, 2, 14), id="onto a Saturday that is worked"),
    ],
)
def test_fifteen_days(start, expected):
    made = deadline(FIFTEEN, start, calendar=CALENDAR)

    assert made.day == expected
    assert str(start) in made.steps[0]


def test_a_holiday_at_the_end_is_named():
    made = deadline(FIFTEEN, date(2026, 9, 18), calendar=CALENDAR)

    assert made.counted_to == date(2026, 10, 3)
    assert "国庆节" in made.steps[-1]


def test_months_and_years_end_on_the_same_day():
    assert last_day("statutory_end", date(2025, 8, 31)) == date(2026, 2, 28)  # Saturday, worked
    assert last_day("apply_limit", date(2024, 2, 29)) == date(2026, 2, 28)
    assert last_day("inquiry_complete", date(2026, 3, 9)) == date(2026, 4, 9)


def test_working_days_skip_holidays_and_count_made_up_days():
    assert last_day("listing_delete", date(2026, 9, 29)) == date(2026, 10, 9)


def test_the_end_of_a_freeze_does_not_wait_for_a_working_day():
    assert last_day("freeze_deposit", date(2025, 10, 3)) == date(2026, 10, 3)


def test_a_notice_before_a_sale_is_due_on_the_working_day_before():
    made = deadline(rule("notify_preemptors"), date(2026, 10, 10), calendar=CALENDAR)

    assert made.counted_to == date(2026, 10, 7)
    assert made.day == date(2026, 9, 30)


def test_a_round_can_be_ended_only_after_three_full_months():
    assert last_day("round_end_earliest", date(2026, 1, 15)) == date(2026, 4, 16)


def test_what_is_suspended_does_not_count():
    stay = Period(date(2026, 3, 1), date(2026, 3, 11))

    assert last_day("notice", date(2026, 2, 25), suspensions=(stay,)) == date(2026, 3, 17)
    assert deadline(rule("notice"), date(2026, 2, 25), calendar=CALENDAR, suspensions=(stay,)).suspended_days == 10


def test_a_second_stay_that_the_first_pushes_into_counts_too():
    stays = (Period(date(2026, 3, 1), date(2026, 3, 11)), Period(date(2026, 3, 14), date(2026, 3, 16)))

    assert last_day("notice", date(2026, 2, 25), suspensions=stays) == date(2026, 3, 19)


def test_a_stay_without_an_end_leaves_the_limit_open():
    with pytest.raises(BadInput) as bad:
        last_day("notice", date(2026, 2, 25), suspensions=(Period(date(2026, 3, 1)),))

    assert bad.value.faults[0].code == "period.suspended"


def test_a_court_may_be_stricter():
    made = deadline(rule("notice"), date(2026, 3, 2), calendar=CALENDAR, court_override=Limit(3, LimitUnit.DAY))

    assert made.day == date(2026, 3, 5)
    assert "10日" in made.notes[0]


@pytest.mark.parametrize(
    ("rule_id", "limit"),
    [
        ("notice", Limit(11, LimitUnit.DAY)),
        ("notice", Limit(10, LimitUnit.WORKING_DAY)),
        ("round_end_earliest", Limit(2, LimitUnit.MONTH)),
        ("auction_notice_movable", Limit(14, LimitUnit.DAY)),
    ],
)
def test_a_court_may_not_be_looser(rule_id, limit):
    with pytest.raises(BadInput) as bad:
        last_day(rule_id, date(2026, 3, 2), court_override=limit)

    assert bad.value.faults[0].code == "period.not_stricter"


def test_a_local_practice_is_replaced_either_way():
    assert last_day("network_query", date(2026, 3, 2), court_override=Limit(5, LimitUnit.DAY)) == date(2026, 3, 9)


def test_a_year_without_a_notice_is_counted_by_weekends_and_says_so():
    made = deadline(FIFTEEN, date(2027, 9, 16), calendar=CALENDAR)

    assert made.day == date(2027, 10, 1)
    assert "2027" in made.notes[0]


def test_a_courts_own_calendar_makes_a_year_known():
    calendar = CALENDAR.with_days(off=[(date(2027, 10, 1), "国庆节")])
    made = deadline(FIFTEEN, date(2027, 9, 16), calendar=calendar)

    assert made.day == date(2027, 10, 4)
    assert not made.notes


def test_a_limit_not_verified_says_so():
    assert "来源不一致" in "".join(deadline(rule("private_prosecution"), date(2026, 1, 5), calendar=CALENDAR).notes)
    assert all(entry.citation.article for entry in rules().values())
    assert {entry.status for entry in rules().values()} == set(Status)


def test_nodes_of_a_new_case():
    assert {"notice", "report_order", "statutory_end", "round_end_earliest"} <= {entry.id for entry in default_rules()}


def test_an_unknown_rule_names_similar_ones():
    with pytest.raises(BadInput) as bad:
        rule("objection")

    assert "objection_ruling" in bad.value.faults[0].remedy


@pytest.mark.parametrize("amount", [0, -3])
def test_a_limit_is_positive(amount):
    with pytest.raises(BadInput):
        Limit(amount, LimitUnit.DAY)


DAYS = st.dates(date(2015, 1, 1), date(2026, 6, 1))


@given(DAYS, st.integers(1, 200))
def test_a_limit_in_days_ends_on_a_working_day_and_never_early(start, amount):
    made = deadline(replace(FIFTEEN, limit=Limit(amount, LimitUnit.DAY)), start, calendar=CALENDAR)

    assert made.day >= start + timedelta(days=amount)
    assert CALENDAR.is_working(made.day)


@given(DAYS, DAYS, st.sampled_from([entry for entry in rules().values() if entry.counting is not Counting.BEFORE]))
def test_a_later_start_never_ends_earlier(one, other, entry):
    first, second = sorted((one, other))

    assert deadline(entry, first, calendar=CALENDAR).day <= deadline(entry, second, calendar=CALENDAR).day


@given(DAYS, st.integers(1, 60), st.integers(1, 60), st.integers(0, 30))
def test_a_suspension_moves_the_end_by_the_days_it_takes(start, amount, length, after):
    entry = replace(FIFTEEN, limit=Limit(amount, LimitUnit.DAY))
    stay = Period(start + timedelta(days=1 + after), start + timedelta(days=1 + after + length))
    made = deadline(entry, start, calendar=Calendar(), suspensions=(stay,))

    taken = length if after < amount else 0
    assert made.suspended_days == taken
    assert made.counted_to == start + timedelta(days=amount + taken)


def test_holidays_of_the_calendar():
    assert not CALENDAR.is_working(date(2026, 10, 1))
    assert CALENDAR.is_working(date(2026, 2, 14))
    assert CALENDAR.why_off(date(2026, 11, 22)) == "周日"
    assert CALENDAR.working_days(date(2026, 10, 1), date(2026, 10, 11)) == 3
