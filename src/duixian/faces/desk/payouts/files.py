"""Files to the bank and back: pain.001 or CSV out, pain.002 or CSV in."""

import io
import tempfile
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.banks import bankfile, pain001, pain002
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import PayoutState
from duixian.domain.funds.services.payouts import mark_sent, ready_to_send
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.payouts.views import of_court
from duixian.flows import pay_out
from duixian.ports.banks import BatchReport


def payment_file(request: HttpRequest, pk: int, form: str) -> FileResponse:
    """The payment file of a batch that every hand it needs has been on; `form` is xml or csv."""
    officer = officers.of(request)
    require(officer.acting(), "payout.send")
    batch = of_court(officer, pk)
    if not ready_to_send(batch) and batch.state not in (PayoutState.SENT, PayoutState.PAID):
        raise Refused(
            Fault(
                "payout.not_ready",
                "批次尚未完成复核或审批",
                "请先完成复核、审批",
                field="发放批次",
                value=batch.message_id,
            )
        )
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the response)
    prepared = pay_out.payment_batch(batch)
    if form == "xml":
        pain001.write(prepared, out)
    elif form == "csv":
        bankfile.write_payments(prepared, out)
    else:
        raise Http404
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{batch.message_id}.{form}")


@require_POST
def note_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the payment file was handed to the bank by hand, where no connection to the bank does it."""
    officer = officers.of(request)
    require(officer.acting(), "payout.send")
    mark_sent(acting=officer.acting(), batch=of_court(officer, pk), now=localtime())
    return done(request, reverse("desk:batch", args=[pk]), _("已登记提交银行。"))


@require_POST
def take_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a result file. The same file twice changes nothing the second time."""
    officer = officers.of(request)
    require(officer.acting(), "payout.send")
    batch = of_court(officer, pk)
    if batch.state not in (PayoutState.SENT, PayoutState.PAID):
        raise Refused(
            Fault(
                "payout.not_sent",
                "批次尚未登记为已提交银行",
                "先把付款文件交银行并登记提交，再读入结果",
                field="发放批次",
                value=batch.message_id,
            )
        )
    upload = request.FILES.get("results")
    if upload is None:
        raise BadInput(Fault("payout.no_file", "没有选择结果文件", "请选择银行的结果文件", field="结果文件"))
    _batch, paid, failed = pay_out.take_report(
        acting=officer.acting(), batch=batch, report=_report(upload.read()), now=localtime()
    )
    note = _("已读入结果：支付成功 {paid} 笔，失败 {failed} 笔。").format(paid=paid, failed=failed)
    return done(request, reverse("desk:batch", args=[pk]), note)


def _report(data: bytes) -> BatchReport:
    """XML begins with an angle bracket, whatever mark stands before it; everything else is the bank's CSV."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return pain002.read(io.BytesIO(data))
    return bankfile.read_results(data)
