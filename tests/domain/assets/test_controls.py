"""The life of one control: what agencies tell is recorded, and what the case may not hold is put down as leaving."""

from datetime import UTC, date, datetime, timedelta

import pytest
from courthouse import item
from estate import DAY, Estate

from duixian.base.faults import Refused
from duixian.domain.assets.models import Asset, Budget, Control, ControlKind, ControlOrder, ControlState
from duixian.domain.assets.services import budgets, controls
from duixian.domain.cases.models import Case
from duixian.flows.value_asset import value_asset
from duixian.ports.agencies import Act

NEED = 1_000_00
END = date(2027, 3, 10)


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"))
    say(estate, case, NEED)
    return case


def say(estate: Estate, case: Case, need: int) -> None:
    budgets.state_need(
        acting=estate.house.officer, case=case, stated=[budgets.Stated(need, [])], stated_on=DAY, expected_on=DAY,
        now=estate.house.now,
    )  # fmt: skip


def ordered(estate: Estate, case: Case, asset: Asset, fen: int, *, standing: bool = False) -> Control:
    return controls.order_control(
        acting=estate.house.officer, case=case, asset=asset, limit=fen, standing=standing, until=END, why=[], on=DAY,
        kind=ControlKind.FREEZE if asset.divisible else ControlKind.SEAL,
    )  # fmt: skip


def freeze(estate: Estate, case: Case, fen: int, *, standing: bool = False) -> Control:
    return ordered(estate, case, estate.account(estate.house.debtor(case), 9_000_00), fen, standing=standing)


def confirm(control: Control, held: int | None) -> Control:
    return controls.confirm(control, held=held, rank=1, reference="C-1", effective_on=DAY, until=END)


def wait(control: Control) -> Control:
    return controls.wait(control, rank=2, reference="C-2", effective_on=DAY, until=END)


def counted(case: Case) -> int:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen + budget.whole_fen


def test_a_smaller_answer_frees_the_rest(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), 400_00)

    assert (control.limit_fen, control.held_fen, counted(case)) == (400_00, 400_00, 400_00)


def test_a_standing_freeze_goes_on_waiting_for_the_rest(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED, standing=True), 400_00)

    assert (control.limit_fen, control.held_fen, counted(case)) == (NEED, 400_00, NEED)


def test_what_arrives_is_held_and_nothing_beyond_what_was_ordered(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED, standing=True), 400_00)

    control = controls.hold_more(control, held=NEED + 50_00, on=DAY)

    assert (control.held_fen, control.releasing_fen, counted(case)) == (NEED + 50_00, 50_00, NEED)


def test_old_news_of_less_changes_nothing(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED, standing=True), 400_00)

    assert controls.hold_more(control, held=300_00, on=DAY).held_fen == 400_00


def test_a_place_in_the_queue_holds_nothing(estate: Estate, case: Case) -> None:
    control = wait(freeze(estate, case, NEED))

    assert (control.state, control.held_fen, counted(case)) == (ControlState.WAITING, 0, 0)


def test_a_promotion_holds_what_there_is_room_for(estate: Estate, case: Case) -> None:
    control = wait(freeze(estate, case, NEED))
    confirm(freeze(estate, case, 700_00), 700_00)

    control = controls.promote(control, rank=1, held=NEED, on=DAY)

    assert (control.held_fen, control.releasing_fen, counted(case)) == (NEED, 700_00, NEED)


def test_a_promotion_of_a_thing_nobody_needs_any_more_is_released_whole(estate: Estate, case: Case) -> None:
    control = wait(ordered(estate, case, estate.thing(estate.house.debtor(case), 5_000_00), 5_000_00))
    confirm(freeze(estate, case, NEED), NEED)

    control = controls.promote(control, rank=1, held=None, on=DAY)

    assert (control.state, control.releasing_fen, counted(case)) == (ControlState.IN_FORCE, 5_000_00, NEED)


def test_a_promotion_told_twice_counts_once(estate: Estate, case: Case) -> None:
    control = wait(freeze(estate, case, NEED))
    controls.promote(control, rank=1, held=500_00, on=DAY)

    again = controls.promote(control, rank=1, held=900_00, on=DAY)

    assert (again.held_fen, counted(case)) == (500_00, 500_00)


def test_moving_up_within_the_queue_holds_nothing_yet(estate: Estate, case: Case) -> None:
    control = controls.wait(freeze(estate, case, NEED), rank=4, reference="C-2", effective_on=DAY, until=END)

    control = controls.promote(control, rank=2, held=None, on=DAY)

    assert (control.state, control.rank) == (ControlState.WAITING, 2)


def test_a_refusal_frees_everything(estate: Estate, case: Case) -> None:
    control = controls.refuse(freeze(estate, case, NEED), why="查无此户", on=DAY)

    assert (control.state, counted(case)) == (ControlState.REFUSED, 0)


def test_an_answer_that_comes_twice_is_refused_the_second_time(estate: Estate, case: Case) -> None:
    control = freeze(estate, case, NEED)
    confirm(control, 400_00)

    with pytest.raises(Refused) as refused:
        confirm(control, NEED)

    assert refused.value.reasons[0].code == "control.state"
    assert counted(case) == 400_00


def test_a_release_counts_from_its_order_and_is_over_with_its_answer(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), NEED)
    controls.start_release(control, amount=300_00)
    assert counted(case) == 700_00

    control = controls.released(control, amount=300_00, on=DAY)

    assert (control.held_fen, control.releasing_fen, counted(case)) == (700_00, 0, 700_00)


def test_a_thing_is_not_released_in_part(estate: Estate, case: Case) -> None:
    control = confirm(ordered(estate, case, estate.thing(estate.house.debtor(case), 5_000_00), 5_000_00), None)

    with pytest.raises(Refused) as refused:
        controls.start_release(control, amount=1_00)

    assert refused.value.reasons[0].code == "control.release_amount"
    assert counted(case) == 5_000_00


def test_a_release_of_everything_ends_the_control(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), NEED)

    control = controls.released(control, amount=None, on=DAY)

    assert (control.state, control.held_fen, counted(case)) == (ControlState.RELEASED, 0, 0)


def test_a_deduction_counts_until_the_money_is_here(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), NEED)

    control = controls.deducted(control, amount=NEED, on=DAY)
    assert (control.state, control.transit_fen, counted(case)) == (ControlState.ENDED, NEED, NEED)
    controls.arrived(control, amount=NEED)

    assert counted(case) == 0


def test_more_than_was_held_is_not_booked_as_deducted(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), 400_00)

    with pytest.raises(Refused) as refused:
        controls.deducted(control, amount=400_01, on=DAY)

    assert refused.value.reasons[0].code == "control.deducted_amount"
    assert counted(case) == 400_00


def test_a_deduction_that_crossed_a_release_is_recorded_though_it_is_too_much(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), NEED)
    controls.start_release(control, amount=600_00)
    say(estate, case, 400_00)

    control = controls.deducted(control, amount=NEED, on=DAY)
    budgets.check()

    assert (control.transit_fen, counted(case)) == (NEED, NEED)
    with pytest.raises(Refused):
        freeze(estate, case, 1)


def test_a_need_below_what_is_on_its_way_is_stated_all_the_same(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), NEED)
    controls.deducted(control, amount=NEED, on=DAY)

    say(estate, case, 1_00)
    budgets.check()

    assert counted(case) == NEED


def test_news_from_before_a_release_does_not_bring_its_sum_back(estate: Estate, case: Case) -> None:
    estate.state(case)
    estate.account(estate.house.debtor(case), 50_000_00)
    (control,) = estate.control(case)
    before = datetime(2026, 3, 2, tzinfo=UTC)
    estate.house.receive(case, 4_000_00, DAY)
    estate.run()
    held = Control.objects.get().held_fen

    controls.hold_more(control, held=held + 1_00, on=DAY, told_at=before)

    assert Control.objects.get().held_fen == held


def test_a_renewal_never_shortens(estate: Estate, case: Case) -> None:
    control = confirm(freeze(estate, case, NEED), NEED)

    with pytest.raises(Refused):
        controls.renewed(control, until=END - timedelta(days=1))

    assert Control.objects.get().until == END
    assert controls.renewed(control, until=END + timedelta(days=365)).until == END + timedelta(days=365)


def test_a_lapse_and_a_sale_hold_nothing_any_more(estate: Estate, case: Case) -> None:
    lapsed = controls.lapse(confirm(freeze(estate, case, 400_00), 400_00), on=END, why="到期")
    sold = controls.end(confirm(freeze(estate, case, 300_00), 300_00), on=DAY, why="已拍卖")

    assert (lapsed.state, sold.state, counted(case)) == (ControlState.LAPSED, ControlState.ENDED, 0)


def test_a_better_value_lets_go_what_it_makes_superfluous(estate: Estate, case: Case) -> None:
    estate.state(case)
    debtor = estate.house.debtor(case)
    need = Budget.objects.get(case=case, person=None).need_fen
    small, other = estate.thing(debtor, need // 2), estate.thing(debtor, need // 2 + 1_00)
    estate.control(case, small, other, reason="两物合计")

    value_asset(
        acting=estate.house.officer, asset=small, value=need + 100_00, source="评估报告", valued_on=DAY, on=DAY,
        now=estate.house.now,
    )  # fmt: skip
    estate.run()

    assert estate.world.whole_for(case) == [small.reference]
    assert ControlOrder.objects.filter(act=Act.RELEASE).count() == 1


def test_a_lower_value_leaves_room_for_more(estate: Estate, case: Case) -> None:
    estate.state(case)
    car = estate.thing(estate.house.debtor(case), 20_000_00)
    estate.control(case)
    assert estate.propose(case).lines == ()
    spare = estate.account(estate.house.debtor(case), 50_000_00)

    value_asset(
        acting=estate.house.officer, asset=car, value=2_000_00, source="询价结果", valued_on=DAY, on=DAY,
        now=estate.house.now,
    )  # fmt: skip

    assert [line.asset for line in estate.propose(case).lines] == [spare]
