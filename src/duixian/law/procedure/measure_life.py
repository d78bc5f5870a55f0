"""The life of a measure against a person as a table: which act leads from which state to which, on which article.

The same moves stand in the database (`measures_move`); a test holds the two together. Articles of 民诉解释 by the text
in force since 2022-04-10.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.procedure import Move, Procedure
from duixian.law.measures.kinds import TERMED, URGENT, MeasureKind, MisconductKind
from duixian.law.measures.terms import check_counts


class MeasureState(StrEnum):
    """Where a measure stands."""

    PROPOSED = "proposed"  # 待审批
    DECLINED = "declined"  # 不予批准
    WITHDRAWN = "withdrawn"  # 已撤回
    DECIDED = "decided"  # 已决定，待实施
    URGENT = "urgent"  # 紧急先行，待补批
    IN_FORCE = "in_force"  # 实施中
    DEFERRED = "deferred"  # 暂缓实施
    ENDED = "ended"  # 实施完毕
    LIFTED = "lifted"  # 已解除
    REVOKED = "revoked"  # 已撤销


class MeasureAct(StrEnum):
    """What may be done with a measure."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CARRY_OUT = "carry_out"
    RENEW = "renew"
    DEFER = "defer"
    TAKE_UP = "take_up"
    FINISH = "finish"
    LAPSE = "lapse"
    LIFT = "lift"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What the table needs to know. `fit`: what the medical check of the minute `checked` said, None before it;
    `taken_in`: the minute of custody; `check_hours`: how old the check may be then; `outcome_recorded`: what was done
    is on record (times, money, papers); `misconduct`: what a measure answers."""

    kind: MeasureKind
    misconduct: MisconductKind | None = None
    fit: bool | None = None
    checked: datetime | None = None
    taken_in: datetime | None = None
    check_hours: int = 0
    outcome_recorded: bool = False
    reason: str = ""


def _fit_for_custody(facts: MeasureFacts) -> Fault | None:
    if facts.kind is not MeasureKind.DETAIN:
        return None
    if facts.fit:
        return _checked_lately(facts)
    if facts.fit is None:
        return Fault("measure.no_check", "尚未体检，不能送拘", "先体检并登记结果", field="体检")
    return Fault(
        "measure.unfit",
        "体检不宜拘留，不能送拘",
        "暂缓执行，或呈请撤销拘留决定、改用罚款等其他措施",
        field="体检",
    )


def _checked_lately(facts: MeasureFacts) -> Fault | None:
    """A check says what somebody's health was at its minute: one of last month lets nobody be taken in today."""
    if facts.checked is None or facts.taken_in is None:
        return Fault("measure.no_check", "尚未体检，不能送拘", "先体检并登记结果", field="体检")
    if check_counts(checked=facts.checked, taken_in=facts.taken_in, hours=facts.check_hours):
        return None
    return Fault(
        "measure.check_old",
        "体检不是在送拘前 {hours} 小时以内作出的",
        "重新体检并登记结果后再送拘",
        field="体检",
        value=facts.checked.isoformat(timespec="minutes"),
        data={"hours": facts.check_hours},
    )


def _outcome(facts: MeasureFacts) -> Fault | None:
    if facts.outcome_recorded:
        return None
    return Fault("measure.no_record", "尚未登记实施情况，不能办结", "请先登记时间、人员和结果", field="实施记录")


def _termed(facts: MeasureFacts) -> Fault | None:
    if facts.kind in TERMED:
        return None
    return Fault("measure.no_term", "该措施不按期限延续", "拘留、拘传不得延长；确有新的行为的，另行决定", field="措施")


def _custody(facts: MeasureFacts) -> Fault | None:
    if facts.kind in (MeasureKind.DETAIN, MeasureKind.COMPEL):
        return None
    return Fault("measure.not_deferrable", "只有拘传、拘留可以因身体原因暂缓", "请核对措施", field="措施")


def _reason(facts: MeasureFacts) -> Fault | None:
    return None if facts.reason.strip() else Fault("measure.reason", "须写明事由", "请填写事由和依据", field="事由")


def urgent_ground(facts: MeasureFacts) -> Fault | None:
    """Whether a detention may go before the signature: force or threats against the officers, and nothing less."""
    if facts.kind is MeasureKind.DETAIN and facts.misconduct in URGENT:
        return None
    return Fault(
        "measure.not_urgent",
        "只有以暴力、威胁等方法抗拒执行公务的紧急情况，才可先行拘留",
        "请按一般程序呈批（民诉解释第一百八十一条）",
        field="紧急情况",
    )


_S, _A = MeasureState, MeasureAct
_SIGNED = "民事诉讼法（2023）第一百一十九条"
_URGENT = "民诉法解释（2022）第一百八十一条"
_EARLY = "民诉法解释（2022）第一百八十二条"
_HANDED = "民诉法解释（2022）第一百七十八条"
_UNFIT = "民诉法解释（2022）第一百七十八条（送交看管；不宜收拘的不送）"
_REVIEW = "民诉法解释（2022）第一百八十五条"
_LIFT = "关于适用民事诉讼法执行程序若干问题的解释（2020修正）第二十五条"
_TERM = "限制外国人入境、中国公民出境通报备案规定第六条"

MEASURE_LIFE: Procedure[MeasureFacts] = Procedure(
    Move(_S.PROPOSED, _A.APPROVE, _S.DECIDED, _SIGNED),
    Move(_S.PROPOSED, _A.DECLINE, _S.DECLINED, _SIGNED),
    Move(_S.PROPOSED, _A.WITHDRAW, _S.WITHDRAWN, _SIGNED),
    Move(_S.PROPOSED, _A.CARRY_OUT, _S.URGENT, _URGENT, (urgent_ground, _fit_for_custody)),
    Move(_S.URGENT, _A.APPROVE, _S.IN_FORCE, _URGENT),
    Move(_S.URGENT, _A.DECLINE, _S.LIFTED, _URGENT),
    Move(_S.DECIDED, _A.CARRY_OUT, _S.IN_FORCE, _HANDED, (_fit_for_custody,)),
    Move(_S.DECIDED, _A.DEFER, _S.DEFERRED, _UNFIT, (_custody, _reason)),
    Move(_S.DECIDED, _A.REVOKE, _S.REVOKED, _REVIEW, (_reason,)),
    Move(_S.DECIDED, _A.LIFT, _S.LIFTED, _LIFT, (_reason,)),
    Move(_S.DEFERRED, _A.TAKE_UP, _S.DECIDED, _UNFIT, (_reason,)),
    Move(_S.DEFERRED, _A.REVOKE, _S.REVOKED, _UNFIT, (_reason,)),
    Move(_S.DEFERRED, _A.LIFT, _S.LIFTED, _LIFT, (_reason,)),
    Move(_S.IN_FORCE, _A.RENEW, _S.IN_FORCE, _TERM, (_termed, _reason)),
    Move(_S.IN_FORCE, _A.FINISH, _S.ENDED, _SIGNED, (_outcome,)),
    Move(_S.IN_FORCE, _A.LAPSE, _S.ENDED, _TERM, (_termed,)),
    Move(_S.IN_FORCE, _A.LIFT, _S.LIFTED, _EARLY, (_reason,)),
    Move(_S.IN_FORCE, _A.REVOKE, _S.REVOKED, _REVIEW, (_reason,)),
    Move(_S.ENDED, _A.REVOKE, _S.REVOKED, _REVIEW, (_reason,)),
    start=_S.PROPOSED,
)
