"""The five shapes in which daily result files come in, each into rows of text under our own names.

The field names of `taobao` are those that public crawlers read from list pages; the other shapes are ours, because no
platform publishes one: JSON lines, CSV in GBK with the ladder in the same file, xlsx, XML.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from duixian.base.faults import BadInput, Fault
from duixian.law.disposal.values import BEIJING
from duixian.reading import safexml
from duixian.reading.encodings import decode
from duixian.reading.sheets import rows as sheet_rows

TIME: Final = "%Y-%m-%d %H:%M:%S"
"""How the dialects other than taobao write an instant: Beijing time."""


@dataclass(frozen=True, slots=True)
class RawBid:
    """A bid as written."""

    bidder: str
    amount: str
    at: str
    place: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A result as written, under our names; `broken` says why it could not even be taken apart."""

    place: str
    values: Mapping[str, str]
    ladder: tuple[RawBid, ...] = ()
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a platform writes: which of its columns is which of ours, its words for a status, the file's suffix."""

    code: str
    suffix: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str]
    rows: Callable[[bytes, "Dialect"], Iterator[RawRow]] = field(compare=False)


OURS: Final = (
    "round_ref",
    "item_id",
    "status",
    "start",
    "price",
    "ended_at",
    "bids",
    "extensions",
    "buyer_number",
    "buyer_name",
    "buyer_id",
    "deposit_transferred",
)
"""Our names of the columns."""


def _renamed(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, str]:
    return {ours: _text(row.get(theirs)) for theirs, ours in columns.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip()


def _loaded(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _unreadable(place: str = "") -> BadInput:
    return BadInput(Fault("result.unreadable", "文件不是平台约定的格式", "请平台重新提供完整的文件", place=place))


def _taobao(data: bytes, dialect: Dialect) -> Iterator[RawRow]:
    """One JSON document `{"data": [...]}`; prices are numbers in yuan, times milliseconds since 1970."""
    text, _ = decode(data)
    try:
        items = _loaded(text)["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable() from error
    if not isinstance(items, list):
        raise _unreadable()
    for number, item in enumerate(items, start=1):
        place = f"data 第 {number} 项"
        if not isinstance(item, dict):
            yield RawRow(place, {}, broken="不是一项记录")
            continue
        values = _renamed(item, dialect.columns)
        values["ended_at"] = _from_milliseconds(values["ended_at"])
        if values["status"] == "done" and values["bids"] == "0":
            values["status"] = "failure"  # a deal is done with at least one bid
        if values["status"] == "failure":
            values["price"] = ""  # the page shows the start price as the current one
        yield RawRow(place, values)


def _from_milliseconds(text: str) -> str:
    try:
        return datetime.fromtimestamp(int(text) // 1000, BEIJING).strftime(TIME)
    except (ValueError, OverflowError, OSError):
        return text


def _jd(data: bytes, dialect: Dialect) -> Iterator[RawRow]:
    """One JSON object a line, everything as strings, the status a number."""
    text, _ = decode(data)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"第 {number} 行"
        try:
            item = _loaded(line)
            if not isinstance(item, dict):
                raise ValueError(line[:40])
        except ValueError:
            yield RawRow(place, {}, broken="不是一项记录")
            continue
        yield RawRow(place, _renamed(item, dialect.columns))


def _csv(data: bytes, dialect: Dialect) -> Iterator[RawRow]:
    """Rows of two kinds: 结果 under a header, and 出价 (编号, 竞买号, 价格, 时间) after the result they belong to."""
    sheet, *more = sheet_rows(data)
    if more or sheet.kind != "csv":
        raise _unreadable()
    for fault in sheet.faults:
        yield RawRow(fault.place, {}, broken=fault.message)
    header: tuple[str, ...] = ()
    waiting: tuple[str, dict[str, str]] | None = None
    ladder: list[RawBid] = []
    for row in sheet.rows:
        place = sheet.place(row)
        kind = row.cell(0)
        if row.blank:
            continue
        if kind == "类别":
            header = row.cells
        elif kind == "出价" and waiting is not None and row.cell(1) == waiting[1]["round_ref"]:
            ladder.append(RawBid(row.cell(2), row.cell(3), row.cell(4), place))
        elif kind == "结果" and header:
            if waiting is not None:
                yield RawRow(*waiting, tuple(ladder))
            waiting, ladder = (place, _renamed(dict(zip(header, row.cells, strict=False)), dialect.columns)), []
        else:
            yield RawRow(place, {}, broken="不属于任何一项结果")
    if not header:
        raise _unreadable()
    if waiting is not None:
        yield RawRow(*waiting, tuple(ladder))


def _xlsx(data: bytes, dialect: Dialect) -> Iterator[RawRow]:
    """One sheet with a header row somewhere near its top."""
    for sheet in sheet_rows(data):
        header: tuple[str, ...] = ()
        for row in sheet.rows:
            if row.blank:
                continue
            if not header:
                header = row.cells if set(dialect.columns) <= set(row.cells) else ()
                continue
            yield RawRow(sheet.place(row), _renamed(dict(zip(header, row.cells, strict=False)), dialect.columns))
        if header:
            return
    raise _unreadable()


def _xml(data: bytes, dialect: Dialect) -> Iterator[RawRow]:
    """<results><result>…</result></results>, one element a column."""
    found = safexml.elements(io.BytesIO(data), "result")
    root = next(found)
    if not root.tag.endswith("results"):
        raise _unreadable()
    for number, element in enumerate(found, start=1):
        values = {ours: safexml.text(element, theirs) for theirs, ours in dialect.columns.items()}
        yield RawRow(f"第 {number} 个 result", values)


_CHINESE: Final[dict[str, str]] = {
    "法院编号": "round_ref",
    "标的编号": "item_id",
    "状态": "status",
    "起拍价": "start",
    "成交价": "price",
    "结束时间": "ended_at",
    "出价次数": "bids",
    "延时次数": "extensions",
    "竞买号": "buyer_number",
    "买受人": "buyer_name",
    "证件号码": "buyer_id",
    "保证金已划转": "deposit_transferred",
}

_CHINESE_STATUSES: Final[dict[str, str]] = {
    "即将开始": "todo",
    "正在进行": "doing",
    "成交": "sold",
    "流拍": "failed",
    "中止": "suspended",
    "暂缓": "suspended",
    "撤回": "withdrawn",
}

DIALECTS: Final[dict[str, Dialect]] = {
    dialect.code: dialect
    for dialect in (
        Dialect(
            "taobao",
            "json",
            {
                "courtRef": "round_ref",
                "id": "item_id",
                "status": "status",
                "initialPrice": "start",
                "currentPrice": "price",
                "end": "ended_at",
                "bidCount": "bids",
                "delayCount": "extensions",
                "buyerCode": "buyer_number",
                "buyerName": "buyer_name",
                "buyerIdNo": "buyer_id",
                "depositTransferred": "deposit_transferred",
            },
            {
                "todo": "todo",
                "doing": "doing",
                "done": "sold",
                "failure": "failed",
                "break": "suspended",
                "revocation": "withdrawn",
            },
            _taobao,
        ),
        Dialect(
            "jd",
            "jsonl",
            {
                "courtNo": "round_ref",
                "paimaiId": "item_id",
                "auctionStatus": "status",
                "startPrice": "start",
                "dealPrice": "price",
                "actualEndTime": "ended_at",
                "bidNum": "bids",
                "delayNum": "extensions",
                "winnerNo": "buyer_number",
                "winnerName": "buyer_name",
                "winnerCertNo": "buyer_id",
                "ensureTransferred": "deposit_transferred",
            },
            {"0": "todo", "1": "doing", "2": "sold", "3": "failed", "4": "suspended", "5": "withdrawn"},
            _jd,
        ),
        Dialect("gpai", "csv", _CHINESE, _CHINESE_STATUSES, _csv),
        Dialect("caa", "xlsx", _CHINESE, _CHINESE_STATUSES, _xlsx),
        Dialect(
            "rmfysszc",
            "xml",
            {name.title().replace("_", ""): name for name in OURS},
            {name: name for name in ("todo", "doing", "sold", "failed", "suspended", "withdrawn")},
            _xml,
        ),
    )
}
"""By the code of the platform that writes so."""
