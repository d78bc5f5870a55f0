"""Writing what the end of a round rests on, the end itself, the searches after it and the resumption.

Whether the round may be ended is `law.ending`, asked by `flows.end_round`; here a row is written, and the database
holds it to its approval and its fingerprint.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, Case, EvidenceRecord, Resumption, RoundEnd, RoundEndQuery
from duixian.domain.cases.services.filing import next_serial
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.ending import EvidenceKind, Interest, QueryClass, Unexecutable

ENTRY_BASIS = "法〔2016〕373号第十二条"
QUERY_BASIS = "法〔2016〕373号第九条"
RESUME_BASIS = "民事诉讼法解释（2022）第五百一十七条第二款"
RESUMED_WORD = "执恢"
PANEL_SIZE = 3
"""民诉法 40: a panel is of three or more, in odd number."""

OF_A_PERSON = (
    EvidenceKind.NOTICE_SERVED,
    EvidenceKind.REPORT_SERVED,
    EvidenceKind.REPORT_CHECKED,
    EvidenceKind.WHEREABOUTS,
    EvidenceKind.INTEREST,
    EvidenceKind.ASKED_OUTSIDE,
)
"""Records that say something of one debtor."""


@dataclass(frozen=True, slots=True)
class EvidenceIn:
    """What an officer says and signs; see `EvidenceRecord`. `topics`: classes or interests asked about, or a panel."""

    kind: EvidenceKind
    on: date
    what: str
    document: str
    person: Person | None = None
    subject: str = ""
    outcome: str = ""
    topics: tuple[str, ...] = ()
    document_sha256: str = ""
    replaces: EvidenceRecord | None = None
    void: bool = False


def record(*, acting: Acting, case: Case, said: EvidenceIn, now: datetime) -> EvidenceRecord:
    """Keep a signed record. Raises `BadInput` with every fault of it, `Refused` for somebody who signs nothing here."""
    require(acting, "round.record", of_court=case.court_id)
    if acting.officer_id is None:
        raise Refused(
            Fault("evidence.system", "系统不能代替承办人签署", "请由承办人登记", field="签署人", value=acting.code)
        )
    faults = list(_faults_of(case, said, today=timezone.localdate(now)))
    if faults:
        raise BadInput(*faults)
    trail.take_turn(case.court_id)
    kept = EvidenceRecord.objects.create(
        court_id=case.court_id,
        case=case,
        kind=said.kind,
        person=said.person,
        subject=said.subject,
        topics=list(said.topics),
        outcome=said.outcome,
        on=said.on,
        what=said.what.strip()[:500],
        document=said.document.strip()[:160],
        document_sha256=said.document_sha256,
        replaces=said.replaces,
        void=said.void,
        made_by_id=acting.officer_id,
        made_at=now,
    )
    trail.record(
        acting=acting,
        act="round.evidence",
        now=now,
        subject=f"case:{case.pk}",
        payload={
            "record": kept.pk,
            "kind": kept.kind,
            "on": kept.on.isoformat(),
            "what": kept.what,
            "document": kept.document,
            "replaces": kept.replaces_id,
        },
    )
    return kept


def _faults_of(case: Case, said: EvidenceIn, *, today: date) -> Sequence[Fault]:
    faults: list[Fault] = []
    if not said.what.strip():
        faults.append(Fault("evidence.what", "须写明做了什么、结果如何", "请填写办理情况", field="办理情况"))
    if not said.document.strip():
        faults.append(Fault("evidence.document", "须写明所依据的材料", "请填写笔录、回证等名称或编号", field="材料"))
    if not case.filed_on <= said.on <= today:
        faults.append(
            Fault("evidence.day", "日期应在立案日与今天之间", "请更正日期", field="日期", value=said.on.isoformat())
        )
    faults += _missing_parts(said)
    if said.replaces is not None and (said.replaces.case_id, said.replaces.kind) != (case.pk, said.kind):
        faults.append(
            Fault(
                "evidence.replaces", "只能更正本案同一事项的记录", "请选择要更正的记录", field="更正", value=said.kind
            )
        )
    if said.replaces is not None and EvidenceRecord.objects.filter(replaces=said.replaces).exists():
        faults.append(Fault("evidence.replaced", "该记录已被更正", "请更正最新的一条", field="更正", value=said.kind))
    return faults


def _missing_parts(said: EvidenceIn) -> Sequence[Fault]:
    """What a record of this kind cannot do without."""
    faults: list[Fault] = []
    if said.kind in OF_A_PERSON and said.person is None:
        faults.append(Fault("evidence.person", "须写明是哪一名被执行人", "请选择被执行人", field="被执行人"))
    allowed: Mapping[EvidenceKind, frozenset[str]] = {
        EvidenceKind.ASKED_OUTSIDE: frozenset(QueryClass),
        EvidenceKind.INTEREST: frozenset(Interest),
    }
    if said.kind in allowed and (not said.topics or not set(said.topics) <= allowed[said.kind]):
        faults.append(
            Fault(
                "evidence.topics",
                "须写明查询了哪几类财产",
                "请选择财产类别",
                field="类别",
                value="、".join(said.topics),
            )
        )
    if said.kind is EvidenceKind.UNEXECUTABLE and (
        said.outcome not in set(Unexecutable) or not said.subject.startswith("asset:")
    ):
        faults.append(
            Fault(
                "evidence.reason",
                "须写明哪一项财产、因何不能执行",
                "请选择财产和理由",
                field="理由",
                value=said.outcome,
            )
        )
    if said.kind is EvidenceKind.CLUE_CHECKED and not said.subject.startswith("clue:"):
        faults.append(Fault("evidence.clue", "须写明核实的是哪一条线索", "请选择线索", field="线索"))
    if said.kind is EvidenceKind.PANEL and (
        len(set(said.topics)) != len(said.topics) or len(said.topics) < PANEL_SIZE or len(said.topics) % 2 == 0
    ):
        faults.append(
            Fault(
                "evidence.panel",
                "合议庭由三人以上单数组成，现为 {count} 人",
                "请填写合议庭全体成员",
                field="合议庭成员",
                value="、".join(said.topics),
                data={"count": len(set(said.topics))},
            )
        )
    return faults


@dataclass(frozen=True, slots=True)
class RulingMade:
    """The ruling as issued: number, SHA-256 of the file, verify code."""

    number: str
    sha256: str
    code: str


def canonical(evidence: Mapping[str, Any]) -> str:
    """The text that is frozen: JSON with sorted keys, so that equal evidence has an equal fingerprint."""
    return json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def end(
    *,
    acting: Acting,
    case: Case,
    approval: Approval,
    consent: RoundEnd.Consent,
    evidence: Mapping[str, Any],
    remaining: Fen,
    ruling: RulingMade,
    search_until: date,
    on: date,
    now: datetime,
) -> RoundEnd:
    """Write the end of a round as judged, in the turn and act of the flow that moves the case."""
    text = canonical(evidence)
    ended = RoundEnd.objects.create(
        court_id=case.court_id,
        case=case,
        approval=approval,
        consent=consent,
        ended_on=on,
        made_at=now,
        evidence=text,
        evidence_sha256=hashlib.sha256(text.encode()).hexdigest(),
        remaining_fen=remaining,
        ruling_number=ruling.number,
        ruling_sha256=ruling.sha256,
        ruling_code=ruling.code,
        search_until=search_until,
    )
    trail.record(
        acting=acting,
        act="round.end",
        now=now,
        ground=approval.basis,
        subject=f"case:{case.pk}",
        payload={"ruling": ruling.number, "evidence": ended.evidence_sha256, "approval": approval.pk},
    )
    return ended


def enter_in_database(*, acting: Acting, ended: RoundEnd, number: str, on: date, now: datetime) -> RoundEnd:
    """Note that the case was entered in the database of ended rounds (终本案件信息库), once."""
    require(acting, "round.publish", of_court=ended.court_id)
    return _note(acting, ended, "round.entered", ENTRY_BASIS, now, entered_on=on, entry_number=number.strip()[:80])


def publish(*, acting: Acting, ended: RoundEnd, where: str, on: date, now: datetime) -> RoundEnd:
    """Note where the ruling was published, once."""
    require(acting, "round.publish", of_court=ended.court_id)
    return _note(acting, ended, "round.published", ENTRY_BASIS, now, published_on=on, published_at=where.strip()[:160])


def _note(acting: Acting, ended: RoundEnd, act: str, basis: str, now: datetime, **noted: Any) -> RoundEnd:
    day, words = noted.values()
    if not words:
        raise BadInput(Fault("round.note", "须写明编号或网址", "请填写后重试", field="编号/网址"))
    if not ended.ended_on <= day <= timezone.localdate(now):
        raise BadInput(
            Fault("round.note_day", "日期应在终本之日与今天之间", "请更正日期", field="日期", value=day.isoformat())
        )
    trail.take_turn(ended.court_id)
    first = next(iter(noted))
    if not RoundEnd.objects.filter(pk=ended.pk, **{f"{first}__isnull": True}).update(**noted):
        raise Refused(Fault("round.noted", "已经登记过", "请刷新后查看", field="终本", value=ended.ruling_number))
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=basis,
        subject=f"case:{ended.case_id}",
        payload={"on": day.isoformat(), "words": words},
    )
    ended.refresh_from_db()
    return ended


def note_query(
    *, acting: Acting, ended: RoundEnd, place: int, search: int | None, left_out: Sequence[Any], on: date, now: datetime
) -> RoundEndQuery:
    """Write down one of the half-yearly searches, launched or not."""
    made = RoundEndQuery.objects.create(
        court_id=ended.court_id, round_end=ended, place=place, search=search, left_out=list(left_out), launched_on=on
    )
    trail.record(
        acting=acting,
        act="round.requery",
        now=now,
        ground=QUERY_BASIS,
        subject=f"case:{ended.case_id}",
        payload={"place": place, "search": search},
    )
    return made


def tell_query(
    *,
    acting: Acting,
    query: RoundEndQuery,
    found: Sequence[Mapping[str, Any]],
    fen: Fen,
    code: str,
    on: date,
    now: datetime,
) -> RoundEndQuery:
    """Write down what came of a search and that the applicant was told. Raises `Refused` when it was told already."""
    changed = RoundEndQuery.objects.filter(pk=query.pk, told_on__isnull=True).update(
        found=list(found), found_fen=fen, told_code=code, told_on=on
    )
    if not changed:
        raise Refused(Fault("round.told", "查询结果已经告知", "请刷新后查看", field="查询", value=str(query.place)))
    trail.record(
        acting=acting,
        act="round.told",
        now=now,
        ground=QUERY_BASIS,
        subject=f"case:{query.round_end.case_id}",
        payload={"place": query.place, "found_fen": fen, "things": len(found)},
    )
    query.refresh_from_db()
    return query


def resume(
    *,
    acting: Acting,
    ended: RoundEnd,
    ground: Resumption.Ground,
    reason: str,
    query: RoundEndQuery | None,
    on: date,
    now: datetime,
) -> Resumption:
    """Write a resumption under its own number, in the act of the flow that moves the case."""
    case = ended.case
    serial = next_serial(court_id=case.court_id, year=on.year, type_word=RESUMED_WORD)
    number = str(CaseNumber(year=on.year, court=case.court.code, kind=RESUMED_WORD, serial=serial))
    made = Resumption.objects.create(
        court_id=case.court_id,
        case=case,
        round_end=ended,
        query=query,
        number=number,
        ground=ground,
        reason=reason.strip()[:300],
        resumed_on=on,
        made_by=acting.code,
        made_at=now,
    )
    trail.record(
        acting=acting,
        act="round.resume",
        now=now,
        ground=RESUME_BASIS,
        subject=f"case:{case.pk}",
        payload={"number": number, "ground": ground, "reason": made.reason},
    )
    return made
