"""Compelled appearance (拘传): brought in, questioned, let go, each to the minute (民诉解释 482)."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, RecordKind
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.measures.ending import end_dependents
from duixian.law.measures import questioning_limit
from duixian.law.procedure.measure_life import MeasureAct


def bring_in(*, acting: Acting, measure: Measure, at: datetime, officers: str, on: date, now: datetime) -> Measure:
    """The person was brought in at a minute; from then the hours run. Raises `Refused` before the signature."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    _kind(measure)
    if not officers.strip():
        raise BadInput(Fault("appear.officers", "须写明执行拘传的人员", "请填写人员及证件号", field="执行人员"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        _not_before_decision(measure, at)
        limit = questioning_limit(arrived=at, complex_case=measure.complex_case, on=on)
        measure = measures.advance(
            acting=acting,
            measure=measure,
            act=MeasureAct.CARRY_OUT,
            now=now,
            fields={"begun_at": at, "must_end_at": limit.until},
        )
        measures.record(acting=acting, measure=measure, kind=RecordKind.ARRIVED, at=at, now=now, people=officers)
    return measure


def question(*, acting: Acting, measure: Measure, at: datetime, note: str, now: datetime) -> None:
    """The questioning began at a minute. Raises `Refused` for a time outside the presence of the person."""
    _kind(measure)
    if measure.begun_at is None or measure.ended_at is not None or at < measure.begun_at:
        raise Refused(Fault("appear.times", "询问应在到案之后、离开之前", "请更正时间", field="询问时间"))
    measures.record(acting=acting, measure=measure, kind=RecordKind.QUESTIONED, at=at, now=now, note=note)


def let_go(*, acting: Acting, measure: Measure, at: datetime, note: str, on: date, now: datetime) -> Measure:
    """The person left at a minute. A late minute is recorded as it was, and says by how much it was over.
    Raises `Refused` for a minute before the arrival, `BadInput` where nobody was questioned and no reason is given."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    _kind(measure)
    if measure.begun_at is not None and at < measure.begun_at:
        raise Refused(Fault("measure.times", "离开时间早于到案时间", "请更正时间", field="离开时间"))
    if reading.last_record_at(measure, RecordKind.QUESTIONED) is None and not note.strip():
        raise BadInput(Fault("appear.unquestioned", "没有询问的记录", "登记询问，或者写明未询问的原因", field="询问"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        over = minutes_over(measure, at=at)
        measures.record(
            acting=acting,
            measure=measure,
            kind=RecordKind.RELEASED,
            at=at,
            now=now,
            note=note,
            data={"over_minutes": over},
        )
        measure = measures.advance(
            acting=acting,
            measure=measure,
            act=MeasureAct.FINISH,
            now=now,
            outcome_recorded=True,
            fields={"ended_at": at, "ended_why": f"询问结束，超时 {over} 分钟" if over else "询问结束"},
        )
        end_dependents(acting=acting, measure=measure, on=on, now=now)
    return measure


def minutes_over(measure: Measure, *, at: datetime) -> int:
    """By how many minutes a limit was passed at an instant, 0 within it."""
    if measure.must_end_at is None or at <= measure.must_end_at:
        return 0
    return -int((measure.must_end_at - at).total_seconds() // 60)


def _kind(measure: Measure) -> None:
    if measure.kind != Measure.Kind.COMPEL:
        raise Refused(Fault("measure.other_kind", "该措施不是拘传", "请核对措施", field="措施"))


def _not_before_decision(measure: Measure, at: datetime) -> None:
    if measure.decided_at is not None and at < measure.decided_at:
        raise Refused(
            Fault("measure.before_decision", "实施时间早于院长批准时间", "请核对时间；未经批准不得实施", field="时间")
        )
