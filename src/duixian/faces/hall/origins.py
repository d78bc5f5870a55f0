"""Which web pages may talk to the hall from a browser: those of the court's own web server, and no others.

The hall knows no cookies: whoever bids says number and secret in the bid itself. So this guards no session; it keeps
a stranger's page from bidding through the browser of somebody who typed his secret there.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"600"),
)


class Origins:
    """The origins that may ask. With none named, those on the host the hall itself is called by, whatever the port."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        self._named = frozenset(origin.strip().rstrip("/") for origin in named if origin.strip())

    def allows(self, origin: str, *, host: str) -> bool:
        """Whether a page of `origin` (scheme://host:port) may ask; `host` is what the request called the hall."""
        if self._named:
            return origin in self._named
        asked = urlsplit(origin)
        return asked.scheme in ("http", "https") and bool(asked.hostname) and asked.hostname == _hostname(host)

    def answering(self, scope: Mapping[str, Any], send: Send) -> Send:
        """`send` that tells the browser what this says; a request without an origin is answered as before."""
        asked = {bytes(name).lower(): bytes(value) for name, value in scope.get("headers", ())}
        origin = asked.get(b"origin")
        if origin is None:
            return send
        allowed = self.allows(origin.decode("latin-1"), host=asked.get(b"host", b"").decode("latin-1"))
        more = [(b"vary", b"origin")]
        if allowed:
            more.append((b"access-control-allow-origin", origin))
            more += _PREFLIGHT if scope["method"] == "OPTIONS" else ()

        async def tell(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        return tell


def _hostname(host: str) -> str | None:
    return urlsplit(f"//{host}").hostname
