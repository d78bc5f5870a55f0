"""Loading a province: every court in turn, from its first filing to the morning of the day of looking."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import connection

from duixian.base.money import Fen
from duixian.reading.statements.model import Transfer
from duixian.testing.demo import house
from duixian.testing.demo.court import Played, play
from duixian.worlds.province import Province

ZONE = ZoneInfo("Asia/Shanghai")
OPENS = time(8, 0)
"""The province is loaded as of eight in the morning: this morning's statement has not been imported yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: how many of the cases stand on the books, and of which court."""

    done: int
    of: int
    court: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded. `at_the_bank`: by court code, lines the bank has booked that no statement has brought yet, and
    the balance of the deposit account before them."""

    cases: int
    acts: Mapping[str, int]
    at_the_bank: Mapping[str, tuple[Fen, tuple[Transfer, ...]]] = field(default_factory=dict)


def load(province: Province, *, password: str, progress: Callable[[Step], None] = lambda step: None) -> Loaded:
    """Play a province into an empty database. Each window of a court's time is a transaction of its own, so an
    interrupted load leaves a part: load into a database that can be thrown away, and name it when it is complete."""
    with _in_a_hurry():
        return _load(province, password, progress)


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """What a crash loses is loaded again, so commits need not wait for the disk; and of the many objects made here all
    are kept until the end, so looking for garbage among them is in vain."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        with connection.cursor() as cursor:
            cursor.execute("reset synchronous_commit")


def _load(province: Province, password: str, progress: Callable[[Step], None]) -> Loaded:
    founded = house.found(province, password=password, now=house.founded_at(province, ZONE))
    moment = datetime.combine(province.as_of, OPENS, tzinfo=ZONE)
    done = 0
    acts: dict[str, int] = {}
    waiting: dict[str, tuple[Fen, tuple[Transfer, ...]]] = {}
    for one in founded:
        if one.bank is None:
            continue

        def report(cases: int, code: str = one.spec.name, before: int = done) -> None:
            progress(Step(before + cases, len(province.cases), code))

        played: Played = play(province, one, moment=moment, progress=report)
        done += played.cases
        for act, count in played.acts.items():
            acts[act] = acts.get(act, 0) + count
        waiting[one.spec.code] = (played.balance, played.not_imported)
    return Loaded(done, acts, waiting)
