"""A kept call and its reply as a page shows them: of this order alone, with full numbers masked.

The bytes themselves stay untouched in the record; their hashes and signatures, which are shown, are of the bytes and
not of what is shown here. One call may have carried hundreds of orders about other people: theirs are left out.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duixian.base.identity import mask_id
from duixian.domain.assets.models import ControlOrder, OrderExchange

_LONG = re.compile(r"(?<![0-9A-Za-z-])(?:\d{14,19}[0-9Xx]?|[0-9A-HJ-NPQRTUWXY]{18})(?![0-9A-Za-z-])")
"""Resident numbers, credit codes, account and card numbers; never a key of an order, whose parts are joined by -."""

_MOST = 20_000
"""Characters of one message shown at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One call. `request` and `reply` are indented text; `others` so many orders of the same call left out."""

    exchange: OrderExchange
    request: str
    reply: str
    request_signature: str
    reply_signature: str
    others: int
    cut: bool


def of_order(order: ControlOrder) -> list[Shown]:
    """Every call about an order, oldest first, two statements."""
    rows = order.exchanges.select_related("carried_by").order_by("pk")
    return [_shown(order, exchange) for exchange in rows]


def _shown(order: ControlOrder, exchange: OrderExchange) -> Shown:
    bytes_of = exchange.carried_by or exchange
    request, others, cut = _text(bytes(bytes_of.request), order)
    reply, _, cut_too = _text(bytes(bytes_of.reply), order)
    return Shown(exchange, request, reply, bytes_of.request_signature, bytes_of.reply_signature, others, cut or cut_too)


def _text(data: bytes, order: ControlOrder) -> tuple[str, int, bool]:
    """The message as text, how many orders of others were left out, and whether it was cut."""
    if not data:
        return "", 0, False
    try:
        message = json.loads(data)
    except ValueError:
        text = data.decode("utf-8", errors="replace")
        return masked(text[:_MOST], order.id_number), 0, len(text) > _MOST
    others = 0
    if isinstance(message, dict):
        for name, value in message.items():
            if isinstance(value, list) and _of_many(value, order.key):
                own = [one for one in value if order.key in json.dumps(one)]
                others = max(others, len(value) - len(own))
                message[name] = own
    text = json.dumps(message, ensure_ascii=False, indent=2)
    return masked(text[:_MOST], order.id_number), others, len(text) > _MOST


def _of_many(value: Sequence[Any], key: str) -> bool:
    """Whether a list holds one entry an order: some name this order, and none is about nothing."""
    return bool(value) and all(isinstance(one, dict) for one in value) and any(key in json.dumps(one) for one in value)


def masked(text: str, number: str) -> str:
    """The text with the person's number, and every other long number in it, masked."""
    if number:
        text = text.replace(number, mask_id(number))
    return _LONG.sub(lambda found: mask_id(found[0]), text)
