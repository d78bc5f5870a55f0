"""The open cases of an officer in the order of their limits: what the list of next steps pages through."""

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from duixian.domain.cases.models import Case, CaseState, Node
from duixian.domain.courts.models import Officer
from duixian.faces.desk.lights import OPENING
from duixian.faces.desk.workbench.deadlines import WHOLE_COURT
from duixian.law.procedure.steps import FRAMES

WAITING = (CaseState.SUSPENDED, CaseState.STAYED, CaseState.ENTRUSTED, CaseState.INSOLVENCY)
"""States in which nobody of this court has to act: they stand behind all others."""


def cases_of(officer: Officer) -> "QuerySet[Case]":
    """The officer's open cases, those of the court for who leads it; the earliest open limit first, none last,
    and behind them the cases that wait for others."""
    limit = Node.objects.filter(case_id=OuterRef("pk"), done_on__isnull=True, cancelled=False)
    first = limit.exclude(rule__in=(*OPENING, *FRAMES)).order_by("due_on").values("due_on")[:1]
    rows = Case.objects.filter(court_id=officer.court_id).exclude(state=CaseState.CLOSED)
    if not WHOLE_COURT & set(officer.roles):
        rows = rows.filter(officer_id=officer.pk)
    rows = rows.select_related("court", "officer", "title").defer("search", "officer__password")
    waits = ExpressionWrapper(Q(state__in=WAITING), output_field=BooleanField())
    ordered = rows.annotate(first_due=Subquery(first), waits=waits)
    return ordered.order_by("waits", F("first_due").asc(nulls_last=True), "pk")
