"""Messages and values: everything that can be said comes back the same; everything else is refused with its field."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.base.faults import BadInput, Fault
from duixian.base.money import LARGEST
from duixian.connectors.exchange import codec, wire
from duixian.law.control.things import Earmark, HoldingKind
from duixian.ports.agencies import (
    Act,
    Answer,
    Charge,
    CoOwner,
    Ground,
    Holding,
    IdKind,
    Notice,
    NoticeKind,
    OfficerRef,
    Order,
    OtherControl,
    Outcome,
    PayTo,
    Subject,
)

# ------------------------------------------------------------------------------------------ everything well-formed

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
refs = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True)
keys = st.from_regex(r"[A-Za-z0-9-]{1,40}", fullmatch=True)
amounts = st.integers(1, LARGEST)
amounts0 = st.integers(0, LARGEST)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
zones = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))])
times = st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=zones)  # noqa: DTZ001 the zone is drawn
subjects = st.builds(
    Subject, texts, st.just(IdKind.RESIDENT), st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)
) | st.builds(Subject, texts, st.just(IdKind.PASSPORT), st.from_regex(r"[0-9A-Z]{5,20}", fullmatch=True))
grounds = st.builds(
    Ground,
    st.just("苏0804"),
    texts,
    texts,
    texts,
    texts,
    st.lists(st.builds(OfficerRef, texts, texts), max_size=2).map(tuple),
)
pay_tos = st.builds(PayTo, texts, st.just("3205-1"), texts, keys, st.just("") | st.just("99"))
_plain = {"key": keys, "counterparty": st.just("NZ-BANK-01"), "subject": subjects, "ground": grounds, "made_at": times}
orders = st.one_of(
    st.builds(
        Order, act=st.just(Act.QUERY), asset=st.just("") | refs, currency=st.sampled_from(["CNY", "USD"]), **_plain
    ),
    st.builds(
        Order,
        act=st.just(Act.FREEZE),
        asset=refs,
        amount=amounts,
        keep=amounts0,
        standing=st.booleans(),
        until=days,
        **_plain,
    ),
    st.builds(Order, act=st.just(Act.SEAL), asset=refs, until=days, **_plain),
    st.builds(Order, act=st.just(Act.RENEW), control=refs, until=days, **_plain),
    st.builds(Order, act=st.just(Act.RELEASE), control=refs, amount=st.none() | amounts, **_plain),
    st.builds(Order, act=st.just(Act.DEDUCT), control=refs, amount=amounts, keep=amounts0, pay_to=pay_tos, **_plain),
)
maybe = st.none() | amounts0
shares = st.sampled_from(["1/1", "1/2", "3/7"])
holdings = st.builds(
    Holding,
    reference=refs,
    kind=st.sampled_from(HoldingKind),
    title=texts,
    as_of=times,
    balance=maybe,
    available=maybe,
    value=maybe,
    value_source=st.just("") | texts,
    earmark=st.sampled_from(Earmark),
    share=shares,
    co_owners=st.lists(st.builds(CoOwner, texts, st.just("") | shares), max_size=2).map(tuple),
    charges=st.lists(st.builds(Charge, texts, texts, maybe, st.none() | days), max_size=2).map(tuple),
    controls=st.lists(
        st.builds(OtherControl, texts, texts, st.integers(1, 50), maybe, st.none() | days), max_size=2
    ).map(tuple),
    details=st.dictionaries(texts, texts, max_size=3).map(MappingProxyType),
)
answers = st.builds(
    Answer,
    order_key=keys,
    answer_id=refs,
    act=st.sampled_from(Act),
    outcome=st.sampled_from(Outcome),
    answered_at=times,
    subject_name=texts,
    subject_number=st.just("649901198001010019"),
    holdings=st.lists(holdings, max_size=3).map(tuple),
    asset=st.just("") | refs,
    control=refs,
    amount=amounts0,
    balance=maybe,
    currency=st.sampled_from(["CNY", "USD"]),
    rank=st.integers(1, 100),
    effective_at=st.none() | times,
    until=days,
    reason_code=st.just("name_mismatch"),
    reason=st.just("") | texts,
    simulated=st.booleans(),
)
notices = st.builds(
    Notice,
    keys,
    st.sampled_from(NoticeKind),
    times,
    refs,
    refs,
    keys,
    st.integers(1, 9),
    amounts0,
    days,
    texts,
    st.just("649901198001010019"),
)


@given(orders)
def test_an_order_comes_back_the_same(order: Order) -> None:
    assert codec.decode_order(codec.encode_order(order)) == order


@given(answers)
def test_an_answer_comes_back_the_same(answer: Answer) -> None:
    written = codec.encode_answer(answer)
    assert codec.decode_answer(written) == answer
    assert codec.salvage_answer(written) == (answer, ())


@given(st.lists(notices, max_size=5), st.booleans())
def test_notices_come_back_the_same(told: list[Notice], more: bool) -> None:
    page = codec.NoticePage(tuple(told), more)
    assert codec.decode_notices(codec.encode_notices(page)) == page


@given(st.lists(orders, min_size=1, max_size=4))
def test_a_batch_comes_back_the_same(batch: list[Order]) -> None:
    items = codec.decode_batch(codec.encode_batch(batch))
    assert [item.order for item in items] == batch
    assert [item.key for item in items] == [order.key for order in batch]


@given(orders, orders)
def test_two_orders_have_one_digest_only_if_they_are_one(one: Order, other: Order) -> None:
    assert (codec.digest(one) == codec.digest(other)) == (one == other)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_whatever_comes_is_read_or_refused_with_a_reason(data: bytes) -> None:
    for read in (
        codec.decode_order,
        codec.salvage_answer,
        codec.decode_notices,
        codec.decode_batch,
        codec.decode_results,
    ):
        assert all(fault.code and fault.template for fault in refused(read, data))


def refused(read: Callable[[bytes], Any], data: bytes) -> tuple[Fault, ...]:
    try:
        read(data)
    except BadInput as bad:
        return bad.faults
    return ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(orders, st.data())
def test_a_message_with_one_member_replaced_is_read_or_refused(order: Order, data: st.DataObject) -> None:
    message = json.loads(codec.encode_order(order))
    member = data.draw(st.sampled_from([*message, "amount", "extra"]))
    message[member] = data.draw(json_values)
    try:
        again = codec.decode_order(json.dumps(message).encode())
    except BadInput:
        return
    assert codec.decode_order(codec.encode_order(again)) == again


# --------------------------------------------------------------------------------------------------------- the refusals

ORDER = {
    "key": "F-1",
    "act": "freeze",
    "counterparty": "NZ-BANK-01",
    "subject": {"name": "李长风", "id_kind": "resident", "id_number": "649901198001010019"},
    "ground": {
        "court_code": "DX0804",
        "court_name": "云川市东湖区人民法院",
        "case_number": "（2026）宁9101执123号",
        "instrument": "裁定书",
        "article": "民事诉讼法第二百五十三条",
    },
    "made_at": "2026-11-22T09:31:00+08:00",
    "asset": "6222000000000001",
    "amount": 1234567,
    "until": "2027-11-21",
}
ANSWER = {
    "order_key": "Q-1",
    "answer_id": "A-1",
    "act": "query",
    "outcome": "done",
    "answered_at": "2026-11-22T09:31:01+08:00",
    "subject_name": "李长风",
    "subject_number": "649901198001010019",
}


def refusal(message: Any, read: Any = codec.decode_order) -> set[tuple[str, str]]:
    raw = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
    with pytest.raises(BadInput) as caught:
        read(raw)
    assert all(fault.remedy for fault in caught.value.faults)
    return {(fault.code, fault.field) for fault in caught.value.faults}


def test_the_order_of_these_tests_is_a_good_one() -> None:
    assert codec.decode_order(json.dumps(ORDER).encode()).amount == 1234567


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"amount": -1}, ("exchange.out_of_range", "amount")),
        ({"amount": 0}, ("exchange.out_of_range", "amount")),
        ({"amount": LARGEST + 1}, ("exchange.out_of_range", "amount")),
        ({"amount": "100"}, ("exchange.type", "amount")),
        ({"amount": True}, ("exchange.type", "amount")),
        ({"amount": None}, ("exchange.type", "amount")),
        ({"amount": 100.0}, ("exchange.float", "amount")),
        ({"amount": 12.34}, ("exchange.float", "amount")),
        ({"urgent": True}, ("exchange.unknown_field", "urgent")),
        ({"act": "seize"}, ("exchange.unknown_word", "act")),
        ({"act": "query"}, ("exchange.not_allowed", "amount")),
        ({"act": "release"}, ("exchange.missing", "control")),
        ({"act": "deduct"}, ("exchange.missing", "pay_to")),
        ({"key": "a b"}, ("exchange.pattern", "key")),
        ({"key": "x" * 41}, ("exchange.pattern", "key")),
        ({"asset": "../../etc"}, ("exchange.pattern", "asset")),
        ({"until": "2027-02-29"}, ("exchange.pattern", "until")),
        ({"made_at": "2026-11-22T09:31:00"}, ("exchange.pattern", "made_at")),
        ({"currency": "cny"}, ("exchange.pattern", "currency")),
        ({"counterparty": ""}, ("exchange.pattern", "counterparty")),
    ],
)
def test_a_wrong_member_is_refused_by_name(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in refusal({**ORDER, **change})


@pytest.mark.parametrize("number", ["649901199****0019", "64990119800101001", "64990119800101001x", "李长风", ""])
def test_a_number_that_is_no_full_number_is_refused(number: str) -> None:
    found = refusal({**ORDER, "subject": {**ORDER["subject"], "id_number": number}})  # type: ignore[dict-item]
    assert {field for _, field in found} == {"subject.id_number"}


def test_a_name_alone_is_no_person() -> None:
    assert refusal({**ORDER, "subject": {"name": "李长风", "id_kind": "resident"}}) == {
        ("exchange.missing", "subject.id_number")
    }


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "exchange.not_json"),
        (b"\xff\xfe", "exchange.not_json"),
        (b'{"key":', "exchange.not_json"),
        (b"[" * 100_000, "exchange.not_json"),
        (b'{"amount":' + b"9" * 5_000 + b"}", "exchange.not_json"),
        (b'{"key":"a","key":"b"}', "exchange.doubled_name"),
        (b'{"amount":NaN}', "exchange.float"),
        (b'{"amount":1e3}', "exchange.float"),
        (b'{"reason":"a\\u0000b"}', "exchange.character"),
        (b'{"reason":"\\ud800"}', "exchange.character"),
        (b"null", "exchange.type"),
        (b" " * (wire.LARGEST + 1), "exchange.too_large"),
    ],
    ids=range(12),
)
def test_bytes_that_are_no_message_are_refused(raw: bytes, code: str) -> None:
    assert code in {code for code, _ in refusal(raw)}


def test_a_float_in_the_depth_is_named_with_its_place() -> None:
    holding = {"reference": "A1", "kind": "deposit", "title": "活期", "as_of": "2026-11-22T09:31:00Z", "balance": 1.5}
    found = refusal({**ANSWER, "holdings": [holding]}, codec.salvage_answer)
    assert found == {("exchange.float", "holdings[0].balance")}


def test_a_float_is_not_written_either() -> None:
    order = codec.decode_order(json.dumps(ORDER).encode())
    with pytest.raises(BadInput) as caught:
        codec.encode_order(replace(order, amount=100.0))  # type: ignore[arg-type]
    assert caught.value.faults[0].code == "exchange.float"


@pytest.mark.parametrize(
    "change",
    [{"made_at": datetime(2026, 11, 22)}, {"amount": -5}, {"key": "钥匙"}, {"asset": ""}, {"counterparty": "a\nb"}],  # noqa: DTZ001 the zone is what is missing
    ids=["no zone", "negative", "key", "no asset", "line end"],
)
def test_a_malformed_order_is_never_written(change: dict[str, Any]) -> None:
    order = codec.decode_order(json.dumps(ORDER).encode())
    with pytest.raises(BadInput):
        codec.encode_order(replace(order, **change))


def test_one_bad_holding_is_put_aside_and_the_others_stay() -> None:
    good = {"reference": "A1", "kind": "deposit", "title": "活期", "as_of": "2026-11-22T09:31:00Z", "balance": 5}
    answer, faults = codec.salvage_answer(
        json.dumps({**ANSWER, "holdings": [good, {**good, "reference": "A2", "balance": -1}]}).encode()
    )
    assert [holding.reference for holding in answer.holdings] == ["A1"]
    assert [(fault.code, fault.field) for fault in faults] == [("exchange.out_of_range", "holdings[1].balance")]


def test_an_answer_wrong_outside_its_holdings_is_refused_whole() -> None:
    assert ("exchange.out_of_range", "amount") in refusal({**ANSWER, "amount": -1}, codec.salvage_answer)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"outcome": "refused"}, "reason_code"),
        ({"act": "freeze", "amount": 5, "rank": 1, "until": "2027-01-01"}, "control"),
        ({"act": "freeze", "control": "C1", "rank": 1, "until": "2027-01-01"}, "amount"),
        ({"act": "seal", "control": "C1", "rank": 1}, "until"),
        ({"act": "seal", "control": "C1", "until": "2027-01-01"}, "rank"),
    ],
)
def test_an_answer_must_say_what_its_outcome_rests_on(change: dict[str, Any], missing: str) -> None:
    assert refusal({**ANSWER, **change}, codec.decode_answer) == {("exchange.missing", missing)}


def test_a_malformed_order_of_a_batch_keeps_its_key_and_the_others() -> None:
    items = codec.decode_batch(
        json.dumps({"orders": [ORDER, {**ORDER, "key": "F-2", "amount": -1}, {"key": 7}]}).encode()
    )
    assert [item.key for item in items] == ["F-1", "F-2", ""]
    assert [item.order is not None for item in items] == [True, False, False]
    assert items[1].faults[0].field == "amount"


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_has_one_to_two_hundred_orders(count: int) -> None:
    assert refusal({"orders": [ORDER] * count}, codec.decode_batch) == {("exchange.length", "orders")}


def test_a_result_that_breaks_the_schema_does_not_spoil_the_batch() -> None:
    message = {"results": [{"status": 200, "answer": ANSWER}, {"status": 200, "answer": {**ANSWER, "amount": -1}}]}
    good, bad = codec.decode_results(json.dumps(message).encode())
    assert good.answer is not None
    assert bad.answer is None
    assert bad.faults[0].field == "amount"
