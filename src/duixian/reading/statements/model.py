"""What a bank statement says, whatever bank printed it: transfers, balances, and what could not be read."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import Fen


class Direction(StrEnum):
    """Which way the money went, seen from the account of the statement."""

    CREDIT = "credit"  # 收入, 贷, 进: money came in
    DEBIT = "debit"  # 支出, 借, 出: money went out
    NEUTRAL = "neutral"  # 不计收支: the holder moved own money, or the wallet does not count it


@dataclass(frozen=True, slots=True)
class Transfer:
    """One line of a statement. `amount` is never negative: `direction` says which way it went (see `signed`).

    `account` is the account of the line where a file holds several; `sub_account` the virtual account that was
    credited (一案一账户) where the bank names it. `reference` is the bank's own serial of the booking;
    `end_to_end_id` our own, handed through by the bank; `returned` marks a payment of ours that came back, with
    `reason_code`. `fingerprint` is the same for the same booking in every export that contains it.
    """

    booked_on: date
    amount: Fen
    direction: Direction
    booked_time: time | None = None
    balance: Fen | None = None
    counterparty: str = ""
    counterparty_account: str = ""
    counterparty_bank: str = ""
    remark: str = ""
    reference: str = ""
    currency: str = "CNY"
    account: str = ""
    sub_account: str = ""
    end_to_end_id: str = ""
    returned: bool = False
    reason_code: str = ""
    row: int = 0
    place: str = ""
    cells: tuple[str, ...] = ()
    fingerprint: str = ""

    @property
    def signed(self) -> Fen:
        """The change of the account in fen: positive for money in, negative for money out, zero if neutral."""
        if self.direction is Direction.CREDIT:
            return self.amount
        return -self.amount if self.direction is Direction.DEBIT else 0

    @property
    def is_receipt(self) -> bool:
        """Whether money came in that is not one of our own payments coming back."""
        return self.direction is Direction.CREDIT and self.amount > 0 and not self.returned


@dataclass(frozen=True, slots=True)
class StatementFile:
    """One account's statement as read from one file (or one sheet of it). `currency` is empty if there are several.

    `faults` name what is wrong: rows that could not be read, sums that disagree. `notes` name rows left out knowingly
    (a closed trade, a repeated sheet). A fault of `statement.total` or `statement.balance` means the file as a whole is
    in doubt and should not be booked unseen.
    """

    bank: str
    layout: str
    account: str = ""
    holder: str = ""
    currency: str = "CNY"
    first_day: date | None = None
    last_day: date | None = None
    opening: Fen | None = None
    closing: Fen | None = None
    transfers: tuple[Transfer, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    source: str = ""
    encoding: str = ""
    signature: str = ""
    reference: str = ""

    @property
    def receipts(self) -> tuple[Transfer, ...]:
        """The lines where money came in."""
        return tuple(transfer for transfer in self.transfers if transfer.is_receipt)

    @property
    def credits(self) -> Fen:
        """Everything that came in, returned payments included; fen."""
        return sum(t.amount for t in self.transfers if t.direction is Direction.CREDIT)

    @property
    def debits(self) -> Fen:
        """Everything that went out; fen."""
        return sum(t.amount for t in self.transfers if t.direction is Direction.DEBIT)

    @property
    def in_doubt(self) -> bool:
        """Whether the sums of the file contradict each other."""
        return any(fault.code in IN_DOUBT for fault in self.faults)


IN_DOUBT = frozenset({"statement.total", "statement.balance", "statement.count", "file.truncated"})
"""Codes of faults that put a whole statement in doubt, not only one row."""


def with_fingerprints(transfers: Iterable[Transfer], *, account: str = "") -> Iterator[Transfer]:
    """The same transfers, each with its fingerprint.

    A booking with a serial of the bank is that serial with its day, direction and amount (wallets reuse one serial for
    a payment and its refund); without one it is the day, time, amount, balance and counterparty. Equal lines are told
    apart by counting them, so a file read twice, or two exports whose days overlap, give the same fingerprints.
    Of the account only the last four digits enter, since exports mask the rest.
    """
    seen: dict[tuple[str, ...], int] = {}
    for transfer in transfers:
        tail = account_tail(transfer.account or account)
        what = (transfer.booked_on.isoformat(), transfer.direction.value, str(transfer.amount), transfer.currency)
        key: tuple[str, ...]
        if transfer.reference:
            key = (tail, "serial", transfer.reference, *what)
        else:
            key = (
                tail,
                "line",
                *what,
                transfer.booked_time.isoformat() if transfer.booked_time else "",
                "" if transfer.balance is None else str(transfer.balance),
                transfer.counterparty_account or transfer.counterparty,
            )
        occurrence = seen[key] = seen.get(key, 0) + 1
        digest = hashlib.sha256("\x1f".join((*key, str(occurrence))).encode()).hexdigest()[:32]
        yield replace(transfer, fingerprint=digest)


def account_tail(account: str) -> str:
    """The last four digits of an account number, or nothing if they are masked."""
    found = re.search(r"(\d{4})(?:_\w*)?$", account.replace(" ", ""))
    return found.group(1) if found else ""
