"""One simulated platform: the rounds it was given, the bidders it makes up, the files it hands in.

Who bids what follows from the seed and the round alone, judged by the same rules as in the court's own hall, so a round
ends alike however often and in whatever steps the clock is moved.
"""

import hashlib
import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from duixian.base.days import ONE_DAY
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id
from duixian.base.money import yuan
from duixian.connectors.platforms.dialects import DIALECTS, TIME
from duixian.connectors.platforms.simulator.behaviour import Behaviour
from duixian.connectors.platforms.simulator.writers import FileRow, write
from duixian.law.disposal import Accepted, Bid, Bidder, Lot, Rules, judge, least, opened
from duixian.law.disposal.terms import RoundKind
from duixian.law.disposal.values import BEIJING, day_of
from duixian.ports.platforms import Publication, ResultStatus, day_name

_CONTEST = timedelta(hours=24)


class Reused(Exception):
    """The reference stands for other terms already."""


class TooLate(Exception):
    """The round is over, or unknown: nothing can be withdrawn."""


class Round:
    """A round as the platform has it."""

    def __init__(self, publication: Publication, body: bytes, *, taken_at: datetime, seed: str) -> None:
        self.publication = publication
        self.body = body
        self.taken_at = taken_at
        self.withdrawn_at: datetime | None = None
        digest = hashlib.sha256(f"{seed}|{publication.platform}|{publication.round_ref}".encode()).digest()
        self._seed = int.from_bytes(digest[:8], "big")
        self.item_id = str(int.from_bytes(digest[8:13], "big"))

    @cached_property
    def played(self) -> tuple[Lot, tuple[Bid, ...]]:
        """The bidding to its end: the lot and the accepted bids."""
        dice = random.Random(self._seed)  # a simulation that has to come out alike every time
        publication = self.publication
        names = [f"{dice.choice('ABCDEFGH')}{dice.randrange(1000, 10_000)}" for _ in range(dice.choice(_CROWDS))]
        contest = _CONTEST if publication.kind is RoundKind.SALE else None
        rules = Rules(publication.start, publication.increment, publication.opens_at, contest=contest)
        lot = opened(rules, publication.ends_at, [Bidder(name) for name in dict.fromkeys(names)])
        if not names:
            return lot, ()
        bids: list[Bid] = []
        at = publication.opens_at
        for _ in range(dice.randrange(len(names), 12 * len(names))):
            left = (lot.ends_at - at) // timedelta(seconds=1)
            at += timedelta(seconds=dice.randrange(1, max(2, left // 3)))
            rivals = [name for name in lot.bidders if name != lot.leader] or [lot.leader]
            amount = least(lot) + dice.choice((0, 0, 0, 1, 2)) * rules.increment
            bid = Bid(dice.choice(rivals), amount, at)
            verdict = judge(lot, bid)
            if not isinstance(verdict, Accepted):
                break
            lot = verdict.lot
            bids.append(bid)
        return lot, tuple(bids)

    @property
    def over_at(self) -> datetime:
        """When nothing more will happen to it."""
        return self.withdrawn_at or self.played[0].ends_at

    def status(self, at: datetime) -> ResultStatus:
        """How it stands at an instant."""
        if self.withdrawn_at is not None and at >= self.withdrawn_at:
            return ResultStatus.WITHDRAWN
        if at < self.publication.opens_at:
            return ResultStatus.TODO
        lot, bids = self.played
        if at < lot.ends_at:
            return ResultStatus.DOING
        return ResultStatus.SOLD if bids else ResultStatus.FAILED

    def row(self, at: datetime) -> FileRow:
        """What a file written at an instant says of it."""
        status = self.status(at)
        lot, bids = self.played
        told = tuple(bid for bid in bids if bid.at <= at and status is not ResultStatus.TODO)
        values = {
            "round_ref": self.publication.round_ref,
            "item_id": self.item_id,
            "status": status.value,
            "start": yuan(self.publication.start),
            "price": yuan(told[-1].amount) if told else "",
            "ended_at": (self.withdrawn_at or lot.ends_at).astimezone(BEIJING).strftime(TIME),
            "bids": str(len(told)),
            "extensions": str(lot.extensions) if status is ResultStatus.SOLD else "0",
            "buyer_number": "",
            "buyer_name": "",
            "buyer_id": "",
            "deposit_transferred": "",
        }
        if status is ResultStatus.SOLD:
            values |= {
                "buyer_number": lot.leader,
                "buyer_name": f"模拟买受人{lot.leader}",
                "buyer_id": _number(self._seed),
                "deposit_transferred": "1",
            }
        return FileRow(values, told if status is ResultStatus.SOLD else ())


_CROWDS = (0, 0, 0, 1, 1, 2, 3, 4, 6, 9)
"""How many bidders a round draws; three in ten draw none."""


def _number(seed: int) -> str:
    """A resident number of a region no county has, with its right check character."""
    born = date(1960, 1, 1) + timedelta(days=seed % 15_000)
    body = f"649901{born:%Y%m%d}{seed % 999 + 1:03d}"
    for check in "0123456789X":
        try:
            return check_resident_id(body + check).number
        except BadInput:
            continue
    raise AssertionError(body)


@dataclass(frozen=True, slots=True)
class DayFile:
    """A file, and from when on it can be fetched."""

    name: str
    data: bytes
    available_at: datetime


class Market:
    """The platform `code`: its rounds, its files, its switches."""

    def __init__(self, code: str, *, seed: str, now: datetime) -> None:
        self.code = code
        self.behaviour = Behaviour()
        self.rounds: dict[str, Round] = {}
        self._seed = seed
        self._files: dict[str, DayFile] = {}
        self._next_day = day_of(now)

    def take(self, publication: Publication, body: bytes, *, now: datetime) -> bool:
        """Take a round; False if it was taken before. Raises `Reused`."""
        before = self.rounds.get(publication.round_ref)
        if before is not None:
            if before.body != body:
                raise Reused(publication.round_ref)
            return False
        self.rounds[publication.round_ref] = Round(publication, body, taken_at=now, seed=self._seed)
        return True

    def withdraw(self, reference: str, *, now: datetime) -> None:
        """Take it off, unless it is over. Raises `TooLate`."""
        found = self.rounds.get(reference)
        if found is None:
            raise TooLate(reference)
        if found.withdrawn_at is None:
            if now >= found.over_at:
                raise TooLate(reference)
            found.withdrawn_at = now

    def write_days(self, now: datetime, *, elsewhere: tuple[Round, ...]) -> None:
        """Write the file of every day that has ended by `now`. `elsewhere`: rounds of the other platforms."""
        while self._next_day < day_of(now):
            day = self._next_day
            self._next_day += ONE_DAY
            midnight = datetime.combine(self._next_day, datetime.min.time(), BEIJING)
            rows = self._rows(midnight, elsewhere)
            if not rows:
                continue
            name = day_name(self.code, day, DIALECTS[self.code].suffix)
            available_at = midnight + self.behaviour.late_days * ONE_DAY
            self._files[name] = DayFile(name, write(self.code, rows, now=midnight), available_at)

    def files(self, now: datetime) -> tuple[DayFile, ...]:
        """The files that can be fetched."""
        return tuple(self._files[name] for name in sorted(self._files) if self._files[name].available_at <= now)

    def _rows(self, midnight: datetime, elsewhere: tuple[Round, ...]) -> list[FileRow]:
        """Every round known by the end of the day that was not over before the day began."""
        began = midnight - ONE_DAY
        known = [one for one in self.rounds.values() if one.taken_at < midnight]
        rows = [one.row(midnight) for one in known if one.over_at >= began]
        switches = self.behaviour
        if switches.changed:
            rows.extend(_changed(one.row(midnight)) for one in [one for one in known if one.over_at < began][:1])
        if switches.below_start:
            _below_start(rows)
        if switches.unknown_round and rows:
            rows.append(rows[0].with_(round_ref=f"unknown-{rows[0].values['item_id']}"))
        if switches.other_platform:
            rows.extend(one.row(midnight) for one in elsewhere[:1])
        if switches.bad_rows:
            rows = [row.with_(start="壹佰万") if n < switches.bad_rows else row for n, row in enumerate(rows)]
        return [copy for row in rows for copy in ((row, row) if switches.doubled else (row,))]


def _changed(row: FileRow) -> FileRow:
    """Another outcome than before: a sale that failed, a failure that sold."""
    if row.values["status"] != ResultStatus.SOLD:
        return row.with_(status="withdrawn" if row.values["status"] == ResultStatus.FAILED else "failed")
    return replace(row.with_(status="failed", bids="0", buyer_number="", buyer_name="", buyer_id=""), ladder=())


def _below_start(rows: list[FileRow]) -> None:
    for position, row in enumerate(rows):
        if row.values["status"] == ResultStatus.SOLD:
            whole = row.values["start"].split(".")[0]
            rows[position] = replace(row.with_(price=f"{int(whole) // 2}.00"), ladder=())
            return
