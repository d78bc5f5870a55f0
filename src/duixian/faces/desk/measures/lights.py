"""The light of a measure: how near the minute or the day is by which somebody has to act."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from duixian.domain.measures.models import Measure
from duixian.faces.desk.lights import Light, Tone
from duixian.flows.measures.watch import NEAR_COMPEL, NEAR_DETAIN
from duixian.law.measures import Clock, clock

_S, _K = Measure.State, Measure.Kind
_OVER = (_S.ENDED, _S.LIFTED, _S.REVOKED, _S.DECLINED, _S.WITHDRAWN)


def of_measure(measure: Measure, *, on: date, now: datetime) -> Light:
    """The light as seen at a minute."""
    if measure.state in _OVER:
        return Light(Tone.GREY, _(measure.get_state_display()))
    if measure.must_end_at is not None:
        return _minutes(measure, now)
    if measure.state == _S.IN_FORCE and measure.until is not None:
        left = (measure.until - on).days
        if left < 0:
            return Light(Tone.RED, _("已过期 {days} 天").format(days=-left))
        return Light(Tone.YELLOW if left <= 30 else Tone.GREEN, _("剩 {days} 天").format(days=left))
    if measure.state in (_S.DECIDED, _S.DEFERRED):
        return Light(Tone.YELLOW, _(measure.get_state_display()))
    return Light(Tone.GREEN, _(measure.get_state_display()))


def _minutes(measure: Measure, now: datetime) -> Light:
    assert measure.must_end_at is not None, "asked by the caller"
    near = NEAR_COMPEL if measure.kind == _K.COMPEL else NEAR_DETAIN
    how = clock(measure.must_end_at, now=now, near=near)
    left = abs(measure.must_end_at - now)
    if how is Clock.OVERRUN:
        return Light(Tone.RED, _("超时 {time}").format(time=_words(left)))
    return Light(Tone.YELLOW if how is Clock.NEAR else Tone.GREEN, _("剩 {time}").format(time=_words(left)))


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _("{days} 天 {hours} 小时").format(days=days, hours=hours)
    return _("{hours} 小时 {minutes} 分").format(hours=hours, minutes=minutes)
