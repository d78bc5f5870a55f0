"""The centre of search and control: numbers, searches with their progress, agencies, what failed."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime

from duixian.domain.assets.models import AssetSearch, ControlOrder, Counterparty, OrderState, SearchBatch
from duixian.domain.assets.selectors import searches
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.control import counts, progress
from duixian.faces.desk.control.launching import CHOOSABLE
from duixian.faces.desk.control.lights import of_counterparty
from duixian.faces.desk.lights import Light

OPENS = ("control.search", "control.approve")
"""Any of these acts opens the centre."""

_BATCHES, _FAILED = 5, 10
STOP_POLLING = 286
"""htmx: take the answer and ask no more."""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency, whether it answers, and how many orders of the court wait for it."""

    agency: Counterparty
    light: Light
    pending: int


def centre(request: HttpRequest) -> HttpResponse:
    """The page; what moves on it is asked again every two seconds while anything is out (`live`)."""
    officer = officers.of_office(request, *OPENS)
    acting = officer.acting()
    shown = _moving(request, officer) | {
        "staff": courts.staff(officer.court_id),
        "states": CHOOSABLE,
        "agencies": agencies(officer),
        "failed": _failed(officer),
        "hands": officers.names_of(officer.court_id),
        "may_search": may(acting, "control.search"),
    }
    return render(request, "desk/control/centre.html", shown)


def live(request: HttpRequest) -> HttpResponse:
    """The part of the centre that moves. 286 once nothing is out: nobody asks in vain."""
    officer = officers.of_office(request, *OPENS)
    shown = _moving(request, officer)
    answer = render(request, "desk/control/centre_live.html", shown)
    answer.status_code = 200 if shown["running"] else STOP_POLLING
    return answer


def _moving(request: HttpRequest, officer: Officer) -> dict[str, object]:
    now, today = localtime(), localdate()
    mine = Q() if may(officer.acting(), "control.approve") else Q(case__officer_id=officer.pk)
    due = request.GET.get("due", "")
    if due == "propose":
        rows = counts.to_propose(officer.court_id, mine)
    else:
        rows = AssetSearch.objects.filter(court_id=officer.court_id)
        rows = rows.filter(finished_at__isnull=True) if due == "open" else rows
        rows = rows.order_by("-id")
    page = lists.page_of(rows.select_related("case__officer", "batch"), request)
    numbers = counts.of_court(officer.court_id, on=today, now=now)
    return {
        "now": now,
        "today": today,
        "due": due,
        "numbers": numbers,
        "batches": progress.of_batches(
            SearchBatch.objects.filter(court_id=officer.court_id).order_by("-id")[:_BATCHES]
        ),
        "page": page,
        "rows": progress.of_searches(page.rows),
        "running": numbers.searching > 0 or numbers.waiting > 0,
    }


def agencies(officer: Officer) -> list[AgencyRow]:
    """All agencies, those in trouble first, two statements."""
    now = localtime()
    waiting = ControlOrder.objects.filter(
        court_id=officer.court_id, state__in=(OrderState.APPROVED, OrderState.SENT)
    ).order_by()
    pending = dict(waiting.values_list("counterparty_id").annotate(orders=Count("pk")))
    found = [
        AgencyRow(agency, of_counterparty(agency, now=now), pending.get(agency.pk, 0))
        for agency in Counterparty.objects.all()
    ]
    return sorted(found, key=lambda row: (not row.agency.active, -row.agency.failures, -row.pending))


def _failed(officer: Officer) -> list[searches.Trouble]:
    found = searches.troubled(limit=10 * _FAILED)
    return [trouble for trouble in found if trouble.order.court_id == officer.court_id][:_FAILED]
