"""A sealed car on its way to money in the court's own hall: price, panel, notice, three bidders, payment, ruling.

The hall's clock is the scene's: a day and a night of bidding take no time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils.timezone import localtime

from duixian.base.money import Fen, display
from duixian.domain.assets.models import Control, ControlState
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.courts import scope
from duixian.domain.courts.models import Officer, Role
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Platform, Sale
from duixian.domain.disposal.services import hall
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import (
    announce,
    choose_platform,
    deliberate,
    price,
    register_bidder,
    rule,
    run_hall,
    start,
)
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import LogReport, Notified, PricingFacts, RoundKind, check_log
from duixian.testing.scenes.stage import Stage, resident_id

HALL = "hall"
BIDDERS = ("董文涛", "方丽娟", "汪建军")


@dataclass
class Saleroom:
    """One car under the hammer. `moment` of the stage is the hall's time."""

    stage: Stage
    case: Case
    control: Control
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    secrets: dict[str, str] = field(default_factory=dict)
    _bids: int = 0

    # who and when

    @property
    def disposal(self) -> Disposal:
        """The sale as it stands."""
        return Disposal.objects.select_related("case", "asset", "control", "platform").get(control=self.control)

    @property
    def round(self) -> AuctionRound:
        """The round."""
        return AuctionRound.objects.select_related("platform", "disposal").get(disposal__control=self.control)

    def clock(self) -> datetime:
        """The hall's time."""
        return self.stage.moment

    def sign(self, data: bytes) -> bytes:
        """The hall's signature."""
        return self.key.sign(data)

    def judges(self) -> list[Acting]:
        """The panel of three."""
        more = [
            Officer.objects.get_or_create(
                username=name,
                defaults={"name": f"合议庭成员{name[-1]}", "court": self.stage.court, "roles": [Role.OFFICER]},
            )[0].acting()
            for name in ("judge2", "judge3")
        ]
        return [self.stage.staff["officer"], *more]

    # the course

    def price_it(self, fen: Fen) -> None:
        """The sale is begun and approved, and both sides agree on a price."""
        stage, on, now = self.stage, self.stage.today, self.stage.moment
        officer = stage.staff["officer"]
        with scope.of_court(stage.court.pk):
            made = start.start(acting=officer, control=self.control, why="存款扣划后仍不足清偿", on=on, now=now)
            start.approve(acting=stage.staff["chief"], disposal=made, on=on, now=now)
            names = [
                self.case.parties.filter(role=role).select_related("person")[0].person.name
                for role in (CaseRole.APPLICANT, CaseRole.DEBTOR)
            ]
            inquiry = price.ask(
                acting=officer,
                disposal=made,
                facts=PricingFacts(),
                asked=names,
                on=on,
                now=now,
                due_on=on + timedelta(days=10),
            )
            for name in names:
                price.take_answer(acting=officer, inquiry=inquiry, quoted_by=name, amount=fen, on=on, now=now)
            own, _ = Platform.objects.get_or_create(code=HALL, defaults={"name": "本院竞价大厅", "own": True})
            choose_platform.choose_platform(
                acting=officer, disposal=made, wishes={}, courts=own, why="申请执行人未选择平台", on=on, now=now
            )

    def publish(self, *, told_on: date) -> AuctionRound:
        """The panel fixes the terms; the officer publishes the notice."""
        stage, on, now = self.stage, self.stage.today, self.stage.moment
        with scope.of_court(stage.court.pk):
            told = tuple(Notified(name, told_on=told_on) for name in announce.parties_to_tell(self.disposal))
            terms = announce.suggest(disposal=self.disposal, kind=RoundKind.FIRST, publish_on=on, notified=told)
            for judge in self.judges():
                deliberate.agree(acting=judge, disposal=self.disposal, terms=terms, on=on, now=now)
            return announce.announce(
                acting=stage.staff["officer"],
                disposal=self.disposal,
                terms=terms,
                title=self.disposal.asset.title,
                on=on,
                now=now,
                clock=self.clock,
                sign=self.sign,
            )

    def enter(self, name: str, number: int) -> Bidder:
        """Somebody registers and pays the deposit under lot and number; his standing becomes public."""
        stage = self.stage
        with scope.of_court(stage.court.pk):
            made = register_bidder.register_bidder(
                acting=stage.staff["officer"],
                auction=self.round,
                applicant=register_bidder.Applicant(
                    kind="natural",
                    name=name,
                    id_number=resident_id(number),
                    account=f"621700{number:013d}",
                    bank_name="合成银行",
                ),
                on=stage.today,
                now=stage.moment,
            )
        self.secrets[name] = made.secret
        self.pay(made.bidder, made.bidder.due_fen)
        with scope.of_court(stage.court.pk):
            register_bidder.publish_standing(bidder=made.bidder, clock=self.clock, sign=self.sign)
            return Bidder.objects.select_related("person").get(pk=made.bidder.pk)

    def pay(self, bidder: Bidder, fen: Fen) -> None:
        """Money of a bidder comes in at the court's bank, and is known by lot and number."""
        with scope.of_court(self.stage.court.pk):
            remark = f"竞买款 {self.round.code} {bidder.number}"
            name = bidder.person.name
        self.stage.pay_in(fen, payer=name, remark=remark)
        report = self.stage.import_statement()
        assert len(report.bidders) == 1, report

    def tick(self) -> None:
        """What the hall does by itself at this moment: open, or close."""
        with scope.of_court(self.stage.court.pk):
            for court_id, round_id in run_hall.due(clock=self.clock):
                run_hall.open_or_close(
                    round_id=round_id,
                    acting=Acting.system(court_id, "hall"),
                    clock=self.clock,
                    sign=self.sign,
                    now=self.stage.moment,
                )

    def bid(self, bidder: Bidder, fen: Fen) -> hall.Judged:
        """A bid reaches the hall now."""
        self._bids += 1
        one = hall.BidIn(f"bid-{self._bids}", bidder.number, self.secrets[bidder.person.name], fen, self.stage.moment)
        with scope.of_court(self.stage.court.pk), transaction.atomic():
            return hall.bid(round_id=self.round.pk, bids=[one], clock=self.clock, sign=self.sign)[0]

    def hand_over(self, sale: Sale) -> Disposal:
        """The chief rules, the officer serves the ruling and hands the car over."""
        stage, on, now = self.stage, self.stage.today, self.stage.moment
        with scope.of_court(stage.court.pk):
            sale.refresh_from_db()
            rule.rule(acting=stage.staff["chief"], sale=sale, on=on, now=now)
            served = rule.serve(acting=stage.staff["officer"], sale=sale, on=on, now=now)
            return rule.hand_over(acting=stage.staff["officer"], disposal=served, on=on, now=now)

    def log(self) -> LogReport:
        """The public log, judged again by somebody who has only the log and the public key."""
        public = self.key.public_key()

        def verifies(signed: bytes, signature: bytes) -> bool:
            try:
                public.verify(signature, signed)
            except InvalidSignature:
                return False
            return True

        with scope.of_court(self.stage.court.pk):
            return check_log(hall.entries(self.round.pk), public_key_verify=verifies)


def car_of(stage: Stage, case: Case) -> Control | None:
    """The car a case has under seal."""
    with scope.of_court(stage.court.pk):
        found = Control.objects.filter(case=case, state=ControlState.IN_FORCE, asset__kind=HoldingKind.VEHICLE)
        return found.select_related("asset", "case").first()


def sell_car(stage: Stage, case: Case, control: Control, tell: Callable[[str], None]) -> tuple[Sale, LogReport]:
    """From the sealed car to the price on the case's account."""
    room = Saleroom(stage, case, control)
    worth = control.held_fen
    room.price_it(worth)
    tell(f"处置{control.asset.title}：双方议定参考价 {display(worth)}，合议庭定于本院竞价大厅拍卖")
    told = stage.today
    stage.at(told + timedelta(days=5))
    auction = room.publish(told_on=told)
    tell(
        f"一拍公告：起拍价 {display(auction.start_fen)}，保证金 {display(auction.deposit_fen)}，"
        f"{localtime(auction.starts_at):%m-%d %H:%M} 开拍"
    )
    bidders = [room.enter(name, 700 + place) for place, name in enumerate(BIDDERS)]
    stage.moment = auction.starts_at
    room.tick()
    leading = _bidding(room, auction, bidders)
    with scope.of_court(stage.court.pk):
        auction = room.round
    tell(f"{len(bidders)} 人竞价，{auction.bids_count} 次出价，最后五分钟内出价自动延时 {auction.extensions} 次")
    stage.moment = auction.ends_at + timedelta(seconds=3)
    room.tick()
    with scope.of_court(stage.court.pk):
        sale = Sale.objects.get(round=auction)
    tell(f"成交 {display(sale.price_fen)}，买受人竞买号 {leading.number}，公开竞价记录经独立复核无误")
    stage.at(stage.today + timedelta(days=3))
    room.pay(leading, sale.price_fen - leading.due_fen)
    stage.at(stage.today + timedelta(days=2))
    room.hand_over(sale)
    tell("价款付清，成交裁定送达，车辆交付；价款自送达之日抵偿债务")
    return sale, room.log()


def _bidding(room: Saleroom, auction: AuctionRound, bidders: list[Bidder]) -> Bidder:
    """Seven bids through the day, the last four minutes before the end; one too low is told so and leads nothing."""
    stage, step = room.stage, auction.increment_fen
    first, second, third = bidders
    fen = auction.start_fen
    for place, bidder in enumerate((first, second, third, first, second, third)):
        stage.moment = auction.starts_at + timedelta(hours=1 + 3 * place)
        assert room.bid(bidder, fen).accepted
        fen += step
    refused = room.bid(first, fen - step)
    assert not refused.accepted
    assert refused.code
    stage.moment = auction.planned_end - timedelta(minutes=4)
    assert room.bid(second, fen).accepted
    return second
