"""A file of customers screened: an answer for every good row, every bad row back with its reason, in bounded memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from duixian.analytics.names.model import Identity, Outcome
from duixian.analytics.screening import entries
from duixian.analytics.screening.bulk import MATCHES, OUTCOMES, Bulk
from duixian.analytics.screening.known import customer
from duixian.faces.screen.rows import BAD_ROWS, Portion, portions

ANSWERS = "answers.csv"
BAD = "bad_rows.csv"
KEPT_AT_ONCE: Final = 500
"""Hits in one line of the journal."""
_OUTCOMES: Final = pl.Series([outcome.value for outcome in OUTCOMES])
_MATCHES: Final = pl.Series([match.value for match in MATCHES])


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file's rows. `as_of`: the last line of the publication log that was seen."""

    good: int
    bad: int
    yes: int
    possible: int
    as_of: int


@dataclass(frozen=True, slots=True)
class FileHit:
    """A row of a file that is told yes or possible: what stood in it, and which entry it names."""

    ref: str
    who: Identity
    outcome: Outcome
    entry_id: str


class Witness(Protocol):
    """Who hits are told to before they are written into the answers."""

    def keep(self, hits: Sequence[FileHit]) -> str:
        """Write hits down; the name of the call under which they are kept. Raises `OSError` when it cannot be done."""

    def exempt(self, entry_id: str) -> str:
        """The exemption open for an entry, in words, or ""."""


def screen_file(file: Path, bulk: Bulk, *, out: Path, on: date, witness: Witness | None = None) -> Summary:
    """Screen `file` into `out`/answers.csv and `out`/bad_rows.csv. Raises `BadInput` when the head cannot be used.

    With a witness each hit is kept before it is written, and comes with its call and the exemption of its entry.
    """
    out.mkdir(parents=True, exist_ok=True)
    good = bad = yes = possible = 0
    with (out / ANSWERS).open("wb") as answers, (out / BAD).open("wb") as bad_rows:
        answers.write(b"row,ref,outcome,match,entry_id" + (b",call,exempt\n" if witness else b"\n"))
        bad_rows.write((",".join(BAD_ROWS.names()) + "\n").encode())
        for portion in portions(file, on=on):
            found = bulk.screen(portion.customers, today=entries.day(on))
            _answers(portion, found, witness).write_csv(answers, include_header=False)
            portion.bad.write_csv(bad_rows, include_header=False)
            outcomes = found["outcome"]
            good, bad = good + len(found), bad + len(portion.bad)
            yes, possible = yes + int((outcomes == 2).sum()), possible + int((outcomes == 1).sum())
    return Summary(good, bad, yes, possible, bulk.seq)


def _answers(portion: Portion, found: pl.DataFrame, witness: Witness | None) -> pl.DataFrame:
    """One line a row; what is told of hits alone is empty in the others."""
    hits = found["outcome"].ne(0).arg_true()
    ids = [entries.entry_id(high, low) for high, low in found.select("id_high", "id_low")[hits].iter_rows()]
    columns: dict[str, Sequence[str | None]] = {
        "match": _MATCHES.gather(found["match"].gather(hits).cast(pl.Int64)).to_list(),
        "entry_id": ids,
    }
    if witness is not None:
        columns["call"] = _kept(portion, found, hits, ids, witness)
        columns["exempt"] = [witness.exempt(entry_id) or None for entry_id in ids]
    told = {
        "row": portion.rows,
        "ref": portion.refs,
        "outcome": _OUTCOMES.gather(found["outcome"].cast(pl.Int64)),
    }
    return pl.DataFrame(told).with_columns(
        pl.repeat(None, len(found), dtype=pl.String, eager=True)
        .scatter(hits, pl.Series(values, dtype=pl.String))
        .alias(name)
        for name, values in columns.items()
    )


def _kept(
    portion: Portion, found: pl.DataFrame, hits: pl.Series, entry_ids: Sequence[str], witness: Witness
) -> list[str]:
    """Hits written down, some at a time: the call of each."""
    told = [
        FileHit(ref, customer(portion.customers, row), OUTCOMES[outcome], entry_id)
        for row, ref, outcome, entry_id in zip(
            hits.to_list(), portion.refs.gather(hits), found["outcome"].gather(hits), entry_ids, strict=True
        )
    ]
    calls: list[str] = []
    for first in range(0, len(told), KEPT_AT_ONCE):
        some = told[first : first + KEPT_AT_ONCE]
        calls += [witness.keep(some)] * len(some)
    return calls
