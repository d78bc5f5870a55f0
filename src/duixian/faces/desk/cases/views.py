"""The list of cases, on the page and as a workbook."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from duixian.domain.cases.models import Case
from duixian.domain.trail import services as trail
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.cases import rows as case_rows
from duixian.faces.desk.cases.rows import CaseRow
from duixian.faces.desk.cases.search import CaseSearch
from duixian.faces.desk.lists.exports import Column, Kind
from duixian.faces.desk.workbench import deadlines

_CHUNK = 500


def case_list(request: HttpRequest) -> HttpResponseBase:
    """Cases that match the search form, newest first. htmx gets the table alone; `export=xlsx` the workbook."""
    officer = officers.of(request)
    today = localdate()
    warn = deadlines.warn_days(officer, on=today)
    form = CaseSearch(request.GET, officer=officer)
    found = form.queryset(on=today, warn=warn).select_related("officer").defer("search", "officer__password")
    if request.GET.get("export") == "xlsx":
        # a list of parties leaves the system: who took it, and by which search, stays on record
        trail.record(
            acting=officer.acting(), act="case.export", now=localtime(), payload={"search": request.GET.urlencode()}
        )
        return lists.workbook(name=_("案件清单"), columns=_columns(), rows=_all(found, on=today, warn=warn))
    page = lists.page_of(found, request)
    shown = {"form": form, "page": page, "rows": case_rows.of_cases(page.rows, on=today, warn=warn)}
    part = "desk/cases/list_rows.html" if request.headers.get("HX-Request") else "desk/cases/list.html"
    return render(request, part, shown)


def _all(found: QuerySet[Case], *, on: date, warn: int) -> Iterator[CaseRow]:
    cases = found[: lists.pages.CAP].iterator(chunk_size=_CHUNK)
    while chunk := list(islice(cases, _CHUNK)):
        yield from case_rows.of_cases(chunk, on=on, warn=warn)


def _columns() -> list[Column[CaseRow]]:
    return [
        Column(_("案号"), lambda row: row.case.number, width=24),
        Column(_("申请执行人"), lambda row: "、".join(row.applicants), width=28),
        Column(_("被执行人"), lambda row: "、".join(row.debtors), width=28),
        Column(_("案由"), lambda row: row.case.cause, width=20),
        Column(_("标的（元）"), lambda row: row.case.claim_fen, Kind.MONEY),
        Column(_("已到位（元）"), lambda row: row.received_fen, Kind.MONEY),
        Column(_("承办人"), lambda row: row.case.officer.name if row.case.officer else ""),
        Column(_("立案日期"), lambda row: row.case.filed_on, Kind.DAY),
        Column(_("状态"), lambda row: _(row.case.get_state_display())),
        Column(_("最近期限"), lambda row: row.node.due_on if row.node else None, Kind.DAY),
        Column(_("期限状态"), lambda row: row.light.word if row.light else ""),
    ]
