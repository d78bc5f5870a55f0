"""Jobs that a dead worker left behind, and how often a failed one is tried again."""

import asyncio
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from duixian.base.faults import BadInput, Fault, Refused
from duixian.embedded import Cluster
from duixian.faces.workers import tasks
from duixian.faces.workers.pauses import LONGEST_SECONDS, GrowingPauses
from duixian.ports.banks import BankRefused, BankUnreachable


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


def add_job(dsn: str, status: str, queueing_lock: str, lock: str = "batch:1") -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)"
            " values ('default', 'payout.collect', %s, %s, '{}', %s) returning id",
            (lock, queueing_lock, status),
        ).fetchone()
    assert row is not None
    return int(row[0])


def statuses(dsn: str) -> dict[int, str]:
    with psycopg.connect(dsn) as connection:
        return dict(connection.execute("select id, status::text from procrastinate_jobs").fetchall())


def revive() -> None:
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as working:

        async def once() -> None:
            async with working.open_async():
                await tasks.revive_stalled.func(SimpleNamespace(app=working), 0)

        asyncio.run(once())


def test_a_job_of_a_dead_worker_is_given_back(dsn: str) -> None:
    left = add_job(dsn, "doing", "collect:1")

    revive()

    assert statuses(dsn)[left] == "todo"


def test_a_dead_job_whose_successor_waits_does_not_keep_the_batch_locked(dsn: str) -> None:
    left, successor = add_job(dsn, "doing", "collect:1"), add_job(dsn, "todo", "collect:1")
    other = add_job(dsn, "doing", "collect:2", "batch:2")

    revive()

    assert statuses(dsn) == {left: "failed", successor: "todo", other: "todo"}


def job(attempts: int) -> Job:
    return Job(id=1, lock=None, queueing_lock=None, task_name="payout.send", attempts=attempts, queue="default")


def test_pauses_grow_and_never_end() -> None:
    pauses = []
    for attempts in (0, 1, 2, 20, 1000):
        decision = GrowingPauses().get_retry_decision(exception=BankUnreachable("?"), job=job(attempts))
        assert decision is not None
        assert decision.retry_at is not None
        pauses.append(decision)
    times = [decision.retry_at for decision in pauses]
    assert times == sorted(times)
    assert LONGEST_SECONDS >= 60


@pytest.mark.parametrize("error", [BankRefused(Fault("x", "x")), Refused(Fault("x", "x")), BadInput(Fault("x", "x"))])
def test_what_repeating_cannot_mend_stops_at_once(error: Exception) -> None:
    assert GrowingPauses().get_retry_decision(exception=error, job=job(0)) is None
