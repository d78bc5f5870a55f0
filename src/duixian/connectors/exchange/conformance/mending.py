"""Reads an answer that breaks the schema in ways that hide nothing, so that the other checks can still be made.

Members nobody described are left out, and numbers such as 100.0 are read as integers. That the answer breaks the schema
has been noted by then, and the run fails for it: this only keeps one fault of a server from colouring every check.
"""

import json
import re
from decimal import Decimal
from typing import Any, Final

from duixian.connectors.exchange import wire

_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def mended(kind: str, data: bytes) -> bytes:
    """`data` as a message that keeps the definition `kind`. Raises `BadInput` if it cannot be mended so."""
    try:
        message = json.loads(data, parse_float=_whole)
    except ValueError:
        wire.parse(data)  # says what is wrong with it
        raise
    for fault in wire.faults(kind, message):
        if fault.code == "exchange.unknown_field":
            _leave_out(message, fault.field)
    wire.must_keep(kind, message)
    return wire.write(message)


def _whole(text: str) -> Any:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else text


def _leave_out(message: Any, path: str) -> None:
    steps: list[Any] = [int(position) if position else name for name, position in _STEP.findall(path)]
    try:
        for step in steps[:-1]:
            message = message[step]
        message.pop(steps[-1], None)
    except (KeyError, IndexError, TypeError, AttributeError):
        return  # a name with a dot in it: the message stays broken, and is refused
