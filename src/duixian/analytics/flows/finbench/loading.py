"""The graph from the columns of the snapshot's files."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.flows.finbench.graph import Accounts, Graph, Loans, Media, Nodes, Persons
from duixian.analytics.flows.finbench.relation import Relation

FILES: Final = (
    "account",
    "person",
    "company",
    "loan",
    "medium",
    "transfer",
    "loantransfer",
    "withdraw",
    "deposit",
    "repay",
    "signIn",
    "personOwnAccount",
    "companyOwnAccount",
    "personInvest",
    "companyInvest",
    "personGuarantee",
    "companyGuarantee",
    "personApplyLoan",
    "companyApplyLoan",
)
"""The tables `graph_of` takes, by name; moments are ms UTC, `amount_fen` fen, the sums of a loan yuan."""


def graph_of(tables: Mapping[str, pl.DataFrame]) -> Graph:
    """The snapshot. Raises `BadInput` when an edge names something that no table of nodes has."""
    account, loan, medium = tables["account"], tables["loan"], tables["medium"]
    accounts = Accounts(
        _whole(account, "id"), _whole(account, "createTime"), _flag(account), account["type"].cast(pl.String).to_list()
    )
    persons = Persons(_whole(tables["person"], "id"))
    companies = Nodes(_whole(tables["company"], "id"))
    loans = Loans(_whole(loan, "id"), _fen(loan, "loanAmount"), _fen(loan, "balance"))
    media = Media(_whole(medium, "id"), _flag(medium), medium["type"].cast(pl.String).to_list())

    def between(table: pl.DataFrame, source: tuple[Nodes, str], target: tuple[Nodes, str]) -> Relation:
        (sources, of), (targets, to) = source, target
        return Relation(
            sources.codes(_whole(table, of), column=of),
            targets.codes(_whole(table, to), column=to),
            _whole(table, "createTime"),
            _whole(table, "amount_fen") if "amount_fen" in table.columns else None,
        )

    columns = ["fromId", "toId", "amount_fen", "createTime"]
    transfers = pl.concat([tables["transfer"].select(columns), tables["loantransfer"].select(columns)])
    return Graph(
        accounts=accounts,
        persons=persons,
        companies=companies,
        loans=loans,
        media=media,
        transfer=between(transfers, (accounts, "fromId"), (accounts, "toId")),
        withdraw=between(tables["withdraw"], (accounts, "fromId"), (accounts, "toId")),
        deposit=between(tables["deposit"], (loans, "loanId"), (accounts, "accountId")),
        repay=between(tables["repay"], (accounts, "accountId"), (loans, "loanId")),
        sign_in=between(tables["signIn"], (media, "mediumId"), (accounts, "accountId")),
        person_owns=between(tables["personOwnAccount"], (persons, "personId"), (accounts, "accountId")),
        company_owns=between(tables["companyOwnAccount"], (companies, "companyId"), (accounts, "accountId")),
        person_invests=between(tables["personInvest"], (persons, "investorId"), (companies, "companyId")),
        company_invests=between(tables["companyInvest"], (companies, "investorId"), (companies, "companyId")),
        person_guarantees=between(tables["personGuarantee"], (persons, "fromId"), (persons, "toId")),
        company_guarantees=between(tables["companyGuarantee"], (companies, "fromId"), (companies, "toId")),
        person_applies=between(tables["personApplyLoan"], (persons, "personId"), (loans, "loanId")),
        company_applies=between(tables["companyApplyLoan"], (companies, "companyId"), (loans, "loanId")),
    )


def _whole(table: pl.DataFrame, column: str) -> NDArray[np.int64]:
    return table[column].cast(pl.Int64).to_numpy(writable=True)


def _flag(table: pl.DataFrame) -> NDArray[np.bool_]:
    return table["isBlocked"].to_numpy(writable=True)


def _fen(table: pl.DataFrame, column: str) -> NDArray[np.int64]:
    """Yuan with two decimals, which the file keeps as binary fractions, as fen: the nearest is what was meant."""
    return _whole(table.select((pl.col(column) * 100).round().alias(column)), column)
