"""A plan over one arrival as `services.bulk.draft_plans` takes it: shares, reasons, inputs and outcome."""

from datetime import datetime

from duixian.base import chinese
from duixian.domain.cases.terms import to_json
from duixian.domain.funds.services.bulk import PlanIn
from duixian.domain.funds.services.plans import LineIn, SourceIn
from duixian.domain.trail.acting import Acting
from duixian.flows.plan_distribution import claim_key, pot_key
from duixian.law.distribution import RESIDUE, explain_all
from duixian.testing.demo.dossier import Dossier
from duixian.testing.demo.plans import Given, plan_for
from duixian.worlds.lives import Arrival


def draft(dossier: Dossier, arrival: Arrival, *, acting: Acting, at: datetime) -> PlanIn:
    """The plan of one arrival, ready to be kept. Raises `AssertionError` when law and world disagree on the sums."""
    assert dossier.of.draft.effective_on is not None
    dossier.plans += 1
    plan = plan_for(
        case=dossier.case,
        creditor=dossier.applicant,
        debtor=dossier.debtor,
        ordered=dossier.of.draft.ordered,
        effective_on=dossier.of.draft.effective_on,
        before=dossier.given,
        now_in=Given(arrival.on, arrival.amount, arrival.source),
        fee=arrival.fee,
        on=at.date(),
    )
    given = plan.amounts()
    sentences = explain_all(plan)
    payees = [
        LineIn(
            case=dossier.case,
            payee=dossier.applicant,
            claim=payee.claimed.total,
            amount=payee.paid,
            rank=max(sentences[payee.key], key=lambda s: s.paid).label[:40] if sentences[payee.key] else "",
            steps=[to_json(sentence) for sentence in sentences[payee.key]],
        )
        for payee in plan.payees
    ]
    if plan.residue:
        steps = [{"label": "余款退还被执行人", "paid": plan.residue}]
        payees.append(LineIn(dossier.case, dossier.debtor, plan.residue, plan.residue, RESIDUE, steps))
    if given.get(claim_key(dossier.case, dossier.applicant), 0) != arrival.given:
        raise AssertionError(f"{dossier.case.number}: the plan gives other sums than the world says")
    return PlanIn(
        acting=acting,
        number=f"{dossier.case.number}分配方案之{chinese.numeral(dossier.plans)}",
        debtor=dossier.debtor,
        source=SourceIn(dossier.case, arrival.amount, given.get(f"fee:{pot_key(dossier.case)}", 0)),
        lines=payees,
        inputs=to_json(plan.facts),
        outcome={"amounts": given, "residue": plan.residue, "notes": list(plan.notes)},
        value_on=arrival.on,
        at=at,
    )
