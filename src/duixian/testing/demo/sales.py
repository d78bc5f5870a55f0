"""Sales of the flagship's sealed things, each left at another stage; one is open in the court's own hall right now.

Only applicants bid here: what they are owed stands in for the deposit (网拍规定 17), so no money moves.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Control, ControlKind, ControlState
from duixian.domain.cases.models import CaseRole
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal
from duixian.domain.disposal.services import hall
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import (
    announce,
    choose_platform,
    deliberate,
    price,
    register_bidder,
    run_hall,
    start,
    stop,
)
from duixian.law.disposal import Notified, PricingFacts, RoundKind, RoundTerms
from duixian.testing.demo.platforms import enter_platforms

if TYPE_CHECKING:
    from duixian.testing.demo.control import Day

Made = TypeVar("Made")


class Sales:
    """The sales of the story. Each `to_…` brings one thing to a stage and leaves it there."""

    def __init__(self, day: "Day", key: Ed25519PrivateKey) -> None:
        self.day = day
        self.key = key
        self.hall = enter_platforms()

    def clock(self) -> datetime:
        """The hall's time."""
        return self.day.moment

    def start(self, control: Control) -> Disposal:
        """Begun, not yet approved."""
        day = self.day
        return start.start(
            acting=day.staff["officer"], control=control, why="无其他可供执行的财产", on=day.today, now=day.moment
        )

    def to_pricing(self, control: Control) -> Disposal:
        """Approved, and the parties asked for a price; the applicant has named one."""
        day, made = self.day, self.start(control)
        made = start.approve(acting=day.staff["chief"], disposal=made, on=day.today, now=day.moment)
        names = self._parties(made)
        inquiry = price.ask(
            acting=day.staff["officer"],
            disposal=made,
            facts=PricingFacts(),
            asked=names,
            on=day.today,
            now=day.moment,
            due_on=day.today + timedelta(days=10),
        )
        worth = control.asset.value_fen or control.limit_fen
        price.take_answer(
            acting=day.staff["officer"],
            inquiry=inquiry,
            quoted_by=names[0],
            amount=worth,
            on=day.today,
            now=day.moment,
        )
        return made

    def to_priced(self, control: Control) -> Disposal:
        """The debtor has named the same price; the hall is chosen."""
        day, made = self.day, self.to_pricing(control)
        inquiry = made.inquiries.latest("pk")
        worth = control.asset.value_fen or control.limit_fen
        for name in self._parties(made)[1:]:
            price.take_answer(
                acting=day.staff["officer"], inquiry=inquiry, quoted_by=name, amount=worth, on=day.today, now=day.moment
            )
        made.refresh_from_db()
        return choose_platform.choose_platform(
            acting=day.staff["officer"],
            disposal=made,
            wishes={},
            courts=self.hall,
            why="申请执行人未选择平台",
            on=day.today,
            now=day.moment,
        )

    def to_announced(self, control: Control, *, opens_at: datetime | None = None) -> AuctionRound:
        """The panel has fixed the terms and the notice is out."""
        day, made = self.day, self.to_priced(control)
        told_on = day.today - timedelta(days=4)
        told = tuple(Notified(name, told_on=told_on) for name in announce.parties_to_tell(made))
        terms = announce.suggest(disposal=made, kind=RoundKind.FIRST, publish_on=day.today, notified=told)
        if opens_at is not None:
            lasts = terms.ends_at - terms.opens_at
            terms = replace(terms, opens_at=opens_at, ends_at=opens_at + lasts)
        for judge in ("officer", "officer2", "chief"):
            deliberate.agree(acting=day.staff[judge], disposal=made, terms=terms, on=day.today, now=day.moment)
        return self._announce(made, terms)

    def _announce(self, made: Disposal, terms: RoundTerms) -> AuctionRound:
        day = self.day
        return announce.announce(
            acting=day.staff["officer"],
            disposal=made,
            terms=terms,
            title=f"{made.asset.title}（合成标的）",
            on=day.today,
            now=day.moment,
            clock=self.clock,
            sign=self.key.sign,
        )

    def enter_applicant(self, auction: AuctionRound) -> tuple[Bidder, str]:
        """The first applicant of the case registers."""
        day = self.day
        person = self._applicant(auction.disposal)
        made = register_bidder.register_bidder(
            acting=day.staff["officer"],
            auction=auction,
            applicant=register_bidder.Applicant(kind=person.kind, name=person.name, id_number=person.id_number),
            on=day.today,
            now=day.moment,
        )
        register_bidder.publish_standing(bidder=made.bidder, clock=self.clock, sign=self.key.sign)
        return made.bidder, made.secret

    def tick(self) -> None:
        """What the hall does by itself at this moment."""
        for court_id, round_id in run_hall.due(clock=self.clock):
            run_hall.open_or_close(
                round_id=round_id,
                acting=Acting.system(court_id, "hall"),
                clock=self.clock,
                sign=self.key.sign,
                now=self.day.moment,
            )

    def bid(self, auction: AuctionRound, bidder: Bidder, secret: str, fen: int) -> hall.Judged:
        """A bid reaches the hall now."""
        one = hall.BidIn(f"demo-{fen}", bidder.number, secret, fen, self.day.moment)
        with transaction.atomic():
            return hall.bid(round_id=auction.pk, bids=[one], clock=self.clock, sign=self.key.sign)[0]

    def stop(self, control: Control) -> Disposal:
        """Stopped for a time by the chief."""
        made = self.to_priced(control)
        return stop.stop(
            acting=self.day.staff["chief"],
            disposal=made,
            reason="双方当事人正在协商执行和解",
            on=self.day.today,
            now=self.day.moment,
        )

    @staticmethod
    def _parties(made: Disposal) -> list[str]:
        rows = made.case.parties.filter(role__in=(CaseRole.APPLICANT, CaseRole.DEBTOR)).select_related("person")
        return list(dict.fromkeys(row.person.name for row in rows.order_by("role", "pk")))

    @staticmethod
    def _applicant(made: Disposal) -> Person:
        rows = made.case.parties.filter(role=CaseRole.APPLICANT).select_related("person").order_by("pk")
        return rows[0].person


def sell_some(day: "Day", key: Ed25519PrivateKey, *, now: datetime) -> None:
    """Bring the things that are sealed to their stages, in the order of time. A thing the law keeps from sale is
    passed over; where there are fewer things than stages, the last stages are missing."""
    sales = Sales(day, key)
    things = _Things(day)
    as_of = day.today + timedelta(days=LATELY_SOLD)
    day.at(as_of - timedelta(days=40))
    running = things.next(lambda one: sales.to_announced(one, opens_at=now - timedelta(hours=2)))
    fails = things.next(sales.to_announced)
    sells = things.next(sales.to_announced)
    _run(day, sales, [one for one in (fails, sells) if one is not None], bids_on=sells)
    day.at(as_of - timedelta(days=8))
    things.next(sales.to_announced)
    for act in (sales.to_priced, sales.stop, sales.to_pricing, sales.start, sales.to_pricing, sales.to_priced):
        things.next(act)
    day.at(as_of - timedelta(days=3))
    things.next(sales.to_announced)
    if running is not None:
        _bid_today(day, sales, running, now)


LATELY_SOLD = 45
"""Days between the day the story's sales begin from and the day of looking."""


class _Things:
    """The sealed things, each once."""

    def __init__(self, day: "Day") -> None:
        self.day = day
        with scope.of_court(day.court.pk):
            rows = Control.objects.filter(state=ControlState.IN_FORCE, kind=ControlKind.SEAL, releasing_fen=0)
            self.left = list(rows.select_related("asset", "case").order_by("-pk"))

    def next(self, act: Callable[[Control], Made]) -> Made | None:
        """Do it to the next thing it can be done to."""
        while self.left:
            control = self.left.pop(0)
            with suppress(Refused, BadInput), scope.of_court(self.day.court.pk):
                return act(control)
        return None


def _run(day: "Day", sales: Sales, rounds: Sequence[AuctionRound], *, bids_on: AuctionRound | None) -> None:
    """Rounds open and end; on one of them the applicant bids once, on the others nobody does."""
    entered = None
    if bids_on is not None:
        with scope.of_court(day.court.pk):
            entered = sales.enter_applicant(bids_on)
    for moment in sorted(moment for one in rounds for moment in (one.starts_at, one.ends_at + timedelta(seconds=3))):
        day.moment = moment
        with scope.of_court(day.court.pk):
            sales.tick()
        if entered is not None and bids_on is not None and moment == bids_on.starts_at:
            day.moment += timedelta(hours=1)
            with scope.of_court(day.court.pk):
                sales.bid(bids_on, *entered, bids_on.start_fen)


def _bid_today(day: "Day", sales: Sales, auction: AuctionRound, now: datetime) -> None:
    """The round that is open while the demo starts: three bids by now."""
    day.moment = now - timedelta(hours=2)
    with scope.of_court(day.court.pk):
        entered = sales.enter_applicant(auction)
    for place, minutes in enumerate((110, 45, 10)):
        day.moment = now - timedelta(minutes=minutes)
        with scope.of_court(day.court.pk):
            sales.tick()
        with scope.of_court(day.court.pk):
            sales.bid(auction, *entered, auction.start_fen + place * auction.increment_fen)
