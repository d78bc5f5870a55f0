"""Two acts at the same time, on two real connections, in an order that is staged and not hoped for."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction

from duixian.domain.courts import scope

_PATIENCE = 20.0


@dataclass
class Ended:
    """How one of the two ended: with a value or an exception."""

    value: Any = None
    error: BaseException | None = None


Act = Callable[[], Any]
Race = Callable[[int, str, Act, Act], tuple[Ended, Ended]]


@pytest.fixture
def race() -> Race:
    return _race


def _race(court_id: int, dsn: str, first: Act, second: Act) -> tuple[Ended, Ended]:
    """Let `first` act and hold its transaction open until the database says that `second` waits for it, then commit.

    Fails when `second` never waits: then the two did not meet, and the test would prove nothing.
    """
    acted, waiting = threading.Event(), threading.Event()
    endings = Ended(), Ended()

    def run(ended: Ended, act: Callable[[], Any], before: Callable[[], None], after: Callable[[], None]) -> None:
        try:
            before()
            with scope.of_court(court_id), transaction.atomic():
                ended.value = act()
                after()
        except BaseException as error:
            ended.error = error
        finally:
            acted.set()
            connections.close_all()

    def hold() -> None:
        acted.set()
        assert waiting.wait(_PATIENCE), "the second never waited for the first"

    pair = (
        threading.Thread(target=run, args=(endings[0], first, lambda: None, hold)),
        threading.Thread(target=run, args=(endings[1], second, lambda: acted.wait(_PATIENCE), lambda: None)),
    )
    for thread in pair:
        thread.start()
    deadline = time.monotonic() + _PATIENCE
    with psycopg.connect(dsn, autocommit=True) as watch:
        while time.monotonic() < deadline:
            row = watch.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and cardinality(pg_blocking_pids(pid)) > 0"
            ).fetchone()
            if row and row[0]:
                waiting.set()
                break
            time.sleep(0.01)
    for thread in pair:
        thread.join(_PATIENCE)
        assert not thread.is_alive()
    assert waiting.is_set(), f"the two never met: {endings}"
    return endings
