"""What an agency asks of the court's database besides look-ups.

GET  /v1/changes?after=SEQ       the publication log after a line, for who keeps a copy: entered, changed, removed
GET  /v1/entries/{id}            the public particulars of an entry (失信规定 6), its numbers masked
GET  /v1/ranges                  the key of the month and how many bits name a range (`faces.screen.ranges`)
GET  /v1/ranges/{prefix}         the digests of a range, to be compared at home; counts as a hundred identities
GET  /v1/bundle?after=SEQ        the list, or what changed after a line, signed, to be used without the network
POST /v1/feedback                what was done upon a hit: {"call", "entry", "did", "what", "on"}; did may be not_same

All but the last are calls like any other: `purpose` and `reference` stand in the address, and they are written down
before they are answered.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.db import close_old_connections

from duixian.analytics.screening.model import Register
from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.exchange.signing import Signer
from duixian.domain.courts import scope
from duixian.domain.lists.entries import public_entry
from duixian.domain.lists.models import ScreeningAgency
from duixian.domain.lists.selectors import publication
from duixian.domain.lists.selectors.publication import Line
from duixian.faces.screen import bundle
from duixian.faces.screen.bundle import feed_line
from duixian.faces.screen.epochs import Epochs
from duixian.faces.screen.gate import Caller, Gate
from duixian.faces.screen.ranges import CROWD, Ranges
from duixian.faces.screen.shipping import Shipper
from duixian.faces.screen.wire import Receive, Scope, Send, body_of, key_of, query_of, send_faults, send_json
from duixian.flows.lists.take_feedback import take_feedback

MOST_LINES: Final = 1_000
_RANGE: Final = re.compile(r"/v1/ranges/([0-9]{1,9})")
_ENTRY: Final = re.compile(r"/v1/entries/([0-9a-f\-]{36})")
_FEEDBACK: Final = frozenset(("call", "entry", "did", "what", "on"))


class Keep(Protocol):
    """Writes a call down before it is answered (`ScreenServer.keep`)."""

    async def __call__(self, caller: Caller, now: datetime, *, mode: str, **more: Any) -> str: ...


class Desk:
    """A branch of the server. `keep` is the server's own; `shipper` brings calls to the database."""

    def __init__(
        self, *, gate: Gate, shipper: Shipper, clock: Callable[[], datetime], epochs: Epochs, ranges: Ranges,
        signer: Callable[[], Signer] | None = None,
    ) -> None:  # fmt: skip
        self._gate = gate
        self._shipper = shipper
        self._clock = clock
        self._epochs = epochs
        self._ranges = ranges
        self._signer = signer
        self.keep: Keep | None = None

    async def __call__(self, scope_: Scope, receive: Receive, send: Send) -> bool:
        path, method = scope_["path"], scope_["method"]
        entry = _ENTRY.fullmatch(path)
        if path == "/v1/changes" and method == "GET":
            await self._changes(scope_, send)
        elif entry is not None and method == "GET":
            await self._entry(scope_, entry[1], send)
        elif path == "/v1/ranges" and method == "GET":
            await self._about_ranges(scope_, send)
        elif (prefix := _RANGE.fullmatch(path)) is not None and method == "GET":
            await self._range(scope_, int(prefix[1]), send)
        elif path == "/v1/bundle" and method == "GET":
            await self._bundle(scope_, send)
        elif path == "/v1/feedback" and method == "POST":
            await self._feedback(scope_, await body_of(receive), send)
        else:
            return False
        return True

    async def admitted(self, scope_: Scope, *, mode: str, asked: int = 0, **more: Any) -> tuple[Caller, dict[str, str]]:
        """Admit a call that says its purpose in its address, and write it down."""
        given, now = query_of(scope_), self._clock()
        purpose, reference = given.get("purpose", ""), given.get("reference", "")
        caller = self._gate.admit(key=key_of(scope_), purpose=purpose, reference=reference, asked=asked, at=now)
        assert self.keep is not None
        kept = {"purpose": purpose, "reference": reference, "identities": asked, "who": [], **more}
        given["call"] = await self.keep(caller, now, mode=mode, **kept)
        return caller, given

    async def _changes(self, scope_: Scope, send: Send) -> None:
        after = query_of(scope_).get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 18:
            raise BadInput(_wrong("after", "须为不小于 0 的整数", "首次填 0，以后填上次答复的 next", after))
        caller, given = await self.admitted(scope_, mode="changes")
        epoch = self._epochs.of(self._clock().date())
        lines, last = await asyncio.to_thread(_lines_after, int(after))
        told = [feed_line(line, self._epochs.key(epoch)) for line in lines if line.register in _seen_by(caller)]
        following = lines[-1].seq if lines else int(after)
        more = following < last
        await send_json(
            send, 200, {"call": given["call"], "changes": told, "epoch": epoch, "next": following, "more": more}
        )

    async def _about_ranges(self, scope_: Scope, send: Send) -> None:
        _, given = await self.admitted(scope_, mode="range")
        about = await asyncio.to_thread(self._ranges.about, self._clock().date())
        await send_json(send, 200, {"call": given["call"], **about})

    async def _range(self, scope_: Scope, prefix: int, send: Send) -> None:
        caller, given = await self.admitted(scope_, mode="range", asked=CROWD, prefix=prefix)
        on = self._clock().date()
        told = await asyncio.to_thread(self._ranges.range, prefix, registers=_seen_by(caller), on=on)
        if told is None or given.get("epoch", told["epoch"]) != told["epoch"]:
            fault = Fault("screen.range", "没有这个区段，或者密钥期已更换", "请重新取 /v1/ranges", field="prefix")
            return await send_faults(send, 409, (fault,))
        return await send_json(send, 200, {"call": given["call"], **told})

    async def _bundle(self, scope_: Scope, send: Send) -> None:
        after = query_of(scope_).get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 18:
            raise BadInput(_wrong("after", "须为不小于 0 的整数", "0 为全部，其他为已有名单的 to", after))
        if self._signer is None:
            fault = Fault("screen.no_signer", "本服务没有签名密钥，不能出具离线包", "请联系法院")
            return await send_faults(send, 503, (fault,))
        caller, _ = await self.admitted(scope_, mode="bundle")
        made = await asyncio.to_thread(self._made_bundle, int(after), _seen_by(caller))
        head = [(b"content-type", b"application/x-ndjson; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": made})
        return None

    def _made_bundle(self, after: int, registers: frozenset[Register]) -> bytes:
        close_old_connections()
        assert self._signer is not None
        with scope.of_all_courts():
            return bundle.made(
                after=after, registers=registers, epochs=self._epochs, signer=self._signer(), now=self._clock()
            )

    async def _entry(self, scope_: Scope, name: str, send: Send) -> None:
        caller, given = await self.admitted(scope_, mode="entry", asked=1)
        found = await asyncio.to_thread(_public, name, _seen_by(caller), self._clock().date())
        if found is None:
            fault = Fault("screen.entry", "名单上没有这个条目", "可能已经撤下；请重新查询", field="entry")
            return await send_faults(send, 404, (fault,))
        return await send_json(send, 200, {"call": given["call"], **found})

    async def _feedback(self, scope_: Scope, body: bytes, send: Send) -> None:
        caller = self._gate.who(key=key_of(scope_))
        said = _read_feedback(body)
        try:
            told = await asyncio.to_thread(self._tell, caller, said, self._clock())
        except Refused as refused:
            return await send_faults(send, 409, refused.reasons)
        return await send_json(send, 200, told)

    def _tell(self, caller: Caller, said: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        self._shipper.ship()  # the call may be a second old and still in the journal only
        agency = ScreeningAgency.objects.get(pk=caller.agency)
        kept = take_feedback(
            agency=agency, call=UUID(said["call"]), entry=UUID(said["entry"]), did=said["did"], what=said["what"],
            on=date.fromisoformat(said["on"]), now=now,
        )  # fmt: skip
        return {"ok": True, "feedback": kept.pk, "waits_for_court": kept.did == kept.Did.NOT_SAME}


def _seen_by(caller: Caller) -> frozenset[Register]:
    return frozenset(Register) if caller.registers is None else caller.registers


def _lines_after(seq: int) -> tuple[list[Line], int]:
    close_old_connections()
    with scope.of_all_courts():
        return publication.after(seq, MOST_LINES), publication.last_seq()


def _public(name: str, registers: frozenset[Register], day: date) -> dict[str, Any] | None:
    close_old_connections()
    try:
        entry_id = UUID(name)
    except ValueError:
        return None
    with scope.of_all_courts():
        found = publication.standing(entry_id, on=day)
    if found is None or found.entry.register not in registers:
        return None
    return {"entry_id": name, "register": found.entry.register.value, "public": public_entry(found.entry)}


def _read_feedback(body: bytes) -> dict[str, str]:
    """Raises `BadInput` naming every field that is wrong."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise BadInput(Fault("screen.not_json", "请求须为 UTF-8 编码的 JSON 对象", "请按接口说明提交"))
    faults = [_wrong(name, "没有这个字段", "请删去", "") for name in sorted(sent.keys() - _FEEDBACK)]
    said = {name: sent.get(name, "") for name in _FEEDBACK}
    for name, read in (("call", UUID), ("entry", UUID), ("on", date.fromisoformat), ("did", str), ("what", str)):
        try:
            if not isinstance(said[name], str):
                raise ValueError(name)
            read(said[name])
        except ValueError:
            faults.append(_wrong(name, "无法识别", "请按接口说明填写", str(said[name])[:40]))
    if faults:
        raise BadInput(*faults)
    return said


def _wrong(field: str, what: str, remedy: str, value: str) -> Fault:
    return Fault("screen.field", what, remedy, field=field, value=value)
