"""Seeded books for the benchmarks of money: a court with its bank account, cases, payees with accounts and balances.

Made set-based, as the application role, through the ledger's own entrance where money is concerned.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from bench.rows import insert
from duixian.domain.cases.models import Case, Node
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import Account
from duixian.domain.funds.services import accounts
from duixian.domain.parties.models import PayeeAccount, Person
from duixian.domain.trail.acting import Acting

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class House:
    """A court and the three pairs of hands that money goes through."""

    court_id: int
    maker: Acting
    checker: Acting
    approver: Acting
    bank: int  # ledger account


def found_house(place: int) -> House:
    """The `place`-th court, with staff and a bank account."""
    court = found_court(code=f"苏{8000 + place}", name=f"合成第{place}人民法院", level=Level.BASIC, parent=None)
    with scope.of_court(court.pk):
        bank = accounts.open_bank_account(
            acting=Acting.system(court.pk, "setup"),
            court=court,
            holder=f"{court.name}执行款专户",
            number=f"11006077101880{place:04d}",
            bank_name="合成银行",
            bank_code="",
            now=NOW,
        )
    return House(
        court_id=court.pk,
        maker=_staff(court, "maker", Role.ACCOUNTANT),
        checker=_staff(court, "checker", Role.CHECKER),
        approver=_staff(court, "approver", Role.APPROVER),
        bank=bank.account_id,
    )


def _staff(court: Court, name: str, role: Role) -> Acting:
    return Officer.objects.create(username=f"{name}{court.pk}", name=name, court=court, roles=[role]).acting()


_NUMBERS = """
create temporary table made on commit drop as
select n, (n - 1) / %(each)s as place,
       nextval(pg_get_serial_sequence('parties_person', 'id')) as person_id,
       nextval(pg_get_serial_sequence('funds_account', 'id')) as account_id,
       100000 + (hashint8extended(n, %(seed)s) & 1048575) %% 400001 as fen
from generate_series(1, %(payees)s) as n;
create temporary table made_case on commit drop as
select place, nextval(pg_get_serial_sequence('cases_case', 'id')) as case_id,
       nextval(pg_get_serial_sequence('funds_account', 'id')) as account_id
from (select distinct place from made) as places;
"""

_FUND = """
select funds_post(%(court)s, 'receive', %(today)s, %(now)s, 'seed:' || min(account_id), '',
                  array_agg(account_id order by n) || %(bank)s::bigint, array_agg(-fen order by n) || sum(fen)::bigint)
from made
"""


def fill(house: House, *, payees: int, each: int, seed: int, funded: bool = True) -> list[int]:
    """`payees` people with payment accounts, `each` to a case; `funded`: every one with 1,000.00 to 5,000.00 yuan, in
    one posting. Returns the ids of the cases."""
    values: dict[str, Any] = {
        "court": house.court_id,
        "payees": payees,
        "each": each,
        "seed": seed,
        "today": TODAY,
        "now": NOW,
        "bank": house.bank,
    }
    with scope.of_court(house.court_id), connection.cursor() as cursor:
        for statement in _NUMBERS.split(";"):
            if statement.strip():
                cursor.execute(statement, values)
        _insert_rows(cursor, values)
        if funded:
            cursor.execute(_FUND, values)
        cursor.execute("select case_id from made_case order by place")
        return [row[0] for row in cursor.fetchall()]


def _insert_rows(cursor: CursorWrapper, values: dict[str, Any]) -> None:
    court, case = "%(court)s", "made_case c"
    cursor.execute("select coalesce(max(serial), 0) from cases_case where court_id = %(court)s", values)
    values = values | {"serials": cursor.fetchone()[0]}
    serial = "(%(serials)s + c.place + 1)"
    insert(
        cursor,
        Case,
        source=f"{case} join courts_court k on k.id = %(court)s",
        values=values,
        id="c.case_id",
        court_id=court,
        year="2026",
        serial=serial,
        number=f"'（2026）' || k.code || '执' || {serial} || '号'",
        state="'paying'",
        filed_on="date '2026-03-02'",
        claim_fen="0",
    )
    insert(
        cursor,
        Person,
        source="made m",
        values=values,
        id="m.person_id",
        court_id=court,
        kind="'natural'",
        name="'会员' || m.n",
        sort_key="'hui yuan ' || m.n",
    )
    insert(
        cursor,
        PayeeAccount,
        source="made m",
        values=values,
        court_id=court,
        person_id="m.person_id",
        holder="'会员' || m.n",
        number="(6217000000000000000 + m.person_id)::text",
        bank_name="'合成银行'",
    )
    insert(
        cursor,
        Node,
        source=case,
        values=values,
        court_id=court,
        case_id="c.case_id",
        rule="'payout'",
        title="'发放案款'",
        basis="'法发〔2017〕6号第十条'",
        started_on="date '2026-11-02'",
        due_on="date '2026-12-02'",
    )
    insert(
        cursor,
        Account,
        source=case,
        values=values,
        id="c.account_id",
        court_id=court,
        kind="'case'",
        case_id="c.case_id",
    )
    insert(
        cursor,
        Account,
        source="made m join made_case c using (place)",
        values=values,
        id="m.account_id",
        court_id=court,
        kind="'payee'",
        case_id="c.case_id",
        person_id="m.person_id",
    )
