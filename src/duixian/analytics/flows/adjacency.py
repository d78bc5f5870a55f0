"""Sorting of millions of transfers by time and by account: small compiled functions on arrays.

Sorted by time first, a transfer's place in that order says when it was; the transfers of one account are then a run of
ascending places. Every sort here is stable: what ties keeps the order in which it came.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled

Codes = NDArray[np.int32]
"""Accounts, by number from 0."""
Places = NDArray[np.int32]
"""Places of transfers in the order of time."""
Moments = NDArray[np.int64]
"""Milliseconds since 1970-01-01 UTC."""
Fen = NDArray[np.int64]

_DIGIT: Final = 11
_BUCKETS: Final = 1 << _DIGIT


@compiled
def ascending(at: Moments) -> bool:
    """Whether no moment comes before the one it follows."""
    for i in range(1, len(at)):  # noqa: SIM110  a compiled loop, not a generator
        if at[i] < at[i - 1]:
            return False
    return True


@compiled
def time_order(at: Moments) -> Places:
    """The rows in order of time, equal moments in the order they stand: a radix sort by 11 bits."""
    count = len(at)
    order = np.arange(count).astype(np.int32)
    if count == 0:
        return order
    least = at.min()
    span = at.max() - least
    other = np.empty(count, np.int32)
    shift = 0
    while span >> shift > 0:
        starts = np.zeros(_BUCKETS + 1, np.int64)
        for i in range(count):
            starts[(((at[i] - least) >> shift) & (_BUCKETS - 1)) + 1] += 1
        for digit in range(_BUCKETS):
            starts[digit + 1] += starts[digit]
        for i in range(count):
            row = order[i]
            digit = ((at[row] - least) >> shift) & (_BUCKETS - 1)
            other[starts[digit]] = row
            starts[digit] += 1
        order, other = other, order
        shift += _DIGIT
    return order


@compiled
def by_account(codes: Codes, accounts: int) -> tuple[Places, Places]:
    """Runs of places by account: `(offsets, places)`; of account `a`: `places[offsets[a]:offsets[a + 1]]`, ascending.

    `codes` stand in order of time and are all below `accounts`.
    """
    offsets = np.zeros(accounts + 1, np.int32)
    for i in range(len(codes)):
        offsets[codes[i] + 1] += 1
    for account in range(accounts):
        offsets[account + 1] += offsets[account]
    free = offsets[:-1].copy()
    places = np.empty(len(codes), np.int32)
    for i in range(len(codes)):
        places[free[codes[i]]] = i
        free[codes[i]] += 1
    return offsets, places


@compiled
def interleave(first: Moments, second: Moments) -> tuple[Places, Places]:
    """Where the rows of two columns in order of time stand in the order of both; at one moment the first come first."""
    of_first, of_second = np.empty(len(first), np.int32), np.empty(len(second), np.int32)
    i, j = 0, 0
    while i < len(first) or j < len(second):
        if j == len(second) or (i < len(first) and first[i] <= second[j]):
            of_first[i] = i + j
            i += 1
        else:
            of_second[j] = i + j
            j += 1
    return of_first, of_second


@compiled
def first_from(run: Places, low: int, high: int, place: int) -> int:
    """The first index in `run[low:high]` that holds `place` or a later one; `high` when there is none."""
    while low < high:
        middle = (low + high) >> 1
        if run[middle] < place:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def first_after(at: Moments, near: int, moment: int) -> int:
    """The first place later than `moment`, looked for from place `near` on in growing steps: near is cheap.

    All places before `near` must not be later than `moment`. `len(at)` when there is none.
    """
    step, low = 1, near
    while low + step <= len(at) and at[low + step - 1] <= moment:
        low += step
        step <<= 1
    high = min(low + step, len(at))
    while low < high:
        middle = (low + high) >> 1
        if at[middle] <= moment:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def first_not_before(at: Moments, near: int, moment: int) -> int:
    """The first place not earlier than `moment`, looked for from place `near` backwards in growing steps.

    All places from `near` on must not be earlier than `moment`.
    """
    step, high = 1, near
    while high - step >= 0 and at[high - step] >= moment:
        high -= step
        step <<= 1
    low = max(high - step, 0)
    while low < high:
        middle = (low + high) >> 1
        if at[middle] < moment:
            low = middle + 1
        else:
            high = middle
    return low
