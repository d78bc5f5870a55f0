"""The nineteen writes, and the three that read before they decide.

A write that names what does not exist changes nothing and says False, as a statement that matches nothing does.
"""

from decimal import Decimal
from fractions import Fraction

from duixian.analytics.flows.finbench.accounts import closes_cycle, in_out_fen
from duixian.analytics.flows.finbench.chains import chained_fen
from duixian.analytics.flows.finbench.graph import Accounts, Graph, Nodes, Persons
from duixian.analytics.flows.finbench.relation import Relation, Truncation, Window

# --- who and what there is


def add_person(graph: Graph, *, number: int, blocked: bool) -> bool:
    """Write 1."""
    if graph.persons.add(number) is None:
        return False
    graph.persons.blocked.append(blocked)
    return True


def add_company(graph: Graph, *, number: int) -> bool:
    """Write 2. Whether a company is blocked is asked by nobody."""
    return graph.companies.add(number) is not None


def add_medium(graph: Graph, *, number: int, kind: str, blocked: bool) -> bool:
    """Write 3."""
    if graph.media.add(number) is None:
        return False
    graph.media.blocked.append(blocked)
    graph.media.kinds.append(kind)
    return True


def add_account_of_person(graph: Graph, *, owner: int, number: int, at: int, blocked: bool, kind: str) -> bool:
    """Write 4."""
    return _add_account(graph, graph.persons, graph.person_owns, owner, number, at, blocked, kind)


def add_account_of_company(graph: Graph, *, owner: int, number: int, at: int, blocked: bool, kind: str) -> bool:
    """Write 5."""
    return _add_account(graph, graph.companies, graph.company_owns, owner, number, at, blocked, kind)


def add_loan_of_person(graph: Graph, *, borrower: int, number: int, amount: int, balance: int, at: int) -> bool:
    """Write 6; fen."""
    return _add_loan(graph, graph.persons, graph.person_applies, borrower, number, amount, balance, at)


def add_loan_of_company(graph: Graph, *, borrower: int, number: int, amount: int, balance: int, at: int) -> bool:
    """Write 7; fen."""
    return _add_loan(graph, graph.companies, graph.company_applies, borrower, number, amount, balance, at)


def _add_account(
    graph: Graph, owners: Nodes, owns: Relation, owner: int, number: int, at: int, blocked: bool, kind: str
) -> bool:
    owned_by = owners.code(owner)
    code = None if owned_by is None else graph.accounts.add(number)
    if owned_by is None or code is None:
        return False
    graph.accounts.opened.append(at)
    graph.accounts.blocked.append(blocked)
    graph.accounts.kinds.append(kind)
    owns.add(owned_by, code, at)
    return True


def _add_loan(
    graph: Graph, borrowers: Nodes, applies: Relation, borrower: int, number: int, amount: int, balance: int, at: int
) -> bool:
    applied_by = borrowers.code(borrower)
    code = None if applied_by is None else graph.loans.add(number)
    if applied_by is None or code is None:
        return False
    graph.loans.amount.append(amount)
    graph.loans.balance.append(balance)
    applies.add(applied_by, code, at)
    return True


# --- edges


def join(
    relation: Relation, sources: Nodes, targets: Nodes, source: int, target: int, at: int, amount: int = 0
) -> bool:
    """Writes 8 to 16: an edge between two that exist; fen."""
    of, to = sources.code(source), targets.code(target)
    if of is None or to is None:
        return False
    relation.add(of, to, at, amount)
    return True


# --- removing and blocking


def remove_account(graph: Graph, *, number: int) -> bool:
    """Write 17: an account, all its edges, and the loans paid out to it or repaid from it."""
    return graph.remove_account(number)


def block_account(graph: Graph, *, number: int) -> bool:
    """Write 18."""
    code = graph.accounts.code(number)
    if code is None:
        return False
    graph.accounts.blocked.values[code] = True
    return True


def block_person(graph: Graph, *, number: int) -> bool:
    """Write 19."""
    code = graph.persons.code(number)
    if code is None:
        return False
    graph.persons.blocked.values[code] = True
    return True


# --- reading before writing: True when the edge stands; when it does not, and nobody was blocked yet, both are


def transfer_unless_cycle(graph: Graph, *, source: int, target: int, at: int, amount: int, window: Window) -> bool:
    """Read-write 1: a transfer, unless with it somebody had money of its target and sent money to its source."""
    src, dst = _unblocked(graph.accounts, source, target)
    if src is None or dst is None:
        return False
    edge = graph.transfer.add(src, dst, at, amount)
    if not closes_cycle(graph, src=src, dst=dst, window=window):
        return True
    graph.transfer.remove(edge)
    graph.accounts.blocked.values[[src, dst]] = True
    return False


def transfer_unless_ratio(
    graph: Graph,
    *,
    source: int,
    target: int,
    at: int,
    amount: int,
    threshold: int,
    ratio_threshold: Decimal,
    window: Window,
    truncation: Truncation,
) -> bool:
    """Read-write 2: a transfer, unless with it what came in over what went out exceeds a ratio for both accounts.

    Where nothing went out the ratio stands at -1 and exceeds nothing.
    """
    src, dst = _unblocked(graph.accounts, source, target)
    if src is None or dst is None:
        return False
    edge = graph.transfer.add(src, dst, at, amount)
    flows = (
        in_out_fen(graph, account=account, threshold=threshold, window=window, truncation=truncation)
        for account in (src, dst)
    )
    if not all(went > 0 and Fraction(came, went) > Fraction(ratio_threshold) for came, went in flows):
        return True
    graph.transfer.remove(edge)
    graph.accounts.blocked.values[[src, dst]] = True
    return False


def guarantee_unless_chain(
    graph: Graph, *, source: int, target: int, at: int, threshold: int, window: Window, truncation: Truncation
) -> bool:
    """Read-write 3: a guarantee, unless with it the loans in the chain of its source exceed a sum (fen)."""
    src, dst = _unblocked(graph.persons, source, target)
    if src is None or dst is None:
        return False
    edge = graph.person_guarantees.add(src, dst, at)
    if chained_fen(graph, person=src, window=window, truncation=truncation) <= threshold:
        return True
    graph.person_guarantees.remove(edge)
    graph.persons.blocked.values[[src, dst]] = True
    return False


def _unblocked(nodes: Accounts | Persons, source: int, target: int) -> tuple[int | None, int | None]:
    """Their codes; None for both when one does not exist or is blocked."""
    src, dst = nodes.code(source), nodes.code(target)
    if src is None or dst is None or nodes.blocked.values[[src, dst]].any():
        return None, None
    return src, dst
