"""What pages read of disposals: lists, one timeline, refunds that are late, in few queries."""

from datetime import timedelta

from courthouse import CourtHouse
from django.db import connection
from django.test.utils import CaptureQueriesContext
from saleroom import SaleRoom, room

from duixian.domain.disposal import selectors


def sold(own: CourtHouse) -> SaleRoom:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    sale_room.enter("买家二")
    sale_room.end("买家一", 8_000_000)
    return sale_room


def test_a_timeline_tells_every_act_with_its_article(own: CourtHouse) -> None:
    sale_room = sold(own)

    with CaptureQueriesContext(connection) as queries:
        told = selectors.timeline(sale_room.disposal.pk)
        quotes = [quote.quoted_by for inquiry in told.inquiries for quote in inquiry.quotes.all()]

    assert [step.act for step in told.steps if step.act != "panel"] == [
        "start", "approve", "ask_price", "price_reported", "price_fixed", "fix_price", "choose_platform", "announce",
        "open", "knock_down",
    ]  # fmt: skip
    assert all(step.basis for step in told.steps)
    assert told.sale is not None
    assert len(quotes) == 2
    assert len(queries) <= 8  # the test's own look for the newest disposal is one of them


def test_a_refund_is_late_after_twenty_four_hours(own: CourtHouse) -> None:
    sale_room = sold(own)
    closed = sale_room.round.closed_at
    assert closed is not None

    in_time = selectors.refunds_due(court_id=own.court.pk, now=closed + timedelta(hours=24))
    late = selectors.refunds_due(court_id=own.court.pk, now=closed + timedelta(hours=24, seconds=1))

    assert [bidder.person.name for bidder in in_time] == []
    assert [bidder.person.name for bidder in late] == ["买家二"]
    sale_room.pay_out()
    assert not selectors.refunds_due(court_id=own.court.pk, now=closed + timedelta(days=9)).exists()


def test_a_list_costs_the_same_for_one_as_for_many(own: CourtHouse) -> None:
    sale_room = sold(own)
    with CaptureQueriesContext(connection) as queries:
        found = list(selectors.listed(court_id=own.court.pk, states=["sold"]))
        names = [(one.asset.person.name, [auction.code for auction in one.rounds.all()]) for one in found]

    assert names == [(own.debtor(sale_room.case).name, [sale_room.round.code])]
    assert len(queries) == 2
