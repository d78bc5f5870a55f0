"""What the debt calculation starts from: every day known, every amount in minor units of one currency."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from duixian.base.days import Period
from duixian.base.faults import Fault
from duixian.base.money import LARGEST, Fen, display
from duixian.law.interest.conventions import Conventions
from duixian.law.obligations import BaseMode, BenchmarkTerm, ItemKind, Liability, RatePer, RateSource


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an item and the last day for paying it; `due` None: no day is known, so no delay can run on it."""

    amount: Fen
    due: date | None = None


@dataclass(frozen=True, slots=True)
class DebtItem:
    """A sum the title orders paid, in its parts (one part unless it is payable in instalments)."""

    key: str
    label: str
    kind: ItemKind
    parts: tuple[Part, ...]
    currency: str = "CNY"
    liability: Liability = Liability.SOLE

    @property
    def amount(self) -> Fen:
        """The whole sum in minor units."""
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True, slots=True)
class KnownRate:
    """A rate with its pinning day resolved; the fields are those of `obligations.Rate`."""

    source: RateSource
    value: Decimal | None = None
    per: RatePer = RatePer.YEAR
    multiple: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    pinned_on: date | None = None
    term: BenchmarkTerm | None = None


@dataclass(frozen=True, slots=True)
class DebtTerm:
    """Ordinary interest that runs. The first day that counts is `start`; `end` is the last day named, None: until paid.

    `items` are keys of items whose unpaid rest is the base; with `base_amount` that sum opens and payments on the items
    lower it (REMAINING), or it stands until the items are paid (FIXED). `cap` limits the whole of this interest.
    A `conditional` term starts to count only once a part is missed, and then from `start` on the rest unpaid.
    """

    key: str
    label: str
    items: tuple[str, ...]
    rate: KnownRate
    start: date
    end: date | None = None
    base_amount: Fen | None = None
    base_mode: BaseMode = BaseMode.REMAINING
    cap: Fen | None = None
    year_basis: int | None = None
    penalty: bool = False
    conditional: bool = False


class PaymentSource(StrEnum):
    """How money came; it decides the day on which interest stops for it (法释〔2014〕8号 第三条)."""

    VOLUNTARY = "voluntary"  # the day of payment
    DEDUCTED = "deducted"  # 划拨, 提取: the day of the deduction
    SALE = "sale"  # auction, sale, 抵债: the day the ruling took effect (was served)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received. `day` is the day interest stops for it by its `source`; `marked` are item or term keys or labels
    it was paid for, set off first; the rest follows the order of set-off."""

    day: date
    amount: Fen
    source: PaymentSource = PaymentSource.VOLUNTARY
    marked: tuple[str, ...] = ()
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class DelayMoney:
    """迟延履行金 for a duty that is not money, an amount the court fixed (民诉解释 504–505)."""

    label: str
    amount: Fen
    fixed_on: date


@dataclass(frozen=True, slots=True)
class Lending:
    """A private loan whose rates are to be capped (民间借贷规定 25, 28, 29, 31). `filed`: 起诉之日.

    Not for the seven kinds of local financial organisations (法释〔2020〕27号), whose loans have no such cap.
    """

    formed: date
    filed: date


@dataclass(frozen=True, slots=True)
class Exchange:
    """The creditor chose RMB (法释〔2014〕8号 五): middle rate, yuan a unit, of the day the doubled part starts.

    `minor_units`: how many make one unit. Amounts read from facts files are hundredths whatever the currency.
    """

    currency: str
    on: date
    rate: Decimal
    minor_units: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtFacts:
    """Everything one debt is computed from.

    `excluded`: days the doubled part does not run (第三条第三款: stay for a review the debtor did not ask for).
    `set_off`: the title's own order, by label or key of items and terms. `insolvent_on`: the day a bankruptcy petition
    was accepted: the doubled part stops (破产法解释三 第三条), and so does ordinary interest (企业破产法, recalled).
    """

    items: tuple[DebtItem, ...]
    terms: tuple[DebtTerm, ...] = ()
    payments: tuple[Payment, ...] = ()
    excluded: tuple[Period, ...] = ()
    set_off: tuple[str, ...] = ()
    acceleration: bool = False
    delay_money: tuple[DelayMoney, ...] = ()
    lending: Lending | None = None
    exchange: tuple[Exchange, ...] = ()
    insolvent_on: date | None = None
    conventions: Conventions = field(default_factory=Conventions)


def faults_in(facts: DebtFacts) -> tuple[Fault, ...]:
    """Everything that makes these facts impossible to compute with; empty when they are sound."""
    return tuple(_faults(facts))


FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2200, 1, 1)
"""Days outside are taken for typing errors."""


def day_fault(day: date, label: str) -> Fault | None:
    """The fault of a day that cannot be meant."""
    if FIRST_DAY <= day <= LAST_DAY:
        return None
    remedy = "请核对年份，应在 1949-10-01 至 2200-01-01 之间"
    return Fault("debt.day_range", "日期超出可处理的范围", remedy, field=label, value=day.isoformat())


def _days(facts: DebtFacts) -> Iterator[tuple[date | None, str]]:
    for item in facts.items:
        yield from ((part.due, item.label) for part in item.parts)
    for term in facts.terms:
        yield from ((day, term.label) for day in (term.start, term.end, term.rate.pinned_on))
    yield from ((payment.day, "付款") for payment in facts.payments)
    yield from ((day, "不计加倍部分的期间") for period in facts.excluded for day in (period.start, period.end))
    yield facts.insolvent_on, "受理破产申请之日"
    yield from ((money.fixed_on, money.label) for money in facts.delay_money)
    if facts.lending is not None:
        yield from ((facts.lending.formed, "借款合同成立之日"), (facts.lending.filed, "起诉之日"))


def _faults(facts: DebtFacts) -> Iterator[Fault]:
    for day, label in _days(facts):
        if day is not None and (fault := day_fault(day, label)) is not None:
            yield fault
    keys = [item.key for item in facts.items] + [term.key for term in facts.terms]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Fault("debt.key_twice", "同一标识出现了两次", "请为每一项使用不同的标识", field="标识", value=key)
    if not facts.items and not facts.terms and not facts.delay_money:
        yield Fault("debt.empty", "没有任何给付内容", "请至少填写一项金额", field="给付内容")
    item_keys = {item.key for item in facts.items}
    for item in facts.items:
        if not item.parts:
            yield Fault("debt.no_part", "没有金额", "请填写金额", field=item.label)
        for part in item.parts:
            yield from _amount_faults(part.amount, item.label)
    for term in facts.terms:
        for missing in sorted(set(term.items) - item_keys):
            yield Fault(
                "debt.unknown_item", "利息的基数指向不存在的项目", "请核对项目标识", field=term.label, value=missing
            )
        if not term.items and term.base_amount is None:
            yield Fault("debt.no_base", "利息没有基数", "请填写基数或所依据的项目", field=term.label)
        if term.base_amount is not None:
            yield from _amount_faults(term.base_amount, f"{term.label}的基数")
        if term.cap is not None:
            yield from _amount_faults(term.cap, f"{term.label}的上限")
        if term.end is not None and term.end < term.start:
            yield Fault(
                "debt.backwards", "止日早于起日", "请核对起止日期", field=term.label, value=term.end.isoformat()
            )
        if term.year_basis not in (None, 360, 365):
            yield Fault(
                "debt.year_basis",
                "年基准天数只能是 360 或 365",
                "请改为 360 或 365",
                field=term.label,
                value=str(term.year_basis),
            )
        if (term.rate.source is RateSource.FIXED) == (term.rate.value is None):
            yield Fault("debt.rate", "固定利率须有数值，浮动利率不得另填数值", "请核对利率", field=term.label)
        elif (term.rate.value is not None and term.rate.value < 0) or term.rate.multiple < 0:
            yield Fault(
                "debt.rate_negative", "利率不能为负", "请核对利率", field=term.label, value=str(term.rate.value)
            )
    for payment in facts.payments:
        if payment.amount <= 0:
            yield Fault(
                "debt.payment_amount",
                "付款金额必须大于零",
                "退款请作为调整处理，不作为付款填写",
                field="付款",
                value=f"{payment.day.isoformat()} {display(payment.amount)}",
            )
        names = {name for item in facts.items for name in (item.key, item.label)}
        names |= {name for term in facts.terms for name in (term.key, term.label)}
        for mark in payment.marked:
            if mark not in names:
                yield Fault("debt.unknown_mark", "付款指定的项目不存在", "请核对付款用途", field="付款用途", value=mark)
    for money in facts.delay_money:
        yield from _amount_faults(money.amount, money.label)


def _amount_faults(amount: Fen, label: str) -> Iterator[Fault]:
    if amount < 0:
        yield Fault("amount.negative", "金额不能为负", "请核对金额", field=label, value=display(amount))
    elif amount > LARGEST:
        yield Fault("amount.too_large", "金额超出可处理的范围", "请核对金额的单位", field=label, value=display(amount))
