"""How the papers of one case reached whom: shown beside each paper, put on record one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case
from duixian.domain.documents import selectors as documents
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.faces.desk import officer as officers
from duixian.faces.desk.answers import done
from duixian.faces.desk.cases import acts
from duixian.faces.desk.measures.typed import Typed
from duixian.flows.serve_papers import addressees_of, serve
from duixian.law.service import Method, Said


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with those it goes to: the record of each, None while it has not reached him. Papers that are served on
    other pages go to nobody here."""

    of: Instrument
    served: Sequence[tuple[str, ServiceRecord | None]]

    @property
    def waits(self) -> list[str]:
        """Who has not been served."""
        return [name for name, record in self.served if record is None]


def papers_of(case: Case) -> list[Paper]:
    """The papers of a case, the newest first, without their files; four queries."""
    rows = Instrument.objects.filter(case=case).defer("pdf").order_by("-issued_at")
    papers = list(rows.prefetch_related("case__parties__person"))
    kept = documents.services_of(paper.pk for paper in papers)
    found = []
    for paper in papers:
        records = {one.addressee: one for one in kept.get(paper.pk, ())}
        names = addressees_of(paper) if paper.kind in documents.SERVED else ()
        found.append(Paper(paper, [(name, records.get(name)) for name in names]))
    return found


@require_POST
def serve_paper(request: HttpRequest, pk: int, paper_id: int) -> HttpResponse:
    """Record that a paper reached one of those it goes to, or, with nobody named, all who are left."""
    case, typed = acts.own_case(request, pk), Typed(request.POST)
    papers = Instrument.objects.filter(case=case, pk=paper_id, kind__in=documents.SERVED)
    paper = papers.select_related("case").defer("pdf").first()
    if paper is None:
        raise Http404
    method = typed.text("method")
    if method not in set(Method):
        raise BadInput(Fault("service.method", "请选择送达方式", "从列表中选择", field="送达方式", value=method[:20]))
    serve(
        acting=officers.of(request).acting(),
        instrument=paper,
        said=Said(Method(method), typed.day("day", "送达日期"), typed.text("taker"), typed.text("proof")),
        addressee=typed.text("addressee"),
        on=localdate(),
        now=localtime(),
    )
    back = reverse("desk:case_tab", args=[pk, "documents"])
    if typed.text("from") == "round_end":
        back = reverse("desk:round_end", args=[pk])
    return done(request, back, _("已登记送达。"))
