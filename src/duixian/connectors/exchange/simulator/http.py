"""HTTP/1.1 for the simulated agencies: keep-alive, one request after the other on a line, bodies with a length.

As little as the exchange needs, so that one core serves many agencies: a request is answered where it is read, and only
a wait that the agency's behaviour asks for puts the line off.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from duixian.connectors.exchange.simulator.service import Request, Response

LARGEST_HEAD: Final = 16 * 1024
LARGEST_BODY: Final = 16 * 1024 * 1024
_END: Final = b"\r\n\r\n"
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


class _Malformed(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Line(asyncio.Protocol):
    """One connection. `answer` does the work of a request at once; it must not block."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self._answer = answer
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.TimerHandle | None = None
        self._local = False
        self._head: tuple[str, str, dict[str, str], int, int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self._local = bool(peer) and str(peer[0]) in ("127.0.0.1", "::1")

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting:
            self._waiting.cancel()
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._waiting is None:
            self._work()

    def _work(self) -> None:
        """Answer what has come in whole; stops at a wait."""
        while self._transport is not None and self._waiting is None:
            try:
                request = self._next()
            except _Malformed as bad:
                self._send(Response(bad.status, b"", {"X-Simulation": "true"}), last=True)
                return
            if request is None:
                return
            response = self._answer(request)
            last = request.headers.get("connection", "").lower() == "close"
            if response.wait_ms:
                loop = asyncio.get_running_loop()
                self._waiting = loop.call_later(response.wait_ms / 1000, self._late, response, last)
            else:
                self._send(response, last=last)

    def _late(self, response: Response, last: bool) -> None:
        self._waiting = None
        self._send(response, last=last)
        self._work()

    def _send(self, response: Response, *, last: bool) -> None:
        transport = self._transport
        if transport is None:
            return
        if response.cut:
            self._transport = None
            transport.abort()
            return
        lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, '')}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        lines.append(f"Content-Length: {len(response.body)}")
        if last:
            lines.append("Connection: close")
        transport.write("\r\n".join(lines).encode("latin-1") + _END + response.body)
        if last:
            self._transport = None
            transport.close()

    # --------------------------------------------------------------------------------------------------------- parsing

    def _next(self) -> Request | None:
        if self._head is None:
            self._head = self._parsed_head()
        if self._head is None:
            return None
        method, path, headers, start, length = self._head
        if len(self._buffer) < start + length:
            return None
        body = bytes(self._buffer[start : start + length])
        del self._buffer[: start + length]
        self._head = None
        return Request(method, path, headers, body, self._local)

    def _parsed_head(self) -> tuple[str, str, dict[str, str], int, int] | None:
        end = self._buffer.find(_END)
        if end < 0:
            if len(self._buffer) > LARGEST_HEAD:
                raise _Malformed(431)
            return None
        first, *rest = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise _Malformed(400)
        headers = {}
        for line in rest:
            name, colon, value = line.partition(":")
            if not colon:
                raise _Malformed(400)
            headers[name.strip().lower()] = value.strip()
        return words[0], words[1], headers, end + len(_END), _length(headers)


def _length(headers: dict[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise _Malformed(411)
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        raise _Malformed(400)
    if int(length) > LARGEST_BODY:
        raise _Malformed(413)
    return int(length)
