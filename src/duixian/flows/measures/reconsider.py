"""Reconsideration (复议) of a fine, a detention, an exit ban by the upper court: it stays nothing (民诉解释 185)."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, Reconsideration, RecordKind, ReviewState
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures, reviews
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import measures as papers
from duixian.flows.measures.ending import end_dependents
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.disposal.values import day_of
from duixian.law.measures import REVIEW, MeasureKind, detention_end
from duixian.law.procedure.measure_life import MeasureAct


def ask(*, acting: Acting, measure: Measure, grounds: str, on: date, now: datetime) -> Reconsideration:
    """Take in the application, within the days after the decision was served; late ones are kept and not sent. Raises
    `Refused` for a measure that knows none and before service."""
    require(acting, "measure.review", of_court=measure.court_id)
    kind = MeasureKind(measure.kind)
    if kind not in REVIEW:
        raise Refused(
            Fault("review.none", "该措施不适用复议", "可以依照民事诉讼法第二百三十六条提出异议", field="复议")
        )
    served = reading.last_record_at(measure, RecordKind.SERVED)
    if served is None:
        raise Refused(Fault("review.unserved", "决定书尚未送达", "请先登记送达", field="复议"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        last = deadline_of(court_id=measure.court_id, rule=REVIEW[kind][0], since=day_of(served)).day
        upper = measure.court.parent.name if measure.court.parent else "上一级人民法院"
        course.finish_node(case=measure.case, rule=REVIEW[kind][0], on=on, since=day_of(served))
        return reviews.ask(
            acting=acting, measure=measure, grounds=grounds, upper_court=upper, in_time=on <= last, on=on, now=now
        )


def send(*, acting: Acting, review: Reconsideration, received_on: date, now: datetime) -> Reconsideration:
    """The upper court has the papers; it decides within its days, which are watched as a node of the case."""
    with transaction.atomic():
        trail.take_turn(review.court_id)
        rule = REVIEW[MeasureKind(review.measure.kind)][1]
        due = deadline_of(court_id=review.court_id, rule=rule, since=received_on).day
        open_nodes(case=review.measure.case, rules=[rule], since=received_on)
        return reviews.send(acting=acting, review=review, received_on=received_on, due_on=due, now=now)


def note_decision(
    *,
    acting: Acting,
    review: Reconsideration,
    outcome: ReviewState,
    number: str,
    on: date,
    now: datetime,
    amount: Fen | None = None,
    days: int | None = None,
) -> Reconsideration:
    """What the upper court decided takes effect at once: revoked, the measure ends; changed, so much of it is left and
    never more. Raises `Refused`, `BadInput`."""
    with transaction.atomic():
        trail.take_turn(review.court_id)
        review = reviews.note_decision(
            acting=acting, review=review, outcome=outcome, number=number, on=on, now=now, amount=amount, days=days
        )
        measure = Measure.objects.select_related("case__court", "case__officer", "case__title", "person").get(
            pk=review.measure_id
        )
        rule = REVIEW[MeasureKind(measure.kind)][1]
        course.finish_node(case=measure.case, rule=rule, on=on, since=review.received_on)
        if outcome is ReviewState.REVOKED:
            _revoke(acting, measure, number, on, now)
        elif outcome is ReviewState.CHANGED:
            end = detention_end(detained=measure.begun_at, days=days) if days and measure.begun_at else None
            reviews.reduce(measure=measure, amount=amount, days=days, must_end_at=end)
        papers.issue_review(acting=acting, review=review, on=on, now=now)
    return review


def _revoke(acting: Acting, measure: Measure, number: str, on: date, now: datetime) -> None:
    why = f"上级人民法院{number}复议决定撤销"
    fields = {"ended_why": why[:300]} | ({} if measure.ended_at else {"ended_at": now})
    if measure.state in (Measure.State.LIFTED, Measure.State.REVOKED):
        return
    measure = measures.advance(
        acting=acting, measure=measure, act=MeasureAct.REVOKE, now=now, reason=why, fields=fields
    )
    end_dependents(acting=acting, measure=measure, on=on, now=now)
