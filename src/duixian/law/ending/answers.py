"""How a condition answers: met, by what; not applicable, why; or a fault that says what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from duixian.base.faults import Fault


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a condition that is met or does not apply: Chinese template and what fills it."""

    template: str
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def text(self) -> str:
        """The sentence in the source language."""
        return self.template.format(**self.data)


@dataclass(frozen=True, slots=True)
class Met:
    """The condition is met; `said` shows by what."""

    said: Said


@dataclass(frozen=True, slots=True)
class Idle:
    """The condition does not apply; `said` shows why."""

    said: Said


Answer = Met | Idle | Fault
"""A fault names what is missing in figures, the remedy, and under `data["step"]` the act that does it."""

SHOWN = 5
"""How many names a sentence lists before it says how many there are."""


def listed(names: Sequence[str]) -> str:
    """Names for a sentence, the first few of many."""
    return "、".join(names[:SHOWN]) + (f"等{len(names)}项" if len(names) > SHOWN else "")
