"""A finding in the words an officer reads: what was seen, what was explained, what is asked. Never what it proves."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from duixian.analytics.clues.explanations import EXPLANATIONS
from duixian.analytics.clues.model import Findings
from duixian.analytics.clues.view import on
from duixian.base.faults import Fault
from duixian.base.money import display
from duixian.law.clues import kinds

ASKED = Fault("clues.asked", "以上为待研判的线索，不是结论；请核对证据，听取被执行人的说明后再作判断")


def headline(row: Mapping[str, Any]) -> Fault:
    """One sentence for a row of `Findings.rows`."""
    kind = kinds()[row["detector"]]
    data = {
        "title": kind.title,
        "first": on(row["first_on"]).isoformat(),
        "last": on(row["last_on"]).isoformat(),
        "gross": display(row["gross"]),
        "sum": display(row["sum"]),
        "basis": str(kind.citation),
    }
    return Fault(
        "clues.headline",
        "{title}：{first} 至 {last} 涉及 {gross}，其中 {sum} 未找到合理解释（{basis}）",
        data=data,
    )


def tried(findings: Findings, finding: int) -> list[Fault]:
    """What was tried to explain it, each with the sum it took away: those that held first."""
    rows = findings.explanations.filter(pl.col("finding") == finding).sort("held", descending=True, maintain_order=True)
    return [_explained(row) for row in rows.iter_rows(named=True)]


def _explained(row: Mapping[str, Any]) -> Fault:
    known = EXPLANATIONS[row["explanation"]]
    data = {
        "title": known.title,
        "when": known.held_when,
        "sum": display(row["explained"]),
        "share": row["share"] // 10,
    }
    if row["held"]:
        return Fault("clues.explained", "{title}：成立，扣除 {sum}（{share}%）；{when}", data=data)
    return Fault("clues.unexplained", "{title}：已核查，现有材料中未见；成立条件：{when}", data=data)
