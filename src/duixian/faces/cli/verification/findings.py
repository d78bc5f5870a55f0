"""What the check found, and how far it got."""

from dataclasses import dataclass, field
from typing import Any

MOST = 50
"""Wrong rows that are kept one by one; more of them are only counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One wrong row. `stream` is the chain or the table, `row` its place in it (`seq 17`, `payout 4`)."""

    court_id: int
    stream: str
    row: str
    what: str
    expected: str = ""
    found: str = ""

    def as_json(self) -> dict[str, Any]:
        """Stable keys for `--json`."""
        return {
            "court": self.court_id,
            "stream": self.stream,
            "row": self.row,
            "what": self.what,
            "expected": self.expected,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of one chain. Noted outside the database, it makes a chain that was cut short visible."""

    court_id: int
    stream: str
    seq: int
    hash: str

    def as_json(self) -> dict[str, Any]:
        """Stable keys for `--json`; the same form is read back by `--against`."""
        return {"court": self.court_id, "stream": self.stream, "seq": self.seq, "hash": self.hash}


@dataclass(slots=True)
class Report:
    """Everything of one run: wrong rows in the order they were found, rows checked, the heads of the chains."""

    findings: list[Finding] = field(default_factory=list)
    wrong: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    heads: list[Head] = field(default_factory=list)
    courts: dict[int, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong."""
        return self.wrong == 0

    @property
    def first(self) -> Finding | None:
        """The first wrong row."""
        return self.findings[0] if self.findings else None

    def add(self, finding: Finding) -> None:
        """Keep a wrong row, or only count it when there are too many."""
        self.wrong += 1
        if len(self.findings) < MOST:
            self.findings.append(finding)

    def count(self, what: str, rows: int = 1) -> None:
        """Note that rows were looked at."""
        self.counts[what] = self.counts.get(what, 0) + rows

    def as_json(self) -> dict[str, Any]:
        """Stable keys for `--json`."""
        first = self.first
        return {
            "ok": self.ok,
            "first": first.as_json() if first else None,
            "wrong": self.wrong,
            "findings": [finding.as_json() for finding in self.findings],
            "checked": dict(self.counts),
            "heads": [head.as_json() for head in self.heads],
        }
