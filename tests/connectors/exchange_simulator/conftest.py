"""Simulated agencies in a thread, and two courts that may order."""

from collections.abc import Iterator

import pytest
from simulated_courts import KEYS, SIGNERS, Court, introduce

from duixian.connectors.exchange.simulator.running import SimulatedAgencies


@pytest.fixture
def agencies() -> Iterator[SimulatedAgencies]:
    """Two banks, a wallet and a land register in a thread, without any delay."""
    with SimulatedAgencies(seed=7, counterparties=("B01", "B02", "W01", "L01"), courts=KEYS) as running:
        introduce(running)
        yield running


@pytest.fixture
def court(agencies: SimulatedAgencies) -> Court:
    return Court(agencies, SIGNERS[0])


@pytest.fixture
def other(agencies: SimulatedAgencies) -> Court:
    """A second court."""
    return Court(agencies, SIGNERS[1])
