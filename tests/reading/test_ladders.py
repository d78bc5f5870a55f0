"""Bid ladders: the five real ones to the same winner, price and closing; and files that are not well."""

from datetime import datetime, timedelta

import pytest

from duixian.base.faults import BadInput
from duixian.law.disposal import Accepted, Bid, Bidder, Rules, check_log, close, opened, replay
from duixian.law.disposal import log as hall_log
from duixian.reading.ladders import BEIJING, read_ladder

ENDS = datetime(2026, 5, 26, 10, 0, tzinfo=BEIJING)
"""The announced end of the five: bidding ran for a day from ten."""

REAL = [
    (1, 74, "Z1420", 14_534_399_94, "2026-05-26T10:27:18+08:00"),
    (2, 44, "H2515", 3_613_817_56, "2026-05-26T10:25:46+08:00"),
    (3, 65, "R9800", 1_872_173_09, "2026-05-26T11:29:00+08:00"),
    (4, 22, "P2720", 8_532_351_04, "2026-05-26T10:39:46+08:00"),
    (5, 24, "M5570", 4_035_043_12, "2026-05-26T10:36:51+08:00"),
]


def hall(ladder):
    rules = Rules(ladder.bids[0].amount, ladder.least_step, ENDS - timedelta(days=1))
    return opened(rules, ENDS, [Bidder(number) for number in ladder.bidders])


@pytest.fixture
def real(shared):
    def read(number):
        path = shared / "data" / "auctions" / f"bid_ladder_{number}.gbk.csv"
        return read_ladder(path.read_bytes(), path.name)

    return read


@pytest.mark.parametrize(("number", "count", "winner", "price", "closes"), REAL)
def test_a_real_ladder_replays_to_the_same_winner_price_and_closing(real, number, count, winner, price, closes):
    ladder = real(number)
    lot, verdicts = replay(hall(ladder), [Bid(bid.bidder, bid.amount, bid.at) for bid in ladder.bids])
    sold = close(lot, lot.ends_at)

    assert ladder.faults == ()
    assert [type(verdict) for verdict in verdicts] == [Accepted] * count
    assert (sold.bidder, sold.price, sold.at.isoformat()) == (winner, price, closes)
    assert (ladder.winner.bidder, ladder.winner.amount) == (winner, price)


@pytest.mark.parametrize("number", range(1, 6))
def test_without_extensions_a_real_ladder_would_have_ended_otherwise(real, number):
    ladder = real(number)
    rules = Rules(ladder.bids[0].amount, ladder.least_step, ENDS - timedelta(days=1), extension=timedelta(0))
    lot = opened(rules, ENDS, [Bidder(each) for each in ladder.bidders])
    lot, verdicts = replay(lot, [Bid(bid.bidder, bid.amount, bid.at) for bid in ladder.bids])

    refused = {verdict.code for verdict in verdicts if not isinstance(verdict, Accepted)}
    assert refused == {"bid.after_closing"}
    assert close(lot, ENDS).price < ladder.winner.amount


@pytest.mark.parametrize("number", range(1, 6))
def test_a_real_ladder_written_as_our_log_is_checked_by_a_stranger(real, number):
    ladder = real(number)
    start = opened(hall(ladder).rules, ENDS)
    rows = [hall_log.opened_row(start, round_ref=f"ladder-{number}", at=start.opened_at)]
    for each in ladder.bidders:
        rows.append(hall_log.bidder_row(rows[-1], Bidder(each), start.opened_at))
    bids = [Bid(bid.bidder, bid.amount, bid.at) for bid in ladder.bids]
    lot, verdicts = replay(hall(ladder), bids)
    rows.extend(hall_log.rows_of(hall(ladder), bids, verdicts, last=rows[-1]))
    rows.extend(hall_log.closing_rows(rows[-1], lot, close(lot, lot.ends_at), lot.ends_at))
    rows[-1] = hall_log.signed(rows[-1], lambda data: data[::-1])

    report = check_log(rows, public_key_verify=lambda data, signature: signature == data[::-1])

    assert report.faults == ()
    assert (report.winner, report.price) == (ladder.winner.bidder, ladder.winner.amount)


def test_one_real_ladder_has_a_leader_who_raises_himself(real):
    ladder = real(3)
    rules = Rules(ladder.bids[0].amount, ladder.least_step, ENDS - timedelta(days=1), leader_may_raise=False)
    lot = opened(rules, ENDS, [Bidder(each) for each in ladder.bidders])
    _, verdicts = replay(lot, [Bid(bid.bidder, bid.amount, bid.at) for bid in ladder.bids])

    assert {verdict.code for verdict in verdicts if not isinstance(verdict, Accepted)} == {"bid.leading"}


HEAD = "状态,竞买号,价格,时间\r\n"
WON = '成交,A1,"1,100.00",2026年05月26日 10:01:00\r\n'
OUT = '出局,B2,"1,000.00",2026年05月26日 10:00:00\r\n'


def ladder(text, encoding="gb18030"):
    return read_ladder(text.encode(encoding))


def codes(found):
    return [fault.code for fault in found.faults]


def test_headers_in_between_and_empty_rows_are_passed_over():
    found = ladder(HEAD + HEAD + ",,,\r\n" + WON + HEAD + ",,,\r\n" + OUT + ",,,\r\n" * 20)

    assert [bid.bidder for bid in found.bids] == ["B2", "A1"]
    assert found.faults == ()


def test_bids_of_one_second_stand_in_the_order_of_their_amounts():
    same = '出局,C3,"1,050.00",2026年05月26日 10:01:00\r\n'

    assert [bid.bidder for bid in ladder(HEAD + WON + same + OUT).bids] == ["B2", "C3", "A1"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("出局,,900.00,2026年05月26日 09:00:00", "ladder.row"),
        ("流产,C3,900.00,2026年05月26日 09:00:00", "ladder.state"),
        ("出局,C3,九百,2026年05月26日 09:00:00", "ladder.amount"),
        ("出局,C3,900.005,2026年05月26日 09:00:00", "ladder.amount"),
        ("出局,C3,-900,2026年05月26日 09:00:00", "ladder.amount"),
        ("出局,C3,900.00,2026年02月30日 09:00:00", "ladder.time"),
        ("出局,C3,900.00,昨天", "ladder.time"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_kept(row, code):
    found = ladder(HEAD + WON + row + "\r\n" + OUT)

    assert codes(found) == [code]
    assert found.faults[0].place == "第 3 行"
    assert [bid.bidder for bid in found.bids] == ["B2", "A1"]


def test_a_price_that_does_not_rise_is_named():
    assert codes(ladder(HEAD + WON + '出局,C3,"1,500.00",2026年05月26日 09:00:00\r\n')) == ["ladder.not_rising"]


def test_two_winners_are_none():
    found = ladder(HEAD + WON + OUT.replace("出局", "成交"))

    assert codes(found) == ["ladder.two_winners"]
    assert found.winner is None


def test_a_file_of_something_else_is_refused():
    with pytest.raises(BadInput) as bad:
        ladder("日期,金额\r\n2026-05-26,1\r\n")

    assert bad.value.faults[0].code == "ladder.no_header"


def test_utf8_is_read_as_well():
    assert len(ladder(HEAD + WON + OUT, "utf-8-sig").bids) == 2
