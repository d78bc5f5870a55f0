"""Accounts in use, and things owned, that the property report does not name: 财产调查规定 articles 5 and 9.

An account with little on it is forgotten, not hidden; one that is filled from accounts the report names hides nothing.
Whoever made no report at all is not a case for a detector. The notice of
enforcement is not in the columns: the day the title became effective stands for it, which looks back further.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues.judging import findings, ramp, things, transfers, yes
from duixian.analytics.clues.model import NEVER, Findings, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View, on
from duixian.law import clues as law

NAME = "unreported"


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor: accounts by what came in within the year the report must speak of, things by their
    worth."""
    reported = view.debtors.filter(pl.col("reported_on") < NEVER).select(
        "d", "case", "person", "reported_on", "effective_on"
    )
    if reported.is_empty():
        return Findings.none()
    accounts, things_ = _accounts(view, reported), _things(view, reported)
    whole = pl.concat(
        [
            accounts.select("d", "first_on", "last_on", gross="came", own="own", times="times",
                            thing=pl.lit(0, pl.Int64)),
            things_.select("d", first_on="reported_on", last_on="reported_on", gross="market", own=pl.lit(0, pl.Int64),
                           times=pl.lit(0, pl.UInt32), thing="market"),
        ]
    )  # fmt: skip
    case = whole.group_by("d").agg(
        pl.col("gross").sum(),
        pl.col("first_on").min(),
        pl.col("last_on").max(),
        why_own_accounts=pl.col("own").sum(),
        times=pl.col("times").sum(),
        thing=pl.col("thing").sum(),
        strange=(pl.col("gross") - pl.col("own")).sum(),
    )
    rows = case.with_columns(
        part_missing=yes(pl.col("gross") > 0, 400),
        part_used=ramp(pl.col("times"), 2, 10, 250),
        part_size=ramp(pl.col("strange"), 500_000, 2_500_000, 250),
        part_thing=yes(pl.col("thing") > 500_000, 250),
    ).drop("times", "thing", "strange")
    evidence = pl.concat(
        [
            things(accounts.select("d", id="account", first_on="first_on"), Proof.ACCOUNT, "first_on"),
            things(things_.select("d", id="asset", reported_on="reported_on"), Proof.ASSET, "reported_on"),
            transfers(_receipts(view, accounts)),
        ]
    )
    return findings(view, NAME, thresholds, rows, evidence)


def _accounts(view: View, reported: pl.DataFrame) -> pl.DataFrame:
    """Accounts of the debtor open on the day of the report and not in it, with what came in."""
    known = view.dossier.accounts.with_row_index("account").cast({"account": pl.Int32})
    named = view.dossier.reports.filter(pl.col("account") >= 0).select("case", "account")
    silent = (
        known.join(reported, left_on="owner", right_on="person")
        .filter(pl.col("opened") <= pl.col("reported_on"))
        .join(named, on=["case", "account"], how="anti")
        .select("d", "account", "reported_on", reach=pl.col("effective_on") - _look_back(reported))
    )
    others = view.ins.select("d", account="own", day="day", amount="amount", mine=pl.lit(False))
    inside = (pl.col("day") >= pl.col("reach")) & (pl.col("day") <= pl.col("reported_on"))
    came = pl.concat([others, _own(view)]).join(silent, on=["d", "account"]).filter(inside)
    return came.group_by("d", "account").agg(
        came=pl.col("amount").sum(),
        own=pl.col("amount").filter("mine").sum(),
        times=(~pl.col("mine")).sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("day").max(),
    )


def _look_back(reported: pl.DataFrame) -> int:
    """Days the report looks back: of the version in force on the last report."""
    last = on(int(reported["reported_on"].cast(pl.Int64).max() or 0))  # type: ignore[arg-type]
    return (last - law.report_reach(last)).days


def _own(view: View) -> pl.DataFrame:
    """Transfers between two accounts of one debtor."""
    ids = np.flatnonzero((view.payer == view.payee) & (view.debtor_of[view.payer] >= 0))
    return pl.DataFrame(
        {
            "d": view.debtor_of[view.payer[ids]],
            "account": view.dossier.array("transfers", "target")[ids],
            "day": view.day[ids],
            "amount": view.dossier.array("transfers", "amount")[ids],
            "mine": np.ones(len(ids), dtype=np.bool_),
        }
    )


def _receipts(view: View, accounts: pl.DataFrame) -> pl.DataFrame:
    inside = (pl.col("day") >= pl.col("first_on")) & (pl.col("day") <= pl.col("last_on"))
    spans = accounts.select("d", "first_on", "last_on", own="account")
    return view.ins.join(spans, on=["d", "own"]).filter(inside)


def _things(view: View, reported: pl.DataFrame) -> pl.DataFrame:
    """Things owned on the day of the report and not in it."""
    assets = view.dossier.assets.with_row_index("asset").cast({"asset": pl.Int32})
    named = view.dossier.reports.filter(pl.col("asset") >= 0).select("case", "asset")
    return (
        assets.join(reported, left_on="owner", right_on="person")
        .filter(pl.col("since") <= pl.col("reported_on"), pl.col("until") > pl.col("reported_on"))
        .join(named, on=["case", "asset"], how="anti")
        .select("d", "asset", "market", "reported_on")
    )
