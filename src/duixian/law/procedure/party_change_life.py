"""The life of an application to change or add a party, as a table (变更追加规定 28–34, in force since 2021-01-01).

Which remedy a ruling has, review or suit, depends on its ground: `duixian.law.parties_change`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.procedure import Condition, Move, Procedure
from duixian.law.parties_change.grounds import Remedy
from duixian.law.procedure.objection_life import has_reason, lawful_panel


class ChangeState(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    GRANTED = "granted"
    REJECTED = "rejected"
    SERVED = "served"  # the days to apply for review, or to sue, run
    UNDER_REVIEW = "under_review"
    IN_SUIT = "in_suit"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class ChangeAct(StrEnum):
    """What may be done about an application."""

    GRANT = "grant"
    REJECT = "reject"
    SERVE = "serve"
    APPLY_REVIEW = "apply_review"
    REVIEWED = "reviewed"
    SENT_BACK = "sent_back"
    SUE = "sue"
    JUDGED = "judged"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What the table needs to know on `on`. `against`: what the law of the ground has against granting it; `clear`:
    the facts are clear and little is in dispute, so that neither panel nor hearing is needed (第二十八条); `until`: the
    last day of the remedy."""

    on: date
    against: tuple[Fault, ...] = ()
    clear: bool = False
    panel: Collection[int] = ()
    barred: Collection[int] = ()
    heard_on: date | None = None
    remedy: Remedy = Remedy.REVIEW
    until: date | None = None
    sent_back_before: bool = False
    reason: str = ""


def _ground_holds(facts: ChangeFacts) -> Fault | None:
    """The first thing the ground lacks; the caller shows the others from `judge_change` itself."""
    return facts.against[0] if facts.against else None


def _panel_unless_clear(facts: ChangeFacts) -> Fault | None:
    return None if facts.clear else lawful_panel(facts)


def _hearing_unless_clear(facts: ChangeFacts) -> Fault | None:
    if facts.clear or (facts.heard_on is not None and facts.heard_on <= facts.on):
        return None
    return Fault(
        "party_change.not_heard",
        "除事实清楚、争议不大的以外，应当公开听证（《变更、追加当事人规定》第二十八条）",
        "请先听证并记录",
        field="听证",
    )


def _remedy(wanted: Remedy, words: str) -> Condition[ChangeFacts]:
    def condition(facts: ChangeFacts) -> Fault | None:
        if facts.remedy is wanted:
            return None
        return Fault(
            "party_change.remedy",
            "对依此事由作出的裁定，不服的应当{words}（《变更、追加当事人规定》第三十条、第三十二条）",
            "请按裁定告知的途径办理",
            field="救济途径",
            data={"words": words},
        )

    return condition


def _in_time(facts: ChangeFacts) -> Fault | None:
    if facts.until is not None and facts.on <= facts.until:
        return None
    return Fault(
        "party_change.late", "不在裁定送达后的期限内", "逾期的，裁定已生效", field="提出日期", value=str(facts.on)
    )


def _time_over(facts: ChangeFacts) -> Fault | None:
    if facts.until is not None and facts.on > facts.until:
        return None
    return Fault("party_change.remedy_open", "申请复议或者起诉的期限尚未届满", "期满后裁定生效", field="期限")


def _back_once(facts: ChangeFacts) -> Fault | None:
    if not facts.sent_back_before:
        return None
    return Fault("party_change.back_twice", "已发回重新审查过一次，不得再次发回", "请直接作出裁定", field="结果")


_S, _A = ChangeState, ChangeAct
_RULE = "《变更、追加当事人规定》第二十八条"
_REVIEW = "《变更、追加当事人规定》第三十条、第三十一条"
_SUIT = "《变更、追加当事人规定》第三十二条至第三十四条"
_EFFECT = "《变更、追加当事人规定》第三十条、第三十二条"
_SUED = "提起执行异议之诉"
_REVIEWED = "向上一级人民法院申请复议"

CHANGE_LIFE: Procedure[ChangeFacts] = Procedure(
    Move(
        _S.APPLIED,
        _A.GRANT,
        _S.GRANTED,
        _RULE,
        (_ground_holds, _panel_unless_clear, _hearing_unless_clear, has_reason),
    ),
    Move(_S.APPLIED, _A.REJECT, _S.REJECTED, _RULE, (_panel_unless_clear, _hearing_unless_clear, has_reason)),
    Move(_S.APPLIED, _A.WITHDRAW, _S.WITHDRAWN, _RULE, (has_reason,)),
    Move(_S.GRANTED, _A.SERVE, _S.SERVED, _EFFECT),
    Move(_S.REJECTED, _A.SERVE, _S.SERVED, _EFFECT),
    Move(_S.SERVED, _A.APPLY_REVIEW, _S.UNDER_REVIEW, _REVIEW, (_remedy(Remedy.REVIEW, _SUED), _in_time)),
    Move(_S.SERVED, _A.SUE, _S.IN_SUIT, _SUIT, (_remedy(Remedy.SUIT, _REVIEWED), _in_time)),
    Move(_S.SERVED, _A.CLOSE, _S.FINAL, _EFFECT, (_time_over,)),
    Move(_S.UNDER_REVIEW, _A.REVIEWED, _S.FINAL, _REVIEW),
    Move(_S.UNDER_REVIEW, _A.SENT_BACK, _S.APPLIED, _REVIEW, (_back_once,)),
    Move(_S.IN_SUIT, _A.JUDGED, _S.FINAL, _SUIT),
    start=_S.APPLIED,
)
