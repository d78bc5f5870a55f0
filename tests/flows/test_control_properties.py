"""Whatever agencies answer, in whatever order: never more than is owed but for what cannot be divided, nothing exempt,
our books as theirs, and nothing held once nothing is owed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from courthouse import CourtHouse, item
from django.db import transaction
from estate import DAY, KEPT, Estate, News, Said, There
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from duixian.base.faults import Refused
from duixian.domain.assets import things
from duixian.domain.assets.models import Asset, Budget, Control, ControlOrder, ControlState, Exemption, OrderState
from duixian.domain.cases.models import Case
from duixian.domain.funds.models import CaseAccount
from duixian.flows import deduct_money
from duixian.flows.state_need import Cost
from duixian.law.control import Earmark, HoldingKind
from duixian.ports.agencies import Act, Outcome

STEPS = (
    "order", "send", "deliver", "deliver", "again", "refuse", "tell", "pay", "arrive", "others_go", "deduct", "money",
    "need",
)  # fmt: skip
SUMS = st.integers(1_00, 9_000_00)
BALANCES = st.integers(1_000_00, 20_000_00)


@contextmanager
def undone() -> Iterator[None]:
    """Everything in here is undone at its end: each example begins in the same court."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Course:
    """One case, its debtor's things, and what happens to them."""

    def __init__(self, own: CourtHouse, data: st.DataObject) -> None:
        self.data = data
        self.estate = Estate(own)
        self.house = own
        self.case: Case = own.file(item("a", data.draw(st.integers(1_000_00, 30_000_00), "owed"), "洪春生", "黎明华"))
        self.estate.state(self.case)
        self.debtor = own.debtor(self.case)
        self.answers: list[tuple[ControlOrder, Said]] = []
        self.heard: list[tuple[ControlOrder, Said]] = []
        for fen in data.draw(st.lists(BALANCES, min_size=1, max_size=4), "accounts"):
            account = self.estate.account(
                self.debtor, fen, there=max(0, fen + data.draw(st.sampled_from((0, -fen, 500_00))))
            )
            self.before_us(account, fen)
        for fen in data.draw(st.lists(SUMS, max_size=3), "things"):
            self.before_us(self.estate.thing(self.debtor, fen, HoldingKind.VEHICLE), fen)
        self.exempt = self.estate.account(
            self.debtor, 90_000_00, earmark=Earmark.MINIMUM_LIVING, exemption=Exemption.WHOLE,
            exempt_fen=90_000_00, exempt_basis="查封规定第三条第二项",
        )  # fmt: skip

    def before_us(self, asset: Asset, fen: int) -> None:
        """Perhaps another court stands before us, for a part."""
        part = self.data.draw(st.sampled_from((None, None, 1, 2)), "others")
        if part is None:
            return
        place = self.estate.world.places[asset.reference]
        amount = None if place.balance is None else min(fen // part, place.balance)
        place.queue.append(There(f"X{asset.pk}", -1, amount, in_force=True, held=amount or 0))
        asset.other_controls = [
            {"court": "外地法院", "case_number": "x", "rank": 1, "amount": fen // part, "until": None}
        ]
        if asset.divisible:
            asset.available_fen = max(0, fen - fen // part)
        asset.save()

    def step(self, name: str) -> None:
        note(name)
        try:
            with transaction.atomic():
                getattr(self, name)()
            event(name)
        except Refused as refused:
            note(f"refused: {refused}")
            event(f"{name} refused: {refused.reasons[0].code}")

    def order(self) -> None:
        lines = self.estate.propose(self.case).lines
        if lines:
            self.estate.approve(self.estate.order(self.case))

    def _sendable(self) -> list[ControlOrder]:
        sent = {order.pk for order, _ in self.answers}
        return [order for order in self.estate.due() if order.pk not in sent]

    def send(self) -> None:
        due = self._sendable()
        if due:
            order = due[self.data.draw(st.integers(0, len(due) - 1))]
            ControlOrder.objects.filter(pk=order.pk).update(attempts=1, state=OrderState.SENT)
            self.answers.append((order, self.estate.world.carry_out(order)))

    def deliver(self) -> None:
        if self.answers:
            answer = self.answers.pop(self.data.draw(st.integers(0, len(self.answers) - 1)))
            self.heard.append(answer)
            self.estate.take(*answer)

    def again(self) -> None:
        if self.heard:
            self.estate.take(*self.heard[self.data.draw(st.integers(0, len(self.heard) - 1))])

    def refuse(self) -> None:
        """An agency says no to a freeze and does nothing."""
        for order in self._sendable():
            if order.act in (Act.FREEZE, Act.SEAL):
                self.estate.world.done[order.key] = Said(Outcome.REFUSED)
                self.estate.take(order, Said(Outcome.REFUSED))
                return

    def tell(self) -> None:
        """News, in any order, some of it twice."""
        news, self.estate.world.news = self.estate.world.news, []
        told: list[News] = self.data.draw(st.permutations(news)) if news else []
        for one in told:
            self.estate.hear(one)
        if told:
            self.estate.hear(told[0])

    def pay(self) -> None:
        need = Budget.objects.get(case=self.case, person=None).need_fen
        self.house.receive(self.case, self.data.draw(st.integers(1_00, max(2_00, need)), "paid"), DAY)

    def arrive(self) -> None:
        places = [name for name, place in self.estate.world.places.items() if place.balance is not None]
        self.estate.world.arrive(self.data.draw(st.sampled_from(sorted(places))), self.data.draw(SUMS))

    def others_go(self) -> None:
        for place in self.estate.world.places.values():
            for one in [one for one in place.queue if one.case_id == -1]:
                place.queue.remove(one)
                self.estate.world.move_up(place)
                return

    def deduct(self) -> None:
        for look in deduct_money.deductible(self.case, on=DAY):
            if look.amount and not look.why_not:
                order = deduct_money.deduct(
                    acting=self.house.officer, control=look.control, on=DAY, now=self.house.now,
                    amount=self.data.draw(st.integers(1, look.amount)),
                )  # fmt: skip
                deduct_money.approve(acting=self.house.chief, drafts=[order], on=DAY, now=self.house.now)
                return

    def money(self) -> None:
        if self.estate.world.paid:
            paid = self.estate.world.paid.pop()
            number = CaseAccount.objects.get(case=self.case).number
            line = self.house.transfer(paid.amount, DAY, remark=paid.key, sub_account=number)
            self.house.take_in(self.house.camt(line), f"{self.house.serial}.xml")

    def need(self) -> None:
        fen = self.data.draw(st.integers(0, 3_000_00))
        self.estate.state(self.case, costs=[Cost("评估费", fen, "委托书")] if fen else [])

    def settle_down(self) -> None:
        """Everything that is under way arrives."""
        for _ in range(60):
            for draft in ControlOrder.objects.filter(state=OrderState.DRAFT):
                self.estate.approve([draft])
            while self._sendable():
                self.send()
            while self.answers:
                self.deliver()
            while self.estate.world.paid:
                self.money()
            if not self.estate.tell() and not self.estate.due() and not self.estate.world.paid:
                return
        raise AssertionError("it never settles down")

    # what must hold

    def smallest(self) -> int:
        whole = Control.objects.filter(case=self.case, divisible=False, counted_fen__gt=0)
        return min(whole.values_list("counted_fen", flat=True), default=0)

    def check(self) -> None:
        """At every committed moment."""
        budget = Budget.objects.get(case=self.case, person=None)
        rows = Control.objects.filter(case=self.case)
        assert budget.divisible_fen == sum(row.counted_fen for row in rows if row.divisible)
        assert budget.whole_fen == sum(row.counted_fen for row in rows if not row.divisible)
        transit = sum(row.transit_fen for row in rows)
        over = budget.divisible_fen + budget.whole_fen - budget.need_fen
        assert min(over, budget.divisible_fen + budget.whole_fen - transit) <= self.smallest()
        assert self.estate.world.places[self.exempt.reference].queue == []
        assert self.left_to_live_on() >= 0

    def left_to_live_on(self) -> int:
        """What orders leave of all accounts, beyond what the household must keep of what was told."""
        accounts = Asset.objects.filter(person=self.debtor, divisible=True, exemption=Exemption.NONE)
        there = taken = 0
        for account in accounts:
            free = account.balance_fen or 0
            keep = sum(ControlOrder.objects.filter(asset=account, act=Act.FREEZE).values_list("keep_fen", flat=True))
            held = sum(things.covers(row) for row in Control.objects.filter(asset=account) if row.state in things.ALIVE)
            there += free
            taken += min(held, max(0, free - keep))
        return there - taken - min(KEPT, there)

    def check_quiet(self) -> None:
        """Once nothing is under way."""
        world = self.estate.world
        theirs = {
            one.reference: (one.held, one.ceiling is None)
            for place in world.places.values()
            for one in place.queue
            if one.case_id == self.case.pk and one.in_force
        }
        in_force = Control.objects.filter(case=self.case, state=ControlState.IN_FORCE)
        ours = {row.reference: (row.held_fen if row.divisible else 0, not row.divisible) for row in in_force}
        assert ours == theirs
        budget = Budget.objects.get(case=self.case, person=None)
        values = sum(row.held_fen for row in in_force)
        assert values - budget.need_fen <= self.smallest()
        assert [row.held_fen - things.grounded(row) for row in in_force if row.held_fen > things.grounded(row)] == []
        assert not Control.objects.filter(case=self.case, transit_fen__gt=0).exists()

    def nothing_left(self) -> bool:
        """Whether no agency has anything of ours any more, in force or waiting."""
        queues = [place.queue for place in self.estate.world.places.values()]
        return not any(one.case_id == self.case.pk for queue in queues for one in queue)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_order_of_answers_holds_too_much_or_leaves_anything_held(own: CourtHouse, data: st.DataObject) -> None:
    with undone():
        course = Course(own, data)
        begins = data.draw(st.sampled_from((("order", "send", "deliver"), ("order", "send"), ("order",))), "begins")
        for name in (*begins, *data.draw(st.lists(st.sampled_from(STEPS), min_size=8, max_size=30), "steps")):
            course.step(name)
            course.check()
        course.settle_down()
        for state in set(Control.objects.values_list("state", flat=True)):
            event(f"state {state}")
        course.check()
        course.check_quiet()

        budget = Budget.objects.get(case=course.case, person=None)
        if budget.need_fen:
            course.house.receive(course.case, budget.need_fen, DAY)
        course.settle_down()

        budget.refresh_from_db()
        assert (budget.divisible_fen, budget.whole_fen) == (0, 0)
        assert course.nothing_left()
