"""Rounds: published as the panel fixed them, moved along their table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.base.procedure import Allowed
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Disposal, Platform, RoundKind, RoundState
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.disposal.terms import RoundKind as LawKind
from duixian.law.disposal.terms import RoundTerms

KIND_OF: Mapping[LawKind, RoundKind] = {
    LawKind.FIRST: RoundKind.FIRST,
    LawKind.SECOND: RoundKind.SECOND,
    LawKind.SALE: RoundKind.DIRECT,
}
"""The database's word for a round the law names."""


def publish(
    *,
    acting: Acting,
    disposal: Disposal,
    platform: Platform,
    terms: RoundTerms,
    reference: Fen,
    title: str,
    code: str,
    panel: Sequence[str],
    notice: Mapping[str, Any],
) -> AuctionRound:
    """Keep a round as its notice says it. Repeated after a default, it is another attempt of the same round."""
    require(acting, "disposal.announce", of_court=disposal.court_id)
    trail.take_turn(disposal.court_id)
    kind = KIND_OF[terms.kind]
    attempts = AuctionRound.objects.filter(disposal=disposal, kind=kind).count()
    return AuctionRound.objects.create(
        court_id=disposal.court_id,
        disposal=disposal,
        platform=platform,
        kind=kind,
        attempt=attempts + 1,
        code=code,
        title=title[:200],
        reference_fen=reference,
        start_fen=terms.start,
        increment_fen=terms.increment,
        deposit_fen=terms.deposit,
        panel=list(panel),
        notice=dict(notice),
        noticed_on=terms.published_on,
        starts_at=terms.opens_at,
        planned_end=terms.ends_at,
        ends_at=terms.ends_at,
    )


def move(
    *, acting: Acting, auction: AuctionRound, verdict: Allowed, policy: str, now: datetime, **changes: Any
) -> AuctionRound:
    """Carry out what the table of rounds allowed. Raises `Refused` when the round moved on meanwhile."""
    require(acting, policy, of_court=auction.court_id)
    trail.take_turn(auction.court_id)
    target = RoundState(verdict.target.value)
    changed = AuctionRound.objects.filter(pk=auction.pk, state=auction.state).update(state=target, **changes)
    if not changed:
        raise Refused(Fault("round.moved_on", "该轮次状态已变更", "请刷新后查看", field="拍品", value=auction.code))
    auction.refresh_from_db()
    trail.record(
        acting=acting,
        act=f"round.{target.value}",
        now=now,
        ground=verdict.basis,
        subject=f"round:{auction.pk}",
        payload={"code": auction.code},
    )
    return auction
