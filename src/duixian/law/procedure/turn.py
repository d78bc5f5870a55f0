"""Whose turn it is in a case, since when, for what, on which article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import display
from duixian.law.procedure.case_life import State
from duixian.law.procedure.steps import Standing, Step, Weight, named, next_steps, says


class Whose(StrEnum):
    """Who has to act for the case to go on."""

    COURT = "court"
    CHIEF = "chief"
    PRESIDENT = "president"
    DEBTOR = "debtor"
    APPLICANT = "applicant"
    AGENCY = "agency"
    BANK = "bank"
    OTHER_COURT = "other_court"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, since when, for what, on which article."""

    whose: Whose
    since: date
    what: Fault
    basis: str


_HALTS = {
    State.SUSPENDED: (Whose.NOBODY, says("suspended", "案件中止执行，中止的原因消失后恢复")),
    State.STAYED: (Whose.NOBODY, says("stayed", "案件暂缓执行，期限届满后恢复")),
    State.INSOLVENCY: (Whose.OTHER_COURT, says("insolvency", "已移送破产审查，等待受移送法院决定")),
    State.CLOSED: (Whose.NOBODY, says("closed", "案件已结")),
}


def whose_turn(case: Standing) -> Turn:
    """Who has to act now. The first that holds: a signature that waits, a halt of the case, an agreement being
    performed, what is overdue with the court, an answer from outside; else the court itself, with its best step."""
    if case.signatures:
        first = min(case.signatures, key=lambda one: one.since)
        return Turn(Whose(first.office), first.since, says("signature", "等待审批：{title}", title=first.title), "")
    if case.state in _HALTS:
        whose, what = _HALTS[case.state]
        return Turn(whose, case.since, what, case.state_basis)
    if case.state is State.ENTRUSTED:
        what = says("entrusted", "已委托 {court} 执行", court=case.entrusted_to or "外地法院")
        return Turn(Whose.OTHER_COURT, case.since, what, case.state_basis)
    return _outside(case, next_steps(case)) or _inside(case, next_steps(case))


def _outside(case: Standing, steps: Sequence[Step]) -> Turn | None:
    """Somebody other than the court, unless the court itself is late or holds money to give out."""
    agreed = case.agreement
    if agreed is not None and agreed.broken_on is None and agreed.next_due is not None:
        what = says(
            "agreement",
            "和解协议履行中，被执行人应于 {day} 前支付 {amount}",
            day=agreed.next_due.isoformat(),
            amount=display(agreed.next_fen),
        )
        return Turn(Whose.DEBTOR, case.since, what, case.state_basis)
    if steps and steps[0].weight is Weight.OVERDUE:
        return None
    if case.payouts_under_way:
        what = says("payouts", "{n} 笔付款等待银行结果", n=case.payouts_under_way)
        return Turn(Whose.BANK, case.since, what, "法发〔2017〕6号")
    if case.without_account and case.on_account <= 0:
        what = says("accounts", "{n}须提供收款账户", n=named(case.without_account))
        return Turn(Whose.APPLICANT, case.since, what, "法发〔2017〕6号")
    if case.orders_waiting and not any(step.weight <= Weight.MONEY for step in steps):
        what = says("orders", "{n} 条查控指令等待协助单位答复", n=case.orders_waiting)
        return Turn(Whose.AGENCY, case.since, what, "民事诉讼法第二百五十三条")
    return None


def _inside(case: Standing, steps: Sequence[Step]) -> Turn:
    if not steps:
        nothing = {
            State.ROUND_ENDED: says("round_ended", "本次执行程序已终结，发现财产后恢复执行"),
        }.get(case.state, says("nothing", "案件在办，没有待办期限"))
        whose = Whose.NOBODY if case.state is State.ROUND_ENDED else Whose.COURT
        return Turn(whose, case.since, nothing, case.state_basis)
    best = steps[0]
    started = [node.since for node in case.nodes if node.rule == best.rule]
    return Turn(Whose.COURT, min(started, default=case.since), best.why, best.basis)
