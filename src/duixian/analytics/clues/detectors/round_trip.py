"""Money that leaves as if it were owed and comes back, by way of others, to the debtor or the household.

立法解释 (2002): hiding, transferring. What a friend gives back himself was lent; what went the same way every month
before the suit is a habit.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues import kernels
from duixian.analytics.clues.judging import findings, ramp, share, transfers, yes
from duixian.analytics.clues.model import DAY_MS, Findings, PaperKind
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View
from duixian.analytics.clues.within import paper_between

NAME = "round_trip"
_ALIKE = 4
"""Whoever got a quarter of the sum before the suit was dealt with before."""
_PIECE = 500_000
_KEEP = 940


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor: all chains that come back."""
    first = view.outs.filter(
        pl.col("counts"), pl.col("tie") == 0, pl.col("amount") >= _PIECE, ~pl.col("trade").is_in([5, 6, 7])
    )
    column = view.dossier.array
    starts, order = view.follow
    size = len(view.dossier.persons) + 1
    paths = kernels.chains(
        first["id"].to_numpy(), first["d"].to_numpy(), view.debtor("person"), view.kin_keys[0], size, order, starts,
        column("transfers", "target"), column("transfers", "at"), column("transfers", "amount"), view.dossier.owner,
        thresholds(NAME, "days") * DAY_MS, _KEEP, thresholds(NAME, "hops"),
    )  # fmt: skip
    closed = first.with_columns(pl.Series("path", paths)).filter(pl.col("path").arr.get(0) >= 0)
    if closed.is_empty():
        return Findings.none()
    closed = _judged(view, closed)
    case = closed.group_by("d").agg(
        gross=pl.col("amount").sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("end_day").max(),
        why_returned=pl.col("amount").filter("direct").sum(),
        why_loan=pl.col("amount").filter(pl.col("loan") & ~pl.col("direct")).sum(),
        why_dealings=pl.col("amount").filter(pl.col("known") & ~pl.col("direct") & ~pl.col("loan")).sum(),
        steps=pl.col("steps").filter("open").max(),
        kept=share(pl.col("back").filter("open").sum(), pl.col("amount").filter("open").sum()),
        home=pl.col("home").filter("open").any(),
        natural=pl.col("natural").filter("open").all(),
    )
    rows = case.with_columns(
        part_closed=yes(pl.col("steps").is_not_null(), 350),
        part_kept=ramp(pl.col("kept"), 850, 980, 120),
        part_steps=ramp(pl.col("steps").fill_null(0), 1, 3, 150),
        part_home=yes(pl.col("home"), 100),
        part_people=yes(pl.col("natural"), 100),
        part_size=ramp(pl.col("gross"), 800_000, 4_000_000, 150),
    ).drop("steps", "kept", "home", "natural")
    path = closed.select("d", id=pl.col("path").arr.to_list()).explode("id").filter(pl.col("id") >= 0)
    path = path.with_columns(at=pl.Series(column("transfers", "at")[path["id"].to_numpy()]))
    return findings(view, NAME, thresholds, rows, transfers(path))


def _judged(view: View, closed: pl.DataFrame) -> pl.DataFrame:
    column = view.dossier.array
    steps = closed["path"].arr.to_list().list.eval(pl.element() >= 0).list.sum().cast(pl.Int64)
    paths = closed["path"].to_numpy()
    last = paths[np.arange(len(paths)), steps.to_numpy() - 1]
    d = closed["d"].to_numpy()
    home = view.payee[last] == view.debtor("person")[d]
    habit = view.paid_before.select("d", "other", "before")
    boss = pl.Series("boss", view.debtor("person")[d])
    closed = closed.join(habit, on=["d", "other"], how="left", maintain_order="left").with_columns(
        steps=steps - 1,
        end_day=pl.Series(view.day[last]),
        back=pl.Series(column("transfers", "amount")[last]),
        home=pl.Series(home) | pl.Series(view.tie(d, view.payee[last]) == 1),
        direct=pl.Series(home) & (steps == 2),
        known=pl.col("before").fill_null(0) * _ALIKE >= pl.col("amount"),
        loan=paper_between(view, PaperKind.LOAN, boss, closed["other"]),
    )
    return closed.with_columns(open=~(pl.col("direct") | pl.col("loan") | pl.col("known")))
