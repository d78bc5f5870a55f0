"""Operations as the benchmark's files write them, by name with their parameters: read here, carried out there.

Sums are yuan with decimals and become fen; moments are ms UTC.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from duixian.analytics.flows.finbench import accounts, chains, simple, traces, writes
from duixian.analytics.flows.finbench.answers import Rows
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.relation import Truncation, Window
from duixian.base.faults import BadInput, Fault

Value = TypeVar("Value")

Parameters = Mapping[str, Any]
"""As `json.loads(…, parse_float=Decimal)` gives them."""

_ORDERS: Final = {"TIMESTAMP_DESCENDING": True, "TIMESTAMP_ASCENDING": False}


def answer(graph: Graph, name: str, given: Parameters) -> Rows:
    """The answer to a read. Raises `BadInput` for a name that no read bears."""
    return _found(READS, name)(graph, given)


def write(graph: Graph, name: str, given: Parameters) -> bool:
    """Carry out a write; whether it changed what it was to change. Raises `BadInput` for an unknown name."""
    return _found(WRITES, name)(graph, given)


def fen(yuan: Decimal) -> int:
    """Whole fen of a sum, parts of a fen left out: an amount is above the sum when it is above them."""
    return int(Decimal(yuan).scaleb(2))


def window(given: Parameters) -> Window:
    """The window asked about."""
    return Window(given["startTime"], given["endTime"])


def truncation(given: Parameters) -> Truncation:
    """How many edges are seen, and in which order. Raises `BadInput` for an order that is not by time."""
    return Truncation(given["truncationLimit"], _found(_ORDERS, given["truncationOrder"]))


def _found(table: Mapping[str, Value], name: str) -> Value:
    if name not in table:
        raise BadInput(
            Fault("finbench.unknown_operation", "没有这种操作或排序", "请核对校验文件的版本", "operation", name)
        )
    return table[name]


Read = Callable[[Graph, Parameters], Rows]
Write = Callable[[Graph, Parameters], bool]

READS: Final[dict[str, Read]] = {
    "ComplexRead1": lambda graph, given: traces.blocked_media(
        graph, number=given["id"], window=window(given), truncation=truncation(given)
    ),
    "ComplexRead2": lambda graph, given: traces.loans_upstream(
        graph, number=given["id"], window=window(given), truncation=truncation(given)
    ),
    "ComplexRead3": lambda graph, given: chains.shortest_path(
        graph, source=given["id1"], target=given["id2"], window=window(given)
    ),
    "ComplexRead4": lambda graph, given: accounts.cycles(
        graph, source=given["id1"], target=given["id2"], window=window(given)
    ),
    "ComplexRead5": lambda graph, given: traces.traces(
        graph, number=given["id"], window=window(given), truncation=truncation(given)
    ),
    "ComplexRead6": lambda graph, given: accounts.gathered_before_withdrawal(
        graph,
        number=given["id"],
        threshold_in=fen(given["threshold1"]),
        threshold_out=fen(given["threshold2"]),
        window=window(given),
        truncation=truncation(given),
    ),
    "ComplexRead7": lambda graph, given: accounts.in_out_ratio(
        graph,
        number=given["id"],
        threshold=fen(given["threshold"]),
        window=window(given),
        truncation=truncation(given),
    ),
    "ComplexRead8": lambda graph, given: traces.downstream_of_loan(
        graph,
        number=given["id"],
        threshold=given["threshold"],
        window=window(given),
        truncation=truncation(given),
    ),
    "ComplexRead9": lambda graph, given: accounts.loan_ratios(
        graph,
        number=given["id"],
        threshold=fen(given["threshold"]),
        window=window(given),
        truncation=truncation(given),
    ),
    "ComplexRead10": lambda graph, given: accounts.investor_similarity(
        graph, first=given["pid1"], second=given["pid2"], window=window(given)
    ),
    "ComplexRead11": lambda graph, given: chains.guaranteed_loans(
        graph, number=given["id"], window=window(given), truncation=truncation(given)
    ),
    "ComplexRead12": lambda graph, given: accounts.transfers_to_companies(
        graph, number=given["id"], window=window(given), truncation=truncation(given)
    ),
    "SimpleRead1": lambda graph, given: simple.account(graph, number=given["id"]),
    "SimpleRead2": lambda graph, given: simple.transfer_sums(graph, number=given["id"], window=window(given)),
    "SimpleRead3": lambda graph, given: simple.blocked_share(
        graph, number=given["id"], threshold=fen(given["threshold"]), window=window(given)
    ),
    "SimpleRead4": lambda graph, given: simple.transfers_out(
        graph, number=given["id"], threshold=fen(given["threshold"]), window=window(given)
    ),
    "SimpleRead5": lambda graph, given: simple.transfers_in(
        graph, number=given["id"], threshold=fen(given["threshold"]), window=window(given)
    ),
    "SimpleRead6": lambda graph, given: simple.blocked_siblings(graph, number=given["id"], window=window(given)),
}
"""In the order of the specification."""

WRITES: Final[dict[str, Write]] = {
    "Write1": lambda graph, given: writes.add_person(graph, number=given["personId"], blocked=given["isBlocked"]),
    "Write2": lambda graph, given: writes.add_company(graph, number=given["companyId"]),
    "Write3": lambda graph, given: writes.add_medium(
        graph, number=given["mediumId"], kind=given["mediumType"], blocked=given["isBlocked"]
    ),
    "Write4": lambda graph, given: writes.add_account_of_person(
        graph,
        owner=given["personId"],
        number=given["accountId"],
        at=given["time"],
        blocked=given["accountBlocked"],
        kind=given["accountType"],
    ),
    "Write5": lambda graph, given: writes.add_account_of_company(
        graph,
        owner=given["companyId"],
        number=given["accountId"],
        at=given["time"],
        blocked=given["accountBlocked"],
        kind=given["accountType"],
    ),
    "Write6": lambda graph, given: writes.add_loan_of_person(
        graph,
        borrower=given["personId"],
        number=given["loanId"],
        amount=fen(given["loanAmount"]),
        balance=fen(given["balance"]),
        at=given["time"],
    ),
    "Write7": lambda graph, given: writes.add_loan_of_company(
        graph,
        borrower=given["companyId"],
        number=given["loanId"],
        amount=fen(given["loanAmount"]),
        balance=fen(given["balance"]),
        at=given["time"],
    ),
    "Write8": lambda graph, given: writes.join(
        graph.person_invests, graph.persons, graph.companies, given["personId"], given["companyId"], given["time"]
    ),
    "Write9": lambda graph, given: writes.join(
        graph.company_invests, graph.companies, graph.companies, given["companyId1"], given["companyId2"], given["time"]
    ),
    "Write10": lambda graph, given: writes.join(
        graph.person_guarantees, graph.persons, graph.persons, given["personId1"], given["personId2"], given["time"]
    ),
    "Write11": lambda graph, given: writes.join(
        graph.company_guarantees,
        graph.companies,
        graph.companies,
        given["companyId1"],
        given["companyId2"],
        given["time"],
    ),
    "Write12": lambda graph, given: writes.join(
        graph.transfer,
        graph.accounts,
        graph.accounts,
        given["accountId1"],
        given["accountId2"],
        given["time"],
        fen(given["amount"]),
    ),
    "Write13": lambda graph, given: writes.join(
        graph.withdraw,
        graph.accounts,
        graph.accounts,
        given["accountId1"],
        given["accountId2"],
        given["time"],
        fen(given["amount"]),
    ),
    "Write14": lambda graph, given: writes.join(
        graph.repay,
        graph.accounts,
        graph.loans,
        given["accountId"],
        given["loanId"],
        given["time"],
        fen(given["amount"]),
    ),
    "Write15": lambda graph, given: writes.join(
        graph.deposit,
        graph.loans,
        graph.accounts,
        given["loanId"],
        given["accountId"],
        given["time"],
        fen(given["amount"]),
    ),
    "Write16": lambda graph, given: writes.join(
        graph.sign_in, graph.media, graph.accounts, given["mediumId"], given["accountId"], given["time"]
    ),
    "Write17": lambda graph, given: writes.remove_account(graph, number=given["accountId"]),
    "Write18": lambda graph, given: writes.block_account(graph, number=given["accountId"]),
    "Write19": lambda graph, given: writes.block_person(graph, number=given["personId"]),
    "ReadWrite1": lambda graph, given: writes.transfer_unless_cycle(
        graph,
        source=given["srcId"],
        target=given["dstId"],
        at=given["time"],
        amount=fen(given["amount"]),
        window=window(given),
    ),
    "ReadWrite2": lambda graph, given: writes.transfer_unless_ratio(
        graph,
        source=given["srcId"],
        target=given["dstId"],
        at=given["time"],
        amount=fen(given["amount"]),
        threshold=fen(given["amountThreshold"]),
        ratio_threshold=given["ratioThreshold"],
        window=window(given),
        truncation=truncation(given),
    ),
    "ReadWrite3": lambda graph, given: writes.guarantee_unless_chain(
        graph,
        source=given["srcId"],
        target=given["dstId"],
        at=given["time"],
        threshold=fen(given["threshold"]),
        window=window(given),
        truncation=truncation(given),
    ),
}
