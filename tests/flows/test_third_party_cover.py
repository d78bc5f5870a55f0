"""What others owe the debtor is held like money: within the need, let go when it is superfluous, and free when paid."""

from datetime import date

import pytest
from courthouse import FILED, CourtHouse, item
from django.db import DatabaseError, transaction
from estate import DAY, Estate

from duixian.base.faults import Refused
from duixian.domain.assets.models import Budget, Control, ThirdPartyDebt
from duixian.domain.assets.selectors import thirdparty as reading
from duixian.domain.assets.services import budgets, controls, thirdparty
from duixian.domain.cases.models import Case
from duixian.domain.funds.models import CaseAccount, Receipt
from duixian.domain.funds.services import receipts
from duixian.domain.parties.models import Person
from duixian.flows import identify_receipt, release_excess, third_party_debt
from duixian.testing.scenes.stage import resident_id

pytestmark = pytest.mark.django_db

OWED = 10_000_00
PAID_ON = date(2026, 3, 12)
S = ThirdPartyDebt.State


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))
    estate.state(case)
    return case


def debt_of(estate: Estate, case: Case, fen: int, name: str = "魏长安", *, served: bool = True) -> ThirdPartyDebt:
    house = estate.house
    third = Person.objects.create(
        court=house.court, kind="natural", name=name, id_number=resident_id(900 + sum(map(ord, name)) % 90)
    )
    debt = third_party_debt.draft(
        acting=house.officer, case=case, debtor=house.debtor(case), third_party=third, amount=fen,
        basis="2025年购销合同及对账单", on=DAY, now=house.now,
    )  # fmt: skip
    if served:
        debt = third_party_debt.approve(acting=house.chief, debt=debt, on=DAY, now=house.now)
        debt = third_party_debt.serve(acting=house.officer, debt=debt, on=DAY, now=house.now)
    return debt


def receive(estate: Estate, case: Case, fen: int, payer: str) -> Receipt:
    number = CaseAccount.objects.get(case=case).number
    line = estate.house.transfer(fen, PAID_ON, sub_account=number, counterparty=payer)
    [receipt] = estate.house.take_in(estate.house.camt(line)).identified
    return receipt


def pay(estate: Estate, debt: ThirdPartyDebt, receipt: Receipt, reason: str = "") -> ThirdPartyDebt:
    return third_party_debt.pay(
        acting=estate.house.officer, debt=debt, receipt=receipt, reason=reason, on=PAID_ON, now=estate.house.now
    )


def take_back(estate: Estate, receipt: Receipt) -> None:
    receipt.refresh_from_db()
    identify_receipt.take_back_receipt(
        acting=estate.house.accountant, receipt=receipt, reason="认领有误", on=PAID_ON, now=estate.house.now
    )


def sums(case: Case) -> tuple[int, int]:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen + budget.whole_fen, budget.need_fen


def test_a_frozen_debt_takes_its_part_of_what_the_case_may_hold(estate: Estate, case: Case) -> None:
    _, need = sums(case)
    debt_of(estate, case, 6_000_00, served=False)
    estate.account(estate.house.debtor(case), 50_000_00)

    [line] = estate.propose(case).lines

    assert line.line.amount == need - 6_000_00
    estate.control(case)
    assert sums(case) == (need, need)


def test_beside_a_frozen_debt_no_account_is_frozen_over_the_need(estate: Estate, case: Case) -> None:
    _, need = sums(case)
    debt_of(estate, case, 6_000_00)
    account = estate.account(estate.house.debtor(case), 50_000_00)

    with pytest.raises(Refused) as refused:
        controls.order_control(
            acting=estate.house.officer, case=case, asset=account, limit=need - 6_000_00 + 1,
            kind="freeze", standing=False, until=DAY, why=[], on=DAY,
        )  # fmt: skip

    assert refused.value.reasons[0].code == "control.over"
    assert not Control.objects.exists()
    assert sums(case)[0] == 6_000_00


def test_below_every_flow_a_debt_over_the_need_is_refused(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    held = sums(case)
    third = Person.objects.create(court=estate.house.court, kind="natural", name="甲", id_number=resident_id(901))

    with pytest.raises(Refused) as refused:
        thirdparty.make_out(
            acting=estate.house.officer, case=case, debtor=estate.house.debtor(case), third_party=third, amount=1,
            basis="合同", falls_due_on=None, now=estate.house.now,
        )  # fmt: skip

    assert refused.value.reasons[0].code == "control.over"
    assert not ThirdPartyDebt.objects.exists()
    assert sums(case) == held


def test_the_sum_of_a_debt_stands(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00)

    with pytest.raises(DatabaseError), transaction.atomic():
        ThirdPartyDebt.objects.filter(pk=debt.pk).update(amount_fen=1)

    assert sums(case)[0] == 6_000_00


def test_lifting_a_freeze_gives_the_room_back(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00)
    third_party_debt.end(acting=estate.house.chief, debt=debt, why="撤回", on=DAY, now=estate.house.now)

    assert sums(case)[0] == 0


def test_when_others_pay_what_is_superfluous_of_a_debt_is_let_go_of_itself(estate: Estate, case: Case) -> None:
    _, need = sums(case)
    debt = debt_of(estate, case, 6_000_00)
    receive(estate, case, 7_000_00, "黎明华")

    debt.refresh_from_db()
    held, left = sums(case)
    assert held == left < need
    assert (debt.state, reading.holds(debt)) == (S.SERVED, left)
    assert third_party_debt.standing(debt, on=date(2026, 4, 30)).enforceable == left


def test_a_debt_is_let_go_before_money_on_an_account(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00)
    estate.account(estate.house.debtor(case), 50_000_00)
    [control] = estate.control(case)
    receive(estate, case, 5_000_00, "黎明华")

    debt.refresh_from_db()
    control.refresh_from_db()
    assert debt.released_fen > 5_000_00
    assert control.releasing_fen == 0
    assert sums(case)[0] == sums(case)[1]


def test_a_draft_that_became_superfluous_is_over_and_cannot_be_approved(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00, served=False)
    receive(estate, case, 7_000_00, "黎明华")

    with pytest.raises(Refused):
        third_party_debt.approve(acting=estate.house.chief, debt=debt, on=PAID_ON, now=estate.house.now)

    debt.refresh_from_db()
    assert debt.state == S.ENDED


def test_what_was_let_go_for_a_payment_under_another_name_was_let_go_for_that_payment(
    estate: Estate, case: Case
) -> None:
    debt = debt_of(estate, case, 8_000_00)
    receipt = receive(estate, case, 3_000_00, "某某公司")
    debt.refresh_from_db()
    before = debt.released_fen
    debt = pay(estate, debt, receipt, "代付")

    assert before > 0
    assert (debt.paid_fen, debt.released_fen, reading.holds(debt)) == (3_000_00, 0, 5_000_00)
    assert sums(case)[0] == 5_000_00


def test_a_receipt_taken_back_puts_the_debt_where_it_was(estate: Estate, case: Case) -> None:
    _, need = sums(case)
    debt = debt_of(estate, case, 6_000_00)
    receipt = receive(estate, case, 6_000_00, "魏长安")
    assert pay(estate, debt, receipt).state == S.PAID
    take_back(estate, receipt)

    debt.refresh_from_db()
    assert (debt.state, debt.paid_fen, reading.holds(debt)) == (S.SERVED, 0, 6_000_00)
    assert sums(case) == (6_000_00, need)


def test_a_receipt_given_to_the_case_again_is_paid_on_the_debt_again(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00)
    receipt = receive(estate, case, 6_000_00, "魏长安")
    pay(estate, debt, receipt)
    take_back(estate, receipt)
    receipt.refresh_from_db()
    identify_receipt.identify_receipt(
        acting=estate.house.accountant, receipt=receipt, case=case, reasons=[], on=PAID_ON, now=estate.house.now
    )

    debt.refresh_from_db()
    assert (debt.state, debt.paid_fen, reading.holds(debt)) == (S.PAID, 6_000_00, 0)


def test_of_a_debt_unpaid_again_no_more_is_frozen_than_there_is_room_for(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00)
    receipt = receive(estate, case, 6_000_00, "魏长安")
    debt = pay(estate, debt, receipt)
    receipt.refresh_from_db()
    receipts.take_back(
        acting=estate.house.accountant, receipt=receipt, reason="认领有误", on=PAID_ON, now=estate.house.now
    )
    stated = [budgets.Stated(1_000_00, [])]
    budgets.state_need(
        acting=estate.house.officer, case=case, stated=stated, stated_on=DAY, expected_on=DAY, now=estate.house.now
    )
    debt = thirdparty.recount_paid(acting=estate.house.officer, debt=debt, now=estate.house.now)

    assert (debt.state, debt.paid_fen, reading.holds(debt)) == (S.SERVED, 0, 1_000_00)
    assert sums(case) == (1_000_00, 1_000_00)


def test_a_case_that_is_over_lets_its_debts_go(estate: Estate, case: Case) -> None:
    debt = debt_of(estate, case, 6_000_00)
    Case.objects.filter(pk=case.pk).update(state="closed", closing="settled", closed_on=FILED)
    release_excess.settle(case=case, acting=estate.house.officer, on=FILED, now=estate.house.now)

    debt.refresh_from_db()
    assert (debt.state, sums(case)) == (S.ENDED, (0, 0))
