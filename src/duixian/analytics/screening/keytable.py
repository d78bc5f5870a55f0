"""Keys and the rows they lead to, sorted, on disk: found one by one touching a page or two, or by the million
(`candidates`). And a filter that tells most keys that are not there without looking."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.screening.hashing import Keys, mixed

Rows: TypeAlias = NDArray[np.uint32]

_BUCKET: Final = 4
"""Keys to one line of the directory, on average."""

_SPARSE: Final = 12
"""Bits of the filter to a key, at least: of strangers, one in fifty gets through."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Sorted keys, the row of each, and a directory: where the keys with the same leading bits begin. The rows of one
    key stand in the order of the ranks they were given."""

    keys: Keys
    rows: Rows
    directory: NDArray[np.uint32]
    shift: int

    @classmethod
    def of(cls, keys: Keys, rows: Rows, *, ranks: NDArray[np.uint32] | None = None) -> "KeyTable":
        """A table of pairs in any order; a pair that comes twice is kept once. `ranks`: each row's own, for the order
        of the rows of one key; without it they rise."""
        order = np.lexsort((rows if ranks is None else ranks[rows], keys))
        keys, rows = keys[order], rows[order]
        if len(keys):
            new = np.ones(len(keys), dtype=np.bool_)
            new[1:] = (keys[1:] != keys[:-1]) | (rows[1:] != rows[:-1])
            keys, rows = keys[new], rows[new]
        bits = max(1, (len(keys) // _BUCKET).bit_length())
        edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
        directory = np.append(np.searchsorted(keys, edges), len(keys)).astype(np.uint32)
        return cls(keys, rows, directory, 64 - bits)

    @classmethod
    def open(cls, folder: Path, name: str) -> "KeyTable":
        """A table as `save` left it, read from the disk as it is needed."""
        keys = np.load(folder / f"{name}.keys.npy", mmap_mode="r")
        rows = np.load(folder / f"{name}.rows.npy", mmap_mode="r")
        directory = np.load(folder / f"{name}.directory.npy", mmap_mode="r")
        return cls(
            np.asarray(keys), np.asarray(rows), np.asarray(directory), 64 - ((len(directory) - 1).bit_length() - 1)
        )

    def save(self, folder: Path, name: str) -> None:
        """Write the table into a folder."""
        np.save(folder / f"{name}.keys.npy", self.keys)
        np.save(folder / f"{name}.rows.npy", self.rows)
        np.save(folder / f"{name}.directory.npy", self.directory)

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, key: int) -> Rows:
        """The rows of one key; empty when there is none."""
        at = key >> self.shift
        first, last = int(self.directory[at]), int(self.directory[at + 1])
        if first == last:
            return self.rows[:0]
        low = bisect_left(self.keys, key, first, last)
        return self.rows[low : bisect_right(self.keys, key, low, last)]

    def pairs(self, asked: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places in `asked` with the rows their key leads to. Keys are looked for in rising order: far fewer misses."""
        order = np.argsort(asked)
        rising = asked[order]
        low = np.searchsorted(self.keys, rising, side="left")
        number = np.searchsorted(self.keys, rising, side="right") - low
        starts = np.repeat(low, number)
        within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        return np.repeat(order, number), self.rows[starts + within].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Four bits for each key, in one word of 64: a stranger is nearly always told to be one, a key never."""

    words: NDArray[np.uint64]
    shift: int

    @classmethod
    def of(cls, keys: Keys) -> "Sieve":
        """Set the bits of these keys."""
        size = max(4, min(32, (max(len(keys), 1) * _SPARSE).bit_length()) - 6)
        words = np.zeros(1 << size, dtype=np.uint64)
        _set(words, np.uint64(64 - size), keys)
        return cls(words, 64 - size)

    def passes(self, asked: Keys) -> NDArray[np.int64]:
        """The places of the keys that may be in the table, rising."""
        return np.asarray(_passes(self.words, np.uint64(self.shift), asked))


@compiled
def _bits(key: np.uint64) -> np.uint64:
    """Four of the 64 bits of a word, or fewer."""
    one, six = np.uint64(1), np.uint64(63)
    return (
        one << (key & six)
        | one << ((key >> np.uint64(6)) & six)
        | one << ((key >> np.uint64(12)) & six)
        | one << ((key >> np.uint64(18)) & six)
    )


@compiled
def _set(words: NDArray[np.uint64], shift: np.uint64, keys: Keys) -> None:
    for at in range(len(keys)):
        key = mixed(keys[at])
        words[np.int64(key >> shift)] |= _bits(key)


@compiled
def _passes(words: NDArray[np.uint64], shift: np.uint64, asked: Keys) -> NDArray[np.int64]:
    found, count = np.empty(len(asked), dtype=np.int64), 0
    for at in range(len(asked)):
        key = mixed(asked[at])
        bits = _bits(key)
        found[count] = at
        count += (words[np.int64(key >> shift)] & bits) == bits
    return found[:count].copy()
