"""A list of 8.5 million seeded entries: looked up over HTTP, and 10 million customers screened against it, from columns
and from a file with garbage in it, each beside a rival in the same run.

A list that was built before may be named by DUIXIAN_BENCH_LIST (a folder of `snapshot.build`, of this size and seed).
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from bench import screening_files, screening_http, screening_rivals
from bench.harness import Figure, Report, at_least, at_most, percentile
from duixian.analytics.names.compare import compare
from duixian.analytics.screening import entries
from duixian.analytics.screening.bulk import Bulk
from duixian.analytics.screening.index import State
from duixian.analytics.screening.snapshot import Snapshot, build
from duixian.worlds import listed as world

SEED = 20261122
TODAY = 20_779
YENTE = 4.0
"""Requests a second and core that yente publishes for fuzzy look-ups."""


@dataclass(frozen=True, slots=True)
class Size:
    """`sample`: entries of the list the slow rivals get."""

    listed: int
    customers: int
    exact: int
    fuzzy: int
    sample: int
    connections: int = 4


QUICK = Size(listed=100_000, customers=100_000, exact=2_000, fuzzy=1_000, sample=20_000)
FULL = Size(listed=8_500_000, customers=10_000_000, exact=20_000, fuzzy=8_000, sample=500_000)


def run(size: Size) -> Report:
    """Everything; figures of ours first, then those of the rivals."""
    facts = {"listed": size.listed, "customers": size.customers, "rivals' sample": size.sample, "seed": SEED}
    report = Report("screening", facts)
    with tempfile.TemporaryDirectory(prefix="dxb-", ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        where = _list(size, scratch, report)
        frame = pl.read_ipc(where / "entries.arrow")
        customers = world.customers(size.customers, frame, seed=SEED + 1)
        _bulk(where, frame, customers, scratch, report)
        _file(where, customers, scratch, report)
        sample = frame.head(size.sample)
        numbers, names = _asked_numbers(frame, customers, 2_000), customers["name"].head(100).to_list()
        del customers
        _http(size, where, frame, scratch, report)
        _rivals(size, sample, numbers, names, report)
    return report


def _list(size: Size, scratch: Path, report: Report) -> Path:
    before = os.environ.get("DUIXIAN_BENCH_LIST", "")
    if before and len(Snapshot.open(Path(before))) == size.listed:
        report.checks.append("the list had been built before")
        return Path(before)
    begun = time.perf_counter()
    made = world.entries(size.listed, seed=SEED)
    report.figures.append(Figure("seeded list made", time.perf_counter() - begun, "s"))
    begun = time.perf_counter()
    build(scratch / "list", made, seq=size.listed)
    report.figures.append(Figure("list built, once", time.perf_counter() - begun, "s"))
    return scratch / "list"


# -- bulk ---------------------------------------------------------------------------------------------------------


def _bulk(where: Path, frame: pl.DataFrame, customers: pl.DataFrame, scratch: Path, report: Report) -> None:
    screening_files.forget_peak()
    bulk = Bulk(State.of(Snapshot.open(where)), scratch=scratch / "none", threads=os.cpu_count() or 1)
    # once unmeasured: the filter is made when the first column comes, loops are compiled when they are first needed
    bulk.exact(customers["number"].head(1))
    bulk.screen(customers.head(1_000), today=TODAY)
    whole = len(customers) == FULL.customers
    exact, found = [], 0
    for _ in range(3):
        begun = time.perf_counter()
        found = len(bulk.exact(customers["number"]))
        exact.append(time.perf_counter() - begun)
    ours = min(exact)
    name = f"bulk exact, {len(customers):,} numbers from a column"
    report.figures.append(at_most(name, ours, "s", 1.0) if whole else Figure(name, ours, "s"))
    try:
        theirs, joined = screening_rivals.duckdb(frame, customers)
    except ImportError:
        report.checks.append("duckdb is not installed: no join to compare with")
    else:
        report.figures.append(Figure("  rival: duckdb, the same join, tables loaded", theirs, "s"))
        report.figures.append(Figure("  ratio", theirs / ours, "×"))
        _agree(frame, customers, found, joined, report)
    begun = time.perf_counter()
    answers = bulk.screen(customers, today=TODAY)
    taken = time.perf_counter() - begun
    name = f"bulk with the fuzzy classes, {len(customers):,} customers"
    report.figures.append(at_most(name, taken, "s", 60.0) if whole else Figure(name, taken, "s"))
    counts = [int((answers["outcome"] == place).sum()) for place in range(3)]
    report.checks.append(f"bulk: {counts[2]:,} yes, {counts[1]:,} possible, {counts[0]:,} no")
    peak = screening_files.peak_kb(os.getpid()) / 1024
    report.figures.append(Figure("peak memory of this benchmark, every column of both sides held", peak, "MB"))


def _file(where: Path, customers: pl.DataFrame, scratch: Path, report: Report) -> None:
    file, out = scratch / "customers.csv", scratch / "screened"
    garbage = screening_files.written(file, customers, seed=SEED + 3)
    taken, peak = screening_files.screened(file, where, out)
    name = f"a file of {len(customers):,} rows, {screening_files.SHARE:.0%} garbage, from start to end"
    report.figures += [Figure(name, taken, "s"), at_most("  its peak memory", peak, "MB", 4096)]
    report.checks.append(screening_files.lost(len(customers), garbage, out))


def _agree(frame: pl.DataFrame, customers: pl.DataFrame, found: int, joined: int, report: Report) -> None:
    """Masked numbers are in the rival's join and not in ours: subtract what they find, the rest must be equal."""
    masked = customers.filter(pl.col("number").str.contains("*", literal=True))["number"]
    alike = int(masked.is_in(frame.filter(pl.col("number").str.contains("*", literal=True))["number"].implode()).sum())
    if found != joined - alike:
        raise AssertionError(f"{found} customers found by number, duckdb finds {joined - alike}")
    report.checks.append(f"duckdb finds the same {found:,} customers by number ({alike:,} masked ones apart)")


# -- over HTTP ----------------------------------------------------------------------------------------------------


def _http(size: Size, where: Path, frame: pl.DataFrame, scratch: Path, report: Report) -> None:
    exact = [_body(row, exact=True) for row in _people(frame, size.exact, share=0.5)]
    fuzzy = [_body(_blurred(row, at), exact=False) for at, row in enumerate(_people(frame, size.fuzzy, share=0.5))]
    with screening_http.served(where, scratch) as server:
        screening_http.load(server, exact[:500] + fuzzy[:500], connections=size.connections)
        for name, bodies, aim in (("exact", exact, 5.0), ("fuzzy", fuzzy, 30.0)):
            seconds, taken, answers = screening_http.load(server, bodies, connections=size.connections)
            rate = len(bodies) / seconds
            shown = f"{name} look-ups over HTTP, {size.connections} connections"
            report.figures.append(
                at_least(shown, rate, "/s", 50 * YENTE) if name == "fuzzy" else Figure(shown, rate, "/s")
            )
            report.figures.append(Figure("  median", statistics.median(taken), "ms"))
            report.figures.append(at_most("  p99", percentile(taken, 0.99), "ms", aim))
            _expect(name, answers, report)
        report.figures.append(at_most("resident memory of the server", server.resident_mb(), "MB", 4096))


def _expect(name: str, answers: Sequence[dict[str, Any]], report: Report) -> None:
    outcomes = [answer["outcome"] for answer in answers]
    told = {outcome: outcomes.count(outcome) for outcome in ("yes", "possible", "no")}
    if name == "exact" and not all(outcome == "yes" for outcome in outcomes[::2]):
        raise AssertionError("an exact look-up of a listed number was not told YES")
    report.checks.append(f"{name}: " + ", ".join(f"{count:,} {outcome}" for outcome, count in told.items()))


def _people(frame: pl.DataFrame, count: int, *, share: float) -> list[dict[str, Any]]:
    """Listed ones with whole numbers and strangers, in turns."""
    step = max(1, len(frame) // (2 * count))
    whole = frame.gather_every(step).filter((pl.col("number_kind") < 2) & (pl.col("number").str.len_chars() == 18))
    whole = whole.filter(~pl.col("number").str.contains("*", literal=True) & (pl.col("expires") > TODAY + 400))
    known = whole.head(int(count * share)).to_dicts()
    strangers = world.customers(count, frame.head(1000), seed=SEED + 2, share=0.0).head(count - len(known)).to_dicts()
    return [each for pair in zip(known, strangers, strict=False) for each in pair]


def _blurred(row: dict[str, Any], at: int) -> dict[str, Any]:
    """As people ask: the whole number; a name alone; a name and a birth date; a masked number; other characters."""
    blurred = dict(row)
    if at // 2 % 5 == 1:
        blurred["number"] = ""
    if at // 2 % 5 == 2 and row["kind"] == 0 and len(row["number"]) == 18 and "*" not in row["number"]:
        digits = row["number"][6:14]
        blurred |= {"number": "", "birth": f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"}
    if at // 2 % 5 == 3 and len(row["number"]) == 18:
        blurred["number"] = row["number"][:10] + "****" + row["number"][14:]
    if at // 2 % 5 == 4:
        blurred |= {"number": "", "name": row["name"].translate(_TRADITIONAL)}
    return blurred


_TRADITIONAL = str.maketrans("陈张刘杨赵吴孙马罗国华丽红军强东贸业", "陳張劉楊趙吳孫馬羅國華麗紅軍強東貿業")


def _body(row: dict[str, Any], *, exact: bool) -> bytes:
    who: dict[str, Any] = {"name": row["name"], "kind": entries.KINDS[row["kind"]].value}
    if row["number"]:
        who["numbers"] = [{"kind": entries.NUMBER_KINDS[row["number_kind"]].value, "text": row["number"]}]
    if row.get("birth"):
        who["born"] = row["birth"]
    return json.dumps({"purpose": "bench", "exact": exact, "who": who}, ensure_ascii=False).encode()


# -- rivals -------------------------------------------------------------------------------------------------------


def _asked_numbers(frame: pl.DataFrame, customers: pl.DataFrame, count: int) -> list[str]:
    listed = frame.head(1000)["number"].to_list()
    return [*listed, *customers.head(count - len(listed))["number"].to_list()]


def _rivals(size: Size, sample: pl.DataFrame, numbers: Sequence[str], names: Sequence[str], report: Report) -> None:
    exact, fuzzy, _ = screening_rivals.postgresql(sample, numbers, names)
    rows = f"{len(sample):,} rows, no HTTP"
    report.figures += [
        Figure(f"rival: PostgreSQL, exact, {rows}", 1000 / statistics.fmean(exact), "/s"),
        Figure("  p99", percentile(exact, 0.99), "ms"),
        Figure(f"rival: PostgreSQL, pairs of characters, {rows}", 1000 / statistics.fmean(fuzzy), "/s"),
        Figure("  p99", percentile(fuzzy, 0.99), "ms"),
    ]
    scan = screening_rivals.rapidfuzz(sample["name"].to_list(), names[:10])
    scaled = scan * size.listed / len(sample)
    report.figures.append(Figure(f"rival: rapidfuzz scan, {len(sample):,} scaled to the list", 1 / scaled, "/s"))
    people = sample.filter(pl.col("kind") == 0)["name"].head(4_000).to_list()
    pairs = list(zip(people[::2], people[1::2], strict=True))
    rows_ = sample.filter(pl.col("kind") == 0).head(4_000).rows()
    ours = [entries.identity_of(row) for row in rows_]
    begun = time.perf_counter()
    for one, other in zip(ours[::2], ours[1::2], strict=True):
        compare(one, other)
    report.figures.append(Figure("comparisons of two persons, ours", len(pairs) / (time.perf_counter() - begun), "/s"))
    try:
        each = screening_rivals.nomenklatura(pairs)
    except ImportError:
        report.checks.append("nomenklatura is not installed: no pairs to compare with")
    else:
        report.figures.append(Figure("rival: nomenklatura logic-v2, the same pairs", 1 / each, "/s"))
