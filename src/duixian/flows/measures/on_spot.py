"""Searches, forced openings and evictions as they were: who was there, who searched whom, what was found or moved.

民事诉讼法 259, 261; 民诉解释 494–498; 财产调查规定 14.
"""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, RecordKind
from duixian.domain.measures.services import measures
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import measures as papers
from duixian.law.measures import MeasureKind
from duixian.law.measures.conduct import OnSpot, faults_of
from duixian.law.procedure.measure_life import MeasureAct

_K, _S = Measure.Kind, Measure.State


def search(*, acting: Acting, measure: Measure, spot: OnSpot, on: date, now: datetime) -> Measure:
    """A search was carried out, as its record says; with a forced opening where that was needed. Raises `Refused` with
    everything that is missing in the record: then nothing counts as done."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    spot = _of(measure, spot, MeasureKind.SEARCH, on)
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        _after_decision(measure, spot)
        measure = measures.advance(
            acting=acting, measure=measure, act=MeasureAct.CARRY_OUT, now=now, fields={"begun_at": spot.started}
        )
        _write(acting, measure, RecordKind.SEARCHED, spot, now)
        if spot.opened_by_force:
            _write(acting, measure, RecordKind.OPENED, replace(spot, bodies=()), now)
        measure = _finish(acting, measure, spot, "搜查完毕", now)
        papers.issue_spot_record(acting=acting, measure=measure, spot=spot, on=on, now=now)
    return measure


def post_notice(*, acting: Acting, measure: Measure, at: datetime, place: str, on: date, now: datetime) -> Measure:
    """The president's notice to leave was posted; the days of its deadline run. Raises `Refused`."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    if measure.kind != _K.EVICT:
        raise Refused(Fault("measure.other_kind", "该措施不是强制迁出", "请核对措施", field="措施"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure = measures.advance(
            acting=acting, measure=measure, act=MeasureAct.CARRY_OUT, now=now, fields={"begun_at": at}
        )
        measures.record(acting=acting, measure=measure, kind=RecordKind.POSTED, at=at, now=now, place=place)
    return measure


def move_out(*, acting: Acting, measure: Measure, spot: OnSpot, on: date, now: datetime) -> Measure:
    """The place was cleared by force after the deadline of the notice passed. Raises `Refused` before it has passed and
    with everything that is missing in the record."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    spot = _of(measure, spot, MeasureKind.EVICT, on)
    if measure.state != _S.IN_FORCE or measure.until is None or on <= measure.until:
        raise Refused(
            Fault(
                "evict.deadline",
                "公告指定的期间尚未届满",
                "期满仍不迁出的，方可强制执行（民事诉讼法第二百六十一条）",
                field="迁出期限",
                value="" if measure.until is None else measure.until.isoformat(),
            )
        )
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        _write(acting, measure, RecordKind.MOVED_OUT, spot, now)
        if spot.opened_by_force:
            _write(acting, measure, RecordKind.OPENED, replace(spot, bodies=()), now)
        measure = _finish(acting, measure, spot, "已强制迁出", now)
        papers.issue_spot_record(acting=acting, measure=measure, spot=spot, on=on, now=now)
    return measure


def _of(measure: Measure, spot: OnSpot, kind: MeasureKind, on: date) -> OnSpot:
    if measure.kind != kind.value:
        raise Refused(Fault("measure.other_kind", "该措施不是搜查或者强制迁出", "请核对措施", field="措施"))
    spot = replace(spot, kind=kind, natural=measure.person.kind == PersonKind.NATURAL)
    faults = faults_of(spot, on=on)
    if faults:
        raise Refused(*faults)
    return spot


def _after_decision(measure: Measure, spot: OnSpot) -> None:
    if measure.decided_at is not None and spot.started < measure.decided_at:
        raise Refused(
            Fault("measure.before_decision", "实施时间早于院长批准时间", "请核对时间；未经批准不得实施", field="时间")
        )


def _write(acting: Acting, measure: Measure, kind: RecordKind, spot: OnSpot, now: datetime) -> None:
    measures.record(
        acting=acting,
        measure=measure,
        kind=kind,
        at=spot.started,
        now=now,
        place=spot.place,
        people="、".join(officer.name for officer in spot.officers),
        data=data_of(spot),
        bodies=spot.bodies,
    )


def data_of(spot: OnSpot) -> dict[str, Any]:
    """What a record keeps of the spot, as JSON."""
    kept = asdict(spot)
    kept.pop("kind")
    return kept | {"started": spot.started.isoformat(), "ended": spot.ended.isoformat()}


def _finish(acting: Acting, measure: Measure, spot: OnSpot, why: str, now: datetime) -> Measure:
    return measures.advance(
        acting=acting,
        measure=measure,
        act=MeasureAct.FINISH,
        now=now,
        outcome_recorded=True,
        fields={"ended_at": spot.ended, "ended_why": why},
    )
