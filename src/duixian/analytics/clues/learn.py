"""What confirmed and dismissed findings teach the thresholds of a court: in small steps, visibly, and to be undone.

Only the thresholds of `thresholds.LIMITS` can be taught, within their bounds. The relevant time, the cost of living and
the price band are the law's: a finding dismissed for one of them teaches nothing and is counted as a mistake of ours.
"""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from duixian.analytics.clues.thresholds import Thresholds, limit
from duixian.base.faults import BadInput, Fault
from duixian.base.money import display

JUDGED: Final = {
    "detector": pl.String(),
    "score": pl.Int32(),
    "sum": pl.Int64(),
    "confirmed": pl.Boolean(),
    "reason": pl.String(),
}
"""Findings that somebody studied; `reason`: an explanation's id, or words."""

LEGAL: Final = frozenset({"living", "relevant_time"})
"""Reasons that say a protection of the law was overlooked."""

ENOUGH: Final = 20
"""Studied findings of one detector from which on there is anything to learn."""
DISMISSED_MOST: Final = 300
"""Per mille of the findings that may turn out innocent before a detector is to speak less."""
DISMISSED_FEW: Final = 50
KEPT: Final = 950
"""Per mille of the confirmed findings that every lesson must keep."""
STEP: Final = 50
"""Points of the score by which one lesson moves at most."""


@dataclass(frozen=True, slots=True)
class Change:
    """One threshold moved, and on what ground. `because` is a sentence with its figures."""

    detector: str
    name: str
    before: int
    after: int
    because: Fault


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a set of studied findings taught. `mistakes`: findings dismissed for a protection of the law."""

    before: Thresholds
    after: Thresholds
    changes: tuple[Change, ...]
    mistakes: int

    def undone(self, current: Thresholds) -> Thresholds:
        """The thresholds with this lesson taken back. Raises `BadInput` (`clues.lesson`) where one was changed
        since."""
        for change in self.changes:
            if current(change.detector, change.name) != change.after:
                raise BadInput(
                    Fault(
                        "clues.lesson",
                        "该阈值此后又有调整，不能直接撤回",
                        "请先撤回其后的调整，或直接填写新值",
                        field=f"{change.detector}.{change.name}",
                        value=str(current(change.detector, change.name)),
                    )
                )
            current = current.changed(change.detector, change.name, change.before)
        return current


def learn(thresholds: Thresholds, judged: pl.DataFrame) -> Lesson:
    """The lesson of studied findings (`JUDGED`): each detector at most one step, the score before the sum."""
    mistakes = judged.filter(~pl.col("confirmed"), pl.col("reason").is_in(list(LEGAL)))
    taught = judged.filter(pl.col("confirmed") | ~pl.col("reason").is_in(list(LEGAL)))
    changes = []
    for (detector,), rows in sorted(taught.group_by("detector"), key=lambda group: str(group[0][0])):
        change = _score(thresholds, str(detector), rows) or _least(thresholds, str(detector), rows)
        if change is not None:
            changes.append(change)
    after = thresholds
    for change in changes:
        after = after.changed(change.detector, change.name, change.after)
    return Lesson(thresholds, after, tuple(changes), len(mistakes))


def _dismissed(rows: pl.DataFrame) -> int:
    """Per mille of the findings that were dismissed."""
    return int((~rows["confirmed"]).sum()) * 1000 // max(len(rows), 1)


def _score(thresholds: Thresholds, detector: str, rows: pl.DataFrame) -> Change | None:
    """Too many dismissed: the lowest score at which they are few and the confirmed stay. Hardly any: a little lower."""
    if len(rows) < ENOUGH:
        return None
    now, bounds = thresholds(detector, "score"), limit(detector, "score")
    if _dismissed(rows) > DISMISSED_MOST:
        confirmed = rows.filter("confirmed")
        for cut in range(now + 10, min(now + STEP, bounds.high) + 1, 10):
            kept = int((confirmed["score"] >= cut).sum())
            if kept * 1000 < len(confirmed) * KEPT:
                break
            above = rows.filter(pl.col("score") >= cut)
            better, furthest = _dismissed(above) < _dismissed(rows), cut == min(now + STEP, bounds.high)
            if better and (_dismissed(above) <= DISMISSED_MOST or furthest):
                return Change(detector, "score", now, cut, _because_raised(rows, above))
    if _dismissed(rows) <= DISMISSED_FEW and now > max(bounds.low, bounds.default):
        after = max(now - STEP // 2, bounds.low, bounds.default)
        return Change(detector, "score", now, after, _because_lowered(rows))
    return None


def _least(thresholds: Thresholds, detector: str, rows: pl.DataFrame) -> Change | None:
    """Dismissed as trifles: the smallest sum rises by a quarter, never above the smallest that was confirmed."""
    small = rows.filter(~pl.col("confirmed"), pl.col("reason") == "small")
    if len(rows) < ENOUGH or len(small) * 1000 <= len(rows) * DISMISSED_MOST:
        return None
    now, bounds = thresholds(detector, "least"), limit(detector, "least")
    confirmed: Any = rows.filter("confirmed")["sum"].min()
    after = min(now * 5 // 4, bounds.high, int(confirmed) if confirmed is not None else bounds.high)
    if after <= now:
        return None
    data = {"studied": len(rows), "small": len(small), "sum": display(after)}
    because = Fault(
        "clues.taught.least", "已研判 {studied} 条，其中 {small} 条以金额过小排除；起点调至 {sum}", data=data
    )
    return Change(detector, "least", now, after, because)


def _because_raised(rows: pl.DataFrame, above: pl.DataFrame) -> Fault:
    data = {
        "studied": len(rows),
        "dismissed": int((~rows["confirmed"]).sum()),
        "left": int((~above["confirmed"]).sum()),
        "confirmed": int(above["confirmed"].sum()),
    }
    return Fault(
        "clues.taught.score",
        "已研判 {studied} 条，排除 {dismissed} 条；按新阈值仅余 {left} 条被排除的，{confirmed} 条属实的仍会提示",
        data=data,
    )


def _because_lowered(rows: pl.DataFrame) -> Fault:
    data = {"studied": len(rows), "dismissed": int((~rows["confirmed"]).sum())}
    return Fault("clues.taught.lower", "已研判 {studied} 条，仅排除 {dismissed} 条；阈值向默认值回调", data=data)
