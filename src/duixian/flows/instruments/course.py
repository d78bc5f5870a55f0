"""Papers of the course of a case: what halts it, lets it go on or ends it; the letter to a court of insolvency; the
form of an extension; the ruling that refuses an application."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from duixian.connectors import typesetting as paper
from duixian.domain.cases.models import (
    Application,
    Approval,
    Case,
    CourseDecision,
    Extension,
    InsolvencyReferral,
)
from duixian.domain.documents.models import Instrument
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Facts, Wanted
from duixian.law.procedure.grounds import grounds, proof_titles


def issue_decision(
    *, acting: Acting, decision: CourseDecision, case: Case, on: date, now: datetime
) -> list[Instrument]:
    """The paper of a decision that was carried out, and the closing notice where it ended the case."""
    whole = _whole(case.pk)
    matter = frame.matter_of(whole)
    ground = grounds()[decision.ground]
    turn = paper.Turn(decision.act)
    proofs = tuple(f"{proof_titles()[key]}（{text}）" for key, text in decision.proofs.items() if key in proof_titles())

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.CoursePaper(
            heading, matter, turn, ground.title, str(ground.citation), decision.reason, proofs, decision.until
        )

    ruling = turn not in (paper.Turn.STAY, paper.Turn.REFER_INSOLVENCY, paper.Turn.STRIKE)
    number = frame.Numbers.of([whole]).next(whole) if ruling else ""
    wanted = [Wanted(whole, facts, number)]
    if whole.closed_on is not None and turn is not paper.Turn.STRIKE:  # striking off is told by the notice itself
        wanted.append(Wanted(whole, _ending(whole, matter, str(ground.citation))))
    return frame.keep(acting=acting, wanted=wanted, on=on, now=now)


def issue_resumption(
    *, acting: Acting, case: Case, basis: str, reason: str, on: date, now: datetime
) -> list[Instrument]:
    """恢复执行通知书. What lets a case go on does not wait for a glyph: then none."""
    whole = _whole(case.pk)
    matter = frame.matter_of(whole)

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.CoursePaper(heading, matter, paper.Turn.RESUME, "恢复执行的情形", basis, reason)

    return frame.keep_if_printable(acting=acting, wanted=[Wanted(whole, facts)], on=on, now=now)


def issue_referral_letter(*, acting: Acting, referral: InsolvencyReferral, on: date, now: datetime) -> Instrument:
    """移送破产审查函, to the court of insolvency."""
    whole = _whole(referral.case_id)
    matter = frame.matter_of(whole)
    due = referral.answer_due
    assert due is not None, "a letter goes out with the day of its answer"

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.ReferralLetter(
            heading,
            matter,
            referral.to_court,
            referral.debtor.label,
            referral.consent_of.label,
            referral.consent,
            due,
        )

    return frame.keep(acting=acting, wanted=[Wanted(whole, facts)], on=on, now=now)[0]


def issue_extension(
    *, acting: Acting, extension: Extension, approval: Approval, on: date, now: datetime
) -> list[Instrument]:
    """延长执行期限审批表, once it is signed."""
    whole = _whole(extension.case_id)
    matter = frame.matter_of(whole)
    from_day, to_day = extension.from_day, extension.to_day
    assert from_day is not None
    assert to_day is not None
    assert approval.decided_at is not None
    assert approval.decided_by is not None
    signed_by, signed_on = approval.decided_by.name, timezone.localtime(approval.decided_at).date()

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.ExtensionForm(
            heading=heading,
            matter=matter,
            limit=extension.node.title,
            months=extension.months,
            from_day=from_day,
            to_day=to_day,
            reason=extension.reason,
            asked_by=approval.proposed_by.name,
            signed_by=signed_by,
            signed_on=signed_on,
            report=extension.report,
        )

    return frame.keep_if_printable(acting=acting, wanted=[Wanted(whole, facts)], on=on, now=now)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 不予受理裁定书 as set: the file, its fingerprint and its code."""

    pdf: bytes
    sha256: str
    verify_code: str


def set_refusal(*, application: Application, number: str, condition: str, basis: str, reason: str, on: date) -> Refusal:
    """The ruling on an application for which there is no case; the application keeps it. Raises `BadInput` for text
    that cannot be printed."""
    code = frame.verify_code()
    heading = paper.Heading(
        court=application.court.name,
        case_number=number,
        issued_on=on,
        verification=paper.Verification(
            code=code, site=settings.VERIFY_SITE, url=f"{settings.VERIFY_SITE}/verify?code={code}"
        ),
        seal=paper.Seal.SAMPLE if settings.DEMO else paper.Seal.NONE,
    )
    pdf = paper.render(
        paper.NoAcceptanceRuling(
            heading,
            application.applicant,
            application.debtor,
            application.title_number,
            application.received_on,
            condition,
            basis,
            reason,
        )
    )
    return Refusal(pdf, hashlib.sha256(pdf).hexdigest(), code)


def _ending(case: Case, matter: paper.Matter, basis: str) -> Facts:
    closed_on = case.closed_on
    assert closed_on is not None
    how = case.get_closing_display()
    return lambda heading: paper.EndingNotice(heading, matter, how, basis, closed_on)


def _whole(case_id: int) -> Case:
    """The case with what a heading needs."""
    return Case.objects.select_related("court", "officer", "title").get(pk=case_id)
