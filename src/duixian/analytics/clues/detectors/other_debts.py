"""Other debts paid while the judgment is not: not yet due, or for money that nobody saw come.

法释〔2024〕13号 article 3(1) speaks of disposing without return and of sham settlements; paying a true debt that is
due, wages, or a secured one is lawful by itself, and explains the payment.
"""

import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, transfers, yes
from duixian.analytics.clues.model import Findings, PaperKind, Trade, TransferKind
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View
from duixian.analytics.clues.within import paper_between

NAME = "other_debts"
_PIECE = 500_000
_EARLY = 45
"""Days before its day on which a loan may be paid without anybody wondering."""


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor, from the day the title is effective."""
    paid = _paid(view)
    if paid.is_empty():
        return Findings.none()
    case = paid.group_by("d").agg(
        gross=pl.col("amount").sum(),
        first_on=pl.col("day").min(),
        last_on=pl.col("day").max(),
        why_secured=pl.col("amount").filter("secured").sum(),
        why_labour=pl.col("amount").filter(pl.col("labour") & ~pl.col("secured")).sum(),
        why_loan=pl.col("true").filter(~pl.col("secured") & ~pl.col("labour")).sum(),
        early=(pl.col("early") & pl.col("open")).any(),
        never=(pl.col("never") & pl.col("open")).any(),
        near=((pl.col("tie") > 0) & pl.col("open")).any(),
        open=pl.col("amount").filter("open").sum(),
    )
    rows = case.with_columns(
        part_early=yes(pl.col("early"), 350),
        part_never=yes(pl.col("never"), 350),
        part_near=yes(pl.col("near"), 100),
        part_size=ramp(pl.col("open"), 1_000_000, 6_000_000, 300),
        part_share=ramp(share(pl.col("open"), pl.col("gross")), 300, 800, 100),
    ).drop("early", "never", "near", "open")
    return findings(view, NAME, thresholds, rows, transfers(paid.filter("open")))


def _paid(view: View) -> pl.DataFrame:
    """Payments on a loan: where a paper says so or the bank does."""
    effective = pl.Series("effective", view.debtor("effective_on")[view.outs["d"].to_numpy()])
    out = view.outs.with_columns(effective).filter(
        pl.col("day") > pl.col("effective"), pl.col("amount") >= _PIECE, pl.col("trade") != Trade.COURT
    )
    person = pl.Series("person", view.debtor("person")[out["d"].to_numpy()])
    loans = (
        view.papers(PaperKind.LOAN)
        .group_by(person="a", other="b")
        .agg(due=pl.col("until").max(), lent_from=pl.col("since").min(), sum=pl.col("amount").sum())
    )
    out = out.with_columns(person).join(loans, on=["person", "other"], how="left", maintain_order="left")
    said = pl.col("due").is_not_null() | (pl.col("kind") == TransferKind.REPAYMENT)
    out = out.filter(said)
    lent = view.ins.group_by("d", "other").agg(lent=pl.col("amount").sum())
    secured = paper_between(view, PaperKind.SECURED, out["person"], out["other"])
    labour = paper_between(view, PaperKind.LABOUR, out["person"], out["other"])
    out = out.join(lent, on=["d", "other"], how="left", maintain_order="left").with_columns(
        secured=secured | (pl.col("trade") == Trade.BANK), labour=labour, lent=pl.col("lent").fill_null(0)
    )
    whole = pl.col("amount").sum().over("d", "other")
    never = pl.col("lent") * 5 < whole * 4
    early = pl.col("due").is_not_null() & (pl.col("due") > pl.col("day") + _EARLY)
    true = (
        pl.when(early).then(0).when(never).then(pl.col("lent") * pl.col("amount") // whole).otherwise(pl.col("amount"))
    )
    return out.with_columns(never=never, early=early, true=true).with_columns(
        open=(pl.col("never") | pl.col("early")) & ~pl.col("secured") & ~pl.col("labour")
    )
