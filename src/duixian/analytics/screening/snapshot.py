"""A list as it stood after one line of the publication log, on disk: columns of entries and tables of keys.

`build` writes a folder, `Snapshot.open` reads it as it is needed; nothing in it changes afterwards.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import Identity, Kind, MatchClass, NumberKind
from duixian.analytics.screening import entries, hashing, namekeys, numbers
from duixian.analytics.screening.hashing import Keys
from duixian.analytics.screening.keytable import KeyTable, Rows
from duixian.analytics.screening.model import Register

FORM: Final = 1
"""Changes whenever keys or columns are made otherwise: a folder of another form is built again."""

_CHUNK: Final = 1 << 18
_RESIDENT, _USCC, _PERMIT = (
    entries.NUMBER_KINDS.index(kind) for kind in (NumberKind.RESIDENT, NumberKind.USCC, NumberKind.PERMIT)
)


class UnreadableSnapshot(ValueError):
    """A folder that is no snapshot of this form; the message says what it is."""


@dataclass(frozen=True)
class Snapshot:
    """`seq` is the last line of the publication log in it. `decided` and `open_` are the tables of names: of entries
    with a checked number, and of all others."""

    seq: int
    frame: pl.DataFrame
    born: NDArray[np.int32]
    sex: NDArray[np.uint8]
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
            born=np.asarray(np.load(folder / "born.npy", mmap_mode="r")),
            sex=np.asarray(np.load(folder / "sex.npy", mmap_mode="r")),
            numbers=KeyTable.open(folder, "number"),
            ids=KeyTable.open(folder, "entry"),
            decided={table: KeyTable.open(folder, f"{table}.decided") for table in namekeys.TABLES},
            open_={table: KeyTable.open(folder, f"{table}.open") for table in namekeys.TABLES},
            folder=folder,
        )

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """The kind of each entry: its place in `entries.KINDS`."""
        return self.frame["kind"].to_numpy()

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
    known = _known(frame)
    frame.write_ipc(folder / "entries.arrow", compression="uncompressed", record_batch_size=max(1, len(frame)))
    np.save(folder / "born.npy", known.born)
    np.save(folder / "sex.npy", known.sex)
    _number_table(frame, folder)
    ids = frame["id_high"].to_numpy() ^ frame["id_low"].to_numpy()
    KeyTable.of(ids, _all_rows(frame)).save(folder, "entry")
    filed = _filed_names(frame)
    for table in namekeys.TABLES:
        keys, rows = filed.pop(table)
        checked = known.checked[rows]
        KeyTable.of(keys[checked], rows[checked]).save(folder, f"{table}.decided")
        KeyTable.of(keys[~checked], rows[~checked]).save(folder, f"{table}.open")
    (folder / "about.json").write_text(json.dumps({"form": FORM, "seq": seq, "entries": len(frame)}), encoding="utf-8")


def _all_rows(frame: pl.DataFrame) -> Rows:
    return np.arange(len(frame), dtype=np.uint32)


def _known(frame: pl.DataFrame) -> numbers.Read:
    """Birth date and sex, of the number before the field, and whether a number decides who this is."""
    number_kind, kind = frame["number_kind"].to_numpy(), frame["kind"].to_numpy()
    resident = (number_kind == _RESIDENT) & (kind == 0)
    uscc = (number_kind == _USCC) & (kind == 1)
    known = numbers.read(frame["number"], resident=resident, uscc=uscc)
    silent = known.born == numbers.UNKNOWN_DAY
    known.born[silent] = frame["born"].to_numpy()[silent]
    silent = known.sex == 0
    known.sex[silent] = frame["sex"].to_numpy()[silent]
    rare = frame.select((pl.col("more") != "") | (pl.col("number_kind") == _PERMIT)).to_series()
    for row in rare.arg_true().to_list():
        who = entries.entry_of(frame.row(row))[2]
        known.checked[row] = numbers.is_decided(who)
        known.born[row], known.sex[row] = numbers.known_of(who)
    return known


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
    odd = (pl.col("number_kind") == _PERMIT) | ((pl.col("number_kind") == _RESIDENT) & (number.str.len_bytes() == 15))
    code = (pl.col("number_kind") == _USCC) & (number.str.len_chars() == 18)
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


def _filed_names(frame: pl.DataFrame) -> dict[MatchClass, tuple[Keys, Rows]]:
    """The keys of all names and their rows, table by table. Names are taken in order, so that each distinct one is
    spelled out about once."""
    made: dict[MatchClass, list[tuple[Keys, Rows]]] = {table: [] for table in namekeys.TABLES}
    kinds = frame["kind"].to_numpy()
    for place, kind in enumerate(entries.KINDS):
        rows = np.flatnonzero(kinds == place).astype(np.uint32)
        rows = rows[frame["name"].gather(rows).arg_sort().to_numpy()]
        for first in range(0, len(rows), _CHUNK):
            some = rows[first : first + _CHUNK]
            for table, keys, filed in _keys_of_some(frame["name"].gather(some), some, kind):
                made[table].append((keys, filed))
    former = ((row, name, who.kind) for row, who in _with_more(frame) for name in who.former_names)
    told = ((text, row) for row, name, kind in former for text in namekeys.texts(name, kind))
    for table, keys, filed in _columns(told):
        made[table].append((keys, filed))
    return {
        table: (
            np.concatenate([np.empty(0, dtype=np.uint64), *(keys for keys, _ in parts)]),
            np.concatenate([np.empty(0, dtype=np.uint32), *(rows for _, rows in parts)]),
        )
        for table, parts in made.items()
    }


def _columns(filed: Iterable[tuple[tuple[MatchClass, str], int]]) -> Iterator[tuple[MatchClass, Keys, Rows]]:
    """Strings of tables and places told one by one, as columns of keys and places."""
    texts: dict[MatchClass, list[str]] = {table: [] for table in namekeys.TABLES}
    places = {table: array("L") for table in namekeys.TABLES}
    for (table, text), place in filed:
        texts[table].append(text)
        places[table].append(place)
    for table in namekeys.TABLES:
        yield table, namekeys.keys(texts.pop(table), table), np.array(places[table], dtype=np.uint32)


def _keys_of_some(names: pl.Series, rows: Rows, kind: Kind) -> Iterator[tuple[MatchClass, Keys, Rows]]:
    """On columns where the name as a whole is the key, else each distinct name spelled out once. `names` are sorted."""
    mixed = names.str.contains(namekeys.SPELLED_OUT).to_numpy() & (kind is Kind.NATURAL)
    usual, plain = namekeys.FoldedNames(names.filter(~mixed)), rows[~mixed]
    done = {MatchClass.FOLDED}
    places, keys = usual.keys()
    yield MatchClass.FOLDED, keys, plain[places]
    if kind is Kind.NATURAL:
        done.add(MatchClass.HOMOPHONE)
        places, keys = usual.sound_keys()
        yield MatchClass.HOMOPHONE, keys, plain[places]
    yield from _spelled(names.filter(~mixed), plain, kind, done)
    yield from _spelled(names.filter(mixed), rows[mixed], kind, set())


def _spelled(
    names: pl.Series, rows: Rows, kind: Kind, done: set[MatchClass]
) -> Iterator[tuple[MatchClass, Keys, Rows]]:
    distinct = names.rle().struct
    counts = distinct.field("len").to_numpy().astype(np.int64)
    starts = np.cumsum(counts) - counts
    told = (
        (filed, place)
        for place, name in enumerate(distinct.field("value").to_list())
        for filed in namekeys.texts(name, kind, but=done)
    )
    for table, keys, places in _columns(told):
        many = counts[places]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        yield table, np.repeat(keys, many), rows[np.repeat(starts[places], many) + within]
