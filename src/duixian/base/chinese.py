"""Numbers written in Chinese characters: plain (五千三百), positional (二〇二五) and capital (壹万贰仟) numerals."""

from fractions import Fraction

_DIGIT = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    **{c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "两": 2,
    "貳": 2,
    "陸": 6,
    "弍": 2,
    "参": 3,
    "叄": 3,
}
_UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUP = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS = {"廿": 20, "卅": 30}

DIGIT_CHARACTERS = "".join(_DIGIT)
"""Every character read as one digit."""
NUMERAL_CHARACTERS = "".join((*_DIGIT, *_UNIT, *_GROUP, *_TENS))
"""Every character that may stand in a Chinese integer."""


def integer(text: str) -> int | None:
    """Read a Chinese integer; None when the characters are not one.

    Reads 五千三百二十, 十二, 一百零五, 二〇二五 (positional), 壹佰贰拾万, 三万五 (= 35,000) and 二百五 (= 250).
    """
    if not text or any(c not in NUMERAL_CHARACTERS for c in text):
        return None
    if all(c in _DIGIT for c in text):
        return int("".join(str(_DIGIT[c]) for c in text))
    return _grouped(text)


def _grouped(text: str) -> int | None:
    """Numerals with units. A digit that ends the text right after a unit counts in tenths of that unit (三万五)."""
    total = group = 0
    digit: int | None = None
    last_unit = 1
    zero = False
    for character in text:
        if character in _DIGIT:
            if digit:
                return None
            digit = _DIGIT[character]
            zero = zero or digit == 0
        elif character in _TENS:
            group += _TENS[character]
            digit, last_unit = None, 10
        elif character in _UNIT:
            unit = _UNIT[character]
            group += (digit if digit else 1 if unit == 10 else 0) * unit
            if not digit and unit != 10:
                return None
            digit, last_unit, zero = None, unit, False
        else:
            size = _GROUP[character]
            group += digit or 0
            if size == 10**8:
                total = (total + group) * size
            elif group == 0:
                return None
            else:
                total += group * size
            group, digit, last_unit, zero = 0, None, size, False
    if digit:
        group += digit * (1 if zero or last_unit == 1 else last_unit // 10)
    return total + group


def proportion(text: str) -> Fraction | None:
    """Read 百分之五, 千分之三点五, 万分之五, 百分之十二点六; None when it is none of them."""
    for head, size in (("百分之", 100), ("千分之", 1000), ("万分之", 10_000), ("十分之", 10)):
        if text.startswith(head):
            value = number(text.removeprefix(head))
            return None if value is None else value / size
    return None


def number(text: str) -> Fraction | None:
    """Read a Chinese or Arabic number that may have a decimal part (一点五, 1.5, 两, 半); None when it is none."""
    plain = text.replace(",", "").replace("，", "")
    if plain.isascii() and plain.replace(".", "", 1).isdigit():
        return Fraction(plain)
    if plain == "半":
        return Fraction(1, 2)
    whole, point, part = plain.partition("点")
    base = integer(whole)
    if base is None:
        return None
    if not point:
        return Fraction(base)
    if not part or any(c not in _DIGIT for c in part):
        return None
    return base + Fraction(int("".join(str(_DIGIT[c]) for c in part)), 10 ** len(part))


_PLAIN = "零一二三四五六七八九"


def numeral(value: int) -> str:
    """Write 1 … 9999 in plain Chinese numerals: 十二, 一百零五."""
    if not 0 < value < 10_000:
        raise ValueError("numeral writes 1 to 9999")
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + ("" if unit == 10 and digit == 1 and not words else _PLAIN[digit]) + name
        gap = False
    return words
