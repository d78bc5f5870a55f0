"""LDBC FinBench: the validation workload of a folder replayed in order on our engine, every given answer compared.

    make finbench DATA=folder                  # replay; exit 1 on any difference
    make finbench DATA=folder ARGS=--prove     # complex reads 1, 4, 5 and 6, besides, against a plain statement of each

Prints a table per query, and writes the answer to every read, in order, as one JSON text a line.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from bench import finbench_proof
from duixian.analytics.flows.finbench import workload
from duixian.analytics.flows.finbench.answers import text
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.loading import FILES, graph_of
from duixian.base.faults import BadInput

WORKLOAD = "validation.json"
ANSWERS = Path(__file__).parent / "out" / "finbench_answers.jsonl"
"""Written anew by every replay; not kept with the code."""

SHOWN = 5
"""Differences printed in full; all are counted."""


@dataclass(slots=True)
class Line:
    """One query of the table. Times are seconds, one an execution."""

    times: list[float] = field(default_factory=list)
    compared: int = 0
    different: int = 0
    rows: int = 0
    """Rows of all answers."""


def missing(folder: Path) -> list[str]:
    """The files a replay needs that are not in the folder."""
    return [name for name in (*(f"{table}.parquet" for table in FILES), WORKLOAD) if not (folder / name).is_file()]


def load(folder: Path) -> Graph:
    """The snapshot of a folder."""
    return graph_of({table: pl.read_parquet(folder / f"{table}.parquet") for table in FILES})


def operations(folder: Path) -> list[Mapping[str, Any]]:
    """The workload, in order; numbers with decimals exactly as written."""
    listed: list[Mapping[str, Any]] = json.loads((folder / WORKLOAD).read_bytes(), parse_float=Decimal)
    return listed


def replay(graph: Graph, listed: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Line], list[str], list[str]]:
    """Carry out everything in order: the table, the answers to the reads as text, and the differences."""
    table: dict[str, Line] = defaultdict(Line)
    answers: list[str] = []
    differences: list[str] = []
    for place, each in enumerate(listed):
        ((name, given),) = each["operation"].items()
        line = table[name]
        if name in workload.WRITES:
            began = time.perf_counter()
            workload.write(graph, name, given)
            line.times.append(time.perf_counter() - began)
            continue
        began = time.perf_counter()
        rows = workload.answer(graph, name, given)
        line.times.append(time.perf_counter() - began)
        line.rows += len(rows)
        answers.append(text(rows))
        if "operationResult" in each:
            line.compared += 1
            expected = text(each["operationResult"])
            if expected != answers[-1]:
                line.different += 1
                differences.append(f"{place} {name} {text(given)}\n  expected {expected}\n  answered {answers[-1]}")
    return dict(table), answers, differences


def tell(table: Mapping[str, Line]) -> None:
    """The table, in the order of the specification."""
    print(
        f"{'query':<14}{'run':>6}{'compared':>10}{'different':>11}{'rows':>8}{'median ms':>11}{'max ms':>9}{'sum s':>8}"
    )
    for name in (*workload.READS, *workload.WRITES):
        if name not in table:
            continue
        line = table[name]
        compared = f"{line.compared:>10}{line.different:>11}{line.rows:>8}" if name in workload.READS else " " * 29
        median, most, total = statistics.median(line.times), max(line.times), sum(line.times)
        print(f"{name:<14}{len(line.times):>6}{compared}{median * 1e3:>11.3f}{most * 1e3:>9.2f}{total:>8.2f}")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every answer that is given was found; 1 when one was not; 2 when there is nothing to replay."""
    parser = argparse.ArgumentParser(prog="python -m bench.finbench", description=__doc__)
    parser.add_argument("folder", type=Path, help="the snapshot as parquet files, and validation.json")
    parser.add_argument("--out", type=Path, default=ANSWERS, help="where the answers go")
    parser.add_argument(
        "--prove", action="store_true", help="complex reads 1, 4, 5 and 6 against a plain statement too"
    )
    asked = parser.parse_args(arguments)
    if not asked.folder.is_dir():
        print(f"{asked.folder}: 没有这个文件夹", file=sys.stderr)
        return 2
    lacking = missing(asked.folder)
    if lacking:
        print(f"{asked.folder}: 缺少 {'、'.join(lacking)}", file=sys.stderr)
        return 2
    began = time.perf_counter()
    try:
        graph = load(asked.folder)
    except BadInput as bad:
        print(*bad.faults, sep="\n", file=sys.stderr)
        return 2
    loaded = time.perf_counter()
    listed = operations(asked.folder)
    wrong = _proved(asked.folder, graph) if asked.prove else 0
    read = time.perf_counter()
    table, answers, differences = replay(graph, listed)
    replayed = time.perf_counter()
    tell(table)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text("".join(f"{answer}\n" for answer in answers), encoding="utf-8")
    for difference in differences[:SHOWN]:
        print(difference)
    compared = sum(line.compared for line in table.values())
    print(
        f"{len(listed)} operations, {len(answers)} answers in {asked.out}; {compared} compared, "
        f"{len(differences)} different. Snapshot {loaded - began:.1f} s, replay {replayed - read:.1f} s"
    )
    return 1 if differences or wrong or not compared else 0


def _proved(folder: Path, graph: Graph) -> int:
    """Print the proof on the snapshot; how many answers differ from the plain statement's."""
    wrong = 0
    print(f"{'against the plain statement':<28}{'tried':>7}{'with rows':>11}{'rows':>7}{'different':>11}")
    for proof in finbench_proof.prove(folder, graph):
        print(f"{proof.name:<28}{proof.tried:>7}{proof.found:>11}{proof.rows:>7}{proof.different:>11}", flush=True)
        wrong += proof.different
    return wrong


if __name__ == "__main__":
    sys.exit(main())
