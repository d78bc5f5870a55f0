"""The city that tests the detectors: the same from the same seed, lawful for the most part, its truth complete."""

import polars as pl
import pytest

from duixian.analytics.clues.model import SCHEMAS
from duixian.worlds.city.city import City, city
from duixian.worlds.city.plan import SCHEMES, CityPlan

PLAN = CityPlan(5, accounts=24_000, transfers=150_000, debtors=800, planted=6)


@pytest.fixture(scope="module")
def town() -> City:
    return city(PLAN)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(town: City) -> None:
    again, other = city(PLAN), city(CityPlan(6, accounts=24_000, transfers=150_000, debtors=800, planted=6))

    for name in SCHEMAS:
        assert getattr(again.dossier, name).equals(getattr(town.dossier, name)), name
    assert again.traces.equals(town.traces)
    assert not other.dossier.transfers.equals(town.dossier.transfers)


def test_every_scheme_is_planted_as_often_as_asked(town: City) -> None:
    counts = dict(town.deeds.group_by("scheme").len().iter_rows())

    assert counts == dict.fromkeys(SCHEMES, 6)
    assert len(SCHEMES) >= 12


def test_the_truth_of_every_deed_is_in_the_columns(town: City) -> None:
    assert set(town.traces.select("case", "scheme").unique().rows()) == set(town.deeds.select("case", "scheme").rows())
    for frame in town.traces["frame"].unique():
        ids = town.traces.filter(pl.col("frame") == frame)["id"].to_list()
        assert 0 <= min(ids) <= max(ids) < len(getattr(town.dossier, frame))


def test_the_traces_of_a_passing_through_are_its_transfers(town: City) -> None:
    case = town.deeds.filter(pl.col("scheme") == "pass_through", ~pl.col("hard"))["case"][0]
    ids = town.traces.filter(pl.col("case") == case, pl.col("scheme") == "pass_through")["id"].sort()

    moved = town.dossier.transfers[ids]

    assert moved["at"].is_sorted()
    assert moved["amount"][0] >= 4_000_000
    assert moved["amount"][1:].sum() > 0


def test_the_guilty_are_few_and_nobody_is_both(town: City) -> None:
    guilty = set(town.deeds["case"])

    assert guilty.isdisjoint(town.honest)
    assert len(guilty) + len(town.honest) == PLAN.debtors
    assert set(town.twins) <= set(town.honest)


def test_the_city_has_the_transfers_asked_for(town: City) -> None:
    assert 0.9 * PLAN.transfers <= len(town.dossier.transfers) <= 1.1 * PLAN.transfers


def test_lawful_life_looks_alike(town: City) -> None:
    """Among the honest there are purses shared, money gone within hours, houses sold to relatives, fast suits."""
    dossier, honest = town.dossier, town.honest
    people = dossier.debtors.filter(pl.col("case").is_in(honest.implode()))["person"]
    deals = dossier.deals.filter(pl.col("seller").is_in(people.implode()))
    suits = dossier.suits.filter(pl.col("defendant").is_in(people.implode()), pl.col("settled") >= 0)
    divorces = dossier.divorces.filter(pl.col("a").is_in(people.implode()))

    assert len(deals) > 20
    assert (deals["price"].is_null().sum(), suits.filter(pl.col("settled") < 20).height > 0) > (0, False)
    assert len(divorces) > 5


def test_no_more_debtors_than_two_a_family() -> None:
    with pytest.raises(ValueError, match="two debtors"):
        city(CityPlan(1, accounts=12_000, transfers=1000, debtors=2000, planted=1))
