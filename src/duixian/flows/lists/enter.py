"""List a debtor as dishonest: on request or ex officio, with proof, signed by the president (失信规定 1–5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseRole
from duixian.domain.cases.services import approvals, course
from duixian.domain.cases.terms import from_json, to_json
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import Listing, ListingRequest
from duixian.domain.lists.selectors import decisions
from duixian.domain.lists.services import decisions as writes
from duixian.domain.lists.services import requests
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import gather, held, papers, publish
from duixian.flows.lists.limit import limit_with_listing
from duixian.flows.lists.own_values import GRACE, own_number
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law.lists import (
    EVIDENCE,
    Circumstances,
    Evidence,
    Grade,
    ListingFacts,
    ListingKind,
    begins,
    judge_extension,
    judge_grace,
    judge_listing,
    listing_term,
)
from duixian.law.lists.facts import GATHERED
from duixian.law.procedure.listing_life import Act

ENTER = "list.enter"
EXTEND = "list.extend"
DECISION_NODE = "listing_decision"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer wants: whom to list, of which kind, on which proofs he enters; what art. 3 would exclude as he
    found it; how long beyond two years; how many months of grace."""

    case: Case
    person: Person
    kind: ListingKind
    reason: str
    evidence: tuple[Evidence, ...] = ()
    longer_by: int = 0
    grace_months: int = 0
    grade: Grade = Grade.ORDINARY
    grade_reason: str = ""
    request: ListingRequest | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)


def request_listing(
    *, acting: Acting, case: Case, debtor: Person, applicant: Person, text: str, on: date, now: datetime
) -> ListingRequest:
    """Take in a creditor's request; the fifteen days to decide it start (失信规定 5)."""
    require(acting, "list.receive", of_court=case.court_id)
    _refuse_stranger(case, debtor, CaseRole.DEBTOR)
    _refuse_stranger(case, applicant, CaseRole.APPLICANT)
    if ListingRequest.objects.filter(case=case, debtor=debtor, state="open").exists():
        raise Refused(Fault("listing.asked", "该申请已在审查中", "请在期限内决定", value=debtor.name))
    with transaction.atomic():
        trail.take_turn(case.court_id)
        row = ListingRequest(
            court_id=case.court_id,
            case=case,
            debtor=debtor,
            applicant=applicant,
            text=text.strip()[:500],
            received_on=on,
            due_on=deadline_of(court_id=case.court_id, rule=DECISION_NODE, since=on).day,
        )
        requests.keep(acting=acting, row=row, act="list.request", case_id=case.pk, now=now)
        open_nodes(case=case, rules=[DECISION_NODE], since=on)
    return row


def refuse_request(*, acting: Acting, request: ListingRequest, answer: str, on: date, now: datetime) -> ListingRequest:
    """Decide that the debtor is not listed, and why."""
    require(acting, "list.propose", of_court=request.court_id)
    if not answer.strip():
        raise Refused(Fault("listing.answer", "决定不予纳入须写明理由", "请填写理由", field="理由"))
    with transaction.atomic():
        return _answer(acting, request, "refused", answer, on, now)


def propose_listing(*, acting: Acting, wish: Wish, on: date, now: datetime) -> Listing:
    """Lay a listing before the president. Raises `Refused` with everything that is missing or in the way."""
    require(acting, "list.propose", of_court=wish.case.court_id)
    _refuse_said(wish.evidence)
    with transaction.atomic():
        trail.take_turn(wish.case.court_id)
        case = Case.objects.get(pk=wish.case.pk)
        _refuse_stranger(case, wish.person, CaseRole.DEBTOR)
        facts = _facts(case, wish, on=on)
        verdict = judge_listing(facts).or_refuse()
        kinds = _proved(case, wish.person, facts.evidence, on=on)
        faults = [*judge_grace(wish.grace_months, on=on, court=own_number(case.court_id, GRACE, on=on))]
        if wish.longer_by:
            faults += judge_extension(wish.kind, on=on, evidence=facts.evidence, kinds=len(kinds), years=wish.longer_by)
        if faults:
            raise Refused(*faults)
        listing = writes.propose(
            acting=acting,
            decision=Listing(
                court_id=case.court_id,
                case=case,
                person=wish.person,
                kind=wish.kind,
                kinds=[str(kind) for kind in kinds],
                evidence=to_json(facts.evidence),
                circumstances=to_json(wish.circumstances),
                reason=wish.reason.strip()[:500],
                basis=verdict.basis,
                longer_by=wish.longer_by,
                grace_months=wish.grace_months,
                grade=wish.grade,
                grade_reason=wish.grade_reason,
                performance=publish.performance_of(case, wish.person, on=on),
                request=wish.request,
            ),
            now=now,
        )
        approvals.propose(
            acting=acting,
            case=case,
            act=ENTER,
            subject=writes.subject_of(listing),
            title=f"将{wish.person.name}纳入失信被执行人名单",
            grounds=wish.reason,
            now=now,
        )
    return listing


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What the president's signature sets going: the listing takes effect, the limit with it; or the grace begins."""
    listing = _of(approval)
    if approval.state != ApprovalState.APPROVED:
        writes.move(acting=acting, decision=listing, act=Act.DECLINE, now=now)
        if listing.request is not None:
            _answer(acting, listing.request, "refused", approval.note or "不予批准", on, now)
        return
    wish = _wished(listing)
    facts = _facts(listing.case, wish, on=on)
    judge_listing(replace(facts, already=False, evidence=wish.evidence)).or_refuse()
    beginning = begins(decided_on=on, grace_months=listing.grace_months)
    term = listing_term(ListingKind(listing.kind), on=beginning.first, longer_by=listing.longer_by)
    signed: dict[str, Any] = {"approval": approval, "decided_on": on, "expires_on": term.until}
    if beginning.grace_until is not None:
        until = beginning.grace_until
        writes.move(acting=acting, decision=listing, act=Act.GIVE_GRACE, now=now, grace_until=until, **signed)
    else:
        publish.put_on(acting=acting, decision=listing, act=Act.PUBLISH, now=now, **signed)
    listing.refresh_from_db()
    if not listing.grace_months:
        limit_with_listing(acting=acting, listing=listing, on=on, now=now)
    if listing.request is not None:
        _answer(acting, listing.request, "granted", "决定纳入", on, now)
    papers.listing_decision(acting=acting, listing=listing, on=on, now=now)


def note_circumstances(
    *, acting: Acting, listing: Listing, circumstances: Circumstances, why: str, now: datetime
) -> Listing:
    """Put down what came to light for the debtor while the proposal waits: the signature is judged with it. Raises
    `Refused` without a reason, or once it was decided."""
    require(acting, "list.propose", of_court=listing.court_id)
    with transaction.atomic():
        trail.take_turn(listing.court_id)
        listing.refresh_from_db()
        missing = []
        if listing.state != "proposed":
            missing.append(Fault("listing.decided", "该决定已不在审批中", "请办理更正或者删除"))
        if not why.strip():
            missing.append(Fault("listing.reason", "须写明查明的情况和来源", "请填写理由", field="理由"))
        if missing:
            raise Refused(*missing)
        return writes.restate(
            acting=acting,
            decision=listing,
            act="list.circumstances",
            now=now,
            basis=f"《失信被执行人名单规定》第三条：{why.strip()}",
            circumstances=to_json(circumstances),
        )


def facts_for(*, wish: Wish, on: date) -> ListingFacts:
    """What the judge of a listing is asked, without proposing anything: what a page shows test by test."""
    return _facts(wish.case, wish, on=on)


def propose_extension(
    *, acting: Acting, listing: Listing, years: int, reason: str, on: date, now: datetime
) -> Approval:
    """Lay a longer term before the president (失信规定 2): one to three years in all, for violence, threats or several
    kinds of conduct."""
    require(acting, "list.propose", of_court=listing.court_id)
    evidence = tuple(from_json(Evidence, row) for row in listing.evidence)
    faults = [
        *judge_extension(ListingKind(listing.kind), on=on, evidence=evidence, kinds=len(listing.kinds), years=years)
    ]
    if listing.longer_by:
        faults.append(Fault("listing.longer_once", "该决定已经延长过期限", "不能再次延长"))
    if listing.state != "in_force":
        faults.append(Fault("listing.not_in_force", "该决定不在名单上", "请核对"))
    if not reason.strip():
        faults.append(Fault("listing.reason", "须写明延长的理由", "请填写理由", field="理由"))
    if faults:
        raise Refused(*faults)
    return approvals.propose(
        acting=acting,
        case=listing.case,
        act=EXTEND,
        subject=f"listing:{listing.pk}+{years}",
        title=f"{listing.person.name}失信期限延长{years}年",
        grounds=reason,
        now=now,
    )


def follow_extension(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """The longer term, once signed: counted from the day of the listing, published as a change."""
    if approval.state != ApprovalState.APPROVED:
        return
    listing_id, _, years = approval.subject.partition(":")[2].partition("+")
    listing = Listing.objects.select_related("case", "person").get(pk=int(listing_id))
    if listing.state != "in_force" or listing.decided_on is None:
        raise Refused(Fault("listing.not_in_force", "该决定已不在名单上", "不能延长"))
    if listing.longer_by:  # two proposals of different years may have waited beside each other
        raise Refused(Fault("listing.longer_once", "该决定已经延长过期限", "不能再次延长"))
    first = begins(decided_on=listing.decided_on, grace_months=listing.grace_months).first
    term = listing_term(ListingKind(listing.kind), on=first, longer_by=int(years))
    listing = writes.restate(
        acting=acting,
        decision=listing,
        act="list.extend",
        now=now,
        basis=term.basis,
        expires_on=term.until,
        longer_by=int(years),
    )
    publish.say_anew(decision=listing, reason="extended", on=on, now=now)


def _facts(case: Case, wish: Wish, *, on: date) -> ListingFacts:
    told = gather.told(case, wish.person, on=on)
    said = wish.circumstances
    return ListingFacts(
        on=on,
        kind=wish.kind,
        subject=gather.subject_of(wish.person, on=on),
        case=gather.standing_for(gather.standing_of(case, on=on), case, wish.person, on=on),
        evidence=(*wish.evidence, *gather.gathered(case, wish.person, wish.kind, on=on)),
        notice_until=told.perform_by,
        warned_on=told.warned_on,
        already=decisions.open_listing(case_id=case.pk, person_id=wish.person.pk) is not None,
        secured=said.secured,
        sealed_suffices=said.sealed_suffices or held.cover_of(case, wish.person, on=on).suffices,
        subordinate=said.subordinate,
        other_exclusion=said.other_exclusion,
        unable=said.unable,
        on_request=wish.request is not None,
        removed_on_request=decisions.removed_on_request(case_id=case.pk, person_id=wish.person.pk),
        reason=wish.reason,
    )


def _wished(listing: Listing) -> Wish:
    """What was proposed, as it is kept."""
    evidence = tuple(from_json(Evidence, row) for row in listing.evidence)
    said = from_json(Circumstances, listing.circumstances)
    return Wish(
        listing.case,
        listing.person,
        ListingKind(listing.kind),
        listing.reason,
        evidence,
        request=listing.request,
        circumstances=said,
    )


def _proved(case: Case, person: Person, evidence: Sequence[Evidence], *, on: date) -> list[ListingKind]:
    """Every kind that is proved, in the order of the article."""
    return [
        kind
        for kind in ListingKind
        if any(one.kind in EVIDENCE[kind] for one in evidence) or gather.gathered(case, person, kind, on=on)
    ]


def _refuse_said(evidence: Sequence[Evidence]) -> None:
    """What the records must show, nobody may say instead."""
    if any(one.kind in GATHERED for one in evidence):
        raise Refused(
            Fault("listing.must_be_recorded", "该类证据由系统从送达、限消、和解记录中取得，不能手填", "请先登记")
        )


def _refuse_stranger(case: Case, person: Person, role: CaseRole) -> None:
    if not case.parties.filter(role=role, person=person).exists():
        raise Refused(
            Fault("list.not_party", "不是本案{role}", "请核对当事人", "当事人", person.name, data={"role": role.label})
        )


def _answer(
    acting: Acting, request: ListingRequest, state: str, answer: str, on: date, now: datetime
) -> ListingRequest:
    row = requests.settle(
        acting=acting,
        row=request,
        act="list.answer",
        case_id=request.case_id,
        now=now,
        ground="《失信被执行人名单规定》第五条",
        only_if={"state": "open"},
        state=state,
        answer=answer[:500],
        decided_on=on,
    )
    course.finish_node(case=request.case, rule=DECISION_NODE, on=on)
    return row


def _of(approval: Approval) -> Listing:
    rows = Listing.objects.select_related("case", "person", "request__case", "approval")
    return rows.get(pk=int(approval.subject.partition(":")[2]))
