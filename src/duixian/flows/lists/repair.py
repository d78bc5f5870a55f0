"""Ways off a list by a decision: the creditor's consent, security, a stay by retrial, performance in earnest; and the
credit commitment, which suspends a listing for a promise (失信规定 2(2), 10; 限消 9)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.cases.services import approvals
from duixian.domain.cases.terms import from_json, to_json
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import ConsumptionLimit, CreditCommitment, LiftRequest, Listing
from duixian.domain.lists.selectors import limits
from duixian.domain.lists.services import requests
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import papers, publish
from duixian.flows.lists.ending import end
from duixian.flows.lists.own_values import own_number
from duixian.law.lists import CommitmentFacts, Condition, Ground, broken_on, judge_commitment, kept
from duixian.law.lists.lifting import Verdict
from duixian.law.procedure.listing_life import Act

LIFT = "list.lift"
COMMIT = "list.commit"

_GROUNDS = {
    "consent": (Ground.CREDITOR, "《失信被执行人名单规定》第十条第一款第三项", "《限制消费规定》第九条"),
    "security": (Ground.SECURITY, "", "《限制消费规定》第九条"),
    "retrial": (Ground.RETRIAL, "《失信被执行人名单规定》第十条第一款第五项", ""),
    "repair": (Ground.EARLY, "《失信被执行人名单规定》第二条第二款", ""),
}


def ask_to_lift(
    *,
    acting: Acting,
    decision: ConsumptionLimit | Listing,
    kind: str,
    text: str,
    proof: str,
    on: date,
    now: datetime,
) -> LiftRequest:
    """Take in a request that an entry end and lay it before who decides. Raises `Refused` for a ground this list does
    not know, a listing of fixed term where only art. 2(2) is open, an entry that does not stand, and without proof."""
    require(acting, "list.receive", of_court=decision.court_id)
    dishonest = isinstance(decision, Listing)
    basis = _GROUNDS[kind][1 if dishonest else 2] if kind in _GROUNDS else ""
    missing = []
    if not basis:
        missing.append(Fault("lift.ground", "该事由不适用于此名单", "请核对事由", field="事由", value=kind))
    if isinstance(decision, Listing) and decision.expires_on is not None and kind in ("consent", "retrial"):
        missing.append(
            Fault("lift.fixed_term", "有固定期限的，不适用第十条第一款；可申请信用修复提前删除", "请改为信用修复")
        )
    if not dishonest and limits.is_listed(case_id=decision.case_id, person_id=decision.person_id):
        missing.append(Fault("lift.listed", "该人仍在失信名单上，限制消费不能单独解除", "请先办理失信信息删除"))
    if decision.state not in ("in_force", "suspended"):
        missing.append(Fault("lift.not_in_force", "该措施未生效或者已经终止", "请核对"))
    if not proof.strip() or not text.strip():
        missing.append(Fault("lift.proof", "须有书面申请和证明材料", "请补充", field="证明"))
    if missing:
        raise Refused(*missing)
    with transaction.atomic():
        trail.take_turn(decision.court_id)
        row = LiftRequest(
            court_id=decision.court_id,
            listing=decision if isinstance(decision, Listing) else None,
            limit=decision if isinstance(decision, ConsumptionLimit) else None,
            kind=kind,
            text=text.strip()[:500],
            proof=proof.strip()[:300],
            received_on=on,
            made_by=acting.code,
        )
        requests.keep(acting=acting, row=row, act="list.ask_lift", case_id=decision.case_id, now=now, ground=basis)
        approvals.propose(
            acting=acting,
            case=decision.case,
            act=LIFT,
            subject=f"lift:{row.pk}",
            title=f"{decision.person.name}：{row.get_kind_display()}",
            grounds=f"{text}；{proof}",
            now=now,
        )
    return row


def follow_lift(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What the decision sets going: granted, the entry ends in the same transaction."""
    row = LiftRequest.objects.select_related("listing__case", "listing__person", "limit__case", "limit__person").get(
        pk=int(approval.subject.partition(":")[2])
    )
    decision = row.listing or row.limit
    assert decision is not None, "the database holds that it is about one entry"
    granted = approval.state == ApprovalState.APPROVED
    requests.settle(
        acting=acting,
        row=row,
        act="list.decide_lift",
        case_id=decision.case_id,
        now=now,
        ground=approval.basis,
        only_if={"state": "open"},
        state="granted" if granted else "refused",
        approval=approval,
        decided_on=on,
    )
    if granted:
        ground, of_listing, of_limit = _GROUNDS[row.kind]
        basis = of_listing if isinstance(decision, Listing) else of_limit
        end(acting=acting, decision=decision, verdict=Verdict(ground, basis), on=on, now=now)


# --- credit commitment


def apply_commitment(
    *, acting: Acting, listing: Listing, conditions: Sequence[Condition], proof: str, on: date, now: datetime
) -> CreditCommitment:
    """Take in a promise and lay it before who decides. Raises `Refused` with everything that is missing."""
    require(acting, "list.receive", of_court=listing.court_id)
    with transaction.atomic():
        trail.take_turn(listing.court_id)
        listing.refresh_from_db()
        basis = judge_commitment(_facts(listing, conditions, proof, on)).or_refuse().basis
        row = CreditCommitment(
            court_id=listing.court_id,
            listing=listing,
            conditions=to_json(tuple(conditions)),
            proof=proof.strip()[:300],
            applied_on=on,
        )
        requests.keep(
            acting=acting, row=row, act="list.commitment_apply", case_id=listing.case_id, now=now, ground=basis
        )
        approvals.propose(
            acting=acting,
            case=listing.case,
            act=COMMIT,
            subject=f"commitment:{row.pk}",
            title=f"{listing.person.name}信用承诺，暂停失信信息",
            grounds=proof,
            now=now,
        )
    return row


def follow_commitment(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """Granted: the listing leaves the list for the time of the promise; the limit stays."""
    row = CreditCommitment.objects.select_related("listing__case", "listing__person").get(
        pk=int(approval.subject.partition(":")[2])
    )
    granted = approval.state == ApprovalState.APPROVED
    promised = conditions_of(row)
    if granted:
        judge_commitment(_facts(row.listing, promised, row.proof, on)).or_refuse()
    requests.settle(
        acting=acting,
        row=row,
        act="list.commitment",
        case_id=row.listing.case_id,
        now=now,
        ground=approval.basis,
        only_if={"state": "applied"},
        state="running" if granted else "refused",
        approval=approval,
        decided_on=on,
        next_due=min(one.due_on for one in promised) if granted else None,
    )
    if granted:
        publish.take_off(
            acting=acting, decision=row.listing, act=Act.SUSPEND, ground="commitment", basis=approval.basis, now=now
        )
        papers.commitment(acting=acting, promise=row, on=on, now=now)


def note_kept(*, acting: Acting, promise: CreditCommitment, place: int, day: date, on: date, now: datetime) -> None:
    """Record that promise number `place` (from 0) was kept on a day. Raises `Refused` for one that is not there, or
    kept already, or a day to come."""
    require(acting, "list.propose", of_court=promise.court_id)
    promised = list(conditions_of(promise))
    if not 0 <= place < len(promised) or promised[place].kept_on is not None or day > on:
        raise Refused(Fault("commit.place", "没有这一项承诺，或者已登记，或者日期在将来", "请核对"))
    one = promised[place]
    promised[place] = Condition(one.due_on, one.text, one.amount, day)
    left = [row.due_on for row in promised if row.kept_on is None]
    with transaction.atomic():
        requests.settle(
            acting=acting,
            row=promise,
            act="list.commitment_kept",
            case_id=promise.listing.case_id,
            now=now,
            only_if={"state": "running"},
            conditions=to_json(tuple(promised)),
            next_due=min(left) if left else None,
        )
        judge_promise(acting=Acting.system(promise.court_id, "lists"), listing=promise.listing, on=on, now=now)


def judge_promise(*, acting: Acting, listing: Listing, on: date, now: datetime) -> bool:
    """Whether a promise was broken by today: then the listing is back, the day after the first day missed. A promise
    kept to the end earns the deletion by art. 2(2): the debtor did what he had undertaken, and the court had granted it
    on that condition."""
    promise = CreditCommitment.objects.filter(listing=listing, state="running").first()
    if promise is None:
        return False
    promised = conditions_of(promise)
    if broken_on(promised, on=on) is not None:
        requests.settle(
            acting=acting, row=promise, act="list.commitment_broken", case_id=listing.case_id, now=now,
            only_if={"state": "running"}, state="broken", ended_on=on, next_due=None,
        )  # fmt: skip
        publish.put_on(acting=acting, decision=listing, act=Act.RELAPSE, now=now)
        return True
    if kept(promised):
        requests.settle(
            acting=acting, row=promise, act="list.commitment_fulfilled", case_id=listing.case_id, now=now,
            only_if={"state": "running"}, state="kept", ended_on=on, next_due=None,
        )  # fmt: skip
        verdict = Verdict(Ground.EARLY, "《失信被执行人名单规定》第二条第二款（信用承诺已兑现）")
        end(acting=acting, decision=listing, verdict=verdict, on=on, now=now)
    return False


def conditions_of(promise: CreditCommitment) -> tuple[Condition, ...]:
    """What was promised, as the law's own class."""
    return tuple(from_json(Condition, row) for row in promise.conditions)


def _facts(listing: Listing, conditions: Sequence[Condition], proof: str, on: date) -> CommitmentFacts:
    return CommitmentFacts(
        on=on,
        listed=listing.state == "in_force",
        conditions=tuple(conditions),
        proof=proof,
        court_days=own_number(listing.court_id, "commitment_days", on=on),
        broken_before=CreditCommitment.objects.filter(listing__case_id=listing.case_id, state="broken").exists(),
    )
