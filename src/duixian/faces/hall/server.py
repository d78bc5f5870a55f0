"""The hall on the network, as a plain ASGI application.

POST /hall/rounds/{code}/bids     a bid: 200 accepted, 409 judged and not accepted, 422 not a bid, 503 too many wait
GET  /hall/rounds/{code}/state    the round now
GET  /hall/rounds/{code}/events   the same as server-sent events, whenever it changes
GET  /hall/rounds/{code}/log      the public log, one JSON object a line
GET  /hall/key                    the key that signs the log
GET  /hall/health
OPTIONS of any of them is the question of a browser whether a page of the court's web server may ask (`origins`).

Pages are the web server's; here is only what must be quick or must stay open.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from duixian.base.faults import BadInput
from duixian.domain.courts import scope
from duixian.domain.disposal.services import hall
from duixian.faces.hall import messages
from duixian.faces.hall.engine import Busy, Engine, Place, UnknownRound
from duixian.faces.hall.origins import Origins
from duixian.faces.hall.watchers import Watchers
from duixian.law.disposal import log as public_log

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST_BODY: Final = 4_096
TICK_SECONDS: Final = 1.0
_PATH: Final = re.compile(r"/hall/rounds/([0-9A-Za-z\-]{1,40})/(bids|state|events|log)")
_log = logging.getLogger(__name__)


class HallServer:
    """One process of the hall. `tick` opens and closes what is due; it runs in a thread every second."""

    def __init__(
        self, *, sign: hall.Sign, public_key: str, tick: Callable[[], None], origins: Origins | None = None
    ) -> None:
        self._sign = sign
        self._public_key = public_key
        self._tick = tick
        self._origins = origins or Origins()
        self._engine: Engine | None = None
        self._watchers: Watchers | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            send = self._origins.answering(scope, send)
            if scope["method"] == "OPTIONS":
                await _answer(send, 204, b"", "text/plain")
            else:
                await self._http(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _start(self) -> None:
        self._engine = Engine(sign=self._sign)
        await self._engine.start()
        self._watchers = Watchers(self._engine)
        await self._watchers.start()
        self._ticking = asyncio.create_task(self._keep_time(self._engine))

    async def _stop(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
        if self._watchers is not None:
            await self._watchers.stop()
        if self._engine is not None:
            self._engine.stop()

    async def _keep_time(self, engine: Engine) -> None:
        while True:
            try:
                await engine.call(self._tick)
            except Exception:
                _log.exception("rounds that are due could not be opened or closed; tried again in a second")
            await asyncio.sleep(TICK_SECONDS)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._engine is not None
        assert self._watchers is not None
        path, method = scope["path"], scope["method"]
        if path == "/hall/health":
            return await _json(send, 200, {"ok": True})
        if path == "/hall/key":
            return await _json(send, 200, {"alg": "Ed25519", "public_key": self._public_key})
        asked = _PATH.fullmatch(path)
        if asked is None:
            return await _json(send, 404, {"message": "没有这个地址"})
        code, what = asked.groups()
        if (method == "POST") != (what == "bids"):
            return await _json(send, 405, {"message": "不支持这种请求方式"})
        try:
            place = await self._engine.place(code)
        except UnknownRound:
            return await _json(send, 404, {"message": "没有这个拍品"})
        if what == "bids":
            return await self._bid(self._engine, code, receive, send)
        if what == "state":
            return await _json(
                send, 200, await self._engine.call(messages.state, place.round_id, place.court_id), no_store=True
            )
        if what == "log":
            text = await self._engine.call(_log_of, place)
            return await _answer(send, 200, text.encode(), "application/x-ndjson; charset=utf-8")
        return await self._stream(self._watchers, place, receive, send)

    async def _bid(self, engine: Engine, code: str, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        try:
            bid = messages.read_bid(body)
            judged = await engine.bid(code=code, key=bid.key, number=bid.number, secret=bid.secret, amount=bid.amount)
        except BadInput as bad:
            return await _json(send, 422, {"faults": [fault.as_json() for fault in bad.faults]})
        except Busy:
            return await _json(send, 503, {"message": "出价过于集中，请以同一编号重新提交"}, retry_after=1)
        except Exception:
            _log.exception("a bid could not be judged")
            return await _json(send, 503, {"message": "暂时无法受理，请以同一编号重新提交"}, retry_after=1)
        return await _json(send, 200 if judged.accepted else 409, messages.answer(judged))

    async def _stream(self, watchers: Watchers, place: Place, receive: Receive, send: Send) -> None:
        head = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        left = asyncio.create_task(_gone(receive))
        events = watchers.stream(place)
        try:
            while not left.done():
                following = asyncio.ensure_future(anext(events))
                await asyncio.wait({following, left}, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    following.cancel()
                    await asyncio.wait({following})  # the stream is let go of before it is closed
                    break
                await send({"type": "http.response.body", "body": following.result(), "more_body": True})
        finally:
            left.cancel()
            await events.aclose()  # type: ignore[attr-defined]


def _log_of(place: Place) -> str:
    with scope.of_court(place.court_id):
        return public_log.to_lines(hall.entries(place.round_id))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if not message.get("more_body") or len(body) > LARGEST_BODY:
            return body[: LARGEST_BODY + 1]


async def _json(send: Send, status: int, told: Any, *, no_store: bool = True, retry_after: int = 0) -> None:
    extra = [(b"retry-after", str(retry_after).encode())] if retry_after else []
    if no_store:
        extra.append((b"cache-control", b"no-store"))
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    await _answer(send, status, body, "application/json; charset=utf-8", extra)


async def _answer(
    send: Send, status: int, body: bytes, kind: str, extra: list[tuple[bytes, bytes]] | None = None
) -> None:
    head = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), *(extra or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
