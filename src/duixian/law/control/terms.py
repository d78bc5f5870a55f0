"""How long a control may last, when it is renewed, and who is told before it ends (rulebook CTL-01 to CTL-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from duixian.base.days import add_days, add_months_clipped
from duixian.base.faults import BadInput, Fault
from duixian.law.citations import Citation, Status
from duixian.law.control.practice import RenewalPractice
from duixian.law.control.things import HoldingKind
from duixian.law.params import series
from duixian.law.periods import Limit, LimitUnit

_CLASS: Final[Mapping[HoldingKind, str]] = {
    HoldingKind.DEPOSIT: "deposit",
    HoldingKind.WALLET: "deposit",
    HoldingKind.WEALTH: "deposit",
    HoldingKind.PROVIDENT_FUND: "deposit",
    HoldingKind.VEHICLE: "movable",
    HoldingKind.THING: "movable",
    HoldingKind.SECURITIES: "immovable",
    HoldingKind.INSURANCE: "immovable",
    HoldingKind.EQUITY: "immovable",
    HoldingKind.HOME: "immovable",
    HoldingKind.LAND: "immovable",
}

_READ_AS_DEPOSIT: Final = frozenset({HoldingKind.WALLET, HoldingKind.WEALTH, HoldingKind.PROVIDENT_FUND})
"""The article speaks of bank deposits; whether it means these too is disputed. The shorter term is safe either way."""


@dataclass(frozen=True, slots=True)
class Term:
    """The longest a control may last, and a renewal of it; `status` X where the kind is read into the article."""

    limit: Limit
    renewal: Limit
    citation: Citation
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal that may be ordered: the new last day, and the sentence that explains it."""

    until: date
    limit: Limit
    citation: Citation
    reason: str


@dataclass(frozen=True, slots=True)
class Alarms:
    """The days on which a running control asks for attention. `renew_on`: the last safe day; then the system renews."""

    officer_on: date
    chief_on: date
    renew_on: date
    until: date


def longest_term(kind: HoldingKind, *, on: date) -> Term:
    """The longest a control of this kind may last when it is ordered or renewed `on`.

    Since 2015-02-04 one, two and three years (民诉解释 487, now 485), renewed for as long; from 2005 six months, one
    and two years, renewed for half. Raises `BadInput` (`law.no_value`) for earlier days, of which no text was read.
    """
    value = series(f"control.term_{_CLASS[kind]}").at(on)
    limit = Limit(int(value.raw["amount"]), LimitUnit(value.raw["unit"]))
    months = _months(limit) * Fraction(series("control.renewal_share").at(on).raw)
    renewal = limit if months == _months(limit) else Limit(int(months), LimitUnit.MONTH)
    if kind in _READ_AS_DEPOSIT:
        note = "条文只规定银行存款；本类财产有不同理解，取较短者"
        return Term(limit, renewal, value.citation, Status.DISPUTED, note)
    return Term(limit, renewal, value.citation, value.status)


def last_day(kind: HoldingKind, effective: date, *, asked: date | None = None, on: date | None = None) -> date:
    """The last day of a control that takes effect on `effective`: the longest there is, or the day `asked`.

    The day it takes effect is not counted; the last day does not move for holidays. `on`: the day whose law applies,
    by default the day it takes effect. Raises `BadInput`: `control.term_too_long` naming the longest day,
    `control.term_empty` for a day not after the beginning.
    """
    term = longest_term(kind, on=effective if on is None else on)
    longest = add_months_clipped(effective, _months(term.limit))
    if asked is None:
        return longest
    return _within(asked, after=effective, longest=longest, limit=term.limit, citation=term.citation)


def renewal(
    kind: HoldingKind, *, until: date, on: date, asked: date | None = None, practice: RenewalPractice | None = None
) -> Renewal:
    """What a control that ends on `until` becomes when it is renewed `on`, by the law of that day.

    The new term runs on from the old last day (the article lets the term be extended, it does not begin anew), so that
    no day is lost by renewing early; where an agency counts from the day of the order, its shorter answer binds. It
    must be renewed on the last day at the latest (查封规定 27: afterwards nothing is left to renew), and not before the
    window of the practice, or chained renewals would outlast the law. Raises `BadInput`: `control.lapsed`,
    `control.renew_early`, `control.term_too_long`, `control.term_empty`.
    """
    window = (practice or RenewalPractice()).window
    opens = add_days(until, -window)
    if on > until:
        raise BadInput(
            Fault(
                "control.lapsed",
                "控制期限已于 {until} 届满，效力消灭，不能续行（{citation}）",
                "请重新采取控制措施；顺位重新起算",
                field="续行日期",
                value=on.isoformat(),
                data={"until": until.isoformat(), "citation": str(series("control.expiry").at(on).citation)},
            )
        )
    if on < opens:
        raise BadInput(
            Fault(
                "control.renew_early",
                "距届满日 {until} 尚早，{opens} 起方可续行",
                "请在 {opens} 之后办理续行",
                field="续行日期",
                value=on.isoformat(),
                data={"until": until.isoformat(), "opens": opens.isoformat()},
            )
        )
    term = longest_term(kind, on=on)
    longest = add_months_clipped(until, _months(term.renewal))
    new = longest
    if asked is not None:
        new = _within(asked, after=until, longest=longest, limit=term.renewal, citation=term.citation)
    reason = (
        f"原期限至 {until.isoformat()}，届满前续行，自原届满日接续，最长{term.renewal}，"
        f"至 {new.isoformat()}（{term.citation}）"
    )
    return Renewal(new, term.renewal, term.citation, reason)


def alarms(until: date, practice: RenewalPractice) -> Alarms:
    """The ladder before the last day `until`: the officer, the chief, and the last safe day to renew ex officio."""
    return Alarms(
        officer_on=add_days(until, -practice.officer),
        chief_on=add_days(until, -practice.chief),
        renew_on=add_days(until, -practice.ex_officio),
        until=until,
    )


def _within(asked: date, *, after: date, longest: date, limit: Limit, citation: Citation) -> date:
    if asked > longest:
        raise BadInput(
            Fault(
                "control.term_too_long",
                "期限最长{limit}，至 {longest} 止（{citation}）",
                "请填写不晚于 {longest} 的日期",
                field="控制期限",
                value=asked.isoformat(),
                data={"limit": str(limit), "longest": longest.isoformat(), "citation": str(citation)},
            )
        )
    if asked <= after:
        raise BadInput(
            Fault(
                "control.term_empty",
                "届满日不晚于起算日 {after}",
                "请填写晚于 {after} 的日期",
                field="控制期限",
                value=asked.isoformat(),
                data={"after": after.isoformat()},
            )
        )
    return asked


def _months(limit: Limit) -> int:
    return limit.amount * (12 if limit.unit is LimitUnit.YEAR else 1)
