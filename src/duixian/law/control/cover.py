"""Cover a sum with pieces: which divisible ones, which whole ones. Combinatorics only; the law of it is `choice`'s.

Every piece belongs to a group (a debtor) whose pieces cover no more than its room. With `cash_first` the divisible
pieces come first, as far as the need goes, and whole pieces are looked at for the remainder only; divisible pieces that
are `late` come after them. Of whole pieces is decided, in this order: the least uncovered, the fewest pieces of last
resort, the least taken of late pieces, the least excess, the least harm and number, the least sum. Without `cash_first`
no divisible piece is late, and all of them fill what the best whole pieces leave open. Of divisible pieces: the least
harm, then the fewest. The answer does not depend on the order of the input: pieces are taken up in the order of their
keys, which are unique.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from duixian.base.money import Fen

EXACT_UP_TO: Final = 16
"""So many whole pieces are searched exhaustively; beyond, a shortlist is built and improved (see `best_pieces`)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`size` fen, of which units of `unit` can be held apart (None: all or nothing). `since` orders equals: older
    first. With `cash_first`: `late`, a divisible piece that comes after the whole ones; `floor`, fen, the least
    remainder for which a whole piece may be taken."""

    key: str
    group: str
    size: Fen
    harm: int
    unit: Fen | None = None
    last_resort: bool = False
    since: int = 0
    late: bool = False
    floor: Fen = 0


Rooms: TypeAlias = Mapping[str, Fen]
"""How much each group may cover; a group not named covers nothing."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What was chosen: key → fen held of it. `uncovered` what is missing, `excess` what is too much, `cash` what the
    divisible pieces covered before any whole one was looked at."""

    parts: Mapping[str, Fen]
    uncovered: Fen
    excess: Fen
    cash: Fen = 0


def cover(need: Fen, pieces: Sequence[Piece], rooms: Rooms, *, trifle: Fen = 0, cash_first: bool = True) -> Cover:
    """The best cover of `need`. No whole piece is taken for the last `trifle` of it, which may stay uncovered."""
    ordered = sorted((p for p in pieces if p.size > 0), key=lambda p: (p.harm, p.since, -p.size, p.key))
    first = [piece for piece in ordered if cash_first and piece.unit is not None and not piece.late]
    taken_up = {piece.key for piece in first}
    parts = cheapest(need, first, rooms)
    cash = _reached(parts, first, rooms)
    remainder, left = max(0, need - cash), _less(rooms, parts, first)
    behind = [p for p in ordered if p.key not in taken_up and (p.unit is not None or p.floor <= remainder)]
    problem = _Problem(remainder, left, behind, trifle, late=cash_first)
    chosen = problem.best_pieces()
    sizes = problem.sizes(chosen)
    loose = [piece for piece in behind if piece.unit is not None]
    parts.update({piece.key: piece.size for piece in chosen})
    parts.update(cheapest(remainder - problem.covered_by(sizes), loose, _less(left, parts, chosen)))
    reached = problem.covered_by(sizes) + _reached(parts, loose, _less(left, parts, chosen))
    return Cover(parts, max(0, remainder - reached), problem.excess(sizes), cash)


def _reached(parts: Mapping[str, Fen], pieces: Sequence[Piece], rooms: Rooms) -> Fen:
    """What the parts of these pieces cover, no group more than its room."""
    return sum(min(room, sum(parts.get(p.key, 0) for p in pieces if p.group == group)) for group, room in rooms.items())


def _less(rooms: Rooms, parts: Mapping[str, Fen], pieces: Sequence[Piece]) -> Rooms:
    """The rooms that these pieces leave."""
    return {
        group: max(0, room - sum(parts.get(p.key, 0) for p in pieces if p.group == group))
        for group, room in rooms.items()
    }


# --- divisible pieces


_State: TypeAlias = tuple[Fen, int, tuple[int, ...]]
"""Sum covered, cost, positions of the pieces: a point of the frontier."""


def cheapest(need: Fen, pieces: Sequence[Piece], rooms: Rooms) -> dict[str, Fen]:
    """Which divisible pieces cover `need` with the least harm, then the fewest, and how much of each.

    Exact: a frontier of (sum, cost) is carried over the pieces. Where all together do not suffice, all are taken.
    The surplus is cut from the most harmful; units are cut whole, so less than one unit can be too much.
    """
    if need <= 0:
        return {}
    frontier: list[_State] = [(0, 0, ())]
    for group in sorted({piece.group for piece in pieces}):
        room = min(need, rooms.get(group, 0))
        if room > 0:
            mine = [(place, piece) for place, piece in enumerate(pieces) if piece.group == group]
            frontier = _sums(frontier, _frontier(mine, room, len(pieces)), need)
    best = max(frontier, key=lambda state: (state[0], -state[1]))
    return _cut(need, [pieces[place] for place in best[2]], rooms)


def _frontier(pieces: Sequence[tuple[int, Piece]], room: Fen, count: int) -> list[_State]:
    """Sums of subsets up to `room`, none dearer and smaller than another."""
    states: list[_State] = [(0, 0, ())]
    for place, piece in pieces:
        cost = piece.harm * (count + 1) + 1
        more = [(min(room, size + piece.size), spent + cost, (*places, place)) for size, spent, places in states]
        states = _undominated(states + more)
    return states


def _sums(left: Sequence[_State], right: Sequence[_State], need: Fen) -> list[_State]:
    if left == [(0, 0, ())]:
        return list(right)
    return _undominated([(min(need, a + b), x + y, p + q) for a, x, p in left for b, y, q in right])


def _undominated(states: Sequence[_State]) -> list[_State]:
    kept: list[_State] = []
    for state in sorted(states, key=lambda s: (s[1], -s[0], s[2])):
        if not kept or state[0] > kept[-1][0]:
            kept.append(state)
    return kept


def _cut(need: Fen, chosen: Sequence[Piece], rooms: Rooms) -> dict[str, Fen]:
    """Lower the amounts until no group is above its room and all together are at the need, the most harmful first."""
    parts = {piece.key: piece.size for piece in chosen}
    for group in {piece.group for piece in chosen}:
        mine = [piece for piece in chosen if piece.group == group]
        _lower(parts, mine, sum(parts[p.key] for p in mine) - rooms[group])
    _lower(parts, chosen, sum(parts.values()) - need)
    return {key: part for key, part in parts.items() if part}


def _lower(parts: dict[str, Fen], pieces: Sequence[Piece], surplus: Fen) -> None:
    for piece in sorted(pieces, key=lambda p: (-p.harm, -p.since, p.size, p.key)):
        assert piece.unit is not None
        if surplus > 0:
            taken = min(parts[piece.key], surplus - surplus % piece.unit)
            parts[piece.key] -= taken
            surplus -= taken


# --- whole pieces


_Rank: TypeAlias = tuple[Fen, int, Fen, Fen, int, int, Fen]
"""Uncovered, last resorts, taken of late pieces, excess, harm, number, sum: smaller is better."""

_Sizes: TypeAlias = tuple[Fen, ...]
"""What whole pieces come to, group by group."""


class _Problem:
    """One need, its rooms, and the pieces in canonical order. `late`: the divisible ones come after the whole ones."""

    def __init__(self, need: Fen, rooms: Rooms, pieces: Sequence[Piece], trifle: Fen, *, late: bool) -> None:
        self.need, self.late = need, late
        self.enough = max(0, need - trifle)
        groups = sorted({piece.group for piece in pieces})
        self.place = {group: place for place, group in enumerate(groups)}
        self.rooms = {group: min(need, rooms.get(group, 0)) for group in groups}
        self.whole = [piece for piece in pieces if piece.unit is None and self.rooms[piece.group] > 0]
        money = dict.fromkeys(groups, 0)
        for piece in pieces:
            money[piece.group] += piece.size if piece.unit is not None else 0
        self.limits = [(self.rooms[group], money[group]) for group in groups]

    def sizes(self, chosen: Sequence[Piece]) -> _Sizes:
        """What the pieces come to, by group."""
        found = [0] * len(self.limits)
        for piece in chosen:
            found[self.place[piece.group]] += piece.size
        return tuple(found)

    def covered_by(self, sizes: _Sizes) -> Fen:
        """What whole pieces alone cover."""
        return min(self.need, sum(min(room, size) for (room, _), size in zip(self.limits, sizes, strict=True)))

    def uncovered(self, sizes: _Sizes) -> Fen:
        """What is missing when all the money there is is added; the trifle is not missed."""
        limits = zip(self.limits, sizes, strict=True)
        return max(0, self.enough - sum(min(room, size + money) for (room, money), size in limits))

    def taken_late(self, sizes: _Sizes) -> Fen:
        """What late pieces have to cover beside whole ones; the trifle is not counted. Each whole piece more lowers
        it or leaves it."""
        if not self.late:
            return 0
        return max(0, self.enough - self.covered_by(sizes)) - self.uncovered(sizes)

    def excess(self, sizes: _Sizes) -> Fen:
        """What whole pieces come to beyond the need and the rooms; money never adds to it."""
        return sum(sizes) - self.covered_by(sizes)

    def rank(self, chosen: Sequence[Piece]) -> _Rank:
        """How good a choice is; the smaller the better."""
        return self._rank(chosen, self.sizes(chosen))

    def _rank(self, chosen: Sequence[Piece], sizes: _Sizes) -> _Rank:
        resorts = sum(piece.last_resort for piece in chosen)
        harm = sum(piece.harm for piece in chosen)
        late = self.taken_late(sizes)
        return self.uncovered(sizes), resorts, late, self.excess(sizes), harm, len(chosen), sum(sizes)

    def best_pieces(self) -> tuple[Piece, ...]:
        """Exact up to `EXACT_UP_TO` pieces. Beyond: greedy covers in four orders, each pruned and improved by exchanges
        of one piece until nothing gets better; the best of them. No piece of the answer can be left out."""
        if len(self.whole) <= EXACT_UP_TO:
            return self._search()
        orders = (
            list(self.whole),
            sorted(self.whole, key=lambda p: (p.last_resort, -p.size, p.key)),
            sorted(self.whole, key=lambda p: (p.last_resort, p.size, p.key)),
            sorted(self.whole, key=lambda p: (p.last_resort, p.harm * 10**9 // p.size, p.key)),
        )
        return min((self._improved(self._greedy(order)) for order in orders), key=lambda c: (self.rank(c), _keys(c)))

    def _search(self) -> tuple[Piece, ...]:
        """Every subset that could still be the best, depth first.

        A branch ends where it misses no more than all pieces together would and takes no late piece (each piece more
        only adds excess, harm or number), where even all that is left could not bring it there, and where it would be
        worse than the best even with the least of late pieces that all that is left could bring it to.
        """
        behind = [self.sizes(self.whole[place:]) for place in range(len(self.whole) + 1)]
        least = self.uncovered(behind[0])
        best: tuple[Piece, ...] = ()
        best_rank = self._rank((), behind[-1])
        stack: list[tuple[int, tuple[Piece, ...], _Sizes]] = [(0, (), behind[-1])]
        while stack:
            place, chosen, sizes = stack.pop()
            if place == len(self.whole):
                continue
            if self.uncovered(_plus(sizes, behind[place])) > least:
                continue
            if self.uncovered(sizes) == least and not self.taken_late(sizes):
                continue
            stack.append((place + 1, chosen, sizes))
            taken = (*chosen, self.whole[place])
            more = _plus(sizes, self.sizes(taken[-1:]))
            rank = self._rank(taken, more)
            late = self.taken_late(_plus(more, behind[place + 1]))
            if best_rank[0] == least and (rank[1], late, *rank[3:6]) > best_rank[1:6]:
                continue
            if (rank, _keys(taken)) < (best_rank, _keys(best)):
                best, best_rank = taken, rank
            stack.append((place + 1, taken, more))
        return best

    def _greedy(self, order: Sequence[Piece]) -> tuple[Piece, ...]:
        chosen: tuple[Piece, ...] = ()
        for piece in order:
            if self.rank((*chosen, piece))[:3] < self.rank(chosen)[:3]:
                chosen = (*chosen, piece)
        return chosen

    def _improved(self, chosen: tuple[Piece, ...]) -> tuple[Piece, ...]:
        rank = self.rank(chosen)
        while True:
            better = min(self._neighbours(chosen), key=lambda c: (self.rank(c), _keys(c)), default=chosen)
            if self.rank(better) >= rank:
                return chosen
            chosen, rank = better, self.rank(better)

    def _neighbours(self, chosen: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
        others = [piece for piece in self.whole if piece not in chosen]
        for place in range(len(chosen)):
            rest = chosen[:place] + chosen[place + 1 :]
            yield rest
            for other in others:
                yield (*rest, other)


def _plus(left: _Sizes, right: _Sizes) -> _Sizes:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _keys(chosen: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(sorted(piece.key for piece in chosen))
