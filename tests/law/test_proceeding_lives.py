"""Objections, reviews, supervision, entrusted cases and tasks: what is open where, and what is missing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import Fault
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.parties_change import Remedy
from duixian.law.procedure import entrust_life as entrust
from duixian.law.procedure import objection_life as objection
from duixian.law.procedure import task_life as task
from duixian.law.procedure.party_change_life import CHANGE_LIFE, ChangeAct, ChangeFacts, ChangeState

ON = date(2026, 11, 22)
TABLES = {
    "objection": (objection.OBJECTION_LIFE, objection.ObjectionState, objection.ObjectionAct),
    "review": (objection.REVIEW_LIFE, objection.ReviewState, objection.ReviewAct),
    "supervision": (objection.SUPERVISION_LIFE, objection.SupervisionState, objection.SupervisionAct),
    "party_change": (CHANGE_LIFE, ChangeState, ChangeAct),
    "entrust": (entrust.ENTRUST_LIFE, entrust.EntrustState, entrust.EntrustAct),
    "entrusted": (entrust.ENTRUSTED_LIFE, entrust.EntrustedState, entrust.EntrustedAct),
}
OVER = {
    "final",
    "withdrawn",
    "decided",
    "taken_up",
    "reassigned",
    "rejected_by_upper",
    "done",
    "declined",
    "returned",
    "recalled",
    "ended",
}


@pytest.mark.parametrize("life", TABLES)
def test_every_state_is_in_the_table_and_every_act_has_a_place(life):
    table, states, acts = TABLES[life]

    assert {state for move in table for state in (move.source, move.target)} == set(states)
    assert {move.act for move in table} == set(acts)


def test_the_two_tables_of_a_task_use_every_state_and_act_between_them():
    moves = [*task.TASK_ASKED, *task.TASK_GIVEN]

    assert {state for move in moves for state in (move.source, move.target)} == set(task.TaskState)
    assert {move.act for move in moves} == set(task.TaskAct)


@pytest.mark.parametrize("life", TABLES)
def test_every_state_leads_on_or_is_an_end(life):
    table, states, _ = TABLES[life]
    ends = {state for state in states if not table.acts(state)}

    assert {str(state) for state in ends} <= OVER | {"rejected"}


GOOD = objection.ObjectionFacts(
    ON, act="order:1", until=ON, panel=(1, 2, 3), outcome=objection.ObjectionOutcome.REVOKED, reason="程序违法"
)


@pytest.mark.parametrize(
    ("state", "act", "changes", "code"),
    [
        ("received", "admit", {"act": " "}, "objection.no_act"),
        ("received", "admit", {"until": ON - timedelta(days=1)}, "objection.late"),
        ("received", "admit", {"ended_on": ON - timedelta(days=1)}, "objection.ended"),
        ("received", "admit", {"same_before": True}, "objection.again"),
        ("received", "refuse", {"reason": ""}, "proceeding.reason"),
        ("filed", "rule", {"panel": (1, 2)}, "proceeding.panel"),
        ("filed", "rule", {"panel": (1, 2, 3, 4)}, "proceeding.panel"),
        ("filed", "rule", {"panel": (1, 2, 2)}, "proceeding.panel"),
        ("filed", "rule", {"barred": (2,)}, "proceeding.panel_barred"),
        ("filed", "rule", {"needs_hearing": True}, "objection.not_heard"),
        ("filed", "rule", {"outcome": None}, "objection.no_outcome"),
        ("served", "apply_review", {"until": ON - timedelta(days=1)}, "objection.review_late"),
        ("served", "close", {}, "objection.review_open"),
        ("under_review", "sent_back", {"sent_back_before": True}, "objection.back_twice"),
    ],
)
def test_an_objection_is_refused_with_what_is_missing(state, act, changes, code):
    facts = replace(GOOD, **changes)
    found = objection.OBJECTION_LIFE.judge(
        state=objection.ObjectionState(state), act=objection.ObjectionAct(act), facts=facts
    )

    assert isinstance(found, NotAllowed)
    assert code in {reason.code for reason in found.reasons}
    assert all(reason.message and reason.remedy for reason in found.reasons)


def test_the_termination_itself_may_be_objected_to_after_the_end():
    facts = replace(GOOD, kind=objection.ObjectionKind.CLOSING, ended_on=ON - timedelta(days=59), until=ON)

    found = objection.OBJECTION_LIFE.judge(
        state=objection.ObjectionState.RECEIVED, act=objection.ObjectionAct.ADMIT, facts=facts
    )

    assert isinstance(found, Allowed)


@given(panel=st.lists(st.integers(1, 9), max_size=7), barred=st.sets(st.integers(1, 9), max_size=3))
def test_no_panel_holds_a_handler_or_an_even_number(panel, barred):
    fault = objection.lawful_panel(replace(GOOD, panel=tuple(panel), barred=barred))

    lawful = len(panel) >= 3 and len(panel) % 2 == 1 and len(set(panel)) == len(panel) and not barred & set(panel)
    assert (fault is None) == lawful


def test_a_review_sends_back_once_and_is_extended_once_by_the_president():
    judge = objection.REVIEW_LIFE.judge
    filed, acts = objection.ReviewState.FILED, objection.ReviewAct
    back = objection.ReviewFacts(ON, panel=(1, 2, 3), outcome=objection.ReviewOutcome.SENT_BACK, reason="事实不清")

    assert isinstance(judge(state=filed, act=acts.DECIDE, facts=back), Allowed)
    assert isinstance(judge(state=filed, act=acts.DECIDE, facts=replace(back, sent_back_before=True)), NotAllowed)
    signed = objection.ReviewFacts(ON, extension_signed=True)
    assert isinstance(judge(state=filed, act=acts.EXTEND, facts=signed), Allowed)
    assert isinstance(judge(state=filed, act=acts.EXTEND, facts=replace(signed, extended=True)), NotAllowed)
    assert isinstance(judge(state=filed, act=acts.EXTEND, facts=objection.ReviewFacts(ON)), NotAllowed)


@pytest.mark.parametrize("act", ["order", "take_up", "reassign"])
def test_a_court_above_acts_only_after_six_idle_months(act):
    facts = objection.SupervisionFacts(ON, idle_after=ON, due=ON + timedelta(days=30), reason="无正当理由")
    judge = objection.SUPERVISION_LIFE.judge
    filed, act = objection.SupervisionState.FILED, objection.SupervisionAct(act)

    assert isinstance(judge(state=filed, act=act, facts=facts), NotAllowed)
    assert isinstance(judge(state=filed, act=act, facts=replace(facts, idle_after=None)), NotAllowed)
    assert isinstance(judge(state=filed, act=act, facts=replace(facts, idle_after=ON - timedelta(days=1))), Allowed)


def test_a_case_is_taken_up_after_an_order_only_once_its_day_has_passed():
    facts = objection.SupervisionFacts(ON, due=ON, reason="逾期未执行")
    judge = objection.SUPERVISION_LIFE.judge
    where = {"state": objection.SupervisionState.ORDERED, "act": objection.SupervisionAct.TAKE_UP}

    assert isinstance(judge(**where, facts=facts), NotAllowed)
    assert isinstance(judge(**where, facts=replace(facts, due=ON - timedelta(days=1))), Allowed)


SENDING = entrust.EntrustFacts(ON, signed=True, assets_there=True, papers=frozenset(entrust.PAPERS))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed": False}, "entrust.unsigned"),
        ({"same_province": True}, "entrust.same_province"),
        ({"same_level": False}, "entrust.level"),
        ({"unsearched": True}, "entrust.unsearched"),
        ({"local_assets": ("住宅",)}, "entrust.local_assets"),
        ({"assets_there": False}, "entrust.nothing_there"),
        ({"papers": frozenset({"letter"})}, "entrust.papers"),
        ({"controls": (entrust.ControlHeld("存款", ON + timedelta(days=29)),)}, "entrust.renew_first"),
    ],
)
def test_a_case_is_not_sent_away_without(changes, code):
    found = entrust.ENTRUST_LIFE.judge(
        state=entrust.EntrustState.PROPOSED, act=entrust.EntrustAct.SEND, facts=replace(SENDING, **changes)
    )

    assert isinstance(found, NotAllowed)
    assert [reason.code for reason in found.reasons] == [code]


def test_a_control_with_a_whole_month_left_goes_over_as_it_is():
    held = (entrust.ControlHeld("存款", date(2026, 12, 22)), entrust.ControlHeld("无期限", None))

    assert entrust.short_controls(held, on=ON) == ()
    assert isinstance(
        entrust.ENTRUST_LIFE.judge(
            state=entrust.EntrustState.PROPOSED,
            act=entrust.EntrustAct.SEND,
            facts=replace(SENDING, controls=held),
        ),
        Allowed,
    )


def test_an_entrusted_case_goes_back_only_with_the_high_courts_consent_or_when_papers_never_came():
    judge = entrust.ENTRUSTED_LIFE.judge
    states, acts = entrust.EntrustedState, entrust.EntrustedAct
    facts = entrust.EntrustedFacts(ON, reason="财产已被他院处置", supply_due=ON)

    assert isinstance(judge(state=states.STARTED, act=acts.RETURN, facts=facts), NotAllowed)
    assert isinstance(judge(state=states.STARTED, act=acts.RETURN, facts=replace(facts, consent="高院函1号")), Allowed)
    assert isinstance(judge(state=states.WANTING, act=acts.RETURN_UNSUPPLIED, facts=facts), NotAllowed)
    late = replace(facts, supply_due=ON - timedelta(days=1))
    assert isinstance(judge(state=states.WANTING, act=acts.RETURN_UNSUPPLIED, facts=late), Allowed)


def test_each_ground_has_one_remedy_and_the_other_is_refused():
    served = ChangeFacts(ON, until=ON, remedy=Remedy.SUIT)
    judge = CHANGE_LIFE.judge

    assert isinstance(judge(state=ChangeState.SERVED, act=ChangeAct.SUE, facts=served), Allowed)
    assert isinstance(judge(state=ChangeState.SERVED, act=ChangeAct.APPLY_REVIEW, facts=served), NotAllowed)
    other = replace(served, remedy=Remedy.REVIEW)
    assert isinstance(judge(state=ChangeState.SERVED, act=ChangeAct.SUE, facts=other), NotAllowed)


def test_a_change_is_heard_by_a_panel_unless_the_facts_are_clear():
    facts = ChangeFacts(ON, reason="符合第十七条")
    granted = CHANGE_LIFE.judge(state=ChangeState.APPLIED, act=ChangeAct.GRANT, facts=facts)

    assert isinstance(granted, NotAllowed)
    assert {reason.code for reason in granted.reasons} == {"proceeding.panel", "party_change.not_heard"}
    clear = replace(facts, clear=True)
    assert isinstance(CHANGE_LIFE.judge(state=ChangeState.APPLIED, act=ChangeAct.GRANT, facts=clear), Allowed)
    lacking = replace(clear, against=(Fault("party_change.form", "性质不符"),))
    assert isinstance(CHANGE_LIFE.judge(state=ChangeState.APPLIED, act=ChangeAct.GRANT, facts=lacking), NotAllowed)
