"""Bids on their way to the database: gathered while the round's last transaction runs, judged together in the next.

A transaction per bid would make every bidder wait for every other's commit; gathered, a hall judges as many as come.
The order is that of arrival, and the database has the last word on it. Nothing is answered before it is committed.
"""

import asyncio
import functools
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, ParamSpec, TypeAlias, TypeVar

from django.db import OperationalError, close_old_connections

from duixian.base.money import Fen
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound
from duixian.domain.disposal.services import hall

LARGEST_GATHERING: Final = 500
"""Bids judged in one transaction."""

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

LONGEST_LINE: Final = 5_000
"""Bids that may wait for one round; beyond it the hall says that it is busy."""


class Busy(Exception):
    """Too many bids wait; nothing was taken."""


class UnknownRound(Exception):
    """No round of this code is held in our own hall."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a round is kept."""

    round_id: int
    court_id: int


_Waiting: TypeAlias = "tuple[hall.BidIn, asyncio.Future[hall.Judged]]"


@dataclass(slots=True)
class _Line:
    waiting: deque[_Waiting] = field(default_factory=deque)
    running: bool = False


class Engine:
    """Takes bids of all rounds; one transaction at a time for each round."""

    def __init__(self, *, sign: hall.Sign, threads: int = 4) -> None:
        self._sign = sign
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="hall")
        self._lines: dict[int, _Line] = {}
        self._places: dict[str, Place] = {}
        self._working: set[asyncio.Task[None]] = set()
        self._began = time.monotonic()
        self._database_began: datetime | None = None

    async def start(self) -> None:
        """Learn the database's time, by which arrivals are stamped."""
        before = time.monotonic()
        self._database_began = await self.call(hall.database_clock)
        self._began = (before + time.monotonic()) / 2

    def stop(self) -> None:
        """Let the transactions under way end."""
        self._threads.shutdown(wait=True)

    def now(self) -> datetime:
        """The database's time as this process knows it; the judge holds it to the database's own."""
        assert self._database_began is not None, "the engine was not started"
        return self._database_began + timedelta(seconds=time.monotonic() - self._began)

    async def bid(self, *, code: str, key: str, number: str, secret: str, amount: Fen) -> hall.Judged:
        """Stand in line, be judged, hear the answer. Raises `Busy` and `UnknownRound`."""
        place = await self.place(code)
        line = self._lines.setdefault(place.round_id, _Line())
        if len(line.waiting) >= LONGEST_LINE:
            raise Busy
        answer: asyncio.Future[hall.Judged] = asyncio.get_running_loop().create_future()
        line.waiting.append((hall.BidIn(key, number, secret, amount, self.now()), answer))
        if not line.running:
            line.running = True
            work = asyncio.create_task(self._work(place, line))
            self._working.add(work)  # the loop itself holds tasks weakly
            work.add_done_callback(self._working.discard)
        return await answer

    async def place(self, code: str) -> Place:
        """Where the round of a code is. Raises `UnknownRound`."""
        known = self._places.get(code)
        if known is None:
            known = self._places[code] = await self.call(_find, code)
        return known

    async def call(self, what: Callable[_Given, _Found], *args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
        """Run database work in a thread."""
        work = functools.partial(_fresh, what, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _work(self, place: Place, line: _Line) -> None:
        while line.waiting:
            gathered = [line.waiting.popleft() for _ in range(min(len(line.waiting), LARGEST_GATHERING))]
            await self._settle(place, gathered)
        line.running = False

    async def _settle(self, place: Place, gathered: Sequence[_Waiting]) -> None:
        """Judge together and tell each; one that cannot be judged takes no other with it."""
        try:
            judged = await self.call(self._judge, place, [one for one, _ in gathered])
        except Exception as error:
            if len(gathered) > 1 and not isinstance(error, OperationalError):  # the database itself is there
                for one in gathered:
                    await self._settle(place, [one])
                return
            for _, answer in gathered:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), verdict in zip(gathered, judged, strict=True):
            if not answer.done():  # the bidder hung up; the bid stands all the same
                answer.set_result(verdict)

    def _judge(self, place: Place, bids: list[hall.BidIn]) -> list[hall.Judged]:
        with scope.of_court(place.court_id):
            return hall.bid(round_id=place.round_id, bids=bids, clock=hall.database_clock, sign=self._sign)


def _find(code: str) -> Place:
    with scope.of_all_courts():
        row = AuctionRound.objects.filter(code=code, platform__own=True).values_list("pk", "court_id").first()
    if row is None:
        raise UnknownRound(code)
    return Place(*row)


def _fresh(what: Callable[_Given, _Found], *args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
    close_old_connections()
    return what(*args, **kwargs)
