"""What follows a knock-down: payment, ruling, service, hand-over, or default."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Bidder, Sale
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def confirm(
    *, acting: Acting, auction: AuctionRound, bidder: Bidder, price: Fen, at: datetime, pay_until: date
) -> Sale:
    """The thing is knocked down (成交确认书): to whom, for how much, and until when he pays the rest."""
    require(acting, "disposal.run", of_court=auction.court_id)
    trail.take_turn(auction.court_id)
    held = min(price, bidder.deposit_fen)
    return Sale.objects.create(
        court_id=auction.court_id,
        round=auction,
        buyer_id=bidder.person_id,
        price_fen=price,
        deposit_fen=held,
        paid_fen=held,
        confirmed_at=at,
        pay_until=pay_until,
    )


def note_paid(*, sale: Sale, total: Fen, on: date) -> Sale:
    """So much of the price is there, the deposit included. In the caller's act, which keeps the money."""
    trail.take_turn(sale.court_id)
    _alive(sale)
    paid = min(total, sale.price_fen - sale.credited_fen)
    full = paid + sale.credited_fen >= sale.price_fen
    Sale.objects.filter(pk=sale.pk).update(paid_fen=paid, paid_on=on if full else None)
    sale.refresh_from_db()
    return sale


def credit(*, acting: Acting, sale: Sale, amount: Fen, now: datetime) -> Sale:
    """The buyer is a creditor: so much of the price is set against what he would get out of it."""
    require(acting, "disposal.rule", of_court=sale.court_id)
    trail.take_turn(sale.court_id)
    _alive(sale)
    if sale.paid_on is not None or not 0 <= amount <= sale.price_fen - sale.paid_fen:
        raise Refused(
            Fault("sale.credit", "冲抵金额超过尚未支付的价款", "请核对金额", field="冲抵金额", value=str(amount))
        )
    Sale.objects.filter(pk=sale.pk).update(credited_fen=amount)
    sale.refresh_from_db()
    trail.record(
        acting=acting,
        act="sale.credit",
        now=now,
        ground="《拍卖、变卖财产的规定》第十六条",
        subject=f"round:{sale.round_id}",
        payload={"sale": sale.pk, "fen": amount},
    )
    return sale


def rule(*, acting: Acting, sale: Sale, on: date, now: datetime) -> Sale:
    """The ruling is made (拍卖成交裁定); it takes effect when it is served. Raises `Refused` before the full price."""
    require(acting, "disposal.rule", of_court=sale.court_id)
    trail.take_turn(sale.court_id)
    _alive(sale)
    if sale.paid_on is None or on < sale.paid_on:
        raise Refused(
            Fault("sale.unpaid", "价款尚未全额交付", "付清后再作裁定（《拍卖、变卖财产的规定》第二十条）", field="价款")
        )
    if sale.ruled_on is not None:
        raise Refused(Fault("sale.ruled", "成交裁定已经作出", "请送达", field="裁定"))
    Sale.objects.filter(pk=sale.pk).update(ruled_on=on)
    sale.refresh_from_db()
    trail.record(
        acting=acting,
        act="sale.rule",
        now=now,
        ground="《拍卖、变卖财产的规定》第二十条",
        subject=f"round:{sale.round_id}",
        payload={"sale": sale.pk},
    )
    return sale


def serve(*, acting: Acting, sale: Sale, on: date, hand_over_until: date) -> Sale:
    """The ruling is served on the buyer: the thing is his (网拍规定 22). In the caller's act, which moves the money."""
    require(acting, "disposal.serve", of_court=sale.court_id)
    trail.take_turn(sale.court_id)
    _alive(sale)
    if sale.ruled_on is None or on < sale.ruled_on:
        raise Refused(Fault("sale.not_ruled", "尚未作出成交裁定", "请先作出裁定", field="裁定"))
    if sale.served_on is not None:
        raise Refused(Fault("sale.served", "成交裁定已经送达", "无须再次办理", field="裁定"))
    Sale.objects.filter(pk=sale.pk).update(served_on=on, hand_over_until=hand_over_until)
    sale.refresh_from_db()
    return sale


def hand_over(*, acting: Acting, sale: Sale, on: date) -> Sale:
    """The buyer has the thing. In the caller's act."""
    require(acting, "disposal.serve", of_court=sale.court_id)
    trail.take_turn(sale.court_id)
    if sale.served_on is None or on < sale.served_on:
        raise Refused(Fault("sale.not_served", "成交裁定尚未送达", "请先送达裁定", field="移交"))
    Sale.objects.filter(pk=sale.pk, handed_over_on__isnull=True).update(handed_over_on=on)
    sale.refresh_from_db()
    return sale


def default(*, acting: Acting, sale: Sale, on: date) -> Sale:
    """The buyer did not pay in time. In the caller's act, which keeps his deposit back."""
    require(acting, "disposal.default", of_court=sale.court_id)
    trail.take_turn(sale.court_id)
    _alive(sale)
    if sale.paid_on is not None:
        raise Refused(Fault("sale.paid", "价款已付清，不能认定悔拍", "请办理成交裁定", field="价款"))
    Sale.objects.filter(pk=sale.pk).update(defaulted_on=on, credited_fen=0)
    sale.refresh_from_db()
    return sale


def note_forfeited(*, sale: Sale, uses: Sequence[Mapping[str, Any]]) -> Sale:
    """What the forfeited deposit served, in order. In the caller's act, which moves it."""
    trail.take_turn(sale.court_id)
    Sale.objects.filter(pk=sale.pk).update(forfeited=list(uses))
    sale.refresh_from_db()
    return sale


def _alive(sale: Sale) -> None:
    sale.refresh_from_db()
    if sale.defaulted_on is not None:
        raise Refused(Fault("sale.defaulted", "买受人已被认定悔拍", "请重新拍卖", field="成交", value=str(sale.pk)))
