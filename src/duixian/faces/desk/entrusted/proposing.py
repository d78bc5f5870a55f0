"""Proposing to give a case to a court of another province: which court, what lies there, which papers are on file."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from duixian.domain.assets.models import Asset
from duixian.domain.cases.models import Case, CaseRole
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.records import Asked, court_input, court_typed
from duixian.flows import entrust_case
from duixian.law.procedure.entrust_life import PAPERS

_MADE = ("letter", "title", "officer")
"""Papers the program makes or has itself."""


def inputs(case: Case) -> Sequence[Input]:
    """What the proposal says; the property known of the debtors is offered."""
    debtors = case.parties.exclude(role=CaseRole.APPLICANT).values("person_id")
    known = Asset.objects.filter(court_id=case.court_id, person_id__in=debtors, gone_on__isnull=True)
    things = [
        (str(one.pk), f"{one.person.name} {one.title} …{one.reference[-4:]}" if one.reference else one.title)
        for one in known.select_related("person").order_by("pk")[:60]
    ]
    papers = [(key, title) for key, title in PAPERS.items() if key not in _MADE]
    return (
        court_input(case.court, label=gettext_noop("受托法院（外省同级）"), only_elsewhere=True),
        Input("assets_there", gettext_noop("受托法院辖区内的财产"), "area"),
        Input("there", gettext_noop("位于受托法院辖区的已知财产"), "checks", required=False, options=things),
        Input("papers", gettext_noop("已备齐的委托材料"), "checks", options=papers),
        Input("reason", gettext_noop("委托理由"), "area"),
    )


def enter(a: Asked) -> str:
    """Lay it before those who sign; answers its page. Raises as the flow."""
    made = entrust_case.propose(
        acting=a.acting,
        case=a.row,
        to_court=court_typed(a.typed),
        assets_there=a.text("assets_there"),
        there=a.typed.keys("there"),
        reason=a.text("reason"),
        papers=a.typed.several("papers"),
        on=a.on,
        now=a.now,
    )
    return reverse("desk:proceeding", args=["entrustments", made.pk])
