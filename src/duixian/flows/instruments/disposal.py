"""Papers of disposal: inquiries into the price, the notice of a round, the deal, the rulings that pass title, and what
follows them. Each is issued by the act it belongs to, in its transaction and under its authority."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duixian.base.money import display
from duixian.connectors import typesetting as paper
from duixian.domain.assets.models import Asset
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import (
    AuctionRound,
    Bidder,
    Disposal,
    Platform,
    PriceInquiry,
    PriceMethod,
    RoundKind,
    Sale,
    SetOff,
)
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Facts, Wanted
from duixian.law.disposal import RoundTerms

_ROUNDS = {"first": "第一次拍卖", "second": "第二次拍卖", "sale": "变卖"}


def issue_price_papers(
    *, acting: Acting, inquiry: PriceInquiry, asked: Sequence[str], on: date, now: datetime
) -> list[Instrument]:
    """询价函 to each office, one 网络询价委托书 to all platforms, 评估委托书 to the agency; the parties' own agreement
    needs no paper. Raises `BadInput` for what cannot be printed."""
    case, lot = _whole(inquiry.disposal)
    matter, due, platforms = frame.matter_of(case), inquiry.due_on, tuple(asked)
    facts: list[Facts] = []
    if inquiry.method == PriceMethod.ONLINE:
        facts.append(lambda heading: paper.OnlineInquiry(heading, matter, lot, platforms, due))
    for name in asked:
        if inquiry.method == PriceMethod.DIRECTED:
            facts.append(lambda heading, to=name: paper.PriceLetter(heading, matter, lot, to, due))  # type: ignore[misc]
        elif inquiry.method == PriceMethod.APPRAISAL:
            facts.append(lambda heading, to=name: paper.AppraisalOrder(heading, matter, lot, to, due))  # type: ignore[misc]
    return frame.keep(acting=acting, wanted=[Wanted(case, one) for one in facts], on=on, now=now)


def issue_auction_notice(*, acting: Acting, auction: AuctionRound, on: date, now: datetime) -> Instrument:
    """拍卖公告 or 变卖公告 of a round, as its terms were published (网拍规定 12–13). Raises `BadInput`."""
    case, lot = _whole(auction.disposal)
    matter, account = frame.matter_of(case), frame.account_of(case)
    said = auction.notice

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.AuctionNotice(
            heading=heading,
            matter=matter,
            lot=lot,
            round=round_of(auction),
            code=auction.code,
            platform=auction.platform.name,
            reference=auction.reference_fen,
            start=auction.start_fen,
            increment=auction.increment_fen,
            deposit=auction.deposit_fen,
            opens_at=auction.starts_at,
            ends_at=auction.planned_end,
            payment_days=int(said["payment_days"]),
            sale=auction.kind == RoundKind.DIRECT,
            preemptors=tuple(one["name"] for one in said.get("notified", ()) if one.get("preemptor")),
            text=str(said.get("text", "")),
            account=account,
        )

    return _one(acting, case, facts, on, now)


def issue_preemption_notices(
    *, acting: Acting, disposal: Disposal, terms: RoundTerms, on: date, now: datetime
) -> list[Instrument]:
    """优先购买权通知书 to everybody with that right, before the notice is published (网拍规定 16). Raises `Refused` for
    somebody who may not publish, `BadInput` for what cannot be printed."""
    require(acting, "disposal.announce", of_court=disposal.court_id)
    case, lot = _whole(disposal)
    matter = frame.matter_of(case)
    platform = Platform.objects.get(code=terms.platform).name

    def told(name: str) -> Facts:
        return lambda heading: paper.PreemptionNotice(
            heading=heading,
            matter=matter,
            lot=lot,
            holder=name,
            round=_ROUNDS[terms.kind.value],
            platform=platform,
            start=terms.start,
            deposit=terms.deposit,
            publish_on=terms.published_on,
            opens_at=terms.opens_at,
            ends_at=terms.ends_at,
        )

    holders = [one.name for one in terms.notified if one.preemptor and not one.waived]
    return frame.keep(acting=acting, wanted=[Wanted(case, told(name)) for name in holders], on=on, now=now)


def issue_confirmation(*, acting: Acting, sale: Sale, bidder: Bidder, on: date, now: datetime) -> Instrument | None:
    """成交确认书 of a round that sold (网拍规定 22). A round ends whether or not a name can be printed: then None."""
    auction = _round_of(sale)
    case, lot = _whole(auction.disposal)
    matter, account = frame.matter_of(case), frame.account_of(case)

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.DealConfirmation(
            heading=heading,
            matter=matter,
            lot=lot,
            round=round_of(auction),
            code=auction.code,
            platform=auction.platform.name,
            buyer=frame.named(sale.buyer),
            bidder=bidder.number,
            price=sale.price_fen,
            deposit=sale.paid_fen,
            rest=sale.price_fen - sale.paid_fen - sale.credited_fen,
            confirmed_at=sale.confirmed_at,
            pay_until=sale.pay_until,
            account=account,
        )

    return next(iter(frame.keep_if_printable(acting=acting, wanted=[Wanted(case, facts)], on=on, now=now)), None)


def issue_deal_ruling(*, acting: Acting, sale: Sale, on: date, now: datetime) -> Instrument:
    """The ruling that passes the thing to the buyer when it is served (网拍规定 22). Raises `BadInput`."""
    auction = _round_of(sale)
    case, lot = _whole(auction.disposal)
    matter, buyer = frame.matter_of(case), frame.named(sale.buyer)
    sold_on = timezone.localtime(sale.confirmed_at).date()

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.DealRuling(
            heading=heading,
            matter=matter,
            lot=lot,
            round=round_of(auction),
            platform=auction.platform.name,
            buyer=buyer,
            price=sale.price_fen,
            sold_on=sold_on,
            paid_on=sale.paid_on or sold_on,
            credited=sale.credited_fen,
        )

    return _one(acting, case, facts, on, now, number=frame.Numbers.of([case]).next(case))


def issue_set_off_ruling(*, acting: Acting, set_off: SetOff, on: date, now: datetime) -> Instrument:
    """The ruling that passes an unsold thing to a creditor (拍卖变卖规定 16, 20). Raises `BadInput`."""
    auction = set_off.round
    case, lot = _whole(set_off.disposal)
    matter, taker = frame.matter_of(case), frame.named(set_off.taker)
    failed_on = timezone.localtime(auction.closed_at or auction.ends_at).date()

    def facts(heading: paper.Heading) -> paper.Instrument:
        return paper.SetOffRuling(
            heading=heading,
            matter=matter,
            lot=lot,
            round=round_of(auction),
            taker=taker,
            price=set_off.price_fen,
            difference=set_off.difference_fen,
            failed_on=failed_on,
        )

    return _one(acting, case, facts, on, now, number=frame.Numbers.of([case]).next(case))


def issue_transfer_notice(
    *, acting: Acting, disposal: Disposal, taker: Person, on: date, now: datetime
) -> Instrument | None:
    """协助执行通知书（证照转移） to the register of the thing (民诉法 262), by the ruling that passed its title.
    None where no register is known. Raises `BadInput`."""
    case, lot = _whole(disposal)
    agency = disposal.asset.counterparty
    kinds = (paper.Kind.DEAL_RULING.value, paper.Kind.SET_OFF_RULING.value)
    ruling = Instrument.objects.filter(case=case, kind__in=kinds, facts__lot__number=lot.number).order_by("-pk").first()
    if agency is None or ruling is None:
        return None
    matter, named = frame.matter_of(case), frame.named(taker)
    return _one(
        acting,
        case,
        lambda heading: paper.TransferNotice(heading, matter, lot, agency.name, ruling.number, named, on),
        on,
        now,
    )


def issue_return_notice(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> Instrument | None:
    """退还财产通知书 to the debtor (拍卖变卖规定 24, 25). What is given back does not wait for a glyph: then None."""
    case, lot = _whole(disposal)
    matter = frame.matter_of(case)
    last = disposal.rounds.order_by("-pk").first()
    what = round_of(last) if last else ""
    wanted = Wanted(case, lambda heading: paper.ReturnNotice(heading, matter, lot, what))
    return next(iter(frame.keep_if_printable(acting=acting, wanted=[wanted], on=on, now=now)), None)


def round_of(auction: AuctionRound) -> str:
    """A round by name; one that is held again after a default says so."""
    again = f"（重新拍卖第{auction.attempt - 1}次）" if auction.attempt > 1 else ""
    return f"{auction.get_kind_display()}{again}"


def _one(acting: Acting, case: Case, facts: Facts, on: date, now: datetime, *, number: str = "") -> Instrument:
    return frame.keep(acting=acting, wanted=[Wanted(case, facts, number)], on=on, now=now)[0]


def _round_of(sale: Sale) -> AuctionRound:
    return AuctionRound.objects.select_related("platform", "disposal").get(pk=sale.round_id)


def _whole(disposal: Disposal) -> tuple[Case, paper.Lot]:
    """The case with what a heading needs, and the thing as a paper names it."""
    case = Case.objects.select_related("court", "officer", "title").get(pk=disposal.case_id)
    return case, _lot(Asset.objects.select_related("person").get(pk=disposal.asset_id))


def _lot(asset: Asset) -> paper.Lot:
    return paper.Lot(
        owner=asset.person.name,
        name=asset.title,
        number=asset.reference,
        share="" if asset.share == "1/1" else asset.share,
        charges=tuple(_charges(asset.charges)),
    )


def _charges(charges: Iterable[dict[str, Any]]) -> Iterable[str]:
    for charge in charges:
        secured = charge.get("secured")
        sum_of = f"，担保债权{display(int(secured))}" if secured is not None else ""
        yield f"{charge.get('kind', '')}：{charge.get('holder', '')}{sum_of}"
