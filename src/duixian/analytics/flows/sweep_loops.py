"""The loop of the sweep, compiled: for many parties, whether their money reaches accounts they are asked about."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places, first_after, first_from

_OWN: Final = -1
"""The arrival at an account of one's own: before everything."""
_NEVER: Final = np.iinfo(np.int32).max
_FIRST_SIZE: Final = 1 << 12
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


class Graph(NamedTuple):
    """The columns of a layer that the sweep reads."""

    at: Moments
    amount: Fen
    source: Codes
    target: Codes
    out_offsets: Places
    out_places: Places
    in_offsets: Places
    in_places: Places


class Parties(NamedTuple):
    """Of party `p`: its own accounts are `own[own_starts[p]:own_starts[p + 1]]`, those asked about `wanted[…]`; only
    places from `low[p]` up to `high[p]` count."""

    own_starts: NDArray[np.int64]
    own: Codes
    wanted_starts: NDArray[np.int64]
    wanted: Codes
    low: Places
    high: Places


class Arrivals(NamedTuple):
    """For each wanted account: transfers from an own account (0: not reached), the place of the last, of the first,
    and the smallest amount between."""

    hop: Places
    last: Places
    first: Places
    least: Fen


class _Known(NamedTuple):
    """Accounts one party's money has come to: by whom it is asked (`asked_by`, so that nothing needs to be wiped), the
    earliest arrival that may be passed on, and the one found on this hop: place, where it began, smallest amount."""

    account: Places
    asked_by: Places
    came: Places
    began: Places
    least: Fen
    comes: Places
    begins: Places
    less: Fen
    front: Places
    next_front: Places


@compiled
def _table(size: int) -> _Known:
    """Room for half as many accounts."""
    account, asked_by = np.empty(size, np.int32), np.full(size, -1, np.int32)
    came, began, least = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64)
    comes, begins, less = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64)
    front, next_front = np.empty(size, np.int32), np.empty(size, np.int32)
    return _Known(account, asked_by, came, began, least, comes, begins, less, front, next_front)


@compiled
def _slot(account: Places, asked_by: Places, party: int, key: int) -> int:
    """Where an account stands in this party's table, or the free slot where it would."""
    mask = len(account) - 1
    at = int((np.uint64(key) * _SPREAD) >> np.uint64(32)) & mask
    while asked_by[at] == party and account[at] != key:
        at = (at + 1) & mask
    return at


@compiled
def _own(known: _Known, party: int, own: Codes) -> int:
    """Begin with the accounts of the party: how many, or -1 when the table is too small."""
    if 2 * len(own) >= len(known.account):
        return -1
    fronts = 0
    for account in own:
        slot = _slot(known.account, known.asked_by, party, account)
        if known.asked_by[slot] != party:
            known.account[slot], known.asked_by[slot] = account, party
            known.came[slot], known.comes[slot] = _OWN, _OWN
            known.front[fronts] = slot
            fronts += 1
    return fronts


@compiled
def _expand(
    graph: Graph, known: _Known, party: int, fronts: int, entries: int, low: int, high: int, threshold: int
) -> tuple[int, int]:
    """One hop on from every account of the front, between two places: how many accounts have an earlier arrival by it,
    and how many are known then; -1 when the table is too small."""
    at, amount, target, offsets, places = graph.at, graph.amount, graph.target, graph.out_offsets, graph.out_places
    account, asked_by, came, began, least = known.account, known.asked_by, known.came, known.began, known.least
    comes, begins, less, front, next_front = known.comes, known.begins, known.less, known.front, known.next_front
    nexts = 0
    for turn in range(fronts):
        here = front[turn]
        since = came[here]
        begin = low if since == _OWN else first_after(at, since, at[since])
        run, end = offsets[account[here]], offsets[account[here] + 1]
        for i in range(first_from(places, run, end, begin), end):
            place = places[i]
            if place >= high:
                break
            if threshold > 1 and amount[place] < threshold:
                continue
            slot = _slot(account, asked_by, party, target[place])
            if asked_by[slot] != party:
                entries += 1
                if 2 * entries > len(account):
                    return 0, -1
                account[slot], asked_by[slot], came[slot], comes[slot] = target[place], party, _NEVER, _NEVER
            if came[slot] <= place or comes[slot] <= place:
                continue
            if comes[slot] == came[slot]:
                next_front[nexts] = slot
                nexts += 1
            comes[slot] = place
            begins[slot] = place if since == _OWN else began[here]
            less[slot] = amount[place] if since == _OWN else min(least[here], amount[place])
    return nexts, entries


@compiled
def _arrive(known: _Known, nexts: int) -> None:
    """What came on this hop may be passed on from now."""
    for i in range(nexts):
        slot = known.next_front[i]
        known.came[slot], known.began[slot], known.least[slot] = known.comes[slot], known.begins[slot], known.less[slot]
        known.front[i] = slot


@compiled
def _latest(graph: Graph, wanted: Codes, low: int, high: int) -> int:
    """One more than the last place at which anything reaches one of these accounts; `low` when nothing does."""
    latest = low
    for account in wanted:
        run, end = graph.in_offsets[account], graph.in_offsets[account + 1]
        i = first_from(graph.in_places, run, end, high)
        if i > run:
            latest = max(latest, graph.in_places[i - 1] + 1)
    return latest


@compiled
def _reaches(
    graph: Graph, known: _Known, party: int, account: int, low: int, high: int, threshold: int
) -> tuple[int, int, int]:
    """The earliest transfer that brings the account what has come so far: its place (-1: none), the place where that
    began, and the smallest amount on the way."""
    at, amount, source, places = graph.at, graph.amount, graph.source, graph.in_places
    names, asked_by, came = known.account, known.asked_by, known.came
    run, end = graph.in_offsets[account], graph.in_offsets[account + 1]
    for i in range(first_from(places, run, end, low), end):
        place = places[i]
        if place >= high:
            break
        if threshold > 1 and amount[place] < threshold:
            continue
        slot = _slot(names, asked_by, party, source[place])
        if asked_by[slot] != party:
            continue
        since = came[slot]
        if since == _OWN:
            return place, place, amount[place]
        if since != _NEVER and at[since] < at[place]:
            return place, known.began[slot], min(known.least[slot], amount[place])
    return -1, -1, 0


@compiled
def _one(graph: Graph, known: _Known, parties: Parties, party: int, hops: int, threshold: int, found: Arrivals) -> bool:
    """All accounts one party is asked about. False when the table is too small: nothing counts then."""
    begin, end = parties.wanted_starts[party], parties.wanted_starts[party + 1]
    low = parties.low[party]
    high = _latest(graph, parties.wanted[begin:end], low, parties.high[party])
    found.hop[begin:end] = 0
    if high <= low:
        return True
    fronts = _own(known, party, parties.own[parties.own_starts[party] : parties.own_starts[party + 1]])
    entries = fronts
    for hop in range(1, hops + 1):
        if fronts < 0 or entries < 0:
            return False
        open_ = 0
        for i in range(begin, end):
            if found.hop[i] == 0:
                last, first, least = _reaches(graph, known, party, parties.wanted[i], low, high, threshold)
                if last >= 0:
                    found.hop[i], found.last[i], found.first[i], found.least[i] = hop, last, first, least
                else:
                    open_ += 1
        if hop == hops or open_ == 0:
            break
        nexts, entries = _expand(graph, known, party, fronts, entries, low, high, threshold)
        _arrive(known, nexts)
        fronts = nexts
    return entries >= 0


@compiled
def reach_each(
    graph: Graph, parties: Parties, begin: int, end: int, hops: int, threshold: int, found: Arrivals
) -> None:
    """Parties `begin` to `end`: written to `found`."""
    size = _FIRST_SIZE
    known = _table(size)
    party = begin
    while party < end:
        if _one(graph, known, parties, party, hops, threshold, found):
            party += 1
        else:
            size *= 4
            known = _table(size)
