"""Daily files of outside platforms: each result once, bad rows with their reasons, nobody sold to by a wrong name."""

from courthouse import CourtHouse
from saleroom import SaleRoom, room

from duixian.connectors.platforms.simulator.writers import FileRow, write
from duixian.domain.disposal.models import ResultFile, Sale
from duixian.flows.dispose.import_results import ResultsReport, import_results
from duixian.law.disposal.values import BEIJING
from duixian.testing.scenes.stage import resident_id


def row(sale_room: SaleRoom, **changes: str) -> FileRow:
    """Sold to B2 at the end of the round, unless changed."""
    auction = sale_room.round
    ended = auction.planned_end.astimezone(BEIJING)
    values = {
        "round_ref": auction.code,
        "item_id": "9000001",
        "status": "sold",
        "start": f"{auction.start_fen // 100}.00",
        "price": "80000.00",
        "ended_at": f"{ended:%Y-%m-%d %H:%M:%S}",
        "bids": "2",
        "extensions": "0",
        "buyer_number": "B2",
        "buyer_name": "模拟买受人",
        "buyer_id": resident_id(7),
        "deposit_transferred": "1",
    }
    return FileRow(values | changes, ())


FAILED = {"status": "failed", "bids": "0"} | dict.fromkeys(
    ("price", "buyer_number", "buyer_name", "buyer_id", "deposit_transferred"), ""
)


def take_in(sale_room: SaleRoom, *rows: FileRow, name: str = "jd.2026-04-01.json") -> ResultsReport:
    sale_room.to(sale_room.round.planned_end.date())
    return import_results(
        acting=sale_room.own.officer, platform=sale_room.platform, data=write("taobao", rows, now=sale_room.now),
        file_name=name, on=sale_room.today, now=sale_room.now,
    )  # fmt: skip


def test_a_result_sells_the_thing_to_whom_the_platform_names(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()

    report = take_in(sale_room, row(sale_room))

    assert [sale.price_fen for sale in report.sold] == [8_000_000]
    assert sale_room.sale.buyer.id_number == resident_id(7)
    assert (sale_room.disposal.state, sale_room.round.state) == ("sold", "sold")
    assert sale_room.round.outside_id == "9000001"


def test_the_same_result_again_changes_nothing(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    take_in(sale_room, row(sale_room))

    again = take_in(sale_room, row(sale_room))
    other_file = take_in(sale_room, row(sale_room), row(sale_room, round_ref="PM999926000001"))

    assert again.repeated
    assert (other_file.sold, other_file.known) == ([], 1)
    assert [fault.code for fault in other_file.faults] == ["result.unknown_round"]
    assert Sale.objects.count() == 1
    assert ResultFile.objects.count() == 2


def test_a_result_that_says_otherwise_is_a_fault_and_the_first_stands(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    take_in(sale_room, row(sale_room))

    report = take_in(sale_room, row(sale_room, price="90000.00"))

    assert [fault.code for fault in report.faults] == ["result.contradicts"]
    assert sale_room.sale.price_fen == 8_000_000


def test_a_row_that_cannot_be_used_costs_no_other(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()

    report = take_in(sale_room, row(sale_room, round_ref="别处的"), row(sale_room, **FAILED))

    assert [auction.code for auction in report.failed] == [sale_room.round.code]
    assert [fault.code for fault in report.faults] == ["result.unknown_round"]
    assert sale_room.disposal.state == "failed"


def test_a_buyer_of_another_name_than_the_number_was_given_to_buys_nothing(own: CourtHouse) -> None:
    sale_room = room(own)
    sale_room.ready()
    bidder = sale_room.enter("买家一")

    report = take_in(sale_room, row(sale_room, buyer_number=bidder.number))

    assert [fault.code for fault in report.faults] == ["result.other_buyer"]
    assert not Sale.objects.exists()
    assert sale_room.disposal.state == "announced"
