"""Rounds on outside platforms run by themselves: given, bid for over there, taken in from the files of their days."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from courthouse import CourtHouse, found
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction
from django.utils import timezone
from saleroom import BEGIN, SaleRoom, room

from duixian.config import wiring
from duixian.connectors.platforms.folder import FolderPlatform
from duixian.connectors.platforms.http import HttpPlatform
from duixian.connectors.platforms.packages import signer
from duixian.connectors.platforms.simulator.market import Round
from duixian.connectors.platforms.simulator.server import SimulatedPlatforms
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, DisposalStep, Platform, ResultFile, Sale
from duixian.embedded import Cluster
from duixian.faces.workers import tasks
from duixian.flows.dispose import publish_round, stop
from duixian.flows.dispose.import_results import publication_of
from duixian.law.disposal.values import BEIJING, day_of
from duixian.ports.platforms import PlatformUnreachable, Publication, RawFile, Withdrawal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
MORNING = datetime.combine(BEGIN, time(8), BEIJING)
DAY = timedelta(days=1)


def seed_that_sells(auction: AuctionRound) -> str:
    """A seed by which the simulated platform finds a bidder for this very round."""
    made = publication_of(auction)
    seeds = (str(n) for n in range(200))
    return next(seed for seed in seeds if Round(made, b"", taken_at=MORNING, seed=seed).played[1])


def market(auction: AuctionRound) -> AbstractContextManager[SimulatedPlatforms]:
    """The simulated platforms, on the morning of the notice; this round will sell."""
    return serving(seed_that_sells(auction))


@contextmanager
def serving(seed: str) -> Iterator[SimulatedPlatforms]:
    server = SimulatedPlatforms(("127.0.0.1", 0), seed=seed, now=MORNING, key=KEY.public_key())
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def reached(server: SimulatedPlatforms) -> Iterator[HttpPlatform]:
    platform = HttpPlatform(f"{server.url}/taobao", sign=signer(KEY), timeout=5)
    try:
        yield platform
    finally:
        platform.close()


def switch(server: SimulatedPlatforms, **switches: object) -> None:
    with server.lock:
        server.markets["taobao"].behaviour = server.markets["taobao"].behaviour.with_(switches)


def pass_to(server: SimulatedPlatforms, at: datetime) -> None:
    with server.lock:
        server.move_clock(at)


def steps(sale_room: SaleRoom) -> list[str]:
    """What the timeline tells of the platform."""
    told = (
        publish_round.SEND, publish_round.GIVEN, publish_round.REFUSED, publish_round.TAKEN_BACK, publish_round.KEPT,
    )  # fmt: skip
    return list(DisposalStep.objects.filter(act__in=told).order_by("pk").values_list("act", flat=True))


def publish(sale_room: SaleRoom, at: HttpPlatform, now: datetime | None = None) -> bool:
    return publish_round.publish(
        court_id=sale_room.own.court.pk, round_id=sale_room.round.pk, at=at, now=now or sale_room.now
    )


def collect(sale_room: SaleRoom, at: HttpPlatform, now: datetime) -> publish_round.Collected:
    return publish_round.collect(
        court_id=sale_room.own.court.pk, platform_id=sale_room.platform.pk, at=at, now=now
    )  # fmt: skip


def after(sale_room: SaleRoom, days: int = 1) -> datetime:
    """An hour into a day after the round ended."""
    ended = day_of(sale_room.round.planned_end) + days * DAY
    return datetime.combine(ended, time(1), BEIJING)


# --------------------------------------------------------------------------------------------------- given, taken back


def test_a_round_is_given_once_however_often_the_job_runs(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    with market(auction) as server, reached(server) as platform:
        assert publish(sale_room, platform)
        switch(server, down=True)  # would be heard of, were it asked again
        assert publish(sale_room, platform)
        (there,) = server.markets["taobao"].rounds.values()

    assert there.publication == publication_of(auction)
    assert steps(sale_room) == ["send_round", "round_given"]


def test_a_platform_that_is_down_gets_the_round_when_it_is_back(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        switch(server, down=True)
        with pytest.raises(PlatformUnreachable):
            publish(sale_room, platform)
        assert steps(sale_room) == ["send_round"]
        switch(server, down=False)

        assert publish(sale_room, platform, MORNING + DAY)

    assert steps(sale_room) == ["send_round", "round_given"]
    assert "晚于公告日" in DisposalStep.objects.get(act="round_given").note


def test_what_a_platform_refuses_is_said_to_the_officer_and_not_sent_again(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, by_a_stranger(server) as platform:
        assert not publish(sale_room, platform)
        assert not publish(sale_room, platform)

        assert server.markets["taobao"].rounds == {}
    assert steps(sale_room) == ["send_round", "round_refused"]
    assert "401" in DisposalStep.objects.get(act="round_refused").note


@contextmanager
def by_a_stranger(server: SimulatedPlatforms) -> Iterator[HttpPlatform]:
    """The platform, spoken to with a key it does not know."""
    stranger = signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    platform = HttpPlatform(f"{server.url}/taobao", sign=stranger, timeout=5)
    try:
        yield platform
    finally:
        platform.close()


def test_a_round_whose_bidding_should_have_begun_is_not_given_any_more(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    with market(auction) as server, reached(server) as platform:
        assert not publish(sale_room, platform, auction.starts_at)

        assert server.markets["taobao"].rounds == {}
    assert steps(sale_room) == ["round_refused"]


def give_up(sale_room: SaleRoom) -> AuctionRound:
    sale_room.to(BEGIN + DAY)
    stop.withdraw(
        acting=sale_room.own.officer, disposal=sale_room.disposal, reason="被执行人已履行", on=sale_room.today,
        now=sale_room.now,
    )  # fmt: skip
    return sale_room.round


def take_back(sale_room: SaleRoom, at: HttpPlatform) -> bool:
    return publish_round.withdraw(
        court_id=sale_room.own.court.pk, round_id=sale_room.round.pk, reason="被执行人已履行", at=at, now=sale_room.now
    )


def test_a_round_we_withdrew_is_taken_back_and_its_file_brings_no_fault(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        publish(sale_room, platform)
        pass_to(server, MORNING + DAY)
        give_up(sale_room)
        assert take_back(sale_room, platform)
        assert take_back(sale_room, platform)
        pass_to(server, MORNING + 3 * DAY)
        brought = collect(sale_room, platform, MORNING + 3 * DAY)

    assert steps(sale_room) == ["send_round", "round_given", "round_taken_back"]
    assert [report.faults for report in brought.reports] == [[], []]
    assert sale_room.round.state == "withdrawn"


def test_a_round_withdrawn_before_it_was_given_is_neither_given_nor_taken_back(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        give_up(sale_room)
        switch(server, down=True)  # a call would raise

        assert not publish(sale_room, platform)
        assert not take_back(sale_room, platform)

    assert steps(sale_room) == []


def test_a_round_the_platform_does_not_let_go_is_said_to_the_officer(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        publish(sale_room, platform)
        give_up(sale_room)
        pass_to(server, after(sale_room))

        assert not take_back(sale_room, platform)
        brought = collect(sale_room, platform, after(sale_room))

    assert steps(sale_room) == ["send_round", "round_given", "round_kept"]
    assert {fault.code for report in brought.reports for fault in report.faults} == {"result.contradicts"}
    assert not Sale.objects.exists()


# ------------------------------------------------------------------------------------------------ the files of its days


def given(sale_room: SaleRoom, server: SimulatedPlatforms, platform: HttpPlatform, **switches: object) -> None:
    """The round is given, the platform misbehaves, and the day after its end comes."""
    publish(sale_room, platform)
    switch(server, **switches)
    pass_to(server, after(sale_room))


def codes(brought: publish_round.Collected) -> set[str]:
    return {fault.code for report in brought.reports for fault in report.faults}


@pytest.mark.parametrize(
    ("switches", "faults"),
    [({}, set()), ({"doubled": True}, set()), ({"unknown_round": True}, {"result.unknown_round"})],
)
def test_the_file_of_its_day_sells_the_thing_once(
    own: CourtHouse, switches: dict[str, object], faults: set[str]
) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        given(sale_room, server, platform, **switches)
        brought = collect(sale_room, platform, after(sale_room))
        again = collect(sale_room, platform, after(sale_room))
        lot, bids = server.markets["taobao"].rounds[sale_room.round.code].played

    assert (sale_room.disposal.state, sale_room.round.state) == ("sold", "sold")
    assert (sale_room.sale.price_fen, sale_room.round.bids_count) == (lot.highest, len(bids))
    assert sale_room.round.leader is not None
    assert sale_room.round.leader.number == lot.leader
    assert codes(brought) == faults
    assert {row["code"] for file in ResultFile.objects.all() for row in file.faults} == faults
    assert again == publish_round.Collected()
    assert Sale.objects.count() == 1


def test_a_late_file_is_taken_in_when_it_comes(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        given(sale_room, server, platform, late_days=2)
        early = collect(sale_room, platform, after(sale_room))
        assert early.unreadable == []
        assert not Sale.objects.exists()
        assert sale_room.round.state == "announced"
        pass_to(server, after(sale_room, 3))

        late = collect(sale_room, platform, after(sale_room, 3))

    assert sum(len(report.sold) for report in late.reports) == 1
    assert sale_room.round.state == "sold"


def test_a_price_below_the_start_sells_nothing_and_is_kept_with_its_reason(own: CourtHouse) -> None:
    sale_room = room(own)
    with market(sale_room.ready()) as server, reached(server) as platform:
        given(sale_room, server, platform, below_start=True)
        brought = collect(sale_room, platform, after(sale_room))

    assert codes(brought) == {"result.below_start"}
    assert not Sale.objects.exists()
    assert sale_room.round.state == "announced"
    assert [row["code"] for file in ResultFile.objects.all() for row in file.faults] == ["result.below_start"]


class OnePlatform:
    """A platform in memory: what it was given, and the files it hands in."""

    def __init__(self) -> None:
        self.given: dict[str, Publication] = {}
        self.files: dict[str, bytes] = {}
        self.asked = 0
        self.in_transaction: list[bool] = []

    def publish(self, publication: Publication) -> None:
        self.in_transaction.append(connection.in_atomic_block)
        self.given[publication.round_ref] = publication

    def withdraw(self, withdrawal: Withdrawal) -> None:
        self.in_transaction.append(connection.in_atomic_block)
        del self.given[withdrawal.round_ref]

    def result_files(self, *, known: Collection[str] = ()) -> tuple[RawFile, ...]:
        self.asked += 1
        self.in_transaction.append(connection.in_atomic_block)
        return tuple(RawFile(name, data) for name, data in sorted(self.files.items()) if name not in known)


def test_a_file_that_is_none_is_kept_once_and_taken_in_when_it_is_mended(own: CourtHouse) -> None:
    sale_room, broken = room(own), OnePlatform()
    with market(sale_room.ready()) as server, reached(server) as platform:
        given(sale_room, server, platform)
        whole = {file.name: file.data for file in platform.result_files()}
    broken.files = dict.fromkeys(list(whole)[-1:], b"\x00")

    def take() -> publish_round.Collected:
        return publish_round.collect(
            court_id=own.court.pk, platform_id=sale_room.platform.pk, at=broken, now=after(sale_room)
        )

    first, second = take(), take()
    broken.files = whole
    mended = take()

    assert [bool(file.faults) for file in first.unreadable] == [True]
    assert second == publish_round.Collected()
    assert sum(len(report.sold) for report in mended.reports) == 1
    assert ResultFile.objects.filter(rows=0).count() == 1


def test_a_platform_the_court_never_used_is_not_asked(own: CourtHouse) -> None:
    sale_room, unused = room(own), OnePlatform()

    publish_round.collect(court_id=own.court.pk, platform_id=sale_room.platform.pk, at=unused, now=MORNING)

    assert unused.asked == 0


def test_the_rows_of_another_court_of_ours_are_its_own_affair(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    other = found("苏0812", "淮安市清江浦区人民法院")
    other.serial = 100  # its judges have names of their own
    with scope.of_court(other.court.pk):
        theirs = room(other)
        auction = theirs.ready()
        with market(auction) as server, reached(server) as platform:
            publish(theirs, platform)
            pass_to(server, after(theirs))
            files = platform.result_files()
            ends = after(theirs)
    both = OnePlatform()
    both.files = {file.name: file.data for file in files}

    with scope.of_court(own.court.pk):
        brought = publish_round.collect(
            court_id=own.court.pk, platform_id=sale_room.platform.pk, at=both, now=ends
        )  # fmt: skip

        assert brought.reports
        assert codes(brought) == set()
        assert not Sale.objects.exists()


# ------------------------------------------------------------------------------------------------------- by the workers


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


def jobs(dsn: str, task: str) -> list[dict[str, object]]:
    with psycopg.connect(dsn) as direct:
        rows = direct.execute("select args from procrastinate_jobs where task_name = %s order by id", (task,))
        return [row[0] for row in rows.fetchall()]


@pytest.fixture
def key_file(tmp_path: Path) -> str:
    path = tmp_path / "platform.pem"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(path)


def test_from_the_notice_to_the_sale_nobody_lifts_a_hand(
    dsn: str, key_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(own.court.pk):
        sale_room = room(own)
        auction = sale_room.ready()
        published_at, collected_at = sale_room.now, after(sale_room)
        server_there = market(auction)
    with server_there as server:
        monkeypatch.setattr(wiring, "PLATFORM_URL", server.url)
        monkeypatch.setattr(wiring, "PLATFORM_KEY", key_file)
        monkeypatch.setattr(timezone, "now", lambda: published_at)
        for arguments in jobs(dsn, "platform.publish"):
            tasks.publish_announced.func(**arguments)
        assert list(server.markets["taobao"].rounds) == [auction.code]
        pass_to(server, collected_at)
        monkeypatch.setattr(timezone, "now", lambda: collected_at)
        for _ in range(2):  # the hour strikes twice before a worker is free
            tasks.ask_platforms.func(timestamp=0)
        asked = jobs(dsn, "platform.collect")
        for arguments in asked:
            tasks.collect_files.func(**arguments)

    assert asked == [{"court_id": own.court.pk, "platform_id": sale_room.platform.pk}]
    with scope.of_court(own.court.pk):
        assert [sale.round.code for sale in Sale.objects.select_related("round")] == [auction.code]
        assert steps(sale_room) == ["send_round", "round_given"]
        assert sale_room.disposal.state == "sold"


def test_no_platform_is_spoken_to_inside_a_transaction(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = OnePlatform()
    monkeypatch.setattr(wiring, "platform_of", lambda platform: there)
    own = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(own.court.pk):
        sale_room = room(own)
        auction = sale_room.ready()
        platform, moment = sale_room.platform, sale_room.now
    monkeypatch.setattr(timezone, "now", lambda: moment)

    tasks.publish_announced.func(court_id=own.court.pk, round_id=auction.pk)
    with scope.of_court(own.court.pk):
        give_up(sale_room)
    (withdrawal,) = jobs(dsn, "platform.withdraw")
    tasks.withdraw_published.func(**withdrawal)
    tasks.collect_files.func(court_id=own.court.pk, platform_id=platform.pk)

    assert there.in_transaction == [False, False, False]
    assert there.given == {}
    assert withdrawal["reason"] == "被执行人已履行"


def test_a_notice_that_is_not_committed_is_not_given(dsn: str) -> None:
    own = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(own.court.pk):
        room(own).ready()
        transaction.set_rollback(True)

    assert jobs(dsn, "platform.publish") == []


def test_a_platform_dealt_with_by_hand_is_left_alone(dsn: str) -> None:
    own = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(own.court.pk):
        sale_room = room(own)
        auction = sale_room.ready()

    tasks.publish_announced.func(court_id=own.court.pk, round_id=auction.pk)
    tasks.ask_platforms.func(timestamp=0)

    with scope.of_court(own.court.pk):
        assert steps(sale_room) == []
    assert jobs(dsn, "platform.collect") == []


def test_a_folder_comes_before_the_address_and_nothing_at_all_is_by_hand(
    tmp_path: Path, key_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "PLATFORM_KEY", key_file)
    monkeypatch.setattr(wiring, "PLATFORM_URL", "")
    assert wiring.platform_of(Platform(code="jd")) is None
    monkeypatch.setattr(wiring, "PLATFORM_URL", "http://127.0.0.1:9/")
    monkeypatch.setattr(wiring, "PLATFORM_FOLDER", str(tmp_path))
    (tmp_path / "caa").mkdir()

    assert isinstance(wiring.platform_of(Platform(code="jd")), HttpPlatform)
    assert isinstance(wiring.platform_of(Platform(code="caa")), FolderPlatform)
    assert wiring.platform_of(Platform(code="hall", own=True)) is None


def test_without_a_key_nothing_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "PLATFORM_KEY", "")
    monkeypatch.setattr(wiring, "PLATFORM_URL", "http://127.0.0.1:9")

    with pytest.raises(RuntimeError, match="DUIXIAN_PLATFORM_KEY"):
        wiring.platform_of(Platform(code="gpai"))
