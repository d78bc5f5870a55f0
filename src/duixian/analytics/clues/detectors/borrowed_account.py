"""A debtor whose own accounts fall silent while another's card pays the same shops and the same rent.

立法解释 (2002): hiding. A spouse with an own wage who takes over the bills of somebody out of work is family life.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, transfers, yes
from duixian.analytics.clues.model import Findings, PaperKind, PersonKind, Trade, TransferKind
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import COMPANY, View

NAME = "borrowed_account"
_SILENT = 75
"""Days at the end without any payment of daily life from the own accounts."""
_USED = 3


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor: the holder who pays most."""
    silent = _silent(view)
    if silent.is_empty():
        return Findings.none()
    taken = _taken_over(view, silent)
    if taken.is_empty():
        return Findings.none()
    one = taken.group_by("d", "holder").agg(
        gross=pl.col("amount").sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("day").max(),
        times=pl.len(),
        places=pl.col("shop").n_unique(),
        months=(pl.col("day") // 30).n_unique(),
        tie=pl.col("tie").first(),
    )
    best = one.sort("places", "gross", descending=True).unique("d", keep="first", maintain_order=True)
    best = best.filter((pl.col("tie") > 0) | (pl.col("places") >= 3))
    best = _means(view, best)
    rows = best.with_columns(
        why_own_income=pl.min_horizontal("wage", (pl.col("gross") - pl.col("cash")).clip(lower_bound=0)),
        part_silent=pl.lit(150, pl.Int32),
        part_places=ramp(pl.col("places"), 0, 3, 200),
        part_months=ramp(pl.col("months"), 1, 4, 100),
        part_cash=ramp(share(pl.col("cash"), pl.col("gross")), 200, 900, 350),
        part_near=yes(pl.col("tie") > 0, 100),
        part_times=ramp(pl.col("times"), 3, 12, 100),
    ).drop("holder", "times", "places", "months", "tie", "wage", "cash")
    shown = taken.join(best.select("d", "holder"), on=["d", "holder"], how="semi")
    return findings(view, NAME, thresholds, rows, transfers(shown))


def _silent(view: View) -> pl.DataFrame:
    """Debtors who stopped to pay shops and landlords from accounts of their own: d, stop (the last day)."""
    daily = view.outs.filter((pl.col("trade") == Trade.SHOP) | (pl.col("kind") == TransferKind.RENT))
    paid = daily.group_by("d").agg(stop=pl.col("day").max(), times=pl.len())
    served = pl.Series("served", view.debtor("served_on")[paid["d"].to_numpy()])
    return paid.with_columns(served).filter(
        pl.col("times") >= _USED, pl.col("stop") < view.last_day - _SILENT, pl.col("stop") > pl.col("served") - 30
    )


def _taken_over(view: View, silent: pl.DataFrame) -> pl.DataFrame:
    """Payments since then to those whom the debtor used to pay, by people who did not pay there before and whose
    account is filled in notes."""
    habits = view.outs.join(silent.select("d", "stop"), on="d").filter(
        pl.col("tie") == 0,
        pl.col("trade") != 7,
        (pl.col("trade") > 0) | (pl.col("kind") == TransferKind.RENT) | (pl.len().over("d", "other") >= 4),
    )
    shops = habits.select("d", "stop", shop="other").unique(["d", "shop"])
    place = np.zeros(len(view.dossier.persons) + 1, dtype=np.bool_)
    place[shops["shop"].to_numpy()] = True
    notes = np.zeros(len(place), dtype=np.bool_)
    notes[view.payee[(view.payer < 0) & (view.payee >= 0)]] = True
    ids = np.flatnonzero(
        place[view.payee]
        & notes[view.payer]
        & (view.payee >= 0)
        & (view.person("kind", view.payer) == PersonKind.NATURAL)
        & (view.payer >= 0)
    )
    seen = pl.DataFrame({"id": ids, "holder": view.payer[ids], "shop": view.payee[ids], "day": view.day[ids]})
    began = seen.group_by("holder", "shop").agg(begun=pl.col("day").min()).join(shops, on="shop")
    began = began.filter(pl.col("begun") > pl.col("stop") - 20)
    mine = view.debtor("person")[began["d"].to_numpy()] == began["holder"].to_numpy()
    began = began.filter(~pl.Series(mine))
    tie = pl.Series("tie", view.tie(began["d"].to_numpy(), began["holder"].to_numpy()))
    began = began.with_columns(tie).filter(
        pl.col("tie") != COMPANY, (pl.col("tie") > 0) | (pl.len().over("d", "holder") >= 3)
    )
    rows = seen.join(began.select("d", "holder", "shop", "tie"), on=["holder", "shop"])
    at = pl.Series("at", view.dossier.array("transfers", "at")[rows["id"].to_numpy()])
    return rows.with_columns(at, pl.Series("amount", view.dossier.array("transfers", "amount")[rows["id"].to_numpy()]))


def _means(view: View, best: pl.DataFrame) -> pl.DataFrame:
    """Of each holder in that time: wages of an employer with a paper (`wage`), and what came in in notes (`cash`)."""
    holders = np.zeros(len(view.dossier.persons) + 1, dtype=np.bool_)
    holders[best["holder"].to_numpy()] = True
    ids = np.flatnonzero(holders[view.payee] & (view.payee >= 0))
    came = pl.DataFrame(
        {
            "holder": view.payee[ids],
            "payer": view.payer[ids],
            "on": view.day[ids],
            "came": view.dossier.array("transfers", "amount")[ids],
            "kind": view.dossier.array("transfers", "kind")[ids],
        }
    )
    boss = view.papers(PaperKind.LABOUR).select(payer="a", holder="b").unique().with_columns(hired=pl.lit(True))
    came = came.join(boss, on=["payer", "holder"], how="left")
    spans = best.select("d", "holder", "first_on", "last_on")
    inside = (pl.col("on") >= pl.col("first_on") - 35) & (pl.col("on") <= pl.col("last_on"))
    hired = pl.col("hired").fill_null(False) | (pl.col("kind") == TransferKind.SALARY)
    sums = (
        came.join(spans, on="holder")
        .filter(inside)
        .group_by("d", "holder")
        .agg(wage=pl.col("came").filter(hired).sum(), cash=pl.col("came").filter(pl.col("payer") < 0).sum())
    )
    return best.join(sums, on=["d", "holder"], how="left").with_columns(
        pl.col("wage").fill_null(0), pl.col("cash").fill_null(0)
    )
