"""Cash before seals: everything divisible first, a thing only for the remainder, locked money last."""

from dataclasses import replace

import pytest
from control_words import COMPANY, LEAST_EXCESS, ON, amounts, car, cash, chosen, home, why

from duixian.base.faults import BadInput
from duixian.law.control import ChoicePractice, ClaimNature, Earmark, HoldingKind, Liable, Thing, Why


def test_all_money_is_taken_before_a_thing_and_the_thing_for_the_remainder():
    made = chosen(60_000_00, cash("a", 45_000_00), car("car", 80_000_00))

    assert amounts(made) == {"a": 45_000_00, "car": 80_000_00}
    assert [line.key for line in made.lines] == ["a", "car"]  # the order in which they are put down
    assert (made.covered, made.uncovered, made.excess) == (60_000_00, 0, 65_000_00)


def test_a_large_thing_for_a_small_remainder_says_why():
    made = chosen(60_000_00, cash("a", 45_000_00), car("car", 80_000_00))

    said = " ".join(str(reason) for reason in made.line("car").reasons)
    assert "¥45,000.00 已先行控制，尚缺 ¥15,000.00" in said
    assert "合计超出 ¥65,000.00" in said


def test_money_that_covers_leaves_every_thing_alone_and_says_so():
    made = chosen(60_000_00, cash("a", 40_000_00), cash("b", 30_000_00), car("car", 60_000_00))

    assert sum(amounts(made).values()) == 60_000_00
    assert (why(made), made.excess) == ({"car": Why.ENOUGH}, 0)
    assert "已足以清偿债权和执行费用，不查封须变价的财产" in str(made.left_out[0].reason)


def test_of_several_things_the_one_nearest_to_the_remainder():
    made = chosen(100_000_00, cash("a", 70_000_00), car("near", 31_000_00), car("all", 100_000_00))

    assert amounts(made) == {"a": 70_000_00, "near": 31_000_00}
    assert made.excess == 1_000_00


def test_a_court_may_let_the_least_excess_decide_first():
    of_a_thing = chosen(60_000_00, cash("a", 45_000_00), car("car", 80_000_00), practice=LEAST_EXCESS)
    beside_a_thing = chosen(100_000_00, cash("a", 70_000_00), car("car", 50_000_00), practice=LEAST_EXCESS)

    assert (amounts(of_a_thing), of_a_thing.excess) == ({"car": 80_000_00}, 20_000_00)
    assert (amounts(beside_a_thing), beside_a_thing.excess) == ({"car": 50_000_00, "a": 50_000_00}, 0)


def test_the_money_of_a_debtor_up_to_his_ceiling_before_his_thing():
    partner = Liable("p", natural=False, ceiling=30_000_00)
    things = [
        Thing("money", "p", HoldingKind.DEPOSIT, available=10_000_00),
        replace(car("car", 25_000_00), debtor="p"),
        cash("a", 50_000_00),
    ]

    made = chosen(100_000_00, *things, debtors=[COMPANY, partner])

    assert amounts(made)["money"] == 10_000_00
    assert (made.covered, made.uncovered, made.excess) == (80_000_00, 20_000_00, 5_000_00)


@pytest.mark.parametrize(("need", "sealed"), [(58_999_99, False), (59_000_00, True)])
def test_a_home_is_not_sealed_for_less_than_a_hundredth_of_its_value(need, sealed):
    made = chosen(need, cash("a", 50_000_00), home("home", 900_000_00))

    assert ("home" in amounts(made)) is sealed
    assert sealed or "低于该住房净值的 1%" in str(made.left_out[0].reason)
    assert made.uncovered == (0 if sealed else 8_999_99)


def test_a_home_not_sealed_for_so_little_leaves_the_rest_to_what_arrives():
    made = chosen(55_000_00, cash("a", 50_000_00), home("home", 900_000_00))

    assert (amounts(made), made.standing) == ({"a": 55_000_00}, 5_000_00)


def test_a_court_may_seal_a_home_for_however_little():
    always = ChoicePractice.of(ON, home_share=0)

    assert "home" in amounts(chosen(50_200_00, cash("a", 50_000_00), home("home", 900_000_00), practice=always))


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_of_a_home_is_a_percentage(share):
    with pytest.raises(BadInput) as bad:
        ChoicePractice.of(ON, home_share=share)

    assert [fault.code for fault in bad.value.faults] == ["control.home_share"]


def test_locked_money_fills_what_things_leave_open_before_the_only_home_is_sealed():
    margin = cash("m", 80_000_00, earmark=Earmark.MARGIN)
    only = home("home", 500_000_00, only_home=True)

    made = chosen(100_000_00, margin, car("car", 30_000_00), only)

    assert amounts(made) == {"car": 30_000_00, "m": 70_000_00}


def test_presale_money_comes_first_for_the_claims_of_its_own_project():
    presale = cash("p", 60_000_00, earmark=Earmark.PRESALE, own_project=True)

    made = chosen(50_000_00, presale, car("car", 50_000_00), claim=ClaimNature.PROJECT)

    assert amounts(made) == {"p": 50_000_00}
    assert made.line("p").takeable


def test_presale_money_of_the_project_still_comes_last_for_any_other_claim():
    presale = cash("p", 60_000_00, earmark=Earmark.PRESALE, own_project=True)

    made = chosen(50_000_00, presale, car("car", 50_000_00), claim=ClaimNature.ORDINARY)

    assert amounts(made) == {"car": 50_000_00}
