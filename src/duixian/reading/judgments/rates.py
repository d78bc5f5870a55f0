"""Rates of interest as titles word them: fixed, LPR and its multiples, PBC benchmark rates, 分 and 厘."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from duixian.base import chinese
from duixian.law.obligations import BenchmarkTerm, Event, Rate, RatePer, RateSource, When
from duixian.reading.judgments.days import find_dates

_HAN = f"[{chinese.NUMERAL_CHARACTERS}点]"
_VALUE = rf"(?:\d{{1,6}}(?:\.\d{{1,10}})?[%‰‱]?|[百千万]分之(?:{_HAN}+|\d{{1,6}}(?:\.\d{{1,10}})?)|{_HAN}+|半)"
_LPR = re.compile(
    r"(?:(?:按照?|以|依照?|参照)(?P<pin>(?:(?![自从起至按])[^，。；（）]){0,24}?))?"
    r"(?:(?:由|经)?(?:中国人民银行)?(?:授权)?全国银行间同业拆借中心(?:公布|发布|颁布|计算并公布)?的?(?P<pin2>[^，"
    r"。；（）]{0,12}?)"
    r"(?P<term1>[一1五5]年期(?:以上)?)?(?:同期)?(?:[的]?(?:人民币)?贷款)?(?:市场)?(?:报价)?(?:利率|LPR)"
    r"|(?P<term2>[一1五5]年期(?:以上)?)?(?:同期)?(?:的)?(?:（?LPR）?|贷款市场报价利率|市场报价利率)(?P<term3>[一1五5]年期)?)"
    r"(?:（[^）]{0,12}LPR[^）]{0,12}）|（[一1五5]年期(?:以上)?）|\(LPR\))?(?:利率)?",
    re.IGNORECASE,
)
_BENCHMARK = re.compile(
    r"(?:中国人民银行|人民银行|人行|央行|银行)(?:公布|发布|规定|颁布|授权)*(?:[的之])?"
    r"(?P<mid>[^，。；（）%利]{0,20}?)(?:贷款)(?:的)?(?:基准|基础)?利(?:率|息)|(?P<same>同期同类|"
    r"同期同档(?:次)?|同期)(?:人民币|银行)*贷款(?:基准)?利(?:率|息)"
)
_FIXED = re.compile(
    rf"(?:(?:按照?|以|依照?)?(?P<per>年|月|日|每年|每月|每日|每天|日万|逾期日)(?:化)?(?P<noun>利率|"
    rf"息|利息|收益率|费率|利)?(?:的)?(?:标准)?(?:为|按|按照|：)?"
    rf"(?P<value>\d{{1,6}}(?:\.\d{{1,10}})?[%‰‱]|[百千万]分之(?:{_HAN}+|\d{{1,6}}(?:\.\d{{1,10}})?))(?:的)?(?:年|月|日)?(?:利率)?"
    rf"|(?P<per2>年|月|日|每年|每月)(?:利率|息|利息|利)(?:的)?(?:标准)?(?:为|按)?(?P<fen>{_HAN}+|"
    rf"\d{{1,6}}(?:\.\d{{1,10}})?)(?P<unit>分(?P<li>{_HAN})?|厘)"
    rf"|(?P<value3>\d{{1,6}}(?:\.\d{{1,10}})?[%‰‱])(?:的)?(?:/|每)?(?P<per3>年|月|日)(?:的)?(?:利率|息)?"
    rf"|(?:利率|标准|费率)(?:为|按|按照|：)?(?P<value4>\d{{1,6}}(?:\.\d{{1,10}})?[%‰‱]|[百千万]分之{_HAN}+))"
)
_MULTIPLE = re.compile(
    rf"^(?:[的之]|标准|计算|水平|基础|上|利率|，|（LPR）|\(LPR\)|（[^）]{{0,10}}）)*?(?:的|之)?(?P<times>\d{{1,6}}(?:\.\d{{1,10}})?|"
    rf"{_HAN}+)倍"
)
_UP = re.compile(
    rf"^(?:[的之]|标准|基础|上|水平|利率|再|，|（LPR）)*?(?P<sign>上浮|上调|加收|加计|另加|"
    rf"下浮)(?:的)?(?P<value>\d{{1,6}}(?:\.\d{{1,10}})?%|"
    rf"百分之{_HAN}+)"
)
_POINTS = re.compile(
    r"^(?:[的之]|标准|基础|上|水平|利率|再|（LPR）)*?(?P<sign>加|\+|减|-)(?:计)?(?:上)?(?P<value>\d{1,6}(?:\.\d{1,10})?)(?P<unit>个?基点|"
    r"BP|bp|个?百分点|%)"
)
_OF = re.compile(r"^(?:的|之)?(?P<value>\d{1,6}(?:\.\d{1,10})?)%(?!\d)")
_PER = {"年": RatePer.YEAR, "月": RatePer.MONTH, "日": RatePer.DAY, "天": RatePer.DAY}
_TERMS = ((r"六个月|6个月|半年", BenchmarkTerm.M6), (r"五年以上|5年以上", BenchmarkTerm.OVER_Y5),
          (r"[一1]年(?:期|以内|以下)", BenchmarkTerm.Y1), (r"[一1]至[三3]年|[三3]年期", BenchmarkTerm.Y3),
          (r"[三3]至[五5]年|[五5]年期", BenchmarkTerm.Y5))  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundRate:
    """A rate at text[start:end] and the rule that read it; `assumed` says in Chinese what the title left open."""

    start: int
    end: int
    rate: Rate
    rule: str
    assumed: str = ""


def find_rates(text: str, start: int = 0, end: int | None = None) -> list[FoundRate]:
    """Every rate in text[start:end], in order, never overlapping."""
    stop = len(text) if end is None else end
    found: list[FoundRate] = []
    for reader, pattern in ((_lpr, _LPR), (_benchmark, _BENCHMARK), (_fixed, _FIXED)):
        for match in pattern.finditer(text, start, stop):
            rate = reader(text, match, stop)
            if rate and not any(rate.start < other.end and other.start < rate.end for other in found):
                found.append(rate)
    return sorted(found, key=lambda rate: rate.start)


def _lpr(text: str, match: re.Match[str], stop: int) -> FoundRate | None:
    if "LPR" not in match.group().upper() and "报价" not in match.group() and "拆借" not in match.group():
        return None
    term = match["term1"] or match["term2"] or match["term3"] or ""
    if not term and (bracket := re.search(r"（([一1五5]年期)", match.group())):
        term = bracket[1]
    if not term and (earlier := re.search(r"([一1五5]年期)(?:以上)?", match.group())):
        term = earlier[1]
    source = RateSource.LPR_5Y if term.startswith(("五", "5")) else RateSource.LPR_1Y
    multiple, plus, end = _adjustment(text, match.end(), stop)
    lead = (match["pin"] or "") + (match["pin2"] or "")
    return FoundRate(
        match.start(),
        end,
        Rate(source, multiple=multiple, plus=plus, pinned_on=_pin(lead)),
        "rate.lpr",
        "" if term else "未写明期限品种，按一年期 LPR 读取",
    )


def _benchmark(text: str, match: re.Match[str], stop: int) -> FoundRate | None:
    if re.search("存款|同业拆借|逾期|罚息", match.group()):  # the penal surcharge is a range: no rate by itself
        return None
    term = next((t for words, t in _TERMS if re.search(words, match.group())), BenchmarkTerm.SAME_TERM)
    multiple, plus, end = _adjustment(text, match.end(), stop)
    rate = Rate(RateSource.BENCHMARK, multiple=multiple, plus=plus, term=term, pinned_on=_pin(match["mid"] or ""))
    return FoundRate(match.start(), end, rate, "rate.benchmark")


def _fixed(text: str, match: re.Match[str], stop: int) -> FoundRate | None:
    assumed = ""
    if match["fen"]:
        parts = chinese.number(match["fen"])
        if parts is None:
            return None
        value = parts / 10 if match["unit"] == "厘" else parts + Fraction(chinese.integer(match["li"] or "零") or 0, 10)
        per = _PER[match["per2"][-1]]
        if per is RatePer.YEAR:
            value *= 10  # 年息一分 is 10 % a year, 月息一分 is 1 % a month
    else:
        read = _percent(match["value"] or match["value3"] or match["value4"])
        if read is None:
            return None
        value = read
        word = match["per"] or match["per3"] or ""
        per = _PER.get(next((c for c in word if c in _PER), ""), RatePer.YEAR)
        if not word:
            assumed = "未写明是年、月还是日利率，按年利率读取"
    multiple, _, end = _adjustment(text, match.end(), stop)
    return FoundRate(match.start(), end, Rate(RateSource.FIXED, _decimal(value), per, multiple), "rate.fixed", assumed)


def _adjustment(text: str, at: int, stop: int) -> tuple[Decimal, Decimal, int]:
    """Multiple, percentage points and where they end: 的1.5倍, 四倍, 上浮30%, 加收50%, 加50个基点, 的130%."""
    tail = text[at : min(at + 30, stop)]
    if match := _MULTIPLE.match(tail):
        times = chinese.number(match["times"])
        if times:
            return _decimal(times), Decimal(0), at + match.end()
    if match := _UP.match(tail):
        part = _percent(match["value"])
        if part is not None:
            times = 1 + (-part if match["sign"] == "下浮" else part) / 100
            return _decimal(times), Decimal(0), at + match.end()
    if match := _POINTS.match(tail):
        points = Fraction(match["value"]) / (
            100 if ("点" in match["unit"] and "百分" not in match["unit"]) or match["unit"].upper() == "BP" else 1
        )
        return Decimal(1), _decimal(-points if match["sign"] in "减-" else points), at + match.end()
    if (match := _OF.match(tail)) and Fraction(match["value"]) >= 100:
        return _decimal(Fraction(match["value"]) / 100), Decimal(0), at + match.end()
    return Decimal(1), Decimal(0), at


def _pin(lead: str) -> When | None:
    """The publication that applies throughout: 2022年3月21日公布的, 合同成立时, 起诉时."""
    for dated in find_dates(lead):
        if re.match(r"(?:公布|发布|施行|时|的|当日|当时|，|$)", lead[dated.end :]) and not re.search(
            r"[自从至]", lead[: dated.start]
        ):
            return dated.when
    if month := re.search(r"(\d{4})年(\d{1,2})月(?!\d)(?:份)?(?:公布|发布|由|，|$)", lead):
        year, number = int(month[1]), int(month[2])
        if 1 <= number <= 12:  # the publication of that month: the one in force on its last day
            return When(on=date(year, number, monthrange(year, number)[1]))
    if re.search(r"(?:合同|借款|协议|借贷)?(?:成立|签订)时", lead):
        return When(event=Event.SIGNED)
    return When(event=Event.FILED) if re.search(r"起诉时|立案时", lead) else None


def _percent(text: str) -> Fraction | None:
    """The rate in percent: 24%, 5‰ (= 0.5), 万分之五 (= 0.05)."""
    for mark, scale in (("%", 1), ("‰", 10), ("‱", 100)):
        if text.endswith(mark):
            return Fraction(text.removesuffix(mark)) / scale
    share = chinese.proportion(text)
    return None if share is None else share * 100


def _decimal(value: Fraction) -> Decimal:
    """An exact decimal: every rate here has a power of ten below the line."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).normalize() + 0
