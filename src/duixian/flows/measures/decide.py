"""What follows when the president signs, or does not: the measure moves, and its paper goes out with the signature."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.measures.models import Measure, RecordKind
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import measures as papers
from duixian.flows.measures.ending import end_dependents
from duixian.flows.measures.propose import against, order_of
from duixian.law.measures import OPEN
from duixian.law.procedure.case_life import State
from duixian.law.procedure.measure_life import MeasureAct

Carry = Callable[[Measure, Approval, Acting, date, datetime], None]


def measure_of(approval: Approval) -> Measure:
    """The measure a proposal is about, with all that its acts ask for."""
    related = ("case__court", "case__officer", "case__title", "person", "represents", "misconduct", "summons")
    return Measure.objects.select_related(*related).get(pk=int(approval.subject.removeprefix("measure:")))


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """After a signature or a refusal. What the law says today counts: a case that was closed meanwhile, a person who
    died, refuse the signature itself."""
    measure = measure_of(approval)
    carry = _AFTER.get(approval.act, _decision)
    if approval.state == ApprovalState.APPROVED:
        carry(measure, approval, acting, on, now)
    elif carry is _decision:
        _declined(measure, approval, acting, now)
    elif measure.renew_until is not None:
        measures.set_renewal(measure=measure, until=None)


def _decision(measure: Measure, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    faults = [
        fault
        for fault in against(case=measure.case, person=measure.person, order=order_of(measure), on=on)
        if fault.code not in _ASKED_ONCE
    ]
    if faults and measure.state != Measure.State.URGENT:
        raise Refused(*faults)
    measure = measures.advance(
        acting=acting,
        measure=measure,
        act=MeasureAct.APPROVE,
        now=now,
        fields={"decided_by_id": acting.officer_id, "decided_at": now},
    )
    papers.issue_decision(acting=acting, measure=measure, on=on, now=now)


_ASKED_ONCE = frozenset({"measure.twice", "measure.no_summons"})
"""What the proposal itself makes true; the database holds both."""


def _declined(measure: Measure, approval: Approval, acting: Acting, now: datetime) -> None:
    """Not approved: nothing is taken; who was detained in urgency is let go at this minute (民诉解释 181)."""
    fields: dict[str, object] = {"decided_by_id": acting.officer_id, "decided_at": now}
    if measure.state == Measure.State.URGENT:
        fields |= {"ended_at": now, "ended_why": f"院长未批准：{approval.note}"[:300]}
    measures.advance(acting=acting, measure=measure, act=MeasureAct.DECLINE, now=now, fields=fields)


def _release(measure: Measure, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """提前解除拘留 (民诉解释 182). Whoever is out already left at the minute on record."""
    left = reading.last_record_at(measure, RecordKind.RELEASED)
    measure = _end(measure, MeasureAct.LIFT, approval.grounds, acting, now)
    if left is not None:
        measure = measures.set_release(measure=measure, at=left)
    end_dependents(acting=acting, measure=measure, on=on, now=now)
    papers.issue_release(acting=acting, measure=measure, why=approval.grounds, on=on, now=now)


def _lift(measure: Measure, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    measure = _end(measure, MeasureAct.LIFT, approval.grounds, acting, now)
    papers.issue_lifting(acting=acting, measure=measure, why=approval.grounds, on=on, now=now)
    end_dependents(acting=acting, measure=measure, on=on, now=now)


def _revoke(measure: Measure, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    measure = _end(measure, MeasureAct.REVOKE, approval.grounds, acting, now)
    papers.issue_lifting(acting=acting, measure=measure, why=approval.grounds, on=on, now=now)
    end_dependents(acting=acting, measure=measure, on=on, now=now)


def _renew(measure: Measure, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    if measure.renew_until is None or measure.until is None or on > measure.until:
        raise Refused(
            Fault(
                "measure.renewal_late",
                "措施的期限已经届满，不能续期",
                "仍有必要的，请重新呈批",
                field="期限",
                value=measure.until.isoformat() if measure.until else "",
            )
        )
    if State(measure.case.state) not in OPEN:
        raise Refused(*against(case=measure.case, person=measure.person, order=order_of(measure), on=on))
    measure = measures.advance(
        acting=acting,
        measure=measure,
        act=MeasureAct.RENEW,
        now=now,
        reason=approval.grounds,
        fields={"until": measure.renew_until, "renew_until": None},
    )
    papers.issue_renewal(acting=acting, measure=measure, on=on, now=now)


def _end(measure: Measure, act: MeasureAct, why: str, acting: Acting, now: datetime) -> Measure:
    fields = {"ended_at": now, "ended_why": why.strip()[:300]}
    return measures.advance(acting=acting, measure=measure, act=act, now=now, reason=why, fields=fields)


_AFTER: Mapping[str, Carry] = {
    "measure.release": _release,
    "measure.lift": _lift,
    "measure.revoke": _revoke,
    "measure.renew": _renew,
}
ACTS = (
    "measure.compel",
    "measure.detain",
    "measure.fine",
    "measure.search",
    "measure.exit_ban",
    "measure.lookout",
    "measure.evict",
    *_AFTER,
)
"""The acts of the queue this flow answers."""
