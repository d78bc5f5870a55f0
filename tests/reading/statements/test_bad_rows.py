"""A bad row comes back with its place, its value and its reason; the good rows around it stay."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from duixian.base.faults import BadInput, Fault
from duixian.reading.statements.importer import read
from duixian.reading.statements.model import StatementFile

HEADING = "交易日期,收入,支出,余额,对方户名,摘要,交易流水号\n"
GOOD = "2026-11-02,10.00,,10.00,张三,还款,A1\n"
LAST = "2026-11-04,1.00,,11.00,李四,还款,A9\n"


def one(text: str, **options: object) -> StatementFile:
    (found,) = read(text.encode(), "明细.csv", **options)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("line", "code", "place", "value"),
    [
        ("2023-02-29,10.00,,,王五,,B1\n", "date.impossible", "第 3 行", "2023-02-29"),
        ("20230229,10.00,,,王五,,B1\n", "date.impossible", "第 3 行", "20230229"),
        ("1026-11-03,10.00,,,王五,,B1\n", "date.impossible", "第 3 行", "1026-11-03"),
        ("昨天,10.00,,,王五,,B1\n", "date.unreadable", "第 3 行", "昨天"),
        ("2026-11-03,10.005,,,王五,,B1\n", "amount.decimals", "第 3 行", "10.005"),
        ("2026-11-03,-10.00,,,王五,,B1\n", "amount.negative", "第 3 行 B 列", "-10.00"),
        ("2026-11-03,,-10.00,,王五,,B1\n", "amount.negative", "第 3 行 C 列", "-10.00"),
        ("2026-11-03,一万,,,王五,,B1\n", "amount.unreadable", "第 3 行", "一万"),
        ("2026-11-03,99999999999999999.00,,,王五,,B1\n", "amount.too_large", "第 3 行", "99999999999999999.00"),
        ("2026-11-03,1.00,2.00,,王五,,B1\n", "amount.both", "第 3 行", ""),
        ("2026-11-03,,,,王五,还款,B1\n", "amount.missing", "第 3 行", ""),
        (
            "2026-11-03,1,000.00,,,王五,,B1\n",
            "statement.columns",
            "第 3 行",
            "2026-11-03 | 1 | 000.00 |  |  | 王五 |  | B1",
        ),
        ("2026-11-03,=SUM(B2:B2),,,王五,,B1\n", "cell.formula", "第 3 行 B 列", "=SUM(B2:B2)"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_stay(line: str, code: str, place: str, value: str) -> None:
    found = one(HEADING + GOOD + line + LAST)
    assert [transfer.reference for transfer in found.transfers] == ["A1", "A9"]
    (fault,) = found.faults
    assert (fault.code, fault.place, fault.value) == (code, place, value)


def test_a_formula_in_a_workbook_is_named_with_its_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "流水"
    for row in (
        ["交易日期", "收入", "支出", "对方户名"],
        [date(2026, 11, 2), 10, None, "张三"],
        [date(2026, 11, 3), "=B2*2", None, "李四"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    (found,) = read(out.getvalue(), "流水.xlsx")
    assert [transfer.signed for transfer in found.transfers] == [10_00]
    assert [(fault.code, fault.place) for fault in found.faults] == [("cell.formula", "工作表“流水”第 3 行 B 列")]


def test_an_account_number_kept_as_a_number_is_not_trusted() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["交易日期", "收入", "支出", "对方户名", "对方账号"])
    sheet.append(["2026-11-02", 10, None, "张三", 6222020000000000123])
    out = io.BytesIO()
    book.save(out)
    (found,) = read(out.getvalue(), "流水.xlsx")
    assert [fault.code for fault in found.faults] == ["cell.digits_lost"]


def test_totals_notes_and_repeated_headings_are_not_rows() -> None:
    found = one(
        HEADING + GOOD + "本页小计,10.00,0.00\n\n" + HEADING + LAST + "合计,11.00,0.00\n以上数据仅供参考\n共2笔,,\n"
    )
    assert len(found.transfers) == 2
    assert [fault.code for fault in found.faults] == ["statement.total"]
    assert "收入合计印为 10.00 元，明细合计 11.00 元" in found.faults[0].message


def test_a_total_that_disagrees_names_both_figures_and_the_difference() -> None:
    (fault,) = one(HEADING + GOOD + LAST + "合计,12.00,0.00\n").faults
    assert fault.message == "收入合计印为 12.00 元，明细合计 11.00 元，相差 1.00 元"
    assert fault.place == "第 4 行"


def test_a_missing_line_breaks_the_chain_of_balances() -> None:
    found = one(HEADING + GOOD + LAST.replace("11.00", "12.00"))
    (fault,) = found.faults
    assert (fault.code, fault.place, fault.value) == ("statement.balance", "第 3 行", "12.00")
    assert "应为 11.00 元，印为 12.00 元" in fault.message
    assert found.in_doubt


def test_the_chain_of_balances_holds_backwards_too() -> None:
    assert one(HEADING + LAST + GOOD).faults == ()


def test_opening_and_closing_balance_must_agree_with_the_lines() -> None:
    (fault,) = one("期初余额：0.00\n" + HEADING + GOOD + LAST + "期末余额：20.00\n").faults
    assert "期初余额 0.00 元加本期发生额 11.00 元得 11.00 元，与期末余额 20.00 元不符" in fault.message


def test_a_file_cut_in_the_middle_of_a_line_says_so() -> None:
    found = one((HEADING + GOOD + LAST)[: -len("李四,还款,A9\n") - 3])
    assert [transfer.reference for transfer in found.transfers] == ["A1"]
    assert [fault.code for fault in found.faults] == ["file.truncated"]
    assert found.in_doubt


def codes(data: bytes, name: str = "x.csv", **options: int) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(data, name, **options)
    return [fault.code for fault in caught.value.faults]


def test_what_cannot_be_read_at_all_is_refused_with_a_reason() -> None:
    assert codes(b"") == ["file.empty"]
    assert codes(b"a" * (20 * 1024 * 1024 + 1)) == ["file.too_large"]
    assert codes(b"<?xml version='1.0'?>" + b" " * (20 * 1024 * 1024)) == ["file.too_large"]
    assert codes("今天天气很好。\n没有表格。\n".encode()) == ["statement.layout"]
    assert codes(b"\x89PNG\r\n\x1a\n" + bytes(100)) == ["text.binary"]


def test_every_fault_has_a_sentence_and_most_a_remedy() -> None:
    found = one(HEADING + GOOD + "2026-11-03,1.2.3,,,王五,,B1\n2023-02-29,1.00,,,王五,,B2\n" + "合计,1.00,\n")
    assert len(found.faults) == 3
    for fault in found.faults:
        assert isinstance(fault, Fault)
        assert fault.message
        assert fault.remedy
        assert "{" not in str(fault)


def test_a_large_export_is_read_in_seconds_not_minutes(tmp_path: Path) -> None:
    lines = [f"2026-11-02,1.00,,{n}.00,张三,还款,A{n}" for n in range(1, 50_001)]
    found = one(HEADING + "\n".join(lines) + "\n")
    assert len(found.transfers) == 50_000
    assert found.credits == 50_000_00
    assert found.faults == ()
