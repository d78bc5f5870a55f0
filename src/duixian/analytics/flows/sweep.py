"""Whether the money of many parties reached accounts they are asked about, all parties in one pass: the nightly sweep.

A party's money reaches an account when a chain of transfers leads there from one of the party's own accounts, each
strictly later than the one before, all inside the party's window and none below the threshold. Told of each account
reached: the fewest transfers it takes, and of the chains of so many the one that arrives first.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.flows import sweep_loops
from duixian.analytics.flows.network import Layer, Network
from duixian.analytics.flows.sweep_loops import Arrivals, Graph, Parties
from duixian.base.faults import BadInput, Fault

PARTIES: Final = pl.Schema({"start": pl.Int64, "end": pl.Int64})
"""A party is a row: transfers later than `start` and earlier than `end` count, milliseconds UTC."""
ACCOUNTS: Final = pl.Schema({"party": pl.Int32, "account": pl.Int32})
"""Accounts of parties, by their rows: their own, or those they are asked about."""
REACHED: Final = pl.Schema(
    {
        "party": pl.Int32,
        "account": pl.Int32,
        "hop": pl.Int32,
        "first": pl.Int32,
        "last": pl.Int32,
        "began": pl.Int64,
        "arrived": pl.Int64,
        "fen": pl.Int64,
    }
)
"""`first` and `last` are the numbers of the transfers a chain begins and ends with, `began` and `arrived` their
moments; `fen` the smallest transfer of the chain: more cannot have come this way."""

_PARTS: Final = 8


def reached(
    network: Network,
    parties: pl.DataFrame,
    *,
    own: pl.DataFrame,
    wanted: pl.DataFrame,
    hops: int = 3,
    threshold_fen: int = 0,
    threads: int = 0,
) -> pl.DataFrame:
    """The accounts of `wanted` that were reached (`REACHED`), by party and account. An account of one's own is not
    reached; one without transfers neither. Raises `BadInput`: a party that is no row, a code that is no account.
    """
    parties = parties.select(PARTIES.names()).cast(PARTIES)
    own, wanted = (_by_party(accounts, len(parties)) for accounts in (own, wanted))
    wanted = wanted.join(own, on=["party", "account"], how="anti", maintain_order="left")
    layer = network.joined().base
    wanted, own = (accounts.filter(pl.col("account") < layer.accounts) for accounts in (wanted, own))
    asked = Parties(
        _starts(own, len(parties)),
        own["account"].to_numpy().copy(),
        _starts(wanted, len(parties)),
        wanted["account"].to_numpy().copy(),
        _places(layer, parties["start"].to_numpy(), side="right"),
        _places(layer, parties["end"].to_numpy(), side="left"),
    )
    found = _swept(layer, asked, len(parties), hops, threshold_fen, threads or os.cpu_count() or 1)
    return _told(layer, wanted, found)


def _by_party(accounts: pl.DataFrame, parties: int) -> pl.DataFrame:
    accounts = accounts.select(ACCOUNTS.names()).cast(ACCOUNTS).unique().sort("party", "account")
    if len(accounts) and not (accounts["party"].is_between(0, parties - 1).all() and (accounts["account"] >= 0).all()):
        raise BadInput(
            Fault(
                code="flows.party",
                field="当事人账户",
                template="有账户不属于任何一方，或者账户编号不存在",
                remedy="请先按当事人表和账户表核对",
            )
        )
    return accounts


def _starts(accounts: pl.DataFrame, parties: int) -> NDArray[np.int64]:
    """Where each party's accounts begin."""
    counts = np.bincount(accounts["party"].to_numpy(), minlength=parties)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))


def _places(layer: Layer, moments: NDArray[np.int64], *, side: Literal["left", "right"]) -> NDArray[np.int32]:
    """`searchsorted`, asked in order, which reads the moments once instead of jumping about in them."""
    order = np.argsort(moments)
    places = np.empty(len(moments), np.int32)
    places[order] = np.searchsorted(layer.at, moments[order], side=side)
    return places


def _swept(layer: Layer, asked: Parties, count: int, hops: int, threshold: int, threads: int) -> Arrivals:
    graph = Graph(
        layer.at,
        layer.amount,
        layer.source,
        layer.target,
        layer.out_offsets,
        layer.out_places,
        layer.in_offsets,
        layer.in_places,
    )
    pairs = len(asked.wanted)
    hop, first, last = (np.zeros(pairs, np.int32) for _ in range(3))
    found = Arrivals(hop, last, first, np.zeros(pairs, np.int64))
    # several parts a thread: parties differ a thousandfold in what they reach
    edges = np.linspace(0, count, (_PARTS * threads if count > 100 else 1) + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        done = [
            pool.submit(sweep_loops.reach_each, graph, asked, begin, end, hops, threshold, found)
            for begin, end in pairwise(edges)
        ]
        for part in done:
            part.result()
    return found


def _told(layer: Layer, wanted: pl.DataFrame, found: Arrivals) -> pl.DataFrame:
    hit = np.flatnonzero(found.hop)
    first, last = found.first[hit], found.last[hit]
    return pl.DataFrame(
        {
            "party": wanted["party"].gather(hit),
            "account": wanted["account"].gather(hit),
            "hop": found.hop[hit],
            "first": layer.row[first],
            "last": layer.row[last],
            "began": layer.at[first],
            "arrived": layer.at[last],
            "fen": found.least[hit],
        },
        schema=REACHED,
    )
