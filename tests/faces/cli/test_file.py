"""`duixian file` and `duixian debt CASE`: the same act as the page, from a document or a spreadsheet."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.trail.models import Entry
from duixian.faces.cli import debt, place
from duixian.faces.cli.file import command
from duixian.reading.cases import template
from duixian.testing.scenes.stage import Stage, opened, resident_id

JUDGMENT = """淮安市淮阴区人民法院
民事判决书
（2025）苏0804民初1234号
原告：何桂兰，女，汉族，住淮安市淮阴区。
被告：陈建国，男，汉族，住淮安市淮阴区。
原告何桂兰与被告陈建国民间借贷纠纷一案，本院受理后，依法公开开庭进行了审理。现已审理终结。
判决如下：
一、被告陈建国于本判决生效之日起十日内偿还原告何桂兰借款本金80000元及利息（以80000元为基数，自2024年1月1日起按年利率6%计算至实际付清之日止）；
二、驳回原告何桂兰的其他诉讼请求。
如果未按本判决指定的期间履行给付金钱义务，应当依照《中华人民共和国民事诉讼法》第二百六十四条之规定，加倍支付迟延履行期间的债务利息。
案件受理费1800元，由被告陈建国负担。
二〇二五年十月十日
"""


@pytest.fixture
def stage(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("DUIXIAN_DB_NAME", "of the test")  # the database of the test is the one in use already
    from datetime import date

    with opened(tmp_path, date(2026, 3, 2)) as here:
        yield here


def cases(stage: Stage) -> list[Case]:
    with scope.of_court(stage.court.pk):
        return list(Case.objects.order_by("pk").select_related("title").prefetch_related("parties__person"))


def run(*words: str, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(command, [*words, "--officer", "officer"], input=answer)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_judgment_is_shown_confirmed_and_filed(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="gb18030")

    status, out = run(str(paper), "--effective", "2025-11-01", "--on", "2026-03-02", answer="y\n")

    assert status == 0, out
    (case,) = cases(stage)
    assert case.number in out
    assert "80,000.00" in out
    assert [(p.role, p.person.name) for p in case.parties.all()] == [("applicant", "何桂兰"), ("debtor", "陈建国")]
    with scope.of_court(stage.court.pk):
        assert Entry.objects.get(act="case.file").actor == "officer"


def test_without_a_yes_nothing_is_filed(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="utf-8")

    status, out = run(str(paper), "--effective", "2025-11-01", answer="n\n")

    assert status == 1
    assert "未确认" in out
    assert cases(stage) == []


def test_without_the_day_of_effect_the_fault_names_it(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="utf-8")

    status, out = run(str(paper), "--yes", "--json")

    assert status == 1
    assert [fault["code"] for fault in json.loads(out)["results"][0]["faults"]] == ["draft.effective"]
    assert cases(stage) == []


def test_another_court_is_refused(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="utf-8")

    status, out = run(str(paper), "--yes", "--court", "苏0803")

    assert status == 1
    assert "不能为其他法院立案" in out
    assert cases(stage) == []


def test_two_parties_with_one_number_are_refused_and_no_number_is_used_up(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="utf-8")
    same = resident_id(7)
    words = (str(paper), "--yes", "--effective", "2025-11-01", "--on", "2026-03-02")

    status, out = run(*words, "--id", f"何桂兰={same}", "--id", f"陈建国={same}")
    again, _ = run(*words)

    assert (status, again) == (1, 0)
    assert "证件号码相同" in out
    assert [case.serial for case in cases(stage)] == [1]


def test_a_wrong_check_digit_is_named_with_its_place(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="utf-8")
    good = resident_id(7)
    wrong = good[:-1] + ("1" if good[-1] != "1" else "2")

    status, out = run(str(paper), "--yes", "--effective", "2025-11-01", "--id", f"陈建国={wrong}")

    assert status == 1
    assert "第 18 位校验码" in out
    assert cases(stage) == []


def test_a_spreadsheet_files_the_good_rows_and_gives_the_bad_ones_back(stage: Stage, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(template()))
    sheet = book.active
    assert sheet is not None
    places = {str(cell.value).strip("*"): cell.column - 1 for cell in sheet[1]}
    example = [cell.value for cell in sheet[2]]
    sheet.delete_rows(2)
    for number, amount in (
        ("（2025）苏0804民初1号", "100000.00"),
        ("（2025）苏0804民初2号", "12.345"),
        ("（2025）粤0606民初3号", "100000.00"),
    ):
        row = list(example)
        row[places["执行法院"]] = stage.court.name
        row[places["执行依据案号"]] = number
        row[places["本金"]] = amount
        sheet.append(row)
    path = tmp_path / "案件.xlsx"
    book.save(path)
    back = tmp_path / "退回.xlsx"

    status, out = run(str(path), "--yes", "--on", "2026-11-22", "--returned", str(back))

    assert status == 1
    assert "第 3 行" in out
    assert "小数不得超过两位" in out
    assert "不是本院或其上级法院的" in out
    assert [case.title.number for case in cases(stage)] == ["（2025）苏0804民初1号"]
    returned = load_workbook(back).active
    assert returned is not None
    assert [row[places["执行依据案号"]] for row in returned.iter_rows(min_row=2, values_only=True)] == [
        "（2025）苏0804民初2号",
        "（2025）粤0606民初3号",
    ]


def test_the_debt_of_a_case_by_its_number(stage: Stage, tmp_path: Path) -> None:
    paper = tmp_path / "判决书.txt"
    paper.write_text(JUDGMENT, encoding="utf-8")
    run(str(paper), "--yes", "--effective", "2025-11-01", "--on", "2026-03-02")

    shown = CliRunner().invoke(debt.command, ["(2026)苏0804执1号", "--on", "2026-11-22", "--json"])
    table = CliRunner().invoke(debt.command, ["（2026）苏0804执1号", "--on", "2026-11-22"])
    missing = CliRunner().invoke(debt.command, ["（2026）苏0804执99号", "--on", "2026-11-22"])

    body = json.loads(shown.output)
    assert (shown.exit_code, table.exit_code, missing.exit_code) == (0, 0, 1)
    assert body["number"] == "（2026）苏0804执1号"
    assert {line["kind"] for line in body["debt"]["lines"]} >= {"principal", "ordinary", "doubled"}
    assert body["debt"]["total"][:-3].replace(",", "") in table.output.replace(",", "")
    assert "没有这个案件" in missing.output


def test_the_running_demo_court_is_found_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DUIXIAN_DB_NAME", "DUIXIAN_DB_HOST"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    (tmp_path / place.DEMO_ENV).write_text("DUIXIAN_DB_NAME=demo\nDUIXIAN_DB_HOST='/run/x y'\nPATH=/evil\n")

    place.enter(tmp_path)

    import os

    assert (os.environ["DUIXIAN_DB_NAME"], os.environ["DUIXIAN_DB_HOST"]) == ("demo", "/run/x y")
    assert os.environ["PATH"] != "/evil"
    monkeypatch.delenv("DUIXIAN_DB_NAME")
    monkeypatch.delenv("DUIXIAN_DB_HOST")
