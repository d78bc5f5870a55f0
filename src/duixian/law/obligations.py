"""What an enforceable title orders, in a form that law can compute with.

The reader of judgments fills these in, an officer corrects them, a case stores them, and `law.interest` turns them
into a debt on a day. Everything a title leaves open (the day it took effect, say) stays a `When` until it is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from duixian.base.money import Fen


class ItemKind(StrEnum):
    """What a sum of money in a title is; it decides the order of set-off and whether the doubled part runs on it."""

    PRINCIPAL = "principal"  # 本金, 货款, 工程款, 赔偿金, 租金, 工资 …: the sum itself
    PENALTY = "penalty"  # 违约金 fixed as a sum
    INTEREST = "interest"  # 利息 already fixed as a sum: general interest (一般债务利息)
    FEE = "fee"  # 律师费, 保全保险费 …: outlay awarded to the applicant
    COSTS = "costs"  # 案件受理费, 保全费, 鉴定费, 公告费 that the debtor pays to the applicant
    COSTS_TO_COURT = "costs_to_court"  # the same, ordered paid to the court: listed, never the applicant's claim


class Liability(StrEnum):
    """How several debtors answer for one item."""

    SOLE = "sole"  # one debtor
    SEVERAL = "several"  # 按份 / 各自: each for a share
    JOINT = "joint"  # 共同: together, one debt
    JOINT_AND_SEVERAL = "joint_and_several"  # 连带: each for the whole
    SUPPLEMENTARY = "supplementary"  # 补充 / 不足清偿部分: only after the first debtor


class Event(StrEnum):
    """A day a title counts from without naming it."""

    EFFECTIVE = "effective"  # 判决生效 / 发生法律效力
    SERVED = "served"  # 送达 / 签收
    SIGNED = "signed"  # 协议签订 / 调解书签字
    FILED = "filed"  # 起诉 / 立案
    DEMANDED = "demanded"  # 催告 / 通知
    EXPIRY = "expiry"  # 履行期限届满
    PAID = "paid"  # 实际付清 / 清偿之日
    BREACHED = "breached"  # 逾期 / 未按期履行


@dataclass(frozen=True, slots=True)
class When:
    """A day: written in the title (`on`), or so many days or months after an `event`; `following` adds 次日."""

    on: date | None = None
    event: Event | None = None
    days: int = 0
    months: int = 0
    following: bool = False

    def known(self) -> bool:
        """Whether the day is written out."""
        return self.on is not None


class RateSource(StrEnum):
    """Where a rate comes from."""

    FIXED = "fixed"  # a number in the title
    LPR_1Y = "lpr_1y"
    LPR_5Y = "lpr_5y"
    BENCHMARK = "benchmark"  # PBC benchmark lending rate, by term


class RatePer(StrEnum):
    """The time a fixed rate is quoted for."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class BenchmarkTerm(StrEnum):
    """Terms of the PBC benchmark lending rates; SAME_TERM (同期同类) is chosen by the length of the delay."""

    SAME_TERM = "same_term"
    M6 = "6m"
    Y1 = "1y"
    Y3 = "3y"
    Y5 = "5y"
    OVER_Y5 = "over_5y"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of ordinary interest.

    `value` is a percentage per `per` for FIXED (Decimal("0.05") per DAY is 日万分之五); for the others it is None and
    the published value × `multiple` + `plus` percentage points applies. `pinned_on`: the publication in force on that
    day applies throughout; None lets the rate float with every publication. `multiple` also serves FIXED (罚息 1.5 倍).
    """

    source: RateSource
    value: Decimal | None = None
    per: RatePer = RatePer.YEAR
    multiple: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    pinned_on: When | None = None
    term: BenchmarkTerm | None = None


class BaseMode(StrEnum):
    """On what an interest runs."""

    REMAINING = "remaining"  # what is still unpaid of the items: falls with each payment
    FIXED = "fixed"  # the sum named, for the whole time


@dataclass(frozen=True, slots=True)
class InterestTerm:
    """An order to pay ordinary interest.

    `items` are keys of the money items whose unpaid rest is the base; `base_amount` a sum the title names, in fen (with
    REMAINING it is the opening base and payments lower it). `end` None or PAID: until paid. `cap` limits the total,
    fen. `year_basis` only where the title itself fixes one (360 or 365). `penalty`: the title calls it 违约金 or
    滞纳金.
    """

    key: str
    items: tuple[str, ...]
    rate: Rate
    start: When
    end: When | None = None
    base_amount: Fen | None = None
    base_mode: BaseMode = BaseMode.REMAINING
    cap: Fen | None = None
    year_basis: int | None = None
    label: str = "利息"
    penalty: bool = False
    conditional: bool = False  # runs only if an instalment or deadline is missed


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of an item and the day it is due; fen."""

    amount: Fen
    due: When


@dataclass(frozen=True, slots=True)
class MoneyItem:
    """A sum the title orders paid. `amount` in fen (minor units of `currency`); None when the title names no figure."""

    key: str
    label: str
    kind: ItemKind
    amount: Fen | None
    creditors: tuple[str, ...] = ()
    debtors: tuple[str, ...] = ()
    liability: Liability = Liability.SOLE
    behind: tuple[str, ...] = ()  # SUPPLEMENTARY: the debtors that stand before
    shares: Mapping[str, Fen] = field(default_factory=dict)  # SEVERAL: debtor → fen
    limits: Mapping[str, Fen] = field(default_factory=dict)  # 在…元范围内: debtor → the most he answers for, fen
    due: When | None = None
    instalments: tuple[Instalment, ...] = ()
    currency: str = "CNY"
    priority: str = ""  # 优先受偿权 over what, as printed


@dataclass(frozen=True, slots=True)
class ActDuty:
    """A duty to do, to hand over or to refrain; not money."""

    key: str
    text: str
    creditors: tuple[str, ...] = ()
    debtors: tuple[str, ...] = ()
    due: When | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    """Everything a title orders.

    `set_off` is the title's own order of set-off as item and interest labels, empty when it fixes none; `acceleration`
    is set when a missed instalment makes the rest due; `doubled_clause` when it recalls the doubled part.
    """

    items: tuple[MoneyItem, ...] = ()
    interests: tuple[InterestTerm, ...] = ()
    acts: tuple[ActDuty, ...] = ()
    set_off: tuple[str, ...] = ()
    acceleration: bool = False
    doubled_clause: bool = False
