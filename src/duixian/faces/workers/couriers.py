"""The pump and the listener run once, in this process: for scenes and for making a demo court."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from duixian.faces.workers.listener import Listener
from duixian.faces.workers.pump import AgencyOf, Pump
from duixian.flows.take_answer import Summary


class WorkersByHand:
    """What the worker process does by itself, when told to: `testing.couriers.Couriers`."""

    def send(self, *, agency_of: AgencyOf, clock: Callable[[], datetime]) -> Summary:
        """Send every order that is due, and write down what comes back."""
        return asyncio.run(Pump(agency_of=agency_of, clock=clock).run(asyncio.Event()))

    def listen(self, *, agency_of: AgencyOf, clock: Callable[[], datetime]) -> int:
        """Ask every agency for news once; how many notices were taken."""
        listener = Listener(agency_of=agency_of, clock=clock)
        asyncio.run(listener.run())
        return sum(taken.kept for taken in listener.heard.values())
