"""The laboratory of the kit: speaks to one server as two courts, rightly or wrongly signed, and keeps what was said.

Whatever a check is about, every answer of the run is also held to its signature, its schema and its order; what is
wrong is noted (`unsigned`, `misshapen`, `unfit`) and judged by checks of its own at the end, so that one fault of a
server does not colour every result.
"""

import asyncio
import itertools
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import httpx

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.about import About, Sandbox, SandboxSubject
from duixian.connectors.exchange.conformance.mending import mended
from duixian.connectors.exchange.signing import HEADER, ROOT, BadSignature, Call, KeyRing, Signer
from duixian.ports import answers
from duixian.ports.agencies import (
    Act,
    Answer,
    Exchange,
    Ground,
    Holding,
    Notice,
    OfficerRef,
    Order,
    Outcome,
    PayTo,
    Subject,
)

ARTICLE: Final = "民事诉讼法第二百五十三条"
_TRIES: Final = 6
_POLLS: Final = 60
_BUSY: Final = frozenset({429, 503})
_MOST_NOTED: Final = 20
_LONGEST_WAIT: Final = 3


class Failed(Exception):
    """A server does not do what the check demands; the message says what it did instead."""


@dataclass(frozen=True, slots=True)
class Got:
    """What came back."""

    status: int
    body: bytes

    @property
    def code(self) -> str:
        """The code of a problem; empty if it is none."""
        try:
            message = wire.parse(self.body)
        except BadInput:
            return ""
        return str(message.get("code", "")) if isinstance(message, dict) else ""


class Lab:
    """One agency under test. `run` makes the order keys of this run its own; `now` is the moment it began."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        about: About,
        sandbox: Sandbox,
        courts: tuple[Signer, Signer],
        *,
        run: str,
        now: datetime,
    ) -> None:
        self.about, self.sandbox = about, sandbox
        self.first, self.second = courts
        self.now = now
        self.calls: list[Exchange] = []
        self.unsigned: list[str] = []
        self.misshapen: list[str] = []
        self.unfit: list[str] = []
        self.judged = 0
        self._http = http
        self._keys = KeyRing({about.code: about.public_key})
        self._run = run
        self._numbers = itertools.count(1)
        self._made: list[tuple[Signer, Order, str]] = []

    # ----------------------------------------------------------------------------------------------------- the sandbox

    def subject(self, role: str) -> SandboxSubject | None:
        """The first sandbox subject of a role."""
        return next((each for each in self.sandbox.subjects if each.role == role), None)

    @property
    def by_amount(self) -> bool:
        """Whether things here are frozen by amount; else they are sealed whole."""
        return Act.FREEZE in self.about.acts and self.subject("money") is not None

    @property
    def held(self) -> SandboxSubject:
        """The subject whose thing the checks of control are about."""
        found = self.subject("money" if self.by_amount else "thing")
        if found is None:
            raise Failed("测试环境没有可供控制的财产（money 或 thing）")
        return found

    def day(self, days: int) -> date:
        """A day so many days from the beginning of the run."""
        return self.now.date() + timedelta(days=days)

    async def act_in_sandbox(self, action: str, **more: Any) -> None:
        """Reset the sandbox, or let money arrive."""
        if action not in self.sandbox.actions:
            return
        got = await self.call(
            self.first, "POST", f"{ROOT}/sandbox", wire.write({"action": action, **more}), shape="Sandbox"
        )
        if got.status != 200:
            raise Failed(f"测试操作 {action} 未被执行：HTTP {got.status} {got.code}")

    async def tidy(self) -> None:
        """Let go of every control that this run made and did not release, and put the sandbox back."""
        made, self._made = self._made, []
        for court, order, control in made:
            await self.send(self.order(Act.RELEASE, order.subject, court=court, control=control), court=court)
        self._made.clear()
        await self.act_in_sandbox("reset")

    # -------------------------------------------------------------------------------------------------------- orders

    def key(self) -> str:
        """An order key that was never used."""
        return f"CK-{self._run}-{next(self._numbers)}"

    def order(self, act: Act, subject: Subject, *, court: Signer | None = None, **more: Any) -> Order:
        """A well-formed order of the first court (or `court`), with the members that the act needs from `more`."""
        signer = court or self.first
        ground = Ground(
            signer.code,
            f"符合性测试法院 {signer.code}",
            f"（{self.now.year}）测试执1号",
            "符合性测试裁定书",
            ARTICLE,
            (OfficerRef("测试员甲", "TEST-1"), OfficerRef("测试员乙", "TEST-2")),
        )
        return Order(self.key(), act, self.about.code, subject, ground, self.now, **more)

    def hold_order(self, amount: Fen | None = None, *, court: Signer | None = None, days: int = 300) -> Order:
        """Freeze `amount` of (by default all of) the money, or seal the thing."""
        target = self.held
        if self.by_amount:
            wanted = amount if amount is not None else target.balance
            return self.order(
                Act.FREEZE, target.subject, court=court, asset=target.asset, amount=wanted, until=self.day(days)
            )
        return self.order(Act.SEAL, target.subject, court=court, asset=target.asset, until=self.day(days))

    def pay_to(self) -> PayTo:
        """Where deductions of the sandbox go: nowhere."""
        return PayTo("符合性测试法院", "00000000000000000001", "测试银行", self.key())

    async def send(self, order: Order, *, court: Signer | None = None) -> Answer:
        """Give an order and wait until it is answered for good. Raises `Failed` if no answer that can be read comes."""
        signer = court or self.first
        got = await self.post(order, court=signer)
        for _ in range(_POLLS):
            if got.status != 202:
                break
            await asyncio.sleep(0.25)
            got = await self.ask(order, court=signer)
        return self.read(order, got, court=signer)

    async def post(self, order: Order, *, court: Signer | None = None) -> Got:
        """Give an order; whatever comes back."""
        return await self.call(
            court or self.first, "POST", f"{ROOT}/orders", codec.encode_order(order), shape="Answer", key=order.key
        )

    async def ask(self, order: Order, *, court: Signer | None = None) -> Got:
        """Ask what became of an order; whatever comes back."""
        return await self.call(court or self.first, "GET", f"{ROOT}/orders/{order.key}", shape="Answer", key=order.key)

    def read(self, order: Order, got: Got, *, court: Signer | None = None) -> Answer:
        """The answer in `got`, and note if it does not fit `order`. Raises `Failed` if it is none."""
        if got.status not in (200, 202):
            raise Failed(f"{order.act} 指令未得到答复：HTTP {got.status} {got.code}")
        try:
            answer = codec.decode_answer(mended("Answer", got.body))
        except BadInput as bad:
            raise Failed(f"答复不符合数据格式：{bad.faults[0]}") from bad
        _, found = answers.usable_holdings(order, answer)
        _note(self.unfit, *(f"{order.act} {order.key}：{fault}" for fault in found))
        if order.act in (Act.FREEZE, Act.SEAL) and answer.control:
            self._made.append((court or self.first, order, answer.control))
        return answer

    # ------------------------------------------------------------------------------------------------ what is there now

    async def holding(self, subject: Subject, asset: str) -> Holding:
        """The thing as a query shows it now. Raises `Failed` if it is not there."""
        answer = await self.send(self.order(Act.QUERY, subject))
        found = next((holding for holding in answer.holdings if holding.reference == asset), None)
        if found is None:
            raise Failed(f"查询没有返回测试财产 {asset}（结果 {answer.outcome}）")
        return found

    async def free(self) -> Fen:
        """What nobody holds of the money of the sandbox."""
        target = self.held
        return (await self.figures(target))[1]

    async def figures(self, target: SandboxSubject) -> tuple[Fen, Fen]:
        """Balance and free money of a sandbox account."""
        found = await self.holding(target.subject, target.asset)
        if found.balance is None or found.available is None:
            raise Failed("查询没有写明余额和可用余额")
        return found.balance, found.available

    async def notices(self, court: Signer, *, after: str = "", limit: int = 1000) -> tuple[Notice, ...]:
        """A page of a court's notices, as told. Raises `Failed` if it is none."""
        query = f"after={after}&limit={limit}" if after else f"limit={limit}"
        got = await self.call(court, "GET", f"{ROOT}/notices?{query}", shape="NoticePage")
        if got.status != 200:
            raise Failed(f"未能取得通知：HTTP {got.status} {got.code}")
        try:
            return codec.decode_notices(mended("NoticePage", got.body)).notices
        except BadInput as bad:
            raise Failed(f"通知不符合数据格式：{bad.faults[0]}") from bad

    async def last_notice(self, court: Signer) -> str:
        """The cursor after which only news comes."""
        after = ""
        while page := await self.notices(court, after=after):
            after = page[-1].id
        return after

    async def news(self, court: Signer, after: str, control: str) -> Notice:
        """The first notice of a control after a cursor. Raises `Failed` if none comes within some seconds."""
        for _ in range(_POLLS // 2):
            page = await self.notices(court, after=after)
            found = next((notice for notice in page if notice.control == control), None)
            if found is not None:
                return found
            await asyncio.sleep(0.25)
        raise Failed(f"没有收到控制 {control} 的通知")

    # -------------------------------------------------------------------------------------------------------- one call

    async def call(
        self,
        court: Signer,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        shape: str,
        key: str = "",
        signature: str | None = None,
    ) -> Got:
        """One call, signed rightly unless a `signature` is given (empty: none at all); again if the server is busy."""
        call = Call(method, path, self.about.code)
        sealed = court.sign_request(call, body, at=self.now) if signature is None else signature
        headers = ({HEADER: sealed} if sealed else {}) | ({"Content-Type": "application/json"} if body else {})
        asked = Exchange(f"{method} {path}", key, body, sealed)
        for _ in range(_TRIES):
            try:
                reply = await self._http.request(method, path, content=body or None, headers=headers)
            except httpx.HTTPError as error:
                said = f"{type(error).__name__}: {error}"
                self.calls.append(replace(asked, error=said))
                raise Failed(f"没有答复：{said}") from error
            seal = reply.headers.get(HEADER, "")
            self.calls.append(replace(asked, reply=reply.content, reply_signature=seal, status=reply.status_code))
            if reply.status_code not in _BUSY:
                break
            await asyncio.sleep(_wait(reply.headers.get("Retry-After", "")))
        got = Got(reply.status_code, reply.content)
        self._judge(call, sealed, court.code, got, seal, shape)
        return got

    def _judge(self, call: Call, sealed: str, court: str, got: Got, seal: str, shape: str) -> None:
        """Hold any answer to its signature and its form."""
        if got.status in _BUSY or got.status >= 500:
            return
        self.judged += 1
        where = f"{call.purpose} HTTP {got.status}"
        try:
            self._keys.verify_reply(
                seal, call, got.body, request_signature=sealed, to=court, or_anybody=got.status >= 400
            )
        except BadSignature as bad:
            _note(self.unsigned, f"{where}：{bad.faults[0]}")
        try:
            message = wire.read(shape if got.status < 400 else "Problem", got.body)
            if got.status >= 400 and message["status"] != got.status:
                _note(self.misshapen, f"{where}：问题报文写的状态是 {message['status']}")
            for result in message.get("results", ()) if shape == "BatchAnswer" else ():
                wire.must_keep(
                    *(("Answer", result["answer"]) if "answer" in result else ("Problem", result["problem"]))
                )
        except BadInput as bad:
            _note(self.misshapen, *(f"{where}：{fault}" for fault in bad.faults))


def taken(answer: Answer, *outcomes: Outcome) -> Answer:
    """The answer, if its outcome is one of these. Raises `Failed`."""
    if answer.outcome not in outcomes:
        wanted = "、".join(outcomes)
        raise Failed(f"{answer.act} 的结果应为 {wanted}，实为 {answer.outcome} {answer.reason_code} {answer.reason}")
    return answer


def must(fine: bool, otherwise: str) -> None:
    """Raise `Failed` with `otherwise` unless `fine`."""
    if not fine:
        raise Failed(otherwise)


def _wait(said: str) -> int:
    """Seconds until a busy server is asked again: what it says, within reason."""
    return min(int(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() else 1


def _note(where: list[str], *found: str) -> None:
    where.extend(found[: max(0, _MOST_NOTED - len(where))])
