"""What waits for an officer's hand beside the cases, for the workbench: matters, letters, applications."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from duixian.domain.cases import proceedings
from duixian.domain.cases.models import Application, ApplicationState
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.faces.desk import officer as officers
from duixian.faces.desk.cases.standing import light_of_day
from duixian.faces.desk.lights import Light
from duixian.faces.desk.proceedings.letters import TAKES
from duixian.faces.desk.proceedings.rows import lines_of
from duixian.faces.desk.proceedings.views import OPENS
from duixian.faces.desk.workbench import deadlines


@dataclass(frozen=True, slots=True)
class MatterTask:
    """A kind of work that waits: how many, how urgent, and the page where it is done."""

    label: str
    count: int
    light: Light | None
    url: str


def card(request: HttpRequest) -> HttpResponse:
    """The card of the workbench, loaded after it: every open matter of the court is looked at."""
    shown = {"tasks": tasks(officers.of(request), on=localdate())}
    return render(request, "desk/proceedings/waiting.html", shown)


def tasks(officer: Officer, *, on: date) -> list[MatterTask]:
    """What waits on this officer, each kind with the light of its first day; ten statements."""
    acting = officer.acting()
    if not any(may(acting, act) for act in OPENS):
        return []
    warn = deadlines.warn_days(officer, on=on)

    def light(due: date | None) -> Light | None:
        return light_of_day(due, on=on, warn=warn) if due else None

    found = []
    waits = [one for one in lines_of(proceedings.open_matters(officer.court_id, on=on), officer, on=on) if one.mine]
    if waits:
        first = min((one.matter.due_on for one in waits if one.matter.due_on), default=None)
        url = f"{reverse('desk:proceedings')}?list=mine"
        found.append(MatterTask(gettext_noop("异议、变更、委托待我办理"), len(waits), light(first), url))
    letters = sum(
        may(acting, TAKES[kind][0]) for kind in proceedings.inbox(officer.court_id).values_list("kind", flat=True)
    )
    if letters:
        found.append(MatterTask(gettext_noop("来函待签收"), letters, None, reverse("desk:proceedings")))
    if may(acting, "case.file"):
        rows = Application.objects.filter(court_id=officer.court_id, state=ApplicationState.RECEIVED)
        waiting = rows.aggregate(count=Count("pk"), first=Min("due_on"))
        if waiting["count"]:
            label = gettext_noop("执行申请待立案审查")
            found.append(MatterTask(label, waiting["count"], light(waiting["first"]), reverse("desk:applications")))
    return found
