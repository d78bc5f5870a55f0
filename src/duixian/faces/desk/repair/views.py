"""Promises with their days, requests that wait for a signature, notices that wait for service."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.domain.courts.policies import may
from duixian.domain.lists.models import CreditCommitment, Exemption, LiftRequest, ListNotice
from duixian.domain.lists.selectors import decisions
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.measures.typed import Typed
from duixian.flows.lists import repair
from duixian.law.lists import Condition

OPENS = ("list.propose", "list.receive", "list.notice", "approval.sign")
LISTS = {
    "promises": gettext_noop("信用承诺"),
    "requests": gettext_noop("信用修复和解除申请"),
    "exemptions": gettext_noop("单次解除"),
    "notices": gettext_noop("督促和预告知"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing promised, with its place in the promise and its light."""

    place: int
    condition: Condition
    light: Light


def page(request: HttpRequest) -> HttpResponse:
    """What the court has granted, has to decide, or has to serve, the newest first."""
    officer = officers.of_office(request, *OPENS)
    asked = request.GET.get("list", "promises")
    which = asked if asked in LISTS else "promises"
    shown_page = lists.page_of(_rows(officer.court_id, which), request)
    today = localdate()
    shown: dict[str, Any] = {
        "page": shown_page,
        "rows": shown_page.rows,
        "lists": LISTS.items(),
        "which": which,
        "today": today,
        "may_note": may(officer.acting(), "list.propose"),
    }
    if which == "promises":
        shown["promises"] = [(row, steps_of(row, on=today)) for row in shown_page.rows]
    return render(request, "desk/repair/page.html", shown)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that one thing promised was done on a day."""
    officer = officers.of(request)
    promise = decisions.commitments(officer.court_id).filter(pk=pk).first()
    if promise is None:
        raise Http404
    typed = Typed(request.POST)
    place = typed.whole("place", "承诺事项")
    repair.note_kept(
        acting=officer.acting(),
        promise=promise,
        place=-1 if place is None else place,
        day=typed.day("day", "履行日期"),
        on=localdate(),
        now=localtime(),
    )
    return done(request, reverse("desk:repair"), _("已登记兑现。"))


def steps_of(promise: CreditCommitment, *, on: date) -> list[Step]:
    """What was promised, each with its light: green kept, yellow within a week, red missed."""
    return [Step(place, one, _light(one, promise, on=on)) for place, one in enumerate(repair.conditions_of(promise))]


def _light(one: Condition, promise: CreditCommitment, *, on: date) -> Light:
    if one.kept_on is not None:
        late = one.kept_on > one.due_on
        return Light(Tone.RED if late else Tone.GREEN, _("逾期兑现") if late else _("已兑现"))
    if promise.state != CreditCommitment.State.RUNNING:
        return Light(Tone.GREY, _(str(promise.get_state_display())))
    left = (one.due_on - on).days
    if left < 0:
        return Light(Tone.RED, _("已违背"))
    return Light(Tone.YELLOW if left <= 7 else Tone.GREEN, _("剩 {days} 天").format(days=left))


def _rows(court_id: int, which: str) -> QuerySet[Any]:
    if which == "requests":
        found = LiftRequest.objects.filter(court_id=court_id)
        return found.select_related("listing__case", "listing__person", "limit__case", "limit__person").order_by("-pk")
    if which == "exemptions":
        return (
            Exemption.objects.filter(court_id=court_id).select_related("limit__case", "limit__person").order_by("-pk")
        )
    if which == "notices":
        return ListNotice.objects.filter(court_id=court_id).select_related("case", "person", "paper").order_by("-pk")
    return decisions.commitments(court_id).order_by("-pk")
