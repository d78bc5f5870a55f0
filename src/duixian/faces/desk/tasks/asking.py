"""Asking another court for a single task: which court, what is to be done, on which ruling."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import Case
from duixian.domain.documents.models import Instrument
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.records import Asked, court_input, court_typed
from duixian.flows import request_task
from duixian.law.procedure.task_life import TASK_WORDS, TaskKind


def inputs(case: Case) -> Sequence[Input]:
    """What the letter asks; the papers of the case are offered as the ruling."""
    papers = Instrument.objects.filter(case=case).order_by("-issued_at").values_list("number", "title")[:60]
    return (
        court_input(case.court, label=gettext_noop("受托法院")),
        Input(
            "kind",
            gettext_noop("委托事项的种类"),
            "choice",
            options=[(kind.value, words) for kind, words in TASK_WORDS.items()],
        ),
        Input("what", gettext_noop("对象、地点和要求"), "area"),
        Input(
            "ruling",
            gettext_noop("据以办理的裁定书文号"),
            "listed",
            required=False,
            options=list(papers),
            hint=gettext_noop("冻结、查封、续行、解除、扣划必填"),
        ),
    )


def enter(a: Asked) -> str:
    """Send the letter; answers the page of the task. Raises as the flow."""
    made = request_task.ask(
        acting=a.acting,
        case=a.row,
        to_court=court_typed(a.typed),
        kind=a.one_of("kind", "委托事项的种类", TaskKind),
        what=a.text("what"),
        ruling=a.text("ruling"),
        on=a.on,
        now=a.now,
    )
    return reverse("desk:proceeding", args=["tasks", made.pk])
