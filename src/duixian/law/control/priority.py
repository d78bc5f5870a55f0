"""Whose it is to sell (rulebook CTL-14, CTL-15): the first court, until it lets sixty days pass."""

from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_days, add_years_clipped
from duixian.base.faults import Fault
from duixian.law.calendar import Calendar
from duixian.law.params import series
from duixian.law.periods import deadline, rule


@dataclass(frozen=True, slots=True)
class TakeoverFacts:
    """What decides whether another court may ask for the power to dispose.

    `first_control_on`: the first control took effect; `auction_noticed_on`: the first court published a notice;
    `preferred`: our claim has priority over the thing (mortgage and the like) and an enforceable title; `preservation`:
    the first control only preserves, and its court has not acted since; `first_in_queue`: ours waits first.
    """

    first_control_on: date
    auction_noticed_on: date | None = None
    preferred: bool = False
    preservation: bool = False
    first_in_queue: bool = False


def may_take_over(facts: TakeoverFacts, *, on: date) -> tuple[Fault, ...]:
    """Why the first court cannot be asked to hand over the power to dispose; empty when it can.

    A creditor with priority: once sixty days have passed since the first control without an auction notice. Where the
    first control only preserves and its court has been idle for more than a year: the first in the queue.
    """
    by_priority = _by_priority(facts, on)
    if not by_priority or not facts.preservation:
        return by_priority
    by_idleness = _by_idleness(facts, on)
    return (*by_priority, *by_idleness) if by_idleness else ()


def transfer_due(letter_on: date, *, calendar: Calendar) -> date:
    """The last day for the first court to hand over, fifteen days after it received the letter."""
    return deadline(rule("priority_transfer"), letter_on, calendar=calendar).day


def _by_priority(facts: TakeoverFacts, on: date) -> tuple[Fault, ...]:
    value = series("control.takeover").at(on)
    cited = str(value.citation)
    if not facts.preferred:
        return (
            Fault(
                "takeover.no_priority",
                "本案债权对该财产不享有优先受偿权，由首先查封法院负责处分（{citation}）",
                "可以申请参与分配",
                data={"citation": cited},
            ),
        )
    if facts.auction_noticed_on is not None:
        return (
            Fault(
                "takeover.noticed",
                "首先查封法院已于 {day} 发布拍卖公告（{citation}）",
                "向首先查封法院主张优先受偿",
                data={"day": facts.auction_noticed_on.isoformat(), "citation": cited},
            ),
        )
    opens = add_days(facts.first_control_on, int(value.raw) + 1)
    if on < opens:
        return (
            Fault(
                "takeover.too_early",
                "自首先查封之日起未满 {days} 日（{citation}）",
                "{opens} 起可以商请移送",
                data={"days": value.raw, "opens": opens.isoformat(), "citation": cited},
            ),
        )
    return ()


def _by_idleness(facts: TakeoverFacts, on: date) -> tuple[Fault, ...]:
    value = series("control.preservation_idle").at(on)
    opens = add_days(add_years_clipped(facts.first_control_on, int(value.raw)), 1)
    if on < opens or not facts.first_in_queue:
        return (
            Fault(
                "takeover.not_idle",
                "保全法院未处置须满一年，且只有首先轮候的法院可以商请移送（{citation}）",
                "{opens} 起，由首先轮候法院商请移送",
                data={"opens": opens.isoformat(), "citation": str(value.citation)},
            ),
        )
    return ()
