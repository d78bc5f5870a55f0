"""Edges of one kind, readable from both ends in order of time while they are added and removed one by one.

What was there at the start lies in order of time, with runs of places for every node (`analytics.flows.adjacency`).
What comes later hangs at its two nodes as short chains, newest first, until there is so much of it that all is laid
in order anew. Order everywhere: by moment; of one moment, as recorded.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.flows.adjacency import Codes, Fen, Moments, Places, by_account, first_from, time_order
from duixian.analytics.flows.finbench.growing import with_room

_LEAST: Final = np.iinfo(np.int64).min
_MOST: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Window:
    """Moments after `start` and before `end`, neither included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Truncation:
    """Of the edges of one node within the window, only the first `limit` in this order are seen."""

    limit: int
    newest_first: bool = True


EVER: Final = Window(_LEAST, _MOST)
WHOLE: Final = Truncation(_MOST)


@dataclass(frozen=True, slots=True)
class Step:
    """Edges found from nodes: `edges[i]` was found from the node at place `entries[i]` of those asked for."""

    entries: NDArray[np.int64]
    edges: Places


@compiled
def _hung(head: Places, later: Places, at: Moments, node: int, start: int, end: int) -> Places:
    """The chain of a node within the window, newest first."""
    edges, count = np.empty(8, np.int32), 0
    edge = head[node] if node < len(head) else np.int32(-1)
    while edge >= 0 and at[edge] > start:
        if at[edge] < end:
            if count == len(edges):
                edges = np.concatenate((edges, edges))
            edges[count] = edge
            count += 1
        edge = later[edge]
    return edges[:count]


@compiled
def _step(
    offsets: Places,
    places: Places,
    at: Moments,
    laid: int,
    head: Places,
    later: Places,
    gone: NDArray[np.bool_],
    nodes: Codes,
    after: Moments,
    before: Moments,
    start: int,
    end: int,
    limit: int,
    newest_first: bool,
) -> tuple[NDArray[np.int64], Places]:
    """The edges of `nodes` in the window, truncated, and of those the ones after `after` and before `before`, which
    hold a moment for each of `nodes`."""
    entries, edges, found = np.empty(64, np.int64), np.empty(64, np.int32), 0
    from_place = int(np.searchsorted(at[:laid], start, side="right"))
    to_place = int(np.searchsorted(at[:laid], end, side="left"))
    for entry in range(len(nodes)):
        node = nodes[entry]
        low, high = 0, 0
        if node < len(offsets) - 1:
            low = first_from(places, offsets[node], offsets[node + 1], from_place)
            high = first_from(places, low, offsets[node + 1], to_place)
        hung = _hung(head, later, at, node, start, end)
        lying, hanging, kept = high - low, len(hung), 0  # what is left of each, read from the newest end or the oldest
        while kept < limit and lying + hanging > 0:
            lies = places[low + lying - 1 if newest_first else high - lying] if lying else np.int32(-1)
            hangs = hung[len(hung) - hanging if newest_first else hanging - 1] if hanging else np.int32(-1)
            if hangs < 0 or (lies >= 0 and (at[lies] > at[hangs] if newest_first else at[lies] <= at[hangs])):
                edge = lies
                lying -= 1
            else:
                edge = hangs
                hanging -= 1
            if gone[edge]:
                continue
            kept += 1
            if at[edge] <= after[entry] or at[edge] >= before[entry]:
                continue
            if found == len(edges):
                entries = np.concatenate((entries, entries))
                edges = np.concatenate((edges, edges))
            entries[found] = entry
            edges[found] = edge
            found += 1
    return entries[:found], edges[:found]


class _Side:
    """The edges as seen from one of their ends."""

    def __init__(self, codes: Codes, room: int) -> None:
        nodes = int(codes.max()) + 1 if len(codes) else 0
        self.offsets, self.places = by_account(codes, nodes)
        self.head: Places = np.full(nodes, -1, dtype=np.int32)
        self.later: Places = np.full(room, -1, dtype=np.int32)

    def hang(self, node: int, edge: int, at: Moments) -> None:
        """Put a new edge into the chain of its node, before what is not newer."""
        if node >= len(self.head):
            self.head = with_room(self.head, max(16, 2 * node), fill=-1)
        before, here = -1, int(self.head[node])
        while here >= 0 and at[here] > at[edge]:
            before, here = here, int(self.later[here])
        self.later[edge] = here
        if before < 0:
            self.head[node] = edge
        else:
            self.later[before] = edge


class Relation:
    """`source`, `target`, `at` and `amount` of an edge stand at its number; numbers hold until the next `add`.

    `amount` is fen, 0 where the kind of edge has none.
    """

    source: Codes
    target: Codes
    at: Moments
    amount: Fen

    def __init__(self, source: Codes, target: Codes, at: Moments, amount: Fen | None = None) -> None:
        self._lay(source, target, at, np.zeros(len(at), dtype=np.int64) if amount is None else amount)

    def __len__(self) -> int:
        """How many edges there are, the removed left out."""
        return int(self._size - self._gone[: self._size].sum())

    def out(
        self,
        nodes: Codes,
        window: Window,
        truncation: Truncation = WHOLE,
        *,
        after: Moments | None = None,
    ) -> Step:
        """The edges that leave `nodes` within the window; of them, those later than `after` (a moment a node)."""
        return self._stepped(self._forward, nodes, window, truncation, after, None)

    def into(
        self,
        nodes: Codes,
        window: Window,
        truncation: Truncation = WHOLE,
        *,
        before: Moments | None = None,
    ) -> Step:
        """The edges that reach `nodes` within the window; of them, those earlier than `before`."""
        return self._stepped(self._backward, nodes, window, truncation, None, before)

    def add(self, source: int, target: int, at: int, amount: int = 0) -> int:
        """One edge more, seen at once. Returns its number."""
        if self._size == len(self.at):
            left = np.flatnonzero(~self._gone)
            self._lay(self.source[left], self.target[left], self.at[left], self.amount[left])
        edge = self._size
        self.source[edge], self.target[edge], self.at[edge], self.amount[edge] = source, target, at, amount
        self._size += 1
        self._forward.hang(source, edge, self.at)
        self._backward.hang(target, edge, self.at)
        return edge

    def remove(self, edge: int) -> None:
        """Take an edge out by its number."""
        self._gone[edge] = True

    def remove_of(self, *, source: int | None = None, target: int | None = None) -> None:
        """Take out every edge that leaves `source`, and every one that reaches `target`."""
        if source is not None:
            self._gone[self.out(alone(source), EVER).edges] = True
        if target is not None:
            self._gone[self.into(alone(target), EVER).edges] = True

    def _lay(self, source: Codes, target: Codes, at: Moments, amount: Fen) -> None:
        order = time_order(at)
        self._laid = self._size = len(order)
        room = self._laid + max(1024, self._laid // 8)
        self.source, self.target = with_room(source[order], room), with_room(target[order], room)
        self.at, self.amount = with_room(at[order], room), with_room(amount[order], room)
        self._gone: NDArray[np.bool_] = np.zeros(room, dtype=np.bool_)
        self._forward = _Side(self.source[: self._laid], room)
        self._backward = _Side(self.target[: self._laid], room)

    def _stepped(
        self,
        side: _Side,
        nodes: Codes,
        window: Window,
        truncation: Truncation,
        after: Moments | None,
        before: Moments | None,
    ) -> Step:
        entries, edges = _step(
            side.offsets,
            side.places,
            self.at,
            self._laid,
            side.head,
            side.later,
            self._gone,
            nodes,
            np.full(len(nodes), window.start) if after is None else after,
            np.full(len(nodes), window.end) if before is None else before,
            window.start,
            window.end,
            truncation.limit,
            truncation.newest_first,
        )
        return Step(entries, edges)


def alone(node: int) -> Codes:
    """A column of one node."""
    return np.array([node], dtype=np.int32)
