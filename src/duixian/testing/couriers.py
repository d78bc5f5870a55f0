"""Who carries orders to agencies and brings their news back: the workers of the program, run once and by hand.

They live among the faces, above this package; whoever starts a scene or makes a demo court brings them along.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from duixian.domain.assets.models import Counterparty
from duixian.flows.take_answer import Summary
from duixian.ports.agencies import Agency

AgencyOf = Callable[[Counterparty], Agency]
Clock = Callable[[], datetime]


class Couriers(Protocol):
    """The pump and the listener, each until it has nothing more to do at this moment of the clock."""

    def send(self, *, agency_of: AgencyOf, clock: Clock) -> Summary:
        """Send every order that is due, and write down what comes back."""
        ...

    def listen(self, *, agency_of: AgencyOf, clock: Clock) -> int:
        """Ask every agency for news once; how many notices were taken."""
        ...
