"""The words of a trace: transfers as columns, the window, the limits, and what comes out."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.base.faults import BadInput, Fault

TRANSFERS: Final = pl.Schema({"source": pl.Int32, "target": pl.Int32, "at": pl.Int64, "amount": pl.Int64})
"""Transfers as columns: two accounts by code, milliseconds since 1970-01-01 UTC, fen above 0. The number of a transfer
is its row: the first that was ever given is 0, and what is appended counts on. It never changes."""

NO_END: Final = np.iinfo(np.int64).max
NO_BEGIN: Final = np.iinfo(np.int64).min
LOOKS: Final = 64
"""How many transfers may be looked at for each that may be told (`Limits.most`)."""


class Direction(IntEnum):
    """Which way money is followed."""

    FORWARD = 0
    """Where did it go."""
    BACKWARD = 1
    """Where did it come from."""


class Keep(IntEnum):
    """Which come first when an expansion is truncated: the order in which they are told, too.

    At one moment the transfer with the lower number is the older; of one amount the older comes first.
    """

    OLDEST = 0
    NEWEST = 1
    LARGEST = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Moments between which a transfer counts, both exclusive: `start < at < end`."""

    start: int = int(NO_BEGIN)
    end: int = int(NO_END)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a trace goes. 0 means without limit, but for `hops`.

    `hops`: transfers from the account asked about to the last one told.
    `keep_first`: of what could follow one transfer (or leave the account asked about), so many are kept, by `keep`.
    `threshold_fen`: smaller transfers are not followed; they are left out before any are kept.
    `hold_ms`: money that rested longer on an account is not taken for the same money.
    `same_moment`: whether a transfer may pass on what arrived at the same moment. No by default: a statement does not
    say which came first. Where statements carry days only, yes is the careful answer, and the result says so.
    `most`: the trace stops at so many transfers told, or `LOOKS` times as many looked at, and says so: thousands that
    come to an account where thousands leave are millions of pairs.
    """

    hops: int = 3
    keep_first: int = 0
    keep: Keep = Keep.NEWEST
    threshold_fen: int = 0
    hold_ms: int = 0
    same_moment: bool = False
    most: int = 1_000_000

    def __post_init__(self) -> None:
        wrong = [
            Fault(
                code="flows.limit",
                field=name,
                value=str(value),
                template="追踪范围不能这样设定",
                remedy="跳数、笔数至少为 1，其余不能为负数",
            )
            for name, value, least in (
                ("hops", self.hops, 1),
                ("keep_first", self.keep_first, 0),
                ("threshold_fen", self.threshold_fen, 0),
                ("hold_ms", self.hold_ms, 0),
                ("most", self.most, 1),
            )
            if value < least
        ]
        if wrong:
            raise BadInput.of(wrong)


@dataclass(frozen=True, slots=True)
class Trace:
    """The transfers a trace reached, each once, breadth first, as columns of one length.

    `hop`: on how many transfers it was first reached. `parent`: the row of this trace whose money it may have passed
    on (the first that reached it), -1 for those of the account asked about. `cut`: of what could follow this transfer,
    some was left out. `cut_at_source`: the same for the accounts asked about, in their order. `whole`: not stopped by
    `Limits.most`. Transfers at the last hop are not expanded, so `cut` says nothing about what follows them.
    """

    accounts: NDArray[np.int32]
    direction: Direction
    window: Window
    limits: Limits
    hop: NDArray[np.int32]
    transfer: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    at: NDArray[np.int64]
    amount: NDArray[np.int64]
    parent: NDArray[np.int32]
    cut: NDArray[np.bool_]
    cut_at_source: NDArray[np.bool_]
    whole: bool

    def __len__(self) -> int:
        return len(self.hop)

    @property
    def truncated(self) -> bool:
        """Whether anything was left out anywhere, but for what lies beyond the limits of hops, time and amount."""
        return not self.whole or bool(self.cut.any()) or bool(self.cut_at_source.any())

    def frame(self) -> pl.DataFrame:
        """The columns as a table."""
        return pl.DataFrame(
            {
                name: getattr(self, name)
                for name in ("hop", "transfer", "source", "target", "at", "amount", "parent", "cut")
            }
        )

    def path(self, row: int) -> list[int]:
        """The rows from the account asked about to `row`, by the first way that reached it."""
        found = [row]
        while self.parent[found[-1]] >= 0:
            found.append(int(self.parent[found[-1]]))
        return found[::-1]
