"""What the court's bank can do: take a batch of payments, tell what became of each, give the statement.

Every adapter behind this port keeps three promises, and one suite of tests holds each adapter to them:
a batch submitted twice pays once; a call whose outcome is unknown raises `BankUnreachable` and may be repeated; a
result once final (settled, rejected) never changes, a payment that comes back later shows up in the statement.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from duixian.base.faults import Fault
from duixian.base.money import LARGEST, Fen, yuan
from duixian.reading.statements.model import StatementFile

LARGEST_BATCH: Final = 200_000
"""Orders in one batch."""

ID_LENGTH: Final = 35
"""Characters of a message or end-to-end id (ISO 20022 Max35Text)."""

NAME_LENGTH: Final = 140
PURPOSE_LENGTH: Final = 140
ACCOUNT_LENGTH: Final = 34


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Pay `amount` fen to one payee. `end_to_end_id` is ours, unique for ever, and comes back with every answer.

    `bank_code` is the payee bank's CNAPS number (联行号, 12 digits), optional; `bank_name` its name as given to us.
    """

    end_to_end_id: str
    payee_name: str
    payee_account: str
    amount: Fen
    purpose: str
    bank_code: str = ""
    bank_name: str = ""


@dataclass(frozen=True, slots=True)
class PaymentBatch:
    """One payment file. `orders` is walked more than once and may be a lazy collection (200,000 need not be in memory).

    `created_at` carries its zone; `execute_on` is the day the bank should pay.
    """

    message_id: str
    debtor_account: str
    debtor_name: str
    created_at: datetime
    execute_on: date
    orders: Collection[PaymentOrder]
    debtor_bank_code: str = ""
    currency: str = "CNY"

    @property
    def count(self) -> int:
        """How many orders."""
        return len(self.orders)

    @property
    def total(self) -> Fen:
        """The sum of all orders, fen; it stands in the file as the control sum."""
        return sum(order.amount for order in self.orders)


class PaymentState(StrEnum):
    """What became of one payment."""

    ACCEPTED = "accepted"  # the bank has it and will try
    PENDING = "pending"  # on its way
    SETTLED = "settled"  # paid: final
    REJECTED = "rejected"  # not paid: final, with the bank's reason

    @property
    def final(self) -> bool:
        """Whether nothing will change any more."""
        return self in (PaymentState.SETTLED, PaymentState.REJECTED)


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """The bank's answer for one order; `reason_code` is ISO 20022 (AC01, AC04 …), `reason` the bank's own words."""

    end_to_end_id: str
    state: PaymentState
    reason_code: str = ""
    reason: str = ""
    settled_on: date | None = None
    amount: Fen | None = None


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The bank's answer for a batch: the state of the whole, and of each payment it speaks about (perhaps not all).

    A report may come twice, late, or after a newer one; `merge_results` takes any order. `message_id` is that of the
    batch, `report_id` that of the report. `simulated`: a simulator wrote it.
    """

    message_id: str
    report_id: str
    state: PaymentState
    results: tuple[PaymentResult, ...] = ()
    reason_code: str = ""
    reason: str = ""
    count: int | None = None
    total: Fen | None = None
    created_at: datetime | None = None
    simulated: bool = False

    @property
    def complete(self) -> bool:
        """Whether every payment of the batch has a final result in this report."""
        return len(self.results) == self.count and all(result.state.final for result in self.results)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer, as they went over the wire, to be kept. `error` instead of a reply if none came."""

    operation: str
    key: str
    attempt: int
    request: bytes
    reply: bytes = b""
    status: int | None = None
    error: str = ""
    request_sha256: str = ""
    reply_sha256: str = field(default="")

    @classmethod
    def of(
        cls,
        operation: str,
        key: str,
        *,
        attempt: int,
        request: bytes,
        reply: bytes = b"",
        status: int | None = None,
        error: str = "",
    ) -> "Exchange":
        """An exchange with both hashes filled in."""
        hashes = (hashlib.sha256(part).hexdigest() for part in (request, reply))
        return cls(operation, key, attempt, request, reply, status, error, *hashes)


class BankUnreachable(Exception):
    """No answer, or none that can be read: nobody knows whether the bank acted. Ask, or submit the same batch again."""


class UnknownBatch(Exception):
    """The bank has no batch of this message id: it was never received and may be submitted."""


class BankRefused(Exception):
    """The bank took nothing of it, for these reasons; repeating the same call will not help."""

    def __init__(self, *reasons: Fault) -> None:
        super().__init__("；".join(str(reason) for reason in reasons))
        self.reasons = reasons


@runtime_checkable
class Bank(Protocol):
    """The court's bank."""

    def submit(self, batch: PaymentBatch) -> BatchReport:
        """Hand a batch over. Idempotent by message id: the same batch again pays nobody twice and is answered alike.

        Raises `BankRefused` (the whole batch is not accepted, among others if the id is known with other content) and
        `BankUnreachable` (outcome unknown: repeat with the same batch).
        """
        ...

    def results(self, message_id: str) -> BatchReport:
        """What is known of a batch now. Raises `UnknownBatch` and `BankUnreachable`."""
        ...

    def statement(self, account: str, *, first: date, last: date) -> StatementFile:
        """All bookings of an account from `first` to `last`, both included. Raises `BankRefused`, `BankUnreachable`."""
        ...


def merge_results(known: dict[str, PaymentResult], report: BatchReport) -> list[PaymentResult]:
    """Take a report into `known` (by end-to-end id) and return what is new.

    Final results stay: a report that comes twice, or an older one that comes late, changes nothing. A final result that
    contradicts another final one is not taken; it comes back so that somebody looks at it.
    """
    news: list[PaymentResult] = []
    for result in report.results:
        before = known.get(result.end_to_end_id)
        if before == result or (before is not None and before.state.final and not result.state.final):
            continue
        news.append(result)
        if before is None or not before.state.final:
            known[result.end_to_end_id] = result
    return news


_ID: Final = re.compile(r"[0-9A-Za-z/\-?:().,'+ ]{1,35}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def check(batch: PaymentBatch) -> Iterator[Fault]:
    """What a bank would refuse in this batch, order by order, before it is sent. Empty if nothing."""
    if not _ID.fullmatch(batch.message_id):
        yield Fault("payment.id", "批次号须为 1 至 35 个字母、数字", field="批次号", value=batch.message_id)
    if not batch.debtor_account:
        yield Fault("payment.debtor", "缺少付款账号", "请先在法院设置中填写执行款专户", field="付款账号")
    if not 0 < batch.count <= LARGEST_BATCH:
        yield Fault(
            "payment.count",
            "一个批次应有 1 至 {most} 笔付款",
            "请拆分批次",
            value=str(batch.count),
            data={"most": LARGEST_BATCH},
        )
    seen: set[str] = set()
    for number, order in enumerate(batch.orders, start=1):
        yield from _check_order(order, f"第 {number} 笔", seen)


def _check_order(order: PaymentOrder, place: str, seen: set[str]) -> Iterator[Fault]:
    if not _ID.fullmatch(order.end_to_end_id):
        yield Fault(
            "payment.id", "付款编号须为 1 至 35 个字母、数字", field="付款编号", value=order.end_to_end_id, place=place
        )
    if order.end_to_end_id in seen:
        yield Fault("payment.twice", "付款编号重复", field="付款编号", value=order.end_to_end_id, place=place)
    seen.add(order.end_to_end_id)
    if not 0 < order.amount <= LARGEST:
        yield Fault("payment.amount", "付款金额须大于零", field="金额", value=yuan(order.amount), place=place)
    if not order.payee_name.strip() or len(order.payee_name) > NAME_LENGTH:
        yield Fault("payment.name", "收款人户名须为 1 至 140 个字", field="户名", value=order.payee_name, place=place)
    if not re.fullmatch(rf"[0-9A-Za-z\-]{{4,{ACCOUNT_LENGTH}}}", order.payee_account):
        yield Fault(
            "payment.account", "收款账号格式不对", "请核对账号", field="账号", value=order.payee_account, place=place
        )
    if order.bank_code and not re.fullmatch(r"\d{12}", order.bank_code):
        yield Fault("payment.bank_code", "联行号应为 12 位数字", field="联行号", value=order.bank_code, place=place)
    if len(order.purpose) > PURPOSE_LENGTH:
        yield Fault("payment.purpose", "用途不得超过 140 个字", field="用途", value=order.purpose, place=place)
    if any(_CONTROL.search(text) for text in (order.payee_name, order.purpose, order.bank_name)):
        yield Fault("payment.character", "含有换行或其他控制字符", "请删除后重试", place=place)
