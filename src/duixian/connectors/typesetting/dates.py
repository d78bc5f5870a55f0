"""Days as instruments write them."""

from datetime import date

from duixian.base.chinese import numeral

_DIGITS = "〇一二三四五六七八九"


def in_characters(day: date) -> str:
    """The day under a signature: 二〇二六年十一月二十二日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{ordinal(day.month)}月{ordinal(day.day)}日"


def in_digits(day: date) -> str:
    """The day in running text: 2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def ordinal(value: int) -> str:
    """1 to 9999 in characters: 三, 十二, 一百二十四. A title may name more than a hundred creditors."""
    return numeral(value)
