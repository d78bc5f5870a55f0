"""A rate through time: stretches of days with one exact daily rate each, and how a layman would write it down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from duixian.base.days import add_months_clipped, days_in_year
from duixian.base.faults import BadInput, Fault
from duixian.law.citations import Citation
from duixian.law.interest.conventions import BeforeLpr, BenchmarkAfter2019, Conventions, MonthRate, YearBasis
from duixian.law.interest.facts import DebtTerm, KnownRate, Lending
from duixian.law.obligations import BenchmarkTerm, RatePer, RateSource
from duixian.law.params import Series, Value, series

LPR_START = date(2019, 8, 20)
"""The first publication of the reformed LPR; the day the benchmark lending rates stopped being a reference."""

TITLE = Citation("执行依据", "", "")
"""Ordinary interest rests on the title itself (法释〔2014〕8号 第一条第二款)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Days [first, until) with one daily rate. `text` is the rate as quoted, `how` the rate in the formula."""

    first: date
    until: date
    daily: Fraction
    text: str
    how: str
    citation: Citation
    note: str = ""


_SERIES = {RateSource.LPR_1Y: "rates.lpr_1y", RateSource.LPR_5Y: "rates.lpr_5y"}
_NAMES = {RateSource.LPR_1Y: "一年期LPR", RateSource.LPR_5Y: "五年期以上LPR"}
_BENCHMARKS: Mapping[BenchmarkTerm, str] = {
    BenchmarkTerm.M6: "rates.benchmark_6m",
    BenchmarkTerm.Y1: "rates.benchmark_1y",
    BenchmarkTerm.Y3: "rates.benchmark_3y",
    BenchmarkTerm.Y5: "rates.benchmark_5y",
    BenchmarkTerm.OVER_Y5: "rates.benchmark_over_5y",
}


@lru_cache(maxsize=4096)
def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 1.50 → 1.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def benchmark_name(term: BenchmarkTerm) -> str:
    """The name of the published series of one term. Raises `KeyError` for SAME_TERM, which has to be chosen first."""
    return _BENCHMARKS[term]


def benchmark_series(term: BenchmarkTerm) -> Series:
    """The published benchmark rates of one term. Raises `KeyError` for SAME_TERM, which has to be chosen first."""
    return series(_BENCHMARKS[term])


def same_term(first: date, until: date) -> BenchmarkTerm:
    """The term (同期) of the benchmark rates for a time of this length: up to 6 months, 1, 3, 5 years, over 5."""
    for months, term in (
        (6, BenchmarkTerm.M6),
        (12, BenchmarkTerm.Y1),
        (36, BenchmarkTerm.Y3),
        (60, BenchmarkTerm.Y5),
    ):
        if until <= add_months_clipped(first, months):
            return term
    return BenchmarkTerm.OVER_Y5


def pieces(term: DebtTerm, first: date, until: date, *, whole: date, conventions: Conventions) -> list[Piece]:
    """The stretches of [first, until) of an interest term, before any cap. `whole` is the end of the whole run, by
    which 同期 is chosen. Raises `BadInput` (`law.no_value`) for days before the rate was published."""
    basis = str(term.year_basis) if term.year_basis else conventions.year_basis.value
    rate = term.rate
    if rate.source is RateSource.FIXED:
        return list(_fixed(rate, first, until, basis, conventions))
    if rate.pinned_on is not None:
        table, name = _table(rate, rate.pinned_on, term.start, whole, conventions)
        value = table.at(rate.pinned_on)
        name = f"{rate.pinned_on.isoformat()} {name}"
        return [
            piece
            for start, end in _by_year(first, until, basis)
            for piece in [_published(rate, start, end, value, name, basis, table.carried(rate.pinned_on))]
        ]
    return list(_floating(term, first, until, basis, whole, conventions))


def _floating(
    term: DebtTerm, first: date, until: date, basis: str, whole: date, conventions: Conventions
) -> Iterator[Piece]:
    stays = conventions.benchmark_after_2019 is BenchmarkAfter2019.LAST_BENCHMARK
    changes = first < LPR_START < until and not (term.rate.source is RateSource.BENCHMARK and stays)
    splits = [first, LPR_START, until] if changes else [first, until]
    for left, right in pairwise(splits):
        table, name = _table(term.rate, left, term.start, whole, conventions)
        for start, end, value in _joined(table, left, right):
            for a, b in _by_year(start, end, basis):
                yield _published(term.rate, a, b, value, name, basis, table.carried(start))


def _joined(table: Series, first: date, until: date) -> Iterator[tuple[date, date, Value]]:
    """As `Series.between`, equal publications in a row joined, split where the last one is carried forward."""
    run: tuple[date, date, Value] | None = None
    for start, end, value in table.between(first, until):
        if run is not None and run[2].raw == value.raw:
            run = (run[0], end, run[2])
            continue
        if run is not None:
            yield run
        run = (start, end, value)
    if run is not None:
        start, end, value = run
        known = table.known_until
        if known is not None and start < known < end:
            yield start, known, value
            yield known, end, value
        else:
            yield run


def _table(rate: KnownRate, day: date, start: date, whole: date, conventions: Conventions) -> tuple[Series, str]:
    """The published rate that stands on `day` for a rate, and its name."""
    source = rate.source
    if source is RateSource.BENCHMARK:
        term = rate.term or BenchmarkTerm.SAME_TERM
        if term is BenchmarkTerm.SAME_TERM:
            term = same_term(start, whole)
        if day < LPR_START or conventions.benchmark_after_2019 is BenchmarkAfter2019.LAST_BENCHMARK:
            table = benchmark_series(term)
            return table, table.title
        source = RateSource.LPR_5Y if term is BenchmarkTerm.OVER_Y5 else RateSource.LPR_1Y
    elif day < LPR_START:
        if conventions.before_lpr is BeforeLpr.REFUSE:
            raise BadInput(
                Fault(
                    "law.no_value",
                    "{name}首次公布于 2019-08-20，{day} 没有可用的数值",
                    "请核对起算日，或在计算约定中选择此前按贷款基准利率（before_lpr=benchmark）",
                    field="利率",
                    value=_NAMES[source],
                    data={"name": _NAMES[source], "day": day.isoformat()},
                )
            )
        table = benchmark_series(BenchmarkTerm.OVER_Y5 if source is RateSource.LPR_5Y else BenchmarkTerm.Y1)
        return table, table.title
    return series(_SERIES[source]), _NAMES[source]


def _by_year(first: date, until: date, basis: str) -> Iterator[tuple[date, date]]:
    if basis != YearBasis.ACTUAL:
        yield first, until
        return
    while first < until:
        end = min(until, date(first.year + 1, 1, 1))
        yield first, end
        first = end


def _year_days(first: date, basis: str) -> int:
    return days_in_year(first.year) if basis == YearBasis.ACTUAL else int(basis)


def _published(rate: KnownRate, first: date, until: date, value: Value, name: str, basis: str, carried: bool) -> Piece:
    percent = value.decimal
    total = percent * rate.multiple + rate.plus
    days = _year_days(first, basis)
    quoted = f"{percent}%"
    factor = f"× {plain(rate.multiple)}" if rate.multiple != 1 else ""
    added = f"{'+' if rate.plus > 0 else '-'} {plain(abs(rate.plus))}%" if rate.plus else ""
    text = " ".join(filter(None, (f"{name} {quoted}", factor, added)))
    how = " ".join(filter(None, (quoted, factor, added)))
    how = f"({how})" if added else how
    note = "该日之后的报价尚未收录，暂以最后一次公布的数值接续计算" if carried else ""
    return Piece(first, until, Fraction(total) / 100 / days, text, f"{how} ÷ {days}", value.citation, note)


_PER = {RatePer.YEAR: "年利率", RatePer.MONTH: "月利率", RatePer.DAY: "日利率"}


def _fixed(rate: KnownRate, first: date, until: date, basis: str, conventions: Conventions) -> Iterator[Piece]:
    assert rate.value is not None
    quoted = f"{plain(rate.value)}%"
    factor = f" × {plain(rate.multiple)}" if rate.multiple != 1 else ""
    added = f" {'+' if rate.plus > 0 else '-'} {plain(abs(rate.plus))}%" if rate.plus else ""
    text = f"{_PER[rate.per]} {quoted}{factor}{added}"
    how = f"({quoted}{factor}{added})" if added else f"{quoted}{factor}"
    exact = Fraction(rate.value * rate.multiple + rate.plus) / 100
    if rate.per is RatePer.DAY:
        yield Piece(first, until, exact, text, how, TITLE)
    elif rate.per is RatePer.MONTH and conventions.month_rate is MonthRate.THIRTY_DAYS:
        yield Piece(first, until, exact / 30, text, f"{how} ÷ 30", TITLE)
    else:
        months = 12 if rate.per is RatePer.MONTH else 1
        for start, end in _by_year(first, until, basis):
            days = _year_days(start, basis)
            times = " × 12" if months == 12 else ""
            yield Piece(start, end, exact * months / days, text, f"{how}{times} ÷ {days}", TITLE)


def lending_ceiling(lending: Lending, first: date, until: date, basis: str) -> Iterator[Piece]:
    """The highest daily rate of a private loan on the days of [first, until) (民间借贷规定 25, 31).

    A contract formed from 2020-08-20: four times LPR 1Y at its formation. Formed before and filed from that day on:
    24 % a year to 2020-08-19, then four times LPR 1Y at filing. Filed before: 24 % throughout.
    Raises `BadInput` (`law.no_value`) for days before 2015-09-01.
    """
    multiple_table = series("interest.lending_cap_multiple")
    change = multiple_table.starts[0]
    old = series("interest.lending_cap_fixed")
    if lending.filed < change:
        value = old.values[-1]
        for a, b in _by_year(first, until, basis):
            yield _ceiling(a, b, value.decimal, f"年利率 {value.raw}%", basis, value.citation)
        return
    reference = lending.formed if lending.formed >= change else lending.filed
    multiple = multiple_table.at(reference)
    lpr = series("rates.lpr_1y").at(reference)
    if lending.formed < change and first < change:
        for start, end, value in old.between(first, min(until, change)):
            for a, b in _by_year(start, end, basis):
                yield _ceiling(a, b, value.decimal, f"年利率 {value.raw}%", basis, value.citation)
        first = min(until, change)
    text = f"{reference.isoformat()} 一年期LPR {lpr.raw}% × {multiple.raw}"
    for a, b in _by_year(first, until, basis):
        yield _ceiling(a, b, lpr.decimal * multiple.decimal, text, basis, multiple.citation)


def _ceiling(first: date, until: date, percent: Decimal, text: str, basis: str, citation: Citation) -> Piece:
    days = _year_days(first, basis)
    return Piece(first, until, Fraction(percent) / 100 / days, f"上限 {text}", f"{plain(percent)}% ÷ {days}", citation)
