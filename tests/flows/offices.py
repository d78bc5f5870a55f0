"""Agencies in memory that know people by number and name and carry a key out once, for tests of search and sending."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from courthouse import CourtHouse

from duixian.domain.assets.models import Asset, ControlOrder, Counterparty, OrderExchange
from duixian.domain.assets.services import counterparties
from duixian.domain.trail.acting import Acting
from duixian.flows import send_orders, take_answer
from duixian.flows.send_orders import Outgoing
from duixian.flows.take_answer import Heard, Summary
from duixian.law.control import Earmark, HoldingKind
from duixian.ports.agencies import (
    Act,
    AgencyFailure,
    AgencyKind,
    AgencyUnreachable,
    Answer,
    Exchange,
    Holding,
    Notice,
    Order,
    Outcome,
    Reply,
    UnknownOrder,
)


def office_rows(house: CourtHouse, *codes: str) -> list[Counterparty]:
    """Agencies entered in the books."""
    acting = Acting.system(house.court.pk, "setup")
    return [
        counterparties.enter(
            acting=acting,
            code=code,
            name=f"{code}银行",
            kind=AgencyKind.BANK,
            url=f"http://127.0.0.1/{code}",
            public_key="A" * 43 + "=",
            now=house.now,
            simulated=True,
        )
        for code in codes
    ]


def exchange_of(order: Order, operation: str = "send", error: str = "") -> Exchange:
    """A call as it went over the wire."""
    return Exchange(
        operation, order.key, order.key.encode(), reply=b"" if error else b"{}", trusted=not error, error=error
    )


def account(reference: str, fen: int, as_of: datetime, **more: object) -> Holding:
    """A bank account with all of its balance free."""
    known: dict[str, object] = {
        "reference": reference,
        "kind": HoldingKind.DEPOSIT,
        "title": f"活期账户 {reference}",
        "as_of": as_of,
        "balance": fen,
        "available": fen,
        "earmark": Earmark.NONE,
    }
    return Holding(**(known | more))  # type: ignore[arg-type]


def answer_to(order: Order, *holdings: Holding, at: datetime, outcome: Outcome | None = None, **more: object) -> Answer:
    """An answer by the person's own name."""
    return Answer(
        order_key=order.key,
        answer_id=f"A-{order.key}",
        act=order.act,
        outcome=outcome or (Outcome.DONE if holdings else Outcome.NOTHING),
        answered_at=at,
        subject_name=order.subject.name,
        subject_number=order.subject.id_number,
        holdings=holdings,
        **more,  # type: ignore[arg-type]
    )


@dataclass
class Office:
    """One agency. `people`: number → (name, holdings). The switches say how it misbehaves."""

    people: Mapping[str, tuple[str, tuple[Holding, ...]]] = field(default_factory=dict)
    clock: datetime = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    down: bool = False
    loses_answers: int = 0
    pending_for: int = 0
    blocked: asyncio.Event | None = None
    carried_out: dict[str, Answer] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    times_done: dict[str, int] = field(default_factory=dict)
    polls: dict[str, int] = field(default_factory=dict)
    news: tuple[Notice, ...] = ()

    async def send(self, order: Order) -> Reply:
        self.calls.append(("send", order.key))
        if self.blocked is not None:
            await self.blocked.wait()
        if self.down:
            raise AgencyUnreachable("拒绝连接", exchange=exchange_of(order, error="ConnectError"))
        if order.key not in self.carried_out:
            self.times_done[order.key] = self.times_done.get(order.key, 0) + 1
            name, holdings = self.people.get(order.subject.id_number, ("", ()))
            found = holdings if name == order.subject.name else ()
            self.carried_out[order.key] = answer_to(order, *found, at=self.clock)
        if self.loses_answers:
            self.loses_answers -= 1
            raise AgencyUnreachable("超时", exchange=exchange_of(order, error="ReadTimeout"))
        return self._reply(order, "send")

    async def answer(self, order: Order) -> Reply:
        self.calls.append(("answer", order.key))
        if order.key not in self.carried_out:
            raise UnknownOrder("没有此指令", exchange=exchange_of(order, "answer"))
        return self._reply(order, "answer")

    async def notices(self, *, after: str, limit: int = 500) -> tuple[tuple[Notice, ...], Exchange]:
        news = tuple(one for one in self.news if not after or int(one.id) > int(after))[:limit]
        return news, Exchange("notices", "", b"", reply=b"[]", trusted=True)

    def _reply(self, order: Order, operation: str) -> Reply:
        self.polls[order.key] = self.polls.get(order.key, 0) + 1
        if self.polls[order.key] <= self.pending_for:
            late = answer_to(order, at=self.clock, outcome=Outcome.PENDING)
            return Reply(replace(late, subject_name="", subject_number=""), exchange_of(order, operation))
        return Reply(self.carried_out[order.key], exchange_of(order, operation))


def hand_out(house: CourtHouse, counterparty: Counterparty, *, later: timedelta = timedelta()) -> list[Outgoing]:
    """What a worker would have in its hands now."""
    return send_orders.claim(court_id=house.court.pk, counterparty_id=counterparty.pk, limit=100, now=house.now + later)


def take(house: CourtHouse, *results: tuple[Outgoing, Reply | AgencyFailure], at: datetime | None = None) -> Summary:
    """Write results down as the recorder does."""
    moment = at or house.now
    return take_answer.take(
        court_id=house.court.pk, heard=[Heard(one, result, moment) for one, result in results], now=moment
    )


def told(outgoing: Outgoing, *holdings: Holding, at: datetime, **more: object) -> tuple[Outgoing, Reply]:
    """A sending and its answer."""
    answer = answer_to(outgoing.order, *holdings, at=at, **more)  # type: ignore[arg-type]
    return outgoing, Reply(answer, exchange_of(outgoing.order))


def books() -> tuple[Sequence[object], ...]:
    """Everything an answer could change, but for the calls kept."""
    assets = Asset.objects.order_by("pk").values_list(
        "pk", "reference", "balance_fen", "counts_fen", "as_of", "gone_on"
    )
    orders = ControlOrder.objects.order_by("pk").values_list("pk", "state", "outcome", "done_fen", "answered_at")
    return tuple(assets), tuple(orders)


def calls_kept() -> int:
    """How many calls are on record."""
    return OrderExchange.objects.count()


QUERY = Act.QUERY
