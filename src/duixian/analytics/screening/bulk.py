"""Millions of customers against the lists at once: columns in, one answer a row out.

Contradictions are told on columns before anything is compared: a customer with a checked number is looked for by name
only among entries without one, and birth date and sex must not differ. What is left is compared one by one, the
strongest respect first, until one counts. The same answers as `Index.look`, but for one respect: Chinese names of
customers with a checked number are not looked for in Latin letters.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.compare import compare
from duixian.analytics.names.model import Identity, MatchClass, Number, NumberKind, Outcome
from duixian.analytics.screening import entries, hashing, namekeys, numbers
from duixian.analytics.screening.entries import KINDS, NUMBER_KINDS
from duixian.analytics.screening.index import State
from duixian.analytics.screening.keytable import KeyTable, Sieve
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

_CHUNK: Final = 500_000
_PAIRS: Final = 2_000_000
_COMPARED: Final = 5
"""Entries compared for a customer in one respect at most: namesakes that nothing contradicts all say the same."""

_RESIDENT, _USCC, _PERMIT = (
    NUMBER_KINDS.index(kind) for kind in (NumberKind.RESIDENT, NumberKind.USCC, NumberKind.PERMIT)
)
_FULL: Final = 18
_STAR: Final = ord("*")
_HAN: Final = "^[\u3400-\u9fff〇]+$"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Customers (places in the chunk) with rows of the list that may be them."""

    customers: NDArray[np.int64]
    rows: NDArray[np.int64]


class Bulk:
    """The lists as they stood when it was made. `scratch`: an empty folder for what the snapshot does not have yet.

    `registers`: only entries of these are seen; None: of all.
    """

    def __init__(self, state: State, *, scratch: Path, registers: Collection[Register] | None = None) -> None:
        self.seq = state.seq
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
        found = [part.by_number(numbers_).customers for part in self._parts]
        return np.unique(np.concatenate(found))

    def screen(self, customers: pl.DataFrame, *, today: int) -> pl.DataFrame:
        """Answer for each customer (`CUSTOMERS`) in order. `today` is `entries.day` of the day that counts."""
        answers = [self._screen(customers.slice(at, _CHUNK), today) for at in range(0, len(customers), _CHUNK)]
        return pl.concat(answers) if answers else pl.DataFrame(schema=ANSWERS)

    def _screen(self, chunk: pl.DataFrame, today: int) -> pl.DataFrame:
        asked = _Asked(chunk.rechunk())
        best = _Best(len(chunk))
        for part in self._parts:
            for pairs in part.pairs(asked):
                part.judge(asked, pairs, best, today)
        return best.frame()


class _Asked:
    """A chunk of customers, and what their numbers say."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        number_kind = frame["number_kind"].to_numpy()
        self.kinds = frame["kind"].to_numpy()
        said = numbers.read(
            frame["number"],
            resident=(number_kind == _RESIDENT) & (self.kinds == 0),
            uscc=(number_kind == _USCC) & (self.kinds == 1),
        )
        self.decided = said.checked
        self.born = np.where(said.born == numbers.UNKNOWN_DAY, frame["born"].to_numpy(), said.born)
        self.sex = np.where(said.sex == 0, frame["sex"].to_numpy(), said.sex)
        self.masked = frame["number"].str.contains("*", literal=True).to_numpy()
        shown: dict[int, str] = {}
        for place in np.flatnonzero(self.masked | (number_kind == _PERMIT)).tolist():
            who = self.identity(place)
            self.born[place], self.sex[place] = numbers.known_of(who)
            pattern = numbers.stretched(who.numbers[0]) if who.numbers else ""
            shown[place] = pattern if pattern.isascii() else ""
        self._shown = frame["number"].scatter(list(shown), list(shown.values()))

    def shows_otherwise(self, customers: NDArray[np.int64], listed: pl.DataFrame) -> NDArray[np.bool_]:
        """Whether a number of which places are hidden, the customer's or the listed one, shows another character than
        the other number of its kind has there."""
        found = np.zeros(len(customers), dtype=np.bool_)
        ours, theirs = listed["number"], self._shown.gather(customers)
        papers = self.frame["number_kind"].to_numpy()[customers]
        like = (papers == listed["number_kind"].to_numpy()) & ((papers == _RESIDENT) | (papers == _USCC))
        whole = (ours.str.len_bytes() == _FULL) & (theirs.str.len_bytes() == _FULL) & (listed["more"] == "")
        at = np.flatnonzero(like & whole.to_numpy())
        if len(at):
            one, other = _matrix(ours.gather(at)), _matrix(theirs.gather(at))
            found[at] = ((one != other) & (one != _STAR) & (other != _STAR)).any(axis=1)
        return found

    @cached_property
    def odd(self) -> NDArray[np.bool_]:
        """Whose names have to be spelled out: units, other letters, names in brackets, and whoever has no checked
        number."""
        han = self.frame["name"].str.contains(_HAN).to_numpy()
        return np.asarray((self.kinds == 1) | ~han | ~self.decided)

    def identity(self, place: int) -> Identity:
        """One customer as a plain value."""
        name, kind, number, number_kind, born, sex = self.frame.row(place)
        return Identity(
            name=name,
            kind=KINDS[kind],
            numbers=(Number(NUMBER_KINDS[number_kind], number),) if number else (),
            born=None if born == numbers.UNKNOWN_DAY else entries.date_of(born),
            sex=entries.SEXES[sex],
        )


def _matrix(numbers_: pl.Series) -> NDArray[np.uint8]:
    """Numbers of 18 bytes as one row of characters each."""
    return np.frombuffer(numbers_.str.join("").item().encode(), dtype=np.uint8).reshape(-1, _FULL)


class _Best:
    """The best answer so far of each customer of a chunk."""

    def __init__(self, size: int) -> None:
        self.outcome = np.zeros(size, dtype=np.uint8)
        self.match = np.zeros(size, dtype=np.uint8)
        self.high = np.zeros(size, dtype=np.uint64)
        self.low = np.zeros(size, dtype=np.uint64)

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame([self.outcome, self.match, self.high, self.low], schema=ANSWERS)

    def is_open(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Who has no answer yet: respects come strongest first."""
        return np.asarray(self.outcome[places] == 0)

    def take(self, place: int, outcome: Outcome, match: MatchClass, high: int, low: int) -> None:
        rank = OUTCOMES.index(outcome)
        if rank > self.outcome[place]:
            self.outcome[place], self.match[place] = rank, MATCHES.index(match)
            self.high[place], self.low[place] = high, low


class _Part:
    """A snapshot without the rows that were published anew."""

    def __init__(self, snapshot: Snapshot, gone: NDArray[np.int64]) -> None:
        self._snapshot = snapshot
        self._gone = gone

    @cached_property
    def _sieve(self) -> Sieve:
        """Of hashes that this process makes itself: they need not be the same tomorrow."""
        return Sieve.of(self._snapshot.filed_numbers.hash().to_numpy())

    def by_number(self, column: pl.Series) -> Pairs:
        """Places of a column of texts with the rows filed under them."""
        passed = self._sieve.passes(column.hash().to_numpy())
        texts = column.gather(passed)
        full = texts.ne("").to_numpy() & texts.is_not_null().to_numpy()
        passed, texts = passed[full], texts.filter(full)
        found = list(self._snapshot.numbers.pairs(hashing.keys(texts, namekeys.NUMBER_SALT), most=_PAIRS))
        return self._standing(
            np.concatenate([passed[:0], *(passed[places] for places, _ in found)]),
            np.concatenate([passed[:0], *(rows for _, rows in found)]),
        )

    def _standing(self, customers: NDArray[np.int64], rows: NDArray[np.int64]) -> Pairs:
        if len(self._gone):
            kept = ~np.isin(rows, self._gone)
            customers, rows = customers[kept], rows[kept]
        return Pairs(customers, rows)

    def pairs(self, asked: _Asked) -> Iterator[Pairs]:
        """Who may be whom, the strongest respect first."""
        yield from self._number_pairs(asked)
        plain = np.flatnonzero((asked.kinds == 0) & ~asked.odd)
        names = namekeys.FoldedNames(asked.frame["name"].gather(plain))
        places, keys = names.keys()
        yield from self._named(asked, MatchClass.FOLDED, plain[places], keys)
        odd = _Spelled(asked, but_decided_units=not self._has_open_units)
        for table in namekeys.TABLES:
            yield from self._named(asked, table, *odd.keys(table))
        places, keys = names.sound_keys()
        yield from self._named(asked, MatchClass.HOMOPHONE, plain[places], keys)

    def _number_pairs(self, asked: _Asked) -> Iterator[Pairs]:
        frame = asked.frame
        yield self.by_number(frame["number"])
        number, kind = pl.col("number"), pl.col("number_kind")
        code = (kind == _USCC) & (number.str.len_chars() == 18)
        permit = (kind == _PERMIT) & (number.str.len_chars() == 11)
        shorter = frame.select(
            pl.when(code).then(number.str.slice(8, 9)).when(permit).then(number.str.slice(0, 9)).otherwise(pl.lit(""))
        ).to_series()
        places = shorter.ne("").arg_true().to_numpy().astype(np.int64)
        found = self.by_number(shorter.gather(places))
        yield Pairs(places[found.customers], found.rows)
        old = frame.select((kind == _RESIDENT) & (number.str.len_bytes() == 15)).to_series()
        places = old.arg_true().to_numpy().astype(np.int64)
        known = [text for place in places.tolist() for text in numbers.filed(asked.identity(place).numbers[0])]
        found = self.by_number(pl.Series(values=known, dtype=pl.String))
        yield Pairs(places[found.customers], found.rows)

    def _named(
        self, asked: _Asked, table: MatchClass, places: NDArray[np.int64], keys: NDArray[np.uint64]
    ) -> Iterator[Pairs]:
        """Entries under a key of a name that nothing contradicts."""
        undecided = ~asked.decided[places]
        for filed, some in (
            (self._snapshot.open_[table], np.ones(len(places), dtype=np.bool_)),
            (self._snapshot.decided[table], undecided),
        ):
            yield from self._uncontradicted(asked, table, filed, places[some], keys[some])

    def _uncontradicted(
        self, asked: _Asked, table: MatchClass, filed: KeyTable, places: NDArray[np.int64], keys: NDArray[np.uint64]
    ) -> Iterator[Pairs]:
        snapshot = self._snapshot
        for at, rows in filed.pairs(keys, most=_PAIRS):
            customers = places[at]
            born, listed = asked.born[customers], snapshot.born[rows]
            known = (born != numbers.UNKNOWN_DAY) & (listed != numbers.UNKNOWN_DAY)
            kept = (born == listed) | ~known
            sex, other = asked.sex[customers], snapshot.sex[rows]
            kept &= (sex == other) | (sex == 0) | (other == 0)
            kept &= asked.kinds[customers] == snapshot.kinds[rows]
            if table is MatchClass.HOMOPHONE:
                # of a person a sound alone is no hit: the birth date or a masked number must back it
                person = asked.kinds[customers] == 0
                kept &= ~person | (known & (born == listed)) | asked.masked[customers] | self._masked[rows]
            customers, rows = customers[kept], rows[kept]
            hidden = np.flatnonzero(asked.masked[customers] | self._masked[rows])
            listed = snapshot.frame.select("number", "number_kind", "more")[rows[hidden]]
            ruled_out = hidden[asked.shows_otherwise(customers[hidden], listed)]
            customers, rows = np.delete(customers, ruled_out), np.delete(rows, ruled_out)
            yield _first_of_each(self._standing(customers, rows))

    @cached_property
    def _has_open_units(self) -> bool:
        """Whether any listed unit has no checked number: else nobody looks for a unit with one by name."""
        return bool((self._snapshot.kinds[self._snapshot.open_[MatchClass.FOLDED].rows] == 1).any())

    @cached_property
    def _masked(self) -> NDArray[np.bool_]:
        masked = pl.col("number").str.contains("*", literal=True) | (pl.col("more") != "")
        return self._snapshot.frame.select(masked).to_series().to_numpy()

    def judge(self, asked: _Asked, pairs: Pairs, best: _Best, today: int) -> None:
        """Compare the pairs of customers who have no answer yet."""
        standing = (self._snapshot.expires[pairs.rows] > today) & best.is_open(pairs.customers)
        customers, rows = pairs.customers[standing], pairs.rows[standing]
        if not len(customers):
            return
        listed = self._snapshot.frame[rows]
        same = (
            (asked.frame["name"].gather(customers) == listed["name"])
            & (asked.frame["number"].gather(customers) == listed["number"])
            & (asked.frame["number_kind"].gather(customers) == listed["number_kind"])
            & (asked.frame["kind"].gather(customers) == listed["kind"])
        ).to_numpy() & asked.decided[customers]
        alike = listed.select("id_high", "id_low").filter(same).rows()
        for place, (high, low) in zip(customers[same].tolist(), alike, strict=True):
            best.take(place, Outcome.YES, MatchClass.NUMBER, high, low)
        for place, row in zip(customers[~same].tolist(), listed.filter(~same).iter_rows(), strict=True):
            if best.outcome[place] == 0:
                said = compare(asked.identity(place), entries.identity_of(row))
                if said.outcome is not Outcome.NO:
                    best.take(place, said.outcome, said.classes[0], row[0], row[1])


class _Spelled:
    """Keys of names that have to be spelled out, each distinct name once."""

    def __init__(self, asked: _Asked, *, but_decided_units: bool) -> None:
        self._told: dict[MatchClass, tuple[list[int], list[str]]] = {table: ([], []) for table in namekeys.TABLES}
        wanted = asked.odd & ~((asked.kinds == 1) & asked.decided) if but_decided_units else asked.odd
        places = np.flatnonzero(wanted)
        known: dict[tuple[str, int], tuple[tuple[MatchClass, str], ...]] = {}
        rows = asked.frame.select("name", "kind")[places].rows()
        for place, who in zip(places.tolist(), rows, strict=True):
            filed = known.get(who)
            if filed is None:
                filed = known[who] = tuple(namekeys.texts(who[0], KINDS[who[1]]))
            for table, text in filed:
                customers, texts = self._told[table]
                customers.append(place)
                texts.append(text)

    def keys(self, table: MatchClass) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Customers and their keys in one respect."""
        customers, texts = self._told[table]
        return np.array(customers, dtype=np.int64), namekeys.keys(texts, table)


def _first_of_each(pairs: Pairs) -> Pairs:
    """At most a few pairs of each customer; pairs come sorted by customer within a portion or nearly so."""
    order = np.argsort(pairs.customers, kind="stable")
    customers = pairs.customers[order]
    first = np.ones(len(customers), dtype=np.bool_)
    first[_COMPARED:] = customers[_COMPARED:] != customers[:-_COMPARED]
    return Pairs(customers[first], pairs.rows[order][first])
