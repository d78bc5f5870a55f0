"""The one way money moves in the books."""

from collections.abc import Sequence
from datetime import date, datetime

import psycopg
from django.db import DatabaseError, connection

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen

_POST = "select funds_post(%s::int, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[])"


class Overdrawn(Refused):
    """An account would fall below zero; nothing was posted."""


class AlreadyPosted(Refused):
    """The key posted before; nothing was posted now."""


def post(
    *,
    court_id: int,
    act: str,
    on: date,
    now: datetime,
    key: str,
    legs: Sequence[tuple[int, Fen]],
    memo: str = "",
) -> int:
    """Write one posting: `legs` are (account id, signed fen), debit positive, and sum to zero. Returns its id.

    Raises `Overdrawn` and `AlreadyPosted`; any other refusal of the database is a defect of ours and passes through.
    The transaction is spoilt after a refusal, as PostgreSQL has it: the caller's whole act is undone.
    """
    moved = [(account, fen) for account, fen in legs if fen]
    accounts = "{" + ",".join(str(account) for account, _ in moved) + "}"
    amounts = "{" + ",".join(str(fen) for _, fen in moved) + "}"
    connection.ensure_connection()
    # the busiest statement of all: bound and prepared in the server, which Django's own cursors are not
    with psycopg.Cursor(connection.connection) as cursor:
        try:
            with connection.wrap_database_errors:
                cursor.execute(_POST, [court_id, act, on, now, key, memo, accounts, amounts], prepare=True)
        except DatabaseError as error:
            raise refusal(error, key) from error
        row = cursor.fetchone()
    assert row is not None, "a function answers with a row"
    return int(row[0])


def refusal(error: DatabaseError, key: str) -> Exception:
    """The database's refusal in our words, or the error itself when it is none we know."""
    diag = getattr(error.__cause__, "diag", None)
    constraint = getattr(diag, "constraint_name", None)
    if constraint == "funds_never_overdrawn":
        return Overdrawn(
            Fault("ledger.overdrawn", "账户余额不足，未记账", "请刷新余额后重新办理", field="记账", value=key)
        )
    if constraint == "funds_a_key_posts_once":
        return AlreadyPosted(
            Fault("ledger.already_posted", "此笔已经记账，未重复记账", "无须再次办理", field="记账", value=key)
        )
    return error
