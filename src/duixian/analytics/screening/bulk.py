"""Millions of customers against the lists at once: columns in, one answer a row out.

Contradictions are told on columns before anything is compared (`candidates`): a customer with a checked number is
looked for by name only among entries without one, and nothing known of birth date, sex and number may differ. Of what
is left the same number under the same name, and the same name with nothing else to weigh, are told by rule; `compare`
decides the rest. The answer is the first hit of `Index.look`; of somebody with many namesakes whom nothing contradicts
it is the outcome of the look-up, and one of the hits.
"""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import MatchClass, Outcome
from duixian.analytics.screening import entries, hashing, known, namekeys, numbers
from duixian.analytics.screening.candidates import Asked, Facts, Filed, Pairs, find
from duixian.analytics.screening.entries import KINDS
from duixian.analytics.screening.hannames import HanNames
from duixian.analytics.screening.index import COMPARED, State
from duixian.analytics.screening.judged import Hits, Judge
from duixian.analytics.screening.keytable import Sieve
from duixian.analytics.screening.known import HIDDEN, PERMIT, RESIDENT, UNIT, USCC, Known
from duixian.analytics.screening.model import Register
from duixian.analytics.screening.snapshot import Snapshot, build

CUSTOMERS: Final = pl.Schema(
    {
        "name": pl.String,
        "kind": pl.UInt8,
        "number": pl.String,
        "number_kind": pl.UInt8,
        "born": pl.Int32,
        "sex": pl.UInt8,
    }
)
"""One row a customer, coded as in `entries.SCHEMA`; `number` as `numbers.clean` leaves it, "" for none."""

ANSWERS: Final = pl.Schema({"outcome": pl.UInt8, "match": pl.UInt8, "id_high": pl.UInt64, "id_low": pl.UInt64})
"""One row a customer: the place of the outcome in `OUTCOMES` and of the class in `MATCHES`, and whose entry it is."""

OUTCOMES: Final = (Outcome.NO, Outcome.POSSIBLE, Outcome.YES)
MATCHES: Final = tuple(MatchClass)

_CHUNK: Final = 1 << 17
_FOUND: Final = 1 << 20
_COMPARED: Final = 5
"""Entries under one key that are compared: namesakes that nothing contradicts all say the same. As many as a look-up
compares when none of them is a hit, or when hidden places of a number may agree with one better than with another."""
_AGAIN: Final = 2_000
"""Customers who are looked for a second time at once: each may bring hundreds of pairs."""
_CREDIT_CODE, _PERMIT_PLACES = 18, 11
_OLD: Final = 15


class Bulk:
    """The lists as they stood when it was made. `scratch`: an empty folder for what the snapshot does not have yet.

    `registers`: only entries of these are seen; None: of all. `threads`: how many portions are worked on at once.
    """

    def __init__(
        self, state: State, *, scratch: Path, registers: Collection[Register] | None = None, threads: int = 1
    ) -> None:
        self.seq = state.seq
        self._threads = threads
        gone = np.array(sorted(state.gone), dtype=np.int64)
        if registers is not None:
            seen = [entries.REGISTERS.index(register) for register in registers]
            unseen = state.snapshot.frame.select(~pl.col("register").is_in(seen)).to_series().arg_true().to_numpy()
            gone = np.union1d(gone, unseen.astype(np.int64))
        self._parts = [_Part(state.snapshot, gone)]
        standing = (line.entry for line in state.lines.values() if line.entry is not None)
        added = [entry for entry in standing if registers is None or entry.register in registers]
        if added:
            build(scratch, entries.frame_of(added), seq=state.seq)
            self._parts.append(_Part(Snapshot.open(scratch), gone[:0]))

    def exact(self, numbers_: pl.Series) -> NDArray[np.int64]:
        """The places of those numbers (as `numbers.clean` leaves them) under which an entry of the lists is filed,
        expired or not: one pass over a column."""
        self._ready()
        firsts = range(0, len(numbers_), _FOUND)
        with ThreadPoolExecutor(self._threads) as pool:
            found = pool.map(lambda first: self._exact(numbers_.slice(first, _FOUND)) + first, firsts)
            return np.concatenate([np.empty(0, np.int64), *found])

    def _exact(self, texts: pl.Series) -> NDArray[np.int64]:
        return np.unique(np.concatenate([part.by_number(texts).customers for part in self._parts]))

    def screen(self, customers: pl.DataFrame, *, today: int) -> pl.DataFrame:
        """Answer for each customer (`CUSTOMERS`) in order. `today` is `entries.day` of the day that counts."""
        self._ready()
        days = [part.on(today) for part in self._parts]
        firsts = range(0, len(customers), _CHUNK)
        with ThreadPoolExecutor(self._threads) as pool:
            answers = list(pool.map(lambda first: self._screen(customers.slice(first, _CHUNK), days), firsts))
        return pl.concat(answers) if answers else pl.DataFrame(schema=ANSWERS)

    def _ready(self) -> None:
        """Make what all portions share before there are several."""
        for part in self._parts:
            _ = part.sieve, part.has_open_units

    def _screen(self, chunk: pl.DataFrame, days: "list[_Day]") -> pl.DataFrame:
        asked = _Customers(chunk.rechunk())
        hits = [day.by_number(asked) for day in days]
        asked.leave_out(Hits.joined(hits))
        cut = np.zeros(len(chunk), dtype=np.bool_)
        named = [day.by_name(asked, _COMPARED, cut) for day in days]
        hit = np.zeros(len(chunk), dtype=np.bool_)
        hit[Hits.joined(named).customers] = True
        again = np.flatnonzero(cut & (~hit | ((asked.known.marks & HIDDEN) != 0)))
        for first in range(0, len(again), _AGAIN):
            places = again[first : first + _AGAIN]
            few = _Customers(chunk[places])
            named += [day.by_name(few, COMPARED, cut[places]).of(places) for day in days]
        return _answers(Hits.joined([*hits, *named]).best(), len(chunk))


def _answers(best: Hits, size: int) -> pl.DataFrame:
    """One row a customer, of the hits that are left."""
    columns: list[NDArray[Any]] = []
    for found in (best.outcome, best.match, best.high, best.low):
        column: NDArray[Any] = np.zeros(size, dtype=found.dtype)
        column[best.customers] = found
        columns.append(column)
    return pl.DataFrame(columns, schema=ANSWERS)


@dataclass(slots=True)
class _Customers:
    """A chunk of customers: what is known of them, their keys, and who is still looked for by name."""

    frame: pl.DataFrame
    known: Known
    facts: Facts
    names: HanNames
    is_open: NDArray[np.bool_]

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.names = known.of_persons(frame)
        self.known = Known.of(frame, self.names)
        self.facts = Facts.of(self.known)
        self.is_open = np.ones(len(frame), dtype=np.bool_)

    def leave_out(self, hits: Hits) -> None:
        """Whoever has a hit is not looked for any more."""
        self.is_open[hits.customers] = False

    def keys(self, table: MatchClass, spelled: "_Spelled") -> Asked:
        """The keys in one table of those who are looked for."""
        places, keys = spelled.keys(table)
        if table in namekeys.OF_HAN:
            of_han, han_keys = namekeys.han_keys(self.names, table)
            places, keys = np.concatenate((of_han, places)), np.concatenate((han_keys, keys))
        asked = Asked(places, keys)
        kept = self.is_open[places]
        if table is MatchClass.HOMOPHONE:
            kept &= self._may_be_backed[places]
        return asked if kept.all() else asked.where(kept)

    @property
    def _may_be_backed(self) -> NDArray[np.bool_]:
        """The sound of a person's name alone is no hit: nobody looks for who has no number and no birth date."""
        told = self.frame.select((pl.col("number") != "") | (pl.col("born") != numbers.UNKNOWN_DAY)).to_series()
        return np.asarray(((self.known.marks & UNIT) != 0) | told.to_numpy())


class _Part:
    """A snapshot without the rows that were published anew."""

    def __init__(self, snapshot: Snapshot, gone: NDArray[np.int64]) -> None:
        self.snapshot = snapshot
        self._gone = gone

    def on(self, today: int) -> "_Day":
        """The part as it stands on a day."""
        stands = self.snapshot.expires > today
        stands[self._gone] = False
        return _Day(self, stands)

    @cached_property
    def sieve(self) -> Sieve:
        """Of hashes that this process makes itself: they need not be the same tomorrow."""
        return Sieve.of(self.snapshot.filed_numbers.hash().to_numpy())

    @cached_property
    def has_open_units(self) -> bool:
        """Whether any listed unit has no checked number: else nobody looks for a unit with one by name."""
        return bool((self.snapshot.marks[self.snapshot.open_[MatchClass.FOLDED].rows] & UNIT).any())

    def by_number(self, column: pl.Series) -> Pairs:
        """Places of a column of texts with the rows filed under them."""
        passed = self.sieve.passes(column.hash().to_numpy())
        texts = column.gather(passed)
        full = texts.ne("").to_numpy() & texts.is_not_null().to_numpy()
        passed, texts = passed[full], texts.filter(full)
        places, rows = self.snapshot.numbers.pairs(hashing.keys(texts, namekeys.NUMBER_SALT))
        if len(self._gone):
            kept = ~np.isin(rows, self._gone)
            places, rows = places[kept], rows[kept]
        return Pairs(passed[places], rows)

    def by_filed_number(self, asked: _Customers) -> Pairs:
        """By the number, and by the texts under which a longer or an older one is filed as well."""
        frame = asked.frame
        found = [self.by_number(frame["number"])]
        number, kind = pl.col("number"), pl.col("number_kind")
        code = (kind == USCC) & (number.str.len_chars() == _CREDIT_CODE)
        permit = (kind == PERMIT) & (number.str.len_chars() == _PERMIT_PLACES)
        shorter = frame.select(
            pl.when(code).then(number.str.slice(8, 9)).when(permit).then(number.str.slice(0, 9)).otherwise(pl.lit(""))
        ).to_series()
        places = shorter.ne("").arg_true().to_numpy().astype(np.int64)
        inner = self.by_number(shorter.gather(places))
        found.append(Pairs(places[inner.customers], inner.rows))
        old = frame.select((kind == RESIDENT) & (number.str.len_bytes() == _OLD)).to_series()
        became = [
            (place, text)
            for place in old.arg_true().to_list()
            for number_ in known.customer(frame, place).numbers
            for text in numbers.filed(number_)
        ]
        places = np.array([place for place, _ in became], dtype=np.int64)
        longer = self.by_number(pl.Series(values=[text for _, text in became], dtype=pl.String))
        found.append(Pairs(places[longer.customers], longer.rows))
        return Pairs.joined(found)


class _Day:
    """A part on the day that counts. `standing`: which rows are seen."""

    def __init__(self, part: _Part, standing: NDArray[np.bool_]) -> None:
        snapshot = part.snapshot
        listed = Facts(snapshot.births, snapshot.rest, snapshot.marks)
        self._part = part
        self._judge = Judge(snapshot, standing)
        self._open = {
            table: Filed.of(snapshot.open_[table], listed, standing, by_place=True) for table in namekeys.TABLES
        }
        self._decided = {
            table: Filed.of(snapshot.decided[table], listed, standing, by_place=False) for table in namekeys.TABLES
        }

    def by_number(self, asked: _Customers) -> Hits:
        """Hits under a number."""
        return self._judge.by_number(asked.frame, asked.known, self._part.by_filed_number(asked))

    def by_name(self, asked: _Customers, most: int, cut: NDArray[np.bool_]) -> Hits:
        """Hits under a name, of those who are still looked for; at most `most` entries of a key are compared, `cut`
        marks of whom there were more."""
        spelled = _Spelled(asked, but_decided_units=not self._part.has_open_units)
        found: list[Pairs] = []
        for table in namekeys.TABLES:
            keys = asked.keys(table, spelled)
            undecided = keys.where(~asked.known.decided[keys.customers])
            for some, filed in ((keys, self._open[table]), (undecided, self._decided[table])):
                weak = table is not MatchClass.FOLDED
                found += find(some, filed, customers=asked.facts, weak=weak, most=most, cut=cut)
        return self._judge.by_name(asked.frame, asked.known, Pairs.joined(found))


def warm_up(scratch: Path) -> None:
    """Screen somebody made up: what is compiled is then made, or read from the disk, before anybody waits for it.
    `scratch`: an empty folder."""
    who = {"name": ["某某", "某某公司"], "kind": [0, 1], "number": ["64990119800307****", ""], "number_kind": [0, 1]}
    customers = pl.DataFrame({**who, "born": [0, 0], "sex": [0, 0]}).cast(CUSTOMERS)
    rest = {name: pl.lit("" if of == pl.String else 0).alias(name) for name, of in entries.SCHEMA.items()}
    listed = customers.with_columns(one for name, one in rest.items() if name not in CUSTOMERS)
    build(scratch / "list", listed, seq=0)
    Bulk(State.of(Snapshot.open(scratch / "list")), scratch=scratch / "none").screen(customers, today=0)


class _Spelled:
    """Keys of names that have to be spelled out, each distinct name once."""

    def __init__(self, asked: _Customers, *, but_decided_units: bool) -> None:
        self._told: dict[MatchClass, tuple[list[int], list[str]]] = {table: ([], []) for table in namekeys.TABLES}
        wanted = ~asked.names.plain & asked.is_open
        if but_decided_units:
            wanted &= ~(((asked.known.marks & UNIT) != 0) & asked.known.decided)
        places = np.flatnonzero(wanted)
        known_: dict[tuple[str, int], tuple[tuple[MatchClass, str], ...]] = {}
        rows = asked.frame.select("name", "kind")[places].rows()
        for place, who in zip(places.tolist(), rows, strict=True):
            filed = known_.get(who)
            if filed is None:
                filed = known_[who] = tuple(namekeys.texts(who[0], KINDS[who[1]]))
            for table, text in filed:
                customers, texts = self._told[table]
                customers.append(place)
                texts.append(text)

    def keys(self, table: MatchClass) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Customers and their keys in one respect."""
        customers, texts = self._told[table]
        return np.array(customers, dtype=np.int64), namekeys.keys(texts, table)
