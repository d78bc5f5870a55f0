"""Promises with an hour: noted, reminded of, judged when the minute has passed. A broken one is the officer's to-do."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.parties.models import Person
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import Promise, PromiseState
from duixian.domain.settlements.services import promises
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.case_life import State
from duixian.law.settlement import Kept, PromiseFacts, judge_promise, remind_at

LATE_NEWS = timedelta(days=7)
"""How long after its hour a broken promise is looked at again when money comes in: banks tell late what was in time."""


def note(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    what: str,
    amount: Fen | None,
    due_at: datetime,
    now: datetime,
) -> Promise:
    """Keep what a party promised to do by an hour. Raises `BadInput` for an hour that has passed, `Refused` for a
    closed case and for somebody who is no party of it."""
    if case.state == State.CLOSED:
        raise Refused(Fault("promise.closed", "案件已结案", "先恢复执行", field="案件", value=case.number))
    if not case.parties.filter(person=person).exists():
        raise Refused(Fault("promise.party", "承诺人不是本案当事人", "请核对", field="承诺人", value=person.name))
    minutes = selectors.value(case.court_id, "promise_reminder_minutes", on=timezone.localdate(now))
    with transaction.atomic():
        return promises.note(
            acting=acting,
            case=case,
            person=person,
            what=what,
            amount=amount,
            due_at=due_at,
            remind_at=remind_at(made_at=now, due_at=due_at, minutes=minutes),
            now=now,
        )


def look_at(*, acting: Acting, case_id: int, now: datetime) -> list[Promise]:
    """Money came in: which promises of the case does it keep? In the caller's transaction."""
    waiting = selectors.promises_of(case_id).filter(
        state__in=(PromiseState.OPEN, PromiseState.BROKEN), answered_at__isnull=True, due_at__gt=now - LATE_NEWS
    )
    return [judge(acting=acting, promise=one, now=now) for one in waiting.order_by("due_at", "pk")]


def judge(*, acting: Acting, promise: Promise, now: datetime) -> Promise:
    """Say how a promise stands and keep it where that is final for now."""
    trail.take_turn(promise.court_id)
    came = 0 if promise.amount_fen is None else selectors.came_in(promise, until=now)
    facts = PromiseFacts(due_at=promise.due_at, amount=promise.amount_fen, came_in=came)
    kept = judge_promise(facts, now=now)
    if kept is Kept.OPEN:
        return promise
    counted = min(came, promise.amount_fen or 0)
    return promises.judge(acting=acting, promise=promise, state=PromiseState(kept.value), came_in=counted, now=now)
