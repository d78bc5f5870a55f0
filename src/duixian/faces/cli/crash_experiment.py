"""The crash experiment: kill -9 of the database or the worker at random points of one payout, then count.

Three processes are real: PostgreSQL (fsync on), the worker, the simulated bank. The bank is never killed; its own
books, read straight from its file, say who was paid and how often.
"""

import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from duixian.base.money import yuan
from duixian.faces.cli.throwaway import Throwaway, court_database
from duixian.faces.cli.verification import verify

if TYPE_CHECKING:
    from duixian.testing.crash import Waiting

_WORKER = (
    "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'duixian.config.settings'; import django; django.setup();"
    " from duixian.faces.workers.run import run; run()"
)
_HASTE = {"DUIXIAN_WORKER_HEARTBEAT": "0.5", "DUIXIAN_RETRY_LONGEST": "2"}
"""A worker's pauses are shortened, so that twenty crashes take minutes; what it does is the same."""

_FINISH_SECONDS = 300.0
_LATE_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Kill:
    """One crash: after how many seconds, of what, and what was going on."""

    at: float
    target: str
    during: str
    state: str
    paid: int


@dataclass(slots=True)
class Result:
    """What came of the experiment. Sums in fen."""

    payees: int
    total: int
    kills: list[Kill] = field(default_factory=list)
    seconds: float = 0.0
    restarts: int = 0
    bank_paid: int = 0
    bank_twice: int = 0
    bank_fen: int = 0
    booked_paid: int = 0
    wrong_sum: int = 0
    have: int = 0
    owe: int = 0
    bank_balance: int = 0
    verify_wrong: int = 0
    state: str = ""

    @property
    def exact(self) -> bool:
        """Every payee paid once and only once, with the right sum, and the books agree with the bank's."""
        return (
            self.state == "paid"
            and self.bank_paid == self.booked_paid == self.payees
            and self.bank_fen == self.total
            and self.have == self.owe == self.bank_balance
            and not (self.bank_twice or self.wrong_sum or self.verify_wrong)
        )


def run(*, payees: int, kills: int, seed: int, told: Callable[[str], None] = lambda line: None) -> Result:
    """Run it on a database of its own; `told` is given a line for each thing that happens."""
    with court_database(durable=True) as place, _bank_process(place.folder) as bank_url:
        told(f"准备 {payees:,} 名受领人……")
        return _Experiment(place, bank_url, random.Random(seed), told).run(payees, kills, seed)


class _Experiment:
    def __init__(self, place: Throwaway, bank_url: str, dice: random.Random, told: Callable[[str], None]) -> None:
        self.place = place
        self.bank_url = bank_url
        self.dice = dice
        self.told = told
        self.worker: subprocess.Popen[bytes] | None = None
        self.restarts = -1  # the first start is none
        self.started = 0.0

    def run(self, payees: int, kills: int, seed: int) -> Result:
        from django.db import connections

        from duixian.testing import crash
        from duixian.testing.scenes.stage import opened

        day, _ = crash.today()
        with opened(self.place.folder / "setup", day) as stage:
            stage.books.put_account(stage.account.number, name=stage.account.holder, own=True)
            waiting = crash.prepare(stage, payees=payees, seed=seed)
            number, holder = stage.account.number, stage.account.holder
        connections.close_all()
        self._tell_bank("accounts", {"number": number, "name": holder, "own": True, "balance": yuan(waiting.total)})
        result = Result(payees=payees, total=waiting.total)
        begun = time.monotonic()
        self._start_worker()
        try:
            for turn in range(kills):
                if turn == kills // 2:  # from here on the crashes fall on the bank's answers
                    self._until_sent(waiting)
                    self._tell_bank("behaviour", {"late_ms": 0})
                result.kills.append(self._crash(waiting, payees, begun))
                last = result.kills[-1]
                self.told(
                    f"第 {turn + 1} 次：{last.at:6.1f} 秒，杀死{last.target}，{last.during}，"
                    f"批次 {last.state}，已付 {last.paid:,}"
                )
            self._tell_bank("behaviour", {"late_ms": 0})
            result.state = self._finish(waiting)
        finally:
            self._stop_worker()
        result.seconds = time.monotonic() - begun
        result.restarts = self.restarts
        self._count(result, waiting, number)
        connections.close_all()
        return result

    # crashing

    def _crash(self, waiting: "Waiting", payees: int, begun: float) -> Kill:
        """Wait for a job to be at work, most of the time, then a random moment longer, then kill."""
        from django.db import connections

        from duixian.testing import crash

        if self.dice.random() < 0.9:
            self._wait_for_job(20.0)
        time.sleep(self.dice.uniform(0.0, 0.05 + payees / 8_000))
        during = self._jobs_at_work()
        state, paid = crash.progress(waiting)
        connections.close_all()
        at = time.monotonic() - begun
        if self.dice.random() < 0.5:
            self.place.cluster.kill()
            time.sleep(self.dice.uniform(0.0, 0.5))
            self.place.cluster.start()
            self._mind_worker()
            return Kill(at, "数据库", during, state, paid)
        assert self.worker is not None
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()
        self._start_worker()
        return Kill(at, "工作进程", during, state, paid)

    def _until_sent(self, waiting: "Waiting") -> None:
        from django.db import connections

        from duixian.testing import crash

        deadline = time.monotonic() + _FINISH_SECONDS
        while crash.progress(waiting)[0] in ("checked", "approved") and time.monotonic() < deadline:
            connections.close_all()
            self._mind_worker()
            time.sleep(0.05)
        connections.close_all()

    def _jobs_at_work(self) -> str:
        with psycopg.connect(self.place.dsn, autocommit=True) as connection:
            rows = connection.execute(
                "select task_name from procrastinate_jobs where status = 'doing' and task_name like 'payout.%'"
            ).fetchall()
        return "、".join(sorted({str(name) for (name,) in rows})) or "无任务"

    def _wait_for_job(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self._mind_worker()
            if self._alive_and_working():
                return
            time.sleep(0.02)

    def _alive_and_working(self) -> bool:
        """Whether a job was taken by the worker that lives now, not left behind by a dead one."""
        with psycopg.connect(self.place.dsn, autocommit=True) as connection:
            row = connection.execute(
                "select exists (select 1 from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id"
                " where j.status = 'doing' and j.task_name like 'payout.%%' and e.type = 'started'"
                " and e.at > to_timestamp(%s))",
                (self.started,),
            ).fetchone()
        return bool(row and row[0])

    def _mind_worker(self) -> None:
        """What a supervisor does: a worker that has ended, or has been silent for long, is started again."""
        if self.worker is not None and self.worker.poll() is not None:
            self._start_worker()

    def _finish(self, waiting: "Waiting") -> str:
        from django.db import connections

        from duixian.testing import crash

        deadline = time.monotonic() + _FINISH_SECONDS
        quiet = time.monotonic()
        while time.monotonic() < deadline:
            self._mind_worker()
            state, paid = crash.progress(waiting)
            connections.close_all()
            if state == "paid":
                return state
            if time.monotonic() - quiet > 60:
                self.told(f"仍在进行：批次 {state}，已付 {paid:,}，任务 {self._jobs_at_work()}")
                quiet = time.monotonic()
            time.sleep(0.5)
        return state

    # counting

    def _count(self, result: Result, waiting: "Waiting", court_account: str) -> None:
        """Ask the bank's own file, then our books, then the independent check."""
        from duixian.testing import crash

        with contextlib.closing(sqlite3.connect(self.place.folder / "bank" / "bank.sqlite3")) as bank:
            receipts = dict(
                bank.execute(
                    "select account, count(*) from booking where end_to_end_id <> '' and amount > 0 and returned = 0"
                    " group by account"
                ).fetchall()
            )
            sums = dict(bank.execute("select number, balance from account where not own").fetchall())
            (result.bank_balance,) = bank.execute(
                "select balance from account where number = ?", (court_account,)
            ).fetchone()
        result.bank_paid = len(receipts)
        result.bank_twice = sum(1 for times in receipts.values() if times != 1)
        result.bank_fen = sum(sums.values())
        with psycopg.connect(self.place.dsn) as connection:
            owed = connection.execute("select account_number, amount_fen from funds_payout where state = 'paid'")
            booked: dict[str, int] = dict(owed.fetchall())
        result.booked_paid = len(booked)
        result.wrong_sum = len([number for number, fen in booked.items() if sums.get(number) != fen])
        result.have, result.owe = crash.books(waiting)
        result.verify_wrong = verify(self.place.dsn).wrong

    # processes

    def _start_worker(self) -> None:
        self.restarts += 1
        environment = {**os.environ, **self.place.environment, **_HASTE, "DUIXIAN_BANK_URL": self.bank_url}
        with (self.place.folder / "worker.log").open("ab") as log:
            self.started = time.time()
            self.worker = subprocess.Popen([sys.executable, "-c", _WORKER], env=environment, stdout=log, stderr=log)

    def _stop_worker(self) -> None:
        if self.worker is not None and self.worker.poll() is None:
            self.worker.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.worker.wait(timeout=15)
            if self.worker.poll() is None:
                self.worker.kill()

    def _tell_bank(self, what: str, content: dict[str, object]) -> None:
        request = urllib.request.Request(f"{self.bank_url}/admin/{what}", json.dumps(content).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()


@contextmanager
def _bank_process(folder: Path) -> Iterator[str]:
    """The simulated bank as a server of its own. It holds settling back until it is told otherwise."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "duixian.connectors.banks.simulator", "--port", str(port),
        "--data", str(folder / "bank"), "--faults", f"late_ms={_LATE_MS}",
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None
        server.stdout.readline()  # it says one line once it listens
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=15)
