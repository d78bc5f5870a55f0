"""What may be believed of an agency's answer: only what fits the order it answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.law.control.things import HoldingKind
from duixian.ports.agencies import (
    Act,
    Answer,
    CoOwner,
    Ground,
    Holding,
    IdKind,
    Order,
    OtherControl,
    Outcome,
    Subject,
)
from duixian.ports.answers import check, same_name, usable_holdings

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAME, NUMBER = "李长风", "649901198001010019"
QUERY = Order(
    "Q1",
    Act.QUERY,
    "NZ-BANK-01",
    Subject(NAME, IdKind.RESIDENT, NUMBER),
    Ground("DX0804", "云川市东湖区人民法院", "（2026）宁9101执123号", "裁定书", "民事诉讼法第二百五十三条"),
    NOON,
)
FREEZE = replace(QUERY, key="F1", act=Act.FREEZE, asset="A1", amount=1000_00, until=date(2027, 11, 21))
SEAL = replace(QUERY, key="S1", act=Act.SEAL, asset="A1", until=date(2029, 11, 21))
RENEW = replace(QUERY, key="R1", act=Act.RENEW, control="C1", until=date(2028, 11, 20))
RELEASE = replace(QUERY, key="L1", act=Act.RELEASE, control="C1", amount=500_00)
DEDUCT = replace(QUERY, key="D1", act=Act.DEDUCT, control="C1", amount=800_00)


def answer_to(order: Order, outcome: Outcome = Outcome.DONE, **more: Any) -> Answer:
    """What an honest agency says."""
    said = Answer(
        order.key,
        "A-1",
        order.act,
        outcome,
        NOON + timedelta(seconds=2),
        NAME,
        NUMBER,
        asset=order.asset,
        control="" if order.act is Act.QUERY else order.control or "C1",
        amount=order.amount,
        rank=1 if order.act in (Act.FREEZE, Act.SEAL) else None,
        until=order.until,
    )
    return replace(said, **more)


def codes(order: Order, answer: Answer) -> set[str]:
    return {fault.code for fault in check(order, answer)}


@pytest.mark.parametrize("order", [QUERY, FREEZE, SEAL, RENEW, RELEASE, DEDUCT], ids=lambda order: order.act)
def test_an_honest_answer_may_be_used(order: Order) -> None:
    assert codes(order, answer_to(order)) == set()


@pytest.mark.parametrize(
    ("order", "change", "code"),
    [
        (QUERY, {"order_key": "Q2"}, "answer.other_order"),
        (QUERY, {"act": Act.SEAL}, "answer.other_act"),
        (QUERY, {"subject_number": "649901198001020014"}, "answer.other_person"),
        (QUERY, {"subject_name": "李长丰"}, "answer.other_person"),
        (QUERY, {"subject_name": ""}, "answer.person_missing"),
        (QUERY, {"subject_number": ""}, "answer.person_missing"),
        (QUERY, {"answered_at": NOON - timedelta(minutes=6)}, "answer.before_order"),
        (QUERY, {"answered_at": NOON.replace(tzinfo=None)}, "answer.no_zone"),
        (FREEZE, {"amount": 1000_01}, "answer.above_ordered"),
        (FREEZE, {"amount": -1}, "answer.negative"),
        (FREEZE, {"amount": None}, "answer.amount_missing"),
        (FREEZE, {"amount": 999_99}, "answer.done_for_less"),
        (FREEZE, {"outcome": Outcome.PARTIAL}, "answer.partial_in_full"),
        (FREEZE, {"currency": "USD"}, "answer.currency"),
        (FREEZE, {"balance": -1}, "answer.negative"),
        (FREEZE, {"balance": 999_99}, "answer.above_balance"),
        (FREEZE, {"control": ""}, "answer.control_missing"),
        (FREEZE, {"asset": "A2"}, "answer.other_asset"),
        (FREEZE, {"rank": 0}, "answer.rank"),
        (FREEZE, {"rank": None}, "answer.rank"),
        (FREEZE, {"outcome": Outcome.WAITING, "rank": 1}, "answer.rank"),
        (FREEZE, {"until": date(2027, 11, 22)}, "answer.until_beyond"),
        (FREEZE, {"until": None}, "answer.until_missing"),
        (FREEZE, {"outcome": Outcome.REFUSED}, "answer.contradiction"),
        (SEAL, {"rank": 2}, "answer.rank"),
        (SEAL, {"control": ""}, "answer.control_missing"),
        (RENEW, {"until": date(2028, 11, 21)}, "answer.until_beyond"),
        (RENEW, {"control": "C2"}, "answer.other_control"),
        (RELEASE, {"amount": 500_01}, "answer.above_ordered"),
        (RELEASE, {"control": "C2"}, "answer.other_control"),
        (DEDUCT, {"amount": 800_01}, "answer.above_ordered"),
        (DEDUCT, {"amount": 799_99}, "answer.done_for_less"),
        (DEDUCT, {"outcome": Outcome.PARTIAL}, "answer.partial_in_full"),
        (DEDUCT, {"control": ""}, "answer.control_missing"),
    ],
)
def test_an_answer_that_contradicts_its_order_is_not_used(order: Order, change: dict[str, Any], code: str) -> None:
    assert codes(order, answer_to(order, **change)) == {code}


def test_what_must_be_left_to_the_debtor_must_be_left() -> None:
    frozen, deducted = replace(FREEZE, keep=100_00), replace(DEDUCT, keep=100_00)
    assert codes(frozen, answer_to(frozen, balance=1100_00)) == set()
    assert codes(frozen, answer_to(frozen, balance=1099_99)) == {"answer.keep"}
    assert codes(deducted, answer_to(deducted, balance=100_00)) == set()
    assert codes(deducted, answer_to(deducted, balance=99_99)) == {"answer.keep"}


def test_a_partial_or_waiting_answer_with_less_is_honest() -> None:
    assert codes(FREEZE, answer_to(FREEZE, Outcome.PARTIAL, amount=10_00)) == set()
    assert codes(FREEZE, answer_to(FREEZE, Outcome.WAITING, amount=0, rank=2, until=None)) == set()
    assert codes(DEDUCT, answer_to(DEDUCT, Outcome.PARTIAL, amount=1)) == set()


def test_the_clock_of_an_agency_may_be_a_little_slow() -> None:
    assert codes(QUERY, answer_to(QUERY, answered_at=NOON - timedelta(minutes=4))) == set()


def test_the_name_of_another_person_is_not_repeated() -> None:
    (fault,) = check(QUERY, answer_to(QUERY, subject_name="王某某"))
    assert "王某某" not in str(fault)
    (fault,) = check(QUERY, answer_to(QUERY, subject_number="649901197702020023"))
    assert "649901197702020023" not in str(fault)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿卜杜·买买提", "阿卜杜•买买提"),
        ("东湖（云川）公司", "东湖(云川)公司"),
        ("李 长风", "李长风"),
        ("ＡＢ公司", "ab公司"),
    ],
)
def test_one_name_has_several_spellings(one: str, other: str) -> None:
    assert same_name(one, other)
    assert not same_name(one, other + "二")


# ------------------------------------------------------------------------------------------------------------ holdings

GOOD = Holding("A1", HoldingKind.DEPOSIT, "活期 尾号0001", NOON, balance=100_00, available=60_00)
OTHER = replace(GOOD, reference="A2", balance=5_00, available=5_00)


def sorted_out(*holdings: Holding, order: Order = QUERY) -> tuple[tuple[str, ...], set[str]]:
    good, faults = usable_holdings(order, answer_to(order, holdings=holdings))
    return tuple(holding.reference for holding in good), {fault.code for fault in faults}


def test_good_holdings_are_all_used() -> None:
    assert sorted_out(GOOD, OTHER) == (("A1", "A2"), set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"balance": -1, "available": None}, "answer.negative"),
        ({"available": -1}, "answer.negative"),
        ({"value": -1}, "answer.negative"),
        ({"available": 100_01}, "answer.available_above_balance"),
        ({"currency": "USD"}, "answer.currency"),
        ({"as_of": NOON + timedelta(hours=1)}, "answer.after_answer"),
        ({"as_of": NOON.replace(tzinfo=None)}, "answer.no_zone"),
        ({"share": "3/2"}, "answer.share"),
        ({"share": "1/0"}, "answer.share"),
        ({"co_owners": (CoOwner("周晨曦", "half"),)}, "answer.share"),
        ({"controls": (OtherControl("某法院", "某案", 0),)}, "answer.rank"),
    ],
)
def test_one_bad_holding_does_not_lose_the_other(change: dict[str, Any], code: str) -> None:
    assert sorted_out(replace(GOOD, **change), OTHER) == (("A2",), {code})


def test_a_thing_listed_twice_alike_counts_once() -> None:
    assert sorted_out(GOOD, OTHER, GOOD) == (("A1", "A2"), {"answer.listed_twice"})


def test_a_thing_listed_twice_differently_is_not_used_at_all() -> None:
    assert sorted_out(GOOD, OTHER, replace(GOOD, balance=200_00)) == (("A2",), {"answer.listed_twice"})


def test_a_thing_that_was_not_asked_for_is_not_used() -> None:
    assert sorted_out(GOOD, OTHER, order=replace(QUERY, asset="A1")) == (("A1",), {"answer.other_asset"})


def test_nothing_of_another_persons_answer_is_used() -> None:
    good, faults = usable_holdings(QUERY, answer_to(QUERY, subject_name="李长丰", holdings=(GOOD,)))
    assert good == ()
    assert [fault.code for fault in faults] == ["answer.other_person"]


def test_a_fault_of_a_holding_says_which_one() -> None:
    _, faults = usable_holdings(QUERY, answer_to(QUERY, holdings=(OTHER, replace(GOOD, balance=-1, available=None))))
    assert [fault.place for fault in faults] == ["第 2 项财产"]


fens = st.none() | st.integers(-500_00, 500_00)
things = st.builds(
    replace,
    st.just(GOOD),
    reference=st.sampled_from(["A1", "A2", "A3"]),
    balance=fens,
    available=fens,
    value=fens,
    currency=st.sampled_from(["CNY", "USD"]),
    share=st.sampled_from(["1/1", "1/2", "2/1", "x"]),
)


@given(st.lists(things, max_size=6))
def test_whatever_is_listed_only_sound_things_remain_once(listed: list[Holding]) -> None:
    good, faults = usable_holdings(QUERY, answer_to(QUERY, holdings=tuple(listed)))
    assert len({holding.reference for holding in good}) == len(good)
    assert all(holding in listed for holding in good)
    assert len(good) == len(listed) or faults
    for holding in good:
        amounts = [a for a in (holding.balance, holding.available, holding.value) if a is not None]
        assert all(amount >= 0 for amount in amounts)
        assert holding.currency == "CNY"


@given(
    st.sampled_from([FREEZE, RELEASE, DEDUCT]),
    st.sampled_from(Outcome),
    fens.map(lambda amount: amount and amount * 3),
    fens,
    st.integers(0, 300_00),
)
def test_no_believed_answer_takes_more_than_ordered_or_what_is_to_be_kept(
    order: Order, outcome: Outcome, amount: int | None, balance: int | None, keep: int
) -> None:
    order = replace(order, keep=0 if order.act is Act.RELEASE else keep)
    answer = answer_to(order, outcome, amount=amount, balance=balance)
    if check(order, answer):
        return
    assert order.amount is not None
    assert 0 <= (answer.amount or 0) <= order.amount
    if balance is not None and outcome in (Outcome.DONE, Outcome.PARTIAL) and answer.amount:
        free = balance - (answer.amount if order.act is Act.FREEZE else 0)
        assert order.act is Act.RELEASE or free >= order.keep
