"""An entry of the lists as it is published, and what somebody who screens may ask and is told."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.analytics.names.model import Comparison, Identity, Outcome


class Register(StrEnum):
    """Which list."""

    DISHONEST = "dishonest"  # 失信被执行人名单
    LIMITED = "limited"  # 限制消费


class Op(StrEnum):
    """What a line of the publication log does to an entry."""

    ENTER = "enter"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One entry as published: the fields of 失信被执行人名单规定 art. 6 (and of a 限制消费令), with the full
    numbers that screening compares. `entry_id` is a UUID; public output masks the numbers, without `born`.

    `representative`: the head of a unit (限消 3(2): a person limited for a unit has an entry of his own).
    """

    entry_id: str
    register: Register
    identity: Identity
    court: str
    area: str
    case_number: str
    title_number: str
    title_by: str
    duty: str
    performance: str
    conduct: tuple[str, ...]
    filed_on: date
    published_on: date
    expires_on: date | None = None
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One listed entry that may be the one asked about."""

    entry_id: str
    register: Register
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Screened:
    """The answer to one look-up: the strongest outcome, hits in order; `as_of` is the last line of the publication log
    the answer rests on."""

    outcome: Outcome
    hits: tuple[Hit, ...]
    as_of: int
