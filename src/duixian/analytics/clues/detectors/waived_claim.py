"""Claims that are due and let go, or given years, since the suit: 法释〔2024〕13号 article 3(1).

Whose own debtor is insolvent lost nothing by waiving; some weeks of grace, or a fifth let go so that the rest is paid,
are trade.
"""

import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, things, yes
from duixian.analytics.clues.model import Findings, PaperKind, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

NAME = "waived_claim"


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor."""
    claims = view.dossier.claims.with_row_index("id")
    claims = claims.with_columns(d=pl.Series(view.debtor_of[claims["creditor"].to_numpy()])).filter(pl.col("d") >= 0)
    claims = claims.filter(pl.Series(view.counts(claims["d"].to_numpy(), claims["changed_on"].to_numpy())))
    if claims.is_empty():
        return Findings.none()
    broke = (
        view.papers(PaperKind.INSOLVENCY)
        .select(obligor="a", broke_on="since")
        .group_by("obligor")
        .agg(pl.col("broke_on").min())
    )
    grace = pl.col("new_due") - pl.max_horizontal("due", "changed_on")
    given = (pl.col("left") == 0) & (grace > 0)
    claims = claims.join(broke, on="obligor", how="left").with_columns(
        gone=pl.when(given).then(pl.col("sum")).otherwise(pl.col("left")),
        insolvent=pl.col("broke_on").is_not_null() & (pl.col("broke_on") <= pl.col("changed_on")),
        short=given & (grace <= thresholds(NAME, "days")),
        usual=~given & (pl.col("left") * 5 <= pl.col("sum")),
        grace=grace,
        given=given,
    )
    case = claims.group_by("d").agg(
        gross=pl.col("gone").sum(),
        first_on=pl.col("changed_on").min(),
        last_on=pl.col("changed_on").max(),
        why_insolvency=pl.col("gone").filter("insolvent").sum(),
        why_short=pl.col("gone").filter(pl.col("short") & ~pl.col("insolvent")).sum(),
        why_discount=pl.col("gone").filter(pl.col("usual") & ~pl.col("insolvent")).sum(),
        share=share(pl.col("gone").sum(), pl.col("sum").sum()),
        due=(pl.col("due") <= pl.col("changed_on")).any(),
        grace=pl.col("grace").filter(pl.col("given")).max(),
        waived=(pl.col("left") > 0).any(),
    )
    rows = case.with_columns(
        part_share=ramp(pl.col("share"), 100, 500, 350),
        part_due=yes(pl.col("due"), 150),
        part_how=pl.when("waived").then(250).otherwise(ramp(pl.col("grace").fill_null(0), 90, 300, 250)).cast(pl.Int32),
        part_size=ramp(
            pl.col("gross") - pl.col("why_insolvency") - pl.col("why_short") - pl.col("why_discount"),
            500_000,
            5_000_000,
            250,
        ),
    ).drop("share", "due", "grace", "waived")
    return findings(view, NAME, thresholds, rows, things(claims, Proof.CLAIM, "changed_on"))
