"""The dated values of disposal, by name, with the article as it is printed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

from duixian.law.citations import Citation, Status
from duixian.law.params import Value, series

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""A day of the court is a day of Beijing, wherever the machine stands; China has had no summer time since 1991."""


def value(name: str, *, on: date) -> Value:
    """A value of params/disposal.yaml in force `on`. Raises `BadInput` (`law.no_value`)."""
    return series(f"disposal.{name}").at(on)


def number(name: str, *, on: date) -> int:
    """A single whole number of params/disposal.yaml."""
    return int(value(name, on=on).raw)


def numbers(name: str, *, on: date) -> tuple[int, ...]:
    """Several whole numbers that stand together (lower and upper bound, movables and immovables …)."""
    return tuple(int(part) for part in value(name, on=on).raw)


def cited(name: str, *, on: date) -> str:
    """The citation as sentences print it; a recalled or silent source says so."""
    found = value(name, on=on)
    note = {Status.RECALLED: "（未核对原文）", Status.DISPUTED: "（参数）"}.get(found.status, "")
    text = str(found.citation)
    return text if note.strip("（）") in text else text + note


def citation(name: str, *, on: date) -> Citation:
    """Instrument, version and article of a value."""
    return value(name, on=on).citation


def platforms(*, on: date) -> Mapping[str, str]:
    """The platforms of the list in force `on`, code to name (AUC-21, recalled)."""
    found: Mapping[str, str] = value("platforms", on=on).raw
    return found


def day_of(at: datetime) -> date:
    """The day in Beijing of an aware instant. Raises `ValueError` for one without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant without a zone has no day")
    return at.astimezone(BEIJING).date()
