"""Any debt, for Hypothesis: what the property tests of the calculation and of its documents draw from."""

from datetime import date, timedelta

from hypothesis import strategies as st

from duixian.base.days import Period
from duixian.law.interest import (
    Conventions,
    CountDays,
    DebtFacts,
    DebtItem,
    DebtTerm,
    KnownRate,
    MonthRate,
    Part,
    Payment,
    Rounding,
    SetOffOrder,
    YearBasis,
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
