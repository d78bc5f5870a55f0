"""A bank's file of customers as agencies hand them in: CSV, a share of its rows garbage of every kind that comes, and
which rows those are."""

from typing import IO, Final

import numpy as np
import polars as pl

from duixian.analytics.screening.entries import KINDS, NUMBER_KINDS, SEXES
from duixian.analytics.screening.numbers import UNKNOWN_DAY

HEAD: Final = "编号,姓名,主体类型,证件类型,证件号码,出生日期,性别"
_WIDTH: Final = HEAD.count(",") + 1
_REF, _NAME, _KIND, _PAPER, _NUMBER, _BORN, _SEX = range(_WIDTH)

GARBAGE: Final = {
    "check digit": "number",
    "signs in the number": "number",
    "a number born in 2099": "number",
    "a column too many": "columns",
    "a column too few": "columns",
    "no line": "columns",
    "a quote without an end": "columns",
    "a line of 20,000 characters": "columns",
    "half a character": "encoding",
    "another encoding": "encoding",
    "no name": "name",
    "a name of 500 characters": "name",
    "a name without a letter": "name",
    "born in 2099": "born",
    "born on 30 February": "born",
    "no such sex": "sex",
    "no such kind": "kind",
    "no such paper": "number_kind",
}
"""What is wrong with a row, and the field under which it should come back."""

_CELLS: Final = {
    "check digit": (_NUMBER, "64990119800307451A"),
    "signs in the number": (_NUMBER, "#REF!"),
    "a number born in 2099": (_NUMBER, "649901209901014515"),
    "no name": (_NAME, "  "),
    "a name of 500 characters": (_NAME, "长" * 500),
    "a name without a letter": (_NAME, "———"),
    "born in 2099": (_BORN, "2099-01-01"),
    "born on 30 February": (_BORN, "1980/02/30"),
    "no such sex": (_SEX, "未知"),
    "no such kind": (_KIND, "外星人"),
    "no such paper": (_PAPER, "学生证"),
}


def write(to: IO[bytes], customers: pl.DataFrame, *, seed: int, share: float, first: int = 1) -> pl.DataFrame:
    """Write customers (`bulk.CUSTOMERS`) as rows of a file, without its head, `share` of them spoiled; references
    count from `first`. Returns the spoiled ones: `row` (as `first` counts) and the `field` that is wrong."""
    dice = np.random.default_rng(seed)
    spoiled = np.flatnonzero(dice.random(len(customers)) < share)
    kinds = tuple(GARBAGE)
    how = [kinds[which] for which in dice.integers(0, len(kinds), len(spoiled))]
    lines = _lines(customers, first)
    begun = 0
    for place, what in zip(spoiled.tolist(), how, strict=True):
        _write(to, lines.slice(begun, place - begun))
        to.write(_spoil(str(lines[place]), what) + b"\n")
        begun = place + 1
    _write(to, lines.slice(begun))
    return pl.DataFrame({"row": spoiled + first, "field": [GARBAGE[what] for what in how]})


def _write(to: IO[bytes], lines: pl.Series) -> None:
    if len(lines):
        to.write(str(lines.str.join("\n").item()).encode() + b"\n")


def _lines(customers: pl.DataFrame, first: int) -> pl.Series:
    """One line a customer; every fifth with its name in quotes."""
    word = {
        "kind": pl.Series([kind.value for kind in KINDS]),
        "number_kind": pl.Series([kind.value for kind in NUMBER_KINDS]),
        "sex": pl.Series(SEXES),
    }
    told = customers.with_columns(
        *(word[name].gather(customers[name].cast(pl.Int64)).alias(name) for name in word),
        born=pl.when(pl.col("born") == UNKNOWN_DAY)
        .then(pl.lit(""))
        .otherwise(pl.col("born").cast(pl.Date).cast(pl.String)),
    ).with_columns(ref=pl.int_range(first, first + pl.len()).cast(pl.String))
    quoted = told.with_columns(
        name=pl.when(pl.col("ref").cast(pl.Int64) % 5 == 0)
        .then('"' + pl.col("name") + '"')
        .otherwise(pl.col("name"))
    )  # fmt: skip
    return quoted.select(pl.concat_str("ref", "name", "kind", "number_kind", "number", "born", "sex", separator=","))[
        "ref"
    ]


def _spoil(line: str, what: str) -> bytes:
    cells = line.replace('"', "").split(",")
    if what in _CELLS:
        at, garbage = _CELLS[what]
        cells[at] = garbage
        if at == _NUMBER:
            cells[_KIND], cells[_PAPER] = "natural", "resident"
        return ",".join(cells).encode()
    match what:
        case "a column too many":
            return (",".join(cells) + ",").encode()
        case "a column too few":
            return ",".join(cells[:-1]).encode()
        case "no line":
            return b""
        case "a quote without an end":
            return ",".join([cells[_REF], '"' + cells[_NAME], *cells[_KIND:]]).encode()
        case "a line of 20,000 characters":
            return (",".join(cells) + "x" * 20_000).encode()
        case "half a character":
            before, half, behind = cells[_REF], cells[_NAME].encode()[:-1], cells[_KIND:]
            return before.encode() + b"," + half + b"," + ",".join(behind).encode()
        case "another encoding":
            return ",".join(cells).encode("gb18030") + b"\xff"  # a few names would be letters of UTF-8 as well
    raise ValueError(what)
