"""The lives of the hundred days: the same from the same seed, and every turn on a later working day than the last."""

from itertools import pairwise

from duixian.worlds.hundred_days import Fate, hundred_days


def test_the_same_seed_tells_the_same_lives() -> None:
    assert hundred_days(cases=80, days=100, seed=7) == hundred_days(cases=80, days=100, seed=7)
    assert hundred_days(cases=80, days=100, seed=7) != hundred_days(cases=80, days=100, seed=8)


def test_every_fate_is_lived_and_each_turn_waits_for_the_one_before() -> None:
    lives = hundred_days(cases=300, days=100, seed=7)

    assert {life.fate for life in lives} == set(Fate)
    assert all(first.day < second.day for life in lives for first, second in pairwise(life.turns))
