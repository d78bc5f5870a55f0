"""The ledger as a state machine against a model of a few lines: same refusals, same balances, to the fen."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import Account, AccountKind, Leg, Posting
from duixian.domain.funds.selectors import trial_balance
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.ledger import AlreadyPosted, Overdrawn

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
KINDS = (AccountKind.BANK, AccountKind.UNIDENTIFIED, AccountKind.IN_TRANSIT, AccountKind.FEE)
KEYS = st.integers(1, 12).map(str)
FEN = st.one_of(st.integers(1, 500), st.integers(1, 9_000_000_000_000))


class Undone(Exception):
    """Ends a transaction on purpose."""


class Machine(RuleBasedStateMachine):
    """Postings on four accounts of one court; the model is a dict of balances and a set of keys."""

    court: Court
    serial = 0

    def __init__(self) -> None:
        super().__init__()
        Machine.serial += 1
        self.own = found_court(
            code=f"苏{Machine.serial:04d}", name=f"第{Machine.serial}号法院", level=Level.BASIC, parent=None
        )
        with scope.of_court(self.own.pk):
            self.accounts = {kind: Account.objects.create(court=self.own, kind=kind) for kind in KINDS}
        self.balances = dict.fromkeys(KINDS, 0)
        self.keys: set[str] = set()

    def allowed(self, key: str, moves: dict[AccountKind, int]) -> type[Exception] | None:
        """What the model says about a posting: None when it may stand."""
        if key in self.keys:
            return AlreadyPosted
        after = {kind: self.balances[kind] + self.side(kind) * fen for kind, fen in moves.items()}
        return Overdrawn if any(fen < 0 for fen in after.values()) else None

    @staticmethod
    def side(kind: AccountKind) -> int:
        return 1 if kind is AccountKind.BANK else -1

    def post(self, key: str, moves: dict[AccountKind, int]) -> None:
        ledger.post(
            court_id=self.own.pk,
            act="move",
            on=DAY,
            now=NOW,
            key=key,
            legs=[(self.accounts[kind].pk, fen) for kind, fen in moves.items()],
        )

    def act(self, key: str, moves: dict[AccountKind, int]) -> None:
        expected = self.allowed(key, moves)
        if expected is not None:
            with pytest.raises(expected), scope.of_court(self.own.pk):
                self.post(key, moves)
            return
        with scope.of_court(self.own.pk):
            self.post(key, moves)
        self.keys.add(key)
        for kind, fen in moves.items():
            self.balances[kind] += self.side(kind) * fen

    @rule(key=KEYS, fen=FEN, to=st.sampled_from(KINDS[1:]))
    def receive(self, key: str, fen: int, to: AccountKind) -> None:
        """Money comes in."""
        self.act(key, {AccountKind.BANK: fen, to: -fen})

    @rule(key=KEYS, fen=FEN, source=st.sampled_from(KINDS[1:]), to=st.sampled_from(KINDS[1:]))
    def move(self, key: str, fen: int, source: AccountKind, to: AccountKind) -> None:
        """Money is owed to somebody else from now on."""
        if source is not to:
            self.act(key, {source: fen, to: -fen})

    @rule(key=KEYS, fen=FEN, source=st.sampled_from(KINDS[1:]))
    def pay(self, key: str, fen: int, source: AccountKind) -> None:
        """Money leaves the bank."""
        self.act(key, {source: fen, AccountKind.BANK: -fen})

    @rule(key=KEYS, parts=st.lists(FEN, min_size=2, max_size=2))
    def split(self, key: str, parts: list[int]) -> None:
        """Three legs."""
        moves = {AccountKind.UNIDENTIFIED: sum(parts), AccountKind.FEE: -parts[0], AccountKind.IN_TRANSIT: -parts[1]}
        self.act(key, moves)

    @rule(key=KEYS, fen=FEN)
    def change_of_mind(self, key: str, fen: int) -> None:
        """A transaction that is rolled back leaves neither money nor key nor place in the chain behind."""
        if key in self.keys:
            return
        with pytest.raises(Undone):
            self.post_and_undo(key, {AccountKind.BANK: fen, AccountKind.UNIDENTIFIED: -fen})

    def post_and_undo(self, key: str, moves: dict[AccountKind, int]) -> None:
        with scope.of_court(self.own.pk):
            self.post(key, moves)
            raise Undone

    @invariant()
    def the_books_are_the_model(self) -> None:
        with scope.of_court(self.own.pk):
            kept = {AccountKind(a.kind): a.balance_fen for a in Account.objects.all()}
            assert kept == self.balances
            assert Posting.objects.count() == len(self.keys)
            seqs = sorted(Posting.objects.values_list("seq", flat=True))
            assert seqs == list(range(1, len(self.keys) + 1))
            balance = trial_balance(court_id=self.own.pk, on=DAY)
            assert balance.balanced
            assert balance.have == self.balances[AccountKind.BANK]
            assert sum(Leg.objects.values_list("amount_fen", flat=True)) == 0


def test_the_ledger_is_its_model(db: Any) -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
