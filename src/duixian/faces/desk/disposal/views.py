"""The list of disposals, and one of them."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import Disposal, DisposalState
from duixian.domain.disposal.services.disposals import OVER
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.disposal import figures, page, rows
from duixian.faces.desk.lists.exports import Column, Kind

READS = ("disposal.start", "disposal.approve", "disposal.register", "control.search", "funds.identify")
"""Any of these opens the pages of disposal for reading."""

GROUPS = {
    "pricing": (DisposalState.PRICING, DisposalState.PRICED),
    "selling": (DisposalState.ANNOUNCED, DisposalState.BIDDING, DisposalState.SECOND, DisposalState.DIRECT_SALE),
    "sold": (DisposalState.SOLD, DisposalState.PAID, DisposalState.RULED),
    "failed": (DisposalState.FAILED, DisposalState.SET_OFF, DisposalState.STOPPED),
    "over": (DisposalState.HANDED_OVER, DisposalState.RETURNED, DisposalState.WITHDRAWN),
}


def disposal_list(request: HttpRequest) -> HttpResponseBase:
    """Disposals of the court, newest first, under the figures of the last year."""
    officer = officers.of_office(request, *READS)
    today = localdate()
    chosen = request.GET.get("group", "")
    case = request.GET.get("case", "")
    found = selectors.listed(
        court_id=officer.court_id,
        states=GROUPS.get(chosen, ()),
        case_id=int(case) if case.isascii() and case.isdigit() and len(case) < 18 else None,
    ).select_related("control")
    if chosen == "unapproved":
        found = found.filter(approved_by="").exclude(state__in=OVER)
    if request.GET.get("export") == "xlsx":
        kept = rows.rows_of(list(found[: lists.pages.CAP]), on=today)
        return lists.workbook(name=_("处置清单"), columns=_columns(), rows=kept)
    shown_page = lists.page_of(found, request)
    shown = {
        "rows": rows.rows_of(shown_page.rows, on=today),
        "page": shown_page,
        "group": chosen,
        "groups": [
            ("", _("全部")),
            ("unapproved", _("待审批")),
            ("pricing", _("定价")),
            ("selling", _("公告和竞价")),
            ("sold", _("成交后")),
            ("failed", _("流拍、抵债、暂缓")),
            ("over", _("已终结")),
        ],
        "cards": figures.cards(
            court_id=officer.court_id, since=today - timedelta(days=365), until=today + timedelta(days=1)
        ),
        "may_start": may(officer.acting(), "disposal.start"),
        "may_import": may(officer.acting(), "disposal.import"),
    }
    return render(request, "desk/disposal/list.html", shown)


def disposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One disposal: the record at the left, what may be done now at the right."""
    officer = officers.of_office(request, *READS)
    shown = page.context(of_court(officer, pk), officer, on=localdate())
    return render(request, "desk/disposal/disposal.html", shown)


def of_court(officer: Officer, pk: int) -> Disposal:
    """A disposal of the officer's own court; 404 for any other."""
    found = Disposal.objects.select_related("case", "asset__person", "control", "platform")
    disposal = found.filter(pk=pk, court_id=officer.court_id).first()
    if disposal is None:
        raise Http404
    return disposal


def _columns() -> list[Column[rows.Row]]:
    return [
        Column(_("财产"), lambda row: row.disposal.asset.title, width=32),
        Column(_("案号"), lambda row: row.disposal.case.number, width=24),
        Column(_("状态"), lambda row: row.disposal.get_state_display()),
        Column(_("参考价"), lambda row: row.reference, Kind.MONEY),
        Column(_("起拍价"), lambda row: row.round.start_fen if row.round else None, Kind.MONEY),
        Column(_("成交价"), lambda row: row.sale.price_fen if row.sale else None, Kind.MONEY),
        Column(_("控制至今（天）"), lambda row: row.days, Kind.NUMBER),
        Column(_("下一步"), lambda row: row.next_step, width=24),
        Column(_("到期日"), lambda row: row.due_on, Kind.DAY),
    ]
