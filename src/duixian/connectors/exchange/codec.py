"""Orders, answers and notices between the port's values and the bytes of the exchange (`schema/exchange.v1.json`).

The members of a message have the names of the port's fields, and a field that has its default is left out: so one table
made from the port itself serves both ways, and reading what was written gives the same value back. Nothing is written
that the schema forbids, nothing is read that it does not know.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType, UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from duixian.base.faults import BadInput, Fault
from duixian.connectors.exchange import wire
from duixian.ports.agencies import Answer, Notice, Order

T = TypeVar("T")

LARGEST_BATCH: Final = 200
"""Orders in one batch."""


def encode_order(order: Order) -> bytes:
    """The body of POST orders. Raises `BadInput` if the order breaks the schema; nothing malformed is ever sent."""
    return wire.write(_plain("Order", order))


def decode_order(data: bytes) -> Order:
    """Read the body of POST orders. Raises `BadInput` with every fault (field, value, remedy)."""
    return _value(Order, wire.read("Order", data))


def digest(order: Order) -> str:
    """SHA-256, hex, of an order's content: two orders of one key are the same order if and only if it is equal."""
    return hashlib.sha256(encode_order(order)).hexdigest()


def encode_answer(answer: Answer) -> bytes:
    """The body of an answer. Raises `BadInput` if it breaks the schema."""
    return wire.write(_plain("Answer", answer))


def decode_answer(data: bytes) -> Answer:
    """Read an answer, all of it or nothing. Raises `BadInput`."""
    return _value(Answer, wire.read("Answer", data))


def salvage_answer(data: bytes) -> tuple[Answer, tuple[Fault, ...]]:
    """Read an answer and put single holdings aside that break the schema, with the reasons; the others stay.

    Raises `BadInput` if anything outside the holdings is wrong.
    """
    return answer_of(wire.parse(data))


def answer_of(message: Any) -> tuple[Answer, tuple[Fault, ...]]:
    """As `salvage_answer`, of a message already parsed (one of a batch)."""
    if not wire.faults("Answer", message):
        return _value(Answer, message), ()
    holdings = message.get("holdings") if isinstance(message, dict) else None
    if not isinstance(holdings, list):
        wire.must_keep("Answer", message)
    good, wrong = [], []
    for position, holding in enumerate(holdings or ()):
        found = wire.faults("Holding", holding)
        wrong += [_within(fault, f"holdings[{position}]") for fault in found]
        if not found:
            good.append(holding)
    rest = {**message, "holdings": good}
    wire.must_keep("Answer", rest)
    return _value(Answer, rest), tuple(wrong)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notices, oldest first; `more`: later ones exist already."""

    notices: tuple[Notice, ...]
    more: bool = False


def encode_notices(page: NoticePage) -> bytes:
    """The body of an answer to GET notices. Raises `BadInput` if a notice breaks the schema."""
    message = {"notices": [_plain("Notice", notice) for notice in page.notices], "more": page.more}
    wire.must_keep("NoticePage", message)
    return wire.write(message)


def decode_notices(data: bytes) -> NoticePage:
    """Read a page of notices. Raises `BadInput`."""
    message = wire.read("NoticePage", data)
    return NoticePage(tuple(_value(Notice, notice) for notice in message["notices"]), message["more"])


# ------------------------------------------------------------------------------------------------------------- batches


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One order of a batch as it came: the order, or what is wrong with it and the key it has, if readable."""

    key: str
    order: Order | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one order of a batch: `status` as HTTP would say it, and an answer or a problem (as plain JSON).

    `faults`: holdings of the answer that were put aside.
    """

    status: int
    key: str = ""
    answer: Answer | None = None
    problem: Mapping[str, Any] | None = None
    faults: tuple[Fault, ...] = ()


def encode_batch(orders: Iterable[Order]) -> bytes:
    """The body of POST orders:batch. Raises `BadInput` for an order that breaks the schema, none or more than 200."""
    message = {"orders": [_plain("Order", order) for order in orders]}
    wire.must_keep("Batch", message)
    return wire.write(message)


def decode_batch(data: bytes) -> tuple[BatchItem, ...]:
    """Read a batch: each order by itself, a malformed one beside the others. Raises `BadInput` if it is no batch."""
    return tuple(_item(message) for message in wire.read("Batch", data)["orders"])


def encode_results(results: Iterable[BatchResult]) -> bytes:
    """The body of an answer to POST orders:batch. Raises `BadInput` if a part breaks the schema."""
    message = {"results": [_plain_result(result) for result in results]}
    wire.must_keep("BatchAnswer", message)
    return wire.write(message)


def decode_results(data: bytes) -> tuple[BatchResult, ...]:
    """Read the answer to a batch. A part that breaks the schema becomes a result with neither answer nor problem and
    with the faults; the others stay. Raises `BadInput` if it is no answer to a batch."""
    return tuple(_result(message) for message in wire.read("BatchAnswer", data)["results"])


def _item(message: Any) -> BatchItem:
    key = _readable_key(message)
    try:
        wire.must_keep("Order", message)
        return BatchItem(key, _value(Order, message))
    except BadInput as bad:
        return BatchItem(key, None, bad.faults)


def _readable_key(message: Any) -> str:
    key = message.get("key") if isinstance(message, dict) else None
    return key if isinstance(key, str) and not wire.faults("Key", key) else ""


def _plain_result(result: BatchResult) -> dict[str, Any]:
    message: dict[str, Any] = {"status": result.status}
    if result.key:
        message["order_key"] = result.key
    if result.answer is not None:
        message["answer"] = _plain("Answer", result.answer)
    if result.problem is not None:
        wire.must_keep("Problem", result.problem)
        message["problem"] = dict(result.problem)
    return message


def _result(message: dict[str, Any]) -> BatchResult:
    status, key = message["status"], message.get("order_key", "")
    try:
        if "answer" in message:
            answer, faults = answer_of(message["answer"])
            return BatchResult(status, key, answer, faults=faults)
        wire.must_keep("Problem", message["problem"])
        return BatchResult(status, key, problem=message["problem"])
    except BadInput as bad:
        return BatchResult(status, key, faults=bad.faults)


# -------------------------------------------------------------------------------------------------- values and members


@dataclass(frozen=True, slots=True)
class _Member:
    """How one field of a port's value stands in a message."""

    name: str
    default: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_KNOWN: Final[dict[type[Any], tuple[_Member, ...]]] = {}


def _members(kind: type[Any]) -> tuple[_Member, ...]:
    known = _KNOWN.get(kind)
    if known is None:
        known = _KNOWN[kind] = tuple(_tabled(kind))
    return known


def _tabled(kind: type[Any]) -> Iterator[_Member]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if default is MISSING and isinstance(hints[field.name], UnionType):
            default = None  # needed by the port, silent in the message: the agency does not know
        yield _Member(field.name, default, *_ways(hints[field.name]))


def _ways(hint: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """How a value of a type is written and read."""
    if isinstance(hint, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        write, read = _ways(get_args(hint)[0])
        return lambda items: [write(item) for item in items], lambda items: tuple(read(item) for item in items)
    if get_origin(hint) is Mapping:
        return dict, lambda items: MappingProxyType(dict(items))
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return _message, lambda message: _value(hint, message)
    if hint in (datetime, date):
        return lambda moment: moment.isoformat(), hint.fromisoformat
    if issubclass(hint, StrEnum):
        return str, hint
    return _exact, _same


def _same(value: Any) -> Any:
    return value


def _exact(value: Any) -> Any:
    """A float would pass the schema's "integer" as 100.0 and then go over the wire with its decimal point."""
    if isinstance(value, float):
        raise BadInput(
            Fault("exchange.float", "金额必须是以分为单位的整数", "请改为以分为单位的整数", value=str(value))
        )
    return value


def _message(value: Any) -> dict[str, Any]:
    return {
        member.name: member.write(found)
        for member in _members(type(value))
        if (found := getattr(value, member.name)) is not None and found != member.default
    }


def _plain(kind: str, value: Any) -> dict[str, Any]:
    message = _message(value)
    wire.must_keep(kind, message)
    return message


def _value(kind: type[T], message: Mapping[str, Any]) -> T:
    """A message that keeps the schema as the port's value."""
    given = {}
    for member in _members(kind):
        if member.name not in message:
            given[member.name] = member.default
        else:
            try:
                given[member.name] = member.read(message[member.name])
            except ValueError as error:  # a time that the format allows and no calendar has, such as second 60
                raise BadInput(
                    Fault(
                        "exchange.pattern",
                        "不是有效的日期或时间",
                        "请核对",
                        field=member.name,
                        value=str(message[member.name]),
                    )
                ) from error
    return kind(**given)


def _within(fault: Fault, place: str) -> Fault:
    path = f"{place}.{fault.field}" if fault.field else place
    return Fault(fault.code, fault.template, fault.remedy, path, fault.value, fault.place, fault.data)
