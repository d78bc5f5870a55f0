"""The life of a control: every move with its article, every refusal with its reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from duixian.base.faults import Fault
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.procedure.control_life import CONTROL_LIFE, ControlAct, ControlFacts, ControlState

S, A = ControlState, ControlAct
ON = date(2026, 11, 22)
BAR = Fault("some.bar", "不得处分", "待异议审查终结")
GOOD = ControlFacts(on=ON, until=ON, rank=1, holds=100, asked=100, ground="已履行")
LATER = replace(GOOD, rank=2)
OVER = replace(GOOD, on=ON + timedelta(days=1))


def judge(state, act, facts):
    return CONTROL_LIFE.judge(state=state, act=act, facts=facts)


@pytest.mark.parametrize(
    ("state", "act", "facts", "target"),
    [
        (S.ORDERED, A.CONFIRM, GOOD, S.IN_FORCE),
        (S.ORDERED, A.WAIT, LATER, S.WAITING),
        (S.ORDERED, A.REFUSE, GOOD, S.REFUSED),
        (S.ORDERED, A.RELEASE, GOOD, S.RELEASED),
        (S.IN_FORCE, A.WAIT, LATER, S.WAITING),
        (S.IN_FORCE, A.RENEW, GOOD, S.IN_FORCE),
        (S.IN_FORCE, A.RELEASE, GOOD, S.RELEASED),
        (S.IN_FORCE, A.RELEASE_PART, GOOD, S.IN_FORCE),
        (S.IN_FORCE, A.LAPSE, OVER, S.LAPSED),
        (S.IN_FORCE, A.DEDUCT, GOOD, S.ENDED),
        (S.IN_FORCE, A.DEDUCT_PART, replace(GOOD, asked=1), S.IN_FORCE),
        (S.IN_FORCE, A.SELL, GOOD, S.ENDED),
        (S.WAITING, A.PROMOTE, GOOD, S.IN_FORCE),
        (S.WAITING, A.RENEW, LATER, S.WAITING),
        (S.WAITING, A.RELEASE, LATER, S.RELEASED),
        (S.WAITING, A.LAPSE, replace(OVER, rank=2), S.LAPSED),
        (S.WAITING, A.SELL, LATER, S.ENDED),
    ],
)
def test_every_move_and_its_article(state, act, facts, target):
    found = judge(state, act, facts)

    assert isinstance(found, Allowed)
    assert found.target is target
    assert found.basis


def test_the_table_has_no_other_move():
    assert len(list(CONTROL_LIFE)) == 17


@pytest.mark.parametrize("state", [S.RELEASED, S.LAPSED, S.ENDED, S.REFUSED])
@pytest.mark.parametrize("act", list(ControlAct))
def test_what_ended_never_revives(state, act):
    assert isinstance(judge(state, act, GOOD), NotAllowed)


@pytest.mark.parametrize(
    ("state", "act", "facts", "code"),
    [
        (S.ORDERED, A.CONFIRM, LATER, "control.not_first"),
        (S.ORDERED, A.CONFIRM, replace(GOOD, rank=None), "control.not_first"),
        (S.ORDERED, A.CONFIRM, replace(GOOD, until=None), "control.no_term"),
        (S.ORDERED, A.WAIT, GOOD, "control.no_rank"),
        (S.IN_FORCE, A.RENEW, OVER, "control.lapsed"),
        (S.IN_FORCE, A.LAPSE, GOOD, "control.not_over"),
        (S.IN_FORCE, A.RELEASE, replace(GOOD, ground=" "), "control.no_ground"),
        (S.IN_FORCE, A.DEDUCT, OVER, "control.lapsed"),
        (S.IN_FORCE, A.DEDUCT, replace(GOOD, takeable=False), "control.not_takeable"),
        (S.IN_FORCE, A.DEDUCT, replace(GOOD, asked=101), "control.beyond_held"),
        (S.IN_FORCE, A.DEDUCT, replace(GOOD, asked=0), "control.beyond_held"),
        (S.IN_FORCE, A.SELL, replace(GOOD, barred=BAR), "some.bar"),
        (S.IN_FORCE, A.SELL, replace(GOOD, takeable=False), "control.not_takeable"),
        (S.WAITING, A.PROMOTE, LATER, "control.not_first"),
        (S.WAITING, A.PROMOTE, OVER, "control.lapsed"),
        (S.WAITING, A.DEDUCT, LATER, "procedure.not_open"),
    ],
)
def test_every_refusal_names_what_is_missing(state, act, facts, code):
    found = judge(state, act, facts)

    assert isinstance(found, NotAllowed)
    assert code in {reason.code for reason in found.reasons}
    assert all(reason.message and reason.remedy for reason in found.reasons)
