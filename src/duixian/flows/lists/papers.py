"""Papers of the lists: an instrument for each act. What lets go does not wait for a glyph, what binds does."""

import json
from datetime import date, datetime

from duixian.analytics.screening.model import Register
from duixian.connectors import typesetting as paper
from duixian.domain.cases.models import Case
from duixian.domain.documents.models import Instrument
from duixian.domain.lists.models import (
    Certificate,
    ConsumptionLimit,
    CreditCommitment,
    Exemption,
    Listing,
    ListNotice,
)
from duixian.domain.lists.services import requests
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows import outbox
from duixian.flows.instruments import frame
from duixian.flows.lists.publish import duty_of, register_of
from duixian.law.lists import CONDUCT, Ground, ListingKind

REASONS = {
    Ground.PERFORMED: "生效法律文书确定的义务已经履行完毕",
    Ground.SETTLED: "执行和解协议已经履行完毕",
    Ground.CREDITOR: "申请执行人申请，经审查同意",
    Ground.ROUND_EMPTY: "终结本次执行程序后两次以上网络查询未发现可供执行财产，亦无有效财产线索",
    Ground.RETRIAL: "因审判监督依法裁定中止执行",
    Ground.INSOLVENCY: "因破产程序依法裁定中止执行",
    Ground.REFUSED: "依法裁定不予执行",
    Ground.TERMINATED: "执行程序已经终结",
    Ground.TERM_OVER: "期限届满",
    Ground.SECURITY: "提供确实有效的担保",
    Ground.EARLY: "积极履行义务或者主动纠正失信行为",
    Ground.WRONG: "经审查不应采取",
    Ground.DEAD: "被执行人已经死亡或者终止",
}


def notice(*, acting: Acting, row: ListNotice, on: date, now: datetime) -> Instrument:
    """督促履行通知 or 预告知, to the debtor."""
    kind = paper.Kind.LIST_URGE if row.kind == ListNotice.Kind.URGE else paper.Kind.LIST_WARNING
    lines = (("应当履行", duty_of(row.case)),)
    return _one(
        acting, row.case, kind, row.person, "尚未履行", "《民事诉讼法》", on, now, until=row.perform_by, lines=lines
    )


def limit_order(*, acting: Acting, limit: ConsumptionLimit, on: date, now: datetime) -> Instrument:
    """限制消费令. Raises `BadInput` where a name cannot be printed: then nothing is decided."""
    made = _one(
        acting,
        limit.case,
        paper.Kind.LIMIT_ORDER,
        limit.person,
        limit.reason,
        limit.basis,
        on,
        now,
        until=limit.expires_on,
        of=limit.unit.name if limit.unit else "",
    )
    type(limit).objects.filter(pk=limit.pk).update(paper=made)
    return made


def listing_decision(*, acting: Acting, listing: Listing, on: date, now: datetime) -> Instrument:
    """纳入失信被执行人名单决定书: the reason and the term (失信规定 5)."""
    lines = [("具体情形", "；".join(CONDUCT[ListingKind(kind)] for kind in listing.kinds))]
    lines.append(("履行情况", listing.performance))
    if listing.grace_until is not None:
        lines.append(("宽限期", f"至{listing.grace_until.isoformat()}，期内履行的不予公布"))
    made = _one(
        acting,
        listing.case,
        paper.Kind.LISTING_DECISION,
        listing.person,
        listing.reason,
        listing.basis,
        on,
        now,
        until=listing.expires_on,
        lines=tuple(lines),
    )
    type(listing).objects.filter(pk=listing.pk).update(paper=made)
    return made


def lifting(*, acting: Acting, decision: ConsumptionLimit | Listing, on: date, now: datetime) -> Certificate:
    """The decision that lets go, and the certificate that proves it: kept in the act's own transaction, signed by the
    worker at once after it. A name that cannot be printed holds up neither."""
    dishonest = isinstance(decision, Listing)
    kind = paper.Kind.LISTING_DELETED if dishonest else paper.Kind.LIMIT_LIFTED
    reason = REASONS[Ground(decision.end_ground)]
    word = "失信信息" if dishonest else "限制消费措施"
    ended = decision.ended_at.isoformat() if decision.ended_at else ""
    lines = (
        ("措施", word),
        ("案号", decision.case.number),
        ("终止时间", f"{on.isoformat()}"),
        ("条目", str(decision.entry)),
    )
    wanted = [
        _wanted(decision.case, kind, decision.person, reason, decision.end_basis),
        _wanted(decision.case, paper.Kind.LIST_CERTIFICATE, decision.person, reason, decision.end_basis, lines=lines),
    ]
    made = frame.keep_if_printable(acting=acting, wanted=wanted, on=on, now=now)
    payload = {
        "kind": "duixian.list.lifted",
        "entry": str(decision.entry),
        "register": str(register_of(decision)),
        "court": decision.case.court.name,
        "case": decision.case.number,
        "name": decision.person.name,
        "ground": decision.end_ground,
        "basis": decision.end_basis,
        "ended_at": ended,
        "verify": made[1].verify_code if made else "",
    }
    row = Certificate(
        court_id=decision.court_id,
        case=decision.case,
        person=decision.person,
        entry=decision.entry,
        register=Register(register_of(decision)),
        payload=json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        paper=made[1] if made else None,
        issued_at=now,
    )
    requests.keep(acting=acting, row=row, act="list.certificate", case_id=decision.case_id, now=now)
    mark = f"certificate:{decision.court_id}"
    outbox.later(outbox.LISTS_CERTIFY, lock=mark, once=mark, court_id=decision.court_id)
    return row


def exemption(*, acting: Acting, exemption: Exemption, on: date, now: datetime) -> Instrument:
    """单次解除限制消费决定书."""
    limit = exemption.limit
    return _one(
        acting,
        limit.case,
        paper.Kind.EXEMPTION_DECISION,
        limit.person,
        exemption.purpose,
        "《限制消费规定》第八条",
        on,
        now,
        since=exemption.since,
        until=exemption.until,
        lines=(("准许的消费", exemption.what), ("证明材料", exemption.proof)),
    )


def commitment(*, acting: Acting, promise: CreditCommitment, on: date, now: datetime) -> Instrument:
    """信用承诺决定书: what was promised by when."""
    listing = promise.listing
    lines = tuple((row["due_on"], row["text"]) for row in promise.conditions)
    basis = "《失信被执行人名单规定》第二条第二款"
    return _one(
        acting, listing.case, paper.Kind.COMMITMENT_DECISION, listing.person, promise.proof, basis, on, now, lines=lines
    )


def _one(
    acting: Acting,
    case: Case,
    kind: paper.Kind,
    person: Person,
    reason: str,
    basis: str,
    on: date,
    now: datetime,
    *,
    of: str = "",
    since: date | None = None,
    until: date | None = None,
    lines: tuple[tuple[str, str], ...] = (),
) -> Instrument:
    wanted = _wanted(case, kind, person, reason, basis, of=of, since=since, until=until, lines=lines)
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


def _wanted(
    case: Case,
    kind: paper.Kind,
    person: Person,
    reason: str,
    basis: str,
    *,
    of: str = "",
    since: date | None = None,
    until: date | None = None,
    lines: tuple[tuple[str, str], ...] = (),
) -> frame.Wanted:
    whole = Case.objects.select_related("court", "officer", "title").get(pk=case.pk)
    matter = frame.matter_of(whole)
    return frame.Wanted(
        whole,
        lambda heading: paper.ListPaper(
            kind=kind,
            heading=heading,
            matter=matter,
            person=frame.named(person),
            reason=reason,
            basis=basis,
            of=of,
            since=since,
            until=until,
            lines=lines,
        ),
    )
