"""A file of customers in portions: rows that can be screened as columns, and the others with what is wrong with each.

CSV with a head, UTF-8 or GB 18030, or Parquet. A row of CSV is one line; a quoted field may hold commas, not line ends.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import NumberKind
from duixian.analytics.screening import checked, numbers
from duixian.analytics.screening.bulk import CUSTOMERS
from duixian.analytics.screening.entries import NUMBER_KINDS
from duixian.base.faults import BadInput, Fault

HEADINGS: Final = {
    "ref": ("ref", "编号", "客户号"),
    "name": ("name", "姓名", "名称", "姓名或名称", "客户名称"),
    "kind": ("kind", "主体类型"),
    "number": ("number", "证件号码", "号码", "身份证号码", "统一社会信用代码"),
    "number_kind": ("number_kind", "证件类型"),
    "born": ("born", "出生日期"),
    "sex": ("sex", "性别"),
}
"""Columns and what they may be called; `name` and `number` must be there, others are passed over."""

BAD_ROWS: Final = pl.Schema(
    {"row": pl.Int64, "field": pl.String, "value": pl.String, "what": pl.String, "remedy": pl.String}
)

_BLOCK: Final = 24 << 20
_PORTION: Final = 500_000
_LONGEST_LINE: Final = 10_000
_KINDS: Final = {"natural": 0, "自然人": 0, "个人": 0, "organisation": 1, "单位": 1, "法人": 1, "企业": 1}
_NUMBER_KINDS: Final = {
    **{kind.value: place for place, kind in enumerate(NUMBER_KINDS)},
    "身份证": 0, "居民身份证": 0, "统一社会信用代码": 1, "护照": 2, "通行证": 3, "居住证": 3, "其他": 4,
}  # fmt: skip
_SEXES: Final = {"": 0, "男": 1, "女": 2}
_UNIT_NAME: Final = 6
"""Without a kind and a number, a name of so many characters is a unit's."""

_WHAT: Final = {
    "encoding": ("该行有无法识别的编码", "请以 UTF-8 或者 GB 18030 保存文件"),
    "columns": ("该行的列数与表头不同", "请补齐或者删去多余的逗号；含逗号的内容加英文双引号"),
    "name": ("姓名或者名称为空", "请补填"),
    "number": ("号码未通过校验", "请对照证件更正；没有号码的留空，按名称查"),
    "kind": ("主体类型不认识", "请填写 自然人 或 单位"),
    "number_kind": ("证件类型不认识", "请填写 居民身份证、统一社会信用代码、护照、通行证 或 其他"),
    "born": ("出生日期不是存在的日期", "请写作 1980-01-31，或者留空"),
    "sex": ("性别不认识", "请填写 男、女，或者留空"),
}


@dataclass(frozen=True, slots=True)
class Portion:
    """`rows`: the row numbers of the good customers (1 is the first after the head); `refs`: the asker's own marks."""

    customers: pl.DataFrame
    rows: NDArray[np.int64]
    refs: pl.Series
    bad: pl.DataFrame


def rows_in(file: Path) -> int:
    """About how many rows a file has, for a quota: of CSV its lines without the head, of Parquet what it says."""
    with file.open("rb") as opened:
        if opened.read(4) == b"PAR1":
            try:
                return int(pl.scan_parquet(file).select(pl.len()).collect().item())
            except pl.exceptions.PolarsError:
                return 0  # refused when it is read
        opened.seek(0)
        lines = 0
        while block := opened.read(_BLOCK):
            lines += block.count(b"\n")
    return max(0, lines - 1)


def portions(file: Path) -> Iterator[Portion]:
    """Read a file in portions, in order. Raises `BadInput` when it has no head that can be used."""
    with file.open("rb") as opened:
        is_parquet = opened.read(4) == b"PAR1"
    for first, frame, broken in _parquet(file) if is_parquet else _csv(file):
        yield _checked(frame, first, broken)


def _parquet(file: Path) -> Iterator[tuple[int, pl.DataFrame, pl.Series]]:
    lazy = pl.scan_parquet(file)
    columns = _columns(lazy.collect_schema().names())
    wanted = [pl.col(column).cast(pl.String).alias(name) for name, column in columns.items()]
    first = 1
    while len(frame := lazy.select(wanted).slice(first - 1, _PORTION).collect()):
        yield first, frame, pl.repeat("", len(frame), dtype=pl.String, eager=True)
        first += len(frame)


def _csv(file: Path) -> Iterator[tuple[int, pl.DataFrame, pl.Series]]:
    with file.open("rb") as opened:
        head = opened.readline(_LONGEST_LINE)
        encoding = _encoding(head)
        names = next(csv.reader([head.decode(encoding).lstrip("\ufeff").rstrip("\r\n")]), [])
        columns = _columns(names)
        places = {name: names.index(column) for name, column in columns.items()}
        first, left = 1, b""
        while block := opened.read(_BLOCK):
            whole, found, left_over = (left + block).rpartition(b"\n")
            left = left_over
            if found:
                lines = _lines(whole, encoding)
                yield first, *_fields(lines, len(names), places)
                first += len(lines)
        if left:
            yield first, *_fields(_lines(left, encoding), len(names), places)


def _encoding(head: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadInput(Fault("screen.encoding", "表头的编码无法识别", "请以 UTF-8 或者 GB 18030 保存文件"))


def _columns(names: list[str]) -> dict[str, str]:
    plain = {name.strip().lower(): name for name in reversed(names)}
    found = {}
    for column, known in HEADINGS.items():
        named = next((plain[one] for one in known if one in plain), None)
        if named is not None:
            found[column] = named
    missing = [HEADINGS[name][1] for name in ("name", "number") if name not in found]
    if missing:
        raise BadInput(
            Fault(
                "screen.head",
                "表头缺少 {missing}",
                "第一行须为表头，例如：编号,姓名,证件号码,出生日期,性别",
                field="表头",
                value=",".join(names)[:80],
                data={"missing": "、".join(missing)},
            )
        )
    return found


def _lines(block: bytes, encoding: str) -> pl.Series:
    return pl.Series([block.decode(encoding, "replace")]).str.split("\n").explode().str.strip_suffix("\r")


def _fields(lines: pl.Series, width: int, places: dict[str, int]) -> tuple[pl.DataFrame, pl.Series]:
    """The fields of each line, and for a line that cannot be divided why ("encoding", "columns")."""
    quoted = lines.str.contains('"', literal=True)
    at = quoted.arg_true().to_list()
    frame = (
        pl.DataFrame({"line": lines})
        .select(
            pl.when(pl.col("line").str.contains("\ufffd", literal=True))
            .then(pl.lit("encoding"))
            .when(
                (pl.col("line").str.count_matches(",", literal=True) != width - 1)
                | (pl.col("line").str.len_bytes() > _LONGEST_LINE)
            )
            .then(pl.lit("columns"))
            .otherwise(pl.lit(""))
            .alias("broken"),
            pl.col("line")
            .str.split_exact(",", width - 1)
            .struct.rename_fields([str(n) for n in range(width)])
            .alias("fields"),
        )
        .unnest("fields")
    )
    divided = [next(csv.reader([lines[row]]), []) for row in at]
    if at:
        spread = [(row, fields) for row, fields in zip(at, divided, strict=True)]
        named = [
            pl.Series(str(n), [f[n] if len(f) == width else "" for _, f in spread], dtype=pl.String)
            for n in range(width)
        ]
        broken = [
            "encoding" if "\ufffd" in lines[row] else "" if len(fields) == width else "columns"
            for row, fields in spread
        ]
        by_hand = pl.DataFrame({"row": at, "broken": broken}).with_columns(named).cast({"row": pl.UInt32})
        frame = frame.with_row_index("row").update(by_hand, on="row").drop("row")
    return frame.select(pl.col(str(place)).alias(name) for name, place in places.items()), frame["broken"]


def _checked(frame: pl.DataFrame, first: int, broken: pl.Series) -> Portion:
    """Codes for words, and the rows in which something is wrong: the first thing of each."""
    text = frame.select(pl.all().fill_null("").str.strip_chars())
    for name in HEADINGS:
        if name not in text.columns:
            text = text.with_columns(pl.lit("").alias(name))
    number = text["number"].str.to_uppercase().str.replace_all(r"[\s\-－]", "")
    kind, number_kind = _kinds(text, number)
    sex = text["sex"].replace_strict(_SEXES, default=None, return_dtype=pl.UInt8)
    born = text["born"].str.replace_all("/", "-").str.to_date("%Y-%m-%d", strict=False)
    customers = pl.DataFrame(
        {
            "name": text["name"],
            "kind": kind,
            "number": number,
            "number_kind": number_kind,
            "born": born.to_physical().fill_null(numbers.UNKNOWN_DAY),
            "sex": sex,
        }
    )
    wrong = {
        "encoding": broken == "encoding",
        "columns": broken == "columns",
        "name": text["name"] == "",
        "kind": kind.is_null(),
        "number_kind": number_kind.is_null(),
        "sex": sex.is_null(),
        "born": (text["born"] != "") & born.is_null(),
        "number": pl.Series(_unreadable(number, kind.fill_null(0), number_kind.fill_null(4))),
    }
    why = pl.DataFrame(wrong).select(
        pl.coalesce(pl.when(pl.col(name)).then(pl.lit(name)) for name in wrong).alias("why")
    )["why"]
    good = why.is_null()
    numbered = pl.int_range(first, first + len(frame), eager=True)
    customers = customers.filter(good).select(CUSTOMERS.names()).cast(CUSTOMERS)
    return Portion(customers, numbered.filter(good).to_numpy(), text["ref"].filter(good), _bad(text, why, numbered))


def _kinds(text: pl.DataFrame, number: pl.Series) -> tuple[pl.Series, pl.Series]:
    """What each is, as the file says or, where it says nothing, as the number and the name let one see."""
    size = len(text)
    every = np.ones(size, dtype=np.bool_)
    code = pl.Series(checked.read(number, resident=~every, uscc=every).checked)
    resident = pl.Series(checked.read(number, resident=every, uscc=~every).checked)
    seen = pl.DataFrame(
        {"said": text["kind"].str.to_lowercase(), "paper": text["number_kind"].str.to_lowercase(), "name": text["name"],
         "code": code & ~resident, "resident": resident}
    )  # fmt: skip
    kind = seen.select(
        pl.when(pl.col("said") != "")
        .then(pl.col("said").replace_strict(_KINDS, default=None, return_dtype=pl.UInt8))
        .when(pl.col("code") | (~pl.col("resident") & (pl.col("name").str.len_chars() >= _UNIT_NAME)))
        .then(pl.lit(1, dtype=pl.UInt8))
        .otherwise(pl.lit(0, dtype=pl.UInt8))
    ).to_series()
    paper = seen.select(
        pl.when(pl.col("paper") != "")
        .then(pl.col("paper").replace_strict(_NUMBER_KINDS, default=None, return_dtype=pl.UInt8))
        .otherwise(pl.Series(kind.fill_null(0)))
    ).to_series()
    return kind, paper


def _unreadable(number: pl.Series, kind: pl.Series, number_kind: pl.Series) -> NDArray[np.bool_]:
    """Numbers that should pass a check and do not; masked ones and the nine places of an organisation code may stay."""
    papers = number_kind.to_numpy()
    resident = papers == NUMBER_KINDS.index(NumberKind.RESIDENT)
    uscc = papers == NUMBER_KINDS.index(NumberKind.USCC)
    passed = checked.read(number, resident=resident, uscc=uscc).checked
    masked = number.str.contains("*", literal=True).to_numpy()
    short = uscc & (number.str.len_chars() == 9).to_numpy()
    odd = number.str.contains(r"^[0-9A-Z*()（）/·]*$").to_numpy()
    return np.asarray(((resident | uscc) & ~passed & ~masked & ~short & (number != "").to_numpy()) | ~odd)


def _bad(text: pl.DataFrame, why: pl.Series, numbered: pl.Series) -> pl.DataFrame:
    wrong = pl.DataFrame({"row": numbered, "field": why}).with_columns(text).drop_nulls("field")
    value = pl.coalesce(pl.when(pl.col("field") == name).then(pl.col(name)) for name in HEADINGS if name != "ref")
    return wrong.select(
        pl.col("row"),
        pl.col("field"),
        value.fill_null("").str.slice(0, 40).alias("value"),
        pl.col("field").replace_strict({name: what for name, (what, _) in _WHAT.items()}).alias("what"),
        pl.col("field").replace_strict({name: remedy for name, (_, remedy) in _WHAT.items()}).alias("remedy"),
    ).cast(BAD_ROWS)
