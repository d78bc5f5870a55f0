"""The closed list of grounds to change or add a party: who, up to what, on what papers, with which remedy."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.parties_change import (
    Application,
    Ceiling,
    DebtorForm,
    Effect,
    Remedy,
    Side,
    evidence_titles,
    ground,
    grounds,
    judge_change,
    refused,
    within,
)

FORMS = {one.id: next(form for form in DebtorForm if form in one.of) for one in grounds().values()}


def asked(ground_id, **changes):
    """An application in which everything is in order."""
    rule = ground(ground_id)
    needs_sum = rule.ceiling not in (Ceiling.NONE, Ceiling.ESTATE)
    whole = Application(
        ground=rule,
        present=FORMS[ground_id],
        evidence=rule.evidence,
        insolvency_shown=True,
        ceiling=1_000_00 if needs_sum else None,
        one_person=True,
    )
    return replace(whole, **changes)


def codes(application):
    return {fault.code for fault in judge_change(application).faults}


@pytest.mark.parametrize("ground_id", grounds())
def test_every_ground_can_be_met_and_every_paper_of_it_is_asked_for(ground_id):
    assert judge_change(asked(ground_id)).holds

    bare = judge_change(asked(ground_id, evidence=()))
    assert [fault.value for fault in bare.faults] == [evidence_titles()[key] for key in ground(ground_id).evidence]


def test_articles_2_to_25_are_all_there():
    told = {int(str(one.citation.article).removeprefix("第").split("条")[0]) for one in grounds().values()}

    assert told == set(range(2, 26))


def test_a_suit_is_the_remedy_for_articles_14_2_and_17_to_21_alone():
    suits = {str(one.citation.article) for one in grounds().values() if one.remedy is Remedy.SUIT}

    assert suits == {"第14条第2款", "第17条", "第18条", "第19条", "第20条", "第21条"}


@pytest.mark.parametrize("who", refused())
def test_who_is_not_on_the_list_is_refused_with_the_reason_and_the_way(who):
    with pytest.raises(BadInput) as found:
        ground(who)

    (fault,) = found.value.faults
    assert fault.code == "party_change.not_listed"
    assert fault.data["instead"]
    assert fault.data["why"] in fault.message


def test_the_buyer_of_unpaid_shares_is_sued_and_not_added():
    with pytest.raises(BadInput, match="另行起诉"):
        ground("transferee_of_unpaid_shares")


@pytest.mark.parametrize("ground_id", [one.id for one in grounds().values() if one.insolvent])
def test_who_answers_in_the_second_place_is_not_added_while_the_debtor_can_pay(ground_id):
    assert codes(asked(ground_id, insolvency_shown=False)) == {"party_change.solvent"}


@pytest.mark.parametrize(
    "ground_id", [one.id for one in grounds().values() if one.ceiling not in (Ceiling.NONE, Ceiling.ESTATE)]
)
def test_who_answers_within_a_sum_is_not_added_without_it(ground_id):
    assert codes(asked(ground_id, ceiling=None)) == {"party_change.no_ceiling"}
    assert "1,000.00" in judge_change(asked(ground_id)).words


def test_an_heir_answers_within_the_estate_and_the_dead_stays_a_party():
    heir = ground("heir")

    assert (heir.ceiling, heir.effect, heir.side) == (Ceiling.ESTATE, Effect.ADD, Side.DEBTOR)
    assert judge_change(asked("heir")).words == "在遗产（代管财产）范围内承担责任"


def test_only_a_single_shareholder_who_cannot_part_his_money_answers_for_his_company():
    assert codes(asked("one_person_company", one_person=False)) == {"party_change.several_shareholders"}
    assert codes(asked("one_person_company", separate=True)) == {"party_change.separate"}


def test_the_wrong_form_a_party_already_and_a_debtor_who_asks_are_refused():
    assert codes(asked("unpaid_capital", present=DebtorForm.NATURAL)) == {"party_change.form"}
    assert codes(asked("unpaid_capital", already_party=True)) == {"party_change.party"}
    assert codes(asked("unpaid_capital", by_creditor=False)) == {"party_change.asker"}
    assert codes(asked("divided", agreed_otherwise=True)) == {"party_change.agreed"}
    assert codes(asked("merged", ceiling=5)) == {"party_change.ceiling_unasked"}


@given(ceiling=st.integers(1, 10**12), paid=st.integers(0, 10**12), wanted=st.integers(0, 10**12))
def test_nobody_pays_more_than_he_answers_for_however_often_he_is_asked(ceiling, paid, wanted):
    taken = within(ceiling, paid=paid, asked=wanted)

    assert 0 <= taken <= wanted
    assert paid > ceiling or paid + taken <= ceiling
