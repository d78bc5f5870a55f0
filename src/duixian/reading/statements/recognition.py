"""Which row of a sheet is its heading, whose layout that is, and which column means what."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from duixian.base.faults import BadInput, Fault
from duixian.reading.sheets import Row, Sheet, column_letters
from duixian.reading.statements.fields import SYNONYMS, Field, plain, signature
from duixian.reading.statements.layouts import LAYOUTS, Layout, Mapping, Rule

_SEARCHED_ROWS: Final = 120

_BANKS: Final = (
    ("工商银行", "中国工商银行"),
    ("农业银行", "中国农业银行"),
    ("建设银行", "中国建设银行"),
    ("china construction bank", "中国建设银行"),
    ("中国银行", "中国银行"),
    ("交通银行", "交通银行"),
    ("邮政储蓄", "中国邮政储蓄银行"),
    ("招商银行", "招商银行"),
    ("浦发银行", "上海浦东发展银行"),
    ("浦东发展", "上海浦东发展银行"),
    ("中信银行", "中信银行"),
    ("民生银行", "中国民生银行"),
    ("兴业银行", "兴业银行"),
    ("光大银行", "中国光大银行"),
    ("华夏银行", "华夏银行"),
    ("平安银行", "平安银行"),
    ("广发银行", "广发银行"),
    ("江苏银行", "江苏银行"),
    ("宁波银行", "宁波银行"),
    ("北京银行", "北京银行"),
    ("上海银行", "上海银行"),
)
_ANY_BANK: Final = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:农村商业银行|农商银行|农村信用合作联社|农信社|村镇银行|银行)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row that was recognised: its place in `sheet.rows`, the layout, the columns of each meaning."""

    index: int
    layout: Layout
    columns: dict[Field, tuple[int, ...]]
    signature: str
    bank: str

    def first(self, meaning: Field) -> int | None:
        """The position of the first column of a meaning."""
        positions = self.columns.get(meaning, ())
        return positions[0] if positions else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be the heading of a layout nobody has explained yet, with some rows below it to look at."""

    sheet: str
    row: int
    headings: tuple[str, ...]
    signature: str
    samples: tuple[tuple[str, ...], ...]
    guesses: tuple[tuple[str, Field], ...]


class UnknownLayout(BadInput):
    """No layout fits. `candidates` are the rows a user may explain by a `Mapping`, most likely first."""

    def __init__(self, *faults: Fault, candidates: Sequence[Candidate] = ()) -> None:
        super().__init__(*faults)
        self.candidates = tuple(candidates)


def recognise(sheet: Sheet, *, mappings: Iterable[Mapping] = (), name: str = "") -> Heading | None:
    """The heading row of a sheet: by a user's mapping, a known layout, or the general names of columns, in this order.

    Of several rows that fit, the one with most known headings. None if the sheet has no heading that names at least a
    day and an amount.
    """
    remembered = {mapping.signature: mapping for mapping in mappings if mapping.signature}
    unsigned = [mapping for mapping in mappings if not mapping.signature]
    best: tuple[tuple[int, int], Heading] | None = None
    for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        cells = tuple(plain(cell) for cell in row.cells)
        if sum(1 for cell in cells if cell) < 2:
            continue
        found = _layout_of(cells, signature(row.cells), remembered, unsigned)
        if found is None:
            continue
        rank, layout = found
        columns = assign(cells, layout)
        if Field.DATE not in columns or not _has_amount(columns):
            continue
        if layout.key == "general" and not _says_direction(sheet, index, columns):
            continue
        bank = layout.bank or _bank(sheet, index, name)
        score = (rank, len(columns))
        if best is None or score > best[0]:
            best = score, Heading(index, layout, columns, signature(row.cells), bank)
    return best[1] if best else None


def _layout_of(
    cells: tuple[str, ...], signed: str, remembered: dict[str, Mapping], unsigned: list[Mapping]
) -> tuple[int, Layout] | None:
    if signed in remembered:
        return 1_000, remembered[signed].as_layout()
    present = frozenset(cells)
    for mapping in unsigned:
        layout = mapping.as_layout()
        if layout.marks <= present:
            return 900, layout
    known = [layout for layout in LAYOUTS if layout.marks <= present]
    if known:
        layout = max(known, key=lambda layout: len(layout.marks))
        return 100 + len(layout.marks), layout
    if sum(1 for cell in cells if cell in _KNOWN_NAMES) >= 3:
        return 1, Layout("general", "", frozenset())
    return None


_KNOWN_NAMES: Final = frozenset(name for names in SYNONYMS.values() for name in names)


def assign(cells: tuple[str, ...], layout: Layout) -> dict[Field, tuple[int, ...]]:
    """The positions of each meaning in a heading row. A column means one thing; only remarks take several columns."""
    taken: set[int] = set()
    columns: dict[Field, tuple[int, ...]] = {}
    named = {plain(name) for names in layout.columns.values() for name in names}
    only_named = layout.key.startswith("mapped.")
    for meaning in Field:
        if meaning in layout.columns:
            names = tuple(plain(name) for name in layout.columns[meaning])
        elif only_named:
            continue
        else:
            names = tuple(name for name in SYNONYMS.get(meaning, ()) if name not in named)
        positions = [cells.index(name) for name in names if name in cells]
        free = [position for position in dict.fromkeys(positions) if position not in taken]
        if not free:
            continue
        several = meaning is Field.REMARK or (meaning in layout.columns and meaning is not Field.DATE)
        chosen = tuple(free) if several else (free[0],)
        taken.update(chosen)
        columns[meaning] = chosen
    if Field.CREDIT in columns and Field.DEBIT in columns and layout.rule in (None, Rule.COLUMNS):
        columns.pop(Field.AMOUNT, None)
    return columns


def _has_amount(columns: dict[Field, tuple[int, ...]]) -> bool:
    return Field.AMOUNT in columns or Field.CREDIT in columns or Field.DEBIT in columns


def _says_direction(sheet: Sheet, index: int, columns: dict[Field, tuple[int, ...]]) -> bool:
    """Whether a layout nobody described tells money in from money out: by columns, a word, or signs that are there.

    One column of plain sums may be all receipts or all payments; that must not be guessed.
    """
    if {Field.CREDIT, Field.DEBIT, Field.DIRECTION} & columns.keys():
        return True
    (position, *_) = columns[Field.AMOUNT]
    return any(re.match(r"[-+−(（]\s*[¥￥]?\d", row.cell(position)) for row in sheet.rows[index + 1 :])


def _bank(sheet: Sheet, index: int, name: str) -> str:
    above = " ".join(cell for row in sheet.rows[:index] for cell in row.cells) + " " + sheet.name + " " + name
    lowered = above.lower()
    for mark, bank in _BANKS:
        if mark in lowered:
            return bank
    found = _ANY_BANK.search(above)
    return found.group() if found else ""


def candidates(sheet: Sheet) -> list[Candidate]:
    """Rows that look like a heading of a table: several short texts without numbers, rows of like width below."""
    found: list[tuple[int, Candidate]] = []
    for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        texts = [cell for cell in row.cells if cell]
        if len(texts) < 3 or any(re.search(r"\d{3,}", cell) or len(cell) > 30 for cell in texts):
            continue
        below = [other.cells for other in sheet.rows[index + 1 : index + 6]]
        width = len(row.cells)
        like = sum(1 for cells in below if abs(len(cells) - width) <= 2 and any(re.search(r"\d", c) for c in cells))
        if not like:
            continue
        guesses = tuple(
            (cell, meaning)
            for cell in row.cells
            for meaning in [next((item for item, names in SYNONYMS.items() if plain(cell) in names), None)]
            if meaning is not None
        )
        found.append(
            (
                like * 10 + len(texts) + len(guesses) * 5,
                Candidate(sheet.name, row.number, row.cells, signature(row.cells), tuple(below[:3]), guesses),
            )
        )
    found.sort(key=lambda pair: -pair[0])
    return [candidate for _, candidate in found[:3]]


def describe_columns(row: Row) -> str:
    """The headings of a row with their letters, for a message: A 日期、B 摘要."""
    return "、".join(f"{column_letters(i)} {cell}" for i, cell in enumerate(row.cells) if cell)
