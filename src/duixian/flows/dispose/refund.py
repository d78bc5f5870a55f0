"""Money back to those who did not buy: owed to them at once, paid by the next batch through three hands as ever.

The rule gives 24 hours from the end of bidding (网拍规定 23); `selectors.refunds_due` lists whoever waits longer.
"""

from collections.abc import Collection
from datetime import date, datetime

from duixian.base.money import Fen
from duixian.domain.disposal.models import AuctionRound, Bidder
from duixian.domain.disposal.services import bidders
from duixian.domain.funds.services import deposits
from duixian.domain.trail.acting import Acting

GROUND = "《网络司法拍卖规定》第二十三条"


def refund_round(
    *, acting: Acting, auction: AuctionRound, on: date, now: datetime, but: Collection[int] = ()
) -> list[Bidder]:
    """Owe the bidders of a round their money back, `but` some (ids). In the caller's act."""
    waiting = Bidder.objects.filter(round=auction, deposit_fen__gt=0, deposit_state__in=("none", "held"))
    returned = []
    for bidder in waiting.exclude(pk__in=but).select_related("person").order_by("pk"):
        returned.append(refund_one(acting=acting, auction=auction, bidder=bidder, on=on, now=now))
    return returned


def refund_one(
    *,
    acting: Acting,
    auction: AuctionRound,
    bidder: Bidder,
    on: date,
    now: datetime,
    amount: Fen | None = None,
    ground: str = GROUND,
) -> Bidder:
    """Owe one bidder his money back: all of it, or `amount` fen beyond what he had to pay. In the caller's act."""
    deposits.refund(
        acting=acting,
        case=auction.disposal.case,
        person=bidder.person,
        amount=bidder.deposit_fen if amount is None else amount,
        origin=f"round:{auction.pk}",
        ground=ground,
        on=on,
        now=now,
    )
    whole = amount is None
    return bidders.debit(
        bidder=bidder, amount=bidder.deposit_fen if amount is None else amount, state="refunding" if whole else ""
    )
