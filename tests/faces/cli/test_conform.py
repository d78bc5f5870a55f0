"""`duixian conform` as a bank's engineer runs it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from duixian.connectors.exchange.conformance.keys import COURT_A, COURT_B
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.faces.cli.conform import command


@pytest.fixture(scope="module")
def agencies() -> Iterator[SimulatedAgencies]:
    with SimulatedAgencies(seed=1, counterparties=["B01"]) as running:
        yield running


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "160"}).invoke(command, list(args))
    return result.exit_code, result.stdout, result.stderr


def test_a_server_that_obeys_gets_a_table_and_nought(agencies: SimulatedAgencies) -> None:
    code, out, err = run(agencies.url_of("B01"))
    assert (code, err) == (0, "")
    assert "queue.promoted" in out
    assert "不符 0 项" in out
    assert "（模拟）" in out


def test_a_server_that_does_not_gets_one_and_every_failing_check_by_name(agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", releases_everything=True)
    try:
        code, out, err = run(agencies.url_of("B01"))
    finally:
        agencies.behave("B01", releases_everything=False)
    assert code == 1
    assert "不符：release.part（$defs/Order/properties/amount）" in err
    assert "← HTTP 200" in err
    assert "不符 2 项" in out


def test_json_has_the_calls_of_every_check(agencies: SimulatedAgencies) -> None:
    code, out, _ = run(agencies.url_of("B01"), "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["code"], report["obeys"], report["counts"]["fail"]) == ("B01", True, 0)
    (check,) = [check for check in report["checks"] if check["name"] == "freeze.as_ordered"]
    assert check["verdict"] == "pass"
    calls = [json.loads(call["request"]) for call in check["evidence"]]
    assert [call["act"] for call in calls] == ["query", "freeze", "query"]


def test_the_list_needs_no_server() -> None:
    code, out, _ = run("--list", "--json")
    assert code == 0
    assert len(json.loads(out)["checks"]) >= 25


def test_keys_of_ones_own_are_read_from_a_file(agencies: SimulatedAgencies, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps([{"code": c.code, "private_key": c.secret} for c in (COURT_A, COURT_B)]))
    assert run(agencies.url_of("B01"), "--key", str(keys))[0] == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '[{"code": "A"}]', '[{"code": "A", "private_key": "x"}]'])
def test_a_file_that_holds_no_two_keys_is_refused(tmp_path: Path, content: str) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(content)
    code, _, err = run("http://127.0.0.1:9", "--key", str(keys))
    assert code == 2
    assert "密钥" in err or "私钥" in err


@pytest.mark.parametrize(
    "args", [(), ("bank.example",), ("https://",), ("http://bank.example:abc",), ("ftp://bank.example",)]
)
def test_an_address_is_asked_for(args: tuple[str, ...]) -> None:
    assert run(*args)[0] == 2
