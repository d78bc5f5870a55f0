"""The server itself: HTTP it does not understand, the side door, many agencies behind one address."""

import json
import random
import socket
from datetime import date

import pytest
from simulated_courts import ACCOUNT, KEYS, SIGNERS, Court

from duixian.connectors.exchange.conformance.keys import COURT_A
from duixian.connectors.exchange.simulator.http import LARGEST_BODY
from duixian.connectors.exchange.simulator.running import SimulatedAgencies
from duixian.connectors.exchange.simulator.server import Agencies, open_world
from duixian.connectors.exchange.simulator.service import Request
from duixian.ports.agencies import Act, IdKind, OrderRefused, Subject
from duixian.worlds.agencies import AGENCIES
from duixian.worlds.holdings import AS_OF, holdings_of, subject_of
from duixian.worlds.people import Register, resident_check


def raw(agencies: SimulatedAgencies, data: bytes, *parts: bytes) -> bytes:
    """What comes back for bytes sent in parts, until the server closes the line."""
    port = int(agencies.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        for part in (data, *parts):
            line.sendall(part)
        answer = b""
        while block := line.recv(65536):
            answer += block
        return answer


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1), 413),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, 431),
    ],
)
def test_what_is_no_request_is_refused_and_the_line_closed(
    agencies: SimulatedAgencies, data: bytes, status: int
) -> None:
    assert raw(agencies, data).startswith(b"HTTP/1.1 %d " % status)


def test_requests_on_one_line_are_answered_in_their_order(agencies: SimulatedAgencies) -> None:
    agencies.behave("B01", slow_ms=100)
    first = b"GET /B01/exchange/v1/about HTTP/1.1\r\n\r\n"
    second = b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"
    answer = raw(agencies, first + second[:10], second[10:])
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.index(b"public_key") < answer.index(b'"state"')


def test_nobody_from_elsewhere_comes_in_by_the_side_door() -> None:
    agencies = Agencies(open_world(seed=1), only=("B01",))
    body = b'{"down": true}'
    answer = agencies.answer(Request("POST", "/admin/B01/behaviour", {}, body, local=False))
    assert answer.status == 403
    assert agencies.services["B01"].party.behaviour.down is False


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/admin/B01/behaviour", b'{"loud": 1}'),
        ("/admin/B01/behaviour", b"[]"),
        ("/admin/B01/arrivals", b'{"asset": "NOBODYS", "amount": 1}'),
        ("/admin/B01/arrivals", b'{"asset": "LI-ACCOUNT", "amount": -1}'),
        ("/admin/B01/arrivals", b'{"asset": "LI-ACCOUNT", "amount": 1.5}'),
        ("/admin/day", b'{"day": "tomorrow"}'),
        ("/admin/courts", b'{"code": "X", "public_key": "short"}'),
    ],
)
def test_what_makes_no_sense_by_the_side_door_changes_nothing(
    agencies: SimulatedAgencies, path: str, body: bytes
) -> None:
    before = agencies.truth()
    assert agencies.http.post(path, content=body).status_code == 400
    assert agencies.truth() == before


def test_a_behaviour_can_be_set_for_all(agencies: SimulatedAgencies) -> None:
    agencies.behave("all", slow_ms=3)
    assert [agencies.http.get(f"/admin/{code}/behaviour").json()["slow_ms"] for code in ("B01", "L01")] == [3, 3]


def test_what_happened_is_counted(court: Court, agencies: SimulatedAgencies) -> None:
    order = court.order(Act.QUERY)
    court.send(order)
    court.send(order)
    court.freeze(1)
    counts = agencies.counts("B01")
    assert (counts["query.done"], counts["repeated"], counts["freeze.done"]) == (1, 1, 1)


def test_the_kits_courts_reach_nobody_but_the_sandbox(agencies: SimulatedAgencies) -> None:
    kit = Court(agencies, COURT_A)
    body = "64990119850312123"
    drawn = Subject("赵试", IdKind.RESIDENT, body + resident_check(body))
    assert kit.send(kit.order(Act.QUERY, subject=drawn)).reason_code == "subject_unknown"
    with pytest.raises(OrderRefused):
        kit.freeze(1)
    assert agencies.assets("B01")[ACCOUNT]["controls"] == []


def test_agencies_have_books_of_their_own(court: Court, agencies: SimulatedAgencies) -> None:
    court.freeze(5)
    controls = [control for asset in agencies.assets("B02").values() for control in asset["controls"]]
    assert [control for control in controls if control["court"] in KEYS] == []


def test_a_day_of_the_past_can_be_set_and_taken_back(court: Court, agencies: SimulatedAgencies) -> None:
    agencies.set_day(date(2031, 5, 6))
    assert court.send(court.order(Act.QUERY)).answered_at.date() == date(2031, 5, 6)
    agencies.set_day(None)
    assert court.send(court.order(Act.QUERY)).answered_at.year < 2031


def test_a_world_from_a_file_is_told_to_the_fen() -> None:
    people = Register(random.Random(3), born_before=AS_OF)
    world = holdings_of(21, [people.natural() for _ in range(20)], draws=False)
    with SimulatedAgencies(world=json.dumps(world.as_json()), courts=KEYS) as agencies:
        court = Court(agencies, SIGNERS[0])
        assert set(agencies.truth()) == {one.code for one in AGENCIES}
        for estate in list(world.estates.values())[:5]:
            for code, held in estate.at.items():
                told = court.send(court.order(Act.QUERY, code, estate.subject)).holdings
                assert [(h.reference, h.available, h.earmark) for h in told] == [
                    (h.reference, h.available, h.earmark) for h in held
                ]
        unknown = subject_of(people.natural())
        assert court.send(court.order(Act.QUERY, "B01", unknown)).reason_code == "subject_unknown"
