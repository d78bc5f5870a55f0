"""One run of the check, in one read-only snapshot of the database."""

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import errors

from duixian.base.faults import BadInput, Fault
from duixian.faces.cli.verification import chains
from duixian.faces.cli.verification.chains import LEDGER, TRAIL, Chain
from duixian.faces.cli.verification.findings import Finding, Head, Report
from duixian.faces.cli.verification.papers import CHECKS

_ACCOUNTS: LiteralString = "select id, court_id, kind, balance_fen from funds_account order by court_id, id"
_TABLES: dict[str, LiteralString] = {
    "transfers": "select count(*) from funds_banktransfer",
    "receipts": "select count(*) from funds_receipt",
    "plans": "select count(*) from funds_distributionplan",
    "batches": "select count(*) from funds_payoutbatch",
    "payouts": "select count(*) from funds_payout",
}


def verify(dsn: str, *, against: Sequence[Head] = ()) -> Report:
    """Check ledger, trail and papers of every court. `against`: chain heads that were noted at an earlier run.

    Connects as the owner of the tables or a superuser. Raises `BadInput` when the database cannot be reached or read.
    """
    report = Report()
    try:
        with psycopg.connect(dsn) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _see_everything(connection, report)
            _check(connection, report, against)
    except errors.InsufficientPrivilege as error:
        raise BadInput(
            Fault(
                "verify.rights",
                "此数据库用户不能读取全部账簿",
                "请用表的所有者或超级用户连接",
                value=_first_line(error),
            )
        ) from error
    except errors.UndefinedTable as error:
        raise BadInput(
            Fault("verify.schema", "此数据库中没有账簿", "请核对数据库名", value=_first_line(error))
        ) from error
    except psycopg.OperationalError as error:
        raise BadInput(
            Fault("verify.connect", "不能连接数据库", "请核对 --dsn 或 DUIXIAN_DB_*", value=_first_line(error))
        ) from error
    return report


def _see_everything(connection: psycopg.Connection[Any], report: Report) -> None:
    """Row security binds the owner too: name every court. A superuser is not bound and loses nothing by it."""
    report.courts = dict(connection.execute("select id, name from courts_court order by id").fetchall())
    connection.execute("select set_config('duixian.read', %s, true)", [",".join(map(str, report.courts))])
    report.count("courts", len(report.courts))


def _check(connection: psycopg.Connection[Any], report: Report, against: Sequence[Head]) -> None:
    kept = chains.heads(connection)
    sums: dict[int, int] = {}
    ledger, trail = Chain(LEDGER, report), Chain(TRAIL, report)
    for chain in (ledger, trail):
        chain.noted = {(head.court_id, head.seq) for head in against if head.stream == chain.stream}
    chains.check_ledger(connection, ledger, sums)
    ledger.close(kept[LEDGER])
    _check_balances(connection, report, sums)
    chains.check_trail(connection, trail)
    trail.close(kept[TRAIL])
    for head in against:
        (ledger if head.stream == LEDGER else trail).against(head)
    for check in CHECKS:
        for court_id, row, expected, found in connection.execute(check.query):
            report.add(Finding(court_id, check.stream, row, check.what, expected, found))
    for what, query in _TABLES.items():
        row = connection.execute(query).fetchone()
        report.count(what, row[0] if row else 0)


def _check_balances(connection: psycopg.Connection[Any], report: Report, sums: dict[int, int]) -> None:
    """The balance of each account is the sum of its legs, on its own side, and not below zero."""
    have: dict[int, int] = {}
    owe: dict[int, int] = {}
    for account, court_id, kind, balance in chains.walk(connection, _ACCOUNTS):
        expected = sums.pop(account, 0) * (1 if kind == "bank" else -1)
        row = f"account {account} ({kind})"
        if balance != expected:
            report.add(Finding(court_id, "accounts", row, "余额不等于分录之和", str(expected), str(balance)))
        elif balance < 0:
            report.add(Finding(court_id, "accounts", row, "余额为负", "≥ 0", str(balance)))
        side = have if kind == "bank" else owe
        side[court_id] = side.get(court_id, 0) + balance
        report.count("accounts")
    for court_id in sorted({*have, *owe}):
        if have.get(court_id, 0) != owe.get(court_id, 0):
            found = f"{have.get(court_id, 0)} / {owe.get(court_id, 0)}"
            report.add(Finding(court_id, "accounts", "all", "试算不平：存款 ≠ 应付", "equal", found))
    for account, fen in sums.items():
        report.add(Finding(0, "legs", f"account {account}", "分录所记的账户不存在", "an account", str(fen)))


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
