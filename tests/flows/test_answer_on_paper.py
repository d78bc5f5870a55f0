"""An order that failed without an answer: asked again, or answered on paper by two people; nothing hangs for ever."""

import pytest
from courthouse import CourtHouse, item, staff
from django.db import DatabaseError, transaction
from estate import DAY, Estate

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Budget, Control, ControlOrder, ControlState, OrderState, WrittenAnswer
from duixian.domain.assets.selectors.stuck import stuck_orders
from duixian.domain.assets.services import orders
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Role
from duixian.flows import answer_on_paper
from duixian.flows.answer_on_paper import Paper
from duixian.ports.agencies import Outcome

pytestmark = pytest.mark.django_db

SHA = "c" * 64


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


@pytest.fixture
def case(estate: Estate) -> Case:
    case = estate.house.file(item("a", 10_000_00, "洪春生", "黎明华"))
    estate.state(case)
    estate.account(estate.house.debtor(case), 50_000_00)
    return case


@pytest.fixture
def order(estate: Estate, case: Case) -> ControlOrder:
    """A freeze that went out often and was never answered."""
    [made] = estate.approve(estate.order(case))
    ControlOrder.objects.filter(pk=made.pk).update(state=OrderState.SENT, attempts=40)
    ControlOrder.objects.filter(pk=made.pk).update(state=OrderState.FAILED, answer_reason="未能联系")
    made.refresh_from_db()
    return made


def enter(estate: Estate, order: ControlOrder, outcome: Outcome = Outcome.DONE, **more: object) -> WrittenAnswer:
    known: dict[str, object] = {"outcome": outcome, "sha256": SHA, "reference": "C-9", "reason": "回执"}
    paper = Paper(**(known | more))  # type: ignore[arg-type]
    return answer_on_paper.enter(acting=estate.house.officer, order=order, paper=paper, on=DAY, now=estate.house.now)


def confirm(estate: Estate, answer: WrittenAnswer) -> ControlOrder:
    return answer_on_paper.confirm(acting=estate.house.chief, answer=answer, on=DAY, now=estate.house.now)


def held(case: Case) -> int:
    return Budget.objects.get(case=case, person=None).divisible_fen


def test_what_hangs_is_shown_with_what_it_counts_for(estate: Estate, case: Case, order: ControlOrder) -> None:
    [stuck] = stuck_orders(case_id=case.pk)
    assert (stuck.order.pk, stuck.holds, stuck.written) == (order.pk, order.amount_fen, None)

    answer = enter(estate, order, amount=1_000_00)
    [stuck] = stuck_orders()
    assert stuck.written == answer


def test_a_paper_confirmed_by_another_answers_the_order(estate: Estate, case: Case, order: ControlOrder) -> None:
    answer = enter(estate, order, Outcome.PARTIAL, amount=1_000_00, effective_on=DAY)
    assert held(case) == order.amount_fen  # one person's word changes nothing
    done = confirm(estate, answer)

    control = Control.objects.get()
    assert (done.state, done.outcome, done.done_fen) == (OrderState.ANSWERED, "partial", 1_000_00)
    assert (control.state, control.held_fen, control.reference) == (ControlState.IN_FORCE, 1_000_00, "C-9")
    assert (held(case), stuck_orders()) == (1_000_00, [])


def test_nothing_there_on_paper_gives_the_room_back(estate: Estate, case: Case, order: ControlOrder) -> None:
    confirm(estate, enter(estate, order, Outcome.NOTHING))

    assert (Control.objects.get().state, held(case)) == (ControlState.REFUSED, 0)


def test_a_place_in_a_queue_on_paper_holds_nothing(estate: Estate, case: Case, order: ControlOrder) -> None:
    confirm(estate, enter(estate, order, Outcome.WAITING, rank=3))

    control = Control.objects.get()
    assert (control.state, control.rank, held(case)) == (ControlState.WAITING, 3, 0)


def test_nobody_confirms_his_own_entry(estate: Estate, case: Case, order: ControlOrder) -> None:
    both = staff(estate.house.court, "both", Role.OFFICER, Role.CHIEF)
    paper = Paper(Outcome.NOTHING, SHA)
    answer = answer_on_paper.enter(acting=both, order=order, paper=paper, on=DAY, now=estate.house.now)

    with pytest.raises(Refused):
        answer_on_paper.confirm(acting=both, answer=answer, on=DAY, now=estate.house.now)

    order.refresh_from_db()
    assert (order.state, held(case)) == (OrderState.FAILED, order.amount_fen)


def test_an_officer_does_not_confirm(estate: Estate, case: Case, order: ControlOrder) -> None:
    answer = enter(estate, order, Outcome.NOTHING)

    with pytest.raises(Refused):
        answer_on_paper.confirm(
            acting=staff(estate.house.court, "o2", Role.OFFICER), answer=answer, on=DAY, now=estate.house.now
        )

    assert held(case) == order.amount_fen


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "nichts"},
        {"amount": None},
        {"amount": 0},
        {"amount": 99_000_00},
        {"amount": 1, "reference": ""},
        {"outcome": Outcome.WAITING, "rank": 1},
        {"outcome": Outcome.PENDING},
    ],
)
def test_what_no_answer_can_say_is_not_put_down(estate: Estate, order: ControlOrder, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        enter(estate, order, **wrong)  # type: ignore[arg-type]

    assert not WrittenAnswer.objects.exists()


def test_an_order_under_way_is_not_answered_on_paper(estate: Estate, case: Case, order: ControlOrder) -> None:
    orders.again(acting=estate.house.officer, order=order, reason="银行恢复联系", now=estate.house.now)

    with pytest.raises(Refused) as refused:
        enter(estate, order, amount=1_000_00)

    assert refused.value.reasons[0].code == "written.not_stuck"
    assert stuck_orders() == []


def test_asked_again_meanwhile_the_paper_is_not_confirmed(estate: Estate, case: Case, order: ControlOrder) -> None:
    answer = enter(estate, order, Outcome.NOTHING)
    orders.again(acting=estate.house.officer, order=order, reason="银行恢复联系", now=estate.house.now)

    with pytest.raises(Refused):
        confirm(estate, answer)

    assert held(case) == order.amount_fen


def test_without_a_confirmed_paper_the_database_answers_no_failed_order(
    estate: Estate, case: Case, order: ControlOrder
) -> None:
    enter(estate, order, Outcome.NOTHING)

    with pytest.raises(DatabaseError, match="nothing leads"), transaction.atomic():
        ControlOrder.objects.filter(pk=order.pk).update(
            state=OrderState.ANSWERED, outcome="nothing", answered_at=estate.house.now
        )

    order.refresh_from_db()
    assert order.state == OrderState.FAILED


def test_a_paper_says_what_it_said(estate: Estate, order: ControlOrder) -> None:
    enter(estate, order, Outcome.NOTHING)

    with pytest.raises(DatabaseError), transaction.atomic():
        WrittenAnswer.objects.update(outcome="done")

    assert WrittenAnswer.objects.get().outcome == "nothing"
