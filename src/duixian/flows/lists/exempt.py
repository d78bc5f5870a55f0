"""单次解除: lift a limit for one journey or one need, on some days (限消 8)."""

from datetime import date, datetime

from django.db import transaction

from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.cases.services import approvals
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import ConsumptionLimit, Exemption
from duixian.domain.lists.services import requests
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import papers, publish
from duixian.flows.lists.own_values import own_number
from duixian.law.lists import ExemptionFacts, judge_exemption

EXEMPT = "list.exempt"


def apply_exemption(
    *,
    acting: Acting,
    limit: ConsumptionLimit,
    purpose: str,
    what: str,
    proof: str,
    since: date,
    until: date,
    on: date,
    now: datetime,
) -> Exemption:
    """Take in an application and lay it before who decides. `purpose`: the need; `what`: the spending it needs, which
    is what agencies will see. Raises `Refused` with everything that is missing."""
    require(acting, "list.receive", of_court=limit.court_id)
    with transaction.atomic():
        trail.take_turn(limit.court_id)
        limit.refresh_from_db()
        basis = judge_exemption(_facts(limit, purpose, proof, since, until, on)).or_refuse().basis
        row = Exemption(
            court_id=limit.court_id,
            limit=limit,
            purpose=purpose.strip()[:200],
            what=what.strip()[:200],
            proof=proof.strip()[:300],
            since=since,
            until=until,
            applied_on=on,
        )
        requests.keep(acting=acting, row=row, act="list.exempt_apply", case_id=limit.case_id, now=now, ground=basis)
        approvals.propose(
            acting=acting,
            case=limit.case,
            act=EXEMPT,
            subject=f"exemption:{row.pk}",
            title=f"{limit.person.name}单次解除限制消费（{since.isoformat()}至{until.isoformat()}）",
            grounds=f"{purpose}；{proof}",
            now=now,
        )
    return row


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What the decision sets going: the window opens and is published."""
    row = Exemption.objects.select_related("limit__case", "limit__person").get(
        pk=int(approval.subject.partition(":")[2])
    )
    granted = approval.state == ApprovalState.APPROVED
    if granted:
        facts = _facts(row.limit, row.purpose, row.proof, max(row.since, on), row.until, on)
        judge_exemption(facts).or_refuse()
    requests.settle(
        acting=acting,
        row=row,
        act="list.exempt",
        case_id=row.limit.case_id,
        now=now,
        ground=approval.basis,
        only_if={"state": "applied"},
        state="granted" if granted else "refused",
        approval=approval,
    )
    if granted:
        publish.say_anew(decision=row.limit, reason="exempted", on=on, now=now)
        papers.exemption(acting=acting, exemption=row, on=on, now=now)


def close_exemption(*, acting: Acting, exemption: Exemption, note: str, on: date, now: datetime) -> Exemption:
    """The need is met, or the days are over: the window goes at once. Called by the round, or when the use is told."""
    require(acting, "list.receive", of_court=exemption.court_id)
    with transaction.atomic():
        row = requests.settle(
            acting=acting,
            row=exemption,
            act="list.exempt_over",
            case_id=exemption.limit.case_id,
            now=now,
            only_if={"state": "granted"},
            state="over",
            ended_at=now,
            end_note=note[:200],
        )
        publish.say_anew(decision=row.limit, reason="exemption_over", on=on, now=now)
    return row


def _facts(limit: ConsumptionLimit, purpose: str, proof: str, since: date, until: date, on: date) -> ExemptionFacts:
    others = limit.exemptions.filter(state="granted", since__lte=until, until__gte=since)
    return ExemptionFacts(
        on=on,
        limited=limit.state == "in_force",
        since=since,
        until=until,
        purpose=purpose,
        proof=proof,
        overlaps=others.exists(),
        court_days=own_number(limit.court_id, "exemption_days", on=on),
    )
