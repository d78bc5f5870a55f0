"""Complex reads 1, 2, 5 and 8: money followed over at most three steps.

Truncation: of the edges of an account within the window, the first N in the stated order are seen, at every expansion,
whatever is asked of them afterwards (later than the last one, larger than a threshold). Where only the account reached
matters, an earlier arrival can go on wherever a later one can, so that one moment for each account is kept.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.flows.adjacency import Codes, Moments
from duixian.analytics.flows.finbench.answers import Rows, path_order, ratio, yuan
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.grouping import earliest, firsts, latest, totals
from duixian.analytics.flows.finbench.relation import EVER, Step, Truncation, Window, alone

STEPS: Final = 3


def blocked_media(graph: Graph, *, number: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 1: accounts reached from one in ascending time, signed in by a blocked medium within the window.

    An account stands once for each of its distances and media; the start itself may come back.
    """
    start = graph.accounts.code(number)
    if start is None:
        return []
    rows: Rows = []
    accounts, arrived = alone(start), np.array([window.start])
    for distance in range(1, STEPS + 1):
        step = graph.transfer.out(accounts, window, truncation, after=arrived)
        accounts, arrived = earliest(graph.transfer.target[step.edges], graph.transfer.at[step.edges])
        signed = graph.sign_in.into(accounts, window)
        media = graph.sign_in.source[signed.edges]
        blocked = graph.media.blocked.values[media]
        pairs = zip(graph.accounts.numbers(accounts[signed.entries[blocked]]), media[blocked].tolist(), strict=True)
        numbered = {(other, int(graph.media.ids.values[medium])): graph.media.kinds[medium] for other, medium in pairs}
        rows += (
            {"otherId": other, "accountDistance": distance, "mediumId": medium, "mediumType": kind}
            for (other, medium), kind in sorted(numbered.items())
        )
    return rows


def loans_upstream(graph: Graph, *, number: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 2: accounts from which money came to a person's accounts in ascending time, and the loans paid out
    to them within the window, each loan once."""
    person = graph.persons.code(number)
    if person is None:
        return []
    accounts = np.unique(graph.person_owns.target[graph.person_owns.out(alone(person), EVER).edges])
    left = np.full(len(accounts), window.end)
    reached: list[Codes] = []
    for _ in range(STEPS):
        step = graph.transfer.into(accounts, window, truncation, before=left)
        accounts, left = latest(graph.transfer.source[step.edges], graph.transfer.at[step.edges])
        reached.append(accounts)
    others = np.unique(np.concatenate(reached))
    paid = graph.deposit.into(others, window)
    loans = graph.deposit.source[paid.edges]
    order = np.lexsort((loans, paid.entries))
    entries, loans = paid.entries[order], loans[order]
    once = firsts(entries, loans)
    receivers = others[entries[once]]
    amounts = totals(receivers, graph.loans.amount.values[loans[once]])
    balances = totals(receivers, graph.loans.balance.values[loans[once]])
    found = zip(graph.accounts.numbers(amounts.keys), amounts.sums.tolist(), balances.sums.tolist(), strict=True)
    return [
        {"otherId": other, "sumLoanAmount": yuan(amount), "sumLoanBalance": yuan(balance)}
        for other, amount, balance in sorted(found, key=lambda row: (-row[1], row[0]))
    ]


def traces(graph: Graph, *, number: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 5: the ways money took from a person's accounts in ascending time, none through an account twice;
    several transfers between the same two accounts are one. In the driver's order."""
    person = graph.persons.code(number)
    if person is None:
        return []
    owned = np.unique(graph.person_owns.target[graph.person_owns.out(alone(person), EVER).edges])
    paths, arrived = owned.reshape(-1, 1), np.full(len(owned), window.start)
    found: list[list[int]] = []
    for _ in range(STEPS):
        step = graph.transfer.out(paths[:, -1].copy(), window, truncation, after=arrived)
        paths, arrived = _lengthened(paths, step, graph.transfer.target[step.edges], graph.transfer.at[step.edges])
        found += graph.accounts.ids.values[paths].tolist()
    return [{"path": path} for path in sorted(found, key=path_order)]


def _lengthened(paths: NDArray[np.int32], step: Step, targets: Codes, at: Moments) -> tuple[NDArray[np.int32], Moments]:
    """Each path with each account it can go on to and does not hold, with the first moment of arrival."""
    order = np.lexsort((at, targets, step.entries))
    entries, targets, at = step.entries[order], targets[order], at[order]
    fresh = firsts(entries, targets)
    fresh &= ~(paths[entries] == targets[:, None]).any(axis=1)
    return np.column_stack((paths[entries[fresh]], targets[fresh])), at[fresh]


def downstream_of_loan(
    graph: Graph, *, number: int, threshold: Decimal, window: Window, truncation: Truncation
) -> Rows:
    """Complex read 8: where a loan went by transfer or withdrawal, with what arrived there over the loan's sum and the
    least distance from the loan.

    An edge counts when its amount exceeds `threshold` of all transfers into its source within the window. Transfers and
    withdrawals of an account are truncated each by themselves.
    """
    loan = graph.loans.code(number)
    if loan is None:
        return []
    accounts = np.unique(graph.deposit.target[graph.deposit.out(alone(loan), window).edges])
    distance: dict[int, int] = {}
    inflow: dict[int, int] = {}
    expanded = accounts[:0]
    for step in range(STEPS):
        accounts = np.setdiff1d(accounts, expanded)
        expanded = np.union1d(expanded, accounts)
        targets, amounts = _passed_on(graph, accounts, Fraction(threshold), window, truncation)
        arrived = totals(targets, amounts)
        for account, fen in zip(arrived.keys.tolist(), arrived.sums.tolist(), strict=True):
            distance.setdefault(account, step + 2)
            inflow[account] = inflow.get(account, 0) + fen
        accounts = arrived.keys
    amount = int(graph.loans.amount.values[loan])
    found = [
        (distance[account], ratio(inflow[account], amount), int(graph.accounts.ids.values[account]))
        for account in distance
    ]
    return [
        {"dstId": account, "ratio": share, "minDistanceFromLoan": steps}
        for steps, share, account in sorted(found, key=lambda row: (-row[0], -row[1], row[2]))
    ]


def _passed_on(
    graph: Graph, accounts: Codes, threshold: Fraction, window: Window, truncation: Truncation
) -> tuple[Codes, NDArray[np.int64]]:
    """Targets and amounts of what leaves the accounts above the threshold of what came in."""
    came = graph.transfer.into(accounts, window)
    received = np.zeros(len(accounts), dtype=np.int64)
    np.add.at(received, came.entries, graph.transfer.amount[came.edges])
    least = np.array([int(fen * threshold) for fen in received.tolist()], dtype=np.int64)
    targets: list[Codes] = []
    amounts: list[NDArray[np.int64]] = []
    for relation in (graph.transfer, graph.withdraw):
        step = relation.out(accounts, window, truncation)
        above = relation.amount[step.edges] > least[step.entries]
        targets.append(relation.target[step.edges[above]])
        amounts.append(relation.amount[step.edges[above]])
    return np.concatenate(targets), np.concatenate(amounts)
