"""Who approves what in an enforcement case: each act with the lowest office that may sign it, and the article.

The rows live in `params/approvals.yaml`. An act that is not listed needs no approval of this kind, or has one of its
own (orders of control, payouts, sales). A court may ask for a higher office, never for a lower one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document


class Office(StrEnum):
    """Offices that sign, the lower first. The values are those of the roles of staff."""

    CHIEF = "chief"
    PRESIDENT = "president"


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who signs `act`: `level` is the lowest office. `title` is what the queue calls the act."""

    act: str
    title: str
    english: str
    level: Office
    citation: Citation
    status: Status
    note: str = ""

    def offices(self, *, court_level: Office | None = None) -> tuple[Office, ...]:
        """The offices that may sign; a court's own level counts only where it is the higher one."""
        ladder = tuple(Office)
        lowest = max(ladder.index(self.level), ladder.index(court_level) if court_level else 0)
        return ladder[lowest:]

    def may_sign(self, roles: Collection[str], *, court_level: Office | None = None) -> bool:
        """Whether somebody with `roles` may sign."""
        return any(office in roles for office in self.offices(court_level=court_level))


@cache
def rules() -> Mapping[str, ApprovalRule]:
    """Every act that needs a signature, in the order written."""
    return {
        row["act"]: ApprovalRule(
            act=row["act"],
            title=row["title"],
            english=row["english"],
            level=Office(row["level"]),
            citation=citation(row),
            status=Status(row["status"]),
            note=row.get("note", ""),
        )
        for row in document("approvals")["acts"]
    }


def rule(act: str) -> ApprovalRule:
    """The rule of one act. Raises `KeyError` for an act no signature is asked for: a mistake of the caller."""
    return rules()[act]
