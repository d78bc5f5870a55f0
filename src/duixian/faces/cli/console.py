"""What the commands print: no word is cut. Tables fold words, keep money and days whole, and stack when too narrow."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

WIDE = 200
"""Columns of a pipe or a file, which have no width of their own."""

_LEAST_TEXT = 10
"""A column of words narrower than this is not read but deciphered: the rows are stacked instead."""

_LONGEST_UNIT = 24
"""What cannot break and is longer (a file name, a hash) is broken anywhere rather than driving a table apart."""

_UNIT = re.compile(r"\s+|[（《〔“【]*(?:[\x21-\x7e¥￥°]+|.)[）》〕”】、，。；：！？]*", re.DOTALL)
"""Where a line may break: at spaces and between Chinese characters, never inside a number, a day or an id, never before
a closing or after an opening mark."""


def console(*, stderr: bool = False) -> Console:
    """The console of a command: as wide as the terminal or COLUMNS says, `WIDE` where there is neither."""
    stream = sys.stderr if stderr else sys.stdout
    known = stream.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(stderr=stderr, width=None if known else WIDE, highlight=False)


def say(to: Console, sentence: str, *, style: str = "", indent: str = "") -> None:
    """Print a sentence with its lines broken where Chinese may be broken; what a person typed is never markup."""
    for line in folded(sentence, to.width - cell_len(indent)):
        to.print(Text(indent + line, style=style), soft_wrap=True)


class _Kind(Enum):
    TEXT = auto()
    WHOLE = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how its cells behave; made by `text`, `whole` and `number`."""

    heading: str
    kind: _Kind


def text(*headings: str) -> list[Column]:
    """Columns of words, folded over several lines where the terminal is narrow."""
    return [Column(heading, _Kind.TEXT) for heading in headings]


def whole(*headings: str) -> list[Column]:
    """Columns of days, case numbers and ids: never folded."""
    return [Column(heading, _Kind.WHOLE) for heading in headings]


def number(*headings: str) -> list[Column]:
    """Columns of money and counts: never folded, to the right."""
    return [Column(heading, _Kind.NUMBER) for heading in headings]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    style: str
    ruled: bool


class Sheet:
    """Rows under headings. A column that is empty in every row is not shown."""

    def __init__(self, columns: Sequence[Column], *, title: str = "") -> None:
        self._columns = list(columns)
        self._title = title
        self._rows: list[_Row] = []

    def add(self, *cells: object, style: str = "", ruled: bool = False) -> None:
        """One row; `ruled`: with a line above it, for totals. Raises `ValueError` for a wrong number of cells."""
        if len(cells) != len(self._columns):
            raise ValueError(f"{len(cells)} cells under {len(self._columns)} headings")
        self._rows.append(_Row(tuple(_plain(str(cell)) for cell in cells), style, ruled))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shown = [at for at in range(len(self._columns)) if any(row.cells[at] for row in self._rows)]
        if not shown:
            return
        if self._title:
            yield from (Text(line, style="italic") for line in folded(self._title, options.max_width))
        widths = self._widths(shown, options.max_width - 3 * len(shown) - 1)
        if widths is None:
            yield from self._stacked(shown, options.max_width)
        else:
            yield self._table(shown, widths)

    def _widths(self, shown: Sequence[int], room: int) -> list[int] | None:
        """The width of every column shown, or None when the room does not even hold the least of them."""
        wanted, least = [], []
        for at in shown:
            column = self._columns[at]
            texts = [column.heading, *(row.cells[at] for row in self._rows)]
            natural = max(cell_len(line) for cell in texts for line in cell.split("\n"))
            unit = max((cell_len(unit.strip()) for cell in texts for unit in _UNIT.findall(cell)), default=0)
            wanted.append(natural)
            least.append(
                min(natural, max(_LEAST_TEXT, min(unit, _LONGEST_UNIT))) if column.kind is _Kind.TEXT else natural
            )
        if sum(least) > room:
            return None
        while sum(wanted) > room:
            widest = max((width for width, low in zip(wanted, least, strict=True) if width > low))
            wanted[next(at for at, width in enumerate(wanted) if width == widest and width > least[at])] -= 1
        return wanted

    def _table(self, shown: Sequence[int], widths: Sequence[int]) -> Table:
        table = Table()
        for at, width in zip(shown, widths, strict=True):
            column = self._columns[at]
            justify = "right" if column.kind is _Kind.NUMBER else "left"
            heading = Text("\n".join(folded(column.heading, width)))
            table.add_column(heading, justify=justify, width=width, no_wrap=True)  # type: ignore[arg-type]
        for row in self._rows:
            if row.ruled:
                table.add_section()
            lines = ("\n".join(folded(row.cells[at], width)) for at, width in zip(shown, widths, strict=True))
            table.add_row(*(Text(cell) for cell in lines), style=row.style)
        return table

    def _stacked(self, shown: Sequence[int], width: int) -> Iterator[Text]:
        """Each row as a few lines: its first cell, then the others below it, several on a line where they fit."""
        for row in self._rows:
            yield Text("─" * width, style="dim")
            first, *rest = [at for at in shown if row.cells[at]] or [shown[0]]
            for line in folded(f"{self._columns[first].heading} {row.cells[first]}", width):
                yield Text(line, style=row.style or "bold")
            pairs = [(self._columns[at].heading, row.cells[at]) for at in rest]
            for line in _flowing(pairs, width - 2):
                yield Text(f"  {line}", style=row.style)
        yield Text("─" * width, style="dim")


def _flowing(pairs: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Heading and cell side by side; a pair that does not fit begins a line of its own and is folded."""
    line = ""
    for heading, cell in pairs:
        pair = f"{heading} {cell}"
        if line and "\n" not in cell and cell_len(line) + 3 + cell_len(pair) <= width:
            line += f"   {pair}"
            continue
        if line:
            yield line
        line = ""
        if "\n" not in cell and cell_len(pair) <= width:
            line = pair
            continue
        indent = cell_len(heading) + 1 if cell_len(heading) + 1 + _LEAST_TEXT <= width else 0
        lines = folded(cell, width - indent)
        yield f"{heading} {lines[0]}" if indent else heading
        yield from (" " * indent + each for each in (lines[1:] if indent else lines))
    if line:
        yield line


def folded(sentence: str, width: int) -> list[str]:
    """The lines of a text in `width` columns; at least one. Only a unit wider than the whole line is broken inside."""
    lines: list[str] = []
    for paragraph in _plain(sentence).split("\n"):
        line = ""
        for unit in _UNIT.findall(paragraph):
            if cell_len(line) + cell_len(unit.rstrip()) <= width:
                line += unit
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = ""
            for character in unit.lstrip():
                if cell_len(line) + cell_len(character) > max(width, 2):
                    lines.append(line)
                    line = ""
                line += character
        lines.append(line.rstrip())
    return lines


def _plain(cell: str) -> str:
    """No control characters but line ends: what a payer wrote into a remark must not steer the terminal."""
    return "".join(
        " " if c == "\t" else "\ufffd" if c != "\n" and unicodedata.category(c) == "Cc" else c
        for c in cell.replace("\r\n", "\n")
    )
