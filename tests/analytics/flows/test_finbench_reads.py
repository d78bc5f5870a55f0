"""Every read on a graph small enough to answer by hand; four of them against a plain statement on random graphs."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from bench.finbench_plain import Plain
from finbench_small import Small, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import finbench_plain as plainly
from duixian.analytics.flows.finbench import accounts, traces
from duixian.analytics.flows.finbench.loading import graph_of
from duixian.analytics.flows.finbench.relation import Truncation, Window
from duixian.base.faults import BadInput


@pytest.fixture
def small() -> Small:
    """Ann (1) owns accounts 11 to 14, Bob (2) owns 21 and 22; a company (3) owns 31."""
    small = Small()
    small.persons(1, 2)
    small.company(3)
    small.accounts(11, 12, 13, 14, of=1)
    small.accounts(21, 22, of=2)
    small.company_account(31, of=3)
    return small


# --- complex reads


def test_complex_read_1_finds_blocked_media_downstream_in_ascending_time(small: Small) -> None:
    small.medium(7, kind="ATM", blocked=True)
    small.medium(8)
    small.transfer(11, 21, 10)
    small.transfer(21, 22, 10)  # at the moment it came: not later
    small.transfer(21, 31, 20)
    small.transfer(31, 11, 30)
    small.transfer(11, 12, 40)  # a fourth step
    for account in (21, 22, 31, 11, 12):
        small.sign_in(7, account, 50)
        small.sign_in(8, account, 50)
    small.sign_in(7, 31, 51)  # the same medium again

    assert small.told("ComplexRead1", id=11) == (
        '[{"otherId":12,"accountDistance":1,"mediumId":7,"mediumType":"ATM"},'
        '{"otherId":21,"accountDistance":1,"mediumId":7,"mediumType":"ATM"},'
        '{"otherId":31,"accountDistance":2,"mediumId":7,"mediumType":"ATM"},'
        '{"otherId":11,"accountDistance":3,"mediumId":7,"mediumType":"ATM"}]'
    )
    assert small.ask("ComplexRead1", id=11, endTime=50) == []


def test_complex_read_2_sums_each_loan_upstream_once(small: Small) -> None:
    small.loan(91, of=2, amount="100.00", balance="40.50")
    small.loan(92, of=2, amount="7.00", balance="7.00")
    small.transfer(21, 22, 10)
    small.transfer(22, 11, 20)
    small.transfer(31, 12, 20)
    small.deposit(91, 21, 1)
    small.deposit(91, 21, 2)
    small.deposit(92, 21, 3)
    small.deposit(91, 31, 4)

    assert small.told("ComplexRead2", id=1) == (
        '[{"otherId":21,"sumLoanAmount":107.0,"sumLoanBalance":47.5},'
        '{"otherId":31,"sumLoanAmount":100.0,"sumLoanBalance":40.5}]'
    )


def test_complex_read_2_truncates_before_it_asks_what_came_in_time(small: Small) -> None:
    small.loan(91, of=2, amount="1.00")
    small.transfer(22, 11, 20)
    small.transfer(21, 22, 10)
    small.deposit(91, 21, 1)
    assert len(small.ask("ComplexRead2", id=1, truncationLimit=1)) == 1

    small.transfer(12, 22, 30)  # the newest into 22, but after it had passed on

    assert small.ask("ComplexRead2", id=1, truncationLimit=1) == []


def test_complex_read_3_is_the_shortest_way_in_any_order_of_time(small: Small) -> None:
    small.transfer(11, 21, 30)
    small.transfer(21, 22, 20)
    small.transfer(22, 31, 10)
    small.transfer(11, 31, 900)

    assert small.told("ComplexRead3", id1=11, id2=31) == '[{"shortestPathLength":1}]'
    assert small.told("ComplexRead3", id1=11, id2=31, endTime=900) == '[{"shortestPathLength":3}]'
    assert small.told("ComplexRead3", id1=31, id2=11) == '[{"shortestPathLength":-1}]'


def test_complex_read_4_sums_both_sides_of_a_cycle(small: Small) -> None:
    for at, other in ((10, 21), (11, 22)):
        small.transfer(12, other, at, "5.00")
        small.transfer(other, 11, at, "2.00")
    small.transfer(22, 11, 12, "0.50")
    assert small.ask("ComplexRead4", id1=11, id2=12) == []

    small.transfer(11, 12, 1)

    assert small.told("ComplexRead4", id1=11, id2=12) == (
        '[{"otherId":22,"numEdge2":2,"sumEdge2Amount":2.5,"maxEdge2Amount":2.0,'
        '"numEdge3":1,"sumEdge3Amount":5.0,"maxEdge3Amount":5.0},'
        '{"otherId":21,"numEdge2":1,"sumEdge2Amount":2.0,"maxEdge2Amount":2.0,'
        '"numEdge3":1,"sumEdge3Amount":5.0,"maxEdge3Amount":5.0}]'
    )


def test_complex_read_5_says_every_way_once_and_none_through_an_account_twice(small: Small) -> None:
    small.transfer(11, 21, 10)
    small.transfer(11, 21, 15)
    small.transfer(21, 31, 12)
    small.transfer(31, 11, 20)
    small.transfer(31, 22, 11)  # before it came there

    paths = [row["path"] for row in small.ask("ComplexRead5", id=1)]

    assert sorted(paths) == [[11, 21], [11, 21, 31]]


def test_complex_read_6_wants_more_than_three_transfers_in(small: Small) -> None:
    for at in (10, 11, 12):
        small.transfer(21, 22, at, "3.00")
        small.transfer(12, 13, at, "3.00")
    small.transfer(21, 22, 13, "2.00")
    small.transfer(12, 13, 14, "0.50")
    small.withdraw(22, 11, 20, "4.00")
    small.withdraw(22, 11, 21, "1.00")
    small.withdraw(13, 11, 22, "9.00")

    assert small.told("ComplexRead6", id=11, threshold1=1, threshold2=1) == (
        '[{"midId":22,"sumEdge1Amount":11.0,"sumEdge2Amount":4.0}]'
    )


def test_complex_read_7_is_minus_one_where_nothing_went_out(small: Small) -> None:
    small.transfer(11, 12, 10, "1.00")
    small.transfer(13, 12, 11, "1.00")
    assert small.told("ComplexRead7", id=12, threshold=0) == '[{"numSrc":2,"numDst":0,"inOutRatio":-1.0}]'

    small.transfer(12, 13, 12, "3.00")

    assert small.told("ComplexRead7", id=12, threshold=0) == '[{"numSrc":2,"numDst":1,"inOutRatio":0.667}]'
    assert small.told("ComplexRead7", id=12, threshold=1) == '[{"numSrc":0,"numDst":1,"inOutRatio":0.0}]'


def test_complex_read_8_follows_a_loan_by_transfer_and_withdrawal(small: Small) -> None:
    small.loan(91, of=1, amount="10.00")
    small.deposit(91, 11, 1)
    small.transfer(11, 12, 10, "4.00")
    small.withdraw(12, 13, 5, "3.00")  # in any order of time
    small.transfer(13, 12, 20, "1.00")
    small.transfer(12, 11, 30, "2.00")

    assert small.told("ComplexRead8", id=91, threshold=0) == (
        '[{"dstId":13,"ratio":0.3,"minDistanceFromLoan":3},'
        '{"dstId":11,"ratio":0.2,"minDistanceFromLoan":3},'
        '{"dstId":12,"ratio":0.5,"minDistanceFromLoan":2}]'
    )


def test_complex_read_8_leaves_out_what_is_small_beside_all_that_came_in(small: Small) -> None:
    small.loan(91, of=1, amount="10.00")
    small.deposit(91, 11, 1)
    small.transfer(11, 12, 10, "4.00")
    small.transfer(12, 13, 20, "2.00")
    small.transfer(12, 14, 20, "2.01")

    found = small.ask("ComplexRead8", id=91, threshold=Decimal("0.5"))

    assert [row["dstId"] for row in found] == [14, 12]


def test_complex_read_9_has_a_ratio_for_what_is_there(small: Small) -> None:
    small.loan(91, of=1, amount="10.00")
    small.deposit(91, 11, 10, "6.00")
    assert small.told("ComplexRead9", id=11, threshold=0) == (
        '[{"ratioRepay":-1.0,"ratioDeposit":-1.0,"ratioTransfer":-1.0}]'
    )

    small.repay(11, 91, 20, "4.00")
    small.transfer(11, 12, 30, "3.00")
    small.transfer(21, 11, 40, "1.00")

    assert small.told("ComplexRead9", id=11, threshold=0) == (
        '[{"ratioRepay":1.5,"ratioDeposit":2.0,"ratioTransfer":0.333}]'
    )


def test_complex_read_10_is_the_share_of_companies_in_common(small: Small) -> None:
    small.company(4)
    small.company(5)
    assert small.told("ComplexRead10", pid1=1, pid2=2) == '[{"jaccardSimilarity":0.0}]'
    for person, company, at in ((1, 3, 1), (1, 3, 2), (1, 4, 3), (2, 3, 4), (2, 5, 5)):
        small.invest(person, company, at)

    assert small.told("ComplexRead10", pid1=1, pid2=2) == '[{"jaccardSimilarity":0.333}]'
    assert small.told("ComplexRead10", pid1=1, pid2=2, startTime=1, endTime=5) == '[{"jaccardSimilarity":0.5}]'


def test_complex_read_11_sums_the_loans_to_the_end_of_the_chain(small: Small) -> None:
    people = list(range(51, 59))
    small.persons(*people)
    for loan, person in enumerate(people, start=900):
        small.loan(loan, of=person, amount="1.00")
    for person, other in pairwise(people):
        small.guarantee(person, other, 10)
    small.guarantee(people[3], people[0], 10)

    assert small.told("ComplexRead11", id=people[0]) == '[{"sumLoanAmount":8.0,"numLoans":8}]'
    assert small.told("ComplexRead11", id=people[4]) == '[{"sumLoanAmount":3.0,"numLoans":3}]'
    assert small.told("ComplexRead11", id=people[0], endTime=10) == '[{"sumLoanAmount":0.0,"numLoans":0}]'


def test_complex_read_12_sums_transfers_to_accounts_of_companies(small: Small) -> None:
    small.transfer(11, 31, 10, "1.00")
    small.transfer(12, 31, 20, "2.50")
    small.transfer(11, 21, 30, "9.00")
    small.transfer(21, 31, 30, "9.00")

    assert small.told("ComplexRead12", id=1) == '[{"compAccountId":31,"sumEdge2Amount":3.5}]'


# --- simple reads


def test_simple_read_1_tells_an_account(small: Small) -> None:
    small.accounts(15, of=1, blocked=True, kind="trust account", at=77)

    assert small.told("SimpleRead1", id=15) == '[{"createTime":77,"isBlocked":true,"type":"trust account"}]'
    assert small.ask("SimpleRead1", id=999) == []


def test_simple_read_2_sums_both_ways_and_says_minus_one_for_no_largest(small: Small) -> None:
    small.transfer(11, 12, 10, "1.00")
    small.transfer(11, 12, 11, "2.00")

    assert small.told("SimpleRead2", id=11) == (
        '[{"sumEdge1Amount":3.0,"maxEdge1Amount":2.0,"numEdge1":2,'
        '"sumEdge2Amount":0.0,"maxEdge2Amount":-1.0,"numEdge2":0}]'
    )


def test_simple_read_3_counts_blocked_within_over_all_that_ever_came(small: Small) -> None:
    small.accounts(15, of=1, blocked=True)
    small.transfer(15, 11, 10, "2.00")
    small.transfer(15, 11, 11, "1.00")
    small.transfer(12, 11, 12, "2.00")
    small.transfer(15, 11, 900, "2.00")

    assert small.told("SimpleRead3", id=11, threshold=1, endTime=500) == '[{"blockRatio":0.25}]'
    assert small.told("SimpleRead3", id=13, threshold=0) == '[{"blockRatio":-1.0}]'


def test_simple_reads_4_and_5_are_the_two_ends_of_the_same_transfers(small: Small) -> None:
    small.transfer(11, 12, 10, "2.00")
    small.transfer(11, 12, 11, "2.00")
    small.transfer(11, 13, 12, "4.00")
    small.transfer(11, 13, 13, "1.00")

    assert small.told("SimpleRead4", id=11, threshold=1) == (
        '[{"dstId":12,"numEdges":2,"sumAmount":4.0},{"dstId":13,"numEdges":1,"sumAmount":4.0}]'
    )
    assert small.told("SimpleRead5", id=13, threshold=0) == '[{"srcId":11,"numEdges":2,"sumAmount":5.0}]'


def test_simple_read_6_finds_blocked_accounts_of_the_same_source(small: Small) -> None:
    small.accounts(15, 16, of=1, blocked=True)
    small.transfer(21, 15, 10)
    small.transfer(21, 16, 20)
    small.transfer(21, 12, 20)

    assert small.told("SimpleRead6", id=12) == '[{"dstId":15},{"dstId":16}]'
    assert small.told("SimpleRead6", id=15) == '[{"dstId":16}]'
    assert small.ask("SimpleRead6", id=12, startTime=15, endTime=20) == []


def test_an_order_that_is_not_by_time_is_refused(small: Small) -> None:
    with pytest.raises(BadInput, match="AMOUNT_DESCENDING"):
        small.ask("ComplexRead1", id=11, truncationOrder="AMOUNT_DESCENDING")


# --- against a plain statement

number = st.integers(1, 6)
moment = st.integers(1, 10)
rows = st.lists(st.tuples(number, number, moment, st.integers(1, 5)), max_size=24)
windows = st.builds(Window, st.integers(0, 4), st.integers(5, 11))
truncations = st.builds(Truncation, st.sampled_from([1, 2, 500]), st.booleans())


@settings(max_examples=120)
@given(
    transfers=rows,
    withdrawals=rows,
    signed=st.lists(st.tuples(st.integers(1, 3), number, moment), max_size=12),
    later=st.integers(0, 24),
    window=windows,
    truncation=truncations,
    thresholds=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_reads_1_4_5_and_6_answer_as_the_plain_statement(
    transfers: list[Any],
    withdrawals: list[Any],
    signed: list[Any],
    later: int,
    window: Window,
    truncation: Truncation,
    thresholds: tuple[int, int],
) -> None:
    """The last `later` transfers are written after the rest was laid; the plain statement has them in one list."""
    transfers = sorted(transfers, key=lambda row: row[2])
    laid, added = transfers[: len(transfers) - later], transfers[len(transfers) - later :]
    owners = [(1 + account % 2, account, 0) for account in range(1, 7)]
    media = [(1, "POS", True), (2, "ATM", True), (3, "RFID", False)]
    graph = graph_of(
        tables(
            account=[(account, 0, False, "debit card") for account in range(1, 7)],
            person=[(1,), (2,)],
            medium=media,
            personOwnAccount=owners,
            transfer=[(source, target, fen, at) for source, target, at, fen in laid],
            withdraw=[(source, target, fen, at) for source, target, at, fen in withdrawals],
            signIn=signed,
        )
    )
    for source, target, at, fen in added:
        graph.transfer.add(source - 1, target - 1, at, fen)
    plain = Plain()
    plain.transfers(transfers)
    plain.withdrawals(withdrawals)
    plain.sign_ins(signed)
    plain.owns((person, account) for person, account, _ in owners)
    plain.blocked_media((medium, kind) for medium, kind, blocked in media if blocked)
    seen: dict[str, Any] = {"window": window, "truncation": truncation}

    assert traces.blocked_media(graph, number=1, **seen) == plainly.blocked_media(plain, 1, window, truncation)
    assert traces.traces(graph, number=1, **seen) == plainly.traces(plain, 1, window, truncation)
    assert accounts.cycles(graph, source=1, target=2, window=window) == plainly.cycles(plain, 1, 2, window)
    assert accounts.gathered_before_withdrawal(
        graph, number=1, threshold_in=thresholds[0], threshold_out=thresholds[1], **seen
    ) == plainly.gathered_before_withdrawal(plain, 1, *thresholds, window, truncation)
