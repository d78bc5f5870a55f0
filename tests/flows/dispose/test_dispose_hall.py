"""A round of our own hall, from its notice to the sale in the disposal; the log a stranger checks."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from courthouse import CourtHouse
from lots import KEY, verify
from saleroom import SaleRoom, room

from duixian.base.faults import Refused
from duixian.domain.assets.models import OutsiderObjection
from duixian.domain.disposal.models import Bidder, Platform
from duixian.domain.disposal.services import bidders, hall
from duixian.domain.trail.acting import Acting
from duixian.faces.hall import timekeeper
from duixian.flows.dispose import announce, run_hall
from duixian.flows.dispose.register_bidder import publish_standing
from duixian.flows.state_debt import debt_of
from duixian.law.disposal import Bar, RoundKind, verify_log


class Clock:
    """Says what the test says."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def in_our_hall(own: CourtHouse) -> tuple[SaleRoom, Clock]:
    """Announced in our own hall."""
    sale_room = room(own)
    sale_room.platform = Platform.objects.get_or_create(code="hall", name="本院竞价大厅", own=True)[0]
    sale_room.start()
    sale_room.agree_on(10_000_000)
    sale_room.choose()
    terms = replace(sale_room.terms(RoundKind.FIRST), platform="hall")
    sale_room.decide(terms)
    clock = Clock(sale_room.now)
    announce.announce(
        acting=own.officer, disposal=sale_room.disposal, terms=terms, title="小型轿车", on=sale_room.today,
        now=sale_room.now, clock=clock, sign=KEY.sign,
    )  # fmt: skip
    return sale_room, clock


def tick(sale_room: SaleRoom, clock: Clock) -> None:
    run_hall.open_or_close(
        round_id=sale_room.round.pk, acting=Acting.system(sale_room.own.court.pk, "hall"), clock=clock,
        sign=KEY.sign, now=clock(),
    )  # fmt: skip


def bid(sale_room: SaleRoom, clock: Clock, name: str, fen: int, key: str) -> hall.Judged:
    one = hall.BidIn(key, sale_room.bidders[name].number, sale_room.secrets[name], fen, clock())
    return hall.bid(round_id=sale_room.round.pk, bids=[one], clock=clock, sign=KEY.sign)[0]


def test_a_round_of_our_hall_becomes_a_sale_whose_log_anybody_can_check(own: CourtHouse) -> None:
    sale_room, clock = in_our_hall(own)
    for name in ("买家一", "买家二"):
        sale_room.enter(name)
    for bidder in Bidder.objects.order_by("pk"):
        assert publish_standing(bidder=bidder, clock=clock, sign=KEY.sign)
    clock.at = sale_room.round.starts_at
    tick(sale_room, clock)
    assert (sale_room.round.state, sale_room.disposal.state) == ("open", "bidding")

    clock.at += timedelta(hours=1)
    assert bid(sale_room, clock, "买家一", 7_500_000, "a").accepted
    assert bid(sale_room, clock, "买家二", 8_000_000, "b").accepted
    clock.at = sale_room.round.ends_at + timedelta(seconds=3)
    tick(sale_room, clock)

    assert (sale_room.round.state, sale_room.disposal.state) == ("sold", "sold")
    assert (sale_room.sale.price_fen, sale_room.sale.buyer.name) == (8_000_000, "买家二")
    loser = Bidder.objects.get(person__name="买家一")
    assert (loser.deposit_state, loser.deposit_fen) == ("refunding", 0)
    assert verify_log(hall.entries(sale_room.round.pk), public_key_verify=verify) == []


def test_a_round_does_not_open_while_an_outsider_claims_the_thing(own: CourtHouse) -> None:
    sale_room, clock = in_our_hall(own)
    OutsiderObjection.objects.create(
        court_id=own.court.pk, case=sale_room.case, asset=sale_room.asset, objector="案外人甲", grounds="已购买",
        filed_on=sale_room.today, due_on=sale_room.today + timedelta(days=15), entered_by="x",
    )  # fmt: skip
    clock.at = sale_room.round.starts_at

    tick(sale_room, clock)

    assert (sale_room.round.state, sale_room.disposal.state) == ("suspended", "stopped")


def test_a_round_does_not_open_when_nothing_is_owed_any_more(own: CourtHouse) -> None:
    sale_room, clock = in_our_hall(own)
    day = sale_room.round.starts_at.date() - timedelta(days=1)
    own.receive(sale_room.case, debt_of(sale_room.case, on=day).to_pay, day)
    clock.at = sale_room.round.starts_at

    tick(sale_room, clock)

    assert (sale_room.round.state, sale_room.disposal.state) == ("suspended", "stopped")


def led_by_one(own: CourtHouse, monkeypatch: pytest.MonkeyPatch) -> tuple[SaleRoom, Clock]:
    """Bidding is over, one bidder leads, and the hall has not looked at the clock yet."""
    sale_room, clock = in_our_hall(own)
    monkeypatch.setattr(hall, "database_clock", clock)
    sale_room.enter("买家一")
    clock.at = sale_room.round.starts_at
    timekeeper.tick(sign=KEY.sign)
    assert bid(sale_room, clock, "买家一", 7_500_000, "a").accepted
    clock.at = sale_room.round.ends_at + timedelta(seconds=3)
    return sale_room, clock


def test_a_winner_is_not_barred_between_the_end_and_the_closing(
    own: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale_room, clock = led_by_one(own, monkeypatch)
    leader = sale_room.bidders["买家一"]
    with pytest.raises(Refused, match="当前领先"):
        bidders.bar(acting=own.officer, bidder=leader, why=Bar.UNQUALIFIED, on=sale_room.today, now=clock())

    timekeeper.tick(sign=KEY.sign)

    assert sale_room.round.state == "sold"


def test_a_round_that_cannot_be_closed_keeps_no_other_waiting(own: CourtHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    sale_room, _ = led_by_one(own, monkeypatch)
    whole = run_hall.due
    monkeypatch.setattr(run_hall, "due", lambda *, clock: [(own.court.pk, 0), *whole(clock=clock)])

    timekeeper.tick(sign=KEY.sign)

    assert sale_room.round.state == "sold"
