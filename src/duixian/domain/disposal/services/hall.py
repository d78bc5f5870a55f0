"""The bidding hall: bids judged by the law under the lock of their round, in one order, each kept and never lost.

Every act here locks the round's row first, so the database alone says which bid came before which. A bid is judged as
of the instant it reached the system (《网络司法拍卖规定》第二十条第三款): at most `LONGEST_QUEUE` before the judgement,
never before what was judged already. A round is closed only when that much time has passed since its end, so no bid
that was in time is shut out by the queue. Whatever is judged becomes a row of the public log in the same transaction.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from django.db import connection

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.disposal.models import AuctionRound, Bidder, HallEntry, RoundState
from duixian.law.disposal import bidding, log

LONGEST_QUEUE: Final = timedelta(seconds=2)
"""How long a bid may have waited between reaching the system and being judged."""

Clock: TypeAlias = Callable[[], datetime]
"""The server's time; asked under the lock."""

_OVER: Final = frozenset(set(RoundState) - {RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED})

Sign: TypeAlias = Callable[[bytes], bytes]
"""Signs with the key of the hall."""


@dataclass(frozen=True, slots=True)
class BidIn:
    """A bid as it came: `key` is the bidder's own, the same bid sent twice has the same; `reached_at` when it came
    in."""

    key: str
    number: str
    secret: str
    amount: Fen
    reached_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a bid. `seq` is its row in the log (0: it never got that far) and `hash` that row's: the bidder's
    receipt, by which he shows a row that went missing. `fault`: why it was not accepted."""

    key: str
    seq: int
    at: datetime
    fault: Fault | None = None
    code: str = ""
    hash: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it led."""
        return self.fault is None and not self.code


def database_clock() -> datetime:
    """The database's time, which all halls of a court share."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        row = cursor.fetchone()
    at: datetime = row[0]
    return at


def secret_digest(secret: str) -> str:
    """How a bidder's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def announce(*, round_id: int, rules: bidding.Rules, clock: Clock, sign: Sign) -> None:
    """Begin the public log with the announced rules. Raises `Refused` (`hall.announced`) when it has begun."""
    auction = _locked(round_id)
    if auction.log_seq:
        raise Refused(Fault("hall.announced", "竞价记录已经开始", "无须重复公告", field="拍品", value=auction.code))
    first = log.opened_row(bidding.opened(rules, auction.ends_at), round_ref=auction.code, at=clock())
    _keep(auction, [first], sign=sign)


def register(*, bidder: Bidder, bar: bidding.Bar | None = None, clock: Clock, sign: Sign) -> None:
    """Make a bidder's standing public under the number alone: registered, deposit paid, order of pre-emption, or
    barred."""
    auction = _locked(bidder.round_id)
    last = _last(auction)
    row = log.bidder_row(last, _standing(bidder, bar=bar), _not_before(clock(), auction))
    _keep(auction, [row], sign=sign)


def open_round(*, round_id: int, clock: Clock) -> bool:
    """Open a round whose hour has come; whether this call did it."""
    auction = _locked(round_id)
    if auction.state != RoundState.ANNOUNCED or clock() < auction.starts_at:
        return False
    auction.state = RoundState.OPEN
    auction.save(update_fields=["state"])
    _tell(auction)
    return True


def bid(*, round_id: int, bids: Sequence[BidIn], clock: Clock, sign: Sign) -> list[Judged]:
    """Judge bids in the order given, in one transaction; the answers stand in the same order.

    A bid whose key was judged before gets its old answer and leaves no second row. A wrong number or secret is answered
    without a row (it may be anybody), and so is a bid for a round that is over: after the outcome the log has no rows.
    """
    auction = _locked(round_id)
    now = clock()
    if auction.state in _OVER:
        return [Judged(one.key, 0, now, _over(auction)) for one in bids]
    known = _by_number(auction, {one.number for one in bids})
    before = _judged_before(auction, known, bids)
    lot, last = _lot(auction, known), _last(auction)
    rows: list[log.Entry] = []
    owners: dict[int, tuple[Bidder, str]] = {}
    answers: list[Judged] = []
    for one in bids:
        bidder = known.get(one.number)
        if bidder is None or not hmac.compare_digest(bidder.secret_sha256, secret_digest(one.secret)):
            answers.append(Judged(one.key, 0, now, _nobody(one.number)))
            continue
        if (bidder.pk, one.key) in before:
            answers.append(before[bidder.pk, one.key])
            continue
        at = _not_before(min(max(one.reached_at, now - LONGEST_QUEUE), now), auction, lot)
        entered = bidding.Bid(one.number, one.amount, at)
        verdict = bidding.judge(lot, entered)
        added = log.bid_rows(rows[-1] if rows else last, lot, entered, verdict)
        rows.extend(added)
        owners[added[0].seq] = (bidder, one.key)
        fault = None
        if isinstance(verdict, bidding.Accepted):
            lot = verdict.lot
        else:
            fault = verdict.fault
        answers.append(Judged(one.key, added[0].seq, at, fault, fault.code if fault else "", added[0].hash))
        before[bidder.pk, one.key] = answers[-1]
        auction.last_at = at
    if rows:
        auction.highest_fen = lot.highest or None
        auction.leader = known.get(lot.leader, auction.leader)
        auction.ends_at = lot.ends_at
        auction.extensions = lot.extensions
        auction.bids_count = lot.bids
        _keep(auction, rows, sign=sign, owners=owners)
    return answers


def suspend(*, round_id: int, reason: str, clock: Clock, sign: Sign) -> None:
    """Stop the bidding (第二十八条); the reason is public."""
    auction = _locked(round_id)
    at = _not_before(clock(), auction)
    stopped = bidding.suspend(_lot(auction, {}), at)
    auction.suspended_at, auction.state = stopped.suspended_at, RoundState.SUSPENDED
    _keep(auction, [log.stop_row(_last(auction), at, reason=reason)], sign=sign)


def resume(*, round_id: int, clock: Clock, sign: Sign) -> None:
    """Go on with the time that was left."""
    auction = _locked(round_id)
    at = _not_before(clock(), auction)
    going = bidding.resume(_lot(auction, {}), at)
    auction.suspended_at, auction.ends_at, auction.state = None, going.ends_at, RoundState.OPEN
    _keep(auction, [log.resume_row(_last(auction), going, at)], sign=sign)


def withdraw(*, round_id: int, reason: str, clock: Clock, sign: Sign) -> None:
    """Nothing is sold, and why. The caller moves the round's state with its own reasons. Raises `Refused` once somebody
    has won: what the time decided, nobody takes back."""
    auction = _locked(round_id)
    if auction.leader_id is not None and auction.state == RoundState.OPEN and clock() >= auction.ends_at:
        raise Refused(
            Fault(
                "hall.won",
                "竞价已经届满并有人出价，不能撤回",
                "请按成交办理；有法定撤销事由的，另行审查",
                field="拍品",
                value=auction.code,
            )
        )
    _keep(auction, [log.withdrawn_row(_last(auction), _not_before(clock(), auction), reason=reason)], sign=sign)


def close(*, round_id: int, clock: Clock, sign: Sign) -> bidding.Closing | None:
    """End a round whose time is over and say what came of it; None while it still runs or has ended already.

    The result stands in the log; the caller takes it into the disposal in the same transaction.
    """
    auction = _locked(round_id)
    now = clock()
    if auction.state != RoundState.OPEN or now < auction.ends_at + LONGEST_QUEUE:
        return None
    lot = _lot(auction, {})
    closing = bidding.close(lot, now)
    rows = log.closing_rows(_last(auction), lot, closing, _not_before(now, auction))
    auction.closed_at = lot.ends_at
    auction.state = RoundState.SOLD if isinstance(closing, bidding.Sold) else RoundState.FAILED
    _keep(auction, rows, sign=sign)
    return closing


def entries(round_id: int, *, after: int = 0, limit: int = 0) -> list[log.Entry]:
    """The public log of a round from a place on, as `law.disposal.log` reads it; `limit` 0 is all."""
    rows = HallEntry.objects.filter(round_id=round_id, seq__gt=after).order_by("seq")
    return [_entry(row) for row in (rows[:limit] if limit else rows)]


def _locked(round_id: int) -> AuctionRound:
    return AuctionRound.objects.select_for_update(of=("self",), no_key=True).select_related("leader").get(pk=round_id)


def _by_number(auction: AuctionRound, numbers: Iterable[str]) -> dict[str, Bidder]:
    return {bidder.number: bidder for bidder in Bidder.objects.filter(round=auction, number__in=list(numbers))}


def _judged_before(
    auction: AuctionRound, known: Mapping[str, Bidder], bids: Sequence[BidIn]
) -> dict[tuple[int, str], Judged]:
    ids = [bidder.pk for bidder in known.values()]
    rows = HallEntry.objects.filter(round=auction, bidder_id__in=ids, request_key__in=[one.key for one in bids])
    found: dict[tuple[int, str], Judged] = {}
    for row in rows:
        code = str(json.loads(row.payload).get("code", ""))
        fault = Fault(code, "该次出价未被接受", "请以当前价格重新出价", field="出价") if code else None
        found[row.bidder_id or 0, row.request_key] = Judged(row.request_key, row.seq, row.at, fault, code, row.hash)
    return found


def _standing(bidder: Bidder, *, bar: bidding.Bar | None = None) -> bidding.Bidder:
    paid = bidder.exempt_deposit or bidder.deposit_state == "held"
    barred = bar or (bidding.Bar(bidder.barred) if bidder.barred in set(bidding.Bar) else None)
    if bidder.barred and barred is None:
        barred = bidding.Bar.UNQUALIFIED
    return bidding.Bidder(bidder.number, paid, bidder.preemption, barred)


def _lot(auction: AuctionRound, known: Mapping[str, Bidder]) -> bidding.Lot:
    """The lot as it stands: its announced rules from the first row, what moved from the round."""
    first = HallEntry.objects.get(round=auction, seq=1)
    announced = log.lot_from(json.loads(first.payload))
    standing = {number: _standing(bidder) for number, bidder in known.items()}
    if auction.leader is not None:
        standing.setdefault(auction.leader.number, _standing(auction.leader))
    return replace(
        announced,
        bidders=MappingProxyType(standing),
        ends_at=auction.ends_at,
        highest=auction.highest_fen or 0,
        leader=auction.leader.number if auction.leader else "",
        bids=auction.bids_count,
        extensions=auction.extensions,
        last_at=auction.last_at,
        suspended_at=auction.suspended_at,
    )


def _last(auction: AuctionRound) -> log.Entry:
    if not auction.log_seq:
        raise Refused(Fault("hall.not_announced", "拍品尚未公告", "请先发布拍卖公告", field="拍品", value=auction.code))
    return log.Entry(auction.log_seq, log.Kind.OPENED, auction.starts_at, {}, "", auction.log_head)


def _not_before(at: datetime, auction: AuctionRound, lot: bidding.Lot | None = None) -> datetime:
    """Time in the log never goes back, whatever the clocks do."""
    latest = max((one for one in (auction.last_at, lot.last_at if lot else None) if one is not None), default=at)
    return max(at, latest)


def _over(auction: AuctionRound) -> Fault:
    return Fault("bid.after_closing", "本次竞价已经结束", "请关注后续公告", field="拍品", value=auction.code)


def _nobody(number: str) -> Fault:
    return Fault(
        "bid.not_registered", "竞买号或者密码不对", "请核对报名时取得的竞买号和密码", field="竞买号", value=number
    )


def _keep(
    auction: AuctionRound,
    rows: Sequence[log.Entry],
    *,
    sign: Sign,
    owners: Mapping[int, tuple[Bidder, str]] | None = None,
) -> None:
    """Write the rows, the last one signed, and move the head."""
    rows = [*rows[:-1], log.signed(rows[-1], sign)]
    owners = owners or {}
    HallEntry.objects.bulk_create([_row(auction, row, *owners.get(row.seq, (None, ""))) for row in rows])
    auction.log_seq, auction.log_head = rows[-1].seq, rows[-1].hash
    auction.last_at = max(rows[-1].at, auction.last_at or rows[-1].at)
    auction.save(
        update_fields=[
            "state", "highest_fen", "leader", "ends_at", "closed_at", "extensions", "bids_count", "last_at",
            "suspended_at", "log_seq", "log_head",
        ]
    )  # fmt: skip
    _tell(auction)


def _tell(auction: AuctionRound) -> None:
    """Let those who watch know, once it is committed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('hall', %s)", [f"{auction.pk}:{auction.log_seq}"])


def _row(auction: AuctionRound, row: log.Entry, bidder: Bidder | None, key: str) -> HallEntry:
    amount = row.payload.get("amount")
    return HallEntry(
        court_id=auction.court_id,
        round=auction,
        seq=row.seq,
        at=row.at,
        kind=row.kind.value,
        bidder=bidder,
        amount_fen=amount if isinstance(amount, int) else None,
        request_key=key,
        payload=json.dumps(dict(row.payload), ensure_ascii=False, sort_keys=True),
        prev=row.prev,
        hash=row.hash,
        signature=row.signature,
    )


def _entry(row: HallEntry) -> log.Entry:
    return log.Entry(row.seq, log.Kind(row.kind), row.at, json.loads(row.payload), row.prev, row.hash, row.signature)
