"""Issue an instrument: gather its facts, set it, keep it as it went out with its verify code."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.connectors import typesetting as paper
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole, CaseState, Party
from duixian.domain.cases.services import course
from duixian.domain.cases.terms import from_json, to_json
from duixian.domain.courts.policies import require
from duixian.domain.documents.models import Instrument
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import DistributionPlan, Payout, PayoutState
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.follow_money import follow_money
from duixian.flows.instruments.frame import account_of, cited, heading_of, names_of, verify_code
from duixian.flows.plan_distribution import claim_key
from duixian.flows.state_debt import debt_of
from duixian.law.distribution import Plan, PlanFacts, divide
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State

REPORT_DAYS = 15
"""Days to report property where the order sets none: the court fixes the time itself (财产调查 3)."""


def filing_notice(case: Case, heading: paper.Heading) -> Sequence[paper.Instrument]:
    """受理案件通知书, to the applicants together."""
    return [
        paper.FilingNotice(
            heading=heading,
            applicant="、".join(names_of(case, CaseRole.APPLICANT)),
            debtors=names_of(case, CaseRole.DEBTOR),
            cause=case.cause,
            title=cited(case),
            applied_on=case.filed_on,
            filed_on=case.filed_on,
            claimed=case.claim_fen or None,
        )
    ]


def execution_notice(case: Case, debtor: Party, heading: paper.Heading, *, on: date) -> paper.Instrument:
    """执行通知书, to one debtor, with what is owed on the day it is issued (民诉解释 480)."""
    debt = debt_of(case, on=on)
    ordered = cases.ordered_by(case.title)
    lines = debt.statement.lines if debt.statement else ()
    return paper.ExecutionNotice(
        heading=heading,
        debtor=debtor.person.name,
        applicants=names_of(case, CaseRole.APPLICANT),
        cause=case.cause,
        title=cited(case),
        filed_on=case.filed_on,
        duties=tuple(duty.text for duty in ordered.acts) + tuple(f"支付{item.label}" for item in ordered.items),
        sums=tuple(paper.Sum(line.label, line.remaining) for line in lines if line.remaining),
        as_of=on,
        execution_fee=debt.fee_open or None,
        account=account_of(case),
    )


def report_order(case: Case, debtor: Party, heading: paper.Heading) -> paper.Instrument:
    """报告财产令, with the notice (财产调查 3)."""
    return paper.ReportOrder(
        heading=heading,
        debtor=debtor.person.name,
        debtor_is_person=debtor.person.kind == PersonKind.NATURAL,
        applicants=names_of(case, CaseRole.APPLICANT),
        cause=case.cause,
        title=cited(case),
        filed_on=case.filed_on,
        days=REPORT_DAYS,
    )


def plan_of(kept: DistributionPlan) -> Plan:
    """A kept plan computed again from what went in. Raises `Refused` when it does not come out as it was kept."""
    plan = divide(from_json(PlanFacts, kept.inputs))
    if plan.amounts() != kept.outcome["amounts"]:
        raise Refused(
            Fault(
                "plan.differs",
                "按原始数据重算的方案与存档不一致",
                "请勿使用该方案，并报告系统管理员",
                value=kept.number,
            )
        )
    return plan


def closing_notice(case: Case, heading: paper.Heading) -> paper.Instrument:
    """结案通知书 of a case closed as performed (执行规定 64)."""
    if case.state != CaseState.CLOSED or case.closed_on is None:
        raise Refused(Fault("instrument.not_closed", "案件尚未结案", "结案后再制作结案通知书", value=case.number))
    money = funds.money_of([case.pk])[case.pk]
    people = names_of(case, CaseRole.APPLICANT), names_of(case, CaseRole.DEBTOR)
    return paper.ClosingNotice(
        heading=heading,
        recipients=people[0] + people[1],
        applicants=people[0],
        debtors=people[1],
        cause=case.cause,
        title=cited(case),
        filed_on=case.filed_on,
        closed_on=case.closed_on,
        received=money.received,
        paid=money.paid,
        execution_fee=funds.fee_taken(case.pk),
    )


def payout_receipt(payout: Payout, heading: paper.Heading) -> paper.Instrument:
    """案款发放凭证 of one payment that arrived."""
    if payout.state != PayoutState.PAID or payout.settled_on is None:
        raise Refused(
            Fault("instrument.not_paid", "该笔款项尚未支付成功", "取得银行回执后再制作凭证", value=payout.end_to_end_id)
        )
    batch = payout.batch
    return paper.PayoutReceipt(
        heading=heading,
        number=payout.end_to_end_id,
        payee=payout.holder,
        debtor="、".join(names_of(payout.case, CaseRole.DEBTOR)),
        amount=payout.amount_fen,
        purpose=f"{payout.case.number}执行案款",
        account=f"{'*' * 4}{payout.account_number[-4:]}",
        bank=payout.bank_name,
        paid_on=payout.settled_on,
        bank_reference=payout.end_to_end_id,
        maker=batch.made_by,
        checker=batch.checked_by,
        approver=batch.approved_by,
    )


def issue(
    *,
    acting: Acting,
    case: Case,
    kind: paper.Kind,
    on: date,
    now: datetime,
    plan: DistributionPlan | None = None,
    payee: Person | None = None,
    payout: Payout | None = None,
) -> list[Instrument]:
    """Make and keep the instruments of one kind for a case: one for each addressee. The file is kept as it went out.

    Raises `Refused` when the case is not at that point, `BadInput` for text that cannot be printed.
    """
    require(acting, "case.notice", of_court=case.court_id)
    made: list[Instrument] = []
    with transaction.atomic():
        debtors = list(case.parties.filter(role=CaseRole.DEBTOR).select_related("person"))
        rounds = debtors if kind in (paper.Kind.EXECUTION_NOTICE, paper.Kind.REPORT_ORDER) else [None]
        for debtor in rounds:
            code = verify_code()
            heading = heading_of(case, code=code, on=on)
            for facts in _facts(kind, case, heading, on=on, debtor=debtor, plan=plan, payee=payee, payout=payout):
                pdf = paper.render(facts)
                made.append(
                    Instrument.objects.create(
                        court_id=case.court_id,
                        case=case,
                        kind=kind,
                        title=paper.TITLES[kind],
                        number=case.number,
                        facts=_kept_facts(facts, plan),
                        pdf=pdf,
                        sha256=hashlib.sha256(pdf).hexdigest(),
                        verify_code=code,
                        issued_at=now,
                        issued_by=acting.code,
                    )
                )
        _follow(acting, case, kind, on=on, now=now)
        trail.record(
            acting=acting,
            act="instrument.issue",
            now=now,
            subject=f"case:{case.pk}",
            payload={"kind": kind, "files": [[row.verify_code, row.sha256] for row in made]},
        )
    return made


def _follow(acting: Acting, case: Case, kind: paper.Kind, *, on: date, now: datetime) -> None:
    """What issuing does to the case: notice and report order meet their limits, the notice moves a new case on."""
    if kind is paper.Kind.EXECUTION_NOTICE:
        course.finish_node(case=case, rule="notice", on=on)
        if case.state == State.FILED:
            facts = CaseFacts(on=on, filed_on=case.filed_on)
            verdict = CASE_LIFE.judge(state=State.FILED, act=Act.NOTIFY, facts=facts).or_refuse()
            course.move(acting=acting, case=case, act=Act.NOTIFY, verdict=verdict, now=now)
        elif case.state == State.PAYING:  # what came before the notice may have been given out already
            follow_money(acting=acting, case_ids=[case.pk], on=on, now=now)
    elif kind is paper.Kind.REPORT_ORDER:
        course.finish_node(case=case, rule="report_order", on=on)


def _kept_facts(facts: paper.Instrument, plan: DistributionPlan | None) -> dict[str, Any]:
    """What the instrument says, to be kept beside the file. A plan is kept once, in its row: only its number here."""
    if plan is None:
        kept: dict[str, Any] = to_json(facts)
        return kept
    return {"heading": to_json(facts.heading), "plan": plan.number, "payee": getattr(facts, "payee", "")}


def _facts(
    kind: paper.Kind,
    case: Case,
    heading: paper.Heading,
    *,
    on: date,
    debtor: Party | None,
    plan: DistributionPlan | None,
    payee: Person | None,
    payout: Payout | None,
) -> Sequence[paper.Instrument]:
    if kind is paper.Kind.FILING_NOTICE:
        return filing_notice(case, heading)
    if kind is paper.Kind.EXECUTION_NOTICE and debtor is not None:
        return [execution_notice(case, debtor, heading, on=on)]
    if kind is paper.Kind.REPORT_ORDER and debtor is not None:
        return [report_order(case, debtor, heading)]
    if kind is paper.Kind.DISTRIBUTION_PLAN and plan is not None:
        return [paper.DistributionPlanPaper(heading=heading, plan=plan_of(plan))]
    if kind is paper.Kind.PAYEE_SHEET and plan is not None and payee is not None:
        return [paper.PayeeSheet(heading=heading, plan=plan_of(plan), payee=claim_key(case, payee))]
    if kind is paper.Kind.PAYOUT_RECEIPT and payout is not None:
        return [payout_receipt(payout, heading)]
    if kind is paper.Kind.CLOSING_NOTICE:
        return [closing_notice(case, heading)]
    raise Refused(Fault("instrument.needs", "制作该文书缺少所依据的记录", "请从相应页面制作", value=paper.TITLES[kind]))
