"""Strategies: estates of debtors, small enough to be searched through."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from duixian.law.control import (
    ChoicePractice,
    Earmark,
    HeldThing,
    HoldingKind,
    Liable,
    Living,
    Necessity,
    Thing,
)

ON = date(2026, 11, 22)
PRACTICE = ChoicePractice.of(ON)
EXACT = ChoicePractice.of(ON, trifle=0, home_share=0)
LEAST_EXCESS = ChoicePractice.of(ON, trifle=0, cash_first=False)
DIVISIBLE = (HoldingKind.DEPOSIT, HoldingKind.WALLET, HoldingKind.WEALTH)
LOCKED = (Earmark.NONE, Earmark.NONE, Earmark.MARGIN)
WHOLE = (HoldingKind.VEHICLE, HoldingKind.LAND, HoldingKind.HOME, HoldingKind.THING, HoldingKind.EQUITY)
sizes = st.integers(0, 60) | st.integers(0, 10**9)


@st.composite
def things(draw, key, debtors=("d",)):
    """One thing of any kind, known or not, exempt or not, first or waiting."""
    kind = draw(st.sampled_from((*DIVISIBLE, *WHOLE)))
    money = kind in DIVISIBLE
    only_home = kind is HoldingKind.HOME and draw(st.booleans())
    return Thing(
        key,
        draw(st.sampled_from(debtors)),
        kind,
        earmark=draw(st.sampled_from(Earmark)) if money else Earmark.NONE,
        available=draw(sizes) if money else None,
        value=None if money else draw(st.none() | sizes),
        unit=1 if money else None,
        share=draw(st.sampled_from((Fraction(1), Fraction(1), Fraction(1, 3)))),
        charged=draw(st.sampled_from((0, 0, 5, None))),
        ahead=draw(st.sampled_from((0, 10, None))),
        rank=draw(st.sampled_from((1, 1, 1, 2))),
        arrives=draw(st.integers(0, 5)) if money else 0,
        business=draw(st.booleans()),
        only_home=only_home,
        necessity=None if money else draw(st.sampled_from((None, None, None, Necessity.HOUSEHOLD))),
    )


@st.composite
def estates(draw, most=7):
    """Things of up to three debtors (one of them a stranger to the case), the liable, and a need."""
    count = draw(st.integers(0, most))
    found = [draw(things(f"t{place}", ("d", "e", "stranger"))) for place in range(count)]
    living = Living(draw(st.integers(1, 20)), draw(st.integers(1, 3)), 1)
    liable = [
        Liable("d", natural=True, living=living),
        Liable("e", natural=False, ceiling=draw(st.none() | sizes)),
    ]
    return found, liable, draw(sizes)


@st.composite
def simple(draw, most=8):
    """Things of one company, all in reach and of known value."""
    count = draw(st.integers(0, most))
    found = []
    for place in range(count):
        kind = draw(st.sampled_from((*DIVISIBLE, *WHOLE)))
        money = kind in DIVISIBLE
        size = draw(st.integers(1, 60))
        found.append(
            Thing(
                f"t{place}",
                "d",
                kind,
                earmark=draw(st.sampled_from(LOCKED)) if money else Earmark.NONE,
                available=size if money else None,
                value=None if money else size,
                unit=1 if money else None,
                business=draw(st.booleans()),
                only_home=kind is HoldingKind.HOME and draw(st.booleans()),
            )
        )
    return found, draw(st.integers(0, 200))


@st.composite
def holdings(draw, most=8):
    """Controls that stand: money and things, effective and waiting, of two debtors."""
    count = draw(st.integers(0, most))
    found = []
    for place in range(count):
        kind = draw(st.sampled_from((*DIVISIBLE, *WHOLE)))
        money = kind in DIVISIBLE
        found.append(
            HeldThing(
                f"t{place}",
                draw(st.sampled_from(("d", "e"))),
                kind,
                draw(sizes),
                draw(st.dates(date(2026, 1, 1), date(2026, 1, 5))),
                earmark=draw(st.sampled_from(LOCKED)) if money else Earmark.NONE,
                unit=1 if money else None,
                open=draw(st.sampled_from((0, 7))) if money else 0,
                waiting=draw(st.sampled_from((False, False, True))),
                business=draw(st.booleans()),
                only_home=kind is HoldingKind.HOME and draw(st.booleans()),
            )
        )
    return found, draw(sizes)
