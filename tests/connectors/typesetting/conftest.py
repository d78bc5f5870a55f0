"""Each kind of instrument in turn."""

import pytest
from papers import sample

from duixian.connectors.typesetting import Instrument, Kind


@pytest.fixture(params=list(Kind), ids=lambda kind: str(kind.value))
def instrument(request: pytest.FixtureRequest) -> Instrument:
    """Each kind in turn."""
    return sample(request.param)
