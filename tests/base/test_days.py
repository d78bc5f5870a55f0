"""Days and periods."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.days import (
    Period,
    add_days,
    add_months_clipped,
    add_years_clipped,
    chinese,
    days_in_year,
    merged,
    read_day,
    without,
)
from duixian.base.faults import BadInput

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["2026-11-22", "2026/11/22", "2026.11.22", "2026年11月22日", "2026 年 11 月 22 日", "20261122", "２０２６-11-22"],
)
def test_a_day_is_read_in_every_usual_form(text):
    assert read_day(text) == date(2026, 11, 22)


def test_29_february_2023_says_what_is_wrong_and_what_to_do():
    with pytest.raises(BadInput) as bad:
        read_day("2023-02-29", field="履行期限", place="第 3 行")

    (fault,) = bad.value.faults
    assert (fault.code, fault.value, fault.place) == ("day.impossible", "2023-02-29", "第 3 行")
    assert "28" in fault.message
    assert "2023-02-28" in fault.remedy


@pytest.mark.parametrize(
    "text", ["", "22/11/2026", "26-11-22", "2026-11", "2026-11/22", "明天", "2026-11-22x", "45000"]
)
def test_what_is_not_a_day_is_refused_and_not_guessed(text):
    with pytest.raises(BadInput) as bad:
        read_day(text)

    assert bad.value.faults[0].code == "day.unreadable"


def test_a_month_13_is_named():
    with pytest.raises(BadInput, match="13 月"):
        read_day("2026-13-01")


def test_months_end_on_the_last_day_where_the_day_is_missing():
    assert add_months_clipped(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months_clipped(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert add_months_clipped(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert add_years_clipped(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_days_out_of_the_calendar_are_refused():
    with pytest.raises(BadInput):
        add_months_clipped(date(9999, 6, 1), 12)
    with pytest.raises(BadInput):
        add_days(date(9999, 12, 31), 1)


def test_a_period_holds_its_first_day_and_not_its_end():
    period = Period(date(2026, 1, 1), date(2026, 2, 1))

    assert date(2026, 1, 1) in period
    assert date(2026, 2, 1) not in period


def test_an_empty_period_is_refused():
    with pytest.raises(BadInput) as bad:
        Period(date(2026, 1, 1), date(2026, 1, 1))

    assert bad.value.faults[0].code == "period.empty"


def test_leap_years_have_366_days():
    assert [days_in_year(year) for year in (1900, 2000, 2023, 2024)] == [365, 366, 365, 366]


def test_days_are_printed_as_documents_print_them():
    assert chinese(date(2025, 2, 2)) == "2025年2月2日"


PERIODS = st.lists(st.tuples(DAYS, st.integers(1, 400)), max_size=5).map(
    lambda rows: [Period(day, add_days(day, length)) for day, length in rows]
)


@given(PERIODS, DAYS, st.integers(0, 2000))
def test_what_is_left_and_what_is_taken_out_are_all_the_days(periods, first, length):
    until = add_days(first, length)
    holes = merged(periods)
    left = list(without(first, until, holes))

    kept = sum((b - a).days for a, b in left)
    assert kept + sum(hole.days_within(first, until) for hole in holes) == length
    assert not any(day in period for a, _ in left for day in [a] for period in periods)


@given(PERIODS)
def test_merged_periods_are_disjoint_and_in_order(periods):
    joined = merged(periods)

    assert all(a.end is not None and a.end < b.start for a, b in pairwise(joined))
