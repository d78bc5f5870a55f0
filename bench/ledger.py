"""Postings a second: the ledger (checked, chained, row security) against the same rows written plainly.

The rivals keep the same rows in tables without triggers, constraints, foreign keys or row security. One writes as
pgbench does, a statement for each row; the other writes a whole posting in one statement, the least plain SQL can do.
All three commit each posting durably; the aim is on that, against pgbench's way. A third table, with 100 postings to a
commit, takes the disk out of the comparison. Afterwards every balance must agree among the three, to the fen.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bench import harness
from bench.books import NOW, TODAY, House, fill, found_house
from bench.harness import Database, Figure, Report
from duixian.domain.courts import scope
from duixian.domain.funds.models import Account, AccountKind
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account

SEED = 20261122
AIM = 0.5


@dataclass(frozen=True, slots=True)
class Size:
    """How much is written: `postings` by each client, each way, in each of `rounds` rounds. Many short rounds: on a
    machine that others use too, neighbours in time are what can be compared."""

    postings: int
    rounds: int
    clients: tuple[int, ...] = (1, 4)
    cases: int = 400


FULL = Size(postings=100, rounds=60)
QUICK = Size(postings=60, rounds=9)

Legs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A posting to be written: the same for all ways."""

    act: str
    key: str
    legs: Legs


# --- the data


@dataclass(frozen=True, slots=True)
class Books:
    """A court's accounts: the bank, the fees, money on its way, and for each case its account and its payees'."""

    court_id: int
    bank: int
    fee: int
    transit: int
    cases: tuple[tuple[int, tuple[int, ...]], ...]


def open_books(house: House, cases: int) -> Books:
    """Accounts for a court, all at zero, two payees to a case."""
    fill(house, payees=cases * 2, each=2, seed=SEED, funded=False)
    with scope.of_court(house.court_id):
        fee, transit = (account(court_id=house.court_id, kind=k).pk for k in (AccountKind.FEE, AccountKind.IN_TRANSIT))
        own = {a.case_id: a.pk for a in Account.objects.filter(kind=AccountKind.CASE)}
        payees: dict[int, list[int]] = {}
        for row in Account.objects.filter(kind=AccountKind.PAYEE).order_by("pk"):
            assert row.case_id is not None
            payees.setdefault(row.case_id, []).append(row.pk)
    pairs = tuple((own[case_id], tuple(of)) for case_id, of in sorted(payees.items()))
    return Books(house.court_id, house.bank, fee, transit, pairs)


def stream(books: Books, *, seed: int) -> Iterator[Written]:
    """Postings of a working day without end: money comes in, is divided, goes out; nothing is overdrawn."""
    chance = random.Random(seed)
    ready: list[tuple[int, tuple[int, ...], int]] = []
    payable: list[tuple[int, int]] = []
    number = 0
    while True:
        number += 1
        key = f"bench:{seed}:{number}"
        draw = chance.random()
        if draw < 0.2 and ready:
            source, payees, fen = ready.pop(chance.randrange(len(ready)))
            fee = fen // 100
            half = (fen - fee) // 2
            parts = (half, fen - fee - half)
            payable += zip(payees, parts, strict=True)
            yield Written("distribute", key, ((source, fen), (books.fee, -fee), *_owed(payees, parts)))
        elif draw < 0.5 and payable:
            payee, fen = payable.pop(chance.randrange(len(payable)))
            yield Written("set_aside", key, ((payee, fen), (books.transit, -fen)))
        else:
            source, payees = chance.choice(books.cases)
            fen = chance.randrange(10_000, 5_000_000)
            ready.append((source, payees, fen))
            yield Written("receive", key, ((books.bank, fen), (source, -fen)))


def _owed(payees: Sequence[int], parts: Sequence[int]) -> Legs:
    return tuple((payee, -part) for payee, part in zip(payees, parts, strict=True))


_PLAIN = """
create table {0}_posting (id bigint generated always as identity, court_id integer, seq bigint, act text, on_day date,
    at timestamptz, key text, memo text, legs_count integer, digest bytea, prev bytea, hash bytea);
create table {0}_leg (posting_id bigint, position integer, court_id integer, account_id bigint, amount_fen bigint);
create table {0}_account (id bigint primary key, balance_fen bigint not null);
insert into {0}_account select id, 0 from funds_account;
"""


def make_rivals(database: Database) -> None:
    """The rivals' tables, with the same accounts. Keys of accounts are indexed, as pgbench's are."""
    with database.superuser() as server:
        for name in ("rows", "whole"):
            server.execute(_PLAIN.format(name))


# --- the three ways; each writes `some`, so many to a commit


Plain = psycopg.Connection[Any]
Way = Callable[[Plain, Books, Sequence[Sequence[Written]]], None]


def through_the_ledger(_: Plain, books: Books, commits: Sequence[Sequence[Written]]) -> None:
    """services.ledger.post through Django, in the scope of the court, as every flow does it."""
    for some in commits:
        with scope.of_court(books.court_id):
            for one in some:
                ledger.post(court_id=books.court_id, act=one.act, on=TODAY, now=NOW, key=one.key, legs=one.legs)


_POSTING = (
    "insert into {}_posting (court_id, seq, act, on_day, at, key, memo, legs_count, digest, prev, hash)"
    " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id"
)
_HASH = bytes(range(32))


def _row(books: Books, one: Written) -> list[Any]:
    return [books.court_id, 1, one.act, TODAY, NOW, one.key, "", len(one.legs), _HASH, _HASH, _HASH]


def row_by_row(server: Plain, books: Books, commits: Sequence[Sequence[Written]]) -> None:
    """As pgbench's own script (-M prepared): a statement for each row, on a bare connection."""
    for some in commits:
        with server.transaction(), server.cursor() as cursor:
            for one in some:
                (posting,) = cursor.execute(_POSTING.format("rows"), _row(books, one)).fetchone() or (0,)
                for place, (to, fen) in enumerate(one.legs, start=1):
                    cursor.execute("update rows_account set balance_fen = balance_fen + %s where id = %s", [fen, to])
                    cursor.execute(
                        "insert into rows_leg (posting_id, position, court_id, account_id, amount_fen)"
                        " values (%s, %s, %s, %s, %s)",
                        [posting, place, books.court_id, to, fen],
                    )


_WHOLE = (
    "with posting as (" + _POSTING.format("whole") + "), leg as ("
    " insert into whole_leg (posting_id, position, court_id, account_id, amount_fen)"
    " select posting.id, n, %s, account, fen from posting,"
    " unnest(%s::bigint[], %s::bigint[]) with ordinality as t (account, fen, n)"
    " returning account_id, amount_fen)"
    " update whole_account a set balance_fen = a.balance_fen + l.amount_fen from leg l where a.id = l.account_id"
)


def whole_at_once(server: Plain, books: Books, commits: Sequence[Sequence[Written]]) -> None:
    """One prepared statement for each posting, on a bare connection."""
    for some in commits:
        with server.transaction(), server.cursor() as cursor:
            for one in some:
                accounts, amounts = [a for a, _ in one.legs], [fen for _, fen in one.legs]
                cursor.execute(_WHOLE, [*_row(books, one), books.court_id, accounts, amounts])


WAYS: dict[str, Way] = {"ledger": through_the_ledger, "rows": row_by_row, "whole": whole_at_once}


# --- the run


def client(start: Any, dsn: str, books: Books, size: Size, seed: int, per_commit: int) -> dict[str, list[float]]:
    """One client's seconds for each way and round; at each turn all clients start together."""
    server = psycopg.connect(dsn, autocommit=True)
    source = stream(books, seed=seed)
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for round_ in range(size.rounds + 1):
        some = [next(source) for _ in range(size.postings)]
        commits = [some[first : first + per_commit] for first in range(0, len(some), per_commit)]
        for way in sorted(WAYS, reverse=bool(round_ % 2)):
            start.wait()
            begun = time.perf_counter()
            WAYS[way](server, books, commits)
            if round_:  # the first round warms up
                found[way].append(time.perf_counter() - begun)
    server.close()
    return found


def run(database: Database, size: Size) -> Report:
    """Measure with each number of clients, and with many postings to a commit."""
    books = [open_books(found_house(place), size.cases) for place in range(1, max(size.clients) + 1)]
    make_rivals(database)
    # a morning's postings first: an empty table is planned for as no table of a working court ever is
    harness.in_processes(client, [(database.server, of, Size(500, 0), SEED, 50) for of in books], database=database)
    database.settle()
    report = Report("ledger", {"postings a client and round": size.postings, "rounds": size.rounds, "seed": SEED})
    for clients, per_commit in [*((n, 1) for n in size.clients), (1, 100)]:
        seed = SEED + 1000 * clients + 10 * per_commit
        calls = [(database.server, books[n], size, seed + n, per_commit) for n in range(clients)]
        each = harness.in_processes(client, calls, database=database)
        label = f"{clients} client{'s' * (clients > 1)}, {per_commit} a commit"
        report.figures += _figures(each, size.postings * clients, label, judged=per_commit == 1)
    report.checks.append(_agree(database))
    return report


def _figures(each: Sequence[dict[str, list[float]]], postings: int, label: str, *, judged: bool) -> list[Figure]:
    rates = {
        way: [postings / max(seconds) for seconds in zip(*(one[way] for one in each), strict=True)] for way in WAYS
    }
    ratios = {
        rival: statistics.median(a / b for a, b in zip(rates["ledger"], rates[rival], strict=True))
        for rival in ("rows", "whole")
    }
    return [
        harness.median(f"{label}: ledger", rates["ledger"], "postings/s"),
        harness.median(f"{label}: plain, row by row", rates["rows"], "postings/s"),
        harness.median(f"{label}: plain, one statement", rates["whole"], "postings/s"),
        harness.at_least(f"{label}: ledger ÷ plain row by row", ratios["rows"], "×", AIM)
        if judged
        else Figure(f"{label}: ledger ÷ plain row by row", ratios["rows"], "×"),
        Figure(f"{label}: ledger ÷ plain one statement", ratios["whole"], "×"),
    ]


def _agree(database: Database) -> str:
    """Every account's balance and the number of rows agree among the three; raises `AssertionError` if not."""
    with psycopg.connect(database.server) as server:
        found = server.execute(
            "select count(*), count(*) filter (where a.balance_fen <> funds_side(a.kind) * r.balance_fen"
            " or r.balance_fen <> w.balance_fen), sum(a.balance_fen) filter (where a.kind = 'bank')"
            " from funds_account a join rows_account r using (id) join whole_account w using (id)"
        ).fetchone()
        counts = server.execute(
            "select array(select count(*) from funds_posting union select count(*) from rows_posting"
            " union select count(*) from whole_posting), array(select count(*) from funds_leg"
            " union select count(*) from rows_leg union select count(*) from whole_leg)"
        ).fetchone()
    assert found is not None
    assert counts is not None
    accounts, wrong, fen = found
    if wrong or len(counts[0]) != 1 or len(counts[1]) != 1:
        raise AssertionError(f"the three ways disagree: {wrong} balances, postings {counts[0]}, legs {counts[1]}")
    return f"{accounts:,} balances, {counts[0][0]:,} postings and {counts[1][0]:,} legs agree ({fen:,} fen in the bank)"
