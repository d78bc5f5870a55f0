"""Decisions that work by reaching somebody: a fine served on who pays it, a ban and a lookout on who watches."""

from datetime import datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Measure, MeasureRecord, RecordKind
from duixian.domain.measures.services import measures
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import open_nodes
from duixian.law.disposal.values import day_of
from duixian.law.measures import REVIEW, MeasureKind
from duixian.law.procedure.measure_life import MeasureAct

_K, _S = Measure.Kind, Measure.State


def serve(*, acting: Acting, measure: Measure, at: datetime, how: str, now: datetime) -> Measure:
    """The decision reached the person: a fine is due from then, and the days to ask for reconsideration run. Raises
    `BadInput` without proof of service, `Refused` before the signature and for a measure without a decision paper."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    kind = MeasureKind(measure.kind)
    if kind not in REVIEW:
        raise Refused(Fault("measure.no_paper", "该措施没有须送达的决定书", "请核对措施", field="措施"))
    if not how.strip():
        raise BadInput(Fault("measure.how", "须写明送达方式和回证", "请填写送达方式、回证编号", field="送达"))
    if measure.decided_at is None or at < measure.decided_at:
        raise Refused(Fault("measure.before_decision", "送达时间早于院长批准时间", "请核对时间", field="时间"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measures.record(acting=acting, measure=measure, kind=RecordKind.SERVED, at=at, now=now, note=how)
        open_nodes(case=measure.case, rules=[REVIEW[kind][0]], since=day_of(at))
        if kind is MeasureKind.FINE:
            act = MeasureAct.CARRY_OUT
            measure = measures.advance(acting=acting, measure=measure, act=act, now=now, fields={"begun_at": at})
    return measure


def tell_watchers(
    *, acting: Acting, measure: Measure, at: datetime, office: str, receipt: str, now: datetime
) -> Measure:
    """The border office or the police took the request: from then the ban or the lookout stands. Raises `BadInput`
    without who took it and the receipt, `Refused` before the signature."""
    require(acting, "measure.carry_out", of_court=measure.court_id)
    if measure.kind not in (_K.EXIT_BAN, _K.LOOKOUT):
        raise Refused(Fault("measure.other_kind", "该措施不须协助布控", "请核对措施", field="措施"))
    if not office.strip() or not receipt.strip():
        raise BadInput(Fault("ban.receipt", "须写明接收单位和回执编号", "请按回执填写", field="协助回执"))
    with transaction.atomic():
        trail.take_turn(measure.court_id)
        measure = measures.advance(
            acting=acting, measure=measure, act=MeasureAct.CARRY_OUT, now=now, fields={"begun_at": at}
        )
        measures.record(
            acting=acting,
            measure=measure,
            kind=RecordKind.NOTIFIED,
            at=at,
            now=now,
            people=office,
            data={"receipt": receipt.strip()[:60]},
        )
    return measure


def note_hit(
    *, acting: Acting, measure: Measure, at: datetime, place: str, told_by: str, note: str = "", now: datetime
) -> MeasureRecord:
    """Whoever watches found the person. Raises `Refused` where nothing stands at that time."""
    if measure.kind not in (_K.EXIT_BAN, _K.LOOKOUT) or measure.state != _S.IN_FORCE:
        raise Refused(Fault("ban.not_standing", "该布控目前没有生效", "请核对措施", field="措施"))
    if not place.strip():
        raise BadInput(Fault("ban.place", "须写明发现的地点", "请按通报填写", field="地点"))
    return measures.record(
        acting=acting, measure=measure, kind=RecordKind.HIT, at=at, now=now, place=place, people=told_by, note=note
    )
