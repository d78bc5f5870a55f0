"""The next lawful steps, best first; and whose turn it is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.law.procedure.case_life import State
from duixian.law.procedure.steps import (
    Agreement,
    DebtorStanding,
    OpenNode,
    Signature,
    Standing,
    Step,
    StepId,
    Weight,
    next_steps,
)
from duixian.law.procedure.turn import Whose, whose_turn

ON = date(2026, 6, 1)
SEARCHED = DebtorStanding("黎明华", natural=True, searched_on=date(2026, 5, 20), limited=True)


def standing(state: State = State.NOTIFIED, **more: object) -> Standing:
    known: dict[str, object] = {"officer": "周正", "debtors": (SEARCHED,), "remaining": 1_000_00}
    return Standing(on=ON, state=state, since=date(2026, 4, 1), **(known | more))  # type: ignore[arg-type]


def node(rule: str, due: date) -> OpenNode:
    return OpenNode(rule, rule, "某规定第一条", due - timedelta(days=10), due)


def ids(case: Standing) -> list[StepId]:
    return [step.id for step in next_steps(case)]


def test_a_new_case_asks_for_its_notice_before_anything_else_with_the_day_of_the_limit() -> None:
    case = standing(State.FILED, nodes=(node("notice", date(2026, 6, 5)),))

    first = next_steps(case)[0]

    assert (first.id, first.due, first.weight) == (StepId.NOTIFY, date(2026, 6, 5), Weight.DEMANDED)


def test_what_is_overdue_comes_before_money() -> None:
    case = standing(on_account=500_00, nodes=(node("verify_clue", date(2026, 5, 30)),), clues_unverified=1)

    assert ids(case)[:2] == [StepId.VERIFY_CLUE, StepId.DISTRIBUTE]


def test_a_limit_that_no_step_serves_is_a_step_of_its_own() -> None:
    case = standing(nodes=(node("first_interview", date(2026, 6, 3)),))

    assert [(step.id, step.rule) for step in next_steps(case)] == [(StepId.NODE, "first_interview")]


def test_found_property_asks_first_for_the_need_then_for_control() -> None:
    assert StepId.STATE_NEED in ids(standing(controllable=100_00))
    assert StepId.CONTROL in ids(standing(controllable=100_00, need_stated=True))


def test_nothing_is_pressed_out_of_a_debtor_who_has_paid() -> None:
    unlimited = DebtorStanding("黎明华", natural=True, searched_on=ON, report_overdue=True)
    case = standing(debtors=(unlimited,), remaining=0, on_account=10_00)

    assert ids(case) == [StepId.DISTRIBUTE]


def test_an_old_search_is_asked_for_again_and_a_fresh_one_is_not() -> None:
    old = DebtorStanding("黎明华", natural=True, searched_on=ON - timedelta(days=92), limited=True)

    assert ids(standing(debtors=(old,))) == [StepId.SEARCH]
    assert ids(standing()) == []


@pytest.mark.parametrize(
    ("case", "whose"),
    [
        (standing(signatures=(Signature("拘留", "president", ON),), on_account=1), Whose.PRESIDENT),
        (standing(State.SUSPENDED), Whose.NOBODY),
        (standing(State.ENTRUSTED, entrusted_to="庆阳市西峰区人民法院"), Whose.OTHER_COURT),
        (standing(State.SETTLING, agreement=Agreement(date(2026, 7, 1), 500_00)), Whose.DEBTOR),
        (standing(State.SETTLING, agreement=Agreement(date(2026, 5, 1), 500_00, date(2026, 5, 2))), Whose.COURT),
        (standing(payouts_under_way=2), Whose.BANK),
        (standing(without_account=("洪春生",)), Whose.APPLICANT),
        (standing(orders_waiting=9), Whose.AGENCY),
        (standing(orders_waiting=9, nodes=(node("first_interview", date(2026, 5, 1)),)), Whose.COURT),
        (standing(State.ROUND_ENDED), Whose.NOBODY),
        (standing(State.CLOSED), Whose.NOBODY),
    ],
)
def test_whose_turn_it_is(case: Standing, whose: Whose) -> None:
    assert whose_turn(case).whose is whose


@given(
    state=st.sampled_from(State),
    sums=st.lists(st.integers(0, 10**9), min_size=4, max_size=4),
    counts=st.lists(st.integers(0, 3), min_size=4, max_size=4),
    days=st.lists(st.integers(-40, 40), max_size=4),
    flags=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_every_step_says_why_on_what_and_the_order_holds(
    state: State, sums: list[int], counts: list[int], days: list[int], flags: list[bool]
) -> None:
    debtor = DebtorStanding("甲", True, ON if flags[0] else None, flags[1], flags[2], False, flags[3], flags[4])
    case = standing(
        state,
        debtors=(debtor,),
        remaining=sums[0],
        on_account=sums[1],
        controllable=sums[2],
        deductible=sums[3],
        to_value=counts[0],
        objections=counts[1],
        orders_waiting=counts[2],
        payouts_under_way=counts[3],
        nodes=tuple(node(f"r{n}", ON + timedelta(days=day)) for n, day in enumerate(days)),
    )

    steps = next_steps(case)

    assert [step.weight for step in steps] == sorted(step.weight for step in steps)
    assert all(_explains(step) for step in steps)
    assert len({(step.id, step.rule) for step in steps}) == len(steps)
    if state is State.CLOSED:
        assert steps == ()
    else:
        assert {step.rule for step in steps if step.id is StepId.NODE} == {n.rule for n in case.nodes}
    assert whose_turn(case).what.message


def _explains(step: Step) -> bool:
    return bool(step.basis and "{" not in step.why.message and step.why.message)


def test_the_limit_for_the_whole_case_is_no_step_to_be_ticked_off() -> None:
    assert ids(standing(nodes=(node("statutory_end", date(2026, 5, 1)),))) == []
