"""What every adapter of the bank port promises, held against each: HTTP and the drop folder in both forms."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from duixian.connectors.banks.drop import FileBank
from duixian.connectors.banks.http import HttpBank
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.folder import Folder
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank
from duixian.ports.banks import (
    Bank,
    BankRefused,
    BankUnreachable,
    Exchange,
    PaymentBatch,
    PaymentOrder,
    PaymentState,
    UnknownBatch,
)

COURT = "32050001000000000001"
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Side:
    """An adapter and the bank behind it; `turn` lets the bank work."""

    bank: Bank
    ledger: Ledger
    folder: Folder | None
    exchanges: list[Exchange]

    def turn(self) -> None:
        while self.ledger.settle():
            pass
        if self.folder:
            self.folder.sweep()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    books = Ledger(tmp_path / "bank" / "bank.sqlite3", clock=lambda: NOON, behaviour=Behaviour())
    books.put_account(COURT, name="示范区人民法院执行款专户", own=True, balance=1_000_000_00)
    books.put_account("6222000000000002", name="李四")
    books.put_account("6222000000000003", name="王五", state="closed")
    yield books
    books.close()


@pytest.fixture(params=["http", "folder-xml", "folder-csv"])
def side(request: pytest.FixtureRequest, ledger: Ledger, tmp_path: Path) -> Iterator[Side]:
    kept: list[Exchange] = []
    if request.param == "http":
        server = SimulatedBank(("127.0.0.1", 0), ledger)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        adapter = HttpBank(server.url, timeout=5, record=kept.append)
        yield Side(adapter, ledger, None, kept)
        adapter.close()
        server.shutdown()
        server.server_close()
    else:
        form: Any = request.param.removeprefix("folder-")
        yield Side(
            FileBank(tmp_path / "drop", form=form, record=kept.append), ledger, Folder(tmp_path / "drop", ledger), kept
        )


def order(
    number: int, amount: int = 12_345_67, *, name: str = "张三", account: str = "6222000000000001"
) -> PaymentOrder:
    return PaymentOrder(
        f"P{number:08d}", name, account, amount, f"（2026）苏0804执{number}号执行款", "102100099996", "工行"
    )


def batch(*orders: PaymentOrder, message_id: str = "B20261122-1") -> PaymentBatch:
    return PaymentBatch(message_id, COURT, "示范区人民法院", NOON, DAY, orders)


def test_a_payment_is_settled_and_stands_in_the_statement(side: Side) -> None:
    acknowledged = side.bank.submit(batch(order(1)))
    assert (acknowledged.state, acknowledged.count, acknowledged.total) == (PaymentState.ACCEPTED, 1, 12_345_67)
    side.turn()
    report = side.bank.results("B20261122-1")
    (result,) = report.results
    assert (result.end_to_end_id, result.state, result.settled_on) == ("P00000001", PaymentState.SETTLED, DAY)
    assert report.complete
    assert report.simulated
    statement = side.bank.statement(COURT, first=DAY, last=DAY)
    paid = statement.transfers[-1]
    assert (paid.end_to_end_id, paid.signed, paid.counterparty) == ("P00000001", -12_345_67, "张三")
    assert statement.closing == 1_000_000_00 - 12_345_67
    assert statement.faults == ()


def test_the_same_batch_twice_pays_once(side: Side) -> None:
    for _ in range(3):
        side.bank.submit(batch(order(1), order(2, 1_00)))
        side.turn()
    assert side.ledger.balance(COURT) == 1_000_000_00 - 12_345_67 - 1_00


def test_a_batch_id_with_other_content_is_refused(side: Side) -> None:
    side.bank.submit(batch(order(1)))
    side.turn()
    with pytest.raises(BankRefused) as caught:
        side.bank.submit(batch(order(2)))
    assert caught.value.reasons[0].code == "bank.message_reused"
    side.turn()
    assert side.ledger.balance(COURT) == 1_000_000_00 - 12_345_67


def test_one_payment_in_two_batches_is_paid_once(side: Side) -> None:
    side.bank.submit(batch(order(1)))
    side.turn()
    side.bank.submit(batch(order(1), order(2, 1_00), message_id="B20261122-2"))
    side.turn()
    again, other = side.bank.results("B20261122-2").results
    assert (again.state, again.reason_code) == (PaymentState.REJECTED, "AM05")
    assert other.state is PaymentState.SETTLED
    assert side.ledger.balance(COURT) == 1_000_000_00 - 12_345_67 - 1_00


def test_a_batch_with_nothing_to_pay_does_not_hold_up_the_next(side: Side) -> None:
    side.bank.submit(batch(order(1)))
    side.turn()
    side.bank.submit(batch(order(1), message_id="B20261122-2"))
    side.bank.submit(batch(order(2, 1_00), message_id="B20261122-3"))
    side.turn()
    assert side.bank.results("B20261122-3").results[0].state is PaymentState.SETTLED


@pytest.mark.parametrize(
    ("name", "account", "code"),
    [("李四四", "6222000000000002", "BE01"), ("王五", "6222000000000003", "AC04"), ("赵六", "ABCD", "AC01")],
)
def test_a_wrong_payee_is_rejected_with_the_banks_reason(side: Side, name: str, account: str, code: str) -> None:
    side.bank.submit(batch(order(1, name=name, account=account), order(2, 1_00)))
    side.turn()
    wrong, right = side.bank.results("B20261122-1").results
    assert (wrong.state, wrong.reason_code, wrong.settled_on) == (PaymentState.REJECTED, code, None)
    assert wrong.reason
    assert right.state is PaymentState.SETTLED
    assert side.ledger.balance(COURT) == 1_000_000_00 - 1_00


def test_no_more_is_paid_than_there_is(side: Side) -> None:
    side.bank.submit(batch(order(1, 999_999_00), order(2, 2_00)))
    side.turn()
    assert [result.reason_code for result in side.bank.results("B20261122-1").results] == ["", "AM04"]
    assert side.ledger.balance(COURT) == 1_00


def test_a_returned_payment_shows_in_the_statement_with_its_id_and_is_no_receipt(side: Side) -> None:
    side.ledger.behaviour = Behaviour(give_back=1000)
    side.bank.submit(batch(order(1)))
    side.turn()
    side.turn()
    assert side.bank.results("B20261122-1").results[0].state is PaymentState.SETTLED
    statement = side.bank.statement(COURT, first=DAY, last=DAY)
    back = statement.transfers[-1]
    assert (back.returned, back.reason_code, back.end_to_end_id, back.signed) == (True, "AC04", "P00000001", 12_345_67)
    assert (back.counterparty, back.counterparty_account) == ("张三", "6222000000000001")
    assert back not in statement.receipts
    assert statement.closing == 1_000_000_00


def test_money_that_comes_in_names_payer_remark_and_case_account(side: Side) -> None:
    side.ledger.receive(
        COURT,
        80_000_00,
        key="r1",
        payer="某健身有限公司",
        payer_account="1102020000000000009",
        remark="（2026）苏0804执123号",
        sub_account="3205000100000000000100000123",
    )
    side.turn()
    (receipt,) = (r for r in side.bank.statement(COURT, first=DAY, last=DAY).receipts if r.counterparty)
    assert receipt.amount == 80_000_00
    assert receipt.counterparty == "某健身有限公司"
    assert receipt.remark == "（2026）苏0804执123号"
    assert receipt.sub_account == "3205000100000000000100000123"


def test_a_statement_fetched_twice_has_the_same_fingerprints(side: Side) -> None:
    side.bank.submit(batch(order(1, 1_00), replace(order(2, 1_00), end_to_end_id="P2")))
    side.turn()
    prints = [t.fingerprint for t in side.bank.statement(COURT, first=DAY, last=DAY).transfers]
    assert prints == [t.fingerprint for t in side.bank.statement(COURT, first=DAY, last=DAY).transfers]
    assert len(set(prints)) == len(prints) == 2


def test_an_unknown_batch_is_said_to_be_unknown(side: Side) -> None:
    with pytest.raises(UnknownBatch):
        side.bank.results("NEVER-SENT")


def test_an_unknown_account_gives_no_statement(side: Side) -> None:
    with pytest.raises((BankRefused, BankUnreachable)):
        side.bank.statement("999", first=DAY, last=DAY)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (order(1, 0), "payment.amount"),
        (order(1, name=" "), "payment.name"),
        (replace(order(1), end_to_end_id="P" * 36), "payment.id"),
        (replace(order(1), payee_account="6222 0000"), "payment.account"),
        (replace(order(1), purpose="第一行\n第二行"), "payment.character"),
    ],
)
def test_what_a_bank_would_refuse_is_not_sent(side: Side, wrong: PaymentOrder, code: str) -> None:
    with pytest.raises(BankRefused) as caught:
        side.bank.submit(batch(wrong))
    assert [reason.code for reason in caught.value.reasons] == [code]
    assert side.exchanges == []


def test_every_exchange_is_handed_over_to_be_kept(side: Side) -> None:
    side.bank.submit(batch(order(1)))
    side.turn()
    side.bank.results("B20261122-1")
    operations = [exchange.operation for exchange in side.exchanges]
    assert operations == ["submit", "results"]
    assert b"P00000001" in side.exchanges[0].request
    assert len(side.exchanges[0].request_sha256) == 64
