"""The end of a round goes into its disposal: sold to somebody, or failed; the others get their money back.

Our own hall and the daily files of outside platforms come in by the same door.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from duixian.base.days import add_days
from duixian.base.faults import Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, DisposalState, RoundKind, RoundState, Sale
from duixian.domain.disposal.services import sales
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course, limits
from duixian.flows.dispose.refund import refund_round
from duixian.flows.dispose.take_deposit import settle_payment
from duixian.flows.instruments.disposal import issue_confirmation
from duixian.law import calendar
from duixian.law.disposal import Closing, Sold
from duixian.law.disposal.values import day_of
from duixian.law.procedure.auction_life import DisposalAct, RoundAct

_ENDED = (RoundState.SOLD, RoundState.PAID, RoundState.FAILED)


def close_round(*, auction: AuctionRound, closing: Closing, acting: Acting, now: datetime) -> Sale | None:
    """Take in how a round ended; the sale, or None where nobody bid. The hall has stated the round's own end already,
    an outside platform's is stated here. Told again, it changes nothing.

    Raises `Refused` when the winner is nobody we know or may not buy, and when the round stands elsewhere.
    """
    require(acting, "disposal.run", of_court=auction.court_id)
    with transaction.atomic():
        trail.take_turn(auction.court_id)
        auction = AuctionRound.objects.select_related("disposal__asset", "disposal__case", "platform").get(
            pk=auction.pk
        )
        known = Sale.objects.filter(round=auction).first()
        if known is not None or (auction.state == RoundState.FAILED and _taken_in(auction)):
            return known
        winner = _winner(auction, closing) if isinstance(closing, Sold) else None
        auction = _end(acting, auction, closing, winner, now)
        disposal = _running(acting, auction, now)
        if isinstance(closing, Sold) and winner is not None:
            return _sold(acting, disposal, auction, closing, winner, now)
        course.move(
            acting=acting,
            disposal=disposal,
            act=DisposalAct.FAIL,
            on=day_of(now),
            now=now,
            data={"round": auction.pk},
            round_over=True,
            has_bid=False,
        )
        if auction.kind == RoundKind.FIRST:
            limits.begin(disposal, limits.SECOND_AUCTION, since=day_of(closing.at))
        refund_round(acting=acting, auction=auction, on=day_of(now), now=now)
    return None


def _taken_in(auction: AuctionRound) -> bool:
    return auction.disposal.steps.filter(act=DisposalAct.FAIL.value, data__round=auction.pk).exists()


def _winner(auction: AuctionRound, closing: Sold) -> Bidder:
    found = Bidder.objects.filter(round=auction, number=closing.bidder).select_related("person").first()
    reasons: Sequence[Fault] = ()
    if found is None:
        reasons = (Fault("close.unknown_winner", "没有该竞买号的报名记录", "请与平台核对买受人", value=closing.bidder),)
    elif found.barred or found.person_id in selectors.defaulters(auction.disposal.asset):
        reasons = (
            Fault(
                "close.barred_winner",
                "买受人不得参加竞买（《网络司法拍卖规定》第二十四条、第三十四条）",
                "请核实后依法处理",
                field="竞买号",
                value=closing.bidder,
            ),
        )
    elif closing.price < auction.start_fen:
        reasons = (
            Fault("close.below_start", "成交价低于起拍价", "请与平台核对", field="成交价", value=str(closing.price)),
        )
    if reasons or found is None:
        raise Refused(*reasons)
    return found


def _end(acting: Acting, auction: AuctionRound, closing: Closing, winner: Bidder | None, now: datetime) -> AuctionRound:
    """The round's own end, where the hall has not stated it."""
    if auction.state in _ENDED:
        if (auction.state == RoundState.FAILED) is (winner is not None):
            raise Refused(Fault("close.contradiction", "与已记录的竞价结果相反", "请核对", value=auction.code))
        return auction
    if auction.state == RoundState.ANNOUNCED:
        auction = course.move_round(
            acting=acting, auction=auction, act=RoundAct.OPEN, policy="disposal.run", now=now, at=closing.at
        )
    changes: dict[str, object] = {"closed_at": closing.at}
    if winner is not None:
        changes["ends_at"] = (
            closing.at
        )  # bids in the last minutes moved the end, the first of a direct sale shortened it
    if winner is not None and isinstance(closing, Sold):
        changes |= {"highest_fen": closing.price, "leader": winner, "bids_count": closing.bids}
    return course.move_round(
        acting=acting,
        auction=auction,
        act=RoundAct.FAIL if winner is None else RoundAct.KNOCK_DOWN,
        policy="disposal.run",
        now=now,
        changes=changes,
        at=closing.at,
        # the first bid of a direct sale ends it within a day, long before its window does
        ends_at=closing.at if winner is not None and auction.kind == RoundKind.DIRECT else auction.planned_end,
        has_bid=winner is not None,
    )


def _running(acting: Acting, auction: AuctionRound, now: datetime) -> Disposal:
    """The disposal as bidding; the opening of a first round is stated late where nobody stated it."""
    disposal = auction.disposal
    if disposal.state == DisposalState.ANNOUNCED:
        disposal = course.move(
            acting=acting,
            disposal=disposal,
            act=DisposalAct.OPEN,
            on=day_of(auction.starts_at),
            now=now,
            data={"round": auction.pk},
            barred=None,  # it was open by its own right; what stops it now is said by stopping it
        )
    return disposal


def _sold(
    acting: Acting, disposal: Disposal, auction: AuctionRound, closing: Sold, winner: Bidder, now: datetime
) -> Sale:
    on = day_of(now)
    terms = selectors.terms_of(auction)
    until = calendar.national().next_working(add_days(day_of(closing.at), terms.payment_days))
    sale = sales.confirm(
        acting=acting, auction=auction, bidder=winner, price=closing.price, at=closing.at, pay_until=until
    )
    disposal = course.move(
        acting=acting,
        disposal=disposal,
        act=DisposalAct.KNOCK_DOWN,
        on=on,
        now=now,
        text=f"{winner.number}",
        data={"round": auction.pk, "sale": sale.pk, "fen": closing.price, "pay_until": until.isoformat()},
        round_over=True,
        has_bid=True,
    )
    refund_round(acting=acting, auction=auction, on=on, now=now, but=(winner.pk,))
    sale = sales.note_paid(sale=sale, total=winner.deposit_fen, on=day_of(closing.at))
    settle_payment(acting=acting, disposal=disposal, on=on, now=now)
    sale.refresh_from_db()
    issue_confirmation(acting=acting, sale=sale, bidder=winner, on=on, now=now)
    return sale
