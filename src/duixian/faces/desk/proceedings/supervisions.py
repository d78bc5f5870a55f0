"""Supervision of an idle case at the court above as a record (民诉法 237): the six months, the order, what follows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, Supervision
from duixian.domain.cases.proceedings import day_of
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Court
from duixian.domain.trail import selectors as trail
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.objections import REASON
from duixian.faces.desk.proceedings.records import (
    NOBODY,
    Asked,
    Doing,
    Kind,
    Shown,
    Turn,
    about_row,
    court_typed,
    in_table,
    reasons,
    said,
)
from duixian.flows import supervise
from duixian.law.procedure.objection_life import SUPERVISION_LIFE, SupervisionAct, SupervisionFacts, SupervisionState

_P, _S = SupervisionAct, SupervisionState


def find(court_id: int, pk: int) -> Supervision | None:
    """A supervision of the court."""
    rows = Supervision.objects.select_related("case", "court", "lower_court", "other_court", "letter")
    return rows.filter(pk=pk, court_id=court_id).first()


def turn(row: Supervision) -> Turn:
    """Whose turn it is."""
    if row.state == _S.FILED:
        return Turn(gettext_noop("本院：审查并决定"), "supervision.decide")
    if row.state == _S.ORDERED:
        if row.reported_on is None:
            return Turn(gettext_noop("执行法院：限期执行并报告"))
        return Turn(gettext_noop("本院：期满未执行完结的，裁定提级或者指令"), "supervision.decide")
    return NOBODY


def _order(a: Asked) -> None:
    until = a.typed.day("until", "限期")
    supervise.order(acting=a.acting, supervision=a.row, until=until, reason=a.text("reason"), on=a.on, now=a.now)


def _take_up(a: Asked) -> None:
    supervise.take_up(acting=a.acting, supervision=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _reassign(a: Asked) -> None:
    to_court = court_typed(a.typed)
    supervise.reassign(
        acting=a.acting, supervision=a.row, to_court=to_court, reason=a.text("reason"), on=a.on, now=a.now
    )


def _reject(a: Asked) -> None:
    supervise.reject(acting=a.acting, supervision=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _withdraw(a: Asked) -> None:
    supervise.withdraw(acting=a.acting, supervision=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _against(act: SupervisionAct) -> Any:
    def faults(row: Supervision, on: date) -> Sequence[Fault]:
        ordering = act is _P.ORDER
        facts = SupervisionFacts(
            on=on, idle_after=row.idle_after, due=date.max if ordering else row.ordered_until, reason="—"
        )
        return reasons(SUPERVISION_LIFE, _S(row.state), act, facts)

    return faults


def _below(row: Supervision) -> Sequence[Input]:
    others = courts.subtree(row.court).exclude(pk__in=(row.court_id, row.lower_court_id))
    named = [(one.name, one.code) for one in others]
    return (Input("court", gettext_noop("受指令的法院"), "listed", options=named), REASON)


def _opens(act: SupervisionAct) -> Any:
    return in_table(SUPERVISION_LIFE, SupervisionState, act)


def _reason(row: Supervision) -> Sequence[Input]:
    return (REASON,)


DOINGS = (
    Doing(
        "order",
        gettext_noop("发出督促执行令"),
        "supervision.decide",
        _order,
        _opens(_P.ORDER),
        lambda row: (Input("until", gettext_noop("限期"), "date"), REASON),
        _against(_P.ORDER),
    ),
    Doing(
        "take-up",
        gettext_noop("裁定提级执行"),
        "supervision.decide",
        _take_up,
        _opens(_P.TAKE_UP),
        _reason,
        _against(_P.TAKE_UP),
    ),
    Doing(
        "reassign",
        gettext_noop("裁定指令其他法院执行"),
        "supervision.decide",
        _reassign,
        _opens(_P.REASSIGN),
        _below,
        _against(_P.REASSIGN),
    ),
    Doing("reject", gettext_noop("驳回申请"), "supervision.decide", _reject, _opens(_P.REJECT), _reason, danger=True),
    Doing(
        "withdraw",
        gettext_noop("准予撤回"),
        "supervision.decide",
        _withdraw,
        _opens(_P.WITHDRAW),
        _reason,
        danger=True,
    ),
)


def shown(row: Supervision, on: date) -> Shown:
    """What the page says of it."""
    texts = [(_("申请理由"), row.grounds)]
    if row.reason:
        texts.append((_("本院决定的理由"), row.reason))
    if row.report:
        texts.append((_("执行法院的报告"), f"{row.reported_on} {row.report}"))
    counted = _("扣除公告、评估、中止等期间后满六个月") if row.idle_after else _("期间尚在中止")
    return Shown(
        heading=f"{_('执行监督')} {row.number}",
        facts=(
            said(_("申请人"), row.applicant),
            said(_("执行法院"), row.lower_court.name),
            said(_("立案"), row.filed_on),
            said(_("未执行起算"), row.idle_since),
            said(_("满六个月"), row.idle_after, counted),
            said(_("责令执行至"), row.ordered_until),
            said(_("受指令的法院"), row.other_court.name if row.other_court else ""),
            said(_("决定"), row.decided_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case=row.case,
        letters=about_row(None, f"supervision:{row.pk}") if row.pk else None,
        history=list(trail.about(f"supervision:{row.pk}")[:50]),
    )


KIND = Kind(
    "supervisions",
    gettext_noop("执行监督"),
    ("supervision.file", "supervision.decide"),
    find,
    turn,
    DOINGS,
    shown,
)


def entry_inputs(own: Court) -> Sequence[Input]:
    """What an application to the court above says."""
    return (
        Input("number", gettext_noop("下级法院的执行案号")),
        Input("applicant", gettext_noop("申请人"), hint=gettext_noop("应为该案的申请执行人")),
        Input("idle_since", gettext_noop("自何日起未执行"), "date"),
        Input("grounds", gettext_noop("申请理由"), "area"),
    )


def enter(a: Asked) -> str:
    """Take an application in; answers its page. Raises `BadInput` for a case no court below has, and as the flow."""
    number = a.text("number").replace("(", "（").replace(")", "）")
    case = Case.objects.select_related("court").filter(number=number).first()
    if case is None:
        raise BadInput(
            Fault("supervision.case", "辖区内没有此案号的执行案件", "请核对案号", field="执行案号", value=number)
        )
    made = supervise.enter(
        acting=a.acting,
        case=case,
        applicant=a.text("applicant"),
        grounds=a.text("grounds"),
        idle_since=a.typed.day("idle_since", "起算日"),
        on=a.on,
        now=a.now,
    )
    return reverse("desk:proceeding", args=[KIND.key, made.pk])
