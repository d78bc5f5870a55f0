"""The laundering attempts of IBM AMLworld (185 of HI-Small, ../shared/data/flows), hidden in a seeded network, each
looked for from its first account.

The accounts of the attempts are accounts of the network, drawn by seed, with all their everyday transfers; the attempts
happen in a September of it, all 185 at once. What is known beforehand is one account and one moment: who paid first in
the attempt, and when. Nothing else tells a transfer of an attempt from the rest; amounts stand as they are, in their
own currencies.

Recovered means every transfer, not a share of them:
- path: all that follow each other in time order from the first account, found by hand in the attempt alone, are in one
  forward trace. In a fan-in that is one transfer; in a bipartite attempt or a stack it is the first of its chains.
- whole: all transfers of the attempt that hang together with the first account are in that trace, or in one backward
  trace from all accounts it reached. (A ring that twice pays before it was paid is not.)
Others that came along are counted, so that returning everything does not win.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.harness import Figure, Report, at_least
from duixian.analytics.flows.model import TRANSFERS, Direction, Limits, Window
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.trace import trace
from duixian.worlds.transfers import BEGIN, DAY_MS, transfers

SEED = 20261122
ATTEMPTS = Path(__file__).parents[1].parent / "shared" / "data" / "flows" / "amlworld_patterns.json"
WINDOW_MS = 10 * DAY_MS
"""From the first payment on: the longest of these attempts takes 8 days."""
LIMITS = Limits(hops=14)
_THEIR_YEAR = int(datetime(2022, 1, 1, tzinfo=UTC).timestamp()) * 1_000


@dataclass(frozen=True, slots=True)
class Size:
    """The network the attempts are hidden in."""

    accounts: int
    transfers: int

    @property
    def busy(self) -> "Size":
        """A tenth of the accounts with as many transfers: a hundred a year and account instead of ten."""
        return Size(self.accounts // 10, self.transfers)


QUICK = Size(accounts=50_000, transfers=500_000)
FULL = Size(accounts=1_000_000, transfers=10_000_000)


@dataclass(frozen=True, slots=True)
class Attempt:
    """`rows`: source, target, moment of each transfer; `first`: its number in the network."""

    kind: str
    rows: Sequence[tuple[int, int, int]]
    first: int

    @property
    def start(self) -> tuple[int, int]:
        """Who paid first, and when."""
        source, _, at = min(self.rows, key=lambda row: row[2])
        return source, at

    def path(self) -> set[int]:
        """The transfers that follow each other in time order from the first account, by trying until nothing is new."""
        source, begin = self.start
        found: set[int] = set()
        while True:
            new = {
                number
                for number, (payer, _, at) in enumerate(self.rows)
                if number not in found
                and at >= begin
                and (payer == source or any(self.rows[n][1] == payer and self.rows[n][2] < at for n in found))
            }
            if not new:
                return {self.first + number for number in found}
            found |= new

    def piece(self) -> set[int]:
        """The transfers that hang together with the first account, whichever way they go."""
        together = {self.start[0]}
        while True:
            more = {a for payer, payee, _ in self.rows for a in (payer, payee) if {payer, payee} & together} - together
            if not more:
                return {self.first + n for n, row in enumerate(self.rows) if row[0] in together}
            together |= more


def attempts(accounts: int, *, first: int) -> tuple[list[Attempt], pl.DataFrame]:
    """All attempts with their accounts drawn from so many, and their transfers, numbered from `first` on."""
    patterns = json.loads(ATTEMPTS.read_bytes())["patterns"]
    keys = sorted({key for pattern in patterns for told in pattern["transactions"] for key in _ends(told)})
    drawn = np.random.default_rng(SEED).choice(accounts, len(keys), replace=False).tolist()
    code = dict(zip(keys, drawn, strict=True))
    made: list[Attempt] = []
    columns: list[tuple[int, int, int, int]] = []
    for pattern in patterns:
        ends = [_ends(told) for told in pattern["transactions"]]
        moments = [_moment(told["timestamp"]) for told in pattern["transactions"]]
        rows = [(code[payer], code[payee], at) for (payer, payee), at in zip(ends, moments, strict=True)]
        made.append(Attempt(pattern["pattern_type"].split(":")[0], rows, first + len(columns)))
        columns += [
            (*row, round(told["amount_paid"] * 100)) for row, told in zip(rows, pattern["transactions"], strict=True)
        ]
    return made, pl.DataFrame(columns, schema=TRANSFERS, orient="row")


def _ends(told: Mapping[str, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (told["from_bank"], told["from_account"]), (told["to_bank"], told["to_account"])


def _moment(text: str) -> int:
    """The same day of the network's year."""
    there = int(datetime.strptime(text, "%Y/%m/%d %H:%M").replace(tzinfo=UTC).timestamp()) * 1_000
    return there - _THEIR_YEAR + BEGIN


def run(size: Size) -> Report:
    """A table by kind, and all together: in the network, and in one ten times as busy."""
    facts = {"accounts": size.accounts, "transfers": size.transfers, "hops": LIMITS.hops, "days": 10, "seed": SEED}
    report = Report("aml", facts)
    if not ATTEMPTS.exists():
        report.checks.append("the attempts are not beside the checkout (../shared/data/flows): nothing was looked for")
        return report
    for place, mark in ((size, ""), (size.busy, "ten times as busy: ")):
        network = Network.build(transfers(place.accounts, place.transfers, seed=SEED))
        made, hidden = attempts(place.accounts, first=len(network))
        network = network.append(hidden)
        found = [_looked_for(network, attempt) for attempt in made]
        print(f"  {place.accounts:,} accounts")
        _table(made, found)
        _figures(mark, made, found, report)
    return report


@dataclass(frozen=True, slots=True)
class Found:
    """`path`, `whole`: whether all of it is there. `beside_…`: transfers of no part of this attempt that came along."""

    path: bool
    whole: bool
    in_one_piece: bool
    beside_path: int
    beside_whole: int
    in_window: int
    ms: float


def _looked_for(network: Network, attempt: Attempt) -> Found:
    source, begin = attempt.start
    window = Window(begin - 1, begin + WINDOW_MS)
    started = time.perf_counter()
    forward = trace(network, [source], window=window, limits=LIMITS)
    reached = np.unique(np.append(forward.target, np.int32(source)))
    backward = trace(network, reached, direction=Direction.BACKWARD, window=window, limits=LIMITS)
    taken = time.perf_counter() - started
    ours = set(range(attempt.first, attempt.first + len(attempt.rows)))
    ahead, around = set(forward.transfer.tolist()), set(backward.transfer.tolist()) | set(forward.transfer.tolist())
    low, high = np.searchsorted(network.base.at, (window.start + 1, window.end))
    return Found(
        path=attempt.path() <= ahead,
        whole=attempt.piece() <= around,
        in_one_piece=attempt.piece() == ours,
        beside_path=len(ahead - ours),
        beside_whole=len(around - ours),
        in_window=int(high - low),
        ms=taken * 1e3,
    )


def _table(made: Iterable[Attempt], found: Iterable[Found]) -> None:
    kinds: dict[str, list[Found]] = defaultdict(list)
    for attempt, one in zip(made, found, strict=True):
        kinds[attempt.kind].append(one)
    print(f"  {'kind':<16}{'attempts':>9}{'path':>8}{'others':>9}{'whole':>8}{'others':>9}{'in one piece':>14}")
    for kind, ones in sorted(kinds.items()):
        print(
            f"  {kind:<16}{len(ones):>9}{_share(one.path for one in ones):>8.3f}"
            f"{statistics.median(one.beside_path for one in ones):>9,.0f}{_share(one.whole for one in ones):>8.3f}"
            f"{statistics.median(one.beside_whole for one in ones):>9,.0f}{sum(one.in_one_piece for one in ones):>14}"
        )


def _share(told: Iterable[bool]) -> float:
    values = list(told)
    return sum(values) / len(values)


def _figures(mark: str, made: Sequence[Attempt], found: Sequence[Found], report: Report) -> None:
    by_kind = {attempt.kind for attempt in made}
    for what in ("path", "whole"):
        least = min(
            _share(getattr(f, what) for a, f in zip(made, found, strict=True) if a.kind == kind) for kind in by_kind
        )
        name = f"{mark}{what} recovered, the kind with the lowest share"
        report.figures.append(at_least(name, least, "", 0.95) if what == "path" else Figure(name, least, ""))
        report.figures.append(Figure("  of all attempts", _share(getattr(one, what) for one in found), ""))
        beside = sorted(getattr(one, f"beside_{what}") for one in found)
        report.figures.append(Figure("  others that came along: median", statistics.median(beside), "transfers"))
        report.figures.append(Figure("    the worst of a hundred", beside[-1 - len(beside) // 100], "transfers"))
    window = statistics.median(one.in_window for one in found)
    report.figures.append(Figure("transfers in the window of one attempt", window, ""))
    report.figures.append(
        Figure("both traces of one attempt: median", statistics.median(one.ms for one in found), "ms")
    )
