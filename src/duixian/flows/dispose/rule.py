"""The ruling on a sale, its service, by which the thing passes and the debt falls, and the hand-over.

(网拍规定 22; 拍卖变卖规定 20, 27; 法释〔2014〕8号 三.) Until the ruling is served the price lies with the buyer's other
money, on no case's account: nobody can distribute it.
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.assets.models import Asset, Control
from duixian.domain.assets.things import ALIVE
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Sale
from duixian.domain.disposal.services import bidders, sales
from duixian.domain.funds.models import CreditKind
from duixian.domain.funds.services import deposits
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course, limits
from duixian.flows.dispose.refund import refund_one
from duixian.flows.dispose.register_bidder import claim_of
from duixian.flows.dispose.take_deposit import settle_payment
from duixian.flows.follow_money import wake
from duixian.flows.identify_receipt import PAYOUT_NODE
from duixian.flows.instruments.disposal import issue_deal_ruling, issue_transfer_notice
from duixian.flows.let_go import let_go
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.flows.release_excess import settle
from duixian.law.procedure.auction_life import DisposalAct

BASIS = "《网络司法拍卖规定》第二十二条；《拍卖、变卖财产的规定》第二十条"


def credit_buyer(*, acting: Acting, sale: Sale, amount: Fen, on: date, now: datetime) -> Sale:
    """The buyer is a creditor and pays so much less (债权冲抵价款): by a decision on his place among all creditors.

    With that the price may be paid in full. Raises `Refused` for a buyer who is no applicant, or above his claim.
    """
    require(acting, "disposal.rule", of_court=sale.court_id)
    with transaction.atomic():
        trail.take_turn(sale.court_id)
        _within_claim(sale, amount, on)
        sale = sales.credit(acting=acting, sale=sale, amount=amount, now=now)
        bidder = Bidder.objects.get(round_id=sale.round_id, person_id=sale.buyer_id)
        sale = sales.note_paid(sale=sale, total=bidder.deposit_fen, on=on)
        disposal = Disposal.objects.select_related("case", "asset").get(pk=sale.round.disposal_id)
        system = Acting.system(sale.court_id, "disposal")  # what follows from the decision is nobody's own act
        settle_payment(acting=system, disposal=disposal, on=on, now=now)
        sale.refresh_from_db()
    return sale


def _within_claim(sale: Sale, amount: Fen, on: date) -> None:
    """Nobody sets off more than he is owed."""
    disposal = Disposal.objects.select_related("case__title", "asset").get(pk=sale.round.disposal_id)
    owed = claim_of(disposal, sale.buyer_id, on=on)
    if amount > owed:
        raise Refused(
            Fault(
                "sale.credit_above_claim",
                "冲抵金额超过买受人的债权 {owed}",
                "买受人须为申请执行人，且只能以其应受偿的债权冲抵",
                field="冲抵金额",
                value=display(amount),
                data={"owed": display(owed)},
            )
        )


def rule(*, acting: Acting, sale: Sale, on: date, now: datetime) -> Sale:
    """Make the ruling, within ten days of the full price."""
    with transaction.atomic():
        ruled = sales.rule(acting=acting, sale=sale, on=on, now=now)
        issue_deal_ruling(acting=acting, sale=ruled, on=on, now=now)
    return ruled


def serve(*, acting: Acting, sale: Sale, on: date, now: datetime) -> Disposal:
    """Serve the ruling on the buyer: title passes, the control has done its work, the price goes to the case's account
    and counts against the debt from this day. The fifteen days for the hand-over begin."""
    require(acting, "disposal.serve", of_court=sale.court_id)
    with transaction.atomic():
        trail.take_turn(sale.court_id)
        until = deadline_of(court_id=sale.court_id, rule=limits.HAND_OVER, since=on).day
        sale = sales.serve(acting=acting, sale=sale, on=on, hand_over_until=until)
        auction = AuctionRound.objects.select_related("disposal__case", "disposal__asset").get(pk=sale.round_id)
        disposal = course.move(
            acting=acting,
            disposal=auction.disposal,
            act=DisposalAct.RULE,
            on=on,
            now=now,
            data={"sale": sale.pk, "fen": sale.price_fen},
            ruling_served_on=on,
        )
        _pay_over(acting, sale, auction, on, now)
        the_thing_is_gone(disposal, on=on, now=now, why="拍卖成交裁定已送达")
        if sale.paid_on is not None:
            limits.met(disposal, limits.SALE_RULING, since=sale.paid_on, on=on)
        limits.begin(disposal, limits.HAND_OVER, since=on)
        issue_transfer_notice(acting=acting, disposal=disposal, taker=sale.buyer, on=on, now=now)
    return disposal


def _pay_over(acting: Acting, sale: Sale, auction: AuctionRound, on: date, now: datetime) -> None:
    """The price to the case's account, what was credited off the debt, what was paid too much back to the buyer."""
    disposal = auction.disposal
    bidder = Bidder.objects.select_related("person").get(round=auction, person_id=sale.buyer_id)
    origin = f"sale:{sale.pk}"
    if sale.paid_fen:
        deposits.to_case(
            acting=acting,
            case=disposal.case,
            person=bidder.person,
            amount=sale.paid_fen,
            kind=CreditKind.PRICE,
            origin=origin,
            thing=disposal.asset.title,
            of_thing=True,
            ground=BASIS,
            on=on,
            now=now,
        )
        open_nodes(case=disposal.case, rules=[PAYOUT_NODE], since=on)
        wake(acting=acting, case=disposal.case, on=on, now=now)
    if sale.credited_fen:
        deposits.set_off(
            acting=acting,
            case=disposal.case,
            person=bidder.person,
            amount=sale.credited_fen,
            origin=origin,
            thing=disposal.asset.title,
            ground=BASIS,
            on=on,
            now=now,
        )
    let_go(case=disposal.case, on=on, now=now)
    bidder = bidders.debit(bidder=bidder, amount=sale.paid_fen, state="applied")
    if bidder.deposit_fen:
        refund_one(
            acting=acting, auction=auction, bidder=bidder, on=on, now=now, amount=bidder.deposit_fen, ground=BASIS
        )


def the_thing_is_gone(disposal: Disposal, *, on: date, now: datetime, why: str) -> None:
    """The thing is somebody else's: `settle` ends the controls of every case of ours on it (查封规定 27) and has the
    agency strike them out, those in the queue first. In the caller's act, once the service is written down."""
    Asset.objects.filter(pk=disposal.asset_id).update(gone_on=on, gone_why=why)
    alive = Control.objects.filter(asset_id=disposal.asset_id, court_id=disposal.court_id, state__in=ALIVE)
    others = Case.objects.filter(pk__in=alive.values("case_id")).exclude(pk=disposal.case_id).order_by("pk")
    for case in (*others, disposal.case):
        settle(case=case, acting=Acting.system(disposal.court_id, "disposal"), on=on, now=now)


def hand_over(*, acting: Acting, disposal: Disposal, on: date, now: datetime, note: str = "") -> Disposal:
    """The buyer, or whoever took the thing for the debt, has it."""
    require(acting, "disposal.serve", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        sale = Sale.objects.filter(round__disposal=disposal, defaulted_on__isnull=True, served_on__isnull=False).first()
        if sale is not None:
            sales.hand_over(acting=acting, sale=sale, on=on)
        disposal = course.move(acting=acting, disposal=disposal, act=DisposalAct.HAND_OVER, on=on, now=now, text=note)
        served = sale.served_on if sale is not None else disposal.set_off.served_on
        if served is not None:
            limits.met(disposal, limits.HAND_OVER, since=served, on=on)
    return disposal
