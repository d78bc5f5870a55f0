"""Two at once over one sale: it is closed once, and a bidder's money is not both his and the court's."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path += [str(Path(__file__).parents[1] / "flows"), str(Path(__file__).parents[1] / "flows" / "dispose")]

from courthouse import found
from saleroom import SaleRoom, room

from duixian.base.faults import Refused
from duixian.domain.courts import scope
from duixian.domain.disposal.models import Bidder, Sale
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Receipt
from duixian.embedded import Cluster
from duixian.faces.cli.verification import verify
from duixian.flows.dispose import close_round, take_deposit
from duixian.law.disposal import Failed, Sold

Race = Callable[[int, str, Callable[[], Any], Callable[[], Any]], tuple[Any, Any]]


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


@pytest.fixture
def sale_room(real_db: str) -> SaleRoom:
    """Announced, with one bidder whose deposit is there; committed."""
    house = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(house.court.pk):
        opened = room(house)
        opened.ready()
        opened.enter("买家一")
        ends = opened.round.planned_end
        opened.to(ends.date())
    return opened


def wrong(dsn: str) -> list[str]:
    return [str(finding) for finding in verify(dsn).findings]


def test_two_who_close_one_round_make_one_sale(sale_room: SaleRoom, dsn: str, race: Race) -> None:
    officer, court_id = sale_room.own.officer, sale_room.own.court.pk
    with scope.of_court(court_id):
        auction, now = sale_room.round, sale_room.now
        closing = Sold(sale_room.bidders["买家一"].number, 8_000_000, auction.planned_end, bids=1)

    def close() -> Sale | None:
        return close_round.close_round(auction=auction, closing=closing, acting=officer, now=now)

    first, second = race(court_id, dsn, close, close)

    assert (first.error, second.error) == (None, None)
    assert first.value == second.value
    with scope.of_court(court_id):
        assert Sale.objects.count() == 1
        assert sale_room.disposal.steps.filter(act="knock_down").count() == 1
    assert wrong(dsn) == []


def test_a_deposit_taken_back_while_its_round_fails_is_refunded_or_taken_back_and_not_both(
    sale_room: SaleRoom, dsn: str, race: Race
) -> None:
    house, court_id = sale_room.own, sale_room.own.court.pk
    with scope.of_court(court_id):
        auction, now, receipt = sale_room.round, sale_room.now, Receipt.objects.get()
        bidder = Bidder.objects.select_related("person", "round__platform").get()

    first, second = race(
        court_id,
        dsn,
        lambda: close_round.close_round(
            auction=auction, closing=Failed(auction.planned_end), acting=house.officer, now=now
        ),
        lambda: take_deposit.take_back_deposit(
            acting=house.accountant, receipt=receipt, bidder=bidder, reason="认领有误", on=sale_room.today, now=now
        ),
    )

    assert first.error is None
    assert isinstance(second.error, Refused)
    with scope.of_court(court_id):
        money = funds.money_of([sale_room.case.pk])[sale_room.case.pk]
        assert (money.deposits, money.with_payees) == (0, auction.deposit_fen)
    assert wrong(dsn) == []
