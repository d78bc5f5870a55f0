"""Those who watch: one listening connection for the process, one fetch for a round however many watch it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Final

import psycopg
from django.db import connections

from duixian.faces.hall import messages
from duixian.faces.hall.engine import Engine, Place

PAUSE_SECONDS: Final = 0.1
"""Changes closer together than this are told as one."""

HEARTBEAT_SECONDS: Final = 15.0
"""A silent stream is cut by proxies; so often it says that it is alive."""


class Watchers:
    """Streams of all rounds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._watching: dict[int, set[asyncio.Queue[str]]] = {}
        self._places: dict[int, Place] = {}
        self._changed: set[int] = set()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen, and tell."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tell())]

    async def stop(self) -> None:
        """Stop listening and telling."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stream(self, place: Place) -> AsyncIterator[bytes]:
        """Server-sent events of one round: its state now, and whenever it changed."""
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=8)
        self._places[place.round_id] = place
        self._watching.setdefault(place.round_id, set()).add(queue)
        try:
            yield _event(await self._state(place))
            while True:
                try:
                    yield _event(await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS))
                except TimeoutError:
                    yield b": alive\n\n"
        finally:
            self._watching[place.round_id].discard(queue)

    async def _state(self, place: Place) -> str:
        return json.dumps(await self._engine.call(messages.state, place.round_id, place.court_id), ensure_ascii=False)

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                given = connections["default"].get_connection_params()
                where = {key: given[key] for key in ("host", "port", "dbname", "user", "password") if given.get(key)}
                async with await psycopg.AsyncConnection.connect(**where, autocommit=True) as connection:
                    await connection.execute("listen hall")
                    self._changed.update(self._watching)  # what happened while nobody listened
                    self._wake.set()
                    async for notice in connection.notifies():
                        self._changed.add(int(notice.payload.partition(":")[0]))
                        self._wake.set()
            await asyncio.sleep(1)

    async def _tell(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            for round_id in changed:
                watching = self._watching.get(round_id)
                if watching:
                    told = await self._state(self._places[round_id])
                    for queue in watching:
                        _put_newest(queue, told)
            await asyncio.sleep(PAUSE_SECONDS)


def _put_newest(queue: asyncio.Queue[str], told: str) -> None:
    """A slow reader misses what is out of date, never what is newest."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(told)


def _event(data: str) -> bytes:
    return f"event: state\ndata: {data}\n\n".encode()
