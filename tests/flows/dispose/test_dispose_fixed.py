"""What a notice, a knock-down or a registration said cannot be rewritten, not even by a wrong query."""

import pytest
from courthouse import CourtHouse
from django.db import IntegrityError, transaction
from saleroom import SaleRoom, room

from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, Sale


def sold(own: CourtHouse) -> SaleRoom:
    sale_room = room(own)
    sale_room.ready()
    sale_room.enter("买家一")
    sale_room.end("买家一", 8_000_000)
    return sale_room


@pytest.mark.parametrize(
    ("rows", "changes", "constraint"),
    [
        (AuctionRound.objects, {"start_fen": 1}, "disposal_round_is_fixed"),
        (AuctionRound.objects, {"state": "announced"}, "disposal_round_moves_on"),
        (Disposal.objects, {"made_by": "x"}, "disposal_is_fixed"),
        (Disposal.objects, {"state": "handed_over"}, "disposal_moves_on"),
        (Bidder.objects, {"number": "Z0"}, "disposal_bidder_is_fixed"),
        (Sale.objects, {"price_fen": 9_000_000}, "disposal_sale_is_fixed"),
        (Sale.objects, {"ruled_on": "2026-05-01"}, "disposal_ruled_when_paid"),
    ],
)
def test_the_database_refuses(own: CourtHouse, rows: object, changes: dict[str, object], constraint: str) -> None:
    sold(own)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(**changes)  # type: ignore[attr-defined]

    assert refused.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_a_barred_bidder_stays_barred(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    bidder = sale_room.enter("买家一", pays=0)
    Bidder.objects.filter(pk=bidder.pk).update(barred="relative")

    with pytest.raises(IntegrityError), transaction.atomic():
        Bidder.objects.filter(pk=bidder.pk).update(barred="")
