"""Sign the certificates of entries that are gone, in a worker that holds the key; anybody checks them without us."""

import base64
from collections.abc import Callable
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from duixian.domain.courts import scope
from duixian.domain.lists.models import Certificate
from duixian.domain.lists.services import requests
from duixian.domain.trail.acting import Acting

Sign = Callable[[bytes], bytes]
"""Ed25519 over the bytes of the payload."""


def certify(*, court_id: int, sign: Sign, key: str, now: datetime) -> int:
    """Sign what waits at a court; `key`: the public half, base64. Returns how many. Does nothing the second time."""
    with scope.of_court(court_id):
        acting = Acting.system(court_id, "lists")
        waiting = list(Certificate.objects.filter(court_id=court_id, signature="").order_by("pk")[:500])
        for row in waiting:
            requests.settle(
                acting=acting,
                row=row,
                act="list.certificate_signed",
                case_id=row.case_id,
                now=now,
                only_if={"signature": ""},
                signature=base64.b64encode(sign(row.payload.encode())).decode("ascii"),
                key=key,
                signed_at=now,
            )
    return len(waiting)


def verifies(*, payload: str, signature: str, key: str) -> bool:
    """Whether the signature is of this payload under this key (both base64)."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), payload.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
