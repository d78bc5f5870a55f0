"""Keys and the rows they lead to, sorted, on disk: found one by one touching a page or two, or by the million."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.screening.hashing import Keys

Rows: TypeAlias = NDArray[np.uint32]

_BUCKET: Final = 4
"""Keys to one line of the directory, on average."""

_SPARSE: Final = 32
"""Bits of the filter to a key: of strangers, one in 32 gets through."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Sorted keys, the row of each, and a directory: where the keys with the same leading bits begin."""

    keys: Keys
    rows: Rows
    directory: NDArray[np.uint32]
    shift: int

    @classmethod
    def of(cls, keys: Keys, rows: Rows) -> "KeyTable":
        """A table of pairs in any order; a pair that comes twice is kept once."""
        order = np.lexsort((rows, keys))
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
        """The rows of one key, rising; empty when there is none."""
        at = key >> self.shift
        first, last = int(self.directory[at]), int(self.directory[at + 1])
        if first == last:
            return self.rows[:0]
        low = bisect_left(self.keys, key, first, last)
        return self.rows[low : bisect_right(self.keys, key, low, last)]

    def ranges(self, asked: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each key asked where its pairs begin and end. Keys are asked in rising order inside: far fewer misses."""
        order = np.argsort(asked)
        sorted_keys = asked[order]
        low = np.empty(len(asked), dtype=np.int64)
        high = np.empty(len(asked), dtype=np.int64)
        low[order] = np.searchsorted(self.keys, sorted_keys, side="left")
        high[order] = np.searchsorted(self.keys, sorted_keys, side="right")
        return low, high

    def pairs(self, asked: Keys, *, most: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Places in `asked` with the rows their key leads to, in portions of about `most` pairs."""
        low, high = self.ranges(asked)
        found = np.flatnonzero(high > low)
        counts = (high - low)[found]
        portions = np.cumsum(counts) // most
        for portion in np.unique(portions):
            some = portions == portion
            places, number = found[some], counts[some]
            starts = np.repeat(low[places], number)
            within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
            yield np.repeat(places, number), self.rows[starts + within].astype(np.int64)

    def sieve(self) -> "Sieve":
        """A filter of these keys: a stranger is nearly always told to be one, a key of the table never."""
        return Sieve.of(self.keys)


@dataclass(frozen=True, slots=True)
class Sieve:
    """One bit for each value of the leading bits of a key."""

    bits: NDArray[np.uint8]
    shift: int

    @classmethod
    def of(cls, keys: Keys) -> "Sieve":
        """Set the bits of these keys."""
        size = max(10, min(28, (len(keys) * _SPARSE).bit_length() - 1))
        marked = np.zeros(1 << size, dtype=np.bool_)
        marked[keys >> np.uint64(64 - size)] = True
        return cls(np.packbits(marked, bitorder="little"), 64 - size)

    def passes(self, asked: Keys) -> NDArray[np.int64]:
        """The places of the keys that may be in the table, rising."""
        found: list[NDArray[np.int64]] = []
        for first in range(0, len(asked), 1 << 17):
            at = asked[first : first + (1 << 17)] >> np.uint64(self.shift)
            byte = self.bits[(at >> np.uint64(3)).view(np.int64)]
            bit = (byte >> (at & np.uint64(7)).astype(np.uint8)) & np.uint8(1)
            found.append(np.flatnonzero(bit) + first)
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
