"""The clock and the signing key of our own hall, for acts that write into its public log."""

from importlib import import_module
from typing import TypedDict

from duixian.domain.disposal.services import hall


class Hands(TypedDict, total=False):
    """As the flows take them."""

    clock: hall.Clock
    sign: hall.Sign


def of_hall() -> Hands:
    """Both, where this process was given the key; nothing else, and the flow says that the key is missing."""
    wiring = import_module("duixian.config.wiring")  # it stands above the faces, so it is asked by name
    return Hands(clock=hall.database_clock, sign=wiring.hall_sign) if wiring.HALL_KEY else Hands()
