"""The lines of a CSV in blocks, divided into columns of text; a line that cannot be divided says why.

A row is one line: a quoted field may hold commas, no line ends. So a line that is broken never takes the next with it,
and a file is read in bounded memory whatever it holds.
"""

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Final

import polars as pl

from duixian.base.faults import BadInput, Fault

BLOCK: Final = 24 << 20
LONGEST_LINE: Final = 10_000
"""Bytes; a longer line is none of a file of customers."""
ENCODING, COLUMNS = "encoding", "columns"
"""Why a line cannot be divided."""


def head(file: IO[bytes]) -> tuple[list[str], str]:
    """The names in the first line, and the encoding it is read in. Raises `BadInput`."""
    line = file.readline(LONGEST_LINE)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _cells(text.lstrip("\ufeff").rstrip("\r\n")), encoding
    raise BadInput(Fault("screen.encoding", "表头的编码无法识别", "请以 UTF-8 或者 GB 18030 保存文件"))


def rows_in(file: Path) -> int:
    """How many lines a file has behind its head."""
    lines, last = 0, b"\n"
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            lines += block.count(b"\n")
            last = block[-1:]
    return max(0, lines - (last == b"\n"))


def divided(
    file: IO[bytes], *, encoding: str, width: int, places: Mapping[str, int]
) -> Iterator[tuple[int, pl.DataFrame, pl.Series]]:
    """Blocks of lines behind the head: the number of the first (from 1), the columns at `places` by name, and for each
    line "" or why it cannot be divided into `width` fields."""
    first = 1
    for block in _blocks(file):
        lines = pl.Series([block.decode(encoding, "replace")]).str.split("\n").explode().str.strip_suffix("\r")
        fields, broken = _fields(lines, width)
        yield first, fields.select(pl.col(str(place)).alias(name) for name, place in places.items()), broken
        first += len(lines)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Whole lines, without the last line end. Of a line without end only so much is kept as shows that it is one."""
    left = b""
    while block := file.read(BLOCK):
        whole, found, behind = block.rpartition(b"\n")
        if found:
            yield left + whole
            left = behind
        else:
            left += block
        if len(left) > LONGEST_LINE:
            left = left[: LONGEST_LINE + 1]
    if left:
        yield left


def _fields(lines: pl.Series, width: int) -> tuple[pl.DataFrame, pl.Series]:
    """Fields named by their places, and why a line has none."""
    line = pl.col("line")
    long = line.str.len_bytes() > LONGEST_LINE
    frame = (
        pl.DataFrame({"line": lines})
        .select(
            quoted=line.str.contains('"', literal=True) & ~long,
            broken=pl.when(line.str.contains("\ufffd", literal=True))
            .then(pl.lit(ENCODING))
            .when((line.str.count_matches(",", literal=True) != width - 1) | long)
            .then(pl.lit(COLUMNS))
            .otherwise(pl.lit("")),
            fields=line.str.split_exact(",", width - 1).struct.rename_fields([str(n) for n in range(width)]),
        )
        .unnest("fields")
    )
    at = frame["quoted"].arg_true()
    if len(at):
        frame = _by_hand(frame, lines.gather(at), at, width)
    return frame.select(str(n) for n in range(width)), frame["broken"]


def _cells(line: str) -> list[str]:
    """The cells of a line; none of one that is no CSV."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _by_hand(frame: pl.DataFrame, quoted: pl.Series, at: pl.Series, width: int) -> pl.DataFrame:
    """The frame with the fields of quoted lines."""
    rows = [_cells(text) for text in quoted.to_list()]
    good = [len(row) == width for row in rows]
    empty = ("",) * width
    cells = list(chain.from_iterable(row if whole else empty for row, whole in zip(rows, good, strict=True)))
    broken = pl.DataFrame({"good": good, "before": frame["broken"].gather(at)}).select(
        pl.when(pl.col("before") == ENCODING)
        .then(pl.lit(ENCODING))
        .when(pl.col("good"))
        .then(pl.lit(""))
        .otherwise(pl.lit(COLUMNS))
    )
    return frame.with_columns(
        frame["broken"].scatter(at, broken.to_series()),
        *(frame[str(n)].scatter(at, pl.Series(cells[n::width], dtype=pl.String)) for n in range(width)),
    )
