"""What goes wrong on the way of the money: a clear message each time, nothing lost and nothing done twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import BankTransfer, Payout, PayoutBatch, PayoutState, Posting, Receipt
from duixian.domain.parties.models import Person
from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.flows import pay_out
from duixian.ports.banks import Bank, BatchReport, PaymentBatch
from duixian.reading.statements.model import StatementFile
from duixian.testing.scenes.short import draft
from duixian.testing.scenes.stage import Stage, opened, resident_id

DAY = date(2026, 5, 11)
DEBTOR = "周建平"


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


@pytest.fixture
def stage(real_db: str, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path, DAY) as here:
        yield here


@pytest.fixture
def case(stage: Stage) -> Case:
    return stage.file(draft(1, "何桂兰", "货款", 5_000_000, DEBTOR))


def counts(stage: Stage) -> tuple[int, int, int]:
    with scope.of_court(stage.court.pk):
        return BankTransfer.objects.count(), Receipt.objects.count(), Posting.objects.count()


def approved_batch(stage: Stage, case: Case, fen: int = 1_000_000) -> PayoutBatch:
    """A batch of one payee that every hand has been on."""
    stage.pay_in(fen, payer=DEBTOR, case=case)
    stage.import_statement()
    stage.carry_out(stage.plan([case], stage.debtor_of(case)))
    stage.name_accounts()
    with scope.of_court(stage.court.pk):
        batch = pay_out.make_batch(acting=stage.staff["accountant"], now=stage.moment)
    with scope.of_court(stage.court.pk):
        return pay_out.check_batch(acting=stage.staff["checker"], batch=batch, now=stage.moment)


def settle(stage: Stage) -> None:
    while stage.books.settle():
        pass


def test_two_parties_with_one_identity_number_are_not_filed_and_leave_nobody_behind(stage: Stage) -> None:
    wrong = draft(1, "何桂兰", "货款", 5_000_000, DEBTOR)
    same = resident_id(51)
    wrong = replace(wrong, parties=tuple(replace(party, id_number=same) for party in wrong.parties))

    with pytest.raises(BadInput) as refusal:
        stage.file(wrong)

    assert [fault.code for fault in refusal.value.faults] == ["draft.one_number_two_names"]
    assert {"何桂兰", DEBTOR} <= set(refusal.value.faults[0].data.values())
    with scope.of_court(stage.court.pk):
        assert not Person.objects.exists()
        assert not Case.objects.exists()


def test_a_remark_with_a_case_of_another_court_waits_for_a_person(stage: Stage, case: Case) -> None:
    stage.pay_in(500_000, payer=DEBTOR, case=case, remark="（2026）苏0803执77号")

    report = stage.import_statement()

    assert report.identified == []
    (receipt,) = report.waiting
    assert receipt.candidates[0]["number"] == case.number
    with scope.of_court(stage.court.pk):
        assert funds.on_account(case.pk) == 0


def test_a_statement_imported_twice_changes_nothing(stage: Stage, case: Case, dsn: str) -> None:
    stage.pay_in(500_000, payer=DEBTOR, case=case)
    data = stage.statement()
    stage.import_statement(data)
    before = counts(stage)

    again = stage.import_statement(data)
    other_file = stage.import_statement(data.replace(b"</Document>", b"\n</Document>"))

    assert again.repeated
    assert (other_file.identified, other_file.waiting, other_file.known) == ([], [], 1)
    assert counts(stage) == before
    assert verify(dsn).findings == []


def test_a_statement_whose_sums_disagree_is_not_booked_at_all(stage: Stage, case: Case) -> None:
    stage.pay_in(500_000, payer=DEBTOR, case=case)
    doubtful = stage.statement().replace(b">5000.00<", b">5000.01<", 1)
    before = counts(stage)

    with pytest.raises(BadInput) as refusal:
        stage.import_statement(doubtful)

    assert any(fault.code.startswith("statement.") for fault in refusal.value.faults)
    assert all(fault.message for fault in refusal.value.faults)
    assert counts(stage) == before


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_statement_is_refused_and_the_whole_one_still_goes_in(
    stage: Stage, case: Case, part: float
) -> None:
    stage.pay_in(500_000, payer=DEBTOR, case=case)
    whole = stage.statement()
    before = counts(stage)

    with pytest.raises(BadInput) as refusal:
        stage.import_statement(whole[: int(len(whole) * part)])

    assert refusal.value.faults[0].remedy
    assert counts(stage) == before
    assert len(stage.import_statement(whole).identified) == 1


def test_a_result_that_comes_twice_pays_once(stage: Stage, case: Case, dsn: str) -> None:
    batch = approved_batch(stage, case)
    pay_out.submit(court_id=stage.court.pk, batch_id=batch.pk, bank=stage.bank, now=stage.moment)
    settle(stage)
    for _ in range(3):
        pay_out.collect(court_id=stage.court.pk, batch_id=batch.pk, bank=stage.bank, now=stage.moment)

    with scope.of_court(stage.court.pk):
        assert Posting.objects.filter(act="paid").count() == 1
        payout = Payout.objects.get()
        assert payout.state == PayoutState.PAID
    assert stage.books.balance(payout.account_number) == payout.amount_fen
    assert verify(dsn).findings == []


class Dying:
    """The process dies after the bank has acted and before anything was noted."""

    def __init__(self, bank: Bank, after: str) -> None:
        self.bank = bank
        self.after = after

    def submit(self, batch: PaymentBatch) -> BatchReport:
        report = self.bank.submit(batch)
        if self.after == "submit":
            raise KeyboardInterrupt
        return report

    def results(self, message_id: str) -> BatchReport:
        report = self.bank.results(message_id)
        if self.after == "results":
            raise KeyboardInterrupt
        return report

    def statement(self, account: str, *, first: date, last: date) -> StatementFile:
        return self.bank.statement(account, first=first, last=last)


def test_a_crash_between_the_bank_and_our_note_is_made_good_by_trying_again(stage: Stage, case: Case, dsn: str) -> None:
    batch = approved_batch(stage, case)
    where = {"court_id": stage.court.pk, "batch_id": batch.pk, "now": stage.moment}

    with pytest.raises(KeyboardInterrupt):
        pay_out.submit(bank=Dying(stage.bank, "submit"), **where)
    with scope.of_court(stage.court.pk):
        assert PayoutBatch.objects.get(pk=batch.pk).state == batch.state
    pay_out.submit(bank=stage.bank, **where)
    settle(stage)
    with pytest.raises(KeyboardInterrupt):
        pay_out.collect(bank=Dying(stage.bank, "results"), **where)
    done = pay_out.collect(bank=stage.bank, **where)

    assert done.state == PayoutState.PAID
    with scope.of_court(stage.court.pk):
        payout = Payout.objects.get()
    assert stage.books.balance(payout.account_number) == payout.amount_fen
    assert stage.books.balance(stage.account.number) == funds_in_bank(stage)
    assert verify(dsn).findings == []


def funds_in_bank(stage: Stage) -> int:
    with scope.of_court(stage.court.pk):
        return funds.trial_balance(court_id=stage.court.pk, on=stage.today).have


def test_a_payment_that_comes_back_is_the_payees_again_once(stage: Stage, case: Case, dsn: str) -> None:
    stage.books.behaviour = stage.books.behaviour.changed({"give_back": 1000})
    batch = approved_batch(stage, case)
    pay_out.submit(court_id=stage.court.pk, batch_id=batch.pk, bank=stage.bank, now=stage.moment)
    stage.books.settle()
    pay_out.collect(court_id=stage.court.pk, batch_id=batch.pk, bank=stage.bank, now=stage.moment)
    settle(stage)
    data = stage.statement()

    report = stage.import_statement(data)
    stage.import_statement(data.replace(b"</Document>", b"\n</Document>"))

    assert report.returned == 1
    with scope.of_court(stage.court.pk):
        assert Payout.objects.get().state == PayoutState.RETURNED
        assert funds.money_of([case.pk])[case.pk].with_payees == Payout.objects.get().amount_fen
        assert Posting.objects.filter(act="payout_returned").count() == 1
    assert verify(dsn).findings == []


def test_a_payment_that_comes_back_before_we_heard_that_it_went_is_not_lost(stage: Stage, case: Case, dsn: str) -> None:
    stage.books.behaviour = stage.books.behaviour.changed({"give_back": 1000})
    batch = approved_batch(stage, case)
    pay_out.submit(court_id=stage.court.pk, batch_id=batch.pk, bank=stage.bank, now=stage.moment)
    settle(stage)

    stage.import_statement()
    pay_out.collect(court_id=stage.court.pk, batch_id=batch.pk, bank=stage.bank, now=stage.moment)

    with scope.of_court(stage.court.pk):
        payout = Payout.objects.get()
        assert funds.money_of([case.pk])[case.pk].with_payees == payout.amount_fen
    assert stage.books.balance(stage.account.number) == funds_in_bank(stage)
    assert verify(dsn).findings == []


def test_a_receipt_of_another_court_cannot_be_given_to_our_case(stage: Stage, case: Case) -> None:
    from duixian.domain.courts.models import Level
    from duixian.domain.courts.services import found_court
    from duixian.domain.funds.services import receipts

    other = found_court(code="苏0803", name="淮安市淮安区人民法院", level=Level.BASIC, parent=None)
    stage.pay_in(500_000, payer="某人")
    (receipt,) = stage.import_statement().waiting
    receipt.court_id = other.pk

    with scope.of_court(stage.court.pk), pytest.raises(Refused) as refusal:
        receipts.identify(
            acting=stage.staff["accountant"], receipt=receipt, case=case, reasons=[], on=DAY, now=stage.moment
        )

    assert refusal.value.reasons[0].code == "receipt.other_court"
    with scope.of_court(stage.court.pk):
        assert funds.on_account(case.pk) == 0
