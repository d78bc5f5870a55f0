"""Divide the money of one debtor: gather pots and claims, let the law divide, keep the plan, or only look (what-if)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from duixian.base import chinese
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole, Party
from duixian.domain.cases.terms import to_json
from duixian.domain.courts import selectors as courts
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import DistributionPlan
from duixian.domain.funds.services import plans
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import deadline_of
from duixian.flows.state_debt import conventions_of, events_of, exchange_of, excluded_of
from duixian.law import calendar
from duixian.law.distribution import (
    RESIDUE,
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    DebtorKind,
    Plan,
    PlanFacts,
    Practice,
    PracticeKey,
    Proceeds,
    Rules,
    Security,
    Sentence,
    Setting,
    divide,
    explain_all,
)
from duixian.law.fees import execution_fee
from duixian.law.interest import LineKind, Payment, PaymentSource, Statement, by_currency, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import ItemKind, Ordered

_DEBTORS = {
    PersonKind.NATURAL: DebtorKind.PERSON,
    PersonKind.ORGANISATION: DebtorKind.ORGANISATION,
    PersonKind.AUTHORITY: DebtorKind.ORGANISATION,
    PersonKind.COMPANY: DebtorKind.COMPANY,
}
_PARTS = {
    LineKind.PRINCIPAL: "principal",
    LineKind.PENALTY: "principal",
    LineKind.DELAY_MONEY: "principal",
    LineKind.INTEREST: "interest",
    LineKind.ORDINARY: "interest",
    LineKind.FEE: "fees",
    LineKind.COSTS: "fees",
    LineKind.DOUBLED: "doubled",
    LineKind.OLD_DELAY: "doubled",
}


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What the officer adds about one claim: its class, its securities, its place among seizures."""

    kind: ClaimKind = ClaimKind.ORDINARY
    securities: tuple[Security, ...] = ()
    title: str = ""
    control_rank: int | None = None
    controlled_on: date | None = None
    applied_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan as computed and the people behind its keys. Nothing is kept."""

    plan: Plan
    debtor: Person
    claims: Mapping[str, tuple[Case, Person]]
    pots: Mapping[str, Case]
    value_on: date

    @property
    def waived(self) -> bool:
        """No window for objections is due: one creditor only, or every claim is paid in full (民诉解释 509)."""
        return len(self.plan.payees) <= 1 or all(payee.rest == 0 for payee in self.plan.payees)


def pot_key(case: Case) -> str:
    """The key of the money on a case's account."""
    return f"case:{case.pk}"


def claim_key(case: Case, person: Person) -> str:
    """The key of one creditor's claim in a case."""
    return f"{case.pk}:{person.pk}"


def propose(
    *,
    case_list: Sequence[Case],
    debtor: Person,
    on: date,
    terms: Mapping[str, ClaimTerms] | None = None,
    costs: Sequence[Cost] = (),
    rules: Rules | None = None,
) -> Proposal:
    """Divide what lies on the accounts of these cases among their creditors, as of the day the money came in.

    Raises `BadInput` when nothing lies there, or when the law needs something that is not known (a rank, a class).
    """
    pots = {pot_key(case): case for case in case_list if funds.on_account(case.pk) > 0}
    if not pots:
        raise BadInput(Fault("plan.no_money", "所选案件账户没有待分配案款", "先认领到账，再制作分配方案", field="案款"))
    amounts = {key: funds.on_account(case.pk) for key, case in pots.items()}
    value_on = funds.last_receipt_day([case.pk for case in case_list]) or on
    people: dict[str, tuple[Case, Person]] = {}
    claims: list[Claim] = []
    alone = len(case_list) == 1
    for case in case_list:
        applicants = list(case.parties.filter(role=CaseRole.APPLICANT).select_related("person"))
        for applicant in applicants:
            owed = claim_amounts(case, applicant, on=value_on, alone=alone and len(applicants) == 1)
            if owed.total == 0:
                continue
            key = claim_key(case, applicant.person)
            people[key] = (case, applicant.person)
            own = (terms or {}).get(key, ClaimTerms())
            claims.append(
                Claim(
                    key=key,
                    creditor=applicant.person.name,
                    amounts=owed,
                    case_number=case.number,
                    kind=own.kind,
                    securities=own.securities,
                    title=own.title or case.number,
                    control_rank=own.control_rank,
                    controlled_on=own.controlled_on,
                    applied_on=own.applied_on,
                )
            )
    fees = _fees(pots, amounts, on=on)
    facts = PlanFacts(
        debtor=debtor.name,
        debtor_kind=_DEBTORS[PersonKind(debtor.kind)],
        on=on,
        proceeds=tuple(Proceeds(key, case.number, amounts[key]) for key, case in pots.items()),
        claims=tuple(claims),
        costs=(
            *(
                Cost(key=f"fee:{key}", label="申请执行费", amount=fen, kind=CostKind.EXECUTION_FEE, proceeds=key)
                for key, fen in fees.items()
                if fen
            ),
            *costs,
        ),
        practice=practice_of(court_id=case_list[0].court_id, on=on),
        rules=rules or Rules(),
    )
    return Proposal(plan=divide(facts), debtor=debtor, claims=people, pots=pots, value_on=value_on)


def _fees(pots: Mapping[str, Case], amounts: Mapping[str, Fen], *, on: date) -> dict[str, Fen]:
    """The execution fee each pot bears: on what was actually executed (办法 14), less what was taken before."""
    fees: dict[str, Fen] = {}
    for key, case in pots.items():
        if case.fee_waived_basis:
            continue
        executed = min(case.claim_fen, funds.money_of([case.pk])[case.pk].received)
        due = execution_fee(executed, on=case.filed_on).due - funds.fee_taken(case.pk)
        fees[key] = max(0, min(due, amounts[key]))
    return fees


def claim_amounts(case: Case, applicant: Party, *, on: date, alone: bool) -> Amounts:
    """What one applicant is owed on a day before the money now on the accounts is divided, by component.

    With one creditor and one case (`alone`) the money stopped the interest on the days it came in; else every claim is
    counted to the same day.
    """
    ordered = cases.ordered_by(case.title)
    items = tuple(item for item in ordered.items if item.kind is not ItemKind.COSTS_TO_COURT)
    only_one = case.parties.filter(role=CaseRole.APPLICANT).count() == 1
    if not only_one:
        items = tuple(item for item in items if applicant.label in item.creditors)
        shared = [item.label for item in items if len(item.creditors) > 1]
        if shared:
            raise BadInput(
                Fault(
                    "plan.shared_item",
                    "“{label}”有多名权利人而未载明各自份额",
                    "请在案件中按份录入后再分配",
                    field="给付内容",
                    value=case.number,
                    data={"label": shared[0]},
                )
            )
    kept = {item.key for item in items}
    own = replace(
        ordered,
        items=items,
        interests=tuple(term for term in ordered.interests if not term.items or set(term.items) <= kept),
    )
    before = funds.distributed_to(case.pk, payee_id=None if only_one else applicant.person_id)
    counted = _statement(case, own, before, on)
    if counted is None:
        return Amounts()
    paid = {(line.key, line.kind): line.paid for line in counted.lines}
    if alone:
        everything = _statement(case, own, [p for p in funds.payments_of(case.pk) if p.on <= on], on)
        counted = everything or counted
    parts = dict.fromkeys(("principal", "interest", "fees", "doubled"), 0)
    for line in counted.lines:
        parts[_PARTS[line.kind]] += line.opening + line.accrued - paid.get((line.key, line.kind), 0)
    return Amounts(**parts)


def _statement(case: Case, ordered: Ordered, payments: Sequence[funds.Paid], on: date) -> Statement | None:
    resolved = facts_from(
        ordered,
        events=events_of(case.title),
        payments=[Payment(day=p.on, amount=p.amount, source=PaymentSource(p.source)) for p in payments],
        excluded=excluded_of(case),
        conventions=conventions_of(case),
        calendar=calendar.national(),
    )
    facts = replace(resolved.facts, exchange=exchange_of(case))
    if not facts.exchange:
        facts = by_currency(facts).get("CNY", facts)  # what is still counted in another currency is not divided here
    if not (facts.items or facts.terms) or any(item.currency != "CNY" for item in facts.items if not facts.exchange):
        return None
    return calculate(facts, on=on)


def practice_of(*, court_id: int, on: date) -> Practice:
    """What the court (or its province) has set where national law is silent."""
    kept = []
    for key in PracticeKey:
        row = courts.setting(court_id=court_id, key=f"distribution.{key}", on=on, default=None)
        if row is not None:
            kept.append(
                Setting(key=key, value=int(row["value"]), province=row["province"], since=on, source=row["source"])
            )
    return Practice(tuple(kept))


def make_plan(*, acting: Acting, proposal: Proposal, now: datetime) -> DistributionPlan:
    """Keep a proposal as a draft plan, with all that went in and came out, so that it can be computed again."""
    plan = proposal.plan
    lead = max(proposal.pots.values(), key=lambda case: (funds.on_account(case.pk), -case.pk))
    sentences = explain_all(plan)
    lines = [
        plans.LineIn(
            case=proposal.claims[payee.key][0],
            payee=proposal.claims[payee.key][1],
            claim=payee.claimed.total,
            amount=payee.paid,
            rank=_rank(sentences[payee.key]),
            steps=[to_json(sentence) for sentence in sentences[payee.key]],
        )
        for payee in plan.payees
    ]
    if plan.residue:
        lines.append(
            plans.LineIn(
                case=lead,
                payee=proposal.debtor,
                claim=plan.residue,
                amount=plan.residue,
                rank=RESIDUE,
                steps=[{"label": "余款退还被执行人", "paid": plan.residue}],
            )
        )
    given = plan.amounts()
    with transaction.atomic():
        before = DistributionPlan.objects.filter(lead_case=lead).count()
        return plans.draft(
            acting=acting,
            number=f"{lead.number}分配方案之{chinese.numeral(before + 1)}",
            debtor=proposal.debtor,
            lead_case=lead,
            sources=[
                plans.SourceIn(
                    case=case,
                    taken=next(pot.amount for pot in plan.facts.proceeds if pot.key == key),
                    fee=given.get(f"fee:{key}", 0),
                )
                for key, case in proposal.pots.items()
            ],
            lines=lines,
            inputs=to_json(plan.facts),
            outcome={"amounts": given, "residue": plan.residue, "notes": list(plan.notes)},
            waived=proposal.waived,
            value_on=proposal.value_on,
            now=now,
        )


def _rank(sentences: Sequence[Sentence]) -> str:
    """The step that gave a claim most, by name; empty for a claim that stood in none."""
    return max(sentences, key=lambda sentence: sentence.paid).label[:40] if sentences else ""


def serve_plan(*, acting: Acting, plan: DistributionPlan, on: date, now: datetime) -> DistributionPlan:
    """Serve a plan on everyone: objections are heard for 15 days (民诉解释 509)."""
    until = deadline_of(court_id=plan.court_id, rule="plan_objection", since=on).day
    return plans.serve(acting=acting, plan=plan, on=on, objections_until=until, now=now)
