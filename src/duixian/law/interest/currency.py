"""Debts in foreign currency (法释〔2014〕8号 第五条): each in its own, or in RMB where the creditor chose it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, half_up
from duixian.law.interest.facts import DebtFacts
from duixian.law.interest.rates import plain


def by_currency(facts: DebtFacts) -> dict[str, DebtFacts]:
    """Facts in several currencies as one set of facts each (法释〔2014〕8号 第五条: each in its own currency)."""
    currencies = dict.fromkeys([*(i.currency for i in facts.items), *(p.currency for p in facts.payments)])
    if not currencies or facts.delay_money or any(not term.items for term in facts.terms):
        currencies.setdefault("CNY")
    split = {}
    for currency in currencies:
        items = tuple(item for item in facts.items if item.currency == currency)
        keys = {item.key for item in items}
        split[currency] = replace(
            facts,
            items=items,
            terms=tuple(
                term for term in facts.terms if set(term.items) & keys or (not term.items and currency == "CNY")
            ),
            payments=tuple(payment for payment in facts.payments if payment.currency == currency),
            delay_money=facts.delay_money if currency == "CNY" else (),
        )
    return split


def in_one_currency(facts: DebtFacts) -> tuple[DebtFacts, list[Fault]]:
    """Convert what the creditor chose to have in RMB, with a note for each; what is left must be one currency.

    Raises `BadInput` (`debt.currencies`).
    """
    notes: list[Fault] = []
    chosen = {exchange.currency: exchange for exchange in facts.exchange}

    def convert(amount: Fen, currency: str) -> Fen:
        exchange = chosen[currency]
        return half_up(Fraction(amount) * Fraction(exchange.rate) * 100 / exchange.minor_units)

    if chosen:
        home = {item.key: item.currency for item in facts.items}
        items = tuple(
            replace(
                item,
                currency="CNY",
                parts=tuple(replace(part, amount=convert(part.amount, item.currency)) for part in item.parts),
            )
            if item.currency in chosen
            else item
            for item in facts.items
        )
        terms = []
        for term in facts.terms:
            currency = home[term.items[0]] if term.items else "CNY"
            if currency in chosen:
                term = replace(
                    term,
                    base_amount=None if term.base_amount is None else convert(term.base_amount, currency),
                    cap=None if term.cap is None else convert(term.cap, currency),
                )
            terms.append(term)
        payments = tuple(
            replace(payment, amount=convert(payment.amount, payment.currency), currency="CNY")
            if payment.currency in chosen
            else payment
            for payment in facts.payments
        )
        facts = replace(facts, items=items, terms=tuple(terms), payments=payments)
        notes += [
            Fault(
                "debt.converted",
                "{currency} 已按 {on} 的中间价 {rate} 折算为人民币（法释〔2014〕8号第五条）",
                "中间价须为加倍部分起算之日的中间价",
                data={"currency": e.currency, "on": e.on.isoformat(), "rate": plain(Decimal(e.rate))},
            )
            for e in facts.exchange
        ]
    currencies = {item.currency for item in facts.items} | {payment.currency for payment in facts.payments}
    if len(currencies) > 1:
        raise BadInput(
            Fault(
                "debt.currencies",
                "同一笔计算中有多种货币",
                "请分别计算，或由申请执行人选择人民币并填写中间价",
                field="货币",
                value="、".join(sorted(currencies)),
            )
        )
    return facts, notes
