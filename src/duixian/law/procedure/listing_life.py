"""The life of a decision on one of the two lists, as a table. The same moves stand in the database (`lists_move`)."""

from enum import StrEnum

from duixian.base.procedure import Move, Procedure


class State(StrEnum):
    """Where a decision stands."""

    PROPOSED = "proposed"  # 呈批
    DECLINED = "declined"
    GRACE = "grace"  # 宽限期: decided, not yet published
    SPARED = "spared"  # performed within the grace: never published
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"  # off the list for a credit commitment
    LIFTED = "lifted"
    EXPIRED = "expired"
    REVOKED = "revoked"  # should never have been


class Act(StrEnum):
    """What may be done to it."""

    DECLINE = "decline"
    GIVE_GRACE = "give_grace"
    SPARE = "spare"
    PUBLISH = "publish"
    SUSPEND = "suspend"
    RELAPSE = "relapse"
    LIFT = "lift"
    EXPIRE = "expire"
    REVOKE = "revoke"


PUBLISHED = frozenset({State.IN_FORCE})
"""States in which the entry stands on its list."""

OPEN = frozenset({State.PROPOSED, State.GRACE, State.IN_FORCE, State.SUSPENDED})
"""States in which there is one such decision of a person in a case; another is refused."""

_SIGN = "《失信被执行人名单规定》第五条；《限制消费规定》第五条"
_GRACE = "法发〔2019〕35号第十五条"
_LIFT = "《失信被执行人名单规定》第十条；《限制消费规定》第九条"
_TERM = "《失信被执行人名单规定》第二条、第十条第二款"
_WRONG = "《失信被执行人名单规定》第九条"
_REPAIR = "《失信被执行人名单规定》第二条第二款（信用承诺、信用修复）"

LISTING_LIFE: Procedure[None] = Procedure(
    Move(State.PROPOSED, Act.DECLINE, State.DECLINED, _SIGN),
    Move(State.PROPOSED, Act.GIVE_GRACE, State.GRACE, _GRACE),
    Move(State.PROPOSED, Act.PUBLISH, State.IN_FORCE, _SIGN),
    Move(State.GRACE, Act.PUBLISH, State.IN_FORCE, _GRACE),
    Move(State.GRACE, Act.SPARE, State.SPARED, _GRACE),
    Move(State.GRACE, Act.REVOKE, State.REVOKED, _WRONG),
    Move(State.IN_FORCE, Act.SUSPEND, State.SUSPENDED, _REPAIR),
    Move(State.IN_FORCE, Act.LIFT, State.LIFTED, _LIFT),
    Move(State.IN_FORCE, Act.EXPIRE, State.EXPIRED, _TERM),
    Move(State.IN_FORCE, Act.REVOKE, State.REVOKED, _WRONG),
    Move(State.SUSPENDED, Act.RELAPSE, State.IN_FORCE, _REPAIR),
    Move(State.SUSPENDED, Act.LIFT, State.LIFTED, _LIFT),
    Move(State.SUSPENDED, Act.EXPIRE, State.EXPIRED, _TERM),
    Move(State.SUSPENDED, Act.REVOKE, State.REVOKED, _WRONG),
    start=State.PROPOSED,
)
