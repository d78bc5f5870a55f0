"""Study a clue together (研判): confirm it, ask for more, or let it go with a reason. Nobody decides alone."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Refused
from duixian.domain.courts.policies import require
from duixian.domain.refusals.models import RefusalCase, Study, StudyDecision
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services.library import Voice
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.refusal.gather import facts_of, judged
from duixian.law.procedure.refusal_life import Act, State


def study(
    *,
    acting: Acting,
    refusal: RefusalCase,
    decision: StudyDecision,
    reason: str,
    voices: Sequence[Voice],
    on: date,
    now: datetime,
) -> Study:
    """Record a study and do what it decided. Raises `Refused` where fewer agree than have to, and for a confirmation
    that something of the law closes; then nothing is recorded."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal.refresh_from_db()
        if decision == StudyDecision.CONFIRM:
            against = judged(refusal, on=on).against
            if against:
                raise Refused(*against)
        held = writes.hold_study(
            acting=acting, refusal=refusal, decision=decision, reason=reason, voices=voices, on=on, now=now
        )
        act = _ACTS.get(decision)
        if act is Act.DISMISS or (act is Act.CONFIRM and refusal.state == State.FOUND):
            facts = facts_of(refusal, on=on, reason=reason)
            writes.advance(acting=acting, refusal=refusal, act=act, facts=facts, now=now, why=reason)
    return held


_ACTS = {StudyDecision.CONFIRM: Act.CONFIRM, StudyDecision.DISMISS: Act.DISMISS}
