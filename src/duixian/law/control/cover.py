"""Cover a sum with pieces: which divisible ones, which whole ones. Combinatorics only; the law of it is `choice`'s.

Every piece belongs to a group (a debtor) whose pieces cover no more than its room. What is decided, in this order:
the least uncovered, the fewest pieces of last resort, the least excess, the least harm and number of whole pieces, the
least money displaced by them; then the least harm and number of divisible pieces. The answer does not depend on the
order of the input: pieces are taken up in the order of their keys, which are unique.
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
    first."""

    key: str
    group: str
    size: Fen
    harm: int
    unit: Fen | None = None
    last_resort: bool = False
    since: int = 0


Rooms: TypeAlias = Mapping[str, Fen]
"""How much each group may cover; a group not named covers nothing."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What was chosen: key → fen held of it. `uncovered` what is missing, `excess` what is too much."""

    parts: Mapping[str, Fen]
    uncovered: Fen
    excess: Fen


def cover(need: Fen, pieces: Sequence[Piece], rooms: Rooms, *, trifle: Fen = 0) -> Cover:
    """The best cover of `need`. No whole piece is taken for the last `trifle` of it, which may stay uncovered."""
    ordered = sorted((p for p in pieces if p.size > 0), key=lambda p: (p.harm, p.since, -p.size, p.key))
    loose = [piece for piece in ordered if piece.unit is not None]
    problem = _Problem(need, rooms, ordered, trifle)
    chosen = problem.best_pieces()
    sizes = problem.sizes(chosen)
    covered = problem.covered_by(sizes)
    left = {
        group: problem.rooms[group] - min(problem.rooms[group], size)
        for group, size in zip(problem.rooms, sizes, strict=True)
    }
    parts = {piece.key: piece.size for piece in chosen}
    parts.update(cheapest(need - covered, loose, left))
    reached = covered + _reached(parts, loose, left)
    return Cover(parts, max(0, need - reached), problem.excess(sizes))


def _reached(parts: Mapping[str, Fen], loose: Sequence[Piece], rooms: Rooms) -> Fen:
    return sum(min(room, sum(parts.get(p.key, 0) for p in loose if p.group == group)) for group, room in rooms.items())


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


_Rank: TypeAlias = tuple[Fen, int, Fen, int, int, Fen]
"""Uncovered, last resorts, excess, harm, number, sum: smaller is better."""

_Sizes: TypeAlias = tuple[Fen, ...]
"""What whole pieces come to, group by group."""


class _Problem:
    """One need, its rooms, and the pieces in canonical order."""

    def __init__(self, need: Fen, rooms: Rooms, pieces: Sequence[Piece], trifle: Fen) -> None:
        self.need = need
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

    def excess(self, sizes: _Sizes) -> Fen:
        """What whole pieces come to beyond the need and the rooms; money never adds to it."""
        return sum(sizes) - self.covered_by(sizes)

    def rank(self, chosen: Sequence[Piece]) -> _Rank:
        """How good a choice is; the smaller the better."""
        return self._rank(chosen, self.sizes(chosen))

    def _rank(self, chosen: Sequence[Piece], sizes: _Sizes) -> _Rank:
        resorts = sum(piece.last_resort for piece in chosen)
        harm = sum(piece.harm for piece in chosen)
        return self.uncovered(sizes), resorts, self.excess(sizes), harm, len(chosen), sum(sizes)

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

        A branch ends where it misses no more than all pieces together would (each piece more only adds excess, harm or
        number), where even all that is left could not bring it there, and where it is worse already than the best.
        """
        behind = [self.sizes(self.whole[place:]) for place in range(len(self.whole) + 1)]
        least = self.uncovered(behind[0])
        best: tuple[Piece, ...] = ()
        best_rank = self._rank((), behind[-1])
        stack: list[tuple[int, tuple[Piece, ...], _Sizes]] = [(0, (), behind[-1])]
        while stack:
            place, chosen, sizes = stack.pop()
            if self.uncovered(sizes) == least or self.uncovered(_plus(sizes, behind[place])) > least:
                continue
            stack.append((place + 1, chosen, sizes))
            taken = (*chosen, self.whole[place])
            more = _plus(sizes, self.sizes(taken[-1:]))
            rank = self._rank(taken, more)
            if best_rank[0] == least and rank[1:5] > best_rank[1:5]:
                continue
            if (rank, _keys(taken)) < (best_rank, _keys(best)):
                best, best_rank = taken, rank
            stack.append((place + 1, taken, more))
        return best

    def _greedy(self, order: Sequence[Piece]) -> tuple[Piece, ...]:
        chosen: tuple[Piece, ...] = ()
        for piece in order:
            if self.rank((*chosen, piece))[0] < self.rank(chosen)[0]:
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
