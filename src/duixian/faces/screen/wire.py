"""The little HTTP that screening needs of ASGI: a key, a body, an answer as JSON, as text or as a file."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

from duixian.base.faults import Fault
from duixian.faces.screen import messages

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_BLOCK: Final = 1 << 20


def key_of(scope: Scope) -> str:
    """The key of the call; empty without one."""
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return str(value[7:].decode("latin-1").strip())
    return ""


def query_of(scope: Scope) -> dict[str, str]:
    """The parameters of the address; of one given twice the first."""
    return {name: given[0] for name, given in parse_qs(scope.get("query_string", b"").decode("latin-1")).items()}


async def body_of(receive: Receive) -> bytes:
    """The body, or as much of it as shows that it is too large."""
    parts, size = [], 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body") or size > messages.LARGEST_BODY:
            return b"".join(parts)


async def send_file(send: Send, file: Path, kind: str = "text/csv; charset=utf-8") -> None:
    """A file as the answer, block by block."""
    head = [
        (b"content-type", kind.encode()),
        (b"content-length", str(file.stat().st_size).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    with file.open("rb") as opened:
        while block := await asyncio.to_thread(opened.read, _BLOCK):
            await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def send_faults(send: Send, status: int, faults: Iterable[Fault]) -> None:
    """What is wrong, and what to do about it."""
    await send_json(send, status, {"faults": [fault.as_json() for fault in faults]})


async def send_json(send: Send, status: int, told: Mapping[str, Any]) -> None:
    """A JSON object as the answer."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    head = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
