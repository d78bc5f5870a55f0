"""The dated values of measures against persons, by name, with the article as it is printed."""

from datetime import date

from duixian.law.citations import Status
from duixian.law.params import Value, series


def value(name: str, *, on: date) -> Value:
    """A value of params/measures.yaml in force `on`. Raises `BadInput` (`law.no_value`)."""
    return series(f"measures.{name}").at(on)


def number(name: str, *, on: date) -> int:
    """A single whole number of params/measures.yaml, in the unit written there."""
    return int(value(name, on=on).raw)


def cited(name: str, *, on: date) -> str:
    """The citation as sentences print it; a recalled or silent source says so."""
    found = value(name, on=on)
    note = {Status.RECALLED: "（未核对原文）", Status.DISPUTED: "（参数）"}.get(found.status, "")
    return f"{found.citation}{note}"
