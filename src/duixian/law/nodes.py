"""The forty nodes of a case: the limits of each, who has to act, and what opens and finishes it.

The official list of nodes was not found; this one is composed from verified law and claims nothing about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from duixian.law.params import document


class Whose(StrEnum):
    """Who has to act."""

    COURT = "court"
    PARTY = "party"
    OTHER = "other"


class Kept(StrEnum):
    """Where the day of a node stands; see `params/nodes.yaml`."""

    NODE = "node"
    HAND = "hand"
    ROW = "row"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class NodeOfTable:
    """One of the forty. `rules` are limits (`law.periods`); `opens` and `finishes` name flows, empty where a person
    records it."""

    number: int
    title: str
    rules: tuple[str, ...]
    whose: Whose
    kept: Kept
    opens: str = ""
    finishes: str = ""
    note: str = ""


@cache
def table() -> tuple[NodeOfTable, ...]:
    """The forty, in their order."""
    return tuple(
        NodeOfTable(
            number=row["number"],
            title=row["title"],
            rules=tuple(row["rules"]),
            whose=Whose(row["whose"]),
            kept=Kept(row["kept"]),
            opens=row.get("opens", ""),
            finishes=row.get("finishes", ""),
            note=row.get("note", ""),
        )
        for row in document("nodes")["nodes"]
    )


@cache
def started_by_hand() -> frozenset[str]:
    """Limits whose event happens outside this program: an officer starts them, with the paper that shows it."""
    forty = {rule for node in table() if node.kept is Kept.HAND for rule in node.rules}
    return frozenset(forty | set(document("nodes")["by_hand"]))


@cache
def of_rule() -> Mapping[str, NodeOfTable]:
    """The node a limit belongs to, for those that belong to one."""
    return {rule: node for node in table() for rule in node.rules}
