"""Whose pages may talk to the hall: the court's own, asked as a browser asks."""

import asyncio
from typing import Any

import pytest

from duixian.faces.hall.origins import Origins
from duixian.faces.hall.server import HallServer

OWN, STRANGER = "http://127.0.0.1:8000", "https://evil.example"


def asked(method: str, origin: str | None, *, named: tuple[str, ...] = (), path: str = "/hall/rounds/L1/bids") -> Any:
    """Status and headers of the hall's answer to a request from a page."""
    server = HallServer(sign=lambda signed: b"", public_key="", tick=lambda: None, origins=Origins(named))
    headers = [(b"host", b"127.0.0.1:8020"), *([(b"origin", origin.encode())] if origin else [])]
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(server({"type": "http", "method": method, "path": path, "headers": headers}, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"])


def test_the_courts_own_page_may_post_json() -> None:
    status, headers = asked("OPTIONS", OWN)
    assert status == 204
    assert headers[b"access-control-allow-origin"] == OWN.encode()
    assert b"POST" in headers[b"access-control-allow-methods"]
    assert headers[b"access-control-allow-headers"] == b"content-type"


def test_a_strangers_page_is_told_nothing() -> None:
    _, headers = asked("OPTIONS", STRANGER)
    assert not [name for name in headers if name.startswith(b"access-control")]


def test_answers_to_two_origins_are_not_mixed_in_a_cache() -> None:
    assert asked("OPTIONS", STRANGER)[1][b"vary"] == b"origin"


def test_no_answer_lets_a_page_send_cookies() -> None:
    assert b"access-control-allow-credentials" not in asked("OPTIONS", OWN)[1]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://auction.court.example", True),
        ("https://auction.court.example:8443", False),
        ("http://auction.court.example", False),
        (OWN, False),
    ],
)
def test_with_origins_named_only_they_may_ask(origin: str, allowed: bool) -> None:
    origins = Origins(["https://auction.court.example/"])
    assert origins.allows(origin, host="127.0.0.1:8020") is allowed


@pytest.mark.parametrize(
    "origin", ["null", "", "file://127.0.0.1", "http://127.0.0.1.evil.example", "http://localhost"]
)
def test_with_none_named_another_host_may_not_ask(origin: str) -> None:
    assert not Origins().allows(origin, host="127.0.0.1:8020")
