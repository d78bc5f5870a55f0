"""The list of applications, and taking one in from the form of filing."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput
from duixian.domain.cases.models import Application, ApplicationState
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.applications import about, record
from duixian.faces.desk.cases.standing import light_of_day
from duixian.faces.desk.filing import form
from duixian.faces.desk.filing import views as filing
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.lists.exports import Column, Kind
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.workbench import deadlines
from duixian.flows import receive_application

_S = ApplicationState
OPEN = (_S.RECEIVED, _S.SUPPLEMENT)
LISTS: Mapping[str, str] = {
    "waiting": gettext_noop("待立案审查"),
    "near": gettext_noop("近限、超限"),
    "supplement": gettext_noop("待补正"),
    "filed": gettext_noop("已立案"),
    "refused": gettext_noop("不予受理、撤回"),
    "": gettext_noop("全部"),
}


def application_list(request: HttpRequest) -> HttpResponseBase:
    """Applications of the court, whose last day comes first at the top; `export=xlsx` the workbook."""
    officer = officers.of_office(request, *record.READS)
    today = localdate()
    warn = deadlines.warn_days(officer, on=today)
    asked = request.GET.get("list", "waiting")
    which = asked if asked in LISTS else "waiting"
    rows = _rows(officer.court_id, which, today + timedelta(days=warn))
    words = request.GET.get("q", "").strip()[:60]
    if words:
        rows = rows.filter(Q(applicant__contains=words) | Q(debtor__contains=words) | Q(title_number__contains=words))
    if request.GET.get("export") == "xlsx":
        return lists.workbook(name=_("执行申请清单"), columns=_columns(), rows=rows[: lists.pages.CAP].iterator())
    page = lists.page_of(rows, request)
    shown = {
        "page": page,
        "rows": [(one, _light(one, on=today, warn=warn), record.turn(one)) for one in page.rows],
        "lists": LISTS.items(),
        "which": which,
        "q": words,
    }
    return render(request, "desk/applications/list.html", shown)


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take an application in as the form of filing has it, without filing it. A refused form comes back as typed."""
    officer = officers.of_office(request, "case.file")
    try:
        made = receive_application.receive(
            acting=officer.acting(),
            draft=form.draft_of(request.POST),
            about=about.typed(Typed(request.POST)),
            on=localdate(),
            now=localtime(),
        )
    except BadInput as bad:
        return filing.shown_again(request, bad.faults)
    note = _("已收件，立案审查期限至 {day}。").format(day=made.due_on.isoformat())
    return done(request, reverse("desk:application", args=[made.pk]), note)


def _rows(court_id: int, which: str, soon: date) -> QuerySet[Application]:
    rows = Application.objects.filter(court_id=court_id).defer("ruling_pdf", "draft")
    narrowed: Mapping[str, Q] = {
        "waiting": Q(state=_S.RECEIVED),
        "near": Q(state=_S.RECEIVED, due_on__lte=soon) | Q(state=_S.SUPPLEMENT, supplement_due__lte=soon),
        "supplement": Q(state=_S.SUPPLEMENT),
        "filed": Q(state=_S.FILED),
        "refused": Q(state__in=(_S.REFUSED, _S.WITHDRAWN)),
    }
    rows = rows.filter(narrowed.get(which, Q()))
    return rows.order_by("-decided_on", "-pk") if which in ("filed", "refused") else rows.order_by("due_on", "pk")


def _light(row: Application, *, on: date, warn: int) -> Light:
    if row.state not in OPEN:
        return Light(Tone.GREY, _(row.get_state_display()))
    due = row.supplement_due if row.state == _S.SUPPLEMENT and row.supplement_due else row.due_on
    return light_of_day(due, on=on, warn=warn)


def _columns() -> list[Column[Application]]:
    return [
        Column(_("申请执行人"), lambda row: row.applicant, width=28),
        Column(_("被执行人"), lambda row: row.debtor, width=28),
        Column(_("执行依据"), lambda row: row.title_number, width=28),
        Column(_("收件"), lambda row: row.received_on, Kind.DAY),
        Column(_("期限"), lambda row: row.due_on, Kind.DAY),
        Column(_("状态"), lambda row: _(row.get_state_display())),
        Column(_("决定"), lambda row: row.decided_on, Kind.DAY),
        Column(_("裁定文号"), lambda row: row.ruling_number, width=28),
    ]
