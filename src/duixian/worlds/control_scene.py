"""The people of the control scene: 26 who owe, to whom and how much. What they have follows from their numbers."""

import random
from dataclasses import dataclass
from datetime import date

from duixian.base.money import Fen
from duixian.worlds.people import PersonOf, Register

DEBTORS = 26
CLAIMS: tuple[Fen, ...] = (
    420_000,
    860_000,
    1_500_000,
    2_400_000,
    3_800_000,
    6_500_000,
    9_900_000,
    18_000_000,
    31_000_000,
)
"""Sums owed, fen, taken in turn: from a month's wages to the price of a small flat."""

_COMPANIES = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """Who owes whom how much, fen."""

    debtor: PersonOf
    creditor: PersonOf
    amount: Fen


@dataclass(frozen=True, slots=True)
class ControlScene:
    """Twenty-six debtors with a case each, and a second case against the first of them."""

    claims: tuple[Claim, ...]
    second: Claim


def control_scene(*, seed: int = 1, debtors: int = DEBTORS, on: date = date(2026, 3, 2)) -> ControlScene:
    """The people of a seed. Fewer debtors are the first so many of the same; every sixth is a company."""
    register = Register(random.Random(f"control/{seed}"), born_before=on)
    people = [
        register.company(names_account=False) if place % 6 == _COMPANIES else register.natural(names_account=False)
        for place in range(DEBTORS)
    ]
    creditors = [register.natural() for _ in range(DEBTORS + 1)]
    claims = [
        Claim(person, creditor, CLAIMS[place % len(CLAIMS)])
        for place, (person, creditor) in enumerate(zip(people, creditors, strict=False))
    ]
    return ControlScene(tuple(claims[:debtors]), Claim(people[0], creditors[-1], 160_000_000))
