"""The benchmarks run, on a handful of rows, and their own checks of what was written hold. No time is asserted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.harness import Database, Figure, Report
from django.db import connection

from bench import harness, ledger, pages, payout
from duixian.embedded import Cluster


@pytest.fixture
def database(cluster: Cluster, real_db: str) -> Iterator[Database]:
    made = Database(environment=cluster.environment(real_db), server=cluster.dsn(real_db))
    made.attach()
    yield made
    connection.close()


def test_the_three_ledgers_hold_the_same_books(database: Database) -> None:
    report = ledger.run(database, ledger.Size(postings=20, rounds=2, clients=(1, 2), cases=5))

    assert len(report.figures) == 15
    assert all(figure.value > 0 for figure in report.figures)
    (agreed,) = report.checks
    assert "agree" in agreed


def test_ledgers_that_disagree_are_not_reported(database: Database) -> None:
    ledger.run(database, ledger.Size(postings=10, rounds=1, clients=(1,), cases=5))
    with database.superuser() as server:
        server.execute(
            "update rows_account set balance_fen = balance_fen + 1 where id = (select min(id) from rows_account)"
        )

    with pytest.raises(AssertionError, match="disagree: 1 balances"):
        ledger._agree(database)


def test_a_payout_pays_everybody_once_in_one_act_or_in_many(database: Database) -> None:
    report = payout.run(database, payout.Size(payees=6, rounds=1, many=40, each=3))

    assert [check.split(",")[0] for check in report.checks] == ["18 payees paid once", "40 payees paid once"]


@pytest.mark.slow
def test_the_pages_asked_for_come(database: Database) -> None:
    report = pages.run(database, pages.Size(cases=3_000, users=4, turns=1, pages=8, unmeasured=1, reading_s=0.01))

    assert report.checks == [f"{4 * 7 * 3} answers were the pages asked for"]


def test_a_figure_says_whether_its_aim_was_met() -> None:
    assert harness.at_least("x", 0.5, "×", 0.5).met is True
    assert harness.at_most("x", 151.0, "ms", 150).met is False
    assert "MISSED" in str(harness.at_most("x", 151.0, "ms", 150))
    assert Figure("x", 1.0, "s").met is None


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5.0), (0.95, 10.0), (0.9, 9.0), (1.0, 10.0), (0.01, 1.0)])
def test_percentiles_are_values_that_were_measured(share: float, expected: float) -> None:
    assert harness.percentile([float(value) for value in range(10, 0, -1)], share) == expected


def test_accepted_figures_keep_what_is_needed_to_repeat_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "RESULTS", tmp_path)
    report = Report("ledger", {"seed": 1}, [harness.at_least("ratio", 0.61234567, "×", 0.5)], ["all agree"])

    kept = json.loads(report.accept({"cores": 2}).read_text(encoding="utf-8"))

    assert kept["command"] == "python -m bench ledger"
    assert kept["machine"] == {"cores": 2}
    assert kept["figures"] == [{"name": "ratio", "value": 0.61235, "unit": "×", "aim": "≥ 0.5", "met": True}]
