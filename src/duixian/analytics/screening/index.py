"""The lists as they stand: a snapshot, and what was published since. Looked up without a lock, changed in one step.

A look-up sees one state from beginning to end; `apply` makes the next state and puts it in place, so that an entry
removed is gone from the look-up that begins afterwards.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from duixian.analytics.names.compare import compare
from duixian.analytics.names.model import Identity, Kind, MatchClass, Outcome
from duixian.analytics.screening import entries, hashing, namekeys, numbers
from duixian.analytics.screening.checked import contradict
from duixian.analytics.screening.keytable import Rows
from duixian.analytics.screening.known import SEX, UNIT
from duixian.analytics.screening.model import Hit, ListedEntry, Op, Register, Screened
from duixian.analytics.screening.snapshot import Snapshot

HITS: Final = 20
"""Hits of an answer at most. A name alone may have thousands; who needs more must say more of whom he means."""

COMPARED: Final = 400
"""Entries compared for one look-up at most; the strongest respects come first."""

_FEW: Final = 4
_STRENGTH: Final = {match: place for place, match in enumerate(MatchClass)}
_OUTCOMES: Final = (Outcome.YES, Outcome.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Published:
    """A line of the publication log: from here on the entry stands as `entry` says, or not at all (None)."""

    seq: int
    op: Op
    entry_id: str
    entry: ListedEntry | None = None

    def __post_init__(self) -> None:
        if (self.entry is None) is not (self.op is Op.REMOVE):
            raise ValueError(f"line {self.seq}: {self.op} with{'out' if self.entry is None else ''} an entry")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and how many entries with such a name were not looked at because there were too many."""

    screened: Screened
    beyond: int


@dataclass(frozen=True, slots=True)
class State:
    """What stands at one moment. `lines` are the last line of each entry published since the snapshot; `gone` the rows
    of the snapshot they replace; `keys` where the entries they bring are filed."""

    snapshot: Snapshot
    seq: int
    lines: dict[str, Published]
    gone: frozenset[int]
    keys: dict[int, tuple[str, ...]]

    @classmethod
    def of(cls, snapshot: Snapshot, lines: Iterable[Published] = ()) -> "State":
        """A snapshot and what came after it; lines it contains already are passed over."""
        return cls(snapshot, snapshot.seq, {}, frozenset(), {}).after(lines)

    def after(self, lines: Iterable[Published]) -> "State":
        """The state after further lines, in order; a line known already changes nothing."""
        seq, known, gone, keys = self.seq, dict(self.lines), set(self.gone), dict(self.keys)
        for line in lines:
            if line.seq <= seq:
                continue
            before = known.get(line.entry_id)
            if before is None:
                gone.update(self.snapshot.rows_of(line.entry_id))
            elif before.entry is not None:
                _unfile(before.entry, keys)
            known[line.entry_id] = line
            if line.entry is not None:
                for key in set(_keys_of_entry(line.entry)):
                    keys[key] = (*keys.get(key, ()), line.entry_id)
            seq = line.seq
        return State(self.snapshot, seq, known, frozenset(gone), keys)

    def added(self, keys: Iterable[int]) -> Iterator[ListedEntry]:
        """Entries published since the snapshot that are filed under one of these keys, each once."""
        if not self.keys:
            return
        for entry_id in dict.fromkeys(found for key in keys for found in self.keys.get(key, ())):
            entry = self.lines[entry_id].entry
            if entry is not None:
                yield entry


def _keys_of_entry(entry: ListedEntry) -> Iterator[int]:
    who = entry.identity
    yield from number_keys(who)
    for name in namekeys.names_of(who):
        for _, key in namekeys.filed(name, who.kind):
            yield key


def _unfile(entry: ListedEntry, keys: dict[int, tuple[str, ...]]) -> None:
    for key in set(_keys_of_entry(entry)):
        left = tuple(entry_id for entry_id in keys[key] if entry_id != entry.entry_id)
        if left:
            keys[key] = left
        else:
            del keys[key]


def number_keys(who: Identity) -> list[int]:
    """The keys of somebody's numbers."""
    return [hashing.key(text, namekeys.NUMBER_SALT) for number in who.numbers for text in numbers.filed(number)]


class Index:
    """The lists, ready to be asked by many threads. One writer at a time changes them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._state = State.of(snapshot)
        self._writing = threading.Lock()

    @property
    def state(self) -> State:
        """What stands now."""
        return self._state

    @property
    def as_of(self) -> int:
        """The last line of the publication log that is seen."""
        return self._state.seq

    def apply(self, lines: Iterable[Published]) -> None:
        """Follow the publication log: lines in order of `seq`. Lines seen before change nothing."""
        with self._writing:
            self._state = self._state.after(lines)

    def replace(self, snapshot: Snapshot) -> None:
        """Stand on a new snapshot; what was published after it stays. Raises `ValueError` when it is older than the
        one that stands."""
        with self._writing:
            old = self._state
            if snapshot.seq < old.snapshot.seq:
                raise ValueError(f"snapshot of line {snapshot.seq}, here stands {old.snapshot.seq}")
            lines = sorted(old.lines.values(), key=lambda line: line.seq)
            self._state = State.of(snapshot, lines)

    def frame(self) -> tuple[pl.DataFrame, int]:
        """Everything that stands, as columns to build the next snapshot of, and the line it stands after."""
        state = self._state
        kept = state.snapshot.frame
        if state.gone:
            rows = np.ones(len(kept), dtype=np.bool_)
            rows[list(state.gone)] = False
            kept = kept.filter(rows)
        added = [line.entry for line in state.lines.values() if line.entry is not None]
        return pl.concat([kept, entries.frame_of(added)]), state.seq

    def look(self, asked: Identity, *, on: date, fuzzy: bool = True, hits: int = HITS) -> Found:
        """Who of those listed on a day may be meant. Without `fuzzy` by numbers only.

        The outcome is the strongest of all; NO comes without hits. Contradicted entries are never hits.
        """
        state = self._state
        keys = number_keys(asked)
        look = _Look(state, asked, on)
        look.rows([state.snapshot.numbers.find(key) for key in keys], by_number=True)
        look.entries(state.added(keys))
        if fuzzy:
            decided = numbers.is_decided(asked)
            for table, key in _strongest_first(asked):
                parts = [state.snapshot.open_[table].find(key)]
                if not decided:
                    parts.append(state.snapshot.decided[table].find(key))
                look.rows(parts)
                look.entries(state.added((key,)))
        found = sorted(look.hits, key=_order)
        outcome = found[0].comparison.outcome if found else Outcome.NO
        return Found(Screened(outcome, tuple(found[:hits]), state.seq), look.beyond + max(0, len(found) - hits))


def _strongest_first(asked: Identity) -> list[tuple[MatchClass, int]]:
    """The keys to look under. The sound of a person's name alone is no hit: without a number or a birth date there is
    nothing that could back it."""
    filed = [each for name in namekeys.names_of(asked) for each in namekeys.filed(name, asked.kind)]
    if asked.kind is Kind.NATURAL and not asked.numbers and asked.born is None:
        filed = [each for each in filed if each[0] is not MatchClass.HOMOPHONE]
    return sorted(dict.fromkeys(filed), key=lambda each: _STRENGTH[each[0]])


def _order(hit: Hit) -> tuple[int, int, int, str]:
    said = hit.comparison
    strongest = min((_STRENGTH[match] for match in said.classes), default=len(_STRENGTH))
    return _OUTCOMES.index(said.outcome), strongest, -said.score, hit.entry_id


class _Look:
    """One look-up under way: what was compared, what was found."""

    def __init__(self, state: State, asked: Identity, on: date) -> None:
        self._state = state
        self._snapshot = state.snapshot
        self._asked = asked
        self._today = entries.day(on)
        self._on = on
        self._seen: set[int | str] = set()
        self._rules: _RuledOut | None = None
        self.hits: list[Hit] = []
        self.beyond = 0

    def rows(self, parts: list[Rows], *, by_number: bool = False) -> None:
        """Compare with rows of the snapshot."""
        for rows in parts:
            if len(rows) > _FEW and not by_number:
                self._rules = self._rules or _RuledOut(self._snapshot, self._asked)
                rows = self._rules.left(rows)
            for row in rows.tolist():
                if row in self._seen or row in self._state.gone or self._snapshot.expires[row] <= self._today:
                    continue
                self._seen.add(row)
                if len(self._seen) > COMPARED:
                    self.beyond += 1
                else:
                    self._compare(*self._snapshot.entry(row))

    def entries(self, added: Iterable[ListedEntry]) -> None:
        """Compare with entries published since."""
        for entry in added:
            if entry.entry_id not in self._seen and (entry.expires_on is None or entry.expires_on > self._on):
                self._seen.add(entry.entry_id)
                self._compare(entry.entry_id, entry.register, entry.identity)

    def _compare(self, entry_id: str, register: Register, listed: Identity) -> None:
        said = compare(self._asked, listed)
        if said.outcome is not Outcome.NO:
            self.hits.append(Hit(entry_id, register, said))


class _RuledOut:
    """Rows that what is known of somebody contradicts, told on columns: another kind, birth date or sex, or a resident
    number that shows other characters. It only ever drops what `compare` calls NO."""

    def __init__(self, snapshot: Snapshot, asked: Identity) -> None:
        self._snapshot = snapshot
        self._unit = UNIT if asked.kind is Kind.ORGANISATION else 0
        self._births, self._sex = (0, 0) if self._unit else numbers.known_of(asked)
        self._rest = 0 if self._unit else numbers.rest_of(asked)

    def left(self, rows: Rows) -> Rows:
        """The rows that are not contradicted."""
        snapshot = self._snapshot
        marks = snapshot.marks[rows]
        kept = (marks & UNIT) == self._unit
        if self._births:
            kept &= ~contradict(snapshot.births[rows], np.uint64(self._births))
        if self._rest:
            kept &= ~contradict(snapshot.rest[rows], np.uint64(self._rest))
        if self._sex:
            kept &= ((marks & SEX) == self._sex) | ((marks & SEX) == 0)
        left: Rows = rows[kept]
        return left
