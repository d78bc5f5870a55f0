"""A graph of FinBench made by its own writes, from nothing or on top of what lay there from the start."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import polars as pl

from duixian.analytics.flows.finbench import workload
from duixian.analytics.flows.finbench.answers import Rows, text
from duixian.analytics.flows.finbench.graph import Graph
from duixian.analytics.flows.finbench.loading import graph_of
from duixian.analytics.flows.finbench.relation import Relation, Truncation, Window

ALWAYS: Final = {"startTime": 0, "endTime": 1_000}
SEEN: Final = {"truncationLimit": 500, "truncationOrder": "TIMESTAMP_DESCENDING"}

_EDGES: Final = {
    "transfer": ("fromId", "toId", "amount_fen"),
    "loantransfer": ("fromId", "toId", "amount_fen"),
    "withdraw": ("fromId", "toId", "amount_fen"),
    "deposit": ("loanId", "accountId", "amount_fen"),
    "repay": ("accountId", "loanId", "amount_fen"),
    "signIn": ("mediumId", "accountId"),
    "personOwnAccount": ("personId", "accountId"),
    "companyOwnAccount": ("companyId", "accountId"),
    "personInvest": ("investorId", "companyId"),
    "companyInvest": ("investorId", "companyId"),
    "personGuarantee": ("fromId", "toId"),
    "companyGuarantee": ("fromId", "toId"),
    "personApplyLoan": ("personId", "loanId"),
    "companyApplyLoan": ("companyId", "loanId"),
}


def tables(**rows: list[tuple[Any, ...]]) -> dict[str, pl.DataFrame]:
    """The files of a snapshot; those not named are empty. Rows in the order of the columns of the files."""
    nodes = {
        "account": {"id": pl.Int64, "createTime": pl.Int64, "isBlocked": pl.Boolean, "type": pl.String},
        "person": {"id": pl.Int64},
        "company": {"id": pl.Int64},
        "loan": {"id": pl.Int64, "loanAmount": pl.Float64, "balance": pl.Float64},
        "medium": {"id": pl.Int64, "type": pl.String, "isBlocked": pl.Boolean},
    }
    edges = {name: dict.fromkeys((*columns, "createTime"), pl.Int64) for name, columns in _EDGES.items()}
    return {
        name: pl.DataFrame(rows.get(name, []), schema=schema, orient="row")
        for name, schema in {**nodes, **edges}.items()
    }


class Small:
    """A graph, with a word for each write. Amounts are yuan."""

    def __init__(self, **rows: list[tuple[Any, ...]]) -> None:
        self.graph: Graph = graph_of(tables(**rows))

    def write(self, name: str, **given: Any) -> bool:
        """Any write, by the benchmark's name."""
        return workload.write(self.graph, name, given)

    def ask(self, name: str, **given: Any) -> Rows:
        """Any read, over the whole time and untruncated unless said."""
        return workload.answer(self.graph, name, {**ALWAYS, **SEEN, **given})

    def told(self, name: str, **given: Any) -> str:
        """The same as text."""
        return text(self.ask(name, **given))

    def persons(self, *numbers: int) -> None:
        for number in numbers:
            assert self.write("Write1", personId=number, personName="", isBlocked=False)

    def company(self, number: int) -> None:
        assert self.write("Write2", companyId=number, companyName="", isBlocked=False)

    def medium(self, number: int, *, kind: str = "POS", blocked: bool = False) -> None:
        assert self.write("Write3", mediumId=number, mediumType=kind, isBlocked=blocked)

    def accounts(self, *numbers: int, of: int, blocked: bool = False, kind: str = "debit card", at: int = 0) -> None:
        """Owned by a person that exists."""
        for number in numbers:
            assert self.write(
                "Write4", personId=of, accountId=number, time=at, accountBlocked=blocked, accountType=kind
            )

    def company_account(self, number: int, *, of: int) -> None:
        assert self.write(
            "Write5", companyId=of, accountId=number, time=0, accountBlocked=False, accountType="trust account"
        )

    def loan(self, number: int, *, of: int, amount: str, balance: str = "0.00") -> None:
        assert self.write(
            "Write6", personId=of, loanId=number, loanAmount=Decimal(amount), balance=Decimal(balance), time=0
        )

    def transfer(self, source: int, target: int, at: int, amount: str = "1.00") -> None:
        assert self.write("Write12", accountId1=source, accountId2=target, time=at, amount=Decimal(amount))

    def withdraw(self, source: int, target: int, at: int, amount: str = "1.00") -> None:
        assert self.write("Write13", accountId1=source, accountId2=target, time=at, amount=Decimal(amount))

    def repay(self, account: int, loan: int, at: int, amount: str = "1.00") -> None:
        assert self.write("Write14", accountId=account, loanId=loan, time=at, amount=Decimal(amount))

    def deposit(self, loan: int, account: int, at: int, amount: str = "1.00") -> None:
        assert self.write("Write15", loanId=loan, accountId=account, time=at, amount=Decimal(amount))

    def sign_in(self, medium: int, account: int, at: int) -> None:
        assert self.write("Write16", mediumId=medium, accountId=account, time=at)

    def invest(self, person: int, company: int, at: int) -> None:
        assert self.write("Write8", personId=person, companyId=company, time=at, ratio=Decimal("0.1"))

    def guarantee(self, person: int, other: int, at: int) -> None:
        assert self.write("Write10", personId1=person, personId2=other, time=at)


def listed(relation: Relation, edges: Iterable[int]) -> list[tuple[int, int, int, int]]:
    """Edges as (source, target, at, amount)."""
    return [
        (int(relation.source[edge]), int(relation.target[edge]), int(relation.at[edge]), int(relation.amount[edge]))
        for edge in edges
    ]


__all__ = ["Small", "Truncation", "Window", "listed", "tables"]
