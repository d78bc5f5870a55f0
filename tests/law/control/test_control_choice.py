"""What is proposed for control, and in which words (CTL-07, CTL-08)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from control_words import COMPANY, NO_TRIFLE, ON, PERSON, PRACTICE, amounts, car, cash, chosen, home, land, why

from duixian.base.faults import BadInput
from duixian.law.control import (
    ChoicePractice,
    ClaimNature,
    Earmark,
    Held,
    HoldingKind,
    Liable,
    Mode,
    Necessity,
    Thing,
    Why,
    propose,
    share_quantity,
)


def test_one_account_that_suffices_is_frozen_for_exactly_the_need():
    made = chosen(100_00, cash("a", 500_00))

    assert amounts(made) == {"a": 100_00}
    assert (made.covered, made.uncovered, made.excess) == (100_00, 0, 0)
    assert made.lines[0].mode is Mode.AMOUNT
    assert "只冻结 ¥100.00" in str(made.lines[0].reasons[0])
    assert made.lines[0].citations[0].instrument == "法发〔2019〕35号"


def test_cash_comes_before_a_seal_of_the_very_value():
    made = chosen(100_00, car("car", 100_00), cash("a", 60_00), cash("b", 50_00))

    assert sum(amounts(made).values()) == 100_00
    assert set(amounts(made)) == {"a", "b"}
    assert why(made) == {"car": Why.ENOUGH}


def test_one_account_rather_than_three():
    made = chosen(90_00, cash("a", 30_00), cash("b", 30_00), cash("c", 30_00), cash("d", 95_00))

    assert amounts(made) == {"d": 90_00}


def test_idle_money_before_the_account_an_enterprise_lives_by():
    made = chosen(100_00, cash("till", 500_00, business=True), cash("idle", 60_00), cash("old", 40_00))

    assert set(amounts(made)) == {"idle", "old"}


def test_deposits_before_wealth_before_securities():
    wealth = Thing("w", "d", HoldingKind.WEALTH, available=100_00, unit=1)
    securities = Thing("s", "d", HoldingKind.SECURITIES, available=100_00, unit=10_00)

    assert set(amounts(chosen(100_00, securities, wealth, cash("a", 100_00)))) == {"a"}
    assert set(amounts(chosen(100_00, securities, wealth))) == {"w"}


def test_a_car_before_land_before_a_home():
    things = [home("home", 100_000_00), land("land", 100_000_00), car("car", 100_000_00)]

    assert set(amounts(chosen(90_000_00, *things))) == {"car"}
    assert set(amounts(chosen(90_000_00, *things[:2]))) == {"land"}


def test_the_nearest_value_before_the_least_harm():
    made = chosen(100_000_00, car("dear", 300_000_00), land("near", 120_000_00))

    assert amounts(made) == {"near": 120_000_00}
    assert made.excess == 20_000_00
    assert any("超出 ¥20,000.00" in str(reason) for reason in made.lines[0].reasons)


def test_several_small_things_that_fit_before_one_that_exceeds():
    made = chosen(100_000_00, land("big", 150_000_00), car("a", 60_000_00), car("b", 40_000_00))

    assert set(amounts(made)) == {"a", "b"}
    assert made.excess == 0


def test_the_only_home_is_the_last_resort_even_if_its_value_fits():
    only = home("home", 100_000_00, only_home=True)

    made = chosen(100_000_00, only, land("land", 400_000_00))
    assert set(amounts(made)) == {"land"}

    made = chosen(100_000_00, only)
    assert set(amounts(made)) == {"home"}
    assert not made.lines[0].takeable
    assert "choice.last_resort" in {reason.code for reason in made.lines[0].reasons}


def test_nothing_is_sealed_for_a_trifle():
    made = chosen(100_000_00, cash("a", 99_950_00), land("land", 900_000_00))

    assert amounts(made) == {"a": 100_000_00}
    assert (made.uncovered, made.standing) == (50_00, 50_00)
    assert [reason.code for out in made.left_out for reason in [out.reason]] == ["choice.trifle"]


def test_the_rest_waits_on_the_one_account_where_money_comes_in():
    made = chosen(100_00, cash("dead", 30_00), cash("live", 20_00, arrives=9_00), cash("slow", 10_00, arrives=1_00))

    assert amounts(made) == {"dead": 30_00, "live": 60_00, "slow": 10_00}
    assert made.line("live").mode is Mode.STANDING
    assert made.line("live").counts == 20_00
    assert (made.covered, made.standing, sum(amounts(made).values())) == (60_00, 40_00, 100_00)


def test_an_empty_account_can_wait_for_money():
    made = chosen(100_00, cash("empty", 0, arrives=5_00))

    assert amounts(made) == {"empty": 100_00}
    assert made.line("empty").counts == 0
    assert why(made) == {}


def test_no_standing_freeze_on_the_account_that_keeps_the_living_unless_the_court_says_so():
    wages = cash("wages", 8_000_00, earmark=Earmark.WAGES, arrives=6_000_00)

    assert chosen(50_000_00, wages, debtors=[PERSON]).standing == 0

    allowed = replace(PRACTICE, standing_beyond_living=True)
    line = chosen(50_000_00, wages, debtors=[PERSON], practice=allowed).line("wages")
    assert (line.mode, line.counts, line.amount, line.keep) == (Mode.STANDING, 800_00, 50_000_00, 7_200_00)


def test_standing_freezes_already_out_are_counted_and_lowered_first():
    held = Held(open={"d": 70_00}, keys=frozenset({"old"}))

    made = chosen(100_00, cash("new", 60_00), cash("old", 0), held=held)

    assert amounts(made) == {"new": 60_00}
    assert (made.uncovered, made.standing, made.lower) == (40_00, 0, 30_00)


def test_the_living_allowance_is_kept_once_across_accounts():
    made = chosen(30_000_00, cash("a", 20_000_00), cash("b", 20_000_00), debtors=[PERSON])

    assert sum(amounts(made).values()) == 30_000_00
    assert sum(line.keep for line in made.lines) == 7_200_00
    assert all(line.counts + line.keep <= 20_000_00 for line in made.lines)


def test_a_wage_account_within_the_allowance_is_left_alone():
    made = chosen(30_000_00, cash("w", 5_000_00, earmark=Earmark.WAGES), cash("a", 50_000_00), debtors=[PERSON])

    assert amounts(made) == {"a": 30_000_00}
    assert why(made) == {"w": Why.EXEMPT}


@pytest.mark.parametrize(
    "thing",
    [
        cash("x", 100_00, earmark=Earmark.MINIMUM_LIVING),
        cash("x", 100_00, earmark=Earmark.MIGRANT_WAGES),
        Thing("x", "d", HoldingKind.THING, value=100_00, necessity=Necessity.HOUSEHOLD),
    ],
)
def test_exempt_things_are_left_out_with_the_article(thing):
    made = chosen(100_00, thing)

    assert made.lines == ()
    assert why(made) == {"x": Why.EXEMPT}
    assert made.left_out[0].reason.citation


def test_migrants_reach_the_account_kept_for_them():
    fund = cash("x", 100_00, earmark=Earmark.MIGRANT_WAGES, own_project=True)

    assert amounts(chosen(100_00, fund, claim=ClaimNature.MIGRANT_WAGES)) == {"x": 100_00}


def test_presale_money_is_frozen_last_and_not_for_taking():
    presale = cash("p", 100_00, earmark=Earmark.PRESALE)

    assert set(amounts(chosen(100_00, presale, cash("a", 50_00), cash("b", 50_00)))) == {"a", "b"}
    assert set(amounts(chosen(100_00, presale, car("car", 400_00), practice=NO_TRIFLE))) == {"car"}
    line = chosen(100_00, presale).line("p")
    assert not line.takeable
    assert "choice.restricted" in {reason.code for reason in line.reasons}


@pytest.mark.parametrize("unknown", [{"value": None}, {"charged": None}, {"ahead": None, "rank": 2}])
def test_what_is_not_known_is_valued_first_and_never_taken(unknown):
    house = replace(land("l", 500_000_00), **unknown)

    made = chosen(100_000_00, house)

    assert made.lines == ()
    assert [out.key for out in made.to_value] == ["l"]


def test_a_thing_counts_for_the_debtors_share_less_what_is_charged():
    house = land("l", 900_000_00, share=Fraction(1, 3), co_owned=True, charged=100_000_00)

    made = chosen(200_000_00, house)

    assert amounts(made) == {"l": 200_000_00}
    assert {"choice.co_owned", "choice.charged"} <= {reason.code for reason in made.lines[0].reasons}


def test_a_thing_mortgaged_for_more_than_its_value_is_left_out():
    assert why(chosen(100_00, land("l", 500_00, charged=500_00))) == {"l": Why.WORTHLESS}


def test_a_place_in_the_queue_only_where_effective_cover_is_missing():
    behind = land("behind", 500_000_00, rank=2, ahead=100_000_00)

    assert why(chosen(100_000_00, behind, cash("a", 100_000_00))) == {"behind": Why.ENOUGH}

    made = chosen(100_000_00, behind, cash("a", 60_000_00))
    line = made.line("behind")
    assert (line.mode, line.counts) == (Mode.WAITING, 0)
    assert made.uncovered == 40_000_00


def test_a_worthless_place_in_the_queue_is_not_taken():
    made = chosen(100_00, land("l", 500_00, rank=3, ahead=500_00))

    assert why(made) == {"l": Why.WORTHLESS}
    assert "第 3 顺位" in str(made.left_out[0].reason)


def test_few_places_in_the_queue():
    made = chosen(1_000_00, *(land(f"l{i}", 500_00, rank=2) for i in range(3)), land("one", 1_200_00, rank=2))

    assert [line.key for line in made.lines] == ["one"]


def test_no_place_in_the_queue_for_a_trifle():
    made = chosen(100_00, land("l", 120_00, rank=2))

    assert made.lines == ()
    assert [out.reason.code for out in made.left_out] == ["choice.trifle"]


def test_a_debtor_is_not_held_beyond_what_he_answers_for():
    partner = Liable("p", natural=False, ceiling=30_00)
    things = [cash("a", 50_00), Thing("b", "p", HoldingKind.DEPOSIT, available=500_00)]

    made = chosen(100_00, *things, debtors=[COMPANY, partner])

    assert {line.key: line.counts for line in made.lines} == {"a": 50_00, "b": 30_00}


def test_what_is_held_of_a_debtor_counts_towards_his_ceiling():
    held = Held(counts={"d": 30_00})

    made = chosen(100_00, cash("a", 50_00), debtors=[replace(COMPANY, ceiling=30_00)], held=held)

    assert made.lines == ()
    assert why(made) == {"a": Why.BEYOND_CEILING}


def test_things_of_others_are_never_taken():
    made = chosen(100_00, Thing("x", "wife", HoldingKind.DEPOSIT, available=500_00))

    assert made.lines == ()
    assert why(made) == {"x": Why.NOT_LIABLE}
    assert made.left_out[0].reason.citation.instrument == "《网络查询冻结规定》"


def test_what_is_held_already_is_not_proposed_again():
    assert why(chosen(100_00, cash("a", 500_00), held=Held(keys=frozenset({"a"})))) == {"a": Why.HELD}


def test_nothing_is_taken_for_nothing():
    made = chosen(0, cash("a", 500_00), land("l", 1))

    assert made.lines == ()
    assert set(why(made).values()) == {Why.ENOUGH}


def test_shares_are_frozen_by_the_number_that_covers_the_claim():
    shares = Thing("s", "d", HoldingKind.SECURITIES, available=1_000 * 13_00, unit=13_00)

    made = chosen(100_00, shares)

    assert (made.lines[0].units, made.lines[0].amount) == (8, 104_00)
    quantity = share_quantity(100_00, close=13_00, on=ON)
    assert (quantity.quantity, quantity.fewest, quantity.most) == (8, 7, 9)
    assert quantity.allows(8)
    assert not quantity.allows(10)


def test_a_tolerance_is_known_only_since_the_opinion_of_2019():
    with pytest.raises(BadInput):
        share_quantity(100, close=1, on=date(2019, 12, 15))


@pytest.mark.parametrize(
    ("code", "need", "things", "debtors"),
    [
        ("control.amount", -1, [], [COMPANY]),
        ("control.amount", 1, [cash("a", -1)], [COMPANY]),
        ("control.amount", 1, [], [replace(COMPANY, ceiling=-1)]),
        ("control.key_twice", 1, [cash("a", 1), cash("a", 2)], [COMPANY]),
        ("control.key_twice", 1, [cash("", 1)], [COMPANY]),
        ("control.no_living", 1, [], [replace(PERSON, living=None)]),
        ("control.share", 1, [cash("a", 1, share=Fraction(3, 2))], [COMPANY]),
        ("control.share", 1, [cash("a", 1, rank=0)], [COMPANY]),
    ],
)
def test_what_cannot_be_worked_with_is_refused(code, need, things, debtors):
    with pytest.raises(BadInput) as bad:
        propose(need, things, debtors=debtors, practice=PRACTICE, on=ON)

    assert code in {fault.code for fault in bad.value.faults}


def test_a_court_may_weigh_otherwise_by_single_entries():
    practice = ChoicePractice.of(ON, harm={"vehicle": 40})

    assert set(amounts(chosen(90_00 * 100, car("c", 100_00 * 100), land("l", 100_00 * 100), practice=practice))) == {
        "l"
    }


@pytest.mark.parametrize("harm", [{"yacht": 1}, {"vehicle": -1}, {"vehicle": 1001}])
def test_weights_are_known_and_in_range(harm):
    with pytest.raises(BadInput):
        ChoicePractice.of(ON, harm=harm)


def test_every_line_and_everything_left_out_says_why():
    things = [cash("a", 30_00), car("c", 80_00), land("l", 10_00), land("u", 1, charged=None), home("h", 900_00)]

    made = chosen(100_00, *things)

    assert {line.key for line in made.lines} | {out.key for out in made.left_out} == {t.key for t in things}
    assert all(line.citations and all(str(reason) for reason in line.reasons) for line in made.lines)
    assert all(out.reason.citation for out in made.left_out)


def test_of_two_accounts_that_are_both_needed_the_harmful_one_is_cut():
    assert amounts(chosen(120_00, cash("till", 100_00, business=True), cash("idle", 100_00))) == {
        "idle": 100_00,
        "till": 20_00,
    }


def test_what_a_partners_thing_is_worth_beyond_his_ceiling_is_excess():
    partner = Liable("p", natural=False, ceiling=30_000_00)
    dear = replace(car("dear", 100_000_00), debtor="p")
    near = replace(land("near", 60_000_00), debtor="p")

    made = chosen(100_000_00, dear, near, debtors=[COMPANY, partner])

    assert amounts(made) == {"near": 60_000_00}
    assert (made.covered, made.uncovered, made.excess) == (30_000_00, 70_000_00, 30_000_00)


def test_a_standing_freeze_of_one_debtor_leaves_less_to_wait_for_of_the_other():
    other = Liable("e", natural=False)

    made = chosen(100_00, cash("a", 20_00), debtors=[COMPANY, other], held=Held(open={"e": 30_00}))

    assert (made.uncovered, made.standing, made.lower) == (80_00, 50_00, 0)
