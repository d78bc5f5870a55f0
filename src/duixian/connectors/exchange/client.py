"""An agency spoken to over the open exchange: `ports.agencies.Agency`, one order or two hundred at a time.

Nothing is repeated here: whoever called knows what is at stake and when to try again. Nothing that came is believed
before its signature, its form and its fit to the order have been looked at, in that order. Every call leaves
an `Exchange`.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, Self, TypeVar

import httpx

from duixian.base.faults import BadInput, Fault
from duixian.connectors.exchange import codec, problems, wire
from duixian.connectors.exchange.signing import HEADER, ROOT, BadSignature, Call, KeyRing, Signer
from duixian.ports import answers
from duixian.ports.agencies import (
    AgencyFailure,
    AgencyUnreachable,
    Answer,
    AnswerNotTrusted,
    Exchange,
    Notice,
    Order,
    OrderRefused,
    Outcome,
    Reply,
    UnknownOrder,
)

T = TypeVar("T")

_TAKEN: Final = (200, 202)
_LATER: Final = frozenset({408, 425, 429})
_LONGEST_WAIT: Final = 86_400


@cache
def _trusted_roots() -> ssl.SSLContext:
    """The roots of the web's certificates, read once: reading them takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for a connection, between bytes, for the whole call; `connections` at once to one agency."""

    connect: float = 5.0
    read: float = 30.0
    whole: float = 60.0
    connections: int = 8


class ExchangeAgency:
    """The agency `code` at `url` (its base, before /exchange/v1), which signs with `public_key`; `signer` is the court.

    Use as an async context manager, or call `close`. `transport` replaces the network in tests.
    """

    def __init__(
        self,
        url: str,
        *,
        code: str,
        public_key: str,
        signer: Signer,
        patience: Patience = Patience(),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.code = code
        self._signer = signer
        self._keys = KeyRing({code: public_key})
        self._whole = patience.whole
        # Proxies of the environment are not asked: an order goes to the agency and nowhere else.
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=httpx.Timeout(patience.read, connect=patience.connect, pool=patience.whole),
            limits=httpx.Limits(max_connections=patience.connections, max_keepalive_connections=patience.connections),
            headers={"Accept-Encoding": "identity"},
            trust_env=False,
            verify=_trusted_roots(),
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, order: Order) -> Reply:
        """Give an order. See `ports.agencies.Agency.send`."""
        order = self._as_signed(order)
        body = self._written("send", order, lambda: codec.encode_order(order))
        got = await self._call("send", order.key, "POST", f"{ROOT}/orders", body, at=order.made_at)
        return self._reply(order, got)

    async def answer(self, order: Order) -> Reply:
        """Ask what became of an order. See `ports.agencies.Agency.answer`."""
        self._written("answer", order, lambda: codec.encode_order(order))
        got = await self._call("answer", order.key, "GET", f"{ROOT}/orders/{order.key}", at=order.made_at)
        return self._reply(order, got)

    async def send_many(self, orders: Sequence[Order]) -> list[Reply | AgencyFailure]:
        """Give many orders, up to 200 in a call; one result for each, in their order, failures as values.

        A malformed order, a refusal or an answer that cannot be believed touches no other order. The orders of one call
        share one `Exchange` object: it is kept once.
        """
        results: dict[int, Reply | AgencyFailure] = {}
        sound: list[tuple[int, Order]] = []
        for position, order in enumerate(map(self._as_signed, orders)):
            try:
                self._written("send_many", order, lambda order=order: codec.encode_order(order))  # type: ignore[misc]
                sound.append((position, order))
            except OrderRefused as refused:
                results[position] = refused
        for start in range(0, len(sound), codec.LARGEST_BATCH):
            part = sound[start : start + codec.LARGEST_BATCH]
            found = await self._send_part([order for _, order in part])
            results.update(zip((position for position, _ in part), found, strict=True))
        return [results[position] for position in range(len(orders))]

    async def notices(self, *, after: str, limit: int = 500) -> tuple[tuple[Notice, ...], Exchange]:
        """What happened since the notice `after`. See `ports.agencies.Agency.notices`. Twice told is told once."""
        if (after and wire.faults("Cursor", after)) or not 1 <= limit <= 1000:
            raise _refused("notices", "", Fault("exchange.pattern", "通知编号或条数不符合格式", "请核对", value=after))
        query = f"after={after}&limit={limit}" if after else f"limit={limit}"
        got = await self._call("notices", "", "GET", f"{ROOT}/notices?{query}")
        if got.status != 200:
            raise got.failure()
        page = got.believed(codec.decode_notices)
        return _in_order(page.notices, after), replace(got.exchange, trusted=True)

    # ------------------------------------------------------------------------------------------------------- one call

    async def _call(
        self, operation: str, key: str, method: str, path: str, body: bytes = b"", *, at: datetime | None = None
    ) -> "_Got":
        call = Call(method, path, self.code)
        signature = self._signer.sign_request(call, body, at=at)
        asked = Exchange(operation, key, body, signature)
        headers = {HEADER: signature} | ({"Content-Type": "application/json"} if body else {})
        try:
            async with (
                asyncio.timeout(self._whole),
                self._http.stream(method, path, content=body or None, headers=headers) as response,
            ):
                reply = await _read(response)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            said = f"{type(error).__name__}: {error}".rstrip(": ")
            raise AgencyUnreachable(said, exchange=replace(asked, error=said)) from error
        except _TooLarge as error:
            said = "答复过大"
            raise AnswerNotTrusted(said, exchange=replace(asked, error=said)) from error
        sealed = response.headers.get(HEADER, "")
        exchange = replace(asked, reply=reply, reply_signature=sealed, status=response.status_code)
        if response.status_code >= 500 or response.status_code in _LATER:
            raise _later(exchange, response.headers.get("Retry-After", ""))
        try:
            self._keys.verify_reply(
                sealed,
                call,
                reply,
                request_signature=signature,
                to=self._signer.code,
                or_anybody=response.status_code >= 400,
            )
        except BadSignature as bad:
            raise _distrusted(exchange, bad.faults) from bad
        return _Got(response.status_code, exchange)

    def _as_signed(self, order: Order) -> Order:
        """The order with the court named as it signs: one platform may sign for all courts of a province."""
        return replace(order, ground=replace(order.ground, court_code=self._signer.code))

    def _written(self, operation: str, order: Order, write: Callable[[], bytes]) -> bytes:
        """The order's bytes; what the schema forbids or is meant for another agency never leaves the house."""
        if order.counterparty != self.code:
            raise _refused(
                operation,
                order.key,
                Fault(
                    "exchange.wrong_counterparty", "指令的受令机构不是该机构", "请核对", "受令机构", order.counterparty
                ),
            )
        try:
            return write()
        except BadInput as bad:
            raise _refused(operation, order.key, *bad.faults) from bad

    def _reply(self, order: Order, got: "_Got") -> Reply:
        if got.status not in _TAKEN:
            raise got.failure()
        answer, faults = got.believed(codec.salvage_answer)
        return _fitting(order, got.status, answer, faults, replace(got.exchange, trusted=True))

    # ------------------------------------------------------------------------------------------------------ one batch

    async def _send_part(self, orders: Sequence[Order]) -> list[Reply | AgencyFailure]:
        body = codec.encode_batch(orders)
        at = max(order.made_at for order in orders)
        try:
            got = await self._call("send_many", "", "POST", f"{ROOT}/orders:batch", body, at=at)
            if got.status != 200:
                raise got.failure()
            results = got.believed(codec.decode_results)
        except AgencyFailure as failure:
            return [_alike(failure) for _ in orders]
        by_key = _unambiguous(results)
        exchange = replace(got.exchange, trusted=True)
        return [_taken(order, by_key.get(order.key), exchange) for order in orders]


@dataclass(frozen=True, slots=True)
class _Got:
    """An answer whose signature is right."""

    status: int
    exchange: Exchange

    def believed(self, read: Callable[[bytes], T]) -> T:
        """The body as the schema has it, or `AnswerNotTrusted`."""
        try:
            return read(self.exchange.reply)
        except BadInput as bad:
            raise _distrusted(self.exchange, bad.faults) from bad

    def failure(self) -> AgencyFailure:
        """What an answer other than 200 and 202 means."""
        try:
            body = wire.read("Problem", self.exchange.reply)
        except BadInput as bad:
            return _distrusted(self.exchange, bad.faults)
        if body["status"] != self.status:
            fault = Fault("exchange.status", "问题报文的状态与 HTTP 状态不一致", value=str(body["status"]))
            return _distrusted(self.exchange, (fault,))
        return _as_failure(self.status, body, replace(self.exchange, trusted=True))


def _as_failure(status: int, body: Mapping[str, Any], exchange: Exchange) -> AgencyFailure:
    if status >= 500 or status in _LATER:
        return AgencyUnreachable(f"HTTP {status}", exchange=exchange, faults=problems.faults_of(body))
    kind = UnknownOrder if body["code"] == "exchange.unknown_order" else OrderRefused
    found = problems.faults_of(body)
    return kind(str(found[0]), exchange=exchange, faults=found)


def _fitting(order: Order, status: int, answer: Answer, faults: tuple[Fault, ...], exchange: Exchange) -> Reply:
    """The reply, if the answer fits its order; things that cannot be used are taken out of it."""
    contradictions = answers.check(order, answer)
    if (status == 202) is not (answer.outcome is Outcome.PENDING):
        said = {"status": status, "outcome": answer.outcome}
        contradictions += (Fault("exchange.status", "HTTP 状态 {status} 与结果 {outcome} 不一致", data=said),)
    if contradictions:
        raise AnswerNotTrusted(str(contradictions[0]), exchange=exchange, faults=contradictions)
    good, wrong = answers.usable_holdings(order, answer)
    return Reply(replace(answer, holdings=good), exchange, faults + wrong)


def _taken(order: Order, result: codec.BatchResult | None, exchange: Exchange) -> Reply | AgencyFailure:
    """What one result of a batch means for its order."""
    try:
        if result is None:
            missing = Fault("answer.missing", "批量答复中没有该指令的唯一结果", "请再次查询", "指令编号", order.key)
            return AnswerNotTrusted(str(missing), exchange=exchange, faults=(missing,))
        if result.problem is not None:
            return _as_failure(result.status, result.problem, exchange)
        if result.answer is None:
            return _distrusted(exchange, result.faults)
        return _fitting(order, result.status, result.answer, result.faults, exchange)
    except AgencyFailure as failure:
        return failure


def _unambiguous(results: Iterable[codec.BatchResult]) -> dict[str, codec.BatchResult]:
    """Results by key; two different ones for one key are none."""
    found: dict[str, codec.BatchResult] = {}
    doubtful: set[str] = set()
    for result in results:
        key = result.key or (result.answer.order_key if result.answer else "")
        if found.setdefault(key, result) != result:
            doubtful.add(key)
    return {key: result for key, result in found.items() if key not in doubtful}


def _in_order(notices: Iterable[Notice], after: str) -> tuple[Notice, ...]:
    """Oldest first, each once, none that is known: whatever way the agency tells them."""
    known = _rank(after)
    news = {notice.id: notice for notice in notices if not after or _rank(notice.id) > known}
    return tuple(sorted(news.values(), key=lambda notice: _rank(notice.id)))


def _rank(cursor: str) -> tuple[int, str]:
    return len(cursor), cursor


class _TooLarge(Exception):
    """More bytes came than any message has."""


async def _read(response: httpx.Response) -> bytes:
    """The body as it came, unless it never ends."""
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > wire.LARGEST:
            raise _TooLarge
        parts.append(part)
    return b"".join(parts)


def _refused(operation: str, key: str, *found: Fault) -> OrderRefused:
    said = str(found[0])
    return OrderRefused(said, exchange=Exchange(operation, key, b"", error=f"未发送：{said}"), faults=found)


def _distrusted(exchange: Exchange, found: tuple[Fault, ...]) -> AnswerNotTrusted:
    return AnswerNotTrusted(str(found[0]), exchange=exchange, faults=found)


def _later(exchange: Exchange, wait: str) -> AgencyUnreachable:
    failure = AgencyUnreachable(f"HTTP {exchange.status}", exchange=exchange)
    if wait.isascii() and wait.isdigit():
        failure.retry_after = min(int(wait), _LONGEST_WAIT)
    return failure


def _alike(failure: AgencyFailure) -> AgencyFailure:
    """One failure for each order of a batch, so that nobody raises an exception that another task has raised."""
    same = type(failure)(str(failure), exchange=failure.exchange, faults=failure.faults)
    if isinstance(failure, AgencyUnreachable) and isinstance(same, AgencyUnreachable):
        same.retry_after = failure.retry_after
    return same
