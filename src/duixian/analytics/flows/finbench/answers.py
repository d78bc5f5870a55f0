"""Answers as the benchmark writes them: rows of named values, as JSON text.

Numbers are exact until they are written: sums are fen, ratios are fractions of whole numbers.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np

Value = int | bool | str | Decimal | list[int]
"""`Decimal` where the benchmark has a floating number."""
Row = dict[str, Value]
Rows = list[Row]

NOTHING: Final = Decimal(-1)
"""What stands for a value that nothing can be computed from."""

_TURN: Final = 2**32


def yuan(fen: int) -> Decimal:
    """A sum in yuan, exactly."""
    return Decimal(fen).scaleb(-2)


def ratio(numerator: int, denominator: int) -> Decimal:
    """Rounded half up to thousandths, then to the nearest 32-bit number, as which the driver keeps it.

    Neither number is negative; `NOTHING` when the denominator is 0.
    """
    if denominator == 0:
        return NOTHING
    thousandths = (2000 * numerator + denominator) // (2 * denominator)
    return Decimal(str(np.float32(f"{thousandths}e-3")))


def text(answer: object) -> str:
    """The JSON text of an answer, without spaces."""
    if isinstance(answer, Decimal):
        plain = f"{answer:f}"
        whole, _, part = plain.partition(".")
        return f"{whole}.{part.rstrip('0') or '0'}"
    if isinstance(answer, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{text(value)}" for name, value in answer.items()) + "}"
    if isinstance(answer, list):
        return "[" + ",".join(map(text, answer)) + "]"
    return json.dumps(answer, ensure_ascii=False)


def path_order(path: Sequence[int]) -> tuple[int, list[int]]:
    """The key by which the driver sorts the paths of complex read 5, whose order the specification leaves open: the
    hash of a Java object that holds an object that holds a list of longs."""
    of_list = 1
    for number in path:
        unsigned = number % 2**64
        of_list = 31 * of_list + ((unsigned ^ (unsigned >> 32)) % _TURN)
    of_result = (31 + 31 + of_list) % _TURN
    return of_result - _TURN if of_result >= _TURN // 2 else of_result, list(path)
