"""What debtors have, agencies that hold it with a state of their own, and their answers taken in.

The agencies keep a queue for every thing, give ranks, hold what is free beside what they must leave, and carry a key
out once. When an answer reaches the court is the test's to say.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from courthouse import CourtHouse

from duixian.domain.assets.models import Asset, Control, ControlOrder, Counterparty, OrderState, Source
from duixian.domain.assets.services import controls
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import CourtSetting
from duixian.domain.parties.models import Person
from duixian.flows import control_assets, release_excess, state_need
from duixian.law.control import Earmark, HoldingKind
from duixian.ports.agencies import Act, Outcome

DAY = date(2026, 3, 10)
LIVING = 500_00
"""The local minimum the tests' court has set, fen a month; three months are kept."""
KEPT = 3 * LIVING

_numbers = itertools.count(1)


@dataclass
class There:
    """A control as the agency has it. `ceiling` None: the whole thing."""

    reference: str
    case_id: int
    ceiling: int | None
    keep: int = 0
    standing: bool = False
    in_force: bool = False
    held: int = 0


@dataclass(frozen=True)
class Said:
    """An answer of an agency."""

    outcome: Outcome
    amount: int | None = None
    reference: str = ""
    rank: int | None = None


@dataclass(frozen=True)
class News:
    """What an agency tells unasked: what a control holds now, None of a whole thing."""

    reference: str
    held: int | None
    at: datetime


@dataclass(frozen=True)
class Paid:
    """Money an agency sent to the court."""

    key: str
    case_id: int
    amount: int


@dataclass
class Place:
    """A thing at an agency and its queue."""

    balance: int | None
    queue: list[There] = field(default_factory=list)

    @property
    def free(self) -> int:
        return max(0, (self.balance or 0) - sum(one.held for one in self.queue))

    def settle(self) -> Iterator[There]:
        """Who moves up, or takes what came in."""
        for place, one in enumerate(self.queue):
            before = self.queue[:place]
            if self.balance is None:
                moves = not one.in_force and not before
            else:
                gain = max(0, min((one.ceiling or 0) - one.held, self.free - one.keep))
                blocked = any(not other.in_force or other.held < (other.ceiling or 0) for other in before)
                moves = gain > 0 and (one.standing or not one.in_force) and not (blocked and one.in_force)
                if moves:
                    one.held += gain
            if moves:
                one.in_force = True
                yield one


@dataclass
class World:
    """All agencies. `news`: what moved without an order, in the order it happened; `clock` is the agencies'."""

    places: dict[str, Place] = field(default_factory=dict)
    done: dict[str, Said] = field(default_factory=dict)
    paid: list[Paid] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    clock: Callable[[], datetime] = field(default=lambda: datetime(2026, 3, 10, tzinfo=UTC))

    def move_up(self, place: Place) -> None:
        """Let everybody move up who can, and tell of it."""
        for one in place.settle():
            self.news.append(News(one.reference, None if one.ceiling is None else one.held, self.clock()))

    def carry_out(self, order: ControlOrder) -> Said:
        """Do what an order says, once."""
        if order.key not in self.done:
            self.done[order.key] = self._do(order, self.places[_reference(order)])
        return self.done[order.key]

    def _do(self, order: ControlOrder, place: Place) -> Said:
        if order.act in (Act.FREEZE, Act.SEAL):
            return self._hold(order, place)
        mine = next((one for one in place.queue if order.control and one.reference == order.control.reference), None)
        if mine is None:
            return Said(Outcome.NOTHING)
        if order.act == Act.RELEASE:
            return self._release(order, place, mine)
        amount = min(order.amount_fen or 0, mine.held, max(0, (place.balance or 0) - order.keep_fen))
        if not amount:
            return Said(Outcome.NOTHING)
        mine.held -= amount
        mine.ceiling = (mine.ceiling or 0) - amount
        place.balance = (place.balance or 0) - amount
        self.paid.append(Paid(order.key, order.case_id, amount))
        if not mine.ceiling:
            place.queue.remove(mine)
        return Said(Outcome.DONE if amount == order.amount_fen else Outcome.PARTIAL, amount, mine.reference)

    def _hold(self, order: ControlOrder, place: Place) -> Said:
        if place.balance is not None and not order.standing and not place.queue and place.free <= order.keep_fen:
            return Said(Outcome.NOTHING)
        one = There(f"C{next(_numbers)}", order.case_id, order.amount_fen, order.keep_fen, order.standing)
        place.queue.append(one)
        list(place.settle())
        if not one.in_force and place.queue[0] is one:
            one.in_force = True  # a standing freeze of an empty account
        if not one.in_force:
            return Said(Outcome.WAITING, 0, one.reference, place.queue.index(one) + 1)
        if place.balance is None:
            return Said(Outcome.DONE, None, one.reference, 1)
        full = one.held == order.amount_fen
        return Said(Outcome.DONE if full else Outcome.PARTIAL, one.held, one.reference, 1)

    def _release(self, order: ControlOrder, place: Place, mine: There) -> Said:
        amount = mine.held if order.amount_fen is None else min(order.amount_fen, mine.held)
        if order.amount_fen is None or amount == mine.held:
            place.queue.remove(mine)
        else:
            mine.held -= amount
            mine.ceiling = mine.held
        self.move_up(place)
        return Said(Outcome.DONE, amount if place.balance is not None else None, mine.reference)

    def arrive(self, reference: str, amount: int) -> None:
        """Money comes onto an account."""
        place = self.places[reference]
        place.balance = (place.balance or 0) + amount
        self.move_up(place)

    def held_for(self, case: Case) -> int:
        """What all agencies hold for a case of what is held by amount, fen."""
        return sum(one.held for place in self.places.values() for one in place.queue if one.case_id == case.pk)

    def whole_for(self, case: Case) -> list[str]:
        """References of things held whole, and in force, for a case."""
        return [
            name
            for name, place in self.places.items()
            for one in place.queue
            if one.case_id == case.pk and one.in_force and one.ceiling is None
        ]


def _reference(order: ControlOrder) -> str:
    assert order.asset is not None
    return order.asset.reference


@dataclass
class Estate:
    """A court, its case's debtors' things, and the agencies."""

    house: CourtHouse
    world: World = field(default_factory=World)
    day: date = DAY
    living: int | None = LIVING

    def __post_init__(self) -> None:
        self.world.clock = lambda: self.house.now
        if self.living is None:
            return
        CourtSetting.objects.get_or_create(
            court=self.house.court,
            key="control.living_monthly_fen",
            since=date(2020, 1, 1),
            defaults={
                "value": self.living,
                "source": "民政局文件",
                "set_by": "test",
                "set_at": datetime(2020, 1, 1, tzinfo=UTC),
            },
        )

    def agency(self, code: str = "NZB") -> Counterparty:
        """A bank."""
        return Counterparty.objects.get_or_create(code=code, defaults={"name": f"宁州银行{code}", "kind": "bank"})[0]

    def account(
        self, person: Person, fen: int, *, earmark: Earmark = Earmark.NONE, there: int | None = None, **more: object
    ) -> Asset:
        """An account found with `fen`; `there` what is on it by the time somebody freezes it."""
        return self._found(
            person, HoldingKind.DEPOSIT, earmark=earmark, there=fen if there is None else there,
            divisible=True, balance_fen=fen, available_fen=fen, **more,
        )  # fmt: skip

    def thing(self, person: Person, fen: int | None, kind: HoldingKind = HoldingKind.VEHICLE, **more: object) -> Asset:
        """A thing that is sealed whole, worth `fen`."""
        return self._found(person, kind, there=None, divisible=False, value_fen=fen, **more)

    def _found(self, person: Person, kind: HoldingKind, *, there: int | None, **facts: object) -> Asset:
        reference = f"R{next(_numbers)}"
        self.world.places[reference] = Place(there)
        at = datetime(self.day.year, self.day.month, self.day.day, 1, tzinfo=UTC)
        known: dict[str, object] = {
            "court_id": person.court_id, "person": person, "counterparty": self.agency(), "reference": reference,
            "kind": kind, "title": f"{kind.value}{reference}", "source": Source.ORDER, "known_since": at, "as_of": at,
        }  # fmt: skip
        return Asset.objects.create(**(known | facts))

    def state(self, case: Case, **more: object) -> int:
        """Count and keep the need of a case."""
        return state_need.state(
            acting=self.house.officer, case=case, on=self.day, now=self.house.now, **more  # type: ignore[arg-type]
        ).total  # fmt: skip

    def propose(self, case: Case) -> control_assets.Offer:
        """What could be done."""
        return control_assets.propose(case, on=self.day)

    def order(self, case: Case, *assets: Asset | control_assets.Chosen, reason: str = "") -> list[ControlOrder]:
        """Draft what is chosen; everything proposed where nothing is named."""
        chosen = [
            one if isinstance(one, control_assets.Chosen) else control_assets.Chosen(one.pk)
            for one in (assets or [line.asset for line in self.propose(case).lines])
        ]
        return control_assets.order(
            acting=self.house.officer, case=case, chosen=chosen, on=self.day, now=self.house.now, reason=reason
        )

    def approve(self, drafts: Sequence[ControlOrder]) -> list[ControlOrder]:
        """The chief approves."""
        return control_assets.approve(acting=self.house.chief, drafts=drafts, now=self.house.now)

    def control(self, case: Case, *assets: Asset | control_assets.Chosen, reason: str = "") -> list[Control]:
        """Draft, approve, send, and take the answers and what follows from them."""
        made = self.approve(self.order(case, *assets, reason=reason))
        self.run()
        return [Control.objects.get(pk=order.control_id) for order in made]

    def due(self) -> list[ControlOrder]:
        """Orders a worker would send now, oldest first: those by a control wait for its reference."""
        rows = ControlOrder.objects.filter(state__in=(OrderState.APPROVED, OrderState.SENT)).select_related(
            "asset", "control", "case"
        )
        return list(rows.order_by("pk"))

    def run(self) -> None:
        """Send and take answers until nothing is due, and tell the news."""
        for _ in range(40):
            due = self.due()
            for order in due:
                self.send(order)
            if not due and not self.tell():
                return
        raise AssertionError("orders without end")

    def send(self, order: ControlOrder) -> None:
        """An order goes out and its answer comes back."""
        self.take(order, self.world.carry_out(order))

    def take(self, order: ControlOrder, said: Said) -> None:
        """Take an answer: once, and only while it is waited for."""
        order.refresh_from_db()
        if order.state not in (OrderState.APPROVED, OrderState.SENT):
            return
        ControlOrder.objects.filter(pk=order.pk).update(
            state=OrderState.ANSWERED,
            outcome=said.outcome,
            done_fen=said.amount,
            answered_at=self.house.now,
            attempts=1,
        )
        assert order.control is not None
        self._apply(order, Control.objects.get(pk=order.control_id), said)
        release_excess.settle(case=order.case, acting=self.house.officer, on=self.day, now=self.house.now)

    def _apply(self, order: ControlOrder, control: Control, said: Said) -> None:
        assert order.until is not None or order.act in (Act.RELEASE, Act.DEDUCT)
        held = said.outcome in (Outcome.DONE, Outcome.PARTIAL)
        if order.act in (Act.FREEZE, Act.SEAL):
            where = {"reference": said.reference, "effective_on": self.day, "until": order.until}
            if said.outcome is Outcome.WAITING:
                controls.wait(control, rank=said.rank or 2, **where)  # type: ignore[arg-type]
            elif held:
                controls.confirm(control, held=said.amount, rank=1, **where)  # type: ignore[arg-type]
            else:
                controls.refuse(control, why="查无余额", on=self.day)
        elif order.act == Act.RELEASE and (held or said.outcome is Outcome.NOTHING):
            everything = order.amount_fen is None or said.outcome is Outcome.NOTHING
            controls.released(control, amount=None if everything else said.amount, on=self.day)
        elif order.act == Act.DEDUCT and held and said.amount:
            controls.deducted(control, amount=said.amount, on=self.day)

    def tell(self) -> bool:
        """The agencies tell their news; whether any of it was of use. News of a control whose own answer has not come
        is told again later."""
        news, self.world.news = self.world.news, []
        heard = [self.hear(one) for one in news]
        return any(heard)

    def hear(self, one: News) -> bool:
        """One piece of news comes in."""
        control = Control.objects.filter(reference=one.reference).select_related("case").first()
        if control is None:
            self.world.news.append(one)
            return False
        if control.state == "waiting":
            controls.promote(control, rank=1, held=one.held, on=self.day)
        elif one.held is not None:
            controls.hold_more(control, held=one.held, on=self.day, told_at=one.at)
        release_excess.settle(case=control.case, acting=self.house.officer, on=self.day, now=self.house.now)
        return True
