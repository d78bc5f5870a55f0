"""The rulebook's own vectors (T1 … T12), those of the reports, and those of a public tool under its conventions."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from duixian.law.interest import (
    Conventions,
    CountDays,
    DebtFacts,
    DebtItem,
    DebtTerm,
    KnownRate,
    LineKind,
    Part,
    Payment,
    PaymentDates,
    YearBasis,
    calculate,
)
from duixian.law.obligations import ItemKind, RateSource
from duixian.law.params import series

P = ItemKind.PRINCIPAL
PUBLIC = Path(__file__).parents[2] / ".." / "shared" / "data" / "judgments"
TOOL = Conventions(year_basis=YearBasis.D360, count_days=CountDays.BOTH_ENDS)


def item(
    amount: int, due: date | None = None, *, kind: ItemKind = P, key: str = "p", label: str = "借款本金"
) -> DebtItem:
    return DebtItem(key, label, kind, (Part(amount, due),))


def lpr(multiple: str = "1", *, start: date, key: str = "i", items: tuple[str, ...] = ("p",)) -> DebtTerm:
    return DebtTerm(key, "利息", items, KnownRate(RateSource.LPR_1Y, multiple=Decimal(multiple)), start)


def doubled(amount: int, due: date, on: date) -> int:
    return calculate(DebtFacts(items=(item(amount, due),)), on=on).accrued(LineKind.DOUBLED)


@pytest.mark.parametrize(
    ("amount", "due", "on", "expected"),
    [
        pytest.param(10_000_00, date(2026, 1, 1), date(2026, 1, 31), 52_50, id="T1"),
        pytest.param(1_000_000_00, date(2026, 1, 1), date(2026, 4, 11), 17_500_00, id="T3"),
        pytest.param(7_976_00, date(2024, 1, 1), date(2024, 4, 3), 129_81, id="T8: a page prints 16275"),
        pytest.param(10_000_00, date(2015, 7, 3), date(2015, 9, 1), 105_00, id="T12"),
    ],
)
def test_doubled_part(amount, due, on, expected):
    assert doubled(amount, due, on) == expected


def test_t4_interest_by_lpr_and_at_a_fixed_rate():
    facts = DebtFacts(items=(item(1_000_000_00),), terms=(lpr(start=date(2026, 1, 1)),))
    assert calculate(facts, on=date(2026, 4, 11)).accrued(LineKind.ORDINARY) == 8_219_18

    half_more = replace(facts, terms=(lpr("1.5", start=date(2026, 1, 1)),))
    assert calculate(half_more, on=date(2026, 4, 11)).accrued(LineKind.ORDINARY) == 12_328_77

    fixed = DebtTerm("i", "利息", ("p",), KnownRate(RateSource.FIXED, Decimal("3.65")), date(2024, 1, 1))
    assert calculate(replace(facts, terms=(fixed,)), on=date(2025, 1, 1)).accrued(LineKind.ORDINARY) == 36_600_00


def test_t9_insufficient_assets_leave_nothing_for_the_doubled_part():
    """A page leaves 92,000 for the doubled part; set-off in the lawful order leaves 8,000 of the principal open."""
    due, paid_on = date(2020, 1, 1), date(2026, 4, 15)
    facts = DebtFacts(
        items=(
            item(8_000_00, None, kind=ItemKind.COSTS, key="c", label="案件受理费"),
            item(100_000_00, None, kind=ItemKind.INTEREST, key="n", label="利息"),
            item(500_000_00, due),
        ),
        payments=(Payment(paid_on, 600_000_00),),
    )

    statement = calculate(facts, on=paid_on)

    assert [(row.key, row.amount) for row in statement.set_offs] == [
        ("c", 8_000_00),
        ("n", 100_000_00),
        ("p", 492_000_00),
    ]
    assert statement.line("p").remaining == 8_000_00
    assert statement.line("p", LineKind.DOUBLED).paid == 0
    assert statement.line("p", LineKind.DOUBLED).remaining == statement.accrued(LineKind.DOUBLED) > 0


def test_t11_the_doubled_part_is_a_fixed_daily_rate_and_not_a_multiple_of_lpr():
    """One day on ten thousand is 1.75 yuan whatever LPR is."""
    for year in (2015, 2019, 2020, 2026):
        assert doubled(10_000_00, date(year, 9, 20), date(year, 9, 21)) == 1_75


# -- a public tool's documents --------------------------------------------------------------------------------


def public_vectors() -> list:
    file = PUBLIC / "vectors.json"
    if not file.exists():
        return [
            pytest.param("", {}, marks=pytest.mark.skip(reason="../shared/data/judgments is not here (not bundled)"))
        ]
    rows = json.loads(file.read_text(encoding="utf-8"))["document_vectors"]
    return [pytest.param(row["id"], row, id=row["id"]) for row in rows]


def title_34475() -> DebtFacts:
    due = date(2025, 6, 30)
    return DebtFacts(
        items=(
            item(2_500_000_00, due),
            item(72_000_00, due, kind=ItemKind.FEE, key="f", label="律师费"),
            item(14_028_67, due, kind=ItemKind.COSTS, key="c", label="案件受理费"),
        ),
        terms=(replace(lpr("4", start=date(2024, 6, 1)), conditional=True),),
    )


def title_520000() -> DebtFacts:
    due = date(2024, 12, 31)
    return DebtFacts(
        items=(
            item(520_000_00, due),
            item(21_000_00, due, kind=ItemKind.FEE, key="f", label="律师费"),
            item(1_110_77, due, kind=ItemKind.FEE, key="g", label="财产保全担保费"),
            item(4_682_47, due, kind=ItemKind.COSTS, key="c", label="案件受理费"),
            item(3_296_92, due, kind=ItemKind.COSTS, key="q", label="诉前财产保全费"),
        ),
        terms=(lpr("4", start=date(2024, 6, 8)),),
    )


def title_38361() -> DebtFacts:
    due = date(2026, 6, 20)
    return DebtFacts(
        items=(
            item(190_860_00, due),
            item(36_000_00, due, kind=ItemKind.INTEREST, key="n", label="利息"),
            item(12_000_00, due, kind=ItemKind.FEE, key="f", label="律师代理费"),
            item(800_00, due, kind=ItemKind.FEE, key="g", label="财产保全担保费"),
            item(2_456_93, due, kind=ItemKind.COSTS, key="c", label="案件受理费"),
            item(1_724_62, due, kind=ItemKind.COSTS, key="q", label="财产保全申请费"),
        ),
        terms=(replace(lpr("4", start=date(2025, 8, 28)), conditional=True),),
        set_off=("案件受理费", "财产保全申请费", "律师代理费", "财产保全担保费", "利息", "借款"),
    )


def title_51548() -> DebtFacts:
    due = date(2026, 3, 30)
    rate = KnownRate(RateSource.FIXED, Decimal("4.5"))
    term = DebtTerm("i", "逾期付款利息", ("p",), rate, date(2025, 7, 1), base_amount=100_592_83, cap=100_592_83)
    return DebtFacts(
        items=(
            item(100_592_83, date(2025, 11, 30), label="货款"),
            item(1_467_00, due, kind=ItemKind.COSTS, key="c", label="案件受理费"),
            item(1_178_00, due, kind=ItemKind.COSTS, key="q", label="财产保全费"),
        ),
        terms=(term,),
        set_off=("受理费", "财产保全费", "逾期付款利息", "货款"),
    )


TITLES = {
    "fachuan-34475": title_34475,
    "fachuan-520000": title_520000,
    "fachuan-38361": title_38361,
    "fachuan-51548": title_51548,
}


def fen_of(text: str) -> int:
    return int(Decimal(text) * 100)


@pytest.mark.parametrize(("name", "row"), public_vectors())
def test_a_public_tools_documents_under_its_own_conventions(name, row):
    given, expect = row["given"], row["expect"]
    cutoff = date.fromisoformat(given["cutoff"])
    facts = TITLES[name]()
    if "lpr_1y_flat" in given:  # the tool takes one LPR for all days: the same as pinning it to a day that had it
        pinned = date(2025, 6, 20)
        assert series("rates.lpr_1y").at(pinned).raw == given["lpr_1y_flat"]
        facts = replace(
            facts, terms=tuple(replace(term, rate=replace(term.rate, pinned_on=pinned)) for term in facts.terms)
        )
    chosen = TOOL if given.get("year_days") == 360 else Conventions()
    if "paid" in given:
        marked = () if given.get("use_deduction_order") else ("p",)
        facts = replace(facts, payments=(Payment(cutoff, fen_of(given["paid"]), marked=marked),))
    if row["note"].startswith("tool convention"):
        chosen = replace(chosen, payment_dates=PaymentDates.IGNORED)

    statement = calculate(replace(facts, conventions=chosen), on=cutoff)

    found = {
        "principal": statement.line("p").remaining,
        "interest_base": statement.line("p").remaining,
        "overdue_interest": statement.line("i").remaining,
        "litigation_fee": statement.line("c").remaining,
    }
    for key, lines in (
        ("confirmed_interest", "n"),
        ("attorney_fee", "f"),
        ("guarantee_fee", "g"),
        ("preservation_fee", "q"),
    ):
        if any(line.key == lines for line in statement.lines):
            found[key] = statement.line(lines).remaining
    amounts = {key: fen_of(value) for key, value in expect.items() if key in found}
    assert amounts
    assert {key: found[key] for key in amounts} == amounts
    if "interest_cap" in expect:
        long_after = calculate(facts, on=date(2060, 1, 1))
        assert long_after.line("i").accrued == fen_of(expect["interest_cap"])
