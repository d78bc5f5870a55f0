"""The judge of a bid: every refusal, every extension, every tie (《网络司法拍卖规定》)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from auction_halls import ENDS, MINUTE, OPENS, SECOND, START, STEP, bid, lot
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import Refused
from duixian.base.money import LARGEST
from duixian.law.disposal import (
    Accepted,
    Bar,
    Bid,
    Bidder,
    Failed,
    OutOfOrder,
    Rejected,
    Rules,
    Sold,
    close,
    judge,
    least,
    opened,
    registered,
    replay,
    resume,
    suspend,
)

DAY = timedelta(days=1)


def accepted(hall, *bids):
    after, verdicts = replay(hall, bids)
    assert all(isinstance(verdict, Accepted) for verdict in verdicts), verdicts
    return after


def refusal(hall, one):
    verdict = judge(hall, one)
    assert isinstance(verdict, Rejected), verdict
    return verdict


def test_the_start_price_is_enough_and_leads():
    verdict = judge(lot(), bid("A1", START))

    assert isinstance(verdict, Accepted)
    assert (verdict.lot.leader, verdict.lot.highest, verdict.lot.bids) == ("A1", START, 1)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (bid("A1", START, after=-SECOND), "bid.before_opening"),
        (bid("A1", START, after=DAY), "bid.after_closing"),  # the very instant of the end is too late
        (bid("A1", START - 1), "bid.below_start"),
        (bid("C3", START), "bid.not_registered"),
        (bid("A1", LARGEST + 1), "bid.too_large"),
        (bid("A1", 0), "bid.not_an_amount"),
        (bid("A1", -START), "bid.not_an_amount"),
        (bid("A1", True), "bid.not_an_amount"),
    ],
)
def test_an_unlawful_first_bid_is_refused_with_its_reason_and_a_remedy(one, code):
    verdict = refusal(lot(), one)

    assert verdict.code == code
    assert verdict.fault.remedy


def test_the_instant_of_the_opening_counts():
    assert isinstance(judge(lot(), bid("A1", START, after=OPENS - OPENS)), Accepted)


def test_the_last_microsecond_before_the_end_still_counts():
    assert isinstance(judge(lot(), bid("A1", START, after=DAY - timedelta(microseconds=1))), Accepted)


def test_below_the_increment_is_refused_and_exactly_the_increment_is_not():
    hall = accepted(lot(), bid("A1", START))

    assert refusal(hall, bid("B2", START + STEP - 1)).code == "bid.below_increment"
    assert isinstance(judge(hall, bid("B2", START + STEP)), Accepted)


def test_an_equal_bid_of_an_ordinary_bidder_is_refused():
    hall = accepted(lot(), bid("A1", START))

    assert refusal(hall, bid("B2", START)).code == "bid.below_increment"


@pytest.mark.parametrize("bar", list(Bar))
def test_whoever_is_barred_is_refused_on_the_article(bar):
    verdict = refusal(lot(Bidder("A1", bar=bar)), bid("A1", START))

    assert verdict.code == "bid.barred"
    assert "规定》" in verdict.fault.message


def test_a_bar_takes_no_earlier_bid_back():
    hall = registered(accepted(lot(), bid("A1", START)), Bidder("A1", bar=Bar.RELATIVE))

    assert refusal(hall, bid("A1", START + STEP)).code == "bid.barred"
    assert hall.leader == "A1"


def test_no_bid_without_the_deposit_until_it_is_paid():
    hall = lot(Bidder("A1", paid=False))

    assert refusal(hall, bid("A1", START)).code == "bid.deposit_missing"
    assert isinstance(judge(registered(hall, Bidder("A1")), bid("A1", START)), Accepted)


def test_registration_is_open_while_bidding_runs():
    hall = accepted(lot(), bid("A1", START))

    assert isinstance(judge(registered(hall, Bidder("C3")), bid("C3", START + STEP)), Accepted)


@pytest.mark.parametrize(("may", "kind"), [(True, Accepted), (False, Rejected)])
def test_whether_the_leader_may_raise_himself_is_a_parameter(may, kind):
    hall = accepted(lot(leader_may_raise=may), bid("A1", START))

    assert isinstance(judge(hall, bid("A1", START + STEP)), kind)


@pytest.mark.parametrize(("whole", "kind"), [(False, Accepted), (True, Rejected)])
def test_whether_rises_are_whole_steps_is_a_parameter(whole, kind):
    hall = accepted(lot(whole_steps=whole), bid("A1", START))

    assert isinstance(judge(hall, bid("B2", START + STEP + 1)), kind)
    assert isinstance(judge(hall, bid("B2", START + 3 * STEP)), Accepted)


def test_a_bid_in_the_last_five_minutes_moves_the_end_to_five_minutes_after_itself():
    late = bid("A1", START, after=DAY - 2 * MINUTE)

    verdict = judge(lot(), late)

    assert isinstance(verdict, Accepted)
    assert verdict.extended
    assert verdict.lot.ends_at == late.at + 5 * MINUTE


def test_a_bid_before_the_last_five_minutes_moves_nothing():
    verdict = judge(lot(), bid("A1", START, after=DAY - 5 * MINUTE - SECOND))

    assert isinstance(verdict, Accepted)
    assert not verdict.extended
    assert verdict.lot.ends_at == ENDS


def test_bids_after_the_announced_end_are_lawful_while_it_is_extended():
    hall = accepted(
        lot(),
        bid("A1", START, after=DAY - SECOND),
        bid("B2", START + STEP, after=DAY + 4 * MINUTE),
        bid("A1", START + 2 * STEP, after=DAY + 8 * MINUTE),
    )

    assert hall.extensions == 3
    assert close(hall, hall.ends_at) == Sold("A1", START + 2 * STEP, OPENS + DAY + 13 * MINUTE, 3)


def test_a_refused_bid_extends_nothing():
    hall, _ = replay(lot(), [bid("A1", START - 1, after=DAY - SECOND)])

    assert hall.ends_at == ENDS


def test_one_bidder_suffices():
    assert close(accepted(lot(), bid("A1", START)), ENDS) == Sold("A1", START, ENDS, 1)


def test_nobody_bids_and_the_round_fails():
    assert close(lot(), ENDS) == Failed(ENDS)


def test_nothing_is_closed_before_its_end():
    with pytest.raises(Refused) as refused:
        close(accepted(lot(), bid("A1", START)), ENDS - SECOND)

    assert refused.value.reasons[0].code == "close.too_early"


# --------------------------------------------------------------------------------------------- pre-emption (第二十一条)

FIRST, OTHER, SAME = Bidder("P1", preemption=1), Bidder("P2", preemption=2), Bidder("P3", preemption=2)
STRANGER = Bidder("A1")


def test_a_pre_emptor_takes_the_price_by_matching_it():
    hall = accepted(lot(STRANGER, OTHER), bid("A1", START), bid("P2", START))

    assert (hall.leader, hall.highest) == ("P2", START)


def test_an_earlier_order_takes_it_from_a_later_one_but_not_back():
    hall = accepted(lot(STRANGER, FIRST, OTHER), bid("A1", START), bid("P2", START), bid("P1", START))

    assert hall.leader == "P1"
    assert refusal(hall, bid("P2", START)).code == "bid.below_increment"


def test_of_one_order_the_earlier_bid_keeps_the_price():
    hall = accepted(lot(STRANGER, OTHER, SAME), bid("A1", START), bid("P2", START))

    assert refusal(hall, bid("P3", START)).code == "bid.below_increment"


def test_a_higher_price_beats_any_pre_emptor_who_does_not_match_it():
    hall = accepted(lot(STRANGER, FIRST), bid("P1", START), bid("A1", START + STEP))

    assert close(hall, ENDS) == Sold("A1", START + STEP, ENDS, 2)


def test_a_match_in_the_last_five_minutes_extends_as_any_bid():
    hall = accepted(lot(STRANGER, FIRST), bid("A1", START), bid("P1", START, after=DAY - MINUTE))

    assert hall.ends_at == ENDS + 4 * MINUTE


def test_a_pre_emptor_cannot_match_himself():
    hall = accepted(lot(STRANGER, FIRST), bid("P1", START))

    assert refusal(hall, bid("P1", START)).code == "bid.below_increment"


def test_the_least_lawful_bid_is_told_to_each():
    hall = accepted(lot(STRANGER, FIRST), bid("A1", START))

    assert (least(lot()), least(hall, "A1"), least(hall, "P1")) == (START, START + STEP, START)


# ---------------------------------------------------------------------------------------------- stopping and resuming


def test_a_suspended_lot_takes_no_bid_and_is_not_closed():
    hall = suspend(accepted(lot(), bid("A1", START)), OPENS + MINUTE)

    assert refusal(hall, bid("B2", START + STEP, after=2 * MINUTE)).code == "bid.suspended"
    with pytest.raises(Refused):
        close(hall, ENDS + DAY)


def test_a_resumed_lot_has_the_time_it_had_left():
    hall = resume(suspend(lot(), ENDS - timedelta(hours=3)), ENDS + 2 * DAY)

    assert hall.ends_at == ENDS + 2 * DAY + timedelta(hours=3)


def test_a_lot_resumed_has_at_least_one_extension_left():
    assert resume(suspend(lot(), ENDS - SECOND), ENDS + DAY).ends_at == ENDS + DAY + 5 * MINUTE


# --------------------------------------------------------------------------------------------------------- direct sale


def test_in_a_direct_sale_the_first_bid_starts_a_contest_of_a_day():
    hall = opened(Rules(START, STEP, OPENS, contest=DAY), OPENS + 60 * DAY, [Bidder("A1"), Bidder("B2")])

    hall = accepted(hall, bid("A1", START, after=10 * DAY), bid("B2", START + STEP, after=10 * DAY + MINUTE))

    assert hall.ends_at == OPENS + 11 * DAY


# ---------------------------------------------------------------------------------------------------------- properties


def test_times_that_go_back_are_the_callers_mistake():
    hall = accepted(lot(), bid("A1", START, after=2 * MINUTE))

    with pytest.raises(OutOfOrder):
        judge(hall, bid("B2", START + STEP, after=MINUTE))


def test_a_time_without_zone_is_refused_as_a_mistake():
    with pytest.raises(OutOfOrder):
        judge(lot(), Bid("A1", START, datetime(2026, 5, 25, 12, 0)))  # noqa: DTZ001


PEOPLE = (Bidder("A1"), Bidder("B2"), Bidder("C3", paid=False), FIRST, OTHER, SAME)
bids_strategy = st.lists(
    st.tuples(
        st.sampled_from(["A1", "B2", "C3", "P1", "P2", "P3", "Z9"]),
        st.integers(-STEP, 12 * STEP).map(lambda extra: START + extra),
        st.integers(0, 400),
    ),
    max_size=40,
)


def _in_time(raw):
    at, made = ENDS - 8 * MINUTE, []
    for who, amount, seconds in raw:
        at += timedelta(seconds=seconds)
        made.append(Bid(who, amount, at))
    return made


@given(bids_strategy)
def test_the_highest_never_falls_and_the_end_never_comes_nearer(raw):
    hall = lot(*PEOPLE)
    for one in _in_time(raw):
        verdict = judge(hall, one)
        if isinstance(verdict, Accepted):
            assert verdict.lot.highest >= max(hall.highest, START)
            assert verdict.lot.ends_at >= hall.ends_at
            assert verdict.lot.ends_at - one.at >= timedelta(minutes=5)
            hall = verdict.lot


@given(bids_strategy)
def test_a_replay_of_what_was_accepted_alone_ends_alike(raw):
    made = _in_time(raw)
    whole, verdicts = replay(lot(*PEOPLE), made)
    kept = [one for one, verdict in zip(made, verdicts, strict=True) if isinstance(verdict, Accepted)]

    assert replay(lot(*PEOPLE), kept)[0] == whole


@given(bids_strategy)
def test_whoever_wins_bid_the_price_himself_and_was_entitled(raw):
    made = _in_time(raw)
    hall, verdicts = replay(lot(*PEOPLE), made)
    outcome = close(hall, hall.ends_at)
    kept = [one for one, verdict in zip(made, verdicts, strict=True) if isinstance(verdict, Accepted)]

    if isinstance(outcome, Sold):
        assert (outcome.bidder, outcome.price) == (kept[-1].bidder, kept[-1].amount)
        assert outcome.bidder in {"A1", "B2", "P1", "P2", "P3"}
    else:
        assert kept == []


def test_a_state_is_a_value():
    hall = lot()
    judge(hall, bid("A1", START))

    assert hall == replace(lot())
