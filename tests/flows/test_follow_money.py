"""The state of a case follows its money: paying while it waits, enforced on or at rest once it is given out."""

from dataclasses import replace
from datetime import date

import pytest
from courthouse import FILED, CourtHouse, item
from django.db import IntegrityError, transaction
from rounds import EndingHouse, settled

from duixian.base.faults import Refused
from duixian.connectors.typesetting import Kind
from duixian.domain.cases.models import Case, CourseDecision, RoundEnd
from duixian.domain.cases.services import bulk
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Payout
from duixian.domain.funds.services import unclaimed
from duixian.domain.trail.models import Entry
from duixian.flows import decide_course
from duixian.flows.follow_money import follow_court
from duixian.flows.issue_instrument import issue
from duixian.flows.move_case import close_case
from duixian.law.procedure.case_life import Act
from duixian.law.procedure.grounds import grounds
from duixian.ports.banks import PaymentState

DAY = date(2026, 3, 10)
OWED = 1_000_000


@pytest.fixture
def case(own: CourtHouse) -> Case:
    made = own.file(item("1", OWED, "洪春生", "黎明华"))
    own.name(own.applicant(made))
    return made


def noticed(own: CourtHouse, case: Case) -> None:
    issue(acting=own.officer, case=case, kind=Kind.EXECUTION_NOTICE, on=FILED, now=own.now)
    case.refresh_from_db()


def paid_out(own: CourtHouse, case: Case, fen: int, state: PaymentState = PaymentState.SETTLED) -> str:
    """Money comes in, is divided and sent; the bank answers. The state of the case then."""
    own.receive(case, fen, DAY)
    own.distribute(case, on=DAY)
    own.answer(own.sent(), state, on=DAY)
    case.refresh_from_db()
    return case.state


def test_a_case_is_enforced_on_when_what_came_in_is_paid_out(own: CourtHouse, case: Case) -> None:
    noticed(own, case)

    assert paid_out(own, case, OWED // 2) == "notified"
    assert Entry.objects.filter(act="case.paid_out", subject=f"case:{case.pk}").count() == 1


def test_a_debt_that_is_satisfied_waits_for_the_officer_who_closes_it(own: CourtHouse, case: Case) -> None:
    noticed(own, case)

    assert paid_out(own, case, OWED + 100_000) in ("paying", "notified")
    assert paid_out_rest(own, case) == "notified"
    assert close_case(acting=own.officer, case=case, on=DAY, now=own.now).state == "closed"


def paid_out_rest(own: CourtHouse, case: Case) -> str:
    """What was over goes back to the debtor, who names an account."""
    if funds.money_of([case.pk])[case.pk].waiting:
        own.name(own.debtor(case), "6217000000000022")
        own.answer(own.sent(), PaymentState.SETTLED, on=DAY)
    case.refresh_from_db()
    return case.state


def test_a_payment_the_bank_refuses_leaves_the_case_paying(own: CourtHouse, case: Case) -> None:
    noticed(own, case)

    assert paid_out(own, case, OWED // 2, PaymentState.REJECTED) == "paying"


def test_what_came_before_the_notice_is_given_out_and_the_case_waits_for_the_notice(
    own: CourtHouse, case: Case
) -> None:
    assert paid_out(own, case, OWED // 2) == "paying"
    assert follow_court(court_id=own.court.pk, now=own.now) == []

    noticed(own, case)

    assert case.state == "notified"


def test_money_that_comes_back_from_the_bank_wakes_the_case_again(own: CourtHouse, case: Case) -> None:
    noticed(own, case)
    paid_out(own, case, OWED // 2)
    payout = Payout.objects.get()

    back = own.transfer(payout.amount_fen, DAY, returned=True, end_to_end_id=payout.end_to_end_id)
    assert own.take_in(own.camt(back)).returned == 1

    case.refresh_from_db()
    assert case.state == "paying"


def test_what_nobody_claims_keeps_no_case_paying(own: CourtHouse) -> None:
    case = own.file(item("1", OWED, "洪春生", "黎明华"))
    noticed(own, case)
    own.receive(case, OWED // 2, DAY)
    own.distribute(case, on=DAY)
    (held,) = funds.payees_waiting(own.court.pk)
    apart = unclaimed.set_apart(acting=own.accountant, payee=held, reason="无法联系", on=DAY, now=own.now)

    assert follow_court(court_id=own.court.pk, now=own.now) == [case.pk]
    case.refresh_from_db()
    assert case.state == "notified"
    unclaimed.bring_back(acting=own.accountant, unclaimed=apart, reason="本人来院", on=DAY, now=own.now)
    assert follow_court(court_id=own.court.pk, now=own.now) == []
    case.refresh_from_db()
    assert case.state == "paying"


# --- while the end of a round stands


@pytest.fixture
def resting(own: CourtHouse) -> tuple[EndingHouse, Case]:
    """Money came in after the end of a round and waits to be given out."""
    end = settled(own)
    case = end.ended()
    own.receive(case, 500_000, date(2026, 8, 3))
    return end, case


def test_a_round_that_was_ended_is_taken_up_before_it_is_halted(resting: tuple[EndingHouse, Case]) -> None:
    end, case = resting
    ground = grounds()["deferred"]

    with pytest.raises(Refused) as refusal:
        decide_course.propose(
            acting=end.house.officer,
            case=case,
            act=Act.SUSPEND,
            ground="deferred",
            proofs=dict.fromkeys(ground.proofs, "卷宗第3页"),
            reason="申请执行人表示可以延期",
            on=date(2026, 8, 4),
            now=end.now,
        )

    assert [reason.code for reason in refusal.value.reasons] == ["round.resume_first"]
    assert not CourseDecision.objects.exists()


@pytest.mark.parametrize("state", ["suspended", "stayed", "settling", "entrusted"])
def test_the_database_ends_no_end_of_a_round_by_halting_it(resting: tuple[EndingHouse, Case], state: str) -> None:
    _, case = resting

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=state)
    with pytest.raises(IntegrityError, match="it stands while"), transaction.atomic():
        RoundEnd.objects.filter(case=case).update(standing=False)
    assert RoundEnd.objects.get(case=case).standing


# --- many at once


def test_many_decisions_ask_who_puts_them_forward_and_who_signs(own: CourtHouse, case: Case) -> None:
    ground = grounds()["deferred"]
    one = bulk.DecidedIn(
        acting=own.officer,
        signed_by=own.chief,
        case=case,
        act=Act.SUSPEND,
        ground=ground.id,
        basis=str(ground.citation),
        proofs=dict.fromkeys(ground.proofs, "卷宗"),
        reason="延期",
        level="chief",
        at=own.now,
    )

    for wrong in (
        replace(one, acting=own.accountant),
        replace(one, signed_by=own.officer),
        replace(one, signed_by=own.checker),
        replace(one, act=Act.TERMINATE, ground="other_termination"),  # the president's
    ):
        with pytest.raises(Refused):
            bulk.decide_many([one, wrong])
    assert not CourseDecision.objects.exists()
    assert len(bulk.decide_many([one])) == 1
