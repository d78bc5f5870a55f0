"""The values of control.yaml: dated, cited, and equal to the rulebook."""

from datetime import date

import pytest

from duixian.law.calendar import national
from duixian.law.citations import Status
from duixian.law.control import HoldingKind, last_day
from duixian.law.params import document, series
from duixian.law.periods import deadline, rule

NAMES = sorted(document("control"))
ON = date(2026, 11, 22)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_unit_source_status_and_day_checked(name):
    table = series(f"control.{name}")

    assert table.title
    assert table.unit
    for value in table.values:
        assert value.citation.instrument
        assert value.citation.version
        assert value.citation.article
        assert isinstance(value.status, Status)
        assert isinstance(value.checked, date)


@pytest.mark.parametrize("name", [name for name in NAMES if series(f"control.{name}").values[-1].status.value in "RX"])
def test_what_was_not_verified_says_so_in_its_article_or_is_old(name):
    value = series(f"control.{name}").values[-1]

    assert value.status in (Status.RECALLED, Status.DISPUTED)
    if value.status is Status.DISPUTED:
        assert value.citation.article.startswith("（")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("share_tolerance", 20),
        ("third_party_debt", 15),
        ("takeover", 60),
        ("transfer", 15),
        ("preservation_idle", 1),
        ("lift_after_ruling", 7),
        ("cash_first", True),
        ("home_share", 1),
        ("alarm_officer", 30),
        ("alarm_chief", 15),
        ("renew_ex_officio", 7),
        ("home_exception", {"rent_years": [5, 8], "grace_months": 3}),
    ],
)
def test_values_of_the_rulebook(name, raw):
    assert series(f"control.{name}").at(ON).raw == raw


@pytest.mark.parametrize(
    ("node", "name"),
    [("third_party_debt", "third_party_debt"), ("priority_takeover", "takeover"), ("priority_transfer", "transfer")],
)
def test_the_node_table_and_the_law_of_control_agree(node, name):
    assert rule(node).limit.amount == series(f"control.{name}").at(ON).raw


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ("freeze_deposit", HoldingKind.DEPOSIT),
        ("seal_movable", HoldingKind.VEHICLE),
        ("seal_immovable", HoldingKind.LAND),
    ],
)
def test_the_node_table_ends_a_control_on_the_same_day(node, kind):
    assert deadline(rule(node), ON, calendar=national()).day == last_day(kind, ON)
