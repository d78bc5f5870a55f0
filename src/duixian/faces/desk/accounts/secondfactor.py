"""The second factor: a code of an authenticator (TOTP, RFC 6238) or, when the device is lost, a recovery code.

Rows and algorithm are allauth's. What is added here: a code is good once for the whole court, not once per process
(RFC 6238 section 5.2), since the counter of the last code is kept in the row, under a lock.
"""

import hmac
from datetime import datetime

import segno
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction

from duixian.domain.courts.models import Officer

_DRIFT = 1
"""Steps of 30 s that a telephone's clock may be off, either way."""


def new_secret() -> str:
    """A fresh secret of 160 bits, in base32 as authenticators read it."""
    return str(generate_totp_secret())


def enrolled(officer: Officer) -> bool:
    """Whether the officer has an authenticator."""
    return bool(Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists())


def enrol_totp(officer: Officer, secret: str) -> None:
    """Give the officer this authenticator, instead of any earlier one, and fresh recovery codes."""
    with transaction.atomic():
        Authenticator.objects.filter(user=officer).delete()
        Authenticator.objects.create(
            user=officer, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
        )
        RecoveryCodes.activate(officer)


def current_code(secret: str, *, at: datetime) -> str:
    """The code an authenticator with this secret shows at a moment: for the demo and for tests."""
    return str(format_hotp_value(hotp_value(secret, _counter(at))))


def code_fits(secret: str, code: str, *, at: datetime) -> bool:
    """Whether `code` belongs to a secret that is not stored yet: the last step of enrolling."""
    return _matching_counter(secret, code, at=at, after=0) is not None


def accept(officer: Officer, code: str, *, at: datetime) -> bool:
    """Use up a code of the officer's authenticator or a recovery code. False: wrong, used before, or none enrolled."""
    plain = code.replace(" ", "").replace("-", "")
    if not plain.isascii() or not plain.isdigit():
        return False
    with transaction.atomic():
        if len(plain) != app_settings.TOTP_DIGITS:
            return _accept_recovery(officer, plain)
        row = Authenticator.objects.select_for_update().filter(user=officer, type=Authenticator.Type.TOTP).first()
        if row is None:
            return False
        secret = get_adapter().decrypt(row.data["secret"])
        counter = _matching_counter(secret, plain, at=at, after=row.data.get("last_counter", 0))
        if counter is None:
            return False
        row.data["last_counter"] = counter
        row.last_used_at = at
        row.save(update_fields=["data", "last_used_at"])
        return True


def recovery_codes(officer: Officer) -> list[str]:
    """The recovery codes not used yet; empty when none were made."""
    row = Authenticator.objects.filter(user=officer, type=Authenticator.Type.RECOVERY_CODES).first()
    return [] if row is None else list(RecoveryCodes(row).get_unused_codes())


def renew_recovery_codes(officer: Officer) -> list[str]:
    """Fresh recovery codes; the old ones are void."""
    with transaction.atomic():
        Authenticator.objects.filter(user=officer, type=Authenticator.Type.RECOVERY_CODES).delete()
        return list(RecoveryCodes.activate(officer).get_unused_codes())


def qr_code(officer: Officer, secret: str) -> str:
    """The address that enrols an authenticator, as a QR code in a data: URI (SVG)."""
    address = get_adapter().build_totp_url(officer, secret)
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2))


def _counter(at: datetime) -> int:
    return int(at.timestamp()) // int(app_settings.TOTP_PERIOD)


def _matching_counter(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The step whose code this is, among those near `at` and later than `after`."""
    middle = _counter(at)
    for counter in range(middle - _DRIFT, middle + _DRIFT + 1):
        if counter > after and hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)), code):
            return counter
    return None


def _accept_recovery(officer: Officer, code: str) -> bool:
    row = Authenticator.objects.filter(user=officer, type=Authenticator.Type.RECOVERY_CODES).first()
    return row is not None and bool(RecoveryCodes(row).validate_code(code))
