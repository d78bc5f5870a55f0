"""What a payee reads, and what an objection holds back."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from duixian.base.faults import BadInput
from duixian.base.money import fen
from duixian.law.distribution import (
    RESIDUE,
    Amounts,
    Claim,
    DebtorKind,
    Objection,
    PlanFacts,
    Practice,
    PracticeKey,
    Proceeds,
    Setting,
    diff,
    divide,
    explain,
    explain_all,
    hold_disputed,
    objections_from,
)
from duixian.worlds import scenes


def test_the_formula_of_every_member_gives_his_amount_when_worked_out_by_hand() -> None:
    plan = divide(scenes.members().facts)
    for key, sentences in explain_all(plan).items():
        text = sentences[0].text
        found = re.search(r"：([\d,.]+) × ([\d,.]+) ÷ ([\d,.]+) = ([\d,.]+)(…，取到分 ([\d,.]+))?", text)
        assert found, text
        pool, claim, total, shown, _, down = found.groups()
        exact = Fraction(fen(pool) * fen(claim), fen(total))
        assert exact.numerator // exact.denominator == fen(down or shown)
        assert shown.replace(",", "").startswith(str(fen(down or shown) // 100))
        assert fen(down or shown) + ("+ 0.01" in text) == plan.payee(key).paid


def test_a_first_seizer_reads_by_how_much_his_claim_was_raised() -> None:
    bonus = Setting(
        PracticeKey.FIRST_SEIZER_PERCENT, 20, "某省", date(2020, 1, 1), source="某高法指引", article="第8条"
    )
    facts = PlanFacts(
        "某",
        DebtorKind.PERSON,
        date(2026, 11, 22),
        (Proceeds("款", "案款", 11_000),),
        (Claim("a", "甲", Amounts(10_000), control_rank=1), Claim("b", "乙", Amounts(10_000), control_rank=2)),
        practice=Practice((bonus,)),
    )
    (first,) = explain(divide(facts), "a")
    assert "110.00 × （100.00 × 120%） ÷ 220.00 = 60.00，受偿 60.00 元" in first.text
    assert "某省：某高法指引第8条" in first.bases


def test_explaining_one_and_explaining_all_say_the_same() -> None:
    plan = divide(scenes.short().facts)
    together = explain_all(plan)
    assert all(explain(plan, payee.key) == together[payee.key] for payee in plan.payees)


def test_only_the_disputed_part_waits() -> None:
    plan = divide(scenes.members().facts)
    line = plan.payee("007").paid
    held = hold_disputed(plan, [Objection("007", "001", 5_000), Objection("007", "debtor", 30_000)])
    assert held.held == 30_000
    assert held.held + held.released == plan.facts.funds
    assert str(held.bases[0]) == "民诉解释第509条、第510条"
    assert {row.key: row.released for row in held.lines}["007"] == line - 30_000


def test_an_objection_without_an_amount_holds_the_whole_line() -> None:
    plan = divide(scenes.members().facts)
    assert hold_disputed(plan, [Objection("007", "001")]).held == plan.payee("007").paid


@pytest.mark.parametrize(
    ("objection", "code"),
    [
        (Objection("nobody", "001"), "objection.unknown_line"),
        (Objection("007", "001", 0), "objection.amount"),
        (Objection("007", "001", 10**12), "objection.amount"),
    ],
)
def test_an_objection_must_attack_a_line_of_the_plan_within_its_amount(objection: Objection, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        hold_disputed(divide(scenes.members().facts), [objection])
    assert [fault.code for fault in refused.value.faults] == [code]


def test_an_objector_who_wants_another_claim_struck_out_attacks_exactly_what_it_got() -> None:
    facts = scenes.members().facts
    plan = divide(facts)
    without = divide(replace(facts, claims=tuple(c for c in facts.claims if c.key != "007")))
    objections = objections_from(plan, without, by="001")
    assert [o.line for o in objections] == ["007"]
    assert hold_disputed(plan, objections).held == plan.payee("007").paid


def test_the_differences_of_two_plans_of_the_same_money_cancel_out() -> None:
    facts = scenes.members().facts
    raised = tuple(replace(c, amounts=Amounts(c.amounts.principal * 2)) if c.key == "003" else c for c in facts.claims)
    changes = diff(divide(facts), divide(replace(facts, claims=raised)))
    assert sum(change.difference for change in changes) == 0
    assert max(changes, key=lambda change: change.difference).key == "003"
    assert RESIDUE not in {change.key for change in changes}


def test_scene_members_every_member_is_paid_and_the_sum_is_exact() -> None:
    scene = scenes.members()
    plan = divide(scene.facts)
    assert len(plan.payees) == 278
    assert sum(payee.paid for payee in plan.payees) == 43_000_000 == sum(scene.receipts)
    assert min(payee.paid for payee in plan.payees) > 0
    assert min(c.amounts.total for c in scene.facts.claims) >= 100_000
    assert plan.residue == 0


def test_scene_short_pays_costs_mortgage_then_the_others_in_proportion() -> None:
    plan = divide(scenes.short().facts)
    # flat 520,000.00 − 4,400.00 = 515,600.00 to the bank; 91,500.00 − 14,618.55 = 76,881.45 over 86,400.00 : 128,350.00
    # (bank's shortfall) : 485,265.50, sum 700,015.50:
    # 9,489.157…, 14,096.450…, 53,295.841…; the fen left over goes to the wage claim (remainder .74)
    assert [(s.kind.value, s.paid) for s in plan.steps] == [
        ("costs", 440_000),
        ("costs", 1_461_855),
        ("secured", 51_560_000),
        ("ordinary", 7_688_145),
        ("doubled", 0),
    ]
    assert {p.key: p.paid for p in plan.payees} == {
        "工资": 948_916,
        "抵押": 51_560_000 + 1_409_645,
        "货款": 5_329_584,
    }


def test_the_same_seed_gives_the_same_people() -> None:
    assert scenes.members(seed=3) == scenes.members(seed=3)
    assert scenes.members(seed=3) != scenes.members(seed=4)
