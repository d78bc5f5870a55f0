"""Tables of dated values of a parameter file, each with its article and how surely it is known."""

from collections.abc import Iterable, Iterator, Mapping

from duixian.law.params import Series, Value, document, series
from pages.markdown import STATUS, table

_UNITS = {"day": "日", "month": "个月", "year": "年"}
_WORDS = {True: "是", False: "否"}


def names(file: str) -> list[str]:
    """The keys of a parameter file, `file.key`, in the order of the file."""
    return [f"{file}.{key}" for key in document(file)]


def values(wanted: Iterable[str]) -> str:
    """A table of these series (`file.key`), one row for each period."""
    return table(
        ("事项", "自", "值", "单位", "依据 Article", "版本", "核实", "核对日期"),
        (row for name in wanted for row in _rows(series(name))),
    )


def _rows(one: Series) -> Iterator[tuple[object, ...]]:
    for value in one.values:
        since = f"{value.period.start}" + (f" 至 {value.period.end}（不含）" if value.period.end else "")
        yield (
            f"{one.title} `{one.name}`",
            since,
            shown(value),
            one.unit,
            value.citation,
            value.citation.version,
            f"{value.status.value} {STATUS[value.status.value]}",
            value.checked,
        )


def shown(value: Value) -> str:
    """A value as a reader takes it in: lengths with their unit, lists and tables in a line."""
    return _text(value.raw)


def _text(raw: object) -> str:
    if isinstance(raw, bool):
        return _WORDS[raw]
    if isinstance(raw, Mapping):
        if raw.keys() == {"amount", "unit"}:
            return f"{raw['amount']} {_UNITS[raw['unit']]}"
        return "；".join(f"{key} {_text(part)}" for key, part in raw.items())
    if isinstance(raw, list):
        return "、".join(_text(part) for part in raw)
    return "以上" if raw is None else str(raw)
