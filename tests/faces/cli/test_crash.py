"""A small crash experiment on real processes: kill -9 of database and worker in the middle of a payout."""

import json
import os
import subprocess
import sys

import pytest

_START = "from duixian.faces.cli import main; main()"


@pytest.mark.slow
def test_after_kills_in_the_middle_of_a_payout_everybody_was_paid_once() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DUIXIAN_", "DJANGO_"))}

    done = subprocess.run(
        [sys.executable, "-c", _START, "crash", "--payees", "200", "--kills", "4", "--seed", "3", "--json"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env=clean,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout)
    assert result["exact"]
    assert len(result["kills"]) == 4
    assert (result["bank_paid"], result["bank_twice"], result["wrong_sum"], result["verify_wrong"]) == (200, 0, 0, 0)
