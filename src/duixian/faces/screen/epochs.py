"""Numbers as digests: under a key that lasts a calendar month, so that what was gathered in one says nothing in
the next.

The key of a month is known to every agency of that month. It hides numbers from whoever has no key; it cannot hide from
an agency a number that it guesses (docs/explanation/privacy_lookup.md).
"""

import hashlib
import hmac
from datetime import date
from typing import Final

from duixian.analytics.names.model import Identity
from duixian.analytics.screening import numbers

DIGEST_BYTES: Final = 16


class Epochs:
    """The keys of the months, all from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @staticmethod
    def of(day: date) -> str:
        """The epoch of a day."""
        return f"{day:%Y-%m}"

    def key(self, epoch: str) -> bytes:
        """The key of an epoch, 32 bytes."""
        return self.hidden(f"epoch {epoch}")

    def hidden(self, text: str) -> bytes:
        """32 bytes that nobody can foretell without the secret, the same for the same text."""
        return hmac.digest(self._secret, text.encode(), "sha256")


def digest(key: bytes, text: str) -> bytes:
    """A number under the key of an epoch: the first 16 bytes of HMAC-SHA256."""
    return hmac.digest(key, text.encode(), hashlib.sha256)[:DIGEST_BYTES]


def digests(key: bytes, who: Identity) -> list[str]:
    """Every text under which somebody's numbers are filed, as hexadecimal digests."""
    return [digest(key, text).hex() for number in who.numbers for text in numbers.filed(number)]
