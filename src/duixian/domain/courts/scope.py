"""Whose rows this transaction may see and change. Without a scope nothing is visible."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from duixian.domain.courts.models import Court, Officer


def _set(read: Iterable[int], write: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('duixian.read', %s, true), set_config('duixian.write', %s, true)",
            [",".join(map(str, read)), ",".join(map(str, write))],
        )


@contextmanager
def of_officer(officer: Officer) -> Iterator[None]:
    """A transaction in which `officer` sees the subtree of the own court and changes the own court only."""
    with transaction.atomic():
        below = Court.objects.filter(path__startswith=officer.court.path).values_list("pk", flat=True)
        _set(below, [officer.court_id])
        yield


@contextmanager
def of_court(court_id: int) -> Iterator[None]:
    """A transaction of the system for one court: workers and commands."""
    with transaction.atomic():
        _set([court_id], [court_id])
        yield


@contextmanager
def of_all_courts() -> Iterator[None]:
    """A transaction over every court, reading only: for the independent check and for numbers of the whole."""
    with transaction.atomic():
        _set(Court.objects.values_list("pk", flat=True), [])
        yield
