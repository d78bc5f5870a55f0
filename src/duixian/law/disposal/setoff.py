"""A creditor takes the thing for the debt (流拍抵债, 《拍卖、变卖财产的规定》第十六条)."""

from collections.abc import Sequence
from dataclasses import dataclass

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen

_BASIS = "《拍卖、变卖财产的规定》第十六条"


@dataclass(frozen=True, slots=True)
class Taker:
    """A creditor who would take the thing. `rank`: his place in the order of payment, 1 first; `entitled`: what he is
    to receive out of this thing's proceeds, fen (claims that go before his already taken off)."""

    name: str
    rank: int
    entitled: Fen


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes it, at which price, and what he pays on top, fen."""

    taker: Taker
    price: Fen
    top_up: Fen
    basis: str = _BASIS


@dataclass(frozen=True, slots=True)
class Draw:
    """Creditors of one rank want it: lots are drawn among them (抽签)."""

    among: tuple[str, ...]
    basis: str = _BASIS


def take(takers: Sequence[Taker], *, reserve: Fen, drawn: str = "") -> Taken | Draw:
    """Who takes the thing at the reserve of the round that failed; the best rank first, within a rank who was `drawn`.

    Raises `Refused`: `setoff.nobody`, `setoff.not_in_draw`; `ValueError` for two creditors of one name.
    """
    if len({taker.name for taker in takers}) != len(takers):
        raise ValueError("a creditor stands there twice")
    if not takers:
        raise Refused(Fault("setoff.nobody", "没有债权人申请或者同意抵债", "可再次拍卖、变卖，或者依法退还"))
    best = min(taker.rank for taker in takers)
    first = sorted((taker for taker in takers if taker.rank == best), key=lambda taker: taker.name)
    if len(first) == 1:
        chosen = first[0]
    elif not drawn:
        return Draw(tuple(taker.name for taker in first))
    else:
        found = next((taker for taker in first if taker.name == drawn), None)
        if found is None:
            raise Refused(
                Fault(
                    "setoff.not_in_draw",
                    "不是受偿顺位在先、可参加抽签的债权人（{basis}）",
                    "可参加抽签的是：{among}",
                    field="中签人",
                    value=drawn,
                    data={"basis": _BASIS, "among": "、".join(taker.name for taker in first)},
                )
            )
        chosen = found
    return Taken(chosen, reserve, max(0, reserve - chosen.entitled))
