"""The loops of a trace, compiled. `trace` says what they mean; the tests say it again in plain Python.

A place names a transfer of both layers: below the length of the base it stands there, from there on in the tail.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places, first_after, first_from, first_not_before
from duixian.analytics.flows.model import LOOKS, Keep
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


# -- a set of integers --------------------------------------------------------------------------------------------


@compiled
def _slot(keys: Table, key: int) -> int:
    """Where `key` stands, or the free slot where it would."""
    mask = len(keys) - 1
    at = int((np.uint64(key) * _SPREAD) >> np.uint64(32)) & mask
    while keys[at] != _NONE and keys[at] != key:
        at = (at + 1) & mask
    return at


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
def _choose(
    at: Moments,
    amount: Fen,
    places: Places,
    tail_at: Moments,
    tail_amount: Fen,
    tail_places: Places,
    rules: Rules,
    base_run: tuple[int, int],
    tail_run: tuple[int, int],
    chosen: Places,
) -> Choice:
    """Write the places that are kept into `chosen`, in the order of keeping: how many, and whether any were left out.

    The runs bound what is to choose from in each layer; `chosen` has room for all of it, or for the number kept.
    """
    (b_low, b_high), (t_low, t_high) = base_run, tail_run
    newest, largest = rules.keep == _NEWEST, rules.keep == _LARGEST
    joint = len(at)
    room = rules.keep_first if rules.keep_first > 0 and not largest else joint + len(tail_at)
    count = 0
    while b_low < b_high or t_low < t_high:
        i, j = (b_high - 1, t_high - 1) if newest else (b_low, t_low)
        from_base = b_low < b_high
        if from_base and t_low < t_high:
            at_base, at_tail = at[places[i]], tail_at[tail_places[j]]
            from_base = at_base > at_tail if newest else at_base <= at_tail
        place = places[i] if from_base else tail_places[j]
        step_low, step_high = (0, 1) if newest else (1, 0)
        if from_base:
            b_low, b_high = b_low + step_low, b_high - step_high
        else:
            t_low, t_high = t_low + step_low, t_high - step_high
        if rules.threshold > 1 and (amount[place] if from_base else tail_amount[place]) < rules.threshold:
            continue
        if count == room:
            return count, True
        chosen[count] = place if from_base else joint + place
        count += 1
    if largest:
        return _largest(amount, tail_amount, rules.keep_first, chosen, count)
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


class Book(NamedTuple):
    """What a walk writes down: rows by place, which places it has seen, and the best arrival at each account."""

    place: Places
    hop: Places
    parent: Places
    cut: Flags
    account: Codes
    moment: Moments
    chosen: Places
    seen: Table
    best: Table
    best_at: Table


class Step(NamedTuple):
    """How far a walk is: the row to expand next (below 0: an account asked about), rows written, rows whose arrival
    has been read; how many transfers it looked at; how many rows the next expansion may need that the book has no room
    for (0: it is done)."""

    turn: int
    written: int
    level: int
    looked: int
    wants: int
    whole: bool


@compiled
def _book(size: int) -> Book:
    place, hop, parent = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    cut, account, moment = np.zeros(size, np.bool_), np.empty(size, np.int32), np.empty(size, np.int64)
    seen, best = np.full(_tables(size), _NONE, np.int64), np.full(_tables(size), _NONE, np.int64)
    chosen, best_at = np.empty(size, np.int32), np.empty(len(best), np.int64)
    return Book(place, hop, parent, cut, account, moment, chosen, seen, best, best_at)


@compiled
def _tables(size: int) -> int:
    """Twice as long as the rows and a power of two: never more than half full."""
    length = 2
    while length < 2 * size:
        length *= 2
    return length


@compiled
def _wider(book: Book, count: int, size: int) -> Book:
    """The same with room for `size` rows."""
    made = _book(size)
    made.place[:count], made.hop[:count], made.parent[:count] = (
        book.place[:count],
        book.hop[:count],
        book.parent[:count],
    )
    made.cut[:count], made.account[:count] = book.cut[:count], book.account[:count]
    made.moment[:count] = book.moment[:count]
    for i in range(count):
        made.seen[_slot(made.seen, made.place[i])] = made.place[i]
    for i in range(len(book.best)):
        if book.best[i] != _NONE:
            slot = _slot(made.best, book.best[i])
            made.best[slot], made.best_at[slot] = book.best[i], book.best_at[i]
    return made


@compiled
def _add(book: Book, kept: int, hop: int, parent: int, count: int, most: int) -> tuple[int, bool]:
    """Write down those of `chosen` that were not seen before: how many rows there are then, and whether all are in."""
    seen, chosen, places, hops, parents, cut = book.seen, book.chosen, book.place, book.hop, book.parent, book.cut
    for i in range(kept):
        slot = _slot(seen, chosen[i])
        if seen[slot] == chosen[i]:
            continue
        if count == most:
            return count, False
        seen[slot] = chosen[i]
        places[count], hops[count], parents[count], cut[count] = chosen[i], hop, parent, False
        count += 1
    return count, True


@compiled
def _arrivals(base: Side, tail: Side, book: Book, begin: int, end: int) -> None:
    """Where and when each of these rows arrived (backward: left). Read together, so that the reads overlap."""
    at, tail_at, leads_to, tail_leads_to = base.at, tail.at, base.leads_to, tail.leads_to
    place, account, moment = book.place, book.account, book.moment
    joint = len(at)
    for i in range(begin, end):
        here = place[i]
        if here < joint:
            account[i], moment[i] = leads_to[here], at[here]
        else:
            account[i], moment[i] = tail_leads_to[here - joint], tail_at[here - joint]


@compiled
def _better(best: Table, best_at: Table, account: int, moment: int, backward: bool) -> bool:
    """Whether nobody came to the account as early before (backward: left it as late); it is noted if so."""
    slot = _slot(best, account)
    if best[slot] == account and (best_at[slot] >= moment if backward else best_at[slot] <= moment):
        return False
    best[slot], best_at[slot] = account, moment
    return True


@compiled
def _walk(
    base: Side,
    tail: Side,
    asked: Codes,
    rules: Rules,
    windows: tuple[tuple[int, int], tuple[int, int]],
    book: Book,
    cut_at_source: Flags,
    step: Step,
) -> Step:
    """Expand row after row until the end, or until the book is full. The arrays are taken out of their bundles first:
    inside the loop that would be a count up and down each time, which costs more than the step itself."""
    at, amount, offsets, places = base.at, base.amount, base.offsets, base.places
    tail_at, tail_amount, tail_offsets, tail_places = tail.at, tail.amount, tail.offsets, tail.places
    place, hop, cut, account, moment = book.place, book.hop, book.cut, book.account, book.moment
    chosen, best, best_at = book.chosen, book.best, book.best_at
    turn, count, level, looked, joint, whole = step.turn, step.written, step.level, step.looked, len(at), True
    all_kept = rules.keep_first == 0 and rules.hold == 0
    while whole and turn < count and (turn < 0 or hop[turn] < rules.hops):
        if turn == level:
            _arrivals(base, tail, book, level, count)
            level = count
        base_run, tail_run = windows
        if turn < 0:
            here = asked[turn + len(asked)]
        else:
            here, came = account[turn], place[turn]
            base_run = _following(at, rules, base_run, came if came < joint else _NONE, moment[turn])
            if tail_run[0] < tail_run[1]:
                tail_run = _following(tail_at, rules, tail_run, came - joint if came >= joint else _NONE, moment[turn])
        base_run = _run(offsets, places, here, base_run)
        tail_run = _run(tail_offsets, tail_places, here, tail_run)
        room = base_run[1] - base_run[0] + tail_run[1] - tail_run[0]
        looks = room
        if rules.keep_first > 0 and rules.keep != _LARGEST:
            room = min(room, rules.keep_first)
            looks = looks if rules.threshold > 1 else room
        if count + room > len(place):
            return Step(turn, count, level, looked, room, True)
        if all_kept and turn >= 0 and not _better(best, best_at, here, moment[turn], rules.backward):
            turn += 1  # one who came no better than another before finds nothing new
            continue
        looked += looks
        if looked > LOOKS * rules.most:
            return Step(turn, count, level, looked, 0, False)
        kept, more = _choose(at, amount, places, tail_at, tail_amount, tail_places, rules, base_run, tail_run, chosen)
        if turn < 0:
            cut_at_source[turn + len(asked)] = more
        else:
            cut[turn] = more
        count, whole = _add(book, kept, 1 if turn < 0 else hop[turn] + 1, max(turn, _NONE), count, rules.most)
        turn += 1
    return Step(turn, count, level, looked, 0, whole)


@compiled
def follow(base: Layer, tail: Layer, asked: Codes, rules: Rules) -> Reached:
    """One trace from all accounts `asked`, breadth first; each transfer once."""
    base_side, tail_side = _side(base, rules.backward), _side(tail, rules.backward)
    windows = _window(base.at, rules.start, rules.end), _window(tail.at, rules.start, rules.end)
    book, cut_at_source = _book(_FIRST_SIZE), np.zeros(len(asked), np.bool_)
    step = _walk(base_side, tail_side, asked, rules, windows, book, cut_at_source, Step(-len(asked), 0, 0, 0, 0, True))
    while step.wants > 0:
        book = _wider(book, step.written, 2 * (step.written + step.wants))
        step = _walk(base_side, tail_side, asked, rules, windows, book, cut_at_source, step)
    rows = _rows(base, tail, book.place[: step.written], book.hop, book.parent, book.cut)
    return Reached(rows, cut_at_source, step.whole)


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
