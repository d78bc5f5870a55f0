"""Money of a bidder: found by the lot and the number in its remark, or given to him by hand; back to him, or the price.

All of it is kept for him in the books (`funds.services.deposits`) until the thing is his or it goes back.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import CaseState
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, DisposalState, RoundState, Sale, SetOff
from duixian.domain.disposal.services import bidders, sales
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.domain.funds.services import deposits
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course, limits
from duixian.flows.dispose.register_bidder import tell_hall
from duixian.law.disposal.values import day_of
from duixian.law.procedure.auction_life import DisposalAct, RoundAct

_NAMED = re.compile(r"(?<![0-9A-Z])(PM\d{12})[^0-9A-Z]{1,10}([A-Z]{0,2}\d{1,10})(?![0-9A-Z])", re.I)
_LIVE = (RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED)


def bidder_named(remark: str, *, court_id: int) -> Bidder | None:
    """The bidder that the remark of a payment names by lot and number; None where it names none, or several."""
    named = {(code.upper(), number.upper()) for code, number in _NAMED.findall(remark)}
    if len(named) != 1:
        return None
    code, number = named.pop()
    found = Bidder.objects.filter(court_id=court_id, round__code=code, number=number)
    return found.select_related("round__disposal__case", "round__platform", "person").first()


def take_deposit(
    *,
    acting: Acting,
    receipt: Receipt,
    bidder: Bidder,
    reasons: Sequence[Mapping[str, Any]],
    on: date,
    now: datetime,
) -> Receipt:
    """Give a receipt to a bidder: a deposit before the end, the rest of the price after it, or, where there is nothing
    for him to pay, straight back to him. Raises `Refused` for a closed case."""
    require(acting, "funds.identify", of_court=receipt.court_id)
    with transaction.atomic():
        trail.take_turn(receipt.court_id)
        disposal = Disposal.objects.select_related("case").get(pk=bidder.round.disposal_id)
        if disposal.case.state == CaseState.CLOSED:
            raise Refused(
                Fault(
                    "receipt.case_closed",
                    "案件已结案，不能认领到账",
                    "请核对拍品编号，或者原路退回",
                    field="案号",
                    value=disposal.case.number,
                )
            )
        receipt = deposits.take(
            acting=acting,
            receipt=receipt,
            case=disposal.case,
            person=bidder.person,
            reasons=reasons,
            on=on,
            now=now,
        )
        bidder = bidders.credit(bidder=bidder, amount=receipt.amount_fen, on=receipt.received_on)
        _put_to_use(acting, disposal, bidder, receipt, on, now)
    return receipt


def _put_to_use(acting: Acting, disposal: Disposal, bidder: Bidder, receipt: Receipt, on: date, now: datetime) -> None:
    auction = AuctionRound.objects.get(pk=bidder.round_id)
    if auction.state in _LIVE:
        tell_hall(bidder)
        return
    sale = Sale.objects.filter(round=auction, buyer=bidder.person, served_on__isnull=True).first()
    if sale is not None and sale.defaulted_on is None and auction.state in (RoundState.SOLD, RoundState.PAID):
        sales.note_paid(sale=sale, total=bidder.deposit_fen, on=max(receipt.received_on, day_of(sale.confirmed_at)))
        settle_payment(acting=acting, disposal=disposal, on=on, now=now)
        return
    if _tops_up(disposal, bidder):
        settle_top_up(disposal=disposal, bidder=bidder)
        return
    deposits.refund(
        acting=acting,
        case=disposal.case,
        person=bidder.person,
        amount=receipt.amount_fen,
        origin=f"round:{auction.pk}",
        ground="《网络司法拍卖规定》第二十三条",
        on=on,
        now=now,
    )
    keeps = bidder.deposit_state in ("applied", "forfeited")
    bidders.debit(bidder=bidder, amount=receipt.amount_fen, state="" if keeps else "refunding")


def _tops_up(disposal: Disposal, bidder: Bidder) -> bool:
    """Whether he takes the thing for the debt and still owes the difference."""
    return SetOff.objects.filter(
        disposal=disposal, taker=bidder.person, round=bidder.round_id, served_on__isnull=True, difference_fen__gt=0
    ).exists()


def settle_top_up(*, disposal: Disposal, bidder: Bidder) -> None:
    """Money of somebody who takes the thing is kept for the difference he owes."""
    bidders.mark(bidder=bidder, state="held")


def settle_payment(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> Disposal:
    """With the full price there, the disposal moves on and the ten days for the ruling begin."""
    sale = Sale.objects.filter(round__disposal=disposal, defaulted_on__isnull=True).order_by("-pk").first()
    if sale is None or sale.paid_on is None or disposal.state != DisposalState.SOLD:
        return disposal
    auction = AuctionRound.objects.get(pk=sale.round_id)
    course.move_round(
        acting=acting,
        auction=auction,
        act=RoundAct.PAY,
        policy="funds.identify",
        now=now,
        price=sale.price_fen,
        paid=sale.paid_fen + sale.credited_fen,
        payment_due=sale.pay_until,
        on=on,
    )
    disposal = course.move(
        acting=acting,
        disposal=disposal,
        act=DisposalAct.PAY,
        on=on,
        now=now,
        data={"sale": sale.pk, "fen": sale.price_fen},
    )
    limits.begin(disposal, limits.SALE_RULING, since=sale.paid_on)
    return disposal


def take_back_deposit(
    *, acting: Acting, receipt: Receipt, bidder: Bidder, reason: str, on: date, now: datetime
) -> Receipt:
    """Undo a wrong identification while bidding has not ended and the money is still kept for him."""
    require(acting, "funds.identify", of_court=receipt.court_id)
    with transaction.atomic():
        trail.take_turn(receipt.court_id)
        receipt.refresh_from_db()
        if receipt.state != ReceiptState.DEPOSIT or receipt.depositor_id != bidder.person_id:
            raise Refused(Fault("receipt.not_deposit", "该笔到账不是该竞买人的交款", "请核对", field="到账"))
        if AuctionRound.objects.get(pk=bidder.round_id).state not in _LIVE:
            raise Refused(Fault("deposit.round_over", "竞价已经结束，不能撤回", "请按退款办理", field="拍品"))
        bidders.refuse_leader(bidder)
        receipt = deposits.take_back(acting=acting, receipt=receipt, reason=reason, on=on, now=now)
        bidder = bidders.credit(bidder=bidder, amount=-receipt.amount_fen, on=on)
        tell_hall(bidder)
    return receipt
