"""For what an agency may ask whether somebody is on a list, and which list the ground speaks of.

Purposes live in `params/screening.yaml`, each with its article. Whoever may not refuse anybody anything on account of a
list has no ground to ask: the default is refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from duixian.base.faults import Fault, Refused
from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `registers`: "dishonest" (失信名单), "limited" (限制消费)."""

    id: str
    title: str
    english: str
    registers: frozenset[str]
    citation: Citation
    status: Status
    note: str = ""


@cache
def purposes() -> Mapping[str, Purpose]:
    """Every purpose by its id, in the order written."""
    return {
        row["id"]: Purpose(
            id=row["id"],
            title=row["title"],
            english=row["english"],
            registers=frozenset(row["registers"]),
            citation=citation(row),
            status=Status(row["status"]),
            note=row.get("note", ""),
        )
        for row in document("screening")["purposes"]
    }


def purpose(purpose_id: str) -> Purpose:
    """One purpose. Raises `Refused` (`screening.purpose`) for a purpose the law does not name."""
    found = purposes().get(purpose_id)
    if found is None:
        raise Refused(
            Fault(
                "screening.purpose",
                "没有这个查询用途",
                "可用：{known}",
                field="purpose",
                value=purpose_id[:40],
                data={"known": "、".join(f"{one.id} {one.title}" for one in purposes().values())},
            )
        )
    return found
