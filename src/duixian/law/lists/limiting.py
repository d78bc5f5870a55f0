"""Whether somebody may be limited in consumption (限消 1–5, 失信规定 8; rulebook XF-01 to XF-03)."""

from dataclasses import dataclass
from datetime import date

from duixian.base.faults import Fault
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.lists.facts import Capacity, CaseStanding, Subject, SubjectKind, bars, case_open
from duixian.law.procedure.listing_life import State


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """About one person in one case on a day. `notice_until`: the last day to perform of the execution notice served on
    the debtor, None when none was served; `unit`: the kind of the debtor behind whom the person stands; `already`: a
    limit of this person in this case is in force or waits; `listed`: the debtor is on the list of the dishonest."""

    on: date
    subject: Subject
    case: CaseStanding
    capacity: Capacity = Capacity.DEBTOR
    unit: SubjectKind | None = None
    notice_until: date | None = None
    listed: bool = False
    already: bool = False
    secured: bool = False  # sufficient and effective security is given
    reason: str = ""


def judge_limit(facts: LimitFacts) -> Allowed | NotAllowed:
    """Allowed, on which article; or everything that is missing."""
    missing = [*bars(facts.subject, facts.on), *case_open(facts.case)]
    if facts.already:
        missing.append(Fault("limit.already", "本案对该人已有限制消费措施", "无须重复办理"))
    if facts.secured:
        missing.append(Fault("limit.secured", "已提供充分有效担保，不应限制消费（限消第九条）", "请先处理担保"))
    if not facts.listed:
        missing += _notice(facts)
    missing += _capacity(facts)
    if not facts.reason.strip():
        missing.append(
            Fault("limit.reason", "须写明理由", "请写明消极履行、规避或者抗拒执行的情形和履行能力", field="理由")
        )
    if missing:
        return NotAllowed(tuple(missing))
    article = "第一条第二款" if facts.listed else "第一条第一款"
    of_unit = "、第三条第二款" if facts.capacity is not Capacity.DEBTOR else ""
    return Allowed(State.PROPOSED, f"《限制消费规定》{article}{of_unit}、第五条")


def _notice(facts: LimitFacts) -> list[Fault]:
    if facts.notice_until is None:
        return [Fault("limit.no_notice", "执行通知书尚未送达", "先发出并送达执行通知书（限消第一条）")]
    if facts.on <= facts.notice_until:
        return [
            Fault(
                "limit.notice_runs",
                "执行通知书指定的履行期间至 {day} 届满",
                "期间届满仍未履行的方可限制消费",
                data={"day": facts.notice_until.isoformat()},
            )
        ]
    return []


def _capacity(facts: LimitFacts) -> list[Fault]:
    if facts.capacity is Capacity.DEBTOR:
        return []
    if facts.unit is None or facts.unit is SubjectKind.NATURAL:
        return [Fault("limit.not_a_unit", "只有单位被执行人的相关人员可以一并限制（限消第三条）", "请核对被执行人")]
    if facts.subject.kind is not SubjectKind.NATURAL:
        return [Fault("limit.not_natural", "被限制的法定代表人等应为自然人", "请填写自然人")]
    return []
