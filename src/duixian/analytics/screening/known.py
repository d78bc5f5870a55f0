"""What is known of somebody besides the name, as columns: enough to rule most pairs out before they are compared."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.screening import checked, entries, numbers
from duixian.analytics.screening.entries import KINDS, NUMBER_KINDS
from duixian.analytics.screening.hannames import HanNames

RESIDENT, USCC, PASSPORT, PERMIT, _ = range(len(NUMBER_KINDS))
assert NUMBER_KINDS[:4] == (NumberKind.RESIDENT, NumberKind.USCC, NumberKind.PASSPORT, NumberKind.PERMIT)

SEX: Final = 0b11
UNIT: Final = 1 << 2
HIDDEN: Final = 1 << 3
"""A number with stars in it, or several numbers."""
ODD: Final = 1 << 4
"""Not a person with one name in plain Chinese characters and one number at most: what cannot be told by rule."""
LONG: Final = 1 << 5
"""A name so long that one wrong character leaves enough to know it by."""
_LONG_FROM: Final = 6


@dataclass(frozen=True, slots=True)
class Known:
    """`decided`: a number of the kind that decides passes every check; `births`, `rest`: as in `checked`; `marks`: the
    sex (1 男, 2 女, 0 unknown) and the marks above."""

    decided: NDArray[np.bool_]
    births: NDArray[np.uint64]
    rest: NDArray[np.uint64]
    marks: NDArray[np.uint8]

    @classmethod
    def of(cls, frame: pl.DataFrame, names: HanNames) -> "Known":
        """Of listed entries (`entries.SCHEMA`) or of customers; `names` are those of the persons (`of_persons`)."""
        number_kind, unit = frame["number_kind"].to_numpy(), frame["kind"].to_numpy() == 1
        said = checked.read(
            frame["number"], resident=(number_kind == RESIDENT) & ~unit, uscc=(number_kind == USCC) & unit
        )
        births = checked.told(said.births, checked.births_of(frame["born"].to_numpy()))
        sex = np.where(said.sex == 0, frame["sex"].to_numpy(), said.sex)
        odd = ~names.plain
        more = frame["more"].ne("").to_numpy() if "more" in frame.columns else np.zeros(len(frame), np.bool_)
        for row in np.flatnonzero(more | (number_kind == PERMIT)).tolist():
            who = _identity(frame, row)
            said.checked[row], said.rest[row] = numbers.is_decided(who), 0
            births[row], sex[row] = numbers.known_of(who)
        births[unit], sex[unit] = 0, 0
        marks = sex.astype(np.uint8)
        marks |= np.where(unit, UNIT, 0).astype(np.uint8)
        marks |= np.where(said.hidden | more, HIDDEN, 0).astype(np.uint8)
        marks |= np.where(odd | more, ODD, 0).astype(np.uint8)
        marks |= np.where(names.lengths >= _LONG_FROM, LONG, 0).astype(np.uint8)
        return cls(said.checked, births, said.rest, marks)


def of_persons(frame: pl.DataFrame) -> HanNames:
    """The names of the persons among entries or customers; those of units come empty."""
    persons = pl.when(pl.col("kind") == 0).then(pl.col("name")).otherwise(pl.lit(""))
    return HanNames.of(frame.select(persons).to_series())


def _identity(frame: pl.DataFrame, row: int) -> Identity:
    if "more" in frame.columns:
        return entries.identity_of(frame.select(entries.SCHEMA.names()).row(row))
    return customer(frame, row)


def customer(frame: pl.DataFrame, row: int) -> Identity:
    """One customer (a row of `bulk.CUSTOMERS`) as a plain value."""
    name, kind, number, number_kind, born, sex = frame.row(row)
    return Identity(
        name=name,
        kind=Kind(KINDS[kind]),
        numbers=(Number(NUMBER_KINDS[number_kind], number),) if number else (),
        born=None if born == numbers.UNKNOWN_DAY else entries.date_of(born),
        sex=entries.SEXES[sex],
    )
