"""The pump: calls many agencies at once and hands what comes back to the flow that writes it down.

Each agency has a lane of its own, so one that is slow or down holds nobody else up. A lane takes a handful of due
orders, sends them together, and takes the next handful; it ends when nothing is due, or when the agency fails often
enough to be left alone. One recorder writes results down, many in a transaction; lanes wait for it when it falls
behind. The database is spoken to in threads of the pump's own: the loop never waits for it.
"""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, ParamSpec, Protocol, TypeVar, runtime_checkable

from django.db import close_old_connections, connections

from duixian.domain.assets.models import Counterparty
from duixian.domain.assets.services import counterparties
from duixian.flows import send_orders, take_answer
from duixian.flows.send_orders import Lane, Outgoing
from duixian.flows.take_answer import Heard, Summary
from duixian.ports.agencies import Agency, AgencyFailure, AgencyUnreachable, Exchange, Order, Reply

_Given = ParamSpec("_Given")
_Got = TypeVar("_Got")

_LOOK_EVERY_SECONDS: Final = 0.5
_GATHER_SECONDS: Final = 0.02


@runtime_checkable
class ManyAtOnce(Protocol):
    """An adapter that can carry many orders in one call."""

    async def send_many(self, orders: Sequence[Order]) -> list[Reply | AgencyFailure]:
        """One result for each order, failures as values."""
        ...


@dataclass(frozen=True, slots=True)
class Rates:
    """How much at once: `handful` orders of an agency in hand, `together` calls to it at a time, `record` results a
    transaction, `waiting` results in the queue before lanes wait."""

    handful: int = 64
    together: int = 8
    record: int = 400
    waiting: int = 2000


AgencyOf = Callable[[Counterparty], Agency]
"""The adapter that speaks to an agency. Called once in a run for each, and closed at its end if it can be."""


@runtime_checkable
class Closing(Protocol):
    """An adapter that keeps connections open."""

    async def close(self) -> None:
        """Close them."""
        ...


@dataclass(slots=True)
class Pump:
    """Sends whatever is due until nothing is, or until `stopping` is set; then finishes what it has in hand."""

    agency_of: AgencyOf
    clock: Callable[[], datetime]
    rates: Rates = field(default_factory=Rates)
    summary: Summary = field(default_factory=Summary)
    _agencies: dict[int, Agency] = field(default_factory=dict)
    _results: "asyncio.Queue[Heard | None]" = field(init=False)
    _threads: ThreadPoolExecutor = field(init=False)

    async def run(self, stopping: asyncio.Event) -> Summary:
        """Work until nothing is due. A mistake of our own ends the run, after what is in hand has been written down."""
        self._results = asyncio.Queue(self.rates.waiting)
        with threads() as self._threads:
            recorder = asyncio.create_task(self._record())
            lanes: dict[int, asyncio.Task[None]] = {}
            try:
                await self._run_lanes(lanes, stopping, recorder)
            finally:
                await self._finish(list(lanes.values()), recorder)
        return self.summary

    async def _run_lanes(
        self, lanes: dict[int, "asyncio.Task[None]"], stopping: asyncio.Event, recorder: "asyncio.Task[None]"
    ) -> None:
        while not recorder.done():
            for key in [key for key, lane in lanes.items() if lane.done()]:
                lanes.pop(key).result()
            if not stopping.is_set():
                for lane in await self._db(send_orders.due_lanes, now=self.clock()):
                    if lane.counterparty.pk not in lanes:
                        lanes[lane.counterparty.pk] = asyncio.create_task(self._serve(lane, stopping))
            if not lanes:
                return
            await asyncio.wait(
                [*lanes.values(), recorder], timeout=_LOOK_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )

    async def _finish(self, lanes: Sequence["asyncio.Task[None]"], recorder: "asyncio.Task[None]") -> None:
        if recorder.done():  # it broke: nobody would take what the lanes bring; their orders come due again
            for lane in lanes:
                lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        if not recorder.done():
            await self._results.put(None)
        for agency in self._agencies.values():
            if isinstance(agency, Closing):
                await agency.close()
        self._agencies.clear()
        await recorder

    async def _serve(self, lane: Lane, stopping: asyncio.Event) -> None:
        """Handful after handful to one agency, its courts in turn."""
        limit = 1 if lane.trial else self.rates.handful
        while not stopping.is_set():
            taken = []
            for court_id in lane.court_ids:
                taken += await self._db(
                    send_orders.claim,
                    court_id=court_id,
                    counterparty_id=lane.counterparty.pk,
                    limit=max(1, limit // len(lane.court_ids)),
                    now=self.clock(),
                )
                if lane.trial and taken:
                    break
            if not taken:
                return
            heard = await self._send(lane.counterparty, taken)
            for one in heard:
                await self._results.put(one)
            if not await self._db(self._note, lane.counterparty.pk, heard):
                return
            limit, lane = self.rates.handful, Lane(lane.counterparty, lane.court_ids, trial=False)

    def _note(self, counterparty_id: int, heard: Sequence[Heard]) -> bool:
        """Tell the agency's row whether it answered at all; whether the lane goes on."""
        silent = [one.result for one in heard if isinstance(one.result, AgencyUnreachable)]
        if len(silent) < len(heard):
            counterparties.note_answer(counterparty_id=counterparty_id, now=self.clock())
            return True
        waits = [result.retry_after for result in silent if result.retry_after]
        counterparties.note_failure(
            counterparty_id=counterparty_id, now=self.clock(), retry_after=max(waits, default=None)
        )
        return False

    # --- calling

    async def _send(self, counterparty: Counterparty, taken: Sequence[Outgoing]) -> list[Heard]:
        try:
            agency = self._agencies.get(counterparty.pk) or self.agency_of(counterparty)
        except Exception as error:  # no key or no address that can be read: that agency's trouble as well
            return [Heard(one, _broken("send", one.order.key, error), self.clock()) for one in taken]
        self._agencies[counterparty.pk] = agency
        asks = [one for one in taken if one.ask]
        sends = [one for one in taken if not one.ask]
        if isinstance(agency, ManyAtOnce) and len(sends) > 1:
            found = await asyncio.gather(self._send_many(agency, sends), self._one_by_one(agency, asks))
            return [one for part in found for one in part]
        return await self._one_by_one(agency, taken)

    async def _one_by_one(self, agency: Agency, taken: Sequence[Outgoing]) -> list[Heard]:
        gate = asyncio.Semaphore(self.rates.together)

        async def call(one: Outgoing) -> Heard:
            async with gate:
                try:
                    result: Reply | AgencyFailure = await (agency.answer if one.ask else agency.send)(one.order)
                except AgencyFailure as failure:
                    result = failure
                except Exception as error:  # an adapter's own mistake is that agency's trouble, not everybody's
                    result = _broken("answer" if one.ask else "send", one.order.key, error)
                return Heard(one, result, self.clock())

        return list(await asyncio.gather(*(call(one) for one in taken)))

    async def _send_many(self, agency: ManyAtOnce, taken: Sequence[Outgoing]) -> list[Heard]:
        results: Sequence[Reply | AgencyFailure]
        try:
            results = await agency.send_many([one.order for one in taken])
        except Exception as error:
            results = [_broken("send_many", one.order.key, error) for one in taken]
        return [Heard(one, result, self.clock()) for one, result in zip(taken, results, strict=True)]

    # --- writing down

    async def _record(self) -> None:
        over = False
        while not over:
            heard = [await self._results.get()]
            await asyncio.sleep(_GATHER_SECONDS)
            while len(heard) < self.rates.record and not self._results.empty():
                heard.append(self._results.get_nowait())
            over = None in heard
            by_court: dict[int, list[Heard]] = defaultdict(list)
            for one in heard:
                if one is not None:
                    by_court[one.outgoing.court_id].append(one)
            for court_id, results in by_court.items():
                self.summary += await self._db(take_answer.take, court_id=court_id, heard=results, now=self.clock())

    async def _db(self, act: Callable[_Given, _Got], *args: _Given.args, **kwargs: _Given.kwargs) -> _Got:
        return await in_thread(self._threads, act, *args, **kwargs)


async def in_thread(
    pool: ThreadPoolExecutor, act: Callable[_Given, _Got], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Got:
    """Speak to the database in one of the pool's threads, while the loop goes on."""
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: _fresh(act, *args, **kwargs))


def _fresh(act: Callable[_Given, _Got], *args: _Given.args, **kwargs: _Given.kwargs) -> _Got:
    """Drop a connection that a restart of the database has broken; in a worker nobody else does it."""
    close_old_connections()
    return act(*args, **kwargs)


@contextlib.contextmanager
def threads() -> Iterator[ThreadPoolExecutor]:
    """Two threads for the database: one can claim while the other writes down. Each closes its own connections."""
    pool = ThreadPoolExecutor(2, thread_name_prefix="pump")
    both = threading.Barrier(2)
    try:
        yield pool
    finally:
        for _ in range(2):
            pool.submit(_close, both)
        pool.shutdown(wait=True)


def _close(both: threading.Barrier) -> None:
    both.wait()
    connections.close_all()


def _broken(operation: str, key: str, error: Exception) -> AgencyUnreachable:
    said = f"{type(error).__name__}: {error}"[:300]
    return AgencyUnreachable(said, exchange=Exchange(operation, key, b"", error=said))
