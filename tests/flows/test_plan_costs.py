"""Costs of enforcement other than the fee: paid first, to who is owed them, and never as a payment on a claim."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import connection

from duixian.base.faults import BadInput
from duixian.domain.cases.models import Case
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Account, AccountKind, DistributionPlan, PlanState
from duixian.domain.funds.services import objections
from duixian.domain.parties.models import Person, PersonKind
from duixian.faces.cli.verification.papers import CHECKS
from duixian.flows import plan_distribution
from duixian.flows.issue_instrument import plan_of
from duixian.flows.plan_distribution import CostIn, make_plan, pot_key, propose
from duixian.flows.state_debt import debt_of
from duixian.law.distribution import CostKind

DAY = date(2026, 4, 1)
CODE = "91110000600037341L"
"""A code whose check character is right."""


def appraiser(own: CourtHouse, number: str = "") -> Person:
    """An appraiser the court has not met yet."""
    return Person(court=own.court, kind=PersonKind.COMPANY, name="信诚资产评估有限公司", id_number=number)


def appraisal(person: Person, fen: int = 300_000, proceeds: str = "") -> CostIn:
    return CostIn(person=person, label="房产评估费", amount=fen, kind=CostKind.APPRAISAL, proceeds=proceeds)


def drafted(own: CourtHouse, *cases: Case, costs: Sequence[CostIn]) -> DistributionPlan:
    proposal = propose(case_list=cases, debtor=own.debtor(cases[0]), on=DAY, costs=costs)
    return make_plan(acting=own.officer, proposal=proposal, now=own.now)


def carried_out(own: CourtHouse, plan: DistributionPlan) -> DistributionPlan:
    plan = own.confirm(plan)
    if plan.waived:
        return own.carry_out(plan, DAY)
    plan = plan_distribution.serve_plan(acting=own.officer, plan=plan, on=DAY, now=own.now)
    assert plan.objections_until is not None
    return own.carry_out(plan, plan.objections_until + timedelta(days=1))


def wrong_in_the_books() -> list[str]:
    with connection.cursor() as cursor:
        return [f"{check.name}: {row}" for check in CHECKS for row in _rows(cursor, check.query)]


def _rows(cursor: object, query: str) -> list[tuple[object, ...]]:
    cursor.execute(query)  # type: ignore[attr-defined]
    return list(cursor.fetchall())  # type: ignore[attr-defined]


def balance(case: Case, person: Person) -> int:
    account = Account.objects.filter(case=case, person=person, kind=AccountKind.PAYEE).first()
    return account.balance_fen if account else 0


def test_the_appraiser_is_paid_first_and_the_applicant_the_rest(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    own.receive(case, 4_000_000, DAY)
    before = debt_of(case, on=DAY)
    plan = carried_out(own, drafted(own, case, costs=[appraisal(appraiser(own))]))

    claim, cost = plan.lines.order_by("position")
    known = Person.objects.get(name="信诚资产评估有限公司")
    assert (cost.rank, cost.payee, cost.case_id, cost.amount_fen) == (funds.COST, known, case.pk, 300_000)
    assert claim.amount_fen == 4_000_000 - 300_000
    assert (balance(case, known), balance(case, own.applicant(case)), funds.on_account(case.pk)) == (
        300_000,
        3_700_000,
        0,
    )
    # the debt is lower by what the applicant got, not by what the appraiser got
    assert before.statement is not None
    assert before.statement.received == 4_000_000
    after = debt_of(case, on=DAY)
    assert after.statement is not None
    assert after.statement.received == 3_700_000
    assert after.remaining == before.remaining + 300_000
    assert [paid.amount for paid in funds.distributed_to(case.pk)] == [3_700_000]
    assert wrong_in_the_books() == []


def test_the_applicant_who_advanced_a_cost_gets_it_beside_the_claim_not_on_it(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    own.receive(case, 4_000_000, DAY)
    plan = carried_out(own, drafted(own, case, costs=[appraisal(own.applicant(case))]))

    assert plan.lines.get(rank=funds.COST).amount_fen == 300_000
    assert balance(case, own.applicant(case)) == 4_000_000
    assert sum(paid.amount for paid in funds.payments_of(case.pk)) == 3_700_000
    assert [paid.amount for paid in funds.distributed_to(case.pk, payee_id=own.applicant(case).pk)] == [3_700_000]
    assert wrong_in_the_books() == []


def test_a_cost_spent_on_one_case_is_borne_by_its_money(own: CourtHouse) -> None:
    first = own.file(item("1", 5_000_000, "洪春生", "黎明华"))
    second = own.file(item("2", 5_000_000, "王小明", "黎明华"), applicants=("王小明",))
    own.receive(first, 1_000_000, DAY)
    own.receive(second, 3_000_000, DAY)
    plan = carried_out(own, drafted(own, first, second, costs=[appraisal(appraiser(own), proceeds=pot_key(first))]))

    assert plan.state == PlanState.EFFECTIVE
    assert plan.lines.get(rank=funds.COST).case_id == first.pk
    assert sum(plan.lines.values_list("amount_fen", flat=True)) == 4_000_000
    given = {case.pk: sum(paid.amount for paid in funds.payments_of(case.pk)) for case in (first, second)}
    assert sum(given.values()) == 3_700_000
    assert wrong_in_the_books() == []


def test_a_kept_plan_with_costs_is_computed_again_to_the_fen(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    own.receive(case, 4_000_000, DAY)
    notice = CostIn(person=own.applicant(case), label="公告费", amount=80_000, kind=CostKind.NOTICE)
    plan = drafted(own, case, costs=[notice, appraisal(appraiser(own))])
    other_way = propose(
        case_list=[case], debtor=own.debtor(case), on=DAY, costs=[appraisal(appraiser(own)), notice]
    ).plan

    assert plan_of(plan).costs_paid == 380_000
    assert plan_of(plan).amounts() == other_way.amounts()


def test_costs_beyond_the_money_take_it_all_in_proportion(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    own.receive(case, 100_000, DAY)
    auction = CostIn(person=own.applicant(case), label="拍卖辅助费", amount=100_000, kind=CostKind.AUCTION)
    plan = drafted(own, case, costs=[auction, appraisal(appraiser(own), fen=300_000)])

    paid = {line.payee.name: line.amount_fen for line in plan.lines.filter(rank=funds.COST)}
    assert paid == {"洪春生": 25_000, "信诚资产评估有限公司": 75_000}
    assert plan.lines.exclude(rank=funds.COST).get().amount_fen == 0


def test_the_known_payee_of_a_cost_is_not_entered_twice(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    own.receive(case, 4_000_000, DAY)
    carried_out(own, drafted(own, case, costs=[appraisal(appraiser(own, CODE))]))
    own.receive(case, 1_000_000, DAY)
    drafted(own, case, costs=[appraisal(appraiser(own, CODE))])

    assert Person.objects.filter(id_number=CODE).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 0}, "plan.cost_amount"),
        ({"label": " "}, "plan.cost_label"),
        ({"kind": CostKind.EXECUTION_FEE}, "plan.cost_is_fee"),
        ({"proceeds": "case:0"}, "plan.unknown_proceeds"),
    ],
)
def test_what_is_no_cost_is_refused_with_the_reason(own: CourtHouse, change: dict[str, object], code: str) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    own.receive(case, 4_000_000, DAY)
    given = {"person": own.applicant(case), "label": "评估费", "amount": 1, "kind": CostKind.APPRAISAL} | change

    with pytest.raises(BadInput) as refusal:
        drafted(own, case, costs=[CostIn(**given)])  # type: ignore[arg-type]

    assert [fault.code for fault in refusal.value.faults] == [code]
    assert not DistributionPlan.objects.exists()


def test_money_in_dispute_does_not_become_a_payment_on_a_cost(own: CourtHouse) -> None:
    first = own.file(item("1", 5_000_000, "洪春生", "黎明华"))
    second = own.file(item("2", 5_000_000, "王小明", "黎明华"), applicants=("王小明",))
    own.receive(first, 4_000_000, DAY)
    plan = own.confirm(drafted(own, first, second, costs=[appraisal(appraiser(own))]))
    plan = plan_distribution.serve_plan(acting=own.officer, plan=plan, on=DAY, now=own.now)
    assert plan.objections_until is not None
    cost = plan.lines.get(rank=funds.COST)
    objection = objections.object_to(
        acting=own.officer,
        plan=plan,
        line=cost,
        by=own.applicant(second),
        disputed=100_000,
        reason="评估费过高",
        on=DAY,
        now=own.now,
    )
    after = plan.objections_until + timedelta(days=1)
    own.carry_out(plan, after)
    objections.settle(
        acting=own.chief,
        objection=objection,
        to_payee=40_000,
        to=own.applicant(second),
        outcome="各方协议",
        on=after,
        now=own.now,
    )

    assert balance(first, cost.payee) == 240_000
    paid = sum(row.amount for case in (first, second) for row in funds.payments_of(case.pk))
    assert paid == 4_000_000 - 300_000 + 60_000
    assert wrong_in_the_books() == []
