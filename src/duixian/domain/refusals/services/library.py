"""Cases of the library: opened, moved by the table, what was found out about them, their evidence and their holder."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.refusals.models import ENDED, EvidenceItem, Opinion, RefusalCase, Study, StudyDecision
from duixian.domain.refusals.services.guards import refusing
from duixian.domain.refusals.services.rows import note
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.refusal_life import REFUSAL_LIFE, Act, RefusalFacts, State
from duixian.law.refusal import Capacity, Conduct, Proof


def open_case(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    conduct: Conduct,
    on: date,
    now: datetime,
    capacity: Capacity = Capacity.DEBTOR,
    principal: RefusalCase | None = None,
    knew: str = "",
    colluded: str = "",
) -> tuple[RefusalCase, bool]:
    """The open case of a person in an enforcement case, and whether it is new. Raises `Refused` for who may not be
    met: a minor, the dead, a stranger, an outsider who neither knew nor colluded."""
    require(acting, "refusal.enter", of_court=case.court_id)
    trail.take_turn(case.court_id)
    known = RefusalCase.objects.filter(case=case, person=person).exclude(state__in=ENDED).first()
    if known is not None:
        return known, False
    with refusing():
        made = RefusalCase.objects.create(
            court_id=case.court_id,
            case=case,
            person=person,
            capacity=capacity.value,
            principal=principal,
            conduct=conduct.value,
            holder_id=case.officer_id,
            knew=knew.strip()[:300],
            colluded=colluded.strip()[:300],
            opened_on=on,
            opened_by=acting.code,
            opened_at=now,
            changed_on=on,
        )
    note(acting=acting, refusal=made, act="refusal.open", now=now, person=person.pk, capacity=capacity.value)
    return made, True


def advance(
    *,
    acting: Acting,
    refusal: RefusalCase,
    act: Act,
    facts: RefusalFacts,
    now: datetime,
    why: str = "",
) -> RefusalCase:
    """Do what the table allows, by a conditional update. Raises `Refused` with every reason, and when somebody else was
    faster. Who may is asked by the flow."""
    trail.take_turn(refusal.court_id)
    verdict = REFUSAL_LIFE.judge(state=State(refusal.state), act=act, facts=facts).or_refuse()
    over = verdict.target in ENDED
    with refusing():
        changed = RefusalCase.objects.filter(pk=refusal.pk, state=refusal.state).update(
            state=verdict.target,
            changed_on=facts.on,
            ended_on=facts.on if over else None,
            ended_why=(why or facts.reason).strip()[:300] if over else "",
        )
    if not changed:
        raise Refused(Fault("refusal.moved_on", "该记录已被他人办理", "请刷新后查看", field="拒执记录"))
    note(
        acting=acting,
        refusal=refusal,
        act=f"refusal.{act}",
        now=now,
        ground=verdict.basis,
        before=refusal.state,
        after=str(verdict.target),
        why=why or facts.reason,
        paper=facts.paper,
    )
    refusal.refresh_from_db()
    return refusal


def state(*, acting: Acting, refusal: RefusalCase, now: datetime, **found: Any) -> RefusalCase:
    """Enter what was found out about a case: any of the fields of `RefusalCase` that the law asks for. Raises `Refused`
    once it went to the police."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    unknown = set(found) - STATED
    if unknown:
        raise BadInput(Fault("refusal.field", "没有这些项目", "请核对", field="情况", value="、".join(sorted(unknown))))
    trail.take_turn(refusal.court_id)
    with refusing():
        RefusalCase.objects.filter(pk=refusal.pk).update(**found)
    note(acting=acting, refusal=refusal, act="refusal.state", now=now, found=found)
    refusal.refresh_from_db()
    return refusal


STATED = frozenset(
    {
        "conduct",
        "done_from",
        "done_until",
        "suit_served_on",
        "able",
        "able_fen",
        "tried",
        "graves",
        "living",
        "unwarned",
        "police",
    }
)
"""What an officer enters about a case."""


def assign(*, acting: Acting, refusal: RefusalCase, holder: Officer, now: datetime) -> RefusalCase:
    """Give a case to somebody of the court. Raises `Refused` for somebody of another."""
    require(acting, "case.assign", of_court=refusal.court_id)
    if holder.court_id != refusal.court_id or not holder.is_active:
        raise Refused(
            Fault("refusal.holder", "承办人应为本院在职人员", "请核对人员", field="承办人", value=holder.name)
        )
    trail.take_turn(refusal.court_id)
    RefusalCase.objects.filter(pk=refusal.pk).update(holder=holder)
    note(acting=acting, refusal=refusal, act="refusal.assign", now=now, holder=holder.pk)
    refusal.refresh_from_db()
    return refusal


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A statement and what proves it: the paper, its rows and pages; `file` where it is to go with the packet."""

    proof: Proof
    statement: str
    source: str
    rows: Sequence[int] = ()
    pages: Sequence[int] = ()
    sha256: str = ""
    file: bytes | None = None
    file_name: str = ""


def add_evidence(
    *,
    acting: Acting,
    refusal: RefusalCase,
    exhibit: Exhibit,
    now: datetime,
    replaces: EvidenceItem | None = None,
    void: bool = False,
) -> EvidenceItem:
    """Keep an exhibit; one that is wrong is replaced, or voided by one that only says why. Raises `BadInput` for a
    statement that proves nothing: without a source, or pointing neither to rows, pages nor a file."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    faults = list(_faults(exhibit, void=void))
    if faults:
        raise BadInput.of(faults)
    trail.take_turn(refusal.court_id)
    digest = hashlib.sha256(exhibit.file).hexdigest() if exhibit.file is not None else exhibit.sha256
    with refusing():
        made = EvidenceItem.objects.create(
            court_id=refusal.court_id,
            refusal=refusal,
            proof=exhibit.proof.value,
            statement=exhibit.statement.strip()[:500],
            source=exhibit.source.strip()[:200],
            sha256=digest,
            rows=list(exhibit.rows),
            pages=list(exhibit.pages),
            file=exhibit.file,
            file_name=exhibit.file_name.strip()[:120],
            void=void,
            replaces=replaces,
            noted_by=acting.code,
            noted_at=now,
        )
    note(acting=acting, refusal=refusal, act="refusal.evidence", now=now, proof=exhibit.proof.value, sha256=digest)
    return made


def _faults(exhibit: Exhibit, *, void: bool) -> list[Fault]:
    found = []
    if not exhibit.statement.strip() or not exhibit.source.strip():
        found.append(Fault("refusal.exhibit", "须写明证明的事实和材料出处", "请补全", field="证据"))
    if not void and not (exhibit.rows or exhibit.pages or exhibit.file):
        found.append(Fault("refusal.where", "须指明所在的行、页或者附文件", "请填写行号、页码", field="证据"))
    if any(place < 1 for place in (*exhibit.rows, *exhibit.pages)):
        found.append(Fault("refusal.place", "行号、页码自 1 起", "请更正", field="证据"))
    return found


@dataclass(frozen=True, slots=True)
class Voice:
    """What one member of a study said."""

    officer: Officer
    agrees: bool
    said: str


def hold_study(
    *,
    acting: Acting,
    refusal: RefusalCase,
    decision: StudyDecision,
    reason: str,
    voices: Sequence[Voice],
    on: date,
    now: datetime,
) -> Study:
    """Record a study with everybody's opinion. Raises `BadInput` for one without a reason or with a silent member,
    `Refused` for somebody who is not of the court or speaks twice."""
    require(acting, "refusal.work", of_court=refusal.court_id)
    if not reason.strip() or any(not voice.said.strip() for voice in voices) or not voices:
        raise BadInput(Fault("refusal.study", "须写明结论的理由和每个人的意见", "请补全研判记录", field="研判"))
    trail.take_turn(refusal.court_id)
    with refusing():
        study = Study.objects.create(
            court_id=refusal.court_id,
            refusal=refusal,
            held_on=on,
            decision=decision,
            reason=reason.strip()[:1000],
            stage=refusal.state,
            noted_by=acting.code,
            noted_at=now,
        )
        for voice in voices:
            Opinion.objects.create(
                court_id=refusal.court_id,
                study=study,
                officer=voice.officer,
                agrees=voice.agrees,
                said=voice.said.strip()[:500],
            )
    said: Mapping[str, Any] = {"decision": decision.value, "members": [voice.officer.pk for voice in voices]}
    note(acting=acting, refusal=refusal, act="refusal.study", now=now, study=study.pk, **said)
    return study
