"""Sums of money in a text: Arabic and Chinese numerals, 万 and 亿, thousands separators, fourteen currencies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from duixian.base import chinese
from duixian.base.money import LARGEST, Fen

_CURRENCY = {
    "元": "CNY",
    "圆": "CNY",
    "块": "CNY",
    "人民币": "CNY",
    "RMB": "CNY",
    "￥": "CNY",
    "¥": "CNY",
    "美元": "USD",
    "美金": "USD",
    "US$": "USD",
    "USD": "USD",
    "$": "USD",
    "欧元": "EUR",
    "EUR": "EUR",
    "€": "EUR",
    "英镑": "GBP",
    "GBP": "GBP",
    "£": "GBP",
    "港元": "HKD",
    "港币": "HKD",
    "HK$": "HKD",
    "HKD": "HKD",
    "港圆": "HKD",
    "日元": "JPY",
    "日圆": "JPY",
    "澳元": "AUD",
    "澳大利亚元": "AUD",
    "加元": "CAD",
    "加拿大元": "CAD",
    "瑞士法郎": "CHF",
    "新加坡元": "SGD",
    "新元": "SGD",
    "新台币": "TWD",
    "新台币元": "TWD",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "韩元": "KRW",
    "韩币": "KRW",
    "卢布": "RUB",
    "泰铢": "THB",
    "新西兰元": "NZD",
}
_NO_MINOR = frozenset({"JPY", "KRW"})  # ISO 4217: no minor unit

_PREFIX = "|".join(
    re.escape(word) for word in sorted((w for w in _CURRENCY if w not in {"元", "圆", "块"}), key=len, reverse=True)
)
_UNIT = "|".join(
    sorted((w for w in _CURRENCY if re.match(r"[\u4e00-\u9fff]", w) and w != "人民币"), key=len, reverse=True)
)
_ARABIC = r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?"
_HAN = f"[{chinese.NUMERAL_CHARACTERS}]"
_AMOUNT = re.compile(
    rf"(?P<prefix>(?:人民币)?(?:{_PREFIX})?(?:（大写）|（小写）|大写|小写)?：?)?"
    rf"(?:(?P<arabic>{_ARABIC})(?:[余多](?=[万亿]))?(?P<times>[十百千]?[万亿]|[百千](?=元))?"
    rf"(?:(?P<arabic2>\d{{1,6}}(?:\.\d{{1,6}})?)(?P<times2>万|千))?"
    rf"|(?P<han>{_HAN}{{1,30}}(?:点{_HAN}{{1,12}})?))"
    rf"(?:余|多)?(?P<unit>{_UNIT})?(?!旦)"
    rf"(?P<minor>(?:(?P<jiao>[\d{chinese.DIGIT_CHARACTERS}])角)?(?:零?(?P<fen>[\d{chinese.DIGIT_CHARACTERS}])分)?)整?",
)
_PER = re.compile(r"^(?:/|每|一)(?P<per>[日天月年季人株户]|平方米|度|周|小时|个月|季度)|^·")
_TIMES = {
    "万": 10**4,
    "亿": 10**8,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "百": 100,
    "千": 1000,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum at text[start:end]; `minor` in fen or the currency's minor unit, None when it is no whole number of them.

    `per` is the unit of time or thing it is counted by (2000元/月), empty for a plain sum.
    """

    start: int
    end: int
    minor: Fen | None
    currency: str
    text: str
    per: str = ""

    @property
    def approximate(self) -> bool:
        """Whether the text itself only gives it roughly (9880余万元)."""
        return "余" in self.text or "多" in self.text


def find_amounts(text: str, start: int = 0, end: int | None = None) -> list[Amount]:
    """Every sum of money in text[start:end], in order. A repetition in brackets (大写：…) is one sum with the first."""
    found: list[Amount] = []
    for amount in _scan(text, start, len(text) if end is None else end):
        before = found[-1] if found else None
        if before and _repeats(text, before, amount):
            continue
        found.append(amount)
    return found


def _scan(text: str, start: int, end: int) -> Iterator[Amount]:
    at = start
    while match := _AMOUNT.search(text, at, end):
        at = max(match.end(), match.start() + 1)
        prefix = (match["prefix"] or "").rstrip("：")
        word = match["unit"] or _currency_word(prefix)
        if not word and _bare_sum(text, match):
            word = "元"  # 经济损失39800及…, 鉴定费38.6万，: the unit was forgotten
        if (
            not word
            or (match["han"] and not match["unit"])
            or text[match.end() : match.end() + 1] in tuple("旦素股酸化论性")
        ):
            continue
        begin = match.start() if prefix else match.start("arabic" if match["arabic"] else "han")
        if begin and text[begin - 1] in "0123456789." and not prefix:
            continue
        value = _value(match)
        if value is None:
            continue
        currency = _CURRENCY[word]
        if currency == "CNY" and (foreign := _CURRENCY.get(_currency_word(prefix), "CNY")) != "CNY":
            currency = foreign  # 港币10万元, 美元100元
        minor = value * (1 if currency in _NO_MINOR else 100)
        per = _PER.match(text[match.end() : match.end() + 4])
        yield Amount(
            begin,
            match.end(),
            int(minor) if minor.denominator == 1 and minor <= LARGEST else None,
            currency,
            text[begin : match.end()],
            (per["per"] or "") if per else "",
        )


_NOUN_END = re.compile(r"(?:损失|费|款|金|利息|开支|费用|本金)$")


def _bare_sum(text: str, match: re.Match[str]) -> bool:
    """A number of at least four digits or with 万 right after a money noun and before the end of its phrase."""
    digits = match["arabic"]
    if not digits or text[match.end() : match.end() + 1] not in "及、和，。；（）":
        return False
    big = bool(match["times"]) or len(digits.replace(",", "").split(".")[0]) >= 4
    return big and _NOUN_END.search(text[max(0, match.start() - 4) : match.start()]) is not None


def _currency_word(prefix: str) -> str:
    bare = re.sub(r"（?[大小]写）?", "", prefix)
    if bare in _CURRENCY:
        return bare
    return bare.removeprefix("人民币") if bare.removeprefix("人民币") in _CURRENCY else ""


def _value(match: re.Match[str]) -> Fraction | None:
    if match["arabic"]:
        value = Fraction(match["arabic"].replace(",", "")) * _TIMES.get(match["times"] or "", 1)
        if match["arabic2"]:
            value += Fraction(match["arabic2"]) * _TIMES[match["times2"]]
    else:
        read = chinese.number(match["han"])
        if read is None:
            return None
        value = read
    if match["minor"] and match["unit"]:
        value += Fraction(_digit(match["jiao"]), 10) + Fraction(_digit(match["fen"]), 100)
    return value


def _digit(text: str | None) -> int:
    return 0 if not text else int(text) if text.isascii() else chinese.integer(text) or 0


def _repeats(text: str, first: Amount, second: Amount) -> bool:
    """10000元（大写：壹万元整）, 人民币壹万元（¥10000）."""
    between = text[first.end : second.start]
    return (
        first.minor == second.minor
        and re.fullmatch(r"（?(?:即|大写|小写|：|人民币)*", between) is not None
        and bool(between)
    )
