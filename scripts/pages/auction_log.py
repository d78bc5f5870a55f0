"""docs/reference/examples/auction.jsonl and auction.pub: the log of an invented auction, for readers to check.

The key is made from a sentence and published with it: it proves nothing, and a test of the documents runs on it.
"""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.base.money import fen
from duixian.law.disposal import bidding, log

_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"duixian: the key of an example, known to all").digest())
_OPENS = datetime(2026, 5, 25, 2, 0, tzinfo=UTC)
_LASTS = timedelta(hours=24)
_START, _STEP = fen("700000"), fen("3500")
_BIDS = (
    ("Z1001", _START, timedelta(hours=2)),
    ("Z1002", _START + 100, timedelta(hours=3)),  # below the increment
    ("Z1002", _START + _STEP, timedelta(hours=3, minutes=1)),
    ("Z1001", _START + 2 * _STEP, _LASTS - timedelta(minutes=2)),  # moves the end
    ("Z1003", _START + 3 * _STEP, _LASTS + timedelta(minutes=1)),  # registered, no deposit
    ("Z1002", _START + 4 * _STEP, _LASTS + timedelta(minutes=2)),  # moves the end again
)


def lines() -> str:
    """The log, one JSON object a line."""
    lot = bidding.opened(bidding.Rules(start=_START, increment=_STEP, opens_at=_OPENS), _OPENS + _LASTS)
    rows = [log.signed(log.opened_row(lot, round_ref="EXAMPLE-1", at=_OPENS - timedelta(days=30)), _KEY.sign)]
    for number, paid in (("Z1001", True), ("Z1002", True), ("Z1003", False)):
        bidder = bidding.Bidder(number, paid=paid)
        rows.append(log.bidder_row(rows[-1], bidder, _OPENS - timedelta(days=2)))
        lot = bidding.registered(lot, bidder)
    for number, amount, after in _BIDS:
        bid = bidding.Bid(number, amount, _OPENS + after)
        verdict = bidding.judge(lot, bid)
        rows += log.bid_rows(rows[-1], lot, bid, verdict)
        lot = verdict.lot if isinstance(verdict, bidding.Accepted) else lot
    at = lot.ends_at + timedelta(seconds=1)
    rows += log.closing_rows(rows[-1], lot, bidding.close(lot, at), at)
    rows[-1] = log.signed(rows[-1], _KEY.sign)
    return log.to_lines(rows)


def public_key() -> str:
    """The public half of the key, base64."""
    return base64.b64encode(_KEY.public_key().public_bytes_raw()).decode() + "\n"
