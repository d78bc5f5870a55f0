"""A file of customers screened: an answer for every good row, every bad row back with its reason, in bounded memory."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

import polars as pl

from duixian.analytics.screening import entries
from duixian.analytics.screening.bulk import MATCHES, OUTCOMES, Bulk
from duixian.faces.screen.rows import BAD_ROWS, portions

ANSWERS = "answers.csv"
BAD = "bad_rows.csv"
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


def screen_file(file: Path, bulk: Bulk, *, out: Path, on: date) -> Summary:
    """Screen `file` into `out`/answers.csv and `out`/bad_rows.csv. Raises `BadInput` when the head cannot be used."""
    out.mkdir(parents=True, exist_ok=True)
    good = bad = yes = possible = 0
    with (out / ANSWERS).open("wb") as answers, (out / BAD).open("wb") as bad_rows:
        answers.write(b"row,ref,outcome,match,entry_id\n")
        bad_rows.write((",".join(BAD_ROWS.names()) + "\n").encode())
        for portion in portions(file, on=on):
            found = bulk.screen(portion.customers, today=entries.day(on))
            _write(answers, portion.rows, portion.refs, found)
            portion.bad.write_csv(bad_rows, include_header=False)
            outcomes = found["outcome"]
            good, bad = good + len(found), bad + len(portion.bad)
            yes, possible = yes + int((outcomes == 2).sum()), possible + int((outcomes == 1).sum())
    return Summary(good, bad, yes, possible, bulk.seq)


def _write(to: IO[bytes], rows: object, refs: pl.Series, found: pl.DataFrame) -> None:
    hits = found["outcome"].ne(0).arg_true()
    named = [entries.entry_id(high, low) for high, low in found.select("id_high", "id_low")[hits].iter_rows()]
    pl.DataFrame(
        {
            "row": rows,
            "ref": refs,
            "outcome": _OUTCOMES.gather(found["outcome"].cast(pl.Int64)),
            "match": _MATCHES.gather(found["match"].cast(pl.Int64)),
            "entry_id": pl.repeat("", len(found), dtype=pl.String, eager=True).scatter(hits, named),
        }
    ).with_columns(
        pl.when(pl.col("entry_id") == "").then(pl.lit("")).otherwise(pl.col("match")).alias("match")
    ).write_csv(to, include_header=False)
