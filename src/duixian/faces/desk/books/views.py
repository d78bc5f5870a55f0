"""Reconciliation: our books and the bank's on a day, on one page, kept by one person and signed by another."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import AccountKind, Reconciliation
from duixian.domain.funds.services import reconciliation
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.flows.pay_out import bank_account_of

READS_BOOKS = ("reconcile.sign", "payout.approve", "payout.make")


def reconcile_page(request: HttpRequest) -> HttpResponse:
    """Trial balance and comparison of a day; without one, of the last day the bank has told us about."""
    officer = officers.of_office(request, *READS_BOOKS)
    account = bank_account_of(officer.court_id)
    faults: tuple[Fault, ...] = ()
    day = funds.last_statement_day(account) or localdate()
    try:
        day = _day(request.GET.get("day", ""), otherwise=day)
    except BadInput as bad:
        faults = bad.faults
    balance = funds.trial_balance(court_id=officer.court_id, on=day)
    shown = {
        "hands": officers.names_of(officer.court_id),
        "account": account,
        "day": day,
        "balance": balance,
        "lines": [(AccountKind(kind).label, fen) for kind, fen in sorted(balance.lines.items()) if kind != "bank"],
        "comparison": funds.compare_with_bank(bank_account=account, day=day),
        "kept": Reconciliation.objects.filter(bank_account=account, day=day).first(),
        "page": lists.page_of(Reconciliation.objects.filter(bank_account=account).order_by("-day"), request),
        "may_sign": may(officer.acting(), "reconcile.sign"),
        "me": officer.username,
        "faults": faults,
    }
    return render(request, "desk/books/reconcile.html", shown)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the comparison of a day, as computed now."""
    officer = officers.of(request)
    account = bank_account_of(officer.court_id)
    day = _day(request.POST.get("day", ""), otherwise=localdate())
    found = funds.compare_with_bank(bank_account=account, day=day)
    if found.bank is None:
        raise BadInput(
            Fault("reconcile.no_statement", "没有该日的银行余额", "请先导入对账单", field="日期", value=day.isoformat())
        )
    reconciliation.keep(
        acting=officer.acting(),
        bank_account=account,
        day=day,
        bank=found.bank,
        book=found.book,
        differences=found.differences,
        now=localtime(),
    )
    return done(request, _address(day), _("已保存对账结果，待另一人复核签署。"))


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign what another person kept."""
    officer = officers.of(request)
    kept = _own(officer, pk)
    reconciliation.sign(acting=officer.acting(), reconciliation=kept, now=localtime())
    return done(request, _address(kept.day), _("已签署对账结果。"))


def _own(officer: Officer, pk: int) -> Reconciliation:
    kept = Reconciliation.objects.filter(pk=pk, court_id=officer.court_id).first()
    if kept is None:
        raise Http404
    return kept


def _address(day: date) -> str:
    return f"{reverse('desk:reconcile')}?day={day.isoformat()}"


def _day(text: str, *, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault("date.unreadable", "不是有效的日期", "请按 2026-11-22 的格式填写", field="日期", value=text)
        raise BadInput(fault) from None
