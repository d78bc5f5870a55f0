"""The instruments of control as frozen facts: rulings, requests to assist, and what is told to others (M04).

Numbers stand here in full, since the paper goes to whoever must find the thing; what is kept beside the file is masked
by the caller.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from duixian.base.money import Fen
from duixian.connectors.typesetting.instruments import Account, Heading, Kind, TitleCited


class Measure(StrEnum):
    """What is done to a thing."""

    FREEZE = "freeze"
    SEAL = "seal"
    RENEW = "renew"
    RELEASE = "release"
    DEDUCT = "deduct"
    FREEZE_DEBT = "freeze_debt"


@dataclass(frozen=True, slots=True)
class Named:
    """A party by full identity. `number` as kept, empty when unknown; `number_label` says what number it is."""

    name: str
    number: str = ""
    number_label: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """The case an instrument is issued in."""

    applicants: tuple[Named, ...]
    debtors: tuple[Named, ...]
    cause: str
    title: TitleCited
    filed_on: date


@dataclass(frozen=True, slots=True)
class ThingHeld:
    """One thing a measure is about. `number` is the agency's own of it (account, certificate). `amount`, fen: to which
    it is frozen, deducted or released, None for the whole; `keep`, fen, stays free for living; `rank` above 1 waits;
    `key` is the order's number; `sealed`: held whole, not by amount."""

    owner: str
    name: str
    number: str
    place: str
    amount: Fen | None = None
    keep: Fen = 0
    until: date | None = None
    rank: int = 1
    key: str = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class ExecutionRuling:
    """执行裁定书 on one measure in one case (民诉法 157, 253, 255). The heading carries the ruling's own number.

    `term_article`: what the longest term rests on, from the dated values of the law. `reasons`: why it is released or
    renewed. `account`: where deducted money goes.
    """

    kind: ClassVar[Kind] = Kind.EXECUTION_RULING
    heading: Heading
    matter: Matter
    measure: Measure
    things: tuple[ThingHeld, ...]
    term_article: str = ""
    reasons: tuple[str, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class AssistNotice:
    """协助执行通知书 to one agency with the return slip (送达回执). `debtors`: those whose things it holds."""

    kind: ClassVar[Kind] = Kind.ASSIST_NOTICE
    heading: Heading
    matter: Matter
    measure: Measure
    agency: str
    ruling: str
    debtors: tuple[Named, ...]
    things: tuple[ThingHeld, ...]
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class SealNotice:
    """查封公告, posted where a sealed immovable stands (查封规定 7)."""

    kind: ClassVar[Kind] = Kind.SEAL_NOTICE
    heading: Heading
    matter: Matter
    ruling: str
    things: tuple[ThingHeld, ...]


@dataclass(frozen=True, slots=True)
class DebtNotice:
    """履行到期债务通知书, to somebody who owes the debtor (执行规定 45; 民诉解释 499). `amount` fen; `days` to pay or
    to object, from the dated values of the law."""

    kind: ClassVar[Kind] = Kind.DEBT_NOTICE
    heading: Heading
    matter: Matter
    third_party: Named
    debtor: str
    amount: Fen
    basis: str
    days: int
    ruling: str = ""
    account: Account | None = None
