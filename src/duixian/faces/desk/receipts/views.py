"""The queue of receipts without a case, and the list of all of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base import casenumber
from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may, require
from duixian.domain.funds.models import LineDoubt, Receipt, ReceiptState, StatementImport
from duixian.domain.funds.selectors import RED_AFTER_DAYS
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.lights import Light, Tone
from duixian.flows.identify_receipt import identify_receipt, take_back_receipt

_TABS = (
    (ReceiptState.UNIDENTIFIED.value, gettext_noop("待识别")),
    (ReceiptState.IDENTIFIED.value, gettext_noop("已认领")),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A receipt and how long it has waited."""

    receipt: Receipt
    light: Light | None


def receipt_list(request: HttpRequest) -> HttpResponse:
    """Receipts in one state; those that wait are shown oldest first, with their candidates and reasons."""
    officer = officers.of(request)
    require(officer.acting(), "funds.identify")
    state = request.GET.get("state", ReceiptState.UNIDENTIFIED)
    if state not in ReceiptState.values:
        raise Http404
    rows = Receipt.objects.filter(court_id=officer.court_id, state=state).select_related("transfer", "case")
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.filter(Q(payer__contains=words) | Q(transfer__remark__contains=words) | Q(case__number=words))
    waiting = state == ReceiptState.UNIDENTIFIED
    page = lists.page_of(rows.order_by(*(("received_on", "id") if waiting else ("-received_on", "-id"))), request)
    red = red_after(officer, on=localdate())
    shown = {
        "page": page,
        "rows": [Waiting(row, _light(row, on=localdate(), red=red) if waiting else None) for row in page.rows],
        "state": state,
        "tabs": _TABS,
        "words": words,
        "doubts": LineDoubt.objects.filter(court_id=officer.court_id, same__isnull=True).count(),
        "imports": StatementImport.objects.filter(court_id=officer.court_id).order_by("-imported_at")[:5],
        "may_import": may(officer.acting(), "funds.import"),
    }
    return render(request, "desk/receipts/list.html", shown)


def red_after(officer: Officer, *, on: date) -> int:
    """Days after which an unidentified receipt stands under a red light: the court's own number, or the usual one."""
    own = courts.setting(court_id=officer.court_id, key="funds.red_after_days", on=on, default=RED_AFTER_DAYS)
    return int(own)


@require_POST
def identify(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Give a receipt to the case whose number was chosen or typed."""
    officer = officers.of(request)
    receipt = _own(officer, receipt_id)
    typed = request.POST.get("number", "")
    number = str(casenumber.parse(typed))
    case = Case.objects.filter(number=number, court_id=officer.court_id).first()
    if case is None:
        fault = Fault("receipt.no_case", "本院没有这个案件", "请核对案号", field="案号", value=typed)
        raise BadInput(fault)
    offered = [found for found in receipt.candidates if found.get("number") == number]
    reason = request.POST.get("reason", "").strip()
    reasons = list(offered[0]["reasons"]) if offered else []
    said = reason or _("经办人 {name} 确认").format(name=officer.name)
    reasons.append({"code": "receipt.by_officer", "message": said})
    identify_receipt(
        acting=officer.acting(), receipt=receipt, case=case, reasons=reasons, on=localdate(), now=localtime()
    )
    return done(request, reverse("desk:receipts"), _("已认领到 {number}。").format(number=number))


@require_POST
def take_back(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Undo a wrong identification; possible while the money lies on the case's account."""
    officer = officers.of(request)
    receipt = _own(officer, receipt_id)
    case_id = receipt.case_id
    take_back_receipt(
        acting=officer.acting(),
        receipt=receipt,
        reason=request.POST.get("reason", ""),
        on=localdate(),
        now=localtime(),
    )
    back = reverse("desk:case_tab", args=[case_id, "money"]) if case_id else reverse("desk:receipts")
    return done(request, back, _("已撤回认领，款项回到待识别。"))


def _own(officer: Officer, receipt_id: int) -> Receipt:
    receipt = (
        Receipt.objects.select_related("transfer", "case").filter(pk=receipt_id, court_id=officer.court_id).first()
    )
    if receipt is None:
        raise Http404
    return receipt


def _light(receipt: Receipt, *, on: date, red: int) -> Light:
    days = (on - receipt.received_on).days
    return Light(
        Tone.RED if days > red else Tone.YELLOW, _("已等 {days} 天").format(days=days) if days else _("今日到账")
    )
