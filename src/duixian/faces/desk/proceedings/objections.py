"""An objection to an act of enforcement as a record: its days, its panel, its ruling, and every act on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.faults import Fault
from duixian.domain.cases.models import Objection
from duixian.domain.cases.proceedings import day_of
from duixian.faces.desk.measures.forms import Input
from duixian.faces.desk.proceedings.records import (
    NOBODY,
    Asked,
    Doing,
    Kind,
    Shown,
    Turn,
    about_row,
    history,
    in_table,
    names_of,
    panel_inputs,
    papers_of,
    reasons,
    said,
)
from duixian.flows import object_to_act
from duixian.law.procedure.objection_life import (
    OBJECTION_LIFE,
    UNDOING,
    ObjectionAct,
    ObjectionFacts,
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
)

_A, _S = ObjectionAct, ObjectionState
READS = ("objection.enter", "objection.rule", "objection.record")
REASON = Input("reason", gettext_noop("理由"), "area")
_RUNNING = (_S.FILED, _S.RULED, _S.SERVED, _S.UNDER_REVIEW)
_DECIDED = (_S.SERVED, _S.UNDER_REVIEW, _S.FINAL)


def find(court_id: int, pk: int) -> Objection | None:
    """An objection of the court."""
    rows = Objection.objects.select_related("case__court", "case__officer", "acted_by")
    return rows.filter(pk=pk, court_id=court_id).first()


def to_undo(row: Objection) -> bool:
    """Whether a ruling that binds revoked or changed the act, and nobody has said what carried it out."""
    return row.outcome in UNDOING and row.state in _DECIDED and row.undone_on is None


_TURNS = {
    _S.RECEIVED: Turn(gettext_noop("本院：三日内立案或者裁定不予受理"), "objection.enter"),
    _S.FILED: Turn(gettext_noop("本院合议庭：作出裁定"), "objection.rule"),
    _S.NOT_ADMITTED: Turn(gettext_noop("本院：送达裁定"), "objection.record"),
    _S.RULED: Turn(gettext_noop("本院：送达裁定"), "objection.record"),
    _S.SERVED: Turn(gettext_noop("当事人：申请复议的期限内")),
}


def turn(row: Objection) -> Turn:
    """Whose turn it is."""
    if row.state == _S.UNDER_REVIEW:
        if row.file_sent_on is None:
            return Turn(gettext_noop("本院：向上一级法院报送案卷"), "objection.record")
        return Turn(gettext_noop("上一级法院：复议"))
    if to_undo(row) and row.state == _S.FINAL:
        return Turn(gettext_noop("本院：撤销或者变更执行行为"), "objection.record")
    return _TURNS.get(_S(row.state), NOBODY)


def _admit(a: Asked) -> None:
    object_to_act.admit(acting=a.acting, objection=a.row, on=a.on, now=a.now, needs_hearing=a.typed.ticked("hearing"))


def _refuse(a: Asked) -> None:
    object_to_act.refuse(acting=a.acting, objection=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _rule(a: Asked) -> None:
    object_to_act.rule(
        acting=a.acting,
        objection=a.row,
        panel=a.panel(),
        outcome=a.one_of("outcome", "裁定结果", ObjectionOutcome),
        reason=a.text("reason"),
        on=a.on,
        now=a.now,
        heard_on=a.day("heard_on", "听证日期"),
    )


def _serve(a: Asked) -> None:
    on = a.done_on("on", "送达日期", since=a.row.ruled_on)
    object_to_act.serve(acting=a.acting, objection=a.row, on=on, now=a.now)


def _review(a: Asked) -> None:
    on = a.done_on("on", "申请日期", since=a.row.served_on)
    object_to_act.apply_review(acting=a.acting, objection=a.row, on=on, now=a.now)


def _send_file(a: Asked) -> None:
    object_to_act.send_file(acting=a.acting, objection=a.row, applicant=a.text("applicant"), on=a.on, now=a.now)


def _stop(a: Asked) -> None:
    object_to_act.stop_for_security(acting=a.acting, objection=a.row, security=a.text("security"), on=a.on, now=a.now)


def _withdraw(a: Asked) -> None:
    object_to_act.withdraw(acting=a.acting, objection=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _undone(a: Asked) -> None:
    object_to_act.note_undone(acting=a.acting, objection=a.row, by=a.text("by"), on=a.on, now=a.now)


def _against(act: ObjectionAct) -> Any:
    """What the table has against an act of today, whatever is typed."""

    def faults(row: Objection, on: date) -> Sequence[Fault]:
        facts = ObjectionFacts(
            on=on,
            kind=ObjectionKind(row.kind),
            act=row.act_ref,
            until=row.remedy_until,
            ended_on=row.case.closed_on,
        )
        return reasons(OBJECTION_LIFE, _S(row.state), act, facts)

    return faults


def _ruling_inputs(row: Objection) -> Sequence[Input]:
    barred = (row.case.officer_id, row.acted_by_id, *row.past_panel)
    return (
        Input("outcome", gettext_noop("裁定结果"), "choice", options=[("", "—"), *Objection.Outcome.choices]),
        *panel_inputs(row.court_id, barred),
        Input("heard_on", gettext_noop("听证日期"), "date", required=row.needs_hearing and row.heard_on is None),
        REASON,
    )


def _opens(*acts: ObjectionAct) -> Any:
    return in_table(OBJECTION_LIFE, ObjectionState, *acts)


DOINGS = (
    Doing(
        "admit",
        gettext_noop("立案审查"),
        "objection.enter",
        _admit,
        _opens(_A.ADMIT),
        lambda row: (Input("hearing", gettext_noop("案情复杂、争议较大，须听证"), "check"),),
        _against(_A.ADMIT),
    ),
    Doing(
        "refuse",
        gettext_noop("裁定不予受理"),
        "objection.rule",
        _refuse,
        _opens(_A.REFUSE),
        lambda row: (REASON,),
        danger=True,
    ),
    Doing("rule", gettext_noop("作出裁定"), "objection.rule", _rule, _opens(_A.RULE), _ruling_inputs),
    Doing(
        "serve",
        gettext_noop("登记送达"),
        "objection.record",
        _serve,
        _opens(_A.SERVE),
        lambda row: (Input("on", gettext_noop("送达日期"), "date"),),
    ),
    Doing(
        "review",
        gettext_noop("登记复议申请"),
        "objection.record",
        _review,
        _opens(_A.APPLY_REVIEW),
        lambda row: (Input("on", gettext_noop("申请日期"), "date"),),
        _against(_A.APPLY_REVIEW),
    ),
    Doing(
        "send-file",
        gettext_noop("报送复议案卷"),
        "objection.record",
        _send_file,
        lambda row: row.state == _S.UNDER_REVIEW and row.file_sent_on is None,
        lambda row: (Input("applicant", gettext_noop("复议申请人"), value=row.objector),),
    ),
    Doing(
        "undone",
        gettext_noop("登记撤销、变更的办理"),
        "objection.record",
        _undone,
        to_undo,
        lambda row: (Input("by", gettext_noop("以何种行为或者文书办理"), hint=gettext_noop("例如解除冻结的裁定文号")),),
    ),
    Doing(
        "stop",
        gettext_noop("凭担保停止处分"),
        "objection.rule",
        _stop,
        lambda row: row.state in _RUNNING and row.stayed_on is None,
        lambda row: (Input("security", gettext_noop("担保人、担保财产和数额")),),
    ),
    Doing(
        "withdraw",
        gettext_noop("准予撤回"),
        "objection.rule",
        _withdraw,
        _opens(_A.WITHDRAW),
        lambda row: (REASON,),
        danger=True,
    ),
)


def shown(row: Objection, on: date) -> Shown:
    """What the page says of it."""
    who = _("当事人") if row.is_party else row.interest
    texts = [(_("异议指向的执行行为"), row.act_title), (_("异议理由"), row.grounds)]
    if row.stayed_on:
        texts.append((_("凭担保停止处分"), f"{row.stayed_on.isoformat()} {row.security}"))
    if row.ruling:
        head = " ".join(filter(None, (_(str(row.get_outcome_display())) if row.outcome else "", str(row.ruled_on))))
        texts.append((_("裁定"), f"{head}\n{row.ruling}"))
    if row.undone:
        texts.append((_("撤销、变更的办理"), f"{row.undone_on} {row.undone}"))
    return Shown(
        heading=f"{_('执行异议')} {row.number}",
        facts=(
            said(_("异议人"), row.objector, who),
            said(_("种类"), _(str(row.get_kind_display()))),
            said(_("作出该行为的人员"), row.acted_by.name if row.acted_by else ""),
            said(_("收到"), row.received_on),
            said(_("立案审查"), row.filed_on),
            said(_("听证"), row.heard_on, _("须听证") if row.needs_hearing else ""),
            said(_("合议庭"), names_of(row.panel)),
            said(_("裁定送达"), row.served_on),
            said(_("申请复议至") if row.served_on else _("可以提出至"), row.remedy_until),
            said(_("报送案卷"), row.file_sent_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case=row.case,
        letters=about_row(row.case, f"objection:{row.pk}"),
        history=history(row.case_id, acts=("objection_act.",), pk=row.pk, keys=("objection",)),
        papers=papers_of(row.case_id, row.number),
    )


KIND = Kind("objections", gettext_noop("执行异议"), READS, find, turn, DOINGS, shown)


def address(row: Objection) -> str:
    """The page of an objection."""
    return reverse("desk:proceeding", args=[KIND.key, row.pk])
