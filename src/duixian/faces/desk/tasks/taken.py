"""A single task another court asked of this one as a record: accepted, done, or sent back with the reason."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.domain.cases.models import TaskTaken
from duixian.domain.cases.proceedings import day_of
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
    in_table,
    said,
    thread_of,
)
from duixian.flows import request_task
from duixian.law.procedure.task_life import TASK_GIVEN, TASK_WORDS, TaskAct, TaskKind, TaskState


def find(court_id: int, pk: int) -> TaskTaken | None:
    """A task the court was asked to do."""
    return TaskTaken.objects.select_related("from_court", "letter").filter(pk=pk, court_id=court_id).first()


def turn(row: TaskTaken) -> Turn:
    """Whose turn it is."""
    if row.state == TaskState.RECEIVED:
        return Turn(gettext_noop("本院：接受或者退回"), "task.answer")
    return Turn(gettext_noop("本院：办理并复函"), "task.answer") if row.state == TaskState.ACCEPTED else NOBODY


def _accept(a: Asked) -> None:
    request_task.accept(acting=a.acting, task=a.row, on=a.on, now=a.now)


def _finish(a: Asked) -> None:
    request_task.finish(acting=a.acting, task=a.row, result=a.text("result"), on=a.on, now=a.now)


def _send_back(a: Asked) -> None:
    request_task.send_back(acting=a.acting, task=a.row, reason=a.text("reason"), on=a.on, now=a.now)


def _opens(act: TaskAct) -> Any:
    return in_table(TASK_GIVEN, TaskState, act)


DOINGS = (
    Doing("accept", gettext_noop("接受并函告"), "task.answer", _accept, _opens(TaskAct.ACCEPT)),
    Doing(
        "finish",
        gettext_noop("办结并复函"),
        "task.answer",
        _finish,
        _opens(TaskAct.FINISH),
        lambda row: (Input("result", gettext_noop("办理结果"), "area"),),
    ),
    Doing(
        "return",
        gettext_noop("退回"),
        "task.answer",
        _send_back,
        _opens(TaskAct.RETURN),
        lambda row: (REASON,),
        danger=True,
    ),
)


def shown(row: TaskTaken, on: date) -> Shown:
    """What the page says of it."""
    said_in = row.letter.said
    texts = [(_("委托事项"), row.what)]
    if row.result:
        texts.append((_("办理结果"), row.result))
    people = "、".join(name for _role, name in said_in.get("parties", ()))
    return Shown(
        heading=f"{_('受托事项')}：{_(TASK_WORDS[TaskKind(row.kind)])}",
        facts=(
            said(_("委托法院"), row.from_court.name, row.their_number),
            said(_("委托法院承办人"), said_in.get("officer")),
            said(_("当事人"), people),
            said(_("据以办理的裁定"), said_in.get("ruling")),
            said(_("签收"), row.received_on),
            said(_("办结"), row.ended_on),
        ),
        texts=texts,
        due_on=day_of(row),
        case_number=row.their_number,
        letters=thread_of(row.letter),
        history=list(trail.about(f"task:{row.pk}")[:50]),
    )


KIND = Kind("tasks-taken", gettext_noop("事项委托（收到）"), ("task.answer",), find, turn, DOINGS, shown)
