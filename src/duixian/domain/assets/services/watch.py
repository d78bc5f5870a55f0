"""Writing what the watch over controls does: who was told, who decided that a control may lapse, what went wrong.

Telling leaves a row a person and an end; the night as a whole is one entry of the trail (`flows.watch_controls`).
What changes a control, and what went wrong, has an entry of its own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets.models import Alarm, Control, Incident
from duixian.domain.assets.selectors.watch import ALIVE, under_way
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

DECIDE, CONFIRM = "control.drop", "control.drop_confirm"


def tell(*, control: Control, step: Alarm.Step, told: str, now: datetime) -> bool:
    """Tell somebody once that the present term of a control ends; False where that step was taken before."""
    assert control.until is not None
    _, new = Alarm.objects.get_or_create(
        control=control,
        until=control.until,
        step=step,
        defaults={"court_id": control.court_id, "told": told, "told_at": now},
    )
    return new


def see(*, acting: Acting, alarm: Alarm, now: datetime) -> None:
    """Note that the person told has seen it. Raises `Refused` for somebody else's alarm."""
    if alarm.court_id != acting.court_id or alarm.told != acting.code:
        raise Refused(Fault("alarm.not_yours", "该提示不是发给您的", "请由被提示的人员确认", field="提示"))
    Alarm.objects.filter(pk=alarm.pk, seen_at__isnull=True).update(seen_at=now)


def decide_lapse(*, acting: Acting, control: Control, reason: str, now: datetime) -> Control:
    """The officer finds that the control need not be renewed, and says why. Nothing follows from it until another
    person confirms. Raises `BadInput` without a reason, `Refused` for a control that is over or decided already."""
    require(acting, DECIDE, of_court=control.court_id)
    if not reason.strip():
        raise BadInput(Fault("lapse.reason", "不再续行须写明理由", "请填写理由，例如财产已无价值", field="理由"))
    row = _alive(control)
    _nothing_under_way(row)
    if row.lapse_decided_by:
        raise Refused(Fault("lapse.decided", "已决定不再续行", "可以撤回后重新决定", field="控制", value=str(row.pk)))
    return _decided(acting, row, "control.drop", now, reason.strip()[:200], by=acting.code)


def confirm_lapse(*, acting: Acting, control: Control, now: datetime) -> Control:
    """Another person agrees: the control will end on its last day, and nobody is told of it any more. Raises `Refused`
    where nobody decided, for the one who did, and for a control that is over."""
    require(acting, CONFIRM, of_court=control.court_id)
    row = _alive(control)
    _nothing_under_way(row)
    if not row.lapse_decided_by:
        raise Refused(
            Fault("lapse.undecided", "尚无人决定不再续行", "请先由承办人决定", field="控制", value=str(row.pk))
        )
    if row.lapse_decided_by == acting.code:
        raise Refused(
            Fault("lapse.own", "不能确认自己的决定", "请由另一名有权限的人员确认", field="控制", value=str(row.pk))
        )
    if row.lapse_confirmed_by:
        raise Refused(Fault("lapse.confirmed", "已经确认", "无须再次确认", field="控制", value=str(row.pk)))
    row.lapse_confirmed_by = acting.code
    row.save(update_fields=["lapse_confirmed_by"])
    _note(acting, row, "control.drop_confirm", now, row.lapse_reason)
    return row


def withdraw_lapse(*, acting: Acting, control: Control, reason: str, now: datetime) -> Control:
    """Take the decision back, confirmed or not, while the control lives: it is watched over again. Raises `BadInput`
    without a reason, `Refused` where nothing was decided."""
    require(acting, DECIDE, of_court=control.court_id)
    if not reason.strip():
        raise BadInput(Fault("lapse.withdraw_reason", "撤回须写明理由", "请填写理由", field="理由"))
    row = _alive(control)
    if not row.lapse_decided_by:
        raise Refused(Fault("lapse.nothing", "没有可以撤回的决定", "请刷新后查看", field="控制", value=str(row.pk)))
    row.lapse_confirmed_by = ""
    return _decided(acting, row, "control.drop_withdraw", now, "", by="", ground=reason.strip())


def overtake_decision(*, acting: Acting, control: Control, now: datetime) -> None:
    """A control is renewed: what one person had decided about its old term, and nobody confirmed, is void."""
    if control.lapse_decided_by and not control.lapse_confirmed_by:
        _decided(acting, control, "control.drop_overtaken", now, "", by="", ground=control.lapse_reason)


def note_incident(*, acting: Acting, control: Control, kind: str, story: Sequence[Any], now: datetime) -> bool:
    """Record what must never happen, once a control and kind; False where it was recorded before."""
    _, new = Incident.objects.get_or_create(
        control=control,
        kind=kind,
        defaults={"court_id": control.court_id, "noticed_at": now, "story": list(story)},
    )
    if new:
        _note(acting, control, f"control.incident_{kind}", now, "查封规定第二十七条")
    return new


def answer_incident(*, acting: Acting, incident: Incident, answer: str, now: datetime) -> Incident:
    """The chief answers for an incident: what was found, what was done. Raises `BadInput` without an answer, `Refused`
    where one was given."""
    require(acting, "control.incident", of_court=incident.court_id)
    if not answer.strip():
        raise BadInput(Fault("incident.answer", "须写明原因和处理", "请填写查明的原因和采取的措施", field="处理"))
    trail.take_turn(incident.court_id)
    changed = Incident.objects.filter(pk=incident.pk, answered_at__isnull=True).update(
        answered_by=acting.code, answered_at=now, answer=answer.strip()[:300]
    )
    if not changed:
        raise Refused(Fault("incident.answered", "该事件已处理", "无须再次处理", field="事件", value=str(incident.pk)))
    _note(acting, incident.control, "control.incident_answer", now, answer.strip()[:200])
    incident.refresh_from_db()
    return incident


def note_night(*, acting: Acting, on: date, counts: dict[str, int], now: datetime) -> None:
    """One entry for a night in which something was due."""
    trail.record(
        acting=acting,
        act="control.watch",
        now=now,
        ground="查封规定第二十七条",
        payload={"on": on.isoformat(), **counts},
    )


def _alive(control: Control) -> Control:
    """The control as it is now, under the court's turn and its own lock."""
    trail.take_turn(control.court_id)
    row = Control.objects.select_for_update(of=("self",)).select_related("asset").get(pk=control.pk)
    if row.state not in ALIVE:
        raise Refused(
            Fault(
                "control.not_alive",
                "该项控制目前为“{state}”，没有可以续行或放弃的期限",
                "请刷新后查看",
                field="控制",
                value=str(row.pk),
                data={"state": row.get_state_display()},
            )
        )
    return row


def _nothing_under_way(row: Control) -> None:
    if under_way(row.pk).exists():
        raise Refused(
            Fault(
                "lapse.renewing",
                "续行已经批准并在办理中，不能再决定放弃",
                "续行后需要放弃的，请办理解除",
                field="控制",
                value=str(row.pk),
            )
        )


def _decided(
    acting: Acting, row: Control, act: str, now: datetime, reason: str, *, by: str, ground: str = ""
) -> Control:
    row.lapse_reason, row.lapse_decided_by = reason, by
    row.save(update_fields=["lapse_reason", "lapse_decided_by", "lapse_confirmed_by"])
    _note(acting, row, act, now, ground or reason)
    return row


def _note(acting: Acting, control: Control, act: str, now: datetime, ground: str) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=ground,
        subject=f"case:{control.case_id}",
        payload={"control": control.pk, "until": control.until.isoformat() if control.until else None},
    )
