"""The server's time for the workbench, the case list with a name search and the case page, with a province behind them.

316,997 cases, row security on, the real stack: granian with two processes, sessions, the application role. 20 users
(officers and chiefs of a basic court, accountants, an inspector of the high court who may see every case) look at pages
and read each for a second or so; then the same users without any pause, which is the most this machine serves. The
rival, in the same run on the same rows, searches as anybody would write it first: LIKE '%name%'.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench import harness
from bench.harness import Database, Figure, Report, at_most, percentile
from bench.province import Province, found
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer
from duixian.faces.desk.accounts.gate import PROVEN

SEED = 20261122
AIM_MS = 150.0
COMMON = "公司"
PAGES = {
    "workbench": "workbench",
    "list": "case list, two-character name",
    "common": f"case list, “{COMMON}”",
    "case": "case page",
}


@dataclass(frozen=True, slots=True)
class Size:
    """`cases` of the province; `users` who in each of `turns` look at `pages` each, the first `unmeasured` of them not
    counted."""

    cases: int = 316_997
    users: int = 20
    turns: int = 3
    pages: int = 20
    unmeasured: int = 2
    reading_s: float = 1.0


FULL = Size()
QUICK = Size(cases=20_000, turns=2, pages=10, reading_s=0.5)


def session_of(officer: Officer) -> str:
    """A login of the officer as the login page leaves it, the second factor passed."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(officer.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    store[PROVEN] = True
    store.save()
    return str(store.session_key)


def users_of(province: Province, size: Size) -> list[dict[str, Any]]:
    """The users with their sessions and what each of them looks at: cases of the basic court, names that occur there,
    and now and then a word that a quarter of all cases contain."""
    staff = [*province.officers, province.chief, province.accountant, province.inspector]
    users = []
    for place in range(size.users):
        officer = Officer.objects.select_related("court").get(pk=staff[place % len(staff)])
        with scope.of_officer(officer):
            newest = Case.objects.filter(court_id=province.basic).order_by("-filed_on", "-id")
            cases = list(newest.values_list("pk", "number", "search")[place : place + 600 : 20])
        below = f"&court={province.basic}" if officer.court_id != province.basic else ""
        pages = [{"name": "common", "path": f"/cases/?q={quote(COMMON)}{below}", "shows": COMMON}] * 3
        pages += [{"name": "workbench", "path": "/", "shows": officer.name}] * len(cases)
        for pk, number, search in cases:
            pages.append({"name": "case", "path": f"/cases/{pk}/", "shows": number})
            debtor = str(search).splitlines()[-1]
            if not debtor.endswith(COMMON):
                path = f"/cases/?q={quote(debtor[-2:])}{below}"
                pages.append({"name": "list", "path": path, "shows": number})
        users.append({"name": f"{officer.username}/{place}", "session": session_of(officer), "pages": pages})
    return users


@contextmanager
def server(database: Database, *, rival: bool = False) -> Iterator[int]:
    """Granian as `duixian serve` runs it, two processes of four threads; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--log-level", "warning", "bench.served:application"]
    with tempfile.TemporaryDirectory(prefix="dxb-home-") as home, tempfile.TemporaryFile() as log:
        environment = os.environ | dict(database.environment)
        environment |= {"DUIXIAN_HOME": home, "DUIXIAN_SECRET_KEY": str(settings.SECRET_KEY)}
        environment |= {"BENCH_RIVAL": "1" if rival else ""}
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=_root())
        try:
            deadline = time.monotonic() + 30
            while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"granian did not start: {log.read().decode()[-2000:]}")
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def _root() -> str:
    return str(harness.RESULTS.parents[1])


def visits(
    port: int, users: list[dict[str, Any]], size: Size, *, turn: int, reading_s: float | None = None
) -> list[dict[str, Any]]:
    """What the users saw. Raises `AssertionError` when a page was not the page asked for."""
    plan = {
        "port": port,
        "users": users,
        "pages": size.pages,
        "unmeasured": size.unmeasured,
        "reading_s": size.reading_s if reading_s is None else reading_s,
        "seed": SEED + turn,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.users"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        cwd=_root(),
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    wrong = [answer["page"] for answer in answers if not answer["right"]]
    if wrong or len(answers) != len(users) * (size.pages - size.unmeasured):
        raise AssertionError(f"{len(wrong)} of {len(answers)} answers were not the page asked for: {set(wrong)}")
    return answers


def _p95(label: str, took: Sequence[float], *, aim: float | None) -> Figure:
    name, value = f"{label}: server, p95", percentile(took, 0.95)
    return Figure(name, value, "ms") if aim is None else at_most(name, value, "ms", aim)


def _times(answers: list[dict[str, Any]], page: str, clock: str = "server_ms") -> list[float]:
    return [answer[clock] for answer in answers if answer["page"] == page]


def run(database: Database, size: Size) -> Report:
    """Make the province, serve it, look at it."""
    report = Report(
        "pages", {"cases": size.cases, "users": size.users, "turns": size.turns, "pages each": size.pages, "seed": SEED}
    )
    province = found(database, cases=size.cases, seed=SEED)
    database.settle()
    users = users_of(province, size)
    calm: list[dict[str, Any]] = []
    rival: list[dict[str, Any]] = []
    with server(database) as port, server(database, rival=True) as naive:
        for turn in range(size.turns):  # in turns: what else the machine does then weighs on both
            calm += visits(port, users, size, turn=turn)
            rival += visits(naive, users, size, turn=turn)
        begun = time.perf_counter()
        pressed = visits(port, users, size, turn=size.turns, reading_s=0.0)
        pressed_s = time.perf_counter() - begun
    for page, label in PAGES.items():
        took = _times(calm, page)
        report.figures += [
            harness.median(f"{label}: server, median", took, "ms"),
            # the aim is for names; a word that four cases in ten contain is shown beside it, with no aim of its own
            _p95(label, took, aim=None if page == "common" else AIM_MS),
            Figure(
                f"{label}: the program's own processor time, p95", percentile(_times(calm, page, "cpu_ms"), 0.95), "ms"
            ),
            Figure(f"{label}: as the user waits, p95", percentile(_times(calm, page, "user_ms"), 0.95), "ms"),
            Figure(f"{label}: server p95 when nobody pauses", percentile(_times(pressed, page), 0.95), "ms"),
        ]
    report.figures += [
        Figure("pages a second when nobody pauses", size.users * size.pages / pressed_s, "pages/s"),
        Figure(
            "case list: LIKE '%name%' ÷ ours, medians of the page",
            percentile(_times(rival, "list"), 0.5) / percentile(_times(calm, "list"), 0.5),
            "×",
        ),
        *_searches(database, province),
    ]
    report.checks.append(f"{len(calm) + len(pressed) + len(rival):,} answers were the pages asked for")
    return report


def _searches(database: Database, province: Province, repeat: int = 9) -> list[Figure]:
    """The search alone, as the application role in the scope of the high court's inspector: the whole province."""
    officer = Officer.objects.select_related("court").get(pk=province.inspector)
    where = {"index": "id in (select cases_found(%s))", "scan": "search like '%%' || %s || '%%'"}
    found_by: dict[str, list[float]] = {name: [] for name in where}
    with scope.of_officer(officer), psycopg.connect(database.server) as own:
        own.execute("set role duixian_app")
        read = ",".join(str(pk) for pk in Officer.objects.values_list("court_id", flat=True).distinct())
        own.execute("select set_config('duixian.read', %s, true)", [read])
        names = ["王伟", "李芳", "张磊", "建国", "春生"]
        for _ in range(repeat):
            for name in names:
                counts: set[int] = set()
                for way, condition in where.items():
                    begun = time.perf_counter()
                    row = own.execute(f"select count(*) from cases_case where {condition}", [name]).fetchone()
                    found_by[way].append((time.perf_counter() - begun) * 1000)
                    counts.add(row[0] if row else -1)
                if len(counts) != 1 and max(counts) < 5000:
                    raise AssertionError(f"the two searches for {name} disagree: {counts}")
    ours, scan = (percentile(found_by[way], 0.5) for way in ("index", "scan"))
    return [
        Figure("search of the whole province by two characters: ours, median", ours, "ms"),
        Figure("search of the whole province by two characters: LIKE, median", scan, "ms"),
        Figure("search of the whole province: LIKE ÷ ours", scan / ours, "×"),
    ]
