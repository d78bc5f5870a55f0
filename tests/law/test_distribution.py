"""Plans by hand: each expectation was worked out on paper from the articles named."""

from dataclasses import replace
from datetime import date

import pytest

from duixian.base.faults import BadInput
from duixian.law.distribution import (
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    DebtorKind,
    FeePosition,
    Part,
    PlanFacts,
    Practice,
    PracticeKey,
    Proceeds,
    Rules,
    Security,
    SecurityKind,
    Setting,
    StepKind,
    divide,
)

DAY = date(2026, 11, 22)


def facts(*claims: Claim, funds: int = 0, kind: DebtorKind = DebtorKind.PERSON, **more: object) -> PlanFacts:
    pots = more.pop("proceeds", (Proceeds("款", "案款", funds),))
    return PlanFacts("被执行人", kind, DAY, pots, claims, **more)  # type: ignore[arg-type]


def owed(key: str, principal: int, **more: object) -> Claim:
    return Claim(key, f"债权人{key}", Amounts(principal), **more)  # type: ignore[arg-type]


def paid(plan_facts: PlanFacts) -> dict[str, int]:
    return {payee.key: payee.paid for payee in divide(plan_facts).payees}


def local(key: PracticeKey, value: int, **more: object) -> Setting:
    return Setting(key, value, "某省", date(2020, 1, 1), source="某高法指引", **more)  # type: ignore[arg-type]


# natural persons and organisations: 民诉解释 508


def test_ordinary_claims_against_a_person_share_in_proportion_and_the_odd_fen_goes_to_the_largest_remainder() -> None:
    # 1000 fen over 3 : 3 : 1 → 428.57…, 428.57…, 142.85…: one each down is 998, the 2 fen left go to .857 and then .571
    # of the two equals: equal remainders, equal claims, so the smaller key.
    assert paid(facts(owed("b", 300_00), owed("a", 300_00), owed("c", 100_00), funds=1000)) == {
        "a": 429,
        "b": 428,
        "c": 143,
    }


def test_money_for_everybody_pays_everybody_and_the_rest_goes_back() -> None:
    plan = divide(facts(owed("a", 500), owed("b", 700), funds=2000))
    assert (plan.claims_paid, plan.residue, plan.rests) == (1200, 800, 0)


def test_costs_come_out_first_and_a_thing_bears_its_own() -> None:
    plan = divide(
        facts(
            owed("bank", 900, securities=(Security("flat"),)),
            owed("other", 1000),
            proceeds=(Proceeds("flat", "房屋", 1000), Proceeds("cash", "存款", 100)),
            costs=(Cost("appraisal", "评估费", 150, CostKind.APPRAISAL, "flat"), Cost("fee", "执行费", 60)),
        )
    )
    # flat 1000 − 150 = 850 to the bank; cash 100 − 60 = 40 shared by 50 (shortfall) and 1000: 1.9…, 38.09…
    assert {p.key: p.paid for p in plan.payees} == {"bank": 850 + 2, "other": 38}
    assert plan.costs_paid == 210


def test_common_costs_beyond_the_free_money_burden_the_pots_in_proportion() -> None:
    plan = divide(
        facts(
            owed("x", 600, securities=(Security("p"),)),
            owed("y", 300, securities=(Security("q"),)),
            proceeds=(Proceeds("p", "甲物", 600), Proceeds("q", "乙物", 300), Proceeds("free", "存款", 10)),
            costs=(Cost("fee", "执行费", 100),),
        )
    )
    assert {p.key: p.paid for p in plan.payees} == {"x": 600 - 60, "y": 300 - 30}


def test_what_a_thing_cannot_bear_of_its_own_costs_is_borne_by_all_money() -> None:
    plan = divide(
        facts(
            owed("a", 500),
            proceeds=(Proceeds("junk", "旧车", 30), Proceeds("cash", "存款", 200)),
            costs=(Cost("tow", "拖车费", 80, proceeds="junk"),),
        )
    )
    assert (plan.costs_paid, plan.claims_paid) == (80, 150)


# priorities: 民诉解释 508, 执行规定 55(2), 法释〔2020〕25号 36


def test_security_takes_only_from_its_own_thing_and_the_shortfall_is_ordinary() -> None:
    pots = (Proceeds("flat", "房屋", 600), Proceeds("cash", "存款", 300))
    claims = (owed("bank", 1000, securities=(Security("flat"),)), owed("other", 200))
    # bank 600 from the flat; 400 short : 200 share 300 as 2 : 1
    assert paid(facts(*claims, proceeds=pots)) == {"bank": 800, "other": 100}


def test_a_limit_bounds_what_the_thing_answers_for() -> None:
    claims = (owed("bank", 1000, securities=(Security("flat", limit=250),)), owed("other", 750))
    # 250 first; 750 and 750 share the other 350
    assert paid(facts(*claims, proceeds=(Proceeds("flat", "房屋", 600),))) == {"bank": 425, "other": 175}


def test_ranks_of_security_go_one_after_the_other_and_equal_ranks_share() -> None:
    claims = (
        owed("first", 500, securities=(Security("flat", rank=1),)),
        owed("x", 300, securities=(Security("flat", rank=2),)),
        owed("y", 100, securities=(Security("flat", rank=2),)),
    )
    assert paid(facts(*claims, proceeds=(Proceeds("flat", "房屋", 700),))) == {"first": 500, "x": 150, "y": 50}


def test_the_contractor_of_the_building_stands_before_its_mortgagee() -> None:
    claims = (
        owed("bank", 800, securities=(Security("site", SecurityKind.MORTGAGE),)),
        owed("builder", 300, securities=(Security("site", SecurityKind.CONSTRUCTION, rank=9),)),
    )
    assert paid(facts(*claims, proceeds=(Proceeds("site", "在建工程", 1000),))) == {"bank": 700, "builder": 300}


def test_a_lien_stands_before_a_mortgage_on_the_same_thing_and_says_on_what_ground() -> None:
    claims = (
        owed("bank", 800, securities=(Security("car", SecurityKind.MORTGAGE),)),
        owed("garage", 300, securities=(Security("car", SecurityKind.LIEN, rank=2),)),
    )
    plan = divide(facts(*claims, proceeds=(Proceeds("car", "车辆", 1000),)))
    assert {p.key: p.paid for p in plan.payees} == {"bank": 700, "garage": 300}
    assert "民法典第456条" in [str(basis) for basis in plan.steps[0].bases]


def test_security_reaches_the_doubled_part_only_where_it_says_so() -> None:
    def bank(covers: bool) -> Claim:
        security = Security("flat", covers_doubled=covers)
        return Claim("bank", "银行", Amounts(principal=500, doubled=100), securities=(security,))

    pots = (Proceeds("flat", "房屋", 600),)
    assert paid(facts(bank(True), owed("o", 1000), proceeds=pots)) == {"bank": 600, "o": 0}
    assert paid(facts(bank(False), owed("o", 1000), proceeds=pots)) == {"bank": 500, "o": 100}


def test_taxes_stand_before_ordinary_claims() -> None:
    assert paid(facts(owed("tax", 300, kind=ClaimKind.TAX), owed("a", 900), funds=400)) == {"tax": 300, "a": 100}


# companies: 民诉解释 514, 执行规定 55


def test_ordinary_claims_against_a_company_go_by_the_order_of_seizure() -> None:
    claims = (owed("late", 500, control_rank=2), owed("first", 500, control_rank=1))
    assert paid(facts(*claims, funds=700, kind=DebtorKind.COMPANY)) == {"first": 500, "late": 200}


def test_the_creditors_of_one_title_share_its_place_in_the_queue() -> None:
    claims = (
        owed("a", 300, title="T", control_rank=1),
        owed("b", 100, title="T"),
        owed("c", 999, title="U", control_rank=2),
    )
    assert paid(facts(*claims, funds=200, kind=DebtorKind.COMPANY)) == {"a": 150, "b": 50, "c": 0}


def test_the_day_of_control_serves_where_no_rank_is_given() -> None:
    claims = (owed("a", 500, controlled_on=date(2026, 3, 2)), owed("b", 500, controlled_on=date(2026, 3, 1)))
    assert paid(facts(*claims, funds=600, kind=DebtorKind.COMPANY)) == {"a": 100, "b": 500}


def test_without_control_there_is_no_place_against_a_company_and_the_plan_says_so() -> None:
    plan = divide(facts(owed("a", 500), owed("b", 100, control_rank=1), funds=300, kind=DebtorKind.COMPANY))
    assert [(left.key, left.reason.code, left.amount) for left in plan.left_out] == [("a", "claim.no_control", 500)]
    assert plan.residue == 200
    assert any("余" in note for note in plan.notes)


def test_one_title_against_a_company_needs_no_order() -> None:
    claims = (owed("a", 300, title="T"), owed("b", 100, title="T"))
    assert paid(facts(*claims, funds=100, kind=DebtorKind.COMPANY)) == {"a": 75, "b": 25}
    assert paid(facts(owed("a", 300), funds=100, kind=DebtorKind.COMPANY)) == {"a": 100}


def test_where_a_company_can_pay_all_its_debts_nobody_needs_a_place() -> None:
    claims = (Claim("a", "甲", Amounts(100, doubled=5)), owed("b", 50, control_rank=1), owed("c", 10))
    plan = divide(facts(*claims, funds=170, kind=DebtorKind.COMPANY))
    assert (plan.rests, plan.residue, plan.left_out) == (0, 5, ())


def test_several_titles_against_a_company_without_any_place_are_refused() -> None:
    with pytest.raises(BadInput, match="控制顺位") as refused:
        divide(facts(owed("a", 300), owed("b", 100), funds=100, kind=DebtorKind.COMPANY))
    assert [fault.code for fault in refused.value.faults] == ["plan.no_order"]


# the doubled part: 法释〔2014〕8号 4


def test_the_doubled_part_waits_for_the_title_debts_of_all() -> None:
    a = Claim("a", "甲", Amounts(principal=100, doubled=50))
    b = Claim("b", "乙", Amounts(principal=300, doubled=50))
    plan = divide(facts(a, b, funds=440))
    assert [(p.parts.principal, p.parts.doubled) for p in plan.payees] == [(100, 20), (300, 20)]


def test_parties_may_agree_that_the_doubled_part_goes_with_its_claim() -> None:
    a = Claim("a", "甲", Amounts(principal=100, doubled=100))
    plan = divide(facts(a, owed("b", 200), funds=200, rules=Rules(doubled_agreed=True)))
    assert {p.key: (p.paid, p.parts.doubled) for p in plan.payees} == {"a": (100, 0), "b": (100, 0)}


def test_a_payment_covers_costs_then_interest_then_principal_or_the_order_of_the_title() -> None:
    claim = Claim("a", "甲", Amounts(principal=100, interest=50, fees=20))
    usual = divide(facts(claim, funds=60)).payee("a").parts
    assert (usual.fees, usual.interest, usual.principal) == (20, 40, 0)
    principal_first = Rules(set_off=(Part.PRINCIPAL, Part.INTEREST, Part.FEES))
    assert divide(facts(claim, funds=60, rules=principal_first)).payee("a").parts == Amounts(principal=60)


# practice of a province: DIS-09


def test_wages_are_ordinary_until_a_setting_of_the_province_says_otherwise() -> None:
    claims = (owed("w", 100, kind=ClaimKind.WAGES), owed("o", 100))
    assert paid(facts(*claims, funds=100)) == {"w": 50, "o": 50}
    first = Practice((local(PracticeKey.WAGES_FIRST, 1),))
    assert paid(facts(*claims, funds=100, practice=first)) == {"w": 100, "o": 0}


def test_a_setting_counts_only_while_it_is_in_force() -> None:
    ended = Practice((local(PracticeKey.WAGES_FIRST, 1, until=DAY),))
    assert paid(facts(owed("w", 100, kind=ClaimKind.WAGES), owed("o", 100), funds=100, practice=ended))["w"] == 50


def test_a_first_seizer_may_count_for_twenty_percent_more_and_never_passes_its_claim() -> None:
    bonus = Practice((local(PracticeKey.FIRST_SEIZER_PERCENT, 20),))
    claims = (owed("first", 100, control_rank=1), owed("b", 100, control_rank=2))
    # 110 × 120 ÷ 220 = 60 and 110 × 100 ÷ 220 = 50
    assert paid(facts(*claims, funds=110, practice=bonus)) == {"first": 60, "b": 50}
    # 190 × 120 ÷ 220 = 103.6 would pass the claim: 100, and the others have the rest
    assert paid(facts(*claims, funds=190, practice=bonus)) == {"first": 100, "b": 90}


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ((local(PracticeKey.FIRST_SEIZER_PERCENT, 21),), "practice.beyond_law"),
        ((local(PracticeKey.WAGES_FIRST, -1),), "practice.beyond_law"),
        ((local(PracticeKey.WAGES_FIRST, 1), local(PracticeKey.WAGES_FIRST, 0)), "practice.two_at_once"),
        ((replace(local(PracticeKey.WAGES_FIRST, 1), source=""),), "practice.no_source"),
    ],
)
def test_a_province_cannot_go_beyond_what_national_law_leaves_open(settings: tuple[Setting, ...], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        Practice(settings)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_bonus_for_the_first_seizer_of_a_company_is_against_the_law() -> None:
    bonus = Practice((local(PracticeKey.FIRST_SEIZER_PERCENT, 20),))
    with pytest.raises(BadInput, match="第514条"):
        divide(facts(owed("a", 1, control_rank=1), funds=1, kind=DebtorKind.COMPANY, practice=bonus))


def test_the_position_of_the_execution_fee_is_a_parameter() -> None:
    fee = (Cost("fee", "申请执行费", 50, CostKind.EXECUTION_FEE),)
    first = divide(facts(owed("a", 100), funds=100, costs=fee))
    last = divide(facts(owed("a", 100), funds=100, costs=fee, rules=Rules(execution_fee=FeePosition.LAST)))
    assert (first.claims_paid, first.costs_paid) == (50, 50)
    assert (last.claims_paid, last.costs_paid) == (100, 0)
    assert last.steps[-1].kind is StepKind.FEE_LAST


# who takes part: 民诉解释 506, 507


def test_a_claim_without_a_title_or_too_late_is_left_out_with_its_reason() -> None:
    plan = divide(
        facts(
            owed("ok", 100),
            owed("late", 100, applied_on=date(2026, 11, 21)),
            owed("untitled", 100, titled=False),
            funds=100,
            finished_on=date(2026, 11, 20),
        )
    )
    assert {left.key: left.reason.code for left in plan.left_out} == {
        "late": "claim.late",
        "untitled": "claim.untitled",
    }
    assert plan.payee("ok").paid == 100


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (facts(owed("a", 1), owed("a", 2), funds=1), "plan.key_twice"),
        (facts(owed("", 1), funds=1), "plan.key_empty"),
        (facts(owed("residue", 1), funds=1), "plan.key_empty"),
        (facts(owed("a", -1), funds=1), "plan.amount_range"),
        (facts(owed("a", 1), funds=-1), "plan.amount_range"),
        (facts(owed("a", 1, securities=(Security("nowhere"),)), funds=1), "plan.unknown_proceeds"),
        (facts(owed("a", 1), funds=1, costs=(Cost("c", "费", 1, proceeds="nowhere"),)), "plan.unknown_proceeds"),
        (facts(owed("a", 1, control_rank=1), owed("b", 1, controlled_on=DAY), funds=1), "claim.control_mixed"),
        (facts(owed("a", 1), funds=1, rules=Rules(set_off=(Part.FEES,))), "rules.set_off"),
    ],
)
def test_facts_that_make_no_plan_are_refused_with_a_code(broken: PlanFacts, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        divide(broken)
    assert code in [fault.code for fault in refused.value.faults]
