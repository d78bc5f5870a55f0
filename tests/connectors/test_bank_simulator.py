"""The simulated bank behaves badly when told to, and never loses or doubles what it has acknowledged."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from duixian.base.faults import BadInput
from duixian.connectors.banks import pain002
from duixian.connectors.banks.http import HttpBank
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.rules import verdict
from duixian.connectors.banks.simulator.server import SimulatedBank
from duixian.ports.banks import (
    BankUnreachable,
    BatchReport,
    PaymentBatch,
    PaymentOrder,
    PaymentResult,
    PaymentState,
    merge_results,
)

COURT = "32050001000000000001"
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FUNDS = 1_000_000_00


def batch(count: int = 3, message_id: str = "B1", *, day: date = DAY) -> PaymentBatch:
    orders = [
        PaymentOrder(f"{message_id}-{i}", f"申请人{i}", f"62220000{i:08d}", 100 + i, "执行款") for i in range(count)
    ]
    return PaymentBatch(message_id, COURT, "示范区人民法院", NOON, day, tuple(orders))


@contextmanager
def serving(folder: Path, faults: str = "", *, callback: str = "") -> Iterator[tuple[HttpBank, SimulatedBank]]:
    ledger = Ledger(folder / "bank.sqlite3", clock=lambda: datetime.now(UTC), behaviour=Behaviour.parse(faults))
    ledger.put_account(COURT, name="示范区人民法院执行款专户", own=True, balance=FUNDS)
    server = SimulatedBank(("127.0.0.1", 0), ledger, callback=callback)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    bank = HttpBank(server.url, timeout=2)
    try:
        yield bank, server
    finally:
        bank.close()
        server.shutdown()
        server.server_close()
        ledger.close()


def paid(ledger: Ledger, of: PaymentBatch) -> list[int]:
    return [ledger.balance(order.payee_account) for order in of.orders]


def drain(ledger: Ledger) -> None:
    while ledger.settle():
        pass


def test_an_answer_that_is_lost_means_unknown_and_repeating_pays_once(tmp_path: Path) -> None:
    with serving(tmp_path, "lost=1000") as (bank, server):
        with pytest.raises(BankUnreachable):
            bank.submit(batch())
        server.ledger.behaviour = Behaviour()
        assert bank.submit(batch()).state is not PaymentState.REJECTED
        drain(server.ledger)
        assert paid(server.ledger, batch()) == [100, 101, 102]


def test_half_an_answer_means_unknown(tmp_path: Path) -> None:
    with serving(tmp_path, "garbled=1000") as (bank, _):
        with pytest.raises(BankUnreachable):
            bank.submit(batch())
        with pytest.raises(BankUnreachable):
            bank.results("B1")


def test_a_bank_that_is_down_takes_nothing(tmp_path: Path) -> None:
    with serving(tmp_path, "down") as (bank, server):
        with pytest.raises(BankUnreachable):
            bank.submit(batch())
        drain(server.ledger)
        assert server.ledger.balance(COURT) == FUNDS


def test_a_wrong_token_is_not_served_and_nothing_is_paid(tmp_path: Path) -> None:
    with serving(tmp_path) as (bank, server):
        server.token = "secret"
        with pytest.raises(BankUnreachable):
            bank.submit(batch())
        known = HttpBank(server.url, token="secret", timeout=2)
        assert known.submit(batch()).count == 3
        known.close()


def test_a_bank_too_slow_for_the_time_out_may_still_have_acted(tmp_path: Path) -> None:
    with serving(tmp_path, "slow_ms=600") as (bank, server):
        impatient = HttpBank(server.url, timeout=0.2)
        with pytest.raises(BankUnreachable):
            impatient.submit(batch())
        impatient.close()
        assert bank.submit(batch()).count == 3
        drain(server.ledger)
        assert server.ledger.balance(COURT) == FUNDS - 303


def test_a_late_bank_reports_accepted_until_it_has_paid(tmp_path: Path) -> None:
    with serving(tmp_path, "late_ms=60000") as (bank, server):
        bank.submit(batch())
        drain(server.ledger)
        assert {result.state for result in bank.results("B1").results} == {PaymentState.ACCEPTED}
        assert server.ledger.balance(COURT) == FUNDS
        server.ledger.behaviour = Behaviour()
        drain(server.ledger)
        assert bank.results("B1").complete


def test_a_payment_for_tomorrow_waits_for_tomorrow(tmp_path: Path) -> None:
    with serving(tmp_path) as (bank, server):
        server.ledger.set_day(DAY)
        bank.submit(batch(day=date(2026, 11, 23)))
        drain(server.ledger)
        assert server.ledger.balance(COURT) == FUNDS
        server.ledger.set_day(date(2026, 11, 23))
        drain(server.ledger)
        assert bank.results("B1").results[0].settled_on == date(2026, 11, 23)


def test_a_share_of_payments_fails_the_same_way_for_the_same_seed(tmp_path: Path) -> None:
    failed: list[list[str]] = []
    for run in range(2):
        with serving(tmp_path / str(run), "reject=300,seed=7") as (bank, server):
            bank.submit(batch(100))
            drain(server.ledger)
            results = bank.results("B1").results
            failed.append([r.end_to_end_id for r in results if r.state is PaymentState.REJECTED])
            settled = sum(r.amount or 0 for r in results if r.state is PaymentState.SETTLED)
            assert server.ledger.balance(COURT) == FUNDS - settled
    assert failed[0] == failed[1]
    assert 15 <= len(failed[0]) <= 45


def test_money_from_outside_is_booked_once_however_often_it_is_announced(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, server):
        body = json.dumps({"account": COURT, "amount": "430000.00", "key": "gym-1", "payer": "某健身有限公司"}).encode()
        answers = [_post(f"{server.url}/admin/receipts", body) for _ in range(3)]
        assert [answer["booked"] for answer in answers] == [True, False, False]
        assert server.ledger.balance(COURT) == FUNDS + 430_000_00
        assert all(answer["simulation"] for answer in answers)


def _post(url: str, body: bytes) -> dict[str, Any]:
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=5) as answer:
        assert answer.headers["X-Simulation"] == "true"
        found: dict[str, Any] = json.load(answer)
        return found


def test_doubled_reports_out_of_order_change_nothing_after_the_first(tmp_path: Path) -> None:
    taken: list[BatchReport] = []

    class Court(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            taken.append(pain002.read(io.BytesIO(self.rfile.read(length))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    court = HTTPServer(("127.0.0.1", 0), Court)
    Thread(target=court.serve_forever, daemon=True).start()
    callback = f"http://127.0.0.1:{court.server_address[1]}/"
    with serving(tmp_path, "doubled,out_of_order", callback=callback) as (bank, server):
        bank.submit(batch())
        drain(server.ledger)
        server.start()
        wait_for(lambda: len(taken) >= 4)
    court.shutdown()
    court.server_close()
    assert [len(report.results) for report in taken] == [3, 3, 0, 0]
    known: dict[str, PaymentResult] = {}
    assert [len(merge_results(known, report)) for report in taken] == [3, 0, 0, 0]


def wait_for(condition: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


@pytest.mark.slow
def test_killed_at_any_moment_everybody_is_paid_exactly_once(tmp_path: Path) -> None:
    work = [batch(400, f"K{i}") for i in range(4)]
    process, bank = _start(tmp_path)
    try:
        _post(f"{bank[1]}/admin/accounts", _account())
        for round_number, each in enumerate(work):
            acknowledged = False
            while not acknowledged:
                try:
                    bank[0].submit(each)
                    acknowledged = True
                    time.sleep(0.03 * round_number)
                    os.kill(process.pid, signal.SIGKILL)
                    process.wait()
                    process, bank = _start(tmp_path)
                except BankUnreachable:
                    time.sleep(0.05)
        wait_for(lambda: all(bank[0].results(each.message_id).complete for each in work), 30)
        statement = bank[0].statement(COURT, first=date(2000, 1, 1), last=date(2100, 1, 1))
    finally:
        process.kill()
        process.wait()
    debits = [t.end_to_end_id for t in statement.transfers if t.signed < 0]
    assert sorted(debits) == sorted(order.end_to_end_id for each in work for order in each.orders)
    assert statement.closing == FUNDS - sum(each.total for each in work)
    assert statement.faults == ()


def _account() -> bytes:
    return json.dumps({"number": COURT, "name": "示范区人民法院", "own": True, "balance": "1000000.00"}).encode()


def _start(folder: Path) -> tuple[subprocess.Popen[str], tuple[HttpBank, str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "duixian.connectors.banks.simulator", "--port", "0", "--data", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "SIMULATION" in line
    url = line.split()[-1]
    return process, (HttpBank(url, timeout=10), url)


@pytest.mark.parametrize(
    ("order", "account", "funds", "code"),
    [
        (PaymentOrder("1", "张三", "6222000000000001", 100, ""), None, 100, ""),
        (PaymentOrder("1", "张三", "6222000000000001", 100, ""), None, 99, "AM04"),
        (PaymentOrder("1", "张三", "6222", 100, ""), None, 100, "AC01"),
        (PaymentOrder("1", "张 三", "6222000000000001", 100, ""), ("张三", "open"), 100, ""),
        (PaymentOrder("1", "甲(北京)公司", "6222000000000001", 100, ""), ("甲（北京）公司", "open"), 100, ""),
        (PaymentOrder("1", "李四", "6222000000000001", 100, ""), ("张三", "open"), 100, "BE01"),
        (PaymentOrder("1", "张三", "6222000000000001", 100, ""), ("张三", "blocked"), 100, "AC06"),
        (PaymentOrder("1", "张三", "6222000000000001", 100, "", bank_code="12"), None, 100, "RC01"),
    ],
)
def test_the_bank_refuses_for_the_right_reason(
    order: PaymentOrder, account: tuple[str, str] | None, funds: int, code: str
) -> None:
    assert verdict(order, account, funds, Behaviour()) == code


def test_a_strict_bank_pays_only_into_accounts_it_knows() -> None:
    order = PaymentOrder("1", "张三", "6222000000000001", 100, "")
    assert verdict(order, None, 100, Behaviour(strict=True)) == "AC01"


def test_an_unknown_switch_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        Behaviour.parse("slow_ms=20,loud")
    assert caught.value.faults[0].code == "behaviour.unknown"
    assert caught.value.faults[0].field == "loud"
