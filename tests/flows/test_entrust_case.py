"""Cases and single tasks between two courts of different provinces, from letter to answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import IntegrityError, connection, transaction
from held import hold, need
from twocourts import House

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import AssetSearch, Control, ControlOrder
from duixian.domain.cases.models import (
    Approval,
    Case,
    CourtLetter,
    EntrustedCase,
    Entrustment,
    Node,
    TaskRequest,
    TaskTaken,
)
from duixian.domain.cases.proceedings import inbox, open_matters
from duixian.domain.documents.models import Instrument
from duixian.domain.funds import selectors as funds
from duixian.flows import entrust_case, request_task, take_entrusted
from duixian.flows.approve import approve
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.entrust_life import ENTRUST_LIFE, ENTRUSTED_LIFE
from duixian.law.procedure.objection_life import OBJECTION_LIFE, REVIEW_LIFE, SUPERVISION_LIFE
from duixian.law.procedure.party_change_life import CHANGE_LIFE
from duixian.law.procedure.task_life import TASK_ASKED, TASK_GIVEN, TaskKind
from duixian.ports.banks import PaymentState

DAY = date(2026, 4, 1)
PAPERS = ("application", "report", "applicant", "debtor")


@pytest.fixture
def courts(db: None) -> tuple[House, House]:
    return House("苏0804", "淮安市淮阴区人民法院"), House("浙0102", "杭州市上城区人民法院")


def a_case(giver: House, *, paid: int = 0, searched: bool = True) -> Case:
    house = giver.own
    case = giver.handled(house.file(item("1", 1_000_000, "洪春生", "黎明华")))
    if paid:
        house.receive(case, paid, date(2026, 3, 20))
        house.distribute(case, on=date(2026, 3, 20))
        house.name(house.applicant(case))
        house.answer(house.sent(), PaymentState.SETTLED)
        case.refresh_from_db()
    if searched:
        AssetSearch.objects.create(
            court=house.court,
            case=case,
            ground="《财产调查规定》第12条",
            orders_count=1,
            made_by="x",
            made_at=datetime(2026, 3, 5, tzinfo=UTC),
        )
    return case


def proposed(giver: House, taker: House, case: Case, **changes: object) -> Entrustment:
    given: dict[str, object] = {
        "assets_there": "杭州市上城区住宅一套",
        "there": (),
        "reason": "本辖区无可供执行的财产",
        "papers": PAPERS,
        "on": DAY,
    }
    return entrust_case.propose(
        acting=giver.own.officer,
        case=case,
        to_court=taker.own.court,
        now=giver.own.now,
        **(given | changes),  # type: ignore[arg-type]
    )


def sent(giver: House, taker: House, case: Case) -> Entrustment:
    row = proposed(giver, taker, case)
    assert row.approval is not None
    approve(acting=giver.own.chief, approval=row.approval, approved=True, on=DAY, now=giver.own.now)
    row.refresh_from_db()
    return row


def signed_off(giver: House, case: Case) -> Case:
    """The chief signs that the case is struck."""
    waiting = Approval.objects.get(case=case, act="course.strike")
    approve(acting=giver.own.chief, approval=waiting, approved=True, on=DAY + timedelta(days=4), now=giver.own.now)
    return Case.objects.get(pk=case.pk)


def received(taker: House) -> EntrustedCase:
    return take_entrusted.receive(acting=taker.own.officer, letter=taker.inbox("entrust"), on=DAY, now=taker.own.now)


def filed(taker: House) -> EntrustedCase:
    return take_entrusted.file(
        acting=taker.own.officer, row=received(taker), on=DAY + timedelta(days=2), now=taker.own.now
    )


def test_a_case_goes_from_one_court_to_the_other_and_is_struck_at_the_first(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting():
        case = a_case(giver)
        row = sent(giver, taker, case)
        assert (row.state, Case.objects.get(pk=case.pk).state) == ("sent", "entrusted")
        assert Instrument.objects.get(case=case).kind == "entrust_letter"
    with taker.acting() as house:
        assert [letter.kind for letter in inbox(house.court.pk)] == ["entrust"]
        got = filed(taker)
        assert got.case is not None
        assert got.case.number == "（2026）浙0102执1号"
        assert Node.objects.get(case=got.case, rule="entrust_start").due_on == date(2026, 4, 16)
        assert not Case.objects.filter(pk=case.pk).exists()  # the first court's rows are not seen here
        got = take_entrusted.start(acting=house.officer, row=got, on=DAY + timedelta(days=3), now=house.now)
        assert got.due_on == date(2026, 5, 6)  # thirty days, after 劳动节
    with giver.acting() as house:
        row = entrust_case.note_filed(
            acting=house.officer, letter=giver.inbox("entrust_filed"), on=DAY + timedelta(days=2), now=house.now
        )
        assert row.their_number == "（2026）浙0102执1号"
        assert Node.objects.get(case=case, rule="entrust_notice", done_on__isnull=True).due_on == date(2026, 4, 10)
        entrust_case.tell_applicant(acting=house.officer, row=row, on=DAY + timedelta(days=4), now=house.now)
        struck = signed_off(giver, case)
        assert (struck.state, struck.closing) == ("closed", "withdrawn")


def test_what_was_paid_before_counts_at_the_other_court(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting():
        case = a_case(giver, paid=400_000)
        before = debt_of(case, on=DAY).remaining
        assert 0 < before < 1_000_000
        sent(giver, taker, case)
    with taker.acting():
        got = filed(taker)
        assert got.case is not None
        assert [paid.amount for paid in funds.payments_of(got.case.pk)] == [400_000]
        assert debt_of(got.case, on=DAY).remaining == before


def test_what_is_held_stays_watched_until_the_other_court_has_it_and_is_never_released(
    courts: tuple[House, House],
) -> None:
    giver, taker = courts
    with giver.acting() as house:
        case = a_case(giver)
        need(house, case, 1_000_000, on=DAY)
        control = hold(house, case, fen=100_000)
        sent(giver, taker, case)
    with taker.acting() as house:
        got = filed(taker)
        take_entrusted.take_controls(acting=house.officer, row=got, on=DAY, now=house.now)
    with giver.acting() as house:
        row = entrust_case.note_filed(acting=house.officer, letter=giver.inbox("entrust_filed"), on=DAY, now=house.now)
        entrust_case.tell_applicant(acting=house.officer, row=row, on=DAY, now=house.now)
        assert Case.objects.get(pk=case.pk).state == "entrusted"

        entrust_case.note_controls_taken(
            acting=house.officer, letter=giver.inbox("controls_taken"), on=DAY, now=house.now
        )

        assert Control.objects.get(pk=control.pk).state == "ended"
        assert signed_off(giver, case).state == "closed"
        assert not ControlOrder.objects.filter(case=case, act="release").exists()


def test_a_control_about_to_end_is_renewed_first_and_nothing_moves(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting() as house:
        case = a_case(giver)
        need(house, case, 1_000_000, on=DAY)
        control = hold(house, case, fen=100_000)
        assert control.until is not None
        late = control.until - timedelta(days=20)

        with pytest.raises(Refused) as refusal:
            proposed(giver, taker, case, on=late)

        assert "entrust.renew_first" in {fault.code for fault in refusal.value.reasons}
        assert (Entrustment.objects.count(), Case.objects.get(pk=case.pk).state) == (0, "filed")


def test_nobody_entrusts_unsearched_to_the_own_province_or_without_papers(courts: tuple[House, House]) -> None:
    giver, _ = courts
    near = House("苏01", "南京市某区人民法院")
    with giver.acting():
        case = a_case(giver, searched=False)
        with pytest.raises(Refused) as refusal:
            proposed(giver, near, case, papers=())
        assert {fault.code for fault in refusal.value.reasons} == {
            "entrust.same_province",
            "entrust.unsearched",
            "entrust.papers",
        }


def test_an_entrustment_goes_out_signed_for_the_database_too(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting():
        row = proposed(giver, taker, a_case(giver))
        with pytest.raises(IntegrityError, match="signed"), transaction.atomic():
            Entrustment.objects.filter(pk=row.pk).update(state="sent")
        with pytest.raises(Refused):  # who proposed does not sign
            approve(acting=giver.own.officer, approval=row.approval, approved=True, on=DAY, now=giver.own.now)
        assert not CourtLetter.objects.exists()


def test_papers_that_never_came_send_the_case_back_and_it_goes_on(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting():
        case = a_case(giver)
        sent(giver, taker, case)
    with taker.acting() as house:
        got = take_entrusted.ask_papers(
            acting=house.officer, row=received(taker), missing="判决书副本", on=DAY, now=house.now
        )
        assert got.supply_due == date(2026, 5, 6)
        with pytest.raises(Refused):
            take_entrusted.send_back(
                acting=house.chief, row=got, reason="", consent="", on=date(2026, 5, 6), now=house.now
            )
        take_entrusted.send_back(acting=house.chief, row=got, reason="", consent="", on=date(2026, 5, 7), now=house.now)
    with giver.acting() as house:
        row = entrust_case.take_return(
            acting=house.officer, letter=giver.inbox("entrust_return"), on=date(2026, 5, 8), now=house.now
        )
        assert (row.state, Case.objects.get(pk=case.pk).state) == ("returned", "notified")


# --- tasks


def asked(giver: House, taker: House, **changes: object) -> TaskRequest:
    given: dict[str, object] = {"kind": TaskKind.SERVE, "what": "向黎明华送达执行通知书", "on": DAY}
    return request_task.ask(
        acting=giver.own.officer,
        case=a_case(giver),
        to_court=taker.own.court,
        now=giver.own.now,
        **(given | changes),  # type: ignore[arg-type]
    )


def answered(house: CourtHouse, giver: House, kind: str) -> TaskRequest:
    return request_task.take_answer(acting=house.officer, letter=giver.inbox(kind), on=DAY, now=house.now)


def test_a_task_is_asked_accepted_done_and_answered(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting() as house:
        task = asked(giver, taker)
        assert (task.due_on, task.letter.number) == (date(2026, 4, 7), "（2026）苏0804函1号")
        assert [matter.kind for matter in open_matters(house.court.pk, on=DAY)] == ["事项委托（发出）"]
    with taker.acting() as house:
        taken = request_task.receive(acting=house.officer, letter=taker.inbox("task"), on=DAY, now=house.now)
        taken = request_task.accept(acting=house.officer, task=taken, on=DAY, now=house.now)
        taken = request_task.finish(acting=house.officer, task=taken, result="已送达本人", on=DAY, now=house.now)
        assert (taken.state, Case.objects.count()) == ("done", 0)
    with giver.acting() as house:
        assert answered(house, giver, "task_accepted").due_on == date(2026, 4, 16)
        task = answered(house, giver, "task_result")
        assert (task.state, task.result) == ("done", "已送达本人")
        assert not Node.objects.filter(case=task.case, rule__startswith="task_", done_on__isnull=True).exists()


def test_property_is_touched_for_another_court_only_on_its_ruling(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting():
        with pytest.raises(BadInput) as bad:
            asked(giver, taker, kind=TaskKind.SEAL)
        assert [fault.code for fault in bad.value.faults] == ["task.ruling"]
        assert not CourtLetter.objects.exists()


def test_a_task_sent_back_says_why_and_one_recalled_is_not_done(courts: tuple[House, House]) -> None:
    giver, taker = courts
    with giver.acting():
        asked(giver, taker)
    with taker.acting() as house:
        taken = request_task.receive(acting=house.officer, letter=taker.inbox("task"), on=DAY, now=house.now)
        with pytest.raises(Refused):
            request_task.send_back(acting=house.officer, task=taken, reason=" ", on=DAY, now=house.now)
        request_task.send_back(acting=house.officer, task=taken, reason="地址不在辖区", on=DAY, now=house.now)
        with pytest.raises(Refused):
            request_task.finish(
                acting=house.officer, task=TaskTaken.objects.get(), result="已送达", on=DAY, now=house.now
            )
    with giver.acting() as house:
        assert answered(house, giver, "task_return").result == "地址不在辖区"


@pytest.mark.django_db
def test_the_lives_of_proceedings_are_the_same_in_law_and_database() -> None:
    lives = {
        "objection": OBJECTION_LIFE,
        "review": REVIEW_LIFE,
        "supervision": SUPERVISION_LIFE,
        "party_change": CHANGE_LIFE,
        "entrust": ENTRUST_LIFE,
        "entrusted": ENTRUSTED_LIFE,
        "task_asked": TASK_ASKED,
        "task_given": TASK_GIVEN,
    }
    with connection.cursor() as cursor:
        cursor.execute("select life, source, act, target from cases_proceeding_move")
        kept = set(cursor.fetchall())

    assert kept == {
        (name, str(move.source), str(move.act), str(move.target)) for name, table in lives.items() for move in table
    }
