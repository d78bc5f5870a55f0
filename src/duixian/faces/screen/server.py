"""Screening on the network, as a plain ASGI application.

POST /v1/screen                one identity: {"purpose", "reference", "exact", "who": {"name", "kind", "numbers", …}}
POST /v1/screen/many           up to a thousand: "who" is an array; answers in its order, a bad one with its faults
POST /v1/files?purpose=…       a file (CSV or Parquet) as the body: 202 with its address
GET  /v1/files/{key}           how far it is; DELETE forgets it
GET  /v1/files/{key}/answers   what was found, CSV; …/bad the rows that could not be read
GET  /v1/health                whether it answers, and the last line of the publication log it has seen

Who calls says so by `Authorization: Bearer KEY`. 400 not readable, 401 403 429 not admitted, 503 cannot be written down
now. A call is written down before its answer leaves.
"""

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias
from uuid import uuid4

from duixian.analytics.names.model import Identity
from duixian.analytics.screening.index import COMPARED, HITS, Found, Index, Published
from duixian.base.faults import BadInput, Fault
from duixian.faces.screen import messages
from duixian.faces.screen.files import ANSWERS, BAD, FileHit
from duixian.faces.screen.gate import Caller, Gate, NotAdmitted
from duixian.faces.screen.jobs import Job, Jobs, Stage
from duixian.faces.screen.journal import Journal
from duixian.faces.screen.rows import rows_in
from duixian.faces.screen.wire import (
    Receive,
    Scope,
    Send,
    body_of,
    key_of,
    query_of,
    send_faults,
    send_file,
    send_json,
)

FOLLOW_SECONDS: Final = 0.5
LINES_AT_ONCE: Final = 5_000
LARGEST_FILE: Final = 4 << 30
_REFERENCE: Final = 60
_TOGETHER: Final = 10
"""Look-ups of one call done before others get their turn."""
_BLOCK: Final = 1 << 20
_FILE: Final = re.compile(r"/v1/files/([\w\-]{10,40})(?:/(answers|bad))?")
_log = logging.getLogger(__name__)


Exempt: TypeAlias = Callable[[str, date], Mapping[str, str] | None]
"""The single-use exemption open for an entry on a day, as an answer tells it."""

Branch: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[bool]]
"""Further addresses: answers a request that is its own and says whether it was."""

Chore: TypeAlias = tuple[float, Callable[[], object]]
"""What is done in a thread every so many seconds."""


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
    """One process of screening. `clock` tells the time with its zone; `folder` is for files handed in.

    `secret` keys the digests under which the journal keeps what was asked. `chores` are done once before the first call
    is taken and then again and again; `branches` answer further addresses.
    """

    def __init__(
        self, index: Index, *, gate: Gate, journal: Callable[[], Journal], clock: Callable[[], datetime], folder: Path,
        feed: Feed | None = None, exempt: Exempt | None = None, secret: bytes | None = None,
        chores: Sequence[Chore] = (), branches: Sequence[Branch] = (),
    ) -> None:  # fmt: skip
        self._index = index
        self._gate = gate
        self._open_journal = journal
        self._clock = clock
        self._feed = feed or NothingNew()
        self._exempt = exempt or (lambda entry_id, day: None)
        self._secret = secret or secrets.token_bytes(32)
        self._chores = tuple(chores)
        self._branches = tuple(branches)
        self._jobs = Jobs(index, folder)
        self._journal: Journal | None = None
        self._busy: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                await self._http(scope, receive, send)
            except NotAdmitted as closed:
                await send_faults(send, closed.status, (closed.fault,))
            except BadInput as bad:
                await send_faults(send, 400, bad.faults)
            except OSError:
                _log.exception("a call could not be written down")
                await send_faults(
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
        self._jobs.warm_up()
        await self._catch_up()
        for _, chore in self._chores:
            await asyncio.to_thread(chore)
        self._busy = [asyncio.create_task(self._follow())]
        self._busy += [asyncio.create_task(self._repeat(*chore)) for chore in self._chores]

    async def stop(self) -> None:
        """Stop following; files under way come to their end, and chores are done once more."""
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)
        await asyncio.to_thread(self._jobs.close)
        if self._journal is not None:
            await self._journal.close()
        for _, chore in self._chores:
            await asyncio.to_thread(_tried, chore)

    async def _repeat(self, seconds: float, chore: Callable[[], object]) -> None:
        while True:
            await asyncio.sleep(seconds)
            await asyncio.to_thread(_tried, chore)

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
        for branch in self._branches:
            if await branch(scope, receive, send):
                return None
        if path == "/v1/health" and method == "GET":
            return await send_json(send, 200, {"ok": True, "as_of": self._index.as_of})
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
        return await send_faults(send, 405 if known else 404, (fault,))

    async def _one(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = messages.read_one(await body_of(receive))
        now = self._clock()
        caller = self._admit(scope, call, now)
        (asked,) = call.asked
        assert isinstance(asked, messages.Asked)
        found = self._look(asked, call, caller, now)
        name = await self._keep(caller, call, now, "one", [self._kept(asked, found)])
        told = self._told(found, now)
        return await send_json(
            send, 200, {"ref": asked.ref, "call": name, **told} if asked.ref else {"call": name, **told}
        )

    async def _many(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = messages.read_many(await body_of(receive))
        now = self._clock()
        caller = self._admit(scope, call, now)
        told: list[dict[str, Any]] = []
        kept: list[dict[str, Any]] = []
        for at, asked in enumerate(call.asked):
            if at % _TOGETHER == _TOGETHER - 1:
                await asyncio.sleep(0)
            if isinstance(asked, messages.Asked):
                found = self._look(asked, call, caller, now)
                kept.append(self._kept(asked, found))
                told.append({"ref": asked.ref, **self._told(found, now)})
            else:
                told.append({"faults": [fault.as_json() for fault in asked]})
        name = await self._keep(caller, call, now, "many", kept)
        return await send_json(send, 200, {"call": name, "answers": told})

    def _admit(self, scope: Scope, call: messages.Call, now: datetime) -> Caller:
        return self._gate.admit(
            key=key_of(scope), purpose=call.purpose, reference=call.reference, asked=len(call.asked), at=now
        )

    def _look(self, asked: messages.Asked, call: messages.Call, caller: Caller, now: datetime) -> Found:
        """What is found on the registers that the purpose speaks of; of the others the caller learns nothing."""
        most = COMPARED if caller.registers is not None else HITS
        found = self._index.look(asked.identity, on=now.date(), fuzzy=not call.exact, hits=most)
        return found if caller.registers is None else messages.of_registers(found, caller.registers, most=HITS)

    def _told(self, found: Found, now: datetime) -> dict[str, Any]:
        told = messages.answer(found)
        for hit in told["hits"]:
            if window := self._exempt(hit["entry_id"], now.date()):
                hit["exempt"] = window
        return told

    def _kept(self, asked: messages.Asked, found: Found) -> dict[str, Any]:
        return messages.kept(asked, found, digest=self._digest(asked.identity))

    def _digest(self, who: Identity) -> str:
        return hmac.new(self._secret, messages.canonical(who), hashlib.sha256).hexdigest()

    async def _keep(
        self, caller: Caller, call: messages.Call, now: datetime, mode: str, who: list[dict[str, Any]]
    ) -> str:
        return await self.keep(
            caller, now, mode=mode, purpose=call.purpose, reference=call.reference, exact=call.exact, who=who
        )

    def kept_hit(self, hit: FileHit) -> dict[str, Any]:
        """What the journal keeps of a row of a file that named an entry."""
        return messages.kept_hit(hit.ref[:_REFERENCE], hit.outcome, hit.entry_id, digest=self._digest(hit.who))

    def now(self) -> datetime:
        """What the clock says."""
        return self._clock()

    def exempt(self, entry_id: str, day: date) -> Mapping[str, str] | None:
        """The exemption open for an entry on a day."""
        return self._exempt(entry_id, day)

    async def keep(self, caller: Caller, now: datetime, *, mode: str, **more: Any) -> str:
        """Write a call down before it is answered; returns its name. Raises `OSError` when it cannot be written."""
        assert self._journal is not None
        name = str(uuid4())
        line = {"call": name, "at": now.isoformat(), "caller": caller.name, "agency": caller.agency, "key": caller.key}
        await self._journal.write(line | {"mode": mode, "as_of": self._index.as_of} | more)
        return name

    async def _hand_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = query_of(scope)
        purpose, reference = given.get("purpose", ""), given.get("reference", "")
        now = self._clock()
        caller = self._gate.admit(key=key_of(scope), purpose=purpose, reference=reference, asked=0, at=now)
        job = self._jobs.open(caller=caller.name, on=now.date(), registers=caller.registers)
        try:
            size = await _save(receive, job.file)
            if size > LARGEST_FILE:
                raise BadInput(Fault("screen.too_large", "文件过大", "请分成几个文件提交"))
            rows = await asyncio.to_thread(rows_in, job.file)
            self._gate.admit(key=key_of(scope), purpose=purpose, reference=reference, asked=rows, at=now)
            await self.keep(
                caller,
                now,
                mode="file",
                identities=rows,
                purpose=purpose,
                reference=reference,
                file=job.key,
                bytes=size,
                who=[],
            )
        except BaseException:
            self._jobs.drop(job)
            raise
        self._jobs.start(job, _InFile(self, caller, job, purpose, reference))
        return await send_json(send, 202, _state(job))

    async def _handed_in(self, scope: Scope, send: Send, key: str, result: str | None) -> None:
        caller = self._gate.who(key=key_of(scope))
        job = self._jobs.of(key, caller=caller.name)
        if job is None:
            return await send_faults(send, 404, (Fault("screen.file", "没有这个文件", "请核对地址，或者重新提交"),))
        if scope["method"] == "DELETE":
            if job.stage in (Stage.WAITING, Stage.RUNNING):
                return await send_faults(
                    send, 409, (Fault("screen.file_running", "文件正在处理", "请在处理完毕后删除"),)
                )
            self._jobs.drop(job)
            return await send_json(send, 200, {"ok": True})
        if result is None:
            return await send_json(send, 200, _state(job))
        if job.stage is not Stage.DONE:
            return await send_faults(send, 409, (Fault("screen.file_unfinished", "文件尚无结果", "请稍后再取"),))
        return await send_file(send, job.folder / (ANSWERS if result == "answers" else BAD))


class _InFile:
    """Keeps the hits of a file in the journal of the server that screens it; called from the thread of files."""

    def __init__(self, server: ScreenServer, caller: Caller, job: Job, purpose: str, reference: str) -> None:
        self._server = server
        self._caller = caller
        self._job = job
        self._why = {"purpose": purpose, "reference": reference}
        self._loop = asyncio.get_running_loop()

    def keep(self, hits: Sequence[FileHit]) -> str:
        """See `Witness`. The rows were counted when the file was handed in."""
        who = [self._server.kept_hit(hit) for hit in hits]
        # `keep` waits for the disk, which the loop does while this thread waits for it
        kept = self._server.keep(
            self._caller, self._server.now(), mode="file", identities=0, file=self._job.key, who=who, **self._why
        )
        return asyncio.run_coroutine_threadsafe(kept, self._loop).result()

    def exempt(self, entry_id: str) -> str:
        """See `Witness`."""
        window = self._server.exempt(entry_id, self._job.on)
        return "{since} 至 {until} {purpose}".format(**window) if window else ""


def _tried(chore: Callable[[], object]) -> None:
    try:
        chore()
    except Exception:
        _log.exception("a chore of screening could not be done; tried again")


def _state(job: Job) -> dict[str, Any]:
    told: dict[str, Any] = {"file": f"/v1/files/{job.key}", "stage": job.stage.value}
    if job.summary is not None:
        done = job.summary
        told |= {"good": done.good, "bad": done.bad, "yes": done.yes, "possible": done.possible, "as_of": done.as_of}
    if job.faults:
        told["faults"] = [fault.as_json() for fault in job.faults]
    return told


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
