"""Distribution plans, and what-if: the same division without keeping it."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from duixian.base.faults import BadInput, Fault
from duixian.base.money import yuan
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.terms import to_json
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import DistributionPlan
from duixian.domain.parties.models import Person
from duixian.faces.api.keys import acting, officer
from duixian.faces.api.shapes import (
    Id,
    Page,
    PerPage,
    PlanDetail,
    PlanPage,
    Problem,
    ProblemCodes,
    WhatIfIn,
    WhatIfOut,
)
from duixian.flows.plan_distribution import propose
from duixian.law.distribution import explain_all

router = Router(tags=["分配方案"])


def brief(plan: DistributionPlan) -> dict[str, Any]:
    """A plan as a row."""
    return {
        "id": plan.pk,
        "number": plan.number,
        "debtor": plan.debtor.name,
        "state": plan.state,
        "state_label": plan.get_state_display(),
        "funds": yuan(plan.funds_fen),
        "fee": yuan(plan.fee_fen),
        "made_by": plan.made_by,
        "confirmed_by": plan.confirmed_by,
        "served_on": plan.served_on,
        "objections_until": plan.objections_until,
        "effective_on": plan.effective_on,
    }


@router.get("", response={200: PlanPage, ProblemCodes: Problem}, summary="分配方案列表")
def list_plans(request: HttpRequest, page: Page = 1, per_page: PerPage = 50) -> dict[str, Any]:
    """Plans of the court and of those below it, newest first."""
    found = DistributionPlan.objects.select_related("debtor")
    start = (page - 1) * per_page
    rows = found.order_by("-made_at", "-pk")[start : start + per_page]
    return {"total": found.count(), "page": page, "per_page": per_page, "items": [brief(plan) for plan in rows]}


@router.post("/what-if", response={200: WhatIfOut, ProblemCodes: Problem}, summary="试算分配")
def what_if(request: HttpRequest, body: WhatIfIn) -> dict[str, Any]:
    """Divide the money now on the accounts of these cases among their creditors. Nothing is kept."""
    require(acting(request), "plan.make")
    own = officer(request).court_id
    debtor = get_object_or_404(Person, pk=body.debtor_id, court_id=own)
    wanted = sorted(set(body.case_ids))
    cases = list(
        Case.objects.filter(pk__in=wanted, court_id=own, parties__person=debtor, parties__role=CaseRole.DEBTOR)
        .select_related("title")
        .order_by("pk")
        .distinct()
    )
    missing = sorted(set(wanted) - {case.pk for case in cases})
    if missing:
        raise BadInput(
            Fault(
                "plan.not_of_debtor",
                "案件不存在、不属于本院，或被执行人不是此人",
                "请核对所选案件",
                field="case_ids",
                value="、".join(map(str, missing[:20])),
            )
        )
    proposal = propose(case_list=cases, debtor=debtor, on=body.on or timezone.localdate())
    plan = proposal.plan
    sentences = explain_all(plan)
    return {
        "value_on": proposal.value_on,
        "waived": proposal.waived,
        "funds": yuan(sum(pot.amount for pot in plan.facts.proceeds)),
        "residue": yuan(plan.residue),
        "notes": [str(note) for note in plan.notes],
        "lines": [
            {
                "case_id": proposal.claims[payee.key][0].pk,
                "case_number": proposal.claims[payee.key][0].number,
                "payee": proposal.claims[payee.key][1].name,
                "claim": yuan(payee.claimed.total),
                "amount": yuan(payee.paid),
                "held": "0.00",
                "rank": "",
                "steps": [to_json(sentence) for sentence in sentences[payee.key]],
            }
            for payee in plan.payees
        ],
    }


@router.get("/{plan_id}", response={200: PlanDetail, ProblemCodes: Problem}, summary="分配方案")
def get_plan(request: HttpRequest, plan_id: Id) -> dict[str, Any]:
    """One plan with what each payee gets and why."""
    plan = get_object_or_404(DistributionPlan.objects.select_related("debtor"), pk=plan_id)
    return {
        **brief(plan),
        "lines": [
            {
                "case_id": line.case_id,
                "case_number": line.case.number,
                "payee": line.payee.name,
                "claim": yuan(line.claim_fen),
                "amount": yuan(line.amount_fen),
                "held": yuan(line.held_fen),
                "rank": line.rank,
                "steps": line.steps,
            }
            for line in plan.lines.select_related("case", "payee")
        ],
    }
