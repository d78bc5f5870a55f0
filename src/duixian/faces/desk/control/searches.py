"""Searches: of one case, of a batch; who answered what about whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.domain.assets.models import Asset, AssetSearch, ControlOrder, Counterparty, SearchBatch
from duixian.domain.courts.policies import may
from duixian.domain.parties.models import Person
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases.acts import own_case
from duixian.faces.desk.control import progress
from duixian.faces.desk.control.centre import OPENS, STOP_POLLING
from duixian.faces.desk.control.lights import of_order
from duixian.faces.desk.lights import Light
from duixian.flows import search_assets
from duixian.ports.agencies import AgencyKind, Outcome


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agency said of one person: the order, its light, how many things it told of."""

    order: ControlOrder
    light: Light
    things: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """An agency and its answers, in the order of the persons; None where it was not asked."""

    agency: Counterparty
    cells: Sequence[Cell | None]


def search_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Agencies by debtors. htmx asks for the grid alone until everybody answered (then 286)."""
    officer = officers.of_office(request, *OPENS)
    search = AssetSearch.objects.select_related("case__court", "batch").filter(pk=pk, court_id=officer.court_id).first()
    if search is None:
        raise Http404
    people, rows = grid(search)
    (row,) = progress.of_searches([search])
    shown = {
        "search": search,
        "progress": row.progress,
        "people": people,
        "grid": rows,
        "hands": officers.names_of(officer.court_id),
        "may_propose": may(officer.acting(), "control.propose"),
        "running": search.finished_at is None,
    }
    if not request.headers.get("HX-Request"):
        return render(request, "desk/control/search.html", shown)
    answer = render(request, "desk/control/search_grid.html", shown)
    answer.status_code = 200 if shown["running"] else STOP_POLLING
    return answer


def grid(search: AssetSearch) -> tuple[list[Person], list[GridRow]]:
    """Persons, and agencies with their cells, those that told of something first; two statements."""
    orders = list(
        ControlOrder.objects.filter(search=search).select_related("counterparty", "person").order_by("person_id", "pk")
    )
    told = Asset.objects.filter(source_order__in=[order.pk for order in orders]).order_by()
    things = dict(told.values_list("source_order_id").annotate(count=Count("pk")))
    people = list({order.person_id: order.person for order in orders}.values())
    agencies = {order.counterparty_id: order.counterparty for order in orders}
    cells = {
        (order.counterparty_id, order.person_id): Cell(order, _said(order), things.get(order.pk, 0)) for order in orders
    }
    rows = [GridRow(agency, [cells.get((key, person.pk)) for person in people]) for key, agency in agencies.items()]
    kinds = {kind.value: place for place, kind in enumerate(AgencyKind)}
    rows.sort(
        key=lambda row: (not any(cell and cell.things for cell in row.cells), kinds[row.agency.kind], row.agency.pk)
    )
    return people, rows


def _said(order: ControlOrder) -> Light:
    light = of_order(order)
    if order.outcome == Outcome.DONE:
        return Light(light.tone, _("已答复"))
    return light


def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: a row a case, with its progress or the reason why it was left out."""
    officer = officers.of_office(request, *OPENS)
    batch = SearchBatch.objects.filter(pk=pk, court_id=officer.court_id).first()
    if batch is None:
        raise Http404
    page = lists.page_of(batch.searches.select_related("case__officer", "batch").order_by("pk"), request, size=50)
    (row,) = progress.of_batches([batch])
    shown = {
        "batch": row,
        "page": page,
        "rows": progress.of_searches(page.rows),
        "running": row.running,
        "hands": officers.names_of(officer.court_id),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "desk/control/batch.html", shown)
    answer = render(request, "desk/control/batch_live.html", shown)
    answer.status_code = 200 if row.running else STOP_POLLING
    return answer


@require_POST
def search_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Search for everybody who has to pay in a case, at all agencies."""
    made = search_assets.search(
        case=own_case(request, pk),
        acting=officers.of(request).acting(),
        now=localtime(),
        reason=request.POST.get("reason", ""),
    )
    note = _("已发起查询，共 {n} 条指令。").format(n=made.orders_count)
    return done(request, reverse("desk:control_search", args=[made.pk]), note)
