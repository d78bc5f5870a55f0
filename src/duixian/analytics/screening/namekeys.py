"""Under which keys a name is filed, one by one and on columns. One table for each respect in which names agree.

Under FOLDED stand names, former names and aliases; the finer classes (the same characters, a former name) are told
apart by who compares. Under HOMOPHONE stand syllables, each as one character, so that a column of names is keyed
without spelling.
"""

from collections.abc import Container, Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.characters import FOLD, fold
from duixian.analytics.names.keys import keys_of
from duixian.analytics.names.model import Identity, Kind, MatchClass
from duixian.analytics.names.readings import COMPOUND, READING, SURNAMES, SYLLABLES, sounds
from duixian.analytics.screening import hashing
from duixian.analytics.screening.hashing import Keys

TABLES: Final = (MatchClass.FOLDED, MatchClass.SHORT, MatchClass.LATIN, MatchClass.TYPO, MatchClass.HOMOPHONE)
"""The tables of names, the strongest first."""

NUMBER_SALT: Final = 1
_SALT: Final = {table: 10 + place for place, table in enumerate(TABLES)}
_SYLLABLE: Final = {syllable: chr(place) for place, syllable in enumerate(SYLLABLES)}
SPELLED_OUT: Final = r"[^\p{Han}·]"
"""Names of persons in which other names may stand (brackets, letters before or behind): not keyed as a whole."""


def texts(name: str, kind: Kind, *, but: Container[MatchClass] = ()) -> Iterator[tuple[MatchClass, str]]:
    """The tables of a name and the strings under which it is filed in them, the strongest table first; `but` are tables
    that are not asked for."""
    found = keys_of(name, kind)
    for table in TABLES:
        if table in but:
            continue
        for text in found.get(table, ()):
            if table is MatchClass.HOMOPHONE:
                text = _as_sound(text)
            yield table, text


def filed(name: str, kind: Kind) -> Iterator[tuple[MatchClass, int]]:
    """The tables and keys of a name, the strongest table first."""
    for table, text in texts(name, kind):
        yield table, hashing.key(text, _SALT[table])


def keys(texts_: Sequence[str], table: MatchClass) -> Keys:
    """The keys of strings of one table."""
    return hashing.keys(texts_, _SALT[table])


def names_of(identity: Identity) -> tuple[str, ...]:
    """The name and the former ones, each once."""
    return tuple(dict.fromkeys((identity.name, *identity.former_names)))


class FoldedNames:
    """A column of names, folded: the characters that count, and how many each name has. Of persons whose names are
    Chinese characters and dots; of units the sounds are another matter (what counts of them is not the whole name)."""

    def __init__(self, names: pl.Series) -> None:
        codes, lengths = hashing.codepoints(names.str.normalize("NFKC"))
        folded = FOLD[codes]
        kept = folded != 0
        ends = np.cumsum(lengths)
        running = np.zeros(len(codes) + 1, dtype=np.int64)
        np.cumsum(kept, out=running[1:])
        self._names = names
        self.codes: NDArray[np.uint32] = folded[kept]
        self.lengths: NDArray[np.int64] = running[ends] - running[ends - lengths]

    def keys(self) -> tuple[NDArray[np.int64], Keys]:
        """Rows and their keys under FOLDED, without names of which nothing is left."""
        rows = np.flatnonzero(self.lengths)
        return rows, hashing.sealed(hashing.sums(self.codes, self.lengths), _SALT[MatchClass.FOLDED])[rows]

    def sound_keys(self) -> tuple[NDArray[np.int64], Keys]:
        """Rows and their keys under HOMOPHONE. A name with several readings comes several times; one that is not read
        in Chinese never."""
        ends = np.cumsum(self.lengths)
        starts = ends - self.lengths
        ids = READING[np.where(self.codes < len(READING), self.codes, 0)]
        several = _any_of(ids[:, 1] != 0, starts, ends)
        unread = _any_of(ids[:, 0] == 0, starts, ends)
        named = np.flatnonzero(self.lengths)
        several[named] |= np.isin(self.codes[starts[named]], _OWN_WAY)
        plain = np.flatnonzero(~several & ~unread & (self.lengths > 0))
        sums = hashing.sums(ids[:, 0].astype(np.uint32), self.lengths)[plain]
        rows, texts_ = self._several(np.flatnonzero(several))
        return np.concatenate((plain, rows)), np.concatenate(
            (hashing.sealed(sums, _SALT[MatchClass.HOMOPHONE]), keys(texts_, MatchClass.HOMOPHONE))
        )

    def _several(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """Rows of names with more than one reading, or with one of their own, and their readings."""
        places: list[int] = []
        told: list[str] = []
        known: dict[str, tuple[str, ...]] = {}
        for row, name in zip(rows.tolist(), self._names.gather(rows).to_list(), strict=True):
            found = known.get(name)
            if found is None:
                found = known[name] = tuple(_as_sound(text) for text in sounds(fold(name)))
            for text in found:
                places.append(row)
                told.append(text)
        return np.array(places, dtype=np.int64), told


def _as_sound(text: str) -> str:
    """Syllables as one character each."""
    return "".join(_SYLLABLE[syllable] for syllable in text.split(" "))


_OWN_WAY: Final = np.array(sorted({ord(name[0]) for name in (*SURNAMES, *COMPOUND)}), dtype=np.uint32)
"""Characters that begin a surname with a reading of its own."""


def _any_of(marked: NDArray[np.bool_], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows have a character that is marked."""
    running = np.zeros(len(marked) + 1, dtype=np.int64)
    np.cumsum(marked, out=running[1:])
    return np.asarray(running[ends] > running[starts])
