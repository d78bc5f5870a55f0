"""No sale that brings the applicant nothing (无益拍卖之禁止, 《拍卖、变卖财产的规定》第六条)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_days
from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.calendar import Calendar
from duixian.law.disposal.values import cited, number


@dataclass(frozen=True, slots=True)
class Surplus:
    """What the reserve would leave after prior claims and costs, fen; not positive: nothing for the applicant."""

    reserve: Fen
    ahead: Fen

    @property
    def left(self) -> Fen:
        """What is left for the applicant; negative where even those ahead are not covered."""
        return self.reserve - self.ahead

    @property
    def hopeless(self) -> bool:
        """Whether nothing can be left, so that the applicant has to be told before the sale."""
        return self.left <= 0


@dataclass(frozen=True, slots=True)
class Continuation:
    """The applicant was told `told_on` and asked `asked_on` (None: did not) to go on at `new_reserve`, fen."""

    told_on: date | None
    asked_on: date | None
    new_reserve: Fen


def surplus(reserve: Fen, *, prior_claims: Fen, costs: Fen) -> Surplus:
    """What selling at the reserve would leave after priority claims and the costs of enforcement."""
    return Surplus(reserve, prior_claims + costs)


def may_go_on(found: Surplus, step: Continuation | None, *, calendar: Calendar, on: date) -> tuple[Fault, ...]:
    """Why the sale may not go on; empty when it may. If it then fails, the applicant bears its costs."""
    return tuple(_reasons(found, step, calendar, on)) if found.hopeless else ()


def _reasons(found: Surplus, step: Continuation | None, calendar: Calendar, on: date) -> Iterator[Fault]:
    basis = cited("no_surplus_days", on=on)
    if step is None or step.told_on is None:
        yield Fault(
            "surplus.not_told",
            "保留价 {reserve} 清偿优先债权和执行费用 {ahead} 后无剩余可能，应先通知申请执行人（{basis}）",
            "请通知申请执行人，五日内其申请继续的方可拍卖",
            data={"reserve": display(found.reserve), "ahead": display(found.ahead), "basis": basis},
        )
        return
    last = calendar.next_working(add_days(step.told_on, number("no_surplus_days", on=on)))
    if step.asked_on is None or not step.told_on <= step.asked_on <= last:
        yield Fault(
            "surplus.not_asked",
            "申请执行人未在 {last} 前申请继续拍卖（{basis}）",
            "未申请的，不得拍卖",
            value=step.asked_on.isoformat() if step.asked_on else "",
            data={"last": last.isoformat(), "basis": basis},
        )
    if step.new_reserve <= found.ahead:
        yield Fault(
            "surplus.reserve",
            "重新确定的保留价应当大于优先债权及执行费用总额 {ahead}（{basis}）",
            "请提高保留价",
            field="保留价",
            value=display(step.new_reserve),
            data={"ahead": display(found.ahead), "basis": basis},
        )
