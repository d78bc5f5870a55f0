"""Suits against the debtor that end within days, for money whose payment nobody sees, or that walked back at once.

法释〔2024〕13号 article 4(1): sham litigation is an especially serious circumstance; therefore this detector asks most.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues.judging import findings, ramp, things, transfers, yes
from duixian.analytics.clues.model import DAY_MS, Findings, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

NAME = "sham_suit"
_BACK_MS = 12 * DAY_MS
_BEFORE = 3650


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor."""
    suits = view.dossier.suits.with_row_index("id")
    d = view.debtor_of[suits["defendant"].to_numpy()]
    suits = suits.with_columns(d=pl.Series(d)).filter(pl.col("d") >= 0)
    counts = view.counts(suits["d"].to_numpy(), suits["on"].to_numpy())
    suits = suits.filter(pl.Series(counts), pl.col("settled") >= 0, pl.col("settled") <= thresholds(NAME, "days"))
    if suits.is_empty():
        return Findings.none()
    d = suits["d"].to_numpy()
    lent = _lent(view, suits)
    suits = (
        suits.with_columns(
            tie=pl.Series(view.tie(d, suits["plaintiff"].to_numpy())),
            after=pl.col("on") - pl.Series(view.debtor("served_on")[d]),
        )
        .join(lent, on=["d", "id"], how="left")
        .with_columns(pl.col("came").fill_null(0), pl.col("back").fill_null(0))
    )
    near = pl.col("tie") > 0
    stayed = (pl.col("came") - pl.col("back")).clip(lower_bound=0)
    receipts = pl.when(near | (pl.col("came") > 0)).then(0).otherwise(pl.col("proved"))
    suits = suits.with_columns(stayed=stayed, shown=pl.max_horizontal(stayed, receipts))
    case = suits.group_by("d").agg(
        gross=pl.col("sum").sum(),
        first_on=pl.col("on").min(),
        last_on=pl.col("on").max(),
        why_paid=pl.min_horizontal(pl.col("shown"), pl.col("sum")).sum(),
        open=(pl.col("shown") * 5 < pl.col("sum") * 2).any(),
        circle=(pl.col("back") * 2 > pl.col("sum")).any(),
        settled=pl.col("settled").min(),
        near=near.any(),
        after=pl.col("after").min(),
    )
    rows = case.with_columns(
        part_unpaid=yes(pl.col("open"), 350),
        part_circle=yes(pl.col("circle"), 150),
        part_fast=ramp(pl.col("settled"), 24, 10, 200),
        part_near=yes(pl.col("near"), 200),
        part_soon=ramp(pl.col("after"), 300, 120, 50),
        part_size=ramp(pl.col("gross") - pl.col("why_paid"), 5_000_000, 30_000_000, 100),
    ).drop("open", "circle", "settled", "near", "after")
    evidence = pl.concat([things(suits, Proof.SUIT, "on"), transfers(_dealings(view, suits))])
    return findings(view, NAME, thresholds, rows, evidence)


def _dealings(view: View, suits: pl.DataFrame) -> pl.DataFrame:
    """Payments between plaintiff and debtor before the suit."""
    pairs = suits.select("d", other="plaintiff", filed="on")
    before = (pl.col("day") < pl.col("filed")) & (pl.col("day") > pl.col("filed") - _BEFORE)
    both = [view.ins.select("d", "other", "id", "at", "day"), view.outs.select("d", "other", "id", "at", "day")]
    return pl.concat(both).join(pairs, on=["d", "other"]).filter(before)


def _lent(view: View, suits: pl.DataFrame) -> pl.DataFrame:
    """What the plaintiff paid the debtor before the suit (`came`), and what of it was back with the plaintiff within
    days, directly or by way of one other (`back`)."""
    pairs = suits.select("d", "id", other="plaintiff", filed="on", claim="sum")
    came = view.ins.select("d", "other", "at", "day", "amount").join(pairs, on=["d", "other"])
    came = came.filter(pl.col("day") < pl.col("filed"))
    out = view.outs.select("d", far="other", paid_at="at", paid="amount")
    left = came.join(out, on="d").filter(
        pl.col("paid_at") > pl.col("at"),
        pl.col("paid_at") <= pl.col("at") + _BACK_MS,
        pl.col("paid") * 2 >= pl.col("amount"),
    )
    direct = left.filter(pl.col("far") == pl.col("other")).select("d", "id", back="paid")
    by = left.filter(pl.col("far") != pl.col("other"))
    steps = _between(view, by)
    back = pl.concat([direct, steps]).group_by("d", "id").agg(pl.col("back").sum())
    return came.group_by("d", "id").agg(came=pl.col("amount").sum()).join(back, on=["d", "id"], how="left")


def _between(view: View, by: pl.DataFrame) -> pl.DataFrame:
    """Payments of a third to the plaintiff after the debtor paid the third."""
    asked = by.select("d", "id", "far", "other", "paid_at", "paid").unique()
    third = np.zeros(len(view.dossier.persons) + 1, dtype=np.bool_)
    third[asked["far"].to_numpy()] = True
    plaintiff = np.zeros(len(view.dossier.persons) + 1, dtype=np.bool_)
    plaintiff[asked["other"].to_numpy()] = True
    ids = np.flatnonzero(third[view.payer] & plaintiff[view.payee])
    seen = pl.DataFrame(
        {
            "far": view.payer[ids],
            "other": view.payee[ids],
            "back_at": view.dossier.array("transfers", "at")[ids],
            "back": view.dossier.array("transfers", "amount")[ids],
        }
    )
    after = (pl.col("back_at") > pl.col("paid_at")) & (pl.col("back_at") <= pl.col("paid_at") + _BACK_MS)
    return (
        asked.join(seen, on=["far", "other"])
        .filter(after, pl.col("back") * 2 >= pl.col("paid"))
        .select("d", "id", "back")
    )
