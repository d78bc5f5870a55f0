"""The benchmarks of tracing run on a handful of rows, their rivals agree, and what they call a path is one."""

from pathlib import Path

import pytest
from bench.harness import Report

from bench import aml, flows

GATHER = aml.Attempt("GATHER-SCATTER", [(1, 9, 10), (2, 9, 20), (9, 3, 15), (9, 4, 30), (7, 8, 12)], first=100)


def test_rivals_and_ours_agree_on_a_small_network() -> None:
    pytest.importorskip("duckdb", reason="rivals are installed by `make bench`")
    pytest.importorskip("rustworkx", reason="rivals are installed by `make bench`")

    report = flows.run(
        flows.Size(accounts=300, transfers=3_000, asked=20, by_graph=5, by_statement=2, together=4, parties=50)
    )

    assert sum("equal in number" in check for check in report.checks) == 5
    assert any(check.startswith("duckdb reaches the same") for check in report.checks)
    assert not any(figure.aim for figure in report.figures)


def test_a_rival_that_tells_other_sums_ends_the_benchmark() -> None:
    with pytest.raises(AssertionError, match="1 of 2 traces differ"):
        flows._equal("rival", [(1, 1, 1, 1), (2, 2, 2, 2)], [(1, 1, 1, 1), (2, 2, 2, 3)], Report("flows", {}))


def test_the_path_of_an_attempt_is_what_follows_in_time_and_its_piece_what_hangs_together() -> None:
    assert GATHER.start == (1, 10)
    assert GATHER.path() == {100, 102, 103}
    assert GATHER.piece() == {100, 101, 102, 103}


def test_the_attempts_of_amlworld_are_found_among_other_transfers(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = aml.run(aml.Size(accounts=20_000, transfers=100_000))

    shares = {figure.name: figure.value for figure in report.figures if figure.aim}
    assert shares == {
        "path recovered, the kind with the lowest share": 1.0,
        "ten times as busy: path recovered, the kind with the lowest share": 1.0,
    }
    assert capsys.readouterr().out.count("SCATTER-GATHER") == 2
