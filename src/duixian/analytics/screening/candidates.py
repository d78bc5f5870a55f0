"""Who may be whom: keys of customers looked up by the million, and of the entries filed there those that are not ruled
out by what is known.

Compiled (docs/adr/0016). It drops only what `names.compare` calls NO: another birth date, sex or kind, a resident
number that shows other characters, and of Chinese names that are not the same (a sound, a slip of the pen, a spelling)
those that nothing backs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.compiled import compiled
from duixian.analytics.screening import known
from duixian.analytics.screening.checked import differ, is_full
from duixian.analytics.screening.hashing import Keys
from duixian.analytics.screening.keytable import KeyTable
from duixian.analytics.screening.known import Known

_ROOM: Final = 1 << 16
_FEW: Final = 8
"""So many entries of a key are looked at one by one; of more, those with the birth date are found by halving."""
_SEX, _UNIT, _HIDDEN, _ODD, _LONG = known.SEX, known.UNIT, known.HIDDEN, known.ODD, known.LONG


class Facts(NamedTuple):
    """What is known of entries or customers, as in `known.Known`."""

    births: NDArray[np.uint64]
    rest: NDArray[np.uint64]
    marks: NDArray[np.uint8]

    @classmethod
    def of(cls, of: Known) -> "Facts":
        """Without who is decided: that chooses the tables, not the entries."""
        return cls(of.births, of.rest, of.marks)


class Filed(NamedTuple):
    """A `KeyTable` and what is known of its entries, for compiled loops. `standing`: which of them are seen.

    `by_place`: facts and standing are in the order of the table, so that the entries of a key lie side by side in
    memory; else they are found by the row of the list.
    """

    keys: Keys
    rows: NDArray[np.uint32]
    directory: NDArray[np.uint32]
    shift: np.uint64
    facts: Facts
    standing: NDArray[np.bool_]
    by_place: bool

    @classmethod
    def of(cls, table: KeyTable, listed: Facts, standing: NDArray[np.bool_], *, by_place: bool) -> "Filed":
        """A table with facts and standing by row. `by_place` copies them: for small tables that are asked often."""
        if by_place:
            rows = table.rows
            listed = Facts(listed.births[rows], listed.rest[rows], listed.marks[rows])
            standing = standing[rows]
        for column in (*listed, standing):
            column.flags.writeable = False  # as what is read from the disk: loops are compiled for one kind of array
        return cls(table.keys, table.rows, table.directory, np.uint64(table.shift), listed, standing, by_place)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Customers (places in their column) with rows of the list that may be them."""

    customers: NDArray[np.int64]
    rows: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: "list[Pairs]") -> "Pairs":
        """Several as one, each pair once, by customer and row."""
        customers = np.concatenate([np.empty(0, np.int64), *(part.customers for part in parts)])
        rows = np.concatenate([np.empty(0, np.int64), *(part.rows for part in parts)])
        both = np.unique(customers << 32 | rows)
        return cls(both >> 32, both & 0xFFFF_FFFF)

    def where(self, kept: NDArray[np.bool_]) -> "Pairs":
        """Some of them."""
        return Pairs(self.customers[kept], self.rows[kept])


@dataclass(frozen=True, slots=True)
class Asked:
    """Keys in one table, and the customer of each."""

    customers: NDArray[np.int64]
    keys: Keys

    def where(self, kept: NDArray[np.bool_]) -> "Asked":
        """Some of them."""
        return Asked(self.customers[kept], self.keys[kept])


def find(
    asked: Asked, filed: Filed, *, customers: Facts, weak: bool, most: int, cut: NDArray[np.bool_]
) -> Iterator[Pairs]:
    """Entries under the keys asked that stand and are not ruled out, at most `most` of a key; a customer of whom there
    were more is marked in `cut`. `weak`: a name that meets there need not be the same."""
    at = 0
    while at < len(asked.keys):
        who, rows = np.empty(_ROOM + most, dtype=np.int64), np.empty(_ROOM + most, dtype=np.int64)
        count, at = _find(asked.keys, asked.customers, at, filed, customers, weak, most, cut, who, rows)
        yield Pairs(who[:count], rows[:count])


# -- compiled -----------------------------------------------------------------------------------------------------

_8, _56 = np.uint64(8), np.uint64(56)
_NONE, _ONE = np.uint64(0), np.uint64(1)


@compiled
def order_in_key(births: np.uint64, marks: np.uint8) -> np.uint64:
    """By what the entries of one key stand in order: those of whom no full birth date is known or whose name is odd
    first, the others by birth date."""
    if (marks & (_HIDDEN | _ODD)) != 0 or not is_full(births):
        return _NONE
    return births


@compiled
def orders_in_key(births: NDArray[np.uint64], marks: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """`order_in_key` of a column."""
    made = np.empty(len(births), dtype=np.uint64)
    for row in range(len(births)):
        made[row] = order_in_key(births[row], marks[row])
    return made


@compiled
def _first_from(
    least: np.uint64, low: int, high: int, rows: NDArray[np.uint32], births: NDArray[np.uint64],
    marks: NDArray[np.uint8], by_place: bool,
) -> int:  # fmt: skip
    """The first of the entries of a key (from `low` to before `high`) whose order is at least so."""
    while low < high:
        middle = (low + high) // 2
        at = middle if by_place else int(np.int64(rows[middle]))
        if order_in_key(births[at], marks[at]) < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _span(births: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The lowest and the highest full birth date that begin with what is known."""
    low, high, open_ = _NONE, _NONE, False
    for place in range(8):
        one = (births >> (_56 - _8 * np.uint64(place))) & np.uint64(0xFF)
        open_ |= one == _NONE
        low = low << _8 | (_NONE if open_ else one)
        high = high << _8 | (np.uint64(0xFF) if open_ else one)
    return low, high


@compiled
def _may_be(
    births: np.uint64, rest: np.uint64, marks: np.uint8, other_births: np.uint64, other_rest: np.uint64,
    other: np.uint8, weak: bool,
) -> bool:  # fmt: skip
    """Whether what is known of a customer and of an entry leaves it open."""
    if (marks ^ other) & _UNIT:
        return False
    if (marks & _SEX) != 0 and (other & _SEX) != 0 and (marks ^ other) & _SEX:
        return False
    if differ(births, other_births) or differ(rest, other_rest):
        return False
    if not weak or (marks | other) & (_ODD | _HIDDEN) or marks & _LONG:
        return True
    return is_full(births) and births == other_births


@compiled
def _bounds(key: np.uint64, keys: Keys, low: int, high: int) -> tuple[int, int]:
    """Where the entries of a key begin and end, within a line of the directory."""
    last = high
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    end, step = low, 1
    while end < last and keys[end] == key:
        end = min(end + step, last)
        step *= 2
    floor = low
    while floor < end:
        middle = (floor + end) // 2
        if keys[middle] == key:
            floor = middle + 1
        else:
            end = middle
    return low, floor


@compiled
def _find(
    keys: Keys, who: NDArray[np.int64], first: int, filed: Filed, customers: Facts, weak: bool, most: int,
    cut: NDArray[np.bool_], found: NDArray[np.int64], rows: NDArray[np.int64],
) -> tuple[int, int]:  # fmt: skip
    """From the key at `first` on until there is no room left: how many pairs, and which key comes next."""
    # taken out of their tuples once: see `hannames`
    table_keys, table_rows, directory, by_place = filed.keys, filed.rows, filed.directory, filed.by_place
    listed_births, listed_rest, listed_marks = filed.facts.births, filed.facts.rest, filed.facts.marks
    standing, shift = filed.standing, filed.shift
    known_births, known_rest, known_marks = customers.births, customers.rest, customers.marks
    count, room = 0, len(found) - most
    for nth in range(first, len(keys)):
        if count > room:
            return count, nth
        line = np.int64(keys[nth] >> shift)
        low, high = int(np.int64(directory[line])), int(np.int64(directory[line + 1]))
        if low == high:
            continue
        low, high = _bounds(keys[nth], table_keys, low, high)
        if low == high:
            continue
        customer = who[nth]
        births, rest, marks = known_births[customer], known_rest[customer], known_marks[customer]
        inner, begin, end = high, high, high
        if high - low > _FEW:
            inner = _first_from(_ONE, low, high, table_rows, listed_births, listed_marks, by_place)
            from_, to = _span(births)
            begin = _first_from(from_, inner, high, table_rows, listed_births, listed_marks, by_place)
            if to != ~_NONE:
                end = _first_from(to + _ONE, begin, high, table_rows, listed_births, listed_marks, by_place)
            if weak and not marks & (_ODD | _HIDDEN | _LONG) and not is_full(births):
                end = begin
        taken, place = 0, low
        while True:
            place = begin if place == inner else place
            if place >= end:
                break
            at = place if by_place else int(np.int64(table_rows[place]))
            if standing[at] and _may_be(
                births, rest, marks, listed_births[at], listed_rest[at], listed_marks[at], weak
            ):
                if taken == most:
                    cut[customer] = True
                    break
                found[count + taken], rows[count + taken] = customer, table_rows[place]
                taken += 1
            place += 1
        count += taken
    return count, len(keys)
