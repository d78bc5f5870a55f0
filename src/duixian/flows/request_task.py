"""One court asks another for a single task (事项委托): query, serve, seal, hand over … (委托执行规定 2 第二款).

Both courts keep a row: the one that asks with the day an answer is due, the one that helps with the day it has to be
done. The answer is a letter; no case is filed for it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import Case, CaseState, CourtLetter, LetterKind, TaskRequest, TaskTaken
from duixian.domain.cases.services import course, letters
from duixian.domain.cases.services.moving import advance
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments.proceedings import issue_task_letter
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.procedure.task_life import (
    RULING_NEEDED,
    TASK_ASKED,
    TASK_GIVEN,
    TASK_WORDS,
    TaskAct,
    TaskFacts,
    TaskKind,
    TaskState,
)

ACCEPT, FINISH = "task_accept", "task_finish"


def ask(
    *,
    acting: Acting,
    case: Case,
    to_court: Court,
    kind: TaskKind,
    what: str,
    on: date,
    now: datetime,
    ruling: str = "",
    enclosed: Mapping[str, Any] | None = None,
) -> TaskRequest:
    """Ask another court for a task by a letter. `ruling`: the number of the ruling a task on property rests on;
    `enclosed`: what else the other court has to know.

    Raises `BadInput` without words, or without the ruling where property is touched; `Refused` for a closed case.
    """
    require(acting, "task.ask", of_court=case.court_id)
    faults = []
    if not what.strip():
        faults.append(Fault("task.what", "须写明委托的事项", "请填写对象、地点和要求", field="委托事项"))
    if kind in RULING_NEEDED and not ruling.strip():
        faults.append(
            Fault(
                "task.ruling",
                "委托{kind}的，须附本院裁定书",
                "请填写裁定书文号",
                field="裁定书",
                data={"kind": TASK_WORDS[kind]},
            )
        )
    if faults:
        raise BadInput(*faults)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        if case.state == CaseState.CLOSED and kind is not TaskKind.RELEASE:
            raise Refused(Fault("task.closed", "案件已结案", "已结案件只能委托解除控制", "案号", case.number))
        letter = letters.send(
            acting=acting,
            to_court=to_court,
            kind=LetterKind.TASK,
            case=case,
            said={
                "kind": kind,
                "what": what.strip(),
                "ruling": ruling.strip(),
                "parties": [[party.role, party.person.name] for party in case.parties.select_related("person")],
                "officer": case.officer.name if case.officer else acting.name,
                "enclosed": dict(enclosed or {}),
            },
            on=on,
            now=now,
        )
        issue_task_letter(acting=acting, letter=letter, on=on, now=now)
        open_nodes(case=case, rules=[ACCEPT], since=on)
        return TaskRequest.objects.create(
            court_id=case.court_id,
            case=case,
            to_court=to_court,
            kind=kind,
            what=what.strip(),
            ruling=ruling.strip()[:60],
            letter=letter,
            sent_on=on,
            due_on=deadline_of(court_id=case.court_id, rule=ACCEPT, since=on).day,
        )


def withdraw(*, acting: Acting, task: TaskRequest, reason: str, on: date, now: datetime) -> TaskRequest:
    """Take a task back, and tell the other court. Raises `Refused` once it is done, and without a reason."""
    require(acting, "task.ask", of_court=task.court_id)
    with transaction.atomic():
        trail.take_turn(task.court_id)
        verdict = _judged(TASK_ASKED, task.state, TaskAct.WITHDRAW, on, reason=reason)
        letters.send(
            acting=acting,
            to_court=task.to_court,
            kind=LetterKind.TASK_RECALL,
            case=task.case,
            thread=task.letter,
            said={"reason": reason.strip()},
            on=on,
            now=now,
        )
        task = _asked(task, acting, TaskAct.WITHDRAW, verdict, now, result=reason.strip(), ended_on=on)
        _finish(task, (ACCEPT, FINISH), on)
        return task


def take_answer(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> TaskRequest:
    """Take up what the other court answers: accepted, done, or sent back with its reason. Raises `Refused`."""
    require(acting, "task.ask")
    acts = {
        LetterKind.TASK_ACCEPTED: TaskAct.NOTE_ACCEPTED,
        LetterKind.TASK_RESULT: TaskAct.NOTE_DONE,
        LetterKind.TASK_RETURN: TaskAct.NOTE_RETURNED,
    }
    kind = LetterKind(letter.kind)
    with transaction.atomic():
        letters.take_up(
            acting=acting, letter=letter, kind=kind if kind in acts else LetterKind.TASK_RESULT, on=on, now=now
        )
        task = TaskRequest.objects.select_related("case").get(letter_id=letter.thread_id, court_id=acting.court_id)
        verdict = _judged(TASK_ASKED, task.state, acts[kind], on)
        if kind is LetterKind.TASK_ACCEPTED:
            due = deadline_of(court_id=task.court_id, rule=FINISH, since=on).day
            task = _asked(task, acting, acts[kind], verdict, now, due_on=due)
            _finish(task, (ACCEPT,), on)
            open_nodes(case=task.case, rules=[FINISH], since=on)
        else:
            result = letter.said.get("result") or letter.said.get("reason", "")
            task = _asked(task, acting, acts[kind], verdict, now, result=result, ended_on=on)
            _finish(task, (ACCEPT, FINISH), on)
        return task


# --- the court that helps


def receive(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> TaskTaken:
    """Take a task up: to be accepted, or sent back, within the days the court has set. Raises `Refused`."""
    require(acting, "task.answer")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.TASK, on=on, now=now)
        return TaskTaken.objects.create(
            court_id=acting.court_id,
            letter=letter,
            from_court_id=letter.court_id,
            their_number=letter.case_number,
            kind=letter.said["kind"],
            what=letter.said["what"],
            received_on=on,
            due_on=deadline_of(court_id=acting.court_id, rule=ACCEPT, since=letter.sent_on).day,
        )


def accept(*, acting: Acting, task: TaskTaken, on: date, now: datetime) -> TaskTaken:
    """Accept a task, and say so by letter. Raises `Refused`."""
    due = deadline_of(court_id=task.court_id, rule=FINISH, since=on).day
    said = {"due_on": due, "officer": acting.name}
    return _answer(acting, task, TaskAct.ACCEPT, LetterKind.TASK_ACCEPTED, said, on, now, due_on=due)


def finish(*, acting: Acting, task: TaskTaken, result: str, on: date, now: datetime) -> TaskTaken:
    """It is done: 回复函 with the result. Raises `Refused` without words."""
    fields = {"result": result.strip(), "ended_on": on}
    return _answer(acting, task, TaskAct.FINISH, LetterKind.TASK_RESULT, {"result": result.strip()}, on, now, **fields)


def send_back(*, acting: Acting, task: TaskTaken, reason: str, on: date, now: datetime) -> TaskTaken:
    """It cannot be done: sent back with the reason. Raises `Refused` without one."""
    fields = {"result": reason.strip(), "ended_on": on}
    return _answer(acting, task, TaskAct.RETURN, LetterKind.TASK_RETURN, {"reason": reason.strip()}, on, now, **fields)


def take_recall(*, acting: Acting, letter: CourtLetter, on: date, now: datetime) -> TaskTaken:
    """The court that asked takes it back. Raises `Refused`."""
    require(acting, "task.answer")
    with transaction.atomic():
        letters.take_up(acting=acting, letter=letter, kind=LetterKind.TASK_RECALL, on=on, now=now)
        task = TaskTaken.objects.get(letter_id=letter.thread_id, court_id=acting.court_id)
        verdict = _judged(TASK_GIVEN, task.state, TaskAct.RECALL, on)
        return _given(task, acting, TaskAct.RECALL, verdict, now, result=letter.said["reason"], ended_on=on)


def _answer(
    acting: Acting,
    task: TaskTaken,
    act: TaskAct,
    kind: LetterKind,
    said: Mapping[str, Any],
    on: date,
    now: datetime,
    **fields: object,
) -> TaskTaken:
    require(acting, "task.answer", of_court=task.court_id)
    words = {key: str(value) for key, value in said.items()}
    with transaction.atomic():
        trail.take_turn(task.court_id)
        verdict = _judged(
            TASK_GIVEN, task.state, act, on, result=words.get("result", ""), reason=words.get("reason", "")
        )
        letters.send(
            acting=acting,
            to_court=task.from_court,
            kind=kind,
            case_number=task.their_number,
            thread=task.letter,
            said=words,
            on=on,
            now=now,
        )
        return _given(task, acting, act, verdict, now, **fields)


def _judged(table: Any, state: str, act: TaskAct, on: date, *, result: str = "", reason: str = "") -> Allowed:
    verdict: Allowed = table.judge(
        state=TaskState(state), act=act, facts=TaskFacts(on=on, result=result, reason=reason)
    ).or_refuse()
    return verdict


def _asked(
    task: TaskRequest, acting: Acting, act: TaskAct, verdict: Allowed, now: datetime, **fields: object
) -> TaskRequest:
    subject = f"case:{task.case_id}"
    return advance(task, acting=acting, act=f"task.{act}", verdict=verdict, subject=subject, now=now, **fields)


def _given(
    task: TaskTaken, acting: Acting, act: TaskAct, verdict: Allowed, now: datetime, **fields: object
) -> TaskTaken:
    subject = f"task:{task.pk}"
    return advance(task, acting=acting, act=f"task.{act}", verdict=verdict, subject=subject, now=now, **fields)


def _finish(task: TaskRequest, rules: tuple[str, ...], on: date) -> None:
    """The step is done once no other task of the case waits in it."""
    waits = {ACCEPT: TaskState.SENT, FINISH: TaskState.ACCEPTED}
    for rule in rules:
        others = TaskRequest.objects.filter(case_id=task.case_id, state=waits[rule]).exclude(pk=task.pk)
        if not others.exists():
            course.finish_node(case=task.case, rule=rule, on=on)
