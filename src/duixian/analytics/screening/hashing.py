"""Strings as 64-bit keys: the same for one string as for a column of millions. Collisions are harmless: who finds an
entry by a key compares it afterwards.

A key is the sum of one mixed term for each character and place, mixed once more with a salt: as a sum it is taken over
a whole column at once, however long the strings are.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Keys: TypeAlias = NDArray[np.uint64]

_M64: Final = (1 << 64) - 1
_CHARACTER: Final = 0x9E3779B97F4A7C15
_PLACE: Final = 0xD1B54A32D192ED03
_FIRST: Final = 0xBF58476D1CE4E5B9
_SECOND: Final = 0x94D049BB133111EB


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
        part = column.slice(first, _CHUNK)
        found[first : first + len(part)] = sealed(sums(*codepoints(part)), salt)
    return found


_CHUNK: Final = 1 << 17
"""Rows at once: what they need stays in the processor's cache."""


def codepoints(column: pl.Series) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """A column of strings as its characters one after the other, and the length of each string. Nulls are empty."""
    filled = column.fill_null("")
    lengths = filled.str.len_chars().to_numpy().astype(np.int64)
    joined = filled.str.join("").item() if len(filled) else ""
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32), lengths


def sums(characters: NDArray[np.uint32], lengths: NDArray[np.int64]) -> Keys:
    """The sum of the terms of each string; `characters` may be anything of 32 bits, for example folded or sounds."""
    ends = np.cumsum(lengths)
    places = np.arange(1, len(characters) + 1, dtype=np.int64) - np.repeat(ends - lengths, lengths)
    running = np.zeros(len(characters) + 1, dtype=np.uint64)
    np.cumsum(terms(characters, places), out=running[1:])
    return np.asarray(running[ends] - running[ends - lengths], dtype=np.uint64)


def terms(characters: NDArray[np.uint32], places: NDArray[np.int64]) -> Keys:
    """What each character at its place (from 1) adds to the sum."""
    with np.errstate(over="ignore"):
        return _mix(characters.astype(np.uint64) * np.uint64(_CHARACTER) + places.astype(np.uint64) * np.uint64(_PLACE))


def sealed(totals: Keys, salt: int) -> Keys:
    """Sums as keys."""
    with np.errstate(over="ignore"):
        return _mix(totals + np.uint64(salt * _CHARACTER & _M64))


def _mixed(value: int) -> int:
    value = (value ^ (value >> 30)) * _FIRST & _M64
    value = (value ^ (value >> 27)) * _SECOND & _M64
    return value ^ (value >> 31)


def _mix(values: Keys) -> Keys:
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(_FIRST)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(_SECOND)
        return np.asarray(values ^ (values >> np.uint64(31)), dtype=np.uint64)
