"""The terms of a settlement as the parties made them, and what is wrong with them (执行和解规定 1–6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.faults import Fault
from duixian.base.money import LARGEST, Fen, display

MOST_INSTALMENTS = 600
"""Fifty years of months: more is a slip of the pen. Ours, not law."""


class Form(StrEnum):
    """How the agreement came before the court (执行和解规定 2, 19)."""

    JOINT = "joint"  # 各方共同提交书面协议
    RECOGNISED = "recognised"  # 一方提交，其他当事人认可
    RECORDED = "recorded"  # 口头协议，记入笔录并签名
    OUTSIDE = "outside"  # 未提交法院，或者未获认可: only an objection under art. 19 looks at it


class Kind(StrEnum):
    """What an instalment is."""

    MONEY = "money"
    THING = "thing"  # 交付财产: performed by the parties, no ruling of the court on it (art. 6)
    ACT = "act"


class Side(StrEnum):
    """On which side somebody signs."""

    CREDITOR = "creditor"
    DEBTOR = "debtor"
    GUARANTOR = "guarantor"


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signed, or recognised, on a day. `agent`: who signed for him, and then `authority`: the special
    power of attorney (执行和解规定 4)."""

    name: str
    side: Side
    signed_on: date | None
    agent: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One step of the schedule: `amount` fen where it is money; due on a day, or `days_after` the day on which
    `condition` is met; `what` in words where it is a thing or an act."""

    number: int
    kind: Kind = Kind.MONEY
    amount: Fen = 0
    due: date | None = None
    condition: str = ""
    days_after: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Guarantor:
    """Somebody who answers for the debtor under the agreement. `direct`: he promised the court direct enforcement
    (执行和解规定 18); `limit` fen, None for the whole."""

    name: str
    direct: bool
    limit: Fen | None = None
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """A settlement. `whole`: its performance settles the whole title (what exceeds it is waived then); `order`: numbers
    of instalments in the order in which money fills them, empty for the earlier due first."""

    form: Form
    signed_on: date
    instalments: tuple[Instalment, ...]
    signers: tuple[Signer, ...] = ()
    guarantors: tuple[Guarantor, ...] = ()
    grace_days: int = 0
    acceleration: bool = False
    whole: bool = True
    order: tuple[int, ...] = ()

    @property
    def money(self) -> Fen:
        """The sum of all instalments of money, fen."""
        return sum(one.amount for one in self.instalments if one.kind is Kind.MONEY)

    @property
    def last_day(self) -> date | None:
        """The last agreed day; None while it hangs on a condition."""
        if any(one.due is None for one in self.instalments):
            return None
        return max((one.due for one in self.instalments if one.due), default=None)


def faults_in(terms: Terms, *, on: date) -> tuple[Fault, ...]:
    """Everything that keeps these terms from being entered on a day; empty when they may be."""
    return (*_of_the_whole(terms, on), *_of_instalments(terms, on), *_of_signers(terms), *_of_guarantors(terms))


def notes_on(terms: Terms, *, owed: Fen) -> tuple[Fault, ...]:
    """What is lawful and worth a second look, given what the title orders on that day, fen."""
    if terms.money > owed:
        return (
            Fault(
                "settlement.above_title",
                "约定金额 {agreed} 超过当日按执行依据计算的债务 {owed}，超出部分不得据执行依据强制执行",
                "请向当事人释明；不履行的，只能恢复执行原执行依据，或者就和解协议另行起诉（执行和解规定第九条）",
                field="约定金额",
                value=display(terms.money),
                data={"agreed": display(terms.money), "owed": display(owed)},
            ),
        )
    if terms.whole and terms.money < owed and all(one.kind is Kind.MONEY for one in terms.instalments):
        return (
            Fault(
                "settlement.waives",
                "按约定履行完毕后，申请执行人放弃余额 {waived}",
                "请确认申请执行人知悉；未履行完毕的，放弃不生效，仍按执行依据计算",
                field="放弃金额",
                value=display(owed - terms.money),
                data={"waived": display(owed - terms.money)},
            ),
        )
    return ()


def _of_the_whole(terms: Terms, on: date) -> Iterator[Fault]:
    if not terms.instalments:
        yield Fault("settlement.empty", "和解协议没有任何履行内容", "请至少填写一期", field="履行计划")
    if len(terms.instalments) > MOST_INSTALMENTS:
        yield Fault(
            "settlement.too_many", "期数过多", "请核对期数", field="履行计划", value=str(len(terms.instalments))
        )
    if terms.signed_on > on:
        yield Fault(
            "settlement.signed_later",
            "签订日期晚于今天",
            "请按协议或笔录填写",
            field="签订日期",
            value=terms.signed_on.isoformat(),
        )
    if terms.grace_days < 0:
        yield Fault("settlement.grace", "宽限期不能为负", "请填写天数", field="宽限期", value=str(terms.grace_days))
    numbers = [one.number for one in terms.instalments]
    if len(set(numbers)) != len(numbers) or any(number < 1 for number in numbers):
        yield Fault("settlement.numbers", "期次重复或者不是正整数", "请核对期次", field="期次")
    if terms.order and sorted(terms.order) != sorted(numbers):
        yield Fault(
            "settlement.order",
            "约定的抵充顺序与期次不一致",
            "请将每一期列入一次",
            field="抵充顺序",
            value="、".join(str(number) for number in terms.order),
        )


def _of_instalments(terms: Terms, on: date) -> Iterator[Fault]:
    for one in terms.instalments:
        place = f"第 {one.number} 期"
        if one.due is not None and one.due < on:
            yield Fault(
                "settlement.past",
                "履行日期早于今天（{today}）",
                "请填写今天或以后的日期；已经付清的部分不列入协议，从债务中扣除",
                field="履行日期",
                value=one.due.isoformat(),
                place=place,
                data={"today": on.isoformat()},
            )
        if one.due is None and not one.condition.strip():
            yield Fault("settlement.no_day", "既无履行日期，也无履行条件", "请填写其一", field="履行日期", place=place)
        if one.due is not None and one.condition.strip():
            yield Fault(
                "settlement.day_and_condition",
                "履行日期和履行条件只能填写一项",
                "附条件的，填写条件成就后的天数",
                field="履行条件",
                value=one.condition,
                place=place,
            )
        if one.days_after < 0:
            yield Fault(
                "settlement.days_after", "天数不能为负", "请核对", field="天数", value=str(one.days_after), place=place
            )
        if one.kind is Kind.MONEY and not 0 < one.amount <= LARGEST:
            yield Fault(
                "settlement.amount", "金额须大于零", "请核对金额", field="金额", value=display(one.amount), place=place
            )
        if one.kind is not Kind.MONEY and (one.amount or not one.what.strip()):
            yield Fault(
                "settlement.what", "交付财产或者行为须写明内容，不填金额", "请写明内容", field="内容", place=place
            )


def _of_signers(terms: Terms) -> Iterator[Fault]:
    sides = {one.side for one in terms.signers}
    for side, words in ((Side.CREDITOR, "申请执行人"), (Side.DEBTOR, "被执行人")):
        if side not in sides:
            yield Fault("settlement.side", "缺少{side}一方", "请填写签名的当事人", field="签名", data={"side": words})
    for one in terms.signers:
        if one.agent and not one.authority.strip():
            yield Fault(
                "settlement.authority",
                "代理人代为和解须有委托人的特别授权（执行和解规定第四条）",
                "请填写特别授权的委托书",
                field="代理人",
                value=one.agent,
            )


def _of_guarantors(terms: Terms) -> Iterator[Fault]:
    signed = {one.name for one in terms.signers if one.side is Side.GUARANTOR and one.signed_on}
    for one in terms.guarantors:
        if one.name not in signed:
            yield Fault(
                "settlement.guarantor_unsigned",
                "担保人未签名",
                "请取得担保人的签名，或者删去担保条款",
                field="担保人",
                value=one.name,
            )
        if one.limit is not None and one.limit <= 0:
            yield Fault("settlement.limit", "担保限额须大于零", "请核对", field="担保限额", value=display(one.limit))
