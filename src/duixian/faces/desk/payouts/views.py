"""Batches: the list, one batch, and the acts of its hands."""

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.funds.models import AccountKind, PayoutBatch, PayoutState
from duixian.domain.funds.services.payouts import ready_to_send
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.payouts import people
from duixian.flows import pay_out

_GONE = (PayoutState.SENT, PayoutState.PAID)


def batch_list(request: HttpRequest) -> HttpResponse:
    """Batches of the court, newest first, and how much waits to be put into one."""
    officer = officers.of_office(request, *officers.PAYS_OUT)
    rows = PayoutBatch.objects.filter(court_id=officer.court_id)
    state = request.GET.get("state", "")
    if state in PayoutState.values:
        rows = rows.filter(state=state)
    shown = {
        "hands": officers.names_of(officer.court_id),
        "page": lists.page_of(rows.order_by("-id"), request),
        "state": state,
        "states": PayoutState.choices,
        "waiting": people.waiting_sum(officer.court_id, AccountKind.PAYEE),
        "unclaimed": people.waiting_sum(officer.court_id, AccountKind.UNCLAIMED),
        "may_make": may(officer.acting(), "payout.make"),
    }
    return render(request, "desk/payouts/list.html", shown)


def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its hands, its payouts, what the bank said of each."""
    officer = officers.of_office(request, *officers.PAYS_OUT)
    batch = of_court(officer, pk)
    acting = officer.acting()
    rows = batch.payouts.select_related("case", "payee")
    state = request.GET.get("state", "")
    if state in PayoutState.values:
        rows = rows.filter(state=state)
    shown = {
        "hands": officers.names_of(officer.court_id),
        "batch": batch,
        "page": lists.page_of(rows.order_by("id"), request, size=50),
        "state": state,
        "counts": batch.payouts.values("state").annotate(count=Count("pk"), fen=Sum("amount_fen")).order_by("state"),
        "failed": batch.payouts.filter(Q(state=PayoutState.FAILED) | Q(state=PayoutState.RETURNED)).count(),
        "may_check": batch.state == PayoutState.DRAFT and may(acting, "payout.check"),
        "may_approve": batch.state == PayoutState.CHECKED and batch.needs_approval and may(acting, "payout.approve"),
        "may_cancel": may(acting, "payout.make")
        and batch.state in (PayoutState.DRAFT, PayoutState.CHECKED)
        and not ready_to_send(batch),
        "sent": batch.state in _GONE,
        "may_send": may(acting, "payout.send") and (ready_to_send(batch) or batch.state in _GONE),
    }
    return render(request, "desk/payouts/batch.html", shown)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Put everybody who can be paid into one batch."""
    batch = pay_out.make_batch(acting=officers.of(request).acting(), now=localtime())
    return done(
        request, reverse("desk:batch", args=[batch.pk]), _("已拟制批次 {id}，待复核。").format(id=batch.message_id)
    )


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The checker's hand."""
    officer = officers.of(request)
    batch = pay_out.check_batch(acting=officer.acting(), batch=of_court(officer, pk), now=localtime())
    note = _("已复核，待审批。") if batch.needs_approval else _("已复核，正在提交银行。")
    return done(request, reverse("desk:batch", args=[pk]), note)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The approver's hand."""
    officer = officers.of(request)
    pay_out.approve_batch(acting=officer.acting(), batch=of_court(officer, pk), now=localtime())
    return done(request, reverse("desk:batch", args=[pk]), _("已审批，正在提交银行。"))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch back before it goes to the bank."""
    officer = officers.of(request)
    pay_out.cancel_batch(
        acting=officer.acting(),
        batch=of_court(officer, pk),
        reason=request.POST.get("reason", ""),
        now=localtime(),
    )
    return done(request, reverse("desk:batch", args=[pk]), _("批次已撤回，款项回到应付受领人。"))


def of_court(officer: Officer, pk: int) -> PayoutBatch:
    """A batch of the officer's own court; 404 for any other."""
    batch = PayoutBatch.objects.select_related("bank_account").filter(pk=pk, court_id=officer.court_id).first()
    if batch is None:
        raise Http404
    return batch
