"""How facts become findings: parts to a score, explanations to what is left, evidence in its order."""

from typing import Final

import polars as pl

from duixian.analytics.clues.model import FINDING_SCHEMAS, Findings, Proof
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View

PART: Final = "part_"
WHY: Final = "why_"


def ramp(value: pl.Expr, low: int, high: int, points: int) -> pl.Expr:
    """From 0 points at `low` to all of them at `high`, in whole points; `high` may be the smaller."""
    low_, high_ = min(low, high), max(low, high)
    inside = value.cast(pl.Int64).clip(low_, high_)
    way = inside - low if high >= low else low - inside
    return (way * points // (high_ - low_)).cast(pl.Int32)


def share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Per mille of a whole, 0 of nothing."""
    return pl.when(whole > 0).then(part * 1000 // whole).otherwise(0).cast(pl.Int64)


def yes(condition: pl.Expr, points: int) -> pl.Expr:
    """All points or none."""
    return pl.when(condition).then(points).otherwise(0).cast(pl.Int32)


def findings(view: View, detector: str, thresholds: Thresholds, rows: pl.DataFrame, evidence: pl.DataFrame) -> Findings:
    """The findings of a detector, one a debtor.

    `rows`: d, gross, first_on, last_on, a column `why_x` (fen) for each explanation tried and `part_x` (points) for
    each part of the score. Explanations are taken off the gross sum in the order of their columns, none for more than
    is left. `evidence`: d, proof, id, and `at` to order by.
    """
    whys = [name for name in rows.columns if name.startswith(WHY)]
    parts = [name for name in rows.columns if name.startswith(PART)]
    if rows.is_empty():
        return Findings.none()
    left = pl.col("gross")
    held = []
    for name in whys:
        took = pl.min_horizontal(pl.col(name).fill_null(0).clip(lower_bound=0), left).cast(pl.Int64)
        held.append(took.alias(name))
        left = left - took
    judged = rows.with_columns(
        *held,
        sum=left.cast(pl.Int64),
        score=pl.sum_horizontal(pl.col(name).fill_null(0) for name in parts).cast(pl.Int32),
    )
    spoken = (
        judged.filter(pl.col("sum") >= thresholds(detector, "least"), pl.col("score") >= thresholds(detector, "score"))
        .sort("d")
        .with_row_index("finding")
        .with_columns(pl.col("finding").cast(pl.Int64), detector=pl.lit(detector))
        .join(view.debtors.select("d", "case", "person"), on="d")
        .sort("finding")
    )
    return Findings(
        rows=spoken.select(FINDING_SCHEMAS["rows"].keys()).cast(FINDING_SCHEMAS["rows"]),
        parts=_long(spoken, parts, "part", "points", PART).cast(FINDING_SCHEMAS["parts"]),
        explanations=_explained(spoken, whys),
        evidence=_evidence(spoken, evidence),
    )


def _long(spoken: pl.DataFrame, columns: list[str], name: str, value: str, prefix: str) -> pl.DataFrame:
    return (
        spoken.select("finding", *(pl.col(column).cast(pl.Int64) for column in columns))
        .unpivot(index="finding", variable_name=name, value_name=value)
        .with_columns(pl.col(name).str.strip_prefix(prefix))
        .sort("finding", maintain_order=True)
    )


def _explained(spoken: pl.DataFrame, whys: list[str]) -> pl.DataFrame:
    long = _long(spoken, whys, "explanation", "explained", WHY).join(spoken.select("finding", "gross"), on="finding")
    return (
        long.with_columns(
            share=share(pl.col("explained"), pl.col("gross")).cast(pl.Int32), held=pl.col("explained") > 0
        )
        .select(FINDING_SCHEMAS["explanations"].keys())
        .sort("finding", maintain_order=True)
        .cast(FINDING_SCHEMAS["explanations"])
    )


def _evidence(spoken: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    kept = evidence.join(spoken.select("d", "finding"), on="d").unique(["finding", "proof", "id"], maintain_order=True)
    return (
        kept.sort("finding", "at", "id")
        .with_columns(place=pl.int_range(pl.len()).over("finding").cast(pl.Int32))
        .select(FINDING_SCHEMAS["evidence"].keys())
        .cast(FINDING_SCHEMAS["evidence"])
    )


def transfers(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of transfers (d, id, at) as evidence."""
    return rows.select(
        "d", proof=pl.lit(int(Proof.TRANSFER), pl.Int8), id=pl.col("id").cast(pl.Int64), at=pl.col("at").cast(pl.Int64)
    )


def things(rows: pl.DataFrame, proof: Proof, day: str) -> pl.DataFrame:
    """Rows of another table (d, id, and a day) as evidence."""
    moment = pl.col(day).cast(pl.Int64) * 86_400_000
    return rows.select("d", proof=pl.lit(int(proof), pl.Int8), id=pl.col("id").cast(pl.Int64), at=moment)
