"""Entering clues: one record however often it is told; reporters protected; what concerns the court itself goes on."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.refusals.models import Clue, ClueSource, HandedOver, RefusalCase, SourceKind
from duixian.domain.refusals.services.guards import refusing
from duixian.domain.refusals.services.rows import note
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.refusal import Conduct


@dataclass(frozen=True, slots=True)
class Telling:
    """What one source says. `mark`: what makes it known again, the text where empty; `reporter`, `contact` of whoever
    wants to be protected; `evidence`: rows it points to."""

    kind: SourceKind
    conduct: Conduct
    text: str
    received_on: date
    sum_fen: Fen = 0
    reporter: str = ""
    contact: str = ""
    detector: str = ""
    score: int | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    mark: str = ""

    @property
    def fingerprint(self) -> str:
        """The same telling has the same, whoever enters it again."""
        said = self.mark or f"{self.reporter.strip()}|{self.text.strip()}"
        return hashlib.sha256(f"{self.kind}|{self.conduct}|{said}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entered:
    """The clue; whether it is new, and whether this telling of it is."""

    clue: Clue
    new: bool
    told_anew: bool


def enter(*, acting: Acting, refusal: RefusalCase, said: Telling, now: datetime) -> Entered:
    """Enter a telling under its case: the clue is one for the conduct, and a telling counts once. Raises `BadInput`
    without what is said."""
    require(acting, "refusal.enter", of_court=refusal.court_id)
    if not said.text.strip():
        raise BadInput(Fault("refusal.text", "须写明线索的内容", "请填写何人、何时、何事", field="线索"))
    trail.take_turn(refusal.court_id)
    with refusing():
        clue, new = Clue.objects.get_or_create(
            refusal=refusal,
            conduct=said.conduct.value,
            defaults={
                "court_id": refusal.court_id,
                "case_id": refusal.case_id,
                "person_id": refusal.person_id,
                "text": said.text.strip()[:500],
                "sum_fen": said.sum_fen,
                "found_on": said.received_on,
                "entered_by": acting.code,
                "entered_at": now,
            },
        )
        _source, told_anew = ClueSource.objects.get_or_create(
            clue=clue,
            mark=said.fingerprint,
            defaults={
                "court_id": refusal.court_id,
                "kind": said.kind,
                "text": said.text.strip(),
                "reporter": said.reporter.strip()[:120],
                "contact": said.contact.strip()[:120],
                "detector": said.detector[:40],
                "score": said.score,
                "evidence": [dict(row) for row in said.evidence],
                "received_on": said.received_on,
                "entered_by": acting.code,
                "entered_at": now,
            },
        )
    if said.sum_fen > clue.sum_fen:
        Clue.objects.filter(pk=clue.pk).update(sum_fen=said.sum_fen)
        clue.refresh_from_db()
    if told_anew:
        note(acting=acting, refusal=refusal, act="refusal.clue", now=now, clue=clue.pk, source=said.kind, new=new)
    return Entered(clue, new, told_anew)


def hand_over(
    *, acting: Acting, kind: SourceKind, text: str, office: str, receipt: str, received_on: date, now: datetime
) -> HandedOver:
    """A clue about somebody of the court goes to discipline and inspection: nothing of it stays but its fingerprint.
    Raises `BadInput` without who took it and against which receipt. Handed over again, it stays one."""
    require(acting, "refusal.enter", of_court=acting.court_id)
    if not text.strip() or not office.strip() or not receipt.strip():
        raise BadInput(
            Fault("refusal.hand_over", "须写明接收部门和回执", "交纪检监察（督察）部门并取得回执后登记", field="移交")
        )
    trail.take_turn(acting.court_id)
    made, new = HandedOver.objects.get_or_create(
        court_id=acting.court_id,
        sha256=hashlib.sha256(text.strip().encode()).hexdigest(),
        defaults={
            "kind": kind,
            "received_on": received_on,
            "office": office.strip()[:80],
            "receipt": receipt.strip()[:80],
            "handed_by": acting.code,
            "handed_at": now,
        },
    )
    if new:
        trail.record(acting=acting, act="refusal.hand_over", now=now, subject="court", payload={"handed_over": made.pk})
    return made


def reveal(*, acting: Acting, source: ClueSource, reason: str, now: datetime) -> tuple[str, str]:
    """The name and contact of whoever told, for a chief or the president, with a reason that stays on the trail. Raises
    `Refused` for others, `BadInput` without a reason."""
    require(acting, "refusal.reveal", of_court=source.court_id)
    if not reason.strip():
        raise BadInput(Fault("refusal.reveal", "查看举报人须写明理由", "请填写理由", field="理由"))
    trail.take_turn(source.court_id)
    refusal = source.clue.refusal
    note(acting=acting, refusal=refusal, act="refusal.reveal", now=now, source=source.pk, reason=reason.strip())
    return source.reporter, source.contact
