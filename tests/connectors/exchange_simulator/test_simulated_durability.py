"""Killed at any moment, the simulated agencies lose no order they answered and send no money twice."""

import asyncio
import json
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from simulated_courts import ACCOUNT, BALANCE, KEYS, LI, PAY_TO, SIGNERS, UNTIL, Court, introduce

from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.ports.agencies import Act, AgencyUnreachable, Answer, IdKind, Order, Outcome, Subject
from duixian.worlds.people import resident_check


def durable(folder: Path, *, bank: str = "", process: bool = True) -> SimulatedAgencies:
    return SimulatedAgencies(
        seed=7, counterparties=("B01", "B02"), courts=KEYS, data=folder, court_bank=bank, process=process
    )


@contextmanager
def bank_at(folder: Path, port: int = 0) -> Iterator[SimulatedBank]:
    folder.mkdir(exist_ok=True)
    ledger = Ledger(folder / "bank.sqlite3", clock=lambda: datetime.now(UTC), behaviour=Behaviour())
    ledger.put_account(PAY_TO.account, name=PAY_TO.holder, own=True, balance=0)
    server = SimulatedBank(("127.0.0.1", port), ledger)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        ledger.close()


def wait_for(condition: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


@pytest.mark.slow
def test_killed_in_a_storm_every_answer_given_still_stands(tmp_path: Path) -> None:
    with durable(tmp_path) as agencies:
        introduce(agencies)
        court = Court(agencies, SIGNERS[0])
        orders = [court.order(Act.FREEZE, asset=ACCOUNT, amount=1_000, until=UNTIL) for _ in range(400)]
        answered: dict[str, Answer] = {}

        async def send(agency: Any, order: Order) -> None:
            try:
                answered[order.key] = (await agency.send(order)).answer
            except AgencyUnreachable:
                return
            if len(answered) in (50, 200):
                agencies.kill()

        async def storm() -> None:
            async with court.agency("B01") as agency:
                await asyncio.gather(*(send(agency, order) for order in orders))

        async def resend() -> list[Answer]:
            async with court.agency("B01") as agency:
                return [(await agency.send(order)).answer for order in orders]

        asyncio.run(storm())
        before = dict(answered)
        assert len(before) >= 50, "it was never killed"
        again = asyncio.run(resend())
        assert [before.get(answer.order_key, answer) for answer in again] == again
        asset = agencies.assets("B01")[ACCOUNT]
        assert asset["held"] == 400_000
        assert len({control["order_key"] for control in asset["controls"]}) == len(asset["controls"]) == 400


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    body = "64990119850312123"
    drawn = Subject("赵试", IdKind.RESIDENT, body + resident_check(body))
    with durable(tmp_path, process=False) as agencies:
        introduce(agencies)
        court, other = (Court(agencies, signer) for signer in SIGNERS)
        control = court.freeze(BALANCE).control
        waiting = other.freeze(400_000)
        court.deduct(control, 100_000)
        court.send(court.order(Act.QUERY, "B02", drawn))
        agencies.behave("B01", late=1000, late_polls=1)
        put_off = court.order(Act.RELEASE, control=control)
        assert court.send(put_off).outcome is Outcome.PENDING
        agencies.set_day(date(2028, 1, 1))
        agencies.arrive("B01", ACCOUNT, 50_000)
        agencies.die("B01", LI)
        truth, told = agencies.truth(), other.notices()
    assert told
    with durable(tmp_path, process=False) as again:
        court, other = (Court(again, signer) for signer in SIGNERS)
        assert again.truth() == truth
        assert other.notices() == told
        assert other.send(other.order(Act.QUERY, "B02", Subject("王试", drawn.id_kind, drawn.id_number))).reason_code
        assert court.ask(put_off).amount == 900_000
        assert [notice.control for notice in other.notices(after=told[-1].id)] == [waiting.control]


def test_deducted_money_reaches_the_courts_bank_once_with_its_reference(tmp_path: Path) -> None:
    with bank_at(tmp_path) as bank, durable(tmp_path / "books", bank=bank.url, process=False) as agencies:
        introduce(agencies)
        court = Court(agencies, SIGNERS[0])
        control = court.freeze(500_000).control
        order = court.order(Act.DEDUCT, control=control, amount=300_000, pay_to=PAY_TO)
        assert court.send(order) == court.send(order)
        wait_for(lambda: agencies.transfers()[0]["sent"])
        assert bank.ledger.balance(PAY_TO.account) == 300_000
        today = datetime.now(UTC).date()
        found = bank.ledger.statement(PAY_TO.account, first=date(2000, 1, 1), last=date(today.year + 1, 1, 1))
        (transfer,) = list(found.transfers)
        assert PAY_TO.reference in transfer.remark
        assert "（2026）测执1号" in transfer.remark
        assert transfer.counterparty == LI.name


@pytest.mark.slow
def test_money_waits_for_a_bank_that_is_away_and_survives_a_kill(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with durable(tmp_path / "books", bank=f"http://127.0.0.1:{port}") as agencies:
        introduce(agencies)
        court = Court(agencies, SIGNERS[0])
        control = court.freeze(500_000).control
        court.deduct(control, 300_000)
        agencies.kill()
        assert [(one["sent"], one["amount"]) for one in agencies.transfers()] == [(False, 300_000)]
        with bank_at(tmp_path, port) as bank:
            wait_for(lambda: agencies.transfers()[0]["sent"])
            agencies.kill()
            time.sleep(0.3)
            assert bank.ledger.balance(PAY_TO.account) == 300_000


def test_money_of_the_sandbox_goes_nowhere(tmp_path: Path) -> None:
    with durable(tmp_path, process=False) as agencies:
        court = Court(agencies, SIGNERS[0])
        with urllib.request.urlopen(f"{agencies.url_of('B02')}/exchange/v1/about") as answer:
            given = json.load(answer)["sandbox"]["subjects"][0]
        who = Subject(given["subject"]["name"], IdKind.RESIDENT, given["subject"]["id_number"])
        order = court.order(Act.FREEZE, "B02", who, asset=given["asset"], amount=10, until=UNTIL)
        control = court.send(order).control
        deducted = court.send(court.order(Act.DEDUCT, "B02", who, control=control, amount=10, pay_to=PAY_TO))
        assert deducted.outcome is Outcome.DONE
        assert agencies.transfers() == []
