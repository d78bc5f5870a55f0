"""A network holds every transfer once, both ways in order of time, however it came in."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.flows import network as networks
from duixian.analytics.flows.adjacency import (
    by_account,
    first_after,
    first_from,
    first_not_before,
    interleave,
    time_order,
)
from duixian.analytics.flows.model import TRANSFERS
from duixian.analytics.flows.network import Layer, Network, UnreadableNetwork
from duixian.base.faults import BadInput

MOMENTS = st.lists(st.integers(-(2**50), 2**50) | st.integers(0, 5), max_size=40)
TRANSFER = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 9), st.integers(1, 900))


def frame(rows: list[tuple[int, int, int, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TRANSFERS, orient="row")


@given(MOMENTS)
def test_the_order_of_time_is_a_stable_sort(moments: list[int]) -> None:
    at = np.array(moments, np.int64)

    assert time_order(at).tolist() == sorted(range(len(moments)), key=lambda row: moments[row])


@given(st.lists(st.integers(0, 6), max_size=30))
def test_each_account_has_its_places_in_order(codes: list[int]) -> None:
    offsets, places = by_account(np.array(codes, np.int32), 7)

    runs = [places[offsets[a] : offsets[a + 1]].tolist() for a in range(7)]
    assert runs == [[place for place, code in enumerate(codes) if code == a] for a in range(7)]


@given(MOMENTS, MOMENTS)
def test_two_columns_interleave_as_one_stable_sort(one: list[int], two: list[int]) -> None:
    first, second = np.array(sorted(one), np.int64), np.array(sorted(two), np.int64)

    of_first, of_second = interleave(first, second)

    order = np.argsort(np.concatenate((first, second)), kind="stable")
    assert np.concatenate((of_first, of_second))[order].tolist() == list(range(len(order)))


@given(MOMENTS, st.integers(0, 5) | st.integers(-(2**50), 2**50), st.data())
def test_a_place_near_by_is_the_place_found_by_halving(moments: list[int], moment: int, data: st.DataObject) -> None:
    at = np.array(sorted(moments), np.int64)
    left, right = int(np.searchsorted(at, moment)), int(np.searchsorted(at, moment, side="right"))

    assert first_after(at, data.draw(st.integers(0, right)), moment) == right
    assert first_not_before(at, data.draw(st.integers(left, len(at))), moment) == left


@given(st.lists(st.integers(0, 30), unique=True, max_size=12), st.integers(0, 31))
def test_the_first_of_a_run_from_a_place_on(run: list[int], place: int) -> None:
    held = np.array(sorted(run), np.int32)

    assert first_from(held, 0, len(held), place) == sum(one < place for one in run)


def as_told(layer: Layer) -> tuple[list[tuple[int, ...]], dict[int, list[int]], dict[int, list[int]]]:
    """A layer's rows, and the numbers of the transfers that leave and reach each account."""
    rows = list(zip(*(column.tolist() for column in layer[:5]), strict=True))
    leave = {
        a: layer.row[layer.out_places[layer.out_offsets[a] : layer.out_offsets[a + 1]]].tolist()
        for a in range(layer.accounts)
    }
    reach = {
        a: layer.row[layer.in_places[layer.in_offsets[a] : layer.in_offsets[a + 1]]].tolist()
        for a in range(layer.accounts)
    }
    return rows, leave, reach


@given(st.lists(st.lists(TRANSFER, max_size=8), min_size=1, max_size=4))
@settings(max_examples=60)
def test_what_is_appended_in_parts_is_what_is_built_at_once(parts: list[list[tuple[int, int, int, int]]]) -> None:
    grown = Network.build(frame(parts[0]))
    for part in parts[1:]:
        grown = grown.append(frame(part))
    at_once = Network.build(frame([row for part in parts for row in part]))

    assert len(grown) == len(at_once)
    assert as_told(grown.joined().base) == as_told(at_once.base)
    assert grown.frame().rows() == [row for part in parts for row in part]


def test_a_small_layer_joins_the_large_when_it_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_TAIL_LEAST", 2)
    network = Network.build(frame([(0, 1, 5, 10)]))

    small = network.append(frame([(1, 2, 3, 10), (2, 3, 9, 10)]))
    large = small.append(frame([(3, 4, 1, 10)]))

    assert (len(small.base.at), len(small.tail.at)) == (1, 2)
    assert (len(large.base.at), len(large.tail.at)) == (4, 0)
    assert large.base.row.tolist() == [3, 1, 0, 2]
    assert large.accounts == 5


def test_what_was_appended_to_leaves_the_earlier_network_as_it_was() -> None:
    network = Network.build(frame([(0, 1, 5, 10)]))

    network.append(frame([(7, 8, 1, 1)]))

    assert (len(network), network.accounts) == (1, 2)
    with pytest.raises(ValueError, match="read-only"):
        network.base.amount[0] = 1


def test_a_saved_network_opens_as_it_was(tmp_path: Path) -> None:
    network = Network.build(frame([(0, 1, 5, 10), (1, 2, 4, 20)])).append(frame([(2, 0, 4, 30)]))

    network.save(tmp_path / "network")
    opened = Network.open_at(tmp_path / "network")

    assert as_told(opened.base) == as_told(network.joined().base)


def test_a_folder_of_another_form_is_not_opened(tmp_path: Path) -> None:
    Network.build(frame([(0, 1, 5, 10)])).save(tmp_path)
    (tmp_path / "about.json").write_text(json.dumps({"form": 0}))

    with pytest.raises(UnreadableNetwork, match="form 0"):
        Network.open_at(tmp_path)


@pytest.mark.parametrize(
    ("row", "field"),
    [((-1, 1, 5, 10), "source"), ((0, -2, 5, 10), "target"), ((0, 1, None, 10), "at"), ((0, 1, 5, 0), "amount")],
)
def test_an_impossible_column_is_named(row: tuple[int, int, int, int], field: str) -> None:
    network = Network.build(frame([(0, 1, 5, 10)]))

    with pytest.raises(BadInput) as refused:
        network.append(frame([row]))

    assert [fault.field for fault in refused.value.faults] == [field]


def test_more_transfers_than_there_are_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_MOST", 2)
    network = Network.build(frame([(0, 1, 5, 10)]))

    full = network.append(frame([(0, 1, 6, 10)]))

    with pytest.raises(BadInput, match="放不下"):
        full.append(frame([(0, 1, 7, 10)]))


def test_ten_million_transfers_would_take_less_than_half_a_gigabyte() -> None:
    small, large = (Network.build(frame([(0, 1, n, 1) for n in range(count)]), accounts=2) for count in (100, 1_100))

    assert (large.bytes - small.bytes) / 1_000 * 10_000_000 <= 0.5e9
