"""Houses, shares and vehicles given away, sold for too little or bought for too much since the suit.

合同编通则解释 article 42: outside 70 to 130 per cent of the market a price is unreasonable; between relatives the band
is no safe harbour, so that only the error of an appraisal is left out. A price that a relative never paid is no price.
"""

import polars as pl

from duixian.analytics.clues.judging import findings, ramp, share, things, yes
from duixian.analytics.clues.model import Findings, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View, on
from duixian.law import clues as law

NAME = "cheap_deal"
_BEFORE, _AFTER = 60, 120
"""Days around a deal in which its price is looked for."""


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor, sales and purchases together."""
    deals = pl.concat([_side(view, "seller", "buyer", 1), _side(view, "buyer", "seller", -1)])
    if deals.is_empty():
        return Findings.none()
    priced = _priced(view, deals, thresholds(NAME, "appraisal"))
    case = priced.group_by("d").agg(
        gross=pl.col("lost").sum(),
        first_on=pl.col("on").min(),
        last_on=pl.col("on").max(),
        why_market=pl.col("fair").sum(),
        gift=pl.col("gift").any(),
        unpaid=pl.col("unpaid").any(),
        near=(pl.col("tie") > 0).any(),
        off=share(pl.col("lost").sum(), pl.col("market").sum()),
    )
    rows = case.with_columns(
        part_price=ramp(pl.col("off"), 80, 350, 350),
        part_gift=yes(pl.col("gift"), 150),
        part_unpaid=yes(pl.col("unpaid") & ~pl.col("gift"), 150),
        part_near=yes(pl.col("near"), 250),
        part_size=ramp(pl.col("gross") - pl.col("why_market"), 1_000_000, 6_000_000, 250),
    ).drop("gift", "unpaid", "near", "off")
    return findings(
        view, NAME, thresholds, rows, things(priced.filter(pl.col("lost") > pl.col("fair")), Proof.DEAL, "on")
    )


def _side(view: View, mine: str, theirs: str, sign: int) -> pl.DataFrame:
    """Deals of debtors on one side, on days that count."""
    deals = view.dossier.deals.with_row_index("id")
    d = view.debtor_of[deals[mine].to_numpy()]
    deals = deals.with_columns(d=pl.Series(d), other=pl.col(theirs), sign=pl.lit(sign))
    deals = deals.filter(pl.col("d") >= 0, pl.col("market") > 0)
    counts = view.counts(deals["d"].to_numpy(), deals["on"].to_numpy())
    tie = view.tie(deals["d"].to_numpy(), deals["other"].to_numpy())
    return (
        deals.with_columns(tie=pl.Series(tie))
        .filter(pl.Series(counts))
        .select("d", "id", "other", "sign", "tie", "on", "price", "market")
    )


def _priced(view: View, deals: pl.DataFrame, appraisal: int) -> pl.DataFrame:
    """What a deal took from the debtor (`lost`), and what of it is fair."""
    band = law.price_band(on=on(int(deals["on"].to_numpy().max())))
    paid = _paid(view, deals)
    deals = deals.join(paid, on=["d", "id"], how="left").with_columns(
        paid=pl.col("paid").fill_null(0), price=pl.col("price").fill_null(0), gift=pl.col("price").is_null()
    )
    near, sale = pl.col("tie") > 0, pl.col("sign") > 0
    unpaid = near & sale & ~pl.col("gift") & (pl.col("paid") * 2 < pl.col("price"))
    real = pl.when(unpaid).then(pl.col("paid")).otherwise(pl.col("price"))
    lost = pl.when(sale).then(pl.col("market") - real).otherwise(real - pl.col("market")).clip(lower_bound=0)
    margin = pl.when(near).then(appraisal).when(sale).then((100 - band.low) * 10).otherwise((band.high - 100) * 10)
    inside = lost * 1000 <= pl.col("market") * margin
    return deals.with_columns(lost=lost, unpaid=unpaid, fair=pl.when(inside).then(lost).otherwise(0))


def _paid(view: View, deals: pl.DataFrame) -> pl.DataFrame:
    """What the other side of a sale paid the debtor around its day."""
    near = deals.filter(pl.col("sign") > 0).select("d", "id", "other", "on")
    came = view.ins.select("d", "other", day="day", amount="amount").join(
        near.select("d", "other").unique(), on=["d", "other"], how="semi"
    )
    inside = (pl.col("day") >= pl.col("on") - _BEFORE) & (pl.col("day") <= pl.col("on") + _AFTER)
    return near.join(came, on=["d", "other"]).filter(inside).group_by("d", "id").agg(paid=pl.col("amount").sum())
