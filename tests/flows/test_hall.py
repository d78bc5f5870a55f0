"""The hall: lawful bids lead, others are told why, each leaves one row, and a stranger judges the same."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from courthouse import CourtHouse, found, item
from lots import KEY, OPENS, PRICE, Hall, begin, lot, verify

from duixian.base.faults import Refused
from duixian.domain.courts import scope
from duixian.domain.disposal.models import HallEntry, RoundState
from duixian.domain.disposal.services import bidders, hall
from duixian.law.disposal import bidding
from duixian.law.disposal.checking import check_log
from duixian.law.disposal.log import Kind

STEP = 1_000_00


@pytest.fixture
def house(db: None) -> Iterator[CourtHouse]:
    made = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(made.court.pk):
        yield made


@pytest.fixture
def room(house: CourtHouse) -> Hall:
    return lot(house.file(item("1", 50_000_00, "洪春生", "黎明华")))


def rows(room: Hall) -> list[str]:
    return [entry.kind.value for entry in hall.entries(room.round.pk)]


def test_the_highest_lawful_bid_wins_and_a_stranger_agrees(room: Hall) -> None:
    room.enter("A1000")
    room.enter("B2000")
    begin(room)
    assert room.bid("A1000", PRICE).accepted
    assert room.bid("B2000", PRICE + STEP).accepted
    closing = room.close()
    assert isinstance(closing, bidding.Sold)
    assert (closing.bidder, closing.price) == ("B2000", PRICE + STEP)
    report = check_log(hall.entries(room.round.pk), public_key_verify=verify)
    assert report.faults == ()
    assert (report.winner, report.price, report.closed_at) == (closing.bidder, closing.price, closing.at)


@pytest.mark.parametrize(
    ("number", "amount", "minutes", "code"),
    [
        ("A1000", PRICE, -1, "bid.before_opening"),
        ("A1000", PRICE - 1, 0, "bid.below_start"),
        ("A1000", 0, 0, "bid.not_an_amount"),
        ("A1000", 10**18, 0, "bid.too_large"),
        ("C3000", PRICE, 0, "bid.deposit_missing"),
        ("D4000", PRICE, 0, "bid.barred"),
        ("A1000", PRICE, 24 * 60, "bid.after_closing"),
    ],
)
def test_an_unlawful_bid_is_kept_with_its_reason_and_moves_nothing(
    room: Hall, number: str, amount: int, minutes: int, code: str
) -> None:
    room.enter("A1000")
    room.enter("C3000", paid=False)
    room.enter("D4000", barred="defaulted")
    judged = room.bid(number, amount, at=OPENS + timedelta(minutes=minutes))
    room.round.refresh_from_db()
    assert judged.code == code
    assert judged.seq == room.round.log_seq
    assert (room.round.highest_fen, room.round.bids_count, room.round.ends_at) == (None, 0, room.round.planned_end)
    assert HallEntry.objects.get(round=room.round, seq=judged.seq).kind == "rejected"


def test_a_bid_in_the_last_five_minutes_moves_the_end_to_five_minutes_after_itself(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    late = room.round.ends_at - timedelta(minutes=4, seconds=59)
    assert room.bid("A1000", PRICE, at=late).accepted
    room.round.refresh_from_db()
    assert room.round.ends_at == late + timedelta(minutes=5)
    assert rows(room)[-1] == "extended"


def test_a_bid_that_was_in_time_is_not_shut_out_by_the_queue(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    end = room.round.ends_at
    room.at = end + timedelta(seconds=1)
    in_time = hall.BidIn("k", "A1000", "A1000", PRICE, end - timedelta(milliseconds=1))
    assert hall.close(round_id=room.round.pk, clock=room.clock, sign=KEY.sign) is None
    assert hall.bid(round_id=room.round.pk, bids=[in_time], clock=room.clock, sign=KEY.sign)[0].accepted


def test_nobody_dates_a_bid_back_further_than_the_queue_is_long(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    room.at = room.round.ends_at + timedelta(seconds=30)
    dated_back = hall.BidIn("k", "A1000", "A1000", PRICE, room.round.ends_at - timedelta(minutes=1))
    judged = hall.bid(round_id=room.round.pk, bids=[dated_back], clock=room.clock, sign=KEY.sign)[0]
    assert judged.code == "bid.after_closing"


def test_the_same_bid_sent_twice_counts_once_and_is_answered_alike(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    first = room.bid("A1000", PRICE, key="same")
    again = room.bid("A1000", PRICE, key="same")
    assert again == first
    assert rows(room).count("bid") == 1


def test_a_wrong_secret_leaves_no_row_and_no_trace_of_the_number(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    before = rows(room)
    assert room.bid("A1000", PRICE, secret="guess").code == ""
    assert room.bid("A1000", PRICE, secret="guess").fault is not None
    assert room.bid("Z9999", PRICE).fault is not None
    assert rows(room) == before


def test_a_preemptor_takes_the_highest_price_without_raising_it(room: Hall) -> None:
    room.enter("A1000")
    room.enter("P0001", preemption=1)
    begin(room)
    assert room.bid("A1000", PRICE).accepted
    assert room.bid("P0001", PRICE).accepted
    room.round.refresh_from_db()
    assert room.round.leader is not None
    assert room.round.leader.number == "P0001"


def test_nobody_bids_and_the_round_fails(room: Hall) -> None:
    begin(room)
    assert isinstance(room.close(), bidding.Failed)
    room.round.refresh_from_db()
    assert room.round.state == RoundState.FAILED
    assert check_log(hall.entries(room.round.pk), public_key_verify=verify).faults == ()


def test_after_the_outcome_the_log_has_no_more_rows(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    room.bid("A1000", PRICE)
    room.close()
    before = rows(room)
    assert room.bid("A1000", PRICE + STEP).code == ""
    assert room.bid("A1000", PRICE + STEP).fault is not None
    assert room.close() is None
    assert rows(room) == before
    assert before[-1] == Kind.SOLD.value


def test_a_stop_keeps_the_time_that_was_left(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    room.at = room.round.ends_at - timedelta(hours=1)
    hall.suspend(round_id=room.round.pk, reason="案外人提出异议", clock=room.clock, sign=KEY.sign)
    assert room.bid("A1000", PRICE).code == "bid.suspended"
    room.at += timedelta(days=2)
    hall.resume(round_id=room.round.pk, clock=room.clock, sign=KEY.sign)
    room.round.refresh_from_db()
    assert room.round.ends_at == room.at + timedelta(hours=1)
    assert room.bid("A1000", PRICE).accepted
    room.close()
    assert check_log(hall.entries(room.round.pk), public_key_verify=verify).faults == ()


def test_a_leader_is_not_barred_by_a_note_and_keeps_his_deposit(room: Hall, house: CourtHouse) -> None:
    leader, other = room.enter("A1000"), room.enter("B2000")
    begin(room)
    room.bid("A1000", PRICE)
    before = rows(room)
    with pytest.raises(Refused, match="当前领先"):
        bidders.bar(acting=house.officer, bidder=leader, why=bidding.Bar.COURT, on=room.at.date(), now=room.at)
    leader.refresh_from_db()
    assert leader.barred == ""
    assert rows(room) == before
    assert bidders.bar(acting=house.officer, bidder=other, why=bidding.Bar.COURT, on=room.at.date(), now=room.at).barred


def test_what_the_time_decided_nobody_takes_back(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    room.bid("A1000", PRICE)
    room.at = room.round.ends_at
    with pytest.raises(Refused, match="不能撤回"):
        hall.withdraw(round_id=room.round.pk, reason="申请执行人撤回", clock=room.clock, sign=KEY.sign)
    assert isinstance(room.close(), bidding.Sold)


def test_announced_once(room: Hall) -> None:
    rules = bidding.Rules(start=1, increment=1, opens_at=OPENS)
    with pytest.raises(Refused, match="已经开始"):
        hall.announce(round_id=room.round.pk, rules=rules, clock=room.clock, sign=KEY.sign)
    assert rows(room) == ["opened"]


def test_a_row_that_was_changed_is_named(room: Hall) -> None:
    room.enter("A1000")
    begin(room)
    room.bid("A1000", PRICE)
    room.close()
    log = hall.entries(room.round.pk)
    place = next(n for n, entry in enumerate(log) if entry.kind is Kind.BID)
    log[place] = replace(log[place], payload={**log[place].payload, "amount": PRICE + STEP})
    report = check_log(log, public_key_verify=verify)
    assert [fault.code for fault in report.faults] == ["log.altered"]
    assert report.faults[0].place == f"第 {place + 1} 行"


@pytest.mark.parametrize("ladder", range(1, 6))
def test_a_real_ladder_ends_alike_in_our_hall(room: Hall, ladder: int, shared: Path) -> None:
    """Real ladders of bids: same winner, same price, and every bid lawful by the extension rule."""
    from duixian.reading.ladders import read_ladder

    read = read_ladder((shared / "data" / "auctions" / f"bid_ladder_{ladder}.gbk.csv").read_bytes())
    bids = sorted(read.bids, key=lambda one: (one.at, one.amount))
    first, last = bids[0], bids[-1]
    steps = [after.amount - before.amount for before, after in itertools.pairwise(bids)]
    case = room.round.disposal.case
    planned = last.at.replace(hour=10, minute=0, second=0)  # a day from ten to ten
    replayed = lot(
        case, start=first.amount, increment=min(step for step in steps if step > 0),
        opens=planned - timedelta(hours=24), code=f"ladder{ladder}",
    )  # fmt: skip
    for number in {one.bidder for one in bids}:
        replayed.enter(number)
    begin(replayed)
    assert all(replayed.bid(one.bidder, one.amount, at=one.at).accepted for one in bids)
    closing = replayed.close()
    assert isinstance(closing, bidding.Sold)
    assert (closing.bidder, closing.price) == (last.bidder, last.amount)
    assert closing.at - last.at == timedelta(minutes=5) or closing.at == planned
    assert check_log(hall.entries(replayed.round.pk), public_key_verify=verify).faults == ()
