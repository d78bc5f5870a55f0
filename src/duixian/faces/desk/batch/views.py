"""Choose rows by what waits, choose the act, follow it to its results, print and serve what it made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.connectors.typesetting import TITLES
from duixian.connectors.typesetting import Kind as PaperKind
from duixian.connectors.typesetting.joining import joined
from duixian.domain.courts.policies import may
from duixian.domain.documents import selectors as documents
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.domain.lists.models import Listing
from duixian.domain.trail.models import Entry
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.batch.waiting import LISTS, filter_of, page_of
from duixian.faces.desk.control.centre import STOP_POLLING
from duixian.faces.desk.lists.exports import Column, Kind
from duixian.faces.desk.punish import criteria
from duixian.faces.desk.workbench.steps import Way, way_to_mend
from duixian.flows import batch as flow
from duixian.flows.batch import MOST, NEEDS, Batch, BatchAct, Item, RowDone
from duixian.flows.batch_acts import LISTABLE
from duixian.flows.serve_papers import addressees_of
from duixian.law.service import methods

_LAST = 10
_PRINTED = 2_000
"""Papers in one file at most."""
_SHOWN = 100
"""Results on one page."""
OPENS = tuple(dict.fromkeys(NEEDS.values()))
_TERMS: Mapping[BatchAct, tuple[str, ...]] = {
    BatchAct.SERVE: ("method", "day", "taker", "proof"),
    BatchAct.LIMIT: ("reason",),
    BatchAct.LIST: ("kind", "reason"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A result as shown, with the page that does what it misses."""

    of: RowDone
    reasons: tuple[tuple[Mapping[str, str], Way | None], ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A paper and one of those it goes to, with the record of how it reached him; None while it has not."""

    paper: Instrument
    to: str
    record: ServiceRecord | None


def desk(request: HttpRequest) -> HttpResponse:
    """The rows of one list, all chosen, and the batches of the court so far."""
    officer = officers.of_office(request, *OPENS)
    acts = [act for act in BatchAct if may(officer.acting(), NEEDS[act])]
    asked = request.GET.get("act", "")
    act = BatchAct(asked) if asked in acts else acts[0]
    chosen = filter_of(request, act)
    page, rows = page_of(officer, act, chosen, request)
    shown = {
        "act": act,
        "acts": [(one, *LISTS[one]) for one in acts],
        "name": LISTS[act][0],
        "what": LISTS[act][1],
        "page": page,
        "rows": rows,
        "filter": chosen,
        "kinds": _kinds(act),
        "methods": methods().values(),
        "today": localdate(),
        "most": MOST,
        "key": flow.new_key(),
        "batches": [(one, LISTS[one.act][0]) for one in flow.last(officer.court_id, count=_LAST)],
    }
    return render(request, "desk/batch/desk.html", shown)


def _kinds(act: BatchAct) -> list[tuple[str, str]]:
    if act is BatchAct.LIST:
        known = dict(Listing.Kind.choices)
        return [(kind.value, str(known[kind.value])) for kind in LISTABLE]
    if act is BatchAct.SERVE:
        return [(kind, TITLES[PaperKind(kind)]) for kind in documents.ADDRESSED]
    return []


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Order the act for the chosen rows; a worker does it. Sent twice, it is ordered once."""
    officer = officers.of(request)
    asked = request.POST.get("act", "")
    if asked not in set(BatchAct):
        raise Http404
    act = BatchAct(asked)
    items = list(_items(request.POST))
    terms = {name: request.POST.get(name, "").strip()[:500] for name in _TERMS.get(act, ())}
    key = flow.order(
        acting=officer.acting(),
        act=act,
        items=items,
        terms=terms,
        on=localdate(),
        now=localtime(),
        key=request.POST.get("key", ""),
    )
    return done(request, reverse("desk:batch_run", args=[key]), _("已交办 {n} 件。").format(n=len(items)))


def _items(posted: QueryDict) -> Iterable[Item]:
    for value in [*(f"{key}/" for key in posted.getlist("case")), *posted.getlist("row")]:
        case_id, _slash, subject = value.partition("/")
        if case_id.isascii() and case_id.isdigit() and len(case_id) < 18:
            proof = posted.get(f"proof-{subject.removeprefix('paper:')}", "").strip()[:160]
            yield Item(int(case_id), subject[:40], {"proof": proof} if proof else {})


def run_page(request: HttpRequest, key: str) -> HttpResponseBase:
    """One batch: how far it is, a result a row; htmx asks for the moving part alone until it is through."""
    batch = _own(request, key)
    if request.GET.get("export") == "xlsx":
        return lists.workbook(name=_("集约办理结果"), columns=_columns(), rows=batch.rows)
    if request.headers.get("HX-Request") and request.GET.get("seen") == str(batch.over) and batch.running:
        return HttpResponse(status=204)  # nothing has moved: the page stays as it is
    only = request.GET.get("show", "")
    found = [row for row in batch.rows if only not in ("done", "refused") or row.done == (only == "done")]
    page = _page(found, request.GET.get("page", "1"))
    shown = {
        "batch": batch,
        "name": LISTS[batch.act][0],
        "page": page,
        "rows": _rows(page.rows),
        "show": only,
        "papers": any(row.made for row in batch.rows),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "desk/batch/run.html", shown)
    answer = render(request, "desk/batch/run_live.html", shown)
    answer.status_code = 200 if batch.running else STOP_POLLING
    return answer


def _page(rows: Sequence[RowDone], asked: str) -> "lists.Page[Any]":
    last = max(1, -(-len(rows) // _SHOWN))
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return lists.Page(rows[(number - 1) * _SHOWN : number * _SHOWN], number, last, len(rows), capped=False)


def papers(request: HttpRequest, key: str) -> HttpResponse:
    """What a batch made, or served, in one file for the printer, case by case."""
    batch = _own(request, key)
    made = Instrument.objects.filter(pk__in=[pk for row in batch.rows for pk in row.made])
    files = [bytes(pdf) for pdf in made.order_by("case_id", "pk").values_list("pdf", flat=True)[:_PRINTED]]
    if not files:
        raise BadInput(Fault("batch.papers", "这一批没有制作文书", "请在案件文书页查看", field="文书"))
    response = HttpResponse(joined(files), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="batch-{key}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def services(request: HttpRequest, key: str) -> HttpResponseBase:
    """How each paper of a batch reached whom: method, day, who took it, by which receipt, who put it on record."""
    batch = _own(request, key)
    officer = officers.of(request)
    made = {pk for row in batch.rows for pk in row.made}
    kept = Instrument.objects.filter(pk__in=made).select_related("case").defer("pdf", "case__search")
    kept = kept.prefetch_related("case__parties__person")
    served = {(one.instrument_id, one.addressee): one for ones in documents.services_of(made).values() for one in ones}
    rows = [
        Served(paper, name, served.get((paper.pk, name)))
        for paper in kept.order_by("case_id", "pk")
        for name in addressees_of(paper)
    ]
    hands = officers.names_of(officer.court_id)
    if request.GET.get("export") == "xlsx":
        return lists.workbook(name=_("送达记录"), columns=_service_columns(hands), rows=rows)
    shown = {"batch": batch, "name": LISTS[batch.act][0], "rows": rows, "hands": hands}
    return render(request, "desk/batch/services.html", shown)


def _own(request: HttpRequest, key: str) -> Batch:
    officer = officers.of_office(request, *OPENS)
    batch = flow.of_key(key)
    if batch is None or not Entry.objects.filter(subject=f"batch:{key}", court_id=officer.court_id).exists():
        raise Http404
    return batch


def _rows(rows: Sequence[RowDone]) -> list[Row]:
    return [Row(row, tuple((one, _way(one, row.case_id)) for one in row.faults)) for row in rows]


def _way(fault: Mapping[str, str], case_id: int) -> Way | None:
    """Where what a refusal misses is done."""
    way = way_to_mend(fault["step"], case_id=case_id)
    place = criteria.place_of(fault["code"], case_id=case_id) if way is None else ""
    return Way(_("前往办理"), place) if place else way


def _columns() -> list[Column[RowDone]]:
    return [
        Column(_("案号"), lambda row: row.number, width=24),
        Column(_("对象"), lambda row: row.subject, width=20),
        Column(_("结果"), lambda row: _("已办理") if row.done else _("未办理"), width=10),
        Column(_("办理情况"), lambda row: row.note, width=30),
        Column(_("原因"), lambda row: "；".join(one["message"] for one in row.faults), width=60),
        Column(_("怎么办"), lambda row: "；".join(one["remedy"] for one in row.faults), width=60),
    ]


def _service_columns(hands: Mapping[str, str]) -> list[Column[Served]]:
    def of(row: Served, name: str) -> str:
        return str(getattr(row.record, name)) if row.record is not None else ""

    return [
        Column(_("案号"), lambda row: row.paper.case.number, width=24),
        Column(_("文书"), lambda row: row.paper.title, width=20),
        Column(_("验证码"), lambda row: row.paper.verify_code, width=16),
        Column(_("受送达人"), lambda row: row.to, width=20),
        Column(_("送达方式"), lambda row: _(row.record.get_method_display()) if row.record else _("未送达"), width=12),
        Column(_("送达日期"), lambda row: row.record.served_on if row.record else None, Kind.DAY),
        Column(_("签收情况"), lambda row: of(row, "taker"), width=24),
        Column(_("送达凭据"), lambda row: of(row, "proof"), width=24),
        Column(_("登记人"), lambda row: hands.get(of(row, "made_by"), of(row, "made_by")), width=12),
    ]
