"""Money through the pages alone: a statement, a case, a plan, a batch, the bank's answer, the books."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime
from province import LogIn, Province, draft, file

from duixian.connectors.banks import pain002
from duixian.domain.cases.models import Case, Party
from duixian.domain.courts import scope
from duixian.domain.funds.models import (
    Account,
    AccountKind,
    BankAccount,
    CaseAccount,
    DistributionPlan,
    Payout,
    PayoutBatch,
    Receipt,
    ReceiptState,
    Reconciliation,
)
from duixian.ports.banks import PaymentResult, PaymentState

CLAIM = 8_000_000


def statement(*lines: tuple[str, str, str, str], opening: str = "0.00") -> io.BytesIO:
    """A CSV of the court's bank: amount, payer, remark, sub-account; booked today."""
    rows = ["交易日期,收入金额,支出金额,余额,对方户名,对方账号,摘要,流水号,子账号"]
    balance = Decimal(opening)
    for number, (amount, payer, remark, sub) in enumerate(lines, start=1):
        balance += Decimal(amount)
        rows.append(
            f"{localdate().isoformat()},{amount},,{balance},{payer},6222021234567890,{remark},S{number:06d},{sub}"
        )
    file = io.BytesIO("\n".join(rows).encode())
    file.name = "statement.csv"
    return file


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft(fen=CLAIM), on=localdate() - timedelta(days=20))


def received(province: Province, log_in: LogIn, *lines: tuple[str, str, str, str]) -> Client:
    client = log_in(province.accountant)
    answer = client.post("/receipts/import", {"statement": statement(*lines)})
    assert answer.status_code == 200, answer.content.decode()
    return client


def test_money_under_the_number_of_a_case_finds_its_case(case: Case, province: Province, log_in: LogIn) -> None:
    with scope.of_court(province.court.pk):
        number = CaseAccount.objects.get(case=case).number
    received(province, log_in, ("80000.00", "梁国栋", "执行款", number))
    with scope.of_court(province.court.pk):
        receipt = Receipt.objects.get()
        assert (receipt.state, receipt.case_id, receipt.amount_fen) == (ReceiptState.IDENTIFIED, case.pk, CLAIM)
    page = log_in(province.officer).get(f"/cases/{case.pk}/money/").content.decode()
    assert "¥80,000.00" in page
    assert "data:image/svg" in page


def test_importing_a_statement_twice_changes_nothing(case: Case, province: Province, log_in: LogIn) -> None:
    client = received(province, log_in, ("500.00", "某人", "无", ""))
    again = client.post("/receipts/import", {"statement": statement(("500.00", "某人", "无", ""))})
    assert "已导入过" in again.content.decode()
    with scope.of_court(province.court.pk):
        assert Receipt.objects.count() == 1


def test_a_receipt_nobody_knows_waits_and_is_given_to_its_case_by_hand(
    case: Case, province: Province, log_in: LogIn
) -> None:
    client = received(province, log_in, ("80000.00", "不相识的人", "还款", ""))
    assert "没有线索" in client.get("/receipts/").content.decode()
    with scope.of_court(province.court.pk):
        receipt = Receipt.objects.get()
        assert receipt.state == ReceiptState.UNIDENTIFIED
    printed = case.number.replace("（", "(").replace("）", ")")
    answer = client.post(f"/receipts/{receipt.pk}/identify", {"number": printed, "reason": "电话核实"})
    assert answer.status_code == 302
    with scope.of_court(province.court.pk):
        receipt.refresh_from_db()
        assert receipt.case_id == case.pk
        assert receipt.reasons[-1]["message"] == "电话核实"


def test_a_receipt_is_not_given_to_a_case_of_another_court(province: Province, log_in: LogIn) -> None:
    foreign = file(province.stranger, draft(applicant="何丽珍", debtor="关德兴"))
    client = received(province, log_in, ("100.00", "不相识的人", "还款", ""))
    with scope.of_court(province.court.pk):
        receipt = Receipt.objects.get()
    assert client.post(f"/receipts/{receipt.pk}/identify", {"number": foreign.number}).status_code == 422
    with scope.of_court(province.court.pk):
        receipt.refresh_from_db()
        assert receipt.state == ReceiptState.UNIDENTIFIED


def test_an_officer_imports_no_statement(case: Case, province: Province, log_in: LogIn) -> None:
    answer = log_in(province.officer).post("/receipts/import", {"statement": statement(("1.00", "某人", "", ""))})
    assert answer.status_code == 409
    with scope.of_court(province.court.pk):
        assert not Receipt.objects.exists()


def test_a_wrong_identification_is_taken_back(case: Case, province: Province, log_in: LogIn) -> None:
    with scope.of_court(province.court.pk):
        number = CaseAccount.objects.get(case=case).number
    client = received(province, log_in, ("80000.00", "梁国栋", "", number))
    with scope.of_court(province.court.pk):
        receipt = Receipt.objects.get()
    assert client.post(f"/receipts/{receipt.pk}/take-back", {"reason": ""}).status_code == 409
    assert client.post(f"/receipts/{receipt.pk}/take-back", {"reason": "认错案件"}).status_code == 302
    with scope.of_court(province.court.pk):
        receipt.refresh_from_db()
        assert receipt.case_id is None


def planned(case: Case, province: Province, log_in: LogIn, *, amount: str = "80000.00") -> DistributionPlan:
    """Money on the case, and a draft plan made on the page by its officer."""
    with scope.of_court(province.court.pk):
        number = CaseAccount.objects.get(case=case).number
        debtor = Party.objects.get(case=case, role="debtor").person_id
    received(province, log_in, (amount, "梁国栋", "", number))
    client = log_in(province.officer)
    tried = client.get(f"/plans/new?debtor={debtor}&case={case.pk}&fee=first")
    assert tried.status_code == 200
    assert "试算结果" in tried.content.decode()
    with scope.of_court(province.court.pk):
        assert not DistributionPlan.objects.exists()
    kept = client.post("/plans/keep", {"debtor": debtor, "case": case.pk, "fee": "first"})
    assert kept.status_code == 302, kept.content.decode()
    with scope.of_court(province.court.pk):
        return DistributionPlan.objects.get()


def test_the_whole_way_from_a_plan_to_the_payees_account(case: Case, province: Province, log_in: LogIn) -> None:
    plan = planned(case, province, log_in)
    assert plan.waived  # one applicant: no window to wait for
    officer, chief = log_in(province.officer), log_in(province.chief)
    accountant, checker = log_in(province.accountant), log_in(province.checker)
    assert officer.post(f"/plans/{plan.pk}/confirm").status_code == 409  # not the officer's office
    assert chief.post(f"/plans/{plan.pk}/confirm").status_code == 302
    assert officer.post(f"/plans/{plan.pk}/carry_out").status_code == 302

    with scope.of_court(province.court.pk):
        party = Party.objects.get(case=case, role="applicant")
    wrong = {"holder": "别人", "number": "6222020000000001", "bank_name": "合成银行"}
    assert officer.post(f"/cases/{case.pk}/parties/{party.pk}/account", wrong).status_code == 422
    right = wrong | {"holder": "陈静"}
    assert officer.post(f"/cases/{case.pk}/parties/{party.pk}/account", right).status_code == 302

    assert accountant.post("/payouts/make").status_code == 302
    with scope.of_court(province.court.pk):
        batch = PayoutBatch.objects.get()
        payout = Payout.objects.get()
    assert payout.amount_fen + plan.fee_fen == CLAIM
    assert accountant.post(f"/payouts/{batch.pk}/check").status_code == 409  # the maker's office is not the checker's
    assert accountant.get(f"/payouts/{batch.pk}/file.xml").status_code == 409  # not before it is checked
    assert checker.post(f"/payouts/{batch.pk}/check").status_code == 302
    sent = accountant.get(f"/payouts/{batch.pk}/file.xml")
    assert payout.end_to_end_id in b"".join(sent.streaming_content).decode()

    out = io.BytesIO(b"<early/>")
    out.name = "result.xml"
    assert accountant.post(f"/payouts/{batch.pk}/results", {"results": out}).status_code == 409  # not sent yet
    assert accountant.post(f"/payouts/{batch.pk}/sent").status_code == 302
    out = io.BytesIO()
    pain002.write(
        out,
        report_id="R1",
        created_at=localtime(),
        message_id=batch.message_id,
        state=PaymentState.SETTLED,
        results=[PaymentResult(payout.end_to_end_id, PaymentState.SETTLED, settled_on=localdate())],
    )
    for _ in range(2):  # a result file that comes twice
        out.seek(0)
        out.name = "result.xml"
        assert accountant.post(f"/payouts/{batch.pk}/results", {"results": out}).status_code == 302
    with scope.of_court(province.court.pk):
        payout.refresh_from_db()
        assert payout.state == "paid"
        balance = Account.objects.get(court=province.court, kind=AccountKind.BANK).balance_fen
    assert balance == plan.fee_fen
    page = accountant.get(f"/payouts/{batch.pk}/").content.decode()
    assert "已支付" in page


def test_the_maker_of_a_plan_does_not_approve_it(case: Case, province: Province, log_in: LogIn) -> None:
    province.officer.roles = ["officer", "chief"]
    province.officer.save()
    plan = planned(case, province, log_in)
    answer = log_in(province.officer).post(f"/plans/{plan.pk}/confirm")
    assert answer.status_code == 409
    assert "不能审批自己拟定的方案" in answer.content.decode()
    with scope.of_court(province.court.pk):
        plan.refresh_from_db()
        assert plan.state == "draft"


def test_a_batch_taken_back_gives_the_money_back(case: Case, province: Province, log_in: LogIn) -> None:
    plan = planned(case, province, log_in)
    officer, chief, accountant = log_in(province.officer), log_in(province.chief), log_in(province.accountant)
    chief.post(f"/plans/{plan.pk}/confirm")
    officer.post(f"/plans/{plan.pk}/carry_out")
    with scope.of_court(province.court.pk):
        party = Party.objects.get(case=case, role="applicant")
        before = Account.objects.get(case=case, kind=AccountKind.PAYEE).balance_fen
    named = {"holder": "陈静", "number": "6222020000000001", "bank_name": "合成银行"}
    officer.post(f"/cases/{case.pk}/parties/{party.pk}/account", named)
    accountant.post("/payouts/make")
    with scope.of_court(province.court.pk):
        batch = PayoutBatch.objects.get()
    assert accountant.post(f"/payouts/{batch.pk}/cancel", {"reason": ""}).status_code == 409
    assert accountant.post(f"/payouts/{batch.pk}/cancel", {"reason": "账户有误"}).status_code == 302
    with scope.of_court(province.court.pk):
        assert Account.objects.get(case=case, kind=AccountKind.PAYEE).balance_fen == before


def test_the_day_is_reconciled_by_two(case: Case, province: Province, log_in: LogIn) -> None:
    accountant = received(province, log_in, ("500.00", "某人", "无", ""))
    page = accountant.get("/books/").content.decode()
    assert "相符" in page
    assert accountant.post("/books/keep", {"day": localdate().isoformat()}).status_code == 302
    with scope.of_court(province.court.pk):
        kept = Reconciliation.objects.get()
        assert (kept.bank_fen, kept.book_fen) == (50_000, 50_000)
    assert accountant.post(f"/books/{kept.pk}/sign").status_code == 409
    assert log_in(province.checker).post(f"/books/{kept.pk}/sign").status_code == 302
    with scope.of_court(province.court.pk):
        kept.refresh_from_db()
        assert kept.signed_by == "nh-sun"


def test_a_layout_nobody_knows_is_explained_once(case: Case, province: Province, log_in: LogIn) -> None:
    with scope.of_court(province.court.pk):
        assert BankAccount.objects.filter(court=province.court).exists()
    client = log_in(province.accountant)

    def odd(amount: str, serial: str) -> io.BytesIO:
        text = f"甲栏,乙栏,丙栏,丁栏,戊栏\n{localdate().isoformat()},{amount},王某某,还款,{serial}\n"
        made = io.BytesIO(text.encode())
        made.name = f"{serial}.csv"
        return made

    asked = client.post("/receipts/import", {"statement": odd("120.00", "Q1")})
    assert asked.status_code == 422
    page = asked.content.decode()
    data, signature = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("data", "signature"))
    told = client.post(
        "/receipts/import",
        {
            "data": data,
            "name": "Q1.csv",
            "signature": signature,
            "bank": "某农商行",
            "unit": "yuan",
            "heading": ["甲栏", "乙栏", "丙栏", "丁栏", "戊栏"],
            "meaning": ["date", "credit", "counterparty", "remark", "reference"],
        },
    )
    assert told.status_code == 200, told.content.decode()
    assert client.post("/receipts/import", {"statement": odd("130.00", "Q2")}).status_code == 200
    with scope.of_court(province.court.pk):
        assert sorted(Receipt.objects.values_list("amount_fen", flat=True)) == [12_000, 13_000]
