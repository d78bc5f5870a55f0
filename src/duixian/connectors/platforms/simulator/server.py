"""The five simulated platforms on the network.

PUT  /{code}/rounds/{ref}              a signed publication (201; 200 again; 401 signature; 409 reused; 422 unreadable)
POST /{code}/rounds/{ref}/withdrawal   a signed withdrawal (200; 410 when the round is over or unknown)
GET  /{code}/results, /{code}/results/{name}
GET, POST /admin/now                   {"now": "2026-05-26T12:00:00+08:00"}: the clock, which only goes forward
GET, POST /admin/{code}/behaviour      the switches of `behaviour.Behaviour`
GET  /admin/{code}/rounds              what stands on the platform, with its outcome

Every answer carries the header `X-Simulation: true`.
"""

import json
import logging
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from duixian.base.faults import BadInput, Fault
from duixian.connectors.platforms import packages
from duixian.connectors.platforms.dialects import DIALECTS
from duixian.connectors.platforms.simulator import SIMULATED
from duixian.connectors.platforms.simulator.market import Market, Reused, TooLate
from duixian.ports.platforms import Publication, Withdrawal

LARGEST_BODY = 4 * 1024 * 1024
_log = logging.getLogger(__name__)


class SimulatedPlatforms(ThreadingHTTPServer):
    """Five markets under one clock. `key`: the court whose signatures are taken; None takes any (and says so)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, address: tuple[str, int], *, seed: str, now: datetime, key: Ed25519PublicKey | None = None
    ) -> None:
        super().__init__(address, _Handler)
        self.now = now
        self.key = key
        self.lock = threading.Lock()
        self.markets = {code: Market(code, seed=seed, now=now) for code in DIALECTS}

    @property
    def url(self) -> str:
        """Where it listens; a platform is below it under its code."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def move_clock(self, now: datetime) -> None:
        """Let time pass: rounds end, days are written. Raises `BadInput` (`clock.backwards`)."""
        if now.tzinfo is None or now < self.now:
            raise BadInput(
                Fault("clock.backwards", "时钟只能向前", "请填写带时区、不早于现在的时间", value=now.isoformat())
            )
        for code, market in self.markets.items():
            elsewhere = tuple(
                one for other, there in self.markets.items() if other != code for one in there.rounds.values()
            )
            market.write_days(now, elsewhere=elsewhere)
        self.now = now


class _Handler(BaseHTTPRequestHandler):
    server: SimulatedPlatforms
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedPlatforms"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name is http.server's
        _log.debug(format, *args)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST_BODY:
            self.close_connection = True
            self._json(413, {"error": "内容过大"})
            return
        body = self.rfile.read(size)
        parts = [unquote(part) for part in urlsplit(self.path).path.split("/") if part]
        try:
            with self.server.lock:
                self._route(parts, body)
        except BadInput as bad:
            self._json(422, {"error": str(bad)})

    def _route(self, parts: list[str], body: bytes) -> None:
        if parts[:1] == ["admin"] and self.client_address[0] in ("127.0.0.1", "::1"):
            self._admin(parts[1:], body)
            return
        market = self.server.markets.get(parts[0]) if parts else None
        if market is None:
            self._json(404, {"error": "没有这个平台"})
        elif market.behaviour.down:
            self._json(503, {"error": "系统维护"})
        else:
            self._platform(market, parts[1:], body)

    def _platform(self, market: Market, parts: list[str], body: bytes) -> None:
        match [self.command, *parts]:
            case ["PUT", "rounds", reference]:
                self._take(market, reference, body)
            case ["POST", "rounds", reference, "withdrawal"]:
                self._withdraw(market, reference, body)
            case ["GET", "results"]:
                names = "\n".join(file.name for file in market.files(self.server.now))
                self._send(200, "text/plain; charset=utf-8", names.encode())
            case ["GET", "results", name]:
                found = next((file for file in market.files(self.server.now) if file.name == name), None)
                if found is None:
                    self._json(404, {"error": "没有这个文件"})
                else:
                    self._send(200, "application/octet-stream", found.data)
            case _:
                self._json(404, {"error": "没有这个地址"})

    def _take(self, market: Market, reference: str, body: bytes) -> None:
        message = self._signed(body)
        if message is None:
            return
        if (
            not isinstance(message, Publication)
            or (message.round_ref, message.platform) != (reference, market.code)
            or message.opens_at <= self.server.now
            or message.ends_at <= message.opens_at
        ):
            self._json(422, {"error": "编号、平台或者竞价时间不符"})
            return
        try:
            new = market.take(message, body, now=self.server.now)
        except Reused:
            self._json(409, {"error": "该编号已发布过另一内容"})
            return
        self._json(201 if new else 200, {"item_id": market.rounds[reference].item_id})

    def _withdraw(self, market: Market, reference: str, body: bytes) -> None:
        message = self._signed(body)
        if message is None:
            return
        if not isinstance(message, Withdrawal) or (message.round_ref, message.platform) != (reference, market.code):
            self._json(422, {"error": "编号或者平台不符"})
            return
        try:
            market.withdraw(reference, now=self.server.now)
        except TooLate:
            self._json(410, {"error": "拍卖不存在或者已经结束"})
            return
        self._json(200, {})

    def _signed(self, body: bytes) -> Publication | Withdrawal | None:
        key = self.server.key
        if key is not None and not packages.verified(body, self.headers.get(packages.SIGNATURE, ""), key):
            self._json(401, {"error": "签名不是法院的签名"})
            return None
        return packages.from_json(body)

    def _admin(self, parts: list[str], body: bytes) -> None:
        match [self.command, *parts]:
            case ["GET", "now"]:
                self._json(200, {"now": self.server.now.isoformat()})
            case ["POST", "now"]:
                self.server.move_clock(_instant(_object(body).get("now")))
                self._json(200, {"now": self.server.now.isoformat()})
            case [method, code, "behaviour"] if code in self.server.markets:
                market = self.server.markets[code]
                if method == "POST":
                    market.behaviour = market.behaviour.with_(_object(body))
                shown = {name: getattr(market.behaviour, name) for name in market.behaviour.__slots__}
                self._json(200, shown)
            case ["GET", code, "rounds"] if code in self.server.markets:
                rounds = self.server.markets[code].rounds.values()
                self._json(200, {"rounds": [dict(one.row(self.server.now).values) for one in rounds]})
            case _:
                self._json(404, {"error": "没有这个地址"})

    def _json(self, status: int, body: dict[str, Any]) -> None:
        text = json.dumps({**body, "simulation": SIMULATED}, ensure_ascii=False)
        self._send(status, "application/json; charset=utf-8", text.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Simulation", "true")
        self.end_headers()
        self.wfile.write(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadInput(Fault("admin.unreadable", "不是一个 JSON 对象", "请核对内容"))
    return found


def _instant(text: object) -> datetime:
    try:
        found: datetime | None = datetime.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadInput(
            Fault("clock.unreadable", "不是带时区的时间", "应如：2026-05-26T12:00:00+08:00", value=str(text))
        )
    return found
