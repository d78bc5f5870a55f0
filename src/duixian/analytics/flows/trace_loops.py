"""The loops of a trace, compiled. `trace` says what they mean; the tests say it again in plain Python.

A place names a transfer of both layers: below the length of the base it stands there, from there on in the tail.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places, first_after, first_from, first_not_before
from duixian.analytics.flows.model import Keep
from duixian.analytics.flows.network import Layer

Flags = NDArray[np.bool_]
Table = NDArray[np.int64]
Choice = tuple[int, bool]

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


class Rows(NamedTuple):
    """Columns of one length: what `model.Trace` tells, in its order."""

    hop: Places
    transfer: Places
    source: Codes
    target: Codes
    at: Moments
    amount: Fen
    parent: Places
    cut: Flags


class Reached(NamedTuple):
    """One trace: its rows, whether each account asked was cut, and whether it came to its end."""

    rows: Rows
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


class Side(NamedTuple):
    """A layer as a trace looks at it: each account's run of what leaves it (backward: what reaches it), and where that
    leads. A few arrays only: handing over a whole layer costs as much as a step."""

    at: Moments
    amount: Fen
    offsets: Places
    places: Places
    leads_to: Codes


@compiled
def _side(layer: Layer, backward: bool) -> Side:
    if backward:
        return Side(layer.at, layer.amount, layer.in_offsets, layer.in_places, layer.source)
    return Side(layer.at, layer.amount, layer.out_offsets, layer.out_places, layer.target)


@compiled
def _window(at: Moments, start: int, end: int) -> tuple[int, int]:
    """The places of a layer between the ends of the window."""
    low = first_after(at, 0, start)
    return low, max(low, first_not_before(at, len(at), end))


@compiled
def _following(at: Moments, rules: Rules, window: tuple[int, int], near: int, moment: int) -> tuple[int, int]:
    """Of the places in the window those that may pass on what arrived at `moment`; `near`: its own place, or -1.

    Backward: those whose money may have left at `moment`.
    """
    low, high = window
    if rules.backward:
        if rules.same_moment:
            high = min(high, first_after(at, max(near, 0), moment))
        else:
            high = min(high, first_not_before(at, len(at) if near < 0 else near, moment))
        if rules.hold > 0:
            low = max(low, first_not_before(at, len(at), moment - rules.hold))
        return low, high
    if rules.same_moment:
        low = max(low, first_not_before(at, len(at) if near < 0 else near, moment))
    else:
        low = max(low, first_after(at, max(near, 0), moment))
    if rules.hold > 0:
        high = min(high, first_after(at, max(near, 0), moment + rules.hold))
    return low, high


@compiled
def _run(offsets: Places, places: Places, account: int, between: tuple[int, int]) -> tuple[int, int]:
    """Indexes into the account's run of places: those between two places."""
    low, high = between
    if account >= len(offsets) - 1 or low >= high:
        return 0, 0
    first = first_from(places, offsets[account], offsets[account + 1], low)
    return first, first_from(places, first, offsets[account + 1], high)


@compiled
def _choose(base: Side, tail: Side, rules: Rules, b: tuple[int, int], t: tuple[int, int], chosen: Places) -> Choice:
    """Write the places that are kept into `chosen`, in the order of keeping: how many, and whether any were left out.

    `b` and `t` bound what is to choose from in each run; `chosen` has room for all of it, or for the number kept.
    """
    (b_low, b_high), (t_low, t_high) = b, t
    newest, largest = rules.keep == _NEWEST, rules.keep == _LARGEST
    joint = len(base.at)
    room = rules.keep_first if rules.keep_first > 0 and not largest else joint + len(tail.at)
    count = 0
    while b_low < b_high or t_low < t_high:
        i, j = (b_high - 1, t_high - 1) if newest else (b_low, t_low)
        from_base = b_low < b_high
        if from_base and t_low < t_high:
            at_base, at_tail = base.at[base.places[i]], tail.at[tail.places[j]]
            from_base = at_base > at_tail if newest else at_base <= at_tail
        place = base.places[i] if from_base else tail.places[j]
        step_low, step_high = (0, 1) if newest else (1, 0)
        if from_base:
            b_low, b_high = b_low + step_low, b_high - step_high
        else:
            t_low, t_high = t_low + step_low, t_high - step_high
        if rules.threshold > 1 and (base.amount[place] if from_base else tail.amount[place]) < rules.threshold:
            continue
        if count == room:
            return count, True
        chosen[count] = place if from_base else joint + place
        count += 1
    if largest:
        return _largest(base.amount, tail.amount, rules.keep_first, chosen, count)
    return count, False


@compiled
def _largest(base: Fen, tail: Fen, keep_first: int, chosen: Places, count: int) -> Choice:
    """Put the largest first, equal amounts in the order they stand, and keep the first."""
    less = np.empty(count, np.int64)
    for i in range(count):
        less[i] = -(base[chosen[i]] if chosen[i] < len(base) else tail[chosen[i] - len(base)])
    order = np.argsort(less, kind="mergesort")
    before = chosen[:count].copy()
    for i in range(count):
        chosen[i] = before[order[i]]
    return (keep_first, True) if 0 < keep_first < count else (count, False)


# -- the walk -----------------------------------------------------------------------------------------------------


@compiled
def _longer(column: NDArray[Any]) -> NDArray[Any]:
    made = np.empty(2 * len(column), column.dtype)
    made[: len(column)] = column
    return made


@compiled
def _arrivals(base: Side, tail: Side, place: Places, begin: int, end: int, account: Codes, moment: Moments) -> None:
    """Where and when each of these rows arrived (backward: left). Read together, so that the reads overlap."""
    joint = len(base.at)
    for i in range(begin, end):
        here = place[i]
        if here < joint:
            account[i], moment[i] = base.leads_to[here], base.at[here]
        else:
            account[i], moment[i] = tail.leads_to[here - joint], tail.at[here - joint]


@compiled
def _rows(base: Layer, tail: Layer, place: Places, hop: Places, parent: Places, cut: Flags) -> Rows:
    """Everything that is told of the transfers at these places, beside what is known of them."""
    count, joint = len(place), len(base.at)
    transfer, source, target = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    at, amount = np.empty(count, np.int64), np.empty(count, np.int64)
    for i in range(count):
        here = place[i]
        if here < joint:
            transfer[i], source[i], target[i] = base.row[here], base.source[here], base.target[here]
            at[i], amount[i] = base.at[here], base.amount[here]
        else:
            here -= joint
            transfer[i], source[i], target[i] = tail.row[here], tail.source[here], tail.target[here]
            at[i], amount[i] = tail.at[here], tail.amount[here]
    return Rows(hop[:count], transfer, source, target, at, amount, parent[:count], cut[:count])


@compiled
def follow(base: Layer, tail: Layer, asked: Codes, rules: Rules) -> Reached:
    """One trace from all accounts `asked`, breadth first; each transfer once."""
    base_side, tail_side = _side(base, rules.backward), _side(tail, rules.backward)
    base_window = _window(base.at, rules.start, rules.end)
    tail_window = _window(tail.at, rules.start, rules.end)
    joint = len(base.at)
    size, count = _FIRST_SIZE, 0
    place, hop, parent = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    cut, account, moment = np.zeros(size, np.bool_), np.empty(size, np.int32), np.empty(size, np.int64)
    chosen, nothing = np.empty(size, np.int32), np.empty(0, np.int64)
    seen = np.full(4 * size, _NONE, np.int64)
    best, best_at, bests = np.full(64, _NONE, np.int64), np.empty(64, np.int64), 0
    cut_at_source, whole = np.zeros(len(asked), np.bool_), True
    turn, level = -len(asked), 0  # of the rows before `level` it is known where they arrived, and when
    while whole and turn < count and (turn < 0 or hop[turn] < rules.hops):
        if turn == level:
            _arrivals(base_side, tail_side, place, level, count, account, moment)
            level = count
        if turn >= 0 and rules.keep_first == 0 and rules.hold == 0:
            # all is kept, so one who came no better than another before finds nothing new
            slot = _slot(best, account[turn])
            if best[slot] != account[turn]:
                bests += 1
            elif best_at[slot] >= moment[turn] if rules.backward else best_at[slot] <= moment[turn]:
                turn += 1
                continue
            best[slot], best_at[slot] = account[turn], moment[turn]
            if 2 * bests > len(best):
                best, best_at = _wider(best, best_at)
        b, t, here = base_window, tail_window, asked[turn + len(asked)] if turn < 0 else account[turn]
        if turn >= 0:
            came = place[turn]
            b = _following(base.at, rules, b, came if came < joint else _NONE, moment[turn])
            if t[0] < t[1]:
                t = _following(tail.at, rules, t, came - joint if came >= joint else _NONE, moment[turn])
        b = _run(base_side.offsets, base_side.places, here, b)
        t = _run(tail_side.offsets, tail_side.places, here, t)
        room = b[1] - b[0] + t[1] - t[0]
        if rules.keep_first > 0 and rules.keep != _LARGEST:
            room = min(room, rules.keep_first)
        if room > len(chosen):
            chosen = np.empty(2 * room, np.int32)
        kept, more = _choose(base_side, tail_side, rules, b, t, chosen)
        if turn < 0:
            cut_at_source[turn + len(asked)] = more
        else:
            cut[turn] = more
        for i in range(kept):
            slot = _slot(seen, chosen[i])
            if seen[slot] == chosen[i]:
                continue
            if count == rules.most:
                whole = False
                break
            seen[slot] = chosen[i]
            if count == size:
                size *= 2
                place, hop, parent, account = _longer(place), _longer(hop), _longer(parent), _longer(account)
                cut, moment = _longer(cut), _longer(moment)
            place[count], hop[count], parent[count] = chosen[i], 1 if turn < 0 else hop[turn] + 1, max(turn, _NONE)
            cut[count] = False
            count += 1
            if 2 * count > len(seen):
                seen, nothing = _wider(seen, nothing)
        turn += 1
    return Reached(_rows(base, tail, place[:count], hop, parent, cut), cut_at_source, whole)


@compiled
def follow_each(base: Layer, tail: Layer, asked: Codes, rules: Rules) -> tuple[NDArray[np.int64], Rows, Flags, Flags]:
    """A trace of its own from each account, laid end to end: where each begins, the rows, who was cut, who is whole.

    `parent` counts within the trace.
    """
    starts = np.zeros(len(asked) + 1, np.int64)
    rows = _room(_FIRST_SIZE)
    cut_at_source, whole = np.zeros(len(asked), np.bool_), np.zeros(len(asked), np.bool_)
    for i in range(len(asked)):
        one = follow(base, tail, asked[i : i + 1], rules)
        begin, end = starts[i], starts[i] + len(one.rows.hop)
        if end > len(rows.hop):
            wider = _room(2 * end)
            _copy(wider, 0, rows, begin)
            rows = wider
        _copy(rows, begin, one.rows, end - begin)
        cut_at_source[i], whole[i] = one.cut_at_source[0], one.whole
        starts[i + 1] = end
    return starts, _first(rows, starts[-1]), cut_at_source, whole


@compiled
def _room(count: int) -> Rows:
    """Rows to be filled."""
    hop, transfer, parent = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    source, target = np.empty(count, np.int32), np.empty(count, np.int32)
    at, amount = np.empty(count, np.int64), np.empty(count, np.int64)
    return Rows(hop, transfer, source, target, at, amount, parent, np.empty(count, np.bool_))


@compiled
def _copy(rows: Rows, begin: int, made: Rows, count: int) -> None:
    """The first `count` of `made` into `rows`, from `begin` on."""
    end = begin + count
    rows.hop[begin:end], rows.transfer[begin:end] = made.hop[:count], made.transfer[:count]
    rows.source[begin:end], rows.target[begin:end] = made.source[:count], made.target[:count]
    rows.at[begin:end], rows.amount[begin:end] = made.at[:count], made.amount[:count]
    rows.parent[begin:end], rows.cut[begin:end] = made.parent[:count], made.cut[:count]


@compiled
def _first(rows: Rows, count: int) -> Rows:
    """The first rows of them, without copying."""
    return Rows(
        rows.hop[:count],
        rows.transfer[:count],
        rows.source[:count],
        rows.target[:count],
        rows.at[:count],
        rows.amount[:count],
        rows.parent[:count],
        rows.cut[:count],
    )
