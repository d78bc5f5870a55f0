"""What to control, of 10,000 seeded debtors: our choice, "freeze everything found", and the exact optimum.

    python -m bench control_choice [--quick] [--accept]

Everything found is what a search centre does that sends one order to every agency: each account up to the whole need,
each registered thing sealed. The optimum is found by trying every subset, apart from the program, for debtors with up
to `SEARCHED` things taken whole and as many divisible ones. Ratios are of sums over debtors whose property suffices.
What is hard is timed apart: `HARD` debtors with nothing but things of like value, as many as are searched exactly, and
three times as many, where a shortlist is improved.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from random import Random

from bench.harness import Figure, Report, at_least, at_most, percentile
from duixian.base.money import Fen
from duixian.law.control import (
    MONEY,
    ChoicePractice,
    Earmark,
    HoldingKind,
    Liable,
    Living,
    Mode,
    Proposal,
    Thing,
    allowances,
    exemption,
    propose,
)
from duixian.law.control.cover import EXACT_UP_TO

SEED = 20261122
ON = date(2026, 11, 22)
FULL, QUICK = 10_000, 500
SEARCHED = 10
HARD = 20
PRACTICE = ChoicePractice.of(ON, trifle=0)

Rank = tuple[Fen, int, Fen, int, int]
"""Uncovered, last resorts, excess, harm of things taken whole, their number."""


# --- debtors


@dataclass(frozen=True, slots=True)
class Estate:
    """One debtor, what was found of his, and what must be covered, fen."""

    debtor: Liable
    things: tuple[Thing, ...]
    need: Fen


def estates(count: int, *, seed: int) -> Iterator[Estate]:
    """So many debtors; the same seed gives the same. Four in five are natural persons; balances are small and skewed,
    half of the homes are mortgaged and a third of them the only one; some things wait behind other courts."""
    random = Random(seed)
    for _ in range(count):
        natural = random.random() < 0.8
        living = Living(random.randrange(60_000, 140_000), random.randint(1, 5), 3) if natural else None
        accounts = (_account(random, place, natural) for place in range(random.randint(0, 9)))
        things = (*accounts, *_registered(random, natural))
        yield Estate(Liable("d", natural, living), things, _skewed(random, 3_000_000, 60))


def _skewed(random: Random, middle: Fen, spread: int) -> Fen:
    """Between a `spread`th of the middle and `spread` times it, as likely above as below."""
    factor = random.randint(100, 100 * spread)
    return max(1, middle * factor // 100 if random.random() < 0.5 else middle * 100 // factor)


def _account(random: Random, place: int, natural: bool) -> Thing:
    earmark = Earmark.NONE
    if random.random() < 0.25:
        earmark = random.choice(
            (Earmark.WAGES, Earmark.PENSION, Earmark.MINIMUM_LIVING)
            if natural
            else (Earmark.MIGRANT_WAGES, Earmark.MARGIN, Earmark.PRESALE)
        )
    kind = random.choice((HoldingKind.DEPOSIT, HoldingKind.DEPOSIT, HoldingKind.DEPOSIT, HoldingKind.WALLET))
    return Thing(
        f"account{place}",
        "d",
        kind,
        earmark=earmark,
        available=0 if random.random() < 0.3 else _skewed(random, 300_000, 100),
        arrives=random.choice((0, 0, 300_000)),
        business=not natural and random.random() < 0.3,
    )


def _registered(random: Random, natural: bool) -> Iterator[Thing]:
    def thing(name: str, kind: HoldingKind, value: Fen, **more: object) -> Thing:
        waits = random.random() < 0.1
        ahead = _skewed(random, value // 2 + 1, 3) if waits else 0
        charged = _skewed(random, value // 2 + 1, 4) if random.random() < 0.3 else 0
        return Thing(name, "d", kind, value=value, charged=charged, ahead=ahead, rank=1 + waits, **more)  # type: ignore[arg-type]

    for place in range(random.choice((0, 0, 1, 1, 2, 4))):
        yield thing(f"car{place}", HoldingKind.VEHICLE, _skewed(random, 6_000_000, 8))
    homes = random.choice((0, 1, 1, 2)) if natural else 0
    for place in range(homes):
        only = homes == 1 and random.random() < 0.6
        yield thing(f"home{place}", HoldingKind.HOME, _skewed(random, 90_000_000, 6), only_home=only, lived_in=only)
    for place in range(random.choice((0, 0, 0, 1) if natural else (0, 1, 2, 4))):
        yield thing(f"land{place}", HoldingKind.LAND, _skewed(random, 60_000_000, 10))
    if random.random() < 0.2:
        yield Thing("wealth", "d", HoldingKind.WEALTH, available=_skewed(random, 2_000_000, 30), unit=1)


# --- three ways


@dataclass(frozen=True, slots=True)
class Usable:
    """What may lawfully be taken of one thing at once, fen."""

    thing: Thing
    size: Fen

    @property
    def divisible(self) -> bool:
        """Whether a part can be held."""
        return self.thing.unit is not None or self.thing.kind in MONEY

    @property
    def harm(self) -> int:
        """The weight of controlling it."""
        return PRACTICE.harm_of(self.thing)


def usable(estate: Estate) -> list[Usable]:
    """Everything that may be taken, net of what is exempt, charged or held by others."""
    keep: dict[str, Fen] = {}
    if estate.debtor.living:
        keep = allowances((t for t in estate.things if t.rank == 1), estate.debtor.living, on=ON)
    found = []
    for thing in estate.things:
        exempt = exemption(thing, estate.debtor.living, on=ON, keep=keep.get(thing.key, 0))
        if exempt.controllable and thing.rank == 1:
            found.append(Usable(thing, max(0, (thing.worth or 0) - (exempt.amount or 0))))
    return [one for one in found if one.size]


def everything(estate: Estate) -> tuple[Fen, Fen, int]:
    """One order to every agency: what is held, what of it is exempt, and the harm."""
    held = touched = harm = 0
    lawful = {one.thing.key: one.size for one in usable(estate)}
    for thing in estate.things:
        if thing.rank == 1:
            worth = thing.worth or 0
            taken = min(worth, estate.need) if thing.unit is not None or thing.kind in MONEY else worth
            held += taken
            touched += max(0, taken - lawful.get(thing.key, 0))
            harm += PRACTICE.harm_of(thing) if taken else 0
    return held, touched, harm


def optimum(estate: Estate) -> tuple[Rank, tuple[int, int]] | None:
    """The best there is, by trying every subset: the rank of what is taken whole, and harm and number of the money.
    None for an estate too large to search."""
    found = usable(estate)
    money = [one for one in found if one.divisible]
    whole = [one for one in found if not one.divisible]
    if max(len(money), len(whole)) > SEARCHED:
        return None
    there = sum(one.size for one in money)
    ranks = (_rank(estate.need, there, subset) for subset in _subsets(whole))
    rank, value = min((rank, value) for rank, value in ranks)
    missing = min(estate.need - value, there)
    if missing <= 0:
        return rank, (0, 0)
    enough = (s for s in _subsets(money) if sum(one.size for one in s) >= missing)
    return rank, min((sum(one.harm for one in s), len(s)) for s in enough)


def _subsets(pieces: Sequence[Usable]) -> Iterator[tuple[Usable, ...]]:
    for size in range(len(pieces) + 1):
        yield from combinations(pieces, size)


def _rank(need: Fen, money: Fen, whole: Sequence[Usable]) -> tuple[Rank, Fen]:
    value = sum(one.size for one in whole)
    resorts = sum(one.thing.only_home for one in whole)
    rank = (
        max(0, need - value - money),
        resorts,
        max(0, value - need),
        sum(one.harm for one in whole),
        len(whole),
    )
    return rank, value


def _ours(estate: Estate, made: Proposal) -> tuple[Rank, tuple[int, int]]:
    things = {thing.key: thing for thing in estate.things}
    whole = [line for line in made.lines if line.mode is Mode.WHOLE]
    money = [line for line in made.lines if line.counts and line.mode is not Mode.WHOLE]
    rank = (
        made.uncovered,
        sum(things[line.key].only_home for line in whole),
        made.excess,
        sum(line.harm for line in whole),
        len(whole),
    )
    return rank, (sum(line.harm for line in money), len(money))


# --- the report


def run(count: int) -> Report:
    """Choose for `count` debtors in three ways and compare."""
    tally = Tally()
    propose(1, [], debtors=[], practice=PRACTICE, on=ON)
    optimum(next(estates(1, seed=SEED)))  # the values of the law are read once, outside the times
    for estate in estates(count, seed=SEED):
        begun = time.perf_counter()
        made = propose(estate.need, estate.things, debtors=[estate.debtor], practice=PRACTICE, on=ON)
        tally.add(estate, made, time.perf_counter() - begun)
    return tally.report(count)


def hard(count: int) -> list[float]:
    """Milliseconds for each of `HARD` debtors with so many cars of like value, who owe about half of it all."""
    random = Random(SEED)
    times = []
    for _ in range(HARD):
        cars = [Thing(f"car{n}", "d", HoldingKind.VEHICLE, value=random.randrange(10**6, 10**7)) for n in range(count)]
        need = sum(car.value or 0 for car in cars) // 2
        company = [Liable("d", natural=False)]
        begun = time.perf_counter()
        propose(need, cars, debtors=company, practice=PRACTICE, on=ON)
        times.append((time.perf_counter() - begun) * 1000)
    return times


class Tally:
    """Sums over debtors. What suffices, and what does not, are kept apart: a ratio to the need means something only
    where the need could be covered."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.need = self.ours = self.all = self.enough = 0
        self.harm_ours = self.harm_all = self.exempt_all = self.debtors_exempt_all = 0
        self.exact = self.exact_all = 0
        self.exempt_ours = self.beyond_indivisible = 0
        self.searched = self.best = self.excess_ours = self.excess_best = self.lost = 0

    def add(self, estate: Estate, made: Proposal, seconds: float) -> None:
        """One debtor."""
        self.times.append(seconds)
        held = sum(line.counts for line in made.lines)
        everything_held, touched, harm = everything(estate)
        self._bounds(estate, made, held)
        self.exempt_all += touched
        self.debtors_exempt_all += touched > 0
        if not made.uncovered:
            self.enough += 1
            self.need += estate.need
            self.ours += held
            self.all += everything_held
            self.exact += held == estate.need
            self.exact_all += everything_held == estate.need
            self.harm_ours += sum(line.harm for line in made.lines)
            self.harm_all += harm
        best = optimum(estate)
        if best is not None:
            self.searched += 1
            self.best += _ours(estate, made) == best
            self.lost += made.uncovered - best[0][0]
            self.excess_ours += made.excess
            self.excess_best += best[0][2]

    def _bounds(self, estate: Estate, made: Proposal, held: Fen) -> None:
        lawful = {one.thing.key: one.size for one in usable(estate)}
        self.exempt_ours += sum(max(0, line.counts - lawful.get(line.key, 0)) for line in made.lines)
        surplus = max(0, held - estate.need)
        pieces = [line.counts for line in made.lines if line.mode is Mode.WHOLE]
        money = sum(line.counts for line in made.lines if line.mode is not Mode.WHOLE)
        self.beyond_indivisible += surplus if not pieces else min(surplus, money) + max(0, surplus - min(pieces) + 1)

    def report(self, count: int) -> Report:
        """The figures."""
        milliseconds = [seconds * 1000 for seconds in self.times]
        figures = [
            Figure("held ÷ need, everything found", self.all / self.need, ""),
            Figure("held ÷ need, our choice", self.ours / self.need, ""),
            Figure("over-freezing, everything ÷ ours", (self.all - self.need) / max(1, self.ours - self.need), "×"),
            Figure("held to the fen, ours", self.exact / self.enough, "of enough"),
            Figure("held to the fen, everything found", self.exact_all / self.enough, "of enough"),
            at_least("harm, everything ÷ ours", self.harm_all / self.harm_ours, "×", 2),
            at_most("held beyond what cannot be divided, ours", self.beyond_indivisible / 100, "yuan", 0),
            at_most("exempt money touched, ours", self.exempt_ours / 100, "yuan", 0),
            Figure("exempt money touched, everything found", self.exempt_all / 100, "yuan"),
            Figure("debtors whose exempt money everything touches", self.debtors_exempt_all / count, "of all"),
            at_least("equal to the exact optimum", self.best / self.searched, "of searched", 1),
            at_most("excess, ours ÷ the optimum's", self.excess_ours / max(1, self.excess_best), "×", 1),
            at_most("cover lost against the optimum", self.lost / 100, "yuan", 0),
            Figure("time of an answer, median", statistics.median(milliseconds), "ms"),
            at_most("time of an answer, p99", percentile(milliseconds, 0.99), "ms", 50),
            Figure("time of an answer, longest", max(milliseconds), "ms"),
            at_most(
                f"time of {EXACT_UP_TO} like things, exact, median", statistics.median(hard(EXACT_UP_TO)), "ms", 1000
            ),
            at_most(
                f"time of {3 * EXACT_UP_TO} like things, improved, median",
                statistics.median(hard(3 * EXACT_UP_TO)),
                "ms",
                1000,
            ),
        ]
        size = {"debtors": count, "with enough": self.enough, "searched exhaustively": self.searched, "seed": SEED}
        checks = ["every debtor of the search: uncovered, last resorts, excess, harm and number equal to the optimum's"]
        return Report("control_choice", size, figures, checks if self.best == self.searched else [])
