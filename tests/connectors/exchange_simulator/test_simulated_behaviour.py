"""Each switch does what it says, to be seen by a court; whatever it does, no money is lost in it.

That the conformance kit finds each planted fault is tried beside the kit.
"""

import asyncio
import json
import time
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simulated_courts import ACCOUNT, BALANCE, LI, PAY_TO, UNTIL, WAGES, Court

from duixian.base.faults import BadInput
from duixian.connectors.exchange.client import ExchangeAgency, Patience
from duixian.connectors.exchange.conformance.running import conform
from duixian.connectors.exchange.simulator.behaviour import PLANTED, Behaviour
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.ports.agencies import Act, AgencyUnreachable, Answer, Exchange, Order, Outcome, UnknownOrder


def untouched(agencies: SimulatedAgencies) -> bool:
    return agencies.assets("B01")[ACCOUNT]["controls"] == []


def exchange_of(error: pytest.ExceptionInfo[AgencyUnreachable]) -> Exchange:
    return error.value.exchange


def test_a_slow_agency_takes_about_the_time_it_was_told(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", slow_ms=200)
    start = time.monotonic()
    court.send(court.order(Act.QUERY))
    assert 0.1 <= time.monotonic() - start < 2


def test_too_slow_for_patience_means_unknown_though_it_was_done(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", tail=1000, tail_ms=800)
    hasty = Court(agencies, court.signer, Patience(read=0.2, whole=0.3))
    order = court.order(Act.FREEZE, asset=ACCOUNT, amount=5, until=UNTIL)
    with pytest.raises(AgencyUnreachable):
        hasty.send(order)
    agencies.behave("B01", tail=0)
    assert court.ask(order).amount == 5


@pytest.mark.parametrize(
    ("switches", "status"),
    [
        ({"down": True}, 503),
        ({"failing": 1000}, 500),
        ({"busy": 1000, "retry_after": 3}, 429),
        ({"dropped": 1000}, None),
    ],
)
def test_an_agency_that_is_not_there_does_nothing(
    court: Court, agencies: SimulatedAgencies, switches: dict[str, Any], status: int | None
) -> None:
    agencies.behave("B01", **switches)
    with pytest.raises(AgencyUnreachable) as caught:
        court.freeze(5)
    assert exchange_of(caught).status == status
    assert untouched(agencies)


def test_a_busy_agency_says_when_to_come_back(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", busy=1000, retry_after=7)
    reply = agencies.http.post("/B01/exchange/v1/orders", content=b"{}")
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "7")


def test_a_share_of_calls_fails_and_the_others_do_not(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", failing=300)
    states = [agencies.http.get("/B01/exchange/v1/about").status_code for _ in range(200)]
    assert 30 <= states.count(500) <= 90
    assert states.count(200) + states.count(500) == 200


def test_an_agency_that_is_down_until_a_moment_is_up_after_it(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", down_until=(datetime.now(UTC) + timedelta(seconds=0.6)).isoformat())
    with pytest.raises(AgencyUnreachable):
        court.freeze(5)
    time.sleep(0.7)
    assert court.freeze(5).outcome is Outcome.DONE


def test_one_agency_that_is_down_stops_no_other(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", down=True)
    assert court.send(court.order(Act.QUERY, "B02")).outcome is Outcome.NOTHING


def test_a_lost_answer_was_acted_on_once_however_often_it_is_asked(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", lost=1000)
    order = court.order(Act.FREEZE, asset=ACCOUNT, amount=5, until=UNTIL)
    for _ in range(3):
        with pytest.raises(AgencyUnreachable):
            court.send(order)
    agencies.behave("B01", lost=0)
    assert court.send(order).amount == 5
    assert agencies.assets("B01")[ACCOUNT]["held"] == 5


def test_a_late_agency_takes_the_order_and_decides_it_by_itself(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", late=1000, late_ms=300)
    order = court.order(Act.FREEZE, asset=ACCOUNT, amount=5, until=UNTIL)
    assert court.send(order).outcome is Outcome.PENDING
    assert untouched(agencies)
    end = time.monotonic() + 5
    while untouched(agencies):
        assert time.monotonic() < end, "the order was never decided"
        time.sleep(0.05)
    assert court.ask(order).outcome is Outcome.DONE


def test_a_late_agency_answers_when_asked_often_enough(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", late=1000, late_polls=3)
    order = court.order(Act.FREEZE, asset=ACCOUNT, amount=5, until=UNTIL)
    court.send(order)
    assert [court.ask(order).outcome for _ in range(3)] == [Outcome.PENDING, Outcome.PENDING, Outcome.DONE]
    assert agencies.assets("B01")[ACCOUNT]["held"] == 5


def notices_raw(court: Court, agencies: SimulatedAgencies) -> list[str]:
    """Ids of a page as it came over the wire."""

    async def call() -> Exchange:
        async with court.agency("B01") as agency:
            return (await agency.notices(after="", limit=500))[1]

    return [notice["id"] for notice in json.loads(asyncio.run(call()).reply)["notices"]]


def test_doubled_notices_come_twice(court: Court, agencies: SimulatedAgencies) -> None:
    court.freeze(2 * BALANCE, standing=True)
    agencies.arrive("B01", ACCOUNT, 1)
    assert len(notices_raw(court, agencies)) == 1
    agencies.behave("B01", doubled=True)
    first, second = notices_raw(court, agencies)
    assert first == second
    assert len(court.notices()) == 1


def test_notices_out_of_order_are_the_same_notices(court: Court, agencies: SimulatedAgencies) -> None:
    court.freeze(2 * BALANCE, standing=True)
    for _ in range(12):
        agencies.arrive("B01", ACCOUNT, 1)
    honest = notices_raw(court, agencies)
    agencies.behave("B01", out_of_order=True)
    shuffled = notices_raw(court, agencies)
    assert shuffled != honest
    assert sorted(shuffled) == honest == sorted(honest)


def test_answers_out_of_order_overtake_each_other_and_still_fit(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", out_of_order=True)
    orders = [court.order(Act.QUERY) for _ in range(16)]
    finished: list[str] = []

    async def one(agency: Any, order: Any) -> None:
        finished.append((await agency.send(order)).answer.order_key)

    async def all_at_once() -> None:
        async with court.agency("B01") as agency:
            await asyncio.gather(*(one(agency, order) for order in orders))

    asyncio.run(all_at_once())
    assert sorted(finished) == sorted(order.key for order in orders)
    assert finished != [order.key for order in orders]


def test_two_bad_holdings_lose_none_of_the_good(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", partly_wrong=1000)
    order = court.order(Act.QUERY)
    reply = court.reply(order)
    assert b'"balance":-1' in reply.exchange.reply
    assert b"USD" in reply.exchange.reply
    assert {holding.reference for holding in reply.answer.holdings} == {ACCOUNT, WAGES}
    assert len(reply.faults) >= 2


def test_the_balance_moves_between_query_and_freeze_within_its_share(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", moves_balance=20)
    for _ in range(10):
        court.release(court.freeze(BALANCE * 2).control)
    asset = agencies.assets("B01")[ACCOUNT]
    assert asset["moved"] != 0
    assert asset["balance"] == BALANCE + asset["moved"]
    balances = {court.freeze(1).balance for _ in range(5)}
    assert len(balances) > 1


def test_held_money_does_not_move(court: Court, agencies: SimulatedAgencies) -> None:
    held = court.freeze(BALANCE).amount
    agencies.behave("B01", moves_balance=90)
    for _ in range(20):
        court.freeze(1)
    asset = agencies.assets("B01")[ACCOUNT]
    assert asset["held"] >= (held or 0)
    assert asset["held"] <= asset["balance"]


def test_an_honest_agency_of_every_kind_conforms(agencies: SimulatedAgencies) -> None:
    for number, code in enumerate(("B02", "W01", "L01")):
        report = asyncio.run(conform(agencies.url_of(code), now=datetime.now(UTC), run=f"HONEST{number}"))
        assert [result.check.name for result in report.results if result.verdict == "fail"] == []


def test_every_switch_is_documented() -> None:
    assert set(PLANTED) < {item.name for item in fields(Behaviour)}
    text = Behaviour.__doc__ or ""
    assert [item.name for item in fields(Behaviour) if f"`{item.name}`" not in text] == []


def test_an_unknown_switch_and_a_wrong_value_are_named() -> None:
    with pytest.raises(BadInput) as unknown:
        Behaviour().changed({"loud": 1})
    with pytest.raises(BadInput) as wrong:
        Behaviour().changed({"slow_ms": "fast"})
    assert [unknown.value.faults[0].code, wrong.value.faults[0].code] == ["behaviour.unknown", "behaviour.value"]
    assert [unknown.value.faults[0].field, wrong.value.faults[0].field] == ["loud", "slow_ms"]


def test_the_name_alone_finds_a_namesake_only_at_an_agency_with_that_fault(
    court: Court, agencies: SimulatedAgencies
) -> None:
    stranger = replace(LI, id_number="649901198001010030")
    assert court.send(court.order(Act.QUERY, subject=stranger)).outcome is Outcome.NOTHING
    agencies.behave("B01", matches_by_name_alone=True)
    found = court.send(court.order(Act.QUERY, subject=stranger)).holdings
    assert {holding.reference for holding in found} == {ACCOUNT, WAGES}


def test_an_order_an_unreachable_agency_never_had_is_unknown_there(court: Court, agencies: SimulatedAgencies) -> None:
    order = court.order(Act.QUERY)
    agencies.behave("B01", dropped=1000)
    with pytest.raises(AgencyUnreachable):
        court.send(order)
    agencies.behave("B01", dropped=0)
    with pytest.raises(UnknownOrder):
        court.ask(order)


def test_in_all_moods_at_once_every_order_is_carried_out_once_and_no_fen_is_lost(
    court: Court, agencies: SimulatedAgencies
) -> None:
    moods = {"failing": 100, "lost": 100, "busy": 100, "dropped": 50, "late": 200, "late_polls": 2}
    agencies.behave("B01", **moods, out_of_order=True, moves_balance=5)
    freezes = [court.order(Act.FREEZE, asset=ACCOUNT, amount=20_000, until=UNTIL) for _ in range(80)]

    async def final(agency: ExchangeAgency, order: Order) -> Answer:
        for _ in range(60):
            try:
                answer = (await agency.send(order)).answer
            except AgencyUnreachable:
                continue
            if answer.outcome.final:
                return answer
        raise AssertionError("never answered")

    async def storm(orders: list[Order]) -> list[Answer]:
        async with court.agency("B01") as agency:
            return await asyncio.gather(*(final(agency, order) for order in orders))

    frozen = asyncio.run(storm(freezes))
    held = [answer for answer in frozen if answer.amount]
    deductions = [
        court.order(Act.DEDUCT, control=answer.control, amount=answer.amount, pay_to=PAY_TO) for answer in held
    ]
    paid = asyncio.run(storm(deductions))
    asset = agencies.assets("B01")[ACCOUNT]
    assert len({one["order_key"] for one in asset["controls"]}) == len(asset["controls"]) == len(freezes)
    assert asset["deducted"] == sum(answer.amount or 0 for answer in paid)
    assert asset["deducted"] == sum(transfer["amount"] for transfer in agencies.transfers()) > 0
    assert asset["balance"] + asset["deducted"] == asset["opening"] + asset["arrived"] + asset["moved"]
