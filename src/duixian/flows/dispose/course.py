"""Ask the table whether a disposal or a round may move, with facts gathered here, and carry the verdict out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from duixian.base.procedure import Allowed
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Disposal, PriceInquiry, RoundState, SetOff
from duixian.domain.disposal.services import disposals, rounds
from duixian.domain.trail.acting import Acting
from duixian.flows.bars import bars
from duixian.law.procedure.auction_life import (
    DISPOSAL_LIFE,
    ROUND_LIFE,
    DisposalAct,
    DisposalFacts,
    DisposalState,
    RoundAct,
    RoundFacts,
)
from duixian.law.procedure.auction_life import RoundState as LawRoundState


def facts_of(disposal: Disposal, *, on: date, **known: Any) -> DisposalFacts:
    """What the table of disposals needs to know on a day. `known` is what the act itself brings."""
    inquiry = selectors.fixed_inquiry(disposal)
    last = selectors.last_round(disposal)
    sale = selectors.sale_of(disposal)
    set_off = SetOff.objects.filter(disposal=disposal).first()
    said = answers_of(disposal, last)
    facts = DisposalFacts(
        on=on,
        price_fixed=inquiry is not None,
        price_objections_open=PriceInquiry.objects.filter(
            disposal=disposal, state=PriceInquiry.State.OBJECTED
        ).exists(),
        round_kind=selectors.LAW_KIND[last.kind] if last else None,
        round_defaulted=last is not None and last.state == RoundState.DEFAULTED,
        price=sale.price_fen if sale else 0,
        paid=sale.paid_fen + sale.credited_fen if sale else 0,
        paid_on=sale.paid_on if sale else None,
        payment_due=sale.pay_until if sale else None,
        creditors_asked=said is not None,
        taker=next((name for name, takes in (said or {}).items() if takes), ""),
        top_up_open=set_off.difference_fen if set_off else 0,
        stopped_from=DisposalState(disposal.resumes) if disposal.resumes else None,
        barred=bars(disposal.asset, case_id=disposal.case_id, on=on),
    )
    return replace(facts, **known)


def answers_of(disposal: Disposal, auction: AuctionRound | None) -> Mapping[str, bool] | None:
    """Who would take the thing for the debt after this round failed; None while the creditors were not asked."""
    if auction is None:
        return None
    steps = selectors.steps_since_repricing(disposal).filter(data__round=auction.pk)
    if not steps.filter(act="ask_creditors").exists():
        return None
    said = steps.filter(act="creditor_answers").order_by("pk")
    return {str(step.data["person"]): bool(step.data["takes"]) for step in said}


def judged(disposal: Disposal, act: DisposalAct, *, on: date, **known: Any) -> Allowed:
    """The table's verdict. Raises `Refused` with every condition that is missing."""
    facts = facts_of(disposal, on=on, **known)
    return DISPOSAL_LIFE.judge(state=DisposalState(disposal.state), act=act, facts=facts).or_refuse()


def move(
    *,
    acting: Acting,
    disposal: Disposal,
    act: DisposalAct,
    on: date,
    now: datetime,
    text: str = "",
    data: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
    **known: Any,
) -> Disposal:
    """Move a disposal. Raises `Refused` with every condition that is missing."""
    verdict = judged(disposal, act, on=on, **known)
    return disposals.move(
        acting=acting,
        disposal=disposal,
        act=act,
        verdict=verdict,
        on=on,
        now=now,
        text=text,
        data=data,
        **dict(changes or {}),
    )


def move_round(
    *,
    acting: Acting,
    auction: AuctionRound,
    act: RoundAct,
    policy: str,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    **known: Any,
) -> AuctionRound:
    """Move a round. Raises `Refused` with every condition that is missing."""
    stands: dict[str, Any] = {"at": now, "ends_at": auction.ends_at, "has_bid": auction.leader_id is not None}
    facts = RoundFacts(opens_at=auction.starts_at, **{**stands, **known})
    verdict = ROUND_LIFE.judge(state=LawRoundState(auction.state), act=act, facts=facts).or_refuse()
    return rounds.move(acting=acting, auction=auction, verdict=verdict, policy=policy, now=now, **dict(changes or {}))
