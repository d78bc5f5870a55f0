"""Complex reads 4, 6, 7, 9, 10 and 12: what one account, card, pair or person did within a window.

An amount counts when it exceeds a threshold, given in whole fen: what is above a threshold with parts of a fen is above
its whole fen.
"""

import numpy as np

from duixian.analytics.flows.adjacency import Codes
from duixian.analytics.flows.finbench.answers import NOTHING, Rows, ratio, yuan
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.grouping import Totals, totals
from duixian.analytics.flows.finbench.relation import EVER, Relation, Step, Truncation, Window, alone

MANY = 3
"""More transfers than this into an account are a gathering (complex read 6)."""


def cycles(graph: Graph, *, source: int, target: int, window: Window) -> Rows:
    """Complex read 4: when `source` transferred to `target`, the accounts that had money of `target` and sent money to
    `source`, with number, sum and largest of what they sent (2) and of what they got (3)."""
    src, dst = graph.accounts.code(source), graph.accounts.code(target)
    if src is None or dst is None:
        return []
    transfer = graph.transfer
    left = transfer.out(alone(src), window).edges
    if not (transfer.target[left] == dst).any():
        return []
    sent = transfer.into(alone(src), window).edges
    got = transfer.out(alone(dst), window).edges
    senders = _by_number(graph, totals(transfer.source[sent], transfer.amount[sent]))
    getters = _by_number(graph, totals(transfer.target[got], transfer.amount[got]))
    found = [(other, *senders[other], *getters[other]) for other in senders.keys() & getters.keys()]
    return [
        {
            "otherId": other,
            "numEdge2": sent_count,
            "sumEdge2Amount": yuan(sent_sum),
            "maxEdge2Amount": yuan(sent_largest),
            "numEdge3": got_count,
            "sumEdge3Amount": yuan(got_sum),
            "maxEdge3Amount": yuan(got_largest),
        }
        for other, sent_count, sent_sum, sent_largest, got_count, got_sum, got_largest in sorted(
            found, key=lambda row: (-row[2], -row[5], row[0])
        )
    ]


def closes_cycle(graph: Graph, *, src: int, dst: int, window: Window) -> bool:
    """Whether anybody had money of `dst` and sent money to `src`, both by code."""
    sent = graph.transfer.source[graph.transfer.into(alone(src), window).edges]
    got = graph.transfer.target[graph.transfer.out(alone(dst), window).edges]
    return len(np.intersect1d(sent, got)) > 0


def gathered_before_withdrawal(
    graph: Graph,
    *,
    number: int,
    threshold_in: int,
    threshold_out: int,
    window: Window,
    truncation: Truncation,
) -> Rows:
    """Complex read 6: accounts that withdrew to this card more than `threshold_out` a time and had more than three
    transfers of more than `threshold_in`, with the sums of both."""
    card = graph.accounts.code(number)
    if card is None:
        return []
    withdrawn = _above(graph.withdraw, graph.withdraw.into(alone(card), window, truncation), threshold_out).edges
    mids = totals(graph.withdraw.source[withdrawn], graph.withdraw.amount[withdrawn])
    step = _above(graph.transfer, graph.transfer.into(mids.keys, window, truncation), threshold_in)
    gathered = totals(mids.keys[step.entries], graph.transfer.amount[step.edges])
    outs = dict(zip(mids.keys.tolist(), mids.sums.tolist(), strict=True))
    found = [
        (outs[mid], int(graph.accounts.ids.values[mid]), fen)
        for mid, count, fen in zip(
            gathered.keys.tolist(), gathered.counts.tolist(), gathered.sums.tolist(), strict=True
        )
        if count > MANY
    ]
    return [
        {"midId": mid, "sumEdge1Amount": yuan(came), "sumEdge2Amount": yuan(went)}
        for went, mid, came in sorted(found, key=lambda row: (-row[0], row[1]))
    ]


def in_out_ratio(graph: Graph, *, number: int, threshold: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 7: how many accounts sent to one and got from it, and what came in over what went out."""
    account = graph.accounts.code(number)
    if account is None:
        return []
    came, went = _came_and_went(graph, account, threshold, window, truncation)
    return [
        {
            "numSrc": len(np.unique(graph.transfer.source[came])),
            "numDst": len(np.unique(graph.transfer.target[went])),
            "inOutRatio": ratio(_sum(graph.transfer, came), _sum(graph.transfer, went)),
        }
    ]


def in_out_fen(
    graph: Graph, *, account: int, threshold: int, window: Window, truncation: Truncation
) -> tuple[int, int]:
    """What came in and went out above the threshold, of the account with this code."""
    came, went = _came_and_went(graph, account, threshold, window, truncation)
    return _sum(graph.transfer, came), _sum(graph.transfer, went)


def loan_ratios(graph: Graph, *, number: int, threshold: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 9: loans paid out over repayments, loans paid out over transfers out, transfers in over out."""
    account = graph.accounts.code(number)
    if account is None:
        return [{"ratioRepay": NOTHING, "ratioDeposit": NOTHING, "ratioTransfer": NOTHING}]
    here = alone(account)
    paid_out, repaid, came, went = (
        _sum(relation, _above(relation, step, threshold).edges)
        for relation, step in (
            (graph.deposit, graph.deposit.into(here, window, truncation)),
            (graph.repay, graph.repay.out(here, window, truncation)),
            (graph.transfer, graph.transfer.into(here, window, truncation)),
            (graph.transfer, graph.transfer.out(here, window, truncation)),
        )
    )
    return [
        {
            "ratioRepay": ratio(paid_out, repaid),
            "ratioDeposit": ratio(paid_out, went),
            "ratioTransfer": ratio(came, went),
        }
    ]


def investor_similarity(graph: Graph, *, first: int, second: int, window: Window) -> Rows:
    """Complex read 10: companies both persons invested in, over those either did; 0 when there is none."""
    one, other = _invested(graph, first, window), _invested(graph, second, window)
    either = len(np.union1d(one, other))
    both = len(np.intersect1d(one, other))
    return [{"jaccardSimilarity": ratio(both, max(either, 1))}]


def transfers_to_companies(graph: Graph, *, number: int, window: Window, truncation: Truncation) -> Rows:
    """Complex read 12: accounts of companies that a person transferred to, with the sums."""
    person = graph.persons.code(number)
    if person is None:
        return []
    owned = np.unique(graph.person_owns.target[graph.person_owns.out(alone(person), EVER).edges])
    step = graph.transfer.out(owned, window, truncation)
    got = totals(graph.transfer.target[step.edges], graph.transfer.amount[step.edges])
    of_company = np.unique(graph.company_owns.into(got.keys, EVER).entries)
    found = zip(graph.accounts.numbers(got.keys[of_company]), got.sums[of_company].tolist(), strict=True)
    return [
        {"compAccountId": account, "sumEdge2Amount": yuan(fen)}
        for account, fen in sorted(found, key=lambda row: (-row[1], row[0]))
    ]


def _invested(graph: Graph, number: int, window: Window) -> Codes:
    person = graph.persons.code(number)
    if person is None:
        return np.empty(0, dtype=np.int32)
    return graph.person_invests.target[graph.person_invests.out(alone(person), window).edges]


def _came_and_went(
    graph: Graph, account: int, threshold: int, window: Window, truncation: Truncation
) -> tuple[Codes, Codes]:
    """The transfers into and out of an account above the threshold."""
    here, transfer = alone(account), graph.transfer
    return (
        _above(transfer, transfer.into(here, window, truncation), threshold).edges,
        _above(transfer, transfer.out(here, window, truncation), threshold).edges,
    )


def _above(relation: Relation, step: Step, threshold: int) -> Step:
    above = relation.amount[step.edges] > threshold
    return Step(step.entries[above], step.edges[above])


def _sum(relation: Relation, edges: Codes) -> int:
    return int(relation.amount[edges].sum())


def _by_number(graph: Graph, found: Totals) -> dict[int, tuple[int, int, int]]:
    columns = zip(found.counts.tolist(), found.sums.tolist(), found.largest.tolist(), strict=True)
    return dict(zip(graph.accounts.numbers(found.keys), columns, strict=True))
