"""What a case may hold, and what each debtor answers for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from courthouse import CourtHouse, item
from estate import DAY, Estate

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Budget
from duixian.domain.cases.models import Case
from duixian.domain.funds.models import CaseAccount
from duixian.domain.parties.models import Person
from duixian.flows import control_assets
from duixian.flows.set_court_value import set_court_value
from duixian.flows.state_debt import debt_of
from duixian.flows.state_need import Cost, need_of, state
from duixian.law.obligations import Liability

OWED = 10_000_00
BOTH = ("黎明华", "董小满")


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


def filed(estate: Estate, **more: object) -> Case:
    owed = replace(item("a", OWED, "洪春生", BOTH[0]), debtors=BOTH, **more)  # type: ignore[arg-type]
    return estate.house.file(owed, debtors=BOTH)


def person(case: Case, name: str) -> Person:
    return next(party.person for party in case.parties.select_related("person") if party.person.name == name)


def ceilings(case: Case) -> dict[str, int]:
    return {one.person.name: one.amount for one in need_of(case, on=DAY).ceilings}


def test_the_need_is_the_debt_at_the_expected_day_with_fee_and_costs(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"), fee_waived=False)
    debt = debt_of(case, on=DAY + timedelta(days=180))

    need = need_of(case, on=DAY, costs=[Cost("评估费", 800_00, "委托书")])

    assert need.total == debt.remaining + debt.fee_open + 800_00
    assert need.total == sum(part.amount for part in need.parts)
    assert {part.kind for part in need.parts} == {"debt", "fee", "cost"}
    assert all(part.basis for part in need.parts)


def test_a_court_may_look_less_far_ahead(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))
    set_court_value(
        acting=estate.house.chief, court=case.court, key="control.horizon_days", value=0, since=DAY, source="院发文",
        now=estate.house.now,
    )  # fmt: skip

    assert need_of(case, on=DAY).total == debt_of(case, on=DAY).remaining


def test_money_received_lowers_the_need(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))
    before = estate.state(case)

    estate.house.receive(case, 4_000_00, DAY)

    assert before - 4_200_00 < Budget.objects.get(case=case).need_fen <= before - 4_000_00


def test_money_beyond_the_debt_goes_to_the_fee(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"), fee_waived=False)
    expected = DAY + timedelta(days=180)
    debt = debt_of(case, on=expected)

    estate.house.receive(case, debt.remaining, DAY)

    assert need_of(case, on=DAY).total < debt.fee_open


def test_joint_debtors_answer_for_the_whole(estate: Estate) -> None:
    assert ceilings(filed(estate, liability=Liability.JOINT_AND_SEVERAL)) == {}


def test_a_guarantor_answers_within_his_limit(estate: Estate) -> None:
    case = filed(estate, liability=Liability.JOINT_AND_SEVERAL, limits={BOTH[1]: 2_000_00})

    assert ceilings(case) == {BOTH[1]: 2_000_00}


def test_what_the_guarantor_paid_uses_his_limit_up(estate: Estate) -> None:
    case = filed(estate, liability=Liability.JOINT_AND_SEVERAL, limits={BOTH[1]: 2_000_00})
    house = estate.house
    number = CaseAccount.objects.get(case=case).number
    house.take_in(house.camt(house.transfer(500_00, DAY, sub_account=number, counterparty=BOTH[1])))

    assert ceilings(case) == {BOTH[1]: 1_500_00}


def test_what_the_main_debtor_paid_leaves_the_limit_as_it_is(estate: Estate) -> None:
    case = filed(estate, liability=Liability.JOINT_AND_SEVERAL, limits={BOTH[1]: 2_000_00})

    estate.house.receive(case, 500_00, DAY)

    assert ceilings(case) == {BOTH[1]: 2_000_00}


def test_the_guarantors_account_is_frozen_up_to_his_limit(estate: Estate) -> None:
    case = filed(estate, liability=Liability.JOINT_AND_SEVERAL, limits={BOTH[1]: 2_000_00})
    estate.state(case)
    estate.account(person(case, BOTH[1]), 90_000_00)

    (control,) = estate.control(case)

    assert control.held_fen == 2_000_00


def test_who_answers_only_after_others_is_left_alone_until_the_officer_says_so(estate: Estate) -> None:
    case = filed(estate, liability=Liability.SUPPLEMENTARY, behind=(BOTH[0],))
    estate.state(case)
    account = estate.account(person(case, BOTH[1]), 90_000_00)

    first = control_assets.propose(case, on=DAY)
    then = control_assets.propose(case, on=DAY, supplementary=True)

    assert ([line.asset for line in first.lines], [out.code for out in first.aside]) == ([], ["aside.supplementary"])
    assert [line.asset for line in then.lines] == [account]


@pytest.mark.parametrize("cost", [Cost("评估费", 0, "委托书"), Cost("评估费", 1, " "), Cost("", 1, "委托书")])
def test_a_cost_without_sum_name_or_basis_is_not_counted(estate: Estate, cost: Cost) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))

    with pytest.raises(BadInput):
        state(acting=estate.house.officer, case=case, on=DAY, now=estate.house.now, costs=[cost])

    assert not Budget.objects.exists()


def test_an_expected_day_gone_by_is_refused(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))

    with pytest.raises(BadInput):
        estate.state(case, expected_on=DAY - timedelta(days=1))

    assert not Budget.objects.exists()


def test_an_accountant_states_no_need(estate: Estate) -> None:
    case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))

    with pytest.raises(Refused):
        state(acting=estate.house.accountant, case=case, on=DAY, now=estate.house.now)

    assert not Budget.objects.exists()
