"""The loops of a trace, compiled. `trace` says what they mean; the tests say it again in plain Python.

A place names a transfer of both layers: below the length of the base it stands there, from there on in the tail.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places, first_after, first_from, first_not_before
from duixian.analytics.flows.model import Keep
from duixian.analytics.flows.network import Layer

Flags = NDArray[np.bool_]
Table = NDArray[np.int64]

_NONE: Final = -1
_NEWEST: Final = int(Keep.NEWEST)
_LARGEST: Final = int(Keep.LARGEST)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST_SIZE: Final = 512


class Rules(NamedTuple):
    """Window and limits as plain numbers; `keep_first` 0 is without limit."""

    backward: bool
    start: int
    end: int
    hops: int
    keep_first: int
    keep: int
    threshold: int
    hold: int
    same_moment: bool
    most: int


class Reached(NamedTuple):
    """The rows of one trace, or of several in a row, by place."""

    place: Places
    hop: Places
    parent: Places
    cut: Flags
    cut_at_source: Flags
    whole: bool


# -- a set and a map of integers ----------------------------------------------------------------------------------


@compiled
def _slot(keys: Table, key: int) -> int:
    """Where `key` stands, or the free slot where it would."""
    mask = len(keys) - 1
    at = int((np.uint64(key) * _SPREAD) >> np.uint64(32)) & mask
    while keys[at] != _NONE and keys[at] != key:
        at = (at + 1) & mask
    return at


@compiled
def _wider(keys: Table, values: Table) -> tuple[Table, Table]:
    wide = np.full(2 * len(keys), _NONE, np.int64)
    moved = np.empty(2 * len(values), np.int64)
    for i in range(len(keys)):
        if keys[i] != _NONE:
            at = _slot(wide, keys[i])
            wide[at] = keys[i]
            if len(values):
                moved[at] = values[i]
    return wide, moved


# -- what may follow ----------------------------------------------------------------------------------------------


@compiled
def _window(layer: Layer, rules: Rules) -> tuple[int, int]:
    """The places of a layer between the ends of the window."""
    at = layer.at
    low = first_after(at, 0, rules.start)
    return low, max(low, first_not_before(at, len(at), rules.end))


@compiled
def _later(layer: Layer, rules: Rules, low: int, high: int, near: int, moment: int) -> tuple[int, int]:
    """Of the places `low` to `high` those that may pass on what arrived at `moment`; `near`: its place here, or -1."""
    at = layer.at
    if rules.same_moment:
        low = max(low, first_not_before(at, len(at) if near < 0 else near, moment))
    else:
        low = max(low, first_after(at, max(near, 0), moment))
    if rules.hold > 0 and low < high:
        high = min(high, first_after(at, low if at[low] <= moment + rules.hold else 0, moment + rules.hold))
    return low, high


@compiled
def _earlier(layer: Layer, rules: Rules, low: int, high: int, near: int, moment: int) -> tuple[int, int]:
    """The same backwards: those whose money may have left at `moment`."""
    at = layer.at
    if rules.same_moment:
        high = min(high, first_after(at, max(near, 0), moment))
    else:
        high = min(high, first_not_before(at, len(at) if near < 0 else near, moment))
    if rules.hold > 0 and low < high:
        low = max(low, first_not_before(at, len(at), moment - rules.hold))
    return low, high


@compiled
def _run(layer: Layer, rules: Rules, account: int, low: int, high: int) -> tuple[int, int]:
    """Indexes into the account's run of places: those between two places."""
    if account >= len(layer.out_offsets) - 1 or low >= high:
        return 0, 0
    offsets = layer.in_offsets if rules.backward else layer.out_offsets
    places = layer.in_places if rules.backward else layer.out_places
    first = first_from(places, offsets[account], offsets[account + 1], low)
    return first, first_from(places, first, offsets[account + 1], high)


@compiled
def _choose(
    base: Layer, tail: Layer, rules: Rules, b_low: int, b_high: int, t_low: int, t_high: int, chosen: Places
) -> tuple[int, bool]:
    """Write the places that are kept into `chosen`, in the order of keeping: how many, and whether any were left out.

    The four indexes bound what is to choose from; `chosen` has room for all of it, or for the number kept.
    """
    b_run = base.in_places if rules.backward else base.out_places
    t_run = tail.in_places if rules.backward else tail.out_places
    newest, largest = rules.keep == _NEWEST, rules.keep == _LARGEST
    room = rules.keep_first if rules.keep_first > 0 and not largest else len(base.at) + len(tail.at)
    count, more, joint = 0, False, len(base.at)
    while (b_low < b_high or t_low < t_high) and not more:
        if newest:
            b, t = b_high - 1, t_high - 1
            from_base = t_low >= t_high or (b_low < b_high and base.at[b_run[b]] > tail.at[t_run[t]])
        else:
            b, t = b_low, t_low
            from_base = t_low >= t_high or (b_low < b_high and base.at[b_run[b]] <= tail.at[t_run[t]])
        place = b_run[b] if from_base else joint + t_run[t]
        amount = base.amount[b_run[b]] if from_base else tail.amount[t_run[t]]
        if from_base:
            b_low, b_high = (b_low, b_high - 1) if newest else (b_low + 1, b_high)
        else:
            t_low, t_high = (t_low, t_high - 1) if newest else (t_low + 1, t_high)
        if amount < rules.threshold:
            continue
        if count == room:
            more = True
        else:
            chosen[count] = place
            count += 1
    return _largest(base, tail, rules.keep_first, chosen, count) if largest else (count, more)


@compiled
def _largest(base: Layer, tail: Layer, keep_first: int, chosen: Places, count: int) -> tuple[int, bool]:
    """Put the largest first, equal amounts in the order they stand, and keep the first."""
    less = np.empty(count, np.int64)
    for i in range(count):
        place = chosen[i]
        less[i] = -(base.amount[place] if place < len(base.at) else tail.amount[place - len(base.at)])
    order = np.argsort(less, kind="mergesort")
    before = chosen[:count].copy()
    for i in range(count):
        chosen[i] = before[order[i]]
    return (keep_first, True) if 0 < keep_first < count else (count, False)


# -- the walk -----------------------------------------------------------------------------------------------------


@compiled
def follow(base: Layer, tail: Layer, asked: Codes, rules: Rules) -> Reached:
    """One trace from all accounts `asked`, breadth first; each transfer once."""
    joint = len(base.at)
    b_low, b_high = _window(base, rules)
    t_low, t_high = _window(tail, rules)
    place, hop = np.empty(_FIRST_SIZE, np.int32), np.empty(_FIRST_SIZE, np.int32)
    parent, cut = np.empty(_FIRST_SIZE, np.int32), np.zeros(_FIRST_SIZE, np.bool_)
    seen, nothing = np.full(4 * _FIRST_SIZE, _NONE, np.int64), np.empty(0, np.int64)
    best, best_at = np.full(64, _NONE, np.int64), np.empty(64, np.int64)
    bests, count, whole = 0, 0, True
    chosen = np.empty(256, np.int32)
    cut_at_source = np.zeros(len(asked), np.bool_)
    once = rules.keep_first == 0 and rules.hold == 0
    turn = -len(asked)
    while whole and turn < count and (turn < 0 or hop[turn] < rules.hops):
        bl, bh, tl, th = b_low, b_high, t_low, t_high
        if turn < 0:
            account = asked[turn + len(asked)]
        else:
            here = place[turn]
            in_base = here < joint
            if in_base:
                account = base.source[here] if rules.backward else base.target[here]
                moment, b_near, t_near = base.at[here], here, _NONE
            else:
                here -= joint
                account = tail.source[here] if rules.backward else tail.target[here]
                moment, b_near, t_near = tail.at[here], _NONE, here
            if once:
                # what a better arrival could reach was told already; every expansion is of everything
                known = _slot(best, account)
                if best[known] == account and (
                    best_at[known] >= moment if rules.backward else best_at[known] <= moment
                ):
                    turn += 1
                    continue
                if best[known] != account:
                    bests += 1
                best[known], best_at[known] = account, moment
                if 2 * bests > len(best):
                    best, best_at = _wider(best, best_at)
            if rules.backward:
                bl, bh = _earlier(base, rules, bl, bh, b_near, moment)
                if len(tail.at):
                    tl, th = _earlier(tail, rules, tl, th, t_near, moment)
            else:
                bl, bh = _later(base, rules, bl, bh, b_near, moment)
                if len(tail.at):
                    tl, th = _later(tail, rules, tl, th, t_near, moment)
        bl, bh = _run(base, rules, account, bl, bh)
        tl, th = _run(tail, rules, account, tl, th)
        room = bh - bl + th - tl
        if rules.keep_first > 0 and rules.keep != _LARGEST:
            room = min(room, rules.keep_first)
        if room > len(chosen):
            chosen = np.empty(2 * room, np.int32)
        kept, more = _choose(base, tail, rules, bl, bh, tl, th, chosen)
        if turn < 0:
            cut_at_source[turn + len(asked)] = more
        else:
            cut[turn] = more
        for i in range(kept):
            known = _slot(seen, chosen[i])
            if seen[known] == chosen[i]:
                continue
            if count == rules.most:
                whole = False
                break
            seen[known] = chosen[i]
            if count == len(place):
                place, hop, parent, cut = _longer(place), _longer(hop), _longer(parent), _longer_flags(cut)
            place[count], parent[count] = chosen[i], max(turn, _NONE)
            hop[count] = 1 if turn < 0 else hop[turn] + 1
            cut[count] = False
            count += 1
            if 2 * count > len(seen):
                seen, nothing = _wider(seen, nothing)
        turn += 1
    return Reached(place[:count], hop[:count], parent[:count], cut[:count], cut_at_source, whole)


@compiled
def _longer(column: Places) -> Places:
    made = np.empty(2 * len(column), np.int32)
    made[: len(column)] = column
    return made


@compiled
def _longer_flags(column: Flags) -> Flags:
    made = np.zeros(2 * len(column), np.bool_)
    made[: len(column)] = column
    return made


@compiled
def columns(base: Layer, tail: Layer, place: Places) -> tuple[Places, Codes, Codes, Moments, Fen]:
    """Number, source, target, moment and amount of the transfers at these places."""
    count = len(place)
    row, source, target = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    at, amount = np.empty(count, np.int64), np.empty(count, np.int64)
    for i in range(count):
        here = place[i]
        layer = base
        if here >= len(base.at):
            here -= len(base.at)
            layer = tail
        row[i], source[i], target[i] = layer.row[here], layer.source[here], layer.target[here]
        at[i], amount[i] = layer.at[here], layer.amount[here]
    return row, source, target, at, amount


@compiled
def follow_each(
    base: Layer, tail: Layer, asked: Codes, rules: Rules
) -> tuple[NDArray[np.int64], Places, Places, Places, Flags, Flags, Flags]:
    """A trace of its own from each account: where each begins in the columns, then the columns of `Reached`.

    `parent` counts within the trace.
    """
    starts = np.zeros(len(asked) + 1, np.int64)
    place, hop = np.empty(_FIRST_SIZE, np.int32), np.empty(_FIRST_SIZE, np.int32)
    parent, cut = np.empty(_FIRST_SIZE, np.int32), np.zeros(_FIRST_SIZE, np.bool_)
    cut_at_source, whole = np.zeros(len(asked), np.bool_), np.zeros(len(asked), np.bool_)
    for i in range(len(asked)):
        one = follow(base, tail, asked[i : i + 1], rules)
        begin, end = starts[i], starts[i] + len(one.place)
        while end > len(place):
            place, hop, parent, cut = _longer(place), _longer(hop), _longer(parent), _longer_flags(cut)
        place[begin:end], hop[begin:end] = one.place, one.hop
        parent[begin:end], cut[begin:end] = one.parent, one.cut
        cut_at_source[i], whole[i] = one.cut_at_source[0], one.whole
        starts[i + 1] = end
    end = starts[-1]
    return starts, place[:end], hop[:end], parent[:end], cut[:end], cut_at_source, whole
