"""Sell only what is needed; what belongs together is sold together (《拍卖、变卖财产的规定》第十四条、第十五条)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from duixian.base.money import Fen

EXHAUSTIVE = 16
"""Up to so many lots every choice is compared; above, lots are taken by size."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A thing that could be sold: what it should bring, fen, and with which it belongs (`group`, empty: alone)."""

    key: str
    expected: Fen
    group: str = ""


@dataclass(frozen=True, slots=True)
class ToSell:
    """Which lots to sell (each the keys sold together), what they should bring; `exact`: the best of all choices."""

    lots: tuple[tuple[str, ...], ...]
    expected: Fen
    uncovered: Fen
    exact: bool
    basis: str = "《拍卖、变卖财产的规定》第十四条、第十五条"


def to_sell(pieces: Sequence[Piece], *, need: Fen) -> ToSell:
    """The lots that cover the debt and costs with the least beyond it; among equals the fewest, then by key.

    If all together do not cover it, all. Up to sixteen lots the best of all choices; above, the largest that still fit
    are taken, the rest is covered by the smallest lot that suffices, and what that makes needless is dropped.
    Raises `ValueError` for a negative amount.
    """
    if need < 0 or any(piece.expected < 0 for piece in pieces):
        raise ValueError("no negative amounts")
    lots = _lots(pieces)
    total = sum(value for _, value in lots)
    if need == 0:
        return ToSell((), 0, 0, exact=True)
    if total <= need:
        return ToSell(tuple(keys for keys, _ in lots), total, need - total, exact=True)
    exact = len(lots) <= EXHAUSTIVE
    chosen = _best(lots, need) if exact else _by_size(lots, need)
    return ToSell(tuple(sorted(keys for keys, _ in chosen)), sum(value for _, value in chosen), 0, exact=exact)


def must_stop(brought: Fen, *, need: Fen, debtor_agrees: bool = False) -> bool:
    """Whether the sale of what is left must stop: what was sold covers debt and costs, and the debtor does not agree to
    the sale of all (第十四条)."""
    return brought >= need and not debtor_agrees


_Lots = Sequence[tuple[tuple[str, ...], Fen]]


def _lots(pieces: Sequence[Piece]) -> _Lots:
    groups: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: piece.key):
        groups.setdefault(piece.group or f"\0{piece.key}", []).append(piece)
    found = [(tuple(piece.key for piece in group), sum(piece.expected for piece in group)) for group in groups.values()]
    return sorted(found)


def _best(lots: _Lots, need: Fen) -> _Lots:
    enough = (
        (sum(value for _, value in choice), size, choice)
        for size in range(1, len(lots) + 1)
        for choice in combinations(lots, size)
    )
    return min(found for found in enough if found[0] >= need)[2]


def _by_size(lots: _Lots, need: Fen) -> _Lots:
    left, chosen = need, []
    waiting = sorted(lots, key=lambda lot: (-lot[1], lot[0]))
    skipped: list[tuple[tuple[str, ...], Fen]] = []
    for lot in waiting:
        if lot[1] <= left:
            chosen.append(lot)
            left -= lot[1]
        else:
            skipped.append(lot)
    if left > 0:  # every lot skipped was larger than what was left then, so the smallest of them suffices
        chosen.append(min(skipped, key=lambda lot: (lot[1], lot[0])))
    over = sum(value for _, value in chosen) - need
    for lot in sorted(chosen, key=lambda lot: (-lot[1], lot[0])):
        if lot[1] <= over:
            chosen.remove(lot)
            over -= lot[1]
    return chosen
