"""Complex reads 3 and 11: as far as it goes, in whatever order of time."""

import numpy as np

from duixian.analytics.flows.finbench.answers import Rows, yuan
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.relation import EVER, Truncation, Window, alone


def shortest_path(graph: Graph, *, source: int, target: int, window: Window) -> Rows:
    """Complex read 3: the length of the shortest way by transfers within the window; -1 when there is none, 0 from an
    account to itself."""
    return [{"shortestPathLength": _length(graph, source, target, window)}]


def _length(graph: Graph, source: int, target: int, window: Window) -> int:
    start, goal = graph.accounts.code(source), graph.accounts.code(target)
    if start is None or goal is None:
        return -1
    if start == goal:
        return 0
    seen = np.zeros(len(graph.accounts.ids), dtype=np.bool_)
    seen[start] = True
    accounts, length = alone(start), 0
    while len(accounts):
        length += 1
        reached = graph.transfer.target[graph.transfer.out(accounts, window).edges]
        accounts = np.unique(reached[~seen[reached]])
        seen[accounts] = True
        if seen[goal]:
            return length
    return -1


def guaranteed_loans(graph: Graph, *, number: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 11: the loans applied for by everybody in the chain of guarantees that a person began, to its end,
    each loan once; the person's own when the chain comes back."""
    person = graph.persons.code(number)
    loans = [] if person is None else _applied_in_chain(graph, person, window, truncation)
    amount = int(graph.loans.amount.values[loans].sum())
    return [{"sumLoanAmount": yuan(amount), "numLoans": len(loans)}]


def chained_fen(graph: Graph, *, person: int, window: Window, truncation: Truncation) -> int:
    """What complex read 11 sums, of the person with this code, in fen."""
    return int(graph.loans.amount.values[_applied_in_chain(graph, person, window, truncation)].sum())


def _applied_in_chain(graph: Graph, person: int, window: Window, truncation: Truncation) -> list[int]:
    chain, ends = np.empty(0, dtype=np.int32), alone(person)
    while len(ends):
        step = graph.person_guarantees.out(ends, window, truncation)
        ends = np.setdiff1d(graph.person_guarantees.target[step.edges], chain)
        chain = np.union1d(chain, ends)
    applied = graph.person_applies.out(chain, EVER)
    loans: list[int] = np.unique(graph.person_applies.target[applied.edges]).tolist()
    return loans
