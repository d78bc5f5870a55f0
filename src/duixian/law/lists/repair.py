"""The single-use exemption (限消 8; rulebook XF-04) and the credit commitment (失信规定 2(2); practice).

The publicity classes of 国办发〔2025〕22号 (SX-11) are administrative information of another authority: nothing here
uses them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_days
from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.params import series
from duixian.law.procedure.repair_life import State


@dataclass(frozen=True, slots=True)
class ExemptionFacts:
    """An application for one journey or one need. `proof`: what shows the need; `overlaps`: another exemption of the
    same person is open in these days."""

    on: date
    limited: bool
    since: date
    until: date
    purpose: str
    proof: str
    overlaps: bool = False
    court_days: int | None = None  # the longest its court allows, by a rule of its own


def judge_exemption(facts: ExemptionFacts) -> Allowed | NotAllowed:
    """Whether the application can be granted; else everything that is missing."""
    longest = _shorter(int(series("lists.exemption_days").at(facts.on).raw), facts.court_days)
    found = []
    if not facts.limited:
        found.append(Fault("exempt.not_limited", "该人没有生效的限制消费措施", "无须申请"))
    if not facts.purpose.strip() or not facts.proof.strip():
        found.append(Fault("exempt.proof", "须写明生活、经营必需的事由并附证明（限消第八条）", "请补充事由和证明"))
    if facts.until < facts.since or facts.since < facts.on:
        found.append(Fault("exempt.days", "起止日期颠倒或者已经过去", "请核对日期", field="起止日期"))
    elif (facts.until - facts.since).days + 1 > longest:
        found.append(
            Fault(
                "exempt.too_long",
                "单次解除最长 {days} 日",
                "请缩短期间；期间届满后仍有需要的另行申请",
                field="起止日期",
                data={"days": longest},
            )
        )
    if facts.overlaps:
        found.append(Fault("exempt.overlaps", "同一期间已有单次解除", "一次解除只为一次必需的消费"))
    return NotAllowed(tuple(found)) if found else Allowed(State.RUNNING, "《限制消费规定》第八条")


def _shorter(national: int, court: int | None) -> int:
    return national if court is None else min(court, national)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing promised: what, by which day (the last included), fen where it is money; `kept_on` when it was done."""

    due_on: date
    text: str
    amount: Fen = 0
    kept_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    """An application to be taken off for a promise. `listed`: the listing is in force; `broken_before`: a commitment in
    this case was broken."""

    on: date
    listed: bool
    conditions: tuple[Condition, ...]
    proof: str
    broken_before: bool = False
    court_days: int | None = None


def judge_commitment(facts: CommitmentFacts) -> Allowed | NotAllowed:
    """Whether the application can be granted; else everything that is missing."""
    last = add_days(facts.on, _shorter(int(series("lists.commitment_days").at(facts.on).raw), facts.court_days))
    found = []
    if not facts.listed:
        found.append(Fault("commit.not_listed", "该人不在失信名单上", "无须申请"))
    if not facts.conditions:
        found.append(Fault("commit.nothing", "须写明承诺的事项和日期", "请至少填写一项", field="承诺事项"))
    for place, one in enumerate(facts.conditions, start=1):
        if not one.text.strip() or not facts.on <= one.due_on <= last or one.amount < 0:
            found.append(
                Fault(
                    "commit.condition",
                    "承诺须有内容，日期应在今日至 {last} 之间，金额不得为负",
                    "请核对该项",
                    field="承诺事项",
                    place=f"第 {place} 项",
                    data={"last": last.isoformat()},
                )
            )
    if not facts.proof.strip():
        found.append(Fault("commit.proof", "须提交证明履行诚意和能力的材料", "请补充材料", field="证明"))
    if facts.broken_before:
        found.append(Fault("commit.broken_before", "本案中曾违反信用承诺", "不再适用信用承诺；履行后可申请信用修复"))
    return NotAllowed(tuple(found)) if found else Allowed(State.RUNNING, "《失信被执行人名单规定》第二条第二款")


def kept(conditions: Iterable[Condition]) -> bool:
    """Whether everything promised was done in time."""
    return all(one.kept_on is not None and one.kept_on <= one.due_on for one in conditions)


def broken_on(conditions: Sequence[Condition], *, on: date) -> date | None:
    """The day after the first promise that was not kept in time, if that day has come: then the listing is back."""
    late = [one.due_on for one in conditions if one.kept_on is None or one.kept_on > one.due_on]
    return add_days(min(late), 1) if late and min(late) < on else None
