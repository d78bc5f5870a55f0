"""Listed entries as columns: what screening needs of each, and back again as an identity to compare with."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

import polars as pl

from duixian.analytics.names.model import Identity, Kind, Number, NumberKind
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.analytics.screening.numbers import UNKNOWN_DAY, clean

KINDS: Final = (Kind.NATURAL, Kind.ORGANISATION)
NUMBER_KINDS: Final = (
    NumberKind.RESIDENT,
    NumberKind.USCC,
    NumberKind.PASSPORT,
    NumberKind.PERMIT,
    NumberKind.OTHER,
)
REGISTERS: Final = (Register.DISHONEST, Register.LIMITED)
SEXES: Final = ("", "男", "女")
NEVER: Final = 2**31 - 1
"""The day an entry without a term expires."""

SCHEMA: Final = pl.Schema(
    {
        "id_high": pl.UInt64,
        "id_low": pl.UInt64,
        "register": pl.UInt8,
        "kind": pl.UInt8,
        "number_kind": pl.UInt8,
        "sex": pl.UInt8,
        "born": pl.Int32,
        "expires": pl.Int32,
        "name": pl.String,
        "number": pl.String,
        "more": pl.String,
    }
)
"""One row an entry. `number` is the first number, `number_kind` its place in `NUMBER_KINDS` (0 of an empty one);
`more`, mostly empty, is JSON: `numbers` as pairs of kind and text, `former` names. Days are counted from 1970-01-01."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_HALF: Final = (1 << 64) - 1
_ID_HIGH, _ID_LOW, _REGISTER, _KIND, _NUMBER_KIND, _SEX, _BORN, _, _NAME, _NUMBER, _MORE = range(len(SCHEMA))


def day(of: date) -> int:
    """A day as the columns count it."""
    return of.toordinal() - _EPOCH


def frame_of(entries: Iterable[ListedEntry]) -> pl.DataFrame:
    """Entries as columns."""
    return pl.DataFrame([_row(entry) for entry in entries], schema=SCHEMA, orient="row")


def _row(entry: ListedEntry) -> tuple[Any, ...]:
    who = entry.identity
    number = who.numbers[0] if who.numbers else Number(NumberKind.RESIDENT, "")
    more: dict[str, Any] = {}
    if who.numbers[1:]:
        more["numbers"] = [[other.kind.value, other.text] for other in who.numbers[1:]]
    if who.former_names:
        more["former"] = list(who.former_names)
    high, low = halves(entry.entry_id)
    return (
        high,
        low,
        REGISTERS.index(entry.register),
        KINDS.index(who.kind),
        NUMBER_KINDS.index(number.kind),
        SEXES.index(who.sex),
        UNKNOWN_DAY if who.born is None else day(who.born),
        NEVER if entry.expires_on is None else day(entry.expires_on),
        who.name,
        clean(number.text),
        json.dumps(more, ensure_ascii=False) if more else "",
    )


def halves(entry_id: str) -> tuple[int, int]:
    """The two halves of an entry's UUID. Raises `ValueError` for what is none."""
    whole = UUID(entry_id).int
    return whole >> 64, whole & _HALF


def entry_id(high: int, low: int) -> str:
    """The UUID of two halves."""
    return str(UUID(int=high << 64 | low))


def date_of(day_: int) -> date:
    """The day of a number of the columns."""
    return date.fromordinal(day_ + _EPOCH)


def entry_of(row: tuple[Any, ...]) -> tuple[str, Register, Identity]:
    """A row of `SCHEMA` as the entry's id, its register and who it is about."""
    return entry_id(row[_ID_HIGH], row[_ID_LOW]), REGISTERS[row[_REGISTER]], identity_of(row)


def identity_of(row: tuple[Any, ...]) -> Identity:
    """Who a row of `SCHEMA` is about."""
    more = json.loads(row[_MORE]) if row[_MORE] else {}
    numbers = [Number(NUMBER_KINDS[row[_NUMBER_KIND]], row[_NUMBER])] if row[_NUMBER] else []
    numbers += [Number(NumberKind(kind), text) for kind, text in more.get("numbers", ())]
    return Identity(
        name=row[_NAME],
        kind=KINDS[row[_KIND]],
        numbers=tuple(numbers),
        born=None if row[_BORN] == UNKNOWN_DAY else date_of(row[_BORN]),
        sex=SEXES[row[_SEX]],
        former_names=tuple(more.get("former", ())),
    )
