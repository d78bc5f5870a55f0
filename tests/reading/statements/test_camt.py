"""camt.053 of the versions in use is read alike; what does not add up or is unsafe is refused."""

import io
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.base.money import yuan
from duixian.connectors.banks import camt053
from duixian.reading.statements import camt
from duixian.reading.statements.importer import read
from duixian.reading.statements.model import Direction, StatementFile, Transfer

ACCOUNT = "32050001000000000001"


def document(
    version: str, *, status: str, party: str, closing: str = "180.00", entries: str = "", top: str = ""
) -> bytes:
    """A statement as a bank would send it: opening 100.00, one receipt of 80.00, in the spelling of a version."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{top}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-22T20:00:00+08:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-22T20:00:00+08:00</CreDtTm>
<FrToDt><FrDtTm>2026-11-22T00:00:00+08:00</FrDtTm><ToDtTm>2026-11-22T23:59:59+08:00</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id><Ccy>CNY</Ccy><Ownr><Nm>示范区人民法院</Nm></Ownr>
<Svcr><FinInstnId><Nm>江苏银行</Nm></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-22</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-22</Dt></Dt></Bal>
<Ntry><Amt Ccy="CNY">80.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{status}
<BookgDt><DtTm>2026-11-22T09:01:02+08:00</DtTm></BookgDt><AcctSvcrRef>F1</AcctSvcrRef>
<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<RltdPties><Dbtr>{party}</Dbtr><DbtrAcct><Id><Othr><Id>6222000000000009</Id></Othr></Id></DbtrAcct>
<CdtrAcct><Id><Othr><Id>320500010001</Id></Othr></Id></CdtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId><Nm>工商银行</Nm></FinInstnId></DbtrAgt></RltdAgts>
<RmtInf><Ustrd>（2026）苏0804执123号</Ustrd><Ustrd>还款</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
{entries}</Stmt></BkToCstmrStmt></Document>""".encode()


OLD = {"status": "<Sts>BOOK</Sts>", "party": "<Nm>某健身有限公司</Nm>"}
NEW = {"status": "<Sts><Cd>BOOK</Cd></Sts>", "party": "<Pty><Nm>某健身有限公司</Nm></Pty>"}


def one(data: bytes) -> StatementFile:
    (found,) = read(data, "statement.xml")
    return found


@pytest.mark.parametrize(
    ("version", "spelling"), [("02", OLD), ("04", OLD), ("06", OLD), ("08", NEW), ("10", NEW), ("13", NEW)]
)
def test_every_version_says_the_same(version: str, spelling: dict[str, str]) -> None:
    found = one(document(version, **spelling))
    assert (found.bank, found.account, found.holder) == ("江苏银行", ACCOUNT, "示范区人民法院")
    assert (found.opening, found.closing) == (100_00, 180_00)
    assert (found.first_day, found.last_day) == (date(2026, 11, 22), date(2026, 11, 22))
    (receipt,) = found.receipts
    assert (receipt.booked_on, receipt.booked_time) == (date(2026, 11, 22), time(9, 1, 2))
    assert (receipt.signed, receipt.reference, receipt.end_to_end_id) == (80_00, "F1", "")
    assert (receipt.counterparty, receipt.counterparty_account, receipt.counterparty_bank) == (
        "某健身有限公司",
        "6222000000000009",
        "工商银行",
    )
    assert receipt.sub_account == "320500010001"
    assert receipt.remark == "（2026）苏0804执123号 还款"
    assert found.faults == ()


def test_the_encoding_of_the_xml_changes_nothing() -> None:
    text = document("08", **NEW).decode()
    for codec in ("utf-16", "gb18030"):
        data = text.replace("UTF-8", codec.upper()).encode(codec)
        assert one(data).transfers == one(document("08", **NEW)).transfers


def test_balances_that_disagree_are_named_with_all_figures() -> None:
    found = one(document("08", **NEW, closing="181.00"))
    (fault,) = found.faults
    assert fault.code == "statement.balance"
    assert "期初余额 100.00 元加本期发生额 80.00 元得 180.00 元，与期末余额 181.00 元不符" in fault.message
    assert len(found.transfers) == 1


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('<Ntry><Amt Ccy="CNY">1.005</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>', "amount.decimals"),
        ('<Ntry><Amt Ccy="CNY">-1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>', "amount.negative"),
        ('<Ntry><Amt Ccy="CNY">1.00</Amt><CdtDbtInd>X</CdtDbtInd></Ntry>', "statement.direction"),
        (
            '<Ntry><Amt Ccy="CNY">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2023-02-29</Dt></BookgDt></Ntry>',
            "date.unreadable",
        ),
    ],
)
def test_a_bad_entry_is_named_and_the_good_one_stays(entry: str, code: str) -> None:
    found = one(document("08", **NEW, entries=entry))
    assert [(fault.code, fault.place) for fault in found.faults] == [(code, "第 2 笔分录")]
    assert len(found.transfers) == 1


def test_an_entry_that_is_only_announced_is_not_booked() -> None:
    pending = '<Ntry><Amt Ccy="CNY">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>'
    found = one(document("08", **NEW, entries=pending))
    assert len(found.transfers) == 1
    assert [note.code for note in found.notes] == ["statement.not_booked"]


@pytest.mark.parametrize(
    "mark",
    [
        "<RvslInd>true</RvslInd>",
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>",
        "<NtryDtls><TxDtls><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>",
    ],
)
def test_a_payment_of_ours_that_came_back_is_no_receipt(mark: str) -> None:
    day = "<BookgDt><Dt>2026-11-22</Dt></BookgDt>"
    entry = f'<Ntry><Amt Ccy="CNY">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{day}{mark}</Ntry>'
    found = one(document("08", **NEW, entries=entry, closing="185.00"))
    assert [transfer.returned for transfer in found.transfers] == [False, True]
    assert len(found.receipts) == 1


def test_a_booking_in_one_sum_is_parted_into_its_payments() -> None:
    def part(amount: str, who: str) -> str:
        party = f"<RltdPties><Dbtr><Pty><Nm>{who}</Nm></Pty></Dbtr></RltdPties>"
        return f'<TxDtls><Amt Ccy="CNY">{amount}</Amt>{party}</TxDtls>'

    def entry(total: str) -> str:
        return (
            f'<Ntry><Amt Ccy="CNY">{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-22</Dt></BookgDt>'
            f"<NtryDtls>{part('1.00', '张三')}{part('2.00', '李四')}</NtryDtls></Ntry>"
        )

    found = one(document("08", **NEW, entries=entry("3.00"), closing="183.00"))
    assert [(t.counterparty, t.signed) for t in found.transfers[1:]] == [("张三", 1_00), ("李四", 2_00)]
    assert found.faults == ()
    torn = one(document("08", **NEW, entries=entry("4.00"), closing="184.00"))
    assert [t.signed for t in torn.transfers[1:]] == [4_00]
    assert [fault.code for fault in torn.faults] == ["statement.batch"]


def codes(data: bytes) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(data, "x.xml")
    return [fault.code for fault in caught.value.faults]


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert codes(document("08", **NEW, top=bomb)) == ["xml.doctype"]
    outside = '<!DOCTYPE Document SYSTEM "file:///etc/passwd">'
    assert codes(document("08", **NEW, top=outside)) == ["xml.doctype"]


def test_a_cut_document_is_refused_at_every_length() -> None:
    whole = document("08", **NEW)
    for size in range(60, len(whole) - 12, 97):
        assert codes(whole[:size]) == ["xml.broken"]


def test_another_message_is_refused() -> None:
    assert codes(document("08", **NEW).replace(b"camt.053", b"camt.054")) == ["statement.layout"]


names = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
bookings = st.lists(
    st.builds(
        Transfer,
        booked_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        booked_time=st.times().map(lambda moment: moment.replace(microsecond=0)),
        amount=st.integers(1, 10**14),
        direction=st.sampled_from([Direction.CREDIT, Direction.DEBIT]),
        counterparty=names,
        counterparty_account=st.from_regex(r"[0-9]{8,20}", fullmatch=True),
        remark=names,
        reference=st.from_regex(r"[A-Z][0-9]{4,12}", fullmatch=True),
        end_to_end_id=st.from_regex(r"P[0-9]{4,12}", fullmatch=True),
        balance=st.none() | st.integers(-(10**14), 10**14),
    ),
    max_size=8,
)


@given(bookings, st.integers(-(10**12), 10**12))
def test_what_is_written_is_what_is_read(lines: list[Transfer], opening: int) -> None:
    out = io.BytesIO()
    closing = opening + sum(line.signed for line in lines)
    camt053.write(
        out,
        statement_id="S1",
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
        account=ACCOUNT,
        holder="示范区人民法院",
        first=date(2020, 1, 1),
        last=date(2030, 1, 1),
        opening=opening,
        closing=closing,
        transfers=lines,
    )
    (found,) = camt.read(io.BytesIO(out.getvalue()))
    assert found.faults == ()
    assert (found.opening, found.closing) == (opening, closing)
    kept = ("booked_on", "booked_time", "signed", "counterparty", "counterparty_account", "remark", "reference")
    assert [[getattr(t, name) for name in kept] for t in found.transfers] == [
        [getattr(t, name) for name in kept] for t in lines
    ]
    assert [(t.end_to_end_id, t.balance) for t in found.transfers] == [(t.end_to_end_id, t.balance) for t in lines]
    assert yuan(found.credits - found.debits) == yuan(closing - opening)
