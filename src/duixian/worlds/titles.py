"""Enforceable titles of many shapes: what each orders, and the operative part (判决主文) that says the same in words.

The obligations are the truth and the text is written from them; the reader of judgments must get them back from the
text. Keys are numbered as the reader numbers them: item of the text, then place in the item.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duixian.base import chinese
from duixian.base.days import add_months_clipped
from duixian.base.days import chinese as written
from duixian.base.money import Fen, yuan
from duixian.law.fees import property_case_fee
from duixian.law.obligations import (
    ActDuty,
    Event,
    Instalment,
    InterestTerm,
    ItemKind,
    Liability,
    MoneyItem,
    Ordered,
    Rate,
    RateSource,
    When,
)

DOUBLED = (
    "如果未按本判决指定的期间履行给付金钱义务，应当依照《中华人民共和国民事诉讼法》第二百六十四条规定，"
    "加倍支付迟延履行期间的债务利息。"
)


@dataclass(frozen=True, slots=True)
class Writ:
    """What a title is about, what it orders, and its operative part. `mediated`: an agreement, not a judgment."""

    cause: str
    ordered: Ordered
    text: str
    mediated: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a title is made from: names of both sides, the sum in fen, the day it was made, dice for the rest."""

    dice: random.Random
    applicants: tuple[str, ...]
    debtors: tuple[str, ...]
    amount: Fen
    made_on: date


def _plain(amount: Fen) -> str:
    """An amount as judgments print it: no trailing zeros after the point."""
    text = yuan(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _within(days: int) -> When:
    return When(event=Event.EFFECTIVE, days=days)


def _costs(
    about: Dispute, key: str, liability: Liability = Liability.SOLE, due: When | None = None
) -> tuple[MoneyItem, str]:
    """The court fee, borne by the debtors and paid back to the applicant who advanced it."""
    fee = property_case_fee(about.amount, on=about.made_on).due // 2
    applicant = about.applicants[0]
    item = MoneyItem(
        key=key,
        label="案件受理费",
        kind=ItemKind.COSTS,
        amount=fee,
        creditors=(applicant,),
        debtors=about.debtors,
        liability=liability,
        due=due,
    )
    when = f"于{written(due.on)}前" if due is not None and due.on is not None else "于履行上述款项时"
    bearers = "、".join(about.debtors)
    return item, f"案件受理费{_plain(fee)}元，由被告{bearers}负担（原告{applicant}已预交，被告{when}一并给付原告）。"


def _interest(about: Dispute, label: str = "利息") -> tuple[InterestTerm, str]:
    """Interest that runs until paid, and the words for it in brackets."""
    dice = about.dice
    start = add_months_clipped(about.made_on, -dice.randrange(4, 30))
    rates = (
        (Rate(RateSource.LPR_1Y), "按照全国银行间同业拆借中心公布的一年期贷款市场报价利率计算"),
        (
            Rate(RateSource.LPR_1Y, multiple=Decimal("1.5")),
            "按照全国银行间同业拆借中心公布的一年期贷款市场报价利率的1.5倍计算",
        ),
        (
            Rate(RateSource.LPR_1Y, multiple=Decimal(4)),
            "按照全国银行间同业拆借中心公布的一年期贷款市场报价利率的四倍计算",
        ),
        (Rate(RateSource.FIXED, Decimal(6)), "按年利率6%计算"),
        (Rate(RateSource.FIXED, Decimal("4.35")), "按年利率4.35%计算"),
    )
    rate, words = rates[dice.randrange(len(rates))]
    term = InterestTerm(
        key="1-i1",
        items=("1-1",),
        rate=rate,
        start=When(on=start),
        end=When(event=Event.PAID),
        base_amount=about.amount,
        label=label,
    )
    return term, f"（以{_plain(about.amount)}元为基数，自{written(start)}起至实际付清之日止，{words}）"


def _judgment(lines: list[str], costs: str) -> str:
    numbered = "；\n".join(f"{chinese.numeral(place)}、{line}" for place, line in enumerate(lines, start=1))
    return f"{numbered}。\n{DOUBLED}\n{costs}"


def loan(about: Dispute) -> Writ:
    """A private loan with interest until paid; sometimes with a joint guarantor (连带清偿责任)."""
    applicant, debtor = about.applicants[0], about.debtors[0]
    term, words = _interest(about)
    lines = [f"被告{debtor}于本判决生效之日起十日内偿还原告{applicant}借款本金{_plain(about.amount)}元及利息{words}"]
    guaranteed = len(about.debtors) > 1
    if guaranteed:
        lines.append(f"被告{'、'.join(about.debtors[1:])}对上述第一项债务承担连带清偿责任")
    lines.append(f"驳回原告{applicant}的其他诉讼请求")
    costs, sentence = _costs(about, f"{len(lines)}-1", Liability.JOINT if guaranteed else Liability.SOLE)
    principal = MoneyItem(
        key="1-1",
        label="借款本金",
        kind=ItemKind.PRINCIPAL,
        amount=about.amount,
        creditors=(applicant,),
        debtors=about.debtors,
        liability=Liability.JOINT_AND_SEVERAL if guaranteed else Liability.SOLE,
        due=_within(10),
    )
    ordered = Ordered(items=(principal, costs), interests=(term,), doubled_clause=True)
    return Writ("民间借贷纠纷", ordered, _judgment(lines, sentence))


def sale(about: Dispute) -> Writ:
    """Goods delivered and not paid, with interest for the delay."""
    applicant, debtor = about.applicants[0], about.debtors[0]
    term, words = _interest(about, "逾期付款利息")
    lines = [
        f"被告{debtor}于本判决生效之日起十日内支付原告{applicant}货款{_plain(about.amount)}元及逾期付款利息{words}",
        f"驳回原告{applicant}的其他诉讼请求",
    ]
    costs, sentence = _costs(about, "2-1")
    price = MoneyItem(
        key="1-1",
        label="货款",
        kind=ItemKind.PRINCIPAL,
        amount=about.amount,
        creditors=(applicant,),
        debtors=(debtor,),
        due=_within(10),
    )
    return Writ(
        "买卖合同纠纷",
        Ordered(items=(price, costs), interests=(term,), doubled_clause=True),
        _judgment(lines, sentence),
    )


def bank_loan(about: Dispute) -> Writ:
    """A bank's loan: principal, interest fixed to a day, interest from then on, a lawyer's fee."""
    applicant, debtor = about.applicants[0], about.debtors[0]
    dice = about.dice
    fixed = about.amount * dice.randrange(10, 90) // 1000
    lawyer = dice.randrange(3, 20) * 100_000
    start = add_months_clipped(about.made_on, -dice.randrange(3, 14))
    lines = [
        f"被告{debtor}于本判决生效之日起十日内偿还原告{applicant}借款本金{_plain(about.amount)}元、利息{_plain(fixed)}元，"
        f"并支付自{written(start)}起至实际付清之日止的利息（以{_plain(about.amount)}元为基数，按年利率6.525%计算）",
        f"被告{debtor}于本判决生效之日起十日内支付原告{applicant}律师费{_plain(lawyer)}元",
    ]
    costs, sentence = _costs(about, "2-2")
    parts = (
        ("1-1", "借款本金", ItemKind.PRINCIPAL, about.amount),
        ("1-2", "利息", ItemKind.INTEREST, fixed),
        ("2-1", "律师费", ItemKind.FEE, lawyer),
    )
    items = tuple(
        MoneyItem(
            key=key, label=label, kind=kind, amount=fen, creditors=(applicant,), debtors=(debtor,), due=_within(10)
        )
        for key, label, kind, fen in parts
    )
    term = InterestTerm(
        key="1-i1",
        items=("1-1",),
        rate=Rate(RateSource.FIXED, Decimal("6.525")),
        start=When(on=start),
        end=When(event=Event.PAID),
        base_amount=about.amount,
    )
    ordered = Ordered(items=(*items, costs), interests=(term,), doubled_clause=True)
    return Writ("金融借款合同纠纷", ordered, _judgment(lines, sentence))


def instalments(about: Dispute) -> Writ:
    """A mediation: so much on each of three days, all at once when one is missed."""
    applicant, debtor = about.applicants[0], about.debtors[0]
    each = about.amount // 3 // 10_000 * 10_000
    sums = (each, each, about.amount - 2 * each)
    days = tuple(add_months_clipped(about.made_on, months).replace(day=28) for months in (1, 3, 5))
    first, *rest = (f"于{written(day)}前偿还{{}}{_plain(fen)}元" for day, fen in zip(days, sums, strict=True))
    costs, sentence = _costs(about, "3-1", due=When(on=days[0]))
    text = (
        "经本院主持调解，当事人自愿达成如下协议：\n"
        f"一、被告{debtor}{first.format(f'原告{applicant}借款')}，{'，'.join(part.format('') for part in rest)}；\n"
        f"二、若被告{debtor}任何一期未按期足额支付，剩余款项全部提前到期，原告{applicant}可一次性申请强制执行剩余款项；\n"
        f"三、{sentence}"
    )
    item = MoneyItem(
        key="1-1",
        label="借款",
        kind=ItemKind.PRINCIPAL,
        amount=about.amount,
        creditors=(applicant,),
        debtors=(debtor,),
        instalments=tuple(Instalment(fen, When(on=day)) for day, fen in zip(days, sums, strict=True)),
    )
    ordered = Ordered(items=(item, costs), acceleration=True, doubled_clause=False)
    return Writ("民间借贷纠纷", ordered, text, mediated=True)


def lease(about: Dispute) -> Writ:
    """A flat to be handed back, the rent and a penalty to be paid."""
    applicant, debtor = about.applicants[0], about.debtors[0]
    penalty = about.amount // 6 // 10_000 * 10_000 + 10_000
    flat = f"云川市东湖区长安路{about.dice.randrange(1, 200)}号{about.dice.randrange(101, 2603)}室的房屋"
    duty = f"被告{debtor}于本判决生效之日起三十日内腾空并向原告{applicant}交还位于{flat}"
    lines = [
        duty,
        f"被告{debtor}于本判决生效之日起十日内支付原告{applicant}租金{_plain(about.amount)}元、违约金{_plain(penalty)}元",
    ]
    costs, sentence = _costs(about, "2-3")
    items = (
        MoneyItem("2-1", "租金", ItemKind.PRINCIPAL, about.amount, (applicant,), (debtor,), due=_within(10)),
        MoneyItem("2-2", "违约金", ItemKind.PENALTY, penalty, (applicant,), (debtor,), due=_within(10)),
        costs,
    )
    acts = (ActDuty("1-a1", duty, debtors=(debtor,), due=_within(30)),)
    return Writ("房屋租赁合同纠纷", Ordered(items=items, acts=acts, doubled_clause=True), _judgment(lines, sentence))


def damages(about: Dispute) -> Writ:
    """Compensation of a loss."""
    applicant, debtor = about.applicants[0], about.debtors[0]
    lines = [
        f"被告{debtor}于本判决生效之日起十日内赔偿原告{applicant}各项损失共计{_plain(about.amount)}元",
        f"驳回原告{applicant}的其他诉讼请求",
    ]
    costs, sentence = _costs(about, "2-1")
    item = MoneyItem("1-1", "损失", ItemKind.PRINCIPAL, about.amount, (applicant,), (debtor,), due=_within(10))
    return Writ(
        "生命权、身体权、健康权纠纷", Ordered(items=(item, costs), doubled_clause=True), _judgment(lines, sentence)
    )


def wages(about: Dispute) -> Writ:
    """Wages of one worker or of several, each with an own claim; the fee goes to the court."""
    debtor = about.debtors[0]
    count = len(about.applicants)
    share = about.amount // count // 100 * 100
    sums = [share] * (count - 1) + [about.amount - share * (count - 1)]
    lines = [
        f"被告{debtor}于本判决生效之日起十日内支付原告{name}工资{_plain(fen)}元"
        for name, fen in zip(about.applicants, sums, strict=True)
    ]
    items = [
        MoneyItem(f"{place}-1", "工资", ItemKind.PRINCIPAL, fen, (name,), (debtor,), due=_within(10))
        for place, (name, fen) in enumerate(zip(about.applicants, sums, strict=True), start=1)
    ]
    fee = MoneyItem(f"{count}-2", "案件受理费", ItemKind.COSTS_TO_COURT, 1000, debtors=(debtor,), due=_within(10))
    text = _judgment(lines, f"案件受理费10元，由被告{debtor}负担，于本判决生效之日起十日内向本院缴纳。")
    return Writ("劳动争议", Ordered(items=(*items, fee), doubled_clause=True), text)


SHAPES: tuple[Callable[[Dispute], Writ], ...] = (loan, sale, bank_loan, instalments, lease, damages, wages)
"""Every shape there is."""
