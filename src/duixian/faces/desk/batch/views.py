"""Choose cases by what is due, choose the act, follow it to its results, print what it made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.connectors.typesetting.joining import joined
from duixian.domain.assets.models import AssetSearch
from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.documents.models import Instrument
from duixian.domain.trail.models import Entry
from duixian.faces.desk import lists
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.control.centre import STOP_POLLING
from duixian.faces.desk.lists.exports import Column
from duixian.faces.desk.workbench.deadlines import WHOLE_COURT
from duixian.faces.desk.workbench.steps import Way, way_to_mend
from duixian.flows import batch as flow
from duixian.flows.batch import MOST, NEEDS, Batch, BatchAct, RowDone
from duixian.law.procedure.steps import SEARCH_AGAIN_DAYS

_LAST = 10
_PRINTED = 600
"""Papers in one file at most."""
OPENS = tuple(NEEDS.values())

ACTS: Mapping[BatchAct, tuple[str, str]] = {
    # act: its name, what its list of cases is
    BatchAct.NOTIFY: (gettext_noop("发出执行通知书和报告财产令"), gettext_noop("已立案、尚未通知的案件")),
    BatchAct.SEARCH: (gettext_noop("发起网络查询"), gettext_noop("三个月内没有查询的在办案件")),
    BatchAct.END_ROUNDS: (gettext_noop("呈批终结本次执行程序"), gettext_noop("已满终本最短期限的案件")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A result as shown, with the page that does what it misses."""

    of: RowDone
    reasons: tuple[tuple[Mapping[str, str], Way | None], ...]


def desk(request: HttpRequest) -> HttpResponse:
    """The cases of one list, all chosen, and the batches of the court so far."""
    officer = officers.of_office(request, *OPENS)
    acts = [act for act in BatchAct if may(officer.acting(), NEEDS[act])]
    asked = request.GET.get("act", "")
    act = BatchAct(asked) if asked in acts else acts[0]
    page = lists.page_of(waiting(officer, act, on=localdate()), request, size=200)
    shown = {
        "act": act,
        "acts": [(one, *ACTS[one]) for one in acts],
        "name": ACTS[act][0],
        "page": page,
        "most": MOST,
        "batches": _last(officer),
    }
    return render(request, "desk/batch/desk.html", shown)


def waiting(officer: Officer, act: BatchAct, *, on: date) -> "QuerySet[Case]":
    """The cases a list holds: the officer's own, the court's for who watches over all."""
    rows = Case.objects.filter(court_id=officer.court_id)
    if not WHOLE_COURT & set(officer.roles):
        rows = rows.filter(officer_id=officer.pk)
    match act:
        case BatchAct.NOTIFY:
            rows = rows.filter(state=CaseState.FILED)
        case BatchAct.SEARCH:
            since = localtime() - timedelta(days=SEARCH_AGAIN_DAYS)
            recent = AssetSearch.objects.filter(case_id=OuterRef("pk"), made_at__gt=since)
            rows = rows.filter(state__in=(CaseState.FILED, CaseState.NOTIFIED, CaseState.PAYING))
            rows = rows.exclude(Exists(recent))
        case BatchAct.END_ROUNDS:
            ripe = Node.objects.filter(case_id=OuterRef("pk"), rule="round_end_earliest", due_on__lte=on)
            rows = rows.filter(Exists(ripe), state=CaseState.NOTIFIED)
    return rows.select_related("officer").defer("search", "officer__password").order_by("filed_on", "pk")


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Order the act for the chosen cases; a worker does it."""
    officer = officers.of(request)
    asked = request.POST.get("act", "")
    if asked not in set(BatchAct):
        raise Http404
    ids = [int(key) for key in request.POST.getlist("case") if key.isdigit()]
    cases = list(Case.objects.filter(pk__in=ids, court_id=officer.court_id).order_by("filed_on", "pk"))
    key = flow.order(acting=officer.acting(), act=BatchAct(asked), cases=cases, now=localtime())
    return done(request, reverse("desk:batch_run", args=[key]), _("已交办 {n} 件。").format(n=len(cases)))


def run_page(request: HttpRequest, key: str) -> HttpResponseBase:
    """One batch: how far it is, a result a case; htmx asks for the moving part alone until it is through."""
    batch = _own(request, key)
    if request.GET.get("export") == "xlsx":
        return lists.workbook(name=_("集约办理结果"), columns=_columns(), rows=batch.rows)
    shown = {"batch": batch, "name": ACTS[batch.act][0], "rows": _rows(batch.rows)}
    if not request.headers.get("HX-Request"):
        return render(request, "desk/batch/run.html", shown)
    answer = render(request, "desk/batch/run_live.html", shown)
    answer.status_code = 200 if batch.running else STOP_POLLING
    return answer


def papers(request: HttpRequest, key: str) -> HttpResponse:
    """What a batch made, in one file for the printer, case by case."""
    batch = _own(request, key)
    cases = [row.case_id for row in batch.rows if row.done]
    made = Instrument.objects.filter(
        case_id__in=cases, issued_at__gte=batch.made_at, issued_by=batch.made_by, kind__in=_PAPERS
    ).order_by("case_id", "pk")[:_PRINTED]
    files = [bytes(pdf) for pdf in made.values_list("pdf", flat=True)]
    if batch.act is not BatchAct.NOTIFY or not files:
        raise BadInput(Fault("batch.papers", "这一批没有制作文书", "请在案件文书页查看", field="文书"))
    response = HttpResponse(joined(files), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="batch-{key}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


_PAPERS = ("execution_notice", "report_order")


def _own(request: HttpRequest, key: str) -> Batch:
    officer = officers.of_office(request, *OPENS)
    batch = flow.of_key(key)
    if batch is None or not Entry.objects.filter(subject=f"batch:{key}", court_id=officer.court_id).exists():
        raise Http404
    return batch


def _last(officer: Officer) -> list[Batch]:
    entries = Entry.objects.filter(court_id=officer.court_id, act=flow.ORDERED).order_by("-seq")[:_LAST]
    found = (flow.of_key(entry.subject.removeprefix("batch:")) for entry in entries)
    return [batch for batch in found if batch is not None]


def _rows(rows: Sequence[RowDone]) -> list[Row]:
    return [Row(row, tuple((one, way_to_mend(one["step"], case_id=row.case_id)) for one in row.faults)) for row in rows]


def _columns() -> list[Column[RowDone]]:
    return [
        Column(_("案号"), lambda row: row.number, width=24),
        Column(_("结果"), lambda row: _("已办理") if row.done else _("未办理"), width=10),
        Column(_("办理情况"), lambda row: row.note, width=30),
        Column(_("原因"), lambda row: "；".join(one["message"] for one in row.faults), width=60),
        Column(_("怎么办"), lambda row: "；".join(one["remedy"] for one in row.faults), width=60),
    ]
