"""The application as granian serves it, with one thing added: each answer says how long the server took to make it,
by the clock and in time on a processor (the program's own; PostgreSQL's is its own process).

`BENCH_RIVAL=1` serves the same pages with the search written as anybody would write it first: LIKE '%…%'.
"""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.db.models import Q

from duixian.config.wsgi import application as _application
from duixian.domain.cases import selectors

if os.environ.get("BENCH_RIVAL") == "1":

    def _naive(words: str, *, court_id: int | None = None) -> Q:
        return Q(search__contains="".join(words.split()))

    selectors.found = _naive

Start = Callable[..., Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """From the first line of the program to the last byte of the body; waiting for a thread is not in it."""
    begun, worked = time.perf_counter(), time.thread_time()
    held: list[Any] = []

    def later(status: str, headers: list[tuple[str, str]], *more: Any) -> None:
        held[:] = [status, headers, *more]

    made = _application(environ, cast(Any, later))
    body = b"".join(made)
    if close := getattr(made, "close", None):
        close()
    status, headers, *more = held
    taken = (time.perf_counter() - begun) * 1000
    cpu = (time.thread_time() - worked) * 1000
    start_response(status, [*headers, ("Server-Timing", f"cpu;dur={cpu:.3f}, app;dur={taken:.3f}")], *more)
    return [body]
