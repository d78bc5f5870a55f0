"""The buyer does not pay (悔拍): his deposit is kept back, he is barred, the round is held again (网拍规定 24).

What the deposit serves is known only when the thing is sold again, or will not be: `apply_forfeited` then moves it.
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, DisposalState, Sale
from duixian.domain.disposal.services import bidders, disposals, sales
from duixian.domain.funds.models import CreditKind
from duixian.domain.funds.services import deposits
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course
from duixian.flows.dispose.refund import refund_one
from duixian.flows.state_debt import debt_of
from duixian.law.disposal import DefaultFacts, Forfeited, Use, forfeit
from duixian.law.procedure.auction_life import DisposalAct, RoundAct

BASIS = "《网络司法拍卖规定》第二十四条"


def declare_default(*, acting: Acting, sale: Sale, on: date, now: datetime) -> Disposal:
    """State that the buyer did not pay in time. The deposit is not returned; what he paid beyond it is. The disposal
    goes back to its price: the same round can be announced again, without him.

    Raises `Refused` before the last day has passed, and when he paid.
    """
    require(acting, "disposal.default", of_court=sale.court_id)
    with transaction.atomic():
        trail.take_turn(sale.court_id)
        auction = AuctionRound.objects.select_related("disposal__case", "disposal__asset").get(pk=sale.round_id)
        sale.refresh_from_db()
        disposal = course.move(
            acting=acting,
            disposal=auction.disposal,
            act=DisposalAct.DEFAULT,
            on=on,
            now=now,
            data={"sale": sale.pk, "round": auction.pk},
        )
        course.move_round(
            acting=acting,
            auction=auction,
            act=RoundAct.DEFAULT,
            policy="disposal.default",
            now=now,
            price=sale.price_fen,
            paid=sale.paid_fen + sale.credited_fen,
            payment_due=sale.pay_until,
            on=on,
        )
        bidder = Bidder.objects.select_related("person").get(round=auction, person_id=sale.buyer_id)
        deposit = min(bidder.deposit_fen, auction.deposit_fen)
        if bidder.deposit_fen > deposit:
            bidder = refund_one(
                acting=acting,
                auction=auction,
                bidder=bidder,
                on=on,
                now=now,
                amount=bidder.deposit_fen - deposit,
                ground=BASIS,
            )
        sales.default(acting=acting, sale=sale, on=on)
        bidders.mark(bidder=bidder, state="forfeited" if deposit else "none")
    return disposal


def forfeited_of(disposal: Disposal) -> list[tuple[Sale, Bidder]]:
    """Sales of a disposal whose deposit was kept back and has not been applied, with the defaulter."""
    found = Sale.objects.filter(round__disposal=disposal, defaulted_on__isnull=False, forfeited=[]).select_related(
        "round"
    )
    pairs = []
    for sale in found.order_by("pk"):
        bidder = Bidder.objects.select_related("person").get(round=sale.round, person_id=sale.buyer_id)
        if bidder.deposit_state == "forfeited":
            pairs.append((sale, bidder))
    return pairs


def would_apply(*, sale: Sale, bidder: Bidder, costs: Fen, new_price: Fen, on: date) -> Forfeited:
    """What a forfeited deposit would serve, `new_price` fen having come in instead (0: nobody buys it any more)."""
    debt = debt_of(sale.round.disposal.case, on=on)
    return forfeit(
        DefaultFacts(
            deposit=bidder.deposit_fen,
            costs=costs,
            old_price=sale.price_fen,
            new_price=new_price,
            case_debt=max(0, debt.to_pay),
        )
    )


def apply_forfeited(*, acting: Acting, sale: Sale, costs: Fen, on: date, now: datetime) -> Forfeited:
    """Move a forfeited deposit to the case, once the thing is sold again and paid, taken, or given up: costs and the
    gap first, as money the thing brought; then the debt, as other money. What no use takes is the debtor's: it lies on
    the case's account too, and goes back to him as the residue of the plan.

    Raises `Refused` while the re-auction is not over.
    """
    require(acting, "funds.credit", of_court=sale.court_id)
    with transaction.atomic():
        trail.take_turn(sale.court_id)
        disposal = Disposal.objects.select_related("case", "asset").get(pk=sale.round.disposal_id)
        pair = next((one for one in forfeited_of(disposal) if one[0].pk == sale.pk), None)
        if pair is None:
            raise Refused(Fault("forfeit.none", "没有待处理的悔拍保证金", "请刷新后查看", field="保证金"))
        _, bidder = pair
        found = would_apply(sale=sale, bidder=bidder, costs=costs, new_price=_new_price(disposal), on=on)
        paid = {one.use: one.paid for one in found.applied}
        of_thing = paid.get(Use.COSTS, 0) + paid.get(Use.GAP, 0)
        rest = bidder.deposit_fen - of_thing
        for amount, belongs in ((of_thing, True), (rest, False)):
            if amount:
                deposits.to_case(
                    acting=acting,
                    case=disposal.case,
                    person=bidder.person,
                    amount=amount,
                    kind=CreditKind.FORFEIT,
                    origin=f"sale:{sale.pk}",
                    thing=disposal.asset.title,
                    of_thing=belongs,
                    ground=BASIS,
                    on=on,
                    now=now,
                )
        bidders.debit(bidder=bidder, amount=bidder.deposit_fen)
        sales.note_forfeited(
            sale=sale,
            uses=[{"use": one.use.value, "due": one.due, "paid": one.paid} for one in found.applied]
            + [{"use": "remainder", "due": 0, "paid": found.remainder}],
        )
        disposals.note(
            acting=acting,
            disposal=disposal,
            act="apply_forfeited",
            basis=BASIS,
            on=on,
            now=now,
            data={"sale": sale.pk, "fen": of_thing + rest, "short": found.short},
        )
    return found


_SOLD_AGAIN = (DisposalState.RULED, DisposalState.HANDED_OVER)
_GIVEN_UP = (DisposalState.RETURNED, DisposalState.WITHDRAWN, DisposalState.SET_OFF)


def _new_price(disposal: Disposal) -> Fen:
    """What the thing brought in the end. Raises `Refused` while nobody knows."""
    standing = Sale.objects.filter(round__disposal=disposal, defaulted_on__isnull=True, served_on__isnull=False).first()
    if standing is not None and disposal.state in _SOLD_AGAIN:
        return standing.price_fen
    if disposal.state in (*_GIVEN_UP, *_SOLD_AGAIN):
        taken = getattr(disposal, "set_off", None)
        return taken.price_fen if taken is not None else 0
    raise Refused(
        Fault(
            "forfeit.too_early",
            "重新拍卖尚未结束，差价未定",
            "重新成交并送达裁定，或者处置终结后再办理（《网络司法拍卖规定》第二十四条）",
            field="保证金",
        )
    )
