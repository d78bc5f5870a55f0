"""Daily files of outside platforms: taken in, and what could not be used of them given back."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.disposal.models import Platform, ResultFile
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.lists.exports import Column
from duixian.flows.dispose.import_results import import_results


def result_list(request: HttpRequest) -> HttpResponse:
    """Files taken in, newest first, and the form for another."""
    officer = officers.of_office(request, "disposal.import")
    rows = ResultFile.objects.filter(court_id=officer.court_id).select_related("platform").order_by("-pk")
    shown = {
        "hands": officers.names_of(officer.court_id),
        "page": lists.page_of(rows, request),
        "platforms": list(Platform.objects.filter(active=True, own=False)),
    }
    return render(request, "desk/disposal/results.html", shown)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Import a file and show what came of it. The same file twice changes nothing."""
    officer = officers.of(request)
    upload = request.FILES.get("results")
    if upload is None:
        raise BadInput(Fault("result.no_file", "没有选择文件", "请选择平台当日的结果文件", field="结果文件"))
    code = request.POST.get("platform", "")
    platform = Platform.objects.filter(code=code, active=True, own=False).first()
    if platform is None:
        raise BadInput(Fault("platform.none", "没有这个平台", "请从列表中选择", field="平台", value=code))
    report = import_results(
        acting=officer.acting(),
        platform=platform,
        data=upload.read(),
        file_name=upload.name or "",
        on=localdate(),
        now=localtime(),
    )
    shown = {"report": report, "file": report.file, "faults": report.faults, "fresh": True}
    return render(request, "desk/disposal/result.html", shown)


def result_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, with the rows that could not be used and why."""
    file = _of_court(request, pk)
    faults = [_fault(row) for row in file.faults]
    return render(request, "desk/disposal/result.html", {"file": file, "faults": faults})


def returned_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Those rows as a workbook, to be sent back to the platform."""
    file = _of_court(request, pk)
    columns: list[Column[dict[str, Any]]] = [
        Column(_("位置"), lambda row: row.get("place", "")),
        Column(_("栏目"), lambda row: row.get("field", "")),
        Column(_("内容"), lambda row: row.get("value", ""), width=24),
        Column(_("问题"), lambda row: row.get("message", ""), width=48),
        Column(_("如何处理"), lambda row: row.get("remedy", ""), width=40),
    ]
    return lists.workbook(name=_("退回的行"), columns=columns, rows=file.faults)


def _fault(row: Mapping[str, str]) -> Fault:
    """A kept fault; its sentence is already filled in."""
    return Fault(
        row["code"],
        row.get("message", ""),
        row.get("remedy", ""),
        field=row.get("field", ""),
        value=row.get("value", ""),
        place=row.get("place", ""),
    )


def _of_court(request: HttpRequest, pk: int) -> ResultFile:
    officer = officers.of_office(request, "disposal.import")
    found = ResultFile.objects.select_related("platform").filter(pk=pk, court_id=officer.court_id).first()
    if found is None:
        raise Http404
    return found
