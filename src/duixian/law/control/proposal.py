"""A proposal of what to control: its lines, what was left out, and the reasons of both in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from duixian.base.money import Fen
from duixian.law.citations import Citation
from duixian.law.params import series


class Mode(StrEnum):
    """How a thing is controlled."""

    AMOUNT = "amount"  # so many fen of it
    WHOLE = "whole"  # all of it, since it cannot be divided
    STANDING = "standing"  # so many fen, and what arrives later up to that
    WAITING = "waiting"  # registered behind other controls (轮候)


class Why(StrEnum):
    """Why a thing is left out."""

    NOT_LIABLE = "not_liable"
    HELD = "held"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"  # its value must be found first
    WORTHLESS = "worthless"
    ENOUGH = "enough"
    BEYOND_CEILING = "beyond_ceiling"


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of explanation. `template` is filled from `data` after translation; `citation`: what it rests on."""

    code: str
    template: str
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    citation: Citation | None = None

    def __str__(self) -> str:
        text = self.template.format(**self.data)
        return f"{text}（{self.citation}）" if self.citation else text


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One control that is proposed.

    `amount`: what the order says, fen (of a thing taken whole: the debtor's net part of it); `counts`: what it covers
    at once (a waiting one: nothing); `keep`: what must stay free on the account; `units`: how many shares, where the
    thing has units; `takeable`: what is controlled may be deducted or sold now.
    """

    key: str
    debtor: str
    mode: Mode
    amount: Fen
    counts: Fen
    harm: int
    keep: Fen = 0
    units: int | None = None
    takeable: bool = True
    reasons: tuple[Reason, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The articles relied on, each once."""
        return tuple(dict.fromkeys(reason.citation for reason in self.reasons if reason.citation))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A thing that is not taken, and why."""

    key: str
    debtor: str
    why: Why
    reason: Reason


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to control for a need, fen.

    `covered` at once, `uncovered` what is missing; `excess`: what indivisible things come to beyond the need or beyond
    what a debtor answers for; `standing`: what new standing freezes wait for; `lower`: by how much standing freezes
    ordered before must be lowered first, so that all together stay within the need.
    """

    need: Fen
    lines: tuple[ProposedLine, ...]
    left_out: tuple[LeftOut, ...]
    covered: Fen
    uncovered: Fen
    excess: Fen
    standing: Fen
    lower: Fen

    @property
    def to_value(self) -> tuple[LeftOut, ...]:
        """Things whose value must be found before anything is done about them."""
        return tuple(out for out in self.left_out if out.why is Why.UNKNOWN)

    def line(self, key: str) -> ProposedLine | None:
        """The line of a thing, or None."""
        return next((line for line in self.lines if line.key == key), None)


def article(name: str, on: date) -> Citation:
    """What an entry of `control.yaml` rests on that day; before its first day, its first text."""
    table = series(f"control.{name}")
    return table.at(max(on, table.starts[0])).citation
