"""Income that goes to a relative since the suit: the employer or the customers pay the relative, or the wage is passed
on.

法释〔2024〕13号 article 3(1); article 5: what the family needs to live is taken off in full, even where the debtor
keeps some income: what stays on the own account is not hidden.
"""

import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, transfers, yes
from duixian.analytics.clues.model import Findings, PaperKind
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import CHILD, COMPANY, HEAD, INSTITUTIONS, PARENT, SPOUSE, View, on
from duixian.analytics.clues.within import kin_receipts, medical_by, paper_between
from duixian.law import clues as law

NAME = "diverted_income"
_STEADY = 3
"""Payments that make one payer a steady one; of several payers twice is enough."""
_MONTHS = 3
_WORTH = 50_000
"""Sums below this, fen, are no wage passed on."""
_STRANGER = 600
"""The part of the income, per mille, that somebody who is no relative and was never paid before must get of it."""
_SOON_MS = 72 * 3_600_000


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor: both ways together."""
    switched, forwarded = _switched(view), _forwarded(view)
    both = pl.concat([switched, forwarded], how="diagonal")
    if both.is_empty():
        return Findings.none()
    rows = _summed(view, both)
    return findings(view, NAME, thresholds, rows, transfers(both))


def _payers(view: View) -> pl.DataFrame:
    """Who paid a debtor steadily before the suit: d, payer, known, monthly."""
    before = view.paid_by_before.filter(pl.col("known") >= 2)
    trade = pl.Series("trade", view.person("trade", before["other"].to_numpy()))
    near = pl.Series("tie", view.tie(before["d"].to_numpy(), before["other"].to_numpy()))
    return (
        before.with_columns(trade, near)
        .filter(~pl.col("trade").is_in([int(each) for each in INSTITUTIONS]), pl.col("tie").is_in([0, COMPANY]))
        .select("d", payer="other", known="known", monthly="monthly", seen="seen")
    )


def _switched(view: View) -> pl.DataFrame:
    """Payments of steady payers of the debtor to a relative they had never paid before."""
    found = kin_receipts(view, _payers(view)).with_columns(first=pl.col("day").min().over("d", "payer", "person"))
    found = found.filter(pl.col("counts").all().over("d", "payer", "person"), pl.col("tie") != COMPANY)
    worker = paper_between(view, PaperKind.LABOUR, found["payer"], found["person"])
    return found.with_columns(way=pl.lit(1), employed=worker, gone=pl.col("seen") < pl.col("first")).filter(
        pl.len().over("d") >= 2, (pl.col("known") >= _STEADY) | (pl.col("payer").n_unique().over("d") >= 2)
    )


def _forwarded(view: View) -> pl.DataFrame:
    """What the debtor passes on to a relative within three days of a steady payer's money."""
    payers = _payers(view).filter(pl.col("known") >= _STEADY).select("d", other="payer")
    income = view.ins.filter(pl.col("counts")).join(payers, on=["d", "other"], how="semi")
    income = income.select("d", "at", came="at", earned="amount", source="other").sort("at")
    people = pl.col("natural") & (pl.col("amount") >= _WORTH)
    out = view.outs.filter(pl.col("counts"), people, ~pl.col("tie").is_in([HEAD, COMPANY])).sort("at")
    linked = out.join_asof(income, on="at", by="d", check_sortedness=False).filter(
        pl.col("at") - pl.col("came") <= _SOON_MS
    )
    months = linked.with_columns(month=pl.col("day") // 30)
    steady = pl.col("month").n_unique().over("d", "other") >= _MONTHS
    part = share(pl.col("amount").sum().over("d", "other"), pl.col("earned").sum().over("d", "other"))
    # to strangers goes what a trader owes suppliers: only somebody with one payer has a wage to pass on
    one_payer = (pl.col("source").n_unique().over("d", "other") == 1) & (
        pl.col("month").n_unique().over("d", "other") > _MONTHS
    )
    kept = months.filter(
        steady, pl.when(pl.col("tie") > 0).then(part >= 300).otherwise((part >= _STRANGER) & one_payer)
    )
    known = view.paid_before.select("d", "other", before="known")
    kept = kept.join(known, on=["d", "other"], how="left", maintain_order="left")
    kept = kept.filter((pl.col("tie") > 0) | pl.col("before").is_null())
    boss = pl.Series("boss", view.debtor("person")[kept["d"].to_numpy()])
    loan, rent = (paper_between(view, kind, boss, kept["other"]) for kind in (PaperKind.LOAN, PaperKind.LEASE))
    return kept.with_columns(
        way=pl.lit(2), person=pl.col("other"), employed=pl.lit(False), gone=pl.lit(False), loan=loan, rent=rent
    )


def _summed(view: View, both: pl.DataFrame) -> pl.DataFrame:
    one = both.group_by("d", "person").agg(
        gross=pl.col("amount").sum(),
        employed=pl.col("amount").filter("employed").sum(),
        loan=pl.col("amount").filter(pl.col("loan").fill_null(False)).sum(),
        rent=pl.col("amount").filter(pl.col("rent").fill_null(False) & ~pl.col("loan").fill_null(False)).sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("day").max(),
        tie=pl.col("tie").first(),
        way=pl.col("way").min(),
        passed_on=(pl.col("way") == 2).any(),
        gone=pl.col("gone").any(),
        months=(pl.col("day") // 30).n_unique(),
    )
    habit = view.paid_before.select("d", person="other", monthly="monthly")
    span = (pl.col("last_on") - pl.col("first_on")) // 30 + 1
    one = one.join(habit, on=["d", "person"], how="left").with_columns(
        custom=pl.when("passed_on").then(pl.col("monthly").fill_null(0) * span * 11 // 10).otherwise(0),
        support=pl.when(pl.col("tie") == PARENT).then(span * law.living_cost(1, 1, on=on(view.last_day))).otherwise(0),
    )
    one = _maintenance(view, medical_by(view, one))
    case = one.group_by("d").agg(
        pl.col("gross").sum(),
        pl.col("first_on").min(),
        pl.col("last_on").max(),
        why_wage=pl.col("employed").sum(),
        why_loan=pl.col("loan").sum(),
        why_rent=pl.col("rent").sum(),
        why_maintenance=pl.col("maintenance").sum(),
        why_custom=pl.col("custom").sum(),
        why_medical=pl.col("medical").sum(),
        why_support=pl.col("support").sum(),
        tie=pl.col("tie").min(),
        gone=pl.col("gone").any(),
        way=pl.col("way").min(),
        months=pl.col("months").max(),
    )
    months = (pl.col("last_on") - pl.col("first_on")) // 30 + 1
    case = case.join(view.debtors.select("d", "living"), on="d").with_columns(why_living=pl.col("living") * months)
    monthly = pl.col("gross") // months
    return case.with_columns(
        part_months=ramp(pl.col("months"), 1, 4, 250),
        part_source=pl.when(pl.col("way") == 1).then(200).otherwise(150).cast(pl.Int32),
        part_stopped=yes(pl.col("gone"), 150),
        part_tie=pl.when(pl.col("tie").is_in([SPOUSE, PARENT, CHILD, HEAD]))
        .then(150)
        .otherwise(pl.when(pl.col("tie") > 0).then(110).otherwise(50))
        .cast(pl.Int32),
        part_beyond=ramp(share(pl.col("gross") - pl.col("why_living"), pl.col("gross")), 100, 600, 150),
        part_size=ramp(monthly, 100_000, 600_000, 100),
    ).drop("tie", "gone", "way", "months", "living")  # fmt: skip


def _maintenance(view: View, one: pl.DataFrame) -> pl.DataFrame:
    """With what a judgment orders the debtor to pay to the same person in that time: `maintenance`."""
    ordered = (
        view.papers(PaperKind.MAINTENANCE).group_by(owes="a", person="b").agg(a_month=pl.col("amount").sum())
    )  # fmt: skip
    owes = pl.Series("owes", view.debtor("person")[one["d"].to_numpy()])
    months = (pl.col("last_on") - pl.col("first_on")) // 30 + 1
    found = one.with_columns(owes).join(ordered, on=["owes", "person"], how="left", maintain_order="left")
    return found.with_columns(maintenance=pl.col("a_month").fill_null(0) * months).drop("owes", "a_month")
