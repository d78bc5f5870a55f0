"""Names of persons in plain Chinese characters, by the column: the keys of `namekeys.filed`, without writing one down.

Compiled (docs/adr/0016); the plain statement of the same is `analytics.names.keys.keys_of`. Which names these are is
told by `HanNames.plain`: all others are spelled out one by one.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.names.keys import TYPO_FROM, TYPO_UP_TO
from duixian.analytics.names.model import MatchClass
from duixian.analytics.names.readings import MOST as MOST_READINGS
from duixian.analytics.names.romanised import MOST as MOST_SPELLINGS
from duixian.analytics.screening.hantables import Tables, piece, tables
from duixian.analytics.screening.hashing import Keys, Strings, character_at, mixed, sealing, term

Codes: TypeAlias = NDArray[np.uint32]
Places: TypeAlias = NDArray[np.int64]

LONGEST: Final = 24
"""A name of more characters is spelled out: no Chinese one."""
_WAYS: Final = 2
"""Readings of a name, and spellings of its characters in Hong Kong, that are spelled: `romanised` takes two of each."""


class Surnames(NamedTuple):
    """Of each name how long the surname is (`readings.surname_length`), and its places in `hantables` among those read,
    and spelt in Hong Kong, in their own way; -1 for none."""

    lengths: Places
    own: Places
    spelt: Places


@dataclass(frozen=True, slots=True)
class HanNames:
    """A column of names. `plain`: which are Chinese characters and nothing else; `codes`: their folded characters one
    after the other, name n at `codes[starts[n]:starts[n + 1]]`, nothing of one that is not plain."""

    plain: NDArray[np.bool_]
    codes: Codes
    starts: Places
    surnames: Surnames

    @classmethod
    def of(cls, names: pl.Series) -> "HanNames":
        """Names as written."""
        strings = Strings.of(names)
        plain, codes, starts = _folded(strings.data, strings.starts, tables().fold)
        return cls(plain, codes, starts, _surnames(codes, starts, tables()))

    @property
    def lengths(self) -> Places:
        """How many characters each name has; 0 of one that is not plain."""
        return np.diff(self.starts)

    def keys(self, table: MatchClass, salt: int) -> tuple[Places, Keys]:
        """Places of names and their keys in one table; a name may have several keys, or none."""
        at, seal = tables(), sealing(salt)
        match table:
            case MatchClass.FOLDED:
                return _whole(self.codes, self.starts, seal)
            case MatchClass.TYPO:
                return _wrong_by_one(self.codes, self.starts, seal)
            case MatchClass.HOMOPHONE:
                return _sounds(self.codes, self.starts, self.surnames, at, seal)
            case MatchClass.LATIN:
                return _spellings(self.codes, self.starts, self.surnames, at, seal)
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64)


# -- compiled -----------------------------------------------------------------------------------------------------
#
# Arrays are taken out of their tuples before a loop, and rows of them are not cut out in one: each such touch is
# counted, by all threads in one place, which costs more than the work.


@compiled
def _is_han(code: int) -> bool:
    """As `characters.is_han`."""
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or code == 0x3007 or 0x20000 <= code <= 0x3FFFF
    )  # fmt: skip


@compiled
def _folded(data: NDArray[np.uint8], starts: Places, fold: Codes) -> tuple[NDArray[np.bool_], Codes, Places]:
    """Fold what is plain. A character beyond the first plane is not: its like may change when it is normalised."""
    size = len(starts) - 1
    plain = np.zeros(size, dtype=np.bool_)
    codes = np.empty(len(data) // 3 + 1, dtype=np.uint32)
    ends = np.zeros(size + 1, dtype=np.int64)
    filled = 0
    for row in range(size):
        at, end, begun = starts[row], starts[row + 1], filled
        good = 0 < end - at <= 3 * LONGEST
        while good and at < end:
            raw, at = character_at(data, at)
            code = fold[raw]
            good = raw < 0x10000 and _is_han(raw) and _is_han(code)
            if good:
                codes[filled] = code
                filled += 1
        plain[row] = good
        filled = filled if good else begun
        ends[row + 1] = filled
    return plain, codes[:filled].copy(), ends


@compiled
def _whole(codes: Codes, starts: Places, seal: np.uint64) -> tuple[Places, Keys]:
    """Under FOLDED: the folded name."""
    size = len(starts) - 1
    rows, keys, filled = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.uint64), 0
    for row in range(size):
        first, end = starts[row], starts[row + 1]
        if first < end:
            total = np.uint64(0)
            for at in range(first, end):
                total += term(codes[at], at - first + 1)
            rows[filled], keys[filled] = row, mixed(total + seal)
            filled += 1
    return rows[:filled].copy(), keys[:filled].copy()


@compiled
def _wrong_by_one(codes: Codes, starts: Places, seal: np.uint64) -> tuple[Places, Keys]:
    """Under TYPO: the name, and what is left of it without one character (`keys.wrong_by_one`)."""
    size = len(starts) - 1
    room = 0
    for row in range(size):
        length = starts[row + 1] - starts[row]
        if length >= TYPO_FROM:
            room += min(length, TYPO_UP_TO) + 1
    rows, keys, filled = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.uint64), 0
    for row in range(size):
        first = starts[row]
        length = min(starts[row + 1] - first, TYPO_UP_TO)
        if length < TYPO_FROM:
            continue
        for without in range(-1, length):
            if without > 0 and codes[first + without] == codes[first + without - 1]:
                continue  # the same is left
            total, place = np.uint64(0), 0
            for at in range(length):
                if at != without:
                    place += 1
                    total += term(codes[first + at], place)
            rows[filled], keys[filled] = row, mixed(total + seal)
            filled += 1
    return rows[:filled].copy(), keys[:filled].copy()


@compiled
def _surnames(codes: Codes, starts: Places, at: Tables) -> Surnames:
    """The surname of each name."""
    begins, compound = at.begins, at.compound
    size = len(starts) - 1
    lengths, own, spelt = np.zeros(size, np.int64), np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    for row in range(size):
        first, end = starts[row], starts[row + 1]
        if first == end:
            continue
        lengths[row] = 1
        if codes[first] >= len(begins):
            continue
        own[row], spelt[row] = at.own_of[codes[first]], at.hong_kong_of[codes[first]]
        if not begins[codes[first]]:
            continue
        for length in (4, 3, 2):
            if end - first <= length:
                continue
            sought = piece(codes, first, first + length)
            place = np.searchsorted(compound, sought)
            if place < len(compound) and compound[place] == sought:
                lengths[row], own[row], spelt[row] = length, at.compound_own[place], at.compound_hong_kong[place]
                break
    return Surnames(lengths, own, spelt)


@compiled
def _read(
    codes: Codes, begin: int, end: int, own: int, own_first: Places, own_syllables: NDArray[np.uint16],
    reading: NDArray[np.uint16], most: int, ways: NDArray[np.uint16],
) -> int:  # fmt: skip
    """The first `most` ways to read a name (`readings.readings`), syllables up to a nought; how many there are.

    `own`: the place of the surname among those read in their own way, -1 for none; from `begin` on characters are read
    one by one.
    """
    several = own_first[own + 1] - own_first[own] if own >= 0 else 1
    for place in range(begin, end):
        code = codes[place]
        if code >= len(reading) or reading[code, 0] == 0:
            return 0
        if reading[code, 1] != 0:
            several = min(several * 2, most)
    count = min(several, most)
    for way in range(count):
        left, length = way, end - begin
        if own >= 0:
            # what is left for the surname after the characters behind it, of which the last varies fastest
            chosen = way
            for place in range(begin, end):
                if reading[codes[place], 1] != 0:
                    chosen //= 2
            chosen += own_first[own]
            taken = 0
            while own_syllables[chosen, taken] != 0:
                ways[way, taken] = own_syllables[chosen, taken]
                taken += 1
        else:
            taken = 0
        for place in range(end - 1, begin - 1, -1):
            choice = 0
            if reading[codes[place], 1] != 0:
                choice, left = left % 2, left // 2
            ways[way, taken + place - begin] = reading[codes[place], choice]
        ways[way, taken + length] = 0
    return count


@compiled
def _sounds(codes: Codes, starts: Places, of: Surnames, at: Tables, seal: np.uint64) -> tuple[Places, Keys]:
    """Under HOMOPHONE: the syllables, one character each."""
    own, lengths = of.own, of.lengths
    own_first, own_syllables, reading = at.own_first, at.own_syllables, at.reading
    size = len(starts) - 1
    rows = np.empty(size * MOST_READINGS, dtype=np.int64)
    keys = np.empty(size * MOST_READINGS, dtype=np.uint64)
    ways = np.zeros((MOST_READINGS, 2 * LONGEST), dtype=np.uint16)
    filled = 0
    for row in range(size):
        if starts[row] == starts[row + 1]:
            continue
        begin = starts[row] + lengths[row] if own[row] >= 0 else starts[row]
        count = _read(codes, begin, starts[row + 1], own[row], own_first, own_syllables, reading, MOST_READINGS, ways)
        for way in range(count):
            total, place = np.uint64(0), 0
            while ways[way, place] != 0:
                total += term(ways[way, place], place + 1)
                place += 1
            rows[filled], keys[filled] = row, mixed(total + seal)
            filled += 1
    return rows[:filled].copy(), keys[:filled].copy()


@compiled
def _added(words: NDArray[np.uint8], word: int, total: np.uint64, place: int) -> tuple[np.uint64, int]:
    """A sum with the letters of a piece behind it."""
    at = 0
    while words[word, at] != 0:
        place += 1
        total += term(words[word, at], place)
        at += 1
    return total, place


_V, _Y, _U = map(ord, "VYU")


@compiled
def _pinyin(ways: NDArray[np.uint16], way: int, letters: NDArray[np.uint8], u: int) -> tuple[np.uint64, bool]:
    """The sum of a reading in pinyin, and whether it has an ü in it, which is written YU (0), U (1) or V (2)."""
    total, place, has, syllable = np.uint64(0), 0, False, 0
    while ways[way, syllable] != 0:
        word, letter = ways[way, syllable], 0
        while letters[word, letter] != 0:
            place += 1
            if letters[word, letter] != _V:
                total += term(letters[word, letter], place)
            else:
                has = True
                if u == 0:
                    total += term(_Y, place)
                    place += 1
                total += term(_V if u == 2 else _U, place)
            letter += 1
        syllable += 1
    return total, has


@compiled
def _wade(ways: NDArray[np.uint16], way: int, letters: NDArray[np.uint8]) -> np.uint64:
    total, place, syllable = np.uint64(0), 0, 0
    while ways[way, syllable] != 0:
        total, place = _added(letters, ways[way, syllable], total, place)
        syllable += 1
    return total


@compiled
def _kept(key: np.uint64, found: Keys, count: int) -> int:
    """Add a key unless it is there or there are enough; how many there are then."""
    if count == MOST_SPELLINGS:
        return count
    for at in range(count):
        if found[at] == key:
            return count
    found[count] = key
    return count + 1


@compiled
def _in_hong_kong(
    codes: Codes, first: int, end: int, surname: int, spelt: int, spelt_of: NDArray[np.int16], firsts: Places,
    letters: NDArray[np.uint8], seal: np.uint64, found: Keys, count: int, parts: Places, chosen: Places,
) -> int:  # fmt: skip
    """Spellings of Hong Kong, two of them, and of Macau, the last of each character (`romanised.spellings`). `spelt`:
    the place of the surname among them, -1 for none."""
    parts[0] = spelt
    begun, size = (first + surname, 1) if spelt >= 0 else (first, 0)
    for place in range(begun, end):
        parts[size] = spelt_of[codes[place]] if codes[place] < len(spelt_of) else -1
        if parts[size] < 0:
            return count
        size += 1
    several = 1
    for part in range(size):
        several = min(several * (firsts[parts[part] + 1] - firsts[parts[part]]), _WAYS)
    for way in range(several + 1):
        left = way
        for part in range(size - 1, -1, -1):
            choices = firsts[parts[part] + 1] - firsts[parts[part]]
            chosen[part] = left % choices if way < several else choices - 1
            left //= choices
        total, place = np.uint64(0), 0
        for part in range(size):
            total, place = _added(letters, firsts[parts[part]] + chosen[part], total, place)
        count = _kept(mixed(total + seal), found, count)
    return count


@compiled
def _spellings(codes: Codes, starts: Places, of: Surnames, at: Tables, seal: np.uint64) -> tuple[Places, Keys]:
    """Under LATIN: as the name may be spelt (`romanised.spellings`)."""
    own, lengths, spelt = of.own, of.lengths, of.spelt
    own_first, own_syllables, reading, pinyin, wade = at.own_first, at.own_syllables, at.reading, at.pinyin, at.wade
    spelt_of, spelt_first, letters = at.hong_kong_of, at.hong_kong_first, at.hong_kong_letters
    size = len(starts) - 1
    rows = np.empty(size * MOST_SPELLINGS, dtype=np.int64)
    keys = np.empty(size * MOST_SPELLINGS, dtype=np.uint64)
    ways = np.zeros((_WAYS, 2 * LONGEST), dtype=np.uint16)
    found = np.empty(MOST_SPELLINGS, dtype=np.uint64)
    parts, chosen = np.empty(LONGEST, dtype=np.int64), np.empty(LONGEST, dtype=np.int64)
    filled = 0
    for row in range(size):
        first, end, count = starts[row], starts[row + 1], 0
        if first == end:
            continue
        begin = first + lengths[row] if own[row] >= 0 else first
        for way in range(_read(codes, begin, end, own[row], own_first, own_syllables, reading, _WAYS, ways)):
            total, has_u = _pinyin(ways, way, pinyin, 0)
            count = _kept(mixed(total + seal), found, count)
            if has_u:
                for u in (1, 2):
                    total, _ = _pinyin(ways, way, pinyin, u)
                    count = _kept(mixed(total + seal), found, count)
            count = _kept(mixed(_wade(ways, way, wade) + seal), found, count)
        count = _in_hong_kong(
            codes, first, end, lengths[row], spelt[row], spelt_of, spelt_first, letters, seal, found, count, parts,
            chosen,
        )  # fmt: skip
        for one in range(count):
            rows[filled], keys[filled] = row, found[one]
            filled += 1
    return rows[:filled].copy(), keys[:filled].copy()
