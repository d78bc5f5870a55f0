"""A plan as plain data with stable keys, amounts as decimal strings in yuan: for `--json`, the API and archives."""

from typing import Any

from duixian.base.money import yuan
from duixian.law.distribution import bases
from duixian.law.distribution.facts import Amounts
from duixian.law.distribution.objections import Held
from duixian.law.distribution.plan import Plan, Step
from duixian.law.distribution.words import explain_all


def as_record(plan: Plan) -> dict[str, Any]:
    """The whole plan: totals, steps with every line, payees with their formulas, who was left out, checks."""
    sentences = explain_all(plan)
    return {
        "debtor": plan.facts.debtor,
        "debtor_kind": plan.facts.debtor_kind.value,
        "on": plan.facts.on.isoformat(),
        "funds": yuan(plan.facts.funds),
        "costs_paid": yuan(plan.costs_paid),
        "claims_paid": yuan(plan.claims_paid),
        "residue": yuan(plan.residue),
        "rests": yuan(plan.rests),
        "set_off": {
            "order": [part.value for part in plan.facts.rules.set_off],
            "basis": str(bases.SET_OFF),
            "status": bases.SET_OFF.status,
        },
        "steps": [_step(step) for step in plan.steps],
        "payees": [
            {
                "key": payee.key,
                "creditor": payee.creditor,
                "case_number": payee.case_number,
                "claimed": _amounts(payee.claimed),
                "parts": _amounts(payee.parts),
                "paid": yuan(payee.paid),
                "rest": yuan(payee.rest),
                "steps": [
                    {"step": s.step, "label": s.label, "bases": list(s.bases), "text": s.text, "paid": yuan(s.paid)}
                    for s in sentences[payee.key]
                ],
            }
            for payee in plan.payees
        ],
        "left_out": [
            {"key": left.key, "creditor": left.creditor, "amount": yuan(left.amount), "reason": left.reason.as_json()}
            for left in plan.left_out
        ],
        "notes": list(plan.notes),
        "checks": [
            {"label": check.label, "left": yuan(check.left), "right": yuan(check.right), "holds": check.holds}
            for check in plan.checks()
        ],
    }


def held_record(held: Held) -> dict[str, Any]:
    """What waits and what goes, line by line."""
    return {
        "bases": [str(basis) for basis in held.bases],
        "held": yuan(held.held),
        "released": yuan(held.released),
        "lines": [
            {"key": line.key, "planned": yuan(line.planned), "held": yuan(line.held), "released": yuan(line.released)}
            for line in held.lines
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "kind": step.kind.value,
        "label": step.label,
        "source": step.source,
        "bases": [{"cited": str(b), "status": b.status, "gist": b.gist} for b in step.bases],
        "available": yuan(step.available),
        "owed": yuan(step.owed),
        "paid": yuan(step.paid),
        "lines": [
            {"key": line.key, "owed": yuan(line.owed), "paid": yuan(line.paid), "odd_fen": line.odd_fen}
            for line in step.lines
        ],
    }


def _amounts(amounts: Amounts) -> dict[str, str]:
    return {
        "principal": yuan(amounts.principal),
        "interest": yuan(amounts.interest),
        "fees": yuan(amounts.fees),
        "doubled": yuan(amounts.doubled),
        "total": yuan(amounts.total),
    }
