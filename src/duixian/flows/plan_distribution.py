"""Divide the money of one debtor: gather pots and claims, let the law divide, keep the plan, or only look (what-if)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from duixian.base import chinese
from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case, CaseRole, Party
from duixian.domain.cases.terms import to_json
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import DistributionPlan
from duixian.domain.funds.services import plans
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.count_claims import claim_amounts
from duixian.flows.open_nodes import deadline_of
from duixian.flows.prior_rights import (
    PriorRight,
    holder_of,
    outsiders,
    own_rights,
    prior_rights,
    queue_of,
    unstated,
)
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
    StepKind,
    divide,
    explain,
    explain_all,
)
from duixian.law.fees import execution_fee

_DEBTORS = {
    PersonKind.NATURAL: DebtorKind.PERSON,
    PersonKind.ORGANISATION: DebtorKind.ORGANISATION,
    PersonKind.AUTHORITY: DebtorKind.ORGANISATION,
    PersonKind.COMPANY: DebtorKind.COMPANY,
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
class CostIn:
    """A cost of enforcement other than the fee, and who is paid it: the appraiser, or the applicant who advanced it
    (民诉解释 508: such costs come first). `amount` is fen; `proceeds` the `pot_key` of the money it was spent on, empty
    for a cost of all. A person not saved yet becomes known to the court when the plan is kept."""

    person: Person
    label: str
    amount: Fen
    kind: CostKind
    proceeds: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan as computed and the people behind its keys: `pots` are the cases whose money is divided, by `pot_key` or,
    for the price of a thing, by `funds.sale_key`; `fees` those whose execution fee is collected, by `pot_key`; `costs`
    are the other costs; `rights` those over the things that nobody here applied for. Nothing is kept."""

    plan: Plan
    debtor: Person
    claims: Mapping[str, tuple[Case, Person]]
    pots: Mapping[str, Case]
    value_on: date
    fees: Mapping[str, Case] = field(default_factory=dict)
    costs: Mapping[str, CostIn] = field(default_factory=dict)
    rights: Mapping[str, PriorRight] = field(default_factory=dict)

    @property
    def waived(self) -> bool:
        """No window for objections is due: one creditor only, or every claim is paid in full (民诉解释 509)."""
        paid = {payee.key: payee.paid for payee in self.plan.payees}
        if any(paid.get(key, 0) != right.amount for key, right in self.rights.items()):
            return False
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
    costs: Sequence[CostIn] = (),
    rules: Rules | None = None,
    rights_owed: Mapping[str, Fen] | None = None,
    right_holders: Mapping[str, Person] | None = None,
) -> Proposal:
    """Divide what lies on the accounts of these cases among their creditors, as of the day the money came in.

    Only what this debtor answers for is claimed. The price of a thing sold is divided apart from other money, its
    mortgages and pledges first (`prior_rights`; `rights_owed` and `right_holders`: what the officer found about them,
    by key). Raises `BadInput` when nothing lies there, for a cost without a name or a sum, when the law needs something
    that is not known (a rank, a class, what a right secures), and when a claim cannot be counted in full (a day that is
    missing, a currency) while somebody else would get what may be its money.
    """
    lying = [(case, pot) for case in case_list for pot in funds.pots_of(case.pk)]
    pots = {pot.key: case for case, pot in lying}
    if not pots:
        raise BadInput(Fault("plan.no_money", "所选案件账户没有待分配案款", "先认领到账，再制作分配方案", field="案款"))
    spent = _keyed(costs, court_id=case_list[0].court_id)
    rights = prior_rights(lying, owed=rights_owed, people=right_holders)
    if unsaid := unstated(rights):
        raise BadInput.of(unsaid)
    queue = queue_of(lying)
    value_on = funds.last_receipt_day([case.pk for case in case_list]) or on
    people: dict[str, tuple[Case, Person]] = {}
    claims: list[Claim] = []
    alone = len(case_list) == 1
    uncounted: list[Fault] = []
    for case in case_list:
        answers = _as_debtor(case, debtor)
        applicants = list(case.parties.filter(role=CaseRole.APPLICANT).select_related("person"))
        for applicant in applicants:
            owed, missing = claim_amounts(
                case, applicant, debtor=answers, on=value_on, alone=alone and len(applicants) == 1
            )
            uncounted += missing
            if owed.total == 0:
                continue
            key = claim_key(case, applicant.person)
            people[key] = (case, applicant.person)
            own = (terms or {}).get(key, ClaimTerms())
            place = queue.get(case.pk, (None, None))
            claims.append(
                Claim(
                    key=key,
                    creditor=applicant.person.name,
                    amounts=owed,
                    case_number=case.number,
                    kind=own.kind,
                    securities=own.securities or own_rights(rights, applicant.person),
                    title=own.title or case.number,
                    control_rank=own.control_rank or place[0],
                    controlled_on=own.controlled_on or place[1],
                    applied_on=own.applied_on,
                )
            )
    outside = {right.key: right for right in outsiders(rights, case_list)}
    claims += [
        Claim(
            key=key,
            creditor=right.holder,
            amounts=Amounts(principal=right.amount or 0),
            case_number=right.case.number,
            securities=(right.security,),
            title=key,
            titled=False,
        )
        for key, right in outside.items()
    ]
    people |= {key: (right.case, holder_of(right, court_id=right.case.court_id)) for key, right in outside.items()}
    facts = PlanFacts(
        debtor=debtor.name,
        debtor_kind=_DEBTORS[PersonKind(debtor.kind)],
        on=on,
        proceeds=tuple(Proceeds(pot.key, _pot_label(case, pot), pot.amount) for case, pot in lying),
        claims=tuple(claims),
        costs=tuple(
            Cost(
                key=key,
                label=cost.label,
                amount=cost.amount,
                kind=cost.kind,
                proceeds=cost.proceeds,
                payee=cost.person.name,
            )
            for key, cost in spent.items()
        ),
        practice=practice_of(court_id=case_list[0].court_id, on=on),
        rules=rules or Rules(),
    )
    fees = _fees(case_list, people, divide(_secured_only(facts)))
    if fees:
        collected = tuple(
            Cost(
                key=f"fee:{key}",
                label="申请执行费",
                amount=fen,
                kind=CostKind.EXECUTION_FEE,
                proceeds=key if key in pots else "",
            )
            for key, fen in fees.items()
        )
        facts = replace(facts, costs=(*collected, *facts.costs))
    plan = divide(_secured_only(facts))
    if uncounted and (plan.residue or len(plan.payees) > 1):
        raise BadInput.of(uncounted)
    bearing = {key: case for case in case_list if (key := pot_key(case)) in fees}
    return Proposal(
        plan=plan,
        debtor=debtor,
        claims=people,
        pots=pots,
        value_on=value_on,
        fees=bearing,
        costs=spent,
        rights=outside,
    )


def _secured_only(facts: PlanFacts) -> PlanFacts:
    """The facts with every claim that has no title cut down to what its security brings it: it takes part for that
    alone (民诉解释 506), and with the rest in no other money."""
    if all(claim.titled for claim in facts.claims):
        return facts
    got: dict[str, Fen] = {}
    for step in divide(facts).steps:
        for line in step.lines if step.kind is StepKind.SECURED else ():
            got[line.key] = got.get(line.key, 0) + line.paid
    claims = tuple(
        claim if claim.titled else replace(claim, amounts=Amounts(principal=got.get(claim.key, 0)))
        for claim in facts.claims
    )
    return replace(facts, claims=tuple(claim for claim in claims if claim.titled or claim.amounts.total))


def _pot_label(case: Case, pot: funds.Pot) -> str:
    return case.number if pot.credit is None else f"{case.number} {pot.credit.thing}变价款"


def _keyed(costs: Sequence[CostIn], *, court_id: int) -> dict[str, CostIn]:
    """Costs under keys that do not depend on the order they were typed in, as a plan must not."""
    faults = []
    for cost in costs:
        if not cost.label.strip():
            faults.append(Fault("plan.cost_label", "费用没有名称", "请写明费用名称，如评估费", field="费用名称"))
        if cost.amount <= 0:
            faults.append(
                Fault("plan.cost_amount", "费用金额应大于零", "请填写实际支出的金额", field="金额", value=cost.label)
            )
        if cost.kind is CostKind.EXECUTION_FEE:
            faults.append(
                Fault(
                    "plan.cost_is_fee",
                    "申请执行费由系统按办法第十四条计收",
                    "此处只填写评估、拍卖、保管、公告等实际支出",
                    field="费用种类",
                    value=cost.label,
                )
            )
        if cost.person.court_id != court_id:
            faults.append(Fault("plan.cost_person", "受领人不是本院登记的人员", "请选择或另行录入", field="受领人"))
    if faults:
        raise BadInput.of(faults)
    ordered = sorted(costs, key=lambda cost: (cost.kind, cost.label, cost.person.name, cost.proceeds, cost.amount))
    return {f"cost:{number:03d}": cost for number, cost in enumerate(ordered, start=1)}


def _as_debtor(case: Case, debtor: Person) -> Party:
    """The debtor's part in a case. Raises `BadInput` when there is none: money of one is not divided for another's."""
    found = case.parties.filter(person=debtor, role__in=(CaseRole.DEBTOR, CaseRole.GUARANTOR)).first()
    if found is None:
        raise BadInput(
            Fault(
                "plan.not_debtor",
                "“{name}”不是该案的被执行人",
                "同一方案只能分配同一被执行人的案款",
                field="案号",
                value=case.number,
                data={"name": debtor.name},
            )
        )
    return found


def _fees(case_list: Sequence[Case], people: Mapping[str, tuple[Case, Person]], plan: Plan) -> dict[str, Fen]:
    """The execution fee of each case that `plan`, made without fees, would pay: on all that has been executed for it
    (办法 14), less what was taken before. Whose account the money lies on does not matter."""
    now: dict[int, Fen] = {}
    for payee in plan.payees:
        if payee.key.startswith("outside:"):  # who has a right to the thing did not apply for this execution
            continue
        case, _ = people[payee.key]
        now[case.pk] = now.get(case.pk, 0) + payee.paid
    fees: dict[str, Fen] = {}
    for case in case_list:
        if case.fee_waived_basis or not now.get(case.pk):
            continue
        taken = funds.fee_taken(case.pk)
        executed = sum(paid.amount for paid in funds.distributed_to(case.pk)) + taken + now[case.pk]
        due = execution_fee(min(case.claim_fen or executed, executed), on=case.filed_on).due - taken
        if due > 0:
            fees[pot_key(case)] = due
    return fees


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
    """Keep a proposal as a draft plan, with all that went in and came out, so that it can be computed again.

    Raises `Refused` when the money it divides is no longer what lies there, or another plan over its cases is open.
    """
    require(acting, "plan.make", of_court=proposal.debtor.court_id)
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
        if payee.key not in proposal.rights
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
    taken = {pot.key: pot.amount for pot in plan.facts.proceeds}
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        _money_stands(proposal)
        lines += _right_lines(acting, proposal)
        lines += _cost_lines(acting, proposal, given, lead)
        before = DistributionPlan.objects.filter(lead_case=lead).count()
        return plans.draft(
            acting=acting,
            number=f"{lead.number}分配方案之{chinese.numeral(before + 1)}",
            debtor=proposal.debtor,
            lead_case=lead,
            sources=[
                plans.SourceIn(
                    case=case,
                    taken=sum(taken[key] for key, of in proposal.pots.items() if of.pk == case.pk),
                    fee=given.get(f"fee:{pot_key(case)}", 0),
                )
                for case in {case.pk: case for case in (*proposal.pots.values(), *proposal.fees.values())}.values()
            ],
            lines=lines,
            inputs=to_json(plan.facts),
            outcome={"amounts": given, "residue": plan.residue, "notes": list(plan.notes)},
            waived=proposal.waived,
            value_on=proposal.value_on,
            now=now,
        )


def _right_lines(acting: Acting, proposal: Proposal) -> list[plans.LineIn]:
    """A line for each right over a thing whose holder has no case here: he is paid out of it, and no debt falls."""
    sentences = explain_all(proposal.plan)
    lines = []
    for payee in proposal.plan.payees:
        if payee.key in proposal.rights and payee.paid:
            case, person = proposal.claims[payee.key]
            if person.pk is None:
                person = parties.enter(acting=acting, kind=person.kind, name=person.name, id_number=person.id_number)
            lines.append(
                plans.LineIn(
                    case=case,
                    payee=person,
                    claim=proposal.rights[payee.key].amount or payee.paid,
                    amount=payee.paid,
                    rank=funds.OUTSIDE,
                    steps=[to_json(sentence) for sentence in sentences[payee.key]],
                )
            )
    return lines


def _cost_lines(acting: Acting, proposal: Proposal, given: Mapping[str, Fen], lead: Case) -> list[plans.LineIn]:
    """A line for each cost, in the case whose money bears it, or the leading case for a cost of all."""
    lines = []
    for key, cost in proposal.costs.items():
        person = cost.person
        if person.pk is None:
            person = parties.enter(acting=acting, kind=person.kind, name=person.name, id_number=person.id_number)
        lines.append(
            plans.LineIn(
                case=proposal.pots.get(cost.proceeds, lead),
                payee=person,
                claim=cost.amount,
                amount=given.get(key, 0),
                rank=funds.COST,
                steps=[to_json(sentence) for sentence in explain(proposal.plan, key)],
            )
        )
    return lines


def _money_stands(proposal: Proposal) -> None:
    """A proposal was computed some time ago; what lies on the accounts must still be what it divides."""
    lies = {pot.key: pot.amount for case in _cases(proposal) for pot in funds.pots_of(case.pk)}
    for pot in proposal.plan.facts.proceeds:
        if lies.pop(pot.key, 0) != pot.amount or (lies and pot is proposal.plan.facts.proceeds[-1]):
            raise Refused(
                Fault(
                    "plan.money_changed",
                    "案款余额已变化，方案未保存",
                    "请重新计算方案",
                    field="案号",
                    value=proposal.pots[pot.key].number,
                )
            )


def _cases(proposal: Proposal) -> list[Case]:
    """The cases whose money is divided, each once."""
    return list({case.pk: case for case in proposal.pots.values()}.values())


def _rank(sentences: Sequence[Sentence]) -> str:
    """The step that gave a claim most, by name; empty for a claim that stood in none."""
    return max(sentences, key=lambda sentence: sentence.paid).label[:40] if sentences else ""


def serve_plan(*, acting: Acting, plan: DistributionPlan, on: date, now: datetime) -> DistributionPlan:
    """Serve a plan on everyone: objections are heard for 15 days (民诉解释 509)."""
    until = deadline_of(court_id=plan.court_id, rule="plan_objection", since=on).day
    return plans.serve(acting=acting, plan=plan, on=on, objections_until=until, now=now)
