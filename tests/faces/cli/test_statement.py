"""`duixian statement`: many exports in, one table out, and an exit status that tells."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from duixian.faces.cli.statement import command
from duixian.reading.statements.importer import read

SAMPLES = Path(__file__).parents[2] / "data" / "statements"
BOC = next(SAMPLES.glob("boc__*"))
ICBC = next(SAMPLES.glob("icbc__debit*"))


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], input=stdin)


def run_json(*arguments: object, stdin: bytes | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--json", *arguments, stdin=stdin).stdout)
    return found


def test_every_export_lands_in_one_table() -> None:
    found = run_json(*sorted(path for path in SAMPLES.iterdir() if path.suffix in {".csv", ".xls", ".xlsx"}))
    assert len(found["results"]) == 15
    assert {statement["bank"] for result in found["results"] for statement in result["statements"]} >= {
        "中国工商银行",
        "中国建设银行",
        "支付宝",
        "微信支付",
    }
    assert len(found["transfers"]) + found["repeated"] == sum(
        statement["count"] for result in found["results"] for statement in result["statements"]
    )


def test_amounts_are_decimal_strings_in_yuan() -> None:
    first = run_json(BOC)["transfers"][0]
    assert (first["date"], first["direction"], first["amount"], first["balance"]) == (
        "2025-08-22",
        "debit",
        "71.89",
        "3240.28",
    )


def test_the_exit_status_tells() -> None:
    assert run(BOC).exit_code == 0
    assert run(ICBC).exit_code == 1
    assert run(BOC, "nowhere.csv").exit_code == 1
    assert run("nowhere.csv").exit_code == 2
    assert run().exit_code == 2


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    copy = tmp_path / "again.csv"
    copy.write_bytes(BOC.read_bytes())
    found = run_json(BOC, copy)
    assert (len(found["transfers"]), found["repeated"]) == (17, 17)


def test_a_file_comes_through_standard_input() -> None:
    found = run_json("-", stdin=BOC.read_bytes())
    assert len(found["transfers"]) == 17


def test_bad_rows_are_told_on_standard_error_with_place_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_text("交易日期,收入,支出,对方户名\n2023-02-29,1.00,,张三\n2026-11-02,2.00,,李四\n", "utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert "坏.csv 第 2 行：日期“2023-02-29”：没有这一天" in result.stderr
    assert "李四" in result.stdout
    assert "张三" not in result.stdout


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_saved_can_be_read_again_with_the_same_sums(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"all.{kind}"
    assert run(BOC, "--out", out).exit_code == 0
    (again,) = read(out.read_bytes(), out.name)
    (first,) = read(BOC.read_bytes(), BOC.name)
    assert [(t.booked_on, t.signed, t.balance) for t in again.transfers] == [
        (t.booked_on, t.signed, t.balance) for t in first.transfers
    ]


def test_a_remark_like_a_formula_stays_text_in_what_is_saved(tmp_path: Path) -> None:
    path, out = tmp_path / "x.csv", tmp_path / "all.csv"
    path.write_text("交易日期,收入,支出,对方户名,摘要\n2026-11-02,1.00,,@SUM(A1),-2+3|cmd\n", "utf-8")
    assert run(path, "--out", out).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["对方户名"] == "'@SUM(A1)"
    assert row["金额"] == "1.00"


def test_an_unknown_layout_comes_back_as_a_mapping_to_fill_in(tmp_path: Path) -> None:
    path = tmp_path / "怪.csv"
    path.write_text("日子,进来的钱,出去的钱,谁\n2026-11-02,12.50,,张三\n", "utf-8")
    asked = run(path)
    assert asked.exit_code == 2
    assert "--map" in asked.stderr
    mapping = run_json(path)["results"][0]["candidates"][0]["mapping"]
    mapping["columns"] = {"日子": "date", "进来的钱": "credit", "出去的钱": "debit", "谁": "counterparty"}
    explained = tmp_path / "mapping.json"
    explained.write_text(json.dumps(mapping, ensure_ascii=False), "utf-8")
    found = run_json(path, "--map", explained)
    assert [(t["amount"], t["counterparty"]) for t in found["transfers"]] == [("12.50", "张三")]


def test_a_wrong_mapping_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    wrong = tmp_path / "mapping.json"
    wrong.write_text('{"columns": {"日子": "day"}}', "utf-8")
    result = run(BOC, "--map", wrong)
    assert result.exit_code == 2
    assert "没有这个含义" in result.stderr
