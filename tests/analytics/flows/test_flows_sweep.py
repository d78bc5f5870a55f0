"""The sweep finds what every chain, tried one by one, would find; and cases by hand."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.flows import sweep_loops
from duixian.analytics.flows.model import TRANSFERS
from duixian.analytics.flows.network import Network
from duixian.analytics.flows.sweep import ACCOUNTS, PARTIES, reached
from duixian.base.faults import BadInput

Row = tuple[int, int, int, int]
Chain = tuple[int, ...]
"""Numbers of transfers."""

TRANSFER = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 12), st.integers(1, 9))
PARTY = st.tuples(
    st.integers(-1, 5), st.integers(6, 14), st.sets(st.integers(0, 7), max_size=2), st.sets(st.integers(0, 7))
)


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TRANSFERS, orient="row")


def accounts(told: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(told, schema=ACCOUNTS, orient="row")


def parties(*told: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(list(told), schema=PARTIES, orient="row")


def chains(rows: list[Row], own: set[int], start: int, end: int, hops: int, threshold: int) -> list[Chain]:
    """Every chain, the short ones first."""
    able = [n for n, (_, _, at, fen) in enumerate(rows) if start < at < end and fen >= threshold]
    level: list[Chain] = [(n,) for n in able if rows[n][0] in own]
    found = list(level)
    for _ in range(hops - 1):
        level = [
            (*chain, n)
            for chain in level
            for n in able
            if rows[n][0] == rows[chain[-1]][1] and rows[n][2] > rows[chain[-1]][2]
        ]
        found += level
    return found


@given(
    rows=st.lists(TRANSFER, max_size=16),
    later=st.lists(TRANSFER, max_size=4),
    asked=st.lists(PARTY, min_size=1, max_size=3),
    hops=st.integers(1, 4),
    threshold=st.integers(0, 4),
)
@settings(max_examples=150)
def test_the_sweep_finds_the_shortest_chain_that_arrives_first(
    rows: list[Row], later: list[Row], asked: list[tuple[int, int, set[int], set[int]]], hops: int, threshold: int
) -> None:
    network = Network.build(frame(rows)).append(frame(later))
    every = rows + later

    found = reached(
        network,
        parties(*((start, end) for start, end, _, _ in asked)),
        own=accounts([(p, a) for p, party in enumerate(asked) for a in party[2]]),
        wanted=accounts([(p, a) for p, party in enumerate(asked) for a in party[3]]),
        hops=hops,
        threshold_fen=threshold,
    )

    told = {(row["party"], row["account"]): row for row in found.iter_rows(named=True)}
    for p, (start, end, own, wanted) in enumerate(asked):
        possible = chains(every, own, start, end, hops, threshold)
        for account in wanted - own:
            ways = [chain for chain in possible if every[chain[-1]][1] == account]
            if not ways:
                assert (p, account) not in told
                continue
            row = told.pop((p, account))
            shortest = [chain for chain in ways if len(chain) == min(map(len, ways))]
            arrived = min(every[chain[-1]][2] for chain in shortest)
            assert (row["hop"], row["arrived"]) == (len(shortest[0]), arrived)
            assert (row["first"], row["last"], row["fen"]) in {
                (chain[0], chain[-1], min(every[n][3] for n in chain)) for chain in shortest
            }
            assert row["began"] == every[row["first"]][2]
    assert not told


def test_more_accounts_than_the_table_holds_are_all_known(monkeypatch: pytest.MonkeyPatch) -> None:
    spokes = sweep_loops._FIRST_SIZE
    rows = [(0, n, n, 1) for n in range(1, spokes)] + [(spokes - 1, spokes, 9_999, 1)]

    found = reached(
        Network.build(frame(rows)),
        parties((-1, 10_000)),
        own=accounts([(0, 0)]),
        wanted=accounts([(0, spokes)]),
        hops=3,
    )

    assert found.select("hop", "first", "last").rows() == [(2, spokes - 2, spokes - 1)]


def test_two_debtors_are_asked_each_about_their_own_wife_in_their_own_time() -> None:
    rows = [(0, 5, 10, 900), (5, 1, 20, 700), (2, 5, 30, 400), (5, 3, 40, 800), (5, 1, 50, 100)]

    found = reached(
        Network.build(frame(rows)),
        parties((0, 100), (35, 100)),
        own=accounts([(0, 0), (1, 2)]),
        wanted=accounts([(0, 1), (0, 3), (1, 3), (1, 1)]),
    )

    assert found.rows() == [(0, 1, 2, 0, 1, 10, 20, 700), (0, 3, 2, 0, 3, 10, 40, 800)]


def test_a_party_that_is_no_row_is_refused() -> None:
    network = Network.build(frame([(0, 1, 1, 1)]))

    with pytest.raises(BadInput):
        reached(network, parties((0, 9)), own=accounts([(1, 0)]), wanted=accounts([(0, 1)]))
