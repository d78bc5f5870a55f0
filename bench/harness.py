"""What every benchmark needs: a durable PostgreSQL of its own, processes, repetition, the machine's facts, a report."""

import json
import multiprocessing
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.db import connections

from duixian.config.database import prepare
from duixian.embedded import Cluster

RESULTS = Path(__file__).parent / "results"
"""Accepted figures, kept with the code: one file a benchmark, written with --accept only."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Database:
    """A database with the program's tables. `environment` is how a process of the program finds it; `server` is the
    superuser's connection string, for rivals' tables and for looking at the server."""

    environment: Mapping[str, str]
    server: str

    def attach(self) -> None:
        """Point this process's connections of Django at it: as the application, and as the owner of the tables."""
        where = self.environment
        for alias, user in (("default", where["DUIXIAN_DB_USER"]), ("owner", where["DUIXIAN_DB_OWNER"])):
            connections[alias].close()
            connections[alias].settings_dict.update(
                HOST=where["DUIXIAN_DB_HOST"],
                PORT=where["DUIXIAN_DB_PORT"],
                NAME=where["DUIXIAN_DB_NAME"],
                USER=user,
                CONN_MAX_AGE=None,
            )

    def superuser(self) -> "psycopg.Connection[Any]":
        """A connection past row security, committing by itself."""
        return psycopg.connect(self.server, autocommit=True)

    def settle(self) -> None:
        """Bring statistics up to date and dirty pages to the disk, so that no way pays for what the other left."""
        with self.superuser() as server:
            server.execute("vacuum analyze")
            server.execute("checkpoint")


@contextmanager
def database(name: str) -> Iterator[Database]:
    """A new cluster in a temporary folder, with fsync on, migrated; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dxb-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "pg", durable=True)
        cluster.start()
        try:
            cluster.ensure_database(name)
            made = Database(environment=cluster.environment(name), server=cluster.dsn(name))
            made.attach()
            prepare()
            yield made
        finally:
            connections.close_all()
            cluster.stop()


# --- processes


def in_processes(work: Callable[..., T], calls: Sequence[tuple[Any, ...]], *, database: Database) -> list[T]:
    """Run `work(start, *call)` once for each call, each in a process of its own, attached to the database.

    `start` is a barrier: what a process does before it is not shared time. Raises `RuntimeError` when one fails.
    """
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(len(calls))
    answers: multiprocessing.Queue[tuple[int, Any, str]] = context.Queue()
    started = [
        context.Process(target=_one, args=(place, work, call, database, start, answers))
        for place, call in enumerate(calls)
    ]
    for process in started:
        process.start()
    found: dict[int, T] = {}
    try:
        for _ in started:
            place, answer, trouble = answers.get(timeout=1800)
            if trouble:
                raise RuntimeError(trouble)
            found[place] = answer
    finally:
        for process in started:
            process.join(timeout=10)
            if process.is_alive():
                process.terminate()
    return [found[place] for place in range(len(calls))]


def _one(
    place: int, work: Callable[..., T], call: tuple[Any, ...], database: Database, start: Any, answers: Any
) -> None:
    try:
        database.attach()
        answers.put((place, work(start, *call), ""))
    except BaseException as trouble:
        start.abort()
        answers.put((place, None, f"{type(trouble).__name__}: {trouble}"))
        raise
    finally:
        connections.close_all()


# --- measuring


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes by the wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def in_turns(repeat: int, **ways: Callable[[], float]) -> dict[str, list[float]]:
    """Measure the ways in turns, every other round in the opposite order, so that what drifts drifts for both."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for round_ in range(repeat):
        for name in sorted(ways, reverse=bool(round_ % 2)):
            found[name].append(ways[name]())
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]


class Watch:
    """Peak memory while a block runs: of this process, and of one backend of PostgreSQL by its process id (Linux).

    The backend's own memory (RssAnon) is sampled every 20 ms; the shared buffers it touches are not counted in it.
    """

    def __init__(self, backend: int) -> None:
        self._status = Path(f"/proc/{backend}/status")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.backend_kb = 0

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(0.02):
            try:
                for line in self._status.read_text().splitlines():
                    if line.startswith("RssAnon:"):
                        self.backend_kb = max(self.backend_kb, int(line.split()[1]))
            except OSError:
                return

    @property
    def own_kb(self) -> int:
        """Peak resident memory of this process since it began, kB."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if platform.system() == "Darwin" else peak


# --- the report


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report. `aim` is what was hoped for, in words; `met` whether it was."""

    name: str
    value: float
    unit: str
    aim: str = ""
    met: bool | None = None
    spread: tuple[float, float] | None = None

    def __str__(self) -> str:
        shown = f"{self.value:,.0f}" if abs(self.value) >= 1000 else f"{self.value:,.3g}"
        tail = f"  [{self.spread[0]:,.3g} … {self.spread[1]:,.3g}]" if self.spread else ""
        judged = "" if self.met is None else "   met" if self.met else "   MISSED"
        return f"  {self.name:<58} {shown:>10} {self.unit:<12}{tail}{f'   aim {self.aim}' if self.aim else ''}{judged}"


def median(name: str, values: Sequence[float], unit: str) -> Figure:
    """The median of what was measured, with the lowest and highest."""
    return Figure(name, statistics.median(values), unit, spread=(min(values), max(values)))


def at_least(name: str, value: float, unit: str, aim: float) -> Figure:
    """A figure that should not be lower than `aim`."""
    return Figure(name, value, unit, f"≥ {aim:g}", value >= aim)


def at_most(name: str, value: float, unit: str, aim: float) -> Figure:
    """A figure that should not be higher than `aim`."""
    return Figure(name, value, unit, f"≤ {aim:g}", value <= aim)


@dataclass(slots=True)
class Report:
    """What a benchmark found: its sizes, its figures, and what was checked besides time."""

    bench: str
    size: Mapping[str, Any]
    figures: list[Figure] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

    def print(self) -> None:
        """The figures as a table."""
        print(f"{self.bench}: " + ", ".join(f"{name} {value}" for name, value in self.size.items()))
        for figure in self.figures:
            print(figure)
        for check in self.checks:
            print(f"  checked: {check}")

    def accept(self, machine: Mapping[str, Any]) -> Path:
        """Keep the figures with the code."""
        RESULTS.mkdir(exist_ok=True)
        kept = {
            "bench": self.bench,
            "command": f"python -m bench {self.bench}",
            "machine": dict(machine),
            "size": dict(self.size),
            "figures": [
                {
                    "name": figure.name,
                    "value": float(f"{figure.value:.5g}"),
                    "unit": figure.unit,
                    **({"aim": figure.aim, "met": figure.met} if figure.aim else {}),
                    **({"lowest_and_highest": [float(f"{v:.5g}") for v in figure.spread]} if figure.spread else {}),
                }
                for figure in self.figures
            ],
            "checked": self.checks,
        }
        file = RESULTS / f"{self.bench}.json"
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return file


def machine(server: str | None = None) -> dict[str, Any]:
    """Cores, memory, load, versions: what the figures depend on."""
    facts: dict[str, Any] = {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        facts["memory_gb"] = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)
    facts["load_before"] = round(os.getloadavg()[0], 2)
    facts["commit"] = _commit()
    if server is not None:
        with psycopg.connect(server) as connection:
            for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers"):
                row = connection.execute("select current_setting(%s)", (name,)).fetchone()
                facts[f"postgresql_{name}"] = row[0] if row else None
    return facts


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
