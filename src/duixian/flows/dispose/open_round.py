"""A round opens: its disposal is under bidding, unless somebody says that the thing is his."""

from datetime import datetime

from duixian.domain.disposal.models import AuctionRound, Disposal, DisposalState, RoundState
from duixian.domain.trail.acting import Acting
from duixian.flows.bars import bars
from duixian.flows.dispose import course
from duixian.flows.dispose.stop import stop
from duixian.flows.state_debt import debt_of
from duixian.law.disposal.values import day_of
from duixian.law.procedure.auction_life import DisposalAct

PAID = "债务和执行费用已经清偿，停止拍卖（《拍卖、变卖财产的规定》第十七条）"


def stopped_before_opening(*, round_id: int, acting: Acting, now: datetime) -> bool:
    """Stop a round whose hour has come while an outsider's objection is open, or with nothing owed any more; whether it
    was. In the caller's act."""
    auction = AuctionRound.objects.select_related("disposal__asset", "disposal__case").get(pk=round_id)
    if auction.state != RoundState.ANNOUNCED:
        return False
    on = day_of(now)
    objected = bars(auction.disposal.asset, case_id=auction.disposal.case_id, on=on)
    if objected is None and debt_of(auction.disposal.case, on=on).to_pay > 0:
        return False
    stop(acting=acting, disposal=auction.disposal, reason=objected.message if objected else PAID, on=on, now=now)
    return True


def opened(*, round_id: int, acting: Acting, now: datetime) -> Disposal:
    """The disposal of a first round that has just opened is under bidding. In the caller's act."""
    auction = AuctionRound.objects.select_related("disposal__asset").get(pk=round_id)
    disposal = auction.disposal
    if disposal.state != DisposalState.ANNOUNCED:
        return disposal
    return course.move(
        acting=acting,
        disposal=disposal,
        act=DisposalAct.OPEN,
        on=day_of(now),
        now=now,
        data={"round": auction.pk},
    )
