"""Daily files of outside platforms: what is good is kept, what is not comes back with its place and reason."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from duixian.base.faults import BadInput
from duixian.connectors.platforms.dialects import DIALECTS
from duixian.connectors.platforms.results import read_results
from duixian.connectors.platforms.simulator.writers import FileRow, write
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import Bid, RoundKind
from duixian.law.disposal.values import BEIJING
from duixian.ports.platforms import Publication, ResultStatus, match

ENDED = datetime(2026, 5, 26, 10, 22, 18, tzinfo=BEIJING)
LADDER = (Bid("A1", 700_000_00, ENDED - timedelta(hours=3)), Bid("B2", 712_000_50, ENDED - timedelta(minutes=5)))


def sold(number=1, **changes):
    values = {
        "round_ref": f"R-{number}",
        "item_id": str(9_000_000 + number),
        "status": "sold",
        "start": "700000.00",
        "price": "712000.50",
        "ended_at": "2026-05-26 10:22:18",
        "bids": "2",
        "extensions": "1",
        "buyer_number": "B2",
        "buyer_name": "模拟买受人",
        "buyer_id": "649901198001011236",
        "deposit_transferred": "1",
    }
    return FileRow(values, LADDER).with_(**changes)


def failed(number=2):
    blank = dict.fromkeys(("price", "buyer_number", "buyer_name", "buyer_id", "deposit_transferred"), "")
    return replace(sold(number, status="failed", bids="0", extensions="0", **blank), ladder=())


def file(code, *rows):
    return read_results(write(code, rows, now=ENDED), platform=code)


def codes(found):
    return [fault.code for fault in found.faults]


@pytest.mark.parametrize("code", DIALECTS)
def test_each_dialect_tells_the_same(code):
    found = file(code, sold(), failed())
    first, second = found.results

    assert found.faults == ()
    assert (first.round_ref, first.platform, first.status) == ("R-1", code, ResultStatus.SOLD)
    assert (first.start, first.price, first.bids, first.extensions) == (700_000_00, 712_000_50, 2, 1)
    assert (first.buyer_number, first.buyer_name, first.buyer_id) == ("B2", "模拟买受人", "649901198001011236")
    assert (first.ended_at, first.deposit_transferred) == (ENDED, True)
    assert first.file_sha256 == found.sha256
    assert (second.status, second.price, second.buyer_name, second.bids) == (ResultStatus.FAILED, None, "", 0)


@pytest.mark.parametrize("code", DIALECTS)
@pytest.mark.parametrize("status", ["todo", "doing", "suspended", "withdrawn"])
def test_each_dialect_has_every_other_status(code, status):
    (found,) = file(code, failed().with_(status=status)).results

    assert found.status == status
    assert found.price is None


def test_one_dialect_brings_the_bids():
    (found,) = file("gpai", sold()).results

    assert [(bid.bidder, bid.amount) for bid in found.ladder] == [("B2", 712_000_50), ("A1", 700_000_00)]


@pytest.mark.parametrize("code", ["taobao", "jd", "gpai"])
def test_three_bad_rows_of_ten_thousand_cost_three_rows(code):
    rows = [replace(sold(number), ladder=()) for number in range(10_000)]
    for position in (17, 5_000, 9_999):
        rows[position] = rows[position].with_(start="七十万")

    found = file(code, *rows)

    assert (found.rows, len(found.results), codes(found)) == (10_000, 9_997, ["result.amount"] * 3)
    assert all(fault.place for fault in found.faults)


@pytest.mark.parametrize("code", DIALECTS)
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"start": "-1"}, "result.amount"),
        ({"start": "700000.001"}, "result.amount"),
        ({"price": "七十一万"}, "result.amount"),
        ({"round_ref": ""}, "result.row"),
        ({"buyer_name": ""}, "result.no_buyer"),
        ({"price": "699999.99"}, "result.below_start"),
    ],
)
def test_a_bad_row_is_returned_with_its_reason_and_the_next_is_kept(code, changes, fault):
    found = file(code, replace(sold(), ladder=()).with_(**changes), failed())

    assert codes(found) == [fault]
    assert found.faults[0].place
    assert [result.round_ref for result in found.results] == ["R-2"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"ended_at": "2026-02-30 10:00:00"}, "result.time"),
        ({"bids": "二"}, "result.count"),
        ({"bids": "-2"}, "result.count"),
        ({"bids": "0"}, "result.count"),
        ({"deposit_transferred": "也许"}, "result.flag"),
    ],
)
def test_cells_that_are_no_time_count_or_flag_are_named(changes, fault):
    assert codes(file("jd", replace(sold(), ladder=()).with_(**changes))) == [fault]


def test_a_status_nobody_agreed_on_is_named():
    data = write("jd", [sold()], now=ENDED).replace(b'"auctionStatus": "2"', b'"auctionStatus": "9"')

    assert codes(read_results(data, platform="jd")) == ["result.status"]


def test_a_done_round_without_bids_has_failed():
    data = write("taobao", [failed()], now=ENDED).replace(b'"failure"', b'"done"')

    assert [result.status for result in read_results(data, platform="taobao").results] == [ResultStatus.FAILED]


def test_prices_written_as_numbers_lose_no_fen():
    data = write("taobao", [sold(price="80000000000000.93", start="80000000000000.91")], now=ENDED)

    assert b":80000000000000.93" in data
    assert read_results(data, platform="taobao").results[0].price == 8_000_000_000_000_093


def test_a_ladder_that_contradicts_the_outcome_costs_the_row():
    wrong = replace(sold(), ladder=(LADDER[1], replace(LADDER[0], amount=800_000_00)))
    short = replace(sold(), ladder=LADDER[1:])

    assert codes(file("gpai", wrong)) == ["result.ladder"]
    assert codes(file("gpai", short)) == ["result.ladder"]


def test_a_row_that_stands_twice_counts_once():
    found = file("jd", sold(), sold())

    assert (len(found.results), codes(found)) == (1, [])


def test_two_rows_that_differ_keep_the_first_and_name_the_second():
    found = file("jd", sold(), sold(price="800000.00"))

    assert codes(found) == ["result.twice"]
    assert found.results[0].price == 712_000_50


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("taobao", b"{"),
        ("taobao", b'{"data": 3}'),
        ("gpai", "日期,金额\r\n2026-05-26,1\r\n".encode("gbk")),
        ("caa", b"PK\x03\x04 no zip"),
        ("rmfysszc", b"<other/>"),
        ("rmfysszc", b"<results><result>"),
        ("rmfysszc", b'<!DOCTYPE x [<!ENTITY e "e">]><results><result>&e;</result></results>'),
        ("gpai", b"PK\x03\x04 no csv"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(code, data):
    with pytest.raises(BadInput):
        read_results(data, platform=code)


def test_a_platform_without_a_dialect_is_refused():
    with pytest.raises(BadInput) as bad:
        read_results(b"{}", platform="icbc")

    assert bad.value.faults[0].code == "result.platform"


def test_a_line_that_is_no_object_costs_that_line():
    data = write("jd", [sold()], now=ENDED) + b"[1]\nnonsense\n" + json.dumps({}).encode()
    found = read_results(data, platform="jd")

    assert len(found.results) == 1
    assert codes(found)[:2] == ["result.row", "result.row"]


# ------------------------------------------------------------------------------------------------------------ matching


def publication(number=1, *, platform="jd", **changes):
    made = Publication(
        f"R-{number}",
        platform,
        "示范区人民法院",
        "（2026）宁0102执12号",
        "示范路1号房屋",
        RoundKind.FIRST,
        HoldingKind.HOME,
        700_000_00,
        3_500_00,
        70_000_00,
        1_000_000_00,
        ENDED - timedelta(days=31),
        ENDED.replace(hour=10, minute=0, second=0) - timedelta(days=1),
        ENDED.replace(hour=10, minute=0, second=0),
    )
    return replace(made, **changes)


def matched(found, *publications, known=()):
    good, faults = match(found, {one.round_ref: one for one in publications}, known=known)
    return [one.result.round_ref for one in good], [fault.code for fault in faults]


def test_results_of_our_rounds_are_matched():
    assert matched(file("jd", sold(1), failed(2)), publication(1), publication(2)) == (["R-1", "R-2"], [])


@pytest.mark.parametrize(
    ("ours", "fault"),
    [
        ([], "result.unknown_round"),
        ([publication(platform="taobao")], "result.other_platform"),
        ([publication(start=600_000_00)], "result.other_start"),
        ([publication(ends_at=ENDED + timedelta(hours=1))], "result.ended_early"),
    ],
)
def test_what_is_not_ours_or_not_as_published_is_not_used(ours, fault):
    assert matched(file("jd", sold()), *ours) == ([], [fault])


def test_a_price_below_our_start_is_not_used_even_if_the_file_agrees_with_itself():
    found = file("jd", replace(sold(), ladder=()).with_(start="1.00", price="2.00"))

    assert matched(found, publication()) == ([], ["result.other_start", "result.below_start"])


def test_a_final_result_that_comes_again_is_passed_over_and_a_changed_one_is_named():
    (known,) = file("jd", sold()).results

    assert matched(file("jd", sold()), publication(), known=[known]) == ([], [])
    changed = file("jd", sold(price="800000.00"))
    assert matched(changed, publication(), known=[known]) == ([], ["result.contradicts"])


def test_what_was_not_final_may_change():
    (known,) = file("jd", failed(1).with_(status="doing")).results

    assert matched(file("jd", sold()), publication(), known=[known]) == (["R-1"], [])
