"""Money paid out in small parts to several people who bring it together on one account.

立法解释 (2002): hiding, transferring. A foreman's crew that is paid, and friends who save in turn, were there before.
"""

import polars as pl

from duixian.analytics.clues import kernels
from duixian.analytics.clues.judging import findings, ramp, share, transfers, yes
from duixian.analytics.clues.model import DAY_MS, Findings, PaperKind
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View
from duixian.analytics.clues.within import paper_between

NAME = "gather_split"
_ALIKE = 4
"""Whoever got a quarter of the sum before the suit was dealt with before."""
_PIECE = 100_000
_KEEP = 500
_MOST = 200


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor: the account on which most came together."""
    first = view.outs.filter(pl.col("counts"), pl.col("natural"), pl.col("tie") == 0, pl.col("amount") >= _PIECE)
    starts, order = view.follow
    column = view.dossier.array
    froms, steps = kernels.seconds(
        first["id"].to_numpy(), order, starts, column("transfers", "target"), column("transfers", "at"),
        column("transfers", "amount"), thresholds(NAME, "days") * DAY_MS, _KEEP, _MOST,
    )  # fmt: skip
    if not len(froms):
        return Findings.none()
    begun = first[froms]
    collector = view.payee[steps]
    natural = view.person("kind", collector) == 0
    hops = begun.with_columns(
        step=pl.Series(steps),
        step_at=pl.Series(column("transfers", "at")[steps]),
        step_day=pl.Series(view.day[steps]),
        passed=pl.Series(column("transfers", "amount")[steps]),
        account=pl.Series(column("transfers", "target")[steps]),
        collector=pl.Series(collector),
        near=pl.Series(view.tie(begun["d"].to_numpy(), collector)),
        person=pl.Series(natural & (collector >= 0)),
    ).filter(pl.col("person"), pl.col("collector") != pl.col("other"))
    # each payment carries on one, and is carried on once: by the payment nearest to it
    hops = hops.sort(pl.col("amount") - pl.col("passed"), "step_at").unique(
        ["d", "id", "account"], keep="first", maintain_order=True
    )
    hops = hops.unique(["d", "step"], keep="first", maintain_order=True)
    crowd = pl.col("other").n_unique().over("d", "account")
    hops = hops.with_columns(middlemen=crowd).filter(pl.col("middlemen") >= thresholds(NAME, "middlemen"))
    most = pl.col("passed").sum().over("d", "account")
    hops = hops.with_columns(most=most).filter(pl.col("most") == pl.col("most").max().over("d"))
    hops = _known(view, hops)
    case = hops.group_by("d").agg(
        gross=pl.col("passed").sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("step_day").max(),
        why_labour=pl.col("passed").filter("labour").sum(),
        why_dealings=pl.col("passed").filter(pl.col("known") & ~pl.col("labour")).sum(),
        middlemen=pl.col("other").filter(~pl.col("known") & ~pl.col("labour")).n_unique(),
        kept=share(pl.col("passed").sum(), pl.col("amount").sum()),
        near=pl.col("near").max(),
    )
    rows = case.with_columns(
        part_middlemen=ramp(pl.col("middlemen"), 2, 5, 350),
        part_kept=ramp(pl.col("kept"), 700, 950, 200),
        part_near=yes(pl.col("near") > 0, 150),
        part_size=ramp(pl.col("gross"), 2_000_000, 8_000_000, 200),
        part_one_account=yes(pl.col("middlemen") >= 3, 100),
    ).drop("middlemen", "kept", "near")
    evidence = pl.concat([transfers(hops), transfers(hops.select("d", id="step", at="step_at"))])
    return findings(view, NAME, thresholds, rows, evidence)


def _known(view: View, hops: pl.DataFrame) -> pl.DataFrame:
    habit = view.paid_before.select("d", "other", "before")
    boss = pl.Series("boss", view.debtor("person")[hops["d"].to_numpy()])
    return hops.join(habit, on=["d", "other"], how="left", maintain_order="left").with_columns(
        known=pl.col("before").fill_null(0) * _ALIKE >= pl.col("amount"),
        labour=paper_between(view, PaperKind.LABOUR, boss, hops["other"]),
    )
