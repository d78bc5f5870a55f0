"""What came of a scene: a table for people, and sums that must agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from duixian.base.money import Fen, display
from duixian.law.interest import Statement


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures, reached in different ways, that must be equal; fen unless `unit` says otherwise."""

    label: str
    expected: int
    found: int
    unit: str = "fen"

    @property
    def holds(self) -> bool:
        """Whether they are."""
        return self.expected == self.found

    def shown(self, figure: int) -> str:
        """One of the figures for people."""
        return display(figure) if self.unit == "fen" else f"{figure:,} {self.unit}"


@dataclass(slots=True)
class Outcome:
    """The story, its steps with their day, what everybody got, the sums, and the debt where it is to be explained."""

    name: str
    story: str
    steps: list[tuple[str, str]] = field(default_factory=list)
    columns: Sequence[str] = ()
    rows: list[Sequence[str]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    statement: Statement | None = None

    @property
    def holds(self) -> bool:
        """Whether every sum agrees."""
        return all(check.holds for check in self.checks)

    def step(self, day: object, text: str) -> None:
        """Note what happened."""
        self.steps.append((str(day), text))

    def check(self, label: str, expected: Fen, found: Fen, unit: str = "fen") -> None:
        """Add two figures that must agree."""
        self.checks.append(Check(label, expected, found, unit))
