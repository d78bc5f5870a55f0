"""Screening on the network, as a plain ASGI application.

POST /v1/screen                one identity: {"purpose", "exact", "who": {"name", "kind", "numbers", …}}
POST /v1/screen/many           up to a thousand: "who" is an array; answers in its order, a bad one with its faults
POST /v1/files?purpose=…       a file (CSV or Parquet) as the body: 202 with its address
GET  /v1/files/{key}           how far it is; DELETE forgets it
GET  /v1/files/{key}/answers   what was found, CSV; …/bad the rows that could not be read
GET  /v1/health                whether it answers, and the last line of the publication log it has seen

Who calls says so by `Authorization: Bearer KEY`. 400 not readable, 401 403 429 not admitted, 503 cannot be written down
now. A call is written down before its answer leaves.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias
from urllib.parse import parse_qs

from duixian.analytics.screening.index import Found, Index, Published
from duixian.base.faults import BadInput, Fault
from duixian.faces.screen import messages
from duixian.faces.screen.files import ANSWERS, BAD
from duixian.faces.screen.gate import Caller, Gate, NotAdmitted
from duixian.faces.screen.jobs import Job, Jobs, Stage
from duixian.faces.screen.journal import Journal

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

FOLLOW_SECONDS: Final = 0.5
LINES_AT_ONCE: Final = 5_000
LARGEST_FILE: Final = 4 << 30
_TOGETHER: Final = 10
"""Look-ups of one call done before others get their turn."""
_BLOCK: Final = 1 << 20
_FILE: Final = re.compile(r"/v1/files/([\w\-]{10,40})(?:/(answers|bad))?")
_log = logging.getLogger(__name__)


class Feed(Protocol):
    """The publication log. It is asked in a thread."""

    def after(self, seq: int, limit: int) -> Sequence[Published]:
        """The lines after `seq`, in order, so many at most."""


class NothingNew:
    """A list that stays as it is."""

    def after(self, seq: int, limit: int) -> Sequence[Published]:
        """See `Feed`."""
        return ()


class ScreenServer:
    """One process of screening. `clock` tells the time with its zone; `folder` is for files handed in."""

    def __init__(
        self, index: Index, *, gate: Gate, journal: Callable[[], Journal], clock: Callable[[], datetime], folder: Path,
        feed: Feed | None = None,
    ) -> None:  # fmt: skip
        self._index = index
        self._gate = gate
        self._open_journal = journal
        self._clock = clock
        self._feed = feed or NothingNew()
        self._jobs = Jobs(index, folder)
        self._journal: Journal | None = None
        self._following: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                await self._http(scope, receive, send)
            except NotAdmitted as closed:
                await _faults(send, closed.status, (closed.fault,))
            except BadInput as bad:
                await _faults(send, 400, bad.faults)
            except OSError:
                _log.exception("a call could not be written down")
                await _faults(
                    send, 503, (Fault("screen.journal", "暂时无法留痕，因此不予回复", "请稍后以同一内容重试"),)
                )

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def start(self) -> None:
        """Open the journal, catch up with the publication log, and follow it."""
        self._journal = self._open_journal()
        await self._catch_up()
        self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stop following; files under way come to their end."""
        if self._following is not None:
            self._following.cancel()
        await asyncio.to_thread(self._jobs.close)
        if self._journal is not None:
            await self._journal.close()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            try:
                await self._catch_up()
            except Exception:
                _log.exception("the publication log could not be read; tried again")

    async def _catch_up(self) -> None:
        while lines := await asyncio.to_thread(self._feed.after, self._index.as_of, LINES_AT_ONCE):
            self._index.apply(lines)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path == "/v1/health" and method == "GET":
            return await _json(send, 200, {"ok": True, "as_of": self._index.as_of})
        if path == "/v1/screen" and method == "POST":
            return await self._one(scope, receive, send)
        if path == "/v1/screen/many" and method == "POST":
            return await self._many(scope, receive, send)
        if path == "/v1/files" and method == "POST":
            return await self._hand_in(scope, receive, send)
        asked = _FILE.fullmatch(path)
        if asked is not None and (method == "GET" or (method == "DELETE" and asked[2] is None)):
            return await self._handed_in(scope, send, asked[1], asked[2])
        known = path in {"/v1/health", "/v1/screen", "/v1/screen/many", "/v1/files"} or asked is not None
        fault = Fault("screen.method", "不支持这种请求方式") if known else Fault("screen.path", "没有这个地址")
        return await _faults(send, 405 if known else 404, (fault,))

    async def _one(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = messages.read_one(await _body(receive))
        now = self._clock()
        caller = self._gate.admit(key=_key(scope), purpose=call.purpose, asked=1, at=now)
        (asked,) = call.asked
        assert isinstance(asked, messages.Asked)
        found = self._index.look(asked.identity, on=now.date(), fuzzy=not call.exact)
        await self._keep(caller, call, now, [messages.kept(asked, found)])
        told = messages.answer(found)
        return await _json(send, 200, {"ref": asked.ref, **told} if asked.ref else told)

    async def _many(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = messages.read_many(await _body(receive))
        now = self._clock()
        caller = self._gate.admit(key=_key(scope), purpose=call.purpose, asked=len(call.asked), at=now)
        told: list[dict[str, Any]] = []
        kept: list[dict[str, Any]] = []
        for at, asked in enumerate(call.asked):
            if at % _TOGETHER == _TOGETHER - 1:
                await asyncio.sleep(0)
            if isinstance(asked, messages.Asked):
                found: Found = self._index.look(asked.identity, on=now.date(), fuzzy=not call.exact)
                kept.append(messages.kept(asked, found))
                told.append({"ref": asked.ref, **messages.answer(found)})
            else:
                told.append({"faults": [fault.as_json() for fault in asked]})
        await self._keep(caller, call, now, kept)
        return await _json(send, 200, {"answers": told})

    async def _keep(self, caller: Caller, call: messages.Call, now: datetime, who: list[dict[str, Any]]) -> None:
        assert self._journal is not None
        await self._journal.write(
            {
                "at": now.isoformat(),
                "caller": caller.name,
                "purpose": call.purpose,
                "exact": call.exact,
                "as_of": self._index.as_of,
                "who": who,
            }
        )

    async def _hand_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        purpose = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("purpose", [""])[0]
        now = self._clock()
        caller = self._gate.admit(key=_key(scope), purpose=purpose, asked=0, at=now)
        job = self._jobs.open(caller=caller.name, on=now.date())
        try:
            size = await _save(receive, job.file)
            if size > LARGEST_FILE:
                raise BadInput(Fault("screen.too_large", "文件过大", "请分成几个文件提交"))
            assert self._journal is not None
            await self._journal.write(
                {"at": now.isoformat(), "caller": caller.name, "purpose": purpose, "file": job.key, "bytes": size}
            )
        except BaseException:
            self._jobs.drop(job)
            raise
        self._jobs.start(job)
        return await _json(send, 202, _state(job))

    async def _handed_in(self, scope: Scope, send: Send, key: str, result: str | None) -> None:
        caller = self._gate.who(key=_key(scope))
        job = self._jobs.of(key, caller=caller.name)
        if job is None:
            return await _faults(send, 404, (Fault("screen.file", "没有这个文件", "请核对地址，或者重新提交"),))
        if scope["method"] == "DELETE":
            if job.stage in (Stage.WAITING, Stage.RUNNING):
                return await _faults(send, 409, (Fault("screen.file_running", "文件正在处理", "请在处理完毕后删除"),))
            self._jobs.drop(job)
            return await _json(send, 200, {"ok": True})
        if result is None:
            return await _json(send, 200, _state(job))
        if job.stage is not Stage.DONE:
            return await _faults(send, 409, (Fault("screen.file_unfinished", "文件尚无结果", "请稍后再取"),))
        return await _stream(send, job.folder / (ANSWERS if result == "answers" else BAD))


def _state(job: Job) -> dict[str, Any]:
    told: dict[str, Any] = {"file": f"/v1/files/{job.key}", "stage": job.stage.value}
    if job.summary is not None:
        done = job.summary
        told |= {"good": done.good, "bad": done.bad, "yes": done.yes, "possible": done.possible, "as_of": done.as_of}
    if job.faults:
        told["faults"] = [fault.as_json() for fault in job.faults]
    return told


def _key(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return str(value[7:].decode("latin-1").strip())
    return ""


async def _body(receive: Receive) -> bytes:
    """The body, or as much of it as shows that it is too large."""
    parts, size = [], 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body") or size > messages.LARGEST_BODY:
            return b"".join(parts)


async def _save(receive: Receive, file: Path) -> int:
    """Write the body to a file, beyond the limit only so much as to see it."""
    size = 0
    with file.open("xb") as out:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadInput(Fault("screen.cut_off", "文件没有传完", "请重新提交"))
            part = message.get("body", b"")
            size += len(part)
            if size <= LARGEST_FILE:
                await asyncio.to_thread(out.write, part)
            if not message.get("more_body") or size > LARGEST_FILE:
                return size


async def _stream(send: Send, file: Path) -> None:
    head = [
        (b"content-type", b"text/csv; charset=utf-8"),
        (b"content-length", str(file.stat().st_size).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    with file.open("rb") as opened:
        while block := await asyncio.to_thread(opened.read, _BLOCK):
            await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _faults(send: Send, status: int, faults: Iterable[Fault]) -> None:
    await _json(send, status, {"faults": [fault.as_json() for fault in faults]})


async def _json(send: Send, status: int, told: Mapping[str, Any]) -> None:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    head = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
