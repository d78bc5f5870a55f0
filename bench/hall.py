"""Bids per second that the hall accepts with 500 bidders, over the network, none lost; against a transaction a bid.

The bidders are a process of their own. First each thinks for a second on average before he raises, which already is
more eager than any auction seen; the aims are for that. Then nobody pauses and the hall is always full: what it can do
at most, beside a hall that gives each bid a transaction of its own. After every turn each answer is compared with the
public log, and the log is judged again as a stranger would.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench import harness
from bench.books import found_house
from bench.harness import Database, Figure, Report, at_least, at_most, percentile
from duixian.base.money import Fen
from duixian.domain.assets.models import Asset, Budget, Control
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, HallEntry, Platform
from duixian.domain.disposal.services import hall
from duixian.domain.parties.models import Person
from duixian.law.disposal import bidding
from duixian.law.disposal.checking import check_log

START: Fen = 50_000_000
STEP: Fen = 10_000
AIM_PER_SECOND = 300.0
AIM_MS = 250.0


@dataclass(frozen=True, slots=True)
class Size:
    """`bidders` bid for `seconds`, in `turns` of each way; `pause_s` is the longest that one thinks."""

    bidders: int = 500
    seconds: float = 10.0
    turns: int = 3
    pause_s: float = 2.0


FULL = Size()
QUICK = Size(bidders=100, seconds=3.0, turns=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the bidders of one turn heard."""

    seconds: float
    accepted: int
    rejected: int
    unanswered: int
    times: tuple[float, ...]
    seqs: tuple[tuple[str, int], ...]


def run(database: Database, size: Size) -> Report:
    """The two ways in turns, each on a lot of its own."""
    with tempfile.TemporaryDirectory(prefix="dxb-hall-") as folder:
        key = Ed25519PrivateKey.generate()
        file = Path(folder) / "hall.pem"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        ways = {"thinking": (False, size.pause_s), "full": (False, 0.0), "rival": (True, 0.0)}
        heard: dict[str, list[Told]] = {way: [] for way in ways}
        checked = 0
        for turn in range(size.turns):
            for way, (rival, pause_s) in ways.items():
                lot = _lot(f"T{turn}{way}", size.bidders, key)
                with _server(database, file, rival=rival) as port:
                    heard[way].append(_bid(port, lot, size, turn, pause_s=pause_s))
                    assert heard[way][-1].unanswered == 0, f"{heard[way][-1].unanswered} bids were not answered"
                checked += _agree(lot, heard[way][-1], key)
    times = [each for one in heard["thinking"] for each in one.times]
    rates = {way: [one.accepted / one.seconds for one in told] for way, told in heard.items()}
    figures: list[Figure] = [
        at_least(
            f"{size.bidders} bidders who think: accepted", statistics.median(rates["thinking"]), "/s", AIM_PER_SECOND
        ),
        at_most("  answered, p99", percentile(times, 0.99) * 1000, "ms", AIM_MS),
        harness.median("  answered, median", [percentile(times, 0.5) * 1000], "ms"),
        harness.median("nobody pauses: accepted", rates["full"], "/s"),
        harness.median("  judged, refused ones included", [_judged(one) for one in heard["full"]], "/s"),
        harness.median("  a transaction for each bid: accepted", rates["rival"], "/s"),
        harness.median(
            "  times as many", [mine / other for mine, other in zip(rates["full"], rates["rival"], strict=True)], "x"
        ),
    ]
    check = f"{checked} answers found in the public logs, each once; every log judged again with the same result"
    return Report("hall", asdict(size), figures, [check])


def _judged(told: Told) -> float:
    return (told.accepted + told.rejected) / told.seconds


@dataclass(frozen=True, slots=True)
class _Lot:
    court_id: int
    round_id: int
    code: str
    bidders: tuple[str, ...]


_house: dict[str, Any] = {}


def _lot(code: str, bidders: int, key: Ed25519PrivateKey) -> _Lot:
    if "house" not in _house:
        _house["house"] = found_house(1)
    court_id = _house["house"].court_id
    now = datetime.now(UTC)
    opens, ends = now - timedelta(hours=1), now + timedelta(hours=23)
    with scope.of_court(court_id):
        person = Person.objects.create(court_id=court_id, kind="natural", name="被执行人")
        case = Case.objects.create(
            court_id=court_id, year=2026, serial=90_000 + len(_house), number=f"（2026）{code}", filed_on=now.date(),
            claim_fen=START,
        )  # fmt: skip
        _house[code] = case
        asset = Asset.objects.create(
            court_id=court_id, person=person, reference=code, kind="vehicle", title="车", divisible=False,
            value_fen=START, source="field", known_since=now, as_of=now,
        )  # fmt: skip
        Budget.objects.create(
            court_id=court_id, case=case, need_fen=START * 10, stated_on=now.date(), expected_on=now.date()
        )
        control = Control.objects.create(
            court_id=court_id, case=case, person=person, asset=asset, kind="seal", divisible=False, limit_fen=START,
            ordered_on=now.date(),
        )  # fmt: skip
        platform, _ = Platform.objects.get_or_create(code="hall", defaults={"name": "竞价大厅", "own": True})
        disposal = Disposal.objects.create(
            court_id=court_id, case=case, asset=asset, control=control, state="bidding", started_on=now.date(),
            made_by="bench", platform=platform,
        )  # fmt: skip
        made = AuctionRound.objects.create(
            court_id=court_id, disposal=disposal, platform=platform, kind="first", code=code, title="车", state="open",
            reference_fen=START, start_fen=START, increment_fen=STEP, deposit_fen=0, noticed_on=now.date(),
            starts_at=opens, planned_end=ends, ends_at=ends,
        )  # fmt: skip
        rules = bidding.Rules(start=START, increment=STEP, opens_at=opens)
        hall.announce(round_id=made.pk, rules=rules, clock=lambda: opens, sign=key.sign)
        numbers = tuple(f"B{place:04d}" for place in range(bidders))
        people = Person.objects.bulk_create(
            Person(court_id=court_id, kind="natural", name=f"竞买人{number}") for number in numbers
        )
        for number, who in zip(numbers, people, strict=True):
            bidder = Bidder.objects.create(
                court_id=court_id, round=made, person=who, number=number, secret_sha256=hall.secret_digest(number),
                deposit_state="held", registered_at=now,
            )  # fmt: skip
            hall.register(bidder=bidder, clock=lambda: opens, sign=key.sign)
    return _Lot(court_id, made.pk, code, numbers)


@contextmanager
def _server(database: Database, key: Path, *, rival: bool) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--log-level", "warning", "bench.hall_served:application"]
    environment = os.environ | dict(database.environment) | {"DUIXIAN_HALL_KEY": str(key)}
    environment |= {"BENCH_RIVAL": "1" if rival else ""}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=harness.RESULTS.parents[1])
        try:
            deadline = time.monotonic() + 30
            while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"the hall did not start: {log.read().decode()[-2000:]}")
                time.sleep(0.1)
            yield port
        except AssertionError:
            log.seek(0)
            print(log.read().decode()[-3000:])
            raise
        finally:
            process.terminate()
            process.wait(timeout=20)


def _bid(port: int, lot: _Lot, size: Size, turn: int, *, pause_s: float) -> Told:
    plan = {
        "port": port, "code": lot.code, "start": START, "increment": STEP, "first_step": 0,
        "seconds": size.seconds,
        "turn": turn, "pause_s": pause_s, "bidders": [{"number": number, "secret": number} for number in lot.bidders],
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.bidders"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
        cwd=harness.RESULTS.parents[1],
    )
    heard = json.loads(done.stdout)
    statuses = [status for _, status, _, _ in heard["told"]]
    return Told(
        seconds=heard["seconds"],
        accepted=statuses.count(200),
        rejected=statuses.count(409),
        unanswered=len(statuses) - statuses.count(200) - statuses.count(409),
        times=tuple(took for _, _, _, took in heard["told"]),
        seqs=tuple((key, seq) for key, status, seq, _ in heard["told"] if status in (200, 409)),
    )


def _agree(lot: _Lot, told: Told, key: Ed25519PrivateKey) -> int:
    """Every answer stands in the log once, at the place told; the log judged again says the same. Raises otherwise."""

    def verify(signed: bytes, signature: bytes) -> bool:
        key.public_key().verify(signature, signed)
        return True

    with scope.of_court(lot.court_id):
        rows = hall.entries(lot.round_id)
        kept = {
            row.request_key: row.seq
            for row in HallEntry.objects.filter(round_id=lot.round_id, kind__in=["bid", "rejected"])
        }
        accepted = sum(row.kind.value == "bid" for row in rows)
    assert kept == dict(told.seqs), "an answer and the log differ"
    assert accepted == told.accepted, "the log accepts another number of bids than the bidders were told"
    report = check_log(rows, public_key_verify=verify, running=True)
    assert report.faults == (), report.faults
    return len(kept)
