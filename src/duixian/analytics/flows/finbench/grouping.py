"""Rows of integer columns brought together by one of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.flows.adjacency import Codes, Moments

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Totals:
    """One row a key, ascending."""

    keys: Codes
    counts: Whole
    sums: Whole
    largest: Whole


def totals(keys: Codes, amounts: Whole) -> Totals:
    """Of each key, how many rows, their sum and the largest of them."""
    order = np.argsort(keys, kind="stable")
    keys, amounts = keys[order], amounts[order]
    first = np.flatnonzero(firsts(keys))
    if len(first) == 0:
        return Totals(keys, *(np.empty(0, dtype=np.int64) for _ in range(3)))
    counts = np.diff(first, append=len(keys))
    return Totals(keys[first], counts, np.add.reduceat(amounts, first), np.maximum.reduceat(amounts, first))


def earliest(keys: Codes, at: Moments) -> tuple[Codes, Moments]:
    """Each key once, with its first moment."""
    order = np.lexsort((at, keys))
    keys, at = keys[order], at[order]
    first = firsts(keys)
    return keys[first], at[first]


def latest(keys: Codes, at: Moments) -> tuple[Codes, Moments]:
    """Each key once, with its last moment."""
    keys, negative = earliest(keys, -at)
    return keys, -negative


def firsts(*sorted_columns: Whole | Codes) -> NDArray[np.bool_]:
    """Which rows differ from the row before them in any column."""
    count = len(sorted_columns[0])
    different = np.zeros(count, dtype=np.bool_)
    different[:1] = True
    for column in sorted_columns:
        different[1:] |= column[1:] != column[:-1]
    return different
