"""What the clock does: bans whose term is over fall, and whoever is kept too long, or nearly, is called out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from duixian.domain.courts import scope
from duixian.domain.measures.models import Measure
from duixian.domain.measures.selectors import measures as reading
from duixian.domain.measures.services import measures
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.disposal.values import day_of
from duixian.law.measures import Clock, clock, family_limit
from duixian.law.procedure.measure_life import MeasureAct

NEAR_COMPEL = timedelta(hours=1)
NEAR_DETAIN = timedelta(hours=24)
NEAR_FAMILY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Call:
    """Something that has to be done about somebody's freedom. `what`: release, family, renew."""

    measure: Measure
    what: str
    limit: datetime | date
    clock: Clock


def calls(*, court_id: int, on: date, now: datetime) -> list[Call]:
    """What is near or overrun in a court, the most pressing first: releases, families to be told."""
    found = []
    for row in reading.running(court_id):
        assert row.must_end_at is not None, "the selector asks for it"
        near = NEAR_COMPEL if row.kind == Measure.Kind.COMPEL else NEAR_DETAIN
        found.append(Call(row, "release", row.must_end_at, clock(row.must_end_at, now=now, near=near)))
    for row in reading.to_let_out(court_id):  # a revoked fine keeps nobody; who is kept without a decision is out now
        assert row.ended_at is not None, "the selector asks for it"
        found.append(Call(row, "release", row.ended_at, clock(row.ended_at, now=now, near=NEAR_DETAIN)))
    for row in reading.family_untold(court_id):
        assert row.begun_at is not None, "who is kept was taken in"
        limit = family_limit(detained=row.begun_at, on=on).until
        found.append(Call(row, "family", limit, clock(limit, now=now, near=NEAR_FAMILY)))
    pressing = [one for one in found if one.clock is not Clock.RUNNING]
    return sorted(pressing, key=lambda one: (one.clock is not Clock.OVERRUN, str(one.limit)))


def lapse_due(*, court_id: int, now: datetime) -> list[Measure]:
    """Every night: bans and lookouts whose last day is over have ended; the trail says so."""
    acting = Acting.system(court_id, "measures")
    on = day_of(now)
    ended = []
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        for row in reading.lapsed(court_id, on=on):
            fields = {"ended_at": now, "ended_why": "期限届满，未续行", "renew_until": None}
            ended.append(measures.advance(acting=acting, measure=row, act=MeasureAct.LAPSE, now=now, fields=fields))
    return ended
