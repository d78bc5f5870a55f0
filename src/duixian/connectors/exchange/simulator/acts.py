"""What a simulated agency does with an order: the books change, an answer says what became of it.

Every order names a person by number and name; if the two do not belong together, nothing is done and nothing told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from duixian.base.money import Fen
from duixian.connectors.exchange.conformance.keys import PUBLIC_KEYS
from duixian.connectors.exchange.simulator.behaviour import Behaviour
from duixian.connectors.exchange.simulator.books import Books, Person
from duixian.connectors.exchange.simulator.ranks import Asset, Change, Control, State
from duixian.law.control.things import HoldingKind
from duixian.ports.agencies import Act, AgencyKind, Answer, Order, Outcome, PayTo
from duixian.ports.answers import Reason, same_name

_MONEY_ACTS: Final = (Act.QUERY, Act.FREEZE, Act.RENEW, Act.RELEASE, Act.DEDUCT)
_RIGHT_ACTS: Final = (Act.QUERY, Act.FREEZE, Act.RENEW, Act.RELEASE)
_THING_ACTS: Final = (Act.QUERY, Act.SEAL, Act.RENEW, Act.RELEASE)

ACTS: Final = {
    AgencyKind.BANK: _MONEY_ACTS,
    AgencyKind.WALLET: _MONEY_ACTS,
    AgencyKind.INSURANCE: _MONEY_ACTS,
    AgencyKind.PROVIDENT_FUND: _MONEY_ACTS,
    AgencyKind.SECURITIES: _RIGHT_ACTS,
    AgencyKind.COMPANY: _RIGHT_ACTS,
    AgencyKind.LAND: _THING_ACTS,
    AgencyKind.VEHICLE: _THING_ACTS,
}
"""What each kind of agency takes orders for. Shares and equity have to be sold, not deducted."""

_SENTENCES: Final = {
    Reason.SUBJECT_UNKNOWN: "查无此人",
    Reason.NAME_MISMATCH: "姓名与证件号码不一致",
    Reason.ASSET_UNKNOWN: "该当事人名下没有此项财产",
    Reason.CONTROL_UNKNOWN: "没有该法院的此项控制",
    Reason.CONTROL_ENDED: "该控制已经终止",
    Reason.NOT_IN_FORCE: "轮候控制尚未生效",
    Reason.CURRENCY_NOT_HELD: "该账户不是此币种",
    Reason.ACT_NOT_OFFERED: "该财产不适用此措施",
}
_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Payment:
    """Deducted money on its way to the court: `amount` fen, from one account of one person."""

    amount: Fen
    to: PayTo
    asset: Asset
    case_number: str


@dataclass(slots=True)
class Done:
    """What an order led to: the answer, news for courts, money to send, the things touched."""

    answer: Answer
    changes: list[tuple[Asset, Change]] = field(default_factory=list)
    payment: Payment | None = None
    touched: Asset | None = None


class Refusal(Exception):
    """The order cannot be carried out; `outcome` NOTHING or REFUSED, with a reason that is the same everywhere."""

    def __init__(self, reason: Reason, outcome: Outcome = Outcome.REFUSED, sentence: str = "") -> None:
        super().__init__(sentence or _SENTENCES[reason])
        self.reason = reason
        self.outcome = outcome


class Acts:
    """Carries orders out on the books of one agency. `number` gives the agency's own numbers, each once."""

    def __init__(self, books: Books, *, number: Callable[[], int]) -> None:
        self.books = books
        self.behaviour = Behaviour()
        self._number = number

    def carry_out(self, order: Order, court: str, *, at: datetime) -> Done:
        """Do what a court orders, as far as it can be done. Never raises: what cannot be done is an answer as well."""
        blank = Answer(
            order_key=order.key,
            answer_id=f"{self.books.agency.code}-A{self._number():09d}",
            act=order.act,
            outcome=Outcome.NOTHING,
            answered_at=at,
            currency=order.currency,
            simulated=True,
        )
        try:
            person = self._person(order, court)
            blank = replace(blank, subject_name=person.subject.name, subject_number=person.subject.id_number)
            match order.act:
                case Act.QUERY:
                    return self._query(order, blank, person)
                case Act.FREEZE | Act.SEAL:
                    return self._control(order, court, blank, person)
                case Act.RENEW:
                    return self._renew(order, court, blank, person)
                case Act.RELEASE:
                    return self._release(order, court, blank, person)
                case Act.DEDUCT:
                    return self._deduct(order, court, blank, person)
        except Refusal as refusal:
            return Done(replace(blank, outcome=refusal.outcome, reason_code=refusal.reason, reason=str(refusal)))

    # ---------------------------------------------------------------------------------------------------------- whom

    def _person(self, order: Order, court: str) -> Person:
        subject = order.subject
        if self.behaviour.matches_by_name_alone:
            return self._anybody(order)
        person = self.books.person(subject, draws=court not in PUBLIC_KEYS)
        if person is None or person.subject.id_kind is not subject.id_kind:
            raise Refusal(Reason.SUBJECT_UNKNOWN, Outcome.NOTHING)
        if not same_name(person.subject.name, subject.name):
            raise Refusal(Reason.NAME_MISMATCH)
        return person

    def _anybody(self, order: Order) -> Person:
        """The planted fault: the name is enough, and all who have it are one."""
        found = self.books.of_that_name(order.subject)
        things = [reference for person in found for reference in person.assets]
        if not found:
            raise Refusal(Reason.SUBJECT_UNKNOWN, Outcome.NOTHING)
        return Person(order.subject, None, things)

    def _asset(self, order: Order, person: Person) -> Asset:
        if order.asset not in person.assets:
            raise Refusal(Reason.ASSET_UNKNOWN)
        asset = self.books.assets[order.asset]
        if asset.holding.currency != order.currency:
            raise Refusal(Reason.CURRENCY_NOT_HELD)
        return asset

    def _own_control(self, order: Order, court: str, person: Person) -> tuple[Control, Asset]:
        control, asset = self.books.controls.get(order.control, (None, None))
        if control is None or asset is None or asset.holding.reference not in person.assets:
            raise Refusal(Reason.CONTROL_UNKNOWN)
        careless = order.act is Act.DEDUCT and self.behaviour.deducts_without_control
        if (control.owner != court and not careless) or (order.asset and order.asset != asset.holding.reference):
            raise Refusal(Reason.CONTROL_UNKNOWN)
        if control.state is State.ENDED and not careless:
            raise Refusal(Reason.CONTROL_ENDED, Outcome.NOTHING)
        return control, asset

    # ---------------------------------------------------------------------------------------------------------- acts

    def _query(self, order: Order, blank: Answer, person: Person) -> Done:
        wanted = [reference for reference in person.assets if order.asset in ("", reference)]
        assets = [self.books.assets[reference] for reference in wanted]
        shown = [self.books.holding(asset, at=blank.answered_at) for asset in assets]
        holdings = tuple(holding for holding in shown if holding.currency == order.currency)
        if person.died_on:
            blank = replace(blank, reason_code=Reason.SUBJECT_DEAD, reason=f"{person.died_on} 死亡")
        return Done(replace(blank, outcome=Outcome.DONE if holdings else Outcome.NOTHING, holdings=holdings))

    def _control(self, order: Order, court: str, blank: Answer, person: Person) -> Done:
        asset = self._asset(order, person)
        if asset.by_amount is not (order.act is Act.FREEZE):
            raise Refusal(Reason.ACT_NOT_OFFERED)
        if order.until is not None and order.until < blank.answered_at.date():
            raise Refusal(Reason.NOT_ENTITLED, sentence=f"期限 {order.until} 已过")
        if self.behaviour.moves_balance and asset.by_amount:
            self._move_balance(asset, order)
        if self._nothing_to_hold(order, asset):
            empty = replace(blank, reason_code="empty", reason="没有可冻结的余额")
            return Done(replace(empty, asset=order.asset, balance=_told(asset)), touched=asset)
        control = Control(
            reference=f"{self.books.agency.code}-C{self._number():09d}",
            owner=court,
            order_key=order.key,
            court=order.ground.court_name,
            case_number=order.ground.case_number,
            until=order.until,
            ceiling=order.amount,
            keep=order.keep,
            standing=order.standing,
        )
        if self.behaviour.freezes_more_than_ordered and asset.by_amount:
            control.ceiling, control.keep = max(asset.free, (order.amount or 0) + 1), 0
        asset.join(control, at=blank.answered_at)
        if self.behaviour.no_waiting_rank:
            control.state = State.IN_FORCE
        self.books.controls[control.reference] = (control, asset)
        return Done(self._controlled(order, blank, control, asset), touched=asset)

    def _controlled(self, order: Order, blank: Answer, control: Control, asset: Asset) -> Answer:
        in_force = control.state is State.IN_FORCE
        less = asset.by_amount and control.held < (order.amount or 0) and not self.behaviour.no_waiting_rank
        outcome = Outcome.WAITING if not in_force else Outcome.PARTIAL if less else Outcome.DONE
        amount: Fen | None = control.held if asset.by_amount else None
        if self.behaviour.no_waiting_rank and asset.by_amount:
            amount = order.amount
        return replace(
            blank,
            outcome=outcome,
            asset=order.asset,
            control=control.reference,
            amount=amount,
            balance=_told(asset),
            rank=asset.rank(control),
            effective_at=blank.answered_at if in_force else None,
            until=control.until,
        )

    def _renew(self, order: Order, court: str, blank: Answer, person: Person) -> Done:
        control, asset = self._own_control(order, court, person)
        if order.until is None or (control.until and order.until < control.until):
            return Done(
                replace(
                    blank,
                    asset=asset.holding.reference,
                    control=control.reference,
                    reason_code="already_longer",
                    reason=f"原期限至 {control.until}，不缩短",
                )
            )
        control.until = order.until + (_YEAR if self.behaviour.renew_beyond_asked else timedelta())
        answer = replace(
            blank,
            outcome=Outcome.DONE,
            asset=asset.holding.reference,
            control=control.reference,
            rank=asset.rank(control),
            until=control.until,
        )
        return Done(answer, touched=asset)

    def _release(self, order: Order, court: str, blank: Answer, person: Person) -> Done:
        control, asset = self._own_control(order, court, person)
        rank = asset.rank(control)
        part = None if self.behaviour.releases_everything else order.amount
        if not asset.by_amount and part is not None:
            raise Refusal(Reason.ACT_NOT_OFFERED, sentence="整体查封的财产不能部分解除")
        most = (control.ceiling or 0) if control.state is State.WAITING else control.held
        if part is None or part >= most:
            released = asset.end(control)
        elif control.state is State.WAITING:
            control.ceiling, released = (control.ceiling or 0) - part, 0
        else:
            released = asset.let_go(control, part)
        less = order.amount is not None and rank == 1 and released < order.amount
        answer = replace(
            blank,
            outcome=Outcome.PARTIAL if less else Outcome.DONE,
            asset=asset.holding.reference,
            control=control.reference,
            amount=released,
            balance=_told(asset),
            effective_at=blank.answered_at,
        )
        return Done(
            answer, [(asset, change) for change in asset.settle(at=blank.answered_at, let_go=True)], touched=asset
        )

    def _deduct(self, order: Order, court: str, blank: Answer, person: Person) -> Done:
        control, asset = self._own_control(order, court, person)
        if control.state is State.WAITING:
            raise Refusal(Reason.NOT_IN_FORCE)
        if asset.holding.currency != order.currency:
            raise Refusal(Reason.CURRENCY_NOT_HELD)
        if asset.holding.kind in (HoldingKind.SECURITIES, HoldingKind.EQUITY) or order.pay_to is None:
            raise Refusal(Reason.ACT_NOT_OFFERED)
        wanted = order.amount or 0
        if self.behaviour.deducts_without_control and control.state is State.ENDED:
            control.held = control.ceiling = min(wanted, asset.free)
        paid = asset.pay_out(control, wanted, keep=order.keep)
        outcome = Outcome.DONE if paid == wanted else Outcome.PARTIAL if paid else Outcome.NOTHING
        answer = replace(
            blank,
            outcome=outcome,
            asset=asset.holding.reference,
            control=control.reference,
            amount=paid,
            balance=asset.balance,
            effective_at=blank.answered_at if paid else None,
            reason_code="" if paid == wanted else str(Reason.ABOVE_HELD),
            reason="" if paid == wanted else "超过所冻结的金额或须保留的余额",
        )
        payment = Payment(paid, order.pay_to, asset, order.ground.case_number) if paid else None
        return Done(answer, payment=payment, touched=asset)

    # --------------------------------------------------------------------------------------------------------- parts

    def _nothing_to_hold(self, order: Order, asset: Asset) -> bool:
        if not asset.by_amount or order.standing or asset.alive:
            return False
        return asset.free <= order.keep and not self.behaviour.freezes_more_than_ordered

    def _move_balance(self, asset: Asset, order: Order) -> None:
        """The holder has paid in or out since the agency last told the balance."""
        share = self.behaviour.moves_balance
        per_cent = self.behaviour.draw("move", order.key) % (2 * share + 1) - share
        asset.move((asset.balance or 0) * per_cent // 100)


def _told(asset: Asset) -> Fen | None:
    """The balance of an account; nothing for shares, equity and things."""
    return asset.balance if asset.holding.balance is not None else None
