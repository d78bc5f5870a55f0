"""How long a measure lasts and by when something has to be done, to the minute where freedom is at stake."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from duixian.base.days import add_months_clipped
from duixian.law.measures import values
from duixian.law.measures.kinds import CourtLevel, MeasureKind


class Clock(StrEnum):
    """How a running limit stands."""

    RUNNING = "running"
    NEAR = "near"
    OVERRUN = "overrun"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit to the minute: until when, and on which article."""

    until: datetime
    basis: str


def questioning_limit(*, arrived: datetime, complex_case: bool, on: date) -> Limit:
    """When somebody who was brought in has to be let go: 8 hours, 24 where it is complex and detention is possible."""
    name = "compel_hours_complex" if complex_case else "compel_hours"
    return Limit(arrived + timedelta(hours=values.number(name, on=on)), values.cited(name, on=on))


def family_limit(*, detained: datetime, on: date) -> Limit:
    """By when the family has to be told."""
    return Limit(detained + timedelta(hours=values.number("family_hours", on=on)), values.cited("family_hours", on=on))


def detention_end(*, detained: datetime, days: int) -> datetime:
    """When a detained person has to be out: so many times 24 hours after being taken in, never later."""
    return detained + timedelta(days=days)


def check_hours(*, on: date, court: int | None = None) -> int:
    """How old the medical check may be when somebody is taken into custody, hours; a court may ask for a fresher one,
    never for an older."""
    national = values.number("medical_check_hours", on=on)
    return national if court is None else min(court, national)


def check_counts(*, checked: datetime, taken_in: datetime, hours: int) -> bool:
    """Whether a medical check still speaks for a person taken in at a minute: made before it, and not longer ago."""
    return timedelta(0) <= taken_in - checked <= timedelta(hours=hours)


def clock(limit: datetime, *, now: datetime, near: timedelta) -> Clock:
    """How a limit stands at an instant; at the very minute it is not overrun yet."""
    if now > limit:
        return Clock.OVERRUN
    return Clock.NEAR if limit - now <= near else Clock.RUNNING


def longest_until(kind: MeasureKind, *, court: CourtLevel, since: date) -> date:
    """The last day a ban or a lookout ordered on `since` may run to."""
    if kind is MeasureKind.EXIT_BAN:
        months = values.value("exit_ban_months", on=since).raw[court.value][1]
    else:
        months = values.number("lookout_months", on=since)
    return add_months_clipped(since, int(months))


def renewal_opens(kind: MeasureKind, *, until: date, on: date) -> date:
    """The first day on which a ban that runs `until` may be renewed; a lookout by the same rule."""
    return add_months_clipped(until, -values.number("exit_ban_renewal_months", on=on))


REVIEW: Mapping[MeasureKind, tuple[str, str]] = {
    MeasureKind.DETAIN: ("coercion_review", "coercion_review_decision"),
    MeasureKind.FINE: ("coercion_review", "coercion_review_decision"),
    MeasureKind.EXIT_BAN: ("exit_ban_review", "exit_ban_review_decision"),
}
"""The limits of `params/limits.yaml` to ask the upper court and for it to decide. Against a measure that is not here an
objection is open (民事诉讼法 236), no reconsideration of its own."""
