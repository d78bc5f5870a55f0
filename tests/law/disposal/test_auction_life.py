"""The lives of a disposal and of a round: what is open where, on which article."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from duixian.base.faults import Fault
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.disposal import RoundKind
from duixian.law.disposal.values import BEIJING
from duixian.law.procedure.auction_life import (
    DISPOSAL_LIFE,
    RESUMES,
    ROUND_LIFE,
    DisposalAct,
    DisposalFacts,
    DisposalState,
    RoundAct,
    RoundFacts,
    RoundState,
)

S, A = DisposalState, DisposalAct
ON = date(2026, 5, 1)
BAR = Fault("some.bar", "不得处分", "待异议审查终结")
GOOD = DisposalFacts(
    ON,
    price_fixed=True,
    round_over=True,
    has_bid=True,
    price=100,
    paid=100,
    creditors_asked=True,
    ruling_served_on=ON,
    annulled_by="（2026）宁0102执异1号",
    reason="事由",
)


def judge(state, act, **changes):
    return DISPOSAL_LIFE.judge(state=state, act=act, facts=replace(GOOD, **changes))


def codes(verdict):
    assert isinstance(verdict, NotAllowed), verdict
    return [fault.code for fault in verdict.reasons]


def walk(*steps):
    state = S.PRICING
    for act, changes in steps:
        verdict = judge(state, act, **changes)
        assert isinstance(verdict, Allowed), (state, act, verdict)
        state = verdict.target
    return state


FIRST, SECOND, SALE = ({"round_kind": kind} for kind in RoundKind)
SOLD = [(A.PAY, {}), (A.RULE, {}), (A.HAND_OVER, {})]
FIRST_FAILED = [(A.FIX_PRICE, {}), (A.ANNOUNCE, {}), (A.OPEN, {}), (A.FAIL, {"has_bid": False})]
SECOND_FAILED = [*FIRST_FAILED, (A.ANNOUNCE_SECOND, FIRST), (A.FAIL, {"has_bid": False})]
SALE_FAILED = [*SECOND_FAILED, (A.ANNOUNCE_SALE, SECOND), (A.FAIL, {"has_bid": False})]


@pytest.mark.parametrize(
    ("steps", "end"),
    [
        ([(A.FIX_PRICE, {}), (A.ANNOUNCE, {}), (A.OPEN, {}), (A.KNOCK_DOWN, {}), *SOLD], S.HANDED_OVER),
        ([*FIRST_FAILED, (A.ANNOUNCE_SECOND, FIRST), (A.KNOCK_DOWN, {}), *SOLD], S.HANDED_OVER),
        ([*SECOND_FAILED, (A.ANNOUNCE_SALE, SECOND), (A.KNOCK_DOWN, {}), *SOLD], S.HANDED_OVER),
        ([*FIRST_FAILED, (A.SET_OFF, {"taker": "甲"}), (A.RULE, {}), (A.HAND_OVER, {})], S.HANDED_OVER),
        ([*SALE_FAILED, (A.RETURN, SALE)], S.RETURNED),
    ],
)
def test_the_ways_from_pricing_to_an_end(steps, end):
    assert walk(*steps) is end


def test_a_defaulted_round_is_held_again_as_the_same_round():
    late = {"paid": 20, "payment_due": date(2026, 4, 30)}
    way = [*FIRST_FAILED, (A.ANNOUNCE_SECOND, FIRST), (A.KNOCK_DOWN, {}), (A.DEFAULT, late)]
    broken = {"round_kind": RoundKind.SECOND, "round_defaulted": True}

    assert walk(*way) is S.PRICED
    assert walk(*way, (A.ANNOUNCE_SECOND, broken)) is S.SECOND
    assert codes(judge(S.PRICED, A.ANNOUNCE, **broken)) == ["disposal.wrong_round"]
    assert codes(judge(S.PRICED, A.ANNOUNCE_SALE, **broken)) == ["disposal.wrong_round"]


def test_nobody_defaults_before_the_last_day_has_passed_nor_once_he_has_paid():
    assert codes(judge(S.SOLD, A.DEFAULT, paid=20, payment_due=ON)) == ["disposal.not_overdue"]
    assert codes(judge(S.SOLD, A.DEFAULT, payment_due=date(2026, 4, 30))) == ["disposal.paid"]


@pytest.mark.parametrize(
    ("state", "act", "changes", "code"),
    [
        (S.PRICED, A.ANNOUNCE, {"price_fixed": False}, "disposal.no_price"),
        (S.PRICED, A.ANNOUNCE, {"price_objections_open": True}, "disposal.price_objection"),
        (S.PRICED, A.ANNOUNCE, {"barred": BAR}, "some.bar"),
        (S.ANNOUNCED, A.OPEN, {"barred": BAR}, "some.bar"),
        (S.BIDDING, A.KNOCK_DOWN, {"has_bid": False}, "disposal.no_bid"),
        (S.BIDDING, A.KNOCK_DOWN, {"round_over": False}, "disposal.not_over"),
        (S.BIDDING, A.FAIL, {}, "disposal.has_bid"),
        (S.FAILED, A.SET_OFF, {}, "disposal.no_taker"),
        (S.FAILED, A.ANNOUNCE_SECOND, {"round_kind": RoundKind.FIRST, "taker": "甲"}, "disposal.taker"),
        (S.FAILED, A.ANNOUNCE_SALE, {"round_kind": RoundKind.SECOND, "creditors_asked": False}, "disposal.not_asked"),
        (S.FAILED, A.RETURN, {"round_kind": RoundKind.FIRST}, "disposal.rounds_left"),
        (S.SOLD, A.PAY, {"paid": 99}, "disposal.unpaid"),
        (S.SOLD, A.PAY, {"price": 0, "paid": 0}, "disposal.unpaid"),
        (S.PAID, A.RULE, {"ruling_served_on": None}, "disposal.not_served"),
        (S.SET_OFF, A.RULE, {"top_up_open": 1}, "disposal.top_up"),
        (S.RULED, A.ANNUL, {"annulled_by": ""}, "disposal.no_ruling"),
        (S.BIDDING, A.STOP, {"reason": " "}, "disposal.reason"),
        (S.BIDDING, A.WITHDRAW, {"reason": ""}, "disposal.reason"),
    ],
)
def test_an_act_without_its_condition_is_refused_with_the_reason(state, act, changes, code):
    assert codes(judge(state, act, **changes)) == [code]


def test_unlawful_terms_are_not_announced():
    fault = Fault("terms.start_below_floor", "起拍价过低")

    assert codes(judge(S.PRICED, A.ANNOUNCE, round_faults=(fault,))) == ["terms.start_below_floor"]


@pytest.mark.parametrize("state", list(RESUMES))
def test_what_was_stopped_goes_on_where_it_stood(state):
    assert judge(state, A.STOP).target is S.STOPPED
    assert judge(S.STOPPED, RESUMES[state], stopped_from=state).target is state
    other = next(one for one in RESUMES if one is not state)
    assert codes(judge(S.STOPPED, RESUMES[state], stopped_from=other)) == ["disposal.stopped_elsewhere"]


def test_after_the_hammer_nothing_is_withdrawn():
    for state in (S.SOLD, S.PAID, S.RULED, S.HANDED_OVER, S.SET_OFF, S.RETURNED):
        assert codes(judge(state, A.WITHDRAW)) == ["procedure.not_open"]


@pytest.mark.parametrize("table", [DISPOSAL_LIFE, ROUND_LIFE])
def test_every_move_cites_an_article(table):
    for move in table:
        assert "第" in move.basis
        assert "条" in move.basis


def test_every_state_is_in_the_tables():
    def states(table):
        return {state for move in table for state in (move.source, move.target)}

    assert states(DISPOSAL_LIFE) == set(DisposalState)
    assert states(ROUND_LIFE) == set(RoundState)


OPENS = datetime(2026, 5, 25, 10, tzinfo=BEIJING)
RUNNING = RoundFacts(
    OPENS + timedelta(hours=1),
    OPENS,
    OPENS + timedelta(days=1),
    opened=True,
    price=100,
    on=ON,
    reason="事由",
)


def round_judge(state, act, **changes):
    return ROUND_LIFE.judge(state=state, act=act, facts=replace(RUNNING, **changes))


def test_a_round_opens_at_its_time_and_not_before():
    assert isinstance(round_judge(RoundState.ANNOUNCED, RoundAct.OPEN, at=OPENS), Allowed)
    early = round_judge(RoundState.ANNOUNCED, RoundAct.OPEN, at=OPENS - timedelta(seconds=1))
    assert codes(early) == ["round.too_early"]


def test_a_round_ends_sold_or_failed_by_whether_somebody_bid():
    over = {"at": OPENS + timedelta(days=1)}

    assert round_judge(RoundState.OPEN, RoundAct.FAIL, **over).target is RoundState.FAILED
    assert round_judge(RoundState.OPEN, RoundAct.KNOCK_DOWN, has_bid=True, **over).target is RoundState.SOLD
    assert codes(round_judge(RoundState.OPEN, RoundAct.KNOCK_DOWN, has_bid=True)) == ["round.not_over"]
    assert codes(round_judge(RoundState.OPEN, RoundAct.FAIL, has_bid=True, **over)) == ["round.has_bid"]


def test_a_suspended_round_goes_on_as_notice_or_as_bidding():
    assert round_judge(RoundState.SUSPENDED, RoundAct.RESUME).target is RoundState.OPEN
    assert codes(round_judge(RoundState.SUSPENDED, RoundAct.RESUME_NOTICE)) == ["round.was_open"]
    assert round_judge(RoundState.SUSPENDED, RoundAct.RESUME_NOTICE, opened=False).target is RoundState.ANNOUNCED
    assert codes(round_judge(RoundState.SUSPENDED, RoundAct.RESUME, opened=False)) == ["round.not_opened"]


def test_a_sold_round_is_paid_defaulted_or_annulled_by_a_ruling():
    assert round_judge(RoundState.SOLD, RoundAct.PAY, paid=100).target is RoundState.PAID
    assert codes(round_judge(RoundState.SOLD, RoundAct.PAY, paid=99)) == ["disposal.unpaid"]
    due = date(2026, 4, 30)
    assert round_judge(RoundState.SOLD, RoundAct.DEFAULT, payment_due=due).target is RoundState.DEFAULTED
    assert codes(round_judge(RoundState.PAID, RoundAct.ANNUL)) == ["round.no_ruling"]
    assert round_judge(RoundState.PAID, RoundAct.ANNUL, annulled_by="裁定").target is RoundState.ANNULLED
