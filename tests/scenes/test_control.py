"""The control scene on fewer debtors: 52 agencies that fail in every way, and every sum agrees in the end."""

from datetime import date
from pathlib import Path

from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.faces.workers.couriers import WorkersByHand
from duixian.testing.scenes.control import control
from duixian.testing.scenes.stage import opened


def test_from_the_search_to_the_money_nothing_is_lost(real_db: str, cluster: Cluster, tmp_path: Path) -> None:
    with opened(tmp_path, date(2026, 1, 5), couriers=WorkersByHand()) as stage:
        outcome = control(stage, debtors=8)

    assert outcome.rows
    assert [check for check in outcome.checks if not check.holds] == []
    report = verify(cluster.dsn(real_db))
    assert report.findings == []
    assert report.counts["payouts"] > 0
