"""A list as it stood after one line of the publication log, on disk: columns of entries and tables of keys.

`build` writes a folder, `Snapshot.open` reads it as it is needed; nothing in it changes afterwards.
"""

import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import Identity, Kind, MatchClass
from duixian.analytics.screening import candidates, entries, hashing, known, namekeys, numbers
from duixian.analytics.screening.hashing import Keys
from duixian.analytics.screening.keytable import KeyTable, Rows
from duixian.analytics.screening.known import PERMIT, RESIDENT, USCC, Known
from duixian.analytics.screening.model import Register

FORM: Final = 2
"""Changes whenever keys or columns are made otherwise: a folder of another form is built again."""

_CHUNK: Final = 1 << 18


class UnreadableSnapshot(ValueError):
    """A folder that is no snapshot of this form; the message says what it is."""


@dataclass(frozen=True)
class Snapshot:
    """`seq` is the last line of the publication log in it. `decided` and `open_` are the tables of names: of entries
    with a checked number, and of all others. `births`, `rest`, `marks`: what is known of each, as in `known.Known`."""

    seq: int
    frame: pl.DataFrame
    births: NDArray[np.uint64]
    rest: NDArray[np.uint64]
    marks: NDArray[np.uint8]
    numbers: KeyTable
    ids: KeyTable
    decided: Mapping[MatchClass, KeyTable]
    open_: Mapping[MatchClass, KeyTable]
    folder: Path

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Open what `build` wrote. Raises `UnreadableSnapshot`."""
        about = _about(folder)
        return cls(
            seq=about["seq"],
            frame=pl.read_ipc(folder / "entries.arrow"),
            births=_column(folder, "births"),
            rest=_column(folder, "rest"),
            marks=_column(folder, "marks"),
            numbers=KeyTable.open(folder, "number"),
            ids=KeyTable.open(folder, "entry"),
            decided={table: KeyTable.open(folder, f"{table}.decided") for table in namekeys.TABLES},
            open_={table: KeyTable.open(folder, f"{table}.open") for table in namekeys.TABLES},
            folder=folder,
        )

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def expires(self) -> NDArray[np.int32]:
        """The day each entry expires on."""
        return self.frame["expires"].to_numpy()

    @cached_property
    def filed_numbers(self) -> pl.Series:
        """Every text under which a number is filed, in no order."""
        return pl.read_ipc(self.folder / "numbers.arrow")["text"]

    def entry(self, row: int) -> tuple[str, Register, Identity]:
        """An entry: its id, its register and who it is about."""
        return entries.entry_of(self.frame.row(row))

    def rows_of(self, entry_id: str) -> list[int]:
        """The row of an entry; empty when it is not in here."""
        high, low = entries.halves(entry_id)
        found = self.ids.find(entry_key(high, low))
        return [row for row in found.tolist() if self.frame.row(row)[:2] == (high, low)]


def _column(folder: Path, name: str) -> NDArray[Any]:
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def entry_key(high: int, low: int) -> int:
    """The key of an entry's UUID."""
    return (high ^ low) & ((1 << 64) - 1)


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "about.json").read_bytes())
    except (OSError, ValueError) as trouble:
        raise UnreadableSnapshot(f"{folder}: {trouble}") from trouble
    if about.get("form") != FORM:
        raise UnreadableSnapshot(f"{folder}: form {about.get('form')}, this program reads {FORM}")
    return about


# -- building ---------------------------------------------------------------------------------------------------


def build(folder: Path, frame: pl.DataFrame, *, seq: int) -> None:
    """Write a list (columns of `entries.SCHEMA`) as it stood after line `seq`. The folder is made; `about.json` is
    written last, so that a folder left half way is not opened."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = frame.select(entries.SCHEMA.names()).cast(entries.SCHEMA).rechunk()
    names = known.of_persons(frame)
    facts = Known.of(frame, names)
    frame.write_ipc(folder / "entries.arrow", compression="uncompressed", record_batch_size=max(1, len(frame)))
    for name, column in (("births", facts.births), ("rest", facts.rest), ("marks", facts.marks)):
        np.save(folder / f"{name}.npy", column)
    _number_table(frame, folder)
    ids = frame["id_high"].to_numpy() ^ frame["id_low"].to_numpy()
    KeyTable.of(ids, _all_rows(frame)).save(folder, "entry")
    ranks = _ranks(facts)
    spelled = _Spelled(frame, names.plain)
    for table in namekeys.TABLES:
        keys, rows = spelled.filed(table)
        if table in namekeys.OF_HAN:
            places, of_han = namekeys.han_keys(names, table)
            keys, rows = np.concatenate((of_han, keys)), np.concatenate((places.astype(np.uint32), rows))
            del places, of_han
        checked = facts.decided[rows]
        KeyTable.of(keys[checked], rows[checked], ranks=ranks).save(folder, f"{table}.decided")
        KeyTable.of(keys[~checked], rows[~checked], ranks=ranks).save(folder, f"{table}.open")
    (folder / "about.json").write_text(json.dumps({"form": FORM, "seq": seq, "entries": len(frame)}), encoding="utf-8")


def _ranks(facts: Known) -> NDArray[np.uint32]:
    """In which order the entries of one key stand."""
    order = np.argsort(candidates.orders_in_key(facts.births, facts.marks), kind="stable")
    ranks = np.empty(len(order), dtype=np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _all_rows(frame: pl.DataFrame) -> Rows:
    return np.arange(len(frame), dtype=np.uint32)


def _with_more(frame: pl.DataFrame) -> Iterator[tuple[int, Identity]]:
    """The entries that have further numbers or former names, with their rows."""
    for row in frame["more"].ne("").arg_true().to_list():
        yield row, entries.entry_of(frame.row(row))[2]


def _number_table(frame: pl.DataFrame, folder: Path) -> None:
    texts, rows = _filed_numbers(frame)
    KeyTable.of(hashing.keys(texts, namekeys.NUMBER_SALT), rows).save(folder, "number")
    texts.rename("text").to_frame().write_ipc(folder / "numbers.arrow", compression="uncompressed")


def _filed_numbers(frame: pl.DataFrame) -> tuple[pl.Series, Rows]:
    """Every text under which a number is filed, and the row it leads to; the same as `numbers.filed` of each."""
    number = pl.col("number")
    main = frame.select("number", "number_kind", "more").with_row_index("row")
    usual = main.filter((number != "") & ~number.str.contains("*", literal=True))
    odd = (pl.col("number_kind") == PERMIT) | ((pl.col("number_kind") == RESIDENT) & (number.str.len_bytes() == 15))
    code = (pl.col("number_kind") == USCC) & (number.str.len_chars() == 18)
    whole = usual.filter(~odd).select("number", "row")
    inner = usual.filter(code).select(number.str.slice(8, 9), "row")
    rare = [
        (text, row)
        for row in {*usual.filter(odd)["row"].to_list(), *main.filter(pl.col("more") != "")["row"].to_list()}
        for number_ in entries.entry_of(frame.row(row))[2].numbers
        for text in numbers.filed(number_)
    ]
    further = pl.DataFrame(rare, schema={"number": pl.String, "row": pl.UInt32}, orient="row")
    found = pl.concat([part.cast({"row": pl.UInt32}) for part in (whole, inner, further)])
    return found["number"].rechunk(), found["row"].to_numpy()


class _Spelled:
    """Names that have to be spelled out, each distinct one once: of units, in other letters, with brackets or dots, and
    former names. The strings are kept until their table is made."""

    def __init__(self, frame: pl.DataFrame, plain: NDArray[np.bool_]) -> None:
        self._texts: dict[MatchClass, list[str]] = {table: [] for table in namekeys.TABLES}
        self._places: dict[MatchClass, array[int]] = {table: array("L") for table in namekeys.TABLES}
        rows = np.flatnonzero(~plain).astype(np.uint32)
        rows = rows[frame.select("kind", "name")[rows].select(pl.arg_sort_by("kind", "name")).to_series().to_numpy()]
        distinct = frame.select(pl.struct("kind", "name"))[rows].to_series().rle().struct
        self._counts = distinct.field("len").to_numpy().astype(np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        for place, one in enumerate(distinct.field("value").to_list()):
            self._file(one["name"], entries.KINDS[one["kind"]], place)
        former = [(row, name, who.kind) for row, who in _with_more(frame) for name in who.former_names]
        for place, (_, name, kind) in enumerate(former, start=len(self._counts)):
            self._file(name, kind, place)
        alone = np.array([row for row, _, _ in former], dtype=np.uint32)
        self._starts = np.append(self._starts, len(rows) + np.arange(len(alone)))
        self._counts = np.append(self._counts, np.ones(len(alone), dtype=np.int64))
        self._rows = np.append(rows, alone)

    def _file(self, name: str, kind: Kind, place: int) -> None:
        for table, text in namekeys.texts(name, kind):
            self._texts[table].append(text)
            self._places[table].append(place)

    def filed(self, table: MatchClass) -> tuple[Keys, Rows]:
        """The keys of one table and the rows they lead to; once."""
        keys, places = namekeys.keys(self._texts.pop(table), table), np.array(self._places.pop(table), dtype=np.int64)
        many = self._counts[places]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(keys, many), self._rows[np.repeat(self._starts[places], many) + within]
