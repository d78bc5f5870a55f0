"""A signature says who, to whom, for what and in answer to what; copied anywhere else it says nothing."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.connectors.exchange import wire
from duixian.connectors.exchange.signing import ANYBODY, ROOT, BadSignature, Call, KeyRing, Signer

COURT, BANK = Signer.generate("法院0804"), Signer.generate("NZ-BANK-01")
OTHER_BANK = Signer.generate("NZ-BANK-02")
RING = KeyRing({party.code: party.public_key for party in (COURT, BANK, OTHER_BANK)})
CALL = Call("POST", f"{ROOT}/orders", BANK.code)
BODY = b'{"key":"K1"}'
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ASKED = COURT.sign_request(CALL, BODY, at=NOON)


def request_code(signature: str, call: Call = CALL, body: bytes = BODY) -> str:
    with pytest.raises(BadSignature) as caught:
        RING.verify_request(signature, call, body)
    return caught.value.code


def reply_code(signature: str, **change: Any) -> str:
    given: dict[str, Any] = {"call": CALL, "body": b"{}", "request_signature": ASKED, "to": COURT.code, **change}
    call, body = given.pop("call"), given.pop("body")
    with pytest.raises(BadSignature) as caught:
        RING.verify_reply(signature, call, body, **given)
    return caught.value.code


def header_of(signature: str) -> dict[str, Any]:
    head = signature.partition("..")[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return found


def with_header(signature: str, **change: Any) -> str:
    spelled = json.dumps({**header_of(signature), **change}).encode()
    return f"{base64.urlsafe_b64encode(spelled).rstrip(b'=').decode()}..{signature.partition('..')[2]}"


def test_a_request_is_verified_to_its_court() -> None:
    assert RING.verify_request(ASKED, CALL, BODY) == COURT.code
    assert wire.faults("SignatureHeader", header_of(ASKED)) == []
    assert header_of(ASKED)["iat"] == 1795348800


def test_signing_again_gives_the_same_signature() -> None:
    assert COURT.sign_request(CALL, BODY, at=NOON) == ASKED
    assert Signer.from_secret(COURT.code, COURT.secret).sign_request(CALL, BODY, at=NOON) == ASKED


def test_it_is_a_detached_jws_with_the_body_as_it_stands() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    head, _, seal = ASKED.partition("..")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(COURT.public_key))
    key.verify(base64.urlsafe_b64decode(seal + "=="), head.encode() + b"." + BODY)  # RFC 7797 section 3


def test_the_prefix_of_the_base_address_does_not_count() -> None:
    assert RING.verify_request(ASKED, Call("POST", f"/gateway/NZ{ROOT}/orders", BANK.code), BODY) == COURT.code


@pytest.mark.parametrize(
    ("call", "body", "code"),
    [
        (CALL, BODY + b" ", "signature.wrong"),
        (CALL, b"", "signature.wrong"),
        (Call("GET", f"{ROOT}/orders", BANK.code), BODY, "signature.elsewhere"),
        (Call("POST", f"{ROOT}/orders:batch", BANK.code), BODY, "signature.elsewhere"),
        (Call("POST", f"{ROOT}/orders?x=1", BANK.code), BODY, "signature.elsewhere"),
        (Call("POST", f"{ROOT}/orders", OTHER_BANK.code), BODY, "signature.elsewhere"),
    ],
)
def test_a_request_signature_copied_elsewhere_does_not_verify(call: Call, body: bytes, code: str) -> None:
    assert request_code(ASKED, call, body) == code


def test_a_question_about_one_order_is_none_about_another() -> None:
    one = COURT.sign_request(Call("GET", f"{ROOT}/orders/K1", BANK.code))
    assert request_code(one, Call("GET", f"{ROOT}/orders/K2", BANK.code), b"") == "signature.elsewhere"


def test_who_is_not_on_the_ring_counts_for_nothing_whatever_he_calls_himself() -> None:
    stranger, liar = Signer.generate("STRANGER"), Signer.generate(COURT.code)
    assert request_code(stranger.sign_request(CALL, BODY)) == "signature.unknown_key"
    assert request_code(liar.sign_request(CALL, BODY)) == "signature.wrong"
    assert "STRANGER" not in RING


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("", "signature.missing"),
        ("abc", "signature.malformed"),
        ("..", "signature.malformed"),
        ("e30..e30", "signature.algorithm"),
        ("é..é", "signature.malformed"),
        (ASKED.replace("..", "."), "signature.malformed"),
        (ASKED + "=", "signature.malformed"),
        (ASKED[:-4], "signature.malformed"),
        (ASKED + "A" * 5_000, "signature.malformed"),
        (with_header(ASKED, alg="none"), "signature.algorithm"),
        (with_header(ASKED, alg="HS256"), "signature.algorithm"),
        (with_header(ASKED, alg=["EdDSA"]), "signature.algorithm"),
        (with_header(ASKED, b64=True), "signature.malformed"),
        (with_header(ASKED, crit=["exp"]), "signature.malformed"),
        (with_header(ASKED, kid=7), "signature.malformed"),
        (with_header(ASKED, jwk={}), "signature.malformed"),
        (with_header(ASKED, kid=OTHER_BANK.code), "signature.wrong"),
        (with_header(ASKED, aud="NZ-BANK-02"), "signature.wrong"),
    ],
)
def test_a_header_that_is_not_as_it_was_made_is_refused(signature: str, code: str) -> None:
    assert request_code(signature) == code


def test_an_answer_verifies_for_its_request_alone() -> None:
    sealed = BANK.sign_reply(CALL, b"{}", request_signature=ASKED, to=COURT.code, at=NOON)
    RING.verify_reply(sealed, CALL, b"{}", request_signature=ASKED, to=COURT.code)
    later = COURT.sign_request(CALL, b'{"key":"K2"}', at=NOON)
    assert reply_code(sealed, request_signature=later) == "signature.elsewhere"
    assert reply_code(sealed, body=b"[]") == "signature.wrong"
    assert reply_code(sealed, to="OTHER-COURT") == "signature.elsewhere"
    assert reply_code(sealed, call=Call("POST", f"{ROOT}/orders", OTHER_BANK.code)) == "signature.elsewhere"
    assert reply_code("") == "signature.missing"


def test_an_answer_to_nobody_in_particular_counts_only_where_that_is_allowed() -> None:
    sealed = BANK.sign_reply(CALL, b"{}", request_signature=ASKED, to=ANYBODY)
    RING.verify_reply(sealed, CALL, b"{}", request_signature=ASKED, to=COURT.code, or_anybody=True)
    assert reply_code(sealed) == "signature.elsewhere"


def test_a_request_and_an_answer_are_not_mistaken_for_each_other() -> None:
    sealed = BANK.sign_reply(CALL, BODY, request_signature=ASKED, to=BANK.code)
    assert request_code(sealed) == "signature.elsewhere"
    assert reply_code(ASKED, body=BODY) == "signature.elsewhere"


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(position: int, change: int) -> None:
    body = bytearray(BODY)
    body[position % len(body)] ^= change
    assert request_code(ASKED, CALL, bytes(body)) == "signature.wrong"


@given(st.text(max_size=80))
def test_no_text_is_taken_for_a_signature(text: str) -> None:
    assert request_code(text).startswith("signature.")


@pytest.mark.parametrize("key", ["", "abc", "A" * 44, base64.b64encode(b"x" * 31).decode(), "钥匙"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadInput) as caught:
        KeyRing({"X": key})
    assert caught.value.faults[0].code == "key.unreadable"
