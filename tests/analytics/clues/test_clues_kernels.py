"""The compiled loops against plain statements of the same thing."""

from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from duixian.analytics.clues import kernels
from duixian.analytics.flows.adjacency import by_account

MOVES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(1, 20), st.booleans()), min_size=1, max_size=30
)
PAYMENTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 12), st.integers(90, 100)), min_size=1, max_size=25
)


def plainly_matched(rows: list[tuple[int, int, int, bool]], reach: int) -> list[tuple[int, int, int]]:
    """Every outgoing sum takes what is left of the newest incoming ones that are not older than `reach`."""
    left = {place: amount for place, (_, _, amount, comes) in enumerate(rows) if comes}
    found = []
    for place, (d, at, wanted, comes) in enumerate(rows):
        if comes:
            continue
        before = [each for each in range(place) if rows[each][3] and rows[each][0] == d and left[each] > 0]
        for one in reversed(before):
            if at - rows[one][1] > reach or not wanted:
                break
            took = min(wanted, left[one])
            left[one] -= took
            wanted -= took
            found.append((place, one, took))
    return found


@given(MOVES, st.integers(0, 5))
@settings(max_examples=150, deadline=None)
def test_what_went_out_is_matched_as_the_plain_statement_has_it(
    rows: list[tuple[int, int, int, bool]], reach: int
) -> None:
    rows.sort(key=lambda row: (row[0], row[1]))
    columns = list(zip(*rows, strict=True))
    d, at, amount = np.array(columns[0], np.int32), np.array(columns[1], np.int64), np.array(columns[2], np.int64)

    outs, ins, sums = kernels.matched(d, at, amount, np.array(columns[3]), reach)

    assert list(zip(outs, ins, sums, strict=True)) == plainly_matched(rows, reach)


@given(MOVES)
@settings(max_examples=80, deadline=None)
def test_no_fen_passes_twice(rows: list[tuple[int, int, int, bool]]) -> None:
    rows.sort(key=lambda row: (row[0], row[1]))
    columns = list(zip(*rows, strict=True))
    d, at, amount = np.array(columns[0], np.int32), np.array(columns[1], np.int64), np.array(columns[2], np.int64)

    outs, ins, sums = kernels.matched(d, at, amount, np.array(columns[3]), 4)

    for ids in (outs, ins):
        ordered = sorted(zip(ids, sums, strict=True))
        for place, group in groupby(ordered, key=lambda pair: pair[0]):
            assert sum(took for _, took in group) <= rows[place][2]


Columns = tuple[NDArray[Any], ...]


def ready(rows: list[tuple[int, int, int, int]]) -> Columns:
    rows.sort(key=lambda row: row[2])
    source, target, at, amount = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    starts, order = by_account(source.astype(np.int32), 5)
    return target.astype(np.int32), at, amount, order, starts


def plainly_chained(rows: list[tuple[int, int, int, int]], first: int, home: int, reach: int, hops: int) -> bool:
    """Whether any chain of payments leads home, each after the one before and carrying on nine tenths and no more."""

    def goes(row: int, depth: int) -> bool:
        for step, (source, target, at, amount) in enumerate(rows):
            if source != rows[row][1] or not rows[row][2] < at <= rows[row][2] + reach:
                continue
            if amount > rows[row][3] or amount * 1000 < rows[row][3] * 940:
                continue
            if target == home or (depth + 1 < hops - 1 and goes(step, depth + 1)):
                return True
        return False

    return goes(first, 0)


@given(PAYMENTS, st.integers(1, 6), st.integers(2, 4))
@settings(max_examples=150, deadline=None)
def test_a_chain_is_found_where_there_is_one(rows: list[tuple[int, int, int, int]], reach: int, hops: int) -> None:
    target, at, amount, order, starts = ready(rows)
    starting = [place for place, row in enumerate(rows) if row[0] == 0]
    if not starting:
        return
    first = np.array(starting, np.int64)
    owner, nobody = np.arange(5, dtype=np.int32), np.empty(0, np.int64)
    home, person = np.zeros(len(first), np.int32), np.zeros(1, np.int32)

    paths = kernels.chains(
        first, home, person, nobody, 5, order, starts, target, at, amount, owner, reach, 940, hops
    )  # fmt: skip

    assert [bool(path[0] >= 0) for path in paths] == [plainly_chained(rows, one, 0, reach, hops) for one in starting]
    for path in paths:
        steps = [int(step) for step in path if step >= 0]
        for earlier, later in pairwise(steps):
            assert rows[earlier][1] == rows[later][0]
            assert rows[earlier][2] < rows[later][2] <= rows[earlier][2] + reach


def test_a_relative_is_home_too() -> None:
    rows = [(0, 1, 1, 100), (1, 2, 2, 99)]
    target, at, amount, order, starts = ready(rows)
    zero, owner = np.zeros(1, np.int64), np.arange(5, dtype=np.int32)
    asked = (zero, np.zeros(1, np.int32), np.zeros(1, np.int32))

    related = kernels.chains(*asked, np.array([2]), 5, order, starts, target, at, amount, owner, 5, 940, 4)
    strange = kernels.chains(*asked, np.array([3]), 5, order, starts, target, at, amount, owner, 5, 940, 4)

    assert related[0, :3].tolist() == [0, 1, -1]
    assert strange[0, 0] == -1


@given(PAYMENTS, st.integers(1, 6))
@settings(max_examples=100, deadline=None)
def test_the_next_payments_are_those_that_may_carry_on(rows: list[tuple[int, int, int, int]], reach: int) -> None:
    target, at, amount, order, starts = ready(rows)
    first = np.arange(len(rows), dtype=np.int64)

    froms, steps = kernels.seconds(first, order, starts, target, at, amount, reach, 940, 1000)

    plainly = {
        (one, step)
        for one, (_, middle, when, sum_) in enumerate(rows)
        for step, (source, _, later, carried) in enumerate(rows)
        if source == middle and when < later <= when + reach and carried <= sum_ and carried * 1000 >= sum_ * 940
    }
    assert set(zip(froms.tolist(), steps.tolist(), strict=True)) == plainly


@pytest.mark.parametrize("most", [1, 3])
def test_a_hub_is_looked_at_so_far_and_no_further(most: int) -> None:
    rows = [(0, 1, 0, 100), *((1, 2, place, 99) for place in range(1, 8))]
    target, at, amount, order, starts = ready(rows)

    _, steps = kernels.seconds(np.zeros(1, np.int64), order, starts, target, at, amount, 50, 940, most)

    assert steps.tolist() == list(range(1, most + 1))
