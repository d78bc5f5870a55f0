"""Many ends of rounds at once, with what `services.ending.end` writes for one; see `services.bulk`."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, ApprovalState, Case, RoundEnd
from duixian.domain.cases.services.ending import RulingMade, canonical
from duixian.domain.courts.policies import require
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed
from duixian.law import approvals as law

ACT = "round.end"


@dataclass(frozen=True, slots=True)
class RoundEndedIn:
    """One end of a round: proposed by one, signed by another that day, with what it rests on."""

    acting: Acting
    signed_by: Acting
    case: Case
    consent: RoundEnd.Consent
    evidence: Mapping[str, Any]
    remaining: Fen
    ruling: RulingMade
    search_until: date
    on: date
    at: datetime


def end_many(rows: Sequence[RoundEndedIn]) -> list[Deed]:
    """Write proposals, signatures and ends, before the cases are moved. Returns the acts to be recorded.

    The database holds each to its signature and its fingerprint, one by one."""
    if not rows:
        return []
    rule = law.rule(ACT)
    for row in rows:
        require(row.acting, "round.propose", of_court=row.case.court_id)
    level = {
        row.case.pk: law.Office.CHIEF if row.consent == RoundEnd.Consent.APPLICANT else law.Office.PRESIDENT
        for row in rows
    }
    approvals = Approval.objects.bulk_create(
        [
            Approval(
                court_id=row.case.court_id,
                case=row.case,
                act=ACT,
                subject=f"round_end:{row.case.pk}",
                title=f"{row.case.number}终结本次执行程序",
                level=level[row.case.pk],
                basis=str(rule.citation),
                proposed_by_id=row.acting.signs_as,
                proposed_at=row.at,
            )
            for row in rows
        ]
    )
    for approval, row in zip(approvals, rows, strict=True):
        approval.state = ApprovalState.APPROVED
        approval.decided_by_id = row.signed_by.officer_id
        approval.decided_at = row.at
    Approval.objects.bulk_update(approvals, ["state", "decided_by", "decided_at"], batch_size=500)
    texts = [canonical(row.evidence) for row in rows]
    RoundEnd.objects.bulk_create(
        RoundEnd(
            court_id=row.case.court_id,
            case=row.case,
            approval=approval,
            consent=row.consent,
            ended_on=row.on,
            made_at=row.at,
            evidence=text,
            evidence_sha256=hashlib.sha256(text.encode()).hexdigest(),
            remaining_fen=row.remaining,
            ruling_number=row.ruling.number,
            ruling_sha256=row.ruling.sha256,
            ruling_code=row.ruling.code,
            search_until=row.search_until,
        )
        for row, approval, text in zip(rows, approvals, texts, strict=True)
    )
    return [
        Deed(
            row.signed_by,
            "round.end",
            row.at,
            ground=approval.basis,
            subject=f"case:{row.case.pk}",
            payload={"ruling": row.ruling.number, "approval": approval.pk},
        )
        for row, approval in zip(rows, approvals, strict=True)
    ]
