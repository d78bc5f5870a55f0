"""The open cases of an officer in the order of their limits: what the list of next steps pages through."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.courts.models import Officer
from duixian.faces.desk.lights import OPENING
from duixian.faces.desk.workbench.deadlines import WHOLE_COURT


def cases_of(officer: Officer) -> "QuerySet[Case]":
    """The officer's open cases, those of the court for who leads it; the earliest open limit first, none last."""
    limit = Node.objects.filter(case_id=OuterRef("pk"), done_on__isnull=True, cancelled=False)
    first = limit.exclude(rule__in=OPENING).order_by("due_on").values("due_on")[:1]
    rows = Case.objects.filter(court_id=officer.court_id).exclude(state=CaseState.CLOSED)
    if not WHOLE_COURT & set(officer.roles):
        rows = rows.filter(officer_id=officer.pk)
    rows = rows.select_related("court", "officer", "title").defer("search", "officer__password")
    return rows.annotate(first_due=Subquery(first)).order_by(F("first_due").asc(nulls_last=True), "pk")
