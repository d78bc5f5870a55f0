"""Lines that another export may have told before: nothing is booked for them until somebody has compared the two."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.courts.policies import may
from duixian.domain.funds.models import LineDoubt
from duixian.domain.funds.services import receipts
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done


def doubt_list(request: HttpRequest) -> HttpResponse:
    """Each line in doubt beside its twin, those not decided first."""
    officer = officers.of_office(request, "funds.import", "funds.identify")
    rows = LineDoubt.objects.filter(court_id=officer.court_id)
    rows = rows.select_related("transfer__statement", "twin__statement")
    shown = {
        "page": lists.page_of(rows.order_by("decided_at", "id"), request),
        "may_decide": may(officer.acting(), "funds.import"),
        "hands": officers.names_of(officer.court_id),
    }
    return render(request, "desk/receipts/doubts.html", shown)


@require_POST
def decide(request: HttpRequest, doubt_id: int, answer: str) -> HttpResponse:
    """Say whether it is the same booking once more (`same`) or another one (`other`), which is then booked."""
    officer = officers.of(request)
    doubt = (
        LineDoubt.objects.select_related("transfer__bank_account")
        .filter(pk=doubt_id, court_id=officer.court_id)
        .first()
    )
    if doubt is None or answer not in ("same", "other"):
        raise Http404
    booked = receipts.settle_doubt(
        acting=officer.acting(),
        doubt=doubt,
        same=answer == "same",
        reason=request.POST.get("reason", ""),
        now=localtime(),
    )
    note = _("已记为同一笔，不再入账。") if booked is None else _("已记为另一笔，款项进入待识别。")
    return done(request, reverse("desk:doubts"), note)
