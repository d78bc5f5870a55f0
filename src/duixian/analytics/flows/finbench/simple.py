"""The six simple reads: an account and what lies beside it. None is truncated."""

import numpy as np

from duixian.analytics.flows.adjacency import Codes, Fen
from duixian.analytics.flows.finbench.answers import NOTHING, Rows, ratio, yuan
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.grouping import totals
from duixian.analytics.flows.finbench.relation import EVER, Window, alone


def account(graph: Graph, *, number: int) -> Rows:
    """Simple read 1: when it was opened, whether it is blocked, of what kind it is."""
    code = graph.accounts.code(number)
    if code is None:
        return []
    accounts = graph.accounts
    return [
        {
            "createTime": int(accounts.opened.values[code]),
            "isBlocked": bool(accounts.blocked.values[code]),
            "type": accounts.kinds[code],
        }
    ]


def transfer_sums(graph: Graph, *, number: int, window: Window) -> Rows:
    """Simple read 2: sum, largest (-1 for none) and number of the transfers out (1) and in (2)."""
    code = graph.accounts.code(number)
    went = came = np.empty(0, dtype=np.int64)
    if code is not None:
        went = graph.transfer.amount[graph.transfer.out(alone(code), window).edges]
        came = graph.transfer.amount[graph.transfer.into(alone(code), window).edges]
    return [
        {
            "sumEdge1Amount": yuan(int(went.sum())),
            "maxEdge1Amount": yuan(int(went.max())) if len(went) else NOTHING,
            "numEdge1": len(went),
            "sumEdge2Amount": yuan(int(came.sum())),
            "maxEdge2Amount": yuan(int(came.max())) if len(came) else NOTHING,
            "numEdge2": len(came),
        }
    ]


def blocked_share(graph: Graph, *, number: int, threshold: int, window: Window) -> Rows:
    """Simple read 3: transfers from blocked accounts within the window and above the threshold, over all transfers that
    ever came in, as the official answers have it; -1 when none ever came."""
    code = graph.accounts.code(number)
    if code is None:
        return [{"blockRatio": NOTHING}]
    transfer = graph.transfer
    within = transfer.into(alone(code), window).edges
    counted = graph.accounts.blocked.values[transfer.source[within]] & (transfer.amount[within] > threshold)
    return [{"blockRatio": ratio(int(counted.sum()), len(transfer.into(alone(code), EVER).edges))}]


def transfers_out(graph: Graph, *, number: int, threshold: int, window: Window) -> Rows:
    """Simple read 4: to whom it transferred above the threshold, how often and how much."""
    code = graph.accounts.code(number)
    if code is None:
        return []
    edges = graph.transfer.out(alone(code), window).edges
    return _counterparts(graph, "dstId", graph.transfer.target[edges], graph.transfer.amount[edges], threshold)


def transfers_in(graph: Graph, *, number: int, threshold: int, window: Window) -> Rows:
    """Simple read 5: who transferred to it above the threshold, how often and how much."""
    code = graph.accounts.code(number)
    if code is None:
        return []
    edges = graph.transfer.into(alone(code), window).edges
    return _counterparts(graph, "srcId", graph.transfer.source[edges], graph.transfer.amount[edges], threshold)


def blocked_siblings(graph: Graph, *, number: int, window: Window) -> Rows:
    """Simple read 6: blocked accounts that had money from an account that this one, too, had money from."""
    code = graph.accounts.code(number)
    if code is None:
        return []
    mids = np.unique(graph.transfer.source[graph.transfer.into(alone(code), window).edges])
    others = np.unique(graph.transfer.target[graph.transfer.out(mids, window).edges])
    blocked = others[graph.accounts.blocked.values[others] & (others != code)]
    return [{"dstId": other} for other in sorted(graph.accounts.numbers(blocked))]


def _counterparts(graph: Graph, name: str, others: Codes, amounts: Fen, threshold: int) -> Rows:
    above = amounts > threshold
    found = totals(others[above], amounts[above])
    rows = zip(graph.accounts.numbers(found.keys), found.counts.tolist(), found.sums.tolist(), strict=True)
    return [
        {name: other, "numEdges": count, "sumAmount": yuan(fen)}
        for other, count, fen in sorted(rows, key=lambda row: (-row[2], row[0]))
    ]
