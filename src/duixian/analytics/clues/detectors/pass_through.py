"""Large sums that are gone within hours or days of their arrival, to somebody with whom there had been no dealings.

立法解释 (2002): hiding, transferring. A trader's money is gone as fast: who paid or was paid before the suit as well,
or a sum such as passed through then, is ordinary trade.
"""

import numpy as np
import polars as pl

from duixian.analytics.clues import kernels
from duixian.analytics.clues.judging import findings, ramp, share, transfers, yes
from duixian.analytics.clues.model import Findings, PaperKind, Trade
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View
from duixian.analytics.clues.within import medical_by, paper_between

NAME = "pass_through"
_PIECE = 500_000
"""Sums below this, fen, pass through every household."""
_WHYS = ("performance", "secured", "school", "medical", "labour", "loan", "rent", "maintenance", "custom", "trade")
_ALIKE = 4
"""Whoever got a quarter of the sum before the suit was dealt with before."""
_REGULAR = 4
"""Payments over two months that make somebody a supplier."""
_HOUR_MS = 3_600_000
_REACH_MS = 7 * 24 * _HOUR_MS
_KEEP = 940
"""How long others may keep it, and what of it, per mille, they pass on at least."""


def find(view: View, thresholds: Thresholds) -> Findings:
    """One finding a debtor."""
    pairs = _pairs(view, thresholds(NAME, "hours"))
    usual = pairs.filter(~pl.col("counts")).group_by("d").agg(usual=pl.col("took").max())
    pairs = pairs.filter(pl.col("counts")).join(usual, on="d", how="left", maintain_order="left")
    if pairs.is_empty():
        return Findings.none()
    pairs = _explained(view, pairs)
    paths = _onward(view, pairs)
    pairs = pairs.join(paths.select("d", "id", home=pl.lit(True)).unique(), on=["d", "id"], how="left")
    pairs = pairs.with_columns(pl.col("home").fill_null(pl.col("tie") > 0))
    open_ = pl.col("why").is_null()
    case = pairs.group_by("d").agg(
        *(pl.col("took").filter(pl.col("why") == why).sum().alias(f"why_{why}") for why in _WHYS),
        gross=pl.col("took").sum(),
        first_on=pl.col("came_day").min(),
        last_on=pl.col("day").max(),
        open=pl.col("took").filter(open_).sum(),
        near=pl.col("took").filter(open_ & pl.col("home")).sum(),
        person=pl.col("took").filter(open_ & pl.col("natural")).sum(),
        hours=((pl.col("at") - pl.col("came_at")) // _HOUR_MS).filter(open_).min(),
        brought=pl.col("brought").filter(open_).max(),
    )
    rows = case.with_columns(
        part_passed=ramp(share(pl.col("open"), pl.col("brought")), 300, 800, 300),
        part_speed=ramp(pl.col("hours").fill_null(999), 72, 8, 100),
        part_new=yes(pl.col("open") > 0, 150),
        part_people=ramp(share(pl.col("person"), pl.col("open")), 300, 900, 150),
        part_near=ramp(share(pl.col("near"), pl.col("open")), 100, 600, 150),
        part_size=ramp(pl.col("open"), 2_000_000, 10_000_000, 150),
    ).drop("open", "near", "person", "hours", "brought")
    shown = pairs.filter(open_)
    came = shown.select("d", id="came_id", at="came_at")
    steps = paths.select("d", id="step", at="step_at")
    evidence = pl.concat([transfers(shown), transfers(came), transfers(steps)])
    return findings(view, NAME, thresholds, rows, evidence)


def _onward(view: View, pairs: pl.DataFrame) -> pl.DataFrame:
    """Where sums that went to strangers led home by way of others: d, id (of the first payment), step, step_at."""
    first = pairs.filter(pl.col("why").is_null(), pl.col("tie") == 0).select("d", "id").unique(maintain_order=True)
    starts, order = view.follow
    column = view.dossier.array
    paths = kernels.chains(
        first["id"].to_numpy(), first["d"].to_numpy(), view.debtor("person"), view.kin_keys[0], len(view.near), order,
        starts, column("transfers", "target"), column("transfers", "at"), column("transfers", "amount"),
        view.dossier.owner, _REACH_MS, _KEEP, kernels.MOST_HOPS,
    )  # fmt: skip
    found = first.with_columns(pl.Series("path", paths)).filter(pl.col("path").arr.get(0) >= 0)
    steps = found.select("d", "id", step=pl.col("path").arr.to_list()).explode("step").filter(pl.col("step") >= 0)
    return steps.with_columns(step_at=pl.Series(column("transfers", "at")[steps["step"].to_numpy()], dtype=pl.Int64))


def _pairs(view: View, hours: int) -> pl.DataFrame:
    """Outgoing sums and the incoming ones they were made of."""
    ins = view.ins.filter(pl.col("amount") >= _PIECE)
    outs = view.outs.filter(pl.col("amount") >= _PIECE // 10)
    both = [np.concatenate([ins[name].to_numpy(), outs[name].to_numpy()]) for name in ("d", "id", "at", "amount")]
    d, ids, at, amount = both
    order = np.argsort(d.astype(np.int64) << 40 | ids)  # a row's id is its place in time
    comes = order < len(ins)
    went, came, took = kernels.matched(d[order], at[order], amount[order], comes, hours * _HOUR_MS)
    columns = ("d", "id", "other", "at", "day", "tie", "natural", "trade", "counts")
    out: pl.DataFrame = outs.select(columns)[order[went] - len(ins)]
    source = ins.select("id", "at", "day", "other", "amount")[order[came]]
    return out.with_columns(
        took=pl.Series(took),
        came_id=source["id"],
        came_at=source["at"],
        came_day=source["day"],
        payer=source["other"],
        brought=source["amount"],
    )


def _explained(view: View, pairs: pl.DataFrame) -> pl.DataFrame:
    """Each pair with the first explanation that holds for it (`why`), null where none does."""
    often = (pl.col("times") >= _REGULAR) & (pl.col("last") - pl.col("first") >= 60)
    paid = view.paid.select("d", "other", "before", "monthly", regular=often)
    payer = view.paid_by_before.select("d", payer="other", steady="known")
    boss = pl.Series("boss", view.debtor("person")[pairs["d"].to_numpy()])
    papers = {
        why: paper_between(view, kind, boss, pairs["other"])
        for why, kind in (
            ("labour", PaperKind.LABOUR),
            ("loan", PaperKind.LOAN),
            ("rent", PaperKind.LEASE),
            ("maintenance", PaperKind.MAINTENANCE),
        )
    }
    pairs = (
        pairs.with_columns(**papers, person=pl.col("other"), first_on=pl.col("day"), last_on=pl.col("day"))
        .join(paid, on=["d", "other"], how="left")
        .join(payer, on=["d", "payer"], how="left")
    )
    pairs = medical_by(view, pairs)
    stranger = pl.col("tie") == 0
    holds = {
        "performance": pl.col("trade") == Trade.COURT,
        "secured": pl.col("trade") == Trade.BANK,
        "school": pl.col("trade") == Trade.SCHOOL,
        "medical": (pl.col("trade") == Trade.HOSPITAL)
        | (pl.col("natural") & (pl.col("medical") * 2 >= pl.col("took"))),
        **{why: pl.col(why) for why in papers},
        "custom": ~stranger & (pl.col("took") <= pl.col("monthly").fill_null(0) * 2),
        "trade": (stranger & (pl.col("before").fill_null(0) * _ALIKE >= pl.col("took")))
        | (pl.col("steady").fill_null(0) >= 2)
        | (stranger & pl.col("regular").fill_null(False))
        | (pl.col("took") * 2 <= pl.col("usual").fill_null(0) * 3),
    }
    why = pl.coalesce(pl.when(held).then(pl.lit(name)) for name, held in holds.items())
    return pairs.with_columns(why=why).filter(~pl.col("trade").is_in([int(Trade.SHOP), int(Trade.UTILITY)]))
