"""A case this court gave to another as a record (委托执行规定): signed, sent, filed there, told, struck."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.faults import Fault
from duixian.domain.cases.models import Approval, ApprovalState, CaseState, Entrustment
from duixian.domain.cases.proceedings import day_of
from duixian.faces.desk.proceedings.objections import REASON
from duixian.faces.desk.proceedings.records import (
    NOBODY,
    Asked,
    Doing,
    Kind,
    Shown,
    Turn,
    history,
    in_table,
    papers_of,
    said,
    thread_of,
)
from duixian.faces.desk.workbench.steps import Way
from duixian.flows import entrust_case
from duixian.law.procedure.entrust_life import ENTRUST_LIFE, PAPERS, EntrustAct, EntrustState

_A, _S = EntrustAct, EntrustState


def find(court_id: int, pk: int) -> Entrustment | None:
    """An entrustment of the court."""
    rows = Entrustment.objects.select_related("case__court", "case__officer", "to_court", "approval", "letter")
    return rows.filter(pk=pk, court_id=court_id).first()


def turn(row: Entrustment) -> Turn:
    """Whose turn it is."""
    if row.state == _S.PROPOSED:
        return Turn(gettext_noop("本院：审批"), "approval.sign")
    if row.state == _S.SENT:
        return Turn(gettext_noop("受托法院：七日内立案"))
    if row.state == _S.TAKEN:
        if row.told_on is None:
            return Turn(gettext_noop("本院：告知申请执行人"), "entrust.record")
        return Turn(gettext_noop("受托法院：执行并函复结果"))
    return NOBODY


def _tell(a: Asked) -> None:
    entrust_case.tell_applicant(acting=a.acting, row=a.row, on=a.on, now=a.now)


def _strike(a: Asked) -> None:
    entrust_case.propose_strike(acting=a.acting, row=a.row, on=a.on, now=a.now)


def _withdraw(a: Asked) -> None:
    entrust_case.withdraw(acting=a.acting, row=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _may_strike(row: Entrustment) -> bool:
    waits = Approval.objects.filter(case_id=row.case_id, act="course.strike", state=ApprovalState.WAITING)
    return (
        row.state == _S.TAKEN
        and row.told_on is not None
        and row.case.state == CaseState.ENTRUSTED
        and not waits.exists()
    )


def _still_held(row: Entrustment, on: date) -> Sequence[Fault]:
    held = entrust_case.still_held(row)
    if not held:
        return ()
    return (
        Fault(
            "entrust.still_held",
            "受托法院尚未回函接续 {n} 项控制措施",
            "收到控制措施接续函后再呈批销案（《委托执行规定》第六条）",
            field="控制措施",
            data={"n": held},
        ),
    )


def _opens(act: EntrustAct) -> Any:
    return in_table(ENTRUST_LIFE, EntrustState, act)


DOINGS = (
    Doing(
        "tell",
        gettext_noop("登记已告知申请执行人"),
        "entrust.record",
        _tell,
        lambda row: row.state == _S.TAKEN and row.told_on is None,
    ),
    Doing("strike", gettext_noop("呈批销案"), "case.close", _strike, _may_strike, against=_still_held),
    Doing(
        "withdraw",
        gettext_noop("撤回委托"),
        "entrust.propose",
        _withdraw,
        lambda row: row.state == _S.SENT,
        lambda row: (REASON,),
        danger=True,
    ),
)


def shown(row: Entrustment, on: date) -> Shown:
    """What the page says of it."""
    texts = [(_("委托理由"), row.reason), (_("受托法院辖区内的财产"), row.assets_there)]
    texts.append((_("随函材料"), "、".join(_(PAPERS[key]) for key in row.papers)))
    if row.controls:
        held = [f"{one['owner']} {one['title']}（{one['until'] or '—'}）" for one in row.controls]
        texts.append((_("移交的控制措施"), "\n".join(held)))
    if row.outcome:
        texts.append((_("结果"), row.outcome))
    ways = [Way(_("去审批"), reverse("desk:approvals"))] if row.state == _S.PROPOSED else []
    approval = row.approval
    signed = f"{approval.decided_by.name}" if approval and approval.decided_by else ""
    return Shown(
        heading=_("委托{court}执行").format(court=row.to_court.name),
        facts=(
            said(_("受托法院"), row.to_court.name),
            said(_("呈批"), row.proposed_on),
            said(_("审批"), _(str(approval.get_state_display())) if approval else "", signed),
            said(_("发函"), row.sent_on, row.letter.number if row.letter else ""),
            said(_("受托案号"), row.their_number),
            said(_("告知申请执行人"), row.told_on),
            said(_("控制措施接续"), row.controls_taken_on),
            said(_("终结"), row.ended_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case=row.case,
        letters=thread_of(row.letter),
        history=history(row.case_id, acts=("entrust.",), pk=row.pk, keys=("entrustment",)),
        papers=papers_of(row.case_id, row.letter.number if row.letter else ""),
        ways=ways,
    )


KIND = Kind("entrustments", gettext_noop("委托执行"), ("entrust.propose", "entrust.record"), find, turn, DOINGS, shown)
