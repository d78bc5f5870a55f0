"""Which reference cases are most alike to a case at hand, and why: circumstance by circumstance, in points.

Points are per mille of what both cases tell: a circumstance that one of them is silent about counts neither way. The
weights are this program's choice; the reasons are printed with every case, so that a reader can disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from duixian.base.money import Fen
from duixian.law.refusal.circumstances import Circumstances


class Told(Protocol):
    """Whatever has circumstances and a number."""

    @property
    def number(self) -> str: ...

    @property
    def circumstances(self) -> Circumstances: ...


Case = TypeVar("Case", bound=Told)

WEIGHTS: Final = {"conducts": 45, "sum": 15, "relations": 15, "means": 15, "results": 10}
"""Of a hundred."""
_OCTAVES: Final = 6
"""Sums are alike in full when equal, and not at all from 64 times apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """One circumstance both tell of: its weight, how alike (per mille), what they share."""

    name: str
    weight: int
    alike: int
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike(Generic[Case]):
    """A case that is alike, by how much (per mille), and why."""

    case: Case
    score: int
    parts: tuple[Part, ...]


def most_alike(known: Circumstances, cases: Sequence[Case], *, count: int = 5) -> list[Alike[Case]]:
    """The most alike, the best first, equal ones by their number. Without a shared conduct nothing is alike: a sum or a
    relation alone is no likeness."""
    found = []
    for case in cases:
        parts = tuple(_parts(known, case.circumstances))
        if known.conducts and not known.conducts & case.circumstances.conducts:
            continue
        weight = sum(part.weight for part in parts)
        if not weight:
            continue
        score = sum(part.weight * part.alike for part in parts) // weight
        told = weight * 1000 // sum(WEIGHTS.values())  # a case that tells little is less sure to be alike
        found.append(Alike(case, score * (500 + told // 2) // 1000, parts))
    return sorted(found, key=lambda one: (-one.score, one.case.number))[:count]


def _parts(one: Circumstances, other: Circumstances) -> Iterator[Part]:
    for name in ("conducts", "relations", "means", "results"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs:
            both = mine & theirs
            yield Part(name, WEIGHTS[name], 1000 * len(both) // len(mine | theirs), tuple(sorted(both)))
    if one.sum_fen and other.sum_fen:
        yield Part("sum", WEIGHTS["sum"], _sums_alike(one.sum_fen, other.sum_fen), ())


def _sums_alike(one: Fen, other: Fen) -> int:
    """Per mille: 1000 for equal sums, less by a sixth with each doubling; whole numbers all the way."""
    low, high = sorted((one, other))
    octaves = 0
    while low * 2 <= high:
        low *= 2
        octaves += 1
    within = 1000 * (high - low) // low  # 0 to 999 of the octave begun
    return max(0, 1000 - (1000 * octaves + within) // _OCTAVES)
