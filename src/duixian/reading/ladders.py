"""Bid ladders as platforms export them: newest first, the header anywhere and more than once, padded with empty rows.

A ladder tells who offered what and when, and who got it. It does not tell the start price, the increment or the
announced end: `Ladder.least_step` is what can be inferred of the increment, and the caller brings the rest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display, fen
from duixian.reading.sheets import Row, Sheet, rows

BEIJING: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
HEADER: Final = ("状态", "竞买号", "价格", "时间")
WON, OUTBID, LEADING = "成交", "出局", "领先"
_TIME: Final = re.compile(r"^(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})日?\s*(\d{1,2}):(\d{2}):(\d{2})$")


@dataclass(frozen=True, slots=True)
class LadderBid:
    """One accepted bid: number, fen, when (Beijing), what became of it, and where it stands in the file."""

    bidder: str
    amount: Fen
    at: datetime
    state: str
    place: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The bids, oldest first, and the rows that were not understood. `winner` is None while nobody has won."""

    bids: tuple[LadderBid, ...]
    faults: tuple[Fault, ...]
    encoding: str

    @property
    def winner(self) -> LadderBid | None:
        """The bid marked 成交; None unless there is exactly one."""
        won = [bid for bid in self.bids if bid.state == WON]
        return won[0] if len(won) == 1 else None

    @property
    def bidders(self) -> tuple[str, ...]:
        """Every number that bid, in order of first appearance."""
        return tuple(dict.fromkeys(bid.bidder for bid in self.bids))

    @property
    def least_step(self) -> Fen:
        """The smallest rise between two bids, fen: no smaller increment can have been announced. 0 for a single bid."""
        amounts = [bid.amount for bid in self.bids]
        return min((later - earlier for earlier, later in pairwise(amounts)), default=0)


def read_ladder(data: bytes, name: str = "") -> Ladder:
    """Read a ladder file (CSV in GBK or UTF-8, xlsx). A bad row is a fault, the others are kept.

    Bids of one second are put in the order of their amounts, since only seconds are written. Faults: `ladder.row`,
    `ladder.amount`, `ladder.time`, `ladder.state`, `ladder.not_rising`, `ladder.two_winners`.
    Raises `BadInput`: `ladder.no_header`, and as `sheets.rows` does.
    """
    sheet = next((sheet for sheet in rows(data, name) if any(map(_is_header, sheet.rows))), None)
    if sheet is None:
        raise BadInput(Fault("ladder.no_header", "没有竞价记录的表头", f"表头应为：{'、'.join(HEADER)}", place=name))
    faults: list[Fault] = list(sheet.faults)
    bids: list[LadderBid] = []
    for row in sheet.rows:
        if row.blank or _is_header(row):
            continue
        read = _bid(sheet, row)
        if isinstance(read, LadderBid):
            bids.append(read)
        else:
            faults.extend(read)
    bids.sort(key=lambda bid: (bid.at, bid.amount))
    faults.extend(_contradictions(bids))
    return Ladder(tuple(bids), tuple(faults), sheet.encoding)


def _is_header(row: Row) -> bool:
    return row.cells[: len(HEADER)] == HEADER


def _bid(sheet: Sheet, row: Row) -> LadderBid | list[Fault]:
    place = sheet.place(row)
    state, bidder, price, when = (row.cell(position) for position in range(len(HEADER)))
    faults: list[Fault] = []
    if not bidder:
        faults.append(Fault("ladder.row", "没有竞买号", "请核对原记录", field="竞买号", place=place))
    if state not in (WON, OUTBID, LEADING):
        faults.append(
            Fault(
                "ladder.state",
                "不是可识别的状态",
                f"应为{WON}、{OUTBID}或者{LEADING}",
                field="状态",
                value=state,
                place=place,
            )
        )
    amount = 0
    try:
        amount = fen(price, field="价格")
        if amount <= 0:
            faults.append(Fault("ladder.amount", "价格须为正", "请核对原记录", field="价格", value=price, place=place))
    except BadInput as bad:
        faults.extend(
            Fault("ladder.amount", fault.template, fault.remedy, field="价格", value=price, place=place)
            for fault in bad.faults
        )
    at = _time(when)
    if at is None:
        faults.append(
            Fault(
                "ladder.time",
                "不是可识别的时间",
                "应如：2026年05月26日 10:22:18",
                field="时间",
                value=when,
                place=place,
            )
        )
    if faults or at is None:
        return faults
    return LadderBid(bidder, amount, at, state, place)


def _time(text: str) -> datetime | None:
    found = _TIME.match(text)
    if found is None:
        return None
    try:
        return datetime(*(int(part) for part in found.groups()), tzinfo=BEIJING)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _contradictions(bids: list[LadderBid]) -> Iterable[Fault]:
    for earlier, later in pairwise(bids):
        if later.amount <= earlier.amount:
            yield Fault(
                "ladder.not_rising",
                "价格不高于此前的 {before}（{place}）",
                "请核对原记录的时间和价格",
                field="价格",
                value=display(later.amount),
                place=later.place,
                data={"before": display(earlier.amount), "place": earlier.place},
            )
    won = [bid for bid in bids if bid.state == WON]
    if len(won) > 1 or (won and won[0] is not bids[-1]):
        yield Fault(
            "ladder.two_winners",
            "成交的应当只有最后、最高的一次出价",
            "请核对原记录的状态",
            field="状态",
            value=f"{len(won)}",
            place=won[-1].place,
        )
