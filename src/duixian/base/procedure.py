"""A procedure as a table: from a state, an act leads to a state, on an article, if its conditions hold.

The engine has no clock and no database. The caller gathers the facts, the table judges, and a service carries the
verdict out. A refusal names every condition that is missing, not only the first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from duixian.base.faults import Fault, Refused

Facts = TypeVar("Facts")
Condition = Callable[[Facts], Fault | None]
"""None when satisfied; otherwise the fault that says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Move(Generic[Facts]):
    """One line of a table. `basis` is the article relied on, as it will be printed in the record."""

    source: StrEnum
    act: StrEnum
    target: StrEnum
    basis: str
    conditions: tuple[Condition[Facts], ...] = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """The act is open: where it leads and on what."""

    target: StrEnum
    basis: str

    def or_refuse(self) -> "Allowed":
        """Itself: the counterpart of `NotAllowed.or_refuse`."""
        return self


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """The act is not open; every reason."""

    reasons: tuple[Fault, ...]

    def or_refuse(self) -> Allowed:
        """Raise `Refused` with the reasons."""
        raise Refused(*self.reasons)


class Procedure(Generic[Facts]):
    """A table of moves. Building it raises `ValueError` when two moves answer one act in one state, when a move cites
    nothing, or when a state cannot be reached from `start`."""

    def __init__(self, *moves: Move[Facts], start: StrEnum) -> None:
        table: dict[tuple[StrEnum, StrEnum], Move[Facts]] = {}
        for move in moves:
            if (move.source, move.act) in table:
                raise ValueError(f"two moves answer {move.act} in {move.source}")
            if not move.basis:
                raise ValueError(f"{move.act} in {move.source} cites nothing")
            table[move.source, move.act] = move
        self._table = table
        self.start = start
        stranded = {state for move in moves for state in (move.source, move.target)} - self._reachable()
        if stranded:
            raise ValueError(f"never reached from {start}: {', '.join(sorted(stranded))}")

    def judge(self, *, state: StrEnum, act: StrEnum, facts: Facts) -> Allowed | NotAllowed:
        """Say whether `act` is open in `state`, and why not if it is not."""
        move = self._table.get((state, act))
        if move is None:
            open_acts = "、".join(self.acts(state)) or "无"
            return NotAllowed(
                (
                    Fault(
                        "procedure.not_open",
                        "当前状态“{state}”下不能进行“{act}”",
                        "当前可进行：{open_acts}",
                        data={"state": str(state), "act": str(act), "open_acts": open_acts},
                    ),
                )
            )
        reasons = tuple(reason for condition in move.conditions if (reason := condition(facts)) is not None)
        return NotAllowed(reasons) if reasons else Allowed(move.target, move.basis)

    def acts(self, state: StrEnum) -> tuple[StrEnum, ...]:
        """The acts the table has for `state`, in the order written, whether or not their conditions hold."""
        return tuple(act for source, act in self._table if source == state)

    def __iter__(self) -> Iterator[Move[Facts]]:
        return iter(self._table.values())

    def _reachable(self) -> set[StrEnum]:
        seen: set[StrEnum] = set()
        frontier = [self.start]
        while frontier:
            state = frontier.pop()
            if state not in seen:
                seen.add(state)
                frontier.extend(move.target for move in self if move.source == state)
        return seen
