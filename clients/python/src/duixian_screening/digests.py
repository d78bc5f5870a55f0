"""A number under the key of a month, as the court's server writes it."""

import hashlib
import hmac


def canonical(number: str) -> str:
    """Capitals and digits only. A number with hidden places has no digest: `ValueError`."""
    text = "".join(character for character in number.upper() if character.isalnum())
    if not text or "*" in number:
        raise ValueError(f"not a whole number: {number[:4]}…")
    return eighteen(text) if len(text) == 15 and text.isdigit() else text


def eighteen(old: str) -> str:
    """A resident number of 15 places as the 18 it became."""
    body = f"{old[:6]}19{old[6:]}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def digest(key: bytes, number: str) -> bytes:
    """The first 16 bytes of HMAC-SHA256."""
    return hmac.digest(key, canonical(number).encode(), hashlib.sha256)[:16]
