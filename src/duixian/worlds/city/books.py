"""Where the city writes down what happens: transfers as columns, other rows one by one, and the truth beside them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from duixian.analytics.clues.model import DAY_MS, LOCAL_MS, SCHEMAS, TransferKind
from duixian.worlds.city.plan import DAYS, FIRST

Ints = NDArray[np.int64]


class Books:
    """Transfers in the order they are thought of; `sorted` puts them in the order of time and says where each went."""

    def __init__(self) -> None:
        self._columns: list[tuple[Ints, Ints, Ints, Ints, NDArray[np.int8]]] = []
        self._single: list[tuple[int, int, int, int, int]] = []
        self._rows: dict[str, list[pl.DataFrame]] = {}
        self._size = 0

    @property
    def size(self) -> int:
        """Transfers so far."""
        return self._size

    def pay(self, source: ArrayLike, target: ArrayLike, at: ArrayLike, amount: ArrayLike, kind: ArrayLike) -> Ints:
        """Many transfers. Those outside the city's days do not happen. Returns their numbers, -1 for those."""
        self._flush()
        full = np.broadcast_arrays(
            np.asarray(source, dtype=np.int64),
            np.asarray(target, dtype=np.int64),
            np.asarray(at, dtype=np.int64),
            np.asarray(amount, dtype=np.int64),
            np.asarray(kind, dtype=np.int8),
        )
        whole = [np.ravel(column) for column in full]
        keep = (whole[2] < moment(FIRST + DAYS)) & (whole[2] >= moment(FIRST)) & (whole[3] > 0)
        numbers = np.full(len(keep), -1, dtype=np.int64)
        numbers[keep] = self._size + np.arange(int(keep.sum()))
        kept = [column[keep] for column in whole]
        self._columns.append((kept[0], kept[1], kept[2], kept[3], kept[4]))
        self._size += int(keep.sum())
        return numbers

    def pay_one(self, source: int, target: int, at: int, amount: int, kind: int = TransferKind.TRANSFER) -> int:
        """One transfer; its number, -1 if it falls outside the city's days."""
        if not moment(FIRST) <= at < moment(FIRST + DAYS) or amount <= 0:
            return -1
        self._single.append((source, target, at, amount, kind))
        self._size += 1
        return self._size - 1

    def add(self, frame: str, **columns: Any) -> None:
        """Rows of another table; single values stand for all."""
        full = np.broadcast_arrays(*(np.atleast_1d(np.asarray(column)) for column in columns.values()))
        made = pl.DataFrame({name: np.array(column) for name, column in zip(columns, full, strict=True)})
        self._rows.setdefault(frame, []).append(made.cast({name: SCHEMAS[frame][name] for name in columns}))

    def add_frame(self, frame: str, rows: pl.DataFrame) -> None:
        """Rows of another table that may hold nulls."""
        self._rows.setdefault(frame, []).append(rows.cast({name: SCHEMAS[frame][name] for name in rows.columns}))

    def rows(self, frame: str) -> int:
        """Rows of another table so far."""
        return sum(len(each) for each in self._rows.get(frame, []))

    def table(self, frame: str) -> pl.DataFrame:
        """The table as written."""
        wanted = list(SCHEMAS[frame])
        empty = pl.DataFrame(schema=SCHEMAS[frame])
        return pl.concat([empty, *(each.select(wanted) for each in self._rows.get(frame, []))])

    def sorted(self) -> tuple[pl.DataFrame, Ints]:
        """The transfers in order of time, and the new place of each old number."""
        self._flush()
        columns = [np.concatenate([each[place] for each in self._columns]) for place in range(5)]
        self._columns.clear()
        order = np.argsort(columns[2], kind="stable")
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        names = SCHEMAS["transfers"]
        return pl.DataFrame(
            {name: pl.Series(columns[place][order]).cast(kind) for place, (name, kind) in enumerate(names.items())}
        ), places

    def _flush(self) -> None:
        if self._single:
            stacked = np.array(self._single, dtype=np.int64)
            self._single = []
            columns = [stacked[:, place] for place in range(4)]
            self._columns.append((columns[0], columns[1], columns[2], columns[3], stacked[:, 4].astype(np.int8)))


def moment(day: ArrayLike, second: ArrayLike = 0) -> Any:
    """Milliseconds UTC of a second of a local day."""
    return np.asarray(day, dtype=np.int64) * DAY_MS - LOCAL_MS + np.asarray(second, dtype=np.int64) * 1000


def daytime(dice: np.random.Generator, days: Ints) -> Ints:
    """A moment between eight in the morning and ten at night of each day."""
    return np.asarray(moment(days, dice.integers(8 * 3600, 22 * 3600, np.shape(days))), dtype=np.int64)


def told(dice: np.random.Generator, kind: TransferKind, size: Any, percent: int = 65) -> NDArray[np.int8]:
    """The kind where the bank tells it, UNTOLD elsewhere."""
    return np.where(dice.integers(0, 100, size) < percent, kind, TransferKind.UNTOLD).astype(np.int8)


def pieces(dice: Any, amount: int, count: int) -> Sequence[int]:
    """An amount in so many unequal parts that add up."""
    shares = [dice.randrange(60, 141) for _ in range(count)]
    parts = [amount * share // sum(shares) for share in shares]
    parts[0] += amount - sum(parts)
    return parts
