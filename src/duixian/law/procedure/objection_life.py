"""The lives of an objection to an act of enforcement, of its review by the court above, and of supervision, as tables.

An objection (执异) is one person's complaint about one act (民诉法 236); the review (执复) is the upper court's own
matter; supervision (执监) is what an upper court does about a case that lies idle (民诉法 237). Articles of
《执行程序解释》 and 《异议复议规定》 are numbered as in the texts in force since 2021-01-01.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from duixian.base.faults import Fault
from duixian.base.procedure import Move, Procedure


class ObjectionKind(StrEnum):
    """What an objection is about."""

    ACT = "act"  # 执行行为 (民诉法 236)
    JURISDICTION = "jurisdiction"  # 管辖 (执行程序解释 3)
    CLOSING = "closing"  # 终结执行 (法释〔2016〕3号)
    EXTINCTION = "extinction"  # 债务消灭等实体事由 (异议复议规定 7 第二款)


class ObjectionOutcome(StrEnum):
    """What a ruling on an objection says (异议复议规定 2, 17)."""

    DISMISSED = "dismissed"  # 驳回异议
    REVOKED = "revoked"  # 撤销执行行为
    CHANGED = "changed"  # 变更执行行为
    UPHELD = "upheld"  # 异议成立，行为无可撤销、变更的内容
    INADMISSIBLE = "inadmissible"  # 立案后发现不符合受理条件，驳回申请


UNDOING = frozenset({ObjectionOutcome.REVOKED, ObjectionOutcome.CHANGED})
"""Outcomes after which somebody has to undo or change what was done."""


class ObjectionState(StrEnum):
    """Where an objection stands."""

    RECEIVED = "received"
    NOT_ADMITTED = "not_admitted"  # 不予受理
    FILED = "filed"
    RULED = "ruled"
    SERVED = "served"  # the days to apply for review run
    UNDER_REVIEW = "under_review"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class ObjectionAct(StrEnum):
    """What may be done about an objection."""

    ADMIT = "admit"
    REFUSE = "refuse"
    RULE = "rule"
    SERVE = "serve"
    APPLY_REVIEW = "apply_review"
    CLOSE = "close"
    REVIEWED = "reviewed"
    SENT_BACK = "sent_back"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """What the table needs to know on `on`.

    `barred`: who may not sit on the panel: who handles the case, who did the act, who sat the first time. `until`: the
    last day to object, or to apply for review. `ended_on`: the day the procedure ended. `same_before`: the same person
    objected to the same act before and withdrew or lost.
    """

    on: date
    kind: ObjectionKind = ObjectionKind.ACT
    act: str = ""
    until: date | None = None
    ended_on: date | None = None
    same_before: bool = False
    panel: Collection[int] = ()
    barred: Collection[int] = ()
    needs_hearing: bool = False
    heard_on: date | None = None
    outcome: ObjectionOutcome | None = None
    reason: str = ""
    sent_back_before: bool = False


class _Reasoned(Protocol):
    @property
    def reason(self) -> str: ...


class _Panelled(Protocol):
    @property
    def panel(self) -> Collection[int]: ...

    @property
    def barred(self) -> Collection[int]: ...


def has_reason(facts: _Reasoned) -> Fault | None:
    """An act that decides says why."""
    if facts.reason.strip():
        return None
    return Fault("proceeding.reason", "须写明理由和依据", "请填写裁定的理由", field="理由")


def lawful_panel(facts: _Panelled) -> Fault | None:
    """A panel of an odd number, three at least, none of whom handled what is looked into (异议复议规定 11)."""
    if any(member in facts.barred for member in facts.panel):
        return Fault(
            "proceeding.panel_barred",
            "办理该案执行实施或者作出原裁定的人员不得参与审查（《异议复议规定》第十一条）",
            "请另行组成合议庭",
            field="合议庭",
        )
    if len(set(facts.panel)) == len(facts.panel) >= 3 and len(facts.panel) % 2:
        return None
    return Fault(
        "proceeding.panel",
        "应由三名以上单数的人员组成合议庭，现为 {count} 名",
        "请指定合议庭成员（《异议复议规定》第十一条）",
        field="合议庭",
        data={"count": len(set(facts.panel))},
    )


def _names_act(facts: ObjectionFacts) -> Fault | None:
    if facts.act.strip():
        return None
    return Fault("objection.no_act", "未写明异议指向的执行行为", "请写明哪一份文书、哪一项措施", field="执行行为")


def _in_time(facts: ObjectionFacts) -> Fault | None:
    if facts.until is None or facts.on <= facts.until:
        return None
    return Fault(
        "objection.late",
        "提出的期限已于 {day} 届满",
        "逾期提出的，不予受理",
        field="提出日期",
        value=facts.on.isoformat(),
        data={"day": facts.until.isoformat()},
    )


def _before_the_end(facts: ObjectionFacts) -> Fault | None:
    if facts.ended_on is None or facts.kind is ObjectionKind.CLOSING or facts.on <= facts.ended_on:
        return None
    return Fault(
        "objection.ended",
        "执行程序已于 {day} 终结，不能再对执行行为提出异议（《异议复议规定》第六条）",
        "对终结执行本身不服的，自收到文书之日起六十日内提出",
        field="提出日期",
        value=facts.on.isoformat(),
        data={"day": facts.ended_on.isoformat()},
    )


def _once(facts: ObjectionFacts) -> Fault | None:
    if not facts.same_before:
        return None
    return Fault(
        "objection.again",
        "同一人已对该执行行为提出过异议（《异议复议规定》第十五条）",
        "全部事由应在一次异议中提出，再次提出的不予受理",
        field="执行行为",
    )


def _heard(facts: ObjectionFacts) -> Fault | None:
    if not facts.needs_hearing or facts.heard_on is not None:
        return None
    return Fault("objection.not_heard", "案情复杂、争议较大的，应当听证", "请先记录听证", field="听证")


def _outcome(facts: ObjectionFacts) -> Fault | None:
    return None if facts.outcome else Fault("objection.no_outcome", "未写明裁定结果", "请选择结果", field="结果")


def _review_in_time(facts: ObjectionFacts) -> Fault | None:
    if facts.until is not None and facts.on <= facts.until:
        return None
    return Fault(
        "objection.review_late",
        "不在裁定送达后的申请复议期内",
        "请核对送达日期；逾期的，裁定已生效",
        field="申请日期",
        value=facts.on.isoformat(),
    )


def _review_time_over(facts: ObjectionFacts) -> Fault | None:
    if facts.until is not None and facts.on > facts.until:
        return None
    return Fault("objection.review_open", "申请复议的期限尚未届满", "期满无人申请的，裁定生效", field="期限")


def _back_once(facts: ObjectionFacts) -> Fault | None:
    if not facts.sent_back_before:
        return None
    return Fault(
        "objection.back_twice",
        "该异议已发回重新审查过一次，不得再次发回（《异议复议规定》第二十三条）",
        "请查清事实后直接作出裁定",
        field="结果",
    )


_O, _A = ObjectionState, ObjectionAct
_TAKE = "《民事诉讼法》第二百三十六条；《异议复议规定》第二条"
_RULE = "《民事诉讼法》第二百三十六条；《异议复议规定》第十七条"
_REVIEW = "《民事诉讼法》第二百三十六条；《异议复议规定》第十六条"
_REVIEWED = "《异议复议规定》第二十三条"
_BACK = "《异议复议规定》第十三条"
_ADMISSIBLE = (_names_act, _in_time, _before_the_end, _once)

OBJECTION_LIFE: Procedure[ObjectionFacts] = Procedure(
    Move(_O.RECEIVED, _A.ADMIT, _O.FILED, _TAKE, _ADMISSIBLE),
    Move(_O.RECEIVED, _A.REFUSE, _O.NOT_ADMITTED, _TAKE, (has_reason,)),
    Move(_O.RECEIVED, _A.WITHDRAW, _O.WITHDRAWN, _BACK, (has_reason,)),
    Move(_O.NOT_ADMITTED, _A.SERVE, _O.SERVED, _TAKE),
    Move(_O.FILED, _A.RULE, _O.RULED, _RULE, (lawful_panel, _heard, _outcome, has_reason)),
    Move(_O.FILED, _A.WITHDRAW, _O.WITHDRAWN, _BACK, (has_reason,)),
    Move(_O.RULED, _A.SERVE, _O.SERVED, _REVIEW),
    Move(_O.SERVED, _A.APPLY_REVIEW, _O.UNDER_REVIEW, _REVIEW, (_review_in_time,)),
    Move(_O.SERVED, _A.CLOSE, _O.FINAL, _REVIEW, (_review_time_over,)),
    Move(_O.UNDER_REVIEW, _A.REVIEWED, _O.FINAL, _REVIEWED),
    Move(_O.UNDER_REVIEW, _A.SENT_BACK, _O.FILED, _REVIEWED, (_back_once,)),
    start=_O.RECEIVED,
)


# ---------------------------------------------------------------------------------------------------------- review


class ReviewOutcome(StrEnum):
    """What the court above rules (异议复议规定 23; 变更追加规定 31)."""

    UPHELD = "upheld"  # 驳回复议申请，维持
    REVOKED = "revoked"  # 撤销
    CHANGED = "changed"  # 变更
    SENT_BACK = "sent_back"  # 发回重新审查


class ReviewState(StrEnum):
    """Where a review stands at the court above."""

    FILED = "filed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class ReviewAct(StrEnum):
    """What the court above may do."""

    EXTEND = "extend"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What the table needs to know on `on`. `extended`: the time was extended before; `extension_signed`: the president
    signed one; `sent_back_before`: this matter was sent back once."""

    on: date
    panel: Collection[int] = ()
    barred: Collection[int] = ()
    outcome: ReviewOutcome | None = None
    reason: str = ""
    extended: bool = False
    extension_signed: bool = False
    sent_back_before: bool = False


def _review_outcome(facts: ReviewFacts) -> Fault | None:
    return None if facts.outcome else Fault("review.no_outcome", "未写明复议结果", "请选择结果", field="结果")


def _not_back_again(facts: ReviewFacts) -> Fault | None:
    if facts.outcome is not ReviewOutcome.SENT_BACK or not facts.sent_back_before:
        return None
    return Fault(
        "review.back_twice",
        "该案已发回重新审查过一次，复议后不得再次发回（《异议复议规定》第二十三条）",
        "请查清事实后直接作出裁定",
        field="结果",
    )


def _extended_once(facts: ReviewFacts) -> Fault | None:
    if not facts.extended:
        return None
    return Fault("review.extended", "复议期限只能延长一次", "请在延长后的期限内作出裁定", field="延长")


def _extension_signed(facts: ReviewFacts) -> Fault | None:
    if facts.extension_signed:
        return None
    return Fault("review.extension", "延长复议期限须经院长批准", "请呈院长审批", field="延长")


_R, _V = ReviewState, ReviewAct
_PERIOD = "《执行程序解释》第八条"

REVIEW_LIFE: Procedure[ReviewFacts] = Procedure(
    Move(_R.FILED, _V.EXTEND, _R.FILED, _PERIOD, (_extended_once, _extension_signed)),
    Move(_R.FILED, _V.DECIDE, _R.DECIDED, _REVIEWED, (lawful_panel, _review_outcome, _not_back_again, has_reason)),
    Move(_R.FILED, _V.WITHDRAW, _R.WITHDRAWN, _BACK, (has_reason,)),
    start=_R.FILED,
)


# ----------------------------------------------------------------------------------------------------- supervision


class SupervisionState(StrEnum):
    """Where an application to the court above about an idle case stands."""

    FILED = "filed"
    ORDERED = "ordered"  # 督促执行令 with a day
    TAKEN_UP = "taken_up"  # 提级: the upper court enforces itself
    REASSIGNED = "reassigned"  # 指令其他法院执行
    REJECTED = "rejected"
    DONE = "done"  # enforced within the days ordered
    WITHDRAWN = "withdrawn"


class SupervisionAct(StrEnum):
    """What the court above may do about an idle case."""

    ORDER = "order"
    TAKE_UP = "take_up"
    REASSIGN = "reassign"
    REJECT = "reject"
    NOTE_DONE = "note_done"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """What the table needs to know on `on`. `idle_after`: the last of the six months, what is excluded (公告, 评估,
    中止 … 执行程序解释 13) left out; None where something that stops the count still runs. `due`: the day set by an
    order; `reported`: the lower court answered."""

    on: date
    idle_after: date | None = None
    due: date | None = None
    reported: bool = False
    reason: str = ""


def _idle(facts: SupervisionFacts) -> Fault | None:
    if facts.idle_after is not None and facts.on > facts.idle_after:
        return None
    until = facts.idle_after.isoformat() if facts.idle_after else "（期间尚在中止）"
    return Fault(
        "supervision.not_idle",
        "未执行的期间扣除公告、评估、中止等期间后，至 {day} 尚未超过六个月",
        "超过六个月未执行的，上一级法院方可责令限期执行或者变更执行法院（《民事诉讼法》第二百三十七条）",
        field="期间",
        data={"day": until},
    )


def _day_ahead(facts: SupervisionFacts) -> Fault | None:
    if facts.due is not None and facts.due > facts.on:
        return None
    return Fault("supervision.due", "督促执行令须指定今后的期限", "请填写指定的期限", field="限期")


def _order_overdue(facts: SupervisionFacts) -> Fault | None:
    if facts.due is not None and facts.on > facts.due:
        return None
    return Fault(
        "supervision.order_runs",
        "指定的期限尚未届满",
        "期限届满仍无正当理由未执行完结的，再裁定提级或者指令其他法院执行（《执行程序解释》第十二条）",
        field="限期",
        value=facts.due.isoformat() if facts.due else "",
    )


def _lower_reported(facts: SupervisionFacts) -> Fault | None:
    if facts.reported:
        return None
    return Fault("supervision.no_report", "执行法院尚未报告办理结果", "请等待报告", field="报告")


_S, _P = SupervisionState, SupervisionAct
_IDLE = "《民事诉讼法》第二百三十七条；《执行程序解释》第十条、第十一条"
_AFTER_ORDER = "《执行程序解释》第十二条"

SUPERVISION_LIFE: Procedure[SupervisionFacts] = Procedure(
    Move(_S.FILED, _P.ORDER, _S.ORDERED, _IDLE, (_idle, _day_ahead, has_reason)),
    Move(_S.FILED, _P.TAKE_UP, _S.TAKEN_UP, _IDLE, (_idle, has_reason)),
    Move(_S.FILED, _P.REASSIGN, _S.REASSIGNED, _IDLE, (_idle, has_reason)),
    Move(_S.FILED, _P.REJECT, _S.REJECTED, _IDLE, (has_reason,)),
    Move(_S.FILED, _P.WITHDRAW, _S.WITHDRAWN, _IDLE, (has_reason,)),
    Move(_S.ORDERED, _P.NOTE_DONE, _S.DONE, _AFTER_ORDER, (_lower_reported,)),
    Move(_S.ORDERED, _P.TAKE_UP, _S.TAKEN_UP, _AFTER_ORDER, (_order_overdue, has_reason)),
    Move(_S.ORDERED, _P.REASSIGN, _S.REASSIGNED, _AFTER_ORDER, (_order_overdue, has_reason)),
    start=_S.FILED,
)
