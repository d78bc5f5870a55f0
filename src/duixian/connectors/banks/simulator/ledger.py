"""The simulated bank's books: accounts, bookings, payment files; in SQLite, so kill -9 loses nothing acknowledged.

Every public method is one transaction, committed with synchronous=FULL before it returns.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen
from duixian.connectors.banks import pain001
from duixian.connectors.banks.iso20022 import REASONS
from duixian.connectors.banks.simulator.behaviour import Behaviour
from duixian.connectors.banks.simulator.rules import verdict
from duixian.connectors.banks.simulator.schema import SCHEMA
from duixian.ports.banks import BankRefused, PaymentOrder, PaymentResult, PaymentState, UnknownBatch
from duixian.reading.statements.model import Direction, Transfer

_CHUNK = 2_000
_LONG_BEFORE = "2000-01-01T00:00:00"


@dataclass(frozen=True, slots=True)
class Summary:
    """A payment file and how far it has got; `total` in fen."""

    message_id: str
    debtor_account: str
    count: int
    total: Fen
    state: PaymentState


@dataclass(frozen=True, slots=True)
class Statement:
    """An account and its bookings between two days, both included; balances in fen."""

    account: str
    holder: str
    opening: Fen
    closing: Fen
    transfers: Iterator[Transfer]


class Ledger:
    """The books. `clock` gives the bank's time with its zone; `behaviour` may be exchanged while it runs."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime], behaviour: Behaviour) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.behaviour = behaviour
        self._clock = clock
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.execute("pragma foreign_keys = on")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    # ------------------------------------------------------------------------------------------------ days, accounts

    def now(self) -> datetime:
        """The bank's time: the clock's, moved to the day set by `set_day`."""
        moment = self._clock()
        row = self._db.execute("select value from setting where name = 'day'").fetchone()
        return datetime.combine(date.fromisoformat(row[0]), moment.timetz()) if row else moment

    def set_day(self, day: date | None) -> None:
        """Let the bank live on another day; None returns it to the clock."""
        with self._transaction() as db:
            db.execute("delete from setting where name = 'day'")
            if day:
                db.execute("insert into setting values ('day', ?)", (day.isoformat(),))

    def put_account(
        self,
        number: str,
        *,
        name: str,
        bank: str = "",
        state: str = "open",
        own: bool = False,
        balance: Fen | None = None,
    ) -> None:
        """Open an account or change it. A `balance` (fen) other than the present one is booked as an adjustment; what
        an account opens with, as money of long before: it is nobody's payment of today."""
        with self._transaction() as db:
            db.execute(
                "insert into account (number, name, bank, state, own) values (?, ?, ?, ?, ?) on conflict (number) do "
                "update set name = excluded.name, bank = excluded.bank, state = excluded.state, own = excluded.own",
                (number, name, bank, state, own),
            )
            (present,) = db.execute("select balance from account where number = ?", (number,)).fetchone()
            if balance is not None and balance != present:
                opens = not db.execute("select 1 from booking where account = ?", (number,)).fetchone()
                brought = {"remark": "期初余额", "booked_at": _LONG_BEFORE} if opens else {"remark": "余额调整"}
                self._book(db, number, balance - present, **brought)

    def accounts(self) -> list[tuple[str, str, str, Fen]]:
        """Number, name, state and balance of the court's own accounts."""
        with self._lock:
            return self._db.execute(
                "select number, name, state, balance from account where own order by number"
            ).fetchall()

    def balance(self, number: str) -> Fen:
        """The balance of an account in fen; zero if the bank does not know it."""
        with self._lock:
            row = self._db.execute("select balance from account where number = ?", (number,)).fetchone()
        return int(row[0]) if row else 0

    def receive(
        self,
        account: str,
        amount: Fen,
        *,
        key: str,
        payer: str = "",
        payer_account: str = "",
        payer_bank: str = "",
        remark: str = "",
        sub_account: str = "",
    ) -> bool:
        """Money from outside comes into an account. False, and nothing booked, if `key` was booked before.

        Raises `BankRefused` for an account the bank does not hold or an amount not above zero.
        """
        with self._transaction() as db:
            if not db.execute("select 1 from account where number = ? and own", (account,)).fetchone():
                raise BankRefused(Fault("bank.account", "本行没有该账户", field="账号", value=account))
            if amount <= 0:
                raise BankRefused(Fault("amount.negative", "收款金额须大于零", field="金额", value=str(amount)))
            if db.execute("select 1 from booking where key = ?", (f"in:{key}",)).fetchone():
                return False
            self._book(
                db,
                account,
                amount,
                counterparty=payer,
                counterparty_account=payer_account,
                counterparty_bank=payer_bank,
                remark=remark,
                sub_account=sub_account,
                key=f"in:{key}",
            )
            return True

    def _book(self, db: sqlite3.Connection, account: str, amount: Fen, **details: str | int | None) -> None:
        (balance,) = db.execute(
            "update account set balance = balance + ? where number = ? returning balance", (amount, account)
        ).fetchone()
        columns = {
            "account": account,
            "booked_at": self.now().replace(tzinfo=None, microsecond=0).isoformat(),
            "amount": amount,
            "balance": balance,
            **details,
        }
        db.execute(
            f"insert into booking ({', '.join(columns)}) values ({', '.join('?' * len(columns))})",
            tuple(columns.values()),
        )

    # ------------------------------------------------------------------------------------------------------ payments

    def submit(self, source: IO[bytes]) -> Summary:
        """Take a payment file (pain.001) in one transaction.

        The same file again is answered from the books. Raises `BankRefused` for a file that does not add up, an unknown
        account, or a message id that is known with other content; then nothing of it is kept.
        """
        try:
            with self._transaction() as db:
                return self._take(db, pain001.stream(source))
        except BadInput as bad:
            raise BankRefused(*bad.faults) from bad

    def _take(self, db: sqlite3.Connection, walk: Iterator[pain001.Header | PaymentOrder]) -> Summary:
        header = next(walk)
        assert isinstance(header, pain001.Header)
        digest = hashlib.sha256(repr((header.message_id, header.debtor_account, header.execute_on)).encode())
        known = db.execute("select sha256 from message where message_id = ?", (header.message_id,)).fetchone()
        if known:
            for order in walk:
                digest.update(repr(order).encode())
            if known[0] != digest.hexdigest():
                raise BankRefused(
                    Fault("bank.message_reused", "批次号已用于另一份文件", field="批次号", value=header.message_id)
                )
            return self._summary(db, header.message_id)
        if not db.execute(
            "select 1 from account where number = ? and own and state = 'open'", (header.debtor_account,)
        ).fetchone():
            raise BankRefused(
                Fault("bank.debtor", "付款账户不存在或不可用", field="付款账号", value=header.debtor_account)
            )
        db.execute(
            "insert into message (message_id, sha256, debtor_account, execute_on, count, total, received_at) "
            "values (?, '', ?, ?, ?, ?, ?)",
            (
                header.message_id,
                header.debtor_account,
                header.execute_on.isoformat(),
                header.count,
                header.total,
                self._clock().isoformat(),
            ),
        )
        for seq, order in enumerate(walk, start=1):
            assert isinstance(order, PaymentOrder)
            digest.update(repr(order).encode())
            if order.amount <= 0:
                raise BankRefused(Fault("payment.amount", "付款金额须大于零", place=f"第 {seq} 笔"))
            self._insert(db, header.message_id, seq, order)
        db.execute("update message set sha256 = ? where message_id = ?", (digest.hexdigest(), header.message_id))
        db.execute("insert into callback (message_id, kind) values (?, 'received')", (header.message_id,))
        return self._summary(db, header.message_id)

    def _insert(self, db: sqlite3.Connection, message_id: str, seq: int, order: PaymentOrder) -> None:
        seen = db.execute(
            "select 1 from payment where end_to_end_id = ? and reason_code <> 'AM05'", (order.end_to_end_id,)
        ).fetchone()
        state, code = ("rejected", "AM05") if seen else ("accepted", "")
        db.execute(
            "insert into payment (message_id, seq, end_to_end_id, payee_name, payee_account, bank_code, bank_name, "
            "purpose, amount, state, reason_code) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                message_id,
                seq,
                order.end_to_end_id,
                order.payee_name,
                order.payee_account,
                order.bank_code,
                order.bank_name,
                order.purpose,
                order.amount,
                state,
                code,
            ),
        )

    def _summary(self, db: sqlite3.Connection, message_id: str) -> Summary:
        row = db.execute(
            "select debtor_account, count, total from message where message_id = ?", (message_id,)
        ).fetchone()
        if row is None:
            raise UnknownBatch(message_id)
        states = {
            state for (state,) in db.execute("select distinct state from payment where message_id = ?", (message_id,))
        }
        state = PaymentState(states.pop()) if len(states) == 1 else PaymentState.PENDING
        return Summary(message_id, row[0], row[1], row[2], state)

    def report(self, message_id: str) -> tuple[Summary, list[PaymentResult]]:
        """A payment file and what became of each payment so far. Raises `UnknownBatch`."""
        with self._lock:
            summary = self._summary(self._db, message_id)
            lines = self._db.execute(
                "select end_to_end_id, state, reason_code, settled_on, amount from payment where message_id = ? "
                "order by seq",
                (message_id,),
            ).fetchall()
        if self.behaviour.out_of_order:
            lines.sort(key=lambda line: self.behaviour.draw("order", line[0]))
        results = [
            PaymentResult(
                end_to_end_id,
                PaymentState(state),
                code,
                REASONS.get(code, ""),
                date.fromisoformat(day) if day else None,
                amount,
            )
            for end_to_end_id, state, code, day, amount in lines
        ]
        return summary, results

    def settle(self) -> int:
        """Work off one portion of what is due: payments to settle, settled ones to send back. How much was done.

        A portion is one transaction: killed in the middle, the bank does all of it again, and nobody is paid twice.
        """
        moment = self._clock()
        received_by = (moment - timedelta(milliseconds=self.behaviour.late_ms)).isoformat()
        settled_by = (moment - timedelta(milliseconds=self.behaviour.return_ms)).isoformat()
        with self._transaction() as db:
            # One message at a time: its open payments come from their index in order, however many there are.
            first = db.execute(
                "select message_id from message where finished = 0 and received_at <= ? and execute_on <= ? "
                "order by received_at, message_id limit 1",
                (received_by, self.now().date().isoformat()),
            ).fetchone()
            due = db.execute(
                "select m.message_id, m.debtor_account, p.seq, p.end_to_end_id, p.payee_name, p.payee_account, "
                "p.bank_code, p.bank_name, p.purpose, p.amount from message m join payment p using (message_id) "
                "where m.message_id = ? and p.state = 'accepted' order by p.seq limit ?",
                (first[0] if first else "", _CHUNK),
            ).fetchall()
            for message_id, debtor, seq, *order in due:
                end_to_end_id, name, account, bank_code, bank_name, purpose, amount = order
                self._settle_one(
                    db,
                    (message_id, seq),
                    debtor,
                    PaymentOrder(end_to_end_id, name, account, amount, purpose, bank_code, bank_name),
                    moment,
                )
            back = db.execute(
                "select m.message_id, m.debtor_account, p.seq, p.end_to_end_id, p.payee_name, p.payee_account, "
                "p.bank_name, p.amount, p.return_code from payment p join message m using (message_id) "
                "where p.return_code <> '' and p.returned = 0 and p.settled_at <= ? limit ?",
                (settled_by, _CHUNK),
            ).fetchall()
            for line in back:
                self._give_back(db, *line)
            db.execute(
                "insert into callback (message_id, kind) select message_id, 'final' from message m where finished = 0 "
                "and not exists (select 1 from payment p where p.message_id = m.message_id and p.state = 'accepted')"
            )
            finished = db.execute(
                "update message set finished = 1 where finished = 0 and not exists "
                "(select 1 from payment p where p.message_id = message.message_id and p.state = 'accepted')"
            )
            return len(due) + len(back) + finished.rowcount

    def _settle_one(
        self, db: sqlite3.Connection, key: tuple[str, int], debtor: str, order: PaymentOrder, moment: datetime
    ) -> None:
        row = db.execute("select name, state from account where number = ?", (order.payee_account,)).fetchone()
        (funds,) = db.execute("select balance from account where number = ?", (debtor,)).fetchone()
        code = verdict(order, row, funds, self.behaviour)
        if code:
            db.execute(
                "update payment set state = 'rejected', reason_code = ? where message_id = ? and seq = ?", (code, *key)
            )
            return
        if row is None:
            db.execute(
                "insert into account (number, name, bank) values (?, ?, ?)",
                (order.payee_account, order.payee_name, order.bank_name),
            )
        (payer,) = db.execute("select name from account where number = ?", (debtor,)).fetchone()
        self._book(
            db,
            debtor,
            -order.amount,
            counterparty=order.payee_name,
            counterparty_account=order.payee_account,
            counterparty_bank=order.bank_name,
            remark=order.purpose,
            end_to_end_id=order.end_to_end_id,
            key=f"out:{order.end_to_end_id}",
        )
        self._book(
            db,
            order.payee_account,
            order.amount,
            counterparty=payer,
            counterparty_account=debtor,
            remark=order.purpose,
            end_to_end_id=order.end_to_end_id,
            key=f"credit:{order.end_to_end_id}",
        )
        comes_back = self.behaviour.hits(self.behaviour.give_back, "return", order.end_to_end_id)
        db.execute(
            "update payment set state = 'settled', settled_on = ?, settled_at = ?, return_code = ? "
            "where message_id = ? and seq = ?",
            (self.now().date().isoformat(), moment.isoformat(), "AC04" if comes_back else "", *key),
        )

    def _give_back(
        self,
        db: sqlite3.Connection,
        message_id: str,
        debtor: str,
        seq: int,
        end_to_end_id: str,
        name: str,
        account: str,
        bank: str,
        amount: Fen,
        code: str,
    ) -> None:
        shared: dict[str, str | int | None] = {
            "remark": f"退汇 {REASONS[code]}",
            "end_to_end_id": end_to_end_id,
            "returned": 1,
            "reason_code": code,
        }
        self._book(db, account, -amount, **shared, key=f"undo:{end_to_end_id}")
        self._book(
            db,
            debtor,
            amount,
            counterparty=name,
            counterparty_account=account,
            counterparty_bank=bank,
            key=f"return:{end_to_end_id}",
            **shared,
        )
        db.execute("update payment set returned = 1 where message_id = ? and seq = ?", (message_id, seq))

    # ----------------------------------------------------------------------------------------- statements, callbacks

    def statement(self, account: str, *, first: date, last: date) -> Statement:
        """The bookings of one of the court's accounts. Raises `BankRefused` for an account the bank does not hold."""
        since, until = first.isoformat(), (last + timedelta(days=1)).isoformat()
        with self._lock:
            row = self._db.execute("select name from account where number = ? and own", (account,)).fetchone()
            if row is None:
                raise BankRefused(Fault("bank.account", "本行没有该账户", field="账号", value=account))
            lines = self._db.execute(
                "select id, booked_at, amount, balance, counterparty, counterparty_account, counterparty_bank, remark, "
                "end_to_end_id, sub_account, returned, reason_code from booking "
                "where account = ? and booked_at >= ? and booked_at < ? order by id",
                (account, since, until),
            ).fetchall()
            (opening,) = self._db.execute(
                "select coalesce(sum(amount), 0) from booking where account = ? and booked_at < ?", (account, since)
            ).fetchone()
        closing = opening + sum(line[2] for line in lines)
        return Statement(account, row[0], opening, closing, (_transfer(line) for line in lines))

    def callbacks_due(self) -> list[tuple[int, str, str]]:
        """Reports that nobody has taken yet: id, message id, kind (received or final)."""
        newest_first = "desc" if self.behaviour.out_of_order else "asc"
        with self._lock:
            return self._db.execute(
                f"select id, message_id, kind from callback where sent = 0 order by id {newest_first} limit 100"
            ).fetchall()

    def callback_done(self, callback: int) -> None:
        """A report was taken."""
        with self._transaction() as db:
            db.execute("update callback set sent = 1 where id = ?", (callback,))


def _transfer(line: tuple[int, str, int, int, str, str, str, str, str, str, int, str]) -> Transfer:
    number, booked_at, amount, balance, name, account, bank, remark, end_to_end_id, sub_account, returned, code = line
    moment = datetime.fromisoformat(booked_at)
    return Transfer(
        booked_on=moment.date(),
        booked_time=time(moment.hour, moment.minute, moment.second),
        amount=abs(amount),
        direction=Direction.CREDIT if amount >= 0 else Direction.DEBIT,
        balance=balance,
        counterparty=name,
        counterparty_account=account,
        counterparty_bank=bank,
        remark=remark,
        reference=f"SIM{number:012d}",
        end_to_end_id=end_to_end_id,
        sub_account=sub_account,
        returned=bool(returned),
        reason_code=code,
    )
