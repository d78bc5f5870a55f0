"""What the database refuses about the sum of a case, whoever asks, and how the refusal reads."""

from collections.abc import Callable

import pytest
from courthouse import item
from django.db import DatabaseError, connection, transaction
from estate import DAY, Estate

from duixian.base.faults import Refused
from duixian.domain.assets.models import Asset, Budget, Control, ControlKind, Exemption
from duixian.domain.assets.models import ControlState as Kept
from duixian.domain.assets.services import budgets, controls
from duixian.domain.cases.models import Case
from duixian.domain.parties.models import Person
from duixian.law.procedure.control_life import CONTROL_LIFE, ControlState

NEED = 1_000_00


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"), debtors=("黎明华", "董小满"))
    say(estate, case, NEED)
    return case


def say(estate: Estate, case: Case, need: int, *others: budgets.Stated) -> None:
    budgets.state_need(
        acting=estate.house.officer, case=case, stated=[budgets.Stated(need, []), *others], stated_on=DAY,
        expected_on=DAY, now=estate.house.now,
    )  # fmt: skip


def second(case: Case) -> Person:
    return next(party.person for party in case.parties.select_related("person") if party.person.name == "董小满")


def hold(estate: Estate, case: Case, asset: Asset, fen: int, **more: object) -> Control:
    facts: dict[str, object] = {"standing": False, "rank": 1} | more
    return controls.order_control(
        acting=estate.house.officer, case=case, asset=asset, limit=fen, until=DAY, why=[], on=DAY,
        kind=ControlKind.FREEZE if asset.divisible else ControlKind.SEAL, **facts,  # type: ignore[arg-type]
    )  # fmt: skip


def account(estate: Estate, case: Case, fen: int = 9_000_00, **more: object) -> Asset:
    return estate.account(estate.house.debtor(case), fen, **more)  # type: ignore[arg-type]


def thing(estate: Estate, case: Case, fen: int) -> Asset:
    return estate.thing(estate.house.debtor(case), fen)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        act()
    return found.value.reasons[0].code


def sums(case: Case) -> tuple[int, int]:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen, budget.whole_fen


def test_money_up_to_the_need_and_not_a_fen_more(estate: Estate, case: Case) -> None:
    hold(estate, case, account(estate, case), NEED)

    assert refused(lambda: hold(estate, case, account(estate, case), 1)) == "control.over"
    assert sums(case) == (NEED, 0)


def test_an_indivisible_thing_may_exceed_by_less_than_itself(estate: Estate, case: Case) -> None:
    hold(estate, case, account(estate, case), NEED - 1)

    hold(estate, case, thing(estate, case, 5_000_00), 5_000_00)

    assert sums(case) == (NEED - 1, 5_000_00)


def test_a_thing_that_is_not_needed_is_refused(estate: Estate, case: Case) -> None:
    hold(estate, case, account(estate, case), NEED)

    assert refused(lambda: hold(estate, case, thing(estate, case, 100), 100)) == "control.over"


def test_two_things_of_which_one_would_do_are_refused(estate: Estate, case: Case) -> None:
    hold(estate, case, thing(estate, case, 600_00), 600_00)

    assert refused(lambda: hold(estate, case, thing(estate, case, 2_000_00), 2_000_00)) == "control.over"


def test_money_behind_a_thing_that_suffices_is_refused(estate: Estate, case: Case) -> None:
    hold(estate, case, thing(estate, case, 5_000_00), 5_000_00)

    assert refused(lambda: hold(estate, case, account(estate, case), 1)) == "control.over"


def test_nothing_is_held_before_the_need_is_stated(estate: Estate) -> None:
    case = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"))

    assert refused(lambda: hold(estate, case, account(estate, case), 1)) == "control.need_missing"


def test_a_debtor_with_a_ceiling_is_held_within_it_and_others_fill_the_rest(estate: Estate, case: Case) -> None:
    his = estate.account(second(case), 9_000_00)
    say(estate, case, NEED, budgets.Stated(300_00, [], second(case)))
    hold(estate, case, his, 300_00)

    assert refused(lambda: hold(estate, case, estate.account(second(case), 9_000_00), 1)) == "control.over"
    hold(estate, case, account(estate, case), NEED - 300_00)
    assert sums(case) == (NEED, 0)


def test_a_ceiling_that_is_lifted_is_that_of_the_case(estate: Estate, case: Case) -> None:
    say(estate, case, NEED, budgets.Stated(300_00, [], second(case)))

    say(estate, case, NEED)

    assert Budget.objects.get(case=case, person=second(case)).need_fen == NEED


def test_a_ceiling_stated_late_counts_what_is_held_already(estate: Estate, case: Case) -> None:
    hold(estate, case, estate.account(second(case), 9_000_00), 300_00)

    say(estate, case, NEED, budgets.Stated(300_00, [], second(case)))

    assert refused(lambda: hold(estate, case, estate.account(second(case), 9_000_00), 1)) == "control.over"


@pytest.mark.parametrize("standing", [False, True])
def test_what_is_exempt_of_an_account_is_out_of_reach(estate: Estate, case: Case, standing: bool) -> None:
    asset = account(
        estate, case, 2_000_00, exemption=Exemption.PART, exempt_fen=1_500_00, exempt_basis="民事诉讼法第254条"
    )

    assert refused(lambda: hold(estate, case, asset, 501_00, standing=standing)) == "control.exempt"
    assert sums(case) == (0, 0)
    assert hold(estate, case, asset, 500_00).limit_fen == 500_00


def test_two_cases_together_do_not_reach_what_is_exempt(estate: Estate, case: Case) -> None:
    other = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"))
    say(estate, other, NEED)
    asset = account(
        estate, case, 2_000_00, exemption=Exemption.PART, exempt_fen=1_500_00, exempt_basis="民事诉讼法第254条"
    )
    hold(estate, case, asset, 400_00)

    assert refused(lambda: hold(estate, other, asset, 101_00)) == "control.exempt"


def test_an_increase_by_update_does_not_reach_it_either(estate: Estate, case: Case) -> None:
    asset = account(
        estate, case, 2_000_00, exemption=Exemption.PART, exempt_fen=1_500_00, exempt_basis="民事诉讼法第254条"
    )
    control = hold(estate, case, asset, 500_00)

    with pytest.raises(DatabaseError, match="exempt"), transaction.atomic():
        Control.objects.filter(pk=control.pk).update(limit_fen=501_00)


def test_a_case_controls_a_thing_once(estate: Estate, case: Case) -> None:
    asset = account(estate, case)
    hold(estate, case, asset, 1_00)

    assert refused(lambda: hold(estate, case, asset, 1_00)) == "control.twice"


def test_a_thing_that_proves_worth_more_stays_held_when_it_is_alone(estate: Estate, case: Case) -> None:
    control = hold(estate, case, thing(estate, case, 1_200_00), 1_200_00)

    controls.revalue(control, size=7_000_00)

    assert sums(case) == (0, 7_000_00)


def test_a_thing_that_proves_worth_more_does_not_stay_beside_another_that_suffices(estate: Estate, case: Case) -> None:
    control = hold(estate, case, thing(estate, case, 600_00), 600_00)
    hold(estate, case, thing(estate, case, 500_00), 500_00)

    assert refused(lambda: controls.revalue(control, size=7_000_00)) == "control.over"
    assert sums(case) == (0, 1_100_00)


def test_a_place_in_a_queue_counts_for_nothing(estate: Estate, case: Case) -> None:
    hold(estate, case, thing(estate, case, 5_000_00), 5_000_00, rank=3)

    assert sums(case) == (0, 0)


@pytest.mark.django_db
def test_the_moves_of_a_control_are_the_same_in_law_and_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select source, target from assets_control_move")
        kept = set(cursor.fetchall())

    assert kept == {(str(move.source), str(move.target)) for move in CONTROL_LIFE if move.source != move.target}


def test_the_sums_of_a_budget_are_the_databases_alone(estate: Estate, case: Case) -> None:
    hold(estate, case, account(estate, case), 300_00)
    say(estate, case, NEED + 1)

    assert sums(case) == (300_00, 0)


def test_the_states_of_a_control_have_one_set_of_names() -> None:
    assert set(Kept.values) == {state.value for state in ControlState}
