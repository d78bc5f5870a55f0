"""Any spreadsheet becomes rows of text with places; what cannot be read is refused with a reason, good rows stay."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from duixian.base.faults import BadInput
from duixian.reading.sheets import column_letters, rows

STATEMENTS = Path(__file__).parents[2] / ".." / "shared" / "data" / "statements"


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "明细"
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def codes(data: bytes, **options: int) -> list[str]:
    with pytest.raises(BadInput) as caught:
        rows(data, "流水.xlsx", **options)
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_whatever_separates_and_encodes_it(delimiter: str, codec: str) -> None:
    text = "\r\n".join(delimiter.join(line) for line in [["日期", "金额", "户名"], ["2024-01-01", "1.00", "张三"]])
    (sheet,) = rows(text.encode(codec))
    assert sheet.delimiter == delimiter
    assert sheet.rows[1].cells == ("2024-01-01", "1.00", "张三")


def test_tabs_and_quotes_around_cells_are_padding() -> None:
    (sheet,) = rows('a,b,c\n"1,234.56\t"\t,"他说""好""",\t62280000\t\n'.encode())
    assert sheet.rows[1].cells == ("1,234.56", '他说"好"', "62280000")


def test_a_quote_inside_a_cell_swallows_nothing() -> None:
    (sheet,) = rows('a,b\n点击底部"多多视频",1\n没有成对的"引号,2\n最后,3\n'.encode())
    assert [row.cells[1] for row in sheet.rows] == ["b", "1", "2", "3"]
    assert [(fault.code, fault.place) for fault in sheet.faults] == [("csv.open_quote", "第 3 行")]


def test_a_quoted_cell_over_two_lines_keeps_the_row_numbers() -> None:
    (sheet,) = rows('a,b\n1,"第一行\n第二行"\n2,x\n'.encode())
    assert [(row.number, row.cells[-1]) for row in sheet.rows] == [(1, "b"), (2, "第一行\n第二行"), (4, "x")]


def test_the_text_trick_of_exporters_is_text_and_a_formula_is_flagged() -> None:
    (sheet,) = rows(b'a,b\n="6222020000000000001",=SUM(A1:A2)\n')
    assert sheet.rows[1].cells == ("6222020000000000001", "=SUM(A1:A2)")
    assert sheet.rows[1].formulas == {1}


def test_numbers_dates_and_formulas_of_a_workbook() -> None:
    data = workbook(
        ["金额", "日", "时刻", "和"],
        [0.1 + 0.2, date(2024, 2, 29), datetime(2024, 2, 29, 8, 5, 9), "=A2*2"],  # noqa: DTZ001 a cell has no zone
        [6222020000000000000, 67.0, 1e-7, "'007"],
    )
    (sheet,) = rows(data)
    first, second = sheet.rows[1:]
    assert first.cells == ("0.3", "2024-02-29", "2024-02-29 08:05:09", "=A2*2")
    assert first.formulas == {3}
    assert second.cells[1:] == ("67", "0.0000001", "007")
    assert second.inexact == {0}


def test_a_page_saved_as_xls_is_read() -> None:
    page = "<html><body><table><tr><th>日期<th>金额</tr><tr><td>2024-01-01</td><td>&nbsp;1,000.00 </td></tr></table>"
    (sheet,) = rows(page.encode("gb18030"), "流水.xls")
    assert sheet.kind == "html"
    assert sheet.rows[1].cells == ("2024-01-01", "1,000.00")


def test_the_xml_of_excel_2003_is_read_with_gaps_and_formulas() -> None:
    page = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="明细"><Table>
<Row><Cell><Data ss:Type="String">日期</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">金额</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="DateTime">2026-11-02T00:00:00.000</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">0.30000000000000004</Data></Cell>
<Cell ss:Formula="=RC[-1]*2"><Data ss:Type="Number">0.6</Data></Cell></Row>
</Table></Worksheet></Workbook>"""
    (sheet,) = rows(page.encode(), "流水.xls")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("日期", "", "金额")),
        (4, ("2026-11-02", "", "0.3", "=RC[-1]*2")),
    ]
    assert sheet.rows[1].formulas == {3}
    assert sheet.place(sheet.rows[1], 3) == "工作表“明细”第 4 行 D 列"


def test_damage_is_named() -> None:
    good = workbook(["a", "b"], ["1", "2"])
    assert codes(good[: len(good) // 2]) == ["file.truncated"]
    assert codes(b"") == ["file.empty"]
    assert codes(b"%PDF-1.7") == ["file.pdf"]
    assert codes(b"a,b\n" * 100, limit=100) == ["file.too_large"]
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("流水.csv", "a,b")
    assert codes(other.getvalue()) == ["file.unreadable"]


def test_a_cut_xls_is_refused_at_every_length() -> None:
    found = sorted(STATEMENTS.glob("ccb__*.xls"))
    if not found:
        pytest.skip("../shared/data/statements is not here")
    data = found[0].read_bytes()
    whole = rows(data)
    for size in range(64, len(data), len(data) // 40):
        assert _all_or_refused(data[:size]) in (whole, "refused")


def _all_or_refused(data: bytes) -> object:
    try:
        return rows(data)
    except BadInput:
        return "refused"


def test_an_encrypted_workbook_says_so() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert codes(data) == ["file.encrypted"]


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_their_letters(position: int, letters: str) -> None:
    assert column_letters(position) == letters
