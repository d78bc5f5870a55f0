"""Refer to the police (移送): proposed, signed by another, packed, signed with a key, sent on receipt."""

import base64
from datetime import date, datetime

from django.db import transaction

from duixian.base.days import add_days
from duixian.base.faults import BadInput, Fault, Refused
from duixian.connectors.typesetting.joining import joined
from duixian.domain.cases.models import Approval, ApprovalState
from duixian.domain.cases.services import approvals, course
from duixian.domain.courts import scope
from duixian.domain.courts.policies import require
from duixian.domain.documents.models import Instrument
from duixian.domain.refusals.models import EvidenceItem, Referral, RefusalCase
from duixian.domain.refusals.selectors import library
from duixian.domain.refusals.services import library as writes
from duixian.domain.refusals.services import rows
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import outbox
from duixian.flows.instruments import refusal as papers
from duixian.flows.lists.certify import Sign
from duixian.flows.open_nodes import open_nodes
from duixian.flows.refusal.gather import facts_of, judged, named_masked, silence_of
from duixian.law import periods
from duixian.law.procedure.refusal_life import REFUSAL_LIFE, Act, RefusalFacts, State
from duixian.law.refusal import Conduct, conducts, silence_ends
from duixian.law.refusal.packet import Packed, pack, seal, signed_bytes

REFER = "refusal.refer"
_GROUND = "法发〔2025〕8号第1-6条"


def propose(*, acting: Acting, refusal: RefusalCase, police: str, reason: str, on: date, now: datetime) -> Approval:
    """Lay a referral before those who sign it. Raises `Refused` with everything that is missing or in the way: proofs,
    a warning that was not served, days that run; `BadInput` without the police office or a reason."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    if not police.strip() or not reason.strip():
        raise BadInput(Fault("refusal.referral", "须写明受移送的公安机关和理由", "请补全", field="移送"))
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        _ready(refusal, on=on)
        writes.state(acting=acting, refusal=refusal, now=now, police=police.strip()[:120])
        return approvals.propose(
            acting=acting,
            case=refusal.case,
            act=REFER,
            subject=f"refusal:{refusal.pk}",
            title=f"移送{police.strip()}：{named_masked(refusal)}{conducts()[Conduct(refusal.conduct)].title}",
            grounds=reason.strip(),
            now=now,
        )


def follow(*, approval: Approval, acting: Acting, on: date, now: datetime) -> None:
    """What the signature sets going: the papers, the packet, the stage. All is judged again: who paid meanwhile is not
    referred, and the signature is refused."""
    if approval.state != ApprovalState.APPROVED:
        return
    refusal = library.whole(int(approval.subject.partition(":")[2]))
    facts = _ready(refusal, on=on)
    letter, statement, exhibits = papers.issue_referral(
        acting=acting, refusal=refusal, found=approval.grounds, on=on, now=now
    )
    packed = _packed(refusal, (letter, statement, exhibits), on=on)
    rows.keep(
        acting=acting,
        row=Referral(
            court_id=refusal.court_id,
            refusal=refusal,
            approval=approval,
            to=refusal.police,
            made_on=on,
            paper=letter,
            print=joined([*(bytes(one.pdf) for one in (letter, statement, exhibits)), *_printable(refusal)]),
            packet=packed.packet,
            manifest=packed.manifest,
            sha256=packed.sha256,
        ),
        refusal=refusal,
        act="refusal.packet",
        now=now,
        ground=_GROUND,
        sha256=packed.sha256,
    )
    writes.advance(acting=acting, refusal=refusal, act=Act.REFER, facts=facts, now=now)
    mark = f"refusals:{refusal.court_id}"
    outbox.later(outbox.REFUSALS_SIGN, lock=mark, once=mark, court_id=refusal.court_id)


def sign_packets(*, court_id: int, sign: Sign, key: str, now: datetime) -> int:
    """Sign what waits at a court, in a worker that holds the key; `key`: the public half, base64. Returns how many;
    does nothing the second time."""
    with scope.of_court(court_id), transaction.atomic():
        acting = Acting.system(court_id, "refusals")
        waiting = list(library.to_sign(court_id).select_related("refusal")[:100])
        for referral in waiting:
            rows.settle(
                acting=acting,
                row=referral,
                refusal=referral.refusal,
                act="refusal.packet_signed",
                now=now,
                only_if={"signature": ""},
                signature=base64.b64encode(sign(signed_bytes(referral.manifest))).decode("ascii"),
                key=key,
                signed_at=now,
            )
    return len(waiting)


def sealed_packet(referral: Referral) -> bytes:
    """The one signed file, as it goes to the police. Raises `Refused` while it is not signed."""
    if not referral.signature:
        raise Refused(Fault("refusal.not_signed", "移送材料尚未签名", "签名后再下载", field="移送"))
    return seal(bytes(referral.packet), signature=base64.b64decode(referral.signature), key=referral.key)


def send(*, acting: Acting, referral: Referral, day: date, on: date, now: datetime) -> Referral:
    """The packet went to the police on a day. Raises `Refused` while it is not signed, or for a day that cannot be."""
    require(acting, "refusal.record", of_court=referral.court_id)
    _refuse_day(day, since=referral.made_on, on=on)
    with transaction.atomic():
        return rows.settle(
            acting=acting,
            row=referral,
            refusal=referral.refusal,
            act="refusal.sent",
            now=now,
            ground=_GROUND,
            only_if={"sent_on": None},
            sent_on=day,
        )


def take_receipt(*, acting: Acting, referral: Referral, receipt: str, day: date, on: date, now: datetime) -> Referral:
    """The police took the material on a day: seven days to decide run, and those of silence. Raises `Refused` without a
    receipt, before it was sent, or twice."""
    require(acting, "refusal.record", of_court=referral.court_id)
    _refuse_day(day, since=referral.sent_on, on=on)
    with transaction.atomic():
        trail.take_turn(referral.court_id)
        refusal = library.whole(referral.refusal_id)
        rows.settle(
            acting=acting,
            row=referral,
            refusal=refusal,
            act="refusal.received",
            now=now,
            ground=_GROUND,
            only_if={"received_on": None},
            received_on=day,
            receipt=receipt.strip()[:80],
        )
        open_nodes(case=refusal.case, rules=["police_filing"], since=day)
        _open_silence(refusal, day, on=on)
    return referral


def take_back(*, acting: Acting, refusal: RefusalCase, reason: str, paper: str, on: date, now: datetime) -> RefusalCase:
    """The court takes its referral back, by a letter, before the police have filed. Raises `Refused` without reason or
    letter."""
    require(acting, "refusal.take_back", of_court=refusal.court_id)
    with transaction.atomic():
        trail.take_turn(refusal.court_id)
        refusal = library.whole(refusal.pk)
        facts = facts_of(refusal, on=on, reason=reason, paper=paper)
        return writes.advance(acting=acting, refusal=refusal, act=Act.TAKE_BACK, facts=facts, now=now, why=reason)


def _ready(refusal: RefusalCase, *, on: date) -> RefusalFacts:
    """What the table asks, as if it were signed; raises `Refused` with everything that stands in the way."""
    against = judged(refusal, on=on).against
    facts = facts_of(refusal, on=on, approved=True)
    verdict = REFUSAL_LIFE.judge(state=State(refusal.state), act=Act.REFER, facts=facts)
    reasons = [*against, *getattr(verdict, "reasons", ())]
    if reasons:
        raise Refused(*{fault.code: fault for fault in reasons}.values())
    return facts


def _packed(refusal: RefusalCase, made: tuple[Instrument, Instrument, Instrument], *, on: date) -> Packed:
    names = ("01移送函.pdf", "02执行情况说明.pdf", "03证据清单.pdf")
    files = [(name, bytes(one.pdf)) for name, one in zip(names, made, strict=True)]
    exhibits = []
    for item in EvidenceItem.objects.filter(pk__in=library.evidence_of(refusal.pk).values("pk")).order_by("pk"):
        name = ""
        if item.file is not None:
            name = f"04证据/{item.pk}_{item.file_name.replace('/', '_') or 'file'}"
            files.append((name, bytes(item.file)))
        exhibits.append(
            {
                "proof": item.proof,
                "statement": item.statement,
                "source": item.source,
                "rows": item.rows,
                "pages": item.pages,
                "sha256": item.sha256,
                "file": name,
            }
        )
    about = {
        "court": refusal.case.court.name,
        "case": refusal.case.number,
        "person": refusal.person.name,
        "number": refusal.person.id_number,
        "conduct": refusal.conduct,
        "to": refusal.police,
        "made_on": on.isoformat(),
        "exhibits": exhibits,
    }
    return pack(about=about, files=files)


def _printable(refusal: RefusalCase) -> list[bytes]:
    items = EvidenceItem.objects.filter(pk__in=library.evidence_of(refusal.pk).values("pk")).order_by("pk")
    files = [bytes(item.file) for item in items if item.file is not None]
    return [file for file in files if file.startswith(b"%PDF-")]


def _open_silence(refusal: RefusalCase, received_on: date, *, on: date) -> None:
    """The node of the private road, with the number of days this court goes by."""
    last = silence_ends(received_on, on=on, court=silence_of(refusal.court_id, on=on))
    rule = periods.rule("private_prosecution")
    node = course.NodeIn(
        rule=rule.id,
        title=rule.title,
        basis=str(rule.citation),
        started_on=received_on,
        due_on=add_days(last, 1),
        explanation=(
            f"公安机关 {received_on.isoformat()} 接受材料，至 {last.isoformat()} 未答复的，次日起可以自诉",
            rule.note,
        ),
    )
    course.open_nodes(case=refusal.case, nodes=[node])


def _refuse_day(day: date, *, since: date | None, on: date) -> None:
    if since is None or not since <= day <= on:
        raise Refused(
            Fault("refusal.day", "日期应在前一步之后、今天以前", "请更正日期", field="日期", value=day.isoformat())
        )
