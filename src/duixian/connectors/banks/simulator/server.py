"""The simulated bank on the network.

POST /payments                              a pain.001, answered by a pain.002 (202; 422 if refused; 409 if reused)
GET  /payments/{message id}                 pain.002 with every payment (404 if unknown)
GET  /accounts/{number}/statement?from&to   camt.053
GET  /                                      the counter: a page on which anybody pays (POST /counter)
GET  /health
GET, POST /admin/behaviour                  the switches of `behaviour.Behaviour`
POST /admin/accounts /admin/receipts /admin/day /admin/settle;  GET /admin/accounts

Amounts under /admin are yuan as decimal strings. Every answer carries the header `X-Simulation: true`.
"""

import json
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, Any
from urllib.parse import parse_qs, unquote, urlsplit

from duixian.base.faults import BadInput, Fault
from duixian.base.money import fen, yuan
from duixian.connectors.banks.simulator import SIMULATED, answers, counter
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.ports.banks import BankRefused, UnknownBatch

LARGEST_BODY = 1024 * 1024 * 1024
_BLOCK = 1 << 20
_log = logging.getLogger(__name__)


class SimulatedBank(ThreadingHTTPServer):
    """Serves one ledger; a second thread settles what is due, a third calls back (if there is a `callback` address)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], ledger: Ledger, *, token: str = "", callback: str = "") -> None:
        super().__init__(address, _Handler)
        self.ledger = ledger
        self.token = token
        self.callback = callback
        self.calls = 0
        self._stop = threading.Event()
        self._workers = [threading.Thread(target=self._repeat, args=(ledger.settle,), daemon=True)]
        if callback:
            self._workers.append(threading.Thread(target=self._repeat, args=(self._call_back,), daemon=True))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def start(self) -> None:
        """Start the threads that settle and call back."""
        for worker in self._workers:
            worker.start()

    def server_close(self) -> None:
        self._stop.set()
        for worker in self._workers:
            if worker.is_alive():
                worker.join(timeout=10)
        super().server_close()

    def _repeat(self, work: Callable[[], int]) -> None:
        while not self._stop.is_set():
            try:
                done = work()
            except Exception:
                _log.exception("the simulated bank could not work off what is due")
                done = 0
            if not done:
                self._stop.wait(0.05)

    def _call_back(self) -> int:
        done = 0
        for number, message_id, kind in self.ledger.callbacks_due():
            summary, _ = self.ledger.report(message_id)
            document = (
                answers.received(self.ledger, summary)
                if kind == "received"
                else answers.results(self.ledger, message_id)
            )
            document.seek(0)
            body = document.read()
            for _ in range(2 if self.ledger.behaviour.doubled else 1):
                request = urllib.request.Request(
                    self.callback, body, {"Content-Type": "application/xml", "X-Simulation": "true"}
                )
                try:
                    urllib.request.urlopen(request, timeout=10).close()
                except (urllib.error.URLError, OSError) as error:
                    _log.warning("nobody took the report of %s: %s", message_id, error)
                    self._stop.wait(1)
                    return 0
            self.ledger.callback_done(number)
            done += 1
        return done


class _Handler(BaseHTTPRequestHandler):
    server: SimulatedBank
    protocol_version = "HTTP/1.1"
    server_version = "SimulatedBank"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name is http.server's
        _log.debug(format, *args)

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    # ------------------------------------------------------------------------------------------------------- routing

    def _answer(self, act: Callable[[str, dict[str, str]], None]) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            self._drain()
            self._json(401, {"error": "未授权"})
            return
        behaviour = self.server.ledger.behaviour
        self.server.calls += 1
        if not parts.path.startswith("/admin"):
            if behaviour.slow_ms:
                threading.Event().wait(behaviour.slow_ms / 1000)
            if behaviour.down:
                self._drain()
                self._json(503, {"error": "系统维护"})
                return
        try:
            act(parts.path.rstrip("/"), query)
        except UnknownBatch:
            self._json(404, {"error": "没有该批次"})
        except BankRefused as refused:
            self._json(422, {"error": str(refused), "faults": [fault.as_json() for fault in refused.reasons]})
        except BadInput as bad:
            self._json(400, {"error": str(bad), "faults": [fault.as_json() for fault in bad.faults]})
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _get(self, path: str, query: dict[str, str]) -> None:
        ledger = self.server.ledger
        match path.split("/")[1:]:
            case []:
                self._page(200, counter.page(ledger))
            case ["health"]:
                self._json(200, {"state": "up"})
            case ["payments", message_id]:
                self._xml(200, answers.results(ledger, unquote(message_id)))
            case ["accounts", number, "statement"]:
                first, last = _day(query.get("from", "")), _day(query.get("to", ""))
                self._xml(200, answers.statement(ledger, unquote(number), first, last))
            case ["admin", "behaviour"]:
                self._json(200, dict(ledger.behaviour.as_json()))
            case ["admin", "accounts"]:
                self._json(
                    200,
                    {
                        "accounts": [
                            {"number": number, "name": name, "state": state, "balance": yuan(balance)}
                            for number, name, state, balance in ledger.accounts()
                        ]
                    },
                )
            case _:
                self._json(404, {"error": "没有该地址"})

    def _post(self, path: str, _query: dict[str, str]) -> None:
        ledger = self.server.ledger
        with self._body() as body:
            if path == "/payments":
                self._take_payments(body)
                return
            if path == "/counter":
                self._take_cash(body)
                return
            data = _object(body.read())
        match path:
            case "/admin/behaviour":
                ledger.behaviour = ledger.behaviour.changed(data)
                self._json(200, dict(ledger.behaviour.as_json()))
            case "/admin/accounts":
                balance = data.get("balance")
                ledger.put_account(
                    _text(data, "number"),
                    name=_text(data, "name"),
                    bank=str(data.get("bank", "")),
                    state=str(data.get("state", "open")),
                    own=bool(data.get("own", False)),
                    balance=None if balance is None else fen(str(balance), field="balance"),
                )
                self._json(200, {"number": data["number"], "balance": yuan(ledger.balance(_text(data, "number")))})
            case "/admin/receipts":
                booked = ledger.receive(
                    _text(data, "account"),
                    fen(_text(data, "amount"), field="amount"),
                    key=_text(data, "key"),
                    payer=str(data.get("payer", "")),
                    payer_account=str(data.get("payer_account", "")),
                    payer_bank=str(data.get("payer_bank", "")),
                    remark=str(data.get("remark", "")),
                    sub_account=str(data.get("sub_account", "")),
                )
                self._json(200, {"booked": booked})
            case "/admin/day":
                ledger.set_day(_day(str(data["day"])) if data.get("day") else None)
                self._json(200, {"day": ledger.now().date().isoformat()})
            case "/admin/settle":
                done = 0
                while portion := ledger.settle():
                    done += portion
                self._json(200, {"done": done})
            case _:
                self._json(404, {"error": "没有该地址"})

    def _take_payments(self, body: IO[bytes]) -> None:
        ledger = self.server.ledger
        try:
            summary = ledger.submit(body)
        except BankRefused as refused:
            reused = any(reason.code == "bank.message_reused" for reason in refused.reasons)
            self._xml(409 if reused else 422, answers.refused(ledger, "", refused.reasons))
            return
        self._xml(202, answers.received(ledger, summary))

    def _take_cash(self, body: IO[bytes]) -> None:
        """A form of the counter. A page of another site must not pay here, even with play money."""
        origin = self.headers.get("Origin")
        if origin not in (None, f"http://{self.headers.get('Host', '')}"):
            self._json(403, {"error": "请在本行柜台页面交款"})
            return
        done, page = counter.pay(self.server.ledger, body.read(counter.LARGEST_FORM))
        self._page(200 if done else 422, page)

    # -------------------------------------------------------------------------------------------------- bytes in, out

    def _body(self) -> IO[bytes]:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            raise BadInput(Fault("http.length", "需要 Content-Length，且不得超过 1 GB", value=length))
        body, left = answers.spool(), int(length)
        while left:
            block = self.rfile.read(min(_BLOCK, left))
            if not block:
                raise ConnectionResetError
            body.write(block)
            left -= len(block)
        body.seek(0)
        return body

    def _drain(self) -> None:
        """Read what the client is still sending, so that it gets to read the answer."""
        if self.command == "POST":
            self._body().close()

    def _json(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps({**content, "simulation": True, "notice": SIMULATED}, ensure_ascii=False).encode()
        self._send(status, "application/json; charset=utf-8", body)

    def _page(self, status: int, body: bytes) -> None:
        self._send(status, "text/html; charset=utf-8", body, {"Content-Security-Policy": counter.CONTENT_POLICY})

    def _xml(self, status: int, document: IO[bytes]) -> None:
        behaviour, call = self.server.ledger.behaviour, str(self.server.calls)
        if behaviour.hits(behaviour.lost, "lost", call):
            self.close_connection = True
            self.connection.close()
            return
        document.seek(0)
        body = document.read()
        document.close()
        if behaviour.hits(behaviour.garbled, "garbled", call):
            body = body[: len(body) // 2]
        self._send(status, "application/xml", body)

    def _send(self, status: int, kind: str, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Simulation", "true")
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except ValueError as error:
        raise BadInput(Fault("json.broken", "不是有效的 JSON", value=raw[:40].decode("utf-8", "replace"))) from error
    if not isinstance(found, dict):
        raise BadInput(Fault("json.broken", "应为 JSON 对象"))
    return found


def _text(data: dict[str, Any], name: str) -> str:
    if not data.get(name):
        raise BadInput(Fault("json.missing", "缺少该项", field=name))
    return str(data[name])


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise BadInput(Fault("date.unreadable", "不是有效的日期", "例如 2026-11-22", field="日期", value=raw)) from None
