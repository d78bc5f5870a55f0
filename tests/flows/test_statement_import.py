"""Statements as they come in real courts: two forms of one day, several in one file, money of ours that comes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from courthouse import FILED, CourtHouse, found, item
from django.db import connection

from duixian.base.faults import Refused
from duixian.domain.courts import scope
from duixian.domain.courts.models import Level, Officer
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import CaseAccount, LineDoubt, Payout, PayoutState, Receipt, ReceiptState
from duixian.domain.funds.services import receipts
from duixian.ports.banks import PaymentState
from duixian.reading.statements import Direction

DAY = date(2026, 4, 1)
END = date(2026, 12, 31)


def csv(*rows: tuple[str, str, str, str, str, str]) -> bytes:
    """A day as an online bank exports it: serials of its own kind, no sub-account."""
    head = "交易日期,收入金额,支出金额,余额,对方户名,摘要"
    return "\n".join((head, *(",".join(row) for row in rows))).encode("utf-8-sig")


def bank_balance(own: CourtHouse) -> int:
    return funds.trial_balance(court_id=own.court.pk, on=END).have


def test_one_day_in_two_forms_is_booked_once(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)

    report = own.take_in(csv(("2026-04-01", "5000.00", "", "5000.00", "某某公司", f"{case.number}案款")), "a.csv")

    assert bank_balance(own) == 500_000
    assert Receipt.objects.count() == 1
    (doubt,) = report.doubted
    assert doubt.twin.receipt.case == case
    assert [fault.code for fault in report.faults] == ["statement.told_before"]
    assert list(funds.lines_in_doubt(own.court.pk)) == [doubt]


def test_a_second_payment_of_the_same_sum_is_booked_once_somebody_says_it_is_another(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    (doubt,) = own.take_in(csv(("2026-04-01", "5000.00", "", "", "某某公司", "再付一笔")), "a.csv").doubted

    receipt = receipts.settle_doubt(
        acting=own.accountant, doubt=doubt, same=False, reason="流水号不同，银行电话核实为两笔", now=own.now
    )

    assert receipt is not None
    assert (receipt.state, receipt.amount_fen) == (ReceiptState.UNIDENTIFIED, 500_000)
    assert bank_balance(own) == 1_000_000
    assert not funds.lines_in_doubt(own.court.pk).exists()
    with pytest.raises(Refused, match="已"):
        receipts.settle_doubt(acting=own.accountant, doubt=doubt, same=False, reason="再说一次", now=own.now)


def test_a_line_said_to_be_the_same_is_never_booked(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    (doubt,) = own.take_in(csv(("2026-04-01", "5000.00", "", "", "某某公司", "案款")), "a.csv").doubted

    assert receipts.settle_doubt(acting=own.accountant, doubt=doubt, same=True, reason="同一笔", now=own.now) is None

    assert bank_balance(own) == 500_000
    assert not funds.lines_in_doubt(own.court.pk).exists()


def test_different_balances_tell_two_payments_of_one_sum_apart(own: CourtHouse) -> None:
    own.take_in(
        csv(
            ("2026-04-01", "5000.00", "", "5000.00", "甲", "一"),
        ),
        "morning.csv",
    )

    report = own.take_in(
        csv(
            ("2026-04-01", "5000.00", "", "10000.00", "甲", "一"),
        ),
        "afternoon.csv",
    )

    assert report.doubted == []
    assert bank_balance(own) == 1_000_000


def test_two_serials_of_one_form_are_two_payments(own: CourtHouse) -> None:
    own.take_in(own.camt(own.transfer(500_000, DAY)), "a.xml")

    report = own.take_in(own.camt(own.transfer(500_000, DAY)), "b.xml")

    assert report.doubted == []
    assert bank_balance(own) == 1_000_000


def test_each_line_has_one_twin_only(own: CourtHouse) -> None:
    own.take_in(own.camt(own.transfer(500_000, DAY)), "a.xml")
    row = ("2026-04-01", "5000.00", "", "", "某某公司")

    report = own.take_in(csv((*row, "一"), (*row, "二")), "a.csv")

    assert len(report.doubted) == 1
    assert bank_balance(own) == 1_000_000


def test_a_file_of_two_statements_is_taken_in_whole_and_once(own: CourtHouse) -> None:
    first = own.camt(own.transfer(100_000, DAY)).decode()
    second = own.camt(own.transfer(200_000, DAY + timedelta(days=1))).decode()
    statement = second[second.index("<Stmt>") : second.index("</Stmt>") + len("</Stmt>")]
    both = first.replace("</Stmt>", "</Stmt>" + statement).encode()

    report = own.take_in(both)
    again = own.take_in(both, "again.xml")

    assert len(report.statements) == 2
    assert bank_balance(own) == 300_000
    assert again.repeated
    assert len(again.statements) == 2


def test_an_upper_court_does_not_find_the_cases_of_the_courts_below(db: None) -> None:
    upper = found("苏08", "淮安市中级人民法院", Level.INTERMEDIATE)
    lower = found("苏0804", "淮安市淮阴区人民法院", parent=upper.court)
    with scope.of_court(lower.court.pk):
        case = lower.file(item("1", 1_000_000, "洪春生", "黎明华"))
        number = CaseAccount.objects.get(case=case).number

    with scope.of_officer(Officer.objects.get(username=upper.accountant.code)):
        report = upper.take_in(upper.camt(upper.transfer(500_000, DAY, sub_account=number, counterparty="黎明华")))

    assert (report.identified, report.waiting[0].candidates) == ([], [])


def paid(own: CourtHouse) -> Payout:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    own.distribute(case, on=DAY)
    own.name(own.applicant(case))
    batch = own.sent()
    own.answer(batch, PaymentState.SETTLED, on=DAY)
    return batch.payouts.get()


def came_back(own: CourtHouse, payout: Payout, fen: int) -> bytes:
    line = own.transfer(
        fen, DAY + timedelta(days=1), returned=True, end_to_end_id=payout.end_to_end_id, reason_code="AC04"
    )
    return own.camt(line)


def test_a_payment_that_came_back_before_its_result_was_read_is_the_payees_again(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    own.distribute(case, on=DAY)
    own.name(own.applicant(case))
    batch = own.sent()
    payout = batch.payouts.get()

    report = own.take_in(came_back(own, payout, 500_000), "back.xml")
    own.answer(batch, PaymentState.SETTLED)

    payout.refresh_from_db()
    assert report.returned == 1
    assert payout.state == PayoutState.RETURNED
    money = funds.money_of([case.pk])[case.pk]
    assert (money.with_payees, money.under_way, bank_balance(own)) == (500_000, 0, 500_000)


def test_a_return_of_another_sum_waits_for_somebody(own: CourtHouse) -> None:
    payout = paid(own)

    report = own.take_in(came_back(own, payout, 499_000), "back.xml")

    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert [receipt.amount_fen for receipt in report.waiting] == [499_000]
    assert bank_balance(own) == 499_000


def test_a_return_told_in_two_forms_counts_once(own: CourtHouse) -> None:
    payout = paid(own)
    own.take_in(came_back(own, payout, 500_000), "back.xml")

    own.take_in(csv(("2026-04-02", "5000.00", "", "", "洪春生", "退汇 账户不符")), "back.csv")

    assert bank_balance(own) == 500_000
    assert LineDoubt.objects.count() == 1


def test_the_banks_own_lines_of_our_payouts_move_nothing(own: CourtHouse) -> None:
    payout = paid(own)
    line = replace(own.transfer(500_000, DAY, end_to_end_id=payout.end_to_end_id), direction=Direction.DEBIT)

    own.take_in(own.camt(line), "out.xml")
    own.take_in(csv(("2026-04-01", "", "5000.00", "", "洪春生", "代付")), "out.csv")

    compared = funds.compare_with_bank(bank_account=own.bank, day=DAY)
    assert bank_balance(own) == 0
    assert list(compared.differences) == []


def test_one_case_that_cannot_be_counted_does_not_stop_the_statement(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    with connection.cursor() as cursor:  # a title whose day nobody can have meant
        cursor.execute("update cases_obligation set terms = jsonb_set(terms, '{due,on}', '\"1900-01-01\"')")

    report = own.take_in(own.camt(own.transfer(500_000, FILED, counterparty="黎明华")))

    assert [found["number"] for found in report.waiting[0].candidates] == [case.number]
