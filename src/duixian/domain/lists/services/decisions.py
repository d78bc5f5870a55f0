"""Writing decisions on the lists. Who may and whether it is open was asked by the flow; the table says where an act
leads; the database asks for the signature and the protected a second time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from duixian.base.faults import Fault, Refused
from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.listing_life import LISTING_LIFE, Act, State

Decision = TypeVar("Decision", bound=ConsumptionLimit | Listing)


def subject_of(decision: ConsumptionLimit | Listing) -> str:
    """How the trail and the queue of approvals name a decision."""
    return f"{'listing' if isinstance(decision, Listing) else 'limit'}:{decision.pk}"


def propose(*, acting: Acting, decision: Decision, now: datetime) -> Decision:
    """Keep a proposal, as built by the flow. The database refuses a second one of the person in the case."""
    trail.take_turn(decision.court_id)
    decision.proposed_by, decision.proposed_at = acting.code, now
    decision.save(force_insert=True)
    _record(acting, decision, "list.propose", now, {"reason": decision.reason})
    return decision


def move(*, acting: Acting, decision: Decision, act: Act, now: datetime, basis: str = "", **changes: Any) -> Decision:
    """Carry one act of the table out, with the columns it sets. Raises `Refused` where the table has no such act, or
    somebody else moved it meanwhile."""
    trail.take_turn(decision.court_id)
    current = type(decision).objects.get(pk=decision.pk)
    verdict = LISTING_LIFE.judge(state=State(current.state), act=act, facts=None).or_refuse()
    kept = type(decision).objects.filter(pk=decision.pk, state=current.state)
    if not kept.update(state=verdict.target, **changes):
        raise Refused(Fault("list.moved", "该决定的状态已经变化", "请刷新后再办"))
    decision.refresh_from_db()
    _record(acting, decision, f"list.{act}", now, {"state": str(verdict.target)}, basis or verdict.basis)
    return decision


def restate(*, acting: Acting, decision: Decision, act: str, now: datetime, basis: str, **changes: Any) -> Decision:
    """Set columns that are no state: a longer term, how much was performed."""
    trail.take_turn(decision.court_id)
    type(decision).objects.filter(pk=decision.pk).update(**changes)
    decision.refresh_from_db()
    _record(acting, decision, act, now, {key: str(value) for key, value in changes.items()}, basis)
    return decision


def _record(
    acting: Acting,
    decision: ConsumptionLimit | Listing,
    act: str,
    now: datetime,
    payload: Mapping[str, Any],
    ground: str = "",
) -> None:
    said = {"of": subject_of(decision), "person": decision.person_id, **payload}
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=(ground or decision.basis)[:200],
        subject=f"case:{decision.case_id}",
        payload=said,
    )
