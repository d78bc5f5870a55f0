"""The hall's server: each bid answered once and truly, the stream tells the newest, the log is whole."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections

from duixian.domain.assets.models import Asset, Budget, Control
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Level
from duixian.domain.courts.services import found_court
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, HallEntry, Platform
from duixian.domain.disposal.services import hall
from duixian.domain.parties.models import Person
from duixian.faces.hall import engine
from duixian.faces.hall.server import HallServer
from duixian.law.disposal import bidding
from duixian.law.disposal.checking import check_log
from duixian.law.disposal.log import from_lines

KEY = Ed25519PrivateKey.generate()
START = 100_000_00
STEP = 1_000_00


def verify(signed: bytes, signature: bytes) -> bool:
    KEY.public_key().verify(signature, signed)
    return True


@pytest.fixture
def lot(real_db: str, django_db_blocker: Any) -> Iterator[AuctionRound]:
    """A lot that runs, with the bidders A1 to A20; each one's secret is the number."""
    with django_db_blocker.unblock():
        court = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=None)
        with scope.of_court(court.pk):
            made = _lot(court.pk)
        yield made
        connections.close_all()


def _lot(court_id: int) -> AuctionRound:
    now = datetime.now(UTC)
    opens, ends, today = now - timedelta(hours=1), now + timedelta(hours=23), now.date()
    debtor = Person.objects.create(court_id=court_id, kind="natural", name="黎明华")
    case = Case.objects.create(
        court_id=court_id, year=2026, serial=1, number="（2026）苏0804执1号", filed_on=today, claim_fen=START
    )
    asset = Asset.objects.create(
        court_id=court_id, person=debtor, reference="苏H12345", kind="vehicle", title="小型轿车", divisible=False,
        value_fen=START, source="field", known_since=now, as_of=now,
    )  # fmt: skip
    Budget.objects.create(court_id=court_id, case=case, need_fen=START * 2, stated_on=today, expected_on=today)
    control = Control.objects.create(
        court_id=court_id, case=case, person=debtor, asset=asset, kind="seal", divisible=False, limit_fen=START,
        ordered_on=today,
    )  # fmt: skip
    platform = Platform.objects.create(code="hall", name="竞价大厅", own=True)
    disposal = Disposal.objects.create(
        court_id=court_id, case=case, asset=asset, control=control, state="bidding", started_on=today, made_by="t",
        platform=platform,
    )  # fmt: skip
    made = AuctionRound.objects.create(
        court_id=court_id, disposal=disposal, platform=platform, kind="first", code="L1", title="车", state="open",
        reference_fen=START, start_fen=START, increment_fen=STEP, deposit_fen=0, noticed_on=today, starts_at=opens,
        planned_end=ends, ends_at=ends,
    )  # fmt: skip
    rules = bidding.Rules(start=START, increment=STEP, opens_at=opens)
    hall.announce(round_id=made.pk, rules=rules, clock=lambda: opens, sign=KEY.sign)
    for place in range(1, 21):
        number = f"A{place}"
        person = Person.objects.create(court_id=court_id, kind="natural", name=f"竞买人{place}")
        bidder = Bidder.objects.create(
            court_id=court_id, round=made, person=person, number=number, secret_sha256=hall.secret_digest(number),
            deposit_state="held", registered_at=now,
        )  # fmt: skip
        hall.register(bidder=bidder, clock=lambda: opens, sign=KEY.sign)
    return made


Ask = Callable[..., Awaitable[tuple[int, Any]]]


@asynccontextmanager
async def served() -> AsyncIterator[tuple[HallServer, Ask]]:
    """The server, started, and a way to ask it."""
    server = HallServer(sign=KEY.sign, public_key="", tick=lambda: None)
    said: asyncio.Queue[Any] = asyncio.Queue()
    heard: asyncio.Queue[Any] = asyncio.Queue()
    life = asyncio.create_task(server({"type": "lifespan"}, said.get, heard.put))
    await said.put({"type": "lifespan.startup"})
    assert (await heard.get())["type"] == "lifespan.startup.complete"

    async def ask(method: str, path: str, body: bytes = b"") -> tuple[int, Any]:
        sent: list[dict[str, Any]] = []
        incoming = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return incoming.pop() if incoming else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await server({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
        text = b"".join(part.get("body", b"") for part in sent[1:]).decode()
        return sent[0]["status"], json.loads(text) if text.startswith("{") and "\n" not in text else text

    try:
        yield server, ask
    finally:
        await said.put({"type": "lifespan.shutdown"})
        await life


def bid(number: str, amount: int, key: str, secret: str = "") -> bytes:
    return json.dumps({"key": key, "number": number, "secret": secret or number, "amount": amount}).encode()


def test_a_thousand_bids_at_once_are_each_answered_and_kept_once(lot: AuctionRound) -> None:
    async def run() -> list[tuple[int, Any]]:
        async with served() as (_, ask):
            return await asyncio.gather(
                *(
                    ask("POST", "/hall/rounds/L1/bids", bid(f"A{n % 20 + 1}", START + n * STEP, f"k{n}"))
                    for n in range(1000)
                )
            )

    answers = asyncio.run(run())
    with scope.of_court(lot.court_id):
        kept = {row.request_key: row for row in HallEntry.objects.filter(round=lot, request_key__gt="")}
        entries = hall.entries(lot.pk)
    assert len(kept) == 1000
    assert {answer["key"]: (answer["seq"], answer["hash"]) for _, answer in answers} == {
        key: (row.seq, row.hash) for key, row in kept.items()
    }
    assert {status for status, _ in answers} <= {200, 409}
    assert sum(status == 200 for status, _ in answers) == sum(row.kind == "bid" for row in kept.values())
    report = check_log(entries, public_key_verify=verify, running=True)
    assert report.faults == ()
    assert report.bids == sum(status == 200 for status, _ in answers)


def test_a_bid_sent_again_after_a_broken_line_is_answered_as_before(lot: AuctionRound) -> None:
    async def run() -> list[tuple[int, Any]]:
        async with served() as (_, ask):
            first = await ask("POST", "/hall/rounds/L1/bids", bid("A1", START, "once"))
            await ask("POST", "/hall/rounds/L1/bids", bid("A2", START + STEP, "other"))
            return [first, await ask("POST", "/hall/rounds/L1/bids", bid("A1", START, "once"))]

    first, again = asyncio.run(run())
    assert first == again
    assert first[0] == 200


NO_BIDS: list[tuple[bytes, list[str]]] = [
    (b"not json", [""]),
    (b"[]", [""]),
    (bid("A1", START, "k" * 41), ["编号"]),
    (bid("a one", START, "k"), ["竞买号"]),
    (json.dumps({"key": "k", "number": "A1", "secret": "A1", "amount": 1.5}).encode(), ["出价"]),
    (json.dumps({"key": "k", "number": "A1", "secret": "", "amount": True}).encode(), ["出价", "密码"]),
]


def test_what_is_no_bid_is_told_field_by_field(lot: AuctionRound) -> None:
    async def run() -> list[tuple[int, Any]]:
        async with served() as (_, ask):
            return [await ask("POST", "/hall/rounds/L1/bids", body) for body, _ in NO_BIDS]

    answers = asyncio.run(run())
    assert {status for status, _ in answers} == {422}
    assert [[fault["field"] for fault in told["faults"]] for _, told in answers] == [fields for _, fields in NO_BIDS]
    with scope.of_court(lot.court_id):
        assert not HallEntry.objects.filter(round=lot, kind__in=["bid", "rejected"]).exists()


def test_unknown_lots_and_wrong_methods_are_refused(lot: AuctionRound) -> None:
    async def run() -> list[int]:
        async with served() as (_, ask):
            asked = [
                ("GET", "/hall/rounds/NONE/state"), ("GET", "/hall/rounds/L1/bids"), ("POST", "/hall/rounds/L1/log"),
                ("GET", "/elsewhere"),
            ]  # fmt: skip
            return [(await ask(method, path))[0] for method, path in asked]

    assert asyncio.run(run()) == [404, 405, 405, 404]


def test_too_long_a_line_says_so_and_loses_nobody(lot: AuctionRound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LONGEST_LINE", 3)

    async def run() -> list[tuple[int, Any]]:
        async with served() as (_, ask):
            await ask("GET", "/hall/rounds/L1/state")
            sent = [ask("POST", "/hall/rounds/L1/bids", bid("A1", START + n * STEP, f"k{n}")) for n in range(20)]
            return list(await asyncio.gather(*sent))

    answers = asyncio.run(run())
    with scope.of_court(lot.court_id):
        kept = set(HallEntry.objects.filter(round=lot, request_key__gt="").values_list("request_key", flat=True))
    assert {status for status, _ in answers} == {200, 503}
    assert {answer["key"] for status, answer in answers if status == 200} == kept


def test_who_watches_hears_the_newest_and_the_log_can_be_taken_away(lot: AuctionRound) -> None:
    async def run() -> tuple[list[dict[str, Any]], str]:
        async with served() as (server, ask):
            parts: asyncio.Queue[Any] = asyncio.Queue()
            forever: asyncio.Queue[Any] = asyncio.Queue()
            watching = asyncio.create_task(
                server(
                    {"type": "http", "method": "GET", "path": "/hall/rounds/L1/events", "headers": []},
                    forever.get,
                    parts.put,
                )
            )
            assert (await parts.get())["status"] == 200
            seen = [await _state(parts)]
            await asyncio.sleep(0.3)  # the listening connection
            await ask("POST", "/hall/rounds/L1/bids", bid("A7", START, "k"))
            seen.append(await asyncio.wait_for(_state_with_a_bid(parts), 10))
            await forever.put({"type": "http.disconnect"})
            await asyncio.wait_for(watching, 10)
            return seen, (await ask("GET", "/hall/rounds/L1/log"))[1]

    (before, after), log = asyncio.run(run())
    assert (before["highest"], before["least"]) == (None, START)
    assert (after["highest"], after["leader"], after["least"]) == (START, "A7", START + STEP)
    assert after["bids"][0]["bidder"] == "A7"
    assert "黎明华" not in log
    assert check_log(from_lines(log), public_key_verify=verify, running=True).faults == ()


async def _state_with_a_bid(parts: asyncio.Queue[Any]) -> dict[str, Any]:
    """The first state with a bid in it: the state before it may be told more than once."""
    while (state := await _state(parts))["highest"] is None:
        pass
    return state


async def _state(parts: "asyncio.Queue[Any]") -> dict[str, Any]:
    while True:
        body = (await parts.get())["body"]
        if body.startswith(b"event: state"):
            state: dict[str, Any] = json.loads(body.decode().split("data: ", 1)[1])
            return state


@pytest.mark.parametrize(
    "poison",
    [
        b'{"key":"p","number":"A2","secret":"\\ud800","amount":1}',
        b'{"key":"p","number":"A2","secret":"A2","amount":10000000000000000000}',
        b'{"key":"p","number":"A2","secret":"A2","amount":-10000000000000000000}',
        b"[" * 4_000,
    ],
    ids=["half a character", "too large an amount", "too small an amount", "nested"],
)
def test_a_malformed_bid_is_refused_alone(lot: AuctionRound, poison: bytes) -> None:
    async def run() -> list[tuple[int, Any]]:
        async with served() as (_, ask):
            return await asyncio.gather(
                ask("POST", "/hall/rounds/L1/bids", bid("A1", START, "k1")),
                ask("POST", "/hall/rounds/L1/bids", poison),
                ask("POST", "/hall/rounds/L1/bids", bid("A3", START + STEP, "k3")),
            )

    (first, _), (refused, _), (second, _) = asyncio.run(run())
    assert refused == 422
    assert {first, second} <= {200, 409}  # judged, whichever of them came first
    with scope.of_court(lot.court_id):
        assert set(HallEntry.objects.filter(round=lot, request_key__gt="").values_list("request_key", flat=True)) == {
            "k1",
            "k3",
        }


def test_a_bid_that_cannot_be_judged_takes_no_other_with_it(lot: AuctionRound, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hall.bid

    def judge(*, round_id: int, bids: list[hall.BidIn], **more: Any) -> list[hall.Judged]:
        if any(one.key == "p" for one in bids):
            raise ValueError("a mistake of our own")
        return whole(round_id=round_id, bids=bids, **more)

    monkeypatch.setattr(hall, "bid", judge)

    async def run() -> list[tuple[int, Any]]:
        async with served() as (_, ask):
            return await asyncio.gather(
                *(
                    ask("POST", "/hall/rounds/L1/bids", bid(f"A{place}", START + place * STEP, key))
                    for place, key in enumerate(("k1", "p", "k3"), start=1)
                )
            )

    (first, _), (unjudged, _), (second, _) = asyncio.run(run())
    assert unjudged == 503
    assert {first, second} <= {200, 409}
    assert 200 in {first, second}
