"""The queue on one thing: over any sequence of acts no fen is held twice, lost, or kept from who is next."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from duixian.connectors.exchange.simulator.ranks import Asset, Control, State
from duixian.law.control.things import HoldingKind
from duixian.ports.agencies import Holding, IdKind, NoticeKind, Subject

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHO = Subject("李试", IdKind.RESIDENT, "649901198001010014")
FEN = st.integers(1, 1000)


def account(balance: int) -> Asset:
    return Asset(WHO, Holding("A", HoldingKind.DEPOSIT, "账户", NOON, balance=balance, available=balance), balance)


def home() -> Asset:
    return Asset(WHO, Holding("H", HoldingKind.HOME, "住宅", NOON, value=1000), None)


def freeze(asset: Asset, ceiling: int | None, name: str = "C", **more: Any) -> Control:
    control = Control(name, "宁9101", "K", "法院", "案号", date(2027, 11, 21), ceiling=ceiling, **more)
    asset.join(control, at=NOON)
    return control


def test_who_comes_second_to_an_account_held_in_whole_waits_at_rank_two() -> None:
    asset = account(100)
    first, second, third = freeze(asset, 100, "1"), freeze(asset, 100, "2"), freeze(asset, 100, "3")
    assert [asset.rank(control) for control in (first, second, third)] == [1, 2, 3]
    assert [control.held for control in (first, second, third)] == [100, 0, 0]


def test_who_comes_second_takes_what_the_first_left_free() -> None:
    asset = account(100)
    freeze(asset, 60)
    second = freeze(asset, 60)
    assert (second.state, second.held, asset.rank(second)) == (State.IN_FORCE, 40, 1)


def test_the_end_of_the_first_moves_everybody_up_and_says_so() -> None:
    asset = account(100)
    first, second, third = freeze(asset, 100, "1"), freeze(asset, 80, "2"), freeze(asset, 80, "3")
    asset.end(first)
    changes = asset.settle(at=NOON, let_go=True)
    assert (second.held, third.held) == (80, 20)
    told = [(change.control, change.kind, change.rank, change.amount) for change in changes]
    assert told == [(second, NoticeKind.PROMOTED, 1, 80), (third, NoticeKind.PROMOTED, 1, 20)]


def test_a_seal_is_whole_and_the_next_moves_up_by_one() -> None:
    asset = home()
    first, second, third = (freeze(asset, None, name) for name in "123")
    asset.end(first)
    changes = asset.settle(at=NOON, let_go=True)
    assert [asset.rank(second), asset.rank(third)] == [1, 2]
    assert [(change.control, change.rank) for change in changes] == [(second, 1), (third, 2)]


def test_a_standing_freeze_catches_arrivals_up_to_its_amount_and_leaves_what_is_kept() -> None:
    asset = account(100)
    control = freeze(asset, 500, standing=True, keep=50)
    assert control.held == 50
    asset.arrive(1000)
    changes = asset.settle(at=NOON, let_go=False)
    assert control.held == 500
    assert [(change.kind, change.amount) for change in changes] == [(NoticeKind.ARRIVED, 500)]


def test_what_a_part_release_let_go_is_not_taken_again() -> None:
    asset = account(100)
    control = freeze(asset, 100, standing=True)
    assert asset.let_go(control, 30) == 30
    asset.settle(at=NOON, let_go=True)
    asset.arrive(100)
    asset.settle(at=NOON, let_go=False)
    assert control.held == 70


def test_money_that_arrives_is_not_for_who_waits_for_other_money() -> None:
    asset = account(100)
    first, second = freeze(asset, 100, "1"), freeze(asset, 80, "2")
    asset.arrive(30)
    assert asset.settle(at=NOON, let_go=False) == []
    assert (second.state, asset.free) == (State.WAITING, 30)
    asset.end(first)
    asset.settle(at=NOON, let_go=True)
    assert (second.state, second.held) == (State.IN_FORCE, 80)


def test_who_waited_takes_what_is_let_go_bit_by_bit() -> None:
    asset = account(100)
    first, second = freeze(asset, 100, "1"), freeze(asset, 80, "2")
    asset.let_go(first, 30)
    asset.settle(at=NOON, let_go=True)
    assert (second.state, second.held) == (State.IN_FORCE, 30)
    asset.end(first)
    changes = asset.settle(at=NOON, let_go=True)
    assert second.held == 80
    assert [(change.kind, change.rank, change.amount) for change in changes] == [(NoticeKind.PROMOTED, 1, 80)]


def test_money_under_a_control_cannot_be_drawn() -> None:
    asset = account(100)
    freeze(asset, 60)
    asset.move(-100)
    assert (asset.balance, asset.moved) == (60, -40)


@pytest.mark.parametrize(("keep", "paid"), [(0, 100), (30, 70), (100, 0), (500, 0)])
def test_a_deduction_leaves_what_is_to_be_kept(keep: int, paid: int) -> None:
    asset = account(100)
    control = freeze(asset, 100)
    assert asset.pay_out(control, 100, keep=keep) == paid
    assert asset.balance == 100 - paid


@given(balance=st.integers(0, 1000), ceiling=FEN, keep=st.integers(0, 1000))
def test_a_freeze_holds_what_was_ordered_or_what_is_there_beyond_what_is_kept(
    balance: int, ceiling: int, keep: int
) -> None:
    asset = account(balance)
    assert freeze(asset, ceiling, keep=keep).held == min(ceiling, max(0, balance - keep))


class Queue(RuleBasedStateMachine):
    """Any courts doing anything to one account, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.asset = account(500)
        self.ordered: dict[str, int] = {}
        self.paid: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.day = date(2026, 11, 22)

    @rule(ceiling=FEN, keep=st.sampled_from([0, 0, 100]), standing=st.booleans(), days=st.integers(0, 40))
    def freeze(self, ceiling: int, keep: int, standing: bool, days: int) -> None:
        name = f"C{len(self.ordered)}"
        control = freeze(self.asset, ceiling, name, keep=keep, standing=standing)
        control.until = self.day + timedelta(days=days)
        self.ordered[name], self.paid[name], self.first[name] = ceiling, 0, control.held

    @precondition(lambda self: self.asset.alive)
    @rule(data=st.data(), amount=FEN)
    def release_a_part(self, data: st.DataObject, amount: int) -> None:
        control = data.draw(st.sampled_from(self.asset.alive))
        if control.state is State.IN_FORCE:
            before = control.held
            assert self.asset.let_go(control, amount) == min(amount, before)
            self.asset.settle(at=NOON, let_go=True)

    @precondition(lambda self: self.asset.alive)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        self.asset.end(data.draw(st.sampled_from(self.asset.alive)))
        self.asset.settle(at=NOON, let_go=True)

    @precondition(lambda self: self.asset.alive)
    @rule(data=st.data(), amount=FEN, keep=st.sampled_from([0, 50]))
    def deduct(self, data: st.DataObject, amount: int, keep: int) -> None:
        control = data.draw(st.sampled_from(self.asset.alive))
        before = control.held
        paid = self.asset.pay_out(control, amount, keep=keep)
        assert paid <= min(amount, before)
        self.paid[control.reference] += paid

    @rule(amount=FEN)
    def arrive(self, amount: int) -> None:
        self.asset.arrive(amount)
        self.asset.settle(at=NOON, let_go=False)

    @rule(days=st.integers(1, 20))
    def days_go_by(self, days: int) -> None:
        self.day += timedelta(days=days)
        for control in list(self.asset.expired(self.day)):
            self.asset.end(control)
        self.asset.settle(at=NOON, let_go=True)

    @rule(amount=st.integers(-500, 500))
    def holder_pays(self, amount: int) -> None:
        self.asset.move(amount)
        self.asset.settle(at=NOON, let_go=False)

    @invariant()
    def no_fen_is_lost(self) -> None:
        asset = self.asset
        assert asset.balance == 500 + asset.arrived + asset.moved - asset.deducted
        assert asset.deducted == sum(self.paid.values())

    @invariant()
    def nobody_holds_more_than_there_is(self) -> None:
        assert 0 <= self.asset.held <= (self.asset.balance or 0)

    @invariant()
    def nobody_holds_and_takes_more_than_was_ordered(self) -> None:
        for control in self.asset.queue:
            assert 0 <= control.held + self.paid[control.reference] <= self.ordered[control.reference]
            assert control.held == 0 or control.state is State.IN_FORCE

    @invariant()
    def nobody_waits_for_money_that_is_theirs(self) -> None:
        for place, control in enumerate(self.asset.queue):
            if control.state is State.WAITING:
                before = [earlier for earlier in self.asset.queue[:place] if earlier.state is not State.ENDED]
                assert before, "nobody is before it"
                assert not control.standing or self.asset.free <= control.keep

    @invariant()
    def what_was_not_ordered_to_stand_grows_only_by_what_others_let_go(self) -> None:
        for control in self.asset.queue:
            if not control.standing and not control.waited:
                assert control.held <= self.first[control.reference]

    @invariant()
    def ranks_of_those_who_wait_run_from_two(self) -> None:
        waiting = [control for control in self.asset.queue if control.state is State.WAITING]
        assert [self.asset.rank(control) for control in waiting] == list(range(2, 2 + len(waiting)))
        assert not waiting or any(control.state is State.IN_FORCE for control in self.asset.alive)


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
