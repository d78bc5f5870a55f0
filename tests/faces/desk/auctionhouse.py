"""A sealed car of a debtor on its way to the hammer, for the tests of the pages; every act by whoever may do it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.timezone import localdate, localtime
from province import NOON, PASSWORD, Province, draft, file

from duixian.domain.assets.models import Asset, Control, ControlKind, Source
from duixian.domain.assets.services import controls
from duixian.domain.courts import scope
from duixian.domain.courts import services as courts
from duixian.domain.courts.models import Officer, Role
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Platform
from duixian.domain.disposal.services import hall
from duixian.domain.trail.acting import Acting
from duixian.flows import state_need
from duixian.flows.dispose import announce, choose_platform, deliberate, price, register_bidder, start
from duixian.law.disposal import Notified, PricingFacts, RoundKind
from duixian.testing.scenes.stage import resident_id

WORTH = 10_000_000
"""100,000 yuan."""


@dataclass(frozen=True)
class House:
    """The court, its judges, and a thing under control."""

    province: Province
    judges: Sequence[Officer]
    control: Control
    platform: Platform

    def acting(self) -> Acting:
        return self.province.officer.acting()

    def start(self) -> Disposal:
        """The officer begins, the chief approves."""
        made = start.start(
            acting=self.acting(), control=self.control, why="无其他财产", on=localdate(), now=localtime()
        )
        return start.approve(acting=self.province.chief.acting(), disposal=made, on=localdate(), now=localtime())

    def priced(self, fen: int = WORTH) -> Disposal:
        """As far as a reference price both sides agree on, and a platform."""
        made = self.start()
        names = ["陈静", "梁国栋"]
        due = localdate() + timedelta(days=5)
        inquiry = price.ask(
            acting=self.acting(), disposal=made, facts=PricingFacts(), asked=names, on=localdate(), now=localtime(),
            due_on=due,
        )  # fmt: skip
        for name in names:
            price.take_answer(
                acting=self.acting(), inquiry=inquiry, quoted_by=name, amount=fen, on=localdate(), now=localtime()
            )
        made.refresh_from_db()
        return choose_platform.choose_platform(
            acting=self.acting(), disposal=made, wishes={}, courts=self.platform, why="申请执行人未选择",
            on=localdate(), now=localtime(),
        )  # fmt: skip

    def announced(self, *, sign: hall.Sign) -> AuctionRound:
        """A first round of our own hall, on terms three judges agreed to."""
        made = Disposal.objects.select_related("asset", "platform", "case").get(pk=self.priced().pk)
        told = localdate() - timedelta(days=4)
        terms = announce.suggest(disposal=made, kind=RoundKind.FIRST, publish_on=localdate())
        names = announce.parties_to_tell(made)
        terms = replace(terms, notified=tuple(Notified(name, told_on=told) for name in names))
        for judge in self.judges:
            deliberate.agree(acting=judge.acting(), disposal=made, terms=terms, on=localdate(), now=localtime())
        return announce.announce(
            acting=self.acting(), disposal=made, terms=terms, title="小型轿车一辆", on=localdate(), now=localtime(),
            clock=hall.database_clock, sign=sign,
        )  # fmt: skip

    def enter(self, auction: AuctionRound, name: str, *, sign: hall.Sign) -> tuple[Bidder, str]:
        """Somebody registers and his deposit is there; the public log tells it."""
        found = register_bidder.register_bidder(
            acting=self.acting(),
            auction=auction,
            applicant=register_bidder.Applicant("natural", name, resident_id(900 + sum(map(ord, name)) % 90)),
            on=localdate(),
            now=localtime(),
        )
        Bidder.objects.filter(pk=found.bidder.pk).update(deposit_state="held", deposit_fen=found.bidder.due_fen)
        register_bidder.publish_standing(
            bidder=Bidder.objects.select_related("round").get(pk=found.bidder.pk),
            clock=hall.database_clock,
            sign=sign,
        )
        return found.bidder, found.secret


def house(province: Province, *, own: bool = False) -> House:
    """A case of 200,000 yuan, a car of its debtor sealed since three weeks, three judges. In the court's scope."""
    today = localdate()
    since = today - timedelta(days=21)
    case = file(province.officer, draft(fen=2 * WORTH), on=since)
    acting = province.officer.acting()
    with scope.of_court(province.court.pk):
        judges = [
            province.officer,
            *(
                courts.take_on(
                    username=f"nh-{letter}", name=f"审判员{letter}", court=province.court, roles=(Role.OFFICER,),
                    password=PASSWORD, acting=Acting.system(province.court.pk, "test"), now=NOON,
                )
                for letter in "甲乙"
            ),
        ]  # fmt: skip
        state_need.state(acting=acting, case=case, on=since, now=NOON)
        moment = datetime.combine(since, NOON.timetz())
        person = case.parties.filter(role="debtor").select_related("person")[0].person
        asset = Asset.objects.create(
            court_id=case.court_id, person=person, reference="粤E12345", kind="vehicle", title="小型轿车 粤E·12345",
            divisible=False, value_fen=WORTH, counts_fen=WORTH, source=Source.FIELD, known_since=moment, as_of=moment,
        )  # fmt: skip
        until = since + timedelta(days=729)
        control = controls.order_control(
            acting=acting, case=case, asset=asset, limit=WORTH, kind=ControlKind.SEAL, standing=False, until=until,
            why=[], on=since,
        )  # fmt: skip
        controls.confirm(control, held=None, rank=1, reference="F1", effective_on=since, until=until)
        control.refresh_from_db()
        code, name = ("hall", "本院竞价大厅") if own else ("taobao", "淘宝网")
        platform, _ = Platform.objects.get_or_create(code=code, defaults={"name": name, "own": own})
    return House(province, judges, control, platform)
