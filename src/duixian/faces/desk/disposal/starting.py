"""What may be sold, and the beginning of a sale."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Control, ControlState
from duixian.domain.disposal.models import Disposal
from duixian.domain.disposal.services.disposals import OVER
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.flows.dispose import start as flow
from duixian.law.control.facts import HomeException

HOMES = {
    HomeException.SUPPORTER_HAS_HOME: gettext_noop("对其有扶养义务的人名下有其他能够维持生活必需的居住房屋"),
    HomeException.MOVED_AWAY: gettext_noop("执行依据生效后为逃避债务转让其名下其他房屋"),
    HomeException.CREDITOR_HOUSES: gettext_noop("申请执行人提供居住房屋，或者同意扣除五至八年租金"),
}
"""Why the only home of a debtor may be sold all the same (异议复议规定 20)."""


def candidates(request: HttpRequest) -> HttpResponse:
    """Controls in force on things that are not money and are not being sold, the oldest first."""
    officer = officers.of_office(request, "disposal.start")
    running = Disposal.objects.filter(asset=OuterRef("asset")).exclude(state__in=OVER)
    rows = Control.objects.filter(
        court_id=officer.court_id, state=ControlState.IN_FORCE, asset__gone_on__isnull=True, releasing_fen=0
    ).exclude(asset__kind__in=flow.MONEY)
    if case := request.GET.get("case", ""):
        rows = rows.filter(case_id=int(case)) if case.isascii() and case.isdigit() else rows.none()
    rows = rows.exclude(Exists(running)).select_related("case", "asset__person").order_by("effective_on", "pk")
    shown = {"page": lists.page_of(rows, request), "homes": [(key.value, words) for key, words in HOMES.items()]}
    return render(request, "desk/disposal/start.html", shown)


@require_POST
def begin(request: HttpRequest, control_id: int) -> HttpResponse:
    """Begin to sell what this control holds."""
    officer = officers.of(request)
    control = Control.objects.filter(pk=control_id, court_id=officer.court_id).first()
    if control is None:
        raise Http404
    home = None
    if ground := request.POST.get("home", ""):
        if ground not in set(HomeException):
            raise BadInput(Fault("home.ground", "不是法定情形", "请从列表中选择", field="唯一住房", value=ground))
        home = flow.OnlyHome(HomeException(ground), request.POST.get("proof", "").strip())
    made = flow.start(
        acting=officer.acting(),
        control=control,
        why=request.POST.get("why", "").strip(),
        on=localdate(),
        now=localtime(),
        home=home,
    )
    return done(request, reverse("desk:disposal", args=[made.pk]), _("已启动处置，待审批。"))
