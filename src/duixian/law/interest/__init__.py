"""Interest on an enforceable debt: `facts_from` resolves a title, `calculate` says what is owed on a day and why."""

from duixian.law.interest.calculation import calculate
from duixian.law.interest.conventions import (
    NOTES,
    BeforeLpr,
    BenchmarkAfter2019,
    Conventions,
    CountDays,
    MonthRate,
    PaymentDates,
    Rounding,
    SetOffOrder,
    YearBasis,
)
from duixian.law.interest.currency import by_currency
from duixian.law.interest.facts import (
    DebtFacts,
    DebtItem,
    DebtTerm,
    DelayMoney,
    Exchange,
    KnownRate,
    Lending,
    Part,
    Payment,
    PaymentSource,
    faults_in,
)
from duixian.law.interest.resolve import Resolved, facts_from
from duixian.law.interest.statement import Line, LineKind, SetOff, Statement, Step

__all__ = [
    "NOTES",
    "BeforeLpr",
    "BenchmarkAfter2019",
    "Conventions",
    "CountDays",
    "DebtFacts",
    "DebtItem",
    "DebtTerm",
    "DelayMoney",
    "Exchange",
    "KnownRate",
    "Lending",
    "Line",
    "LineKind",
    "MonthRate",
    "Part",
    "Payment",
    "PaymentDates",
    "PaymentSource",
    "Resolved",
    "Rounding",
    "SetOff",
    "SetOffOrder",
    "Statement",
    "Step",
    "YearBasis",
    "by_currency",
    "calculate",
    "facts_from",
    "faults_in",
]
