"""The two courts of the kit. Their private keys are published: a server in test mode takes their orders for its sandbox
subjects and for nobody else; a server in earnest knows neither."""

import base64
import hashlib
from typing import Final

from duixian.connectors.exchange.signing import Signer


def _published(code: str) -> Signer:
    secret = hashlib.sha256(f"duixian exchange conformance kit, {code}: published, worth nothing".encode()).digest()
    return Signer.from_secret(code, base64.b64encode(secret).decode("ascii"))


COURT_A: Final = _published("CONFORM-A")
COURT_B: Final = _published("CONFORM-B")

PUBLIC_KEYS: Final = {court.code: court.public_key for court in (COURT_A, COURT_B)}
"""What a server in test mode adds to its key ring."""
