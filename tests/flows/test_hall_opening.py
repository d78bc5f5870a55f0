"""Who watches a lot hears of its opening at once, though the public log has no row for it."""

from collections.abc import Iterator

import pytest
from courthouse import CourtHouse, found, item
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lots import Hall, lot

from duixian.domain.courts import scope
from duixian.domain.disposal.services import hall


@pytest.fixture
def house(db: None) -> Iterator[CourtHouse]:
    made = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(made.court.pk):
        yield made


def open_now(room: Hall) -> tuple[bool, list[str]]:
    """Whether it opened, and what the database was asked to tell."""
    with CaptureQueriesContext(connection) as asked:
        opened = hall.open_round(round_id=room.round.pk, clock=room.clock)
    return opened, [query["sql"] for query in asked.captured_queries if "pg_notify" in query["sql"]]


def test_the_opening_is_told_once_and_not_before_its_hour(house: CourtHouse) -> None:
    room = lot(house.file(item("1", 50_000_00, "洪春生", "黎明华")))
    assert room.at < room.round.starts_at
    assert open_now(room) == (False, [])

    room.at = room.round.starts_at
    opened, told = open_now(room)

    assert opened
    assert len(told) == 1
    assert f"'{room.round.pk}:" in told[0]
    assert open_now(room) == (False, [])
