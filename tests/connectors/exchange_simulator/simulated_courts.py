"""Courts that give orders to simulated agencies, and somebody whose property is known to the fen."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from duixian.connectors.exchange.client import ExchangeAgency, Patience
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.ports.agencies import Act, AgencyFailure, Answer, Ground, IdKind, Notice, Order, PayTo, Reply, Subject

UNTIL = date(2030, 11, 21)
LI = Subject("李试", IdKind.RESIDENT, "649901198001010014")
"""Has ten thousand yuan at B01 and a home at L01. Its number fails its check: no other agency draws for it."""
ACCOUNT, WAGES, HOME = "LI-ACCOUNT", "LI-WAGES", "LI-HOME"
BALANCE = 1_000_000
PAY_TO = PayTo("示范区人民法院执行款专户", "32050001000000000001", "合成银行", "REF-1")

_PATIENCE = Patience(read=5, whole=10)
_numbers = itertools.count(1)


def account(reference: str, balance: int, **more: Any) -> dict[str, Any]:
    """A deposit in the form of the exchange."""
    since = "2026-11-22T00:00:00+08:00"
    made = {"reference": reference, "kind": "deposit", "title": "账户", "as_of": since, "balance": balance}
    return {**made, "available": balance, **more}


def home(reference: str) -> dict[str, Any]:
    """A home in the form of the exchange."""
    return {"reference": reference, "kind": "home", "title": "住宅", "as_of": "2026-11-22T00:00:00+08:00", "value": 9}


@dataclass(frozen=True)
class Court:
    """A court that sends one order after the other, each on a connection of its own."""

    agencies: SimulatedAgencies
    signer: Signer
    patience: Patience = _PATIENCE

    def order(self, act: Act, code: str = "B01", subject: Subject = LI, **more: Any) -> Order:
        """An order with a key of its own unless one is given."""
        key = more.pop("key", f"K-{next(_numbers)}")
        ground = Ground(
            self.signer.code, f"{self.signer.code}法院", "（2026）测执1号", "裁定书", "民诉法第二百五十三条"
        )
        return Order(key, act, code, subject, ground, more.pop("made_at", datetime.now(UTC)), **more)

    def agency(self, code: str) -> ExchangeAgency:
        """A client of one agency."""
        url, key = self.agencies.url_of(code), self.agencies.key_of(code)
        return ExchangeAgency(url, code=code, public_key=key, signer=self.signer, patience=self.patience)

    def send(self, order: Order) -> Answer:
        """The answer to an order."""
        return self.reply(order).answer

    def reply(self, order: Order) -> Reply:
        """The answer to an order with its exchange."""

        async def call() -> Reply:
            async with self.agency(order.counterparty) as agency:
                return await agency.send(order)

        return asyncio.run(call())

    def ask(self, order: Order) -> Answer:
        """What became of an order."""

        async def call() -> Reply:
            async with self.agency(order.counterparty) as agency:
                return await agency.answer(order)

        return asyncio.run(call()).answer

    def send_all(self, orders: list[Order]) -> list[Reply | AgencyFailure]:
        """Orders to one agency in one batch."""

        async def call() -> list[Reply | AgencyFailure]:
            async with self.agency(orders[0].counterparty) as agency:
                return await agency.send_many(orders)

        return asyncio.run(call())

    def notices(self, code: str = "B01", *, after: str = "", limit: int = 500) -> tuple[Notice, ...]:
        """What an agency told this court."""

        async def call() -> tuple[Notice, ...]:
            async with self.agency(code) as agency:
                return (await agency.notices(after=after, limit=limit))[0]

        return asyncio.run(call())

    def freeze(self, amount: int, asset: str = ACCOUNT, **more: Any) -> Answer:
        """Freeze so much on an account of B01."""
        return self.send(self.order(Act.FREEZE, asset=asset, amount=amount, **{"until": UNTIL, **more}))

    def release(self, control: str, amount: int | None = None, code: str = "B01") -> Answer:
        """Release a control of B01, or a part of it."""
        return self.send(self.order(Act.RELEASE, code, control=control, amount=amount))

    def deduct(self, control: str, amount: int, **more: Any) -> Answer:
        """Deduct from a control of B01."""
        return self.send(self.order(Act.DEDUCT, control=control, amount=amount, **{"pay_to": PAY_TO, **more}))


SIGNERS = (Signer.generate("宁9101"), Signer.generate("宁9102"))
KEYS = {signer.code: signer.public_key for signer in SIGNERS}


def introduce(agencies: SimulatedAgencies) -> None:
    """Let B01 and L01 know Li."""
    agencies.add_person("B01", LI, [account(ACCOUNT, BALANCE), account(WAGES, 300_000, earmark="wages")])
    if "L01" in agencies.truth():
        agencies.add_person("L01", LI, [home(HOME)])
