"""Orders per second to 52 simulated agencies, one in ten of them down; against a plain client that asks one by one.

The agencies are a server of its own, each with its own speed. A thousand cases are searched in one act, and the pump
sends and writes down until every agency that is up has answered for every debtor; answers become assets, calls are
kept, searches finish, all of it committed durably. The plain client takes the same orders in the order of the books,
sends one, writes it down, sends the next. The latency of an order is from the call that carries it to its answer.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from bench import harness
from bench.books import House, found_house
from bench.harness import Database, Figure, Report, at_least, percentile
from duixian.connectors.exchange.client import ExchangeAgency
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.domain.assets.models import Asset, ControlOrder, Counterparty, NoticeKept, OrderExchange, OrderState
from duixian.domain.assets.selectors import searches as reading
from duixian.domain.assets.services import counterparties
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.services import bulk
from duixian.domain.cases.services.filing import PartyIn, TitleIn
from duixian.domain.courts import scope
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer, Role
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail.acting import Acting
from duixian.faces.workers.pump import Pump
from duixian.flows import send_orders, take_answer
from duixian.flows.search_assets import search_many
from duixian.flows.take_answer import Heard
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.ports.agencies import AgencyFailure, Exchange, Notice, NoticeKind, Order, Reply
from duixian.testing.scenes.stage import resident_id
from duixian.worlds.agencies import AGENCIES

SEED = 20261122
SIGNER = Signer.generate("DUIXIAN")
_UNDER_WAY = (OrderState.APPROVED, OrderState.SENT)
AIM_TIMES = 10.0
AIM_LAUNCH_PER_SECOND = 5_000.0


@dataclass(frozen=True, slots=True)
class Size:
    """`cases` with one debtor each, of which the first `few` are the plain client's measure; `failing` of the 52 are
    down."""

    cases: int = 1000
    few: int = 6
    failing: int = 5


FULL = Size()
QUICK = Size(cases=60, few=2)


@dataclass(slots=True)
class Timed:
    """An adapter with a stopwatch: seconds of every order's call."""

    inner: ExchangeAgency
    seconds: list[float] = field(default_factory=list)

    async def send(self, order: Order) -> Reply:
        begun = time.perf_counter()
        reply = await self.inner.send(order)
        self.seconds.append(time.perf_counter() - begun)
        return reply

    async def answer(self, order: Order) -> Reply:
        return await self.inner.answer(order)

    async def send_many(self, orders: Sequence[Order]) -> list[Reply | AgencyFailure]:
        begun = time.perf_counter()
        found = await self.inner.send_many(orders)
        each = time.perf_counter() - begun
        self.seconds += [each for result in found if isinstance(result, Reply)]
        return found

    async def notices(self, *, after: str, limit: int = 500) -> tuple[tuple[Notice, ...], Exchange]:
        return await self.inner.notices(after=after, limit=limit)

    async def close(self) -> None:
        await self.inner.close()


@dataclass(slots=True)
class Line:
    """Adapters to the running simulator, and every latency measured."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, row: Counterparty) -> Timed:
        agency = ExchangeAgency(row.url, code=row.code, public_key=row.public_key, signer=SIGNER)
        return Timed(agency, self.seconds)


def run(database: Database, size: Size) -> Report:
    """Measure both, the plain one on its few cases, each on orders of its own."""
    house = found_house(1)
    officer = Officer.objects.create(
        username="officer", name="执行员", court_id=house.court_id, roles=[Role.OFFICER]
    ).acting()
    report = Report("control_orders", {**asdict(size), "agencies": len(AGENCIES)})
    with SimulatedAgencies(seed=SEED, courts={SIGNER.code: SIGNER.public_key}, delays=True, process=True) as world:
        _enter(house, world)
        down = [agency.code for agency in AGENCIES[:: len(AGENCIES) // size.failing]][: size.failing]
        for code in down:
            world.behave(code, down=True)
        cases = _file(house, officer, size.cases + size.few)
        plain = _plain(house, officer, cases[: size.few])
        _awake()
        database.settle()
        launch = _launch(house, officer, cases[size.few :])
        line = Line()
        seconds = harness.timed(lambda: _pump_until_done(house, line, down))
        report.checks += _checked(house, down, size)
    orders = len(AGENCIES) * size.cases
    rate = len(line.seconds) / seconds
    report.figures += [
        at_least("orders made out, in one act", orders / launch, "orders/s", AIM_LAUNCH_PER_SECOND),
        Figure(f"a search of {size.cases} cases made out", launch, "s"),
        Figure("orders answered and written down, by the pump", rate, "orders/s"),
        Figure("orders answered and written down, one by one", plain, "orders/s"),
        at_least("pump against one by one", rate / plain, "times", AIM_TIMES),
        Figure("latency of an order, median", percentile(line.seconds, 0.5) * 1000, "ms"),
        Figure("latency of an order, 99 of 100", percentile(line.seconds, 0.99) * 1000, "ms"),
    ]
    return report


def _pump_until_done(house: House, line: Line, down: Sequence[str]) -> None:
    """As the worker does: pump, and again whenever something is due, until every agency that is up has answered."""
    while True:
        asyncio.run(Pump(agency_of=line, clock=timezone.now).run(asyncio.Event()))
        with scope.of_court(house.court_id):
            waiting = ControlOrder.objects.exclude(counterparty__code__in=down).filter(state__in=_UNDER_WAY)
            if not waiting.exists():
                return
        time.sleep(0.5)


def _enter(house: House, world: SimulatedAgencies) -> None:
    with scope.of_court(house.court_id):
        for agency in AGENCIES:
            counterparties.enter(
                acting=Acting.system(house.court_id, "setup"),
                code=agency.code,
                name=agency.name,
                kind=agency.kind,
                url=world.url_of(agency.code),
                public_key=world.key_of(agency.code),
                now=timezone.now(),
                simulated=True,
            )


def _file(house: House, officer: Acting, count: int) -> list[Case]:
    """Cases of one debtor each, numbers of nobody's."""
    moment = timezone.now()
    with scope.of_court(house.court_id):
        court = courts.court(house.court_id)
        applicant = Person.objects.create(court=court, kind=PersonKind.NATURAL, name="申请人")
        debtors = Person.objects.bulk_create(
            Person(
                court=court,
                kind=PersonKind.NATURAL,
                name=f"被执行人{place}",
                id_number=resident_id(place, date(1960, 1, 1) + timedelta(days=place)),
            )
            for place in range(count)
        )
        ordered = [_ordered(debtor.name) for debtor in debtors]
        filings = [
            bulk.FilingIn(
                acting=officer,
                parties=[
                    PartyIn(applicant, CaseRole.APPLICANT, "申请人"),
                    PartyIn(debtor, CaseRole.DEBTOR, debtor.name),
                ],
                title=TitleIn(
                    kind="judgment", made_by=court.name, number=f"（2025）苏8001民初{place}号", made_on=None,
                    effective_on=date(2026, 1, 5), text="", ordered=terms, conventions={},
                ),
                cause="买卖合同纠纷",
                claim=1_000_000,
                filed_on=timezone.localdate(),
                officer_id=officer.officer_id,
                at=moment,
            )
            for place, (debtor, terms) in enumerate(zip(debtors, ordered, strict=True))
        ]  # fmt: skip
        cases, _ = bulk.put_many_on_books(court=court, filings=filings)
    return cases


def _ordered(debtor: str) -> Ordered:
    item = MoneyItem(
        key="1", label="货款", kind=ItemKind.PRINCIPAL, amount=1_000_000, creditors=("申请人",), debtors=(debtor,),
        due=When(on=date(2026, 1, 10)),
    )  # fmt: skip
    return Ordered(items=(item,), doubled_clause=True)


def _launch(house: House, officer: Acting, cases: Sequence[Case]) -> float:
    def act() -> None:
        with scope.of_court(house.court_id):
            search_many(cases=cases, acting=officer, now=timezone.now())

    return harness.timed(act)


def _plain(house: House, officer: Acting, cases: Sequence[Case]) -> float:
    """One order after the other: claimed, sent, written down; orders answered a second."""
    _launch(house, officer, cases)
    line = Line()
    rows = list(Counterparty.objects.all())
    taken = [
        one
        for row in rows
        for one in send_orders.claim(
            court_id=house.court_id, counterparty_id=row.pk, limit=len(cases), now=timezone.now()
        )
    ]
    by_id = {row.pk: row for row in rows}
    answered = 0

    async def all_of_them() -> None:
        nonlocal answered
        agencies = {row.pk: line(row) for row in rows}
        for one in sorted(taken, key=lambda one: one.order_id):
            result: Reply | AgencyFailure
            try:
                result = await agencies[by_id[one.counterparty_id].pk].send(one.order)
                answered += 1
            except AgencyFailure as failure:
                result = failure
            heard = Heard(one, result, timezone.now())
            await asyncio.to_thread(take_answer.take, court_id=house.court_id, heard=[heard], now=heard.at)
        for agency in agencies.values():
            await agency.close()

    seconds = harness.timed(lambda: asyncio.run(all_of_them()))
    return answered / seconds


def _awake() -> None:
    """Nobody starts with the failures of the other way."""
    Counterparty.objects.update(failures=0, rest_until=None)


def _checked(house: House, down: Sequence[str], size: Size) -> list[str]:
    """What must be true besides being quick. Raises `AssertionError` otherwise."""
    with scope.of_court(house.court_id):
        batch = reading.recent_batches(limit=1)[0]
        progress = reading.progress_of_batch(batch.pk)
        orders = ControlOrder.objects.filter(search__batch=batch)
        up = [place for place in progress.counterparties if place.code not in down]
        assert not any(place.waiting or place.failed for place in up), "an agency that is up is not done"
        dead = NoticeKept.objects.filter(kind=NoticeKind.SUBJECT_DIED).values("person_id")
        assert orders.filter(state=OrderState.CANCELLED).exclude(person_id__in=dead).count() == 0
        assert not any(place.answered for place in progress.counterparties if place.code in down)
        answered = orders.filter(state=OrderState.ANSWERED).count()
        kept = OrderExchange.objects.filter(order__search__batch=batch, trusted=True).count()
        assert kept == answered, f"{answered} answers, {kept} calls kept"
        again = OrderExchange.objects.filter(order__search__batch=batch, trusted=False)
        failed = again.exclude(order__counterparty__code__in=down).values_list("error", flat=True)
        found = Asset.objects.count()
        assert found, "nothing was found"
    return [
        f"{answered:,} orders answered by {len(up)} agencies, each call kept; {found:,} things found",
        f"{progress.cancelled:,} orders withdrawn because an agency told that the person is dead",
        f"{len(failed):,} calls to agencies that were up failed and were made again"
        + (f" ({', '.join(sorted(set(failed))[:3])})" if failed else ""),
        f"{len(down)} agencies were down and held nobody up: {progress.waiting:,} orders wait for them",
    ]
