"""Held money is taken only as far as it is owed and may be, and is followed until it lies on the case's account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from courthouse import CourtHouse, item
from estate import DAY, KEPT, Estate

from duixian.base.faults import Refused
from duixian.domain.assets.models import Budget, Control, ControlOrder, ControlState, OutsiderObjection
from duixian.domain.cases.models import Case
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import CaseAccount, Receipt
from duixian.flows import deduct_money, object_to_act
from duixian.flows.identify_receipt import identify_receipt, take_back_receipt
from duixian.flows.import_statement import ImportReport
from duixian.flows.move_case import close_case
from duixian.flows.state_debt import debt_of
from duixian.law.control import Earmark
from duixian.law.procedure.objection_life import ObjectionKind
from duixian.ports.agencies import Act
from duixian.ports.banks import PaymentState

OWED = 10_000_00


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))
    estate.state(case)
    return case


@pytest.fixture
def control(estate: Estate, case: Case) -> Control:
    estate.account(estate.house.debtor(case), 50_000_00)
    return estate.control(case)[0]


def budget(case: Case) -> Budget:
    return Budget.objects.get(case=case, person=None)


def draft(estate: Estate, control: Control, fen: int | None = None) -> ControlOrder:
    return deduct_money.deduct(
        acting=estate.house.officer, control=control, amount=fen, on=estate.day, now=estate.house.now
    )


def approve(estate: Estate, order: ControlOrder) -> None:
    deduct_money.approve(acting=estate.house.chief, drafts=[order], on=estate.day, now=estate.house.now)


def deducted(estate: Estate, control: Control, fen: int | None = None) -> ControlOrder:
    """Drafted, approved, sent and answered."""
    order = draft(estate, control, fen)
    approve(estate, order)
    estate.run()
    order.refresh_from_db()
    return order


def comes(estate: Estate, order: ControlOrder, fen: int | None = None, **more: object) -> ImportReport:
    """The bank's statement has the money under the order's key."""
    house = estate.house
    line = house.transfer(order.done_fen or 0 if fen is None else fen, DAY, remark=f"扣划 {order.key.lower()}", **more)
    return house.take_in(house.camt(line), f"{house.serial}.xml")


def test_deducted_money_lands_on_its_case_and_lowers_the_debt_of_the_day(
    estate: Estate, case: Case, control: Control
) -> None:
    owed = debt_of(case, on=DAY).remaining
    order = deducted(estate, control, 4_000_00)

    report = comes(estate, order)

    (receipt,) = report.identified
    order.refresh_from_db()
    control.refresh_from_db()
    assert (receipt.case, receipt.source, order.receipt) == (case, "deducted", receipt)
    assert debt_of(case, on=DAY).remaining == owed - 4_000_00
    assert control.transit_fen == 0
    assert funds.on_account(case.pk) == 4_000_00


def test_money_on_its_way_stays_counted(estate: Estate, case: Case, control: Control) -> None:
    before = budget(case).divisible_fen

    deducted(estate, control, 4_000_00)

    control.refresh_from_db()
    assert control.transit_fen == 4_000_00
    assert budget(case).divisible_fen == before


def test_no_more_is_taken_than_is_owed_when_it_arrives(estate: Estate, case: Case, control: Control) -> None:
    with pytest.raises(Refused) as refused:
        draft(estate, control, control.held_fen)

    assert refused.value.reasons[0].code == "deduct.amount"
    assert not ControlOrder.objects.filter(act=Act.DEDUCT).exists()
    assert draft(estate, control).amount_fen == debt_of(case, on=DAY + timedelta(days=3)).remaining


def test_the_living_allowance_stays_on_the_account(estate: Estate, case: Case) -> None:
    account = estate.account(estate.house.debtor(case), 6_000_00)
    (control,) = estate.control(case)

    order = deducted(estate, control)

    assert order.keep_fen == KEPT
    assert estate.world.places[account.reference].balance == KEPT


def test_nobody_approves_his_own_deduction(estate: Estate, control: Control) -> None:
    order = deduct_money.deduct(acting=estate.house.chief, control=control, on=DAY, now=estate.house.now)

    with pytest.raises(Refused):
        approve(estate, order)

    order.refresh_from_db()
    assert order.state == "draft"


def test_an_outsiders_objection_stops_the_deduction(estate: Estate, case: Case, control: Control) -> None:
    OutsiderObjection.objects.create(
        court=case.court, case=case, asset=control.asset, objector="案外人", grounds="账户借用", filed_on=DAY,
        due_on=DAY + timedelta(days=15), entered_by="x",
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        draft(estate, control)

    assert refused.value.reasons[0].code == "asset.objected"
    assert not ControlOrder.objects.filter(act=Act.DEDUCT).exists()


@pytest.mark.parametrize(("about", "halted"), [("control", True), ("case", True), ("another asset", False)])
def test_an_objection_halts_against_security_what_it_is_about(
    estate: Estate, case: Case, control: Control, about: str, halted: bool
) -> None:
    ref = {"control": f"control:{control.pk}", "case": f"case:{case.pk}", "another asset": "asset:0"}[about]
    house = estate.house
    objection = object_to_act.enter(
        acting=house.officer, case=case, kind=ObjectionKind.ACT, objector="黎明华", act_ref=ref, act_title="冻结",
        grounds="超标的冻结", on=DAY, now=house.now,
    )  # fmt: skip
    objection = object_to_act.admit(acting=house.officer, objection=objection, on=DAY, now=house.now)
    draft(estate, control, 1_00)  # the objection alone stops nothing
    object_to_act.stop_for_security(acting=house.chief, objection=objection, security="保函", on=DAY, now=house.now)

    (look,) = deduct_money.deductible(case, on=DAY)

    assert ("objection.halted" in {reason.code for reason in look.why_not}) is halted


def test_the_page_of_all_orders_lets_no_deduction_pass_that_was_stopped(
    estate: Estate, case: Case, control: Control
) -> None:
    order = draft(estate, control)
    OutsiderObjection.objects.create(
        court=case.court, case=case, asset=control.asset, objector="案外人", grounds="账户借用",
        filed_on=DAY - timedelta(days=10), due_on=DAY + timedelta(days=5), entered_by="x",
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        estate.approve([order])

    assert refused.value.reasons[0].code == "asset.objected"
    order.refresh_from_db()
    assert (order.state, order.approved_by) == ("draft", "")


def test_locked_money_is_held_and_not_taken(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00, earmark=Earmark.MARGIN)
    (control,) = estate.control(case)

    with pytest.raises(Refused) as refused:
        draft(estate, control)

    assert refused.value.reasons[0].code == "control.not_takeable"


def test_a_control_that_has_run_out_takes_nothing(estate: Estate, control: Control) -> None:
    assert control.until is not None
    estate.day = control.until + timedelta(days=1)

    with pytest.raises(Refused) as refused:
        draft(estate, control)

    assert "control.lapsed" in {fault.code for fault in refused.value.reasons}


def test_a_payment_between_draft_and_approval_takes_the_deduction_back(
    estate: Estate, case: Case, control: Control
) -> None:
    order = draft(estate, control)

    estate.house.receive(case, 9_500_00, DAY)

    order.refresh_from_db()
    assert order.state == "cancelled"
    with pytest.raises(Refused):
        approve(estate, order)


def test_money_that_comes_before_the_answer_is_known_all_the_same(estate: Estate, case: Case, control: Control) -> None:
    order = draft(estate, control, 4_000_00)
    approve(estate, order)
    said = estate.world.carry_out(ControlOrder.objects.get(pk=order.pk))
    order.done_fen = 4_000_00

    report = comes(estate, order)
    estate.take(ControlOrder.objects.get(pk=order.pk), said)

    control.refresh_from_db()
    assert [receipt.case for receipt in report.identified] == [case]
    assert (control.transit_fen, control.deducted_fen) == (0, 4_000_00)


def test_another_sum_under_the_key_waits_for_a_person(estate: Estate, case: Case, control: Control) -> None:
    order = deducted(estate, control, 4_000_00)

    report = comes(estate, order, 3_999_00)

    (receipt,) = report.waiting
    control.refresh_from_db()
    assert [fault.code for fault in report.faults] == ["receipt.deducted_sum"]
    assert (receipt.source, receipt.candidates[0]["number"]) == ("deducted", case.number)
    assert control.transit_fen == 4_000_00
    identify_receipt(
        acting=estate.house.accountant, receipt=receipt, case=case, reasons=[], on=DAY, now=estate.house.now
    )
    order.refresh_from_db()
    control.refresh_from_db()
    assert (order.receipt, control.transit_fen) == (receipt, 0)


def test_money_that_comes_twice_is_booked_and_waits(estate: Estate, case: Case, control: Control) -> None:
    order = deducted(estate, control, 4_000_00)
    comes(estate, order)

    report = comes(estate, order, balance=1)

    assert [fault.code for fault in report.faults if fault.code.startswith("receipt")] == ["receipt.deducted_twice"]
    assert funds.on_account(case.pk) == 4_000_00
    assert Receipt.objects.count() == 2


def test_two_lines_of_one_file_under_one_key_are_not_both_taken(estate: Estate, case: Case, control: Control) -> None:
    order = deducted(estate, control, 4_000_00)
    house = estate.house
    one = house.transfer(4_000_00, DAY, remark=order.key)
    other = replace(one, reference="S-other", balance=2)

    report = house.take_in(house.camt(one, other))

    assert len(report.identified) == 1
    assert [fault.code for fault in report.faults] == ["receipt.deducted_twice"]


def test_a_key_nobody_gave_out_decides_nothing(estate: Estate, case: Case) -> None:
    house = estate.house
    number = CaseAccount.objects.get(case=case).number
    line = house.transfer(4_000_00, DAY, remark="00000-" + "0" * 26, sub_account=number)

    report = house.take_in(house.camt(line))

    (receipt,) = report.waiting
    assert receipt.source == "voluntary"
    assert receipt.candidates[0]["number"] == case.number
    assert [fault.code for fault in report.faults] == ["receipt.unknown_order"]


def test_money_under_the_number_of_another_case_waits(estate: Estate, case: Case, control: Control) -> None:
    other = estate.house.file(item("a", OWED, "洪春生", "董小满"), debtors=("董小满",))
    order = deducted(estate, control, 4_000_00)

    report = comes(estate, order, sub_account=CaseAccount.objects.get(case=other).number)

    assert report.identified == []
    assert [fault.code for fault in report.faults] == ["receipt.deducted_elsewhere"]


def test_the_same_file_again_changes_nothing(estate: Estate, case: Case, control: Control) -> None:
    order = deducted(estate, control, 4_000_00)
    house = estate.house
    data = house.camt(house.transfer(4_000_00, DAY, remark=order.key))
    house.take_in(data)

    assert house.take_in(data).repeated
    assert funds.on_account(case.pk) == 4_000_00


def test_a_receipt_taken_back_puts_its_sum_in_transit_again(estate: Estate, case: Case, control: Control) -> None:
    order = deducted(estate, control, 4_000_00)
    (receipt,) = comes(estate, order).identified

    take_back_receipt(acting=estate.house.accountant, receipt=receipt, reason="核对", on=DAY, now=estate.house.now)

    order.refresh_from_db()
    control.refresh_from_db()
    assert order.receipt is None
    assert control.transit_fen == 4_000_00


def test_deducted_and_not_arrived_is_shown_after_the_days(estate: Estate, case: Case, control: Control) -> None:
    order = deducted(estate, control, 4_000_00)
    answered = order.answered_at
    assert answered is not None

    early = deduct_money.missing(case.court_id, on=answered.date() + timedelta(days=2))
    late = deduct_money.missing(case.court_id, on=answered.date() + timedelta(days=5))

    assert (list(early), list(late)) == ([], [order])


def test_all_that_was_held_and_taken_ends_the_control(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 3_000_00)
    (control,) = estate.control(case)

    deducted(estate, control)

    control.refresh_from_db()
    assert (control.state, control.transit_fen) == (ControlState.ENDED, 3_000_00 - KEPT)


def test_a_case_with_money_on_its_way_is_not_closed(estate: Estate, case: Case, control: Control) -> None:
    house = estate.house
    order = deducted(estate, control, 100_00)
    house.name(house.applicant(case))
    house.receive(case, debt_of(case, on=DAY).remaining, DAY)
    house.distribute(case, on=DAY)
    house.answer(house.sent(), PaymentState.SETTLED, DAY)
    case.refresh_from_db()

    with pytest.raises(Refused) as refused:
        close_case(acting=house.officer, case=case, on=DAY, now=house.now)

    assert [fault.code for fault in refused.value.reasons] == ["close.deduction_under_way"]
    case.refresh_from_db()
    assert case.state != "closed"
    assert order.outcome == "done"


def test_what_is_being_deducted_is_not_let_go_because_another_account_covers_the_rest(
    estate: Estate, case: Case
) -> None:
    debtor = estate.house.debtor(case)
    estate.account(debtor, 5_000_00)
    estate.account(debtor, 9_000_00)
    first, second = estate.control(case)
    unanswered, answered = draft(estate, first), draft(estate, second)
    approve(estate, unanswered)
    approve(estate, answered)

    estate.send(answered)

    assert not ControlOrder.objects.filter(act=Act.RELEASE, control=first).exists()
    first.refresh_from_db()
    assert first.releasing_fen == 0


def test_a_deduction_whose_outcome_nobody_knows_is_not_ordered_a_second_time(
    estate: Estate, case: Case, control: Control
) -> None:
    order = draft(estate, control)
    approve(estate, order)
    ControlOrder.objects.filter(pk=order.pk).update(attempts=1, state="sent")
    ControlOrder.objects.filter(pk=order.pk).update(state="failed", outcome="")  # given up without an answer

    with pytest.raises(Refused) as refused:
        draft(estate, control)

    assert refused.value.reasons[-1].code == "deduct.nothing"
