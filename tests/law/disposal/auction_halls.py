"""Lots to bid on, for the tests of the hall."""

from datetime import datetime, timedelta

from duixian.law.disposal import Bid, Bidder, Lot, Rules, opened
from duixian.law.disposal.values import BEIJING

OPENS = datetime(2026, 5, 25, 10, 0, tzinfo=BEIJING)
ENDS = OPENS + timedelta(days=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
START, STEP = 100_000_00, 500_00


def lot(*bidders: Bidder, **rules: object) -> Lot:
    """A lot at 100,000 yuan in steps of 500, open for a day, with 甲 and 乙 unless others are named."""
    return opened(
        Rules(START, STEP, OPENS, **rules),  # type: ignore[arg-type]
        ENDS,
        bidders or (Bidder("A1"), Bidder("B2")),
    )


def bid(number: str, amount: int, *, after: timedelta = MINUTE) -> Bid:
    """A bid so long after the opening."""
    return Bid(number, amount, OPENS + after)
