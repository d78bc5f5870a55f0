"""What is done about ends: renewing many, letting one go in two hands, seeing an alarm, answering for an incident."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import Alarm, Control, Incident
from duixian.domain.assets.services import watch
from duixian.domain.courts.models import Officer
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.control.calendar import RENEWED_AT_ONCE
from duixian.faces.desk.control.lights import of_order
from duixian.faces.desk.control.orders import back
from duixian.flows import let_lapse
from duixian.flows.renew_controls import renew_many


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Renew the chosen controls; a result for each. An officer's wait for approval, a chief's are approved."""
    officer = officers.of(request)
    ids = list(dict.fromkeys(int(text) for text in request.POST.getlist("control") if text.isdigit()))
    if not ids:
        raise BadInput(Fault("renew.none_chosen", "没有选择控制措施", "请勾选要续行的措施", field="控制"))
    if len(ids) > RENEWED_AT_ONCE:
        raise BadInput(
            Fault(
                "renew.too_many",
                "一次最多续行 {most} 项",
                "请分批办理",
                field="控制",
                value=str(len(ids)),
                data={"most": RENEWED_AT_ONCE},
            )
        )
    controls = Control.objects.select_related("case", "asset__counterparty", "person").filter(
        pk__in=ids, court_id=officer.court_id
    )
    known = {control.pk: control for control in controls}
    results = renew_many(
        acting=officer.acting(), controls=[known[pk] for pk in ids if pk in known], on=localdate(), now=localtime()
    )
    shown = {
        "results": [(one, of_order(one.order) if one.order else None) for one in results],
        "given": sum(1 for one in results if one.order),
        "refused": sum(1 for one in results if not one.order),
    }
    return render(request, "desk/control/renewed.html", shown)


@require_POST
def lapse(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Decide that a control may end, confirm it as another person, or take the decision back."""
    officer = officers.of(request)
    control = of_court(officer, pk)
    acting, reason, on, now = officer.acting(), request.POST.get("reason", ""), localdate(), localtime()
    match act:
        case "decide":
            let_lapse.decide(acting=acting, control=control, reason=reason, on=on, now=now)
            note = _("已决定不再续行，待另一人确认；确认前仍照常提示。")
        case "confirm":
            let_lapse.confirm(acting=acting, control=control, on=on, now=now)
            note = _("已确认不再续行，届满后控制失效。")
        case "withdraw":
            let_lapse.withdraw(acting=acting, control=control, reason=reason, on=on, now=now)
            note = _("已撤回，恢复到期提示。")
        case _:
            raise Http404
    return done(request, _calendar(request), note)


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The person told has seen an alarm."""
    officer = officers.of(request)
    alarm = Alarm.objects.filter(pk=pk, court_id=officer.court_id).first()
    if alarm is None:
        raise Http404
    watch.see(acting=officer.acting(), alarm=alarm, now=localtime())
    return done(request, _calendar(request), _("已确认收到提示。"))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for an incident: what was found and done."""
    officer = officers.of(request)
    incident = Incident.objects.select_related("control").filter(pk=pk, court_id=officer.court_id).first()
    if incident is None:
        raise Http404
    with transaction.atomic():
        watch.answer_incident(
            acting=officer.acting(), incident=incident, answer=request.POST.get("answer", ""), now=localtime()
        )
    return done(request, _calendar(request), _("已记录原因和处理。"))


def of_court(officer: Officer, pk: int) -> Control:
    """A control of the officer's own court; 404 for any other."""
    control = (
        Control.objects.select_related("case", "asset__counterparty", "person")
        .filter(pk=pk, court_id=officer.court_id)
        .first()
    )
    if control is None:
        raise Http404
    return control


def _calendar(request: HttpRequest) -> str:
    return back(request, "") if request.POST.get("next") else reverse("desk:control_calendar")
