"""When a measure loses its ground and ends without anybody asking (执行程序解释 25; 民诉解释 182, 183)."""

from dataclasses import dataclass

from duixian.law.measures.kinds import MeasureKind


@dataclass(frozen=True, slots=True)
class Grounds:
    """How the debt stands: `paid`, all the title orders is performed; `closed`, the case is over."""

    paid: bool = False
    closed: bool = False


def reason_to_lift(kind: MeasureKind, grounds: Grounds) -> str:
    """Why a measure of this kind has lost its ground, empty while it has one.

    A fine stays due, for it answers what was done; detention is lifted early by the president's decision alone, which
    this does not take for him; what secures performance falls with the debt.
    """
    if kind in (MeasureKind.DETAIN, MeasureKind.FINE):
        return ""
    if grounds.paid:
        return "债务已全部履行"
    return "案件已经结案" if grounds.closed else ""
