"""What the account library asks us: nobody signs up, and secrets of second factors are kept encrypted."""

import base64
from functools import cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest


class NoSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by the court's administrator: closes self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class SecretKeeper(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Encrypts secrets of second factors, so that a copy of the database alone does not let anybody in."""

    def encrypt(self, text: str) -> str:
        """The text as it is stored, under a key derived from the installation's secret key."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `cryptography.fernet.InvalidToken` when the installation's secret key is another one."""
        return _box().decrypt(encrypted_text.encode("ascii")).decode()


@cache
def _box() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"duixian second factor").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
