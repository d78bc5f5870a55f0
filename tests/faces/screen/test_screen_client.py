"""The client library of the tree against a server: online, privately, offline."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from duixian_screening import Bundle, Client, Expired, NotGenuine, NotNext, Refused, Who
from duixian_screening.ed25519 import verify
from hypothesis import given, settings
from hypothesis import strategies as st
from screening_court import SIGNER, ScreeningCourt, Talk, asgi, lift


class OverLoop(httpx.BaseTransport):
    """Brings a request of a thread to the server in the loop."""

    def __init__(self, app: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.app, self.loop = app, loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url, headers = request.url, dict(request.headers)
        call = asgi(self.app, request.method, url.path, url.query.decode(), request.read(), headers)
        status, head, body = asyncio.run_coroutine_threadsafe(call, self.loop).result(20)
        return httpx.Response(status, headers=head, content=body)


@pytest.fixture
def court(real_db: str, tmp_path: Path) -> ScreeningCourt:
    return ScreeningCourt(tmp_path)


def test_an_agency_asks_online_privately_and_offline_and_is_told_the_same_before_and_after_lifting(
    court: ScreeningCourt,
) -> None:
    with court.scope():
        _, court.key = court.enter_agency("LARGE", ["lending"], daily_quota=1_000)
    who = Who(court.debtor.name, court.debtor.id_number)
    today = court.now.date()
    seen: list[tuple[str, bool, bool]] = []

    def ask(client: Client, offline: Bundle) -> None:
        answer = client.screen(who, reference="1")
        listed = bool(offline.find(who.number, on=today))
        seen.append((answer.outcome, client.screen_privately(who.number, reference="1"), listed))

    async def talk(to: Talk) -> Any:
        client = Client(
            "http://court", key=court.key, purpose="lending", transport=OverLoop(to.app, asyncio.get_running_loop())
        )
        full = await asyncio.to_thread(client.bundle, reference="1")
        offline = Bundle.read(full, public_key=SIGNER.public_key)
        await asyncio.to_thread(ask, client, offline)
        await to.until(await asyncio.to_thread(lift, court))
        delta = await asyncio.to_thread(client.bundle, after=offline.to, reference="2")
        offline.apply(delta)
        await asyncio.to_thread(ask, client, offline)
        with pytest.raises(Refused, match="用途"):
            await asyncio.to_thread(other_purpose, client)
        return full, delta, offline

    def other_purpose(client: Client) -> None:
        client._purpose = "tendering"
        client.screen(who, reference="1")

    full, delta, offline = court.serve(talk)

    assert seen == [("yes", True, True), ("no", False, False)]
    with pytest.raises(NotNext):
        offline.apply(delta)  # it is in already
    with pytest.raises(NotGenuine):
        Bundle.read(full.replace("黎".encode(), "李".encode()), public_key=SIGNER.public_key)
    with pytest.raises(Expired):
        offline.find(who.number, on=offline.usable_until + timedelta(days=1))


@settings(max_examples=8, deadline=None)
@given(secret=st.binary(min_size=32, max_size=32), message=st.binary(max_size=80), place=st.integers(0, 63))
def test_a_signature_is_good_when_openssl_made_it_and_not_when_a_bit_is_turned(
    secret: bytes, message: bytes, place: int
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    turned = bytearray(signature)
    turned[place] ^= 4

    assert verify(public, message, signature)
    assert not verify(public, message, bytes(turned))
    assert not verify(public, message + b"!", signature)


def test_a_number_of_fifteen_places_has_the_digest_of_the_eighteen_it_became() -> None:
    from duixian_screening.digests import digest

    from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
    from duixian.faces.screen.epochs import digests

    old = Identity("某", Kind.NATURAL, (Number(NumberKind.RESIDENT, "110105491231002"),))

    assert digests(b"k", old) == [digest(b"k", "110105491231002").hex()]
    assert digest(b"k", "110105491231002") == digest(b"k", "11010519491231002x")
