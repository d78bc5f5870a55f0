"""Debts as documents: facts in, statement out, every fault with its place."""

import json
from datetime import date

import pytest
from debt_strategies import RATES, debts
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.interest import DebtFacts, LineKind, calculate
from duixian.law.interest.document import facts_as_json, read_facts, statement_as_json
from duixian.law.interest.rate_text import rate_text, read_rate
from duixian.law.obligations import RatePer, RateSource

FULL = {
    "items": [
        {"key": "p", "label": "借款本金", "kind": "principal", "amount": "100,000.00", "due": "2024-01-01"},
        {"key": "c", "label": "案件受理费", "kind": "costs", "amount": "2300", "due": "2024年1月1日"},
    ],
    "interests": [{"items": ["p"], "rate": "lpr*1.5", "start": "2023-06-01"}],
    "payments": [{"day": "2024-05-01", "amount": "5000", "source": "deducted", "for": ["借款本金"]}],
    "excluded": [{"from": "2024-02-01", "until": "2024-03-01", "reason": "再审中止"}],
    "set_off": ["案件受理费", "利息", "借款本金"],
    "conventions": {"year_basis": 360, "count_days": "both_ends", "costs_in_doubled_base": False},
}


def faults_of(data) -> dict[str, str]:
    with pytest.raises(BadInput) as bad:
        read_facts(data, place="facts.json")
    assert all(
        fault.place == "facts.json" or fault.code.startswith(("amount", "debt", "period")) for fault in bad.value.faults
    )
    return {fault.field: fault.code for fault in bad.value.faults}


def test_a_full_document_is_read():
    facts = read_facts(FULL)
    statement = calculate(facts, on=date(2024, 6, 1))

    assert facts.items[0].amount == 100_000_00
    assert facts.terms[0].rate == read_rate("LPR × 1.5")
    assert statement.line("p").paid == 5_000_00
    assert statement.convention_values()["year_basis"].value == "360"


def test_every_fault_of_a_document_comes_back_at_once_with_its_place():
    data = {
        "items": [
            {"amount": "12.345", "due": "2023-02-29"},
            {"amount": 12.5},
            {"amount": "-3", "kind": "lösegeld"},
            {"amout": "5"},
            7,
        ],
        "interests": [{"rate": "viel", "start": "gestern"}, {"rate": "5%"}],
        "payments": [{"day": "2024-01-01"}, {"day": "2024-01-01", "amount": "5", "source": "lotto"}],
        "conventions": {"year_basis": 364, "moon": 1},
        "acceleration": "yes",
        "excluded": [{"from": "2024-02-01", "until": "2024-01-01"}],
    }

    assert faults_of(data) == {
        "items[1].amount": "amount.decimals",
        "items[1].due": "day.impossible",
        "items[2].amount": "facts.amount",
        "items[3].kind": "facts.choice",
        "items[4].amout": "facts.unknown_key",
        "items[4].amount": "facts.amount",
        "items[5]": "facts.shape",
        "interests[1].rate": "rate.unreadable",
        "interests[1].start": "day.unreadable",
        "interests[2].start": "facts.day",
        "payments[1].amount": "facts.amount",
        "payments[2].source": "facts.choice",
        "year_basis": "convention.value",
        "moon": "convention.unknown",
        "acceleration": "facts.flag",
        "期间": "period.empty",
    }


def test_a_negative_payment_is_refused():
    assert "debt.payment_amount" in faults_of({**FULL, "payments": [{"day": "2024-01-01", "amount": "-5"}]}).values()


def test_instalments_that_do_not_sum_to_the_amount_are_refused():
    item = {"amount": "10", "instalments": [{"amount": "4", "due": "2024-01-01"}, {"amount": "5", "due": "2024-02-01"}]}

    assert faults_of({"items": [item]}) == {"items[1].amount": "debt.instalments_differ"}


KEYS = st.sampled_from(
    [
        *("items", "interests", "payments", "excluded", "set_off", "delay_money", "lending", "exchange"),
        *("conventions", "key", "label", "kind", "amount", "due", "instalments", "rate", "start", "end"),
        *("base_amount", "base_mode", "cap", "year_basis", "day", "source", "for", "from", "until", "formed", "filed"),
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**30),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["2024-01-01", "9999-12-31", "2023-02-29", "principal", "p", "100.00", "lpr*4", "5%", "360"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)


@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
@settings(max_examples=300, deadline=None)
def test_whatever_a_file_holds_it_is_computed_or_refused_with_reasons(data):
    try:
        calculate(read_facts(data), on=date(2026, 11, 22))
    except BadInput as bad:
        faults = bad.faults
    else:
        return
    assert faults
    assert all(fault.code and fault.message for fault in faults)


@given(debts())
@settings(max_examples=60, deadline=None)
def test_facts_survive_being_written_and_read(facts: DebtFacts):
    text = json.dumps(facts_as_json(facts), ensure_ascii=False)
    again = read_facts(json.loads(text))

    on = date(2027, 6, 1)
    assert calculate(again, on=on).lines == calculate(facts, on=on).lines


def test_a_statement_has_stable_keys_and_amounts_as_strings():
    shown = statement_as_json(calculate(read_facts(FULL), on=date(2024, 6, 1)))

    assert list(shown) == [
        "on",
        "currency",
        "total",
        "received",
        "overpaid",
        "lines",
        "steps",
        "set_offs",
        "excluded",
        "conventions",
        "warnings",
    ]
    assert shown["received"] == "5000.00"
    assert shown["conventions"]["count_days"]["status"] == "X"
    doubled = [step for step in shown["steps"] if step["kind"] == LineKind.DOUBLED.value]
    assert {citation["version"] for citation in doubled[0]["citations"]} == {"2014-08-01", "2024-01-01"}
    assert not any(isinstance(value, float) for value in _values(shown))


def _values(data):
    if isinstance(data, dict):
        for value in data.values():
            yield from _values(value)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value)
    else:
        yield data


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("4.5%", "4.5", RatePer.YEAR),
        ("4.5", "4.5", RatePer.YEAR),
        ("0.05%/day", "0.05", RatePer.DAY),
        ("5‱/日", "0.05", RatePer.DAY),
        ("日万分之五", "0.05", RatePer.DAY),
        ("日千分之5", "0.5", RatePer.DAY),
        ("月利率百分之一点五", "1.5", RatePer.MONTH),
        ("年利率 15.4%", "15.4", RatePer.YEAR),
        ("1.5%/month", "1.5", RatePer.MONTH),
    ],
)
def test_rates_as_people_type_them(text, value, per):
    rate = read_rate(text)

    assert (rate.source, str(rate.value.normalize()), rate.per) == (RateSource.FIXED, value, per)


def test_rates_of_a_table():
    rate = read_rate("lpr5y@2024-01-01*1.3+0.5")

    assert (rate.source, str(rate.multiple), str(rate.plus)) == (RateSource.LPR_5Y, "1.3", "0.5")
    assert rate.pinned_on == date(2024, 1, 1)
    assert read_rate("benchmark:1y").term.value == "1y"
    assert read_rate("lpr@20240101").pinned_on == date(2024, 1, 1)


@pytest.mark.parametrize("text", ["", "lpr**2", "libor", "abc%", "lpr:1y", "5%/week", "-5%"])
def test_what_is_not_a_rate_is_refused(text):
    with pytest.raises(BadInput) as bad:
        read_rate(text)

    assert bad.value.faults[0].code == "rate.unreadable"


@given(RATES)
def test_rates_survive_being_written_and_read(rate):
    again = read_rate(rate_text(rate))

    assert (again.source, again.multiple, again.plus, again.pinned_on) == (
        rate.source,
        rate.multiple,
        rate.plus,
        rate.pinned_on,
    )
    assert again.value == rate.value
