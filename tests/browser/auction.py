"""A lot under the hammer for half a minute, in a hall of its own process, for bidders in real browsers."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from duixian.domain.assets.models import Asset, Control
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Platform, PriceInquiry
from duixian.domain.disposal.services import hall
from duixian.domain.parties.models import Person
from duixian.embedded import Cluster
from duixian.flows import state_need
from duixian.law.disposal import bidding

START, STEP = 7_000_000, 50_000
KEY = Ed25519PrivateKey.generate()


def hammer(case: Case, acting: object, *, seconds: float, extension: float, bidders: tuple[str, ...]) -> AuctionRound:
    """An open lot of the case's debtor that ends in so many seconds; a bid in the last `extension` moves the end. The
    secret of each bidder is his number."""
    now = datetime.now(UTC)
    opens, ends, today = now - timedelta(hours=24), now + timedelta(seconds=seconds), now.date()
    court_id = case.court_id
    with scope.of_court(court_id):
        state_need.state(acting=acting, case=case, on=today, now=now)  # type: ignore[arg-type]
        debtor = case.parties.filter(role="debtor").select_related("person")[0].person
        asset = Asset.objects.create(
            court_id=court_id, person=debtor, reference="粤E12345", kind="vehicle", title="小型轿车", divisible=False,
            value_fen=START, counts_fen=START, source="field", known_since=now, as_of=now,
        )  # fmt: skip
        control = Control.objects.create(
            court_id=court_id, case=case, person=debtor, asset=asset, kind="seal", divisible=False, limit_fen=START,
            ordered_on=today,
        )  # fmt: skip
        platform, _ = Platform.objects.get_or_create(code="hall", defaults={"name": "本院竞价大厅", "own": True})
        disposal = Disposal.objects.create(
            court_id=court_id, case=case, asset=asset, control=control, state="bidding", started_on=today,
            made_by="test", approved_by="test2", platform=platform,
        )  # fmt: skip
        PriceInquiry.objects.create(
            court_id=court_id, disposal=disposal, method="online", state="fixed", entrusted_on=today, due_on=today,
            price_fen=10_000_000, fixed_on=today - timedelta(days=40), valid_until=today + timedelta(days=300),
            made_by="test",
        )  # fmt: skip
        made = AuctionRound.objects.create(
            court_id=court_id, disposal=disposal, platform=platform, kind="first", code="PM0001260001",
            title="粤E·12345 小型轿车一辆", state="open", reference_fen=10_000_000, start_fen=START,
            increment_fen=STEP, deposit_fen=700_000, noticed_on=today - timedelta(days=16), starts_at=opens,
            planned_end=ends, ends_at=ends, notice={"describe": "2021 年登记", "flaws": "左前门有划痕"},
        )  # fmt: skip
        rules = bidding.Rules(start=START, increment=STEP, opens_at=opens, extension=timedelta(seconds=extension))
        hall.announce(round_id=made.pk, rules=rules, clock=lambda: opens, sign=KEY.sign)
        for number in bidders:
            person = Person.objects.create(court_id=court_id, kind="natural", name=f"竞买人{number}")
            bidder = Bidder.objects.create(
                court_id=court_id, round=made, person=person, number=number, deposit_state="held",
                secret_sha256=hall.secret_digest(number), registered_at=now,
            )  # fmt: skip
            hall.register(bidder=bidder, clock=lambda: opens, sign=KEY.sign)
    return made


@contextmanager
def running(cluster: Cluster, database: str, folder: Path) -> Iterator[str]:
    """The hall's server on a port of its own; yields its address."""
    key = folder / "hall.pem"
    key.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    from duixian.faces.cli.running.processes import hall_command, listening

    environment = {**os.environ, **cluster.environment(database), "DUIXIAN_HALL_KEY": str(key)}
    with (folder / "hall.log").open("wb") as log:
        child = subprocess.Popen(hall_command(host="127.0.0.1", port=port), env=environment, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 30
            while not listening(port):
                assert child.poll() is None, (folder / "hall.log").read_text()
                assert time.monotonic() < deadline, "the hall did not come up"
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()
            child.wait(timeout=15)
