"""The parse expectations of the shared vectors (conventions of one law-firm tool); the interest sums are law's."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from duixian.base.money import fen
from duixian.law.obligations import BaseMode, Event, ItemKind, RatePer, RateSource
from duixian.reading.judgments import Reading, What, read


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "data" / "judgments" / "vectors.json").read_text(encoding="utf-8"))
    return loaded


def document(vectors: dict[str, Any], key: str) -> tuple[Reading, dict[str, Any]]:
    found = next(v for v in vectors["document_vectors"] if v["id"] == key)
    return read(found["text"]), found


def sentence(vectors: dict[str, Any], start: str) -> tuple[Reading, dict[str, Any]]:
    found = next(v for v in vectors["sentence_vectors"] if v["text"].startswith(start))
    return read(found["text"]), found["expect"]


def amount(reading: Reading, *labels: str) -> int:
    sums = [item.amount or 0 for item in reading.ordered.items if any(label in item.label for label in labels)]
    assert sums, f"no item called {labels}"
    return sum(sums)


def claim(reading: Reading, *kinds: ItemKind) -> int:
    return sum(item.amount or 0 for item in reading.ordered.items if item.kind in kinds)


def test_every_amount_of_every_vector_is_understood(vectors: dict[str, Any]) -> None:
    for vector in (*vectors["document_vectors"], *vectors["sentence_vectors"]):
        assert read(vector["text"]).census.complete, vector["text"]


def test_a_settlement_with_its_own_order_of_set_off(vectors: dict[str, Any]) -> None:
    reading, vector = document(vectors, "fachuan-38361")
    expected = vector["expect"]
    assert claim(reading, ItemKind.PRINCIPAL) == fen(expected["principal"])
    term = reading.ordered.interests[0]
    assert term.conditional
    assert term.base_mode is BaseMode.REMAINING
    assert [reading.ordered.items[0].key] == list(term.items)
    assert term.rate.multiple == 4
    assert reading.ordered.acceleration
    # given 20,000 paid and the order the settlement fixes, by the labels exposed here:
    left = fen(vector["given"]["paid"])
    rest: dict[str, int] = {}
    for label in reading.ordered.set_off:
        matching = [i for i in reading.ordered.items if i.label in label or label in i.label]
        for item in matching:
            assert item.amount is not None
            used = min(left, item.amount)
            left, rest[item.label] = left - used, item.amount - used
    assert rest["利息"] == fen(expected["confirmed_interest"])
    assert rest["律师代理费"] == fen(expected["attorney_fee"])
    assert rest["财产保全担保费"] == fen(expected["guarantee_fee"])
    assert rest["借款"] == fen(expected["interest_base"])


def test_a_cap_a_rate_and_an_order_of_set_off(vectors: dict[str, Any]) -> None:
    reading, vector = document(vectors, "fachuan-51548")
    expected = vector["expect"]
    term = reading.ordered.interests[0]
    assert term.cap == fen(expected["interest_cap"])
    assert (term.rate.source, term.rate.value, term.rate.per) == (RateSource.FIXED, Decimal("4.5"), RatePer.YEAR)
    assert amount(reading, "受理费") == fen(expected["litigation_fee"])
    assert amount(reading, "保全费") == fen(expected["preservation_fee"])
    assert list(reading.ordered.set_off) == expected["deduction_order"]
    assert claim(reading, ItemKind.COSTS_TO_COURT) == 0


def test_principal_fees_and_a_quadruple_lpr(vectors: dict[str, Any]) -> None:
    reading, vector = document(vectors, "fachuan-34475")
    expected = vector["expect"]
    principal = claim(reading, ItemKind.PRINCIPAL) - fen(vector["given"]["paid"])
    assert principal == fen(expected["principal"]) == fen(expected["interest_base"])
    assert claim(reading, ItemKind.FEE) == fen(expected["attorney_fee"])
    assert claim(reading, ItemKind.COSTS) == fen(expected["litigation_fee"])
    term = reading.ordered.interests[0]
    assert term.rate.multiple == Decimal(expected["lpr_multiplier"])
    assert term.start.on is not None
    assert term.start.on.isoformat() == expected["interest_start"]
    assert term.end is not None
    assert term.end.event is Event.PAID


def test_a_judgment_with_the_clause_of_the_doubled_part(vectors: dict[str, Any]) -> None:
    reading, vector = document(vectors, "fachuan-520000")
    expected = vector["expect"]
    assert claim(reading, ItemKind.PRINCIPAL) == fen(expected["principal"])
    assert reading.ordered.interests[0].base_amount == fen(expected["interest_base"])
    assert amount(reading, "受理费") == fen(expected["litigation_fee"])
    assert amount(reading, "诉前财产保全费") == fen(expected["preservation_fee"])
    assert reading.ordered.doubled_clause is expected["has_double_interest_clause"]
    assert claim(reading, ItemKind.FEE) == fen("21000") + fen("1110.77")


def test_labels_and_sums_of_single_sentences(vectors: dict[str, Any]) -> None:
    for start in ("被告偿还原告借款本金", "被告应于本判决生效之日起十日内"):
        reading, expected = sentence(vectors, start)
        (item,) = reading.ordered.items
        assert (item.label, item.amount) == (expected["label"], fen(expected["principal"]))
    reading, expected = sentence(vectors, "被告支付利息10万元")
    assert claim(reading, ItemKind.INTEREST) == fen(expected["confirmed_interest"])
    reading, expected = sentence(vectors, "以利息10万元为基数")
    assert claim(reading, ItemKind.INTEREST) == fen(expected["confirmed_interest"])


def test_costs_to_the_court_are_no_claim(vectors: dict[str, Any]) -> None:
    reading, expected = sentence(vectors, "受理费10000元向本院缴纳")
    assert claim(reading, ItemKind.COSTS) == fen(expected["litigation_fee"])
    assert len([i for i in reading.ordered.items if i.kind is ItemKind.COSTS_TO_COURT]) == expected["excluded"]


@pytest.mark.parametrize("times", ["1.5倍", "两倍"])
def test_multiples_of_lpr(vectors: dict[str, Any], times: str) -> None:
    found = next(v for v in vectors["sentence_vectors"] if times in v["text"])
    rate = read(found["text"]).ordered.interests[0].rate
    assert rate.source is RateSource.LPR_1Y
    assert rate.multiple == Decimal(found["expect"]["multiplier"])


@pytest.mark.parametrize(("start", "unit"), [("按日利率千分之五", Decimal("0.1")), ("按日利率0.05%", Decimal("0.01"))])
def test_daily_rates_are_percent_a_day(vectors: dict[str, Any], start: str, unit: Decimal) -> None:
    reading, expected = sentence(vectors, start)
    rate = reading.ordered.interests[0].rate
    assert rate.per is RatePer.DAY
    assert rate.value == unit * Decimal(expected["rate"])


def test_caps_and_bases(vectors: dict[str, Any]) -> None:
    reading, expected = sentence(vectors, "以不超过100000元为限")
    assert reading.ordered.interests[0].cap == fen(expected["cap"])
    reading, expected = sentence(vectors, "以剩余未付100000元为本金")
    (base,) = reading.spans_of(What.BASE)
    assert fen(reading.words(base)) == fen(expected["base"])
    reading, expected = sentence(vectors, "以上述款项为基数")
    term = reading.ordered.interests[0]
    assert (term.base_amount, term.base_mode) == (None, BaseMode.REMAINING)
    whole = read(
        "被告向原告支付货款200000元，并支付利息（以剩余未付100000元为本金，自2024年1月1日起按年利率6%计算至付清之日止）"
    )
    term = whole.ordered.interests[0]
    assert (term.base_amount, term.base_mode) == (fen("100000"), BaseMode.REMAINING)


def test_supplementary_liability_and_priority(vectors: dict[str, Any]) -> None:
    reading, _ = sentence(vectors, "被告E对被告F")
    assert [span.rule for span in reading.spans_of(What.LIABILITY)] == ["liability.supplementary"]
    reading, _ = sentence(vectors, "原告对被告名下不动产")
    assert reading.spans_of(What.PRIORITY)
