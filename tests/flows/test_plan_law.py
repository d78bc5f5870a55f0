"""What a plan may give to whom: the cases a court accountant and an enforcement judge would try first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from courthouse import CourtHouse, item
from django.db import connection, transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.cases.services import course
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import DistributionPlan, PlanLine, PlanObjection, PlanState
from duixian.domain.funds.services import objections
from duixian.domain.parties.models import Person
from duixian.faces.cli.verification.papers import CHECKS
from duixian.flows import move_case, plan_distribution
from duixian.flows.identify_receipt import identify_receipt, take_back_receipt
from duixian.flows.state_debt import debt_of
from duixian.law.fees import execution_fee
from duixian.law.interest import Exchange
from duixian.law.obligations import ActDuty, Event, InterestTerm, Rate, RateSource, When
from duixian.ports.banks import PaymentState

DAY = date(2026, 4, 1)
DUE = date(2026, 1, 10)


def doubled(fen: int, on: date) -> int:
    """加倍部分 by hand: 0.0175 % a day from the day after the last day for performing."""
    return int((Decimal(fen) * Decimal("0.000175") * (on - DUE).days).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def explained() -> list[str]:
    """What the independent check finds wrong between the books and the papers."""
    wrong = []
    with connection.cursor() as cursor:
        for check in CHECKS:
            cursor.execute(check.query)
            wrong += [f"{check.name}: {row}" for row in cursor.fetchall()]
    return wrong


# one case, several receipts


def test_two_plans_pay_what_a_layman_would_count(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"))
    first, second = date(2026, 4, 1), date(2026, 5, 11)
    own.receive(case, 4_000_000, first)
    own.distribute(case, on=first)
    rest = 10_000_000 - 4_000_000  # principal first, the doubled part after it
    owed = rest + doubled(10_000_000, first)
    owed += int(Decimal(rest) * Decimal("0.000175") * (second - first).days)

    assert debt_of(case, on=second).remaining == owed

    own.receive(case, owed, second)
    plan = own.distribute(case, on=second)
    assert [line.amount_fen for line in plan.lines.all()] == [owed]
    assert debt_of(case, on=date(2026, 12, 1)).remaining == 0


def test_one_case_with_two_applicants_is_settled_by_what_its_plan_counted(own: CourtHouse) -> None:
    case = own.file(
        item("1", 5_000_000, "洪春生", "黎明华"),
        item("2", 5_000_000, "王小明", "黎明华"),
        applicants=("洪春生", "王小明"),
    )
    own.receive(case, 5_000_000, DAY)
    own.receive(case, 6_000_000, DAY + timedelta(days=40))
    plan = own.distribute(case, on=DAY + timedelta(days=40))

    given = sum(plan.lines.exclude(rank="residue").values_list("amount_fen", flat=True))
    debt = debt_of(case, on=date(2026, 12, 1))
    assert debt.statement is not None
    assert (debt.remaining, debt.statement.overpaid, debt.statement.received) == (0, 0, given)


# money that may not go where it would


def test_a_debt_in_dollars_is_not_passed_over_for_the_debtor(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华", currency="USD"))
    own.receive(case, 5_000_000, DAY)

    with pytest.raises(BadInput) as refusal:
        own.draft(case, on=DAY)

    assert refusal.value.faults[0].code == "plan.foreign"
    course.elect_renminbi(
        acting=own.officer,
        case=case,
        exchange=[Exchange("USD", date(2026, 1, 11), Decimal("7.0"))],
        ground="申请执行人书面选择",
        now=own.now,
    )
    case = Case.objects.get(pk=case.pk)
    assert own.draft(case, on=DAY).lines.get().amount_fen == 5_000_000


def running(start: When) -> InterestTerm:
    return InterestTerm(key="i1", items=("1",), rate=Rate(RateSource.FIXED, Decimal(6)), start=start)


def test_interest_whose_first_day_is_unknown_keeps_the_rest_from_the_debtor_and_the_case_open(own: CourtHouse) -> None:
    unknown = running(When(event=Event.FILED))
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"), interests=[unknown])
    own.receive(case, 5_000_000, DAY)

    with pytest.raises(BadInput) as refusal:
        own.draft(case, on=DAY)
    with pytest.raises(Refused) as closing:
        move_case.close_case(acting=own.officer, case=case, on=DAY, now=own.now)

    assert refusal.value.faults[0].code == "debt.event_unknown"
    assert "close.uncounted" in {reason.code for reason in closing.value.reasons}


def test_a_duty_to_act_is_not_performed_by_money(own: CourtHouse) -> None:
    case = own.file(
        item("1", 1_000_000, "洪春生", "黎明华"), acts=[ActDuty("a1", "交付房屋", ("洪春生",), ("黎明华",))]
    )
    paid_on = date(2026, 3, 10)
    own.receive(case, 1_100_000, paid_on)

    with pytest.raises(Refused) as refusal:
        move_case.close_case(acting=own.officer, case=case, on=paid_on, now=own.now)

    assert "close.acts_open" in {reason.code for reason in refusal.value.reasons}


@pytest.mark.parametrize(
    "term",
    [
        InterestTerm("i1", ("1", "2"), Rate(RateSource.FIXED, Decimal(6)), When(on=DUE)),
        InterestTerm("i1", (), Rate(RateSource.FIXED, Decimal(6)), When(on=DUE), base_amount=1_000_000),
    ],
    ids=["on the items of both", "on a sum of nobody's"],
)
def test_interest_two_applicants_share_is_refused_and_not_counted_twice_or_never(
    own: CourtHouse, term: InterestTerm
) -> None:
    case = own.file(
        item("1", 1_000_000, "洪春生", "黎明华"),
        item("2", 1_000_000, "王小明", "黎明华"),
        applicants=("洪春生", "王小明"),
        interests=[term],
    )
    own.receive(case, 5_000_000, DAY)

    with pytest.raises(BadInput) as refusal:
        own.draft(case, on=DAY)

    assert refusal.value.faults[0].code == "plan.shared_item"


def test_money_of_one_debtor_does_not_pay_what_another_alone_owes(own: CourtHouse) -> None:
    case = own.file(
        item("1", 1_000_000, "洪春生", "黎明华"),
        item("2", 1_000_000, "洪春生", "赵钱孙"),
        debtors=("黎明华", "赵钱孙"),
    )
    own.receive(case, 5_000_000, DAY)

    plan = own.distribute(case, on=DAY)

    owed = 1_000_000 + doubled(1_000_000, DAY)
    assert [line.amount_fen for line in plan.lines.order_by("position")] == [owed, 5_000_000 - owed]
    own.receive(case, 500_000, DAY + timedelta(days=1))
    second = case.parties.get(label="赵钱孙").person
    with pytest.raises(BadInput) as refusal:
        plan_distribution.propose(case_list=[case], debtor=second, on=DAY + timedelta(days=1))
    assert refusal.value.faults[0].code == "plan.other_debtor"


def test_a_plan_is_over_one_debtors_money(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    other = own.file(item("1", 1_000_000, "洪春生", "赵钱孙"), debtors=("赵钱孙",))
    own.receive(case, 5_000_000, DAY)

    with pytest.raises(BadInput) as refusal:
        own.draft(case, other, on=DAY)

    assert refusal.value.faults[0].code == "plan.not_debtor"


# the execution fee


def test_every_case_a_plan_pays_bears_its_fee_before_the_debtor_gets_anything_back(own: CourtHouse) -> None:
    rich = own.file(item("1", 1_000_000, "洪春生", "黎明华"), fee_waived=False)
    poor = own.file(item("1", 2_000_000, "王小明", "黎明华"), applicants=("王小明",), fee_waived=False)
    own.receive(rich, 5_000_000, DAY)

    plan = own.distribute(rich, poor, on=DAY)

    fees = {source.case_id: source.fee_fen for source in plan.sources.all()}
    assert fees == {
        rich.pk: execution_fee(1_000_000, on=DAY).due,
        poor.pk: execution_fee(2_000_000, on=DAY).due,
    }
    assert debt_of(poor, on=DAY).fee_open == 0
    assert explained() == []


def test_the_fee_is_taken_on_what_was_executed_and_once(own: CourtHouse) -> None:
    case = own.file(item("1", 10_000_000, "洪春生", "黎明华"), fee_waived=False)
    own.receive(case, 4_000_000, DAY)
    assert own.distribute(case, on=DAY).fee_fen == execution_fee(4_000_000, on=DAY).due
    own.receive(case, 7_000_000, DAY + timedelta(days=9))

    plan = own.distribute(case, on=DAY + timedelta(days=9))

    assert funds.fee_taken(case.pk) == execution_fee(10_000_000, on=DAY).due
    assert plan.lines.filter(rank="residue").exists() == (debt_of(case, on=DAY + timedelta(days=9)).to_pay == 0)


# plans over the same money


def test_two_drafts_over_one_claim_do_not_pay_it_twice(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    own.confirm(own.draft(case, on=DAY))

    with pytest.raises(Refused) as refusal:
        own.draft(case, on=DAY)

    assert refusal.value.reasons[0].code == "plan.another_open"


def test_a_proposal_whose_money_has_changed_is_not_kept(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    proposal = plan_distribution.propose(case_list=[case], debtor=own.debtor(case), on=DAY)
    own.receive(case, 100_000, DAY)

    with pytest.raises(Refused) as refusal:
        plan_distribution.make_plan(acting=own.officer, proposal=proposal, now=own.now)

    assert refusal.value.reasons[0].code == "plan.money_changed"


def test_a_plan_whose_money_was_taken_back_is_refused_whole(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    plan = own.confirm(own.draft(case, on=DAY))
    receipt = funds.Receipt.objects.get()
    take_back_receipt(acting=own.accountant, receipt=receipt, reason="认领有误", on=DAY, now=own.now)

    with pytest.raises(Refused), transaction.atomic():
        own.carry_out(plan, DAY)

    assert DistributionPlan.objects.get().state == PlanState.CONFIRMED
    assert funds.money_of([case.pk])[case.pk].with_payees == 0


def test_a_suspended_case_pays_nobody(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    plan = own.confirm(own.draft(case, on=DAY))
    own.decide(case, move_case.Act.SUSPEND, "other_suspension", on=DAY, reason="受理破产申请")

    with pytest.raises(Refused) as refusal:
        own.carry_out(plan, DAY)

    assert refusal.value.reasons[0].code == "plan.case_at_rest"


# objections


@pytest.fixture
def served(own: CourtHouse) -> DistributionPlan:
    """One debtor, two creditors in two cases, money for half: the plan is served."""
    rich = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    poor = own.file(item("1", 1_000_000, "王小明", "黎明华"), applicants=("王小明",))
    own.receive(rich, 1_000_000, DAY)
    plan = own.confirm(own.draft(rich, poor, on=DAY))
    return plan_distribution.serve_plan(acting=own.officer, plan=plan, on=DAY, now=own.now)


def oppose(own: CourtHouse, plan: DistributionPlan, line: PlanLine, by: Person, fen: int) -> PlanObjection:
    return objections.object_to(
        acting=own.officer, plan=plan, line=line, by=by, disputed=fen, reason="不同意", on=DAY, now=own.now
    )


def settle(own: CourtHouse, objection: PlanObjection, to_payee: int, to: Person | None = None) -> PlanObjection:
    return objections.settle(
        acting=own.chief,
        objection=PlanObjection.objects.get(pk=objection.pk),
        to_payee=to_payee,
        to=to,
        outcome="分配方案异议之诉判决",
        on=date(2026, 6, 1),
        now=own.now,
    )


def in_effect(own: CourtHouse, plan: DistributionPlan) -> DistributionPlan:
    assert plan.objections_until is not None
    return own.carry_out(plan, plan.objections_until + timedelta(days=1))


def test_what_an_objector_wins_is_paid_on_his_own_claim(own: CourtHouse, served: DistributionPlan) -> None:
    loser, winner = served.lines.select_related("case", "payee").order_by("position")
    objection = oppose(own, served, loser, winner.payee, 200_000)
    in_effect(own, served)
    before = {line.case_id: debt_of(line.case, on=DAY).remaining for line in (loser, winner)}

    settle(own, objection, 50_000, winner.payee)

    after = {line.case_id: debt_of(line.case, on=DAY).remaining for line in (loser, winner)}
    assert after[loser.case_id] == before[loser.case_id] + 150_000
    assert after[winner.case_id] == before[winner.case_id] - 150_000
    money = funds.money_of([loser.case_id, winner.case_id])
    assert money[winner.case_id].with_payees == winner.amount_fen + 150_000
    assert sum(part.held for part in money.values()) == 0
    assert explained() == []


def test_two_objections_to_one_line_are_both_heard_and_hold_its_money_once(
    own: CourtHouse, served: DistributionPlan
) -> None:
    line, other = served.lines.select_related("case", "payee").order_by("position")
    first = oppose(own, served, line, other.payee, 300_000)
    second = oppose(own, served, line, served.debtor, 400_000)
    in_effect(own, served)
    held = lambda: funds.money_of([line.case_id])[line.case_id].held  # noqa: E731
    assert held() == 400_000
    assert explained() == []

    settle(own, first, 300_000)
    assert held() == 400_000  # the second still attacks all of it
    assert explained() == []
    settle(own, second, 400_000)

    assert held() == 0
    assert funds.money_of([line.case_id])[line.case_id].with_payees == line.amount_fen
    assert explained() == []


def test_only_those_in_the_plan_object_to_it_and_only_to_its_own_lines(
    own: CourtHouse, served: DistributionPlan
) -> None:
    line, _ = served.lines.select_related("payee").order_by("position")
    elsewhere = own.file(item("1", 1_000_000, "钱多多", "孙某某"), applicants=("钱多多",), debtors=("孙某某",))
    own.receive(elsewhere, 500_000, DAY)
    foreign = own.draft(elsewhere, on=DAY).lines.get()

    with pytest.raises(Refused) as stranger:
        oppose(own, served, line, foreign.payee, 1)
    with pytest.raises(Refused) as mixed:
        oppose(own, served, foreign, served.debtor, 1)

    assert stranger.value.reasons[0].code == "plan.stranger"
    assert mixed.value.reasons[0].code == "plan.other_line"


def test_money_won_by_somebody_without_a_claim_in_the_plan_has_nowhere_to_go(
    own: CourtHouse, served: DistributionPlan
) -> None:
    line, other = served.lines.select_related("payee").order_by("position")
    objection = oppose(own, served, line, other.payee, 200_000)
    in_effect(own, served)
    stranger = own.applicant(
        own.file(item("1", 1_000_000, "钱多多", "孙某某"), applicants=("钱多多",), debtors=("孙某某",))
    )

    with pytest.raises(BadInput):
        settle(own, objection, 0, stranger)


# closing


def test_a_case_at_rest_wakes_when_money_comes_and_a_closed_one_does_not_take_it(own: CourtHouse) -> None:
    case = own.file(item("1", 500_000, "洪春生", "黎明华"))
    paid_on = date(2026, 3, 10)
    owed = debt_of(case, on=paid_on).remaining
    own.receive(case, owed, paid_on)
    own.distribute(case, on=paid_on)
    own.name(own.applicant(case))
    own.answer(own.sent(), PaymentState.SETTLED, on=paid_on)
    stale = Case.objects.get(pk=case.pk)
    move_case.close_case(acting=own.officer, case=case, on=paid_on, now=own.now)
    report = own.take_in(own.camt(own.transfer(100, DAY, remark=case.number)))

    assert stale.state == CaseState.PAYING
    with pytest.raises(Refused) as refusal:  # the page was opened before the case was closed
        identify_receipt(acting=own.accountant, receipt=report.waiting[0], case=stale, reasons=[], on=DAY, now=own.now)

    assert refusal.value.reasons[0].code == "receipt.case_closed"


def test_a_rest_the_applicant_waives_is_refused_with_the_lawful_way(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))

    with pytest.raises(Refused) as refusal:
        move_case.close_case(acting=own.officer, case=case, on=DAY, now=own.now)

    told = next(reason for reason in refusal.value.reasons if reason.code == "close.open_debt")
    assert "终结执行" in told.remedy
