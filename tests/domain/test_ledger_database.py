"""What the database itself refuses about money, whoever asks."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import Account, AccountKind, Leg, Posting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Post = Callable[..., int]


@pytest.fixture
def court(db: None) -> Court:
    return found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=None)


@pytest.fixture
def accounts(court: Court) -> tuple[Account, Account]:
    with scope.of_court(court.pk):
        bank = Account.objects.create(court=court, kind=AccountKind.BANK)
        waiting = Account.objects.create(court=court, kind=AccountKind.UNIDENTIFIED)
    return bank, waiting


def post(court: Court, key: str, *legs: tuple[Account, int]) -> None:
    with scope.of_court(court.pk), connection.cursor() as cursor:
        cursor.execute(
            "select funds_post(%s, 'receive', %s, %s, %s, '', %s, %s)",
            [court.pk, date(2026, 11, 22), NOW, key, [a.pk for a, _ in legs], [fen for _, fen in legs]],
        )


def test_a_balanced_posting_moves_both_balances(court: Court, accounts: tuple[Account, Account]) -> None:
    bank, waiting = accounts

    post(court, "k1", (bank, 12_345), (waiting, -12_345))

    with scope.of_court(court.pk):
        assert [a.balance_fen for a in Account.objects.order_by("pk")] == [12_345, 12_345]


@pytest.mark.parametrize(
    ("legs", "constraint"),
    [
        ((100, -99), "funds_posting_balanced"),
        ((-100, 100), "funds_never_overdrawn"),
        ((0, 0), "funds_no_empty_leg"),
    ],
)
def test_an_unsound_posting_is_refused_whole(
    court: Court, accounts: tuple[Account, Account], legs: tuple[int, int], constraint: str
) -> None:
    bank, waiting = accounts

    with pytest.raises(DatabaseError) as refusal:
        post(court, "k1", (bank, legs[0]), (waiting, legs[1]))

    assert (
        constraint in str(refusal.value) or getattr(refusal.value.__cause__, "diag", None).constraint_name == constraint
    )
    with scope.of_court(court.pk):
        assert not Posting.objects.exists()
        assert not Leg.objects.exists()


def test_a_key_posts_once(court: Court, accounts: tuple[Account, Account]) -> None:
    bank, waiting = accounts
    post(court, "same", (bank, 5), (waiting, -5))

    with pytest.raises(DatabaseError):
        post(court, "same", (bank, 5), (waiting, -5))

    with scope.of_court(court.pk):
        assert Posting.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update funds_account set balance_fen = 1",
        "update funds_leg set amount_fen = amount_fen * 2",
        "delete from funds_leg",
        "update funds_posting set memo = 'x'",
        "truncate funds_leg",
        "insert into funds_leg (posting_id, position, court_id, account_id, amount_fen)"
        " select posting_id, position + 2, court_id, account_id, amount_fen from funds_leg",
        "insert into funds_account (court_id, kind, balance_fen) select court_id, 'fee', 1 from funds_account limit 1",
        "update trail_chain set seq = 0",
    ],
)
def test_nothing_rewrites_the_ledger(court: Court, accounts: tuple[Account, Account], statement: str) -> None:
    bank, waiting = accounts
    post(court, "k1", (bank, 500), (waiting, -500))

    with scope.of_court(court.pk):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

        assert [a.balance_fen for a in Account.objects.order_by("pk")] == [500, 500]
        assert Leg.objects.count() == 2


def test_another_courts_money_is_invisible_and_untouchable(court: Court, accounts: tuple[Account, Account]) -> None:
    bank, waiting = accounts
    other = found_court(code="苏0803", name="淮安市淮安区人民法院", level=Level.BASIC, parent=None)

    with scope.of_court(other.pk):
        seen = Account.objects.count()
    with pytest.raises(DatabaseError):
        post(other, "k1", (bank, 5), (waiting, -5))

    assert seen == 0
    with scope.of_court(court.pk):
        assert Account.objects.get(pk=bank.pk).balance_fen == 0


def test_without_a_scope_nothing_is_visible(court: Court, accounts: tuple[Account, Account]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('duixian.read', '', true)")

    assert Account.objects.count() == 0
