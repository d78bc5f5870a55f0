"""Nobody bought it: ask the creditors, let one take it for the debt at that round's reserve (拍卖变卖规定 16)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import CaseRole
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, RoundState, SetOff
from duixian.domain.disposal.services import bidders, disposals, setoffs
from duixian.domain.funds.models import CreditKind
from duixian.domain.funds.services import deposits
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course, limits
from duixian.flows.dispose.refund import refund_one
from duixian.flows.dispose.rule import the_thing_is_gone
from duixian.flows.follow_money import wake
from duixian.flows.identify_receipt import PAYOUT_NODE
from duixian.flows.instruments.disposal import issue_set_off_ruling, issue_transfer_notice
from duixian.flows.let_go import let_go
from duixian.flows.open_nodes import open_nodes
from duixian.law.disposal import Draw, Taken, Taker, take
from duixian.law.procedure.auction_life import DisposalAct

ASK_BASIS = "《拍卖、变卖财产的规定》第十六条；法明传〔2017〕455号（未核对原文）"


def ask_creditors(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> None:
    """The creditors were asked whether one of them takes the thing at the reserve of the round that failed."""
    require(acting, "disposal.start", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        auction = _failed_round(disposal)
        disposals.note(
            acting=acting,
            disposal=disposal,
            act="ask_creditors",
            basis=ASK_BASIS,
            on=on,
            now=now,
            data={"round": auction.pk, "reserve": auction.start_fen},
        )


def answer(*, acting: Acting, disposal: Disposal, creditor: Person, takes: bool, on: date, now: datetime) -> None:
    """What one creditor answered. Only an applicant of the case or a right-holder of the thing is asked."""
    require(acting, "disposal.start", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        auction = _failed_round(disposal)
        if course.answers_of(disposal, auction) is None:
            raise Refused(Fault("setoff.not_asked", "尚未询问债权人", "请先询问", field="抵债"))
        if not _is_creditor(disposal, creditor):
            raise Refused(Fault("setoff.stranger", "不是本案债权人", "请核对", field="债权人", value=creditor.name))
        disposals.note(
            acting=acting,
            disposal=disposal,
            act="creditor_answers",
            basis=ASK_BASIS,
            on=on,
            now=now,
            data={"round": auction.pk, "person": creditor.pk, "takes": takes},
        )


def propose(
    *, disposal: Disposal, takers: Sequence[tuple[Person, int, Fen]], drawn: Person | None = None
) -> Taken | Draw:
    """Who would take it: person, rank among the creditors, and what he is to get out of this thing, fen."""
    auction = _failed_round(disposal)
    return take(
        [Taker(str(person.pk), rank, entitled) for person, rank, entitled in takers],
        reserve=auction.start_fen,
        drawn=str(drawn.pk) if drawn else "",
    )


def set_off(
    *,
    acting: Acting,
    disposal: Disposal,
    takers: Sequence[tuple[Person, int, Fen]],
    on: date,
    now: datetime,
    drawn: Person | None = None,
) -> SetOff:
    """Give the thing to the creditor who goes before the others. Raises `Refused` where lots must be drawn first, and
    for somebody who did not say that he takes it."""
    require(acting, "disposal.start", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal.refresh_from_db()
        auction = _failed_round(disposal)
        said = course.answers_of(disposal, auction) or {}
        unasked = [person for person, _, _ in takers if not said.get(str(person.pk))]
        if unasked:
            raise Refused(
                Fault("setoff.not_willing", "没有接受抵债的答复", "请先记录答复", field="债权人", value=unasked[0].name)
            )
        found = propose(disposal=disposal, takers=takers, drawn=drawn)
        if isinstance(found, Draw):
            raise Refused(
                Fault("setoff.draw", "同一顺位的债权人须抽签决定（{basis}）", "请抽签后填写中签人",
                      field="抵债", data={"basis": found.basis})
            )  # fmt: skip
        person = next(person for person, _, _ in takers if str(person.pk) == found.taker.name)
        disposal = course.move(
            acting=acting,
            disposal=disposal,
            act=DisposalAct.SET_OFF,
            on=on,
            now=now,
            data={"round": auction.pk, "person": person.pk, "price": found.price, "top_up": found.top_up},
            taker=str(person.pk),
        )
        if found.top_up:
            _let_pay(acting, auction, person, now)
        return setoffs.accept(
            acting=acting,
            disposal=disposal,
            auction=auction,
            taker=person,
            price=found.price,
            difference=found.top_up,
            why=[found.basis, f"顺位 {found.taker.rank}"],
            on=on,
        )


def _let_pay(acting: Acting, auction: AuctionRound, person: Person, now: datetime) -> None:
    """Whoever owes a difference pays it under the lot and a number, like a bidder."""
    if not Bidder.objects.filter(round=auction, person=person).exists():
        bidders.register(
            acting=acting, auction=auction, person=person, due=0, exempt=True, preemption=None, bar=None, now=now
        )


def rule(*, acting: Acting, set_off: SetOff, on: date, now: datetime) -> SetOff:
    """Make the ruling, once the difference is paid."""
    with transaction.atomic():
        trail.take_turn(set_off.court_id)
        if _top_up_open(set_off):
            raise Refused(
                Fault("setoff.top_up", "承受人尚未补交差额", "补足后再作裁定（《拍卖、变卖财产的规定》第十六条）")
            )
        ruled = setoffs.rule(acting=acting, set_off=set_off, on=on, now=now)
        issue_set_off_ruling(acting=acting, set_off=ruled, on=on, now=now)
    return ruled


def serve(*, acting: Acting, set_off: SetOff, on: date, now: datetime) -> Disposal:
    """Serve the ruling: the thing is the taker's, and the debt to him falls on this day by what he took it for, less
    what he paid in money; that money goes to the case's account for the others."""
    require(acting, "disposal.serve", of_court=set_off.court_id)
    with transaction.atomic():
        trail.take_turn(set_off.court_id)
        set_off = setoffs.serve(acting=acting, set_off=set_off, on=on)
        disposal = course.move(
            acting=acting,
            disposal=Disposal.objects.select_related("case", "asset").get(pk=set_off.disposal_id),
            act=DisposalAct.RULE,
            on=on,
            now=now,
            data={"set_off": set_off.pk, "fen": set_off.price_fen},
            ruling_served_on=on,
            top_up_open=_top_up_open(set_off),
        )
        _credit(acting, disposal, set_off, on, now)
        the_thing_is_gone(disposal, on=on, now=now, why="以物抵债裁定已送达")
        limits.begin(disposal, limits.HAND_OVER, since=on)
        issue_transfer_notice(acting=acting, disposal=disposal, taker=set_off.taker, on=on, now=now)
    return disposal


def _credit(acting: Acting, disposal: Disposal, set_off: SetOff, on: date, now: datetime) -> None:
    origin = f"setoff:{set_off.pk}"
    credited = set_off.price_fen - set_off.difference_fen
    if credited and _is_applicant(disposal, set_off.taker):
        deposits.set_off(
            acting=acting,
            case=disposal.case,
            person=set_off.taker,
            amount=credited,
            origin=origin,
            thing=disposal.asset.title,
            ground=setoffs.BASIS,
            on=on,
            now=now,
        )
    if set_off.difference_fen:
        bidder = _payer(set_off)
        if bidder is None:
            raise Refused(Fault("setoff.top_up", "承受人尚未补交差额", "请先补足差额", field="差额"))
        deposits.to_case(
            acting=acting,
            case=disposal.case,
            person=set_off.taker,
            amount=set_off.difference_fen,
            kind=CreditKind.PRICE,
            origin=origin,
            thing=disposal.asset.title,
            of_thing=True,
            ground=setoffs.BASIS,
            on=on,
            now=now,
        )
        open_nodes(case=disposal.case, rules=[PAYOUT_NODE], since=on)
        bidder = bidders.debit(bidder=bidder, amount=set_off.difference_fen, state="applied")
        if bidder.deposit_fen:
            refund_one(
                acting=acting, auction=set_off.round, bidder=bidder, on=on, now=now, amount=bidder.deposit_fen,
                ground=setoffs.BASIS,
            )  # fmt: skip
        wake(acting=acting, case=disposal.case, on=on, now=now)
    let_go(case=disposal.case, on=on, now=now)


def _payer(set_off: SetOff) -> Bidder | None:
    return Bidder.objects.filter(round=set_off.round, person=set_off.taker).select_related("person").first()


def _top_up_open(set_off: SetOff) -> Fen:
    bidder = _payer(set_off)
    kept = bidder.deposit_fen if bidder else 0
    return max(0, set_off.difference_fen - kept)


def _failed_round(disposal: Disposal) -> AuctionRound:
    last = selectors.last_round(disposal)
    if last is None or last.state != RoundState.FAILED:
        raise Refused(Fault("setoff.not_failed", "没有流拍的轮次", "流拍后才可抵债", field="抵债"))
    return last


def _is_applicant(disposal: Disposal, person: Person) -> bool:
    return disposal.case.parties.filter(role=CaseRole.APPLICANT, person=person).exists()


def _is_creditor(disposal: Disposal, person: Person) -> bool:
    return _is_applicant(disposal, person) or person.name in {
        str(charge.get("holder", "")) for charge in disposal.asset.charges
    }
