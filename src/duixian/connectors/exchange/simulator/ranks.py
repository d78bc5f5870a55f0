"""What stands on one thing: the controls of all courts in the order they came (轮候), and what each of them holds.

Money, securities and equity are held by amount: a control takes what is free, and who finds nothing free waits. A
registered thing is held whole: the first is in force, the others wait. What is let go falls to those who waited, in
order and until each has its amount; what arrives, to standing controls only. Amounts are fen. A real agency holds what
it is told to hold; what must not be held is for the court to know.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from duixian.base.money import Fen
from duixian.ports.agencies import Holding, NoticeKind, OtherControl, Subject


class State(StrEnum):
    """Where a control stands."""

    IN_FORCE = "in_force"
    WAITING = "waiting"
    ENDED = "ended"


@dataclass(slots=True)
class Control:
    """One court's control on one thing. `owner` signs for the court; empty: a court outside the exchange.

    `ceiling`: the most it may hold, None for a thing sealed whole; `keep`: what it leaves free; `standing`: whether
    what arrives later is held too; `waited`: whether it came to wait, and so takes what those before it let go.
    """

    reference: str
    owner: str
    order_key: str
    court: str
    case_number: str
    until: date | None
    ceiling: Fen | None = None
    keep: Fen = 0
    standing: bool = False
    state: State = State.WAITING
    held: Fen = 0
    effective_at: datetime | None = None
    waited: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a control without an order for it: what its court is told."""

    kind: NoticeKind
    control: Control
    rank: int | None = None
    amount: Fen | None = None
    reason: str = ""


@dataclass(slots=True)
class Asset:
    """One thing and its queue. `holding` is what the world says of it; the figures here are those of now.

    For money, opening + arrived + moved - deducted is the balance, always.
    """

    subject: Subject
    holding: Holding
    balance: Fen | None
    arrived: Fen = 0
    moved: Fen = 0
    deducted: Fen = 0
    queue: list[Control] = field(default_factory=list)

    @property
    def by_amount(self) -> bool:
        """Whether it is held by amount."""
        return self.balance is not None

    @property
    def alive(self) -> list[Control]:
        """The controls that stand or wait, in order."""
        return [control for control in self.queue if control.state is not State.ENDED]

    @property
    def held(self) -> Fen:
        """What all controls together hold, fen."""
        return sum(control.held for control in self.queue)

    @property
    def free(self) -> Fen:
        """What no control holds, fen."""
        return max(0, (self.balance or 0) - self.held)

    def rank(self, control: Control) -> int:
        """1 in force; the first that waits is 2."""
        if control.state is State.IN_FORCE:
            return 1
        waiting = [other for other in self.queue if other.state is State.WAITING]
        return 2 + waiting.index(control)

    def shown(self) -> tuple[OtherControl, ...]:
        """The queue as the agency tells it."""
        ranked = sorted((self.rank(control), place) for place, control in enumerate(self.alive))
        return tuple(
            OtherControl(
                control.court,
                control.case_number,
                rank,
                control.held if self.by_amount and rank == 1 else control.ceiling,
                control.until,
            )
            for rank, place in ranked
            for control in (self.alive[place],)
        )

    # ------------------------------------------------------------------------------------------------------- changes

    def join(self, control: Control, *, at: datetime) -> None:
        """A new control at the end of the queue takes what is free, or waits."""
        self.queue.append(control)
        gain = self._gain(control)
        if gain or not self._blocked(len(self.queue) - 1):
            self._enter(control, gain or 0, at)
        else:
            control.waited = True

    def settle(self, *, at: datetime, let_go: bool) -> list[Change]:
        """Let everybody move up who can, in order; tells what moved. `let_go`: a control let something go, else money
        came in."""
        before = {id(control): self.rank(control) for control in self.alive}
        changes = []
        for place, control in enumerate(self.queue):
            gain = self._gain(control)
            entitled = bool(gain) and (control.standing or (let_go and control.waited))
            if control.state is State.IN_FORCE and gain and entitled:
                control.held += gain
                kind = NoticeKind.PROMOTED if let_go and control.waited else NoticeKind.ARRIVED
                rank = 1 if kind is NoticeKind.PROMOTED else None
                changes.append(Change(kind, control, rank=rank, amount=control.held))
            elif control.state is State.WAITING and (entitled or not self._blocked(place)):
                self._enter(control, gain or 0, at)
        for control in self.alive:
            rank = self.rank(control)
            if rank < before[id(control)]:
                amount = control.held if self.by_amount and rank == 1 else None
                changes.append(Change(NoticeKind.PROMOTED, control, rank=rank, amount=amount))
        return changes

    def end(self, control: Control) -> Fen:
        """Take a control out of the queue; what it held, fen."""
        held, control.held, control.state = control.held, 0, State.ENDED
        return held

    def let_go(self, control: Control, amount: Fen) -> Fen:
        """Release a part: the control holds so much less and takes nothing again in its place; what was let go, fen."""
        released = min(amount, control.held)
        control.held -= released
        control.ceiling = control.held
        return released

    def pay_out(self, control: Control, amount: Fen, *, keep: Fen) -> Fen:
        """Pay from what a control in force holds, leaving `keep` to the debtor; what was paid, fen."""
        if self.balance is None or control.ceiling is None:
            return 0
        of_others = self.held - control.held
        paid = min(amount, control.held, max(0, self.balance - of_others - keep))
        control.held -= paid
        control.ceiling -= paid
        self.balance -= paid
        self.deducted += paid
        return paid

    def arrive(self, amount: Fen) -> None:
        """Money comes in."""
        self.balance = (self.balance or 0) + amount
        self.arrived += amount

    def move(self, amount: Fen) -> None:
        """The holder pays in (positive) or out (negative), never what is held."""
        step = max(amount, -self.free)
        self.balance = (self.balance or 0) + step
        self.moved += step

    def expired(self, today: date) -> Iterator[Control]:
        """Controls whose last day has gone by."""
        return (control for control in self.alive if control.until is not None and control.until < today)

    # --------------------------------------------------------------------------------------------------------- parts

    def _gain(self, control: Control) -> Fen | None:
        """What a control could take now; None for a thing that is held whole."""
        if self.balance is None or control.ceiling is None:
            return None
        return max(0, min(control.ceiling - control.held, self.free - control.keep))

    def _blocked(self, place: int) -> bool:
        """Whether a control before this place is still there, be it used up."""
        return any(earlier.state is not State.ENDED for earlier in self.queue[:place])

    def _enter(self, control: Control, held: Fen, at: datetime) -> None:
        control.state, control.held, control.effective_at = State.IN_FORCE, held, at
