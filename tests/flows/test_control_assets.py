"""What is proposed, ordered, approved and taken back."""

from dataclasses import replace

import pytest
from courthouse import CourtHouse, item
from estate import DAY, KEPT, Estate

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Budget, Control, ControlOrder, ControlState, Exemption, OrderState
from duixian.domain.cases.models import Case, Node
from duixian.flows import control_assets
from duixian.flows.control_assets import Chosen
from duixian.flows.open_nodes import open_nodes
from duixian.flows.take_answer import HIT_NODE
from duixian.law.control import Earmark, HoldingKind, Mode
from duixian.law.obligations import Liability

OWED = 10_000_00


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))
    estate.state(case)
    return case


def total(case: Case) -> int:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen + budget.whole_fen


def need(case: Case) -> int:
    return Budget.objects.get(case=case, person=None).need_fen


def test_an_account_is_frozen_for_what_is_needed_and_the_living_allowance_stays(estate: Estate, case: Case) -> None:
    account = estate.account(estate.house.debtor(case), 50_000_00)

    (line,) = estate.propose(case).lines

    assert (line.asset, line.line.mode, line.line.amount, line.line.keep) == (account, Mode.AMOUNT, need(case), KEPT)


def test_proposing_writes_nothing(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)

    estate.propose(case)

    assert not Control.objects.exists()
    assert not ControlOrder.objects.exists()


def test_a_confirmed_freeze_covers_the_need_and_leaves_nothing_to_propose(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)

    (control,) = estate.control(case)

    assert (control.state, control.held_fen) == (ControlState.IN_FORCE, need(case))
    assert estate.propose(case).lines == ()


def test_what_an_answer_leaves_uncovered_is_proposed_again(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    empty = estate.account(debtor, 50_000_00, there=4_000_00)
    estate.control(case)
    spare = estate.account(debtor, 60_000_00)

    (line,) = estate.propose(case).lines
    estate.control(case)

    assert line.asset == spare
    assert estate.world.places[empty.reference].queue[0].held == 4_000_00 - KEPT
    assert estate.world.held_for(case) == need(case) == total(case)


def test_the_living_allowance_is_kept_once_over_all_accounts(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    first, second = estate.account(debtor, 3_000_00), estate.account(debtor, 4_000_00)

    keeps = {line.asset: line.line.keep for line in estate.propose(case).lines}

    assert keeps == {first: KEPT, second: 0}


def test_money_of_a_namesake_or_of_somebody_else_is_not_proposed(estate: Estate, case: Case) -> None:
    other = estate.house.file(item("a", OWED, "洪春生", "董小满"), debtors=("董小满",))
    estate.account(estate.house.debtor(other), 50_000_00)

    assert estate.propose(case).lines == ()


def test_an_exempt_account_is_left_out_with_its_article_and_cannot_be_chosen(estate: Estate, case: Case) -> None:
    account = estate.account(
        estate.house.debtor(case), 50_000_00, earmark=Earmark.MINIMUM_LIVING, exemption=Exemption.WHOLE,
        exempt_fen=50_000_00, exempt_basis="查封规定第三条",
    )  # fmt: skip

    (aside,) = estate.propose(case).aside

    assert aside.code == "choice.exempt"
    with pytest.raises(Refused, match="不能控制"):
        estate.order(case, account, reason="申请人要求")
    assert not Control.objects.exists()


def test_a_thing_of_unknown_value_is_to_be_valued_and_never_sealed_blindly(estate: Estate, case: Case) -> None:
    estate.thing(estate.house.debtor(case), None)

    (aside,) = estate.propose(case).aside

    assert aside.code == "choice.unknown"


def test_less_than_proposed_may_be_taken_without_a_reason(estate: Estate, case: Case) -> None:
    account = estate.account(estate.house.debtor(case), 50_000_00)

    (control,) = estate.control(case, Chosen(account.pk, 1_000_00))

    assert control.held_fen == 1_000_00


def test_another_choice_needs_a_reason(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    estate.account(debtor, 50_000_00)
    car = estate.thing(debtor, 12_000_00)

    with pytest.raises(Refused) as refused:
        estate.order(case, car)

    assert refused.value.reasons[0].code == "control.other_choice"
    assert not Control.objects.exists()
    assert estate.order(case, car, reason="账户已被银行止付")[0].act == "seal"


def test_more_than_the_need_is_refused_whatever_the_reason(estate: Estate, case: Case) -> None:
    account = estate.account(estate.house.debtor(case), 50_000_00)

    with pytest.raises(Refused) as refused:
        estate.order(case, Chosen(account.pk, need(case) + 1), reason="保险起见")

    assert refused.value.reasons[0].code == "control.over"
    assert total(case) == 0
    assert not ControlOrder.objects.exists()


def test_a_choice_of_two_things_is_kept_whole_or_not_at_all(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    account, car = estate.account(debtor, 50_000_00), estate.thing(debtor, 90_000_00)

    with pytest.raises(Refused):
        estate.order(case, account, car, reason="两样都要")

    assert total(case) == 0
    assert not ControlOrder.objects.exists()


def test_the_first_control_approved_ends_the_limit_for_control(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    open_nodes(case=case, rules=[HIT_NODE], since=DAY)
    drafts = control_assets.order(
        acting=estate.house.officer, case=case, chosen=[Chosen(estate.propose(case).lines[0].asset.pk)],
        on=DAY, now=estate.house.now,
    )  # fmt: skip
    assert Node.objects.get(case=case, rule=HIT_NODE).done_on is None

    estate.approve(drafts)

    assert Node.objects.get(case=case, rule=HIT_NODE).done_on is not None


def test_nobody_approves_what_he_drafted(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    drafts = control_assets.order(
        acting=estate.house.chief, case=case, chosen=[Chosen(estate.propose(case).lines[0].asset.pk)],
        on=DAY, now=estate.house.now,
    )  # fmt: skip

    with pytest.raises(Refused):
        estate.approve(drafts)

    assert ControlOrder.objects.get().state == OrderState.DRAFT


def test_an_order_taken_back_frees_the_need(estate: Estate, case: Case) -> None:
    estate.account(estate.house.debtor(case), 50_000_00)
    (draft,) = estate.order(case)
    assert total(case) == need(case)

    control_assets.cancel(acting=estate.house.officer, order=draft, reason="另有财产", on=DAY, now=estate.house.now)

    assert total(case) == 0
    assert Control.objects.get().state == ControlState.REFUSED


def test_a_thing_held_by_others_is_a_place_in_the_queue_and_counts_for_nothing(estate: Estate, case: Case) -> None:
    car = estate.thing(
        estate.house.debtor(case), 30_000_00,
        other_controls=[{"court": "外地法院", "case_number": "x", "rank": 1, "amount": 5_000_00, "until": None}],
    )  # fmt: skip
    (line,) = estate.propose(case).lines

    (draft,) = estate.order(case)

    assert (line.asset, line.line.mode) == (car, Mode.WAITING)
    assert total(case) == 0
    assert draft.act == "seal"


def test_without_a_stated_need_nothing_can_be_proposed(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))

    with pytest.raises(Refused) as refused:
        estate.propose(case)

    assert refused.value.reasons[0].code == "control.need_missing"


def test_a_court_without_a_minimum_of_living_freezes_no_money_of_people(own: CourtHouse) -> None:
    estate = Estate(own, living=None)
    case = own.file(item("a", OWED, "洪春生", "黎明华"))
    estate.state(case)
    estate.account(estate.house.debtor(case), 50_000_00)

    with pytest.raises(BadInput) as refused:
        estate.propose(case)

    assert refused.value.faults[0].code == "control.no_living"


def test_a_debtor_who_owes_a_share_is_held_for_his_share(estate: Estate) -> None:
    both = ("黎明华", "董小满")
    shares = {both[0]: 7_000_00, both[1]: 3_000_00}
    owed = replace(item("a", OWED, "洪春生", both[0]), debtors=both, liability=Liability.SEVERAL, shares=shares)
    case = estate.house.file(owed, debtors=both)
    estate.state(case)
    second = next(party.person for party in case.parties.all() if party.person.name == both[1])
    estate.account(second, 90_000_00)

    (line,) = estate.propose(case).lines

    ceiling = Budget.objects.get(case=case, person=second).need_fen
    assert 3_000_00 <= ceiling < need(case)
    assert line.line.amount == ceiling


def test_the_home_comes_last(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    estate.thing(debtor, 900_000_00, HoldingKind.HOME)
    car = estate.thing(debtor, 30_000_00)

    assert [line.asset for line in estate.propose(case).lines] == [car]
