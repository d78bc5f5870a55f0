"""Which payment fulfils which instalment: in the order agreed, to the fen, nothing made and nothing lost.

The parties' own order comes first (民法典 560: 当事人另有约定的除外); without one, what is due earlier is filled first,
and what hangs on a condition that is not met waits till last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.money import Fen


@dataclass(frozen=True, slots=True)
class Open:
    """An instalment of money with `missing` fen; `key` is its own."""

    key: int
    number: int
    missing: Fen
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Pot:
    """A payment of which `free` fen fulfil nothing yet."""

    key: int
    free: Fen
    on: date


@dataclass(frozen=True, slots=True)
class Share:
    """So many fen of a payment fulfil an instalment."""

    instalment: int
    pot: int
    amount: Fen


@dataclass(frozen=True, slots=True)
class Allocation:
    """What fulfils what, and what of each payment is over."""

    shares: tuple[Share, ...]
    over: Mapping[int, Fen]


def allocate(instalments: Sequence[Open], pots: Sequence[Pot], *, order: Sequence[int] = ()) -> Allocation:
    """Fill instalments from payments, the earlier payment first. `order`: numbers of instalments, empty by due day.

    Raises `ValueError` for negative sums: a mistake of the caller.
    """
    if any(one.missing < 0 for one in instalments) or any(pot.free < 0 for pot in pots):
        raise ValueError("neither a payment nor an instalment is negative")
    missing = [[one.key, one.missing] for one in sorted(instalments, key=lambda one: _rank(one, order))]
    shares: list[Share] = []
    over: dict[int, Fen] = {}
    for pot in sorted(pots, key=lambda pot: (pot.on, pot.key)):
        left = pot.free
        for row in missing:
            amount = min(left, row[1])
            if amount:
                shares.append(Share(row[0], pot.key, amount))
                row[1] -= amount
                left -= amount
        over[pot.key] = left
    return Allocation(tuple(shares), over)


def _rank(one: Open, order: Sequence[int]) -> tuple[int, date, int, int]:
    place = order.index(one.number) if one.number in order else len(order)
    return place, one.due or date.max, one.number, one.key
