"""Importing a statement: the report of a file, and explaining a layout nobody knew once."""

import base64
import binascii

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.faces.desk import officer as officers
from duixian.flows.import_statement import import_statement
from duixian.reading.statements.fields import Field
from duixian.reading.statements.layouts import Mapping
from duixian.reading.statements.recognition import UnknownLayout

LARGEST_UNKNOWN = 4 * 1024 * 1024
"""Bytes of a file of unknown layout that the page carries along while it is explained."""

MEANINGS = {
    Field.DATE: gettext_noop("日期（或日期时间）"),
    Field.TIME: gettext_noop("时间"),
    Field.CREDIT: gettext_noop("收入金额"),
    Field.DEBIT: gettext_noop("支出金额"),
    Field.AMOUNT: gettext_noop("金额（收支同列）"),
    Field.DIRECTION: gettext_noop("收支方向"),
    Field.BALANCE: gettext_noop("余额"),
    Field.COUNTERPARTY: gettext_noop("对方户名"),
    Field.COUNTERPARTY_ACCOUNT: gettext_noop("对方账号"),
    Field.REMARK: gettext_noop("摘要、附言"),
    Field.REFERENCE: gettext_noop("流水号"),
    Field.SUB_ACCOUNT: gettext_noop("子账号（一案一账户）"),
    Field.ACCOUNT: gettext_noop("本方账号"),
    Field.END_TO_END: gettext_noop("付款编号"),
}


@require_POST
def import_file(request: HttpRequest) -> HttpResponse:
    """Import the file sent, or the one carried along with what its columns mean."""
    officer = officers.of(request)
    data, name = _file(request)
    try:
        report = import_statement(
            acting=officer.acting(), data=data, file_name=name, now=localtime(), mapping=_mapping(request)
        )
    except UnknownLayout as unknown:
        if not unknown.candidates or len(data) > LARGEST_UNKNOWN:
            raise
        found = unknown.candidates[0]
        guesses = dict(found.guesses)
        shown = {
            "faults": unknown.faults,
            "name": name,
            "data": base64.b64encode(data).decode("ascii"),
            "signature": found.signature,
            "columns": [
                (at, heading, guesses.get(heading, ""), [row[at] for row in found.samples[:3] if at < len(row)])
                for at, heading in enumerate(found.headings)
            ],
            "meanings": [(field.value, _(label)) for field, label in MEANINGS.items()],
        }
        return render(request, "desk/receipts/mapping.html", shown, status=422)
    return render(request, "desk/receipts/report.html", {"report": report, "name": name})


def _file(request: HttpRequest) -> tuple[bytes, str]:
    upload = request.FILES.get("statement")
    if upload is not None:
        return upload.read(), upload.name or ""
    try:
        data = base64.b64decode(request.POST.get("data", ""), validate=True)
    except binascii.Error:
        data = b""
    if not data:
        raise BadInput(Fault("statement.no_file", "没有选择对账单", "请选择银行导出的文件", field="对账单"))
    return data, request.POST.get("name", "")


def _mapping(request: HttpRequest) -> Mapping | None:
    signature = request.POST.get("signature", "")
    if not signature:
        return None
    headings, meanings = request.POST.getlist("heading"), request.POST.getlist("meaning")
    columns = {heading: meaning for heading, meaning in zip(headings, meanings, strict=False) if meaning}
    return Mapping.from_json(
        {
            "signature": signature,
            "columns": columns,
            "bank": request.POST.get("bank", "").strip(),
            "unit": request.POST.get("unit", "yuan"),
        }
    )
