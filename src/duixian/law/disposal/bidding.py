"""The judge of a bid: is it lawful, does it lead, does it move the end.

《网络司法拍卖规定》第十一条、第十七条至第二十一条、第三十四条. Pure and deterministic: the same lot and the same bids
in the same order always end alike, so a stranger can judge again what the hall judged. The caller gives the order and
the time at which a bid reached the system (第二十条第三款); times are aware datetimes and never go back. The period is
half-open: a bid at the very instant of the end is too late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from duixian.base.faults import Fault, Refused
from duixian.base.money import LARGEST, Fen, display


class OutOfOrder(ValueError):
    """Times that go back or carry no zone: the caller's mistake, not a bidder's. Hand on `max(now, lot.last_at)`."""


class Bar(StrEnum):
    """Why somebody may not bid for this thing."""

    DEFAULTED = "defaulted"  # 悔拍后重新拍卖，原买受人 (第二十四条)
    COURT = "court"  # 负责执行的人民法院及其工作人员 (第三十四条)
    PLATFORM = "platform"  # 网络服务提供者及其工作人员
    HELPER = "helper"  # 承担拍卖辅助工作的机构、个人（含评估）
    RELATIVE = "relative"  # 上述人员的近亲属
    UNQUALIFIED = "unqualified"  # 法律对买受人资格另有规定而不具备 (竞买人资格规定)


BAR_WORDS: Mapping[Bar, str] = MappingProxyType(
    {
        Bar.DEFAULTED: "悔拍后重新拍卖的，原买受人不得参加竞买（《网络司法拍卖规定》第二十四条）",
        Bar.COURT: "负责执行的人民法院及其工作人员不得竞买（《网络司法拍卖规定》第三十四条）",
        Bar.PLATFORM: "网络服务提供者及其工作人员不得竞买（《网络司法拍卖规定》第三十四条）",
        Bar.HELPER: "承担拍卖辅助工作的机构或者个人不得竞买（《网络司法拍卖规定》第三十四条）",
        Bar.RELATIVE: "上述人员的近亲属不得竞买（《网络司法拍卖规定》第三十四条）",
        Bar.UNQUALIFIED: "不具备该财产买受人的法定资格（《竞买人资格规定》）",
    }
)


@dataclass(frozen=True, slots=True)
class Bidder:
    """Somebody registered for a lot under a number (竞买代码, 第十八条).

    `paid`: the deposit has been paid, or the creditor owes none (第十七条; `terms.deposit_due`). `preemption`: the
    confirmed order of a pre-emptor, 1 first (第十九条); None for everybody else.
    """

    number: str
    paid: bool = True
    preemption: int | None = None
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What was announced about the bidding. Amounts in fen.

    `contest`: in a direct sale the first bid starts a contest of this length (法明传〔2017〕455号); None in an auction.
    `leader_may_raise`, `whole_steps`: where the rules are silent (disposal.leader_may_raise, disposal.whole_steps).
    """

    start: Fen
    increment: Fen
    opens_at: datetime
    extension: timedelta = timedelta(minutes=5)
    contest: timedelta | None = None
    leader_may_raise: bool = True
    whole_steps: bool = False

    def __post_init__(self) -> None:
        if self.start <= 0 or self.increment <= 0:
            raise ValueError("start and increment are positive amounts in fen")
        if self.opens_at.tzinfo is None:
            raise OutOfOrder("opens_at carries no zone")


@dataclass(frozen=True, slots=True)
class Lot:
    """A thing under bidding at one instant. `highest` fen, 0 before the first bid; `leader` the number that leads.

    `bids` and `extensions` count what was accepted; `suspended_at` is set while the bidding stands still (第二十八条).
    """

    rules: Rules
    ends_at: datetime
    bidders: Mapping[str, Bidder] = field(default_factory=lambda: MappingProxyType({}))
    highest: Fen = 0
    leader: str = ""
    bids: int = 0
    extensions: int = 0
    last_at: datetime | None = None
    suspended_at: datetime | None = None

    @property
    def opened_at(self) -> datetime:
        """When bidding opens or opened."""
        return self.rules.opens_at


@dataclass(frozen=True, slots=True)
class Bid:
    """`amount` fen, `at` when it reached the system."""

    bidder: str
    amount: Fen
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The bid leads. `extended`: it moved the end; `matched`: a pre-emptor took the price before him (第二十一条)."""

    lot: Lot
    extended: bool
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """The bid changes nothing, and why. `code` is the stable reason that the public log prints."""

    fault: Fault

    @property
    def code(self) -> str:
        """The fault's code."""
        return self.fault.code


Verdict: TypeAlias = Accepted | Rejected


def opened(rules: Rules, ends_at: datetime, bidders: Iterable[Bidder] = ()) -> Lot:
    """A lot before its first bid. Raises `ValueError` when two bidders share a number or it ends before it opens."""
    if ends_at.tzinfo is None or ends_at <= rules.opens_at:
        raise OutOfOrder("a lot ends after it opens, in a zone")
    known: dict[str, Bidder] = {}
    for bidder in bidders:
        if bidder.number in known:
            raise ValueError(f"two bidders have the number {bidder.number}")
        known[bidder.number] = bidder
    return Lot(rules, ends_at, MappingProxyType(known))


def registered(lot: Lot, bidder: Bidder) -> Lot:
    """The lot with a bidder added or his standing changed (paid, barred). Open until the end of bidding (第十八条).

    A bar takes no bid back that was accepted before it: whether a sale to him stands is for a ruling (第三十一条), and
    until then the court may stop the round (第二十八条).

    Raises `ValueError` for an empty number.
    """
    if not bidder.number:
        raise ValueError("a bidder needs a number")
    return replace(lot, bidders=MappingProxyType({**lot.bidders, bidder.number: bidder}))


def judge(lot: Lot, bid: Bid) -> Verdict:
    """Whether the bid is lawful now, and the lot after it. Raises `OutOfOrder` for a time before the last accepted one.

    Checked in this order, the first that fails is the reason: period, bidder, amount, rise. A bid in the last five
    minutes moves the end to five minutes after itself, however often (第二十条第二款).
    """
    at, amount = bid.at, bid.amount
    if at.tzinfo is None:
        raise OutOfOrder("a bid's time carries no zone")
    if lot.last_at is not None and at < lot.last_at:
        raise OutOfOrder(f"{at.isoformat()} lies before the bid of {lot.last_at.isoformat()}")
    fault = _period(lot, at) or _standing(lot, bid.bidder) or _amount(amount)
    if fault is not None:
        return Rejected(fault)
    highest = lot.highest
    rules = lot.rules
    matched = False
    if not highest:
        if amount < rules.start:
            return Rejected(_below_start(amount, rules))
    elif amount < highest + rules.increment:
        matched = amount == highest and _may_match(lot, bid.bidder)
        if not matched:
            return Rejected(_below_increment(lot, amount))
    if rules.whole_steps and not matched and (amount - (highest or rules.start)) % rules.increment:
        return Rejected(_uneven(lot, amount))
    if not matched and bid.bidder == lot.leader and not rules.leader_may_raise:
        return Rejected(_leading(lot, amount))
    ends_at = lot.ends_at
    if rules.contest is not None and not highest:
        ends_at = at + rules.contest
    elif ends_at - at <= rules.extension:
        ends_at = at + rules.extension
    extended = ends_at != lot.ends_at
    return Accepted(
        Lot(
            rules,
            ends_at,
            lot.bidders,
            amount,
            bid.bidder,
            lot.bids + 1,
            lot.extensions + extended,
            at,
            None,
        ),
        extended,
        matched,
    )


def least(lot: Lot, number: str = "") -> Fen:
    """The smallest amount in fen that `number` could offer now; for a pre-emptor who may match, the highest itself."""
    if not lot.highest:
        return lot.rules.start
    return lot.highest if _may_match(lot, number) else lot.highest + lot.rules.increment


@dataclass(frozen=True, slots=True)
class Sold:
    """Knocked down: the last bid is the price (第二十条), and one bidder suffices (第十一条)."""

    bidder: str
    price: Fen
    at: datetime
    bids: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Nobody offered the start price: 流拍 (第二十六条)."""

    at: datetime


Closing: TypeAlias = Sold | Failed


def close(lot: Lot, at: datetime) -> Closing:
    """The end of the bidding, stated at an instant not before it; the closing itself is `lot.ends_at`.

    Raises `Refused` (`close.too_early`, `close.suspended`).
    """
    if lot.suspended_at is not None:
        raise Refused(
            Fault("close.suspended", "拍卖已暂缓或者中止，不能结束竞价", "恢复拍卖后再结束，或者撤回拍卖", field="竞价")
        )
    if at < lot.ends_at:
        raise Refused(
            Fault(
                "close.too_early",
                "竞价至 {ends} 结束，尚未届满",
                "届满后再结束竞价",
                field="竞价",
                value=at.isoformat(),
                data={"ends": lot.ends_at.isoformat()},
            )
        )
    return Sold(lot.leader, lot.highest, lot.ends_at, lot.bids) if lot.bids else Failed(lot.ends_at)


def suspend(lot: Lot, at: datetime) -> Lot:
    """The bidding stands still from `at` (暂缓、中止, 第二十八条). Raises `Refused` when it does not run."""
    fault = _period(lot, at)
    if fault is not None:
        raise Refused(fault)
    return replace(lot, suspended_at=at, last_at=at)


def resume(lot: Lot, at: datetime) -> Lot:
    """The bidding runs on from `at` with the time it had left, and never with less than one extension.

    第二十八条 says that it is resumed, not with how much time; a bidder's time is not taken from him by a stop.
    """
    if lot.suspended_at is None:
        raise Refused(Fault("resume.running", "拍卖没有暂缓或者中止", "无需恢复", field="竞价"))
    if at < lot.suspended_at:
        raise OutOfOrder("resumed before it was suspended")
    left = max(lot.ends_at - lot.suspended_at, lot.rules.extension)
    return replace(lot, ends_at=at + left, suspended_at=None, last_at=at)


def replay(lot: Lot, bids: Iterable[Bid]) -> tuple[Lot, tuple[Verdict, ...]]:
    """Judge the bids in their order: the lot at the end and what became of each."""
    verdicts: list[Verdict] = []
    for bid in bids:
        verdict = judge(lot, bid)
        if isinstance(verdict, Accepted):
            lot = verdict.lot
        verdicts.append(verdict)
    return lot, tuple(verdicts)


def _period(lot: Lot, at: datetime) -> Fault | None:
    if at >= lot.ends_at and lot.suspended_at is None:
        return Fault(
            "bid.after_closing",
            "竞价已于 {ends} 结束",
            "出价时间以进入系统的时间为准（《网络司法拍卖规定》第二十条）",
            field="出价时间",
            value=at.isoformat(),
            data={"ends": lot.ends_at.isoformat()},
        )
    if at < lot.rules.opens_at:
        return Fault(
            "bid.before_opening",
            "竞价于 {opens} 开始",
            "请在竞价开始后出价",
            field="出价时间",
            value=at.isoformat(),
            data={"opens": lot.rules.opens_at.isoformat()},
        )
    if lot.suspended_at is not None:
        return Fault(
            "bid.suspended",
            "拍卖已暂缓或者中止（《网络司法拍卖规定》第二十八条）",
            "恢复拍卖后再出价",
            field="出价时间",
            value=at.isoformat(),
        )
    return None


def _standing(lot: Lot, number: str) -> Fault | None:
    bidder = lot.bidders.get(number)
    if bidder is None:
        return Fault(
            "bid.not_registered",
            "没有取得竞买资格",
            "请先实名登记并交纳保证金（《网络司法拍卖规定》第十七条、第十八条）",
            field="竞买号",
            value=number,
        )
    if bidder.bar is not None:
        return Fault(
            "bid.barred",
            "不得参加竞买：{why}",
            "对此有异议的，请向执行法院提出",
            field="竞买号",
            value=number,
            data={"why": BAR_WORDS[bidder.bar]},
        )
    if not bidder.paid:
        return Fault(
            "bid.deposit_missing",
            "保证金尚未交足",
            "请先交足保证金（《网络司法拍卖规定》第十七条）",
            field="竞买号",
            value=number,
        )
    return None


def _amount(amount: Fen) -> Fault | None:
    if type(amount) is not int or amount <= 0:
        return Fault(
            "bid.not_an_amount", "出价须为正的金额", "请填写以分为单位的正整数", field="出价", value=str(amount)[:40]
        )
    if amount > LARGEST:
        return Fault("bid.too_large", "出价超出可处理的范围", "请核对金额的单位", field="出价", value=str(amount)[:40])
    return None


def _may_match(lot: Lot, number: str) -> bool:
    """A pre-emptor takes the highest price unless another of his or an earlier order already has it (第二十一条)."""
    mine = lot.bidders.get(number)
    if mine is None or mine.preemption is None:
        return False
    leads = lot.bidders[lot.leader].preemption
    return leads is None or mine.preemption < leads


def _below_start(amount: Fen, rules: Rules) -> Fault:
    return Fault(
        "bid.below_start",
        "低于起拍价 {start} 的出价无效（《网络司法拍卖规定》第二十条）",
        "请出价不低于 {start}",
        field="出价",
        value=display(amount),
        data={"start": display(rules.start)},
    )


def _below_increment(lot: Lot, amount: Fen) -> Fault:
    return Fault(
        "bid.below_increment",
        "当前最高价 {highest}，增价幅度 {increment}",
        "请出价不低于 {least}",
        field="出价",
        value=display(amount),
        data={
            "highest": display(lot.highest),
            "increment": display(lot.rules.increment),
            "least": display(lot.highest + lot.rules.increment),
        },
    )


def _uneven(lot: Lot, amount: Fen) -> Fault:
    return Fault(
        "bid.uneven_step",
        "加价须为增价幅度 {increment} 的整数倍",
        "请出价不低于 {least}，并按增价幅度加价",
        field="出价",
        value=display(amount),
        data={"increment": display(lot.rules.increment), "least": display(least(lot))},
    )


def _leading(lot: Lot, amount: Fen) -> Fault:
    return Fault(
        "bid.leading",
        "当前最高价 {highest} 即为本人出价，无需再次加价",
        "他人加价后再出价",
        field="出价",
        value=display(amount),
        data={"highest": display(lot.highest)},
    )
