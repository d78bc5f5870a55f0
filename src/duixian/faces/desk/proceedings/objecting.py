"""Entering an objection: the act it is about is chosen from what was done in the case, with who did it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.assets.models import ControlOrder, OrderState
from duixian.domain.cases.models import Case, Objection
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Officer
from duixian.domain.disposal.models import Disposal
from duixian.domain.documents.models import Instrument
from duixian.domain.measures.models import Measure
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.records import Asked
from duixian.flows import object_to_act
from duixian.law.procedure.objection_life import ObjectionKind
from duixian.ports.agencies import Act

SHOWN = 60
"""Acts of a case offered at most, the newest first; any other is written down."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done in a case: its name in the trail, what it is called, and the login of who did it."""

    ref: str
    title: str
    by: str


def done_in(case: Case) -> list[Done]:
    """Acts of a case somebody may object to: orders carried out, disposals, measures, papers."""
    sent = (OrderState.APPROVED, OrderState.SENT, OrderState.ANSWERED)
    orders = ControlOrder.objects.filter(case=case, state__in=sent).exclude(act=Act.QUERY).select_related("asset")
    found = [
        Done(
            f"order:{one.pk}",
            f"{_(str(one.get_act_display()))} {one.asset.title if one.asset else one.name}（{one.made_at.date()}）",
            one.made_by,
        )
        for one in orders.order_by("-made_at")[:SHOWN]
    ]
    found += [
        Done(f"disposal:{one.pk}", f"{_('处置')} {one.asset.title}（{one.started_on}）", one.made_by)
        for one in Disposal.objects.filter(case=case).select_related("asset").order_by("-started_on")
    ]
    found += [
        Done(f"measure:{one.pk}", f"{_(str(one.get_kind_display()))} {one.person.name}", one.proposed_by.username)
        for one in Measure.objects.filter(case=case).select_related("person", "proposed_by").order_by("-pk")
    ]
    papers = Instrument.objects.filter(case=case).defer("pdf", "facts").order_by("-issued_at")[:SHOWN]
    found += [Done(f"instrument:{one.pk}", f"{_(one.title)} {one.number}", one.issued_by) for one in papers]
    return found[:SHOWN]


def inputs(case: Case) -> Sequence[Input]:
    """What an objection says; the parties and the acts of the case are offered."""
    acts = [(one.ref, one.title) for one in done_in(case)]
    people = [(party.person.name, _(str(party.get_role_display()))) for party in case.parties.select_related("person")]
    staff = [("", "—"), *((str(one.pk), one.name) for one in courts.staff(case.court_id))]
    return (
        Input("kind", gettext_noop("异议种类"), "choice", options=Objection.Kind.choices),
        Input("objector", gettext_noop("异议人"), "listed", options=people),
        Input(
            "interest",
            gettext_noop("与该执行行为的利害关系"),
            required=False,
            hint=gettext_noop("异议人不是本案当事人的必填（《异议复议规定》第五条）"),
        ),
        Input(
            "act",
            gettext_noop("异议指向的执行行为"),
            "choice",
            required=False,
            options=[("", gettext_noop("不在列表中，另行写明")), *acts],
        ),
        Input("act_title", gettext_noop("另行写明的执行行为"), required=False),
        Input("acted_by", gettext_noop("作出该行为的人员（另行写明时）"), "choice", required=False, options=staff),
        Input(
            "notified_on",
            gettext_noop("收到执行通知或者终结文书的日期"),
            "date",
            required=False,
            hint=gettext_noop("管辖异议、对终结执行的异议必填，期限自此起算"),
        ),
        Input("grounds", gettext_noop("异议理由"), "area"),
    )


def enter(a: Asked) -> str:
    """Take it in; answers its page. Raises as the flow."""
    case: Case = a.row
    chosen = next((one for one in done_in(case) if one.ref == a.text("act")), None)
    title = chosen.title if chosen else a.text("act_title")
    if chosen is not None:
        by = Officer.objects.filter(username=chosen.by, court_id=case.court_id).values_list("pk", flat=True).first()
    else:
        named = a.text("acted_by")
        by = (
            courts.staff(case.court_id).filter(pk=named).values_list("pk", flat=True).first()
            if named.isdigit()
            else None
        )
    made = object_to_act.enter(
        acting=a.acting,
        case=case,
        kind=a.one_of("kind", "异议种类", ObjectionKind),
        objector=a.text("objector"),
        act_ref=chosen.ref if chosen else (f"case:{case.pk}:{title}"[:80] if title else ""),
        act_title=title,
        grounds=a.text("grounds"),
        interest=a.text("interest"),
        acted_by_id=by,
        notified_on=a.day("notified_on", "收到日期"),
        on=a.on,
        now=a.now,
    )
    return reverse("desk:proceeding", args=["objections", made.pk])
