"""Any export of a bank or wallet into statements: the one way in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from duixian.base.faults import BadInput, Fault
from duixian.reading.encodings import too_large
from duixian.reading.sheets import LARGEST_FILE, Sheet, is_spreadsheet_xml
from duixian.reading.sheets import rows as sheets_of
from duixian.reading.statements import camt
from duixian.reading.statements.layouts import Mapping
from duixian.reading.statements.model import StatementFile
from duixian.reading.statements.recognition import UnknownLayout, candidates, describe_columns, recognise
from duixian.reading.statements.table import read_table


def read(
    data: bytes,
    name: str = "",
    *,
    account: str = "",
    mappings: Iterable[Mapping] = (),
    limit: int = LARGEST_FILE,
) -> list[StatementFile]:
    """Every statement in a file: one for each sheet with a table, one for each account of a camt.053.

    `account`: whose statement the caller knows it to be; it enters the fingerprints, so that exports of one account in
    different formats meet. `mappings`: what users have said about layouts; one without a signature is tried on every
    heading that has its columns. `limit`: bytes.

    Raises `BadInput` for a file that cannot be read at all (codes of `reading.sheets`, `xml.*`) and `UnknownLayout`
    (`statement.layout`), with the rows a user may explain, if no table is recognised. Everything less is a fault of the
    statement, beside the rows that are good. A file cut in the middle of a line ends with such a fault.
    """
    shown = PurePath(name).name
    if _is_xml(data):
        if len(data) > limit:
            raise BadInput(too_large(len(data), limit, place=shown))
        return camt.read(io.BytesIO(data), name=shown, account=account)
    sheets = sheets_of(data, name, limit=limit)
    known = tuple(mappings)
    found: list[StatementFile] = []
    for sheet in sheets:
        heading = recognise(sheet, mappings=known, name=shown)
        if heading is not None:
            found.append(read_table(sheet, heading, name=shown, account=account))
    if not found:
        raise _unknown(sheets, shown)
    return _without_repeats(found)


def _is_xml(data: bytes) -> bool:
    """Whether this is XML other than a spreadsheet or a page: a statement message, or what should have been one."""
    if is_spreadsheet_xml(data):
        return False
    start = data[:4000]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", "ignore").encode()
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<?xml", b"<document")) and b"<html" not in start and b"<table" not in start


def _unknown(sheets: Sequence[Sheet], shown: str) -> UnknownLayout:
    rows = [candidate for sheet in sheets for candidate in candidates(sheet)]
    if not rows:
        return UnknownLayout(
            Fault("statement.layout", "文件中没有找到流水表格", "请从网银导出带表头的交易明细", place=shown)
        )
    first = rows[0]
    sheet = next(sheet for sheet in sheets if sheet.name == first.sheet)
    heading = next(row for row in sheet.rows if row.number == first.row)
    return UnknownLayout(
        Fault(
            "statement.layout",
            "尚不认识这种流水格式（表头：{columns}）",
            "请为各列指定含义；指定一次后，同样表头的文件会自动识别",
            value=first.signature,
            place=f"{shown} {sheet.place(heading)}".strip(),
            data={"columns": describe_columns(heading)},
        ),
        candidates=rows,
    )


def _without_repeats(found: list[StatementFile]) -> list[StatementFile]:
    """Wallets export the same table on two sheets; the second one is left out, and a note says so."""
    kept: list[StatementFile] = []
    for statement in found:
        prints = {transfer.fingerprint for transfer in statement.transfers}
        twin = next(
            (
                index
                for index, other in enumerate(kept)
                if prints
                and other.layout == statement.layout
                and prints == {transfer.fingerprint for transfer in other.transfers}
            ),
            None,
        )
        if twin is None:
            kept.append(statement)
        else:
            note = Fault("statement.repeated_sheet", "另一工作表内容完全相同，只计一次")
            kept[twin] = replace(kept[twin], notes=(*kept[twin].notes, note))
    return kept
