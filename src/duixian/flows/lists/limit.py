"""Limit consumption: proposed by one, signed by the president, for the debtor and those behind a unit (限消 1–5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from duixian.base.days import ONE_DAY, add_months_clipped
from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseRole
from duixian.domain.cases.services import approvals
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import ConsumptionLimit, LimitBreach, Listing
from duixian.domain.lists.selectors import decisions, limits
from duixian.domain.lists.services import decisions as writes
from duixian.domain.lists.services import requests
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import gather, papers, publish
from duixian.flows.lists.own_values import GRACE, own_number
from duixian.law.lists import (
    Capacity,
    CaseStanding,
    LimitFacts,
    SubjectKind,
    begins,
    judge_grace,
    judge_limit,
)
from duixian.law.params import series
from duixian.law.procedure.listing_life import Act

LIMIT = "list.limit"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer wants: whom to limit in a case, as what, why. `unit`: the debtor behind whom he stands."""

    case: Case
    person: Person
    reason: str
    capacity: Capacity = Capacity.DEBTOR
    unit: Person | None = None
    grace_months: int = 0
    on_request: bool = False
    secured: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one wish of a batch: the proposal, or why not."""

    wish: Wish
    limit: ConsumptionLimit | None
    faults: tuple[Fault, ...] = ()


def propose_limit(*, acting: Acting, wish: Wish, on: date, now: datetime) -> ConsumptionLimit:
    """Lay a limit before the president. Raises `Refused` with everything that is missing."""
    require(acting, "list.propose", of_court=wish.case.court_id)
    with transaction.atomic():
        trail.take_turn(wish.case.court_id)
        case = Case.objects.get(pk=wish.case.pk)
        verdict = judge_limit(_facts(case, wish, standing=gather.standing_of(case, on=on), on=on)).or_refuse()
        if faults := judge_grace(wish.grace_months, on=on, court=own_number(case.court_id, GRACE, on=on)):
            raise Refused(*faults)
        limit = _keep(acting, case, wish, verdict.basis, now)
        approvals.propose(
            acting=acting,
            case=case,
            act=LIMIT,
            subject=writes.subject_of(limit),
            title=f"对{wish.person.name}限制消费",
            grounds=wish.reason,
            now=now,
        )
    return limit


def propose_limits(*, acting: Acting, wishes: Sequence[Wish], on: date, now: datetime) -> list[Row]:
    """Many at once: each in a savepoint of its own, a result for every row."""
    rows: list[Row] = []
    for wish in wishes:
        try:
            with transaction.atomic():
                rows.append(Row(wish, propose_limit(acting=acting, wish=wish, on=on, now=now)))
        except Refused as refused:
            rows.append(Row(wish, None, refused.reasons))
        except BadInput as bad:
            rows.append(Row(wish, None, bad.faults))
    return rows


def wishes_for(case_list: Iterable[Case], *, reason: str) -> list[Wish]:
    """One wish for each debtor of these cases whom nothing covers yet."""
    return [Wish(case, person, reason) for case in case_list for person in limits.uncovered(case)]


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What the president's signature sets going: the limit takes effect, or its grace begins."""
    limit = _of(approval)
    if approval.state != ApprovalState.APPROVED:
        writes.move(acting=acting, decision=limit, act=Act.DECLINE, now=now)
        return
    standing = gather.standing_of(limit.case, on=on)
    _refuse_if_changed(limit, standing, on)
    take_effect(acting=acting, limit=limit, approval=approval, on=on, now=now)


def take_effect(*, acting: Acting, limit: ConsumptionLimit, approval: Approval, on: date, now: datetime) -> None:
    """Carry a signed limit out."""
    beginning = begins(decided_on=on, grace_months=limit.grace_months)
    term = _term(limit.court_id, beginning.first)
    signed: dict[str, Any] = {"approval": approval, "decided_on": on, "expires_on": term}
    if beginning.grace_until is not None:
        until = beginning.grace_until
        writes.move(acting=acting, decision=limit, act=Act.GIVE_GRACE, now=now, grace_until=until, **signed)
    else:
        publish.put_on(acting=acting, decision=limit, act=Act.PUBLISH, now=now, **signed)
    limit.refresh_from_db()
    papers.limit_order(acting=acting, limit=limit, on=on, now=now)


def limit_with_listing(*, acting: Acting, listing: Listing, on: date, now: datetime) -> ConsumptionLimit | None:
    """Who is listed is limited (限消 1(2), 失信规定 8): under the same signature; None where a limit stands already."""
    standing = decisions.open_limit(case_id=listing.case_id, person_id=listing.person_id)
    if standing is not None:
        return None
    wish = Wish(listing.case, listing.person, f"已决定纳入失信被执行人名单：{listing.reason}"[:500])
    limit = _keep(acting, listing.case, wish, "《限制消费规定》第一条第二款", now, for_listing=listing)
    assert listing.approval is not None, "the database lets a listing stand only under its signature"
    take_effect(acting=acting, limit=limit, approval=listing.approval, on=on, now=now)
    return limit


def note_security(*, acting: Acting, limit: ConsumptionLimit, why: str, now: datetime) -> ConsumptionLimit:
    """Put down that enough effective security was given while the proposal waits (限消 9): it can no longer be signed.
    Raises `Refused` without the paper, or once it was decided."""
    require(acting, "list.propose", of_court=limit.court_id)
    with transaction.atomic():
        trail.take_turn(limit.court_id)
        limit.refresh_from_db()
        if limit.state != "proposed" or not why.strip():
            raise Refused(
                Fault("limit.decided", "该决定已不在审批中，或者未写明担保材料", "请补充材料；已生效的请申请解除")
            )
        return writes.restate(
            acting=acting,
            decision=limit,
            act="list.circumstances",
            now=now,
            basis=f"《限制消费规定》第九条：{why.strip()}",
            circumstances={"secured": True},
        )


def facts_for(*, wish: Wish, on: date) -> LimitFacts:
    """What the judge of a limit is asked, without proposing anything: what a page shows test by test."""
    return _facts(wish.case, wish, standing=gather.standing_of(wish.case, on=on), on=on)


def note_breach(
    *, acting: Acting, limit: ConsumptionLimit, what: str, source: str, day: date, on: date, now: datetime
) -> LimitBreach:
    """Record a spending that a limit in force forbids: ground for a listing of kind (5). Raises `Refused` for a day on
    which the limit did not stand or an exemption was open, and without a source."""
    require(acting, "list.breach", of_court=limit.court_id)
    missing = []
    if not what.strip() or not source.strip():
        missing.append(Fault("breach.source", "须写明消费内容和来源材料", "请补充"))
    if limit.decided_on is None or limit.published_at is None or not limit.decided_on <= day <= on:
        missing.append(Fault("breach.day", "该日限制消费措施尚未生效或者日期有误", "请核对消费日期"))
    if limit.ended_at is not None and day >= timezone.localdate(limit.ended_at):
        missing.append(Fault("breach.day", "该日限制消费措施已经终止", "请核对消费日期"))
    if limit.exemptions.filter(state__in=["granted", "over"], since__lte=day, until__gte=day).exists():
        missing.append(Fault("breach.exempt", "该日有单次解除，不能认定违反", "请核对消费是否属于所准许的事项"))
    if missing:
        raise Refused(*missing)
    with transaction.atomic():
        trail.take_turn(limit.court_id)
        row = LimitBreach(
            court_id=limit.court_id, limit=limit, on=day, what=what[:300], source=source[:200],
            noted_by=acting.code, noted_at=now,
        )  # fmt: skip
        return requests.keep(acting=acting, row=row, act="list.breach", case_id=limit.case_id, now=now)


def _of(approval: Approval) -> ConsumptionLimit:
    return ConsumptionLimit.objects.select_related("case", "person").get(pk=int(approval.subject.partition(":")[2]))


def _keep(
    acting: Acting, case: Case, wish: Wish, basis: str, now: datetime, for_listing: Listing | None = None
) -> ConsumptionLimit:
    limit = ConsumptionLimit(
        court_id=case.court_id,
        case=case,
        person=wish.person,
        capacity=wish.capacity,
        unit=wish.unit,
        reason=wish.reason.strip()[:500],
        basis=basis,
        grace_months=wish.grace_months,
        on_request=wish.on_request,
        circumstances={"secured": wish.secured},
        for_listing=for_listing,
    )
    return writes.propose(acting=acting, decision=limit, now=now)


def _facts(case: Case, wish: Wish, *, standing: CaseStanding, on: date) -> LimitFacts:
    debtor = wish.unit or wish.person
    if not case.parties.filter(role=CaseRole.DEBTOR, person=debtor).exists():
        raise Refused(Fault("list.not_debtor", "不是本案被执行人", "请核对当事人", field="当事人", value=debtor.name))
    return LimitFacts(
        on=on,
        subject=gather.subject_of(wish.person, on=on),
        case=gather.standing_for(standing, case, debtor, on=on),
        capacity=wish.capacity,
        unit=SubjectKind(wish.unit.kind) if wish.unit else None,
        notice_until=gather.told(case, debtor, on=on).perform_by,
        listed=limits.is_listed(case_id=case.pk, person_id=debtor.pk),
        already=decisions.open_limit(case_id=case.pk, person_id=wish.person.pk) is not None,
        secured=wish.secured,
        reason=wish.reason,
    )


def _refuse_if_changed(limit: ConsumptionLimit, standing: CaseStanding, on: date) -> None:
    """Between proposal and signature he may have paid, or died: judged again, without counting the proposal itself."""
    wish = Wish(
        limit.case,
        limit.person,
        limit.reason,
        Capacity(limit.capacity),
        limit.unit,
        secured=bool(limit.circumstances.get("secured")),
    )
    facts = _facts(limit.case, wish, standing=standing, on=on)
    judge_limit(replace(facts, already=False)).or_refuse()


def _term(court_id: int, on: date) -> date | None:
    default = series("lists.limit_term_months").at(on).raw
    own = own_number(court_id, "limit_term_months", on=on)
    months = int(default) if own is None else own
    return add_months_clipped(on, months) if months else None


def grace_over(limit: ConsumptionLimit | Listing, *, on: date) -> bool:
    """Whether the last day of the grace has passed."""
    return limit.grace_until is not None and on >= limit.grace_until + ONE_DAY
