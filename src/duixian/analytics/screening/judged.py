"""Pairs of customers and listed entries judged: what can be told by rule on columns, all else by `names.compare`."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.compare import compare
from duixian.analytics.names.model import MatchClass, Outcome
from duixian.analytics.screening import checked, entries, known
from duixian.analytics.screening.candidates import Pairs
from duixian.analytics.screening.known import ODD, PASSPORT, Known
from duixian.analytics.screening.snapshot import Snapshot

_OUTCOMES: Final = (Outcome.NO, Outcome.POSSIBLE, Outcome.YES)
_YES, _POSSIBLE = _OUTCOMES.index(Outcome.YES), _OUTCOMES.index(Outcome.POSSIBLE)
_MATCH: Final = {match: place for place, match in enumerate(MatchClass)}
_NAMED: Final = r"^\p{L}{2}"
"""A name that says something: one of signs alone is the same as no other name."""
_SAME_NUMBER, _SAME_NAME, _AND_BORN = 1000, 300, 700
"""The scores of `compare`: the same full number and name; the same name; and with the same birth date."""


@dataclass(frozen=True, slots=True)
class Hits:
    """One line a customer and entry that is a hit; `outcome` and `match` as in `bulk.ANSWERS`, `score` of `compare`."""

    customers: NDArray[np.int64]
    outcome: NDArray[np.uint8]
    match: NDArray[np.uint8]
    score: NDArray[np.int64]
    high: NDArray[np.uint64]
    low: NDArray[np.uint64]

    @classmethod
    def joined(cls, parts: "list[Hits]") -> "Hits":
        """Several as one."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def of(self, places: NDArray[np.int64]) -> "Hits":
        """Hits of customers who are counted otherwise: number n is at `places[n]`."""
        return replace(self, customers=places[self.customers])

    def best(self) -> "Hits":
        """The first hit of each customer, in the order of a look-up."""
        rank = -self.outcome.astype(np.int64)
        order = np.lexsort((self.low, self.high, -self.score, self.match, rank, self.customers))
        customers = self.customers[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = customers[1:] != customers[:-1]
        return Hits(*(getattr(self, name)[order[first]] for name in self.__slots__))


class Judge:
    """Judges pairs with the entries of one snapshot. `standing`: which of its rows are seen."""

    def __init__(self, snapshot: Snapshot, standing: NDArray[np.bool_]) -> None:
        self._snapshot = snapshot
        self._standing = standing

    def by_number(self, customers: pl.DataFrame, of: Known, pairs: Pairs) -> Hits:
        """Pairs that have a number in common."""
        pairs = pairs.where(self._standing[pairs.rows])
        listed = self._snapshot.frame[pairs.rows]
        theirs = customers[pairs.customers]
        same = of.decided[pairs.customers] & theirs["name"].str.contains(_NAMED).to_numpy()
        for column in ("name", "number", "number_kind", "kind"):
            same &= (theirs[column] == listed[column]).to_numpy()
        told = self._told(pairs.where(same), _YES, MatchClass.NUMBER, _SAME_NUMBER)
        return Hits.joined([told, self._compared(customers, pairs.where(~same))])

    def by_name(self, customers: pl.DataFrame, of: Known, pairs: Pairs) -> Hits:
        """Pairs whose names meet under some key, and that what is known does not rule out."""
        listed = self._snapshot.frame.select("name", "number", "number_kind", "more")[pairs.rows]
        theirs = customers.select("name", "number", "number_kind")[pairs.customers]
        kept = ~_other_passport(theirs, listed)
        pairs, listed, theirs = pairs.where(kept), listed.filter(kept), theirs.filter(kept)
        births, others = of.births[pairs.customers], self._snapshot.births[pairs.rows]
        odd = (of.marks[pairs.customers] | self._snapshot.marks[pairs.rows]) & ODD
        nothing = (theirs["number"] == "") | (listed["number"] == "") | (theirs["number_kind"] != listed["number_kind"])
        rule = ((theirs["name"] == listed["name"]) & nothing).to_numpy() & (odd == 0)
        same_birth = (births == others) & checked.all_known(births)
        told = [
            self._told(pairs.where(rule & ~same_birth), _POSSIBLE, MatchClass.NAME, _SAME_NAME),
            self._told(pairs.where(rule & same_birth), _POSSIBLE, MatchClass.NAME, _AND_BORN),
        ]
        return Hits.joined([*told, self._compared(customers, pairs.where(~rule))])

    def _told(self, pairs: Pairs, outcome: int, match: MatchClass, score: int) -> Hits:
        """Hits of which all is known."""
        ids = self._snapshot.frame.select("id_high", "id_low")[pairs.rows]
        size = len(pairs.rows)
        return Hits(
            pairs.customers,
            np.full(size, outcome, dtype=np.uint8),
            np.full(size, _MATCH[match], dtype=np.uint8),
            np.full(size, score, dtype=np.int64),
            ids["id_high"].to_numpy(),
            ids["id_low"].to_numpy(),
        )

    def _compared(self, customers: pl.DataFrame, pairs: Pairs) -> Hits:
        """Hits among pairs that are compared one by one."""
        found = []
        listed = self._snapshot.frame[pairs.rows].iter_rows()
        before, asked = -1, None
        for place, row in zip(pairs.customers.tolist(), listed, strict=True):
            if asked is None or place != before:
                before, asked = place, known.customer(customers, place)
            said = compare(asked, entries.identity_of(row))
            if said.outcome is not Outcome.NO:
                strongest = min(_MATCH[match] for match in said.classes)
                found.append((place, _OUTCOMES.index(said.outcome), strongest, said.score, row[0], row[1]))
        columns = zip(*found, strict=True) if found else [()] * 6
        types = (np.int64, np.uint8, np.uint8, np.int64, np.uint64, np.uint64)
        return Hits(*(np.array(column, dtype=of) for column, of in zip(columns, types, strict=True)))


def _other_passport(theirs: pl.DataFrame, listed: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether two full passport numbers differ. Resident numbers and credit codes are told before."""
    both = (theirs["number_kind"] == PASSPORT) & (listed["number_kind"] == PASSPORT) & (listed["more"] == "")
    for numbers in (theirs["number"], listed["number"]):
        both &= (numbers != "") & ~numbers.str.contains("*", literal=True)
    return (both & (theirs["number"] != listed["number"])).to_numpy()
