"""The keys of a demo court: one signs orders to agencies, one the public log of the hall, one what goes to
auction platforms. Made once, kept in a folder.

They are worth nothing elsewhere: simulated agencies take orders from a demo court only.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from duixian.connectors.exchange.signing import Signer

CODE = "DUIXIAN"
"""The code under which the demo's platform signs for all its courts."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys lie: `exchange` base64, `hall` and `platforms` PEM; `courts` is what the simulated agencies are
    told."""

    exchange: Path
    hall: Path
    platforms: Path
    courts: Path

    def environment(self) -> dict[str, str]:
        """What a process needs to find them."""
        return {
            "DUIXIAN_EXCHANGE_CODE": CODE,
            "DUIXIAN_EXCHANGE_KEY": str(self.exchange),
            "DUIXIAN_HALL_KEY": str(self.hall),
            "DUIXIAN_PLATFORM_KEY": str(self.platforms),
        }

    def signer(self) -> Signer:
        """The key orders are signed with."""
        return Signer.from_secret(CODE, self.exchange.read_text(encoding="ascii"))

    def hall_key(self) -> Ed25519PrivateKey:
        """The key of the hall's log."""
        key = load_pem_private_key(self.hall.read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        return key


def keys_in(folder: Path) -> Keys:
    """The keys of a folder, made where they are missing, readable by their owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = Keys(folder / "exchange.key", folder / "hall.pem", folder / "platforms.pem", folder / "courts.json")
    if not keys.exchange.exists():
        _keep(keys.exchange, Signer.generate(CODE).secret.encode("ascii"))
    for pem in (keys.hall, keys.platforms):
        if not pem.exists():
            made = Ed25519PrivateKey.generate()
            _keep(pem, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    keys.courts.write_text(json.dumps({CODE: keys.signer().public_key}), encoding="utf-8")
    return keys


def _keep(file: Path, secret: bytes) -> None:
    """Whole or not at all."""
    half = file.with_suffix(".part")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(secret)
    half.rename(file)
