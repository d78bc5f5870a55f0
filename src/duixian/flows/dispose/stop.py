"""Stop a disposal for a time, go on, or give it up (网拍规定 28; 拍卖变卖规定 17, 19)."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Disposal, DisposalState, RoundState
from duixian.domain.disposal.services import hall
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.bars import bars
from duixian.flows.dispose import course
from duixian.flows.dispose.publish_round import publish_later, withdraw_later
from duixian.flows.dispose.refund import refund_round
from duixian.law.procedure.auction_life import RESUMES, DisposalAct, RoundAct
from duixian.law.procedure.auction_life import DisposalState as LawState

LIVE = (RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED)


def stop(
    *,
    acting: Acting,
    disposal: Disposal,
    reason: str,
    on: date,
    now: datetime,
    clock: hall.Clock | None = None,
    sign: hall.Sign | None = None,
) -> Disposal:
    """Stop it, with its round. `clock` and `sign` are the hall's, where bidding in our own hall is open."""
    require(acting, "disposal.stop", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal.refresh_from_db()
        auction = _live(disposal)
        if auction is not None and auction.state == RoundState.OPEN and auction.platform.own:
            the_clock, the_sign = _hall(clock, sign)
            hall.suspend(round_id=auction.pk, reason=reason, clock=the_clock, sign=the_sign)
        elif auction is not None and auction.state in (RoundState.ANNOUNCED, RoundState.OPEN):
            course.move_round(
                acting=acting,
                auction=auction,
                act=RoundAct.SUSPEND,
                policy="disposal.stop",
                now=now,
                changes={"suspended_at": now if auction.state == RoundState.OPEN else None},
                reason=reason,
            )
        return course.move(
            acting=acting,
            disposal=disposal,
            act=DisposalAct.STOP,
            on=on,
            now=now,
            text=reason,
            data={"round": auction.pk if auction else None},
            changes={"resumes": disposal.state},
            reason=reason,
        )


def resume(
    *,
    acting: Acting,
    disposal: Disposal,
    reason: str,
    on: date,
    now: datetime,
    clock: hall.Clock | None = None,
    sign: hall.Sign | None = None,
) -> Disposal:
    """What stopped it is over: it goes on where it stood, bidding with the time that was left. Raises `Refused` while
    an outsider's objection is open."""
    require(acting, "disposal.stop", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal.refresh_from_db()
        if disposal.state != DisposalState.STOPPED:
            raise Refused(Fault("disposal.not_stopped", "处置没有暂缓或者中止", "无须恢复", field="处置"))
        if objected := bars(disposal.asset, case_id=disposal.case_id, on=on):
            raise Refused(objected)
        auction = _live(disposal)
        if auction is not None and auction.state == RoundState.SUSPENDED:
            _resume_round(acting, auction, reason, now, clock, sign)
        return course.move(
            acting=acting,
            disposal=disposal,
            act=RESUMES[LawState(disposal.resumes)],
            on=on,
            now=now,
            text=reason,
            changes={"resumes": ""},
            reason=reason,
        )


def _resume_round(
    acting: Acting,
    auction: AuctionRound,
    reason: str,
    now: datetime,
    clock: hall.Clock | None,
    sign: hall.Sign | None,
) -> None:
    if auction.suspended_at is None:  # stopped before it opened
        if now >= auction.starts_at:
            raise Refused(
                Fault(
                    "round.notice_passed",
                    "公告的竞价时间已过，公告不能恢复",
                    "请撤回后重新公告",
                    field="拍品",
                    value=auction.code,
                )
            )
        course.move_round(
            acting=acting,
            auction=auction,
            act=RoundAct.RESUME_NOTICE,
            policy="disposal.stop",
            now=now,
            reason=reason,
            opened=False,
        )
        publish_later(auction)
    elif auction.platform.own:
        the_clock, the_sign = _hall(clock, sign)
        hall.resume(round_id=auction.pk, clock=the_clock, sign=the_sign)
    else:
        left = auction.ends_at - auction.suspended_at
        course.move_round(
            acting=acting,
            auction=auction,
            act=RoundAct.RESUME,
            policy="disposal.stop",
            now=now,
            changes={"suspended_at": None, "ends_at": now + left},
            reason=reason,
            opened=True,
        )


def withdraw_round(
    *,
    acting: Acting,
    disposal: Disposal,
    reason: str,
    on: date,
    now: datetime,
    clock: hall.Clock | None = None,
    sign: hall.Sign | None = None,
) -> AuctionRound | None:
    """Take a published round back; its bidders get their money back. In the caller's act."""
    auction = _live(disposal)
    if auction is None:
        return None
    if auction.platform.own:
        the_clock, the_sign = _hall(clock, sign)
        hall.withdraw(round_id=auction.pk, reason=reason, clock=the_clock, sign=the_sign)
        auction.refresh_from_db()
    auction = course.move_round(
        acting=acting,
        auction=auction,
        act=RoundAct.WITHDRAW,
        policy="disposal.stop",
        now=now,
        changes={"closed_at": now},
        reason=reason,
    )
    refund_round(acting=acting, auction=auction, on=on, now=now)
    withdraw_later(auction, reason=reason)
    return auction


def withdraw(
    *,
    acting: Acting,
    disposal: Disposal,
    reason: str,
    on: date,
    now: datetime,
    clock: hall.Clock | None = None,
    sign: hall.Sign | None = None,
) -> Disposal:
    """Give the disposal up: the debt is paid, the application withdrawn, the thing not the debtor's."""
    require(acting, "disposal.stop", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal.refresh_from_db()
        withdraw_round(acting=acting, disposal=disposal, reason=reason, on=on, now=now, clock=clock, sign=sign)
        return course.move(
            acting=acting,
            disposal=disposal,
            act=DisposalAct.WITHDRAW,
            on=on,
            now=now,
            text=reason,
            reason=reason,
        )


def _live(disposal: Disposal) -> AuctionRound | None:
    return (
        AuctionRound.objects.filter(disposal=disposal, state__in=LIVE)
        .select_related("platform", "disposal__case", "disposal__asset")
        .order_by("-pk")
        .first()
    )


def _hall(clock: hall.Clock | None, sign: hall.Sign | None) -> tuple[hall.Clock, hall.Sign]:
    if clock is None or sign is None:
        raise Refused(Fault("hall.no_key", "竞价大厅没有签名密钥", "请先配置竞价大厅", field="平台"))
    return clock, sign
