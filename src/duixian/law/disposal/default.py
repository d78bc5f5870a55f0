"""The winner does not pay (悔拍): where his deposit goes, in the order of 《网络司法拍卖规定》第二十四条."""

from dataclasses import dataclass
from enum import StrEnum

from duixian.base.money import Fen


class Use(StrEnum):
    """What a forfeited deposit serves, in this order."""

    COSTS = "costs"  # 拍卖产生的费用损失
    GAP = "gap"  # 重新拍卖价款低于原拍卖价款的差价
    CASE_DEBT = "case_debt"  # 本案被执行人的债务
    RELATED_DEBT = "related_debt"  # 与拍卖财产相关的被执行人的债务


@dataclass(frozen=True, slots=True)
class DefaultFacts:
    """Fen. `new_price`: what the re-auction brought; None while it is not over, and then only the costs are known.

    `case_debt`, `related_debt`: what is still owed once the proceeds of the re-auction are counted.
    """

    deposit: Fen
    costs: Fen
    old_price: Fen
    new_price: Fen | None
    case_debt: Fen
    related_debt: Fen = 0

    def __post_init__(self) -> None:
        amounts = (self.deposit, self.costs, self.old_price, self.new_price or 0, self.case_debt, self.related_debt)
        if any(amount < 0 for amount in amounts):
            raise ValueError("no negative amounts")


@dataclass(frozen=True, slots=True)
class Applied:
    """One use: what it asks for and what it gets, fen."""

    use: Use
    due: Fen
    paid: Fen


@dataclass(frozen=True, slots=True)
class Forfeited:
    """Where a deposit went: `applied` in order; `kept` what waits for the re-auction; `remainder` what no use takes.

    The deposit is never returned to the defaulter. For a remainder the rule names nobody: it is the debtor's, who lost
    the sale, and is shown as such (parameter). `short`: costs and gap the deposit does not cover; the online rule does
    not say whether the defaulter still owes them (《拍卖、变卖财产的规定》 makes him pay), so it is only stated.
    """

    applied: tuple[Applied, ...]
    kept: Fen
    remainder: Fen
    short: Fen
    basis: str = "《网络司法拍卖规定》第二十四条"


def forfeit(facts: DefaultFacts) -> Forfeited:
    """Apply a forfeited deposit. `Σ paid + kept + remainder` is the deposit, to the fen."""
    left = facts.deposit
    applied: list[Applied] = []

    def pay(use: Use, due: Fen) -> None:
        nonlocal left
        paid = min(left, due)
        left -= paid
        applied.append(Applied(use, due, paid))

    pay(Use.COSTS, facts.costs)
    if facts.new_price is None:
        return Forfeited(tuple(applied), left, 0, facts.costs - applied[0].paid)
    pay(Use.GAP, max(0, facts.old_price - facts.new_price))
    pay(Use.CASE_DEBT, facts.case_debt)
    pay(Use.RELATED_DEBT, facts.related_debt)
    short = sum(one.due - one.paid for one in applied[:2])
    return Forfeited(tuple(applied), 0, left, short)
