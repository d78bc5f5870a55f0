"""Reading disposals: lists, the timeline, terms and figures, in few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from duixian.base.money import Fen
from duixian.domain.assets.models import Asset
from duixian.domain.disposal.models import (
    AuctionRound,
    Bidder,
    Disposal,
    DisposalState,
    DisposalStep,
    PriceInquiry,
    RoundKind,
    RoundState,
    Sale,
    SetOff,
)
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import Figures, RoundOutcome
from duixian.law.disposal import figures as figures_of
from duixian.law.disposal.pricing import PriceMethod, ReferencePrice
from duixian.law.disposal.terms import Notified, PreviousRound, RoundTerms
from duixian.law.disposal.terms import RoundKind as LawKind
from duixian.law.disposal.values import day_of, number

LAW_KIND: Mapping[str, LawKind] = {
    RoundKind.FIRST: LawKind.FIRST,
    RoundKind.SECOND: LawKind.SECOND,
    RoundKind.DIRECT: LawKind.SALE,
}
"""The law's word for a round of the database."""

_SOLD = "拍卖成交裁定已送达，查封效力消灭：《网络司法拍卖规定》第二十二条、《查封扣押冻结规定》第二十七条"
_TAKEN = "以物抵债裁定已送达，查封效力消灭：《拍卖、变卖财产的规定》第二十条、《查封扣押冻结规定》第二十七条"

ENDED = (RoundState.SOLD, RoundState.PAID, RoundState.DEFAULTED, RoundState.FAILED)
"""Rounds that came to an end of their own and count in the figures."""


def steps_since_repricing(disposal: Disposal) -> QuerySet[DisposalStep]:
    """The steps that still count: those after the price was last to be fixed anew."""
    last = DisposalStep.objects.filter(disposal=disposal, act="reprice").order_by("-pk").first()
    steps = DisposalStep.objects.filter(disposal=disposal)
    return steps.filter(pk__gt=last.pk) if last else steps


def rounds_that_count(disposal: Disposal) -> QuerySet[AuctionRound]:
    """Rounds that stand, oldest first: not withdrawn or annulled, and held on the price that stands."""
    rounds = AuctionRound.objects.filter(disposal=disposal).exclude(
        state__in=(RoundState.WITHDRAWN, RoundState.ANNULLED)
    )
    last = DisposalStep.objects.filter(disposal=disposal, act="reprice").order_by("-pk").first()
    if last is not None:
        rounds = rounds.filter(pk__gt=int(last.data.get("rounds_to", 0)))
    return rounds.order_by("pk")


def last_round(disposal: Disposal) -> AuctionRound | None:
    """The last round that counts."""
    return rounds_that_count(disposal).last()


def fixed_inquiry(disposal: Disposal) -> PriceInquiry | None:
    """The inquiry whose price stands."""
    if disposal.state == DisposalState.PRICING:
        return None
    return PriceInquiry.objects.filter(disposal=disposal, state=PriceInquiry.State.FIXED).order_by("-pk").first()


def price_of(disposal: Disposal) -> ReferencePrice | None:
    """The reference price that stands."""
    found = fixed_inquiry(disposal)
    if found is None or found.price_fen is None or found.fixed_on is None or found.valid_until is None:
        return None
    return ReferencePrice(found.price_fen, PriceMethod(found.method), found.fixed_on, found.valid_until)


def terms_of(auction: AuctionRound) -> RoundTerms:
    """The terms of a round as its notice said them, in the law's own class."""
    said: Mapping[str, Any] = auction.notice
    on = auction.noticed_on
    return RoundTerms(
        kind=LAW_KIND[auction.kind],
        thing=HoldingKind(auction.disposal.asset.kind),
        platform=auction.platform.code,
        start=auction.start_fen,
        increment=auction.increment_fen,
        deposit=auction.deposit_fen,
        published_on=on,
        opens_at=auction.starts_at,
        ends_at=auction.planned_end,
        notified=tuple(_notified(row) for row in said.get("notified", ())),
        panel_on=date.fromisoformat(said["panel_on"]) if said.get("panel_on") else None,
        payment_days=int(said.get("payment_days") or number("payment_days", on=on)),
        leader_may_raise=bool(said.get("leader_may_raise", number("leader_may_raise", on=on))),
        whole_steps=bool(said.get("whole_steps", number("whole_steps", on=on))),
    )


def _notified(row: Mapping[str, Any]) -> Notified:
    told, posted = row.get("told_on"), row.get("posted_on")
    return Notified(
        row["name"],
        date.fromisoformat(told) if told else None,
        date.fromisoformat(posted) if posted else None,
        bool(row.get("waived")),
        bool(row.get("preemptor")),
    )


def previous_of(disposal: Disposal) -> PreviousRound | None:
    """The round before the next one, in the law's own class; None before the first."""
    rounds = list(rounds_that_count(disposal).select_related("platform"))
    if not rounds:
        return None
    last = rounds[-1]
    sale = Sale.objects.filter(round=last).first()
    ended = sale.defaulted_on if sale and sale.defaulted_on else day_of(last.closed_at or last.ends_at)
    return PreviousRound(
        kind=LAW_KIND[last.kind],
        start=last.start_fen,
        platform=last.platform.code,
        ended_on=ended,
        first_published_on=rounds[0].noticed_on,
        defaulted=last.state == RoundState.DEFAULTED,
    )


def sale_of(disposal: Disposal) -> Sale | None:
    """The sale that stands, if the thing was knocked down and the buyer has not defaulted."""
    return (
        Sale.objects.filter(round__disposal=disposal, defaulted_on__isnull=True)
        .exclude(round__state=RoundState.ANNULLED)
        .select_related("round", "buyer")
        .order_by("-pk")
        .first()
    )


def defaulters(asset: Asset) -> set[int]:
    """Everybody who bought this thing and did not pay: barred from it for good (网拍规定 24)."""
    found = Sale.objects.filter(round__disposal__asset=asset, defaulted_on__isnull=False)
    return set(found.values_list("buyer_id", flat=True))


@dataclass(frozen=True, slots=True)
class Passed:
    """Title in a thing passed with the service of a ruling: when, by which, and on which articles the seals on it have
    no effect any more."""

    on: date
    why: str
    ground: str


def title_passed(asset_ids: Iterable[int]) -> dict[int, Passed]:
    """Those of these things that were sold or taken for the debt; the latest service counts."""
    ids = set(asset_ids)
    sold = Sale.objects.filter(round__disposal__asset_id__in=ids, served_on__isnull=False)
    taken = SetOff.objects.filter(disposal__asset_id__in=ids, served_on__isnull=False)
    found: dict[int, Passed] = {}
    for rows, asset, why, ground in (
        (sold, "round__disposal__asset_id", "拍卖成交裁定已送达", _SOLD),
        (taken, "disposal__asset_id", "以物抵债裁定已送达", _TAKEN),
    ):
        for asset_id, day in rows.values_list(asset, "served_on"):
            if asset_id not in found or found[asset_id].on < day:
                found[asset_id] = Passed(day, why, ground)
    return found


def pledged(case_id: int) -> Fen:
    """The price of things of a case that are sold and whose ruling is not served: it will count, and does not yet."""
    sold = Sale.objects.filter(
        round__disposal__case_id=case_id, defaulted_on__isnull=True, served_on__isnull=True
    ).exclude(round__state=RoundState.ANNULLED)
    return sum(sold.values_list("price_fen", flat=True))


def under_the_hammer(case_id: int, *, without: int) -> Fen:
    """The start prices of a case's other things that are announced or under bidding: what they will bring at least if
    somebody bids."""
    running = AuctionRound.objects.filter(
        disposal__case_id=case_id, state__in=(RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED)
    ).exclude(disposal_id=without)
    return sum(running.values_list("start_fen", flat=True))


# ------------------------------------------------------------------------------------------------------ for pages


def listed(
    *, court_id: int, states: Iterable[str] = (), case_id: int | None = None, platform: str = ""
) -> QuerySet[Disposal]:
    """Disposals, newest first, with the case, the thing, the debtor and the last round in three queries."""
    found = Disposal.objects.filter(court_id=court_id).select_related("case", "asset__person", "platform")
    wanted = tuple(states)
    if wanted:
        found = found.filter(state__in=wanted)
    if case_id is not None:
        found = found.filter(case_id=case_id)
    if platform:
        found = found.filter(platform__code=platform)
    rounds = AuctionRound.objects.select_related("platform").order_by("-pk")
    return found.prefetch_related(Prefetch("rounds", rounds)).order_by("-pk")


def rounds_listed(*, court_id: int, on: datetime, ahead: timedelta = timedelta(days=30)) -> QuerySet[AuctionRound]:
    """Rounds that run, or open within `ahead`, the next to end first."""
    running = Q(state__in=(RoundState.OPEN, RoundState.SUSPENDED))
    coming = Q(state=RoundState.ANNOUNCED, starts_at__lte=on + ahead)
    return (
        AuctionRound.objects.filter(running | coming, court_id=court_id)
        .select_related("platform", "disposal__case", "disposal__asset")
        .order_by("ends_at")
    )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything of one disposal, for its page."""

    disposal: Disposal
    steps: tuple[DisposalStep, ...]
    inquiries: tuple[PriceInquiry, ...]
    rounds: tuple[AuctionRound, ...]
    sales: Mapping[int, Sale]

    @property
    def sale(self) -> Sale | None:
        """The sale that stands."""
        standing = [sale for sale in self.sales.values() if sale.defaulted_on is None]
        return standing[-1] if standing else None


def timeline(disposal_id: int) -> Timeline:
    """One disposal with its steps, prices and rounds, in seven queries."""
    disposal = Disposal.objects.select_related("case", "asset__person", "control", "platform").get(pk=disposal_id)
    sales = Sale.objects.filter(round__disposal=disposal).select_related("buyer").order_by("pk")
    return Timeline(
        disposal=disposal,
        steps=tuple(DisposalStep.objects.filter(disposal=disposal).order_by("pk")),
        inquiries=tuple(
            PriceInquiry.objects.filter(disposal=disposal).prefetch_related("quotes", "objections").order_by("pk")
        ),
        rounds=tuple(AuctionRound.objects.filter(disposal=disposal).select_related("platform").order_by("pk")),
        sales={sale.round_id: sale for sale in sales},
    )


def bidders_of(auction: AuctionRound) -> QuerySet[Bidder]:
    """Those registered for a round. Who they are is for the court alone (网拍规定 18); the public sees numbers."""
    return Bidder.objects.filter(round=auction).select_related("person").order_by("pk")


def refunds_due(*, court_id: int, now: datetime) -> QuerySet[Bidder]:
    """Bidders whose money should have left for them already: more than the hours of the rule after the end."""
    hours = number("deposit_return_hours", on=day_of(now))
    over = now - timedelta(hours=hours)
    return (
        Bidder.objects.filter(court_id=court_id, round__closed_at__lt=over)
        .filter(Q(deposit_state="refunding") | Q(deposit_fen__gt=0, round__state=RoundState.FAILED))
        .select_related("person", "round")
        .order_by("round__closed_at", "pk")
    )


def unhanded(*, court_id: int, on: date) -> QuerySet[Sale]:
    """Sales whose hand-over is overdue."""
    return Sale.objects.filter(court_id=court_id, handed_over_on__isnull=True, hand_over_until__lt=on)


def figures(*, court_id: int | None = None, since: date | None = None, until: date | None = None) -> Figures:
    """Deal rate, turnover, premium over start and over reference, days from control to money, of the rounds that ended
    in a period (`until` not included). Two queries."""
    rounds = AuctionRound.objects.filter(state__in=ENDED, closed_at__isnull=False)
    if court_id is not None:
        rounds = rounds.filter(court_id=court_id)
    if since is not None:
        rounds = rounds.filter(closed_at__date__gte=since)
    if until is not None:
        rounds = rounds.filter(closed_at__date__lt=until)
    sales = {sale.round_id: sale for sale in Sale.objects.filter(round__in=rounds)}
    rows = rounds.values_list(
        "pk", "disposal__asset_id", "kind", "start_fen", "reference_fen", "disposal__control__effective_on"
    )
    outcomes = []
    for pk, asset_id, kind, start, reference, controlled_on in rows:
        sale = sales.get(pk)
        outcomes.append(
            RoundOutcome(
                thing=str(asset_id),
                kind=LAW_KIND[kind],
                start=start,
                appraisal=reference,
                price=sale.price_fen if sale else None,
                defaulted=bool(sale and sale.defaulted_on),
                controlled_on=controlled_on,
                money_on=sale.paid_on if sale else None,
            )
        )
    return figures_of(outcomes)
