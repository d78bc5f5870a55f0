"""Rounds out, files in: one contract for each adapter, and five simulated platforms that misbehave when told to."""

import base64
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id
from duixian.connectors.platforms import packages
from duixian.connectors.platforms.dialects import DIALECTS
from duixian.connectors.platforms.folder import FolderPlatform
from duixian.connectors.platforms.http import HttpPlatform
from duixian.connectors.platforms.results import read_results
from duixian.connectors.platforms.simulator.server import SimulatedPlatforms
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import Accepted, Bid, Bidder, RoundKind, Rules, opened, replay
from duixian.law.disposal.values import BEIJING
from duixian.ports.platforms import (
    Platform,
    PlatformRefused,
    PlatformUnreachable,
    Publication,
    ResultStatus,
    Withdrawal,
    match,
)
from duixian.reading.sheets import rows as sheet_rows

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGN = packages.signer(KEY)
NOW = datetime(2026, 5, 23, 9, 0, tzinfo=BEIJING)
OPENS = datetime(2026, 5, 25, 10, 0, tzinfo=BEIJING)
DAY = timedelta(days=1)


def publication(number=1, platform="jd", **changes):
    made = Publication(
        f"R-{number}",
        platform,
        "示范区人民法院",
        "（2026）宁0102执12号",
        "=示范路1号房屋",
        RoundKind.FIRST,
        HoldingKind.HOME,
        700_000_00,
        3_500_00,
        70_000_00,
        1_000_000_00,
        NOW,
        OPENS,
        OPENS + DAY,
        "拍卖公告",
    )
    return replace(made, **changes)


@contextmanager
def serving(**switches) -> Iterator[SimulatedPlatforms]:
    server = SimulatedPlatforms(("127.0.0.1", 0), seed="7", now=NOW, key=KEY.public_key())
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    for market in server.markets.values():
        market.behaviour = market.behaviour.with_(switches)
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def reaching(server, code="jd", sign=SIGN, record=lambda exchange: None):
    platform = HttpPlatform(f"{server.url}/{code}", sign=sign, timeout=5, record=record)
    try:
        yield platform
    finally:
        platform.close()


@pytest.fixture(params=["folder", "http"])
def platform(request, tmp_path):
    if request.param == "folder":
        yield FolderPlatform(tmp_path, "jd", sign=SIGN)
        return
    with serving() as server, reaching(server) as found:
        yield found


def test_an_adapter_is_a_platform(platform):
    assert isinstance(platform, Platform)
    assert platform.result_files() == ()


def test_publishing_twice_is_publishing_once(platform):
    platform.publish(publication())
    platform.publish(publication())


def test_a_reference_is_not_used_for_other_terms(platform):
    platform.publish(publication())

    with pytest.raises(PlatformRefused) as refused:
        platform.publish(publication(start=800_000_00))

    assert refused.value.reasons[0].code == "platform.reused"


def test_withdrawing_twice_is_withdrawing_once(platform):
    platform.publish(publication())
    for _ in range(2):
        platform.withdraw(Withdrawal("R-1", "jd", "被执行人已履行", NOW))


def test_a_round_of_another_platform_is_refused(platform):
    with pytest.raises(PlatformRefused):
        platform.publish(publication(platform="taobao"))


# -------------------------------------------------------------------------------------------------------- the packages


def test_a_package_comes_back_as_it_was_made():
    made = publication()
    withdrawal = Withdrawal("R-1", "jd", "被执行人已履行", NOW)

    assert packages.from_json(packages.to_json(made)) == made
    assert packages.from_json(packages.withdrawal_json(withdrawal)) == withdrawal


@pytest.mark.parametrize(
    "changes", [{"start": 7.5}, {"start": -1}, {"start": True}, {"kind": "third"}, {"format": "x"}]
)
def test_a_package_with_nonsense_is_refused(changes):
    body = json.loads(packages.to_json(publication())) | changes

    with pytest.raises(BadInput):
        packages.from_json(json.dumps(body).encode())


def test_a_signature_holds_for_its_body_alone():
    body = packages.to_json(publication())
    signature = SIGN(body).hex()

    assert packages.verified(body, signature, KEY.public_key())
    assert not packages.verified(body + b" ", signature, KEY.public_key())
    assert not packages.verified(body, "zz", KEY.public_key())


def test_the_folder_holds_package_signature_and_a_sheet_without_formulas(tmp_path):
    FolderPlatform(tmp_path, "jd", sign=SIGN).publish(publication())
    out = tmp_path / "outgoing"
    body = (out / "R-1.publish.json").read_bytes()
    (sheet,) = sheet_rows((out / "R-1.publish.xlsx").read_bytes())
    shown = {row.cell(0): row.cell(1) for row in sheet.rows}

    assert packages.verified(body, (out / "R-1.publish.sig").read_text(), KEY.public_key())
    assert shown["起拍价（元）"] == "700000.00"
    assert shown["标的物"] == "=示范路1号房屋"
    assert not any(row.formulas for row in sheet.rows)


def test_the_folder_refuses_a_reference_that_leaves_it(tmp_path):
    with pytest.raises(PlatformRefused):
        FolderPlatform(tmp_path, "jd", sign=SIGN).publish(publication(round_ref="../R-1"))

    assert list((tmp_path / "outgoing").iterdir()) == []


def test_files_come_in_once_even_if_an_earlier_day_comes_later(tmp_path):
    platform = FolderPlatform(tmp_path, "jd", sign=SIGN)
    results = tmp_path / "results"
    (results / "jd.2026-05-27.jsonl").write_bytes(b"27")
    first = platform.result_files()
    (results / "jd.2026-05-26.jsonl").write_bytes(b"26")

    assert [file.data for file in first] == [b"27"]
    assert [file.data for file in platform.result_files(known=[file.name for file in first])] == [b"26"]


# ------------------------------------------------------------------------------------------------- simulated platforms


def run(server, code, count=12):
    """Publish rounds, let them end, and read what the platform hands in for the day of their end."""
    rounds = {f"R-{n}": publication(n, code) for n in range(count)}
    with reaching(server, code) as platform:
        for one in rounds.values():
            platform.publish(one)
        with server.lock:
            server.move_clock(OPENS + 2 * DAY)
        files = platform.result_files()
    return rounds, [read_results(file.data, platform=code, name=file.name) for file in files]


def taken(rounds, files):
    """All that may be used of the files, day by day, and all that may not."""
    good, faults = [], []
    for file in files:
        more, wrong = match(file, rounds, known=[one.result for one in good])
        good.extend(more)
        faults.extend((*file.faults, *wrong))
    return good, [fault.code for fault in faults]


def final(good):
    return {one.result.round_ref: one.result for one in good if one.result.status.final}


@pytest.mark.parametrize("code", DIALECTS)
def test_every_round_given_to_a_platform_comes_back_with_its_outcome(code):
    with serving() as server:
        rounds, files = run(server, code)
        good, faults = taken(rounds, files)

    assert faults == []
    assert set(final(good)) == set(rounds)
    assert {result.status for result in final(good).values()} == {ResultStatus.SOLD, ResultStatus.FAILED}


def test_a_simulated_ladder_is_lawful_and_its_buyer_has_a_number_of_no_real_region():
    with serving() as server:
        rounds, files = run(server, "gpai")
        good, _ = taken(rounds, files)
    sold = [result for result in final(good).values() if result.status is ResultStatus.SOLD]

    for result in sold:
        one = rounds[result.round_ref]
        bids = [Bid(bid.bidder, bid.amount, bid.at) for bid in reversed(result.ladder)]
        lot = opened(
            Rules(one.start, one.increment, one.opens_at), one.ends_at, map(Bidder, {bid.bidder for bid in bids})
        )
        lot, verdicts = replay(lot, bids)
        assert all(isinstance(verdict, Accepted) for verdict in verdicts)
        assert (lot.leader, lot.highest, lot.ends_at) == (result.buyer_number, result.price, result.ended_at)
        assert check_resident_id(result.buyer_id).number.startswith("6499")


def test_a_round_ends_alike_in_whatever_steps_the_clock_moves():
    outcomes = []
    for steps in (1, 9):
        with serving() as server, reaching(server) as platform:
            platform.publish(publication())
            for step in range(1, steps + 1):
                with server.lock:
                    server.move_clock(NOW + step * (OPENS + 3 * DAY - NOW) / steps)
            files = [read_results(file.data, platform="jd") for file in platform.result_files()]
        outcomes.append({result.round_ref: result for file in files for result in file.results}["R-1"])

    assert replace(outcomes[0], place="", file_sha256="") == replace(outcomes[1], place="", file_sha256="")


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ({"doubled": True}, set()),
        ({"unknown_round": True}, {"result.unknown_round"}),
        ({"below_start": True}, {"result.below_start"}),
        ({"bad_rows": 1}, {"result.amount"}),
        ({"changed": True}, {"result.contradicts"}),
    ],
)
@pytest.mark.parametrize("code", DIALECTS)
def test_every_fault_of_a_file_is_found_and_costs_no_other_row(code, switches, expected):
    with serving(**switches) as server:
        rounds, files = run(server, code)
        if "changed" in switches:
            with reaching(server, code) as platform, server.lock:
                server.move_clock(OPENS + 4 * DAY)
            with reaching(server, code) as platform:
                files = [read_results(file.data, platform=code) for file in platform.result_files()]
        good, faults = taken(rounds, files)

    assert set(faults) == expected
    assert len(final(good)) >= len(rounds) - 1


def test_a_row_of_another_platforms_round_is_not_used():
    with serving(other_platform=True) as server:
        other = publication(77, "taobao")
        with reaching(server, "taobao") as platform:
            platform.publish(other)
        rounds, files = run(server, "jd")
        good, faults = taken({**rounds, other.round_ref: other}, files)

    assert set(faults) == {"result.other_platform"}
    assert "R-77" not in final(good)


def test_a_late_file_comes_later():
    with serving(late_days=2) as server, reaching(server) as platform:
        platform.publish(publication())
        with server.lock:
            server.move_clock(NOW + 2 * DAY)
        early = platform.result_files()
        with server.lock:
            server.move_clock(NOW + 4 * DAY)

        assert early == ()
        assert [file.name for file in platform.result_files()] == ["jd.2026-05-23.jsonl", "jd.2026-05-24.jsonl"]


def test_a_withdrawn_round_comes_back_withdrawn_and_one_that_is_over_cannot_be_withdrawn():
    with serving() as server, reaching(server) as platform:
        platform.publish(publication())
        platform.publish(publication(2))
        platform.withdraw(Withdrawal("R-1", "jd", "被执行人已履行", NOW))
        with server.lock:
            server.move_clock(OPENS + 2 * DAY)
        results = [r for f in platform.result_files() for r in read_results(f.data, platform="jd").results]
        with pytest.raises(PlatformRefused):
            platform.withdraw(Withdrawal("R-2", "jd", "太迟", NOW))

    assert {result.status for result in results if result.round_ref == "R-1"} == {ResultStatus.WITHDRAWN}


def test_a_package_signed_by_another_is_refused_and_nothing_is_published():
    stranger = packages.signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with serving() as server:
        with reaching(server, sign=stranger) as platform, pytest.raises(PlatformRefused):
            platform.publish(publication())

        assert server.markets["jd"].rounds == {}


def test_a_platform_that_is_down_is_unreachable_and_the_call_is_kept():
    kept = []
    with serving(down=True) as server, reaching(server, record=kept.append) as platform:
        with pytest.raises(PlatformUnreachable):
            platform.publish(publication())
        with pytest.raises(PlatformUnreachable):
            platform.result_files()

    assert [(exchange.operation, exchange.status) for exchange in kept] == [("publish", 503), ("results", 503)]


def test_nobody_there_is_unreachable_and_the_call_is_kept():
    kept = []
    platform = HttpPlatform("http://127.0.0.1:9", sign=SIGN, timeout=2, record=kept.append)

    with pytest.raises(PlatformUnreachable):
        platform.publish(publication())

    assert kept[0].error
    platform.close()


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=5) as reply:
        return reply.headers["X-Simulation"], json.load(reply)


def test_the_server_of_its_own_says_it_is_a_simulation_and_keeps_its_clock():
    key = base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    command = [sys.executable, "-m", "duixian.connectors.platforms.simulator", "--port", "0"]
    with subprocess.Popen(
        [*command, "--now", NOW.isoformat(), "--court-key", key],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            url = line.split()[-1]
            platform = HttpPlatform(f"{url}/caa", sign=SIGN, timeout=5)
            platform.publish(publication(platform="caa"))
            platform.close()

            assert "SIMULATION" in line
            assert call(f"{url}/admin/now") == ("true", call(f"{url}/admin/now")[1])
            moved = call(f"{url}/admin/now", {"now": (NOW + DAY).isoformat()})[1]
            assert moved["now"] == (NOW + DAY).isoformat()
            assert call(f"{url}/admin/caa/behaviour", {"late_days": 3})[1]["late_days"] == 3
            assert call(f"{url}/admin/caa/rounds")[1]["rounds"][0]["status"] == "todo"
            for path, body in (("now", {"now": NOW.isoformat()}), ("caa/behaviour", {"unheard_of": True})):
                with pytest.raises(urllib.error.HTTPError) as refused:
                    call(f"{url}/admin/{path}", body)
                assert refused.value.code == 422
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)
