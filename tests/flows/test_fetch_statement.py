"""The bank is asked, and its money finds the case: no file, no hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from courthouse import CourtHouse, item

from duixian.connectors.banks.http import HttpBank
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank
from duixian.domain.cases.models import Case
from duixian.domain.funds.models import CaseAccount, Receipt, StatementImport
from duixian.flows.fetch_statement import fetch

NOW = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    books = Ledger(tmp_path / "bank.sqlite3", clock=lambda: NOW, behaviour=Behaviour())
    yield books
    books.close()


@pytest.fixture
def bank(ledger: Ledger) -> Iterator[HttpBank]:
    server = SimulatedBank(("127.0.0.1", 0), ledger)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    client = HttpBank(server.url, timeout=5)
    yield client
    client.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def case(own: CourtHouse, ledger: Ledger) -> Case:
    ledger.put_account(own.bank.number, name=own.bank.holder, own=True, balance=1_000_00)
    return own.file(item("一", 1_000_00, "洪春生", "黎明华"))


def pay(ledger: Ledger, own: CourtHouse, case: Case, fen: int, key: str) -> None:
    number = CaseAccount.objects.get(case=case).number
    ledger.receive(own.bank.number, fen, key=key, payer="黎明华", sub_account=number)


def test_money_booked_at_the_bank_is_identified_by_asking(
    own: CourtHouse, case: Case, ledger: Ledger, bank: HttpBank
) -> None:
    pay(ledger, own, case, 300_00, "a")

    report = fetch(court_id=own.court.pk, bank=bank, now=NOW)

    assert report is not None
    assert [(receipt.case_id, receipt.amount_fen) for receipt in report.identified] == [(case.pk, 300_00)]


def test_asking_again_books_nothing_twice_and_leaves_no_row(
    own: CourtHouse, case: Case, ledger: Ledger, bank: HttpBank
) -> None:
    pay(ledger, own, case, 300_00, "a")
    fetch(court_id=own.court.pk, bank=bank, now=NOW)

    again = fetch(court_id=own.court.pk, bank=bank, now=NOW)

    assert again is not None
    assert again.repeated
    assert (Receipt.objects.count(), StatementImport.objects.count()) == (1, 1)


def test_a_second_payment_of_the_same_sum_on_the_same_day_is_a_payment_of_its_own(
    own: CourtHouse, case: Case, ledger: Ledger, bank: HttpBank
) -> None:
    pay(ledger, own, case, 300_00, "a")
    fetch(court_id=own.court.pk, bank=bank, now=NOW)
    pay(ledger, own, case, 300_00, "b")

    report = fetch(court_id=own.court.pk, bank=bank, now=NOW)

    assert report is not None
    assert len(report.identified) == 1
    assert list(Receipt.objects.values_list("case", "amount_fen")) == [(case.pk, 300_00)] * 2


def test_what_the_account_opened_with_is_nobodys_payment(own: CourtHouse, case: Case, bank: HttpBank) -> None:
    report = fetch(court_id=own.court.pk, bank=bank, now=NOW)

    assert report is not None
    assert report.known == 0
    assert not Receipt.objects.filter(transfer__booked_on__gte=date(2026, 1, 1)).exists()
