"""The life of a single task one court asks of another (事项委托), as two tables: who asks, who does it.

No case is filed for it at the court that helps (委托执行规定 2 第二款); it goes through the platform (第四条第二款).
The days to accept and to finish stand in no article that was read: they are settings, status X.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.procedure import Move, Procedure
from duixian.law.procedure.objection_life import has_reason


class TaskKind(StrEnum):
    """What may be asked for."""

    QUERY = "query"  # 查询
    FREEZE = "freeze"
    SEAL = "seal"
    RENEW = "renew"
    RELEASE = "release"
    DEDUCT = "deduct"
    INVESTIGATE = "investigate"  # 现场调查
    SERVE = "serve"  # 送达
    HAND_OVER = "hand_over"  # 移交财产、证照
    ASSIST_ON_SITE = "assist_on_site"  # 协助现场执行


TASK_WORDS = {
    TaskKind.QUERY: "查询财产",
    TaskKind.FREEZE: "冻结",
    TaskKind.SEAL: "查封、扣押",
    TaskKind.RENEW: "续行控制",
    TaskKind.RELEASE: "解除控制",
    TaskKind.DEDUCT: "扣划",
    TaskKind.INVESTIGATE: "现场调查",
    TaskKind.SERVE: "送达文书",
    TaskKind.HAND_OVER: "移交财产、证照",
    TaskKind.ASSIST_ON_SITE: "协助现场执行",
}

RULING_NEEDED = frozenset({TaskKind.FREEZE, TaskKind.SEAL, TaskKind.RENEW, TaskKind.RELEASE, TaskKind.DEDUCT})
"""Tasks that touch property: the ruling of the court that asks goes with the letter."""


class TaskState(StrEnum):
    """Where a task stands; the same words on both sides."""

    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class TaskAct(StrEnum):
    """What may be done about a task."""

    NOTE_ACCEPTED = "note_accepted"
    NOTE_DONE = "note_done"
    NOTE_RETURNED = "note_returned"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    FINISH = "finish"
    RETURN = "return"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the tables need to know on `on`. `result`: what was done, in words; `reason`: why it is returned or
    withdrawn."""

    on: date
    result: str = ""
    reason: str = ""


def _has_result(facts: TaskFacts) -> Fault | None:
    return None if facts.result.strip() else Fault("task.result", "须写明办理结果", "请填写结果", field="办理结果")


_S, _A = TaskState, TaskAct
_TASK = "《委托执行规定》第二条第二款、第四条第二款"

TASK_ASKED: Procedure[TaskFacts] = Procedure(
    Move(_S.SENT, _A.NOTE_ACCEPTED, _S.ACCEPTED, _TASK),
    Move(_S.SENT, _A.NOTE_RETURNED, _S.RETURNED, _TASK),
    Move(_S.SENT, _A.WITHDRAW, _S.WITHDRAWN, _TASK, (has_reason,)),
    Move(_S.ACCEPTED, _A.NOTE_DONE, _S.DONE, _TASK),
    Move(_S.ACCEPTED, _A.NOTE_RETURNED, _S.RETURNED, _TASK),
    Move(_S.ACCEPTED, _A.WITHDRAW, _S.WITHDRAWN, _TASK, (has_reason,)),
    start=_S.SENT,
)

TASK_GIVEN: Procedure[TaskFacts] = Procedure(
    Move(_S.RECEIVED, _A.ACCEPT, _S.ACCEPTED, _TASK),
    Move(_S.RECEIVED, _A.RETURN, _S.RETURNED, _TASK, (has_reason,)),
    Move(_S.RECEIVED, _A.RECALL, _S.WITHDRAWN, _TASK),
    Move(_S.ACCEPTED, _A.FINISH, _S.DONE, _TASK, (_has_result,)),
    Move(_S.ACCEPTED, _A.RETURN, _S.RETURNED, _TASK, (has_reason,)),
    Move(_S.ACCEPTED, _A.RECALL, _S.WITHDRAWN, _TASK),
    start=_S.RECEIVED,
)
