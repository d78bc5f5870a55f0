"""The pump: all agencies at once, none held up by another, nothing carried out twice, nothing lost by a death."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from courthouse import CourtHouse, found, item
from offices import Office, account, exchange_of, office_rows

from duixian.base.faults import Fault
from duixian.domain.assets.models import Asset, ControlOrder, Counterparty, OrderExchange, OrderState
from duixian.domain.assets.selectors import searches as reading
from duixian.domain.courts import scope
from duixian.faces.workers.listener import Listener
from duixian.faces.workers.pump import Pump, Rates
from duixian.flows import send_orders
from duixian.flows.search_assets import search
from duixian.ports.agencies import AnswerNotTrusted, Order, Reply

START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CODES = ("B01", "B02", "B03", "B04")


@dataclass
class Clock:
    """The wall's pace, from a moment of the tests' own."""

    moved: timedelta = timedelta()
    began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return START + self.moved + timedelta(seconds=time.monotonic() - self.began)


@pytest.fixture
def house(real_db: str) -> CourtHouse:
    made = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(made.court.pk):
        office_rows(made, *CODES)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


def searched(house: CourtHouse, *debtors: str) -> list[int]:
    """One search a debtor; the ids of the searches."""
    with scope.of_court(house.court.pk):
        return [
            search(
                case=house.file(item("1", 100_000, "洪春生", name), debtors=(name,)), acting=house.officer, now=START
            ).pk
            for name in debtors
        ]


def pump(offices: Mapping[str, object], clock: Clock, *, stopping: asyncio.Event | None = None) -> Pump:
    one = Pump(agency_of=lambda row: offices[row.code], clock=clock, rates=Rates(handful=4))  # type: ignore[arg-type,return-value]
    asyncio.run(one.run(stopping or asyncio.Event()))
    return one


def states(house: CourtHouse) -> dict[str, set[str]]:
    with scope.of_court(house.court.pk):
        found: dict[str, set[str]] = {}
        for code, state in ControlOrder.objects.values_list("counterparty__code", "state"):
            found.setdefault(code, set()).add(state)
        return found


def all_answered(codes: Iterable[str]) -> dict[str, set[str]]:
    return {code: {str(OrderState.ANSWERED)} for code in codes}


def test_everything_due_is_sent_everywhere_and_what_is_found_is_put_down(house: CourtHouse, clock: Clock) -> None:
    (search_id,) = searched(house, "黎明华")
    with scope.of_court(house.court.pk):
        number = ControlOrder.objects.values_list("id_number", flat=True)[0]
    offices = {code: Office() for code in CODES}
    offices["B03"].people = {number: ("黎明华", (account("6222", 90_000, START),))}

    summary = pump(offices, clock).summary

    assert (summary.answered, summary.found) == (4, 1)
    with scope.of_court(house.court.pk):
        assert Asset.objects.get().counterparty == Counterparty.objects.get(code="B03")
        progress = reading.progress_of_search(search_id)
        assert (progress.percent, progress.hits, progress.total) == (100, 1, 4)
        assert OrderExchange.objects.count() == 4


def test_a_person_of_the_same_name_with_another_number_is_never_touched(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")
    offices = {code: Office(people={"320899197001010000": ("黎明华", (account("6222", 1, START),))}) for code in CODES}

    pump(offices, clock)

    with scope.of_court(house.court.pk):
        assert Asset.objects.count() == 0


def test_an_agency_that_never_answers_holds_nobody_up(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华", "邓一帆", "方志远")
    offices = {code: Office() for code in CODES}

    async def run() -> dict[str, set[str]]:
        offices["B01"].blocked = asyncio.Event()
        one = Pump(agency_of=lambda row: offices[row.code], clock=clock)
        running = asyncio.create_task(one.run(asyncio.Event()))
        seen: dict[str, set[str]] = {}
        for _ in range(100):
            await asyncio.sleep(0.1)
            seen = await asyncio.to_thread(states, house)
            if all(seen[code] == {OrderState.ANSWERED} for code in CODES[1:]):
                break
        assert not running.done()
        offices["B01"].blocked.set()
        await asyncio.wait_for(running, 20)
        return seen

    while_blocked = asyncio.run(run())

    assert {code: while_blocked[code] for code in CODES[1:]} == all_answered(CODES[1:])
    assert while_blocked["B01"] == {OrderState.SENT}
    assert states(house) == all_answered(CODES)


def test_an_agency_nobody_can_speak_to_holds_nobody_up(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")
    offices = {code: Office() for code in CODES[1:]}  # the first has a key or an address that cannot be read

    pump(offices, clock)
    asked = Listener(agency_of=lambda row: offices[row.code], clock=clock)
    asyncio.run(asked.run())

    found = states(house)
    assert {code: found[code] for code in CODES[1:]} == all_answered(CODES[1:])
    assert found["B01"] == {OrderState.SENT}
    assert "B01" in asked.failed


def test_an_agency_that_is_down_rests_and_is_served_when_it_is_back(house: CourtHouse, clock: Clock) -> None:
    searched(house, *(f"某甲{number}" for number in range(8)))
    offices = {code: Office() for code in CODES}
    offices["B01"].down = True

    pump(offices, clock)

    down = Counterparty.objects.get(code="B01")
    assert down.failures >= 3
    assert down.rest_until is not None
    assert states(house)["B02"] == {OrderState.ANSWERED}
    assert OrderState.ANSWERED not in states(house)["B01"]
    with scope.of_court(house.court.pk):
        assert reading.resting(now=clock()) == [down]
        assert OrderExchange.objects.filter(error="ConnectError", trusted=False).count() == len(offices["B01"].calls)
    offices["B01"].down = False
    clock.moved += timedelta(hours=1)
    pump(offices, clock)
    assert states(house)["B01"] == {OrderState.ANSWERED}
    assert Counterparty.objects.get(code="B01").failures == 0


def test_an_answer_that_was_lost_is_fetched_and_the_order_carried_out_once(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")
    offices = {code: Office(loses_answers=1) for code in CODES}

    pump(offices, clock)
    clock.moved += timedelta(minutes=10)
    pump(offices, clock)

    assert all(times == 1 for office in offices.values() for times in office.times_done.values())
    assert states(house) == all_answered(CODES)


def test_a_worker_that_dies_between_sending_and_writing_down_loses_nothing(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")
    offices = {code: Office() for code in CODES}
    row = Counterparty.objects.get(code="B01")
    (dying,) = send_orders.claim(court_id=house.court.pk, counterparty_id=row.pk, limit=5, now=clock())
    asyncio.run(offices["B01"].send(dying.order))  # sent, and then the worker is gone

    pump(offices, clock)
    assert states(house)["B01"] == {OrderState.SENT}
    clock.moved += send_orders.LEASE
    pump(offices, clock)

    assert offices["B01"].calls == [("send", dying.order.key)] * 2
    assert offices["B01"].times_done == {dying.order.key: 1}
    assert states(house)["B01"] == {OrderState.ANSWERED}


def test_a_late_answer_is_asked_for_until_it_is_there(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")
    offices = {code: Office(pending_for=2) for code in CODES}

    for _ in range(4):
        pump(offices, clock)
        clock.moved += timedelta(minutes=5)

    assert states(house) == all_answered(CODES)
    assert [operation for operation, _ in offices["B01"].calls] == ["send", "answer", "answer"]


def test_told_to_stop_the_pump_writes_down_what_it_has_and_leaves_the_rest(house: CourtHouse, clock: Clock) -> None:
    searched(house, *(f"某甲{number}" for number in range(12)))
    stopping = asyncio.Event()

    class Stopping(Office):
        async def send(self, order: Order) -> Reply:
            stopping.set()
            return await super().send(order)

    offices = {code: Stopping() for code in CODES}
    summary = pump(offices, clock, stopping=stopping).summary

    sent = sum(len(office.calls) for office in offices.values())
    assert 0 < sent < 48
    assert summary.answered == sent
    with scope.of_court(house.court.pk):
        assert ControlOrder.objects.filter(state=OrderState.APPROVED).count() == 48 - sent


def test_an_adapter_that_breaks_is_that_agencys_trouble(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")

    class Broken(Office):
        async def send(self, order: Order) -> Reply:
            raise ValueError("意外的错误")

    offices: dict[str, Office] = {code: Office() for code in CODES}
    offices["B02"] = Broken()

    pump(offices, clock)

    assert states(house)["B01"] == {OrderState.ANSWERED}
    with scope.of_court(house.court.pk):
        assert "意外的错误" in ControlOrder.objects.get(counterparty__code="B02").answer_reason


def test_a_second_answer_that_cannot_be_believed_is_shown_to_a_person(house: CourtHouse, clock: Clock) -> None:
    searched(house, "黎明华")

    class Forged(Office):
        async def send(self, order: Order) -> Reply:
            wrong = (Fault("signature.wrong", "签名与报文不符"),)
            raise AnswerNotTrusted("签名与报文不符", exchange=exchange_of(order), faults=wrong)

    offices: dict[str, Office] = {code: Office() for code in CODES}
    offices["B04"] = Forged()
    seen = []
    for _ in range(2):
        pump(offices, clock)
        clock.moved += timedelta(minutes=5)
        with scope.of_court(house.court.pk):
            seen.append([(trouble.order.counterparty.code, trouble.untrusted) for trouble in reading.troubled()])

    assert seen == [[], [("B04", 2)]]


def test_two_pumps_at_once_send_no_order_twice(house: CourtHouse, clock: Clock) -> None:
    searched(house, *(f"某甲{number}" for number in range(10)))
    offices = {code: Office() for code in CODES}

    async def both() -> None:
        pumps = [Pump(agency_of=lambda row: offices[row.code], clock=clock, rates=Rates(handful=2)) for _ in range(2)]
        await asyncio.gather(*(one.run(asyncio.Event()) for one in pumps))

    asyncio.run(both())

    calls = [key for office in offices.values() for _, key in office.calls]
    assert len(calls) == len(set(calls)) == 40
    assert states(house) == all_answered(CODES)
