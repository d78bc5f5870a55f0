"""Daily files as the five simulated platforms write them (`dialects` says what is known of the real ones)."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from xml.sax.saxutils import escape

from openpyxl import Workbook

from duixian.base.money import yuan
from duixian.connectors.platforms.dialects import DIALECTS, TIME, Dialect
from duixian.connectors.platforms.simulator import SIMULATED
from duixian.law.disposal import Bid
from duixian.law.disposal.values import BEIJING


@dataclass(frozen=True, slots=True)
class FileRow:
    """A result under our names (`dialects.OURS`), all text; `status` in our words."""

    values: Mapping[str, str]
    ladder: tuple[Bid, ...] = ()

    def with_(self, **changes: str) -> "FileRow":
        """The row with some values changed."""
        return replace(self, values={**self.values, **changes})


def write(code: str, rows: Sequence[FileRow], *, now: datetime) -> bytes:
    """The file of platform `code` with these rows."""
    return _WRITERS[code](rows, DIALECTS[code], now)


def _theirs(row: FileRow, dialect: Dialect) -> dict[str, str]:
    words: dict[str, str] = {}
    for theirs, ours in dialect.statuses.items():
        words.setdefault(ours, theirs)
    values = {**row.values, "status": words[row.values["status"]]}
    return {theirs: values[ours] for theirs, ours in dialect.columns.items()}


def _taobao(rows: Sequence[FileRow], dialect: Dialect, now: datetime) -> bytes:
    items: list[dict[str, Any]] = []
    for row in rows:
        item: dict[str, Any] = dict(_theirs(row, dialect))
        price = item["currentPrice"] or item["initialPrice"]  # the page shows the start price before any bid
        ended = datetime.strptime(item["end"], TIME).replace(tzinfo=BEIJING)
        item |= {
            "currentPrice": _Number(price),
            "initialPrice": _Number(item["initialPrice"]),
            "end": (ended - _EPOCH) // _MILLISECOND,
            "bidCount": int(item["bidCount"]),
            "delayCount": int(item["delayCount"]),
            "depositTransferred": item["depositTransferred"] == "1" if item["depositTransferred"] else None,
        }
        items.append(item)
    return _with_numbers({"simulation": SIMULATED, "data": items}).encode()


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MILLISECOND: Final = timedelta(milliseconds=1)


class _Number(str):
    """Digits to be written into JSON as a number, without a detour over floats."""


def _with_numbers(body: Any) -> str:
    if isinstance(body, _Number):
        return body if body.replace(".", "", 1).isdigit() else json.dumps(str(body), ensure_ascii=False)
    if isinstance(body, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_with_numbers(value)}" for name, value in body.items()) + "}"
    if isinstance(body, list):
        return "[" + ",".join(_with_numbers(value) for value in body) + "]"
    return json.dumps(body, ensure_ascii=False)


def _jd(rows: Sequence[FileRow], dialect: Dialect, now: datetime) -> bytes:
    return "".join(json.dumps(_theirs(row, dialect), ensure_ascii=False) + "\n" for row in rows).encode()


def _csv(rows: Sequence[FileRow], dialect: Dialect, now: datetime) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["类别", *dialect.columns])
    for row in rows:
        table.writerow(["结果", *_theirs(row, dialect).values()])
        for bid in reversed(row.ladder):
            told = bid.at.astimezone(BEIJING).strftime(TIME)
            table.writerow(["出价", row.values["round_ref"], bid.bidder, yuan(bid.amount), told])
    return out.getvalue().encode("gbk")


def _xlsx(rows: Sequence[FileRow], dialect: Dialect, now: datetime) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("每日结果")
    sheet.append([SIMULATED])
    sheet.append(list(dialect.columns))
    for row in rows:
        sheet.append(list(_theirs(row, dialect).values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xml(rows: Sequence[FileRow], dialect: Dialect, now: datetime) -> bytes:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', f'<results at="{now.isoformat()}" simulation="true">']
    for row in rows:
        inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in _theirs(row, dialect).items())
        parts.append(f"<result>{inner}</result>")
    return "\n".join([*parts, "</results>"]).encode()


_WRITERS: Final[dict[str, Callable[[Sequence[FileRow], Dialect, datetime], bytes]]] = {
    "taobao": _taobao,
    "jd": _jd,
    "gpai": _csv,
    "caa": _xlsx,
    "rmfysszc": _xml,
}
