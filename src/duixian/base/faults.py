"""Errors as values: what is wrong, where, with which value, and what to do about it.

A `Fault` is data. It can be collected in a list beside the rows that were good, shown on a page,
printed by a command or sent as JSON; it becomes an exception only when nothing can go on (`BadInput`).
The `template` is Chinese, the source language; a face translates the template first and fills it in afterwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input.

    `code` is stable and dotted ("amount.decimals"); `field` names the field or column in the user's words;
    `value` is what was found; `template` says what is wrong and `remedy` what to do, both with {placeholders}
    filled from `data`; `place` says where ("第 3 行", "statement.csv:17").
    """

    code: str
    template: str
    remedy: str = ""
    field: str = ""
    value: str = ""
    place: str = ""
    data: Mapping[str, Any] = attribute(default_factory=lambda: MappingProxyType({}))

    @property
    def message(self) -> str:
        """The sentence in the source language, placeholders filled."""
        return self.template.format(**self.data) if self.data else self.template

    def __str__(self) -> str:
        head = f"{self.place}：" if self.place else ""
        named = f"{self.field}“{self.value}”：" if self.value else f"{self.field}：" if self.field else ""
        tail = f"（{self.remedy.format(**self.data) if self.data else self.remedy}）" if self.remedy else ""
        return f"{head}{named}{self.message}{tail}"

    def as_json(self) -> dict[str, str]:
        """Stable keys for `--json` output and the API."""
        return {
            "code": self.code,
            "field": self.field,
            "value": self.value,
            "place": self.place,
            "message": self.message,
            "remedy": self.remedy.format(**self.data) if self.data else self.remedy,
        }


class BadInput(Exception):
    """An input that cannot be worked with; carries every fault found, not only the first."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("；".join(str(fault) for fault in faults))
        self.faults = faults

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> "BadInput":
        """Gather faults into one exception."""
        return cls(*faults)


class Refused(Exception):
    """An act the law or the house rules do not open now. `reasons` say what is missing; nothing has changed."""

    def __init__(self, *reasons: Fault) -> None:
        super().__init__("；".join(str(reason) for reason in reasons))
        self.reasons = reasons
