"""Detention (拘留): examined, handed to the police, family told, released in time; who is ill is not detained.

民事诉讼法 118, 119; 民诉解释 178–182. An urgent one goes before the signature and is reported at once.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Approval
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, MeasureRecord, RecordKind
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import measures as papers
from duixian.flows.measures.appear import minutes_over
from duixian.flows.measures.ending import ask_release_of_whoever_is_out, ask_revoke, end_dependents
from duixian.law.measures import detention_end, family_limit
from duixian.law.procedure.measure_life import MeasureAct

_S = Measure.State


def examine(
    *,
    acting: Acting,
    measure: Measure,
    at: datetime,
    fit: bool,
    hospital: str,
    finding: str,
    on: date,
    now: datetime,
) -> Measure:
    """The medical check. Who is not fit is not detained: the decision is deferred in the same transaction. Raises
    `BadInput` without hospital and finding, `Refused` for another kind or once the person is in custody."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    _kind(measure)
    if not hospital.strip() or not finding.strip():
        raise BadInput(Fault("detain.finding", "须写明体检医院和结论", "请按体检报告填写", field="体检"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure.refresh_from_db()
        if measure.state not in (_S.PROPOSED, _S.DECIDED, _S.DEFERRED):
            raise Refused(Fault("detain.examined_late", "已经送拘或者已经结束", "请核对措施", field="体检"))
        measures.record(
            acting=acting,
            measure=measure,
            kind=RecordKind.MEDICAL,
            at=at,
            now=now,
            place=hospital,
            note=finding,
            data={"fit": fit},
        )
        papers.issue_medical(acting=acting, measure=measure, on=on, now=now)
        if not fit and measure.state == _S.DECIDED:
            why = f"体检不宜拘留：{finding.strip()}"[:300]
            return measures.advance(acting=acting, measure=measure, act=MeasureAct.DEFER, now=now, reason=why)
        if fit and measure.state == _S.DEFERRED:
            why = "复查后可以拘留"
            return measures.advance(acting=acting, measure=measure, act=MeasureAct.TAKE_UP, now=now, reason=why)
    return measure


def give_up(*, acting: Acting, measure: Measure, grounds: str, now: datetime) -> Approval:
    """Ask the president to revoke a detention that cannot be carried out; another measure may then be proposed."""
    _kind(measure)
    return ask_revoke(acting=acting, measure=measure, grounds=grounds, now=now)


def hand_over(
    *,
    acting: Acting,
    measure: Measure,
    at: datetime,
    custody: str,
    receipt: str,
    on: date,
    now: datetime,
) -> Measure:
    """The police took the person into custody and gave a receipt; the days run from this minute. Before the signature
    this is open for force or threats alone, and is reported to the president at once: the proposal waits with him.
    Raises `BadInput` without place and receipt, `Refused` without a fit medical check."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    _kind(measure)
    if not custody.strip() or not receipt.strip():
        raise BadInput(Fault("detain.receipt", "须写明拘留所和回执编号", "请按拘留所回执填写", field="送拘回执"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure.refresh_from_db()
        if measure.decided_at is not None and at < measure.decided_at:
            raise Refused(
                Fault(
                    "measure.before_decision", "实施时间早于院长批准时间", "请核对时间；未经批准不得实施", field="时间"
                )
            )
        assert measure.days is not None, "the database holds that a detention has days"
        measure = measures.advance(
            acting=acting,
            measure=measure,
            act=MeasureAct.CARRY_OUT,
            now=now,
            fields={"begun_at": at, "must_end_at": detention_end(detained=at, days=measure.days)},
        )
        measures.record(
            acting=acting,
            measure=measure,
            kind=RecordKind.HANDED_OVER,
            at=at,
            now=now,
            place=custody,
            data={"receipt": receipt.strip()[:60]},
        )
        papers.issue_family_notice(acting=acting, measure=measure, custody=custody, on=on, now=now)
    return measure


def tell_family(
    *, acting: Acting, measure: Measure, at: datetime, who: str, note: str = "", on: date, now: datetime
) -> MeasureRecord:
    """The family was told, or nobody could be reached and why. The record says whether it was within 24 hours.
    Raises `BadInput` without either, `Refused` before custody."""
    _kind(measure)
    if not who.strip() and not note.strip():
        raise BadInput(Fault("detain.family", "须写明通知了谁，或者无法通知的原因", "请如实填写", field="家属"))
    if measure.begun_at is None or at < measure.begun_at:
        raise Refused(Fault("detain.not_yet", "尚未送拘", "送拘后再登记", field="家属"))
    limit = family_limit(detained=measure.begun_at, on=on)
    data = {"in_time": at <= limit.until, "limit": limit.until.isoformat()}
    return measures.record(
        acting=acting, measure=measure, kind=RecordKind.FAMILY_TOLD, at=at, now=now, people=who, note=note, data=data
    )


def note_repentance(*, acting: Acting, measure: Measure, at: datetime, text: str, now: datetime) -> MeasureRecord:
    """The person wrote a statement of repentance (具结悔过). Raises `Refused` where nobody is detained."""
    _kind(measure)
    if measure.state != _S.IN_FORCE:
        raise Refused(Fault("release.state", "该措施不是正在执行的拘留", "请核对措施", field="措施"))
    return measures.record(acting=acting, measure=measure, kind=RecordKind.REPENTED, at=at, now=now, note=text)


def release(
    *, acting: Acting, measure: Measure, at: datetime, note: str = "", paper: str = "", on: date, now: datetime
) -> Measure:
    """The person is out since a minute. A term that is over is finished by this. Before its end only the president
    lets go (民诉解释 182): after his decision this records when the custody house carried it out; before it, `paper` is
    by which the custody house let the person go of its own, and is laid before him at once: whoever is out is on record
    as out, with the minute, and the detention waits for his word. Raises `Refused`."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    _kind(measure)
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure.refresh_from_db()
        if measure.begun_at is None or at < measure.begun_at:
            raise Refused(Fault("release.times", "释放时间早于送拘时间，或者尚未送拘", "请更正时间", field="释放时间"))
        out = _Out(acting, measure, at, note, now)
        if measure.state in (_S.LIFTED, _S.REVOKED):
            out.record(over_minutes=minutes_over(measure, at=at))
            return measures.set_release(measure=measure, at=at)
        if measure.must_end_at is not None and at < measure.must_end_at:
            return _out_early(out, paper, measure.must_end_at)
        over = minutes_over(measure, at=at)
        out.record(over_minutes=over)
        measure = measures.advance(
            acting=acting,
            measure=measure,
            act=MeasureAct.FINISH,
            now=now,
            outcome_recorded=True,
            fields={"ended_at": at, "ended_why": f"期满释放，超时 {over} 分钟" if over else "期满释放"},
        )
        end_dependents(acting=acting, measure=measure, on=on, now=now)
    return measure


@dataclass(frozen=True, slots=True)
class _Out:
    """That somebody left custody at a minute."""

    acting: Acting
    measure: Measure
    at: datetime
    note: str
    now: datetime

    def record(self, **data: object) -> None:
        measures.record(
            acting=self.acting,
            measure=self.measure,
            kind=RecordKind.RELEASED,
            at=self.at,
            now=self.now,
            note=self.note,
            data=data,
        )


def _out_early(out: _Out, paper: str, end: datetime) -> Measure:
    """Out before the end and before a decision: the fact is kept, and the president is asked to decide on it."""
    if not paper.strip() or out.measure.state != _S.IN_FORCE:
        raise Refused(
            Fault(
                "release.early",
                "拘留期限未满",
                "提前解除须由被拘留人具结悔过并经院长批准（民诉解释第一百八十二条）；看守机关已经释放的，填写其文书",
                field="释放时间",
            )
        )
    early = int((end - out.at).total_seconds() // 60)
    out.record(paper=paper.strip()[:120], early_minutes=early)
    ask_release_of_whoever_is_out(
        acting=out.acting, measure=out.measure, grounds=f"看守机关已提前释放（{paper.strip()[:120]}）", now=out.now
    )
    return out.measure


def in_custody(court_id: int) -> list[Measure]:
    """Whoever of a court is detained at this minute."""
    return list(reading.running(court_id).filter(kind=Measure.Kind.DETAIN))


def _kind(measure: Measure) -> None:
    if measure.kind != Measure.Kind.DETAIN:
        raise Refused(Fault("measure.other_kind", "该措施不是拘留", "请核对措施", field="措施"))
