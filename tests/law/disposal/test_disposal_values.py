"""The dated values of disposal: each with source, status and the day it was checked."""

from datetime import date

import pytest

from duixian.law.citations import Status
from duixian.law.disposal import is_panel
from duixian.law.disposal.values import cited, number, numbers, platforms
from duixian.law.params import document, series

NAMES = list(document("disposal"))
ON = date(2026, 5, 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_unit_source_status_and_day_checked(name):
    table = series(f"disposal.{name}")

    assert table.unit
    for value in table.values:
        assert value.citation.instrument
        assert value.citation.article
        assert isinstance(value.checked, date)


@pytest.mark.parametrize("name", [n for n in NAMES if series(f"disposal.{n}").at(ON).status is not Status.READ])
def test_what_was_not_read_says_so_in_every_citation(name):
    assert "未核对原文" in cited(name, on=ON) or "（参数）" in cited(name, on=ON)
    assert document("disposal")[name]["note"]


def test_the_values_of_the_rulebook():
    assert number("start_floor_percent", on=ON) == 70
    assert number("second_cut_percent", on=ON) == 20
    assert numbers("deposit_percent", on=ON) == (5, 20)
    assert number("extension_minutes", on=ON) == 5
    assert number("posting_days", on=ON) == 5
    assert number("resume_days", on=ON) == 5
    assert number("record_years", on=ON) == 10
    assert number("sale_window_days", on=ON) == 60
    assert number("sale_contest_hours", on=ON) == 24
    assert numbers("appraisal_days", on=ON) == (30, 15, 2)
    assert numbers("validity_months", on=ON) == (12, 6)
    assert number("direct_floor_percent", on=ON) == 50


def test_five_platforms_in_2017_and_seven_since_2019():
    assert len(platforms(on=date(2018, 12, 31))) == 5
    assert len(platforms(on=date(2019, 1, 1))) == 7


@pytest.mark.parametrize(("members", "panel"), [(1, False), (2, False), (3, True), (4, False), (5, True)])
def test_a_panel_is_three_at_the_least_and_odd(members, panel):
    assert is_panel(members, on=ON) is panel
