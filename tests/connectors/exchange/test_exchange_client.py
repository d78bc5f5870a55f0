"""The adapter of the agency port: what it believes, what it raises, and that it keeps every call."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.client import ExchangeAgency, Patience
from duixian.connectors.exchange.problems import problem
from duixian.connectors.exchange.signing import HEADER, Call, KeyRing, Signer
from duixian.law.control.things import HoldingKind
from duixian.ports.agencies import (
    Act,
    Agency,
    AgencyFailure,
    AgencyUnreachable,
    Answer,
    AnswerNotTrusted,
    Ground,
    Holding,
    IdKind,
    Notice,
    NoticeKind,
    Order,
    OrderRefused,
    Outcome,
    Reply,
    Subject,
    UnknownOrder,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COURT, BANK = Signer.generate("DX0804"), Signer.generate("NZ-BANK-01")
WHO = Subject("李长风", IdKind.RESIDENT, "649901198001010019")
QUERY = Order(
    "Q1",
    Act.QUERY,
    BANK.code,
    WHO,
    Ground("DX0804", "云川市东湖区人民法院", "（2026）宁9101执123号", "裁定书", "民事诉讼法第二百五十三条"),
    NOON,
)
FREEZE = replace(QUERY, key="F1", act=Act.FREEZE, asset="A1", amount=1000_00, until=date(2027, 11, 21))
MONEY = Holding("A1", HoldingKind.DEPOSIT, "活期 尾号0001", NOON, balance=100_00, available=60_00)


def honest(order: Order, **change: Any) -> Answer:
    said = Answer(
        order.key, f"A-{order.key}", order.act, Outcome.DONE, NOON, WHO.name, WHO.id_number, holdings=(MONEY,)
    )
    if order.act is Act.FREEZE:
        said = replace(said, holdings=(), control="C1", amount=order.amount, rank=1, until=order.until)
    return replace(said, **change)


@dataclass
class Desk:
    """An agency that says what a test wants said, rightly signed unless the test says otherwise."""

    says: Callable[[httpx.Request], tuple[int, bytes]]
    signer: Signer = BANK
    seal: Callable[[str], str] = lambda signature: signature
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.raw_path.decode()
        call, given = Call(request.method, path, BANK.code), request.headers.get(HEADER, "")
        sender = KeyRing({COURT.code: COURT.public_key}).verify_request(given, call, request.content)
        status, body = self.says(request)
        seal = self.signer.sign_reply(call, body, request_signature=given, to=sender, at=NOON)
        return httpx.Response(status, stream=httpx.ByteStream(body), headers={HEADER: self.seal(seal), **self.headers})


def saying(status: int, body: bytes) -> Desk:
    return Desk(lambda request: (status, body))


def agency(desk: Callable[[httpx.Request], Any]) -> ExchangeAgency:
    return ExchangeAgency(
        "http://bank.example/NZ",
        code=BANK.code,
        public_key=BANK.public_key,
        signer=COURT,
        transport=httpx.MockTransport(desk),
    )


def sent(desk: Callable[[httpx.Request], Any], order: Order = QUERY) -> Reply:
    return asyncio.run(agency(desk).send(order))


def failing(desk: Callable[[httpx.Request], Any], kind: type[AgencyFailure], order: Order = QUERY) -> AgencyFailure:
    with pytest.raises(kind) as caught:
        sent(desk, order)
    return caught.value


def test_it_is_an_agency() -> None:
    assert isinstance(agency(saying(200, b"")), Agency)


def test_an_honest_answer_is_believed_and_the_exchange_kept_as_it_went_over_the_wire() -> None:
    body = codec.encode_answer(honest(QUERY))
    desk = saying(200, body)
    reply = sent(desk)
    assert reply.answer == honest(QUERY)
    assert reply.faults == ()
    kept = reply.exchange
    assert (kept.operation, kept.order_key, kept.status, kept.error, kept.trusted) == ("send", "Q1", 200, "", True)
    assert kept.request == codec.encode_order(QUERY) == desk.asked[0].content
    assert kept.reply == body
    assert str(desk.asked[0].url) == "http://bank.example/NZ/exchange/v1/orders"
    call = Call("POST", "/exchange/v1/orders", BANK.code)  # the kept bytes are proof by themselves
    KeyRing({COURT.code: COURT.public_key}).verify_request(kept.request_signature, call, kept.request)
    KeyRing({BANK.code: BANK.public_key}).verify_reply(
        kept.reply_signature, call, kept.reply, request_signature=kept.request_signature, to=COURT.code
    )


def test_a_pending_answer_is_a_reply() -> None:
    pending = replace(honest(QUERY), outcome=Outcome.PENDING, holdings=())
    assert sent(saying(202, codec.encode_answer(pending))).answer.outcome is Outcome.PENDING


def test_one_bad_holding_does_not_lose_the_others() -> None:
    message = json.loads(
        codec.encode_answer(honest(QUERY, holdings=(MONEY, replace(MONEY, reference="A2", currency="USD"))))
    )
    message["holdings"].append({**message["holdings"][0], "reference": "A3", "balance": -1})
    reply = sent(saying(200, wire.write(message)))
    assert reply.answer.holdings == (MONEY,)
    assert [fault.code for fault in reply.faults] == ["exchange.out_of_range", "answer.currency"]


@pytest.mark.parametrize(
    ("order", "change", "code"),
    [
        (QUERY, {"order_key": "Q2"}, "answer.other_order"),
        (QUERY, {"subject_name": "李长丰"}, "answer.other_person"),
        (FREEZE, {"amount": 1000_01}, "answer.above_ordered"),
        (FREEZE, {"until": date(2027, 11, 22)}, "answer.until_beyond"),
    ],
)
def test_an_answer_that_contradicts_the_order_is_not_believed(order: Order, change: dict[str, Any], code: str) -> None:
    failure = failing(saying(200, codec.encode_answer(honest(order, **change))), AnswerNotTrusted, order)
    assert [fault.code for fault in failure.faults] == [code]
    assert failure.exchange.reply


@pytest.mark.parametrize("status", [200, 202])
def test_the_status_must_agree_with_the_outcome(status: int) -> None:
    pending = replace(honest(QUERY), outcome=Outcome.PENDING, holdings=())
    body = codec.encode_answer(honest(QUERY) if status == 202 else pending)
    failure = failing(saying(status, body), AnswerNotTrusted)
    assert [fault.code for fault in failure.faults] == ["exchange.status"]


@pytest.mark.parametrize(
    ("desk", "code"),
    [
        (Desk(lambda r: (200, codec.encode_answer(honest(QUERY))), seal=lambda s: ""), "signature.missing"),
        (
            Desk(lambda r: (200, codec.encode_answer(honest(QUERY))), seal=lambda s: s[:-6] + "AAAAAA"),
            "signature.wrong",
        ),
        (
            Desk(lambda r: (200, codec.encode_answer(honest(QUERY))), signer=Signer.generate(BANK.code)),
            "signature.wrong",
        ),
        (
            Desk(lambda r: (200, codec.encode_answer(honest(QUERY))), signer=Signer.generate("X")),
            "signature.unknown_key",
        ),
        (Desk(lambda r: (404, b"<html>"), seal=lambda s: ""), "signature.missing"),
        (saying(200, b"{}"), "exchange.missing"),
        (saying(200, b"<html>"), "exchange.not_json"),
        (saying(404, b"{}"), "exchange.missing"),
        (saying(422, wire.write({**problem("exchange.malformed"), "status": 409})), "exchange.status"),
    ],
)
def test_what_is_not_signed_or_no_message_is_not_believed(desk: Desk, code: str) -> None:
    failure = failing(desk, AnswerNotTrusted)
    assert failure.faults[0].code == code
    assert failure.exchange.status is not None
    assert not failure.exchange.trusted


def test_an_old_answer_played_again_to_another_order_is_not_believed() -> None:
    first = saying(200, codec.encode_answer(honest(QUERY)))
    old = sent(first).exchange

    def replay(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(old.reply), headers={HEADER: old.reply_signature})

    assert failing(replay, AnswerNotTrusted, replace(QUERY, key="Q9")).faults[0].code == "signature.elsewhere"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("exchange.malformed", OrderRefused),
        ("exchange.key_reused", OrderRefused),
        ("exchange.not_entitled", OrderRefused),
        ("signature.wrong", OrderRefused),
        ("exchange.unknown_path", OrderRefused),
        ("exchange.unknown_order", UnknownOrder),
    ],
)
def test_a_problem_is_raised_as_what_it_means(code: str, kind: type[AgencyFailure]) -> None:
    body = problem(code, key="Q1", detail="因为")
    failure = failing(saying(body["status"], wire.write(body)), kind)
    assert failure.faults[0].code == code
    assert failure.exchange.trusted


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_busy_and_broken_agencies_may_be_asked_again(status: int) -> None:
    desk = Desk(lambda r: (status, b"<html>"), seal=lambda s: "", headers={"Retry-After": "7"})
    failure = failing(desk, AgencyUnreachable)
    assert isinstance(failure, AgencyUnreachable)
    assert (failure.retry_after, failure.exchange.status) == (7, status)


@pytest.mark.parametrize("wait", ["", "soon", "-1", "Sun, 22 Nov 2026 12:00:00 GMT"])
def test_a_wait_that_is_no_number_is_none(wait: str) -> None:
    failure = failing(Desk(lambda r: (503, b""), headers={"Retry-After": wait}), AgencyUnreachable)
    assert isinstance(failure, AgencyUnreachable)
    assert failure.retry_after is None


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("no route"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut")]
)
def test_no_answer_leaves_an_exchange_with_the_error(error: httpx.HTTPError) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise error

    failure = failing(broken, AgencyUnreachable)
    assert type(error).__name__ in failure.exchange.error
    assert failure.exchange.request == codec.encode_order(QUERY)
    assert failure.exchange.status is None


def test_an_agency_that_never_ends_its_answer_is_left() -> None:
    async def endless(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    async def ask() -> None:
        bank = ExchangeAgency(
            "http://bank.example",
            code=BANK.code,
            public_key=BANK.public_key,
            signer=COURT,
            patience=Patience(whole=0.05),
            transport=httpx.MockTransport(endless),
        )
        async with bank:
            await bank.send(QUERY)

    with pytest.raises(AgencyUnreachable) as caught:
        asyncio.run(ask())
    assert "TimeoutError" in caught.value.exchange.error


def test_a_redirect_is_not_followed() -> None:
    desk = Desk(lambda r: (307, b""), headers={"Location": "http://elsewhere.example/"})
    failing(desk, AnswerNotTrusted)
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    "order", [replace(QUERY, counterparty="NZ-BANK-02"), replace(QUERY, key="a b"), replace(FREEZE, amount=-1)]
)
def test_what_is_malformed_or_for_another_agency_never_leaves_the_house(order: Order) -> None:
    desk = saying(200, b"")
    failure = failing(desk, OrderRefused, order)
    assert desk.asked == []
    assert failure.exchange.error.startswith("未发送")
    assert failure.exchange.request == b""


def test_the_answer_can_be_asked_for_later() -> None:
    desk = saying(200, codec.encode_answer(honest(QUERY)))
    reply = asyncio.run(agency(desk).answer(QUERY))
    assert (desk.asked[0].method, desk.asked[0].url.path) == ("GET", "/NZ/exchange/v1/orders/Q1")
    assert reply.answer.order_key == "Q1"


# -------------------------------------------------------------------------------------------------------------- batches


def many(count: int) -> list[Order]:
    return [replace(QUERY, key=f"Q{number}") for number in range(count)]


def answering(request: httpx.Request) -> tuple[int, bytes]:
    items = codec.decode_batch(request.content)
    return 200, codec.encode_results(
        codec.BatchResult(200, item.key, honest(item.order)) for item in items if item.order is not None
    )


def together(desk: Callable[[httpx.Request], Any], orders: list[Order]) -> list[Reply | AgencyFailure]:
    return asyncio.run(agency(desk).send_many(orders))


def test_many_orders_go_in_batches_of_two_hundred_and_share_their_exchange() -> None:
    desk = Desk(answering)
    found = together(desk, many(401))
    assert [reply.answer.order_key for reply in found if isinstance(reply, Reply)] == [f"Q{n}" for n in range(401)]
    assert len(desk.asked) == len({id(reply.exchange) for reply in found}) == 3


def test_a_malformed_order_does_not_spoil_the_batch() -> None:
    good, bad, other = together(Desk(answering), [QUERY, replace(QUERY, key="a b"), replace(QUERY, key="Q2")])
    assert isinstance(good, Reply)
    assert isinstance(bad, OrderRefused)
    assert isinstance(other, Reply)


def test_each_result_of_a_batch_is_judged_by_itself() -> None:
    def mixed(request: httpx.Request) -> tuple[int, bytes]:
        results = [
            {"status": 200, "order_key": "Q0", "answer": json.loads(codec.encode_answer(honest(many(1)[0])))},
            {"status": 422, "order_key": "Q1", "problem": problem("exchange.malformed", key="Q1")},
            {"status": 200, "order_key": "Q2", "answer": {"order_key": "Q2"}},
            {"status": 503, "order_key": "Q3", "problem": problem("exchange.unavailable", key="Q3")},
            {"status": 200, "order_key": "Q4", "answer": json.loads(codec.encode_answer(honest(many(1)[0])))},
        ]
        return 200, wire.write({"results": results})

    found = together(Desk(mixed), many(6))
    kinds = [Reply, OrderRefused, AnswerNotTrusted, AgencyUnreachable, AnswerNotTrusted, AnswerNotTrusted]
    assert [type(each) for each in found] == kinds
    assert [fault.code for each in found[4:] if isinstance(each, AgencyFailure) for fault in each.faults] == [
        "answer.other_order",
        "answer.missing",
    ]


def test_results_in_another_order_find_their_orders_and_two_for_one_are_none() -> None:
    def shuffled(request: httpx.Request) -> tuple[int, bytes]:
        keys = ["Q2", "Q0", "Q1", "Q1"]
        orders = [replace(QUERY, key=key) for key in keys]
        answers = [honest(order) for order in orders]
        answers[3] = replace(answers[3], holdings=())
        return 200, codec.encode_results(
            codec.BatchResult(200, order.key, answer) for order, answer in zip(orders, answers, strict=True)
        )

    first, doubtful, third = together(Desk(shuffled), many(3))
    assert isinstance(first, Reply)
    assert first.answer.order_key == "Q0"
    assert isinstance(doubtful, AnswerNotTrusted)
    assert isinstance(third, Reply)


def test_when_the_whole_call_fails_each_order_has_a_failure_of_its_own() -> None:
    found = together(Desk(lambda r: (429, b""), headers={"Retry-After": "3"}), many(3))
    assert len({id(each) for each in found}) == 3
    assert all(isinstance(each, AgencyUnreachable) and each.retry_after == 3 for each in found)


# -------------------------------------------------------------------------------------------------------------- notices


def told(*notices: Notice) -> Desk:
    return saying(200, codec.encode_notices(codec.NoticePage(notices)))


def notice(number: int) -> Notice:
    return Notice(str(number), NoticeKind.ENDED, NOON, control=f"C{number}")


def ids(desk: Desk, after: str = "") -> list[str]:
    found, exchange = asyncio.run(agency(desk).notices(after=after))
    assert exchange.trusted
    return [each.id for each in found]


def test_notices_come_oldest_first_each_once_and_only_news() -> None:
    desk = told(notice(10), notice(9), notice(10), notice(8), notice(100))
    assert ids(desk, after="8") == ["9", "10", "100"]
    assert desk.asked[0].url.query == b"after=8&limit=500"
    assert ids(told(notice(1))) == ["1"]


@pytest.mark.parametrize(("after", "limit"), [("a b", 5), ("1", 0), ("1", 1001)])
def test_a_malformed_cursor_is_not_sent(after: str, limit: int) -> None:
    desk = told()
    with pytest.raises(OrderRefused):
        asyncio.run(agency(desk).notices(after=after, limit=limit))
    assert desk.asked == []


def test_notices_that_nobody_signed_are_not_believed() -> None:
    desk = told(notice(1))
    desk.seal = lambda signature: ""
    with pytest.raises(AnswerNotTrusted):
        asyncio.run(agency(desk).notices(after=""))
