"""Which adapter stands behind which port. The only place that knows both."""

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

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


HALL_KEY = os.environ.get("DUIXIAN_HALL_KEY", "")
"""The file (PEM, Ed25519) of the key that signs the public log of the bidding hall."""


@cache
def hall_key() -> Ed25519PrivateKey:
    """The key of the hall. Raises `RuntimeError` when none was given: an unsigned log would prove nothing."""
    if not HALL_KEY:
        raise RuntimeError("竞价大厅没有签名密钥：请以 DUIXIAN_HALL_KEY 指定 Ed25519 私钥文件（PEM）")
    key = load_pem_private_key(Path(HALL_KEY).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise RuntimeError(f"竞价大厅的签名密钥须为 Ed25519：{HALL_KEY}")
    return key


def hall_sign(signed: bytes) -> bytes:
    """Sign with the key of the hall."""
    return hall_key().sign(signed)


def hall_public_key() -> str:
    """The public half, base64, by which anybody checks the log."""
    return base64.b64encode(hall_key().public_key().public_bytes_raw()).decode()
