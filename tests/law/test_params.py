"""Legal values: dated, cited, one at a time."""

from datetime import date
from itertools import pairwise

import pytest

from duixian.base.days import Period
from duixian.base.faults import BadInput
from duixian.law.citations import Citation, Status, civil_procedure_law, law_article_for_double_interest
from duixian.law.params import BadParameters, Value, build, document, series

RATE_FILES = ("rates", "interest", "fees")
NAMES = [f"{file}.{key}" for file in RATE_FILES for key in document(file)]


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_unit_source_status_and_day_checked(name):
    table = series(name)

    assert table.unit
    assert table.title
    for value in table.values:
        assert value.citation.instrument
        assert value.citation.version
        assert isinstance(value.status, Status)
        assert isinstance(value.checked, date)


@pytest.mark.parametrize(
    ("day", "one", "five"),
    [
        ("2019-08-20", "4.25", "4.85"),
        ("2019-09-19", "4.25", "4.85"),
        ("2020-04-20", "3.85", "4.65"),
        ("2022-08-22", "3.65", "4.30"),
        ("2024-02-20", "3.45", "3.95"),
        ("2024-10-20", "3.35", "3.85"),
        ("2024-10-21", "3.10", "3.60"),
        ("2026-08-20", "3.00", "3.50"),
    ],
)
def test_lpr_changes_on_the_day_of_publication(day, one, five):
    on = date.fromisoformat(day)

    assert (series("rates.lpr_1y").at(on).raw, series("rates.lpr_5y").at(on).raw) == (one, five)


def test_lpr_not_yet_published_is_carried_and_says_so():
    lpr = series("rates.lpr_1y")

    assert lpr.at(date(2026, 11, 22)).raw == "3.00"
    assert lpr.carried(date(2026, 11, 22))
    assert not lpr.carried(date(2026, 9, 20))


def test_lpr_seen_in_excerpts_only_is_marked_so():
    assert series("rates.lpr_1y").at(date(2025, 6, 20)).status is Status.READ
    assert series("rates.lpr_1y").at(date(2026, 6, 22)).status is Status.EXCERPT


def test_a_day_without_a_value_is_an_error_at_use():
    with pytest.raises(BadInput) as bad:
        series("rates.lpr_1y").at(date(2019, 8, 19))

    assert bad.value.faults[0].code == "law.no_value"


def _value(first, until):
    cited = Citation("甲", "2020-01-01", "第一条")
    return Value("1", Period(first, until), cited, Status.READ, date(2026, 1, 1))


def test_two_values_true_at_once_are_an_error_at_load():
    with pytest.raises(BadParameters, match="2020-06-01"):
        build("x", "x", "x", [_value(date(2020, 1, 1), date(2020, 7, 1)), _value(date(2020, 6, 1), None)])


def test_a_gap_between_values_is_an_error_only_at_use():
    table = build("x", "x", "x", [_value(date(2020, 1, 1), date(2020, 2, 1)), _value(date(2021, 1, 1), None)])

    assert table.at(date(2021, 5, 1)).raw == "1"
    with pytest.raises(BadInput):
        table.at(date(2020, 6, 1))


def test_stretches_of_a_series_cover_the_days_asked_for():
    parts = series("rates.benchmark_1y").between(date(2012, 1, 1), date(2015, 1, 1))

    assert [(a.isoformat(), value.raw) for a, _, value in parts] == [
        ("2012-01-01", "6.56"),
        ("2012-06-08", "6.31"),
        ("2012-07-06", "6"),
        ("2014-11-22", "5.6"),
    ]
    assert all(left[1] == right[0] for left, right in pairwise(parts))


@pytest.mark.parametrize(
    ("day", "article"),
    [
        ("2018-01-01", "第253条"),
        ("2021-12-31", "第253条"),
        ("2022-01-01", "第260条"),
        ("2023-12-31", "第260条"),
        ("2024-01-01", "第264条"),
    ],
)
def test_the_article_on_doubled_interest_drifts_with_the_text(day, article):
    assert law_article_for_double_interest(date.fromisoformat(day)).article == article


def test_articles_of_the_coercive_chapter_drift_differently():
    assert civil_procedure_law(118, on=date(2018, 1, 1)).article == "第115条"
    assert civil_procedure_law(118, on=date(2022, 6, 1)).article == "第118条"
    assert civil_procedure_law(236, on=date(2018, 1, 1)).article == "第225条"
    with pytest.raises(ValueError, match="not known"):
        civil_procedure_law(85, on=date(2024, 1, 1))
