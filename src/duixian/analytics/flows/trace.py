"""Traces: where money went, or came from, in order of time.

A transfer follows another when it leaves the account the other reached, strictly later (`Limits.same_moment` says
otherwise), inside the window, within the hold, at or above the threshold; of those that follow one transfer, the first
`Limits.keep_first` are kept. A trace tells every transfer that a chain of kept ones reaches within so many hops, each
once, on the fewest hops. What leaves the account asked about is kept by the same rule. Backward, the same mirrored.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.flows import trace_loops
from duixian.analytics.flows.adjacency import Codes
from duixian.analytics.flows.model import Direction, Limits, Trace, Window
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.trace_loops import Rules
from duixian.base.faults import BadInput, Fault

_ALWAYS = Window()
_USUAL = Limits()
_MOST = int(np.iinfo(np.int32).max)


def trace(
    network: Network,
    accounts: Iterable[int] | Codes,
    *,
    direction: Direction = Direction.FORWARD,
    window: Window = _ALWAYS,
    limits: Limits = _USUAL,
) -> Trace:
    """One trace from some accounts together: those of one person, or of one case.

    An account without transfers gives none. Raises `BadInput` for a code that is no account's.
    """
    asked = _codes(accounts)
    reached = trace_loops.follow(network.base, network.tail, asked, _rules(direction, window, limits))
    return Trace(asked, direction, window, limits, *reached.rows, reached.cut_at_source, bool(reached.whole))


@dataclass(frozen=True, slots=True)
class Traces:
    """Many traces, one from each account, in columns laid end to end: that of `accounts[i]` is `starts[i]` to
    `starts[i + 1]`. The columns are those of `Trace`; `parent` counts within the trace."""

    accounts: NDArray[np.int32]
    starts: NDArray[np.int64]
    hop: NDArray[np.int32]
    transfer: NDArray[np.int32]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    at: NDArray[np.int64]
    amount: NDArray[np.int64]
    parent: NDArray[np.int32]
    cut: NDArray[np.bool_]
    cut_at_source: NDArray[np.bool_]
    whole: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.accounts)

    def frame(self) -> pl.DataFrame:
        """All rows as one table, with the account each was asked for in `asked`."""
        names = ("hop", "transfer", "source", "target", "at", "amount", "parent", "cut")
        asked = np.repeat(self.accounts, np.diff(self.starts))
        return pl.DataFrame({"asked": asked, **{name: getattr(self, name) for name in names}})


def trace_each(
    network: Network,
    accounts: Iterable[int] | Codes,
    *,
    direction: Direction = Direction.FORWARD,
    window: Window = _ALWAYS,
    limits: Limits = _USUAL,
    threads: int = 0,
) -> Traces:
    """A trace of its own from each account, by `threads` threads (0: one a core). Raises `BadInput` as `trace` does."""
    asked, rules = _codes(accounts), _rules(direction, window, limits)
    wanted = max(1, min(threads or os.cpu_count() or 1, len(asked) // 8))

    def some(part: Codes) -> tuple[NDArray[np.generic], ...]:
        starts, rows, cut_at_source, whole = trace_loops.follow_each(network.base, network.tail, part, rules)
        return np.diff(starts), *rows, cut_at_source, whole

    # four parts a thread: sources differ a thousandfold in what they reach
    parts = np.array_split(asked, 4 * wanted if wanted > 1 else 1)
    if wanted > 1:
        with ThreadPoolExecutor(wanted) as pool:
            done = list(pool.map(some, parts))
    else:
        done = [some(part) for part in parts]
    lengths, *columns = (np.concatenate(column) for column in zip(*done, strict=True))
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    return Traces(asked, starts, *columns)


def _codes(accounts: Iterable[int] | Codes) -> Codes:
    told = accounts.tolist() if isinstance(accounts, np.ndarray) else list(accounts)
    if told and (min(told) < 0 or max(told) > _MOST):
        raise BadInput(
            Fault(code="flows.account", field="账户", template="账户编号不存在", remedy="请先在账户表中查出编号")
        )
    return np.array(told, np.int32)


def _rules(direction: Direction, window: Window, limits: Limits) -> Rules:
    return Rules(
        backward=direction is Direction.BACKWARD,
        start=window.start,
        end=window.end,
        hops=limits.hops,
        keep_first=limits.keep_first,
        keep=int(limits.keep),
        threshold=limits.threshold_fen,
        hold=limits.hold_ms,
        same_moment=limits.same_moment,
        most=limits.most,
    )
