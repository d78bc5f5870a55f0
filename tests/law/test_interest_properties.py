"""What holds for every debt: rows sum to totals, order of a day's payments is irrelevant, paying more never leaves more."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.base.days import Period
from duixian.law.interest import (
    Conventions,
    CountDays,
    DebtFacts,
    DebtItem,
    DebtTerm,
    KnownRate,
    LineKind,
    MonthRate,
    Part,
    Payment,
    Rounding,
    SetOffOrder,
    YearBasis,
    calculate,
)
from duixian.law.obligations import BaseMode, ItemKind, RatePer, RateSource

START = date(2019, 8, 20)
DAYS = st.dates(START, date(2027, 12, 31))
AMOUNTS = st.integers(1, 10**12)
KINDS = st.sampled_from([kind for kind in ItemKind if kind is not ItemKind.COSTS_TO_COURT])

RATES = st.one_of(
    st.builds(
        KnownRate,
        st.sampled_from([RateSource.LPR_1Y, RateSource.LPR_5Y]),
        multiple=st.decimals("0.5", "4", places=2),
        plus=st.decimals("0", "2", places=2),
        pinned_on=st.one_of(st.none(), DAYS),
    ),
    st.builds(
        KnownRate,
        st.just(RateSource.FIXED),
        st.decimals("0.01", "24", places=3),
        st.sampled_from(RatePer),
        multiple=st.decimals("1", "2", places=1),
    ),
)

CONVENTIONS = st.builds(
    Conventions,
    year_basis=st.sampled_from(YearBasis),
    count_days=st.sampled_from(CountDays),
    doubled_count_days=st.sampled_from(CountDays),
    set_off=st.sampled_from(SetOffOrder),
    costs_in_doubled_base=st.booleans(),
    rounding=st.sampled_from(Rounding),
    month_rate=st.sampled_from(MonthRate),
)

PARTS = st.lists(st.builds(Part, AMOUNTS, st.one_of(st.none(), DAYS)), min_size=1, max_size=3).map(tuple)
PAYMENTS = st.lists(st.builds(Payment, DAYS, st.integers(1, 10**12)), max_size=4).map(tuple)
EXCLUDED = st.lists(
    st.builds(lambda day, length: Period(day, day + timedelta(days=length)), DAYS, st.integers(1, 500)), max_size=2
).map(tuple)


@st.composite
def debts(draw: st.DrawFn, payments: st.SearchStrategy = PAYMENTS) -> DebtFacts:
    kinds = draw(st.lists(KINDS, min_size=1, max_size=3))
    items = tuple(DebtItem(f"p{n}", f"项目{n}", kind, draw(PARTS)) for n, kind in enumerate(kinds))
    terms = tuple(
        DebtTerm(
            key=f"i{n}",
            label=f"利息{n}",
            items=tuple(draw(st.lists(st.sampled_from([item.key for item in items]), min_size=1, unique=True))),
            rate=draw(RATES),
            start=(start := draw(DAYS)),
            end=draw(st.one_of(st.none(), st.integers(0, 900).map(lambda n, s=start: s + timedelta(days=n)))),
            base_amount=draw(st.one_of(st.none(), AMOUNTS)),
            base_mode=draw(st.sampled_from(BaseMode)),
            cap=draw(st.one_of(st.none(), AMOUNTS)),
            conditional=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    return DebtFacts(
        items=items,
        terms=terms,
        payments=draw(payments),
        excluded=draw(EXCLUDED),
        acceleration=draw(st.booleans()),
        conventions=draw(CONVENTIONS),
    )


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
