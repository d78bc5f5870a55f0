"""Numbers of identities on columns: which pass every check, and what they say of birth date and sex.

Compiled (docs/adr/0016); the plain statement of the same is `base.identity` and `names.numbers`.

A birth date is eight characters in a number of 64 bits, the first the highest: rising as dates do, 0 where a character
is not known. What else a resident number shows (region, the first two of the serial) is kept in the same way. Two such
contradict each other when both know a character and it differs (`differ`).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.names.model import Number, NumberKind
from duixian.analytics.screening import numbers
from duixian.analytics.screening.hashing import Strings
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id

_RESIDENT_WEIGHTS: Final = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), dtype=np.int64)
_USCC_WEIGHTS: Final = np.array([3**place % 31 for place in range(17)], dtype=np.int64)
_RESIDENT_CHECK: Final = np.frombuffer(b"10X98765432", dtype=np.uint8)
_MONTH_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
_FULL: Final = 18
_OLD: Final = 15
_STAR: Final = ord("*")
_X: Final = ord("X")
_NOUGHT: Final = ord("0")
_NINE: Final = ord("9")


def _values(characters: str) -> NDArray[np.int64]:
    table = np.full(256, -1, dtype=np.int64)
    for value, character in enumerate(characters):
        table[ord(character)] = value
    return table


_USCC: Final = _values("0123456789ABCDEFGHJKLMNPQRTUWXY")


def _provinces() -> NDArray[np.bool_]:
    """The codes that `check_resident_id` takes, asked from it, so that there is one list."""
    table = np.zeros(100, dtype=np.bool_)
    for code in range(100):
        body = f"{code:02d}0101" + "19800101" + "001"
        check = "10X98765432"[sum(int(c) * int(w) for c, w in zip(body, _RESIDENT_WEIGHTS, strict=True)) % 11]
        try:
            check_resident_id(body + check)
        except BadInput:
            continue
        table[code] = True
    return table


_PROVINCES: Final = _provinces()


@dataclass(frozen=True, slots=True)
class Read:
    """What a column of numbers says, row by row.

    `checked`: passes every check; `hidden`: stars are in it; `births`, `sex` (1 男, 2 女, 0 unknown) and `rest`: of
    resident numbers that can be read, as far as they are shown.
    """

    checked: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    births: NDArray[np.uint64]
    sex: NDArray[np.uint8]
    rest: NDArray[np.uint64]


def read(texts: pl.Series, *, resident: NDArray[np.bool_], uscc: NDArray[np.bool_]) -> Read:
    """Check a column of numbers, in capitals without spaces; `resident` and `uscc` say what each is meant to be."""
    strings = Strings.of(texts)
    said = Read(*_read(strings.data, strings.starts, resident, uscc))
    lengths = np.diff(strings.starts)
    unusual = resident & ((lengths == _OLD) | (said.hidden & (lengths != _FULL)))
    for row in np.flatnonzero(unusual).tolist():
        _unusual(str(texts[row]), row, said)
    return said


def _unusual(text: str, row: int, said: Read) -> None:
    """A resident number of 15 places, or a masked one whose stars stand for more or fewer characters."""
    shown = numbers.stretched(Number(NumberKind.RESIDENT, text))
    if len(shown) != _FULL or not shown.isascii():
        return
    said.checked[row] = "*" not in text
    said.births[row] = numbers.packed(shown[6:14])
    said.rest[row] = numbers.packed(shown[:6] + shown[14:16])
    said.sex[row] = 0 if shown[16] == "*" else 1 if shown[16] in "13579" else 2


def births_of(days: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Days from 1970-01-01 as birth dates; `numbers.UNKNOWN_DAY` as not known."""
    return np.asarray(_births(np.asarray(days, dtype=np.int64)))


def told(births: NDArray[np.uint64], fields: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Birth dates of numbers with those of the field beside them: the number before the field, but a field that does
    not contradict it is the fuller one (`names.numbers.told_of`)."""
    return np.where((births == 0) | ((fields != 0) & ~contradict(births, fields)), fields, births)


# -- compiled, and the same on columns ----------------------------------------------------------------------------

_HIGHS, _LOWS, _ALL = (np.uint64(int.from_bytes(bytes([n] * 8), "big")) for n in (0x80, 0x7F, 0xFF))
_7, _255 = np.uint64(7), np.uint64(255)


def contradict(ones: NDArray[np.uint64], others: NDArray[np.uint64] | np.uint64) -> NDArray[np.bool_]:
    """`differ` on columns."""
    both = ((ones + _LOWS) & (others + _LOWS) & _HIGHS) >> _7
    return np.asarray(((ones ^ others) & (both * _255)) != 0)


def all_known(shown: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """`is_full` on columns."""
    return np.asarray(((shown + _LOWS) & _HIGHS) == _HIGHS)


@compiled
def differ(one: np.uint64, other: np.uint64) -> bool:
    """Whether both know a character and it differs. Characters are ASCII, so that no sum runs over."""
    both = ((one + _LOWS) & (other + _LOWS) & _HIGHS) >> _7
    return bool(((one ^ other) & (both * _255)) != np.uint64(0))


@compiled
def is_full(shown: np.uint64) -> bool:
    """Whether every one of the eight characters is known."""
    return bool(((shown + _LOWS) & _HIGHS) == _HIGHS)


@compiled
def _births(days: NDArray[np.int64]) -> NDArray[np.uint64]:
    made = np.zeros(len(days), dtype=np.uint64)
    for row in range(len(days)):
        shifted = days[row] + 719_468  # from 0000-03-01: years then end with February
        if shifted < 0:
            continue
        era, of_era = shifted // 146_097, shifted % 146_097
        year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
        day_of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        month = (5 * day_of_year + 2) // 153
        day = day_of_year - (153 * month + 2) // 5 + 1
        month = month + 3 if month < 10 else month - 9
        year = era * 400 + year_of_era + (1 if month <= 2 else 0)
        value = year * 10_000 + month * 100 + day
        for place in range(8):
            made[row] |= np.uint64(_NOUGHT + value % 10) << np.uint64(8 * place)
            value //= 10
    return made


@compiled
def _two(data: NDArray[np.uint8], at: int) -> int:
    return int(np.int64(data[at]) - _NOUGHT) * 10 + int(np.int64(data[at + 1]) - _NOUGHT)


@compiled
def _is_resident(data: NDArray[np.uint8], at: int) -> bool:
    total = 0
    for place in range(17):
        if not _NOUGHT <= data[at + place] <= _NINE:
            return False
        total += int(np.int64(data[at + place]) - _NOUGHT) * _RESIDENT_WEIGHTS[place]
    if _RESIDENT_CHECK[total % 11] != data[at + 17] or not _PROVINCES[_two(data, at)]:
        return False
    year = _two(data, at + 6) * 100 + _two(data, at + 8)
    month, day = _two(data, at + 10), _two(data, at + 12)
    if not (1850 <= year <= 2100 and 1 <= month <= 12):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return bool(1 <= day <= _MONTH_DAYS[month] - (1 if month == 2 and not leap else 0))


@compiled
def _is_uscc(data: NDArray[np.uint8], at: int) -> bool:
    total = 0
    for place in range(17):
        value = _USCC[data[at + place]]
        if value < 0 or (2 <= place < 8 and value > 9):
            return False
        total += value * _USCC_WEIGHTS[place]
    return bool(-total % 31 == _USCC[data[at + 17]])


@compiled
def _shown(data: NDArray[np.uint8], at: int, end: int, before: np.uint64) -> np.uint64:
    """Characters behind others, packed; a star as not known."""
    for place in range(at, end):
        before = before << np.uint64(8) | np.uint64(0 if data[place] == _STAR else data[place])
    return before


@compiled
def _read(
    data: NDArray[np.uint8], starts: NDArray[np.int64], resident: NDArray[np.bool_], uscc: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.uint64], NDArray[np.uint8], NDArray[np.uint64]]:
    size = len(starts) - 1
    checked, hidden = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    births, sex, rest = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=np.uint64)
    for row in range(size):
        at, end, ascii_ = starts[row], starts[row + 1], True
        for place in range(at, end):
            hidden[row] |= data[place] == _STAR
            ascii_ &= data[place] < 128
        if end - at != _FULL or not ascii_:
            continue
        if resident[row]:
            checked[row] = not hidden[row] and _is_resident(data, at)
            if checked[row] or hidden[row]:
                births[row] = _shown(data, at + 6, at + 14, np.uint64(0))
                rest[row] = _shown(data, at + 14, at + 16, _shown(data, at, at + 6, np.uint64(0)))
                last = data[at + 16]
                sex[row] = 0 if last == _STAR else 1 if _NOUGHT <= last <= _NINE and last % 2 == 1 else 2
        elif uscc[row] and not hidden[row]:
            checked[row] = _is_uscc(data, at)
    return checked, hidden, births, sex, rest
