"""The scenes of the reports, end to end: sums to the fen, and the independent check afterwards."""

from datetime import date
from pathlib import Path

import pytest

from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.testing.scenes import SCENES
from duixian.testing.scenes.stage import opened


@pytest.mark.parametrize("name", [name for name in SCENES if name != "control"])  # it has a file of its own
def test_a_scene_ends_with_every_sum_in_order(name: str, real_db: str, cluster: Cluster, tmp_path: Path) -> None:
    with opened(tmp_path, date(2026, 1, 5)) as stage:
        outcome = SCENES[name](stage)

    assert outcome.rows
    assert [check for check in outcome.checks if not check.holds] == []
    report = verify(cluster.dsn(real_db))
    assert report.findings == []
    assert report.counts["payouts"] > 0
