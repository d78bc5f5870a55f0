"""The exchange as the simulated agencies speak it: one request in, one answer out, no waiting and no network here.

A slow answer is an answer with a wait; an answer that is lost is an answer to be cut off. The work is done either way.
"""

import base64
import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from duixian.base.faults import BadInput, Fault
from duixian.connectors.exchange import codec, problems, wire
from duixian.connectors.exchange.about import About, encode_about, encode_sandbox
from duixian.connectors.exchange.conformance.keys import PUBLIC_KEYS
from duixian.connectors.exchange.signing import HEADER, ROOT, BadSignature, Call, KeyRing, Signer
from duixian.connectors.exchange.simulator import planted, sandbox
from duixian.connectors.exchange.simulator.acts import ACTS
from duixian.connectors.exchange.simulator.books import AgencyNamed
from duixian.connectors.exchange.simulator.counterparty import Counterparty, KeyReused
from duixian.ports.agencies import Answer, Order, Outcome

LARGEST_ORDER: Final = 1024 * 1024
_JSON: Final = "application/json"
_LARGEST_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; `path` with its query, `headers` with names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    local: bool = True


@dataclass(slots=True)
class Response:
    """An answer; `wait_ms` before it goes out, `cut`: the line is cut instead."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    wait_ms: int = 0
    cut: bool = False


class _Problem(Exception):
    def __init__(
        self,
        code: str,
        *,
        key: str = "",
        detail: str = "",
        faults: Iterable[Fault] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.body = problems.problem(code, key=key, detail=detail, faults=faults)
        self.retry_after = retry_after


@dataclass(slots=True)
class _Asked:
    """A request on its way through: whose it is once that is known."""

    request: Request
    call: Call
    signature: str
    court: str = ""
    sandboxed: bool = False


def signer_of(agency: str, *, seed: int) -> Signer:
    """The key of a simulated agency: anybody can work it out, it is worth nothing outside the simulation."""
    secret = hashlib.sha256(f"duixian simulated agency {agency}, seed {seed}: worth nothing".encode()).digest()
    return Signer.from_secret(agency, base64.b64encode(secret).decode("ascii"))


class Service:
    """One agency's side of the exchange. `keys` are the courts it takes orders from."""

    def __init__(self, party: Counterparty, *, signer: Signer, keys: KeyRing, real: Callable[[], datetime]) -> None:
        self.party = party
        self.signer = signer
        self.keys = keys
        self.given = sandbox.subjects(party.agency)
        self.calls = 0
        self._real = real
        self._wrong = signer_of(party.agency.code, seed=-1)
        self._kit = KeyRing(PUBLIC_KEYS)
        self._sandbox_people = {one.shown.subject.id_number for one in self.given}
        self._sandbox_assets = {one.shown.asset for one in self.given if one.shown.asset}
        party.sandbox = frozenset(self._sandbox_assets)
        for one in self.given:
            party.books.add(one.shown.subject, one.holdings)

    @property
    def agency(self) -> AgencyNamed:
        """Who answers."""
        return self.party.agency

    def answer(self, request: Request) -> Response:
        """Do what is asked and say what became of it. `request.path` begins at /exchange/v1."""
        self.calls += 1
        behaviour, number = self.party.behaviour, f"{self.agency.code}/{self.calls}"
        asked = _Asked(
            request, Call(request.method, request.path, self.agency.code), request.headers.get(HEADER.lower(), "")
        )
        if behaviour.hits(behaviour.dropped, "dropped", number):
            return Response(0, b"", cut=True)
        try:
            self._mood(number)
            response = self._routed(asked)
        except _Problem as problem:
            self.party.counts[f"problem.{problem.code}"] += 1
            response = self._signed(asked, problem.body["status"], wire.write(problem.body), problems.CONTENT_TYPE)
            if problem.retry_after is not None:
                response.headers["Retry-After"] = str(problem.retry_after)
        response.wait_ms = behaviour.wait_ms(number)
        if behaviour.out_of_order:
            response.wait_ms += behaviour.draw("overtake", number) % 80
        response.cut = behaviour.hits(behaviour.lost, "lost", number)
        return response

    def _mood(self, number: str) -> None:
        behaviour = self.party.behaviour
        until = datetime.fromisoformat(behaviour.down_until) if behaviour.down_until else None
        if behaviour.down or (until and self._real() < until):
            raise _Problem("exchange.unavailable", retry_after=behaviour.retry_after)
        if behaviour.hits(behaviour.busy, "busy", number):
            raise _Problem("exchange.busy", retry_after=behaviour.retry_after)
        if behaviour.hits(behaviour.failing, "failing", number):
            raise _Problem("exchange.failed")

    def _routed(self, asked: _Asked) -> Response:
        method, parts = asked.request.method, urlsplit(asked.request.path)
        if (method, parts.path) == ("GET", f"{ROOT}/about"):
            return self._signed(asked, 200, encode_about(self.about()))
        self._who(asked)
        match method, parts.path.removeprefix(ROOT).split("/")[1:]:
            case "POST", ["orders"]:
                return self._order(asked)
            case "POST", ["orders:batch"]:
                return self._batch(asked)
            case "GET", ["orders", key]:
                return self._asked_again(asked, unquote(key))
            case "GET", ["notices"]:
                return self._notices(asked, parts.query)
            case "POST", ["sandbox"]:
                return self._sandbox(asked)
        raise _Problem("exchange.unknown_path")

    def about(self) -> About:
        """What the agency says of itself."""
        return About(
            code=self.agency.code,
            name=self.agency.name,
            kind=self.agency.kind,
            acts=frozenset(ACTS[self.agency.kind]),
            public_key=self.signer.public_key,
            simulated=True,
            sandbox=sandbox.shown(self.given),
        )

    # ------------------------------------------------------------------------------------------------------------ who

    def _who(self, asked: _Asked) -> None:
        """The court that signed; the two published keys of the conformance kit are good for the sandbox only."""
        call, body = asked.call, asked.request.body
        try:
            asked.sandboxed = _kid(asked.signature) in PUBLIC_KEYS
            ring = self._kit if asked.sandboxed else self.keys
            asked.court = ring.verify_request(asked.signature, call, body)
        except BadSignature as bad:
            if not self.party.behaviour.accepts_bad_signature:
                raise _Problem(bad.code, faults=bad.faults) from bad
            asked.court = _kid(asked.signature) or next(iter(PUBLIC_KEYS))

    def _entitled(self, asked: _Asked, order: Order) -> None:
        if order.counterparty != self.agency.code:
            raise _Problem("exchange.wrong_counterparty", key=order.key)
        if order.ground.court_code != asked.court and not self.party.behaviour.accepts_bad_signature:
            raise _Problem("exchange.not_entitled", key=order.key)
        if order.act not in ACTS[self.agency.kind]:
            raise _Problem("exchange.act_not_offered", key=order.key)
        number = order.subject.id_number
        if asked.sandboxed and number in self.party.books.people and number not in self._sandbox_people:
            raise _Problem("exchange.not_entitled", key=order.key)

    # --------------------------------------------------------------------------------------------------------- orders

    def _order(self, asked: _Asked) -> Response:
        if len(asked.request.body) > LARGEST_ORDER:
            raise _Problem("exchange.too_large")
        try:
            order = codec.decode_order(asked.request.body)
        except BadInput as bad:
            raise _Problem("exchange.malformed", key=_key_in(asked.request.body), faults=bad.faults) from bad
        return self._answered(asked, self._taken(asked, order))

    def _taken(self, asked: _Asked, order: Order) -> Answer:
        self._entitled(asked, order)
        try:
            return self.party.take(order, asked.court)
        except KeyReused:
            raise _Problem("exchange.key_reused", key=order.key) from None

    def _asked_again(self, asked: _Asked, key: str) -> Response:
        answer = self.party.answer_of(asked.court, key)
        if answer is None:
            readable = "" if wire.faults("Key", key) else key
            raise _Problem("exchange.unknown_order", key=readable)
        return self._answered(asked, answer)

    def _answered(self, asked: _Asked, answer: Answer) -> Response:
        status = 202 if answer.outcome is Outcome.PENDING else 200
        return self._signed(asked, status, planted.body(self._written(answer)), at=answer.answered_at)

    def _written(self, answer: Answer) -> dict[str, Any]:
        earlier = next((other for other in self.party.last_answers if other.order_key != answer.order_key), None)
        return planted.written(answer, self.party.behaviour, earlier=earlier)

    def _batch(self, asked: _Asked) -> Response:
        try:
            items = codec.decode_batch(asked.request.body)
        except BadInput as bad:
            raise _Problem("exchange.malformed", faults=bad.faults) from bad
        spoiled = next((item for item in items if item.order is None), None)
        if spoiled and self.party.behaviour.batch_all_or_nothing:
            raise _Problem("exchange.malformed", key=spoiled.key, faults=spoiled.faults)
        results = [self._one_of_batch(asked, item) for item in items]
        if self.party.behaviour.out_of_order:
            random.Random(self.calls).shuffle(results)
        return self._signed(asked, 200, wire.write({"results": results}))

    def _one_of_batch(self, asked: _Asked, item: codec.BatchItem) -> dict[str, Any]:
        try:
            if item.order is None:
                raise _Problem("exchange.malformed", key=item.key, faults=item.faults)
            answer = self._taken(asked, item.order)
        except _Problem as problem:
            named = {"order_key": item.key} if item.key else {}
            return {"status": problem.body["status"], **named, "problem": problem.body}
        status = 202 if answer.outcome is Outcome.PENDING else 200
        return {"status": status, "order_key": item.key, "answer": self._written(answer)}

    # -------------------------------------------------------------------------------------------- notices and sandbox

    def _notices(self, asked: _Asked, query: str) -> Response:
        given = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
        after, limit = given.get("after", ""), given.get("limit", "500")
        if (after and wire.faults("Cursor", after)) or not limit.isdecimal() or not 1 <= int(limit) <= _LARGEST_PAGE:
            raise _Problem("exchange.malformed", detail="after 或 limit 不符合格式")
        behaviour = self.party.behaviour
        most = max(1, int(limit) // 2) if behaviour.doubled else int(limit)
        notices, more = self.party.notices(asked.court, after=after, limit=most)
        listed = [notice for notice in notices for _ in range(2 if behaviour.doubled else 1)][: int(limit)]
        if behaviour.out_of_order:
            random.Random(self.calls).shuffle(listed)
        return self._signed(asked, 200, codec.encode_notices(codec.NoticePage(tuple(listed), more)))

    def _sandbox(self, asked: _Asked) -> Response:
        try:
            action = wire.read("SandboxAction", asked.request.body)
        except BadInput as bad:
            raise _Problem("exchange.malformed", faults=bad.faults) from bad
        if action["action"] == "reset":
            self.party.reset(sorted(self._sandbox_assets))
        else:
            self._arrive(action["asset"], action["amount"])
        return self._signed(asked, 200, encode_sandbox(sandbox.shown(self.given)))

    def _arrive(self, asset: str, amount: int) -> None:
        try:
            if asset not in self._sandbox_assets:
                raise ValueError(asset)
            self.party.arrive(asset, amount)
        except ValueError:
            raise _Problem("exchange.malformed", detail="不是测试账户") from None

    # -------------------------------------------------------------------------------------------------------- signing

    def _signed(
        self, asked: _Asked, status: int, body: bytes, kind: str = _JSON, *, at: datetime | None = None
    ) -> Response:
        headers = {"Content-Type": kind, "X-Simulation": "true"}
        behaviour = self.party.behaviour
        if not behaviour.unsigned_answers:
            signer = self._wrong if behaviour.wrong_signature else self.signer
            to = asked.court or "*"
            headers[HEADER] = signer.sign_reply(asked.call, body, request_signature=asked.signature, to=to, at=at)
        return Response(status, body, headers)


def _kid(signature: str) -> str:
    """Who claims to have signed, unchecked; empty if that cannot be read."""
    head = signature.partition("..")[0]
    try:
        kid = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4))).get("kid", "")
    except (ValueError, AttributeError):
        return ""
    return kid if isinstance(kid, str) else ""


def _key_in(body: bytes) -> str:
    """The key of a malformed order, if it can be read."""
    try:
        key = json.loads(body).get("key", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return key if isinstance(key, str) and not wire.faults("Key", key) else ""
