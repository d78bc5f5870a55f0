"""Money traced in order of time: three hops, truncation 100, on a seeded network of a million accounts and ten million
transfers, beside DuckDB, polars and rustworkx on the same transfers in the same run.

Rivals answer with four sums an account; ours with every transfer, from which the same sums are made after the time is
taken, and must be equal.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench import flows_rivals as rivals
from bench.harness import Figure, Report, at_least, at_most, percentile
from duixian.analytics.flows.model import TRANSFERS, Keep, Limits
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.sweep import reached
from duixian.analytics.flows.trace import trace, trace_each
from duixian.worlds.transfers import BEGIN, DAY_MS, transfers

SEED = 20261122
LIMITS = Limits(hops=3, keep_first=100, keep=Keep.NEWEST)


@dataclass(frozen=True, slots=True)
class Size:
    """`asked`: accounts traced one by one by ours, `by_graph` and `by_statement` of them by the slower rivals."""

    accounts: int
    transfers: int
    asked: int = 2_000
    by_graph: int = 300
    by_statement: int = 15
    together: int = 100
    parties: int = 88_261


QUICK = Size(accounts=50_000, transfers=500_000, asked=500, by_graph=100, by_statement=5, parties=4_413)
FULL = Size(accounts=1_000_000, transfers=10_000_000)


def run(size: Size) -> Report:
    """Ours first, then the rivals one after the other; each leaves memory before the next is loaded."""
    facts = {"accounts": size.accounts, "transfers": size.transfers, "hops": 3, "truncation": 100, "seed": SEED}
    report = Report("flows", facts)
    frame = transfers(size.accounts, size.transfers, seed=SEED)
    _warm(frame)
    begun = time.perf_counter()
    network = Network.build(frame)
    load = time.perf_counter() - begun
    asked = _askable(network, size.asked)
    report.figures.append(Figure("load: sorted by time, indexed both ways", load, "s"))
    report.figures.append(at_most("columns of the network", network.bytes / 1e9, "GB", 0.5))
    single, answers = _one_by_one(network, asked, report)
    together = _together(network, asked[: size.together], answers, report)
    _appended(network, frame, report)
    _resident(network, asked, report)
    swept = _swept(network, size, report)
    del network
    best = _rustworkx(frame, size, asked, single, answers, report)
    best = min(best, _duckdb(frame, size, asked, single, together, answers, load, swept, report))
    _polars(frame, asked[: size.together], together, answers, report)
    report.figures.append(at_least("one source: the best rival ÷ ours, median of the same", best, "×", 20))
    report.checks.append("ladybug: not compared, it is not among what `make bench` installs")
    if size != FULL:  # a look, not a result
        report.figures = [replace(figure, aim="", met=None) for figure in report.figures]
    return report


def _warm(frame: pl.DataFrame) -> None:
    """Compile, or read what was compiled, before anything is timed."""
    small = Network.build(frame.head(1_000)).append(frame.slice(1_000, 10)).joined()
    trace(small, [0], limits=LIMITS)
    trace_each(small, [0, 1], limits=LIMITS)


def _askable(network: Network, count: int) -> list[int]:
    """Accounts that pay at all, drawn by seed."""
    paying = np.flatnonzero(np.diff(network.base.out_offsets) > 0)
    return [int(account) for account in np.random.default_rng(SEED).choice(paying, count, replace=False)]


def _one_by_one(network: Network, asked: Sequence[int], report: Report) -> tuple[list[float], list[rivals.Answer]]:
    """Milliseconds and sums of each."""
    taken, answers = [], []
    for account in asked:
        begun = time.perf_counter()
        found = trace(network, (account,), limits=LIMITS)
        taken.append((time.perf_counter() - begun) * 1e3)
        answers.append(rivals.total(found.hop, found.transfer, found.amount))
    lengths = [answer[0] for answer in answers]
    report.figures += [
        Figure("transfers a trace, mean", statistics.mean(lengths), ""),
        Figure("  median", statistics.median(lengths), ""),
        Figure("one source, all columns told: median", statistics.median(taken), "ms"),
        Figure("  p99", percentile(taken, 0.99), "ms"),
    ]
    return taken, answers


def _together(network: Network, asked: Sequence[int], answers: Sequence[rivals.Answer], report: Report) -> float:
    """Milliseconds of one call for all."""
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        found = trace_each(network, asked, limits=LIMITS)
        taken.append((time.perf_counter() - begun) * 1e3)
    parts = [slice(a, b) for a, b in zip(found.starts[:-1], found.starts[1:], strict=True)]
    told = [rivals.total(found.hop[part], found.transfer[part], found.amount[part]) for part in parts]
    _equal("one call for all", told, answers[: len(asked)], report)
    report.figures.append(Figure(f"{len(asked)} sources in one call", statistics.median(taken), "ms"))
    return statistics.median(taken)


def _appended(network: Network, frame: pl.DataFrame, report: Report) -> None:
    """A day's thousand new transfers, until they are seen."""
    last = int(network.base.at[-1])
    new = frame.head(1_000).with_columns(at=pl.lit(last) + pl.int_range(1, 1_001)).cast(TRANSFERS)
    begun = time.perf_counter()
    grown = network.append(new)
    found = trace(grown, (int(new["source"][0]),), limits=LIMITS)
    taken = (time.perf_counter() - begun) * 1e3
    if len(network) not in found.transfer:
        raise AssertionError("a transfer that was appended is not in the trace of who paid it")
    report.figures.append(Figure("1,000 new transfers appended and traced, no reload", taken, "ms"))
    begun = time.perf_counter()
    grown.joined()
    report.figures.append(Figure("  joined with the rest, once in a while", time.perf_counter() - begun, "s"))


_OPENS = """
import json, sys
from pathlib import Path
from duixian.analytics.flows.model import Keep, Limits
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.sweep import reached
from duixian.analytics.flows.trace import trace
def kb(name):
    return next(int(l.split()[1]) for l in Path("/proc/self/status").read_text().splitlines() if l.startswith(name))
folder, asked = Path(sys.argv[1]), json.loads(sys.stdin.read())
before = kb("VmRSS")
network = Network.open_at(folder)
for account in asked:
    trace(network, (account,), limits=Limits(hops=3, keep_first=100, keep=Keep.NEWEST))
print(kb("VmRSS") - before, kb("VmRSS"))
"""


def _resident(network: Network, asked: Sequence[int], report: Report) -> None:
    """What a process grows by that opens the saved network and answers all of them (Linux)."""
    if not Path("/proc/self/status").exists():
        return
    with tempfile.TemporaryDirectory(prefix="dxb-") as folder:
        network.save(Path(folder) / "network")
        done = subprocess.run(
            [sys.executable, "-c", _OPENS, str(Path(folder) / "network")],
            input=json.dumps(list(asked)),
            capture_output=True,
            text=True,
            check=True,
        )
    grown, whole = (int(kb) / 1e6 for kb in done.stdout.split())
    report.figures.append(at_most("a process that opens it and traces them grows by", grown, "GB", 0.5))
    report.figures.append(Figure("  and has then, interpreter and libraries included", whole, "GB"))


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep was asked, and its answer."""

    parties: pl.DataFrame
    own: pl.DataFrame
    wanted: pl.DataFrame
    seconds: float
    answer: rivals.Answer


def _swept(network: Network, size: Size, report: Report) -> Swept:
    """Parties with one account each, asked about one account they pay and two of others; each with its own window."""
    dice = np.random.default_rng(SEED)
    own = np.array(_askable(network, size.parties), np.int32)
    party = np.arange(size.parties, dtype=np.int32)
    paid = network.base.target[network.base.out_places[network.base.out_offsets[own]]]
    strangers = dice.integers(0, size.accounts, 2 * size.parties, dtype=np.int32)
    owned = pl.DataFrame({"party": party, "account": own})
    wanted = pl.DataFrame({"party": np.tile(party, 3), "account": np.concatenate((paid, strangers))})
    wanted = wanted.unique(maintain_order=True).join(owned, on=["party", "account"], how="anti", maintain_order="left")
    starts = BEGIN + dice.integers(0, 180 * DAY_MS, size.parties)
    parties = pl.DataFrame({"start": starts, "end": starts + 180 * DAY_MS})
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        found = reached(network, parties, own=owned, wanted=wanted, hops=LIMITS.hops)
        taken.append(time.perf_counter() - begun)
    answer = (len(found), *(int(found[name].cast(pl.Int64).sum()) for name in ("hop", "party", "arrived")))
    report.figures.append(Figure(f"sweep: {size.parties:,} parties, {len(wanted):,} accounts", min(taken), "s"))
    return Swept(parties, owned, wanted, min(taken), answer)  # type: ignore[arg-type]


# -- rivals -------------------------------------------------------------------------------------------------------


def _rustworkx(
    frame: pl.DataFrame,
    size: Size,
    asked: Sequence[int],
    single: Sequence[float],
    answers: Sequence[rivals.Answer],
    report: Report,
) -> float:
    try:
        graph = rivals.Rustworkx(frame, size.accounts)
    except ImportError:
        report.checks.append("rustworkx is not installed: not compared")
        return float("inf")
    report.figures.append(Figure("  rival: rustworkx, load", graph.load, "s"))
    return _singly(
        "rustworkx",
        lambda account: graph.ask(account, hops=LIMITS.hops, keep_first=LIMITS.keep_first),
        asked[: size.by_graph],
        single,
        answers,
        report,
    )


def _duckdb(
    frame: pl.DataFrame,
    size: Size,
    asked: Sequence[int],
    single: Sequence[float],
    together: float,
    answers: Sequence[rivals.Answer],
    load: float,
    swept: "Swept",
    report: Report,
) -> float:
    try:
        base = rivals.DuckDB(frame)
    except ImportError:
        report.checks.append("duckdb is not installed: not compared")
        return float("inf")
    report.figures.append(Figure("  rival: duckdb, load", base.load, "s"))
    report.figures.append(at_most("load: ours ÷ duckdb's", load / base.load, "×", 5))

    def ask(account: int) -> rivals.Answer:
        return base.ask([account], hops=LIMITS.hops, keep_first=LIMITS.keep_first)[0]

    ratio = _singly("duckdb", ask, asked[: size.by_statement], single, answers, report)
    every = asked[: size.together]
    _at_once(
        "duckdb",
        lambda: base.ask(every, hops=LIMITS.hops, keep_first=LIMITS.keep_first),
        together,
        answers[: len(every)],
        report,
    )
    begun = time.perf_counter()
    theirs = base.reached(swept.parties, swept.own, swept.wanted, hops=LIMITS.hops)
    taken = time.perf_counter() - begun
    if theirs != swept.answer:
        raise AssertionError(f"duckdb reaches {theirs}, the sweep {swept.answer}")
    report.checks.append(
        f"duckdb reaches the same {theirs[0]:,} accounts of parties, on as many hops, at the same moments"
    )
    report.figures.append(Figure("  rival: duckdb, the sweep in one statement", taken, "s"))
    report.figures.append(at_least("sweep: duckdb ÷ ours", taken / swept.seconds, "×", 1))
    return ratio


def _polars(
    frame: pl.DataFrame, every: Sequence[int], together: float, answers: Sequence[rivals.Answer], report: Report
) -> None:
    _at_once(
        "polars",
        lambda: rivals.polars(frame, every, hops=LIMITS.hops, keep_first=LIMITS.keep_first),
        together,
        answers[: len(every)],
        report,
    )


def _singly(
    name: str,
    ask: Callable[[int], rivals.Answer],
    asked: Sequence[int],
    single: Sequence[float],
    answers: Sequence[rivals.Answer],
    report: Report,
) -> float:
    """The rival's median over ours, of the same accounts."""
    taken, told = [], []
    for account in asked:
        begun = time.perf_counter()
        told.append(ask(account))
        taken.append((time.perf_counter() - begun) * 1e3)
    _equal(name, told, answers[: len(asked)], report)
    theirs, ours = statistics.median(taken), statistics.median(single[: len(asked)])
    report.figures.append(Figure(f"  rival: {name}, one source: median", theirs, "ms"))
    report.figures.append(Figure(f"  {name} ÷ ours", theirs / ours, "×"))
    return theirs / ours


def _at_once(
    name: str, ask: Callable[[], list[rivals.Answer]], ours: float, answers: Sequence[rivals.Answer], report: Report
) -> None:
    taken, told = [], []
    for _ in range(3):
        begun = time.perf_counter()
        told = ask()
        taken.append((time.perf_counter() - begun) * 1e3)
    _equal(f"{name}, {len(told)} in one statement", told, answers, report)
    report.figures.append(Figure(f"  rival: {name}, {len(told)} sources in one statement", min(taken), "ms"))
    report.figures.append(at_least(f"{len(told)} sources: {name} ÷ ours", min(taken) / ours, "×", 10))


def _equal(name: str, told: Sequence[Any], answers: Sequence[rivals.Answer], report: Report) -> None:
    """Raises `AssertionError` when a rival tells other sums."""
    wrong = [place for place, (theirs, ours) in enumerate(zip(told, answers, strict=True)) if theirs != ours]
    if wrong:
        place = wrong[0]
        raise AssertionError(f"{name}: {len(wrong)} of {len(told)} traces differ: {told[place]} for {answers[place]}")
    report.checks.append(f"{name}: all {len(told)} traces are equal in number, hops, numbers and fen")
