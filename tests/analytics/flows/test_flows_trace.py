"""A trace passes on only what had arrived: the compiled walk against its plain statement, and examples by hand."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.flows.model import TRANSFERS, Direction, Keep, Limits, Trace, Window
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.trace import trace, trace_each
from duixian.base.faults import BadInput

Row = tuple[int, int, int, int]
"""Source, target, moment, amount."""

TRANSFER = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 12), st.integers(1, 9))
LIMITS = st.builds(
    Limits,
    hops=st.integers(1, 5),
    keep_first=st.integers(0, 3),
    keep=st.sampled_from(Keep),
    threshold_fen=st.integers(0, 5),
    hold_ms=st.sampled_from([0, 0, 1, 4]),
    same_moment=st.booleans(),
)
WINDOW = st.builds(Window, start=st.integers(-2, 4), end=st.integers(6, 14))


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TRANSFERS, orient="row")


def plainly(
    rows: list[Row], asked: list[int], direction: Direction, window: Window, limits: Limits
) -> tuple[list[tuple[int, int, int, bool]], list[bool]]:
    """The definition: (hop, transfer, parent, cut) of every transfer reached, and which accounts asked were cut."""
    backward = direction is Direction.BACKWARD

    def expand(account: int, moment: int | None) -> tuple[list[int], bool]:
        able = []
        for number, (source, target, at, amount) in enumerate(rows):
            if (target if backward else source) != account or not window.start < at < window.end:
                continue
            rested = None if moment is None else (moment - at if backward else at - moment)
            if rested is not None and (
                rested < 0 or (rested == 0 and not limits.same_moment) or 0 < limits.hold_ms < rested
            ):
                continue
            if amount >= limits.threshold_fen:
                able.append(number)
        able.sort(key=lambda n: (rows[n][2], n), reverse=limits.keep is Keep.NEWEST)
        if limits.keep is Keep.LARGEST:
            able.sort(key=lambda n: -rows[n][3])
        kept = able[: limits.keep_first] if limits.keep_first else able
        return kept, len(kept) < len(able)

    found: list[list[int]] = []
    cut: dict[int, bool] = {}
    at_source = []
    for account in asked:
        kept, more = expand(account, None)
        at_source.append(more)
        found += [[1, n, -1] for n in kept if n not in {row[1] for row in found}]
    turn = 0
    while turn < len(found) and found[turn][0] < limits.hops:
        hop, number, _ = found[turn]
        source, target, at, _amount = rows[number]
        kept, cut[turn] = expand(source if backward else target, at)
        found += [[hop + 1, n, turn] for n in kept if n not in {row[1] for row in found}]
        turn += 1
    return [(hop, n, parent, cut.get(row, False)) for row, (hop, n, parent) in enumerate(found)], at_source


def told(found: Trace) -> list[tuple[int, int, int, bool]]:
    columns = (found.hop, found.transfer, found.parent, found.cut)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(
    rows=st.lists(TRANSFER, max_size=24),
    later=st.lists(TRANSFER, max_size=8),
    asked=st.lists(st.integers(0, 7), min_size=1, max_size=2),
    direction=st.sampled_from(Direction),
    window=st.just(Window()) | WINDOW,
    limits=LIMITS,
)
@settings(max_examples=400)
def test_a_trace_is_its_definition_over_both_layers(
    rows: list[Row], later: list[Row], asked: list[int], direction: Direction, window: Window, limits: Limits
) -> None:
    network = Network.build(frame(rows)).append(frame(later))

    found = trace(network, asked, direction=direction, window=window, limits=limits)

    expected, at_source = plainly(rows + later, asked, direction, window, limits)
    if limits.keep_first or limits.hold_ms:
        assert told(found) == expected
    else:
        # everything is expanded: a transfer is told by the same hop, though another may have led to it
        assert sorted(row[:2] for row in told(found)) == sorted(row[:2] for row in expected)
    assert found.cut_at_source.tolist() == at_source
    given_rows = rows + later
    assert [given_rows[n] for n in found.transfer.tolist()] == list(
        zip(*(column.tolist() for column in (found.source, found.target, found.at, found.amount)), strict=True)
    )


@given(st.lists(TRANSFER, min_size=1, max_size=24), LIMITS, st.sampled_from(Direction))
@settings(max_examples=60)
def test_every_parent_hands_on_what_it_brought(rows: list[Row], limits: Limits, direction: Direction) -> None:
    found = trace(Network.build(frame(rows)), [0], direction=direction, limits=limits)
    backward = direction is Direction.BACKWARD

    for row, parent in enumerate(found.parent.tolist()):
        if parent < 0:
            assert (found.target if backward else found.source)[row] == 0
            continue
        first, second = (row, parent) if backward else (parent, row)
        assert found.target[first] == found.source[second]
        assert found.at[first] < found.at[second] or (limits.same_moment and found.at[first] == found.at[second])
        assert found.hop[row] == found.hop[parent] + 1


@given(st.lists(TRANSFER, max_size=20), LIMITS, st.sampled_from(Direction))
@settings(max_examples=40)
def test_many_traces_at_once_are_the_traces_one_by_one(rows: list[Row], limits: Limits, direction: Direction) -> None:
    network, asked = Network.build(frame(rows)), list(range(7)) * 4

    together = trace_each(network, asked, direction=direction, limits=limits, threads=2)

    for place, account in enumerate(asked):
        alone = trace(network, [account], direction=direction, limits=limits)
        part = slice(together.starts[place], together.starts[place + 1])
        for name in ("hop", "transfer", "source", "target", "at", "amount", "parent", "cut"):
            assert getattr(together, name)[part].tolist() == getattr(alone, name).tolist()
        assert together.cut_at_source[place] == alone.cut_at_source[0]


# -- by hand ------------------------------------------------------------------------------------------------------

DEBTOR, WIFE, SON, SHOP = 0, 1, 2, 3


def test_what_left_before_the_money_came_is_not_it() -> None:
    network = Network.build(frame([(WIFE, SHOP, 10, 500), (DEBTOR, WIFE, 20, 900), (WIFE, SON, 30, 800)]))

    found = trace(network, [DEBTOR])

    assert found.transfer.tolist() == [1, 2]


def test_what_leaves_at_the_moment_of_arrival_is_passed_on_only_if_asked() -> None:
    network = Network.build(frame([(DEBTOR, WIFE, 20, 900), (WIFE, SON, 20, 800)]))

    assert trace(network, [DEBTOR]).transfer.tolist() == [0]
    assert trace(network, [DEBTOR], limits=Limits(same_moment=True)).transfer.tolist() == [0, 1]


def test_the_window_leaves_out_both_its_ends() -> None:
    network = Network.build(frame([(DEBTOR, WIFE, at, 1) for at in (10, 11, 19, 20)]))

    assert trace(network, [DEBTOR], window=Window(10, 20)).at.tolist() == [19, 11]


@pytest.mark.parametrize(
    ("keep", "kept"), [(Keep.OLDEST, [0, 1]), (Keep.NEWEST, [3, 2]), (Keep.LARGEST, [1, 0])], ids=lambda v: str(v)
)
def test_truncation_keeps_the_first_by_the_order_that_was_said_and_says_so(keep: Keep, kept: list[int]) -> None:
    amounts = (30, 50, 30, 10)
    network = Network.build(frame([(DEBTOR, WIFE, at, amount) for at, amount in enumerate(amounts)]))

    found = trace(network, [DEBTOR], limits=Limits(keep_first=2, keep=keep))

    assert found.transfer.tolist() == kept
    assert found.cut_at_source.tolist() == [True]
    assert found.truncated


def test_the_node_that_was_cut_is_the_one_that_is_told() -> None:
    network = Network.build(frame([(0, 1, 1, 5), (0, 2, 2, 5), (1, 3, 3, 5), (1, 3, 4, 5), (2, 3, 5, 5)]))

    found = trace(network, [0], limits=Limits(keep_first=2, keep=Keep.OLDEST))
    narrow = trace(network, [0], limits=Limits(keep_first=1, keep=Keep.OLDEST))

    assert not found.truncated
    assert narrow.cut.tolist() == [True, False]
    assert narrow.transfer.tolist() == [0, 2]


def test_money_that_rested_too_long_is_not_followed() -> None:
    network = Network.build(frame([(DEBTOR, WIFE, 0, 9), (WIFE, SON, 5, 9), (WIFE, SHOP, 6, 9)]))

    assert trace(network, [DEBTOR], limits=Limits(hold_ms=5)).transfer.tolist() == [0, 1]


def test_a_round_trip_ends_and_every_transfer_is_told_once() -> None:
    network = Network.build(frame([(0, 1, 1, 9), (1, 0, 2, 9), (0, 1, 3, 9), (1, 0, 4, 9)]))

    found = trace(network, [0], limits=Limits(hops=50, keep=Keep.OLDEST, keep_first=9))

    assert found.transfer.tolist() == [0, 2, 1, 3]
    assert found.path(2) == [0, 2]


def test_backward_is_where_it_came_from() -> None:
    network = Network.build(frame([(SHOP, SON, 1, 9), (SON, DEBTOR, 5, 9), (WIFE, SON, 7, 9)]))

    found = trace(network, [DEBTOR], direction=Direction.BACKWARD)

    assert found.transfer.tolist() == [1, 0]


def test_new_transfers_are_seen_at_once_even_older_ones() -> None:
    network = Network.build(frame([(DEBTOR, WIFE, 10, 9), (SON, SHOP, 30, 9)]))

    grown = network.append(frame([(WIFE, SON, 20, 9), (DEBTOR, WIFE, 1, 9)]))

    assert trace(network, [DEBTOR]).transfer.tolist() == [0]
    assert trace(grown, [DEBTOR]).transfer.tolist() == [0, 3, 2, 1]


def test_a_trace_that_grows_too_long_stops_and_says_so() -> None:
    network = Network.build(frame([(DEBTOR, WIFE, at, 9) for at in range(10)]))

    found = trace(network, [DEBTOR], limits=Limits(most=4))

    assert (len(found), found.whole, found.truncated) == (4, False, True)


def test_a_trace_that_looks_at_too_much_stops_and_says_so() -> None:
    many = 140
    rows = [(DEBTOR, WIFE, n, 9) for n in range(many)] + [(WIFE, SHOP, many + n, 9) for n in range(many)]
    network = Network.build(frame(rows))

    found, enough = (
        trace(network, [DEBTOR], limits=Limits(hold_ms=1_000, most=most)) for most in (2 * many + 1, 3 * many)
    )

    assert (len(found), found.whole) == (2 * many, False)
    assert (len(enough), enough.whole) == (2 * many, True)


def test_thousands_of_transfers_through_one_hub_are_all_told() -> None:
    spokes = 1_500
    rows = [(0, n, n, 1) for n in range(1, spokes)] + [(n, spokes, 2_000 + n, 1) for n in range(1, spokes)]
    rows += [(spokes, spokes + n, 5_000 + n, 1) for n in range(1, spokes)]
    network = Network.build(frame(rows))

    found = trace(network, [0], limits=Limits(hops=3))

    assert sorted(found.transfer.tolist()) == list(range(len(rows)))


@pytest.mark.parametrize("field", ["hops", "keep_first", "threshold_fen", "hold_ms", "most"])
def test_limits_that_cannot_be_are_refused(field: str) -> None:
    with pytest.raises(BadInput) as refused:
        replace(Limits(), **{field: -1})

    assert refused.value.faults[0].field == field


def test_an_account_that_is_none_is_refused_and_one_without_transfers_has_no_trace() -> None:
    network = Network.build(frame([(DEBTOR, WIFE, 10, 9)]))

    assert len(trace(network, np.array([99], np.int32))) == 0
    with pytest.raises(BadInput):
        trace(network, [-1])
