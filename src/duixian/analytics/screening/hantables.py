"""What is known of characters, surnames and syllables, as arrays for compiled loops. Made of the tables of
`analytics.names`, once a process."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.names.characters import FOLD
from duixian.analytics.names.readings import COMPOUND, READING, SURNAMES, SYLLABLES
from duixian.analytics.names.romanised import HONG_KONG, wade_giles
from duixian.analytics.screening.hashing import Keys, mixed

_LETTERS: Final = 12
"""Letters of one piece of a spelling at most, and a nought behind them."""


class Tables(NamedTuple):
    """`fold` and `reading` as in `analytics.names`. `compound`: rising keys (`piece`) of surnames of several
    characters, and of each its place in `own` and `hong_kong`, -1 for none; `…_of` the same of single characters;
    `begins`: which characters begin a compound surname.

    What stands at place n is from `…_first[n]` to `…_first[n + 1]`: readings of surnames read in their own way, ids of
    syllables up to a nought; how a character is spelt in Hong Kong. `pinyin`, `wade`: the letters of each syllable.
    """

    fold: NDArray[np.uint32]
    reading: NDArray[np.uint16]
    begins: NDArray[np.bool_]
    compound: Keys
    compound_own: NDArray[np.int64]
    compound_hong_kong: NDArray[np.int64]
    own_of: NDArray[np.int16]
    own_first: NDArray[np.int64]
    own_syllables: NDArray[np.uint16]
    pinyin: NDArray[np.uint8]
    wade: NDArray[np.uint8]
    hong_kong_of: NDArray[np.int16]
    hong_kong_first: NDArray[np.int64]
    hong_kong_letters: NDArray[np.uint8]


@compiled
def piece(codes: NDArray[np.uint32], first: int, end: int) -> np.uint64:
    """The key of some characters of a name in these tables."""
    total = np.uint64(0)
    for at in range(first, end):
        total = mixed(total + np.uint64(codes[at]))
    return total


@cache
def tables() -> Tables:
    """The tables."""
    syllable = {name: place for place, name in enumerate(SYLLABLES)}
    compound = sorted(COMPOUND, key=_piece)
    own, hong_kong = list(SURNAMES), list(HONG_KONG)
    readings = [[syllable[one] for one in way.split("-")] for ways in SURNAMES.values() for way in ways]
    begins = np.zeros(len(READING), dtype=np.bool_)
    begins[[ord(name[0]) for name in COMPOUND]] = True
    return Tables(
        fold=FOLD,
        reading=READING,
        begins=begins,
        compound=np.array([*map(_piece, compound)], dtype=np.uint64),
        compound_own=_places(compound, own),
        compound_hong_kong=_places(compound, hong_kong),
        own_of=_by_character(own),
        own_first=_firsts(SURNAMES.values()),
        own_syllables=_padded(readings, np.dtype(np.uint16)),
        pinyin=_letters(name.upper() for name in SYLLABLES),
        wade=_letters(wade_giles(name).upper() if name else "" for name in SYLLABLES),
        hong_kong_of=_by_character(hong_kong),
        hong_kong_first=_firsts(HONG_KONG.values()),
        hong_kong_letters=_letters(way.replace("-", "").upper() for ways in HONG_KONG.values() for way in ways),
    )


def _piece(text: str) -> int:
    return int(piece(np.array([*map(ord, text)], dtype=np.uint32), 0, len(text)))


def _places(names: Sequence[str], among: Sequence[str]) -> NDArray[np.int64]:
    return np.array([among.index(name) if name in among else -1 for name in names], dtype=np.int64)


def _by_character(names: Sequence[str]) -> NDArray[np.int16]:
    """Code point → place of the name that is this character alone, -1 for none."""
    column = np.full(len(READING), -1, dtype=np.int16)
    for place, name in enumerate(names):
        if len(name) == 1:
            column[ord(name)] = place
    return column


def _firsts(values: Iterable[Sequence[str]]) -> NDArray[np.int64]:
    return np.cumsum([0, *map(len, values)], dtype=np.int64)


def _letters(words: Iterable[str]) -> NDArray[np.uint8]:
    return _padded([list(word.encode("ascii")) for word in words], np.dtype(np.uint8))


def _padded(rows: Sequence[Sequence[int]], of: "np.dtype[Any]") -> NDArray[Any]:
    """Rows of numbers, filled up with noughts; at least one stands behind each."""
    made = np.zeros((len(rows), _LETTERS), dtype=of)
    for row, values in enumerate(rows):
        if len(values) >= _LETTERS:
            raise ValueError(f"{values}: more than {_LETTERS - 1}")
        made[row, : len(values)] = values
    return made
