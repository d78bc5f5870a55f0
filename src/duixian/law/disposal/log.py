"""The public log of a hall: a chain of rows that a stranger checks without us (网拍规定第二十条第四款、第二十九条).

Every row carries the hash of the row before it, so none can be changed, dropped or slipped in; signed rows fix the
chain to the court's key. `checking.check_log` recomputes the chain, judges every bid again by `bidding` and compares:
same rejections, same extensions, same end, same winner. Bidders appear by number only (第十八条第三款: who they are
stays confidential).

Canonical bytes of a row, version 1: JSON of {at, kind, payload, prev, seq}, keys sorted, no spaces, UTF-8; `at` is UTC
with six digits of a second and a Z. Hash: SHA-256, lower-case hex. Signed bytes: `duixian.hall.v1`, line feed, hash.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Final, TypeAlias

from duixian.base.faults import BadInput, Fault
from duixian.law.disposal.bidding import (
    Accepted,
    Bar,
    Bid,
    Bidder,
    Closing,
    Lot,
    Rejected,
    Rules,
    Sold,
    Verdict,
    opened,
)

FORMAT: Final = "duixian.hall.v1"
GENESIS: Final = "0" * 64
"""What the first row names as the hash before it."""

Scalar: TypeAlias = str | int | bool | None
VerifyKey: TypeAlias = Callable[[bytes, bytes], bool]
"""(signed bytes, signature) → whether the court's public key made it; Ed25519 outside this floor."""


class Kind(StrEnum):
    """What a row tells."""

    OPENED = "opened"  # the announced rules
    REGISTERED = "registered"  # a number, paid or not, with its order of pre-emption
    BARRED = "barred"  # a number may no longer bid, and on which ground
    BID = "bid"  # accepted
    REJECTED = "rejected"  # counted, not blamed: the reason's code
    EXTENDED = "extended"  # the end moved by the bid before
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLOSED = "closed"
    SOLD = "sold"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


LAST: Final = frozenset({Kind.SOLD, Kind.FAILED, Kind.WITHDRAWN})
"""After one of these nothing follows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `at` aware; `signature` hex, empty where the row is not signed (the last row always is)."""

    seq: int
    kind: Kind
    at: datetime
    payload: Mapping[str, Scalar]
    prev: str
    hash: str
    signature: str = ""


def canonical(seq: int, kind: Kind, at: datetime, payload: Mapping[str, Scalar], prev: str) -> bytes:
    """The bytes that are hashed. Raises `ValueError` for a time without a zone, `TypeError` for a float."""
    if any(isinstance(part, float) for part in payload.values()):
        raise TypeError("a row holds no floats")
    row = {"seq": seq, "kind": kind.value, "at": stamp(at), "payload": dict(payload), "prev": prev}
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def stamp(at: datetime) -> str:
    """An instant as the log writes it: 2026-05-26T02:00:00.000000Z."""
    if at.tzinfo is None:
        raise ValueError("a row's time carries no zone")
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: UP017


def append(last: Entry | None, kind: Kind, at: datetime, payload: Mapping[str, Scalar]) -> Entry:
    """The row that follows `last` (None: the first row), unsigned."""
    seq, prev = (1, GENESIS) if last is None else (last.seq + 1, last.hash)
    digest = hashlib.sha256(canonical(seq, kind, at, payload, prev)).hexdigest()
    return Entry(seq, kind, at, dict(payload), prev, digest)


def signed_bytes(entry: Entry) -> bytes:
    """What the court signs: the head of the chain at this row, and with it everything before."""
    return f"{FORMAT}\n{entry.hash}".encode()


def signed(entry: Entry, sign: Callable[[bytes], bytes]) -> Entry:
    """The row with the signature `sign` makes over its head."""
    return replace(entry, signature=sign(signed_bytes(entry)).hex())


# ------------------------------------------------------------------------------------------------ writing the rows


def opened_row(lot: Lot, *, round_ref: str, at: datetime) -> Entry:
    """The first row: the announced rules of the lot, to be judged by."""
    rules = lot.rules
    payload: dict[str, Scalar] = {
        "format": FORMAT,
        "round": round_ref,
        "start": rules.start,
        "increment": rules.increment,
        "opens_at": stamp(rules.opens_at),
        "ends_at": stamp(lot.ends_at),
        "extension_seconds": _seconds(rules.extension),
        "contest_seconds": None if rules.contest is None else _seconds(rules.contest),
        "leader_may_raise": rules.leader_may_raise,
        "whole_steps": rules.whole_steps,
    }
    return append(None, Kind.OPENED, at, payload)


def bidder_row(last: Entry, bidder: Bidder, at: datetime) -> Entry:
    """A registration, or a bar, as it stands from now on."""
    if bidder.bar is not None:
        return append(last, Kind.BARRED, at, {"bidder": bidder.number, "bar": bidder.bar.value})
    payload: dict[str, Scalar] = {"bidder": bidder.number, "paid": bidder.paid, "preemption": bidder.preemption}
    return append(last, Kind.REGISTERED, at, payload)


def bid_rows(last: Entry, lot: Lot, bid: Bid, verdict: Verdict) -> tuple[Entry, ...]:
    """The rows of one judged bid: accepted (and the extension, if it moved the end) or rejected.

    `lot` is the lot it was judged on. Who is not registered is not named: what somebody typed is no number of ours.
    """
    if isinstance(verdict, Rejected):
        known = bid.bidder if bid.bidder in lot.bidders else ""
        amount = bid.amount if type(bid.amount) is int and abs(bid.amount) < 1 << 63 else None
        row = append(last, Kind.REJECTED, bid.at, {"bidder": known, "amount": amount, "code": verdict.code})
        return (row,)
    first = append(last, Kind.BID, bid.at, {"bidder": bid.bidder, "amount": bid.amount})
    if not verdict.extended:
        return (first,)
    return first, append(first, Kind.EXTENDED, bid.at, {"ends_at": stamp(verdict.lot.ends_at)})


def stop_row(last: Entry, at: datetime, *, reason: str) -> Entry:
    """暂缓、中止: the reason is made public with it (第二十八条第三款)."""
    return append(last, Kind.SUSPENDED, at, {"reason": reason})


def resume_row(last: Entry, lot: Lot, at: datetime) -> Entry:
    """恢复: `lot` after `bidding.resume`."""
    return append(last, Kind.RESUMED, at, {"ends_at": stamp(lot.ends_at)})


def closing_rows(last: Entry, lot: Lot, closing: Closing, at: datetime) -> tuple[Entry, Entry]:
    """The end and its outcome, written at `at`; the caller signs the last."""
    closed = append(
        last, Kind.CLOSED, at, {"ends_at": stamp(lot.ends_at), "bids": lot.bids, "extensions": lot.extensions}
    )
    if isinstance(closing, Sold):
        return closed, append(closed, Kind.SOLD, at, {"bidder": closing.bidder, "price": closing.price})
    return closed, append(closed, Kind.FAILED, at, {})


def withdrawn_row(last: Entry, at: datetime, *, reason: str) -> Entry:
    """撤回: nothing is sold, with the reason."""
    return append(last, Kind.WITHDRAWN, at, {"reason": reason})


# ------------------------------------------------------------------------------------------------ reading rows back


def lot_from(payload: Mapping[str, Scalar]) -> Lot:
    """The lot that a first row announces. Raises `KeyError`, `TypeError` or `ValueError` when it is no such row."""
    if payload["format"] != FORMAT:
        raise ValueError(f"not {FORMAT}: {payload['format']!r}")
    contest = payload["contest_seconds"]
    rules = Rules(
        whole(payload["start"]),
        whole(payload["increment"]),
        instant(payload["opens_at"]),
        timedelta(seconds=whole(payload["extension_seconds"])),
        None if contest is None else timedelta(seconds=whole(contest)),
        payload["leader_may_raise"] is True,
        payload["whole_steps"] is True,
    )
    return opened(rules, instant(payload["ends_at"]))


def bidder_from(lot: Lot, entry: Entry) -> Bidder:
    """The bidder of a registration or bar. Raises as `lot_from`."""
    name = str(entry.payload["bidder"])
    if entry.kind is Kind.BARRED:
        before = lot.bidders.get(name, Bidder(name))
        return replace(before, bar=Bar(str(entry.payload["bar"])))
    order = entry.payload["preemption"]
    return Bidder(name, entry.payload["paid"] is True, None if order is None else whole(order))


def whole(part: Scalar) -> int:
    """A whole number of a row. Raises `TypeError`."""
    if type(part) is not int:
        raise TypeError(f"not a whole number: {part!r}")
    return part


def instant(part: Scalar) -> datetime:
    """An instant of a row. Raises `TypeError` or `ValueError`."""
    if not isinstance(part, str):
        raise TypeError(f"not an instant: {part!r}")
    return datetime.strptime(part, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)  # noqa: UP017


def to_lines(entries: Iterable[Entry]) -> str:
    """The log as a file: one JSON object a line."""
    return "".join(_line(entry) + "\n" for entry in entries)


def from_lines(text: str) -> tuple[Entry, ...]:
    """Read such a file. Raises `BadInput` (`log.unreadable`) naming every line that is no row."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    for position, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entries.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            faults.append(
                Fault(
                    "log.unreadable",
                    "这一行不是竞价记录",
                    "请重新下载完整的记录文件",
                    value=str(error)[:80],
                    place=f"第 {position} 行",
                )
            )
    if faults:
        raise BadInput.of(faults)
    return tuple(entries)


def _line(entry: Entry) -> str:
    row = {
        "seq": entry.seq,
        "kind": entry.kind.value,
        "at": stamp(entry.at),
        "payload": dict(entry.payload),
        "prev": entry.prev,
        "hash": entry.hash,
        "signature": entry.signature,
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _entry(row: Any) -> Entry:
    payload = row["payload"]
    if not isinstance(payload, dict) or any(isinstance(part, (float, list, dict)) for part in payload.values()):
        raise TypeError("payload")
    texts = (row["prev"], row["hash"], row["signature"])
    if not all(isinstance(part, str) for part in texts):
        raise TypeError("prev, hash, signature")
    return Entry(whole(row["seq"]), Kind(row["kind"]), instant(row["at"]), payload, *texts)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


def rows_of(lot: Lot, bids: Sequence[Bid], verdicts: Sequence[Verdict], *, last: Entry) -> tuple[Entry, ...]:
    """The rows of many bids judged in order from `lot`, as `bidding.replay` gives the verdicts."""
    rows: list[Entry] = []
    for bid, verdict in zip(bids, verdicts, strict=True):
        rows.extend(bid_rows(rows[-1] if rows else last, lot, bid, verdict))
        if isinstance(verdict, Accepted):
            lot = verdict.lot
    return tuple(rows)
