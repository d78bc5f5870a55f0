"""The loops of attribution, compiled. `attribution` says what they mean; the tests say it again in plain Python."""

from typing import Final, NamedTuple

import numpy as np

from duixian.analytics.compiled import compiled
from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places

NOT_FOLLOWED: Final = -1
"""An account that is not looked at."""
ASKED: Final = -2
"""An account the trace was asked for: all it pays is its own."""

_FIRST_IN, _PRO_RATA, _LOWEST = 0, 1, 2
_SMALL: Final = 1 << 31


class Events(NamedTuple):
    """Every transfer of the accounts looked at, in order of time. `payer` and `payee` count those accounts from 0, or
    are one of the two marks above; `row` is the transfer's row in the trace, or -1."""

    payer: Codes
    payee: Codes
    at: Moments
    amount: Fen
    row: Places


class Sums(NamedTuple):
    """For each account looked at, fen of the money asked about: what arrived, was passed on by transfers of the trace,
    left by others, and is held at the end; and what it paid beyond all that is known to have come in."""

    arrived: Fen
    passed: Fen
    strayed: Fen
    held: Fen
    unknown: Fen


class _Layers(NamedTuple):
    """Arrivals, first in, first out: what is left of each, what of it is the money asked about, which one follows."""

    left: Fen
    marked: Fen
    after: Places
    at: Moments
    head: Places
    last: Places


@compiled
def share(amount: int, part: int, whole: int) -> tuple[int, int]:
    """`amount * part // whole` and the remainder, exact beyond 64 bits. 0 <= part <= whole, whole above 0."""
    if amount < _SMALL and part < _SMALL:
        return amount * part // whole, amount * part % whole
    quotient, rest = 0, 0
    for bit in range(62, -1, -1):
        quotient, rest = 2 * quotient, 2 * rest
        if rest >= whole:
            quotient, rest = quotient + 1, rest - whole
        if (amount >> bit) & 1:
            rest += part
            if rest >= whole:
                quotient, rest = quotient + 1, rest - whole
    return quotient, rest


@compiled
def split(total: int, amounts: Fen) -> Fen:
    """`total` over amounts in their proportion, whole fen: what is left over goes to the largest remainders, among
    equals to the first. `total` is at most the sum of the amounts, which are above 0."""
    whole, given = amounts.sum(), 0
    parts, rests = np.empty(len(amounts), np.int64), np.empty(len(amounts), np.int64)
    for i in range(len(amounts)):
        parts[i], rests[i] = share(amounts[i], total, whole)
        given += parts[i]
    order = np.argsort(-rests, kind="mergesort")
    for i in range(total - given):
        parts[order[i]] += 1
    return parts


@compiled
def _take_first(layers: _Layers, account: int, amount: int) -> int:
    """Pay from the oldest layers on: what of it is the money asked about. A part of a layer is rounded down."""
    taken = 0
    while amount > 0 and layers.head[account] >= 0:
        layer = layers.head[account]
        if layers.left[layer] <= amount:
            amount -= layers.left[layer]
            taken += layers.marked[layer]
            layers.left[layer], layers.marked[layer] = 0, 0
            layers.head[account] = layers.after[layer]
        else:
            part, _ = share(amount, layers.marked[layer], layers.left[layer])
            taken += part
            layers.left[layer] -= amount
            layers.marked[layer] -= part
            amount = 0
    return taken


@compiled
def _lay(layers: _Layers, account: int, layer: int, amount: int, marked: int, at: int, joins: bool) -> None:
    """An arrival becomes the newest layer; what arrives at one moment is one layer, unless each stands for itself."""
    last = layers.last[account]
    if joins and layers.head[account] >= 0 and layers.at[last] == at:
        layers.left[last] += amount
        layers.marked[last] += marked
        return
    layers.left[layer], layers.marked[layer], layers.at[layer] = amount, marked, at
    if layers.head[account] < 0:
        layers.head[account] = layer
    else:
        layers.after[last] = layer
    layers.last[account] = layer


@compiled
def _no_layers(accounts: int, count: int) -> _Layers:
    return _Layers(
        np.zeros(accounts + count, np.int64),
        np.zeros(accounts + count, np.int64),
        np.full(accounts + count, -1, np.int32),
        np.zeros(accounts + count, np.int64),
        np.full(accounts, -1, np.int32),
        np.full(accounts, -1, np.int32),
    )


@compiled
def _leaving(rule: int, layers: _Layers, account: int, paid: int, marked: int, other: int) -> int:
    """Of what an account pays at one moment, the money asked about. It has `marked` of it and `other` money."""
    if rule == _FIRST_IN:
        return _take_first(layers, account, paid)
    if paid >= marked + other:
        return marked
    if rule == _PRO_RATA:
        return share(paid, marked, marked + other)[0]
    return max(0, paid - other)


@compiled
def attribute(events: Events, opening: Fen, rows: int, rule: int, one_by_one: bool) -> tuple[Fen, Sums]:
    """Fen of each row of the trace that are the money asked about, and the sums of each account looked at.

    All that is paid at one moment is paid before anything of that moment arrives; `one_by_one`, each transfer is a
    moment of its own, in the order they stand.
    """
    count, accounts = len(events.at), len(opening)
    marked, other = np.zeros(accounts, np.int64), opening.copy()
    zero = np.zeros(accounts, np.int64)
    sums = Sums(zero.copy(), zero.copy(), zero.copy(), marked, zero.copy())
    carried, of_row = np.zeros(count, np.int64), np.zeros(rows, np.int64)
    layers = _no_layers(accounts, count)
    for account in range(accounts):
        if opening[account] > 0:
            _lay(layers, account, count + account, opening[account], 0, 0, False)
    begin = 0
    while begin < count:
        end = begin + 1
        while not one_by_one and end < count and events.at[end] == events.at[begin]:
            end += 1
        _pay(events, begin, end, rule, layers, marked, other, carried, sums)
        for i in range(begin, end):
            if events.row[i] >= 0:
                if events.payer[i] == ASKED:
                    carried[i] = events.amount[i]
                of_row[events.row[i]] = carried[i]
            payee = events.payee[i]
            if payee < 0:
                continue
            came = carried[i] if events.row[i] >= 0 else 0
            marked[payee] += came
            other[payee] += events.amount[i] - came
            sums.arrived[payee] += came
            _lay(layers, payee, i, events.amount[i], came, events.at[i], not one_by_one)
        begin = end
    return of_row, sums


@compiled
def _pay(
    events: Events,
    begin: int,
    end: int,
    rule: int,
    layers: _Layers,
    marked: Fen,
    other: Fen,
    carried: Fen,
    sums: Sums,
) -> None:
    """All that is paid between two events: each payer once, its payments together."""
    if end == begin + 1:
        if events.payer[begin] >= 0:
            carried[begin] = _leave(events.payer[begin], events.amount[begin], rule, layers, marked, other, sums)
            _note(events, begin, carried[begin], sums)
        return
    order = begin + np.argsort(events.payer[begin:end], kind="mergesort")
    first = 0
    while first < len(order):
        payer, last = events.payer[order[first]], first + 1
        while last < len(order) and events.payer[order[last]] == payer:
            last += 1
        if payer >= 0:
            amounts = events.amount[order[first:last]]
            parts = split(_leave(payer, amounts.sum(), rule, layers, marked, other, sums), amounts)
            for i in range(first, last):
                carried[order[i]] = parts[i - first]
                _note(events, order[i], parts[i - first], sums)
        first = last


@compiled
def _leave(payer: int, paid: int, rule: int, layers: _Layers, marked: Fen, other: Fen, sums: Sums) -> int:
    """Take what an account pays at one moment out of it: the money asked about among it."""
    leaving = _leaving(rule, layers, payer, paid, marked[payer], other[payer])
    sums.unknown[payer] += max(0, paid - marked[payer] - other[payer])
    other[payer] = max(0, other[payer] - (paid - leaving))
    marked[payer] -= leaving
    return leaving


@compiled
def _note(events: Events, i: int, fen: int, sums: Sums) -> None:
    if events.row[i] >= 0:
        sums.passed[events.payer[i]] += fen
    else:
        sums.strayed[events.payer[i]] += fen
