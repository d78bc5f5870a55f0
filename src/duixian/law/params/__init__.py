"""Legal values as data: half-open periods with unit, instrument, version, article, status and the day checked.

The values live in the YAML files beside this module; `series("interest.doubled_rate")` is the key `doubled_rate` of
`interest.yaml`. Two values true at once stop the load; a day without a value stops the use. A series of `publications`
(rates a bank publishes) holds each value until the next one; after `known_until` the last is carried forward, and the
caller must say so (`Series.carried`).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from duixian.base.days import Period
from duixian.base.faults import BadInput, Fault
from duixian.law.citations import Citation, Status

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader where libyaml is there: ten times faster


class BadParameters(Exception):
    """A parameter file that contradicts itself; a mistake of ours, found at load."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value, the days it is law, and where it stands."""

    raw: Any
    period: Period
    citation: Citation
    status: Status
    checked: date

    @property
    def decimal(self) -> Decimal:
        """The value as an exact decimal number."""
        return Decimal(str(self.raw))


@dataclass(frozen=True, slots=True)
class Series:
    """A legal value through time, its periods in order and disjoint."""

    name: str
    title: str
    unit: str
    values: tuple[Value, ...]
    known_until: date | None = None
    starts: tuple[date, ...] = ()

    def at(self, day: date) -> Value:
        """The value on `day`. Raises `BadInput` (`law.no_value`) when there is none."""
        position = bisect_right(self.starts, day) - 1
        if position >= 0 and day in self.values[position].period:
            return self.values[position]
        raise BadInput(
            Fault(
                "law.no_value",
                "{title}在 {day} 没有可用的数值（最早自 {earliest} 起）",
                "请核对日期，或改用该日有效的标准",
                field=self.title,
                value=day.isoformat(),
                data={"title": self.title, "day": day.isoformat(), "earliest": self.starts[0].isoformat()},
            )
        )

    def between(self, first: date, until: date) -> list[tuple[date, date, Value]]:
        """The stretches of [first, until) with the value of each. Raises `BadInput` where a day has none."""
        stretches: list[tuple[date, date, Value]] = []
        while first < until:
            value = self.at(first)
            end = until if value.period.end is None else min(until, value.period.end)
            stretches.append((first, end, value))
            first = end
        return stretches

    def carried(self, day: date) -> bool:
        """Whether the value on `day` is only the last known publication carried forward."""
        return self.known_until is not None and day >= self.known_until


@cache
def series(name: str) -> Series:
    """The series `file.key`. Raises `KeyError` for an unknown name and `BadParameters` for a contradictory file."""
    file, _, key = name.partition(".")
    entry = document(file)[key]
    return _publications(name, entry) if "publications" in entry else _dated(name, entry)


@cache
def document(file: str) -> Mapping[str, Any]:
    """A whole parameter file as read; for tables that are not values through time (the node table, holidays)."""
    text = files(__package__).joinpath(f"{file}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=_Loader)
    if not isinstance(loaded, dict):
        raise BadParameters(f"{file}.yaml: a mapping was expected")
    return loaded


def _dated(name: str, entry: Mapping[str, Any]) -> Series:
    values = []
    for row in entry["periods"]:
        source = {**entry, **row}
        values.append(
            Value(source["value"], Period(row["from"], row.get("until")), citation(source), *_standing(name, source))
        )
    return build(name, entry["title"], entry["unit"], values)


def _publications(name: str, entry: Mapping[str, Any]) -> Series:
    rows: Sequence[Sequence[Any]] = entry["publications"]
    status, checked = _standing(name, entry)
    verified: date | None = entry.get("read_until")
    values = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if following is not None and following[0] <= row[0]:
            raise BadParameters(f"{name}: {following[0]} does not come after {row[0]}")
        standing = Status.EXCERPT if verified is not None and row[0] >= verified else status
        period = Period(row[0], following[0] if following else None)
        published = row[0].isoformat()
        cited = Citation(entry["instrument"], published, f"（{published}{entry['article']}）")
        values.append(Value(row[1], period, cited, standing, checked))
    return build(name, entry["title"], entry["unit"], values, known_until=entry.get("known_until"))


def build(name: str, title: str, unit: str, values: Sequence[Value], *, known_until: date | None = None) -> Series:
    """A series of these values. Raises `BadParameters` when it is empty or two values are true on one day."""
    ordered = tuple(sorted(values, key=lambda value: value.period.start))
    if not ordered:
        raise BadParameters(f"{name}: no value at all")
    for earlier, later in pairwise(ordered):
        if earlier.period.overlaps(later.period):
            raise BadParameters(f"{name}: two values are true on {later.period.start}")
    return Series(name, title, unit, ordered, known_until, tuple(value.period.start for value in ordered))


def citation(source: Mapping[str, Any]) -> Citation:
    """The citation of an entry of a parameter file."""
    return Citation(source["instrument"], str(source["version"]), str(source["article"]))


def _standing(name: str, source: Mapping[str, Any]) -> tuple[Status, date]:
    checked = source["checked"]
    if not isinstance(checked, date):
        raise BadParameters(f"{name}: checked is not a day: {checked!r}")
    return Status(source["status"]), checked
