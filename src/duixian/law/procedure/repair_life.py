"""The life of a credit commitment, as a table: a promise for which a listing is suspended (信用承诺)."""

from enum import StrEnum

from duixian.base.procedure import Move, Procedure


class State(StrEnum):
    """Where a commitment stands."""

    APPLIED = "applied"
    REFUSED = "refused"
    RUNNING = "running"
    KEPT = "kept"
    BROKEN = "broken"
    ENDED = "ended"  # the listing ended for another reason


class Act(StrEnum):
    """What may be done to it."""

    REFUSE = "refuse"
    GRANT = "grant"
    KEEP = "keep"
    BREAK = "break"
    END = "end"


_BASIS = "《失信被执行人名单规定》第二条第二款；法发〔2019〕35号第十五条、第十六条（信用承诺，各地做法）"

REPAIR_LIFE: Procedure[None] = Procedure(
    Move(State.APPLIED, Act.REFUSE, State.REFUSED, _BASIS),
    Move(State.APPLIED, Act.GRANT, State.RUNNING, _BASIS),
    Move(State.APPLIED, Act.END, State.ENDED, _BASIS),
    Move(State.RUNNING, Act.KEEP, State.KEPT, _BASIS),
    Move(State.RUNNING, Act.BREAK, State.BROKEN, _BASIS),
    Move(State.RUNNING, Act.END, State.ENDED, _BASIS),
    start=State.APPLIED,
)
