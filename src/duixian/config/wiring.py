"""Which adapter stands behind which port. The only place that knows both."""

import os
from functools import cache

from duixian.connectors.banks.http import HttpBank
from duixian.ports.banks import Bank

BANK_URL = os.environ.get("DUIXIAN_BANK_URL", "http://127.0.0.1:8010")
"""The bank's interface; in the demo a simulator, a server of its own that says so on every answer."""


@cache
def _bank_at(url: str) -> Bank:
    return HttpBank(url)


def bank_of(court_id: int) -> Bank:
    """The bank of a court: so far one for all, its connection kept open."""
    return _bank_at(BANK_URL)
