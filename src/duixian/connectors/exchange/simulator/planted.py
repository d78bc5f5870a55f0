"""Answers spoiled on purpose: bad holdings among good ones, and the faults the conformance kit has to find."""

import json
from typing import Any

from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.simulator.behaviour import Behaviour
from duixian.ports.agencies import Act, Answer

_MONEY = ("amount", "balance", "available")


def written(answer: Answer, behaviour: Behaviour, *, earlier: Answer | None) -> dict[str, Any]:
    """An answer as it goes out, spoiled where the behaviour says so; `earlier`: the answer to an order before."""
    if behaviour.answers_other_order:
        answer = earlier or answer
    message: dict[str, Any] = json.loads(codec.encode_answer(answer))
    if behaviour.answers_other_order and earlier is None:
        message["order_key"] = "OTHER-" + message["order_key"][:30]
    if answer.act is Act.QUERY and behaviour.hits(behaviour.partly_wrong, "partly_wrong", answer.order_key):
        _spoil_some(message)
    if behaviour.balance_negative:
        _each(message, lambda part: part.update(balance=-1) if "balance" in part else None)
    if behaviour.float_money:
        _each(message, _to_floats)
    if behaviour.schema_extra_field:
        message["remark"] = "模拟的多余字段"
    return message


def body(message: dict[str, Any]) -> bytes:
    """The bytes of a message that perhaps breaks the schema."""
    return wire.write(message)


def _spoil_some(message: dict[str, Any]) -> None:
    """Two holdings nobody can use beside the good ones: a negative balance, a currency nobody asked for."""
    if not message.get("holdings"):
        return
    first = message["holdings"][0]
    negative = {**first, "reference": "BAD-1", "kind": "deposit", "balance": -1, "available": 0}
    foreign = {**first, "reference": "BAD-2", "currency": "USD"}
    message["holdings"] = [negative, *message["holdings"], foreign]


def _each(message: dict[str, Any], change: Any) -> None:
    for part in (message, *message.get("holdings", ())):
        change(part)


def _to_floats(part: dict[str, Any]) -> None:
    for name in _MONEY:
        if name in part:
            part[name] = float(part[name])
