"""The rules of interest one by one: INT-04 … INT-16, PLN-01 … PLN-03, and what a title may order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from duixian.base.days import Period
from duixian.base.faults import BadInput
from duixian.base.money import half_up
from duixian.law.interest import (
    BeforeLpr,
    BenchmarkAfter2019,
    Conventions,
    CountDays,
    DebtFacts,
    DebtItem,
    DebtTerm,
    DelayMoney,
    Exchange,
    KnownRate,
    Lending,
    LineKind,
    MonthRate,
    Part,
    Payment,
    PaymentSource,
    Rounding,
    SetOffOrder,
    YearBasis,
    by_currency,
    calculate,
)
from duixian.law.obligations import BaseMode, BenchmarkTerm, ItemKind, Liability, RatePer, RateSource

P = ItemKind.PRINCIPAL
FIXED = RateSource.FIXED


def principal(amount: int = 100_000_00, due: date | None = date(2024, 1, 1), **more) -> DebtItem:
    return DebtItem("p", "本金", P, (Part(amount, due),), **more)


def costs(amount: int = 2_000_00, due: date | None = date(2024, 1, 1)) -> DebtItem:
    return DebtItem("c", "案件受理费", ItemKind.COSTS, (Part(amount, due),))


def term(rate: KnownRate, start: date = date(2024, 1, 1), **more) -> DebtTerm:
    return DebtTerm(**{"key": "i", "label": "利息", "items": ("p",), "rate": rate, "start": start, **more})


def at(percent: str, per: RatePer = RatePer.YEAR, **more) -> KnownRate:
    return KnownRate(FIXED, Decimal(percent), per, **more)


def codes(statement) -> set[str]:
    return {fault.code for fault in statement.warnings}


# -- the doubled part -------------------------------------------------------------------------------------------


def test_nothing_runs_on_the_last_day_for_performing():
    on_the_day = calculate(DebtFacts(items=(principal(),)), on=date(2024, 1, 1))
    next_day = calculate(DebtFacts(items=(principal(),)), on=date(2024, 1, 2))

    assert on_the_day.accrued(LineKind.DOUBLED) == 0
    assert next_day.accrued(LineKind.DOUBLED) == 17_50


def test_counting_both_ends_adds_one_day_once():
    both = Conventions(doubled_count_days=CountDays.BOTH_ENDS)
    facts = DebtFacts(items=(principal(),), payments=(Payment(date(2024, 3, 1), 1_00),), conventions=both)

    default = calculate(replace(facts, conventions=Conventions()), on=date(2024, 6, 1))
    statement = calculate(facts, on=date(2024, 6, 1))

    days = [sum(s.days for s in st.steps if s.kind is LineKind.DOUBLED) for st in (default, statement)]
    assert days == [152, 153]


def test_a_debt_paid_on_the_last_day_bears_nothing_by_either_count():
    for count in CountDays:
        facts = DebtFacts(
            items=(principal(),),
            payments=(Payment(date(2024, 1, 1), 100_000_00),),
            conventions=Conventions(doubled_count_days=count),
        )
        assert calculate(facts, on=date(2025, 1, 1)).total == 0


def test_each_instalment_is_late_from_its_own_day():
    item = DebtItem("p", "本金", P, (Part(50_000_00, date(2024, 1, 1)), Part(50_000_00, date(2024, 3, 1))))
    statement = calculate(DebtFacts(items=(item,)), on=date(2024, 3, 11))

    assert statement.accrued(LineKind.DOUBLED) == 50_000 * 100 * 175 * (70 + 10) // 1_000_000


def test_a_missed_instalment_makes_the_rest_due_where_the_title_says_so():
    item = DebtItem("p", "本金", P, (Part(50_000_00, date(2024, 1, 1)), Part(50_000_00, date(2025, 1, 1))))
    statement = calculate(DebtFacts(items=(item,), acceleration=True), on=date(2024, 3, 1))

    assert statement.accrued(LineKind.DOUBLED) == 100_000 * 100 * 175 * 60 // 1_000_000
    assert "debt.accelerated" in codes(statement)


def test_instalments_paid_in_time_accelerate_nothing():
    item = DebtItem("p", "本金", P, (Part(50_000_00, date(2024, 1, 1)), Part(50_000_00, date(2025, 1, 1))))
    paid = (Payment(date(2023, 12, 31), 50_000_00),)
    statement = calculate(DebtFacts(items=(item,), acceleration=True, payments=paid), on=date(2024, 3, 1))

    assert statement.accrued(LineKind.DOUBLED) == 0
    assert "debt.accelerated" not in codes(statement)


def test_fixed_interest_is_outside_the_base_and_costs_by_convention():
    interest = DebtItem("n", "利息", ItemKind.INTEREST, (Part(30_000_00, date(2024, 1, 1)),))
    facts = DebtFacts(items=(principal(), interest, costs()))
    on = date(2024, 1, 11)

    with_costs = calculate(facts, on=on).accrued(LineKind.DOUBLED)
    without = calculate(replace(facts, conventions=Conventions(costs_in_doubled_base=False)), on=on)

    assert with_costs == 175_00 + 3_50
    assert without.accrued(LineKind.DOUBLED) == 175_00


def test_days_of_a_stay_the_debtor_did_not_ask_for_do_not_count():
    facts = DebtFacts(items=(principal(),), excluded=(Period(date(2024, 1, 11), date(2024, 1, 31)),))
    statement = calculate(facts, on=date(2024, 2, 10))

    doubled = [step for step in statement.steps if step.kind is LineKind.DOUBLED]
    assert [(step.first, step.last) for step in doubled] == [
        (date(2024, 1, 2), date(2024, 1, 10)),
        (date(2024, 1, 31), date(2024, 2, 10)),
    ]
    assert statement.accrued(LineKind.DOUBLED) == 350_00


def test_the_doubled_part_of_a_paid_part_stops_on_its_day():
    paid = Payment(date(2024, 1, 31), 40_000_00, PaymentSource.DEDUCTED)
    statement = calculate(DebtFacts(items=(principal(),), payments=(paid,)), on=date(2024, 2, 10))

    assert [step.base for step in statement.steps] == [100_000_00, 60_000_00]
    assert [step.days for step in statement.steps] == [30, 10]
    assert statement.line("p", LineKind.DOUBLED).accrued == 525_00 + 105_00


def test_steps_cite_the_law_in_the_version_of_the_day():
    statement = calculate(DebtFacts(items=(principal(due=date(2021, 1, 1)),)), on=date(2022, 6, 1))

    assert [str(citation) for citation in statement.steps[0].citations][-1] == "《民事诉讼法》第260条"


def test_without_a_last_day_nothing_runs_and_it_is_said():
    statement = calculate(DebtFacts(items=(principal(due=None),)), on=date(2026, 1, 1))

    assert statement.total == 100_000_00
    assert "debt.no_due" in codes(statement)


def test_bankruptcy_stops_every_interest():
    facts = DebtFacts(items=(principal(),), terms=(term(at("3.65")),), insolvent_on=date(2024, 1, 31))
    statement = calculate(facts, on=date(2025, 1, 1))

    assert statement.accrued(LineKind.ORDINARY) == 30 * 10_00
    assert statement.accrued(LineKind.DOUBLED) == 29 * 17_50
    assert "debt.insolvent" in codes(statement)


# -- ordinary interest ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "conventions", "expected"),
    [
        pytest.param(at("0.05", RatePer.DAY), {}, 50_00, id="日万分之五"),
        pytest.param(at("1", RatePer.MONTH), {}, 33_33, id="月 1% ÷ 30"),
        pytest.param(at("1", RatePer.MONTH), {"month_rate": MonthRate.TWELFTH}, 32_88, id="月 1% × 12 ÷ 365"),
        pytest.param(at("3.6"), {"year_basis": YearBasis.D360}, 10_00, id="÷ 360"),
        pytest.param(at("3.66"), {"year_basis": YearBasis.ACTUAL}, 10_00, id="÷ 366 in a leap year"),
        pytest.param(at("3", multiple=Decimal("1.5"), plus=Decimal("0.06")), {}, 12_49, id="罚息 1.5 倍加点"),
    ],
)
def test_one_day_of_a_fixed_rate(rate, conventions, expected):
    facts = DebtFacts(items=(principal(due=None),), terms=(term(rate),), conventions=Conventions(**conventions))

    assert calculate(facts, on=date(2024, 1, 2)).accrued(LineKind.ORDINARY) == expected


def test_a_year_basis_in_the_title_goes_before_the_convention():
    facts = DebtFacts(items=(principal(due=None),), terms=(term(at("3.6"), year_basis=360),))

    assert calculate(facts, on=date(2024, 1, 2)).accrued(LineKind.ORDINARY) == 10_00


def test_actual_years_change_their_divisor_at_new_year():
    facts = DebtFacts(
        items=(principal(due=None),),
        terms=(term(at("3.65"), date(2023, 12, 31)),),
        conventions=Conventions(year_basis=YearBasis.ACTUAL),
    )
    statement = calculate(facts, on=date(2024, 1, 2))

    assert [step.formula for step in statement.steps] == ["100000.00 × 3.65% ÷ 365 × 1", "100000.00 × 3.65% ÷ 366 × 1"]


def test_floating_lpr_changes_with_each_publication_and_a_pinned_one_does_not():
    floating = DebtFacts(items=(principal(due=None),), terms=(term(KnownRate(RateSource.LPR_1Y), date(2024, 7, 1)),))
    pinned = replace(
        floating, terms=(term(KnownRate(RateSource.LPR_1Y, pinned_on=date(2024, 7, 1)), date(2024, 7, 1)),)
    )

    rates = [step.rate for step in calculate(floating, on=date(2024, 11, 1)).steps]
    assert rates == ["一年期LPR 3.45%", "一年期LPR 3.35%", "一年期LPR 3.10%"]
    assert [step.rate for step in calculate(pinned, on=date(2024, 11, 1)).steps] == ["2024-07-01 一年期LPR 3.45%"]


def test_lpr_before_its_first_publication_is_refused():
    facts = DebtFacts(items=(principal(due=None),), terms=(term(KnownRate(RateSource.LPR_1Y), date(2019, 8, 1)),))

    with pytest.raises(BadInput) as bad:
        calculate(facts, on=date(2024, 1, 1))
    assert bad.value.faults[0].code == "law.no_value"


def test_lpr_before_its_first_publication_by_convention_follows_the_benchmark():
    facts = DebtFacts(
        items=(principal(due=None),),
        terms=(term(KnownRate(RateSource.LPR_1Y), date(2019, 8, 10)),),
        conventions=Conventions(before_lpr=BeforeLpr.BENCHMARK),
    )
    steps = calculate(facts, on=date(2019, 8, 30)).steps

    assert [(step.rate, step.days) for step in steps] == [
        ("六个月至一年贷款基准利率 4.35%", 10),
        ("一年期LPR 4.25%", 10),
    ]


def test_what_is_paid_on_the_first_day_bears_no_interest_by_either_count():
    for count in CountDays:
        facts = DebtFacts(
            items=(principal(due=None),),
            terms=(term(at("3.65")),),
            payments=(Payment(date(2024, 1, 1), 100_000_00),),
            conventions=Conventions(count_days=count),
        )
        assert calculate(facts, on=date(2025, 1, 1)).total == 0


def test_an_lpr_not_yet_recorded_is_carried_forward_with_a_note():
    facts = DebtFacts(items=(principal(due=None),), terms=(term(KnownRate(RateSource.LPR_1Y), date(2026, 1, 1)),))
    statement = calculate(facts, on=date(2026, 11, 22))

    assert "rates.carried" in codes(statement)
    assert [bool(step.note) for step in statement.steps] == [False, True]
    assert "rates.carried" not in codes(calculate(facts, on=date(2026, 9, 21)))


def test_a_named_end_and_a_cap_stop_the_interest():
    ended = DebtFacts(items=(principal(due=None),), terms=(term(at("3.65"), end=date(2024, 1, 11)),))
    capped = DebtFacts(items=(principal(due=None),), terms=(term(at("3.65"), cap=55_55),))

    assert calculate(ended, on=date(2025, 1, 1)).accrued(LineKind.ORDINARY) == 100_00
    assert calculate(capped, on=date(2025, 1, 1)).accrued(LineKind.ORDINARY) == 55_55


def test_a_named_base_falls_with_payments_and_a_standing_one_does_not():
    on, paid = date(2024, 1, 21), (Payment(date(2024, 1, 11), 60_000_00, marked=("p",)),)
    for mode, expected in ((BaseMode.REMAINING, 80_00 + 20_00), (BaseMode.FIXED, 80_00 + 80_00)):
        made = term(at("3.65"), base_amount=80_000_00, base_mode=mode)
        facts = DebtFacts(items=(principal(due=None),), terms=(made,), payments=paid)
        assert calculate(facts, on=on).accrued(LineKind.ORDINARY) == expected


def test_interest_on_a_standing_base_ends_when_its_items_are_paid():
    made = term(at("3.65"), base_amount=80_000_00, base_mode=BaseMode.FIXED)
    paid = (Payment(date(2024, 1, 11), 100_000_00, marked=("p",)),)
    facts = DebtFacts(items=(principal(due=None),), terms=(made,), payments=paid)

    assert calculate(facts, on=date(2025, 1, 1)).accrued(LineKind.ORDINARY) == 80_00


def test_interest_on_condition_runs_back_to_its_first_day_once_a_day_is_missed():
    made = term(at("3.65"), date(2023, 12, 2), conditional=True)
    facts = DebtFacts(items=(principal(),), terms=(made,))

    in_time = calculate(facts, on=date(2024, 1, 1))
    missed = calculate(facts, on=date(2024, 1, 11))

    assert in_time.accrued(LineKind.ORDINARY) == 0
    assert "debt.condition_open" in codes(in_time)
    assert missed.accrued(LineKind.ORDINARY) == 400_00


def test_rows_of_one_interval_are_rounded_together_or_each_by_convention():
    made = term(at("1.1"), date(2023, 12, 31))
    facts = DebtFacts(items=(principal(1_234_56, None),), terms=(made,))
    facts = replace(facts, conventions=Conventions(year_basis=YearBasis.ACTUAL))
    on = date(2024, 1, 2)
    exact = Fraction(1_234_56) * Fraction("0.011") * (Fraction(1, 365) + Fraction(1, 366))

    assert calculate(facts, on=on).accrued(LineKind.ORDINARY) == half_up(exact) == 7
    by_row = replace(facts, conventions=replace(facts.conventions, rounding=Rounding.SEGMENT))
    assert calculate(by_row, on=on).accrued(LineKind.ORDINARY) == 8


# -- benchmark rates --------------------------------------------------------------------------------------------


def test_the_same_term_is_chosen_by_the_length_of_the_delay():
    made = term(KnownRate(RateSource.BENCHMARK), date(2016, 1, 1))
    facts = DebtFacts(items=(principal(due=None),), terms=(made,))

    assert "六个月以内" in calculate(facts, on=date(2016, 7, 1)).steps[0].rate
    assert "六个月至一年" in calculate(facts, on=date(2016, 7, 2)).steps[0].rate
    assert "一至三年" in calculate(facts, on=date(2017, 1, 2)).steps[0].rate


@pytest.mark.parametrize(
    ("choice", "rates"),
    [
        (BenchmarkAfter2019.LPR, ["六个月至一年贷款基准利率 4.35%", "一年期LPR 4.25%"]),
        (BenchmarkAfter2019.LAST_BENCHMARK, ["六个月至一年贷款基准利率 4.35%"]),
    ],
)
def test_what_follows_the_benchmark_is_a_visible_choice(choice, rates):
    made = term(KnownRate(RateSource.BENCHMARK, term=BenchmarkTerm.Y1), date(2019, 8, 10))
    facts = DebtFacts(items=(principal(due=None),), terms=(made,), conventions=Conventions(benchmark_after_2019=choice))
    statement = calculate(facts, on=date(2019, 8, 30))

    assert [step.rate for step in statement.steps] == rates
    assert "rates.benchmark_ended" in codes(statement)


# -- set-off ----------------------------------------------------------------------------------------------------


def kinds(statement) -> list[str]:
    return [row.kind.value for row in statement.set_offs]


@pytest.mark.parametrize(
    ("order", "named", "expected"),
    [
        (SetOffOrder.STATUTORY, (), ["costs", "ordinary", "principal", "doubled"]),
        (SetOffOrder.TITLE, (), ["costs", "ordinary", "principal", "doubled"]),
        (SetOffOrder.PRINCIPAL_FIRST, (), ["principal", "costs", "ordinary", "doubled"]),
        (SetOffOrder.TITLE, ("利息", "本金", "受理费"), ["ordinary", "principal", "costs", "doubled"]),
        (SetOffOrder.STATUTORY, ("利息", "本金", "受理费"), ["costs", "ordinary", "principal", "doubled"]),
    ],
)
def test_order_of_set_off(order, named, expected):
    facts = DebtFacts(
        items=(principal(), costs(due=None)),
        terms=(term(at("3.65")),),
        payments=(Payment(date(2024, 6, 1), 200_000_00),),
        set_off=named,
        conventions=Conventions(set_off=order),
    )
    statement = calculate(facts, on=date(2024, 6, 1))

    assert kinds(statement) == expected
    assert statement.overpaid > 0


def test_a_name_in_the_titles_order_that_fits_nothing_is_reported():
    facts = DebtFacts(items=(principal(),), set_off=("本金", "鉴定费"))

    assert "debt.set_off_unmatched" in codes(calculate(facts, on=date(2024, 6, 1)))


def test_among_sums_of_one_class_the_earlier_due_goes_first():
    later = DebtItem("a", "货款", P, (Part(1_000_00, date(2024, 5, 1)),))
    earlier = DebtItem("b", "违约金", P, (Part(1_000_00, date(2024, 2, 1)),))
    facts = DebtFacts(items=(later, earlier), payments=(Payment(date(2024, 1, 1), 1_500_00),))
    statement = calculate(facts, on=date(2024, 1, 1))

    assert [(row.key, row.amount) for row in statement.set_offs] == [("b", 1_000_00), ("a", 500_00)]


def test_money_paid_for_one_item_goes_there_first():
    facts = DebtFacts(
        items=(principal(due=None), costs(due=None)),
        payments=(Payment(date(2024, 6, 1), 1_000_00, marked=("p",)), Payment(date(2024, 6, 1), 500_00)),
    )
    statement = calculate(facts, on=date(2024, 6, 1))

    assert [(row.key, row.amount, row.marked) for row in statement.set_offs] == [
        ("p", 1_000_00, True),
        ("c", 500_00, False),
    ]


def test_an_item_may_be_marked_by_its_label():
    facts = DebtFacts(
        items=(principal(due=None), costs(due=None)),
        payments=(Payment(date(2024, 6, 1), 1_000_00, marked=("本金",)),),
    )

    assert calculate(facts, on=date(2024, 6, 1)).line("p").paid == 1_000_00


def test_what_a_marked_payment_has_too_much_follows_the_order():
    facts = DebtFacts(
        items=(principal(1_000_00, None), costs(due=None)),
        payments=(Payment(date(2024, 6, 1), 1_300_00, marked=("p",)),),
    )
    statement = calculate(facts, on=date(2024, 6, 1))

    assert [(row.key, row.amount) for row in statement.set_offs] == [("p", 1_000_00), ("c", 300_00)]


def test_costs_ordered_paid_to_the_court_are_not_the_applicants_claim():
    to_court = DebtItem("t", "案件受理费", ItemKind.COSTS_TO_COURT, (Part(9_000_00, None),))
    statement = calculate(DebtFacts(items=(principal(due=None), to_court)), on=date(2024, 6, 1))

    assert statement.total == 100_000_00
    assert "debt.to_court" in codes(statement)


def test_payments_after_the_day_are_left_out_and_said_so():
    facts = DebtFacts(items=(principal(due=None),), payments=(Payment(date(2024, 6, 2), 1_00),))
    statement = calculate(facts, on=date(2024, 6, 1))

    assert statement.received == 0
    assert "debt.later_payment" in codes(statement)


# -- rules before 2014-08-01 ------------------------------------------------------------------------------------


def test_a_payment_under_the_old_rule_clears_debt_and_its_interest_together():
    """C = P ÷ (1 + 2rt): 法释〔2009〕6号, with the benchmark rate of 1–3 years at 6.15 % from 2012-07-06."""
    due, paid = date(2012, 7, 6), date(2013, 1, 2)
    facts = DebtFacts(items=(principal(due=due),), payments=(Payment(paid, 50_000_00),))
    statement = calculate(facts, on=date(2014, 7, 31))

    grown = 2 * Fraction("0.0615") / 365 * 180
    assert statement.line("p", LineKind.PRINCIPAL).paid == half_up(Fraction(50_000_00) / (1 + grown))
    assert statement.line("p", LineKind.OLD_DELAY).paid == 50_000_00 - statement.line("p", LineKind.PRINCIPAL).paid


def test_unpaid_on_2014_08_01_changes_rule_on_that_day():
    statement = calculate(DebtFacts(items=(principal(due=date(2014, 7, 2)),)), on=date(2014, 8, 11))

    assert [(step.kind, step.first, step.last) for step in statement.steps] == [
        (LineKind.OLD_DELAY, date(2014, 7, 3), date(2014, 7, 31)),
        (LineKind.DOUBLED, date(2014, 8, 1), date(2014, 8, 11)),
    ]
    assert statement.accrued(LineKind.OLD_DELAY) == half_up(Fraction(100_000_00) * 2 * Fraction("0.056") / 365 * 29)
    assert statement.accrued(LineKind.DOUBLED) == 11 * 17_50


def test_the_old_rule_stands_in_place_of_ordinary_interest_by_convention():
    facts = DebtFacts(items=(principal(due=date(2014, 7, 2)),), terms=(term(at("3.65"), date(2014, 7, 1)),))

    def ordinary(conventions: Conventions) -> int:
        return calculate(replace(facts, conventions=conventions), on=date(2014, 8, 11)).accrued(LineKind.ORDINARY)

    assert ordinary(Conventions()) == (2 + 10) * 10_00
    assert ordinary(Conventions(old_rule_replaces_ordinary=False)) == 41 * 10_00


def test_before_2009_the_older_opinion_is_cited():
    statement = calculate(DebtFacts(items=(principal(due=date(2009, 5, 7)),)), on=date(2009, 5, 27))

    assert "debt.highest_rate" in codes(statement)
    assert [str(step.citations[0]) for step in statement.steps] == [
        "民诉意见第294条",
        "法释〔2009〕6号批复及附件公式",
    ]


# -- private loans ----------------------------------------------------------------------------------------------


def loan(formed: date, filed: date, *terms: DebtTerm) -> DebtFacts:
    return DebtFacts(items=(principal(due=None),), terms=terms, lending=Lending(formed, filed))


def test_a_loan_is_capped_at_four_times_lpr_when_it_was_made():
    facts = loan(date(2021, 3, 1), date(2023, 3, 1), term(at("24"), date(2024, 1, 1)))
    statement = calculate(facts, on=date(2024, 1, 2))

    assert statement.accrued(LineKind.ORDINARY) == half_up(Fraction(100_000_00) * Fraction("0.154") / 365)
    assert "debt.capped" in codes(statement)


def test_an_old_loan_filed_later_has_24_percent_then_the_cap_at_filing():
    facts = loan(date(2018, 3, 1), date(2022, 3, 1), term(at("36"), date(2020, 8, 18)))
    statement = calculate(facts, on=date(2020, 8, 22))

    assert [(step.days, step.formula.split(" ")[2]) for step in statement.steps] == [(2, "24%"), (2, "14.8%")]


def test_an_old_loan_filed_before_the_change_keeps_24_percent():
    facts = loan(date(2018, 3, 1), date(2020, 3, 1), term(at("36"), date(2021, 1, 1)))

    assert calculate(facts, on=date(2021, 1, 2)).steps[0].formula.split(" ")[2] == "24%"


def test_interest_and_penalty_of_a_loan_share_one_cap():
    penalty = term(at("10"), date(2024, 1, 1), key="j", label="违约金", penalty=True)
    facts = loan(date(2021, 3, 1), date(2023, 3, 1), term(at("12"), date(2024, 1, 1)), penalty)
    statement = calculate(facts, on=date(2025, 1, 1))

    assert statement.line("i").accrued == half_up(Fraction(100_000_00) * Fraction("0.12") / 365 * 366)
    assert statement.line("j").accrued == half_up(Fraction(100_000_00) * Fraction("0.034") / 365 * 366)


def test_a_rate_below_the_cap_is_untouched():
    facts = loan(date(2021, 3, 1), date(2023, 3, 1), term(at("12"), date(2024, 1, 1)))
    statement = calculate(facts, on=date(2025, 1, 1))

    assert statement.accrued(LineKind.ORDINARY) == calculate(replace(facts, lending=None), on=date(2025, 1, 1)).accrued(
        LineKind.ORDINARY
    )
    assert "debt.capped" not in codes(statement)


# -- other currencies, other duties -----------------------------------------------------------------------------


def test_a_foreign_debt_bears_the_doubled_part_in_its_own_currency():
    facts = DebtFacts(items=(principal(1_000_000, currency="USD"),))
    statement = calculate(facts, on=date(2024, 1, 11))

    assert (statement.currency, statement.accrued(LineKind.DOUBLED)) == ("USD", 17_50)


def test_a_creditor_who_chooses_rmb_has_it_converted_first():
    exchange = Exchange("USD", date(2024, 1, 2), Decimal("7.0770"))
    facts = DebtFacts(items=(principal(1_000_000, currency="USD"),), exchange=(exchange,))
    statement = calculate(facts, on=date(2024, 1, 11))

    assert statement.currency == "CNY"
    assert statement.line("p").opening == 7_077_000
    assert statement.accrued(LineKind.DOUBLED) == half_up(Fraction(7_077_000) * 10 * Fraction("0.000175"))
    assert "debt.converted" in codes(statement)


def test_two_currencies_are_computed_apart():
    facts = DebtFacts(
        items=(principal(), DebtItem("u", "货款", P, (Part(1_000_000, date(2024, 1, 1)),), "USD")),
        terms=(term(at("3.65")), term(at("3.65"), key="k", items=("u",))),
    )

    with pytest.raises(BadInput) as bad:
        calculate(facts, on=date(2024, 1, 11))
    assert bad.value.faults[0].code == "debt.currencies"
    apart = {currency: calculate(group, on=date(2024, 1, 11)) for currency, group in by_currency(facts).items()}
    assert {currency: statement.accrued(LineKind.ORDINARY) for currency, statement in apart.items()} == {
        "CNY": 100_00,
        "USD": 10_00,
    }


def test_delay_money_beside_a_foreign_debt_is_not_lost():
    facts = DebtFacts(
        items=(principal(1_000_000, currency="USD"),),
        delay_money=(DelayMoney("迟延履行金", 300_00, date(2024, 2, 1)),),
    )
    apart = {currency: calculate(group, on=date(2024, 3, 1)) for currency, group in by_currency(facts).items()}

    assert apart["CNY"].total == 300_00
    assert apart["USD"].line("p").remaining == 1_000_000


def test_delay_money_alone_is_a_debt():
    facts = DebtFacts(items=(), delay_money=(DelayMoney("迟延履行金", 300_00, date(2024, 2, 1)),))

    (alone,) = by_currency(facts).values()
    assert calculate(alone, on=date(2024, 3, 1)).total == 300_00


def test_delay_money_is_entered_and_comes_last():
    facts = DebtFacts(
        items=(principal(1_000_00, None),),
        delay_money=(DelayMoney("迟延履行金", 300_00, date(2024, 2, 1)),),
        payments=(Payment(date(2024, 3, 1), 1_100_00),),
    )
    statement = calculate(facts, on=date(2024, 3, 1))

    assert statement.of(LineKind.DELAY_MONEY) == 200_00
    assert calculate(facts, on=date(2024, 1, 31)).of(LineKind.DELAY_MONEY) == 0


def test_a_supplementary_debtor_is_marked():
    statement = calculate(
        DebtFacts(items=(principal(due=None, liability=Liability.SUPPLEMENTARY),)), on=date(2024, 3, 1)
    )

    assert "debt.supplementary" in codes(statement)


# -- input that cannot be computed with -------------------------------------------------------------------------


def test_a_debt_on_an_impossible_day_is_refused():
    with pytest.raises(BadInput, match="计算日"):
        calculate(DebtFacts(items=(principal(),)), on=date.max)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (DebtFacts(items=()), "debt.empty"),
        (DebtFacts(items=(principal(due=date(9999, 12, 31)),)), "debt.day_range"),
        (DebtFacts(items=(principal(),), payments=(Payment(date(202, 1, 1), 5),)), "debt.day_range"),
        (DebtFacts(items=(principal(),), terms=(term(at("1"), date(2026, 1, 1), end=date.max),)), "debt.day_range"),
        (DebtFacts(items=(principal(), principal())), "debt.key_twice"),
        (DebtFacts(items=(principal(-1),)), "amount.negative"),
        (DebtFacts(items=(principal(10**17),)), "amount.too_large"),
        (DebtFacts(items=(principal(),), payments=(Payment(date(2024, 1, 1), 0),)), "debt.payment_amount"),
        (DebtFacts(items=(principal(),), payments=(Payment(date(2024, 1, 1), -5),)), "debt.payment_amount"),
        (DebtFacts(items=(principal(),), payments=(Payment(date(2024, 1, 1), 5, marked=("x",)),)), "debt.unknown_mark"),
        (DebtFacts(items=(principal(),), terms=(term(at("1"), items=("x",)),)), "debt.unknown_item"),
        (DebtFacts(items=(principal(),), terms=(term(at("1"), items=()),)), "debt.no_base"),
        (DebtFacts(items=(principal(),), terms=(term(at("1"), end=date(2023, 1, 1)),)), "debt.backwards"),
        (DebtFacts(items=(principal(),), terms=(term(at("-1")),)), "debt.rate_negative"),
        (DebtFacts(items=(principal(),), terms=(term(KnownRate(FIXED)),)), "debt.rate"),
        (DebtFacts(items=(principal(),), terms=(term(at("1"), year_basis=364),)), "debt.year_basis"),
    ],
)
def test_impossible_facts_are_refused_by_name(facts, code):
    with pytest.raises(BadInput) as bad:
        calculate(facts, on=date(2024, 6, 1))

    assert code in {fault.code for fault in bad.value.faults}
