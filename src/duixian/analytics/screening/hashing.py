"""Strings as 64-bit keys: the same for one string as for a column of millions. Collisions are harmless: who finds an
entry by a key compares it afterwards.

A key is the sum of one mixed term for each character and place, mixed once more with a salt. `key` says it plainly for
one string; what is compiled (docs/adr/0016) says the same for columns, and for strings that are put together of pieces
and never written down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled

Keys: TypeAlias = NDArray[np.uint64]

_M64: Final = (1 << 64) - 1
_CHARACTER: Final = 0x9E3779B97F4A7C15
_PLACE: Final = 0xD1B54A32D192ED03
_FIRST: Final = 0xBF58476D1CE4E5B9
_SECOND: Final = 0x94D049BB133111EB
_CHUNK: Final = 1 << 17
"""Rows at once: what they need stays in the processor's cache."""


def key(text: str, salt: int) -> int:
    """The key of one string."""
    total = 0
    for place, character in enumerate(text, start=1):
        total += _mixed((ord(character) * _CHARACTER + place * _PLACE) & _M64)
    return _mixed((total + salt * _CHARACTER) & _M64)


def keys(texts: Sequence[str] | pl.Series, salt: int) -> Keys:
    """The keys of a column; equal to `key` of each. Nulls are read as empty."""
    column = texts if isinstance(texts, pl.Series) else pl.Series(values=texts, dtype=pl.String)
    found = np.empty(len(column), dtype=np.uint64)
    for first in range(0, len(column), _CHUNK):
        part = Strings.of(column.slice(first, _CHUNK))
        found[first : first + len(part)] = _keys(part.data, part.starts, sealing(salt))
    return found


def sealing(salt: int) -> np.uint64:
    """What a salt adds to a sum before it is mixed."""
    return np.uint64(salt * _CHARACTER & _M64)


@dataclass(frozen=True, slots=True)
class Strings:
    """A column of strings as its bytes in UTF-8 one after the other; string n is `data[starts[n]:starts[n + 1]]`."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, column: pl.Series) -> "Strings":
        """Nulls are empty."""
        filled = column.fill_null("")
        starts = np.zeros(len(filled) + 1, dtype=np.int64)
        np.cumsum(filled.str.len_bytes().to_numpy(), dtype=np.int64, out=starts[1:])
        joined: str = filled.str.join("").item() if len(filled) else ""
        return cls(np.frombuffer(joined.encode(), dtype=np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1


def _mixed(value: int) -> int:
    value = (value ^ (value >> 30)) * _FIRST & _M64
    value = (value ^ (value >> 27)) * _SECOND & _M64
    return value ^ (value >> 31)


# -- compiled -----------------------------------------------------------------------------------------------------

_CHARACTER_, _PLACE_, _FIRST_, _SECOND_ = map(np.uint64, (_CHARACTER, _PLACE, _FIRST, _SECOND))
_30, _27, _31 = map(np.uint64, (30, 27, 31))


@compiled
def mixed(value: np.uint64) -> np.uint64:
    """`_mixed`, compiled."""
    value = (value ^ (value >> _30)) * _FIRST_
    value = (value ^ (value >> _27)) * _SECOND_
    return value ^ (value >> _31)


@compiled
def term(character: int, place: int) -> np.uint64:
    """What a character at its place (from 1) adds to the sum of a string."""
    return mixed(np.uint64(character) * _CHARACTER_ + np.uint64(place) * _PLACE_)


@compiled
def character_at(data: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """The character that begins at a byte of UTF-8, and where the next begins."""
    lead = int(np.int64(data[at]))
    if lead < 0x80:
        return lead, at + 1
    size, character = (2, lead & 0x1F) if lead < 0xE0 else (3, lead & 0x0F) if lead < 0xF0 else (4, lead & 0x07)
    for place in range(at + 1, at + size):
        character = character << 6 | int(np.int64(data[place]) & 0x3F)
    return character, at + size


@compiled
def _keys(data: NDArray[np.uint8], starts: NDArray[np.int64], sealing_: np.uint64) -> Keys:
    found = np.empty(len(starts) - 1, dtype=np.uint64)
    for row in range(len(found)):
        at, end = starts[row], starts[row + 1]
        total, place = np.uint64(0), 0
        while at < end:
            character, at = character_at(data, at)
            place += 1
            total += term(character, place)
        found[row] = mixed(total + sealing_)
    return found
