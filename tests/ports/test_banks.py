"""The words of the bank port: states, totals, and what is refused before anything is sent."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from duixian.connectors.banks.drop import FileBank
from duixian.connectors.banks.http import HttpBank
from duixian.ports.banks import (
    LARGEST_BATCH,
    Bank,
    BatchReport,
    Exchange,
    PaymentBatch,
    PaymentOrder,
    PaymentResult,
    PaymentState,
    check,
)

ORDER = PaymentOrder("P1", "张三", "6222000000000001", 100, "执行款")
BATCH = PaymentBatch(
    "B1", "32050001", "示范区人民法院", datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 22), (ORDER,)
)


def codes(batch: PaymentBatch) -> list[str]:
    return [fault.code for fault in check(batch)]


def test_a_good_batch_has_no_faults_and_adds_up() -> None:
    two = replace(BATCH, orders=(ORDER, replace(ORDER, end_to_end_id="P2", amount=23)))
    assert codes(two) == []
    assert (two.count, two.total) == (2, 123)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"message_id": ""}, "payment.id"),
        ({"message_id": "批次一"}, "payment.id"),
        ({"debtor_account": ""}, "payment.debtor"),
        ({"orders": ()}, "payment.count"),
        ({"orders": (ORDER, ORDER)}, "payment.twice"),
        ({"orders": (replace(ORDER, amount=-1),)}, "payment.amount"),
        ({"orders": (replace(ORDER, bank_code="1021000"),)}, "payment.bank_code"),
        ({"orders": (replace(ORDER, purpose="字" * 141),)}, "payment.purpose"),
        ({"orders": (replace(ORDER, payee_name="张\x00三"),)}, "payment.character"),
    ],
)
def test_what_no_bank_takes_is_named(change: dict[str, object], code: str) -> None:
    assert codes(replace(BATCH, **change)) == [code]  # type: ignore[arg-type]


def test_more_orders_than_a_batch_may_hold_are_named_before_they_are_walked() -> None:
    assert LARGEST_BATCH == 200_000
    many = replace(BATCH, orders=tuple(replace(ORDER, end_to_end_id=f"P{i}") for i in range(LARGEST_BATCH + 1)))
    assert codes(many) == ["payment.count"]


def test_only_settled_and_rejected_are_final() -> None:
    assert [state for state in PaymentState if state.final] == [PaymentState.SETTLED, PaymentState.REJECTED]


def test_a_report_is_complete_when_every_payment_has_its_final_result() -> None:
    done, open_ = PaymentResult("P1", PaymentState.SETTLED), PaymentResult("P2", PaymentState.PENDING)
    assert BatchReport("B1", "R1", PaymentState.SETTLED, (done,), count=1).complete
    assert not BatchReport("B1", "R1", PaymentState.PENDING, (done,), count=2).complete
    assert not BatchReport("B1", "R1", PaymentState.PENDING, (done, open_), count=2).complete
    assert not BatchReport("B1", "R1", PaymentState.ACCEPTED).complete


def test_an_exchange_carries_the_hashes_of_what_went_over_the_wire() -> None:
    kept = Exchange.of("submit", "B1", attempt=2, request=b"<a/>", reply=b"<b/>", status=202)
    assert kept.request_sha256 != kept.reply_sha256
    assert len(kept.request_sha256) == len(kept.reply_sha256) == 64


def test_every_adapter_is_a_bank() -> None:
    assert issubclass(HttpBank, Bank)
    assert issubclass(FileBank, Bank)
