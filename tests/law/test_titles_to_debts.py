"""From 646 real operative parts to debts: whatever the reader understood can be computed, or a fault says why not."""

import json
from datetime import date
from pathlib import Path

import pytest

from duixian.base.faults import BadInput
from duixian.law.calendar import national
from duixian.law.interest import by_currency, calculate, facts_from
from duixian.law.obligations import Event
from duixian.reading.judgments.reader import read

TEXTS = Path(__file__).parents[2] / ".." / "shared" / "data" / "judgments" / "operative_parts.jsonl"
DAYS = {
    Event.EFFECTIVE: date(2023, 3, 1),
    Event.SERVED: date(2023, 2, 10),
    Event.SIGNED: date(2023, 2, 1),
    Event.FILED: date(2022, 9, 1),
    Event.DEMANDED: date(2022, 8, 1),
}


@pytest.mark.skipif(not TEXTS.exists(), reason="../shared/data/judgments is not here (not bundled)")
def test_what_was_read_of_real_titles_is_computed_or_refused_by_name():
    with_money = computed = 0
    refusals: set[str] = set()
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        ordered = read(json.loads(line)["text"]).ordered
        resolved = facts_from(ordered, events=DAYS, calendar=national())
        if not resolved.facts.items and not resolved.facts.terms:
            continue
        with_money += 1
        try:
            for facts in by_currency(resolved.facts).values():
                calculate(facts, on=date(2026, 11, 22))
            computed += 1
        except BadInput as bad:
            refusals |= {fault.code for fault in bad.faults}

    assert refusals <= {"law.no_value"}
    assert with_money > 400
    assert computed >= 0.99 * with_money
