"""Default, set-off, no surplus, sale of what is needed, figures (AUC-10, AUC-13 to AUC-15)."""

from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import Refused
from duixian.law.calendar import national
from duixian.law.disposal import (
    Continuation,
    DefaultFacts,
    Draw,
    Piece,
    RoundKind,
    RoundOutcome,
    Taker,
    Use,
    figures,
    forfeit,
    may_go_on,
    must_stop,
    surplus,
    take,
    to_sell,
)

CALENDAR = national()
fen_amounts = st.integers(0, 10**12)


def paid(found):
    return {one.use: one.paid for one in found.applied}


def test_a_forfeited_deposit_serves_costs_gap_case_debt_related_debt_in_this_order():
    found = forfeit(DefaultFacts(100, costs=10, old_price=1000, new_price=970, case_debt=40, related_debt=15))

    assert paid(found) == {Use.COSTS: 10, Use.GAP: 30, Use.CASE_DEBT: 40, Use.RELATED_DEBT: 15}
    assert (found.remainder, found.short) == (5, 0)


def test_a_higher_price_the_second_time_leaves_no_gap():
    found = forfeit(DefaultFacts(100, costs=10, old_price=1000, new_price=1200, case_debt=500))

    assert paid(found) == {Use.COSTS: 10, Use.GAP: 0, Use.CASE_DEBT: 90, Use.RELATED_DEBT: 0}


def test_until_the_thing_is_sold_again_only_costs_are_taken():
    found = forfeit(DefaultFacts(100, costs=10, old_price=1000, new_price=None, case_debt=500))

    assert (paid(found), found.kept) == ({Use.COSTS: 10}, 90)


def test_what_the_deposit_does_not_cover_is_stated():
    found = forfeit(DefaultFacts(100, costs=10, old_price=1000, new_price=800, case_debt=500))

    assert (paid(found)[Use.GAP], found.short, paid(found)[Use.CASE_DEBT]) == (90, 110, 0)


@given(fen_amounts, fen_amounts, fen_amounts, st.none() | fen_amounts, fen_amounts, fen_amounts)
def test_no_fen_of_a_deposit_is_lost_or_made(deposit, costs, old, new, debt, related):
    found = forfeit(DefaultFacts(deposit, costs, old, new, debt, related))

    assert sum(one.paid for one in found.applied) + found.kept + found.remainder == deposit
    assert all(0 <= one.paid <= one.due for one in found.applied)


def test_the_better_ranked_creditor_takes_the_thing_and_pays_the_difference():
    found = take([Taker("甲", 2, 900), Taker("乙", 1, 600)], reserve=700)

    assert (found.taker.name, found.price, found.top_up) == ("乙", 700, 100)


def test_a_claim_above_the_reserve_pays_nothing_on_top():
    assert take([Taker("甲", 1, 900)], reserve=700).top_up == 0


def test_creditors_of_one_rank_draw_lots():
    takers = [Taker("乙", 1, 600), Taker("甲", 1, 900), Taker("丙", 2, 900)]

    assert take(takers, reserve=700) == Draw(("乙", "甲"))
    assert take(takers, reserve=700, drawn="甲").taker.name == "甲"
    with pytest.raises(Refused) as refused:
        take(takers, reserve=700, drawn="丙")
    assert refused.value.reasons[0].code == "setoff.not_in_draw"


def test_nobody_takes_it():
    with pytest.raises(Refused):
        take([], reserve=700)


TOLD = date(2026, 3, 2)


def reasons(found, step):
    return [fault.code for fault in may_go_on(found, step, calendar=CALENDAR, on=TOLD)]


def test_a_sale_that_leaves_something_needs_no_asking():
    assert reasons(surplus(101, prior_claims=90, costs=10), None) == []


def test_a_sale_that_leaves_nothing_stops_until_the_applicant_was_told_and_asks():
    hopeless = surplus(100, prior_claims=90, costs=10)

    assert reasons(hopeless, None) == ["surplus.not_told"]
    assert reasons(hopeless, Continuation(TOLD, None, 101)) == ["surplus.not_asked"]
    assert reasons(hopeless, Continuation(TOLD, date(2026, 3, 10), 101)) == ["surplus.not_asked"]
    assert reasons(hopeless, Continuation(TOLD, date(2026, 3, 9), 101)) == []  # the fifth day is a Saturday


def test_the_new_reserve_lies_above_what_goes_before():
    hopeless = surplus(50, prior_claims=90, costs=10)

    assert reasons(hopeless, Continuation(TOLD, TOLD, 100)) == ["surplus.reserve"]
    assert reasons(hopeless, Continuation(TOLD, TOLD, 101)) == []


def test_only_what_is_needed_is_sold():
    found = to_sell([Piece("车", 30), Piece("房", 100), Piece("铺", 60)], need=80)

    assert (found.lots, found.expected) == ((("车",), ("铺",)), 90)


def test_what_belongs_together_is_sold_together():
    found = to_sell([Piece("机床", 30, "厂"), Piece("厂房", 50, "厂"), Piece("车", 60)], need=40)

    assert found.lots == (("车",),)
    assert to_sell([Piece("机床", 30, "厂"), Piece("厂房", 50, "厂")], need=40).lots == (("厂房", "机床"),)


def test_when_all_is_not_enough_all_is_sold():
    found = to_sell([Piece("车", 30), Piece("房", 100)], need=200)

    assert (len(found.lots), found.uncovered) == (2, 70)


def test_no_debt_no_sale():
    assert to_sell([Piece("车", 30)], need=0).lots == ()


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.integers(1, 300))
def test_no_smaller_choice_would_have_been_enough(values, need):
    found = to_sell([Piece(f"{n:02}", value) for n, value in enumerate(values)], need=need)
    sums = [sum(some) for size in range(len(values) + 1) for some in combinations(values, size)]
    enough = [total for total in sums if total >= need]

    assert found.expected == (min(enough) if enough else sum(values))


@given(st.lists(st.integers(1, 60), min_size=17, max_size=40), st.integers(1, 900))
def test_with_many_lots_none_of_those_chosen_is_needless(values, need):
    found = to_sell([Piece(f"{n:02}", value) for n, value in enumerate(values)], need=need)
    taken = [values[int(keys[0])] for keys in found.lots]

    assert found.expected + found.uncovered >= need
    assert found.uncovered or all(found.expected - value < need for value in taken)


def test_the_sale_stops_once_enough_came_in_unless_the_debtor_agrees():
    assert must_stop(100, need=100)
    assert not must_stop(99, need=100)
    assert not must_stop(100, need=100, debtor_agrees=True)


def test_figures_name_what_they_are_of():
    found = figures(
        [
            RoundOutcome("房", RoundKind.FIRST, start=70, appraisal=100),
            RoundOutcome(
                "房", RoundKind.SECOND, 56, 100, 63, controlled_on=date(2026, 1, 1), money_on=date(2026, 4, 11)
            ),
            RoundOutcome("车", RoundKind.FIRST, start=14, price=21),
            RoundOutcome("铺", RoundKind.FIRST, 70, 100, 80, defaulted=True),
        ]
    )

    assert found.turnover == 84
    assert found.deal_rate_by_round.value == Fraction(2, 4)
    assert found.deal_rate_by_thing.value == Fraction(2, 3)
    assert found.default_rate.value == Fraction(1, 3)
    assert found.premium_over_start.value == Fraction(14, 70)
    assert found.premium_over_appraisal.value == Fraction(-37, 100)  # only what has a reference price
    assert (found.mean_days_to_money.value, found.median_days_to_money) == (100, 100)
    assert (found.without_appraisal, found.without_days) == (1, 1)


def test_of_nothing_there_is_no_figure():
    assert figures([]).deal_rate_by_round.value is None
