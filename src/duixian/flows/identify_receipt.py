"""Give a receipt to its case, with all that follows: the case wakes, the limit for paying out starts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Case
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Receipt
from duixian.domain.funds.services import receipts
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import deduct_money, release_excess
from duixian.flows.follow_money import follow_money, wake
from duixian.flows.let_go import let_go
from duixian.flows.open_nodes import open_nodes
from duixian.flows.settle import spread as settlements
from duixian.law.procedure.case_life import State

PAYOUT_NODE = "payout"


def identify_receipt(
    *,
    acting: Acting,
    receipt: Receipt,
    case: Case,
    reasons: Sequence[Mapping[str, Any]],
    on: date,
    now: datetime,
) -> Receipt:
    """Identify a receipt. The 30 days for paying out run from this day (法发〔2017〕6号 10); what is held
    above the need that is left is released (查封规定 19). Raises `Refused`, also for a closed case: money for it means
    that it was not performed, and it has to be resumed first."""
    require(acting, "funds.identify", of_court=receipt.court_id)
    with transaction.atomic():
        trail.take_turn(receipt.court_id)
        case.refresh_from_db(fields=["state"])  # the page may have been opened before the case was closed
        if case.state == State.CLOSED:
            raise Refused(
                Fault(
                    "receipt.case_closed",
                    "案件已结案，不能认领到账",
                    "请核对案号，或先恢复执行",
                    field="案号",
                    value=case.number,
                )
            )
        receipt = receipts.identify(acting=acting, receipt=receipt, case=case, reasons=reasons, on=on, now=now)
        deduct_money.note_arrival(acting=acting, receipt=receipt, now=now)
        wake(acting=acting, case=case, on=on, now=now)
        open_nodes(case=case, rules=[PAYOUT_NODE], since=on)
        settlements.spread(acting=acting, case=case, on=on, now=now)
        release_excess.settle(case=case, acting=acting, on=on, now=now)
        let_go(case=case, on=on, now=now)
    return receipt


def take_back_receipt(*, acting: Acting, receipt: Receipt, reason: str, on: date, now: datetime) -> Receipt:
    """Undo a wrong identification while the money still lies on the case's account. Where no other money of the case
    waits, the limit for paying out ends with it."""
    require(acting, "funds.identify", of_court=receipt.court_id)
    with transaction.atomic():
        case = receipt.case
        settlements.take_back(acting=acting, receipt=receipt, why=reason, on=on, now=now)
        receipt = receipts.take_back(acting=acting, receipt=receipt, reason=reason, on=on, now=now)
        deduct_money.note_taken_back(receipt)
        if case is not None and funds.money_of([case.pk])[case.pk].waiting == 0:
            course.cancel_nodes(case=case, rule=PAYOUT_NODE)
        if case is not None:
            settlements.spread(acting=acting, case=case, on=on, now=now)  # other money that was over
            release_excess.settle(case=case, acting=acting, on=on, now=now)
            follow_money(acting=acting, case_ids=[case.pk], on=on, now=now)
    return receipt
