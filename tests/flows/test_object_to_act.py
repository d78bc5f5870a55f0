"""Objections to acts of enforcement, from the paper handed in to the ruling of the court above."""

from datetime import date, timedelta

import pytest
from courthouse import CourtHouse, item
from django.db import IntegrityError, connection, transaction
from twocourts import House

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Case, CourtLetter, Node, Objection, Review
from duixian.domain.cases.proceedings import inbox, open_matters, to_undo
from duixian.domain.courts.models import Level
from duixian.domain.trail.models import Entry
from duixian.flows import object_to_act, review_ruling, supervise
from duixian.law.procedure.objection_life import ObjectionKind, ObjectionOutcome, ReviewOutcome

DAY = date(2026, 4, 1)
RULED = DAY + timedelta(days=10)


@pytest.fixture
def courts(db: None) -> tuple[House, House]:
    upper = House("苏08", "淮安市中级人民法院", Level.INTERMEDIATE)
    return House("苏0804", "淮安市淮阴区人民法院", above=upper), upper


def a_case(lower: House) -> Case:
    return lower.handled(lower.own.file(item("1", 1_000_000, "洪春生", "黎明华")))


def entered(house: CourtHouse, case: Case, **changes: object) -> Objection:
    given: dict[str, object] = {
        "kind": ObjectionKind.ACT,
        "objector": "黎明华",
        "act_ref": "order:1",
        "act_title": "冻结裁定",
        "grounds": "超标的冻结",
        "on": DAY,
        "now": house.now,
    }
    return object_to_act.enter(acting=house.officer, case=case, **(given | changes))  # type: ignore[arg-type]


def ruled(lower: House, outcome: ObjectionOutcome = ObjectionOutcome.DISMISSED) -> Objection:
    house = lower.own
    objection = entered(house, lower.handled(house.file(item("1", 1_000_000, "洪春生", "黎明华"))))
    objection = object_to_act.admit(acting=house.officer, objection=objection, on=DAY, now=house.now)
    panel = [*lower.panel[1:], lower.president.officer_id]
    return object_to_act.rule(
        acting=house.chief,
        objection=objection,
        panel=panel,  # type: ignore[arg-type]
        outcome=outcome,
        reason="经审查",
        on=RULED,
        now=house.now,
    )


def test_an_objection_has_its_own_number_and_fifteen_days(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        objection = entered(house, a_case(lower))
        assert objection.due_on == date(2026, 4, 7)  # three days end on a holiday: 清明节
        objection = object_to_act.admit(acting=house.officer, objection=objection, on=DAY, now=house.now)

        assert objection.number == "（2026）苏0804执异1号"
        assert objection.due_on == date(2026, 4, 16)
        node = Node.objects.get(case=objection.case, rule="objection_ruling")
        assert (node.due_on, node.done_on) == (objection.due_on, None)
        assert [matter.number for matter in open_matters(house.court.pk, on=DAY)] == [objection.number]


def test_the_same_person_objects_to_an_act_once(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        case = a_case(lower)
        entered(house, case)
        before = Entry.objects.count()

        with pytest.raises(Refused) as refusal:
            entered(house, case, grounds="另一理由")

        assert refusal.value.reasons[0].code == "objection.again"
        assert (Objection.objects.count(), Entry.objects.count()) == (1, before)


def test_an_outsider_says_what_the_act_is_to_him(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        case = a_case(lower)
        with pytest.raises(BadInput) as bad:
            entered(house, case, objector="案外人甲")
        assert [fault.code for fault in bad.value.faults] == ["objection.interest"]
        assert entered(house, case, objector="案外人甲", interest="轮候查封债权人").is_party is False


def test_jurisdiction_is_objected_to_within_ten_days_of_the_notice(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        late = entered(house, a_case(lower), kind=ObjectionKind.JURISDICTION, notified_on=DAY - timedelta(days=30))

        with pytest.raises(Refused) as refusal:
            object_to_act.admit(acting=house.officer, objection=late, on=DAY, now=house.now)
        assert [fault.code for fault in refusal.value.reasons] == ["objection.late"]

        refused = object_to_act.refuse(acting=house.chief, objection=late, reason="逾期", on=DAY, now=house.now)
        assert (refused.state, refused.number) == ("not_admitted", "")


def test_who_handles_the_case_is_on_no_panel_for_program_and_database(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        objection = entered(house, a_case(lower))
        objection = object_to_act.admit(acting=house.officer, objection=objection, on=DAY, now=house.now)

        with pytest.raises(Refused) as refusal:
            object_to_act.rule(
                acting=house.chief,
                objection=objection,
                panel=lower.panel,
                outcome=ObjectionOutcome.DISMISSED,
                reason="经审查",
                on=RULED,
                now=house.now,
            )
        assert [fault.code for fault in refusal.value.reasons] == ["proceeding.panel_barred"]
        with pytest.raises(IntegrityError, match="does not sit"), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(panel=lower.panel)
        objection.refresh_from_db()
        assert (objection.state, objection.panel) == ("filed", [])


def test_the_database_lets_an_objection_go_nowhere_the_table_does_not(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        objection = entered(house, a_case(lower))

        for state in ("ruled", "served", "final", "under_review"):
            with pytest.raises(IntegrityError), transaction.atomic():
                Objection.objects.filter(pk=objection.pk).update(state=state)


def test_nothing_is_halted_without_security(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        objection = entered(house, a_case(lower))
        objection = object_to_act.admit(acting=house.officer, objection=objection, on=DAY, now=house.now)

        with pytest.raises(Refused):
            object_to_act.stop_for_security(
                acting=house.chief, objection=objection, security=" ", on=DAY, now=house.now
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(stayed_on=DAY)
        stayed = object_to_act.stop_for_security(
            acting=house.chief, objection=objection, security="某公司以存款 1 万元担保", on=DAY, now=house.now
        )
        assert stayed.stayed_on == DAY


def test_what_was_revoked_waits_until_somebody_says_what_undid_it(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        objection = ruled(lower, ObjectionOutcome.REVOKED)
        with pytest.raises(Refused):
            object_to_act.note_undone(acting=house.officer, objection=objection, by="order:2", on=RULED, now=house.now)
        objection = object_to_act.serve(acting=house.officer, objection=objection, on=RULED, now=house.now)
        assert list(to_undo(house.court.pk)) == [objection]

        object_to_act.note_undone(
            acting=house.officer, objection=objection, by="order:2 解除冻结", on=RULED, now=house.now
        )
        assert not to_undo(house.court.pk)


def test_ten_days_without_review_make_a_ruling_final(courts: tuple[House, House]) -> None:
    lower, _ = courts
    with lower.acting() as house:
        objection = object_to_act.serve(acting=house.officer, objection=ruled(lower), on=RULED, now=house.now)
        assert objection.remedy_until == date(2026, 4, 21)
    assert not object_to_act.close_due(court_id=lower.own.court.pk, on=date(2026, 4, 21), now=lower.own.now)
    (closed,) = object_to_act.close_due(court_id=lower.own.court.pk, on=date(2026, 4, 22), now=lower.own.now)
    assert closed.state == "final"


def reviewed(courts: tuple[House, House], outcome: ReviewOutcome, act_outcome: str = "") -> Objection:
    lower, upper = courts
    with lower.acting() as house:
        objection = object_to_act.serve(acting=house.officer, objection=ruled(lower), on=RULED, now=house.now)
        objection = object_to_act.apply_review(acting=house.officer, objection=objection, on=RULED, now=house.now)
        object_to_act.send_file(acting=house.officer, objection=objection, applicant="黎明华", on=RULED, now=house.now)
    with upper.acting() as house:
        review = review_ruling.take_file(
            acting=house.officer, letter=upper.inbox("review_file"), on=RULED, now=house.now
        )
        assert (review.number, review.due_on) == ("（2026）苏08执复1号", date(2026, 5, 11))
        review_ruling.decide(
            acting=house.chief,
            review=review,
            panel=upper.panel,
            outcome=outcome,
            reason="经复议",
            on=RULED,
            now=house.now,
            act_outcome=act_outcome,
        )
    with lower.acting() as house:
        assert [letter.kind for letter in inbox(house.court.pk)] == ["review_ruling"]
        return object_to_act.take_review_ruling(
            acting=house.officer, letter=lower.inbox("review_ruling"), on=RULED, now=house.now
        )


def test_the_court_above_revokes_and_the_act_has_to_be_undone(courts: tuple[House, House]) -> None:
    objection = reviewed(courts, ReviewOutcome.REVOKED, "revoked")
    with courts[0].acting() as house:
        assert (objection.state, objection.outcome) == ("final", "revoked")
        assert list(to_undo(house.court.pk)) == [objection]
        assert not Review.objects.filter(court=house.court).exists()


def test_what_is_sent_back_is_ruled_on_by_another_panel(courts: tuple[House, House]) -> None:
    lower, _ = courts
    objection = reviewed(courts, ReviewOutcome.SENT_BACK)
    with lower.acting() as house:
        assert (objection.state, objection.sent_back, objection.panel) == ("filed", True, [])
        with pytest.raises(Refused) as refusal:
            object_to_act.rule(
                acting=house.chief,
                objection=objection,
                panel=objection.past_panel,
                outcome=ObjectionOutcome.REVOKED,
                reason="重审",
                on=RULED,
                now=house.now,
            )
        assert refusal.value.reasons[0].code == "proceeding.panel_barred"


def test_a_letter_is_read_by_both_courts_written_by_one_and_taken_up_once(courts: tuple[House, House]) -> None:
    _, upper = courts
    reviewed(courts, ReviewOutcome.UPHELD)
    third = House("浙01", "杭州市中级人民法院", Level.INTERMEDIATE)
    with third.acting():
        assert not CourtLetter.objects.exists()
    with upper.acting() as house:
        letter = CourtLetter.objects.get(kind="review_file")
        with pytest.raises(Refused) as refusal:
            review_ruling.take_file(acting=house.officer, letter=letter, on=RULED, now=house.now)
        assert refusal.value.reasons[0].code == "letter.taken"
        with connection.cursor() as cursor:
            cursor.execute("update cases_courtletter set number = 'x' where court_id = %s", [house.court.pk])
            assert cursor.rowcount == 0  # nobody changes a letter, not even who wrote it


# --- supervision


def idle(courts: tuple[House, House], on: date) -> supervise.Supervision:
    lower, upper = courts
    with lower.acting():
        case = a_case(lower)
    with upper.acting() as house:
        return supervise.enter(
            acting=house.officer,
            case=Case.objects.get(pk=case.pk),
            applicant="洪春生",
            grounds="有存款半年未扣划",
            idle_since=date(2026, 3, 2),
            on=on,
            now=house.now,
        )


def test_a_court_above_orders_after_six_months_and_the_lower_court_answers(courts: tuple[House, House]) -> None:
    lower, upper = courts
    on, until = date(2026, 9, 3), date(2026, 10, 30)
    supervision = idle(courts, on)
    assert (supervision.number, supervision.idle_after) == ("（2026）苏08执监1号", date(2026, 9, 2))
    with upper.acting() as house:
        supervise.order(
            acting=house.chief, supervision=supervision, until=until, reason="无故未执行", on=on, now=house.now
        )
    with lower.acting() as house:
        letter = lower.inbox("supervision_order")
        case = supervise.receive_order(acting=house.officer, letter=letter, on=on, now=house.now)
        assert Node.objects.get(case=case, rule="supervision_order").due_on == until
        supervise.report(acting=house.officer, letter=letter, report="已扣划", done=True, on=on, now=house.now)
        assert Node.objects.get(case=case, rule="supervision_order").done_on == on
    with upper.acting() as house:
        done = supervise.take_report(
            acting=house.officer, letter=upper.inbox("supervision_report"), on=on, now=house.now
        )
        assert (done.state, done.report) == ("done", "已扣划")


def test_nothing_is_ordered_before_the_six_months_are_over(courts: tuple[House, House]) -> None:
    _, upper = courts
    on = date(2026, 9, 2)
    supervision = idle(courts, on)
    with upper.acting() as house:
        with pytest.raises(Refused) as refusal:
            supervise.order(
                acting=house.chief, supervision=supervision, until=date(2026, 10, 1), reason="x", on=on, now=house.now
            )
        assert [fault.code for fault in refusal.value.reasons] == ["supervision.not_idle"]
        assert not CourtLetter.objects.exists()
