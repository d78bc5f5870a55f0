"""Numbers of identities on columns: under which texts they are filed, and which of them pass every check.

A listed entry with a checked number, and somebody asked about with another checked number of the same kind,
contradict each other whatever their names are: such pairs are never looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.names.numbers import read as names_read
from duixian.analytics.names.numbers import told_of
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id

UNKNOWN_DAY: Final = -(2**31)
"""A birth date that is not known; days are counted from 1970-01-01."""

_DECIDES: Final = {Kind.NATURAL: NumberKind.RESIDENT, Kind.ORGANISATION: NumberKind.USCC}
_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC_WEIGHTS: Final = tuple(3**place % 31 for place in range(17))
_FULL: Final = 18
_OLD: Final = 15
_HOME_PERMIT: Final = 11
_LIFELONG: Final = 9
_SEXES: Final = ("", "男", "女")
_ORGANISATION_CODE: Final = slice(8, 17)
_CHUNK: Final = 1 << 17


def _values(characters: str) -> NDArray[np.int8]:
    table = np.full(128, -1, dtype=np.int8)
    for value, character in enumerate(characters):
        table[ord(character)] = value
    return table


_DIGITS: Final = _values("0123456789")
_RESIDENT_CHECK: Final = np.frombuffer(b"10X98765432", dtype=np.uint8)
_USCC: Final = _values("0123456789ABCDEFGHJKLMNPQRTUWXY")
_MONTH_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 87], dtype=np.int64)


def clean(text: str) -> str:
    """A number as it is filed: capitals and digits, stars for what is hidden, nothing else."""
    return "".join(character for character in text.upper() if character.isalnum() or character == "*")


def filed(number: Number) -> Iterator[str]:
    """The texts under which a number is found: a resident number of 15 places as the 18 it became, a credit code also
    by its organisation code, a 回乡证 also by the nine characters it keeps for life. A masked number: none."""
    text = clean(number.text)
    if not text or "*" in text:
        return
    if number.kind is NumberKind.RESIDENT and len(text) == _OLD:
        yield names_read(number).pattern
        return
    yield text
    if number.kind is NumberKind.USCC and len(text) == _FULL:
        yield text[_ORGANISATION_CODE]
    if number.kind is NumberKind.PERMIT and len(text) == _HOME_PERMIT:
        yield text[:_LIFELONG]


def is_decided(identity: Identity) -> bool:
    """Whether one of the numbers is of the kind that decides who this is and passes every check, and none of that kind
    is masked (a masked number that agrees may outweigh one that differs)."""
    read = [names_read(number) for number in identity.numbers if number.kind in _DECIDES.values()]
    return all(number.whole for number in read) and any(
        number.kind is _DECIDES[identity.kind]
        and number.readable
        and len(number.pattern) == _FULL
        and "*" not in number.pattern
        for number in read
    )


def known_of(identity: Identity) -> tuple[int, int]:
    """Birth day and sex (1 男, 2 女, 0 unknown) of somebody, of the number before the field."""
    told = told_of(identity)
    known = told.born.isdigit() and len(told.born) == 8
    return _day_of(told.born) if known else UNKNOWN_DAY, _SEXES.index(told.sex)


def _day_of(digits: str) -> int:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal() - _EPOCH
    except ValueError:
        return UNKNOWN_DAY


def pattern(masked: Number) -> str:
    """A masked resident number or credit code as a regular expression; "" when it says nothing about a full one."""
    shown = stretched(masked)
    return "^" + shown.replace("*", ".") + "$" if shown else ""


def stretched(masked: Number) -> str:
    """A masked resident number or credit code at its 18 places, `*` where nothing is shown; "" when it cannot be."""
    known = names_read(masked)
    return known.pattern if masked.kind in _DECIDES.values() and known.readable else ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a column of numbers says: which are checked, and of resident numbers birth day and sex (1 男, 2 女, 0
    unknown)."""

    checked: NDArray[np.bool_]
    born: NDArray[np.int32]
    sex: NDArray[np.uint8]


def read(numbers: pl.Series, *, resident: NDArray[np.bool_], uscc: NDArray[np.bool_]) -> Read:
    """Check a column of numbers, in capitals without spaces; `resident` and `uscc` say what each is meant to be."""
    size = len(numbers)
    made = Read(np.zeros(size, np.bool_), np.full(size, UNKNOWN_DAY, np.int32), np.zeros(size, np.uint8))
    lengths = numbers.str.len_bytes().fill_null(0).to_numpy()
    for first in range(0, size, _CHUNK):
        part = slice(first, min(first + _CHUNK, size))
        full = lengths[part] == _FULL
        for wanted, check in ((resident, _residents), (uscc, _usccs)):
            rows = np.flatnonzero(full & wanted[part]) + first
            if len(rows):
                check(_characters(numbers, rows, first, part), rows, made)
    for row in np.flatnonzero(resident & (lengths == 15)).tolist():
        _old_resident(str(numbers[row]), row, made)
    return made


def _characters(numbers: pl.Series, rows: NDArray[np.int64], first: int, part: slice) -> NDArray[np.uint8]:
    """The characters of numbers of 18 bytes, one number a row; what is not ASCII becomes 0."""
    column = numbers.slice(first, part.stop - first)
    chosen = column if len(rows) == len(column) else column.gather(rows - first)
    codes = np.frombuffer(chosen.str.join("").item().encode(), dtype=np.uint8).reshape(-1, _FULL)
    return np.where(codes < 128, codes, np.uint8(0))


def _residents(codes: NDArray[np.uint8], rows: NDArray[np.int64], made: Read) -> None:
    columns = np.ascontiguousarray(codes.T)
    digits = _DIGITS[columns[:17]].astype(np.int64)
    good = (digits >= 0).all(axis=0)
    total = np.zeros(len(rows), dtype=np.int64)
    for place, weight in enumerate(_RESIDENT_WEIGHTS):
        total += digits[place] * weight
    good &= _RESIDENT_CHECK[total % 11] == columns[17]
    good &= _PROVINCES[np.clip(digits[0] * 10 + digits[1], 0, 99)]
    year = ((digits[6] * 10 + digits[7]) * 10 + digits[8]) * 10 + digits[9]
    month, day = digits[10] * 10 + digits[11], digits[12] * 10 + digits[13]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _MONTH_DAYS[np.clip(month, 0, 99)] - ((month == 2) & ~leap)
    good &= (year >= 1850) & (year <= 2100) & (day >= 1) & (day <= last)
    kept = rows[good]
    made.checked[kept] = True
    made.born[kept] = _days(year[good], month[good], day[good])
    made.sex[kept] = 2 - digits[16][good] % 2


def _days(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int32]:
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    return np.asarray(months.astype("datetime64[D]").astype(np.int64) + day - 1, dtype=np.int32)


def _usccs(codes: NDArray[np.uint8], rows: NDArray[np.int64], made: Read) -> None:
    columns = np.ascontiguousarray(codes.T)
    values = _USCC[columns].astype(np.int64)
    good = (values >= 0).all(axis=0) & (_DIGITS[columns[2:8]] >= 0).all(axis=0)
    total = np.zeros(len(rows), dtype=np.int64)
    for place, weight in enumerate(_USCC_WEIGHTS):
        total += values[place] * weight
    good &= -total % 31 == values[17]
    made.checked[rows[good]] = True


def _old_resident(text: str, row: int, made: Read) -> None:
    try:
        known = check_resident_id(text)
    except BadInput:
        return
    made.checked[row] = True
    made.born[row] = known.born.toordinal() - _EPOCH
    made.sex[row] = 1 if known.male else 2


_EPOCH: Final = 719_163


def _provinces() -> NDArray[np.bool_]:
    """The codes that `check_resident_id` takes, asked from it, so that there is one list."""
    table = np.zeros(100, dtype=np.bool_)
    for code in range(100):
        body = f"{code:02d}0101" + "19800101" + "001"
        check = "10X98765432"[sum(int(c) * w for c, w in zip(body, _RESIDENT_WEIGHTS, strict=True)) % 11]
        try:
            check_resident_id(body + check)
        except BadInput:
            continue
        table[code] = True
    return table


_PROVINCES: Final = _provinces()
