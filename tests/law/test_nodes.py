"""The forty nodes: each has its limits, and something that opens and finishes it."""

from pathlib import Path

import pytest

from duixian.law import periods
from duixian.law.nodes import Kept, NodeOfTable, of_rule, started_by_hand, table

FLOWS = Path(__file__).parents[2] / "src" / "duixian" / "flows"
FILED = frozenset({"filed", "officer_received", "application_received"})


def says(flow: str, rule: str) -> bool:
    """Whether a flow names a limit; the default ones of filing are named by their events."""
    text = (FLOWS / f"{flow}.py").read_text(encoding="utf-8")
    if flow == "file_case" and periods.rule(rule).default and periods.rule(rule).event in FILED:
        return "default_rules()" in text
    return f'"{rule}"' in text


def test_there_are_forty_in_order() -> None:
    assert [node.number for node in table()] == list(range(1, 41))


def test_every_limit_of_a_node_is_in_the_table_of_limits_and_in_one_node() -> None:
    named = [rule for node in table() for rule in node.rules]

    assert set(named) | started_by_hand() <= set(periods.rules())
    assert len(named) == len(set(named)) == len(of_rule())
    assert all(node.rules or node.note for node in table())


@pytest.mark.parametrize("node", [node for node in table() if node.kept is Kept.NODE], ids=lambda node: node.title)
def test_a_node_kept_as_a_node_is_opened_by_its_flow_and_finished(node: NodeOfTable) -> None:
    first = node.rules[0]
    opened = [rule for rule in node.rules if says(node.opens, rule)]

    assert first in opened
    assert (
        not node.finishes
        or says(node.finishes, first)
        or "finish_node" in (FLOWS / f"{node.finishes}.py").read_text(encoding="utf-8")
    )


def test_what_is_started_by_hand_is_started_by_no_flow() -> None:
    defaults = {rule.id for rule in periods.default_rules()}

    assert not started_by_hand() & defaults
