"""What holds for every plan, whatever the facts."""

import random
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.distribution import (
    Amounts,
    Claim,
    ClaimKind,
    Cost,
    CostKind,
    DebtorKind,
    FeePosition,
    Plan,
    PlanFacts,
    Practice,
    PracticeKey,
    Proceeds,
    Rules,
    Security,
    SecurityKind,
    Setting,
    divide,
    explain,
    explain_all,
)

DAY = date(2026, 11, 22)
POTS = ("p", "q", "r")
amounts = st.integers(0, 3_000) | st.integers(0, 10**13)


@st.composite
def claims(draw: st.DrawFn, key: str) -> Claim:
    pots = draw(st.lists(st.sampled_from(POTS), unique=True, max_size=2))
    return Claim(
        key,
        "甲",
        Amounts(draw(amounts), draw(amounts), draw(amounts), draw(amounts)),
        kind=draw(st.sampled_from(ClaimKind)),
        securities=tuple(
            Security(
                pot,
                draw(st.sampled_from(SecurityKind)),
                draw(st.integers(1, 3)),
                draw(st.none() | amounts),
                draw(st.booleans()),
            )
            for pot in pots
        ),
        title=draw(st.sampled_from(("", "T", "U"))),
        control_rank=draw(st.none() | st.integers(1, 4)),
        titled=draw(st.booleans()),
        applied_on=draw(st.none() | st.sampled_from((date(2026, 1, 1), date(2026, 12, 31)))),
    )


@st.composite
def plans(draw: st.DrawFn) -> PlanFacts:
    kind = draw(st.sampled_from(DebtorKind))
    local = [Setting(PracticeKey.WAGES_FIRST, draw(st.integers(0, 1)), "省", date(2020, 1, 1), source="指引")]
    if kind is not DebtorKind.COMPANY:
        bonus = draw(st.integers(0, 20))
        local.append(Setting(PracticeKey.FIRST_SEIZER_PERCENT, bonus, "省", date(2020, 1, 1), source="指引"))
    return PlanFacts(
        "某",
        kind,
        DAY,
        tuple(Proceeds(pot, pot, draw(amounts)) for pot in POTS),
        tuple(draw(claims(f"c{i}")) for i in range(draw(st.integers(0, 7)))),
        tuple(
            Cost(f"k{i}", "费", draw(amounts), draw(st.sampled_from(CostKind)), draw(st.sampled_from(("", *POTS))))
            for i in range(draw(st.integers(0, 3)))
        ),
        Practice(tuple(local)),
        Rules(draw(st.booleans()), draw(st.sampled_from(FeePosition))),
        draw(st.none() | st.just(date(2026, 6, 1))),
    )


def divided(facts: PlanFacts) -> Plan:
    """The plan; facts without the order that a company's creditors need make none (tested by hand)."""
    try:
        return divide(facts)
    except BadInput as bad:
        if [fault.code for fault in bad.faults] != ["plan.no_order"]:
            raise
        reject()


@given(plans())
def test_all_money_is_in_the_plan_once_to_the_fen(facts: PlanFacts) -> None:
    assert sum(divided(facts).amounts().values()) == facts.funds


@given(plans())
def test_one_payee_reads_the_same_as_all_payees_together(facts: PlanFacts) -> None:
    plan = divided(facts)
    together = explain_all(plan)
    for payee in plan.payees:
        assert explain(plan, payee.key) == together[payee.key]
        assert sum(sentence.paid for sentence in together[payee.key]) == payee.paid == plan.payee(payee.key).paid


@given(plans())
def test_nobody_gets_less_than_nothing_or_more_than_claimed(facts: PlanFacts) -> None:
    for payee in divided(facts).payees:
        assert 0 <= payee.paid <= payee.claimed.total
        for part in ("principal", "interest", "fees", "doubled"):
            assert 0 <= getattr(payee.parts, part) <= getattr(payee.claimed, part)
        assert payee.parts.total == payee.paid


@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(facts: PlanFacts, dice: random.Random) -> None:
    def shuffled(rows: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(dice.sample(rows, len(rows)))

    mixed = replace(
        facts,
        proceeds=shuffled(facts.proceeds),  # type: ignore[arg-type]
        claims=shuffled(facts.claims),  # type: ignore[arg-type]
        costs=shuffled(facts.costs),  # type: ignore[arg-type]
    )
    assert divided(mixed).amounts() == divided(facts).amounts()
    assert divided(mixed).steps == divided(facts).steps


@given(plans(), st.integers(1, 10**10))
@settings(max_examples=200)
def test_more_free_money_takes_from_nobody_but_the_odd_fen_of_each_step(facts: PlanFacts, more: int) -> None:
    free = Proceeds("free", "存款", 0)
    poorer, richer = (
        divided(replace(facts, proceeds=(*facts.proceeds, replace(free, amount=amount)))) for amount in (1, 1 + more)
    )
    for payee in poorer.payees:
        stands_in = sum(line.key == payee.key for step in poorer.steps for line in step.lines)
        assert richer.payee(payee.key).paid >= payee.paid - stands_in


@given(plans())
def test_money_goes_back_to_the_debtor_only_when_every_claim_with_a_place_is_paid(facts: PlanFacts) -> None:
    plan = divided(facts)
    if plan.residue:
        out = {left.key for left in plan.left_out}
        assert all(payee.rest == 0 for payee in plan.payees if payee.key not in out)


@given(plans())
def test_a_step_gives_nothing_while_an_earlier_claim_on_the_same_money_is_open(facts: PlanFacts) -> None:
    plan = divided(facts)
    ordinary = [step for step in plan.steps if step.source == "可供普通分配的款项"]
    for earlier, later in pairwise(ordinary):
        if earlier.short:
            assert later.paid == 0
            assert later.available == 0


@given(plans())
def test_within_a_pro_rata_step_equal_weights_differ_by_one_fen_at_most(facts: PlanFacts) -> None:
    for step in divided(facts).steps:
        by_weight: dict[tuple[int, int], set[int]] = {}
        for line in step.lines:
            by_weight.setdefault((line.weight, line.owed), set()).add(line.paid)
        assert all(max(paid) - min(paid) <= 1 for paid in by_weight.values())
