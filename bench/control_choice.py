"""What to control, of 10,000 seeded debtors: our choice, two other ways, and the exact optimum.

    python -m bench control_choice [--quick] [--accept]

Ours takes money first (`cash_first`). "Least excess" is the same program with the convention off: money is lowered
where a thing covers more than was missing. "Everything found" is what a search centre does that sends one order to
every agency: each account up to the whole need, each registered thing sealed. The optimum, of ours and of the least
excess, is found by trying every subset, apart from the program, for debtors with up to `SEARCHED` things taken whole
and as many divisible ones. Ratios are of sums over debtors whose property suffices.

What a control holds is not yet money. The money expected of it counts in full what can be deducted, and a thing that
may be sold at its reserve in the first auction (70 % of its price, 网拍规定 10) or the second (20 % less, 网拍规定 26),
less what is charged on it; the only home and locked money bring nothing now. It is why money comes first: the least
excess lets go of money in hand for the nominal value of a thing.

What is hard is timed apart: `HARD` debtors with nothing but things of like value, as many as are searched exactly, and
three times as many, where a shortlist is improved.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from duixian.law.control.practice import locked

SEED = 20261122
ON = date(2026, 11, 22)
FULL, QUICK = 10_000, 500
SEARCHED = 10
HARD = 20
PRACTICE = ChoicePractice.of(ON, trifle=0, home_share=0)  # so that the optimum is the plain one
LEAST_EXCESS = replace(PRACTICE, cash_first=False)
DEFAULT = ChoicePractice.of(ON)
FIRST, SECOND = 70, 56  # percent of the price: the reserve of the first auction, and 20 % less

Rank = tuple[Fen, int, Fen, Fen, int, int]
"""Uncovered, last resorts, locked money (if it comes last), excess, harm of things taken whole, their number."""

Weight = tuple[int, int]
"""Harm and number of what is taken in part."""

Best = tuple[Rank, Weight, Weight]
"""The things taken whole, the money that comes before them and the money that comes after."""


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


def optimum(estate: Estate, *, cash_first: bool) -> Best | None:
    """The best there is, by trying every subset. None for an estate too large to search."""
    found = usable(estate)
    money = [one for one in found if one.divisible]
    whole = [one for one in found if not one.divisible]
    if max(len(money), len(whole)) > SEARCHED:
        return None
    first = [one for one in money if cash_first and not locked(one.thing)]
    after = [one for one in money if one not in first]
    remainder = max(0, estate.need - sum(one.size for one in first))
    there = sum(one.size for one in after)
    rank, value = min(_rank(remainder, there, subset, cash_first=cash_first) for subset in _subsets(whole))
    return rank, _cheapest(estate.need, first), _cheapest(remainder - value, after)


def _subsets(pieces: Sequence[Usable]) -> Iterator[tuple[Usable, ...]]:
    for size in range(len(pieces) + 1):
        yield from combinations(pieces, size)


def _cheapest(missing: Fen, money: Sequence[Usable]) -> Weight:
    """Harm and number of the best accounts that hold so much, or all there is."""
    enough = min(max(0, missing), sum(one.size for one in money))
    return min((sum(one.harm for one in s), len(s)) for s in _subsets(money) if sum(one.size for one in s) >= enough)


def _rank(remainder: Fen, after: Fen, whole: Sequence[Usable], *, cash_first: bool) -> tuple[Rank, Fen]:
    value = sum(one.size for one in whole)
    rank = (
        max(0, remainder - value - after),
        sum(one.thing.only_home for one in whole),
        min(after, max(0, remainder - value)) if cash_first else 0,
        max(0, value - remainder),
        sum(one.harm for one in whole),
        len(whole),
    )
    return rank, value


def _chosen(estate: Estate, made: Proposal, *, cash_first: bool) -> Best:
    """What the program chose, in the terms of the optimum."""
    things = {thing.key: thing for thing in estate.things}
    whole = [line for line in made.lines if line.mode is Mode.WHOLE]
    money = [line for line in made.lines if line.counts and line.mode is not Mode.WHOLE]
    first = [line for line in money if cash_first and not locked(things[line.key])]
    after = [line for line in money if line not in first]
    rank = (
        made.uncovered,
        sum(things[line.key].only_home for line in whole),
        sum(line.counts for line in after) if cash_first else 0,
        made.excess,
        sum(line.harm for line in whole),
        len(whole),
    )
    return rank, (sum(line.harm for line in first), len(first)), (sum(line.harm for line in after), len(after))


def expected(estate: Estate, made: Proposal, percent: int) -> Fen:
    """The money a proposal is expected to bring now, no more than the need: what may be deducted, and things that may
    be sold at so many percent of their price, less what is charged on them."""
    things = {thing.key: thing for thing in estate.things}
    money = 0
    for line in (line for line in made.lines if line.takeable):
        thing = things[line.key]
        if line.mode is Mode.WHOLE:
            money += max(0, (thing.value or 0) * percent // 100 - (thing.charged or 0))
        else:
            money += line.counts
    return min(estate.need, money)


# --- the report


def run(count: int) -> Report:
    """Choose for `count` debtors in every way and compare."""
    tally = Tally()
    propose(1, [], debtors=[], practice=PRACTICE, on=ON)
    optimum(next(estates(1, seed=SEED)), cash_first=True)  # the values of the law are read once, outside the times
    for estate in estates(count, seed=SEED):
        begun = time.perf_counter()
        made = _propose(estate, PRACTICE)
        tally.add(estate, made, time.perf_counter() - begun)
        tally.compare(estate, made, _propose(estate, LEAST_EXCESS), _propose(estate, DEFAULT))
    return tally.report(count)


def _propose(estate: Estate, practice: ChoicePractice) -> Proposal:
    return propose(estate.need, estate.things, debtors=[estate.debtor], practice=practice, on=ON)


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


class Way:
    """Sums of one way to choose, over debtors whose property suffices."""

    def __init__(self) -> None:
        self.held = self.harm = self.exact = self.in_vain = 0
        self.cash = self.first = self.second = 0
        self.best = self.lost = self.excess = self.excess_best = 0

    def add(self, estate: Estate, made: Proposal) -> None:
        """One debtor."""
        held = sum(line.counts for line in made.lines)
        money = sum(one.size for one in usable(estate) if one.divisible and not locked(one.thing))
        self.held += held
        self.harm += sum(line.harm for line in made.lines)
        self.exact += held == estate.need
        self.in_vain += money >= estate.need and any(line.mode is Mode.WHOLE for line in made.lines)
        self.cash += expected(estate, made, 0)
        self.first += expected(estate, made, FIRST)
        self.second += expected(estate, made, SECOND)

    def judge(self, estate: Estate, made: Proposal, best: Best, *, cash_first: bool) -> None:
        """One debtor who could be searched through."""
        self.best += _chosen(estate, made, cash_first=cash_first) == best
        self.lost += made.uncovered - best[0][0]
        self.excess += made.excess
        self.excess_best += best[0][3]


class Tally:
    """Sums over debtors. What suffices, and what does not, are kept apart: a ratio to the need means something only
    where the need could be covered."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.ours, self.least = Way(), Way()
        self.need = self.enough = self.searched = self.spared = 0
        self.all = self.harm_all = self.exact_all = self.exempt_all = self.debtors_exempt_all = 0
        self.exempt_ours = self.beyond_indivisible = 0

    def add(self, estate: Estate, made: Proposal, seconds: float) -> None:
        """One debtor: how long ours took, and its bounds; what everything found comes to."""
        self.times.append(seconds)
        held, touched, harm = everything(estate)
        self._bounds(estate, made)
        self.exempt_all += touched
        self.debtors_exempt_all += touched > 0
        if not made.uncovered:
            self.enough += 1
            self.need += estate.need
            self.all += held
            self.exact_all += held == estate.need
            self.harm_all += harm

    def compare(self, estate: Estate, ours: Proposal, least: Proposal, default: Proposal) -> None:
        """One debtor: ours, the least excess first, and ours with the amounts too little to seal a thing for."""
        homes = {thing.key for thing in estate.things if thing.kind is HoldingKind.HOME}
        self.spared += bool(homes & {line.key for line in ours.lines} - {line.key for line in default.lines})
        for way, made, cash_first in ((self.ours, ours, True), (self.least, least, False)):
            if not made.uncovered:
                way.add(estate, made)
            best = optimum(estate, cash_first=cash_first)
            if best is not None:
                self.searched += cash_first
                way.judge(estate, made, best, cash_first=cash_first)

    def _bounds(self, estate: Estate, made: Proposal) -> None:
        lawful = {one.thing.key: one.size for one in usable(estate)}
        self.exempt_ours += sum(max(0, line.counts - lawful.get(line.key, 0)) for line in made.lines)
        surplus = max(0, sum(line.counts for line in made.lines) - estate.need)
        pieces = [line.counts for line in made.lines if line.mode is Mode.WHOLE]
        self.beyond_indivisible += surplus if not pieces else max(0, surplus - min(pieces) + 1)

    def report(self, count: int) -> Report:
        """The figures."""
        size = {"debtors": count, "with enough": self.enough, "searched exhaustively": self.searched, "seed": SEED}
        figures = [*self._held(), *self._money(), *self._protected(count), *self._optimal(), *self._speed()]
        same = self.ours.best == self.least.best == self.searched
        told = (
            "every debtor of the search, money first and least excess first: uncovered, last resorts, locked money, "
            "excess, harm and number equal to the optimum's"
        )
        return Report("control_choice", size, figures, [told] if same else [])

    def _held(self) -> list[Figure]:
        ours, least = self.ours, self.least
        return [
            Figure("held ÷ need, everything found", self.all / self.need, ""),
            Figure("held ÷ need, our choice", ours.held / self.need, ""),
            Figure("held ÷ need, least excess", least.held / self.need, ""),
            Figure("over-freezing, everything ÷ ours", (self.all - self.need) / max(1, ours.held - self.need), "×"),
            Figure("held to the fen, ours", ours.exact / self.enough, "of enough"),
            Figure("held to the fen, least excess", least.exact / self.enough, "of enough"),
            Figure("held to the fen, everything found", self.exact_all / self.enough, "of enough"),
            at_least("harm, everything ÷ ours", self.harm_all / ours.harm, "×", 2),
            Figure("harm, least excess ÷ ours", least.harm / ours.harm, "×"),
        ]

    def _money(self) -> list[Figure]:
        ours, least = self.ours, self.least
        return [
            Figure("need covered by money to deduct, ours", ours.cash / self.need, "of need"),
            Figure("need covered by money to deduct, least excess", least.cash / self.need, "of need"),
            Figure("money expected, things at 70 %, ours", ours.first / self.need, "of need"),
            Figure("money expected, things at 70 %, least excess", least.first / self.need, "of need"),
            Figure("money expected, things at 56 %, ours", ours.second / self.need, "of need"),
            Figure("money expected, things at 56 %, least excess", least.second / self.need, "of need"),
            at_least("money expected at 70 %, ours ÷ least excess", ours.first / least.first, "×", 1),
        ]

    def _protected(self, count: int) -> list[Figure]:
        return [
            at_most("held beyond what cannot be divided, ours", self.beyond_indivisible / 100, "yuan", 0),
            at_most("things sealed where money covers, ours", self.ours.in_vain, "debtors", 0),
            Figure("homes spared for too small a remainder, default", self.spared, "debtors"),
            at_most("exempt money touched, ours", self.exempt_ours / 100, "yuan", 0),
            Figure("exempt money touched, everything found", self.exempt_all / 100, "yuan"),
            Figure("debtors whose exempt money everything touches", self.debtors_exempt_all / count, "of all"),
        ]

    def _optimal(self) -> list[Figure]:
        ours, least = self.ours, self.least
        return [
            at_least("equal to the exact optimum", ours.best / self.searched, "of searched", 1),
            at_least("equal to the exact optimum, least excess", least.best / self.searched, "of searched", 1),
            at_most("excess, ours ÷ the optimum's", ours.excess / max(1, ours.excess_best), "×", 1),
            at_most("cover lost against the optimum", ours.lost / 100, "yuan", 0),
        ]

    def _speed(self) -> list[Figure]:
        took = [seconds * 1000 for seconds in self.times]
        exact, improved = (statistics.median(hard(count)) for count in (EXACT_UP_TO, 3 * EXACT_UP_TO))
        return [
            Figure("time of an answer, median", statistics.median(took), "ms"),
            at_most("time of an answer, p99", percentile(took, 0.99), "ms", 50),
            Figure("time of an answer, longest", max(took), "ms"),
            at_most(f"time of {EXACT_UP_TO} like things, exact, median", exact, "ms", 1000),
            at_most(f"time of {3 * EXACT_UP_TO} like things, improved, median", improved, "ms", 1000),
        ]
