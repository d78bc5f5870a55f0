"""Edges that grow while they are read: after any additions and removals a step finds what a plain list would."""

from typing import Any

import numpy as np
from finbench_small import listed
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.analytics.flows.finbench.relation import EVER, WHOLE, Relation, Truncation, Window, alone

Edge = tuple[int, int, int, int]

nodes = st.integers(0, 4)
edges = st.lists(st.tuples(nodes, nodes, st.integers(0, 12), st.integers(1, 9)), max_size=12)


def relation_of(rows: list[Edge]) -> Relation:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    codes = columns[:, :2].astype(np.int32)
    return Relation(codes[:, 0].copy(), codes[:, 1].copy(), columns[:, 2].copy(), columns[:, 3].copy())


def plainly(rows: list[Edge], end: int, node: int, window: Window, truncation: Truncation) -> list[Edge]:
    """What a step from one node is: `rows` stand as recorded."""
    within = sorted(
        (row for row in rows if row[end] == node and window.start < row[2] < window.end), key=lambda r: r[2]
    )
    return (within[::-1] if truncation.newest_first else within)[: truncation.limit]


@settings(max_examples=150)
@given(
    laid=edges,
    added=edges,
    removed=st.lists(st.integers(0, 40), max_size=4),
    asked=st.lists(nodes, min_size=1, max_size=4),
    bounds=st.tuples(st.integers(-1, 12), st.integers(0, 14)),
    truncation=st.builds(Truncation, st.sampled_from([1, 2, 3, 100]), st.booleans()),
    moment=st.integers(0, 12),
)
def test_a_step_finds_what_a_plain_list_would(
    laid: list[Edge],
    added: list[Edge],
    removed: list[int],
    asked: list[int],
    bounds: tuple[int, int],
    truncation: Truncation,
    moment: int,
) -> None:
    relation = relation_of(laid)
    rows = sorted(laid, key=lambda row: row[2])  # laid in order of time: the numbers they bear
    for row in added:
        rows.append(row)
        assert relation.add(*row) == len(rows) - 1
    gone = {number for number in removed if number < len(rows)}
    for number in gone:
        relation.remove(number)
    left = [row for number, row in enumerate(rows) if number not in gone]
    window = Window(*bounds)
    moments = np.full(len(asked), moment)
    codes = np.array(asked, dtype=np.int32)

    out = relation.out(codes, window, truncation, after=moments)
    into = relation.into(codes, window, truncation, before=moments)

    assert len(relation) == len(left)
    for step, end in ((out, 0), (into, 1)):
        expected = [
            (entry, row)
            for entry, node in enumerate(asked)
            for row in plainly(left, end, node, window, truncation)
            if (row[2] > moment if end == 0 else row[2] < moment)
        ]
        assert list(zip(step.entries.tolist(), listed(relation, step.edges), strict=True)) == expected


def test_so_many_additions_that_all_is_laid_anew_change_no_answer() -> None:
    relation = relation_of([(0, 1, 5, 1), (0, 2, 5, 2)])
    relation.remove(0)
    rows: list[Edge] = [(0, 2, 5, 2)]
    for number in range(3_000):
        row = (number % 7, number % 11, (number * 37) % 100, number)
        relation.add(*row)
        rows.append(row)

    step = relation.out(alone(3), EVER, WHOLE)

    assert listed(relation, step.edges) == plainly(rows, 0, 3, EVER, WHOLE)
    assert len(relation) == 3_001


def test_a_node_later_than_all_that_were_laid_has_its_edges_at_once() -> None:
    relation = relation_of([(0, 1, 5, 1)])

    assert listed(relation, relation.into(alone(900), EVER).edges) == []
    relation.add(0, 900, 7, 3)

    assert listed(relation, relation.into(alone(900), EVER).edges) == [(0, 900, 7, 3)]


def test_all_edges_of_a_node_go_together() -> None:
    relation = relation_of([(0, 1, 5, 1), (1, 2, 6, 1), (2, 0, 7, 1)])
    relation.add(1, 0, 8, 1)

    relation.remove_of(source=1, target=1)

    everywhere: Any = np.arange(3, dtype=np.int32)
    assert listed(relation, relation.out(everywhere, EVER).edges) == [(2, 0, 7, 1)]
