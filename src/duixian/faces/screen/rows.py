"""A file of customers in portions: rows that can be screened as columns, and the others with what is wrong with each.

CSV with a head, UTF-8 or GB 18030 (`delimited`), or Parquet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.names.model import NumberKind
from duixian.analytics.screening import checked, entries, numbers
from duixian.analytics.screening.bulk import CUSTOMERS
from duixian.analytics.screening.entries import NUMBER_KINDS
from duixian.base.faults import BadInput, Fault
from duixian.faces.screen import delimited

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

_PORTION: Final = 500_000
_KINDS: Final = {"natural": 0, "自然人": 0, "个人": 0, "organisation": 1, "单位": 1, "法人": 1, "企业": 1}
_NUMBER_KINDS: Final = {
    **{kind.value: place for place, kind in enumerate(NUMBER_KINDS)},
    "身份证": 0, "居民身份证": 0, "统一社会信用代码": 1, "护照": 2, "通行证": 3, "居住证": 3, "其他": 4,
}  # fmt: skip
_SEXES: Final = {"": 0, "男": 1, "女": 2}
_OTHER: Final = NUMBER_KINDS.index(NumberKind.OTHER)
_ORGANISATION_CODE: Final = 9
_UNIT_NAME: Final = 6
"""Without a kind and a number, a name of so many characters is a unit's."""

_LONGEST_NAME: Final = 200
_OLDEST: Final = date(1850, 1, 1)

_WHAT: Final = {
    "encoding": ("encoding", "该行有无法识别的编码", "请以 UTF-8 或者 GB 18030 保存文件"),
    "columns": ("columns", "该行的列数与表头不同，或者过长", "请补齐或者删去多余的逗号；含逗号的内容加英文双引号"),
    "no name": ("name", "姓名或者名称为空，或者没有一个文字", "请补填"),
    "long name": ("name", "姓名或者名称超过 200 字", "请核对，一行只填一个主体"),
    "kind": ("kind", "主体类型不认识", "请填写 自然人 或 单位"),
    "paper": ("number_kind", "证件类型不认识", "请填写 居民身份证、统一社会信用代码、护照、通行证 或 其他"),
    "sex": ("sex", "性别不认识", "请填写 男、女，或者留空"),
    "no day": ("born", "出生日期不是存在的日期", "请写作 1980-01-31，或者留空"),
    "no life": ("born", "出生日期在今天之后，或者过早", "请对照证件更正，或者留空"),
    "number": ("number", "号码未通过校验", "请对照证件更正；没有号码的留空，按名称查"),
    "unborn": ("number", "号码中的出生日期在今天之后", "请对照证件更正；没有号码的留空，按名称查"),
}
"""What may be wrong with a row, the first before the second: its field, what is told, what to do."""


@dataclass(frozen=True, slots=True)
class Portion:
    """`rows`: the row numbers of the good customers (1 is the first after the head); `refs`: the asker's own marks."""

    customers: pl.DataFrame
    rows: NDArray[np.int64]
    refs: pl.Series
    bad: pl.DataFrame


def rows_in(file: Path) -> int:
    """How many rows a file has, for a quota: of CSV its lines without the head, of Parquet what it says."""
    if not _is_parquet(file):
        return delimited.rows_in(file)
    try:
        return int(pl.scan_parquet(file).select(pl.len()).collect().item())
    except pl.exceptions.PolarsError:
        return 0  # refused when it is read


def portions(file: Path, *, on: date) -> Iterator[Portion]:
    """Read a file in portions, in order; nobody is born after `on`. Raises `BadInput` when it has no head that can be
    used, or is no Parquet though it says so."""
    for first, frame, broken in _parquet(file) if _is_parquet(file) else _csv(file):
        yield _portion(frame, first, broken, on)


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"PAR1"


def _parquet(file: Path) -> Iterator[tuple[int, pl.DataFrame, pl.Series]]:
    try:
        lazy = pl.scan_parquet(file)
        columns = _columns(lazy.collect_schema().names())
        wanted = lazy.select(pl.col(column).cast(pl.String).alias(name) for name, column in columns.items())
        first = 1
        while len(frame := wanted.slice(first - 1, _PORTION).collect()):
            yield first, frame, pl.repeat("", len(frame), dtype=pl.String, eager=True)
            first += len(frame)
    except pl.exceptions.PolarsError as trouble:
        raise BadInput(
            Fault("screen.parquet", "文件不是完好的 Parquet", "请重新导出，各列为文字或者日期", value=str(trouble)[:80])
        ) from trouble


def _csv(file: Path) -> Iterator[tuple[int, pl.DataFrame, pl.Series]]:
    with file.open("rb") as opened:
        names, encoding = delimited.head(opened)
        places = {name: names.index(column) for name, column in _columns(names).items()}
        yield from delimited.divided(opened, encoding=encoding, width=len(names), places=places)


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


def _portion(frame: pl.DataFrame, first: int, broken: pl.Series, on: date) -> Portion:
    """Codes for words, and the rows in which something is wrong: the first thing of each."""
    text = frame.select(pl.all().fill_null("").str.strip_chars())
    for name in HEADINGS:
        if name not in text.columns:
            text = text.with_columns(pl.lit("").alias(name))
    number = text["number"].str.to_uppercase().str.replace_all(r"[\s\-－]", "")
    seen = _Numbers.read(number)
    kind, number_kind = _kinds(text, seen)
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
        "encoding": broken == delimited.ENCODING,
        "columns": broken == delimited.COLUMNS,
        "no name": ~text["name"].str.contains(r"\p{L}"),
        "long name": text["name"].str.len_chars() > _LONGEST_NAME,
        "kind": kind.is_null(),
        "paper": number_kind.is_null(),
        "sex": sex.is_null(),
        "no day": (text["born"] != "") & born.is_null(),
        "no life": ((born > on) | (born < _OLDEST)).fill_null(value=False),
        "number": pl.Series(_unreadable(number, seen, number_kind.fill_null(_OTHER))),
        "unborn": pl.Series(seen.resident & (seen.births > checked.births_of(np.array([entries.day(on)]))[0])),
    }
    why = pl.DataFrame(wrong).select(
        pl.coalesce(pl.when(pl.col(name)).then(pl.lit(name)) for name in _WHAT).alias("why")
    )["why"]
    good = why.is_null()
    numbered = pl.int_range(first, first + len(frame), eager=True)
    customers = customers.filter(good).select(CUSTOMERS.names()).cast(CUSTOMERS)
    return Portion(customers, numbered.filter(good).to_numpy(), text["ref"].filter(good), _bad(text, why, numbered))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A column of numbers: which pass as a resident number, with its birth date, and which as a credit code."""

    resident: NDArray[np.bool_]
    births: NDArray[np.uint64]
    uscc: NDArray[np.bool_]

    @classmethod
    def read(cls, number: pl.Series) -> "_Numbers":
        every = np.ones(len(number), dtype=np.bool_)
        resident = checked.read(number, resident=every, uscc=~every)
        return cls(resident.checked, resident.births, checked.read(number, resident=~every, uscc=every).checked)


def _kinds(text: pl.DataFrame, passed: _Numbers) -> tuple[pl.Series, pl.Series]:
    """What each is, as the file says or, where it says nothing, as the number and the name let one see."""
    seen = pl.DataFrame(
        {"said": text["kind"].str.to_lowercase(), "paper": text["number_kind"].str.to_lowercase(), "name": text["name"],
         "code": passed.uscc & ~passed.resident, "resident": passed.resident}
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


def _unreadable(number: pl.Series, passed: _Numbers, number_kind: pl.Series) -> NDArray[np.bool_]:
    """Numbers that should pass a check and do not; masked ones and the nine places of an organisation code may stay."""
    papers = number_kind.to_numpy()
    resident = papers == NUMBER_KINDS.index(NumberKind.RESIDENT)
    uscc = papers == NUMBER_KINDS.index(NumberKind.USCC)
    good = (resident & passed.resident) | (uscc & passed.uscc)
    shown = pl.DataFrame({"number": number}).select(
        may_stay=pl.col("number").str.contains("*", literal=True) | (pl.col("number") == ""),
        short=pl.col("number").str.len_chars() == _ORGANISATION_CODE,
        odd=~pl.col("number").str.contains(r"^[0-9A-Z*()（）/·]*$"),
    )
    may_stay, short, odd = (column.to_numpy() for column in shown)
    return np.asarray(((resident | uscc) & ~good & ~may_stay & ~(uscc & short)) | odd)


def _bad(text: pl.DataFrame, why: pl.Series, numbered: pl.Series) -> pl.DataFrame:
    wrong = pl.DataFrame({"row": numbered, "why": why}).with_columns(text).drop_nulls("why")
    told = {
        column: pl.col("why").replace_strict({why: said[place] for why, said in _WHAT.items()}, return_dtype=pl.String)
        for place, column in enumerate(("field", "what", "remedy"))
    }
    value = pl.coalesce(pl.when(told["field"] == name).then(pl.col(name)) for name in HEADINGS if name != "ref")
    return wrong.select(
        pl.col("row"),
        told["field"].alias("field"),
        value.fill_null("").str.slice(0, 40).alias("value"),
        told["what"].alias("what"),
        told["remedy"].alias("remedy"),
    ).cast(BAD_ROWS)
