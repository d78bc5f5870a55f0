"""Promises with an hour (约定): "by three this afternoon, 20,000 yuan". Kept by money that came in, or by a note of it.

A broken promise is a to-do for the officer, and never a sanction by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from duixian.base.money import Fen


class Kept(StrEnum):
    """How a promise stands at a moment."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """A promise and what came of it. `amount` None: something else than money was promised, then `done` says whether
    it was done; `came_in`: fen received for the case in time."""

    due_at: datetime
    amount: Fen | None
    came_in: Fen = 0
    done: bool = False


def judge_promise(facts: PromiseFacts, *, now: datetime) -> Kept:
    """How a promise stands: until its minute has passed it is not broken."""
    if facts.done or (facts.amount is not None and facts.came_in >= facts.amount):
        return Kept.KEPT
    return Kept.BROKEN if now > facts.due_at else Kept.OPEN


def remind_at(*, made_at: datetime, due_at: datetime, minutes: int) -> datetime:
    """When to remind: so many minutes before, or half way where less time was left when the promise was made."""
    early = due_at - timedelta(minutes=minutes)
    return early if early > made_at else made_at + (due_at - made_at) / 2
