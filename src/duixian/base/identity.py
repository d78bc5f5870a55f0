"""Identity numbers: resident numbers (GB 11643-1999) and unified social credit codes (GB 32100-2015).

A check says the position that is wrong. Masking follows the courts' public lists: the first ten characters, four stars,
the last four.
"""

from dataclasses import dataclass
from datetime import date

from duixian.base.faults import BadInput, Fault

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I O S V Z
_USCC_WEIGHTS = tuple(3**position % 31 for position in range(17))
_PROVINCES = frozenset(
    str(code)
    for block in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in block
)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_WIDTHS = str.maketrans({0xFF10 + n: str(n) for n in range(10)} | {0xFF21 + n: chr(65 + n) for n in range(26)})


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A valid resident number of 18 characters; `upgraded` when it was printed with 15."""

    number: str
    born: date
    male: bool
    upgraded: bool = False

    def __str__(self) -> str:
        return self.number


def check_resident_id(text: str, *, field: str = "身份证号码") -> ResidentId:
    """Read a resident number of 18 or (before 1999) 15 characters.

    Raises `BadInput`: `resident_id.length`, `.character`, `.region`, `.birth_date`, `.check_digit`. Whether a birth
    date lies in the future is not judged here: this floor has no clock.
    """
    number = _clean(text)
    if len(number) not in (15, 18):
        raise _bad("length", f"应为 18 位（旧号 15 位），现为 {len(number)} 位", "请对照身份证补全", field, text)
    for position, character in enumerate(number, start=1):
        if not (character.isascii() and character.isdigit()) and not (position == 18 and character == "X"):
            what = f"第 {position} 位“{character}”不是数字" + ("或 X" if position == 18 else "")
            raise _bad("character", what, "请对照身份证更正该位；被遮盖的号码不能用于立案", field, text)
    if number[:2] not in _PROVINCES:
        raise _bad("region", f"第 1–2 位“{number[:2]}”不是省级代码", "请对照身份证更正第 1–2 位", field, text)
    upgraded = len(number) == 15
    body = number[:6] + "19" + number[6:] if upgraded else number[:17]
    born = _birth_date(body[6:14])
    if born is None:
        places = "第 7–12 位" if upgraded else "第 7–14 位"
        raise _bad("birth_date", f"{places}“{body[6:14]}”不是存在的日期", f"请对照身份证更正{places}", field, text)
    check = _resident_check(body)
    if not upgraded and number[17] != check:
        raise _bad(
            "check_digit",
            f"第 18 位校验码应为“{check}”，现为“{number[17]}”，说明号码中至少有一位错误",
            "请对照身份证逐位核对",
            field,
            text,
        )
    return ResidentId(body + check, born, int(body[16]) % 2 == 1, upgraded)


def check_uscc(text: str, *, field: str = "统一社会信用代码") -> str:
    """Read a unified social credit code; returns it in capitals.

    Raises `BadInput`: `uscc.length`, `.character`, `.check_digit` (position 18).
    """
    code = _clean(text)
    if len(code) != 18:
        raise _bad("length", f"应为 18 位，现为 {len(code)} 位", "请对照营业执照补全", field, text, "uscc")
    for position, character in enumerate(code, start=1):
        allowed = "0123456789" if 3 <= position <= 8 else _USCC_ALPHABET
        if character not in allowed:
            why = "应为数字" if 3 <= position <= 8 else "不是代码允许的字符（不用 I、O、S、V、Z）"
            raise _bad(
                "character",
                f"第 {position} 位“{character}”{why}",
                f"请对照营业执照更正第 {position} 位",
                field,
                text,
                "uscc",
            )
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code[:17], _USCC_WEIGHTS, strict=True))
    check = _USCC_ALPHABET[-total % 31]
    if code[17] != check:
        raise _bad(
            "check_digit",
            f"第 18 位校验码应为“{check}”，现为“{code[17]}”，说明代码中至少有一位错误",
            "请对照营业执照逐位核对",
            field,
            text,
            "uscc",
        )
    return code


def organisation_code_agrees(code: str) -> bool:
    """Whether positions 9–17 of a credit code are a valid organisation code (GB 11714); some old ones are not."""
    body = code[8:16]
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    check = -sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return code[16] == ("X" if check == 10 else str(check))


def mask_id(text: str) -> str:
    """Mask an identity number for the public: ten first characters, four stars, last four (4401061990****1234).

    Numbers of fewer than 15 characters (passports, permits) keep the first two and last two; a number already masked
    and an empty one come back unchanged.
    """
    number = _clean(text)
    if "*" in number or not number:
        return number
    if len(number) >= 15:
        return number[:10] + "****" + number[-4:]
    return number[:2] + "****" + number[-2:] if len(number) > 4 else "****"


def matches_masked(full: str, masked: str) -> bool:
    """Whether `full` could be the number that a public list shows as `masked`."""
    head, stars, tail = _clean(masked).partition("****")
    number = _clean(full)
    return number.startswith(head) and number.endswith(tail.lstrip("*")) if stars else number == head


def _clean(text: str) -> str:
    return "".join(text.split()).translate(_WIDTHS).replace("－", "").replace("-", "").upper()


def _birth_date(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born if 1850 <= born.year <= 2100 else None


def _resident_check(body: str) -> str:
    return _RESIDENT_CHECK[sum(int(c) * w for c, w in zip(body, _RESIDENT_WEIGHTS, strict=True)) % 11]


def _bad(code: str, what: str, remedy: str, field: str, value: str, head: str = "resident_id") -> BadInput:
    return BadInput(Fault(f"{head}.{code}", what, remedy, field, value))
