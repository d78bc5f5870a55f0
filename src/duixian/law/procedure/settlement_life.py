"""The life of one settlement as a table: which act leads from which state to which, on which article.

The same moves stand in the database (`settlements_move`); a test holds the two together.
"""

from dataclasses import dataclass
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.procedure import Condition, Move, Procedure


class SettlementState(StrEnum):
    """Where a settlement stands."""

    ENTERED = "entered"  # before the court, not yet signed or recognised by everybody
    IN_FORCE = "in_force"
    BREACHED = "breached"  # something agreed is late: the applicant has the choice of art. 9
    PERFORMED = "performed"
    RESUMED = "resumed"  # the original title is enforced again
    SUED = "sued"  # the applicant sued on the agreement
    VOIDED = "voided"  # declared void or rescinded by a court
    REPLACED = "replaced"  # the parties made another
    DROPPED = "dropped"  # never came into force


class SettlementAct(StrEnum):
    """What may be done to a settlement, or become of it."""

    TAKE_EFFECT = "take_effect"
    DROP = "drop"
    BREACH = "breach"
    CURE = "cure"
    PERFORM = "perform"
    RESUME = "resume"
    SUE = "sue"
    VOID = "void"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """What the table needs to know. `unsigned`: names that have neither signed nor recognised; `breached`, `fulfilled`
    as `law.settlement.standing` says; `refusals` as `law.settlement.refusals`; `paper`: the number of the ruling,
    judgment or record an act rests on."""

    unsigned: tuple[str, ...] = ()
    outside: bool = False
    breached: bool = False
    fulfilled: bool = False
    refusals: tuple[Fault, ...] = ()
    paper: str = ""


def _all_signed(facts: SettlementFacts) -> Fault | None:
    if not facts.unsigned:
        return None
    return Fault(
        "settlement.unsigned",
        "{names} 尚未签名或者认可",
        "取得签名，或者将其认可记入笔录（执行和解规定第二条）",
        field="签名",
        data={"names": "、".join(facts.unsigned)},
    )


def _before_the_court(facts: SettlementFacts) -> Fault | None:
    if not facts.outside:
        return None
    return Fault(
        "settlement.outside",
        "未提交法院或者未获认可的和解，不产生执行和解的效力",
        "被执行人据此提出异议的，按执行异议审查（执行和解规定第十九条）",
        field="和解形式",
    )


def _late(facts: SettlementFacts) -> Fault | None:
    return None if facts.breached else Fault("settlement.not_breached", "没有逾期未履行的内容", "到期后再办理")


def _in_time_again(facts: SettlementFacts) -> Fault | None:
    return Fault("settlement.still_breached", "仍有逾期未履行的内容", "全部补足后再办理") if facts.breached else None


def _fulfilled(facts: SettlementFacts) -> Fault | None:
    if facts.fulfilled:
        return None
    return Fault("settlement.not_fulfilled", "和解协议尚未履行完毕", "请登记全部履行情况后再办理", field="和解协议")


def _paper(facts: SettlementFacts) -> Fault | None:
    if facts.paper.strip():
        return None
    return Fault("settlement.paper", "须写明所依据的文书或记录", "请填写文号、日期", field="依据")


S, A = SettlementState, SettlementAct
_EFFECT = "《执行和解规定》第二条"
_BREACH = "《执行和解规定》第九条"
_PERFORMED = "《执行和解规定》第八条"
_RESUMED = "《执行和解规定》第十一条"
_SUED = "《执行和解规定》第九条、第十四条"
_VOID = "《执行和解规定》第十六条"
_CHANGED = "《执行和解规定》第五条"


def _none_of(*codes: str) -> Condition[SettlementFacts]:
    """None of these refusals stands; each place of the closed list of art. 11 is a condition of its own."""
    return lambda facts: next((refusal for refusal in facts.refusals if refusal.code in codes), None)


_RESUMABLE = (
    _none_of("resume.not_asked"),
    _none_of("resume.performed", "resume.performing", "resume.not_due"),
    _none_of("resume.limit_unasked", "resume.too_late"),
)

SETTLEMENT_LIFE: Procedure[SettlementFacts] = Procedure(
    Move(S.ENTERED, A.TAKE_EFFECT, S.IN_FORCE, _EFFECT, (_before_the_court, _all_signed)),
    Move(S.ENTERED, A.DROP, S.DROPPED, _EFFECT),
    Move(S.IN_FORCE, A.BREACH, S.BREACHED, _BREACH, (_late,)),
    Move(S.IN_FORCE, A.PERFORM, S.PERFORMED, _PERFORMED, (_fulfilled,)),
    Move(S.IN_FORCE, A.RESUME, S.RESUMED, _RESUMED, _RESUMABLE),  # 预期违约 (民法典 578)
    Move(S.IN_FORCE, A.VOID, S.VOIDED, _VOID, (_paper,)),
    Move(S.IN_FORCE, A.REPLACE, S.REPLACED, _CHANGED),
    Move(S.BREACHED, A.CURE, S.IN_FORCE, _BREACH, (_in_time_again,)),
    Move(S.BREACHED, A.PERFORM, S.PERFORMED, _PERFORMED, (_fulfilled,)),
    Move(S.BREACHED, A.RESUME, S.RESUMED, _RESUMED, _RESUMABLE),
    Move(S.BREACHED, A.SUE, S.SUED, _SUED, (_paper,)),
    Move(S.BREACHED, A.VOID, S.VOIDED, _VOID, (_paper,)),
    Move(S.BREACHED, A.REPLACE, S.REPLACED, _CHANGED),
    Move(S.PERFORMED, A.BREACH, S.BREACHED, _BREACH, (_late,)),  # a payment that counted was taken back
    Move(S.PERFORMED, A.CURE, S.IN_FORCE, _BREACH, (_in_time_again,)),
    Move(S.PERFORMED, A.VOID, S.VOIDED, _VOID, (_paper,)),
    Move(S.VOIDED, A.RESUME, S.RESUMED, _VOID, _RESUMABLE),
    start=S.ENTERED,
)
