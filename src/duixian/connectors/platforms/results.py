"""A day's file into results: every bad row is returned with its reason, every good one is kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display, fen
from duixian.connectors.platforms.dialects import DIALECTS, TIME, Dialect, RawBid, RawRow
from duixian.law.disposal.values import BEIJING
from duixian.ports.platforms import PlatformResult, ResultBid, ResultFile, ResultStatus, same_outcome

LARGEST_FILE: Final = 64 * 1024 * 1024
"""Bytes of one day's file."""

LARGEST_COUNT: Final = 10_000_000
_YES: Final = {"1": True, "是": True, "true": True, "0": False, "否": False, "false": False, "": None}


def read_results(data: bytes, *, platform: str, name: str = "") -> ResultFile:
    """Read a platform's file. Row faults: `result.row`, `.status`, `.amount`, `.time`, `.count`, `.flag`, `.no_price`,
    `.no_buyer`, `.below_start`, `.ladder`, `.twice` (the first of two that differ is kept; alike ones count once).

    Raises `BadInput`: `result.platform` for a platform without a dialect, `result.unreadable` and what
    `reading.sheets`, `reading.encodings` and `reading.safexml` raise for a file that is no such file at all.
    """
    dialect = DIALECTS.get(platform)
    if dialect is None:
        raise BadInput(
            Fault(
                "result.platform",
                "没有该平台的文件格式",
                "可用：{known}",
                field="平台",
                value=platform,
                data={"known": "、".join(DIALECTS)},
            )
        )
    if len(data) > LARGEST_FILE:
        raise BadInput(Fault("result.unreadable", "文件过大", "请平台按日拆分后重新提供", value=str(len(data))))
    digest = hashlib.sha256(data).hexdigest()
    results: dict[str, PlatformResult] = {}
    faults: list[Fault] = []
    count = 0
    for row in dialect.rows(data, dialect):
        count += 1
        found = _result(row, dialect, digest)
        if not isinstance(found, PlatformResult):
            faults.extend(replace(fault, place=row.place) for fault in found)
            continue
        before = results.setdefault(found.round_ref, found)
        if before is not found and not same_outcome(before, found):
            faults.append(_twice(before, found))
    return ResultFile(platform, name, digest, tuple(results.values()), tuple(faults), count)


def _twice(before: PlatformResult, found: PlatformResult) -> Fault:
    return Fault(
        "result.twice",
        "与{place}同一拍卖的结果不一致",
        "请平台核对后重新提供",
        field="法院编号",
        value=found.round_ref,
        place=found.place,
        data={"place": before.place},
    )


def _result(row: RawRow, dialect: Dialect, digest: str) -> PlatformResult | list[Fault]:
    if row.broken:
        return [Fault("result.row", "{why}", "请平台核对后重新提供", data={"why": row.broken})]
    reader = _Reader(row)
    word = row.values["status"]
    status = dialect.statuses.get(word)
    if status is None:
        reader.fault("status", "不是可识别的状态", "状态", word)
    sold = status == ResultStatus.SOLD
    made = PlatformResult(
        round_ref=reader.required("round_ref", "法院编号"),
        platform=dialect.code,
        item_id=reader.required("item_id", "标的编号"),
        status=ResultStatus(status or ResultStatus.TODO),
        start=reader.amount("start", "起拍价"),
        ended_at=reader.time(row.values["ended_at"], "结束时间"),
        bids=reader.count("bids", "出价次数"),
        extensions=reader.count("extensions", "延时次数"),
        price=reader.amount("price", "成交价") if sold else None,
        buyer_number=row.values["buyer_number"] if sold else "",
        buyer_name=row.values["buyer_name"] if sold else "",
        buyer_id=row.values["buyer_id"] if sold else "",
        deposit_transferred=reader.flag("deposit_transferred", "保证金已划转") if sold else None,
        ladder=tuple(reader.bids(row.ladder)),
        place=row.place,
        file_sha256=digest,
    )
    if not reader.faults and sold:
        reader.check_sold(made)
    return reader.faults or made


class _Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: RawRow) -> None:
        self._values = row.values
        self.faults: list[Fault] = []

    def fault(self, code: str, template: str, field: str, value: str) -> None:
        self.faults.append(Fault(f"result.{code}", template, "请平台核对后重新提供", field=field, value=value[:80]))

    def required(self, name: str, field: str) -> str:
        text = self._values[name]
        if not text or len(text) > 64:
            self.fault("row", "没有填写或者过长", field, text)
        return text

    def amount(self, name: str, field: str) -> Fen:
        return self._positive(self._values[name], field)

    def _positive(self, text: str, field: str) -> Fen:
        try:
            found = fen(text)
        except BadInput as bad:
            self.fault("amount", bad.faults[0].template, field, text)
            return 0
        if found <= 0:
            self.fault("amount", "金额须为正", field, text)
        return found

    def time(self, text: str, field: str) -> datetime:
        try:
            return datetime.strptime(text, TIME).replace(tzinfo=BEIJING)
        except ValueError:
            self.fault("time", "不是可识别的时间", field, text)
            return datetime.min.replace(tzinfo=BEIJING)

    def count(self, name: str, field: str) -> int:
        text = self._values[name]
        if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= LARGEST_COUNT:
            return int(text)
        self.fault("count", "不是次数", field, text)
        return 0

    def flag(self, name: str, field: str) -> bool | None:
        text = self._values[name].lower()
        if text not in _YES:
            self.fault("flag", "应为是或者否", field, text)
        return _YES.get(text)

    def bids(self, ladder: tuple[RawBid, ...]) -> Iterator[ResultBid]:
        for bid in ladder:
            before = len(self.faults)
            amount, at = self._positive(bid.amount, "价格"), self.time(bid.at, "时间")
            if len(self.faults) == before:
                yield ResultBid(bid.bidder, amount, at)

    def check_sold(self, made: PlatformResult) -> None:
        """A sold round has at least one bid, a buyer, and a price not below its start; its ladder ends with both."""
        if not made.bids:
            self.fault("count", "成交的至少有一次出价", "出价次数", str(made.bids))
        if not made.buyer_number or not made.buyer_name or not made.buyer_id:
            self.fault("no_buyer", "成交而没有买受人的竞买号、姓名或者证件号码", "买受人", made.buyer_name)
        if made.price is not None and made.price < made.start:
            self.fault("below_start", "成交价低于起拍价", "成交价", display(made.price))
        if made.ladder:
            last = max(made.ladder, key=lambda bid: bid.amount)
            if (last.bidder, last.amount) != (made.buyer_number, made.price):
                self.fault(
                    "ladder", "竞价记录的最高出价与成交结果不一致", "出价", f"{last.bidder} {display(last.amount)}"
                )
            if len(made.ladder) != made.bids:
                self.fault("ladder", "竞价记录的条数与出价次数不一致", "出价次数", str(made.bids))
