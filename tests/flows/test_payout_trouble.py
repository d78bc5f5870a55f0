"""Payouts when something goes wrong between us and the bank: nobody is paid twice, nobody is forgotten."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from courthouse import CourtHouse, item

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import PayoutBatch, PayoutState
from duixian.flows import pay_out
from duixian.flows.move_case import Act, close_case, move_case
from duixian.ports.banks import BankRefused, BatchReport, PaymentBatch, PaymentState, UnknownBatch

DAY = date(2026, 4, 1)


@pytest.fixture
def case(own: CourtHouse) -> Case:
    """A case whose applicant has 5,000.00 to be paid, and an account."""
    filed = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(filed, 500_000, DAY)
    own.distribute(filed, on=DAY)
    own.name(own.applicant(filed))
    return filed


@dataclass
class Refusing:
    """A bank that refuses a batch; whether it knows the batch all the same is the test's."""

    knows: bool = False
    asked: list[str] = field(default_factory=list)

    def submit(self, batch: PaymentBatch) -> BatchReport:
        raise BankRefused(Fault("bank.refused", "银行拒收整个批次：账号 6217000000000011 格式不对"))

    def results(self, message_id: str) -> BatchReport:
        self.asked.append(message_id)
        if not self.knows:
            raise UnknownBatch(message_id)
        return BatchReport(message_id=message_id, report_id="R", state=PaymentState.PENDING)

    def statement(self, account: str, *, first: date, last: date) -> object:
        raise NotImplementedError


def submit(own: CourtHouse, batch: PayoutBatch, bank: Refusing) -> PayoutBatch:
    return pay_out.submit(court_id=own.court.pk, batch_id=batch.pk, bank=bank, now=own.now)  # type: ignore[arg-type]


def test_a_batch_the_bank_refuses_returns_to_its_payees(own: CourtHouse, case: Case) -> None:
    batch = submit(own, own.batch(), Refusing())

    payout = batch.payouts.get()
    money = funds.money_of([case.pk])[case.pk]
    assert (batch.state, payout.state) == (PayoutState.FAILED, PayoutState.FAILED)
    assert "格式不对" in payout.reason
    assert (money.with_payees, money.under_way) == (500_000, 0)
    assert own.batch().count == 1  # and can be paid again


def test_a_batch_the_bank_has_after_all_is_not_paid_again(own: CourtHouse, case: Case) -> None:
    batch = submit(own, own.batch(), Refusing(knows=True))

    assert batch.state == PayoutState.SENT
    assert funds.money_of([case.pk])[case.pk].with_payees == 0


def test_an_answer_that_contradicts_a_final_one_is_not_passed_over(own: CourtHouse, case: Case) -> None:
    batch = own.sent()
    assert own.answer(batch, PaymentState.REJECTED) == (0, 1)

    with pytest.raises(BadInput) as told:
        own.answer(batch, PaymentState.SETTLED)

    assert {fault.code for fault in told.value.faults} == {"payout.contradiction"}


def test_an_answer_for_a_batch_that_was_withdrawn_is_refused(own: CourtHouse, case: Case) -> None:
    batch = pay_out.make_batch(acting=own.accountant, now=own.now)
    batch = pay_out.cancel_batch(acting=own.accountant, batch=batch, reason="账号有误", now=own.now)

    with pytest.raises(Refused) as refusal:
        own.answer(batch, PaymentState.SETTLED)

    assert refusal.value.reasons[0].code == "payout.not_sent"


def test_an_answer_before_the_batch_is_noted_as_sent_changes_nothing(own: CourtHouse, case: Case) -> None:
    batch = own.batch()

    with pytest.raises(Refused):
        own.answer(batch, PaymentState.SETTLED)

    assert batch.payouts.get().state == PayoutState.CHECKED


def test_a_result_is_read_by_those_who_deal_with_the_bank(own: CourtHouse, case: Case) -> None:
    batch = own.sent()
    report = BatchReport(message_id=batch.message_id, report_id="R", state=PaymentState.SETTLED)

    with pytest.raises(Refused):
        pay_out.take_report(acting=own.officer, batch=batch, report=report, now=own.now)


def test_a_batch_whose_payee_named_another_account_goes_no_further(own: CourtHouse, case: Case) -> None:
    batch = pay_out.make_batch(acting=own.accountant, now=own.now)
    own.name(own.applicant(case), "6217000000000029")

    with pytest.raises(Refused) as refusal:
        pay_out.check_batch(acting=own.checker, batch=batch, now=own.now)

    assert refusal.value.reasons[0].code == "payout.account_replaced"
    pay_out.cancel_batch(acting=own.accountant, batch=batch, reason="收款账户已更换", now=own.now)
    assert own.batch().payouts.get().account_number == "6217000000000029"


def test_a_payment_that_comes_back_after_closing_is_the_payees_to_be_paid_again(own: CourtHouse) -> None:
    case = own.file(item("1", 500_000, "洪春生", "黎明华"))
    paid_on = date(2026, 3, 10)
    own.receive(case, 600_000, paid_on)
    own.distribute(case, on=paid_on)
    own.name(own.applicant(case))
    own.name(own.debtor(case), "6217000000000037")
    batch = own.sent()
    own.answer(batch, PaymentState.SETTLED, on=paid_on)
    close_case(acting=own.officer, case=case, on=paid_on, now=own.now)
    payout = batch.payouts.get(payee=own.applicant(case))

    back = own.transfer(payout.amount_fen, DAY, returned=True, end_to_end_id=payout.end_to_end_id)
    own.take_in(own.camt(back), "back.xml")

    assert funds.money_of([case.pk])[case.pk].with_payees == payout.amount_fen
    again = own.sent()
    own.answer(again, PaymentState.SETTLED, on=DAY)
    assert funds.money_of([case.pk])[case.pk].waiting == 0


def test_while_a_case_is_suspended_its_payees_wait(own: CourtHouse, case: Case) -> None:
    own.decide(case, Act.SUSPEND, "other_suspension", on=DAY, reason="受理破产申请")

    with pytest.raises(Refused) as refusal:
        own.batch()

    assert refusal.value.reasons[0].code == "payout.nobody"
    move_case(acting=own.officer, case=Case.objects.get(), act=Act.RESUME, on=DAY, now=own.now, reason="驳回破产申请")
    assert own.batch().total_fen == 500_000
