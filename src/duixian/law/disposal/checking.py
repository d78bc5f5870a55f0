"""What a stranger runs on a public log: the chain, the signatures, and every judgement again."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from duixian.base.faults import Fault, Refused
from duixian.base.money import LARGEST, Fen
from duixian.law.disposal.bidding import (
    Accepted,
    Bid,
    Lot,
    OutOfOrder,
    Rejected,
    Rules,
    Sold,
    close,
    judge,
    registered,
    resume,
    suspend,
)
from duixian.law.disposal.log import (
    GENESIS,
    LAST,
    Entry,
    Kind,
    VerifyKey,
    bidder_from,
    canonical,
    instant,
    lot_from,
    signed_bytes,
    stamp,
    whole,
)


@dataclass(frozen=True, slots=True)
class LogReport:
    """What the log shows once checked. `faults` empty: every row follows by law from the rows before it.

    `winner` and `price` are those judged again, not those written; both empty where nothing was sold. `round_ref` and
    `rules` are what the first row announces, to be held against the published notice: the log cannot vouch for that.
    """

    faults: tuple[Fault, ...]
    rows: int
    bids: int = 0
    rejected: int = 0
    extensions: int = 0
    winner: str = ""
    price: Fen = 0
    closed_at: datetime | None = None
    finished: bool = False
    round_ref: str = ""
    rules: Rules | None = None


def verify_log(entries: Sequence[Entry], *, public_key_verify: VerifyKey) -> list[Fault]:
    """Everything wrong with a finished log; empty when it holds. The first fault names the first wrong row."""
    return list(check_log(entries, public_key_verify=public_key_verify).faults)


def check_log(entries: Sequence[Entry], *, public_key_verify: VerifyKey, running: bool = False) -> LogReport:
    """Check the chain and judge every row again; stops at the first wrong row, since what follows rests on it.

    `running`: the hall is still open, so neither the end nor a signature on the last row is asked for.
    """
    walk = _Walk()
    prev, seq = GENESIS, 0
    for entry in entries:
        fault = _chained(entry, prev, seq + 1) or _signature(entry, public_key_verify) or walk.take(entry)
        if fault is not None:
            return walk.report(replace(fault, place=f"第 {seq + 1} 行"), rows=seq)
        prev, seq = entry.hash, entry.seq
    fault = None if running else _ended(entries)
    return walk.report(fault, rows=seq)


def _chained(entry: Entry, prev: str, seq: int) -> Fault | None:
    if entry.seq != seq:
        return Fault(
            "log.sequence", "序号应为 {expected}", _MISSING, field="序号", value=str(entry.seq), data={"expected": seq}
        )
    if entry.prev != prev:
        return Fault("log.broken_chain", "与前一行的校验值不相接", _MISSING, field="prev", value=entry.prev)
    try:
        digest = hashlib.sha256(canonical(entry.seq, entry.kind, entry.at, entry.payload, entry.prev)).hexdigest()
    except (TypeError, ValueError) as error:
        return Fault("log.malformed", "内容不符合格式", _MISSING, value=str(error)[:80])
    if entry.hash != digest:
        return Fault("log.altered", "内容与校验值不符，这一行被改动过", _MISSING, field="hash", value=entry.hash)
    return None


_NO_AMOUNT: Final = {"bid.too_large", "bid.not_an_amount"}
_MISSING: Final = "请向执行法院索取完整的竞价记录，并据此提出异议（《网络司法拍卖规定》第三十六条）"


def _signature(entry: Entry, verify: VerifyKey) -> Fault | None:
    if not entry.signature:
        return None
    try:
        good = verify(signed_bytes(entry), bytes.fromhex(entry.signature))
    except ValueError:
        good = False
    if good:
        return None
    return Fault("log.signature", "签名不是执行法院的签名", _MISSING, field="签名", value=entry.signature[:16])


def _ended(entries: Sequence[Entry]) -> Fault | None:
    if not entries or entries[-1].kind not in LAST:
        return Fault("log.unfinished", "竞价记录没有结果", _MISSING, place=f"第 {len(entries)} 行")
    if not entries[-1].signature:
        return Fault("log.unsigned", "最后一行没有签名，记录的终点无从确认", _MISSING, place=f"第 {len(entries)} 行")
    return None


def _wrong(code: str, template: str, *, value: str = "", **data: str) -> Fault:
    return Fault(f"log.{code}", template, _MISSING, value=value, data=data)


class _Walk:
    """The lot as it follows from the rows taken so far."""

    def __init__(self) -> None:
        self.lot: Lot | None = None
        self.round_ref = ""
        self.owed_extension: str = ""  # an extension that the bid before must be followed by
        self.rejected = 0
        self.closed = False
        self.outcome: Kind | None = None
        self.at: datetime | None = None

    def take(self, entry: Entry) -> Fault | None:
        """Take one row, or say why it cannot stand here."""
        if self.at is not None and entry.at < self.at:
            return _wrong("backwards", "时间早于前一行", value=stamp(entry.at))
        self.at = entry.at
        if (self.lot is None) != (entry.kind is Kind.OPENED):
            return _wrong("order", "第一行须且只能是竞价规则", value=entry.kind.value)
        if self.outcome is not None:
            return _wrong("after_end", "结果之后不应再有记录", value=entry.kind.value)
        if self.owed_extension and entry.kind is not Kind.EXTENDED:
            return _wrong("not_extended", "前一出价应使竞价顺延至 {ends}", ends=self.owed_extension)
        if self.closed and entry.kind not in LAST:
            return _wrong("after_closing", "竞价结束之后只应有结果", value=entry.kind.value)
        try:
            return _TAKE[entry.kind](self, entry)
        except Refused as refused:
            return refused.reasons[0]
        except (KeyError, TypeError, ValueError, OutOfOrder) as error:
            return _wrong("malformed", "内容不符合格式", value=str(error)[:80])

    def _opened(self, entry: Entry) -> Fault | None:
        self.round_ref = str(entry.payload["round"])
        self.lot = lot_from(entry.payload)
        return None

    def _bidder(self, entry: Entry) -> Fault | None:
        self.lot = registered(self._open, bidder_from(self._open, entry))
        return None

    def _bid(self, entry: Entry) -> Fault | None:
        verdict = judge(self._open, Bid(str(entry.payload["bidder"]), whole(entry.payload["amount"]), entry.at))
        if isinstance(verdict, Rejected):
            return _wrong("unlawful_bid", "此出价不应被接受：{why}", value=verdict.code, why=verdict.fault.message)
        self.lot = verdict.lot
        self.owed_extension = stamp(verdict.lot.ends_at) if verdict.extended else ""
        return None

    def _rejected(self, entry: Entry) -> Fault | None:
        amount, code = entry.payload["amount"], str(entry.payload["code"])
        self.rejected += 1
        # where the row holds no amount it was none, or larger than a row holds: judged as one that is too large
        offered = LARGEST + 1 if amount is None else whole(amount)
        verdict = judge(self._open, Bid(str(entry.payload["bidder"]), offered, entry.at))
        if isinstance(verdict, Accepted):
            return _wrong("lawful_bid", "此出价合法，不应被拒绝", value=code)
        if verdict.code != code and not (amount is None and {verdict.code, code} == _NO_AMOUNT):
            return _wrong("code", "拒绝的理由应为 {expected}", value=code, expected=verdict.code)
        return None

    def _extended(self, entry: Entry) -> Fault | None:
        written = str(entry.payload["ends_at"])
        if written != self.owed_extension:
            return _wrong(
                "wrong_extension", "顺延应至 {ends}", value=written, ends=self.owed_extension or "（不应顺延）"
            )
        self.owed_extension = ""
        return None

    def _suspended(self, entry: Entry) -> Fault | None:
        self.lot = suspend(self._open, entry.at)
        return None

    def _resumed(self, entry: Entry) -> Fault | None:
        self.lot = resume(self._open, entry.at)
        if instant(entry.payload["ends_at"]) != self.lot.ends_at:
            return _wrong("wrong_end", "恢复后竞价应至 {ends}", ends=stamp(self.lot.ends_at))
        return None

    def _closed(self, entry: Entry) -> Fault | None:
        lot = self._open
        close(lot, entry.at)
        written = (instant(entry.payload["ends_at"]), entry.payload["bids"], entry.payload["extensions"])
        if written != (lot.ends_at, lot.bids, lot.extensions):
            return _wrong(
                "wrong_end",
                "竞价应于 {ends} 结束，出价 {bids} 次，延时 {extensions} 次",
                ends=stamp(lot.ends_at),
                bids=str(lot.bids),
                extensions=str(lot.extensions),
            )
        self.closed = True
        return None

    def _outcome(self, entry: Entry) -> Fault | None:
        if entry.kind is Kind.WITHDRAWN:
            self.outcome = entry.kind
            return None if not self.closed else _wrong("after_closing", "竞价结束之后不能撤回")
        if not self.closed:
            return _wrong("not_closed", "竞价尚未结束，不应有结果", value=entry.kind.value)
        closing = close(self._open, entry.at)
        if isinstance(closing, Sold):
            same = entry.kind is Kind.SOLD and entry.payload == {"bidder": closing.bidder, "price": closing.price}
            fault = _wrong("wrong_winner", "应由 {who} 以 {price} 分竞得", who=closing.bidder, price=str(closing.price))
        else:
            same = entry.kind is Kind.FAILED
            fault = _wrong("wrong_winner", "无人出价，应为流拍")
        if not same:
            return fault
        self.outcome = entry.kind
        return None

    @property
    def _open(self) -> Lot:
        if self.lot is None:  # `take` lets nothing but the first row through before
            raise TypeError("no rules")
        return self.lot

    def report(self, fault: Fault | None, *, rows: int) -> LogReport:
        """What was found."""
        faults = () if fault is None else (fault,)
        if self.lot is None:
            return LogReport(faults, rows)
        sold = self.outcome is Kind.SOLD
        return LogReport(
            faults,
            rows,
            self.lot.bids,
            self.rejected,
            self.lot.extensions,
            self.lot.leader if sold else "",
            self.lot.highest if sold else 0,
            self.lot.ends_at if self.closed else None,
            self.outcome is not None,
            self.round_ref,
            self.lot.rules,
        )


_TAKE: Final[dict[Kind, Callable[[_Walk, Entry], Fault | None]]] = {
    Kind.OPENED: _Walk._opened,
    Kind.REGISTERED: _Walk._bidder,
    Kind.BARRED: _Walk._bidder,
    Kind.BID: _Walk._bid,
    Kind.REJECTED: _Walk._rejected,
    Kind.EXTENDED: _Walk._extended,
    Kind.SUSPENDED: _Walk._suspended,
    Kind.RESUMED: _Walk._resumed,
    Kind.CLOSED: _Walk._closed,
    Kind.SOLD: _Walk._outcome,
    Kind.FAILED: _Walk._outcome,
    Kind.WITHDRAWN: _Walk._outcome,
}
