"""The moving parts of a calculation: what is open of each part and each interest, and the order money goes to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.days import ONE_DAY
from duixian.base.money import Fen
from duixian.law.interest.conventions import Conventions, SetOffOrder
from duixian.law.interest.facts import DebtFacts, DebtItem, DebtTerm
from duixian.law.interest.statement import LineKind
from duixian.law.obligations import ItemKind

NO_DAY = date.max

NEW_RULE = date(2014, 8, 1)
"""法释〔2014〕8号 in force: earlier days of delay follow the old rules (第七条)."""


@dataclass(slots=True)
class Balance:
    """An amount that money can be set off against: a part of an item, or an interest that grew."""

    key: str
    label: str
    kind: LineKind
    position: int
    opening: Fen = 0
    accrued: Fen = 0
    paid: Fen = 0
    due: date | None = None
    counted_to: date | None = None  # the first day not yet counted, None: nothing counted yet
    term: DebtTerm | None = None

    @property
    def remaining(self) -> Fen:
        return self.opening + self.accrued - self.paid


KIND_OF_ITEM = {
    ItemKind.PRINCIPAL: LineKind.PRINCIPAL,
    ItemKind.PENALTY: LineKind.PENALTY,
    ItemKind.INTEREST: LineKind.INTEREST,
    ItemKind.FEE: LineKind.FEE,
    ItemKind.COSTS: LineKind.COSTS,
}

_COSTS, _INTEREST, _PRINCIPAL, _DOUBLED = range(4)
_CLASS = {
    LineKind.COSTS: _COSTS,
    LineKind.FEE: _COSTS,
    LineKind.INTEREST: _INTEREST,
    LineKind.ORDINARY: _INTEREST,
    LineKind.PRINCIPAL: _PRINCIPAL,
    LineKind.PENALTY: _PRINCIPAL,
    LineKind.OLD_DELAY: _DOUBLED,
    LineKind.DOUBLED: _DOUBLED,
    LineKind.DELAY_MONEY: _DOUBLED,
}
_PRINCIPAL_FIRST = {_PRINCIPAL: 0, _COSTS: 1, _INTEREST: 2, _DOUBLED: 3}
_DELAY_KINDS = (LineKind.OLD_DELAY, LineKind.DOUBLED, LineKind.DELAY_MONEY)


def claimable(facts: DebtFacts) -> list[DebtItem]:
    """The items the applicant can claim: without costs ordered paid to the court."""
    return [item for item in facts.items if item.kind is not ItemKind.COSTS_TO_COURT]


def open_parts(items: Sequence[DebtItem]) -> list[Balance]:
    """A balance for every part of every item, in the order of the title."""
    return [
        Balance(item.key, item.label, KIND_OF_ITEM[item.kind], position, opening=part.amount, due=part.due)
        for position, item in enumerate(items)
        for part in item.parts
    ]


def bears_doubled(item: DebtItem, conventions: Conventions) -> bool:
    """Whether the doubled part runs on an item (法释〔2014〕8号 第一条: all money debt except general interest)."""
    if item.kind is ItemKind.INTEREST:
        return False
    return item.kind is not ItemKind.COSTS or conventions.costs_in_doubled_base


@dataclass(frozen=True, slots=True)
class Opening:
    """Every balance a calculation starts with; `doubled` and `old` are by item key."""

    parts: list[Balance]
    terms: list[Balance]
    doubled: dict[str, Balance]
    old: dict[str, Balance]

    def all(self) -> list[Balance]:
        """Every balance, parts first."""
        return [*self.parts, *self.terms, *self.old.values(), *self.doubled.values()]


def opening(facts: DebtFacts) -> Opening:
    """The balances before any day is counted and any money set off."""
    items = claimable(facts)
    doubled: dict[str, Balance] = {}
    old: dict[str, Balance] = {}
    for position, item in enumerate(items):
        if bears_doubled(item, facts.conventions):
            label = f"{item.label}的加倍部分债务利息"
            doubled[item.key] = Balance(item.key, label, LineKind.DOUBLED, position)
        if any(part.due is not None and part.due + ONE_DAY < NEW_RULE for part in item.parts):
            label = f"{item.label}的迟延履行期间债务利息（旧标准）"
            old[item.key] = Balance(item.key, label, LineKind.OLD_DELAY, position)
    terms = [
        Balance(term.key, term.label, LineKind.ORDINARY, position, term=term)
        for position, term in enumerate(facts.terms)
    ]
    return Opening(open_parts(items), terms, doubled, old)


def in_order(balances: Iterable[Balance], facts: DebtFacts) -> list[Balance]:
    """The balances in the order a payment is set off.

    Class first (by convention); in a class the title's fixed sums before what runs, the earlier due first (民法典 560),
    then the order of the title. With a title's own list, what it names comes first, in its order.
    """
    order = facts.conventions.set_off
    named = facts.set_off if order is SetOffOrder.TITLE else ()

    def rank(balance: Balance) -> tuple[int, int, int, date, int]:
        place = place_in(named, balance)
        group = _CLASS[balance.kind]
        if order is SetOffOrder.PRINCIPAL_FIRST:
            group = _PRINCIPAL_FIRST[group]
        grown = {LineKind.ORDINARY: 1, LineKind.DOUBLED: 1, LineKind.DELAY_MONEY: 2}.get(balance.kind, 0)
        if place is not None:
            return (0, place, grown, balance.due or NO_DAY, balance.position)
        return (1, group, grown, balance.due or NO_DAY, balance.position)

    return sorted(balances, key=rank)


def place_in(names: Sequence[str], balance: Balance) -> int | None:
    """Where a title's list of set-off names this balance: by key or label, else by one containing the other.

    What grows by delay is named only by a word for it: “货款” is not the doubled part on it.
    """
    for place, name in enumerate(names):
        if name == balance.key and balance.kind not in _DELAY_KINDS:
            return place
        if name == balance.label:
            return place
    for place, name in enumerate(names):
        if not name.strip():
            continue
        if balance.kind in _DELAY_KINDS:
            if "加倍" in name or "迟延履行" in name:
                return place
        elif name in balance.label or balance.label in name:
            return place
    return None
