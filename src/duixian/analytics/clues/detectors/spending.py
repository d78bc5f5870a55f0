"""Spending that a limit forbids, after the limit: 限制消费规定 article 3.

A dinner below the threshold, a policy of a small premium, and what the court allowed (article 8) are no breach.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues.judging import findings, ramp, transfers, yes
from duixian.analytics.clues.model import Findings, PaperKind, Trade
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

NAME = "spending"
_FORBIDDEN = (
    Trade.HOTEL,
    Trade.CLUB,
    Trade.AIRLINE,
    Trade.DEVELOPER,
    Trade.PRIVATE_SCHOOL,
    Trade.TRAVEL,
    Trade.INSURER,
)
_SMALL = 100_000
_PREMIUM = 1_000_000
"""A premium below this, fen, is not a large one (限制消费规定 3(8) names no sum)."""


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor."""
    limit = pl.Series("limit", view.debtor("limit_from")[view.outs["d"].to_numpy()])
    spent = view.outs.with_columns(limit).filter(
        pl.col("day") > pl.col("limit"), pl.col("trade").is_in([int(one) for one in _FORBIDDEN])
    )
    if spent.is_empty():
        return Findings.none()
    spent = spent.with_columns(
        allowed=_allowed(view, spent),
        small=pl.col("amount") < pl.when(pl.col("trade") == Trade.INSURER).then(_PREMIUM).otherwise(_SMALL),
    )
    open_ = ~pl.col("allowed") & ~pl.col("small")
    case = spent.group_by("d").agg(
        gross=pl.col("amount").sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("day").max(),
        why_exemption=pl.col("amount").filter("allowed").sum(),
        why_small=pl.col("amount").filter(pl.col("small") & ~pl.col("allowed")).sum(),
        times=open_.sum(),
        most=pl.col("amount").filter(open_).max(),
    )
    rows = case.with_columns(
        part_forbidden=yes(pl.col("times") > 0, 450),
        part_times=ramp(pl.col("times"), 0, 3, 250),
        part_size=ramp(pl.col("most").fill_null(0), 100_000, 500_000, 300),
    ).drop("times", "most")
    return findings(view, NAME, thresholds, rows, transfers(spent.filter(open_)))


def _allowed(view: View, spent: pl.DataFrame) -> pl.Series:
    """Whether an exemption of the court covers the day."""
    person = pl.Series("person", view.debtor("person")[spent["d"].to_numpy()])
    papers = view.papers(PaperKind.EXEMPTION).select(person="a", since="since", until="until")
    asked = spent.select("id", "day").with_columns(person)
    covered = asked.join(papers, on="person").filter(pl.col("since") <= pl.col("day"), pl.col("day") <= pl.col("until"))
    return pl.Series("allowed", np.isin(asked["id"].to_numpy(), covered["id"].to_numpy()))
