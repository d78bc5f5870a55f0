"""The command that replays a folder: what it prints, writes and returns."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from finbench_small import tables

from bench import finbench, finbench_proof
from duixian.analytics.flows.finbench.answers import Rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two accounts, and a workload: a transfer, then how it is seen from its source and its target."""
    made = tables(account=[(1, 0, False, "debit card"), (2, 0, False, "debit card")])
    for name, table in made.items():
        table.write_parquet(tmp_path / f"{name}.parquet")
    asked = {"threshold": 0.0, "startTime": 0, "endTime": 100}
    (tmp_path / finbench.WORKLOAD).write_text(
        json.dumps(
            [
                {
                    "operation": {"Write12": {"accountId1": 1, "accountId2": 2, "time": 50, "amount": 2.5}},
                    "operationResult": "-1",
                },
                {
                    "operation": {"SimpleRead4": {"id": 1, **asked}},
                    "operationResult": [{"dstId": 2, "numEdges": 1, "sumAmount": 2.50}],
                },
                {"operation": {"SimpleRead5": {"id": 2, **asked}}},
            ]
        )
    )
    return tmp_path


def test_a_replay_writes_every_answer_in_order_and_compares_those_given(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out" / "answers.jsonl"

    assert finbench.main([str(folder), "--out", str(out)]) == 0

    assert out.read_text().splitlines() == [
        '[{"dstId":2,"numEdges":1,"sumAmount":2.5}]',
        '[{"srcId":1,"numEdges":1,"sumAmount":2.5}]',
    ]
    said = capsys.readouterr().out
    assert "1 compared, 0 different" in said
    assert "SimpleRead5" in said


def test_a_different_answer_is_shown_and_fails(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workload = folder / finbench.WORKLOAD
    workload.write_text(workload.read_text().replace('"numEdges": 1', '"numEdges": 2'))

    assert finbench.main([str(folder), "--out", str(tmp_path / "a")]) == 1

    assert 'expected [{"dstId":2,"numEdges":2,"sumAmount":2.5}]' in capsys.readouterr().out


def test_a_folder_that_lacks_a_file_says_which(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "repay.parquet").unlink()

    assert finbench.main([str(folder), "--out", str(tmp_path / "a")]) == 2

    assert "repay.parquet" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


def test_an_edge_to_nobody_stops_the_replay(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables(transfer=[(1, 404, 100, 5)])["transfer"].write_parquet(folder / "transfer.parquet")

    assert finbench.main([str(folder), "--out", str(tmp_path / "a")]) == 2

    assert "404" in capsys.readouterr().err


def test_a_proof_goes_on_until_so_many_answers_had_rows_and_counts_what_differs() -> None:
    some: Rows = [{"dstId": 1}]
    pairs: Iterator[tuple[Rows, Rows]] = iter([([], []), (some, some), ([], some), (some, []), (some, some), ([], [])])

    proof = finbench_proof._proof("read", lambda: next(pairs), 3)

    assert (proof.tried, proof.found, proof.different) == (5, 3, 2)


@pytest.mark.slow
def test_every_given_answer_of_scale_factor_10_is_found(shared: Path) -> None:
    folder = shared / "data" / "flows" / "finbench_sf10"
    if finbench.missing(folder):
        pytest.skip("needs LDBC FinBench at scale factor 10 beside the checkout")
    graph = finbench.load(folder)

    table, answers, differences = finbench.replay(graph, finbench.operations(folder))

    assert differences == []
    assert sum(line.compared for line in table.values()) == 2_430
    assert len(answers) == 4_859
