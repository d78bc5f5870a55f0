"""What an outside auction platform does for a court: publish a round, withdraw it, hand in the results of each day.

No platform publishes a protocol, so nothing here resembles one: a publication goes out as a signed package, results
come in as daily files, and `match` decides which rows are results of rounds this court gave that platform. One bad row
costs that row; a row about another's round is never used.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.control.things import HoldingKind
from duixian.law.disposal.terms import RoundKind


class ResultStatus(StrEnum):
    """How a platform says a round stands, in our words."""

    TODO = "todo"  # 即将开始
    DOING = "doing"  # 正在进行
    SOLD = "sold"  # 已结束，成交
    FAILED = "failed"  # 流拍
    SUSPENDED = "suspended"  # 中止、暂缓
    WITHDRAWN = "withdrawn"  # 撤回

    @property
    def final(self) -> bool:
        """Whether this round will not change any more."""
        return self in (ResultStatus.SOLD, ResultStatus.FAILED, ResultStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Publication:
    """A round as it is given to a platform. `round_ref` is ours, unique for ever. Fen; times aware."""

    round_ref: str
    platform: str
    court_name: str
    case_number: str
    title: str
    kind: RoundKind
    thing: HoldingKind
    start: Fen
    increment: Fen
    deposit: Fen
    appraisal: Fen | None
    published_at: datetime
    opens_at: datetime
    ends_at: datetime
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A round to be taken back, and why (the reason is published)."""

    round_ref: str
    platform: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ResultBid:
    """One bid of a round, where the platform tells them."""

    bidder: str
    amount: Fen
    at: datetime


@dataclass(frozen=True, slots=True)
class PlatformResult:
    """What a platform says about one round. Fen; `price` and the buyer only where it was sold.

    `deposit_transferred`: the buyer's deposit was moved to the court's account (24 hours, 网拍规定第二十五条); None
    where the file is silent. `place`: where it stands in the file; `file_sha256`: which file.
    """

    round_ref: str
    platform: str
    item_id: str
    status: ResultStatus
    start: Fen
    ended_at: datetime
    bids: int = 0
    extensions: int = 0
    price: Fen | None = None
    buyer_number: str = ""
    buyer_name: str = ""
    buyer_id: str = ""
    deposit_transferred: bool | None = None
    ladder: tuple[ResultBid, ...] = ()
    place: str = ""
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A day's file as read: the good rows, and a fault for every other. `rows` counts both."""

    platform: str
    name: str
    sha256: str
    results: tuple[PlatformResult, ...]
    faults: tuple[Fault, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as the platform handed it in; `name` says whose and of which day."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Which file it is, whatever its name."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Matched:
    """A result and the publication it answers."""

    publication: Publication
    result: PlatformResult


class PlatformUnreachable(Exception):
    """No answer, or none that can be read: nobody knows whether it was taken. The same call may be repeated."""


class PlatformRefused(Exception):
    """The platform took nothing of it, for these reasons; repeating the same call will not help."""

    def __init__(self, *reasons: Fault) -> None:
        super().__init__("；".join(str(reason) for reason in reasons))
        self.reasons = reasons


@runtime_checkable
class Platform(Protocol):
    """An outside auction platform."""

    def publish(self, publication: Publication) -> None:
        """Give it a round. The same one given twice is published once. Raises `PlatformUnreachable`,
        `PlatformRefused` (also when the reference was used for other terms)."""
        ...

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Take a round back; doing so twice changes nothing. Raises as `publish`."""
        ...

    def result_files(self, *, known: Collection[str] = ()) -> tuple[RawFile, ...]:
        """The files whose names are not `known` yet, by name. A file that is late comes after those of later days, so
        no name is a place to ask on from. Raises `PlatformUnreachable`."""
        ...


def match(
    file: ResultFile, publications: Mapping[str, Publication], *, known: Iterable[PlatformResult] = ()
) -> tuple[tuple[Matched, ...], tuple[Fault, ...]]:
    """The results that may be used, and why the others may not.

    `publications`: this court's rounds by reference; `known`: results already taken, of any day. A final result that
    was taken before and comes again alike is passed over in silence (files are doubled), and so is an earlier state of
    it (files are late); an end that says otherwise is a fault.
    """
    good: list[Matched] = []
    faults: list[Fault] = []
    taken = {result.round_ref: result for result in known}
    for result in file.results:
        publication = publications.get(result.round_ref)
        found = _against(publication, result)
        before = taken.get(result.round_ref)
        if not found and before is not None and before.status.final:
            if same_outcome(before, result) or not result.status.final:
                continue  # a late file of an earlier day still tells of it as running
            found = [_contradiction(before, result)]
        if found or publication is None:
            faults.extend(replace(fault, place=result.place) for fault in found)
            continue
        good.append(Matched(publication, result))
        taken[result.round_ref] = result
    return tuple(good), tuple(faults)


def same_outcome(one: PlatformResult, other: PlatformResult) -> bool:
    """Whether two results say the same of a round, wherever they stand."""
    return _outcome(one) == _outcome(other)


def _outcome(result: PlatformResult) -> Sequence[object]:
    # a withdrawal has the time of whoever tells of it: the court took it back, the platform took it off later
    ended_at = None if result.status is ResultStatus.WITHDRAWN else result.ended_at
    return (result.round_ref, result.platform, result.status, result.price, result.buyer_number, ended_at)


def _against(publication: Publication | None, result: PlatformResult) -> list[Fault]:
    if publication is None:
        return [
            Fault(
                "result.unknown_round",
                "不是本院发布的拍卖",
                "请平台核对后重新提供",
                field="法院编号",
                value=result.round_ref,
            )
        ]
    if publication.platform != result.platform:
        return [
            Fault(
                "result.other_platform",
                "该拍卖发布在 {expected}，不在 {found}",
                "请核对文件来自哪个平台",
                field="法院编号",
                value=result.round_ref,
                data={"expected": publication.platform, "found": result.platform},
            )
        ]
    return list(_differences(publication, result))


def _differences(publication: Publication, result: PlatformResult) -> Iterable[Fault]:
    if result.start != publication.start:
        yield Fault(
            "result.other_start",
            "起拍价应为 {expected}",
            "请平台核对后重新提供",
            field="起拍价",
            value=display(result.start),
            data={"expected": display(publication.start)},
        )
    if result.price is not None and result.price < publication.start:
        yield Fault(
            "result.below_start",
            "成交价低于起拍价 {start}（《网络司法拍卖规定》第二十条）",
            "请平台核对后重新提供",
            field="成交价",
            value=display(result.price),
            data={"start": display(publication.start)},
        )
    early = result.ended_at < publication.ends_at and publication.kind is not RoundKind.SALE
    if early and result.status in (ResultStatus.SOLD, ResultStatus.FAILED):
        yield Fault(
            "result.ended_early",
            "竞价应至 {ends} 以后结束",
            "请平台核对后重新提供",
            field="结束时间",
            value=result.ended_at.isoformat(),
            data={"ends": publication.ends_at.isoformat()},
        )


def _contradiction(before: PlatformResult, result: PlatformResult) -> Fault:
    return Fault(
        "result.contradicts",
        "与此前的结果不一致：此前为 {before}，结束于 {ended}",
        "请平台书面说明后由承办人更正",
        field="状态",
        value=result.status.value,
        data={
            "before": before.status.value + (f" {display(before.price)}" if before.price is not None else ""),
            "ended": before.ended_at.isoformat(),
        },
    )


def day_name(platform: str, day: date, suffix: str) -> str:
    """How a day's file is called: taobao.2026-05-26.json."""
    return f"{platform}.{day.isoformat()}.{suffix}"
