"""The loops that columns cannot say (docs/adr/0016): what of a sum that came in went out again, and chains of payments
in the order of time."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
"""Accounts, persons, places of transfers, rows of debtors."""
Bools = NDArray[np.bool_]

MOST_HOPS: Final = 6
_PATIENCE: Final = 400
"""Payments looked at for one start: a hub with thousands of payments ends the search, which is then not found."""


@compiled
def matched(d: Codes, at: Ints, amount: Ints, comes: Bools, reach: int) -> tuple[Ints, Ints, Ints]:
    """What of each outgoing sum had come in shortly before.

    Rows in order of debtor and time; `comes`: the row is incoming. An outgoing sum takes from the newest incoming ones
    first, none older than `reach` milliseconds, each fen once. Returns pairs: row out, row in, fen.
    """
    size = len(d)
    left = amount.copy()
    outs = np.empty(2 * size + 1, dtype=np.int64)
    ins = np.empty(2 * size + 1, dtype=np.int64)
    sums = np.empty(2 * size + 1, dtype=np.int64)
    stack = np.empty(size + 1, dtype=np.int64)
    top, found = 0, 0
    for row in range(size):
        if row == 0 or d[row] != d[row - 1]:
            top = 0
        if comes[row]:
            stack[top] = row
            top += 1
            continue
        wanted = amount[row]
        while wanted > 0 and top > 0:
            newest = stack[top - 1]
            if at[row] - at[newest] > reach:
                top = 0  # all others are older still
                break
            took = min(wanted, left[newest])
            outs[found], ins[found], sums[found] = row, newest, took
            found += 1
            wanted -= took
            left[newest] -= took
            if left[newest] == 0:
                top -= 1
    return outs[:found], ins[:found], sums[:found]


@compiled
def _among(keys: Ints, wanted: int) -> bool:
    place = np.searchsorted(keys, wanted)
    return bool(place < len(keys) and keys[place] == wanted)


@compiled
def chains(
    first: Ints,
    d: Codes,
    person: Codes,
    kin: Ints,
    size: int,
    order: Codes,
    starts: Codes,
    target: Codes,
    at: Ints,
    amount: Ints,
    owner: Codes,
    reach: int,
    keep: int,
    hops: int,
) -> Ints:
    """For each first payment the first chain that leads to the debtor or a relative; rows of payments, -1 behind the
    end.

    Each payment follows the one before within `reach` milliseconds and carries on at least `keep` per mille of it and
    no more than all of it. `kin`: debtor × `size` + person, rising. Depth first, in order of time, at most `hops`
    payments.
    """
    paths = np.full((len(first), MOST_HOPS), -1, dtype=np.int64)
    place = np.empty(MOST_HOPS + 1, dtype=np.int64)
    for start in range(len(first)):
        path = paths[start]
        path[0] = first[start]
        depth = 0
        looked = 0
        account = target[first[start]]
        place[0] = _after(order, at, starts[account], starts[account + 1], at[first[start]])
        while depth >= 0:
            here = path[depth]
            account = target[here]
            at_next = place[depth]
            if (
                depth + 1 >= hops
                or at_next >= starts[account + 1]
                or at[order[at_next]] - at[here] > reach
                or looked > _PATIENCE
            ):
                path[depth] = -1
                depth -= 1
                continue
            place[depth] += 1
            looked += 1
            step = order[at_next]
            if amount[step] > amount[here] or amount[step] * 1000 < amount[here] * keep:
                continue
            who = owner[target[step]]
            if who < 0:
                continue
            depth += 1
            path[depth] = step
            if who == person[d[start]] or _among(kin, d[start] * size + who):
                break
            account = target[step]
            place[depth] = _after(order, at, starts[account], starts[account + 1], at[step])
        if depth < 0:
            path[0] = -1
    return paths


@compiled
def _after(order: Codes, at: Ints, low: int, high: int, moment: int) -> int:
    """The first place among an account's payments that is later than a moment."""
    while low < high:
        middle = (low + high) // 2
        if at[order[middle]] > moment:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def seconds(
    first: Ints,
    order: Codes,
    starts: Codes,
    target: Codes,
    at: Ints,
    amount: Ints,
    reach: int,
    keep: int,
    most: int,
) -> tuple[Ints, Ints]:
    """Every payment that may carry on a first one: within `reach` milliseconds, at least `keep` per mille of it and no
    more than all of it; at most `most` looked at for each. Pairs: place in `first`, row of the payment."""
    room = max(16, len(first) * 4)
    froms = np.empty(room, dtype=np.int64)
    steps = np.empty(room, dtype=np.int64)
    found = 0
    for start in range(len(first)):
        row = first[start]
        account = target[row]
        place = _after(order, at, starts[account], starts[account + 1], at[row])
        until = min(starts[account + 1], place + most)
        while place < until and at[order[place]] - at[row] <= reach:
            step = order[place]
            place += 1
            if amount[step] > amount[row] or amount[step] * 1000 < amount[row] * keep:
                continue
            if found == room:
                froms = np.concatenate((froms, np.empty(room, dtype=np.int64)))
                steps = np.concatenate((steps, np.empty(room, dtype=np.int64)))
                room *= 2
            froms[found], steps[found] = start, step
            found += 1
    return froms[:found], steps[:found]
