"""What no query may rewrite, right or wrong: the sums a case holds, and what an approved order names."""

from collections.abc import Callable

import pytest
from courthouse import item
from django.db import DatabaseError, transaction
from django.db.models import F
from estate import Estate

from duixian.domain.assets.models import Asset, Budget, Control
from duixian.domain.cases.models import Case


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"), debtors=("黎明华", "董小满"))
    estate.state(case)
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    return case


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as found, transaction.atomic():
        act()
    return str(found.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


@pytest.mark.parametrize("change", [{"divisible_fen": 0}, {"divisible_fen": F("divisible_fen") - 1}, {"whole_fen": 1}])
def test_a_sum_is_not_written_down_by_hand(case: Case, change: dict[str, object]) -> None:
    before = Budget.objects.values("divisible_fen", "whole_fen").get(case=case, person=None)
    assert before["divisible_fen"] > 0

    assert refusal(lambda: Budget.objects.filter(case=case).update(**change)) == "assets_budget_is_counted"

    assert Budget.objects.values("divisible_fen", "whole_fen").get(case=case, person=None) == before


def test_a_budget_is_not_given_to_another_debtor(estate: Estate, case: Case) -> None:
    debtor = estate.house.debtor(case)
    assert refusal(lambda: Budget.objects.filter(case=case).update(person=debtor)) == "assets_budget_is_fixed"


@pytest.mark.parametrize("change", [{"reference": "OTHER"}, {"counterparty": None}, {"divisible": False}])
def test_a_thing_under_an_order_does_not_become_another(case: Case, change: dict[str, object]) -> None:
    assert refusal(lambda: Asset.objects.update(**change)) == "assets_thing_is_fixed"


def test_a_thing_does_not_become_another_persons(case: Case) -> None:
    other = next(party.person for party in case.parties.select_related("person") if party.person.name == "董小满")
    assert refusal(lambda: Asset.objects.update(person=other)) == "assets_thing_is_fixed"


def test_the_agencys_reference_of_a_control_stands(case: Case) -> None:
    assert refusal(lambda: Control.objects.update(reference="OTHER")) == "assets_control_keeps_its_reference"
