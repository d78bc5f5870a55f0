"""Divorces since the suit that leave the debtor little of the property or most of the debts.

婚姻家庭编解释（二） article 3: the division may be attacked by a creditor; regard is had to who keeps the children.
"""

import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, things, yes
from duixian.analytics.clues.model import Findings, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

NAME = "lopsided_divorce"


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor: what is missing to half of what was left after the debts."""
    both = pl.concat([_side(view, "a", "b"), _side(view, "b", "a")])
    if both.is_empty():
        return Findings.none()
    worth = pl.col("got") + pl.col("theirs")
    net = worth - pl.col("debts") - pl.col("their_debts")
    lost = (net.floordiv(2) - (pl.col("got") - pl.col("debts"))).clip(lower_bound=0)
    both = both.with_columns(worth=worth, lost=lost, share=share(pl.col("got"), worth))
    elsewhere = (pl.col("custody") >= 0) & (pl.col("custody") != pl.col("person"))
    both = both.with_columns(
        custody_fen=pl.when(elsewhere).then(pl.col("worth") * thresholds(NAME, "custody") // 1000).otherwise(0),
        fair=pl.col("worth") * thresholds(NAME, "margin") // 1000,
    )
    case = both.group_by("d").agg(
        gross=pl.col("lost").sum(),
        first_on=pl.col("on").min(),
        last_on=pl.col("on").max(),
        why_custody=pl.col("custody_fen").sum(),
        why_fair=pl.col("fair").sum(),
        share=pl.col("share").min(),
        beyond=share((pl.col("lost") - pl.col("custody_fen") - pl.col("fair")).sum(), pl.col("worth").sum()),
        burdened=(
            (pl.col("debts") > 0) & (pl.col("debts") * 10 >= (pl.col("debts") + pl.col("their_debts")) * 9)
        ).any(),
    )
    rows = case.with_columns(
        part_share=ramp(pl.col("share"), 450, 200, 350),
        part_beyond=ramp(pl.col("beyond"), 0, 150, 400),
        part_debts=yes(pl.col("burdened"), 100),
        part_size=ramp(pl.col("gross"), 1_000_000, 10_000_000, 150),
    ).drop("share", "beyond", "burdened")
    return findings(view, NAME, thresholds, rows, things(both, Proof.DIVORCE, "on"))


def _side(view: View, me: str, other: str) -> pl.DataFrame:
    divorces = view.dossier.divorces.with_row_index("id")
    d = view.debtor_of[divorces[me].to_numpy()]
    rows = divorces.select(
        "id",
        "on",
        "custody",
        person=pl.col(me),
        got=f"got_{me}",
        theirs=f"got_{other}",
        debts=f"debts_{me}",
        their_debts=f"debts_{other}",
    ).with_columns(d=pl.Series(d))
    rows = rows.filter(pl.col("d") >= 0)
    return rows.filter(pl.Series(view.counts(rows["d"].to_numpy(), rows["on"].to_numpy())))
