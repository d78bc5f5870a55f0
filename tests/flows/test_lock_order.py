"""Every act on money takes its court's turn before it touches a row: two acts never wait for each other in a circle."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from courthouse import CourtHouse, item
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duixian.domain.cases.services import course
from duixian.domain.funds.models import Account, AccountKind, Receipt
from duixian.domain.funds.services import objections, plans, unclaimed
from duixian.flows import move_case, pay_out, plan_distribution
from duixian.flows.identify_receipt import identify_receipt, take_back_receipt
from duixian.flows.state_debt import debt_of
from duixian.ports.banks import PaymentState

DAY = date(2026, 4, 1)
_WRITES = re.compile(
    r"^\s*(insert|update|delete|with\b.*\b(insert|update)\b|select (trail_take_turn|funds_post))|for (no key )?update",
    re.I | re.S,
)


@contextmanager
def takes_its_turn_first(what: str) -> Iterator[None]:
    with CaptureQueriesContext(connection) as queries:
        yield
    writes = [query["sql"] for query in queries if _WRITES.search(query["sql"])]
    assert writes, what
    assert "trail_take_turn" in writes[0], f"{what} begins with {writes[0][:90]}"


def test_acts_on_one_case_and_its_money_take_the_courts_turn_first(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.take_in(own.camt(own.transfer(500_000, DAY)))
    receipt = Receipt.objects.get()
    with takes_its_turn_first("identify"):
        identify_receipt(acting=own.accountant, receipt=receipt, case=case, reasons=[], on=DAY, now=own.now)
    with takes_its_turn_first("take back"):
        take_back_receipt(acting=own.accountant, receipt=receipt, reason="认领有误", on=DAY, now=own.now)
    identify_receipt(acting=own.accountant, receipt=receipt, case=case, reasons=[], on=DAY, now=own.now)
    with takes_its_turn_first("notify"):
        move_case.move_case(acting=own.officer, case=case, act=move_case.Act.NOTIFY, on=DAY, now=own.now)
    with takes_its_turn_first("waive"):
        course.waive_fee(acting=own.chief, case=case, basis="审批表", now=own.now)
    proposal = plan_distribution.propose(case_list=[case], debtor=own.debtor(case), on=DAY)
    with takes_its_turn_first("draft"):
        plan = plan_distribution.make_plan(acting=own.officer, proposal=proposal, now=own.now)
    with takes_its_turn_first("confirm"):
        plans.confirm(acting=own.chief, plan=plan, now=own.now)
    with takes_its_turn_first("carry out"):
        own.carry_out(plan, DAY)
    payee = Account.objects.get(kind=AccountKind.PAYEE)
    with takes_its_turn_first("set apart"):
        unclaimed.set_apart(acting=own.accountant, payee=payee, reason="联系不上", on=DAY, now=own.now)
    unclaimed.bring_back(
        acting=own.accountant,
        unclaimed=Account.objects.get(kind=AccountKind.UNCLAIMED),
        reason="已联系",
        on=DAY,
        now=own.now,
    )
    own.name(own.applicant(case))
    batch = pay_out.make_batch(acting=own.accountant, now=own.now)
    with takes_its_turn_first("check"):
        batch = pay_out.check_batch(acting=own.checker, batch=batch, now=own.now)
    with takes_its_turn_first("send"):
        batch = pay_out.payouts.mark_sent(acting=own.accountant, batch=batch, now=own.now)
    with takes_its_turn_first("results"):
        own.answer(batch, PaymentState.SETTLED, on=DAY)


def test_acts_on_a_served_plan_take_the_courts_turn_first(own: CourtHouse) -> None:
    rich = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    poor = own.file(item("1", 1_000_000, "王小明", "黎明华"), applicants=("王小明",))
    own.receive(rich, 1_000_000, DAY)
    plan = own.confirm(own.draft(rich, poor, on=DAY))
    with takes_its_turn_first("serve"):
        plan = plan_distribution.serve_plan(acting=own.officer, plan=plan, on=DAY, now=own.now)
    line = plan.lines.order_by("position")[0]
    with takes_its_turn_first("object"):
        objection = objections.object_to(
            acting=own.officer,
            plan=plan,
            line=line,
            by=own.debtor(rich),
            disputed=1000,
            reason="不同意",
            on=DAY,
            now=own.now,
        )
    assert plan.objections_until is not None
    own.carry_out(plan, plan.objections_until + timedelta(days=1))
    with takes_its_turn_first("settle"):
        objections.settle(
            acting=own.chief, objection=objection, to_payee=1000, to=None, outcome="撤回", on=DAY, now=own.now
        )


def test_closing_takes_the_courts_turn_before_it_looks_at_the_money(own: CourtHouse) -> None:
    paid_on = date(2026, 3, 10)
    case = own.file(item("1", 500_000, "洪春生", "黎明华"))
    own.receive(case, debt_of(case, on=paid_on).remaining, paid_on)
    own.distribute(case, on=paid_on)
    own.name(own.applicant(case))
    own.answer(own.sent(), PaymentState.SETTLED, on=paid_on)

    with CaptureQueriesContext(connection) as queries:
        move_case.close_case(acting=own.officer, case=case, on=paid_on, now=own.now)

    asked = [query["sql"] for query in queries if not query["sql"].startswith("SAVEPOINT")]
    assert "trail_take_turn" in asked[0]
