"""Spreadsheets as rows of text: CSV of any dialect and encoding, xls, xlsx, and the HTML tables that banks call xls.

Nothing is interpreted here. A number becomes the digits that Excel itself would show (15 significant ones), a date
becomes ISO 8601, a formula stays its own text and is marked as one, and every row remembers its number in the file.
The kind of a file is told by its first bytes, never by its name.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final

from duixian.base.faults import BadInput, Fault
from duixian.reading.encodings import LARGEST_TEXT, decode, too_large

LARGEST_FILE: Final = LARGEST_TEXT
"""Bytes of one spreadsheet file."""

LARGEST_UNPACKED: Final = 512 * 1024 * 1024
"""Bytes an xlsx may unpack to; more is a bomb, not a statement."""

LARGEST_ROWS: Final = 1_048_576
"""Rows of one sheet, the limit of the xlsx format itself."""

LARGEST_COLUMNS: Final = 1_024

_DELIMITERS: Final = (",", "\t", ";", "|")
_OPEN_QUOTE_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file or sheet (from 1), its cells as stripped text, and what Excel had computed.

    `formulas` holds the positions (from 0) of cells that are formulas; their text is the formula itself. `errors`
    those with an Excel error value (#REF!); `inexact` those whose number has more digits than Excel keeps, such as an
    account number typed as a number.
    """

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()
    errors: frozenset[int] = frozenset()
    inexact: frozenset[int] = frozenset()

    def cell(self, position: int) -> str:
        """The text at `position` (from 0); a row that ends earlier has an empty cell there."""
        return self.cells[position] if 0 <= position < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        """Whether nothing is written in the row."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. `name` is empty for files that have only one (CSV); `kind` is csv, xls, xlsx or html.

    `cut`: the text does not end with a line end, so its last row may be incomplete.
    """

    name: str
    kind: str
    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""
    faults: tuple[Fault, ...] = ()
    cut: bool = False

    def place(self, row: Row | int, column: int | None = None) -> str:
        """Where a cell is, in words a clerk can follow: 工作表“明细”第 3 行 B 列."""
        number = row.number if isinstance(row, Row) else row
        head = f"工作表“{self.name}”" if self.name else ""
        tail = f" {column_letters(column)} 列" if column is not None else ""
        return f"{head}第 {number} 行{tail}"


def rows(data: bytes, name: str = "", *, limit: int = LARGEST_FILE) -> list[Sheet]:
    """Every sheet of the file with its rows, in order; hidden sheets too. `name` only helps the messages.

    Raises `BadInput`: `file.empty`, `file.too_large` (over `limit` bytes), `file.truncated`, `file.unreadable`,
    `file.encrypted`, `file.bomb`, or one of the codes of `encodings.decode`.
    """
    shown = PurePath(name).name
    if not data.strip(b"\x00 \t\r\n"):
        raise BadInput(Fault("file.empty", "文件是空的", "请重新导出后再导入", place=shown))
    if len(data) > limit:
        raise BadInput(too_large(len(data), limit, place=shown))
    if data.startswith(b"PK"):
        return _xlsx(data, shown)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _xls(data, shown)
    if data.startswith(b"%PDF"):
        raise BadInput(
            Fault("file.pdf", "PDF 不是可逐行读取的流水", "请从网银导出 CSV 或 Excel 格式的流水", place=shown)
        )
    if is_spreadsheet_xml(data):
        return _spreadsheet_xml(data)
    text, encoding = decode(data, limit=limit)
    if _HTML.match(text[:2000]):
        return _html(text, encoding, shown)
    return [_csv(text, encoding)]


_HTML: Final = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|table|head|body|style|meta)", re.I | re.S
)


def column_letters(position: int) -> str:
    """The letters of a column as spreadsheets write them; `position` from 0: A, B, … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def tidy(text: str) -> str:
    """A cell without the padding that exports add: spaces of all widths, tabs, marks, the apostrophe of text cells."""
    text = text.strip(_PADDING)
    return text[1:].strip(_PADDING) if text.startswith("'") else text


_PADDING: Final = " \t\r\n\f\v\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff"


# ---------------------------------------------------------------------------------------------------------- text


def _csv(text: str, encoding: str) -> Sheet:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a").split("\n")
    cut = bool(lines[-1])
    if not cut:
        lines.pop()
    delimiter = _delimiter(lines)
    faults: list[Fault] = []
    found: list[Row] = []
    for number, cells in _split(lines, delimiter, faults):
        texts = tuple(tidy(cell) for cell in cells)
        if any(text.startswith("=") for text in texts):
            texts = tuple(_TEXT_CELL.sub(r"\1", text) for text in texts)
            found.append(Row(number, texts, frozenset(i for i, text in enumerate(texts) if _FORMULA.match(text))))
        else:
            found.append(Row(number, texts))
    return Sheet("", "csv", tuple(found), encoding, delimiter, tuple(faults), cut)


_TEXT_CELL: Final = re.compile(r'^="([^"]*)"$')  # how exporters keep Excel from turning a long number into 6.22E+18
_FORMULA: Final = re.compile(r"^=\s*[-+(A-Za-z0-9$'\"]")


def _delimiter(lines: list[str]) -> str:
    """The separator that gives most rows the same, largest number of columns; ties go to the more usual one."""
    sample = [line for line in lines[:400] if line.strip()]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        counts: dict[int, int] = {}
        for line in sample:
            width = _outside_quotes(line, delimiter)
            if width:
                counts[width] = counts.get(width, 0) + 1
        score = max((width * seen for width, seen in counts.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _outside_quotes(line: str, delimiter: str) -> int:
    if '"' not in line:
        return line.count(delimiter)
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _split(lines: list[str], delimiter: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Lines into cells. A quote that never closes costs one line, not the rest of the file."""
    position = 0
    while position < len(lines):
        line = lines[position]
        number = position + 1
        position += 1
        if '"' not in line:
            yield number, line.split(delimiter)
            continue
        joined, used = line, 0
        while joined.count('"') % 2 and used < _OPEN_QUOTE_LINES and position + used < len(lines):
            joined += "\n" + lines[position + used]
            used += 1
        if joined.count('"') % 2 or (used and not _closes_well(joined, delimiter)):
            faults.append(
                Fault(
                    "csv.open_quote",
                    "引号没有成对",
                    "已按原样读取该行，请核对",
                    place=f"第 {number} 行",
                    value=line[:80],
                )
            )
            yield number, line.replace('"', "").split(delimiter)
            continue
        position += used
        yield number, next(csv.reader(io.StringIO(joined, newline=""), delimiter=delimiter))


def _closes_well(joined: str, delimiter: str) -> bool:
    """Whether a cell over several lines ends as quoted cells end: before a separator or the end of a line."""
    closing = joined.rindex('"')
    after = joined[closing + 1 :].strip(" \t") if delimiter != "\t" else joined[closing + 1 :].strip(" ")
    opened = re.search(rf'(^|{re.escape(delimiter)})[ \t]*"', joined) is not None
    return opened and (not after or after.startswith(delimiter))


# ---------------------------------------------------------------------------------------------------------- xlsx


def _xlsx(data: bytes, shown: str) -> list[Sheet]:
    import openpyxl  # loaded only when a workbook comes: a command that reads CSV starts without it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename for entry in archive.infolist()}
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise BadInput(_truncated(shown)) from error
    if unpacked > LARGEST_UNPACKED:
        raise BadInput(
            Fault("file.bomb", "文件展开后过大，不予读取", "请从原系统重新导出", place=shown, value=str(unpacked))
        )
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise BadInput(
            Fault("file.unreadable", "压缩包里没有 Excel 工作簿", "请先解压（或解密）后再导入其中的文件", place=shown)
        )
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            return [_openpyxl_sheet(sheet) for sheet in book.worksheets]
        finally:
            book.close()
    except BadInput:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part provokes
        raise BadInput(_unreadable(shown, error)) from error


def _openpyxl_sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # some exporters write a wrong size, and rows would be lost
    found: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=LARGEST_COLUMNS), start=1):
        if number > LARGEST_ROWS:
            raise BadInput(Fault("file.too_large", "工作表行数超出限制", "请按月份拆分", place=str(sheet.title)))
        texts: list[str] = []
        formulas: set[int] = set()
        errors: set[int] = set()
        inexact: set[int] = set()
        for position, cell in enumerate(cells):
            if cell.data_type == "f":
                formulas.add(position)
                texts.append(_formula_text(cell.value))
                continue
            if cell.data_type == "e":
                errors.add(position)
            texts.append(_value(cell.value, position, inexact))
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.append(Row(number, tuple(texts), frozenset(formulas), frozenset(errors), frozenset(inexact)))
    return Sheet(str(sheet.title), "xlsx", tuple(found))


def _formula_text(value: Any) -> str:
    text = getattr(value, "text", value)  # array formulas are objects
    return str(text)[:200]


# ----------------------------------------------------------------------------------------------------------- xls


def _xls(data: bytes, shown: str) -> list[Sheet]:
    import xlrd

    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BadInput(_encrypted(shown))
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=False)
    except Exception as error:  # xlrd raises struct.error, AssertionError, IndexError and more on damage
        if "encrypted" in str(error).lower():
            raise BadInput(_encrypted(shown)) from error
        raise BadInput(_unreadable(shown, error)) from error
    sheets: list[Sheet] = []
    for sheet in book.sheets():
        found: list[Row] = []
        for index in range(sheet.nrows):
            errors: set[int] = set()
            inexact: set[int] = set()
            texts: list[str] = []
            for position, cell in enumerate(sheet.row(index)[:LARGEST_COLUMNS]):
                value: Any = cell.value
                if cell.ctype == xlrd.XL_CELL_DATE:
                    try:
                        value = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
                    except (ValueError, OverflowError):
                        errors.add(position)
                elif cell.ctype == xlrd.XL_CELL_ERROR:
                    errors.add(position)
                    value = xlrd.error_text_from_code.get(cell.value, "#ERROR")
                elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                    value = bool(cell.value)
                texts.append(_value(value, position, inexact))
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                found.append(Row(index + 1, tuple(texts), errors=frozenset(errors), inexact=frozenset(inexact)))
        sheets.append(Sheet(sheet.name, "xls", tuple(found)))
    return sheets


def _value(value: Any, position: int, inexact: set[int]) -> str:
    """A cell value as text. Binary numbers are shown with 15 significant digits, which is all that Excel keeps."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        if not -(10**15) < value < 10**15:
            inexact.add(position)
        return str(value) if isinstance(value, int) else format(Decimal(format(value, ".15g")).normalize(), "f")
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) == (0, 0, 0):
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return tidy(str(value))


# ------------------------------------------------------------------------------------------------ Excel 2003 XML


def is_spreadsheet_xml(data: bytes) -> bool:
    """Whether the bytes are a workbook in the XML of Excel 2003, which several bank systems save under .xls."""
    return (
        b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4000]
        and data[:200].lstrip(b"\xef\xbb\xbf\r\n ")[:1] == b"<"
    )


def _spreadsheet_xml(data: bytes) -> list[Sheet]:
    from duixian.reading.safexml import elements, every

    walk = elements(io.BytesIO(data), "Row")
    next(walk)
    found: dict[str, list[Row]] = {}
    numbers: dict[str, int] = {}
    for line in walk:
        name = next((_attribute(sheet, "Name") for sheet in line.iterancestors("{*}Worksheet")), "")
        given = _attribute(line, "Index")
        number = numbers[name] = int(given) if given.isdecimal() else numbers.get(name, 0) + 1
        texts: list[str] = []
        formulas: set[int] = set()
        inexact: set[int] = set()
        for cell in every(line, "Cell"):
            index = _attribute(cell, "Index")
            if index.isdecimal():
                texts += [""] * (min(int(index) - 1, LARGEST_COLUMNS) - len(texts))
            content = next(iter(every(cell, "Data")), None)
            formula = _attribute(cell, "Formula")
            if formula:
                formulas.add(len(texts))
            texts.append(formula or _typed(content, len(texts), inexact))
        if any(texts):
            found.setdefault(name, []).append(
                Row(number, tuple(texts), frozenset(formulas), inexact=frozenset(inexact))
            )
    return [Sheet(name, "xls", tuple(lines)) for name, lines in found.items()]


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{{urn:schemas-microsoft-com:office:spreadsheet}}{name}") or "")


def _typed(content: Any, position: int, inexact: set[int]) -> str:
    if content is None:
        return ""
    text = tidy("".join(content.itertext()))
    if _attribute(content, "Type") == "Number" and re.fullmatch(r"-?\d+(\.\d+)?([Ee][-+]?\d+)?", text):
        return _value(Decimal(text) if "." in text or "e" in text.lower() else int(text), position, inexact)
    if _attribute(content, "Type") == "DateTime":
        return text.removesuffix(".000").replace("T00:00:00", "").replace("T", " ")
    return text


# ---------------------------------------------------------------------------------------------------------- html


def _html(text: str, encoding: str, shown: str) -> list[Sheet]:
    """Tables of an HTML page; many bank systems save one under the name .xls."""
    import lxml.html

    try:
        page = lxml.html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*>", "", text), parser=lxml.html.HTMLParser(no_network=True, encoding=None)
        )
    except (lxml.etree.ParserError, ValueError) as error:
        raise BadInput(_unreadable(shown, error)) from error
    sheets: list[Sheet] = []
    for index, table in enumerate(page.iter("table"), start=1):
        found: list[Row] = []
        for number, line in enumerate(_own_rows(table), start=1):
            cells = tuple(tidy(re.sub(r"\s+", " ", cell.text_content())) for cell in line.iter("td", "th"))
            if any(cells):
                found.append(Row(number, cells))
        if found:
            sheets.append(Sheet(f"表格 {index}", "html", tuple(found), encoding))
    if not sheets:
        raise BadInput(
            Fault("file.unreadable", "网页里没有表格", "请从网银重新导出 CSV 或 Excel 格式的流水", place=shown)
        )
    return sheets


def _own_rows(table: Any) -> Iterable[Any]:
    """Rows of this table and not of a table inside one of its cells."""
    return (line for line in table.iter("tr") if next(line.iterancestors("table"), None) is table)


# ------------------------------------------------------------------------------------------------------- messages


def _truncated(shown: str) -> Fault:
    return Fault("file.truncated", "文件不完整或已损坏，无法打开", "请重新下载或重新导出完整的文件", place=shown)


def _unreadable(shown: str, error: Exception) -> Fault:
    return Fault(
        "file.unreadable",
        "无法读取该文件：{why}",
        "请重新导出；若为旧格式，请用 Excel 或 WPS 另存为 xlsx 或 CSV",
        place=shown,
        data={"why": (str(error) or type(error).__name__)[:120]},
    )


def _encrypted(shown: str) -> Fault:
    return Fault("file.encrypted", "文件设有密码", "请先用密码打开，另存为没有密码的文件后再导入", place=shown)
