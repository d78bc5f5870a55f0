"""The procedure engine."""

from enum import StrEnum

import pytest

from duixian.base.faults import Fault, Refused
from duixian.base.procedure import Allowed, Move, NotAllowed, Procedure


class State(StrEnum):
    DRAFT = "草稿"
    SENT = "已送达"
    DONE = "已执行"


class Act(StrEnum):
    SEND = "送达"
    CLOSE = "结案"


def needs(name: str):
    return lambda facts: None if facts.get(name) else Fault(f"missing.{name}", f"缺少{name}")


TABLE = Procedure(
    Move(State.DRAFT, Act.SEND, State.SENT, "甲第一条", (needs("签章"), needs("地址"))),
    Move(State.SENT, Act.CLOSE, State.DONE, "甲第二条"),
    start=State.DRAFT,
)


def test_an_act_that_is_open_leads_on_with_its_article():
    assert TABLE.judge(state=State.SENT, act=Act.CLOSE, facts={}) == Allowed(State.DONE, "甲第二条")


def test_a_refusal_names_every_missing_condition():
    verdict = TABLE.judge(state=State.DRAFT, act=Act.SEND, facts={})

    assert isinstance(verdict, NotAllowed)
    assert [reason.code for reason in verdict.reasons] == ["missing.签章", "missing.地址"]
    with pytest.raises(Refused, match="缺少签章"):
        verdict.or_refuse()


def test_an_act_of_another_state_is_refused_with_what_is_open():
    verdict = TABLE.judge(state=State.DRAFT, act=Act.CLOSE, facts={"签章": 1})

    assert isinstance(verdict, NotAllowed)
    assert verdict.reasons[0].code == "procedure.not_open"
    assert "送达" in str(verdict.reasons[0])


def test_two_answers_to_one_act_are_an_error():
    move = Move(State.DRAFT, Act.SEND, State.SENT, "甲第一条")

    with pytest.raises(ValueError, match="two moves"):
        Procedure(move, move, start=State.DRAFT)


def test_a_move_that_cites_nothing_is_an_error():
    with pytest.raises(ValueError, match="cites nothing"):
        Procedure(Move(State.DRAFT, Act.SEND, State.SENT, ""), start=State.DRAFT)


def test_a_state_that_is_never_reached_is_an_error():
    with pytest.raises(ValueError, match="已送达"):
        Procedure(Move(State.SENT, Act.CLOSE, State.DONE, "甲第二条"), start=State.DRAFT)
