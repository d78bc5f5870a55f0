"""Who and what there is, by number, and the thirteen kinds of edges between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.flows.adjacency import Codes
from duixian.analytics.flows.finbench.growing import Growing
from duixian.analytics.flows.finbench.relation import EVER, Relation, alone
from duixian.base.faults import BadInput, Fault

Ids = NDArray[np.int64]


class Nodes:
    """Things of one kind: the number each bears outside, and its code from 0, in the order in which they came."""

    def __init__(self, ids: Ids) -> None:
        self.ids: Growing[np.int64] = Growing(ids)
        self._order = np.argsort(ids, kind="stable").astype(np.int32)
        self._sorted = ids[self._order]
        self._added: dict[int, int] = {}
        self._gone: set[int] = set()

    def code(self, number: int) -> int | None:
        """The code of what bears this number; None when there is nothing, or no longer."""
        if number in self._gone:
            return None
        added = self._added.get(number)
        if added is not None:
            return added
        place = int(np.searchsorted(self._sorted, number))
        if place < len(self._sorted) and self._sorted[place] == number:
            return int(self._order[place])
        return None

    def codes(self, numbers: Ids, *, column: str) -> Codes:
        """The codes of a whole column of a file. Raises `BadInput` when something bears no such number."""
        places = np.searchsorted(self._sorted, numbers)
        known = np.zeros(len(numbers), dtype=np.bool_)
        within = places < len(self._sorted)
        known[within] = self._sorted[places[within]] == numbers[within]
        if not known.all():
            stranger = int(numbers[~known][0])
            raise BadInput(
                Fault(
                    "finbench.unknown_number",
                    "引用了不存在的编号",
                    "请核对数据文件是否齐全",
                    column,
                    str(stranger),
                )
            )
        return self._order[places]

    def numbers(self, codes: Codes) -> list[int]:
        """The numbers of a column of codes."""
        found: list[int] = self.ids.values[codes].tolist()
        return found

    def add(self, number: int) -> int | None:
        """A new thing; None when one bears the number already, or once did."""
        if number in self._gone or self.code(number) is not None:
            return None
        self._added[number] = len(self.ids)
        self.ids.append(number)
        return self._added[number]

    def remove(self, number: int) -> None:
        """What bears the number is there no longer."""
        self._gone.add(number)


class Accounts(Nodes):
    """`opened`: ms; `kinds`: the words of the benchmark ("debit card")."""

    def __init__(self, ids: Ids, opened: NDArray[np.int64], blocked: NDArray[np.bool_], kinds: list[str]) -> None:
        super().__init__(ids)
        self.opened, self.blocked, self.kinds = Growing(opened), Growing(blocked), kinds


class Persons(Nodes):
    """Nobody of the snapshot is blocked: its files do not say."""

    def __init__(self, ids: Ids) -> None:
        super().__init__(ids)
        self.blocked = Growing(np.zeros(len(ids), dtype=np.bool_))


class Loans(Nodes):
    """`amount`, `balance`: fen."""

    def __init__(self, ids: Ids, amount: NDArray[np.int64], balance: NDArray[np.int64]) -> None:
        super().__init__(ids)
        self.amount, self.balance = Growing(amount), Growing(balance)


class Media(Nodes):
    """`kinds`: the words of the benchmark ("POS")."""

    def __init__(self, ids: Ids, blocked: NDArray[np.bool_], kinds: list[str]) -> None:
        super().__init__(ids)
        self.blocked, self.kinds = Growing(blocked), kinds


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything. `transfer` holds the files `transfer` and `loantransfer`; names and shares that no read asks for are
    not kept."""

    accounts: Accounts
    persons: Persons
    companies: Nodes
    loans: Loans
    media: Media
    transfer: Relation
    withdraw: Relation
    deposit: Relation
    """Loan to account."""
    repay: Relation
    """Account to loan."""
    sign_in: Relation
    """Medium to account."""
    person_owns: Relation
    company_owns: Relation
    person_invests: Relation
    company_invests: Relation
    person_guarantees: Relation
    company_guarantees: Relation
    person_applies: Relation
    """Person to loan."""
    company_applies: Relation

    def remove_account(self, number: int) -> bool:
        """Take an account out with all its edges, and the loans paid out to it or repaid from it with theirs."""
        account = self.accounts.code(number)
        if account is None:
            return False
        paid_out = self.deposit.source[self.deposit.into(alone(account), EVER).edges]
        repaid = self.repay.target[self.repay.out(alone(account), EVER).edges]
        for loan in np.union1d(paid_out, repaid).tolist():
            self.loans.remove(int(self.loans.ids.values[loan]))
            self.deposit.remove_of(source=loan)
            for relation in (self.repay, self.person_applies, self.company_applies):
                relation.remove_of(target=loan)
        for relation in (self.transfer, self.withdraw):
            relation.remove_of(source=account, target=account)
        for relation in (self.sign_in, self.person_owns, self.company_owns):
            relation.remove_of(target=account)
        self.accounts.remove(number)
        return True
