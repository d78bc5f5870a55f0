"""The night's round: nobody's forgetting ends a control, and whatever ends one is called by its name."""

from datetime import date, timedelta

import pytest
from courthouse import FILED, CourtHouse, item, staff
from django.db import connection
from django.test.utils import CaptureQueriesContext
from held import agency, answer, hold, need, night, renewals
from offices import hand_out, office_rows, take, told

from duixian.base.faults import Refused
from duixian.domain.assets.models import Alarm, Control, ControlState, Incident, OrderState
from duixian.domain.assets.selectors import watch as reading
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import CourtSetting, Officer, Role
from duixian.domain.parties.models import Person
from duixian.domain.trail.models import Entry
from duixian.flows import let_lapse, send_orders
from duixian.flows.set_court_value import set_court_value
from duixian.flows.watch_controls import go_round
from duixian.law.control.things import HoldingKind
from duixian.law.procedure.case_life import Act as CaseAct
from duixian.ports.agencies import Act, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(own: CourtHouse) -> Case:
    """A case owed 10,000 yuan, that may hold as much, with an officer of its own."""
    case = own.file(item("1", 10_000_00, "洪春生", "黎明华"))
    need(own, case, 10_000_00, on=FILED)
    Case.objects.filter(pk=case.pk).update(officer_id=own.officer.officer_id)
    return case


@pytest.fixture
def control(own: CourtHouse, case: Case) -> Control:
    """1,000 yuan on an account, frozen for a year."""
    return hold(own, case)


def _told(control: Control) -> dict[str, str]:
    return dict(Alarm.objects.filter(control=control).order_by("pk").values_list("step", "told"))


def _state(control: Control) -> str:
    control.refresh_from_db()
    return control.state


def test_nothing_is_due_a_month_and_a_day_before_the_end(own: CourtHouse, control: Control) -> None:
    round_ = night(own, control, 31)

    assert (round_.looked_at, round_.done) == (0, {})
    assert _told(control) == {}


def test_the_officer_is_told_thirty_days_before(own: CourtHouse, control: Control) -> None:
    night(own, control, 30)

    assert _told(control) == {"officer": own.officer.code}
    assert renewals(control) == []


def test_the_chief_is_told_fifteen_days_before_with_the_renewal_prepared(own: CourtHouse, control: Control) -> None:
    night(own, control, 30)
    night(own, control, 15)

    assert _told(control) == {"officer": own.officer.code, "chief": own.chief.code}
    [draft] = renewals(control)
    assert (draft.state, draft.automatic, draft.until) == (OrderState.DRAFT, False, date(2028, 3, 10))


def test_on_the_last_safe_day_the_program_renews_and_says_on_what(own: CourtHouse, control: Control) -> None:
    night(own, control, 15)
    night(own, control, 7)

    draft, order = renewals(control)
    assert draft.state == OrderState.CANCELLED
    assert (order.state, order.automatic, order.until) == (OrderState.APPROVED, True, date(2028, 3, 10))
    assert "第485条" in order.ground
    assert "依职权续行" in order.ground
    assert _told(control)["last"] == own.chief.code


def test_the_order_names_the_chiefs_own_standing_order_where_there_is_one(own: CourtHouse, control: Control) -> None:
    set_court_value(
        acting=own.chief,
        court=own.court,
        key="control.standing_renewal",
        value=1,
        since=FILED,
        source="淮执〔2026〕3号",
        now=own.now,
    )
    night(own, control, 7)

    [order] = renewals(control)
    assert own.chief.code in order.ground
    assert "淮执〔2026〕3号" in order.ground


def test_without_a_standing_order_nothing_is_renewed_and_the_chief_hears_again(
    own: CourtHouse, control: Control
) -> None:
    set_court_value(
        acting=own.chief,
        court=own.court,
        key="control.standing_renewal",
        value=0,
        since=FILED,
        source="淮执〔2026〕4号",
        now=own.now,
    )
    night(own, control, 15)
    night(own, control, 7)

    assert [order.state for order in renewals(control)] == [OrderState.DRAFT]
    assert _told(control)["trouble"] == own.chief.code


def test_only_chief_and_president_give_a_standing_order(own: CourtHouse) -> None:
    admin = staff(own.court, "keeper", Role.ADMIN)

    with pytest.raises(Refused):
        set_court_value(
            acting=admin,
            court=own.court,
            key="control.standing_renewal",
            value=1,
            since=FILED,
            source="自拟",
            now=own.now,
        )
    assert not CourtSetting.objects.filter(key="control.standing_renewal").exists()


def test_a_round_repeated_changes_nothing(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)
    kept = (_told(control), [order.key for order in renewals(control)], Entry.objects.count())

    again = night(own, control, 7)

    # the order is out and unanswered in the last days: that, and only that, is new
    assert dict(again.done) == {"tell_trouble": 1}
    night(own, control, 7)
    assert [order.key for order in renewals(control)] == kept[1]
    assert _told(control) == kept[0] | {"trouble": own.chief.code}
    assert Entry.objects.count() == kept[2] + 1


def test_a_renewed_control_is_left_alone_until_its_new_end_nears(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)
    answer(renewals(control), moment=own.now)
    control.refresh_from_db()

    assert control.until == date(2028, 3, 10)
    assert night(own, control, 31).done == {}
    assert dict(night(own, control, 30).done) == {"tell_officer": 1}


def test_what_two_people_let_go_lapses_lawfully(own: CourtHouse, control: Control) -> None:
    on = FILED
    let_lapse.decide(acting=own.officer, control=control, reason="账户余额已不足以支付费用", on=on, now=own.now)
    let_lapse.confirm(acting=own.chief, control=control, on=on, now=own.now)
    assert night(own, control, 7).done == {}

    assert dict(night(own, control, -1).done) == {"lapse": 1}
    assert _state(control) == ControlState.LAPSED
    assert control.ended_why == "账户余额已不足以支付费用"
    assert not Incident.objects.exists()


def test_what_one_person_let_go_is_renewed_all_the_same(own: CourtHouse, control: Control) -> None:
    let_lapse.decide(acting=own.officer, control=control, reason="不想续了", on=FILED, now=own.now)
    night(own, control, 7)

    assert [order.automatic for order in renewals(control)] == [True]
    control.refresh_from_db()
    assert control.lapse_decided_by == ""
    assert Entry.objects.filter(act="control.drop_overtaken").exists()


def test_a_control_of_a_paid_case_lapses_without_an_incident(own: CourtHouse, case: Case, control: Control) -> None:
    own.receive(case, 20_000_00, date(2026, 3, 20))

    assert night(own, control, 7).done == {}
    assert dict(night(own, control, -1).done) == {"lapse": 1}
    assert _state(control) == ControlState.LAPSED
    assert not Incident.objects.exists()


def test_an_agency_that_says_no_is_told_at_once_and_asked_again_in_time(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)
    answer(renewals(control), outcome=Outcome.REFUSED, moment=own.now)

    round_ = night(own, control, 6)

    assert round_.done["tell_trouble"] == 1
    assert [order.state for order in renewals(control)] == [OrderState.ANSWERED, OrderState.APPROVED]


def test_a_renewal_nobody_answered_leaves_the_end_in_doubt_and_visible(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)

    assert dict(night(own, control, -1).done) == {"doubt": 1}
    [incident] = reading.incidents(own.court.pk)
    assert incident.kind == "unconfirmed"
    assert any(row.get("order") == renewals(control)[0].key for row in incident.story)
    assert _state(control) == ControlState.IN_FORCE
    assert night(own, control, -2).done == {}


def test_a_renewal_given_up_unanswered_is_not_called_a_loss(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)
    assert send_orders.give_up(court_id=own.court.pk, now=own.now + timedelta(days=3650)) == 1

    assert dict(night(own, control, -1).done) == {"doubt": 1}
    assert _state(control) == ControlState.IN_FORCE


def test_an_agencys_own_answer_carries_the_control_on(own: CourtHouse, case: Case) -> None:
    [bank] = office_rows(own, "B01")
    control = hold(own, case, place=bank)
    night(own, control, 7)
    [going] = hand_out(own, bank)
    assert (going.order.act, going.order.until) == (Act.RENEW, date(2028, 3, 10))

    take(own, told(going, at=own.now, outcome=Outcome.DONE, control=control.reference, until=date(2028, 3, 10)))

    control.refresh_from_db()
    assert control.until == date(2028, 3, 10)
    assert night(own, control, 31).done == {}


def test_once_the_agency_says_no_after_the_end_the_control_is_lost(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)
    night(own, control, -1)
    answer(renewals(control), outcome=Outcome.NOTHING, moment=own.now)

    assert dict(night(own, control, -2).done) == {"incident": 1}
    assert _state(control) == ControlState.LAPSED
    assert {row.kind for row in reading.incidents(own.court.pk)} == {"unconfirmed", "lapsed"}


def test_a_late_yes_keeps_the_control(own: CourtHouse, control: Control) -> None:
    night(own, control, 7)
    old_end = control.until
    night(own, control, -1)
    answer(renewals(control), moment=own.now)
    control.refresh_from_db()

    assert old_end is not None
    assert night(own, control, 300).done == {}
    assert _state(control) == ControlState.IN_FORCE


def test_a_renewal_that_cannot_be_ordered_is_told_at_once_and_its_loss_an_incident(
    own: CourtHouse, case: Case, control: Control
) -> None:
    Person.objects.filter(pk=own.debtor(case).pk).update(id_number="")

    stuck = night(own, control, 15)
    assert [pk for pk, _ in stuck.stuck] == [control.pk]
    assert _told(control)["trouble"] == own.chief.code

    night(own, control, 7)
    assert renewals(control) == []
    assert dict(night(own, control, -1).done) == {"incident": 1}
    assert _state(control) == ControlState.LAPSED
    [incident] = reading.incidents(own.court.pk)
    assert {row["step"] for row in incident.story} == {"officer", "chief", "trouble"}


def test_a_thing_no_agency_holds_cannot_be_renewed_by_the_program(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, kind=HoldingKind.THING, networked=False)

    stuck = night(own, control, 7)

    assert "没有联网的协助单位" in stuck.stuck[0][1]
    assert _told(control)["trouble"] == own.chief.code


@pytest.mark.parametrize("kind", [HoldingKind.DEPOSIT, HoldingKind.VEHICLE, HoldingKind.HOME])
def test_every_kind_is_renewed_for_its_own_term(own: CourtHouse, case: Case, kind: HoldingKind) -> None:
    control = hold(own, case, kind=kind)
    years = {HoldingKind.DEPOSIT: 1, HoldingKind.VEHICLE: 2, HoldingKind.HOME: 3}[kind]
    night(own, control, 7)

    assert control.until == date(2026 + years, 3, 10)
    assert [order.until for order in renewals(control)] == [date(2026 + 2 * years, 3, 10)]


def test_a_waiting_control_is_watched_like_one_in_force(own: CourtHouse, case: Case) -> None:
    control = hold(own, case, waiting=True)
    night(own, control, 7)

    assert [order.automatic for order in renewals(control)] == [True]


def test_suspending_the_case_stops_no_watch(own: CourtHouse, case: Case, control: Control) -> None:
    own.decide(case, CaseAct.SUSPEND, "other_suspension", on=FILED, reason="另案审理")
    night(own, control, 7)

    assert [order.state for order in renewals(control)] == [OrderState.APPROVED]


def test_a_release_under_way_needs_no_renewal(own: CourtHouse, control: Control) -> None:
    Control.objects.filter(pk=control.pk).update(releasing_fen=control.limit_fen)

    assert night(own, control, 7).done == {}


def test_where_the_officer_has_left_two_others_are_told(own: CourtHouse, control: Control) -> None:
    Officer.objects.filter(pk=own.officer.officer_id).update(is_active=False)
    president = staff(own.court, "zpresident", Role.PRESIDENT)
    night(own, control, 15)

    assert _told(control) == {"officer": own.chief.code, "chief": president.code}


def test_a_court_with_nobody_to_tell_has_an_incident_and_renews(own: CourtHouse, control: Control) -> None:
    Officer.objects.filter(court=own.court).update(is_active=False)
    night(own, control, 7)

    assert [order.automatic for order in renewals(control)] == [True]
    assert [row.kind for row in reading.incidents(own.court.pk)] == ["nobody_to_tell"]


def test_an_earlier_alarm_of_the_court_counts_and_pulls_those_before_it(own: CourtHouse, control: Control) -> None:
    set_court_value(
        acting=own.chief,
        court=own.court,
        key="control.alarm_chief",
        value=40,
        since=FILED,
        source="淮执〔2026〕5号",
        now=own.now,
    )

    assert dict(night(own, control, 41).done) == {"tell_officer": 1}
    assert dict(night(own, control, 40).done) == {"tell_chief": 1, "prepare": 1}


def test_open_alarms_are_those_nobody_saw_or_settled(own: CourtHouse, case: Case, control: Control) -> None:
    other = hold(own, case, place=agency("NZC", "宁州商业银行"))
    night(own, control, 15)
    assert [alarm.control_id for alarm in reading.open_alarms(own.court.pk, told=own.chief.code)] == [
        control.pk,
        other.pk,
    ]

    let_lapse.decide(acting=own.officer, control=other, reason="无价值", on=FILED, now=own.now)
    let_lapse.confirm(acting=own.chief, control=other, on=FILED, now=own.now)

    assert [alarm.control_id for alarm in reading.open_alarms(own.court.pk, told=own.chief.code)] == [control.pk]


def test_the_calendar_counts_what_ends(own: CourtHouse, case: Case) -> None:
    for since in (date(2026, 3, 10), date(2026, 3, 10), date(2026, 3, 12), date(2026, 4, 1)):
        hold(own, case, fen=500_00, since=since)
    span = {"first": date(2027, 1, 1), "last": date(2027, 12, 31)}

    days = reading.load(own.court.pk, **span)
    months = reading.load(own.court.pk, **span, span=reading.Span.MONTH)
    weeks = reading.load(own.court.pk, **span, span=reading.Span.WEEK)
    assert [(row.first, row.controls, row.held) for row in days] == [
        (date(2027, 3, 10), 2, 1_000_00),
        (date(2027, 3, 12), 1, 500_00),
        (date(2027, 4, 1), 1, 500_00),
    ]
    assert [(row.first, row.controls) for row in months] == [(date(2027, 3, 1), 3), (date(2027, 4, 1), 1)]
    assert [(row.first, row.controls) for row in weeks] == [(date(2027, 3, 8), 3), (date(2027, 3, 29), 1)]


def _questions(house: CourtHouse, control: Control) -> int:
    with CaptureQueriesContext(connection) as asked:
        night(house, control, 29)
    return len(asked)


def test_six_controls_with_nothing_due_cost_no_more_questions_than_one(
    own: CourtHouse, case: Case, control: Control
) -> None:
    night(own, control, 30)
    one = _questions(own, control)

    for _ in range(5):
        hold(own, case)
    night(own, control, 30)
    assert _questions(own, control) == one


def test_a_round_with_nothing_due_leaves_no_trace(own: CourtHouse, control: Control) -> None:
    kept = Entry.objects.count()
    go_round(court_id=own.court.pk, on=FILED, now=own.now)

    assert Entry.objects.count() == kept


def test_a_day_of_the_trail_says_what_the_round_did(own: CourtHouse, control: Control) -> None:
    night(own, control, 15)

    [entry] = Entry.objects.filter(act="control.watch")
    assert control.until is not None
    assert entry.payload == {
        "on": (control.until - timedelta(days=15)).isoformat(),
        "tell_officer": 1,
        "tell_chief": 1,
        "prepare": 1,
    }
