"""Which adapter stands behind which port. The only place that knows both."""

import base64
import hmac
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from duixian.connectors.banks.http import HttpBank
from duixian.connectors.exchange.client import ExchangeAgency
from duixian.connectors.exchange.signing import Signer
from duixian.connectors.platforms.folder import FolderPlatform
from duixian.connectors.platforms.http import HttpPlatform
from duixian.connectors.platforms.packages import Sign, signer
from duixian.ports.agencies import Agency
from duixian.ports.banks import Bank
from duixian.ports.platforms import Platform as OutsidePlatform

if TYPE_CHECKING:
    from duixian.domain.assets.models import Counterparty
    from duixian.domain.disposal.models import Platform

BANK_URL = os.environ.get("DUIXIAN_BANK_URL", "http://127.0.0.1:8010")
"""The bank's interface; in the demo a simulator, a server of its own that says so on every answer."""


@cache
def _bank_at(url: str) -> Bank:
    return HttpBank(url)


def bank_of(court_id: int) -> Bank:
    """The bank of a court: so far one for all, its connection kept open."""
    return _bank_at(BANK_URL)


EXCHANGE_CODE = os.environ.get("DUIXIAN_EXCHANGE_CODE", "DUIXIAN")
"""The code under which this platform signs its orders; agencies know its public key by it."""

EXCHANGE_KEY = os.environ.get("DUIXIAN_EXCHANGE_KEY", "")
"""The file of the key that signs orders: Ed25519, 32 bytes in base64, readable by its owner only."""


@cache
def exchange_signer() -> Signer:
    """The key orders are signed with. Raises `RuntimeError` when none was given: no agency takes an unsigned order."""
    if not EXCHANGE_KEY:
        raise RuntimeError("网络查控没有签名密钥：请以 DUIXIAN_EXCHANGE_KEY 指定 Ed25519 私钥文件（base64）")
    return Signer.from_secret(EXCHANGE_CODE, Path(EXCHANGE_KEY).read_text(encoding="ascii").strip())


def agency_of(counterparty: "Counterparty") -> Agency:
    """The adapter that speaks to an agency, its connections its own; whoever asked for it closes it."""
    return ExchangeAgency(
        counterparty.url,
        code=counterparty.code,
        public_key=counterparty.public_key,
        signer=exchange_signer(),
    )


@cache
def _certificate_key() -> Ed25519PrivateKey:
    """Certificates of the lists are signed with the key that signs orders: it is the platform's own."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(exchange_signer().secret))


def certificate_sign(signed: bytes) -> bytes:
    """Sign the certificate of an entry that is gone."""
    return _certificate_key().sign(signed)


def certificate_public_key() -> str:
    """The public half, base64, by which anybody checks a certificate."""
    return exchange_signer().public_key


def screening_secret() -> bytes:
    """What screening's digests and month keys come from; it lasts as long as the court's secret key does."""
    from django.conf import settings

    return hmac.digest(settings.SECRET_KEY.encode(), b"duixian screening", "sha256")


HALL_KEY = os.environ.get("DUIXIAN_HALL_KEY", "")
"""The file (PEM, Ed25519) of the key that signs the public log of the bidding hall."""


@cache
def hall_key() -> Ed25519PrivateKey:
    """The key of the hall. Raises `RuntimeError` when none was given: an unsigned log would prove nothing."""
    if not HALL_KEY:
        raise RuntimeError("竞价大厅没有签名密钥：请以 DUIXIAN_HALL_KEY 指定 Ed25519 私钥文件（PEM）")
    return _ed25519(HALL_KEY, "竞价大厅")


def _ed25519(path: str, whose: str) -> Ed25519PrivateKey:
    key = load_pem_private_key(Path(path).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise RuntimeError(f"{whose}的签名密钥须为 Ed25519：{path}")
    return key


def hall_sign(signed: bytes) -> bytes:
    """Sign with the key of the hall."""
    return hall_key().sign(signed)


def hall_public_key() -> str:
    """The public half, base64, by which anybody checks the log."""
    return base64.b64encode(hall_key().public_key().public_bytes_raw()).decode()


PLATFORM_URL = os.environ.get("DUIXIAN_PLATFORM_URL", "")
"""Where outside platforms listen, each below it under its code; in the demo the simulated five."""

PLATFORM_FOLDER = os.environ.get("DUIXIAN_PLATFORM_FOLDER", "")
"""The folder with one folder for each platform that exchanges files instead, named by its code."""

PLATFORM_KEY = os.environ.get("DUIXIAN_PLATFORM_KEY", "")
"""The file (PEM, Ed25519) of the key that signs what goes out to platforms."""


def platform_of(platform: "Platform") -> OutsidePlatform | None:
    """The adapter that speaks to an outside platform: its folder where it has one, else the address; None: rounds are
    published, and their results entered, by hand."""
    if platform.own:
        return None
    folder = Path(PLATFORM_FOLDER, platform.code) if PLATFORM_FOLDER else None
    if folder is not None and folder.is_dir():
        return FolderPlatform(folder, platform.code, sign=_platform_signer(PLATFORM_KEY))
    if PLATFORM_URL:
        return _platform_at(f"{PLATFORM_URL.rstrip('/')}/{platform.code}", PLATFORM_KEY)
    return None


@cache
def _platform_at(url: str, key: str) -> OutsidePlatform:
    return HttpPlatform(url, sign=_platform_signer(key))


@cache
def _platform_signer(key: str) -> Sign:
    if not key:
        raise RuntimeError("拍卖平台没有签名密钥：请以 DUIXIAN_PLATFORM_KEY 指定 Ed25519 私钥文件（PEM）")
    return signer(_ed25519(key, "拍卖平台"))
