"""Looking somebody up without saying whom: the agency names the first bits of a keyed digest, and compares at home.

The table is the digests of every number on the list, cut into ranges of equal prefixes. A range is answered with as
many digests as every other: real ones of the register asked for, and made up ones that no number leads to. What each
side learns is told in docs/explanation/privacy_lookup.md.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from duixian.analytics.screening import entries, numbers
from duixian.analytics.screening.index import Index, State
from duixian.analytics.screening.model import Register
from duixian.analytics.screening.snapshot import Snapshot
from duixian.faces.screen.epochs import DIGEST_BYTES, Epochs, digest, digests

CROWD: Final = 100
"""Digests that share a range at least (k): so many listed or made up numbers may be the one that was meant."""

SIZE: Final = 320
"""Digests of an answer: of ranges with 100 to 200 on average hardly one has more."""

_TOP: Final = 8


@dataclass(frozen=True, slots=True)
class _Table:
    """The digests of a snapshot: their first eight bytes sorted, the rest, and the rows they lead to."""

    epoch: str
    snapshot: Snapshot
    key: bytes
    bits: int
    top: NDArray[np.uint64]
    rest: NDArray[np.uint64]
    rows: NDArray[np.uint32]


class Ranges:
    """The ranges of a list. A table is made once for each month and snapshot; what was published since is added."""

    def __init__(self, index: Index, epochs: Epochs) -> None:
        self._index = index
        self._epochs = epochs
        self._table: _Table | None = None
        self._making = threading.Lock()
        self._added: tuple[_Table | None, int, list[tuple[bytes, str, Register, date | None]]] = (None, -1, [])

    def about(self, on: date) -> dict[str, Any]:
        """What an agency needs before it asks: the key of the month and how many bits name a range."""
        table = self._current(on)
        return {"epoch": table.epoch, "key": table.key.hex(), "bits": table.bits, "size": SIZE}

    def range(self, prefix: int, *, registers: Collection[Register], on: date) -> dict[str, Any] | None:
        """One range: digests in order, each with a handle. None for a prefix beyond the last."""
        table = self._current(on)
        if not 0 <= prefix < 1 << table.bits:
            return None
        state = self._index.state
        found = dict(self._listed(table, state, prefix, registers, on))
        size = SIZE * -(-max(len(found), 1) // SIZE)
        nth = 0
        while len(found) < size:
            made_up = self._made_up(table, prefix, nth)
            found.setdefault(made_up, f"none {nth}")
            nth += 1
        told = [
            {"digest": value.hex(), "handle": self._epochs.hidden(f"handle {table.epoch} {name}")[:16].hex()}
            for value, name in sorted(found.items())
        ]
        return {"epoch": table.epoch, "bits": table.bits, "as_of": state.seq, "range": told}

    def _listed(
        self, table: _Table, state: State, prefix: int, registers: Collection[Register], on: date
    ) -> "list[tuple[bytes, str]]":
        shift = 64 - table.bits
        first, last = np.searchsorted(table.top, _bounds(prefix, shift), side="left")
        if prefix == (1 << table.bits) - 1:
            last = len(table.top)
        today = entries.day(on)
        found = []
        for place in range(int(first), int(last)):
            row = int(table.rows[place])
            if row in state.gone or state.snapshot.expires[row] <= today:
                continue
            name, register, _ = state.snapshot.entry(row)
            if register in registers:
                found.append((_whole(table, place), name))
        for value, name, register, expires in self._published(table, state):
            inside = int.from_bytes(value[:_TOP], "big") >> shift == prefix if table.bits else True
            if inside and register in registers and (expires is None or expires > on):
                found.append((value, name))
        return found

    def _published(self, table: _Table, state: State) -> list[tuple[bytes, str, Register, date | None]]:
        """The digests of what was published since the snapshot."""
        of, seq, kept = self._added
        if of is table and seq == state.seq:
            return kept
        made = [
            (bytes.fromhex(value), line.entry_id, line.entry.register, line.entry.expires_on)
            for line in state.lines.values()
            if line.entry is not None
            for value in digests(table.key, line.entry.identity)
        ]
        self._added = (table, state.seq, made)
        return made

    def _made_up(self, table: _Table, prefix: int, nth: int) -> bytes:
        drawn = self._epochs.hidden(f"made up {table.epoch} {table.bits} {prefix} {nth}")[:DIGEST_BYTES]
        whole = int.from_bytes(drawn, "big")
        below = 8 * DIGEST_BYTES - table.bits
        return (prefix << below | whole & ((1 << below) - 1)).to_bytes(DIGEST_BYTES, "big")

    def _current(self, on: date) -> _Table:
        epoch, snapshot = self._epochs.of(on), self._index.state.snapshot
        with self._making:
            if self._table is None or self._table.epoch != epoch or self._table.snapshot is not snapshot:
                self._table = _made(epoch, self._epochs.key(epoch), snapshot)
            return self._table


def _made(epoch: str, key: bytes, snapshot: Snapshot) -> _Table:
    values, rows = bytearray(), []
    for row in range(len(snapshot)):
        for number in snapshot.entry(row)[2].numbers:
            for text in numbers.filed(number):
                values += digest(key, text)
                rows.append(row)
    halves = np.frombuffer(bytes(values), dtype=">u8").astype(np.uint64).reshape(-1, 2)
    order = np.argsort(halves[:, 0], kind="stable")
    bits = max(0, (len(rows) // CROWD).bit_length() - 1)
    return _Table(
        epoch, snapshot, key, bits, halves[order, 0], halves[order, 1], np.array(rows, dtype=np.uint32)[order]
    )


def _bounds(prefix: int, shift: int) -> NDArray[np.uint64]:
    """Where a range begins and ends; the end of the last is cut to what 64 bits hold."""
    top = (1 << 64) - 1
    return np.array([min(prefix << shift, top), min((prefix + 1) << shift, top)], dtype=np.uint64)


def _whole(table: _Table, place: int) -> bytes:
    return int(table.top[place]).to_bytes(8, "big") + int(table.rest[place]).to_bytes(8, "big")
