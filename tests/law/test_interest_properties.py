"""What holds for every debt: rows sum to totals, a day's payments have no order, paying more never leaves more."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from debt_strategies import AMOUNTS, DAYS, START, debts
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.law.interest import DebtFacts, DebtItem, LineKind, Part, Payment, calculate
from duixian.law.obligations import ItemKind


@given(debts(), DAYS)
@settings(max_examples=120, deadline=None)
def test_every_fen_is_accounted_for(facts, on):
    statement = calculate(facts, on=on)

    assert statement.total == (
        sum(item.amount for item in facts.items)
        + sum(step.amount for step in statement.steps)
        - sum(row.amount for row in statement.set_offs)
    )
    received = sum(payment.amount for payment in facts.payments if payment.day <= on)
    assert received == sum(row.amount for row in statement.set_offs) + statement.overpaid
    assert all(line.remaining >= 0 for line in statement.lines)
    assert all(step.days == (step.last - step.first).days + 1 > 0 for step in statement.steps)


def worked_out(formula: str) -> Fraction:
    """A formula as printed, worked out: what a layman with a calculator gets, in fen."""
    numbers = re.sub(r"(\d+(?:\.\d+)?)(%?)", lambda m: f"F('{m[1]}'){'/100' if m[2] else ''}", formula)
    expression = numbers.replace("×", "*").replace("÷", "/")
    assert re.fullmatch(r"[F'\d.()+\-*/ ]+", expression)
    result = eval(expression, {"__builtins__": {}, "F": Fraction})
    return Fraction(result) * 100


@given(debts(), DAYS)
@settings(max_examples=80, deadline=None)
def test_every_printed_formula_gives_its_amount_to_less_than_a_fen(facts, on):
    for step in calculate(facts, on=on).steps:
        if not step.note.startswith("已达"):
            assert abs(worked_out(step.formula) - step.amount) < 1


@given(debts(), DAYS, st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_in_which_payments_are_listed_changes_nothing(facts, on, random):
    marked = tuple(
        replace(payment, day=on, marked=((facts.items[0].key,) if number % 2 else ()))
        for number, payment in enumerate(facts.payments)
    )
    shuffled = list(marked)
    random.shuffle(shuffled)

    one = calculate(replace(facts, payments=marked), on=on)
    other = calculate(replace(facts, payments=tuple(shuffled)), on=on)

    assert one.lines == other.lines
    assert one.overpaid == other.overpaid


@given(debts(), st.integers(1, 10**11), DAYS, st.data())
@settings(max_examples=80, deadline=None)
def test_paying_more_never_leaves_more(facts, more, on, data):
    facts = replace(facts, payments=facts.payments or (Payment(START, 1),), acceleration=False)
    facts = replace(facts, terms=tuple(replace(term, conditional=False) for term in facts.terms))
    which = data.draw(st.integers(0, len(facts.payments) - 1))
    raised = [
        replace(payment, amount=payment.amount + more) if number == which else payment
        for number, payment in enumerate(facts.payments)
    ]

    assert calculate(replace(facts, payments=tuple(raised)), on=on).total <= calculate(facts, on=on).total


@given(debts(payments=st.just(())), DAYS, st.integers(1, 800))
@settings(max_examples=80, deadline=None)
def test_without_payments_a_debt_never_shrinks(facts, on, later):
    sooner, after = calculate(facts, on=on), calculate(facts, on=on + timedelta(days=later))

    assert sooner.total <= after.total
    for line in sooner.lines:
        assert line.remaining <= after.line(line.key, line.kind).remaining


@given(debts(payments=st.just(())), DAYS, st.integers(0, 600))
@settings(max_examples=60, deadline=None)
def test_a_debt_paid_in_full_stays_paid(facts, on, later):
    facts = replace(facts, terms=tuple(replace(term, conditional=False) for term in facts.terms))
    paid = replace(facts, payments=(Payment(on, calculate(facts, on=on).total),))

    assert calculate(paid, on=on + timedelta(days=later)).total == 0


@given(AMOUNTS, DAYS, st.integers(1, 3000))
@settings(max_examples=100, deadline=None)
def test_the_doubled_part_does_not_compound_and_is_linear(amount, due, days):
    facts = DebtFacts(items=(DebtItem("p", "本金", ItemKind.PRINCIPAL, (Part(amount, due),)),))
    statement = calculate(facts, on=due + timedelta(days=days))

    exact = Decimal(amount) * days * Decimal("0.000175")
    assert abs(statement.accrued(LineKind.DOUBLED) - exact) <= Decimal("0.5")
