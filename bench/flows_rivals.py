"""What tracing is compared with: DuckDB, polars and rustworkx, each asked for the same traces.

The trace of all: so many hops, each transfer later than the one before it, of what follows one transfer (or leaves the
account asked about) the newest kept, every transfer told once on the fewest hops. An answer is four numbers an
account: how many transfers, the sum of their hops, of their numbers, of their fen.
"""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Answer = tuple[int, int, int, int]


def total(hop: NDArray[Any], transfer: NDArray[Any], amount: NDArray[Any]) -> Answer:
    """The four numbers of one trace."""
    return len(hop), int(hop.sum()), int(transfer.sum(dtype=np.int64)), int(amount.sum())


class DuckDB:
    """The transfers as one table, as it is loaded; two threads or as many as there are cores. Raises `ImportError`."""

    def __init__(self, transfers: pl.DataFrame) -> None:
        import duckdb

        columns = {name: transfers[name].to_numpy() for name in transfers.columns}
        columns |= {"moment": columns.pop("at"), "id": np.arange(len(transfers), dtype=np.int32)}  # `at` is a keyword
        self._connection = duckdb.connect()
        begun = time.perf_counter()
        self._connection.execute("create table t as select * from columns")
        self.load = time.perf_counter() - begun

    def ask(self, asked: Sequence[int], *, hops: int, keep_first: int) -> list[Answer]:
        """The traces of all these accounts in one statement, in their order."""
        sql = ["with asked(account) as (select unnest(?::integer[]))"]
        sql.append(
            ", h1 as (select a.account, t.id, t.target, t.moment, t.amount from asked a join t on t.source = a.account"
            f" qualify row_number() over (partition by a.account order by t.moment desc, t.id desc) <= {keep_first})"
        )
        for hop in range(2, hops + 1):
            sql.append(
                f", h{hop} as (select distinct account, id, target, moment, amount from (select h.account, t.id,"
                f" t.target, t.moment, t.amount from h{hop - 1} h join t on t.source = h.target"
                " and t.moment > h.moment qualify row_number()"
                f" over (partition by h.account, h.id order by t.moment desc, t.id desc) <= {keep_first}))"
            )
        every = " union all ".join(
            f"select account, id, amount, {hop} as hop from h{hop}" for hop in range(1, hops + 1)
        )
        sql.append(
            f", found as (select account, id, min(hop) as hop, any_value(amount) as amount from ({every}) group by all)"
            " select account, count(*), sum(hop), sum(id), sum(amount) from found group by account"
        )
        found = {
            row[0]: tuple(map(int, row[1:])) for row in self._connection.execute("".join(sql), [list(asked)]).fetchall()
        }
        return [found.get(account, (0, 0, 0, 0)) for account in asked]  # type: ignore[misc]

    def reached(self, parties: pl.DataFrame, own: pl.DataFrame, wanted: pl.DataFrame, *, hops: int) -> Answer:
        """Which wanted accounts money of a party reaches, in one statement: the earliest arrival at every account hop
        by hop, the last hop from the side of the wanted. How many, the sums of hops, parties and first arrivals."""
        for name, frame in (("parties", parties.with_row_index("party")), ("own", own), ("wanted", wanted)):
            columns = {column: frame[column].to_numpy() for column in frame.columns}  # noqa: F841  found by its name
            self._connection.execute(f"create or replace table {name} as select * from columns")
        sql = [
            'with h0 as (select party, account, start as moment, "end" as until from own join parties using (party))'
        ]
        step = "from h{} h join t on t.source = h.account and t.moment > h.moment and t.moment < h.until"
        sql += [
            f", h{hop} as (select party, t.target as account, min(t.moment) as moment, any_value(until) as until"
            f" {step.format(hop - 1)} group by party, t.target)"
            for hop in range(1, hops)
        ]
        ends = " union all ".join(
            f"select party, w.account, {hop} as hop, min(t.moment) as moment {step.format(hop - 1)}"
            " join wanted w on w.account = t.target and w.party = h.party group by all"
            for hop in range(1, hops + 1)
        ).replace("select party,", "select h.party,")
        sql.append(
            f", found as (select * from ({ends})"
            " qualify row_number() over (partition by party, account order by hop) = 1)"
            " select count(*), sum(hop), sum(party), sum(moment) from found"
        )
        ((count, total_hops, numbers, moments),) = self._connection.execute("".join(sql)).fetchall()
        return int(count), int(total_hops), int(numbers), int(moments)


def polars(transfers: pl.DataFrame, asked: Sequence[int], *, hops: int, keep_first: int) -> list[Answer]:
    """The traces of all these accounts in one lazy plan, in their order."""
    rows = transfers.lazy().with_row_index("id").with_columns(pl.col("id").cast(pl.Int64))
    front = pl.LazyFrame(
        {"account": list(asked), "at_account": list(asked), "by": [-1] * len(asked), "since": [-(2**62)] * len(asked)},
        schema_overrides={"account": pl.Int32, "at_account": pl.Int32, "by": pl.Int64, "since": pl.Int64},
    )
    levels = []
    for hop in range(1, hops + 1):
        level = (
            front.join(rows, left_on="at_account", right_on="source")
            .filter(pl.col("at") > pl.col("since"))
            .sort("at", "id", descending=True)
            .group_by("account", "by")
            .head(keep_first)
            .unique(["account", "id"])
            .select("account", "id", "target", "at", "amount", hop=pl.lit(hop, pl.Int64))
        )
        levels.append(level)
        front = level.select("account", at_account="target", by="id", since="at")
    found = (
        pl.concat(levels)
        .group_by("account", "id")
        .agg(pl.col("hop").min(), pl.col("amount").first())
        .group_by("account")
        .agg(pl.len().cast(pl.Int64), pl.col("hop").sum(), pl.col("id").sum(), pl.col("amount").sum())
        .collect()
    )
    told = {account: (count, hop, ids, fen) for account, count, hop, ids, fen in found.iter_rows()}
    return [told.get(account, (0, 0, 0, 0)) for account in asked]


class Rustworkx:
    """The transfers as a directed graph whose edges carry (moment, number); the walk in Python over its edges, as its
    own searches know neither time nor truncation. Raises `ImportError`."""

    def __init__(self, transfers: pl.DataFrame, accounts: int) -> None:
        import rustworkx

        self._amount = transfers["amount"].to_numpy()
        begun = time.perf_counter()
        self._graph = rustworkx.PyDiGraph(multigraph=True)
        self._graph.add_nodes_from([None] * accounts)
        for part in transfers.with_row_index("id").iter_slices(500_000):
            marks = zip(part["at"].to_list(), part["id"].to_list(), strict=True)
            edges = zip(part["source"].to_list(), part["target"].to_list(), marks, strict=True)
            self._graph.add_edges_from(list(edges))
        self.load = time.perf_counter() - begun

    def ask(self, asked: int, *, hops: int, keep_first: int) -> Answer:
        """One trace."""
        found: dict[int, int] = {}
        front = [(asked, -(2**62))]
        for hop in range(1, hops + 1):
            after = []
            for account, since in front:
                edges = [(mark, target) for _, target, mark in self._graph.out_edges(account) if mark[0] > since]
                edges.sort(reverse=True)
                for (at, transfer), target in edges[:keep_first]:
                    if transfer not in found:
                        found[transfer] = hop
                        after.append((target, at))
            front = after
        numbers = np.fromiter(found.keys(), np.int64, len(found))
        return len(found), sum(found.values()), int(numbers.sum()), int(self._amount[numbers].sum())
