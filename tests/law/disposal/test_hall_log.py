"""The public log: a stranger finds every forgery, and names the row."""

from dataclasses import replace

import pytest
from auction_halls import ENDS, MINUTE, OPENS, SECOND, START, STEP, bid, lot
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.base.money import LARGEST
from duixian.law.disposal import Accepted, Bar, Bidder, check_log, close, judge, registered, resume, suspend, verify_log
from duixian.law.disposal import log as hall_log
from duixian.law.disposal.log import Kind, append

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
DAY = ENDS - OPENS


def verify(data, signature):
    try:
        KEY.public_key().verify(signature, data)
    except InvalidSignature:
        return False
    return True


class Hall:
    """Writes the log as a hall does."""

    def __init__(self, *bidders):
        self.lot = lot(Bidder("X0"))
        self.rows = [hall_log.opened_row(self.lot, round_ref="R-1", at=OPENS - DAY)]
        for one in bidders:
            self.register(one, OPENS - MINUTE)

    def register(self, bidder, at):
        self.lot = registered(self.lot, bidder)
        self.rows.append(hall_log.bidder_row(self.rows[-1], bidder, at))

    def bid(self, number, amount, after):
        one = bid(number, amount, after=after)
        verdict = judge(self.lot, one)
        self.rows.extend(hall_log.bid_rows(self.rows[-1], self.lot, one, verdict))
        if isinstance(verdict, Accepted):
            self.lot = verdict.lot

    def stop(self, at):
        self.lot = suspend(self.lot, at)
        self.rows.append(hall_log.stop_row(self.rows[-1], at, reason="系统故障"))

    def go_on(self, at):
        self.lot = resume(self.lot, at)
        self.rows.append(hall_log.resume_row(self.rows[-1], self.lot, at))

    def close(self):
        at = self.lot.ends_at
        self.rows.extend(hall_log.closing_rows(self.rows[-1], self.lot, close(self.lot, at), at))
        self.rows[-1] = hall_log.signed(self.rows[-1], KEY.sign)
        return tuple(self.rows)


def contested():
    hall = Hall(Bidder("A1"), Bidder("B2"), Bidder("P1", preemption=1))
    hall.bid("A1", START, MINUTE)
    hall.bid("B2", START, 2 * MINUTE)  # refused: below the increment
    hall.bid("Z9", START + STEP, 3 * MINUTE)  # refused: not registered
    hall.bid("B2", START + STEP, DAY - MINUTE)
    hall.bid("P1", START + STEP, DAY + MINUTE)
    return hall.close()


def relinked(rows, position, **changes):
    """The forger's best: change one row and compute every hash after it again, keeping the signature he cannot make."""
    made = list(rows[:position])
    for row in (replace(rows[position], **changes), *rows[position + 1 :]):
        fresh = append(made[-1] if made else None, row.kind, row.at, row.payload)
        made.append(replace(fresh, signature=row.signature))
    return tuple(made)


def codes(rows):
    return [fault.code for fault in verify_log(rows, public_key_verify=verify)]


@pytest.mark.parametrize("amount", [LARGEST + 1, 1 << 80, -(1 << 80), True, 0])
@pytest.mark.parametrize(("who", "after"), [("A1", MINUTE), ("Z9", MINUTE), ("A1", -MINUTE)])
def test_absurd_amounts_are_logged_and_checked_by_whatever_was_wrong_first(amount, who, after):
    hall = Hall(Bidder("A1"))
    hall.rows = hall.rows[:1]  # registered again at the very start, so that a bid before the opening comes after it
    hall.lot = lot(Bidder("X0"))
    hall.register(Bidder("A1"), OPENS - DAY)
    hall.bid(who, amount, after)

    report = check_log(hall.close(), public_key_verify=verify)

    assert (report.faults, report.rejected) == ((), 1)


def test_the_rules_of_the_first_row_are_told_to_be_held_against_the_notice():
    report = check_log(contested(), public_key_verify=verify)

    assert (report.round_ref, report.rules) == ("R-1", lot().rules)


def test_a_true_log_holds_and_gives_the_same_winner():
    report = check_log(contested(), public_key_verify=verify)

    assert report.faults == ()
    assert (report.winner, report.price, report.closed_at) == ("P1", START + STEP, ENDS + 6 * MINUTE)
    assert (report.bids, report.rejected, report.extensions) == (3, 2, 2)


def test_a_failed_round_holds():
    assert codes(Hall(Bidder("A1")).close()) == []


def test_a_bar_stopping_and_late_registration_hold():
    hall = Hall(Bidder("A1"))
    hall.bid("A1", START, MINUTE)
    hall.register(Bidder("A1", bar=Bar.HELPER), OPENS + 2 * MINUTE)
    hall.bid("A1", START + STEP, 3 * MINUTE)
    hall.stop(OPENS + 4 * MINUTE)
    hall.go_on(OPENS + 9 * MINUTE)
    hall.register(Bidder("B2"), OPENS + 10 * MINUTE)
    hall.bid("B2", START + STEP, 11 * MINUTE)
    report = check_log(hall.close(), public_key_verify=verify)

    assert report.faults == ()
    assert report.winner == "B2"


def test_who_is_not_registered_is_not_named():
    assert "Z9" not in hall_log.to_lines(contested())


def test_every_row_altered_alone_is_found_at_that_row():
    rows = contested()
    for position, row in enumerate(rows):
        forged = (*rows[:position], replace(row, at=row.at + SECOND), *rows[position + 1 :])
        faults = verify_log(forged, public_key_verify=verify)

        assert [fault.code for fault in faults] == ["log.altered"]
        assert faults[0].place == f"第 {position + 1} 行"


def test_every_row_left_out_is_found():
    rows = contested()
    for position in range(len(rows)):
        assert codes(rows[:position] + rows[position + 1 :]) != []


def test_rows_changed_places_are_found():
    rows = contested()

    assert codes((*rows[:5], rows[6], rows[5], *rows[7:])) == ["log.sequence"]


def row_of(rows, kind, nth=0):
    return [position for position, row in enumerate(rows) if row.kind is kind][nth]


@pytest.mark.parametrize(
    ("kind", "nth", "payload", "code"),
    [
        (Kind.BID, 1, {"bidder": "B2", "amount": START + STEP - 1}, "log.unlawful_bid"),
        (Kind.BID, 0, {"bidder": "Q7", "amount": START}, "log.unlawful_bid"),
        (Kind.BID, 0, {"bidder": "A1", "amount": "100000"}, "log.malformed"),
        (Kind.BID, 0, {"amount": START}, "log.malformed"),
        (Kind.REJECTED, 0, {"bidder": "B2", "amount": START + STEP, "code": "bid.below_increment"}, "log.lawful_bid"),
        (Kind.REJECTED, 0, {"bidder": "B2", "amount": START, "code": "bid.barred"}, "log.code"),
        (Kind.EXTENDED, 0, {"ends_at": "2026-05-26T02:09:00.000000Z"}, "log.wrong_extension"),
        (Kind.CLOSED, 0, {"ends_at": "2026-05-26T02:00:00.000000Z", "bids": 3, "extensions": 2}, "log.wrong_end"),
        (Kind.SOLD, 0, {"bidder": "B2", "price": START + STEP}, "log.wrong_winner"),
    ],
)
def test_a_forger_who_computes_the_chain_again_is_found_by_judging_again(kind, nth, payload, code):
    rows = contested()
    position = row_of(rows, kind, nth)

    faults = verify_log(relinked(rows, position, payload=payload), public_key_verify=verify)

    # the last row's old signature is found out first where it is the last row that was forged
    expected = "log.signature" if rows[position].signature else code
    assert [fault.code for fault in faults] == [expected]
    assert faults[0].place == f"第 {position + 1} 行"


def test_the_forged_winner_is_found_even_with_the_courts_own_signature():
    rows = contested()
    forged = relinked(rows, len(rows) - 1, payload={"bidder": "B2", "price": START + STEP})
    resigned = (*forged[:-1], hall_log.signed(forged[-1], KEY.sign))

    assert codes(resigned) == ["log.wrong_winner"]


def test_a_whole_lawful_history_made_up_by_another_is_found_by_its_signature():
    hall = Hall(Bidder("A1"))
    hall.bid("A1", START, MINUTE)
    rows = hall.close()
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))

    assert codes((*rows[:-1], hall_log.signed(replace(rows[-1], signature=""), other.sign))) == ["log.signature"]


def test_an_extension_left_out_is_found():
    rows = contested()
    position = row_of(rows, Kind.EXTENDED)
    without = relinked((*rows[:position], *rows[position + 1 :]), position)

    assert codes(without) == ["log.not_extended"]


@pytest.mark.parametrize(("cut", "code"), [(1, "log.unfinished"), (2, "log.unfinished")])
def test_a_log_cut_off_is_found(cut, code):
    assert codes(contested()[:-cut]) == [code]


def test_a_result_without_signature_is_found():
    rows = contested()

    assert codes((*rows[:-1], replace(rows[-1], signature=""))) == ["log.unsigned"]


def test_an_empty_log_proves_nothing():
    assert codes(()) == ["log.unfinished"]


def test_a_running_hall_is_checked_without_its_end():
    report = check_log(contested()[:-2], public_key_verify=verify, running=True)

    assert report.faults == ()
    assert not report.finished


def test_a_file_comes_back_as_it_was_written():
    rows = contested()

    assert hall_log.from_lines(hall_log.to_lines(rows)) == rows


def forged_row(kind, at, payload, *, after):
    """A row in its place in the chain, signed by the court: only what it says can be wrong."""
    return hall_log.signed(append(after, kind, at, payload), KEY.sign)


def test_a_row_hung_onto_another_chain_is_found():
    rows = contested()
    elsewhere = append(replace(rows[3], hash="f" * 64), rows[4].kind, rows[4].at, rows[4].payload)

    assert codes((*rows[:4], elsewhere)) == ["log.broken_chain"]


def test_time_does_not_go_back_in_a_log():
    rows = contested()[:-2]
    early = forged_row(Kind.REGISTERED, OPENS, {"bidder": "C3", "paid": True, "preemption": None}, after=rows[-1])

    assert codes((*rows, early)) == ["log.backwards"]


def test_nothing_follows_the_end_but_its_result_and_the_result_nothing():
    rows = contested()
    late = {"bidder": "C3", "paid": True, "preemption": None}
    at = rows[-1].at

    assert codes((*rows[:-1], forged_row(Kind.REGISTERED, at, late, after=rows[-2]))) == ["log.after_closing"]
    assert codes((*rows, forged_row(Kind.REGISTERED, at, late, after=rows[-1]))) == ["log.after_end"]
    assert codes((*rows, forged_row(Kind.FAILED, at, {}, after=rows[-1]))) == ["log.after_end"]


def test_a_round_can_be_withdrawn_before_its_end_but_not_after():
    rows = contested()
    running = rows[:-2]
    at = running[-1].at

    assert codes((*running, forged_row(Kind.WITHDRAWN, at, {"reason": "履行完毕"}, after=running[-1]))) == []
    after = forged_row(Kind.WITHDRAWN, rows[-1].at, {"reason": "履行完毕"}, after=rows[-2])
    assert codes((*rows[:-1], after)) == ["log.after_closing"]


def test_a_result_before_the_end_is_found():
    rows = contested()[:-2]
    sold = forged_row(Kind.SOLD, rows[-1].at, {"bidder": "P1", "price": START + STEP}, after=rows[-1])

    assert codes((*rows, sold)) == ["log.not_closed"]


def test_a_damaged_file_names_its_lines():
    text = hall_log.to_lines(contested()).splitlines()
    text[2] = text[2].replace('"payload"', '"pay"')
    text[4] = "{"

    with pytest.raises(BadInput) as bad:
        hall_log.from_lines("\n".join(text))

    assert [fault.place for fault in bad.value.faults] == ["第 3 行", "第 5 行"]


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A1", "B2", "P1", "Z9"]),
            st.integers(-1, 9).map(lambda n: START + n * STEP),
            st.integers(0, 200),
        ),
        max_size=25,
    )
)
def test_whatever_was_bid_the_log_of_the_hall_holds(raw):
    hall = Hall(Bidder("A1"), Bidder("B2"), Bidder("P1", preemption=1))
    after = DAY - 6 * MINUTE
    for who, amount, seconds in raw:
        after += seconds * SECOND
        hall.bid(who, amount, after)
    if hall.rows[-1].at > hall.lot.ends_at:  # rows after the end were refused; the closing is written after them
        late = hall.rows[-1].at
        hall.rows.extend(hall_log.closing_rows(hall.rows[-1], hall.lot, close(hall.lot, late), late))
        hall.rows[-1] = hall_log.signed(hall.rows[-1], KEY.sign)
        rows = tuple(hall.rows)
    else:
        rows = hall.close()

    report = check_log(rows, public_key_verify=verify)

    assert report.faults == ()
    assert (report.bids, report.winner) == (hall.lot.bids, hall.lot.leader)
