"""Who is meant by a name: precision, recall and F1 of our comparison beside nomenklatura's.

    python -m bench names [--quick] [--accept]

Three sets (bench/name_sets.py): our own, written by hand; one made by a seed from frequency tables of Chinese names
and from short forms of companies, once with its numbers and once without; the checks of OpenSanctions, names in
letters mostly. A pair is found when the answer is not NO; nomenklatura finds it at a score of 0.7, the default of its
users, and in a second row at the threshold that is best for it on that very set, which no user could know beforehand.
Numbers, birth dates and former names go to all of them, in the properties of FollowTheMoney.
"""

import importlib
import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from bench.harness import Figure, Report, at_least, at_most
from bench.name_sets import SHARED, Pair, checks, made, of_check, own
from duixian.analytics.names.compare import compare
from duixian.analytics.names.keys import keys_of
from duixian.analytics.names.model import Identity, Kind, NumberKind, Outcome

SEED = 20261122
BY_NUMBER = (
    "masked",
    "same number",
    "other number",
    "other number, traditional",
    "other birth date",
    "unit, other code",
)
"""Groups of the made set that a number or a birth date decides."""
RIVALS = ("logic-v1", "logic-v2", "name-based")
DEFAULT = 0.7
_PROPERTY = {
    NumberKind.RESIDENT: "idNumber",
    NumberKind.USCC: "registrationNumber",
    NumberKind.PASSPORT: "passportNumber",
    NumberKind.PERMIT: "idNumber",
    NumberKind.OTHER: "idNumber",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How many persons and companies the made set is about (ten pairs of each, or so)."""

    persons: int
    units: int


FULL, QUICK = Size(persons=400, units=200), Size(persons=40, units=20)

_IDS = itertools.count()

Scored = Sequence[tuple[bool, float]]
"""Of each pair: whether they may be one, and the score."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well pairs were told apart."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 when nothing was found rightly."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @classmethod
    def at(cls, scored: Scored, threshold: float) -> "Quality":
        """Of the pairs that score at least `threshold`."""
        found = [truth for truth, score in scored if score >= threshold]
        right, true = sum(found), sum(truth for truth, _ in scored)
        return cls(right / len(found) if found else 0.0, right / true if true else 0.0)


def best_threshold(scored: Scored) -> float:
    """The threshold with the highest F1."""
    return max({score for _, score in scored if score > 0} or {1.0}, key=lambda t: Quality.at(scored, t).f1)


def run(size: Size) -> Report:
    """Every set by everybody who is there."""
    sets: dict[str, list[Pair]] = {"own": own()}
    report = Report("names", {"own": len(sets["own"]), "seed": SEED})
    if SHARED.is_dir():
        sets["made"] = made(SHARED, persons=size.persons, units=size.units, seed=SEED)
        sets["made, names alone"] = [_without_numbers(pair) for pair in sets["made"] if pair.group not in BY_NUMBER]
        report.size = {**report.size, "made": len(sets["made"])}
    else:
        report.checks.append("the made set and the checks of OpenSanctions are not here (../shared): only our own set")
    rivals = _rivals(report)
    best = {name: _set(report, name, pairs, rivals) for name, pairs in sets.items()}
    if SHARED.is_dir():
        _checks(report, rivals)
    _aims(report, sets, best)
    unseen = made(SHARED, persons=size.persons, units=size.units, seed=SEED + 1) if SHARED.is_dir() else sets["own"]
    _speed(report, unseen)
    return report


def _set(report: Report, name: str, pairs: Sequence[Pair], rivals: dict[str, Callable[[Any, Any], float]]) -> float:
    """Rows of one set; returns the best F1 of a rival at its best threshold."""
    ours = [(pair.may_be_one, float(_found(pair))) for pair in pairs]
    _rows(report, f"{name}: duixian", Quality.at(ours, 1.0))
    others = [0.0]
    for rival, score in rivals.items():
        scored = [(pair.may_be_one, score(_entity(pair.asked), _entity(pair.listed))) for pair in pairs]
        others.append(_rival_rows(report, f"{name}: {rival}", scored))
        above = sum(pair.numbers_differ and value >= DEFAULT for pair, (_, value) in zip(pairs, scored, strict=True))
        if any(pair.numbers_differ for pair in pairs):
            report.figures.append(Figure(f"{name}: {rival}, pairs of different numbers found", above, "pairs"))
    return max(others)


def _without_numbers(pair: Pair) -> Pair:
    return replace(pair, asked=replace(pair.asked, numbers=()), listed=replace(pair.listed, numbers=()))


def _found(pair: Pair) -> bool:
    return compare(pair.asked, pair.listed).outcome is not Outcome.NO


def _rows(report: Report, who: str, quality: Quality) -> None:
    for what, value in (("precision", quality.precision), ("recall", quality.recall), ("F1", quality.f1)):
        report.figures.append(Figure(f"{who}, {what}", value, ""))


def _rival_rows(report: Report, who: str, scored: Scored) -> float:
    _rows(report, f"{who} at {DEFAULT}", Quality.at(scored, DEFAULT))
    threshold = best_threshold(scored)
    best = Quality.at(scored, threshold).f1
    report.figures.append(Figure(f"{who} at its best, {threshold:.3g}, F1", best, ""))
    return best


def _checks(report: Report, rivals: dict[str, Callable[[Any, Any], float]]) -> None:
    """The checks of OpenSanctions, each as its schema says."""
    found = checks(SHARED)
    report.size = {**report.size, "checks": len(found)}
    ours = [
        (match, float(_found(Pair("", match, of_check(c, "query"), of_check(c, "candidate"))))) for match, c in found
    ]
    _rows(report, "checks: duixian", Quality.at(ours, 1.0))
    for rival, score in rivals.items():
        scored = [
            (match, score(_proxy(c["schema"], _listed(c["query"])), _proxy(c["schema"], _listed(c["candidate"]))))
            for match, c in found
        ]
        _rival_rows(report, f"checks: {rival}", scored)


def _aims(report: Report, sets: dict[str, list[Pair]], best: dict[str, float]) -> None:
    differ = [pair for pairs in sets.values() for pair in pairs if pair.numbers_differ]
    report.figures.append(at_most("duixian: pairs of different numbers found", sum(map(_found, differ)), "pairs", 0))
    for name, pairs in sets.items():
        f1 = Quality.at([(pair.may_be_one, float(_found(pair))) for pair in pairs], 1.0).f1
        report.figures.append(at_least(f"{name}: our F1 less the best rival's best", f1 - best[name], "", 0.0))
        wrong = Counter(pair.group for pair in pairs if _found(pair) is not pair.may_be_one)
        report.checks.append(
            f"{name}, pairs we get wrong: " + (", ".join(f"{g} {n}" for g, n in wrong.most_common()) or "none")
        )
    said = [
        pair for pairs in sets.values() for pair in pairs if compare(pair.asked, pair.listed).outcome is Outcome.YES
    ]
    report.checks.append(
        f"YES was said of {len(said)} pairs, {sum(pair.same for pair in said)} of them proved by a number"
    )


def _speed(report: Report, pairs: Sequence[Pair]) -> None:
    """Microseconds of filing a name, and of comparing two, names that were not met before (no cache helps)."""
    dice = Random(SEED)
    by_name: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_name.setdefault(pair.listed.name, []).append(pair)
    once = [dice.choice(found) for found in by_name.values()]
    half = len(once) // 2
    for what, of, work in (
        ("compare", once[:half], lambda pair: compare(pair.asked, pair.listed)),
        ("keys_of", once[half:], lambda pair: keys_of(pair.listed.name, pair.listed.kind)),
    ):
        begun = time.process_time()
        for pair in of:
            work(pair)
        spent = (time.process_time() - begun) * 1e6 / len(of)
        report.figures.append(at_most(f"{what}, mean of processor time", spent, "µs", 20 if what == "compare" else 30))


# --- nomenklatura


def _rivals(report: Report) -> dict[str, Callable[[Any, Any], float]]:
    """Scoring functions of the rivals that are installed."""
    try:
        matching = importlib.import_module("nomenklatura.matching")
        importlib.import_module("followthemoney")
    except ImportError:
        report.checks.append("nomenklatura is not installed (make bench installs it): no rivals in this run")
        return {}
    return {name: _scorer(matching.get_algorithm(name)) for name in RIVALS}


def _scorer(algorithm: Any) -> Callable[[Any, Any], float]:
    config = algorithm.default_config()
    return lambda query, result: float(algorithm.compare(query, result, config).score)


def _entity(identity: Identity) -> Any:
    """An identity as an entity of FollowTheMoney."""
    person = identity.kind is Kind.NATURAL
    said: dict[str, list[str]] = {"name": [identity.name] if identity.name else []}
    said["alias" if person else "previousName"] = list(identity.former_names)
    for number in identity.numbers:
        said.setdefault(_PROPERTY[number.kind], []).append(number.text)
    if identity.born and person:
        said["birthDate"] = [identity.born.isoformat()]
    if identity.sex and person:
        said["gender"] = ["male" if identity.sex == "男" else "female"]
    return _proxy("Person" if person else "Company", said)


def _listed(said: dict[str, str]) -> dict[str, list[str]]:
    return {key: [value] for key, value in said.items()}


def _proxy(schema: str, said: dict[str, list[str]]) -> Any:
    """An entity under an id of its own: nomenklatura remembers the names of an id."""
    entity = importlib.import_module("followthemoney").EntityProxy
    return entity.from_dict({"id": f"x{next(_IDS)}", "schema": schema, "properties": said})
