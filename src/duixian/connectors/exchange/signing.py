"""Who says it: a detached signature over every message (JWS, RFC 7515 appendix F; body unencoded, RFC 7797).

The protected header binds the body to its signer (`kid`), its addressee (`aud`), its method and path (`for`) and, in an
answer, to the very request it answers (`re`). A signature copied onto another order, path, agency or answer does not
verify. Replays of a request are harmless, because an order is carried out once for each key. The algorithm is named in
the header; only those of `ALGORITHMS` are taken, so `none` never is.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from duixian.base.faults import BadInput, Fault

HEADER: Final = "Exchange-Signature"
ROOT: Final = "/exchange/v1"
ANYBODY: Final = "*"
"""Addressee of an answer to a sender who is not known."""

ALGORITHM: Final = "EdDSA"
ALGORITHMS: Final = frozenset({ALGORITHM})

_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_LONGEST: Final = 4_096
_MEMBERS: Final = frozenset({"alg", "b64", "crit", "kid", "aud", "for", "re", "iat"})


class BadSignature(BadInput):
    """A message that is not signed by whom, for whom and for what it should be; nothing of it may be used."""

    @property
    def code(self) -> str:
        """signature.missing, .malformed, .algorithm, .unknown_key, .elsewhere or .wrong."""
        return self.faults[0].code


@dataclass(frozen=True, slots=True)
class Call:
    """What a signature is bound to besides the body: `method`, `path` with its query, `agency` called.

    `path` may carry the prefix of the agency's base URL: what stands before /exchange/v1 is not signed, because the two
    sides of a gateway see it differently; the agency's code is signed instead.
    """

    method: str
    path: str
    agency: str

    @property
    def purpose(self) -> str:
        """What stands in the header as `for`."""
        start = self.path.find(ROOT)
        return f"{self.method} {self.path[max(start, 0) :]}"


class Signer:
    """One party's private key, with the code it signs under."""

    def __init__(self, code: str, key: Ed25519PrivateKey) -> None:
        self.code = code
        self._key = key

    @classmethod
    def generate(cls, code: str) -> "Signer":
        """A new key."""
        return cls(code, Ed25519PrivateKey.generate())

    @classmethod
    def from_secret(cls, code: str, secret: str) -> "Signer":
        """A key from its 32 bytes in base64. Raises `BadInput` (`key.unreadable`)."""
        return cls(code, Ed25519PrivateKey.from_private_bytes(_raw_key(secret)))

    @property
    def secret(self) -> str:
        """The private key, 32 bytes in base64: for a file that only its owner reads."""
        return base64.b64encode(self._key.private_bytes_raw()).decode("ascii")

    @property
    def public_key(self) -> str:
        """The public key, 32 bytes in base64."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode("ascii")

    def sign_request(self, call: Call, body: bytes = b"", *, at: datetime | None = None) -> str:
        """The header value for a request; `at` is the message's own time, where it has one."""
        return self._sign({"aud": call.agency, "for": call.purpose}, body, at)

    def sign_reply(
        self, call: Call, body: bytes, *, request_signature: str, to: str = ANYBODY, at: datetime | None = None
    ) -> str:
        """The header value for the answer to `call`, which party `to` sent with `request_signature` (empty: none)."""
        return self._sign({"aud": to, "for": call.purpose, "re": _fingerprint(request_signature)}, body, at)

    def _sign(self, binding: dict[str, Any], body: bytes, at: datetime | None) -> str:
        protected: dict[str, Any] = {"alg": ALGORITHM, "b64": False, "crit": ["b64"], "kid": self.code, **binding}
        if at is not None:
            protected["iat"] = int(at.timestamp())
        head = _encoded(json.dumps(protected, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        return f"{head}..{_encoded(self._key.sign(head.encode('ascii') + b'.' + body))}"


class KeyRing:
    """The public keys of the parties one deals with, by code. Nobody else's signature counts."""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        self._keys: dict[str, Ed25519PublicKey] = {}
        for code, key in (keys or {}).items():
            self.add(code, key)

    def add(self, code: str, key: str) -> None:
        """Take in a party's public key (32 bytes in base64), in place of an earlier one. Raises `BadInput`."""
        self._keys[code] = Ed25519PublicKey.from_public_bytes(_raw_key(key))

    def __contains__(self, code: object) -> bool:
        return code in self._keys

    def verify_request(self, signature: str, call: Call, body: bytes = b"") -> str:
        """The code of the party that signed this request. Raises `BadSignature`."""
        header = self._verified(signature, body)
        _must_be(header, "aud", call.agency)
        _must_be(header, "for", call.purpose)
        if "re" in header:
            raise _bad("elsewhere", "这是答复的签名，不能用于请求", field="re")
        code: str = header["kid"]
        return code

    def verify_reply(
        self, signature: str, call: Call, body: bytes, *, request_signature: str, to: str, or_anybody: bool = False
    ) -> None:
        """Check that the agency called signed this answer, for `to`, to the request of `request_signature`.

        `or_anybody`: it may also be for `ANYBODY`, as an agency says that could not tell who was asking.
        Raises `BadSignature`.
        """
        header = self._verified(signature, body)
        _must_be(header, "kid", call.agency)
        if not (or_anybody and header.get("aud") == ANYBODY):
            _must_be(header, "aud", to)
        _must_be(header, "for", call.purpose)
        _must_be(header, "re", _fingerprint(request_signature))

    def _verified(self, signature: str, body: bytes) -> dict[str, Any]:
        head, header, seal = _taken_apart(signature)
        key = self._keys.get(header["kid"])
        if key is None:
            raise _bad("unknown_key", "不认识该签名方，未登记其公钥", field="kid", value=header["kid"])
        try:
            key.verify(seal, head.encode("ascii") + b"." + body)
        except InvalidSignature:
            raise _bad("wrong", "签名与报文不符", field="kid", value=header["kid"]) from None
        return header


def _taken_apart(signature: str) -> tuple[str, dict[str, Any], bytes]:
    if not signature:
        raise _bad("missing", "报文没有签名")
    head, dots, seal = signature.partition("..")
    if not dots or len(signature) > _LONGEST:
        raise _bad("malformed", "签名首部不是分离式 JWS", value=signature[:80])
    try:
        header = json.loads(_decoded(head))
        sealed = _decoded(seal)
    except (ValueError, RecursionError):
        raise _bad("malformed", "签名首部不是分离式 JWS", value=signature[:80]) from None
    if not isinstance(header, dict) or not _MEMBERS.issuperset(header):
        raise _bad("malformed", "签名首部含有不认识的成员", value=str(header)[:80])
    if not isinstance(header.get("alg"), str) or header["alg"] not in ALGORITHMS:
        raise _bad("algorithm", "不接受该签名算法", field="alg", value=str(header.get("alg"))[:80])
    if header.get("b64") is not False or header.get("crit") != ["b64"] or not isinstance(header.get("kid"), str):
        raise _bad("malformed", "签名首部缺少必需的成员（b64、crit、kid）", value=str(header)[:80])
    if len(sealed) != _SIGNATURE_BYTES:
        raise _bad("malformed", "签名长度不符", value=seal[:80])
    return head, header, sealed


def _must_be(header: Mapping[str, Any], member: str, expected: str) -> None:
    if header.get(member) != expected:
        raise _bad("elsewhere", "签名不是为这份报文所作", field=member, value=str(header.get(member))[:200])


def _fingerprint(signature: str) -> str:
    return _encoded(hashlib.sha256(signature.encode("utf-8")).digest())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes:
    """base64url without padding, and only the one spelling of each value. Raises `ValueError`."""
    data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encoded(data) != text:
        raise ValueError("not the canonical spelling")
    return data


def _raw_key(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise BadInput(
            Fault("key.unreadable", "不是 Ed25519 密钥", "密钥为 32 字节，以 base64 书写（44 个字符）", field="密钥")
        )
    return raw


def _bad(code: str, template: str, *, field: str = "", value: str = "") -> BadSignature:
    return BadSignature(
        Fault(f"signature.{code}", template, "不得采用其内容；请核对对方的公钥和网址", field=field, value=value)
    )
