"""Receipts: what came in, and to which case it belongs."""

from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from duixian.base.money import yuan
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.faces.api.keys import acting, officer
from duixian.faces.api.shapes import Id, IdentifyIn, Page, PerPage, Problem, ProblemCodes, ReceiptOut, ReceiptPage
from duixian.flows.identify_receipt import identify_receipt

router = Router(tags=["到账"])


class Which(StrEnum):
    """Which receipts to list."""

    WAITING = "waiting"
    IDENTIFIED = "identified"
    ALL = "all"


_STATES = {Which.WAITING: ReceiptState.UNIDENTIFIED, Which.IDENTIFIED: ReceiptState.IDENTIFIED}


def shown(receipt: Receipt) -> dict[str, Any]:
    """A receipt as it goes over the wire."""
    return {
        "id": receipt.pk,
        "received_on": receipt.received_on,
        "amount": yuan(receipt.amount_fen),
        "payer": receipt.payer,
        "remark": receipt.transfer.remark,
        "state": receipt.state,
        "case_id": receipt.case_id,
        "case_number": receipt.case.number if receipt.case else None,
        "reasons": receipt.reasons,
        "candidates": receipt.candidates,
    }


@router.get("", response={200: ReceiptPage, ProblemCodes: Problem}, summary="到账列表")
def list_receipts(
    request: HttpRequest,
    which: Which = Which.WAITING,
    page: Page = 1,
    per_page: PerPage = 50,
) -> dict[str, Any]:
    """Receipts, oldest first; those that wait unless asked otherwise."""
    found = Receipt.objects.select_related("transfer", "case")
    if which in _STATES:
        found = found.filter(state=_STATES[which])
    start = (page - 1) * per_page
    rows = found.order_by("received_on", "pk")[start : start + per_page]
    return {"total": found.count(), "page": page, "per_page": per_page, "items": [shown(row) for row in rows]}


@router.post("/{receipt_id}/identify", response={200: ReceiptOut, ProblemCodes: Problem}, summary="认领到账")
def identify(request: HttpRequest, receipt_id: Id, body: IdentifyIn) -> dict[str, Any]:
    """Give a receipt of the own court to a case of the own court. 409 when somebody else was first."""
    require(acting(request), "funds.identify")
    own = officer(request).court_id
    receipt = get_object_or_404(Receipt, pk=receipt_id, court_id=own)
    case = get_object_or_404(Case, pk=body.case_id, court_id=own)
    receipt = identify_receipt(
        acting=acting(request),
        receipt=receipt,
        case=case,
        reasons=[{"code": "match.officer", "message": body.reason.strip()}],
        on=timezone.localdate(),
        now=timezone.now(),
    )
    return shown(receipt)
