"""What the agency port promises, held against the adapter with a real server behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from duixian.connectors.exchange.about import SandboxSubject, decode_about
from duixian.connectors.exchange.client import ExchangeAgency
from duixian.connectors.exchange.conformance.keys import COURT_A, COURT_B
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.ports.agencies import (
    Act,
    AgencyUnreachable,
    AnswerNotTrusted,
    Ground,
    NoticeKind,
    Order,
    OrderRefused,
    Outcome,
    PayTo,
    Reply,
    UnknownOrder,
)

BANK = "B01"
T = TypeVar("T")
NOW = datetime.now(UTC)
UNTIL = NOW.date() + timedelta(days=300)


@pytest.fixture(scope="module")
def agencies() -> Iterator[SimulatedAgencies]:
    with SimulatedAgencies(seed=1, counterparties=[BANK]) as running:
        yield running


@pytest.fixture
def target(agencies: SimulatedAgencies) -> SandboxSubject:
    """A person with one account; each test takes the whole sandbox as it was at the beginning."""
    about = decode_about(agencies.http.get(f"/{BANK}/exchange/v1/about").content)
    assert about.sandbox is not None
    return about.sandbox.subjects[0]


_keys = iter(range(1, 1_000_000))


def order(act: Act, target: SandboxSubject, *, court: Signer = COURT_A, **more: Any) -> Order:
    ground = Ground(court.code, "测试法院", "（2026）测执1号", "裁定书", "民事诉讼法第二百五十三条")
    return Order(f"CT-{next(_keys)}", act, BANK, target.subject, ground, NOW, **more)


def freeze(target: SandboxSubject, amount: int, *, court: Signer = COURT_A) -> Order:
    return order(Act.FREEZE, target, court=court, asset=target.asset, amount=amount, until=UNTIL)


def talking(agencies: SimulatedAgencies, talk: Callable[[ExchangeAgency], Awaitable[T]], court: Signer = COURT_A) -> T:
    async def meet() -> T:
        async with ExchangeAgency(
            agencies.url_of(BANK), code=BANK, public_key=agencies.key_of(BANK), signer=court
        ) as bank:
            return await talk(bank)

    return asyncio.run(meet())


def held(agencies: SimulatedAgencies, target: SandboxSubject) -> int:
    async def look(bank: ExchangeAgency) -> int:
        (thing,) = (await bank.send(order(Act.QUERY, target))).answer.holdings
        return (thing.balance or 0) - (thing.available or 0)

    return talking(agencies, look)


def test_an_order_sent_twice_is_carried_out_once_and_answered_alike(
    agencies: SimulatedAgencies, target: SandboxSubject
) -> None:
    before = held(agencies, target)
    one = freeze(target, 10_00)

    async def twice(bank: ExchangeAgency) -> list[Reply]:
        return [*await asyncio.gather(bank.send(one), bank.send(one)), await bank.answer(one)]

    first, second, later = talking(agencies, twice)
    assert first.answer == second.answer == later.answer
    assert held(agencies, target) == before + 10_00


def test_a_key_used_again_for_another_order_is_refused(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    one = freeze(target, 10_00)
    talking(agencies, lambda bank: bank.send(one))
    before = held(agencies, target)
    with pytest.raises(OrderRefused) as caught:
        talking(agencies, lambda bank: bank.send(replace(one, amount=20_00)))
    assert caught.value.faults[0].code == "exchange.key_reused"
    assert held(agencies, target) == before


def test_an_order_never_received_is_unknown(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    with pytest.raises(UnknownOrder):
        talking(agencies, lambda bank: bank.answer(freeze(target, 1)))


def test_a_court_that_is_not_registered_is_refused(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    before = held(agencies, target)
    with pytest.raises(OrderRefused) as caught:
        talking(agencies, lambda bank: bank.send(freeze(target, 1)), Signer.generate("STRANGER"))
    assert caught.value.faults[0].code == "signature.unknown_key"
    assert held(agencies, target) == before


def test_an_answer_lost_on_the_way_is_got_by_sending_again(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    before = held(agencies, target)
    one = freeze(target, 10_00)
    agencies.behave(BANK, lost=1000)
    try:
        with pytest.raises(AgencyUnreachable) as caught:
            talking(agencies, lambda bank: bank.send(one))
    finally:
        agencies.behave(BANK, lost=0)
    assert caught.value.exchange.error
    again = talking(agencies, lambda bank: bank.send(one))
    assert again.answer.outcome is Outcome.DONE
    assert held(agencies, target) == before + 10_00


def test_a_busy_agency_says_when_to_come_back(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    agencies.behave(BANK, busy=1000, retry_after=9)
    try:
        with pytest.raises(AgencyUnreachable) as caught:
            talking(agencies, lambda bank: bank.send(order(Act.QUERY, target)))
    finally:
        agencies.behave(BANK, busy=0)
    assert (caught.value.retry_after, caught.value.exchange.status) == (9, 429)


def test_a_late_answer_is_pending_and_comes(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    agencies.behave(BANK, late=1000, late_polls=2)
    one = order(Act.QUERY, target)

    async def wait(bank: ExchangeAgency) -> list[Outcome]:
        seen = [(await bank.send(one)).answer.outcome]
        while seen[-1] is Outcome.PENDING and len(seen) < 5:
            seen.append((await bank.answer(one)).answer.outcome)
        return seen

    try:
        seen = talking(agencies, wait)
    finally:
        agencies.behave(BANK, late=0, late_polls=0)
    assert seen[0] is Outcome.PENDING
    assert seen[-1] is Outcome.DONE


@pytest.mark.parametrize("fault", ["wrong_signature", "unsigned_answers", "answers_other_order", "float_money"])
def test_an_agency_that_errs_is_not_believed(agencies: SimulatedAgencies, target: SandboxSubject, fault: str) -> None:
    async def ask(bank: ExchangeAgency) -> Reply:
        await bank.send(order(Act.QUERY, target))
        return await bank.send(freeze(target, 1))

    agencies.behave(BANK, **{fault: True})
    try:
        with pytest.raises(AnswerNotTrusted) as caught:
            talking(agencies, ask)
    finally:
        agencies.behave(BANK, **{fault: False})
    assert caught.value.exchange.reply
    assert caught.value.faults


def test_bad_rows_among_good_ones_are_put_aside(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    agencies.behave(BANK, partly_wrong=1000)
    try:
        reply = talking(agencies, lambda bank: bank.send(order(Act.QUERY, target)))
    finally:
        agencies.behave(BANK, partly_wrong=0)
    assert target.asset in [holding.reference for holding in reply.answer.holdings]
    assert all((holding.balance or 0) >= 0 for holding in reply.answer.holdings)
    assert reply.faults


def test_many_orders_go_at_once_and_each_finds_its_answer(agencies: SimulatedAgencies, target: SandboxSubject) -> None:
    orders = [order(Act.QUERY, target) for _ in range(250)]
    replies = talking(agencies, lambda bank: bank.send_many(orders))
    assert [reply.answer.order_key for reply in replies if isinstance(reply, Reply)] == [each.key for each in orders]


def test_money_is_frozen_waits_moves_up_and_is_deducted(agencies: SimulatedAgencies) -> None:
    about = decode_about(agencies.http.get(f"/{BANK}/exchange/v1/about").content)
    assert about.sandbox is not None
    target = about.sandbox.subjects[1]
    assert target.balance is not None
    first = talking(agencies, lambda bank: bank.send(freeze(target, target.balance or 0)))
    second = talking(agencies, lambda bank: bank.send(freeze(target, 30_00, court=COURT_B)), COURT_B)
    assert (first.answer.outcome, second.answer.outcome, second.answer.rank) == (Outcome.DONE, Outcome.WAITING, 2)
    talking(agencies, lambda bank: bank.send(order(Act.RELEASE, target, control=first.answer.control)))
    told, _ = talking(agencies, lambda bank: bank.notices(after=""), COURT_B)
    promoted = [each for each in told if each.control == second.answer.control]
    assert [(each.kind, each.rank) for each in promoted] == [(NoticeKind.PROMOTED, 1)]
    deduction = order(
        Act.DEDUCT,
        target,
        court=COURT_B,
        control=second.answer.control,
        amount=30_00,
        pay_to=PayTo("测试法院", "3205000001", "测试银行", "CASE-1"),
    )
    paid = talking(agencies, lambda bank: bank.send(deduction), COURT_B).answer
    assert (paid.outcome, paid.amount, paid.balance) == (Outcome.DONE, 30_00, target.balance - 30_00)
