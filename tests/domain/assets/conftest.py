"""The court and the estate that the tests of the flows act in serve here too."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "flows"))

from courthouse import CourtHouse, found
from estate import Estate

from duixian.domain.courts import scope


@pytest.fixture
def own(db: None) -> Iterator[CourtHouse]:
    """A basic court, with its scope open."""
    house = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(house.court.pk):
        yield house


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    """Its debtors' things."""
    return Estate(own)
