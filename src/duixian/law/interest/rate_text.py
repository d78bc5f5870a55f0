"""Rates as people type them: 4.5%, 0.05%/day, 日万分之五, lpr*1.5, lpr5y+0.5, lpr@2024-01-01*4, benchmark:1y*1.3."""

import re
from decimal import Decimal

from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault
from duixian.law.interest.facts import KnownRate
from duixian.law.interest.rates import plain
from duixian.law.obligations import BenchmarkTerm, RatePer, RateSource

_FIXED = re.compile(r"^(\d+(?:\.\d+)?)(%|‰|‱)?(?:/(year|month|day|年|月|日))?(?:\*(\d+(?:\.\d+)?))?$")
_WORDS = re.compile(r"^(年|月|日)(?:利率)?(?:(百|千|万)分之)?(\d+(?:\.\d+)?)(%|‰|‱)?$")
_TABLE = re.compile(
    r"^(lpr|lpr1y|lpr5y|benchmark)(?::(6m|1y|3y|5y|over_5y))?(?:@([\d/年月日.-]*\d日?))?"
    r"(?:\*(\d+(?:\.\d+)?))?([+-]\d+(?:\.\d+)?)?%?$"
)
_NUMERALS = str.maketrans("零〇一二三四五六七八九点", "00123456789.")
_SIZE = {None: Decimal(1), "": Decimal(1), "%": Decimal(1), "‰": Decimal("0.1"), "‱": Decimal("0.01")}
_PARTS = {None: Decimal(1), "百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_PER = {
    None: RatePer.YEAR,
    "year": RatePer.YEAR,
    "年": RatePer.YEAR,
    "month": RatePer.MONTH,
    "月": RatePer.MONTH,
    "day": RatePer.DAY,
    "日": RatePer.DAY,
}
_SOURCE = {
    "lpr": RateSource.LPR_1Y,
    "lpr1y": RateSource.LPR_1Y,
    "lpr5y": RateSource.LPR_5Y,
    "benchmark": RateSource.BENCHMARK,
}


def read_rate(text: str, *, field: str = "利率", place: str = "") -> KnownRate:
    """Read a rate. A bare number is a percentage per year; a table rate is floating unless pinned with @day.

    Raises `BadInput` (`rate.unreadable`, and the faults of `read_day` for a pinning day).
    """
    plain_text = "".join(text.split()).lower().replace("×", "*").replace("x", "*").replace("％", "%")
    if match := _FIXED.match(plain_text):
        number, size, per, multiple = match.groups()
        return KnownRate(RateSource.FIXED, Decimal(number) * _SIZE[size], _PER[per], multiple=Decimal(multiple or 1))
    if match := _WORDS.match(plain_text.translate(_NUMERALS)):
        per, parts, number, size = match.groups()
        return KnownRate(RateSource.FIXED, Decimal(number) * _PARTS[parts] * _SIZE[size], _PER[per])
    if match := _TABLE.match(plain_text):
        name, term, pinned, multiple, plus = match.groups()
        source = _SOURCE[name]
        if term is None or source is RateSource.BENCHMARK:
            known_term = BenchmarkTerm(term or "same_term") if source is RateSource.BENCHMARK else None
            return KnownRate(
                source,
                multiple=Decimal(multiple or 1),
                plus=Decimal(plus or 0),
                pinned_on=read_day(pinned, field=field, place=place) if pinned else None,
                term=known_term,
            )
    raise BadInput(
        Fault(
            "rate.unreadable",
            "不是可识别的利率",
            "例如 4.5%、0.05%/day、日万分之五、lpr*1.5、lpr5y+0.5、lpr@2024-01-01*4、benchmark:1y*1.3",
            field=field,
            value=text,
            place=place,
        )
    )


def rate_text(rate: KnownRate) -> str:
    """The rate in the same notation; `read_rate` reads it back."""
    times = f"*{plain(rate.multiple)}" if rate.multiple != 1 else ""
    if rate.source is RateSource.FIXED:
        assert rate.value is not None
        return f"{plain(rate.value)}%/{rate.per.value}{times}"
    name = {RateSource.LPR_1Y: "lpr1y", RateSource.LPR_5Y: "lpr5y", RateSource.BENCHMARK: "benchmark"}[rate.source]
    term = f":{rate.term.value}" if rate.term not in (None, BenchmarkTerm.SAME_TERM) else ""
    pinned = f"@{rate.pinned_on.isoformat()}" if rate.pinned_on else ""
    plus = f"{'+' if rate.plus > 0 else ''}{plain(rate.plus)}" if rate.plus else ""
    return f"{name}{term}{pinned}{times}{plus}"
