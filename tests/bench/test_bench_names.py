"""The published set of pairs, what is found of it by keys alone, and the benchmark's own arithmetic."""

from pathlib import Path

import pytest

from bench import name_sets, names
from duixian.analytics.names.compare import compare
from duixian.analytics.names.keys import keys_of
from duixian.analytics.names.model import Identity, MatchClass, Outcome

PAIRS = name_sets.own()


def _filed(identity: Identity) -> set[tuple[MatchClass, str]]:
    every = (identity.name, *identity.former_names)
    return {(match, key) for name in every for match, keys in keys_of(name, identity.kind).items() for key in keys}


def test_the_set_is_large_and_of_all_three_labels() -> None:
    assert len(PAIRS) >= 300
    assert sum(pair.same for pair in PAIRS) >= 15
    assert sum(pair.may_be_one for pair in PAIRS) >= 150
    assert sum(not pair.may_be_one for pair in PAIRS) >= 150


def test_no_pair_of_different_numbers_is_a_hit() -> None:
    assert [
        pair for pair in PAIRS if pair.numbers_differ and compare(pair.asked, pair.listed).outcome is not Outcome.NO
    ] == []


def test_yes_is_said_of_what_a_number_proves_and_of_nothing_else() -> None:
    assert [p for p in PAIRS if (compare(p.asked, p.listed).outcome is Outcome.YES) is not p.same] == []


def test_what_is_told_apart_does_not_get_worse() -> None:
    scored = [(pair.may_be_one, float(compare(pair.asked, pair.listed).outcome is not Outcome.NO)) for pair in PAIRS]

    quality = names.Quality.at(scored, 1.0)

    assert quality.precision >= 0.99
    assert quality.recall >= 0.96


def test_who_is_possible_by_the_name_is_met_under_a_key() -> None:
    """An index that files by keys loses nobody whom the comparison would find."""
    answers = [(p, compare(p.asked, p.listed)) for p in PAIRS]

    lost = [
        (p.asked.name, p.listed.name)
        for p, answer in answers
        if answer.outcome is Outcome.POSSIBLE
        and _filed(p.asked).isdisjoint(_filed(p.listed))
        and {MatchClass.NUMBER, MatchClass.MASKED_NUMBER}.isdisjoint(answer.classes)
    ]

    assert lost == []


def test_precision_and_recall_are_counted_right() -> None:
    scored = [(True, 0.9), (True, 0.6), (False, 0.8), (False, 0.1)]

    assert names.Quality.at(scored, 0.7) == names.Quality(0.5, 0.5)
    assert names.Quality.at(scored, 0.5).f1 == pytest.approx(0.8)
    assert names.best_threshold(scored) == 0.6


def test_pairs_are_made_the_same_from_one_seed(shared: Path) -> None:
    one, again = (name_sets.made(name_sets.SHARED, persons=3, units=2, seed=1) for _ in range(2))

    assert one == again
    assert {pair.group for pair in one} >= {"traditional", "other number", "unit, other region"}
