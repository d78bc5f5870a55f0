"""The counter of the simulated bank: anybody pays, once, and it says that it is a simulation."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.connectors.banks.simulator.server import SimulatedBank

COURT = "32050001000000000001"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[SimulatedBank]:
    ledger = Ledger(tmp_path / "bank.sqlite3", clock=lambda: NOON, behaviour=Behaviour())
    ledger.put_account(COURT, name="示范区人民法院<案款>", own=True)
    server = SimulatedBank(("127.0.0.1", 0), ledger)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
    ledger.close()


def opened(bank: SimulatedBank) -> str:
    with urllib.request.urlopen(bank.url + "/", timeout=5) as answer:
        assert answer.headers["X-Simulation"] == "true"
        return str(answer.read().decode())


def paid(bank: SimulatedBank, *, origin: str | None = None, **fields: str) -> tuple[int, str]:
    form = {"account": COURT, "sub_account": "990001", "payer": "张三", "amount": "1200.50", **fields}
    request = urllib.request.Request(bank.url + "/counter", urllib.parse.urlencode(form).encode())
    if origin is not None:
        request.add_header("Origin", origin)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_the_page_says_that_it_is_a_simulation_and_escapes_names(bank: SimulatedBank) -> None:
    page = opened(bank)
    assert "模拟银行柜台" in page
    assert "不代表任何真实资金" in page
    assert "示范区人民法院&lt;案款&gt;" in page


def test_who_pays_at_the_counter_is_on_the_statement_with_the_number_of_the_case(bank: SimulatedBank) -> None:
    status, page = paid(bank, key=key_of(opened(bank)), remark="还款")
    assert status == 200
    assert "已入账" in page
    (line,) = bank.ledger.statement(COURT, first=NOON.date(), last=NOON.date()).transfers
    assert (line.amount, line.counterparty, line.sub_account, line.remark) == (120050, "张三", "990001", "还款")


def test_one_page_pays_once_and_the_next_page_pays_again(bank: SimulatedBank) -> None:
    first = key_of(opened(bank))
    _, page = paid(bank, key=first)
    assert "没有重复记账" in paid(bank, key=first)[1]
    assert bank.ledger.balance(COURT) == 120050
    paid(bank, key=key_of(page))
    assert bank.ledger.balance(COURT) == 240100


@pytest.mark.parametrize("amount", ["", "-5", "0", "一千", "1.005"])
def test_an_amount_that_is_none_is_refused_and_what_was_typed_stays(bank: SimulatedBank, amount: str) -> None:
    status, page = paid(bank, key="00", amount=amount, payer="<b>李四")
    assert status == 422
    assert 'role="alert"' in page
    assert "&lt;b&gt;李四" in page
    assert bank.ledger.balance(COURT) == 0


def test_a_page_of_another_site_does_not_pay(bank: SimulatedBank) -> None:
    assert paid(bank, key="00", origin="http://elsewhere.example")[0] == 403
    assert bank.ledger.balance(COURT) == 0
    assert paid(bank, key="00", origin=bank.url)[0] == 200
