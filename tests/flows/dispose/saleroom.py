"""A controlled car (or home) on its way to money, one line an act; every act by whoever may do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from courthouse import CourtHouse, item, staff

from duixian.domain.assets.models import Asset, Control, ControlKind, Source
from duixian.domain.assets.services import controls
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Role
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Platform, Sale
from duixian.domain.trail.acting import Acting
from duixian.flows import state_need
from duixian.flows.dispose import (
    announce,
    choose_platform,
    close_round,
    deliberate,
    price,
    register_bidder,
    rule,
    start,
)
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import Failed, Notified, PricingFacts, RoundKind, RoundTerms, Sold
from duixian.law.disposal.values import BEIJING
from duixian.ports.banks import PaymentState
from duixian.testing.scenes.stage import resident_id

BEGIN = date(2026, 3, 10)
WORTH = 10_000_000
"""100,000 yuan."""


@dataclass
class SaleRoom:
    """One thing of the debtor of one case, and everybody who has to do with its sale."""

    own: CourtHouse
    case: Case
    asset: Asset
    control: Control
    panel: Sequence[Acting]
    platform: Platform
    today: date = BEGIN
    bidders: dict[str, Bidder] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """Noon in Beijing of today; a minute later each time one looks."""
        self.own.serial += 1
        return datetime.combine(self.today, time(4), UTC) + timedelta(minutes=self.own.serial % 400)

    @property
    def disposal(self) -> Disposal:
        return Disposal.objects.select_related("case", "asset", "control", "platform").latest("pk")

    @property
    def round(self) -> AuctionRound:
        return AuctionRound.objects.select_related("platform", "disposal__asset", "disposal__case").latest("pk")

    @property
    def sale(self) -> Sale:
        return Sale.objects.select_related("round").latest("pk")

    def start(self, **more: object) -> Disposal:
        """The officer begins, the chief approves."""
        made = start.start(
            acting=self.own.officer, control=self.control, why="无其他可供执行的财产", on=self.today, now=self.now,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip
        return start.approve(acting=self.own.chief, disposal=made, on=self.today, now=self.now)

    def agree_on(self, fen: int) -> None:
        """Both sides name one price: it is fixed at once."""
        names = [self.own.applicant(self.case).name, self.own.debtor(self.case).name]
        inquiry = price.ask(
            acting=self.own.officer, disposal=self.disposal, facts=PricingFacts(), asked=names, on=self.today,
            now=self.now, due_on=self.today + timedelta(days=10),
        )  # fmt: skip
        for name in names:
            price.take_answer(
                acting=self.own.officer, inquiry=inquiry, quoted_by=name, amount=fen, on=self.today, now=self.now
            )

    def choose(self) -> None:
        choose_platform.choose_platform(
            acting=self.own.officer, disposal=self.disposal, wishes={}, courts=self.platform, why="申请执行人未选择",
            on=self.today, now=self.now,
        )  # fmt: skip

    def told(self, *, preemptors: Sequence[str] = ()) -> tuple[Notified, ...]:
        """Everybody told four days ago, pre-emptors besides."""
        day = self.today - timedelta(days=4)
        names = announce.parties_to_tell(self.disposal)
        return (
            *(Notified(name, told_on=day) for name in names if name not in preemptors),
            *(Notified(name, told_on=day, preemptor=True) for name in preemptors),
        )

    def terms(self, kind: RoundKind, *, preemptors: Sequence[str] = (), **more: object) -> RoundTerms:
        suggested = announce.suggest(
            disposal=self.disposal, kind=kind, publish_on=self.today, notified=self.told(preemptors=preemptors)
        )
        return replace(suggested, **more)  # type: ignore[arg-type]

    def decide(self, terms: RoundTerms) -> None:
        for member in self.panel:
            deliberate.agree(acting=member, disposal=self.disposal, terms=terms, on=self.today, now=self.now)

    def publish(self, kind: RoundKind = RoundKind.FIRST, **more: object) -> AuctionRound:
        """The panel decides the suggested terms and the officer publishes them."""
        terms = self.terms(kind, **more)  # type: ignore[arg-type]
        self.decide(terms)
        return announce.announce(
            acting=self.own.officer, disposal=self.disposal, terms=terms, title=self.asset.title, on=self.today,
            now=self.now,
        )  # fmt: skip

    def ready(self, fen: int = WORTH) -> AuctionRound:
        """As far as the first notice."""
        self.start()
        self.agree_on(fen)
        self.choose()
        return self.publish()

    def enter(self, name: str, *, pays: int | None = None, account: bool = True, **more: object) -> Bidder:
        """Somebody registers, names an account and pays the deposit (or `pays`) under lot and number."""
        known = {"declared": more.pop("declared", None), "no_namesake": more.pop("no_namesake", "")}
        made = register_bidder.register_bidder(
            acting=self.own.officer,
            auction=self.round,
            applicant=register_bidder.Applicant(
                kind="natural", name=name, id_number=resident_id(900 + sum(map(ord, name)) % 90),
                account="6217000000000099" if account else "", bank_name="合成银行" if account else "",
                **known,  # type: ignore[arg-type]
            ),
            on=self.today,
            now=self.now,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip
        self.bidders[name], self.secrets[name] = made.bidder, made.secret
        amount = made.bidder.due_fen if pays is None else pays
        if amount:
            self.pay(name, amount)
        made.bidder.refresh_from_db()
        return made.bidder

    def pay(self, name: str, fen: int, *, remark: str | None = None) -> None:
        """Money of a bidder comes in at the court's bank."""
        bidder = self.bidders[name]
        remark = f"竞买保证金 {self.round.code} {bidder.number}" if remark is None else remark
        line = self.own.transfer(fen, self.today, counterparty=name, remark=remark)
        self.own.take_in(self.own.camt(line), f"{self.own.serial}.xml")
        bidder.refresh_from_db()

    def to(self, day: date) -> None:
        self.today = max(self.today, day)

    def end(self, name: str = "", fen: int = 0) -> Sale | None:
        """The platform says how the round ended: sold to somebody, or failed."""
        ends = self.round.planned_end
        self.to(ends.astimezone(BEIJING).date())
        bidder = self.bidders.get(name)
        closing = Sold(bidder.number, fen, ends, bids=3) if bidder else Failed(ends)
        return close_round.close_round(auction=self.round, closing=closing, acting=self.own.officer, now=self.now)

    def rule_and_serve(self, *, after: int = 3) -> Disposal:
        self.to(self.today + timedelta(days=after))
        rule.rule(acting=self.own.chief, sale=self.sale, on=self.today, now=self.now)
        return rule.serve(acting=self.own.officer, sale=self.sale, on=self.today, now=self.now)

    def pay_out(self) -> None:
        """The accountant's batch, through three hands, settled by the bank today."""
        batch = self.own.sent()
        self.own.answer(batch, PaymentState.SETTLED, on=self.today)


def room(
    own: CourtHouse,
    *,
    owed: int = 20_000_000,
    worth: int = WORTH,
    kind: HoldingKind = HoldingKind.VEHICLE,
    case: Case | None = None,
    **more: object,
) -> SaleRoom:
    """A case of so much, a thing of its debtor sealed since `BEGIN`, three judges, and a platform of the list."""
    case = case or own.file(item("1", owed, "洪春生", "黎明华"))
    state_need.state(acting=own.officer, case=case, on=BEGIN, now=own.now)
    own.serial += 1
    known: dict[str, object] = {"title": "小型轿车", "source": Source.FIELD}
    moment = datetime.combine(BEGIN, time(2), UTC)
    asset = Asset.objects.create(
        court_id=case.court_id, person=own.debtor(case), reference=f"T{own.serial}", kind=kind, divisible=False,
        value_fen=worth, counts_fen=worth, known_since=moment, as_of=moment, **(known | more),
    )  # fmt: skip
    control = controls.order_control(
        acting=own.officer, case=case, asset=asset, limit=worth, kind=ControlKind.SEAL, standing=False,
        until=date(2028, 3, 9), why=[], on=BEGIN,
    )  # fmt: skip
    controls.confirm(control, held=None, rank=1, reference="F1", effective_on=BEGIN, until=date(2028, 3, 9))
    control.refresh_from_db()
    judges = [
        own.officer,
        *(staff(own.court, f"judge{own.serial}{letter}", Role.OFFICER) for letter in "ab"),
    ]
    platform, _ = Platform.objects.get_or_create(code="taobao", defaults={"name": "淘宝网", "listed": "名单库"})
    return SaleRoom(own=own, case=case, asset=asset, control=control, panel=judges, platform=platform)
