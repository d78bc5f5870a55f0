"""A single task this court asked of another as a record (事项委托)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import TaskRequest
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
from duixian.flows import request_task
from duixian.law.procedure.task_life import TASK_ASKED, TASK_WORDS, TaskAct, TaskKind, TaskState


def find(court_id: int, pk: int) -> TaskRequest | None:
    """A task the court asked for."""
    rows = TaskRequest.objects.select_related("case__court", "case__officer", "to_court", "letter")
    return rows.filter(pk=pk, court_id=court_id).first()


def turn(row: TaskRequest) -> Turn:
    """Whose turn it is."""
    if row.state == TaskState.SENT:
        return Turn(gettext_noop("受托法院：签收或者退回"))
    return Turn(gettext_noop("受托法院：办理并复函")) if row.state == TaskState.ACCEPTED else NOBODY


def _withdraw(a: Asked) -> None:
    request_task.withdraw(acting=a.acting, task=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _opens(act: TaskAct) -> Any:
    return in_table(TASK_ASKED, TaskState, act)


DOINGS = (
    Doing(
        "withdraw",
        gettext_noop("撤回委托"),
        "task.ask",
        _withdraw,
        _opens(TaskAct.WITHDRAW),
        lambda row: (REASON,),
        danger=True,
    ),
)


def shown(row: TaskRequest, on: date) -> Shown:
    """What the page says of it."""
    texts = [(_("委托事项"), row.what)]
    if row.result:
        texts.append((_("结果"), row.result))
    return Shown(
        heading=f"{_('事项委托')}：{_(TASK_WORDS[TaskKind(row.kind)])}",
        facts=(
            said(_("受托法院"), row.to_court.name),
            said(_("发函"), row.sent_on, row.letter.number),
            said(_("据以办理的裁定"), row.ruling),
            said(_("办结"), row.ended_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case=row.case,
        letters=thread_of(row.letter),
        history=history(row.case_id, acts=("task.",), pk=row.pk),
        papers=papers_of(row.case_id, row.letter.number),
    )


KIND = Kind("tasks", gettext_noop("事项委托（发出）"), ("task.ask",), find, turn, DOINGS, shown)
