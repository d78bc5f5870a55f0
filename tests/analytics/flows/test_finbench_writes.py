"""What is written is read at once; what is decided by reading is decided on what it would make."""

from decimal import Decimal
from typing import Any

import pytest
from finbench_small import ALWAYS, SEEN, Small


@pytest.fixture
def small() -> Small:
    """Ann (1) owns accounts 11 and 12, Bob (2) owns 21."""
    small = Small()
    small.persons(1, 2)
    small.accounts(11, 12, of=1)
    small.accounts(21, of=2)
    return small


def blocked(small: Small, account: int) -> bool:
    return bool(small.ask("SimpleRead1", id=account)[0]["isBlocked"])


def out_of(small: Small, account: int) -> Any:
    return small.ask("SimpleRead2", id=account)[0]["numEdge1"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Write4", {"personId": 9, "accountId": 91, "accountBlocked": False, "accountType": "x"}),
        ("Write6", {"personId": 9, "loanId": 91, "loanAmount": Decimal(1), "balance": Decimal(1)}),
        ("Write12", {"accountId1": 11, "accountId2": 99, "amount": Decimal(1)}),
        ("Write15", {"loanId": 99, "accountId": 11, "amount": Decimal(1)}),
        ("Write17", {"accountId": 99}),
        ("Write18", {"accountId": 99}),
        ("Write19", {"personId": 99}),
    ],
)
def test_a_write_about_what_does_not_exist_changes_nothing(small: Small, name: str, given: dict[str, Any]) -> None:
    assert not small.write(name, **given, time=5)

    assert small.ask("SimpleRead1", id=91) == []
    assert out_of(small, 11) == 0


def test_an_account_is_removed_with_its_edges_and_the_loans_it_had(small: Small) -> None:
    small.loan(91, of=2, amount="5.00")
    small.loan(92, of=2, amount="7.00")
    small.loan(93, of=2, amount="9.00")
    small.deposit(91, 11, 10)
    small.repay(11, 92, 11)
    small.deposit(91, 21, 12, "4.00")
    small.deposit(93, 21, 13, "2.00")
    small.transfer(12, 11, 20)
    small.transfer(11, 12, 21)
    small.transfer(12, 21, 22)
    small.persons(3)
    small.guarantee(3, 2, 30)

    assert small.write("Write17", accountId=11)

    assert small.ask("SimpleRead1", id=11) == []
    assert small.told("SimpleRead4", id=12, threshold=0) == '[{"dstId":21,"numEdges":1,"sumAmount":1.0}]'
    assert small.told("ComplexRead11", id=3) == '[{"sumLoanAmount":9.0,"numLoans":1}]'
    assert small.ask("ComplexRead8", id=91, threshold=0) == []
    small.repay(21, 93, 31, "1.00")
    assert small.ask("ComplexRead9", id=21, threshold=0)[0]["ratioRepay"] == 2  # of loan 93 alone
    assert not small.write("Write12", accountId1=12, accountId2=11, time=40, amount=Decimal(1))


def test_blocking_is_seen_at_once(small: Small) -> None:
    assert small.write("Write18", accountId=11)

    assert blocked(small, 11)
    assert not blocked(small, 12)


def cycle_asked(**given: Any) -> dict[str, Any]:
    return {"srcId": 11, "dstId": 12, "time": 50, "amount": Decimal(1), **ALWAYS, **given}


def test_a_transfer_that_closes_no_cycle_stands(small: Small) -> None:
    small.transfer(12, 21, 10)

    assert small.write("ReadWrite1", **cycle_asked())

    assert out_of(small, 11) == 1
    assert not blocked(small, 11)


def test_a_transfer_that_closes_a_cycle_is_taken_back_and_both_are_blocked(small: Small) -> None:
    small.transfer(12, 21, 10)
    small.transfer(21, 11, 20)

    assert not small.write("ReadWrite1", **cycle_asked())

    assert out_of(small, 11) == 0
    assert blocked(small, 11)
    assert blocked(small, 12)
    assert not blocked(small, 21)


def test_who_is_blocked_transfers_nothing_and_blocks_nobody(small: Small) -> None:
    small.write("Write18", accountId=12)

    assert not small.write("ReadWrite1", **cycle_asked())

    assert out_of(small, 11) == 0
    assert not blocked(small, 11)


def ratio_asked(**given: Any) -> dict[str, Any]:
    asked = {"srcId": 11, "dstId": 12, "time": 50, "amount": Decimal(2), "amountThreshold": Decimal("0.5")}
    return {**asked, "ratioThreshold": Decimal(1), **ALWAYS, **SEEN, **given}


def test_a_transfer_stands_unless_the_ratio_is_exceeded_on_both_sides(small: Small) -> None:
    small.transfer(21, 11, 10, "3.00")
    assert small.write("ReadWrite2", **ratio_asked())  # nothing left 12: no ratio there
    small.transfer(12, 21, 60, "1.00")

    assert not small.write("ReadWrite2", **ratio_asked(amount=Decimal("0.60")))

    assert out_of(small, 11) == 1
    assert blocked(small, 11)
    assert blocked(small, 12)


def guarantee_asked(**given: Any) -> dict[str, Any]:
    return {"srcId": 1, "dstId": 2, "time": 50, "threshold": Decimal(10), **ALWAYS, **SEEN, **given}


def test_a_guarantee_stands_until_the_loans_in_its_chain_exceed_the_sum(small: Small) -> None:
    small.loan(91, of=2, amount="10.00")
    assert small.write("ReadWrite3", **guarantee_asked())
    small.persons(3)
    small.loan(92, of=3, amount="0.01")

    assert not small.write("ReadWrite3", **guarantee_asked(dstId=3))

    assert small.told("ComplexRead11", id=1) == '[{"sumLoanAmount":10.0,"numLoans":1}]'
    assert not small.write("ReadWrite3", **guarantee_asked(threshold=Decimal(99)))  # both are blocked now
