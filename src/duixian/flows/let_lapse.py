"""Let a control end on its last day: one person decides, another confirms, either may take it back in time."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.assets.models import Control
from duixian.domain.assets.services import watch
from duixian.domain.trail.acting import Acting
from duixian.flows.renew_controls import cancel_drafts, row_end


def decide(*, acting: Acting, control: Control, reason: str, on: date, now: datetime) -> Control:
    """An officer decides that a control need not be renewed (nothing left to gain, the parties settled …). Until
    another person confirms, it is watched over as before. Raises `BadInput` without a reason; `Refused` for a control
    that is over, is being renewed, or was decided on."""
    _not_over(control, on)
    with transaction.atomic():
        return watch.decide_lapse(acting=acting, control=control, reason=reason, now=now)


def confirm(*, acting: Acting, control: Control, on: date, now: datetime) -> Control:
    """The chief confirms: no alarm comes any more, and a renewal that waits for approval is taken back. Raises
    `Refused` for the person who decided, and where nobody did."""
    _not_over(control, on)
    with transaction.atomic():
        row = watch.confirm_lapse(acting=acting, control=control, now=now)
        cancel_drafts(acting=acting, control_ids=[row.pk], reason="两人已决定不再续行", now=now)
        return row


def withdraw(*, acting: Acting, control: Control, reason: str, on: date, now: datetime) -> Control:
    """Take the decision back while the control lives: the watch begins again the same night."""
    _not_over(control, on)
    with transaction.atomic():
        return watch.withdraw_lapse(acting=acting, control=control, reason=reason, now=now)


def _not_over(control: Control, on: date) -> None:
    """What lapsed unnoticed is an incident: a decision made afterwards does not make it lawful."""
    control.refresh_from_db(fields=["until"])
    if on > row_end(control):
        raise Refused(
            Fault(
                "lapse.too_late",
                "控制期限已于 {until} 届满，不能补作决定",
                "请说明未续行的原因（事件处理）",
                field="控制",
                value=str(control.pk),
                data={"until": row_end(control).isoformat()},
            )
        )
