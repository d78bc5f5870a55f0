"""What several detectors look at, made once: whose money it is, who is near to whom, and which days count."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.clues.model import DAY_MS, LOCAL_MS, NEVER, Dossier, PersonKind, RelationKind, Trade
from duixian.analytics.flows.adjacency import by_account
from duixian.law import clues as law

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SPOUSE, PARENT, CHILD, SIBLING, KIN, HEAD, COMPANY = range(1, 8)
"""How somebody stands to a debtor: HEAD heads a debtor that is a company, COMPANY is headed by the debtor."""

_EPOCH: Final = date(1970, 1, 1)
INSTITUTIONS: Final = (Trade.BANK, Trade.INSURER, Trade.COURT, Trade.HOSPITAL, Trade.SCHOOL, Trade.UTILITY)


@dataclass(frozen=True)
class View:
    """A dossier as detectors need it. Debtors are rows `d`: a person with several cases is looked at in the one served
    first, whose number the finding bears."""

    dossier: Dossier

    def person(self, column: str, codes: Any) -> NDArray[Any]:
        """A column of persons for codes; for code -1 what `persons` cannot know is 0."""
        found = np.append(self.dossier.array("persons", column), 0)
        return np.asarray(found[codes])

    @cached_property
    def debtors(self) -> pl.DataFrame:
        """One row `d` a person."""
        return (
            self.dossier.debtors.sort("served_on", "case")
            .unique("person", keep="first", maintain_order=True)
            .with_row_index("d")
            .cast({"d": pl.Int32})
        )

    def debtor(self, column: str) -> NDArray[Any]:
        """A column of `debtors`."""
        return self.debtors[column].to_numpy()

    @cached_property
    def debtor_of(self) -> NDArray[np.int32]:
        """The row of each person among debtors, -1 for others; one more place for the unknown owner."""
        found = np.full(len(self.dossier.persons) + 1, -1, dtype=np.int32)
        found[self.debtor("person")] = np.arange(len(self.debtors), dtype=np.int32)
        return found

    @cached_property
    def _law_day(self) -> int:
        return (law.first_day_from_service() - _EPOCH).days

    def counts(self, d: Any, day: Any) -> Bools:
        """Which acts count: `law.clues.counts` for columns (法释〔2024〕13号 article 6)."""
        served, effective = self.debtor("served_on")[d], self.debtor("effective_on")[d]
        return np.asarray(np.where(np.asarray(day) >= self._law_day, day > served, day > effective))

    # -- who is near

    @cached_property
    def kin(self) -> pl.DataFrame:
        """Relatives of debtors (d, person, tie), the nearest tie where there are several. A marriage that ended before
        the complaint was served makes no relative."""
        relations = self.dossier.relations.select("a", "b", "kind", "until")
        kinds = {
            RelationKind.SPOUSE: (SPOUSE, SPOUSE),
            RelationKind.PARENT: (CHILD, PARENT),
            RelationKind.SIBLING: (SIBLING, SIBLING),
            RelationKind.KIN: (KIN, KIN),
            RelationKind.HEADS: (COMPANY, HEAD),
        }
        ahead = {int(kind): ties[0] for kind, ties in kinds.items()}
        behind = {int(kind): ties[1] for kind, ties in kinds.items()}
        known = relations.filter(pl.col("kind").is_in(list(ahead)))
        tie = pl.Int8()
        both = pl.concat(
            [
                known.select(
                    me="a", person="b", tie=pl.col("kind").replace_strict(ahead, return_dtype=tie), until="until"
                ),
                known.select(
                    me="b", person="a", tie=pl.col("kind").replace_strict(behind, return_dtype=tie), until="until"
                ),
                self.dossier.companies.select(
                    me="head", person="person", tie=pl.lit(COMPANY, tie), until=pl.lit(NEVER, pl.Int32)
                ),
                self.dossier.companies.select(
                    me="person", person="head", tie=pl.lit(HEAD, tie), until=pl.lit(NEVER, pl.Int32)
                ),
            ]
        )
        d = self.debtor_of[both["me"].to_numpy()]
        served = np.append(self.debtor("served_on"), 0)[d]
        return (
            both.with_columns(d=pl.Series(d), served=pl.Series(served))
            .filter(pl.col("d") >= 0, pl.col("until") > pl.col("served"))
            .sort("d", "person", "tie")
            .unique(["d", "person"], keep="first", maintain_order=True)
            .select("d", "person", "tie")
        )

    @cached_property
    def kin_keys(self) -> tuple[Ints, NDArray[np.int8]]:
        """Debtor and relative as one rising number, and the tie: to look up a pair at once."""
        size = len(self.dossier.persons) + 1
        keys = self.kin["d"].to_numpy().astype(np.int64) * size + self.kin["person"].to_numpy()
        order = np.argsort(keys)
        return keys[order], self.kin["tie"].to_numpy()[order]

    def tie(self, d: Any, person: Any) -> NDArray[np.int8]:
        """How each person stands to each debtor; 0: not near."""
        found = np.zeros(len(d), dtype=np.int8)
        keys, ties = self.kin_keys
        asked = np.flatnonzero(self.near[person])  # most payments go to nobody's relative
        if not len(keys) or not len(asked):
            return found
        wanted = np.asarray(d, dtype=np.int64)[asked] * (len(self.near)) + np.asarray(person, dtype=np.int64)[asked]
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found[asked] = np.where(keys[place] == wanted, ties[place], 0)
        return found

    @cached_property
    def near(self) -> Bools:
        """Whether each person is anybody's relative; one more place for the unknown owner."""
        found = np.zeros(len(self.dossier.persons) + 1, dtype=np.bool_)
        found[self.kin["person"].to_numpy()] = True
        return found

    # -- whose money

    @cached_property
    def day(self) -> NDArray[np.int32]:
        """The local day of each transfer."""
        return ((self.dossier.array("transfers", "at") + LOCAL_MS) // DAY_MS).astype(np.int32)

    @cached_property
    def payer(self) -> NDArray[np.int32]:
        """Who pays, -1 unknown."""
        return np.asarray(self.dossier.owner[self.dossier.array("transfers", "source")])

    @cached_property
    def payee(self) -> NDArray[np.int32]:
        """Who is paid, -1 unknown."""
        return np.asarray(self.dossier.owner[self.dossier.array("transfers", "target")])

    @cached_property
    def outs(self) -> pl.DataFrame:
        """What debtors paid to others: d, id, own, far (accounts), other (person), at, day, amount, kind, tie, natural,
        trade, counts (the day counts under article 6)."""
        return self._side(self.payer, self.payee, "source", "target")

    @cached_property
    def ins(self) -> pl.DataFrame:
        """What others paid to debtors, in the same columns."""
        return self._side(self.payee, self.payer, "target", "source")

    def _side(self, mine: NDArray[np.int32], theirs: NDArray[np.int32], own: str, far: str) -> pl.DataFrame:
        ids = np.flatnonzero((self.debtor_of[mine] >= 0) & (mine != theirs))
        return self.rows(ids, self.debtor_of[mine[ids]], theirs[ids], own, far)

    def rows(self, ids: Ints, d: Any, other: Any, own: str, far: str) -> pl.DataFrame:
        """Transfers as a debtor sees them."""
        transfers, day = self.dossier.transfers, self.day[ids]
        column = {name: transfers[name].to_numpy()[ids] for name in ("source", "target", "at", "amount", "kind")}
        return pl.DataFrame(
            {
                "d": d,
                "id": ids,
                "own": column[own],
                "far": column[far],
                "other": other,
                "at": column["at"],
                "day": day,
                "amount": column["amount"],
                "kind": column["kind"],
                "tie": self.tie(d, other),
                "natural": (self.person("kind", other) == PersonKind.NATURAL) & (other >= 0),
                "trade": self.person("trade", other),
                "counts": self.counts(d, day),
            }
        )

    @cached_property
    def first_day(self) -> int:
        """The first day with a transfer on file."""
        return int(self.day[0]) if len(self.day) else 0

    @cached_property
    def last_day(self) -> int:
        """The last day with a transfer on file."""
        return int(self.day[-1]) if len(self.day) else 0

    @cached_property
    def days_before(self) -> NDArray[np.int64]:
        """Days on file before each debtor was served; at least thirty."""
        return np.asarray(np.maximum(self.debtor("served_on") - self.first_day, 30).astype(np.int64))

    def _habits(self, side: pl.DataFrame) -> pl.DataFrame:
        early = ~pl.col("counts")
        grouped = side.group_by("d", "other").agg(
            known=early.sum().cast(pl.Int32),
            before=pl.col("amount").filter(early).sum(),
            seen=pl.col("day").filter(early).max(),
            times=pl.len(),
            first=pl.col("day").min(),
            last=pl.col("day").max(),
        )
        days = pl.Series("days", self.days_before[grouped["d"].to_numpy()])
        return grouped.with_columns(monthly=(pl.col("before") * 30 // days).cast(pl.Int64))

    @cached_property
    def paid(self) -> pl.DataFrame:
        """Whom a debtor paid: d, other; before the days that count known (times), before (fen), seen (last day),
        monthly (fen a month); over all days times, first, last."""
        return self._habits(self.outs)

    @cached_property
    def paid_before(self) -> pl.DataFrame:
        """Those of `paid` who were paid before the days that count."""
        return self.paid.filter(pl.col("known") > 0)

    @cached_property
    def paid_by_before(self) -> pl.DataFrame:
        """Who paid a debtor before the days that count, in the same columns."""
        return self._habits(self.ins).filter(pl.col("known") > 0)

    @cached_property
    def follow(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Transfers by source and, within it, time: where each account begins, and the order."""
        return by_account(self.dossier.array("transfers", "source"), len(self.dossier.accounts))

    # -- papers

    def papers(self, kind: int) -> pl.DataFrame:
        """Papers of a kind."""
        return self.dossier.papers.filter(pl.col("kind") == int(kind))


def on(day: int) -> date:
    """A day of the columns as a date."""
    return _EPOCH + timedelta(days=int(day))
