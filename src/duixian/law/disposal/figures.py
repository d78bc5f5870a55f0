"""Figures of disposal as exact fractions, each with its numerator and denominator in words: no figure without both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low

from duixian.base.money import Fen
from duixian.law.disposal.terms import RoundKind


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """One round that ended, sold or failed (withdrawn and annulled rounds do not count). Amounts in fen.

    `thing`: which thing; `appraisal`: its reference price, by whatever method; `price`: None where it failed;
    `defaulted`: sold, but not paid; `controlled_on`, `money_on`: the day of the first control and of the full price.
    """

    thing: str
    kind: RoundKind
    start: Fen
    appraisal: Fen | None = None
    price: Fen | None = None
    defaulted: bool = False
    controlled_on: date | None = None
    money_on: date | None = None

    @property
    def sold(self) -> bool:
        """Whether it was sold and not broken by a default."""
        return self.price is not None and not self.defaulted


@dataclass(frozen=True, slots=True)
class Figure:
    """A fraction and what it is of. `value` None where the denominator is nothing."""

    title: str
    numerator: int
    denominator: int
    of: str

    @property
    def value(self) -> Fraction | None:
        """The exact value."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some rounds. Premiums are of sums: Σ(price − base) ÷ Σ base over rounds sold with a known base."""

    turnover: Fen
    deal_rate_by_round: Figure
    deal_rate_by_thing: Figure
    default_rate: Figure
    premium_over_start: Figure
    premium_over_appraisal: Figure
    mean_days_to_money: Figure
    median_days_to_money: int | None
    without_appraisal: int
    without_days: int


def figures(outcomes: Iterable[RoundOutcome]) -> Figures:
    """Count the rounds. What cannot be counted into a figure is said (`without_appraisal`, `without_days`)."""
    rounds = list(outcomes)
    sold = [one for one in rounds if one.sold]
    things = {one.thing for one in rounds}
    knocked_down = [one for one in rounds if one.price is not None]
    days = [
        (one.money_on - one.controlled_on).days
        for one in sold
        if one.money_on is not None and one.controlled_on is not None
    ]
    return Figures(
        turnover=sum(one.price or 0 for one in sold),
        deal_rate_by_round=Figure("成交率（按轮次）", len(sold), len(rounds), "已结束的轮次"),
        deal_rate_by_thing=Figure("成交率（按标的物）", len({one.thing for one in sold}), len(things), "上拍的标的物"),
        default_rate=Figure("悔拍率", sum(one.defaulted for one in rounds), len(knocked_down), "成交的轮次"),
        premium_over_start=_premium("溢价率（对起拍价）", sold, lambda one: one.start, "成交轮次的起拍价总额"),
        premium_over_appraisal=_premium("溢价率（对参考价）", sold, lambda one: one.appraisal, "成交轮次的参考价总额"),
        mean_days_to_money=Figure("控制到价款付清的平均天数", sum(days), len(days), "有两个日期的成交轮次"),
        median_days_to_money=median_low(days) if days else None,
        without_appraisal=sum(one.appraisal is None for one in sold),
        without_days=len(sold) - len(days),
    )


def _premium(title: str, sold: Iterable[RoundOutcome], base: Callable[[RoundOutcome], Fen | None], of: str) -> Figure:
    known = [(one.price or 0, found) for one in sold if (found := base(one)) is not None]
    total = sum(found for _, found in known)
    return Figure(title, sum(price for price, _ in known) - total, total, of)
