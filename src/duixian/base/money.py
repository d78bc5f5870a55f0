"""Money is an integer number of fen (the currency's smallest unit); there are no floats on this floor."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from duixian.base.faults import BadInput, Fault

Fen: TypeAlias = int
"""An amount in the currency's smallest unit: 分 for CNY."""

LARGEST: Fen = 9_000_000_000_000_000
"""Ninety trillion yuan: far above any claim, far below what a signed 64-bit column holds."""

_PLAIN = re.compile(r"^[+-]?\d+(\.\d+)?$")


def fen(yuan: str | int | Decimal, *, field: str = "金额") -> Fen:
    """Read an amount in yuan into fen, exactly.

    Accepts thousands separators, full-width digits, a leading ¥ and a trailing 元. Raises `BadInput`
    (`amount.unreadable`, `amount.decimals`, `amount.too_large`) and never rounds.
    """
    raw = str(yuan)
    text = raw.strip().translate(_NARROW).replace(",", "").replace(" ", "")
    text = text.removeprefix("¥").removeprefix("￥").removeprefix("CNY").removesuffix("元")
    if not _PLAIN.match(text):
        raise BadInput(
            Fault(
                "amount.unreadable", "不是可识别的金额", "请填写以元为单位的数字，例如 12345.67", field=field, value=raw
            )
        )
    exact = Fraction(text) * 100
    if exact.denominator != 1:
        raise BadInput(
            Fault("amount.decimals", "金额精确到分，小数不得超过两位", "请核对后填写两位小数", field=field, value=raw)
        )
    if abs(exact.numerator) > LARGEST:
        raise BadInput(Fault("amount.too_large", "金额超出可处理的范围", "请核对金额的单位", field=field, value=raw))
    return exact.numerator


_NARROW = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


def yuan(amount: Fen) -> str:
    """The amount in yuan as a plain decimal string: 12345.67 (for JSON and files)."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 100)
    return f"{sign}{whole}.{part:02d}"


def display(amount: Fen, symbol: str = "¥") -> str:
    """The amount for people: ¥12,345.67."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 100)
    return f"{sign}{symbol}{whole:,}.{part:02d}"


def half_up(exact: Fraction) -> Fen:
    """Round to the nearest fen, halves away from zero (四舍五入)."""
    sign = -1 if exact < 0 else 1
    twice = abs(exact) * 2
    return sign * ((twice.numerator + twice.denominator) // (2 * twice.denominator))


def largest_remainder(total: Fen, weights: Sequence[int]) -> list[Fen]:
    """Split `total` in proportion to `weights` so that the parts sum to it exactly.

    Every part is its exact share rounded down, then the fen left over go one each to the largest remainders;
    among equal remainders the larger weight first, then the earlier position. Negative input is refused
    (`ValueError`); if every weight is zero, `total` must be zero.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("largest_remainder takes no negative amounts")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to divide by: every weight is zero")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), -weights[i], i))
    for i in order[:left]:
        parts[i] += 1
    return parts


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_words(amount: Fen) -> str:
    """The amount in the capital numerals of instruments (大写): 壹万贰仟叁佰肆拾伍元陆角柒分."""
    if amount < 0:
        return "负" + in_words(-amount)
    whole, part = divmod(amount, 100)
    jiao, fen_digit = divmod(part, 10)
    words = _integer_in_words(whole) + "元" if whole or not part else ""
    if not part:
        return words + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif whole:
        words += "零"
    return words + (_DIGITS[fen_digit] + "分" if fen_digit else "整")


def _integer_in_words(number: int) -> str:
    if number == 0:
        return "零"
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    gap = False
    for position in range(len(groups) - 1, -1, -1):
        group = groups[position]
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_in_words(group) + _GROUPS[position]
        gap = False
    return words


def _group_in_words(group: int) -> str:
    words = ""
    zero = False
    for position in range(3, -1, -1):
        digit = group // 10**position % 10
        if digit == 0:
            zero = bool(words)
            continue
        words += ("零" if zero else "") + _DIGITS[digit] + _UNITS[position]
        zero = False
    return words
