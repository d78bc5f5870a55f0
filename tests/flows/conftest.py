"""The court the tests of the flows act in."""

from collections.abc import Iterator

import pytest
from courthouse import CourtHouse, found

from duixian.domain.courts import scope


@pytest.fixture
def own(db: None) -> Iterator[CourtHouse]:
    """A basic court, with its scope open."""
    house = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(house.court.pk):
        yield house
