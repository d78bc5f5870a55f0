"""Two ways to look for hidden money without law, time or explanations, on the same columns."""

import numpy as np
import polars as pl

from duixian.analytics.clues.model import Dossier, Trade
from duixian.analytics.clues.view import View

FORBIDDEN = [
    int(one) for one in (Trade.HOTEL, Trade.CLUB, Trade.AIRLINE, Trade.DEVELOPER, Trade.PRIVATE_SCHOOL, Trade.TRAVEL)
]


def rules(dossier: Dossier, *, single: int, turnover: int) -> pl.Series:
    """Threshold rules as courts use them: the cases of debtors with, since the suit, one payment of `single` fen to a
    person or `turnover` fen come in; a deal outside 70 to 130 per cent; a forbidden payment under a limit; an account
    in use that the report does not name."""
    view = View(dossier)
    since = pl.Series("served", view.debtor("served_on"))
    outs = view.outs.with_columns(served=since[view.outs["d"].to_numpy()]).filter(pl.col("day") > pl.col("served"))
    ins = view.ins.with_columns(served=since[view.ins["d"].to_numpy()]).filter(pl.col("day") > pl.col("served"))
    found = [outs.filter(pl.col("natural"), pl.col("amount") >= single)["d"]]
    found.append(ins.group_by("d").agg(pl.col("amount").sum()).filter(pl.col("amount") >= turnover)["d"])
    limit = pl.Series("limit", view.debtor("limit_from"))[outs["d"].to_numpy()]
    found.append(outs.filter(pl.col("day") > limit, pl.col("trade").is_in(FORBIDDEN))["d"])
    found += [_deals(view, side) for side in ("seller", "buyer")]
    named = dossier.reports.filter(pl.col("account") >= 0).select("case", own="account")
    used = view.ins.join(view.debtors.select("d", "case", "reported_on"), on="d").filter(
        pl.col("reported_on") < 1 << 30, pl.col("day") <= pl.col("reported_on")
    )
    found.append(used.join(named, on=["case", "own"], how="anti")["d"])
    return _cases(view, found)


def _deals(view: View, side: str) -> pl.Series:
    deals = view.dossier.deals.with_columns(d=pl.Series(view.debtor_of[view.dossier.deals[side].to_numpy()]))
    deals = deals.filter(pl.col("d") >= 0, pl.col("market") > 0)
    deals = deals.filter(pl.col("on") > pl.Series(view.debtor("served_on"))[deals["d"].to_numpy()])
    share = pl.col("price").fill_null(0) * 100 // pl.col("market")
    return deals.filter((share < 70) if side == "seller" else (share > 130))["d"]


def graph(dossier: Dossier, *, hops: int = 3, least: int = 1_000_000) -> pl.Series:
    """Reachability and cycles: the cases of debtors from whose accounts payments of `least` fen or more lead within so
    many hops to a relative or back, in any order of time, whenever it was and whatever it was for."""
    view = View(dossier)
    large = np.flatnonzero((dossier.array("transfers", "amount") >= least) & (view.payer >= 0) & (view.payee >= 0))
    edges = pl.DataFrame({"a": view.payer[large], "b": view.payee[large]}).filter(pl.col("a") != pl.col("b")).unique()
    reached = view.debtors.select("d", "person", at="person").cast({"at": pl.Int32})
    found = []
    for _ in range(hops):
        reached = reached.join(edges, left_on="at", right_on="a").select("d", "person", at="b").unique()
        near = view.tie(reached["d"].to_numpy(), reached["at"].to_numpy()) > 0
        found.append(reached.filter(pl.Series(near) | (pl.col("at") == pl.col("person")))["d"])
    return _cases(view, found)


def _cases(view: View, found: list[pl.Series]) -> pl.Series:
    places = pl.concat([one.cast(pl.Int32).alias("d") for one in found]).unique()
    return view.debtors.filter(pl.col("d").is_in(places.implode()))["case"]
