"""The command as a lawyer runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from duixian.faces.cli.split import command

PLAN = {
    "debtor": "周建平",
    "debtor_kind": "自然人",
    "on": "2026-11-22",
    "funds": "430000.00",
    "claims": [
        {"key": "a", "creditor": "甲[red]", "principal": "1234.00"},
        {"key": "b", "creditor": "乙", "principal": "511111.00"},
    ],
}


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN, ensure_ascii=False), encoding="utf-8")
    return str(path)


def run(*args: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(command, list(args), input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_json_has_stable_keys_and_amounts_as_strings_in_yuan(plan: str) -> None:
    code, out, _ = run(plan, "--json")
    (result,) = json.loads(out)["results"]
    assert code == 0
    assert result["ok"]
    assert (result["funds"], result["claims_paid"], result["residue"]) == ("430000.00", "430000.00", "0.00")
    assert [payee["paid"] for payee in result["payees"]] == ["1035.67", "428964.33"]
    assert all(check["holds"] for check in result["checks"])


def test_the_table_shows_the_waterfall_and_names_as_they_are(plan: str) -> None:
    code, out, _ = run(plan)
    assert code == 0
    for expected in ("普通债权（按比例）", "民诉解释第508条", "430,000.00", "1,035.67", "甲[red]"):
        assert expected in out


def test_a_payee_can_be_checked_by_hand(plan: str) -> None:
    code, out, _ = run(plan, "--payee", "a")
    assert code == 0
    assert (
        "430,000.00 × 1,234.00 ÷ 512,345.00 = 1,035.6693…，取到分 1,035.66，余分分配 + 0.01，受偿 1,035.67 元"
        in "".join(out.split("\n"))
    )


def test_an_unknown_payee_is_said_and_fails(plan: str) -> None:
    code, _, err = run(plan, "--payee", "nobody")
    assert code == 1
    assert "nobody" in err


def test_good_files_are_divided_even_when_another_is_bad(plan: str, tmp_path: Path) -> None:
    code, out, _ = run(plan, str(tmp_path / "missing.json"), "--json")
    good, bad = json.loads(out)["results"]
    assert code == 1
    assert good["ok"]
    assert bad["faults"][0]["code"] == "file.missing"


def test_a_plan_comes_from_standard_input_too() -> None:
    code, out, _ = run("-", "--json", stdin=json.dumps(PLAN).encode())
    assert code == 0
    assert json.loads(out)["results"][0]["debtor"] == "周建平"


def test_the_day_given_on_the_command_line_wins(plan: str) -> None:
    _, out, _ = run(plan, "--json", "--on", "2027-01-01")
    assert json.loads(out)["results"][0]["on"] == "2027-01-01"


def test_the_template_is_written_once_and_never_over_a_file(tmp_path: Path) -> None:
    target = tmp_path / "PLAN.xlsx"
    assert run("--template", str(target))[0] == 0
    assert target.read_bytes().startswith(b"PK")
    assert run("--template", str(target))[0] == 2


def test_without_files_the_command_says_what_it_needs() -> None:
    code, _, err = run()
    assert code == 2
    assert "--template" in err
