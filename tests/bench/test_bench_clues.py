"""The table of the detectors: its intervals, and that rivals and ours are counted alike."""

from dataclasses import replace

import pytest

from bench import clue_rivals, clues
from duixian.worlds.city.city import city
from duixian.worlds.city.plan import SCHEMES, CityPlan

TINY = CityPlan(31, accounts=12_000, transfers=40_000, debtors=400, planted=3)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 100, 0.0, 0.037), (100, 100, 0.963, 1.0), (50, 100, 0.404, 0.596), (0, 0, 0.0, 1.0)],
)
def test_the_interval_of_a_share(hits: int, total: int, low: float, high: float) -> None:
    assert clues.wilson(hits, total) == pytest.approx((low, high), abs=0.001)


def test_the_report_has_every_scheme_and_every_way() -> None:
    report = clues.run(clues.Size((TINY,), replace(TINY, cunning=100)))

    said = "\n".join(report.checks)
    assert all(scheme in said for scheme in SCHEMES)
    assert {figure.name.split(":")[0] for figure in report.figures} >= {
        "rival, rules 50k/200k", "rival, rules 200k/1m", "rival, graph", "recall, each by the detector of its kind",
        "honest debtors named, of 1,000",
    }  # fmt: skip
    recall = next(figure for figure in report.figures if figure.name.startswith("recall, each"))
    careful = next(figure for figure in report.figures if "takes more care" in figure.name)
    assert recall.value > 0.8
    assert careful.value < recall.value


def test_the_rivals_name_debtors_of_the_file_and_more_the_lower_they_are_set() -> None:
    made = city(TINY)
    low = clue_rivals.rules(made.dossier, single=1_000_000, turnover=5_000_000)
    high = clue_rivals.rules(made.dossier, single=50_000_000, turnover=500_000_000)
    reached = clue_rivals.graph(made.dossier)

    assert set(high) < set(low) <= set(made.dossier.debtors["case"])
    assert set(clue_rivals.graph(made.dossier, hops=1)) < set(reached)
