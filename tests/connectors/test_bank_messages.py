"""Payment files and results: what is written is read back, what was changed or cut is refused."""

import io
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from duixian.base.faults import BadInput
from duixian.connectors.banks import bankfile, pain001, pain002
from duixian.ports.banks import (
    BatchReport,
    PaymentBatch,
    PaymentOrder,
    PaymentResult,
    PaymentState,
    check,
    merge_results,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20)
orders = st.builds(
    PaymentOrder,
    end_to_end_id=st.from_regex(r"P[0-9A-Z]{1,30}", fullmatch=True),
    payee_name=han,
    payee_account=st.from_regex(r"[0-9]{8,30}", fullmatch=True),
    amount=st.integers(1, 10**14),
    purpose=han | st.sampled_from(["（2024）苏0804执123号", 'a "b", c', "<&>", "=1+1", ""]),
    bank_code=st.sampled_from(["", "102100099996"]),
    bank_name=st.sampled_from(["", "中国工商银行"]),
)
batches = st.lists(orders, min_size=1, max_size=6, unique_by=lambda order: order.end_to_end_id).map(
    lambda found: PaymentBatch("B1", "32050001", "示范区人民法院", NOON, DAY, tuple(found))
)


def batch(*amounts: int) -> PaymentBatch:
    return PaymentBatch(
        "B20261122",
        "32050001",
        "示范区人民法院",
        NOON,
        DAY,
        tuple(
            PaymentOrder(f"P{i}", f"申请人{i}", f"6222000{i:09d}", amount, "执行款", "102100099996", "工行")
            for i, amount in enumerate(amounts)
        ),
        debtor_bank_code="313312000011",
    )


def xml(of: PaymentBatch) -> bytes:
    out = io.BytesIO()
    pain001.write(of, out)
    return out.getvalue()


def table(of: PaymentBatch) -> bytes:
    out = io.BytesIO()
    bankfile.write_payments(of, out)
    return out.getvalue()


def codes(data: bytes, reader: object) -> list[str]:
    with pytest.raises(BadInput) as caught:
        reader(data)  # type: ignore[operator]
    return [fault.code for fault in caught.value.faults]


def read_xml(data: bytes) -> PaymentBatch:
    return pain001.read(io.BytesIO(data))


@given(batches)
def test_a_payment_file_is_read_back_as_it_was_written(written: PaymentBatch) -> None:
    assert read_xml(xml(written)) == written
    assert bankfile.read_payments(table(written)) == written


def test_the_same_batch_is_the_same_file_to_the_byte() -> None:
    assert xml(batch(1, 2)) == xml(batch(1, 2))
    assert table(batch(1, 2)) == table(batch(1, 2))


def test_both_headers_of_the_xml_carry_count_and_control_sum() -> None:
    root = etree.fromstring(xml(batch(100_01, 200_02)))
    assert root.tag == "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}Document"
    names = {"n": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    assert root.xpath("//n:NbOfTxs/text()", namespaces=names) == ["2", "2"]
    assert root.xpath("//n:CtrlSum/text()", namespaces=names) == ["300.03", "300.03"]
    assert root.xpath("//n:InstdAmt/@Ccy", namespaces=names) == ["CNY", "CNY"]


_ORDER_OF_PAIN_001 = {
    "GrpHdr": ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
    "PmtInf": [
        "PmtInfId",
        "PmtMtd",
        "BtchBookg",
        "NbOfTxs",
        "CtrlSum",
        "ReqdExctnDt",
        "Dbtr",
        "DbtrAcct",
        "DbtrAgt",
        "CdtTrfTxInf",
    ],
    "CdtTrfTxInf": ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"],
}


def test_the_elements_stand_in_the_order_the_schema_asks_for() -> None:
    root = etree.fromstring(xml(batch(100)))
    for name, expected in _ORDER_OF_PAIN_001.items():
        (found,) = root.iter(f"{{*}}{name}")
        assert [etree.QName(child).localname for child in found] == expected


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"<CtrlSum>3.00</CtrlSum>", b"<CtrlSum>4.00</CtrlSum>", "bank.control_sum"),
        (b"<NbOfTxs>2</NbOfTxs>", b"<NbOfTxs>3</NbOfTxs>", "bank.count"),
        (b'<InstdAmt Ccy="CNY">1.00</InstdAmt>', b'<InstdAmt Ccy="CNY">1.001</InstdAmt>', "amount.decimals"),
        (b'<InstdAmt Ccy="CNY">1.00</InstdAmt>', b'<InstdAmt Ccy="CNY">-1.00</InstdAmt>', "amount.negative"),
        (b'<InstdAmt Ccy="CNY">1.00</InstdAmt>', b'<InstdAmt Ccy="USD">1.00</InstdAmt>', "bank.currency"),
        (b"<EndToEndId>P0</EndToEndId>", b"", "bank.missing"),
        (b"<Dt>2026-11-23</Dt>", b"<Dt>2023-02-29</Dt>", "date.unreadable"),
        (b"pain.001.001.09", b"pain.008.001.08", "bank.message_kind"),
        (b"</Document>", b"", "xml.broken"),
    ],
)
def test_a_payment_file_that_does_not_add_up_is_refused(before: bytes, after: bytes, code: str) -> None:
    good = xml(batch(1_00, 2_00))
    assert before in good
    assert codes(good.replace(before, after), read_xml) == [code]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (",1.00,", ",9.00,", "bankfile.check"),
        ("申请人0", "另一个人", "bankfile.check"),
        ("批量付款", "批量收款", "bankfile.summary"),
        ("收款人户名", "户名", "bankfile.heading"),
        (",2,3.00,", ",3,3.00,", "bank.count"),
        (",2,3.00,", ",2,4.00,", "bank.control_sum"),
    ],
)
def test_a_bank_table_changed_on_its_way_is_refused(before: str, after: str, code: str) -> None:
    text = table(batch(1_00, 2_00)).decode("gb18030")
    assert before in text
    assert codes(text.replace(before, after, 1).encode("gb18030"), bankfile.read_payments) == [code]


results = st.lists(
    st.builds(
        lambda number, state, amount: PaymentResult(
            f"P{number}",
            state,
            "AC04" if state is PaymentState.REJECTED else "",
            "收款账户已销户" if state is PaymentState.REJECTED else "",
            DAY if state is PaymentState.SETTLED else None,
            amount,
        ),
        st.integers(0, 10**6),
        st.sampled_from(PaymentState),
        st.integers(1, 10**12),
    ),
    max_size=6,
    unique_by=lambda result: result.end_to_end_id,
)


def report_xml(found: list[PaymentResult], state: PaymentState = PaymentState.PENDING) -> bytes:
    out = io.BytesIO()
    pain002.write(out, report_id="R1", created_at=NOON, message_id="B1", state=state, results=found, count=len(found))
    return out.getvalue()


@given(results)
def test_a_report_is_read_back_as_it_was_written(found: list[PaymentResult]) -> None:
    report = pain002.read(io.BytesIO(report_xml(found)))
    assert (report.message_id, report.report_id, report.created_at) == ("B1", "R1", NOON)
    assert list(report.results) == found
    assert not report.simulated
    out = io.BytesIO()
    bankfile.write_results(replace(report, total=sum(r.amount or 0 for r in found)), {}, out)
    assert bankfile.read_results(out.getvalue()).results == report.results


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("ACTC", PaymentState.ACCEPTED),
        ("RCVD", PaymentState.ACCEPTED),
        ("PDNG", PaymentState.PENDING),
        ("ACSC", PaymentState.SETTLED),
        ("ACCC", PaymentState.SETTLED),
        ("RJCT", PaymentState.REJECTED),
    ],
)
def test_the_words_of_other_banks_are_understood(code: str, state: PaymentState) -> None:
    data = report_xml([PaymentResult("P1", PaymentState.ACCEPTED)]).replace(b"<TxSts>ACCP", b"<TxSts>" + code.encode())
    assert pain002.read(io.BytesIO(data)).results[0].state is state


def test_an_unknown_status_is_never_guessed() -> None:
    data = report_xml([PaymentResult("P1", PaymentState.SETTLED)]).replace(b"<TxSts>ACSC", b"<TxSts>DONE")
    assert codes(data, lambda raw: pain002.read(io.BytesIO(raw))) == ["bank.status"]


def test_two_answers_for_one_payment_in_one_report_are_refused() -> None:
    twice = [PaymentResult("P1", PaymentState.SETTLED), PaymentResult("P1", PaymentState.REJECTED, "AC04")]
    assert codes(report_xml(twice), lambda raw: pain002.read(io.BytesIO(raw))) == ["bank.contradiction"]


def test_what_is_final_stays_whatever_comes_later() -> None:
    def report(state: PaymentState) -> BatchReport:
        return BatchReport("B1", "R", state, (PaymentResult("P1", state),))

    known: dict[str, PaymentResult] = {}
    taken = [
        len(merge_results(known, report(state)))
        for state in (PaymentState.ACCEPTED, PaymentState.SETTLED, PaymentState.PENDING, PaymentState.SETTLED)
    ]
    assert taken == [1, 1, 0, 0]
    assert known["P1"].state is PaymentState.SETTLED


def test_two_final_answers_that_contradict_come_back_and_change_nothing() -> None:
    known = {"P1": PaymentResult("P1", PaymentState.SETTLED)}
    late = PaymentResult("P1", PaymentState.REJECTED, "AC04")
    assert merge_results(known, BatchReport("B1", "R", PaymentState.REJECTED, (late,))) == [late]
    assert known["P1"].state is PaymentState.SETTLED


def test_one_id_twice_in_a_batch_is_found() -> None:
    doubled = replace(batch(1, 2), orders=(batch(1).orders[0], batch(1).orders[0]))  # type: ignore[index]
    assert [fault.code for fault in check(doubled)] == ["payment.twice"]


class Many(Collection[PaymentOrder]):
    """Orders made as they are walked: what the memory of a stream is measured with."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[PaymentOrder]:
        for i in range(self._count):
            yield PaymentOrder(f"P{i:09d}", f"申请人{i}", f"6222{i:012d}", 100 + i % 7, "（2026）苏0804执1号执行款")

    def __contains__(self, order: object) -> bool:
        return order in iter(self)


_MEASURE = """
import resource, sys, tempfile
from test_bank_messages import DAY, NOON, Many, pain001, PaymentBatch, PaymentOrder
batch = PaymentBatch("LONG", "32050001", "示范区人民法院", NOON, DAY, Many(int(sys.argv[1])))
with tempfile.TemporaryFile() as file:
    pain001.write(batch, file)
    file.seek(0)
    assert sum(order.amount for order in pain001.stream(file) if isinstance(order, PaymentOrder)) == batch.total
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_a_long_batch_is_written_and_read_in_the_memory_of_a_short_one() -> None:
    """20,000 orders as a tree would take some 40 MB more than 200; as a stream they take next to nothing."""

    def kilobytes(count: int) -> int:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, str(count)],
            cwd=Path(__file__).parent,
            capture_output=True,
            check=True,
            text=True,
        )
        return int(done.stdout)

    assert kilobytes(20_000) - kilobytes(200) < 8_000
