"""646 real operative parts: no exception, every sum accounted for, and the measured share does not fall."""

import json
from pathlib import Path

import pytest

from duixian.reading.judgments import Reading, read
from duixian.reading.judgments.amounts import find_amounts
from duixian.reading.judgments.normal import normalise


@pytest.fixture(scope="module")
def readings(shared: Path) -> list[Reading]:
    lines = (shared / "data" / "judgments" / "operative_parts.jsonl").read_text(encoding="utf-8").splitlines()
    return [read(json.loads(line)["text"]) for line in lines if line.strip()]


def test_in_nine_of_ten_texts_every_sum_belongs_to_an_obligation_or_a_cost(readings: list[Reading]) -> None:
    with_money = [r for r in readings if r.census.total]
    strict = [r for r in with_money if r.census.complete and not r.census.described]
    assert len(readings) >= 646
    assert len(strict) * 100 >= len(with_money) * 90, f"{len(strict)} of {len(with_money)}"


def test_no_sum_is_dropped_in_silence(readings: list[Reading]) -> None:
    """Counted again from the spans of the result, without the reader's own census."""
    for reading in readings:
        start, end = reading.operative
        normal = normalise(reading.text)
        for amount in find_amounts(normal.text):
            a, b = normal.span(amount.start, amount.end)
            if not start <= a < end:
                continue
            covered = any(s.start <= a and b <= s.end for s in reading.spans)
            listed = any(g.start <= a and b <= g.end for g in reading.not_understood)
            assert covered or listed, (amount.text, reading.text)


def test_every_part_of_the_census_adds_up(readings: list[Reading]) -> None:
    for census in (r.census for r in readings):
        parts = census.assigned + census.checked_totals + census.described + census.not_understood
        assert parts == census.total


def test_what_spans_and_interests_refer_to_exists(readings: list[Reading]) -> None:
    for reading in readings:
        ordered = reading.ordered
        items = {item.key for item in ordered.items}
        keys = items | {t.key for t in ordered.interests} | {a.key for a in ordered.acts}
        assert {k for span in reading.spans for k in span.refers} <= keys, reading.text
        assert {k for term in ordered.interests for k in term.items} <= items
        assert len(keys) == len(ordered.items) + len(ordered.interests) + len(ordered.acts)


def test_items_say_by_which_rule_they_were_read(readings: list[Reading]) -> None:
    for reading in readings:
        for item in reading.items:
            assert item.rules or not item.keys, reading.text


def test_reading_twice_gives_the_same(readings: list[Reading]) -> None:
    for reading in readings[::40]:
        assert read(reading.text) == reading
