"""Approve drafts of any kind in one act, each by the flow that looks at it again: what to control, deduct, renew.

All or none: what a chief has ticked is approved as a whole, or refused with every reason found.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault
from duixian.domain.assets.models import ControlOrder
from duixian.domain.courts.policies import require
from duixian.domain.trail.acting import Acting
from duixian.flows import control_assets, deduct_money, renew_controls
from duixian.ports.agencies import Act


def approve(*, acting: Acting, drafts: Sequence[ControlOrder], on: date, now: datetime) -> list[ControlOrder]:
    """Approve these drafts; they are then sent. A deduction is measured again against what is owed by now; a renewal
    overtakes what one person had decided about letting the control end.

    Raises `BadInput` for none; `Refused` for who does not approve, for one's own drafts, and as each flow does.
    """
    require(acting, "control.approve")
    if not drafts:
        raise BadInput(Fault("order.none_chosen", "没有选择指令", "请勾选要审批的指令", field="指令"))
    deductions = [order for order in drafts if order.act == Act.DEDUCT]
    renewals = [order for order in drafts if order.act == Act.RENEW]
    rest = [order for order in drafts if order.act not in (Act.DEDUCT, Act.RENEW)]
    with transaction.atomic():
        approved = []
        if rest:
            approved += control_assets.approve(acting=acting, drafts=rest, now=now)
        if deductions:
            approved += deduct_money.approve(acting=acting, drafts=deductions, on=on, now=now)
        for order in renewals:
            assert order.control is not None, "a renewal is of a control"
            approved.append(renew_controls.renew(acting=acting, control=order.control, on=on, now=now))
    return approved
