"""A published entry between its class and the JSON that keeps it; and the part of it that everybody may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from duixian.analytics.names.model import Kind
from duixian.analytics.screening.model import ListedEntry, Register
from duixian.base.identity import mask_id
from duixian.domain.cases.terms import from_json, to_json


@dataclass(frozen=True, slots=True)
class Window:
    """A single-use exemption (限消 8): the days, the last included, and what it is for."""

    since: date
    until: date
    purpose: str

    def open_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day <= self.until


def entry_to_json(entry: ListedEntry) -> dict[str, Any]:
    """The JSON kept in the log."""
    kept: dict[str, Any] = to_json(entry)
    return kept


def entry_from_json(content: Mapping[str, Any]) -> ListedEntry:
    """The inverse of `entry_to_json`."""
    return from_json(ListedEntry, content)


def windows_from_json(rows: list[Mapping[str, Any]]) -> tuple[Window, ...]:
    """The exemptions kept beside an entry."""
    return tuple(from_json(Window, row) for row in rows)


def stands_on(entry: ListedEntry, day: date) -> bool:
    """Whether the entry's term still runs on a day: `expires_on` is the last day on which it stands."""
    return entry.expires_on is None or day <= entry.expires_on


def public_entry(entry: ListedEntry) -> dict[str, str]:
    """What the public sees of an entry: the six groups of 失信规定 6 (for a limit what a 限制消费令 names), numbers
    masked to ten first characters, four stars and the last four. No address, no picture, no birth date, no order."""
    number = entry.identity.numbers[0].text if entry.identity.numbers else ""
    natural = entry.identity.kind is Kind.NATURAL
    shown = {
        "name": entry.identity.name,
        "sex": entry.identity.sex if natural else "",
        "number": mask_id(number),
        "representative": "" if natural else entry.representative,
        "court": entry.court,
        "area": entry.area,
        "case_number": entry.case_number,
        "filed_on": entry.filed_on.isoformat(),
        "published_on": entry.published_on.isoformat(),
    }
    if entry.register is Register.DISHONEST:
        shown |= {
            "title_number": entry.title_number,
            "title_by": entry.title_by,
            "duty": entry.duty,
            "performance": entry.performance,
            "conduct": "；".join(entry.conduct),
        }
    return shown
