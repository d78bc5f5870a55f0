"""The commands debt, fee and deadline: no database, stable JSON, exit status that tells."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from duixian.faces.cli.deadline import command as deadline
from duixian.faces.cli.debt import command as debt
from duixian.faces.cli.fee import command as fee


def run(command, *arguments: str, text: str | None = None):
    return CliRunner(env={"COLUMNS": "200"}).invoke(command, arguments, input=text)


def answers(command, *arguments: str, text: str | None = None) -> list[dict]:
    done = run(command, *arguments, "--json", text=text)
    return json.loads(done.stdout)["results"]


# -- debt -------------------------------------------------------------------------------------------------------


def test_a_debt_by_flags():
    (answer,) = answers(
        debt, "--principal", "80000", "--due", "2023-05-10", "--paid", "2024-01-31:5000", "--on", "2024-03-01"
    )

    assert answer["ok"]
    (statement,) = answer["debts"]
    assert statement["total"] == "79117.75"  # 80,000 × 266 d = 3,724.00; 75,000 × 30 d = 393.75; paid 5,000
    assert answer["execution_fee"]["amount"] == "1100.00"  # on the 80,000 the title names: 50 + 70,000 × 1.5 %


def test_ordinary_interest_runs_from_the_day_after_the_last_day_for_performing():
    (answer,) = answers(
        debt, "--principal", "100000", "--due", "2024-01-01", "--ordinary", "3.65%", "--on", "2024-01-12"
    )

    (step,) = [step for step in answer["debts"][0]["steps"] if step["kind"] == "ordinary"]
    assert (step["first"], step["days"], step["amount"]) == ("2024-01-02", 10, "100.00")


def test_conventions_are_flags_and_are_reported_with_their_basis():
    (answer,) = answers(
        debt, "--principal", "520000", "--due", "2024-06-30", "--ordinary", "12%", "--ordinary-from", "2024-06-08",
        "--on", "2025-01-21", "--year-basis", "360", "--count-days", "both_ends",
    )  # fmt: skip
    statement = answer["debts"][0]

    assert [line["accrued"] for line in statement["lines"] if line["kind"] == "ordinary"] == ["39520.00"]
    assert statement["conventions"]["year_basis"]["value"] == "360"


def test_instalments_by_flags():
    arguments = ["--instalment", "2024-01-01:500", "--instalment", "2024-03-01:500", "--on", "2024-03-11"]
    (answer,) = answers(debt, *arguments)

    assert answer["debts"][0]["lines"][0]["opening"] == "1000.00"


def test_facts_files_are_many_and_bad_ones_do_not_hide_good_ones(tmp_path):
    good = tmp_path / "good.json"
    bad = tmp_path / "bad.json"
    broken = tmp_path / "broken.json"
    good.write_text(run(debt, "--example").stdout, encoding="utf-8-sig")
    bad.write_text('{"items": [{"amount": "1.234", "due": "2023-02-29"}]}', encoding="utf-8")
    broken.write_text('{"items": [\n  {"amount": "1"', encoding="utf-8")
    done = run(debt, str(good), str(bad), str(broken), str(tmp_path / "none.json"), "--on", "2026-11-22", "--json")

    results = json.loads(done.stdout)["results"]
    assert done.exit_code == 1
    assert [result["ok"] for result in results] == [True, False, False, False]
    assert [{fault["code"] for fault in result["faults"]} for result in results[1:]] == [
        {"amount.decimals", "day.impossible"},
        {"file.not_json"},
        {"file.missing"},
    ]
    assert results[2]["faults"][0]["place"].endswith("broken.json:2")


def test_facts_from_standard_input_with_numbers_as_numbers():
    text = '{"on": "2024-01-31", "items": [{"amount": 10000.10, "due": "2024-01-01"}]}'
    (answer,) = answers(debt, "-", text=text)

    assert answer["debts"][0]["on"] == "2024-01-31"
    assert answer["debts"][0]["lines"][0]["opening"] == "10000.10"


def test_the_table_shows_steps_articles_and_conventions():
    done = run(debt, "--principal", "80000", "--due", "2023-05-10", "--on", "2024-03-01")

    assert done.exit_code == 0
    for word in ("加倍部分债务利息", "80000.00 × 0.0175%", "年基准天数", "申请执行费"):
        assert word in done.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 2),
        (("facts.json", "--principal", "5"), 2),
        (("--principal", "5", "--year-basis", "364"), 2),
        (("--principal", "5", "--due", "2023-02-29"), 1),
        (("--principal", "5.123", "--due", "2023-02-28"), 1),
        (("--principal", "5", "--paid", "2024-01-01"), 1),
        (("--principal", "5", "--paid", "2024-01-01:-5"), 1),
        (("--principal", "5", "--due", "2023-02-28", "--on", "2023-03-01"), 0),
    ],
)
def test_the_exit_status_tells(arguments, status):
    done = run(debt, *arguments)

    assert done.exit_code == status
    assert bool(done.stderr) == (status != 0)


# -- fee --------------------------------------------------------------------------------------------------------


def test_fees():
    results = answers(fee, "500000", "1,000,000", "--on", "2026-11-22")

    assert [result["fee"]["amount"] for result in results] == ["7400.00", "12400.00"]
    assert results[0]["fee"]["citation"]["article"] == "第十四条第（一）项"


def test_one_bad_amount_among_good_ones():
    done = run(fee, "500000", "abc", "--json", "--on", "2026-11-22")

    assert done.exit_code == 1
    assert [result["ok"] for result in json.loads(done.stdout)["results"]] == [True, False]


def test_several_kinds_and_no_amount():
    results = answers(fee, "500000", "--kind", "preservation", "--kind", "property_case", "--on", "2026-11-22")
    (range_only,) = answers(fee, "--without-amount", "--on", "2026-11-22")

    assert [result["fee"]["amount"] for result in results] == ["3020.00", "8800.00"]
    assert (range_only["fee"]["amount"], range_only["fee"]["most"]) == ("50.00", "500.00")
    assert run(fee).exit_code == 2


# -- deadline ---------------------------------------------------------------------------------------------------


def test_a_deadline_with_its_counting():
    (answer,) = answers(deadline, "objection_suit", "--from", "2026-09-18")

    assert answer["deadline"]["day"] == "2026-10-08"
    assert answer["deadline"]["counted_to"] == "2026-10-03"
    assert any("国庆节" in step for step in answer["deadline"]["steps"])


def test_a_suspension_and_a_courts_own_limit():
    (answer,) = answers(
        deadline, "notice", "--from", "2026-03-02", "--suspended", "2026-03-03:2026-03-05", "--court-limit", "5个工作日"
    )

    assert answer["deadline"]["suspended_days"] == 2
    assert answer["deadline"]["day"] == "2026-03-11"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("notice",), 2),
        (("nothing", "--from", "2026-03-02"), 1),
        (("notice", "--from", "2026-02-30"), 1),
        (("notice", "--from", "2026-03-02", "--court-limit", "11日"), 1),
        (("notice", "--from", "2026-03-02", "--court-limit", "bald"), 1),
        (("notice", "payout", "--from", "2026-03-02"), 0),
        (("--list",), 0),
    ],
)
def test_the_exit_status_of_deadlines(arguments, status):
    assert run(deadline, *arguments).exit_code == status


def test_the_list_of_rules_is_complete_as_json():
    rules = json.loads(run(deadline, "--list", "--json").stdout)["rules"]

    assert {"id", "title", "limit", "citation", "status", "local"} <= set(rules[0])
    assert "payout" in {rule["id"] for rule in rules}


@pytest.mark.parametrize("name", ["debt", "fee", "deadline"])
def test_the_commands_import_neither_a_framework_nor_the_heavy_libraries(name):
    code = (
        f"import sys, duixian.faces.cli.{name}\n"
        "heavy = {'django', 'numpy', 'rich', 'psycopg', 'openpyxl', 'lxml', 'httpx'} & set(sys.modules)\n"
        "print(*sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
