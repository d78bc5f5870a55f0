"""Pins the SQL of a page: how many statements, and which tables they ask, so that nobody adds one unseen."""

import re
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_HOUSEKEEPING = re.compile(r"^\s*(savepoint|release|rollback|begin|commit|select set_config)", re.I)
_TABLE = re.compile(r'\b(?:from|join|into|update)\s+"?(\w+)"?', re.I)


@dataclass(frozen=True)
class Pinned:
    """What a page asked of the database: the first table of each statement, in order, and the statements."""

    tables: tuple[str, ...]
    statements: tuple[str, ...]


def page_queries(client: Client, address: str) -> Pinned:
    """Load a page once to warm what is cached for good, then once more, and return what that asked."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    asked = [query["sql"] for query in captured.captured_queries if not _HOUSEKEEPING.match(query["sql"])]
    tables = tuple((_TABLE.search(statement) or ["", "?"])[1] for statement in asked)
    return Pinned(tables, tuple(asked))
