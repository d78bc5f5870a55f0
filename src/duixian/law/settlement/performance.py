"""Whether a settlement is kept on a day: instalment by instalment, with the last day of each and what is missing.

An agreed day is no statutory period: it does not move to a working day unless the court's setting or the agreement says
so. A breach shows on the day after the last one, the days of grace of the agreement counted in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.days import add_days
from duixian.base.money import Fen
from duixian.law.calendar import Calendar
from duixian.law.settlement.terms import Kind


@dataclass(frozen=True, slots=True)
class Paid:
    """So many fen of a payment that came in on a day."""

    on: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment with what has been done on it. `due` None: its condition is not met; `done_on`: a thing delivered
    or an act performed."""

    number: int
    kind: Kind
    amount: Fen
    due: date | None
    paid: tuple[Paid, ...] = ()
    done_on: date | None = None


class RowState(StrEnum):
    """How an instalment stands."""

    DONE = "done"
    DONE_LATE = "done_late"  # 迟延履行: accepted; damages are another suit (执行和解规定 15)
    WAITING = "waiting"  # its condition is not met
    OPEN = "open"  # its day has not come
    DUE = "due"  # today, or in the days of grace
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Row:
    """An instalment on a day: `last` is the last day to perform it, with grace; amounts in fen."""

    number: int
    state: RowState
    last: date | None
    paid: Fen
    missing: Fen


@dataclass(frozen=True, slots=True)
class Standing:
    """A settlement on a day. `breached_on`: the first day of breach that still stands; `due_now`: what may be asked for
    today, fen; `accelerated`: the breach made the rest due (only where the agreement says so); `last_day`: the last
    day of the agreed period, None while it hangs on a condition."""

    rows: tuple[Row, ...]
    breached_on: date | None
    due_now: Fen
    missing: Fen
    accelerated: bool
    fulfilled: bool
    started: bool
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Practice:
    """What the agreement and the court say about days."""

    grace_days: int = 0
    acceleration: bool = False
    moves: bool = False


def standing(dues: Sequence[Due], *, on: date, practice: Practice, calendar: Calendar) -> Standing:
    """How a settlement stands on a day. `calendar` is asked only where agreed days move."""
    rows = tuple(_row(one, on, practice, calendar) for one in dues)
    late = [row.last for row in rows if row.state is RowState.LATE and row.last is not None]
    breached_on = add_days(min(late), 1) if late else None
    accelerated = practice.acceleration and breached_on is not None
    callable_now = (RowState.DUE, RowState.LATE, RowState.OPEN) if accelerated else (RowState.DUE, RowState.LATE)
    lasts = [row.last for row in rows]
    return Standing(
        rows=rows,
        breached_on=breached_on,
        due_now=sum(row.missing for row in rows if row.state in callable_now),
        missing=sum(row.missing for row in rows),
        accelerated=accelerated,
        fulfilled=bool(rows) and all(row.state in (RowState.DONE, RowState.DONE_LATE) for row in rows),
        started=any(one.paid or one.done_on for one in dues),
        last_day=None if None in lasts else max((day for day in lasts if day is not None), default=None),
    )


def _row(one: Due, on: date, practice: Practice, calendar: Calendar) -> Row:
    last = None
    if one.due is not None:
        day = calendar.next_working(one.due) if practice.moves else one.due
        last = add_days(day, practice.grace_days)
    paid = sum(part.amount for part in one.paid)
    missing = max(0, one.amount - paid)
    return Row(one.number, _state(one, last, missing, on), last, paid, missing)


def _state(one: Due, last: date | None, missing: Fen, on: date) -> RowState:
    finished = _finished_on(one, missing)
    if finished is not None:
        return RowState.DONE_LATE if last is not None and finished > last else RowState.DONE
    if last is None or one.due is None:
        return RowState.WAITING
    if on > last:
        return RowState.LATE
    return RowState.DUE if on >= one.due else RowState.OPEN


def _finished_on(one: Due, missing: Fen) -> date | None:
    """The day it was performed in full; None while something is missing."""
    if one.kind is not Kind.MONEY:
        return one.done_on
    return max(part.on for part in one.paid) if one.paid and not missing else None
