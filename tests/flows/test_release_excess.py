"""What is held above the need is let go without anybody asking, and nothing is left held without a ground."""

from datetime import date

import pytest
from courthouse import CourtHouse, item
from django.db import transaction
from estate import DAY, Estate

from duixian.base.faults import Refused
from duixian.domain.assets.models import Budget, Control, ControlOrder, ControlState, Exemption
from duixian.domain.assets.services import budgets, controls
from duixian.domain.cases.models import Case
from duixian.flows import release_excess
from duixian.flows.move_case import close_case
from duixian.flows.state_debt import debt_of
from duixian.flows.state_need import Cost
from duixian.law.control import HoldingKind
from duixian.ports.agencies import Act, Outcome
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


def need(case: Case) -> int:
    return Budget.objects.get(case=case, person=None).need_fen


def counted(case: Case) -> int:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen + budget.whole_fen


def test_a_payment_releases_what_it_makes_superfluous(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    (control,) = estate.control(case)

    estate.house.receive(case, 4_000_00, DAY)
    order = ControlOrder.objects.get(act=Act.RELEASE)
    estate.run()

    control.refresh_from_db()
    assert order.automatic
    assert order.amount_fen is not None
    assert order.amount_fen >= 4_000_00
    assert control.held_fen == estate.world.held_for(case) == need(case)
    assert control.releasing_fen == 0


def test_paying_everything_releases_everything(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    estate.account(debtor, 5_000_00)
    held = estate.control(case)
    estate.thing(debtor, 30_000_00)
    held += estate.control(case)
    assert len(held) == 2

    estate.house.receive(case, need(case), DAY)
    estate.run()

    assert counted(case) == 0
    assert estate.world.held_for(case) == 0
    assert estate.world.whole_for(case) == []
    assert set(Control.objects.values_list("state", flat=True)) == {ControlState.RELEASED}


def test_an_agency_that_held_more_than_it_was_asked_is_told_to_let_go(estate: Estate, case: Case) -> None:
    account = estate.account(estate.house.debtor(case), 50_000_00)
    (order,) = estate.approve(estate.order(case))
    estate.world.carry_out(order)
    there = estate.world.places[account.reference].queue[0]
    there.held = there.ceiling = need(case) + 700_00
    said = estate.world.done[order.key]

    estate.take(order, said.__class__(Outcome.DONE, there.held, said.reference, 1))

    control = Control.objects.get()
    assert (control.held_fen, control.releasing_fen) == (need(case) + 700_00, 700_00)
    assert counted(case) == need(case)
    estate.run()
    assert estate.world.held_for(case) == need(case)


def test_a_need_that_falls_while_the_freeze_is_out_is_released_when_the_answer_comes(
    estate: Estate, case: Case
) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    (order,) = estate.approve(estate.order(case))
    ControlOrder.objects.update(attempts=1)  # a worker has it
    said = estate.world.carry_out(order)

    estate.house.receive(case, 6_000_00, DAY)

    assert counted(case) == need(case)
    assert not ControlOrder.objects.filter(act=Act.RELEASE).exists()
    estate.take(order, said)
    estate.run()
    assert estate.world.held_for(case) == need(case)


def test_an_order_nobody_has_received_is_taken_back_when_it_is_not_needed(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.approve(estate.order(case))

    estate.house.receive(case, need(case), DAY)

    assert ControlOrder.objects.get().state == "cancelled"
    assert Control.objects.get().state == ControlState.REFUSED
    assert estate.due() == []


def test_a_waiting_control_that_moves_up_holds_only_what_is_still_needed(estate: Estate, case: Case) -> None:
    other = estate.house.file(item("a", 3_000_00, "徐立新", "黎明华"), applicants=("徐立新",))
    estate.state(other)
    car = estate.thing(estate.house.debtor(case), 30_000_00)
    estate.control(other)
    car.other_controls = [{"court": "本院", "case_number": other.number, "rank": 1, "amount": 3_000_00, "until": None}]
    car.save()
    (waiting,) = estate.control(case)
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    waiting.refresh_from_db()
    assert waiting.state == ControlState.RELEASED  # enough was found: the place in the queue is given up

    assert counted(case) == need(case)


def test_a_promotion_beyond_the_need_is_put_down_as_being_released(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    car = estate.thing(
        debtor, 30_000_00,
        other_controls=[{"court": "外地法院", "case_number": "x", "rank": 1, "amount": 0, "until": None}],
    )  # fmt: skip
    (order,) = estate.approve(estate.order(case))
    controls.wait(Control.objects.get(), rank=2, reference="C-1", effective_on=DAY, until=date(2028, 3, 10))
    ControlOrder.objects.filter(pk=order.pk).update(state="answered", outcome="waiting", answered_at=estate.house.now)
    account = estate.account(debtor, 50_000_00)
    (freeze,) = estate.order(case, account)
    assert counted(case) == need(case)

    control = controls.promote(Control.objects.get(asset=car), rank=1, held=None, on=DAY)

    assert (control.state, control.releasing_fen) == (ControlState.IN_FORCE, 30_000_00)
    assert counted(case) == need(case)
    release_excess.settle(case=case, acting=estate.house.officer, on=DAY, now=estate.house.now)
    assert ControlOrder.objects.get(act=Act.RELEASE).control == control
    assert freeze.state == "draft"


def test_asking_again_gives_no_second_order(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    estate.house.receive(case, 4_000_00, DAY)

    again = release_excess.settle(case=case, acting=estate.house.officer, on=DAY, now=estate.house.now)

    assert again == []
    assert ControlOrder.objects.filter(act=Act.RELEASE).count() == 1


def test_costs_stated_raise_the_need_and_taking_them_back_releases(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    before = need(case)
    after = estate.state(case, costs=[Cost("评估费", 800_00, "评估委托书")])
    estate.control(case)
    assert after == before + 800_00

    estate.state(case, costs=[])
    estate.run()

    assert estate.world.held_for(case) == before


def test_a_thing_found_exempt_is_let_go_though_it_is_needed(estate: Estate, case: Case) -> None:
    account = estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    account.refresh_from_db()
    account.exemption, account.exempt_fen, account.exempt_basis = Exemption.WHOLE, 0, "查封规定第三条第二项"
    account.save()

    release_excess.settle(case=case, acting=estate.house.officer, on=DAY, now=estate.house.now)
    estate.run()

    assert estate.world.held_for(case) == 0


def test_a_fall_of_the_need_alone_is_refused_by_the_database(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)

    def lower() -> None:
        with transaction.atomic():
            Budget.objects.filter(case=case).update(need_fen=1_000_00)
            budgets.check()

    with pytest.raises(Refused) as refused:
        lower()

    assert refused.value.reasons[0].code == "control.excess"


def test_a_car_is_let_go_when_a_smaller_thing_suffices_for_what_is_left(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    big = estate.thing(debtor, 9_000_00)
    small = estate.thing(debtor, 2_000_00, HoldingKind.THING)
    estate.control(case)
    assert set(estate.world.whole_for(case)) == {big.reference, small.reference}

    estate.house.receive(case, need(case) - 1_500_00, DAY)
    estate.run()

    assert estate.world.whole_for(case) == [small.reference]


def test_closing_a_case_lets_everything_go(estate: Estate, case: Case) -> None:
    house = estate.house
    account = estate.account(house.debtor(case), 50_000_00)
    estate.control(case)
    house.name(house.applicant(case))
    house.receive(case, debt_of(case, on=DAY).remaining, DAY)
    house.distribute(case, on=DAY)
    house.answer(house.sent(), PaymentState.SETTLED, DAY)
    case.refresh_from_db()

    close_case(acting=house.officer, case=case, on=DAY, now=house.now)
    estate.run()

    assert need(case) == counted(case) == 0
    assert estate.world.places[account.reference].queue == []
