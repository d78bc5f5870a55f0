"""End an entry: off the list, what was asked around it closed, paper and certificate made, in one transaction."""

from datetime import date, datetime

from duixian.domain.cases.services import course
from duixian.domain.lists.models import ConsumptionLimit, CreditCommitment, LiftRequest, Listing
from duixian.domain.lists.services import requests
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import papers, publish
from duixian.law.lists import Ground, Verdict
from duixian.law.procedure.listing_life import Act

DELETE_NODE = "listing_delete"


def end(*, acting: Acting, decision: ConsumptionLimit | Listing, verdict: Verdict, on: date, now: datetime) -> None:
    """End a decision on a ground, in the caller's transaction and under its authority."""
    never_shown = decision.state == "grace"
    act = _act(verdict.ground, never_shown=never_shown)
    publish.take_off(acting=acting, decision=decision, act=act, ground=verdict.ground, basis=verdict.basis, now=now)
    decision.refresh_from_db()
    _close_around(acting, decision, on=on, now=now)
    course.finish_node(case=decision.case, rule=DELETE_NODE, on=on)
    if not never_shown:
        papers.lifting(acting=acting, decision=decision, on=on, now=now)


def _act(ground: Ground, *, never_shown: bool) -> Act:
    if ground in (Ground.DEAD, Ground.WRONG):
        return Act.REVOKE
    if never_shown:
        return Act.SPARE
    return Act.EXPIRE if ground is Ground.TERM_OVER else Act.LIFT


def _close_around(acting: Acting, decision: ConsumptionLimit | Listing, *, on: date, now: datetime) -> None:
    """What was asked about an entry that is gone has no object any more."""
    own = {"listing": decision} if isinstance(decision, Listing) else {"limit": decision}
    for asked in LiftRequest.objects.filter(**own, state="open"):
        requests.settle(
            acting=acting,
            row=asked,
            act="list.moot",
            case_id=decision.case_id,
            now=now,
            only_if={"state": "open"},
            state="moot",
            decided_on=on,
        )
    if not isinstance(decision, Listing):
        return
    for promise in CreditCommitment.objects.filter(listing=decision, state__in=["applied", "running"]):
        requests.settle(
            acting=acting,
            row=promise,
            act="list.commitment_ended",
            case_id=decision.case_id,
            now=now,
            only_if={"state": promise.state},
            state="ended",
            ended_on=on,
            next_due=None,
        )
