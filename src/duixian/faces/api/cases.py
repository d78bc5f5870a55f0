"""Cases and their debt."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from duixian.base.identity import mask_id
from duixian.base.money import yuan
from duixian.domain.cases import selectors
from duixian.domain.cases.models import Case, CaseRole, CaseState
from duixian.domain.courts.models import Level, Officer
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import CaseAccount
from duixian.faces.api.shapes import (
    CaseDetail,
    CasePage,
    Day,
    DebtOut,
    FaultOut,
    Id,
    Page,
    PerPage,
    Problem,
    ProblemCodes,
    Words,
)
from duixian.flows.state_debt import debt_of
from duixian.law.interest.document import statement_as_json

router = Router(tags=["案件"])


def visible() -> QuerySet[Case]:
    """Cases the officer's scope shows, with what a row needs."""
    return Case.objects.select_related("court", "officer").prefetch_related("parties__person")


def brief(case: Case) -> dict[str, Any]:
    """A case as a row."""
    parties = list(case.parties.all())
    return {
        "id": case.pk,
        "number": case.number,
        "court": case.court.name,
        "state": case.state,
        "state_label": case.get_state_display(),
        "cause": case.cause,
        "claim": yuan(case.claim_fen),
        "filed_on": case.filed_on,
        "closed_on": case.closed_on,
        "officer": case.officer.name if case.officer else "",
        "applicants": [party.person.name for party in parties if party.role == CaseRole.APPLICANT],
        "debtors": [party.person.name for party in parties if party.role == CaseRole.DEBTOR],
    }


@router.get("", response={200: CasePage, ProblemCodes: Problem}, summary="案件列表")
def list_cases(
    request: HttpRequest,
    q: Words = "",
    state: CaseState | None = None,
    page: Page = 1,
    per_page: PerPage = 50,
) -> dict[str, Any]:
    """Cases of the court and of those below it, newest first."""
    officer = request.user
    assert isinstance(officer, Officer), "the key or the session has named one"
    alone = officer.court_id if officer.court.level == Level.BASIC else None  # nobody stands below a basic court
    found = visible().filter(selectors.found(q, court_id=alone))
    if state is not None:
        found = found.filter(state=state)
    start = (page - 1) * per_page
    rows = found.order_by("-filed_on", "-pk")[start : start + per_page]
    return {"total": found.count(), "page": page, "per_page": per_page, "items": [brief(case) for case in rows]}


@router.get("/{case_id}", response={200: CaseDetail, ProblemCodes: Problem}, summary="案件")
def get_case(request: HttpRequest, case_id: Id) -> dict[str, Any]:
    """One case. 404 also when it is another court's."""
    case = get_object_or_404(visible().select_related("title"), pk=case_id)
    today = timezone.localdate()
    title = case.title
    money = funds.money_of([case.pk])[case.pk]
    account = CaseAccount.objects.filter(case=case).first()
    return {
        **brief(case),
        "account_number": account.number if account else "",
        "parties": [
            {
                "id": party.person_id,
                "name": party.person.name,
                "role": party.role,
                "role_label": party.get_role_display(),
                "kind": party.person.kind,
                "id_number_masked": mask_id(party.person.id_number),
            }
            for party in case.parties.all()
        ],
        "title": {
            "kind": title.kind,
            "made_by": title.made_by,
            "number": title.number,
            "made_on": title.made_on,
            "effective_on": title.effective_on,
        },
        "obligations": [
            {
                "key": row.key,
                "kind": row.kind,
                "label": row.label,
                "amount": None if row.amount_fen is None else yuan(row.amount_fen),
            }
            for row in title.obligations.all()
        ],
        "nodes": [
            {
                "rule": node.rule,
                "title": node.title,
                "basis": node.basis,
                "started_on": node.started_on,
                "due_on": node.due_on,
                "done_on": node.done_on,
                "light": selectors.light_of(node, on=today).value,
                "explanation": [str(step) for step in node.explanation],
            }
            for node in case.nodes.all()
        ],
        "money": {
            name: yuan(getattr(money, name))
            for name in ("received", "on_account", "with_payees", "held", "under_way", "paid", "unclaimed")
        },
    }


@router.get("/{case_id}/debt", response={200: DebtOut, ProblemCodes: Problem}, summary="某日的债务")
def get_debt(request: HttpRequest, case_id: Id, on: Day | None = None) -> dict[str, Any]:
    """What is owed on a day, with every step and its article."""
    case = get_object_or_404(visible().select_related("title"), pk=case_id)
    day: date = on or timezone.localdate()
    debt = debt_of(case, on=day)
    return {
        "case_id": case.pk,
        "number": case.number,
        "on": day,
        "remaining": yuan(debt.remaining),
        "fee": yuan(debt.fee.due),
        "fee_open": yuan(debt.fee_open),
        "to_pay": yuan(debt.to_pay),
        "statement": statement_as_json(debt.statement) if debt.statement else None,
        "faults": [FaultOut.of(fault) for fault in debt.faults],
    }
