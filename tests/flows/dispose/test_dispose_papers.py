"""Papers of a sale, from the notice to the transfer, as the acts issue them."""

import re

import pypdfium2 as pdfium
from courthouse import CourtHouse
from estate import Estate
from saleroom import SaleRoom, room

from duixian.domain.documents.models import Instrument
from duixian.flows.instruments.disposal import issue_preemption_notices
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import RoundKind


def kinds(sale_room: SaleRoom) -> list[str]:
    """The kinds of instruments of the case, in the order they were issued."""
    return list(Instrument.objects.filter(case=sale_room.case).order_by("pk").values_list("kind", flat=True))


def text_of(sale_room: SaleRoom, kind: str) -> str:
    """The text of the last instrument of a kind without blanks."""
    found = Instrument.objects.filter(case=sale_room.case, kind=kind).latest("pk")
    pages = pdfium.PdfDocument(bytes(found.pdf))
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in pages))


def test_a_notice_prints_the_terms_that_were_published(own: CourtHouse) -> None:
    sale_room = room(own)
    auction = sale_room.ready()
    text = text_of(sale_room, "auction_notice")
    assert auction.code in text
    assert f"{auction.start_fen // 100:,}.00" in text
    assert "第一次拍卖" in text
    assert sale_room.asset.title in text


def test_a_sale_leaves_confirmation_ruling_and_transfer_behind(own: CourtHouse) -> None:
    bank = Estate(own).agency()
    sale_room = room(own, counterparty=bank)
    sale_room.ready()
    sale_room.to(sale_room.round.starts_at.date())
    sale_room.enter("买家甲")
    price = sale_room.round.start_fen
    sale_room.end("买家甲", price)
    sale_room.pay("买家甲", price - sale_room.bidders["买家甲"].deposit_fen)
    sale_room.rule_and_serve()
    issued = kinds(sale_room)
    wanted = ("auction_notice", "deal_confirmation", "deal_ruling", "transfer_notice")
    assert [kind for kind in issued if kind in wanted] == list(wanted)
    ruling = text_of(sale_room, "deal_ruling")
    assert "买家甲所有，所有权自本裁定送达买受人时起转移" in ruling
    assert f"{sale_room.case.number}之一执行裁定书" in text_of(sale_room, "transfer_notice")


def test_only_those_with_the_right_are_told_of_it(own: CourtHouse) -> None:
    sale_room = room(own, kind=HoldingKind.VEHICLE)
    sale_room.start()
    sale_room.agree_on(10_000_000)
    sale_room.choose()
    terms = sale_room.terms(RoundKind.FIRST, preemptors=("共有人乙",))
    made = issue_preemption_notices(
        acting=own.officer, disposal=sale_room.disposal, terms=terms, on=sale_room.today, now=sale_room.now
    )
    assert [paper.facts["holder"] for paper in made] == ["共有人乙"]
    assert "视为放弃优先购买权" in text_of(sale_room, "preemption_notice")
