"""Measures of the court with their lights, and one measure: its clock, its records, its papers, what comes next."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import Approval
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.measures.models import Measure, RecordKind
from duixian.domain.measures.selectors import measures as reading
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.measures.forms import open_acts
from duixian.faces.desk.measures.lights import of_measure
from duixian.flows.measures import watch

OPENS = ("measure.propose", "measure.carry_out", "approval.sign")
_S, _K = Measure.State, Measure.Kind
LISTS = {
    "running": gettext_noop("人身受限中"),
    "next": gettext_noop("待实施"),
    "bans": gettext_noop("限制出境与临控"),
    "waiting": gettext_noop("待审批"),
    "": gettext_noop("全部"),
}


def measure_list(request: HttpRequest) -> HttpResponse:
    """Measures of the court, by what they wait for; above them whoever has to be let go, or a family told."""
    officer = officers.of_office(request, *OPENS)
    today, now = localdate(), localtime()
    asked = request.GET.get("list", "running")
    which = asked if asked in LISTS else "running"
    rows = _rows(officer, which)
    kind = request.GET.get("kind", "")
    if kind in _K.values:
        rows = rows.filter(kind=kind)
    page = lists.page_of(rows, request)
    shown = {
        "page": page,
        "rows": [{"measure": row, "light": of_measure(row, on=today, now=now)} for row in page.rows],
        "calls": watch.calls(court_id=officer.court_id, on=today, now=now),
        "lists": LISTS.items(),
        "which": which,
        "kinds": _K.choices,
        "kind": kind,
    }
    return render(request, "desk/measures/list.html", shown)


def measure_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure."""
    officer = officers.of_office(request, *OPENS)
    measure = of_court(officer, pk)
    today, now = localdate(), localtime()
    acting = officer.acting()
    review = measure.reviews.first()
    served = reading.last_record_at(measure, RecordKind.SERVED) is not None
    acts = open_acts(measure, acting, review=review, served=served) if may(acting, "measure.carry_out") else []
    shown = {
        "measure": measure,
        "light": of_measure(measure, on=today, now=now),
        "records": list(measure.records.prefetch_related("bodies")),
        "hands": officers.names_of(officer.court_id),
        "approvals": _approvals(measure),
        "review": review,
        "paid": reading.paid(measure) if measure.kind == _K.FINE else None,
        "acts": acts,
        "now": now,
    }
    return render(request, "desk/measures/measure.html", shown)


def of_court(officer: Officer, pk: int) -> Measure:
    """A measure of the officer's own court; 404 for any other."""
    found: Measure | None = reading.of_court([officer.court_id]).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _approvals(measure: Measure) -> list[Approval]:
    rows = Approval.objects.filter(subject=f"measure:{measure.pk}", case_id=measure.case_id)
    return list(rows.select_related("proposed_by", "decided_by"))


def _rows(officer: Officer, which: str) -> QuerySet[Measure]:
    rows: QuerySet[Measure] = reading.of_court([officer.court_id])
    narrowed: dict[str, dict[str, Any]] = {
        "running": {"state__in": (_S.IN_FORCE, _S.URGENT), "kind__in": (_K.COMPEL, _K.DETAIN)},
        "next": {"state__in": (_S.DECIDED, _S.DEFERRED)},
        "bans": {"state": _S.IN_FORCE, "kind__in": (_K.EXIT_BAN, _K.LOOKOUT)},
        "waiting": {"state__in": (_S.PROPOSED, _S.URGENT)},
    }
    rows = rows.filter(**narrowed.get(which, {}))
    return rows.order_by("until", "pk") if which == "bans" else rows
