"""A list as an Excel workbook."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

Row = TypeVar("Row")


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    MONEY = "money"  # the value is in fen; the cell in yuan
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading and how a row fills it."""

    title: str
    value: Callable[[Row], str | int | date | None]
    kind: Kind = Kind.TEXT
    width: int = 16


def workbook(*, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> FileResponse:
    """The rows as `name`.xlsx, written row by row, so that memory does not grow with the list.

    Text is always text: a name that begins with "=" does not become a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    head = []
    for column in columns:
        cell = WriteOnlyCell(sheet, column.title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8F0FA")
        head.append(cell)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, column, row) for column in columns])
    # made complete before it is answered: the rows are visible only inside the request's transaction
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the response)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _cell(sheet: Any, column: Column[Row], row: Row) -> Any:
    value: Any = column.value(row)
    if value is None or value == "":
        return None
    if column.kind is Kind.MONEY:
        assert isinstance(value, int)
        yuan: Any = Decimal(value).scaleb(-2)  # exact: the stubs know floats only
        cell = WriteOnlyCell(sheet, yuan)
        cell.number_format = "#,##0.00"
        return cell
    cell = WriteOnlyCell(sheet, value)
    if column.kind is Kind.DAY:
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str):
        cell.data_type = "s"
    return cell
