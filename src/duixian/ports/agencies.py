"""What the agencies that hold property can do for a court: tell, freeze, seal, renew, release, deduct (网络查控).

One port for banks, e-wallets and registries: they differ in what they hold, not in what they are told. An order names a
person by number **and** name; a name alone never suffices. Every adapter behind this port keeps four promises, and one
suite of tests holds each adapter to them: an order sent twice is carried out once and answered alike; a call whose
outcome is unknown raises `AgencyUnreachable` and may be repeated; no more is ever held, released or deducted than the
order says; every call leaves an `Exchange` to be kept, whatever became of it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol, runtime_checkable

from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.control.things import Earmark, HoldingKind

KEY_LENGTH: Final = 40
"""Characters of an order's key: letters, digits and hyphens."""


class AgencyKind(StrEnum):
    """Whom the court talks to."""

    BANK = "bank"
    WALLET = "wallet"  # 第三方支付
    LAND = "land"  # 不动产登记
    VEHICLE = "vehicle"  # 车辆管理
    SECURITIES = "securities"  # 证券登记结算
    INSURANCE = "insurance"
    PROVIDENT_FUND = "provident_fund"  # 住房公积金
    COMPANY = "company"  # 市场监管：股权


class Act(StrEnum):
    """What an order asks for."""

    QUERY = "query"  # 查询
    FREEZE = "freeze"  # 冻结: money, securities, equity, by amount
    SEAL = "seal"  # 查封: a registered thing, whole
    RENEW = "renew"  # 续行
    RELEASE = "release"  # 解除, in whole or by an amount
    DEDUCT = "deduct"  # 扣划


class IdKind(StrEnum):
    """What kind of number names the person."""

    RESIDENT = "resident"  # 居民身份证
    COMPANY = "uscc"  # 统一社会信用代码
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person an order is about, by full identity: name and number."""

    name: str
    id_kind: IdKind
    id_number: str


@dataclass(frozen=True, slots=True)
class OfficerRef:
    """One of the officers an agency may ask to identify themselves."""

    name: str
    certificate: str  # 执行公务证


@dataclass(frozen=True, slots=True)
class Ground:
    """What an order rests on: the court, the case, the instrument, the article."""

    court_code: str
    court_name: str
    case_number: str
    instrument: str
    article: str
    officers: tuple[OfficerRef, ...] = ()


@dataclass(frozen=True, slots=True)
class PayTo:
    """Where deducted money goes; `reference` comes back with the money."""

    holder: str
    account: str
    bank_name: str
    reference: str
    sub_account: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order to one agency about one person.

    `key` is ours, unique for ever: the agency carries a key out once. `asset` and `control` are the agency's own
    references. `amount`, fen: FREEZE, the most that may be held; RELEASE, how much to let go (None: everything);
    DEDUCT, how much. `keep`, fen: FREEZE and DEDUCT leave at least so much free on the account, whatever its balance is
    by then (the debtor's living, 查封规定 3). `standing`: what arrives later is held too, up to `amount`. `until`: the
    last day of the control.
    """

    key: str
    act: Act
    counterparty: str
    subject: Subject
    ground: Ground
    made_at: datetime
    asset: str = ""
    control: str = ""
    amount: Fen | None = None
    keep: Fen = 0
    currency: str = "CNY"
    standing: bool = False
    until: date | None = None
    pay_to: PayTo | None = None


class Outcome(StrEnum):
    """What became of an order."""

    DONE = "done"
    PARTIAL = "partial"  # done for less than was asked
    WAITING = "waiting"  # registered in the queue (轮候)
    NOTHING = "nothing"  # 查无 / there was nothing to do it to
    REFUSED = "refused"  # the agency says no, with a reason; final
    PENDING = "pending"  # taken, the answer comes later

    @property
    def final(self) -> bool:
        """Whether nothing more will come for this order."""
        return self is not Outcome.PENDING


@dataclass(frozen=True, slots=True)
class CoOwner:
    """Somebody who owns a part; `share` as "numerator/denominator", empty for joint ownership (共同共有)."""

    name: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """A mortgage or pledge that stands before the court's control; `secured` fen, None where the register is silent."""

    kind: str
    holder: str
    secured: Fen | None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class OtherControl:
    """A control on the same thing, by any court; `rank` 1 is in force, higher ranks wait."""

    court: str
    case_number: str
    rank: int
    amount: Fen | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing found. `balance` what is there, `available` what no earlier control holds, `value` of a thing that is
    not money, fen; `value_source` says whose value it is. `share`: the part that is the subject's own, by default
    all."""

    reference: str
    kind: HoldingKind
    title: str
    as_of: datetime
    currency: str = "CNY"
    balance: Fen | None = None
    available: Fen | None = None
    value: Fen | None = None
    value_source: str = ""
    earmark: Earmark = Earmark.NONE
    share: str = "1/1"
    co_owners: tuple[CoOwner, ...] = ()
    charges: tuple[Charge, ...] = ()
    controls: tuple[OtherControl, ...] = ()
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Answer:
    """An agency's answer to one order. `subject_name` is the name it has under that number: another name means another
    person. `amount` is what was held, released or deducted by this order, fen; `control` the agency's reference of the
    control; `rank` 1 in force, higher waiting; `balance` what is on the account after the act. `simulated`: a simulator
    wrote it."""

    order_key: str
    answer_id: str
    act: Act
    outcome: Outcome
    answered_at: datetime
    subject_name: str = ""
    subject_number: str = ""
    holdings: tuple[Holding, ...] = ()
    asset: str = ""
    control: str = ""
    amount: Fen | None = None
    balance: Fen | None = None
    currency: str = "CNY"
    rank: int | None = None
    effective_at: datetime | None = None
    until: date | None = None
    reason_code: str = ""
    reason: str = ""
    simulated: bool = False


class NoticeKind(StrEnum):
    """What an agency tells unasked."""

    PROMOTED = "promoted"  # a waiting control moved up; `rank` says where to
    ARRIVED = "arrived"  # money came onto an account under a standing control; `amount` is what is held now
    ENDED = "ended"  # a control ended there (expired, thing deregistered)
    SUBJECT_DIED = "subject_died"  # the register says the person is dead or dissolved


@dataclass(frozen=True, slots=True)
class Notice:
    """News of a control of ours; `id` grows, and is the cursor to ask on from."""

    id: str
    kind: NoticeKind
    at: datetime
    asset: str = ""
    control: str = ""
    order_key: str = ""
    rank: int | None = None
    amount: Fen | None = None
    until: date | None = None
    reason: str = ""
    subject_number: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer as they went over the wire. `error` instead of a reply if none came; `trusted`: the reply
    is signed by whom it claims to be from, and keeps the schema."""

    operation: str
    order_key: str
    request: bytes
    request_signature: str = ""
    reply: bytes = b""
    reply_signature: str = ""
    status: int | None = None
    trusted: bool = False
    error: str = ""
    request_sha256: str = field(default="")
    reply_sha256: str = field(default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "request_sha256", hashlib.sha256(self.request).hexdigest())
        object.__setattr__(self, "reply_sha256", hashlib.sha256(self.reply).hexdigest() if self.reply else "")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and the exchange it came by. `faults`: things found that were put aside, and why; not in the answer."""

    answer: Answer
    exchange: Exchange
    faults: tuple[Fault, ...] = ()


class AgencyFailure(Exception):
    """A call that brought no usable answer; `exchange` is to be kept all the same."""

    def __init__(self, message: str, *, exchange: Exchange, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.exchange = exchange
        self.faults = faults


class AgencyUnreachable(AgencyFailure):
    """No answer, or the agency says it is busy: nobody knows whether it acted. Send the same order again, later, and
    not before `retry_after` seconds if the agency named a time."""

    retry_after: int | None = None


class AnswerNotTrusted(AgencyFailure):
    """An answer came, but its signature is wrong, it breaks the schema or contradicts the order: nothing of it may be
    used. The order may be asked for again; a person is told when it happens again."""


class OrderRefused(AgencyFailure):
    """The agency did not take the order (malformed, key used for another order, not entitled); sending it again will
    not help."""


class UnknownOrder(AgencyFailure):
    """The agency never received an order of this key: it may be sent."""


@runtime_checkable
class Agency(Protocol):
    """An agency that holds property."""

    async def send(self, order: Order) -> Reply:
        """Give an order. Idempotent by `order.key`. Raises `AgencyUnreachable`, `AnswerNotTrusted`, `OrderRefused`."""
        ...

    async def answer(self, order: Order) -> Reply:
        """Ask what became of an order that was sent. Raises as `send` does, and `UnknownOrder`."""
        ...

    async def notices(self, *, after: str, limit: int = 500) -> tuple[tuple[Notice, ...], Exchange]:
        """What happened to our controls since the notice `after` (empty: from the beginning), oldest first."""
        ...
