"""Filing many cases by spreadsheet: a result for every row, and the bad rows back as a file."""

import base64
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Role
from duixian.domain.courts.policies import require
from duixian.faces.desk import officer as officers
from duixian.flows.file_case import file_case
from duixian.reading.cases import BadRow, CaseRows, read_cases, returned, template

LARGEST_UPLOAD = 500
"""Rows filed in one request; longer files are for the command, which shows its progress."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RETURNED = "desk.returned_rows"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: the case, or why not."""

    number: int
    case: Case | None
    faults: tuple[Fault, ...]


def template_file(request: HttpRequest) -> HttpResponse:
    """The empty spreadsheet with its columns explained."""
    return _xlsx(template(), "batch-filing.xlsx")


@require_POST
def file_sheet(request: HttpRequest) -> HttpResponse:
    """File every row that is good; each row is filed whole or not at all, and every bad one says why."""
    officer = officers.of(request)
    acting = officer.acting()
    require(acting, "case.file")
    upload = request.FILES.get("sheet")
    if upload is None:
        raise BadInput(Fault("filing.no_file", "没有选择文件", "请选择 .xlsx 或 .csv 文件", field="表格"))
    read = read_cases(upload.read(), upload.name or "", court_code=officer.court.code)
    if len(read.drafts) > LARGEST_UPLOAD:
        raise BadInput(
            Fault(
                "filing.too_many",
                "一次最多立案 {most} 件",
                "请分成几个文件，或用 duixian file 命令办理",
                field="表格",
                value=str(len(read.drafts)),
                data={"most": LARGEST_UPLOAD},
            )
        )
    results: list[RowResult] = [RowResult(row.number, None, row.faults) for row in read.bad]
    bad = list(read.bad)
    own = officer.pk if Role.OFFICER in officer.roles else None
    for number, draft in read.drafts:
        try:
            with transaction.atomic():
                case = file_case(acting=acting, draft=draft, filed_on=localdate(), now=localtime(), officer_id=own)
            results.append(RowResult(number, case, ()))
        except BadInput as refused:
            results.append(RowResult(number, None, refused.faults))
            bad.append(BadRow(number, read.cells[number], refused.faults))
    if bad:
        file = returned(CaseRows((), tuple(sorted(bad, key=lambda row: row.number)), read.titles))
        request.session[_RETURNED] = base64.b64encode(file).decode("ascii")
    results.sort(key=lambda result: result.number)
    filed = sum(result.case is not None for result in results)
    shown = {"results": results, "filed": filed, "refused": len(results) - filed, "name": upload.name}
    return render(request, "desk/filing/sheet_result.html", shown)


def returned_file(request: HttpRequest) -> HttpResponse:
    """The bad rows of the last upload with a column of reasons, to be corrected and sent again."""
    kept = request.session.get(_RETURNED)
    if kept is None:
        raise Http404
    return _xlsx(base64.b64decode(kept), "returned-rows.xlsx")


def _xlsx(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
