"""After the end of a round: searched every half year, the applicant told; taken up again by a resumption only."""

from datetime import date

import pytest
from courthouse import CourtHouse
from django.db import IntegrityError, transaction
from estate import Estate
from rounds import EndingHouse, settled

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Counterparty, SearchBatch
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, Node, Resumption, RoundEnd, RoundEndQuery
from duixian.domain.cases.services import ending
from duixian.domain.documents.models import Instrument
from duixian.flows.end_round.gather import gather
from duixian.flows.end_round.requery import requery_due, tell_results
from duixian.flows.end_round.resume import resume
from duixian.flows.move_case import move_case
from duixian.law.ending import judge
from duixian.law.procedure.case_life import Act
from duixian.ports.banks import PaymentState

DUE = date(2027, 1, 5)


@pytest.fixture
def end(own: CourtHouse) -> EndingHouse:
    return settled(own)


@pytest.fixture
def estate(end: EndingHouse) -> Estate:
    made = Estate(end.house)
    made.agency()
    return made


def half_year(end: EndingHouse) -> SearchBatch | None:
    """What is due on the day is launched and answered."""
    batch = requery_due(court_id=end.house.court.pk, on=end.on, now=end.now)
    for query in rounds.untold(end.house.court.pk):
        assert query.search is not None
        end.answer(query.search)
    return batch


def test_nothing_is_searched_before_it_is_due(end: EndingHouse) -> None:
    end.ended()
    end.on = date(2026, 12, 20)

    assert half_year(end) is None
    assert not RoundEndQuery.objects.exists()


def test_a_search_is_launched_when_due_told_and_the_next_half_year_begins(end: EndingHouse) -> None:
    case = end.ended()
    end.on = DUE

    assert half_year(end) is not None
    (told,) = tell_results(court_id=case.court_id, on=DUE, now=end.now)

    assert (told.place, told.found_fen, told.found) == (1, 0, [])
    assert Instrument.objects.get(case=case, kind="requery_notice").verify_code == told.told_code
    waits = Node.objects.get(case=case, rule="requery", done_on__isnull=True)
    assert waits.started_on == date(2027, 1, 1)
    assert rounds.to_resume(case.court_id) == []
    assert rounds.searched_without_result(case.pk) == 1


def test_nobody_is_told_while_an_agency_has_not_answered(end: EndingHouse) -> None:
    case = end.ended()
    end.on = DUE
    requery_due(court_id=case.court_id, on=DUE, now=end.now)

    assert tell_results(court_id=case.court_id, on=DUE, now=end.now) == []


def test_what_comes_to_light_proposes_that_the_case_goes_on(end: EndingHouse, estate: Estate) -> None:
    case = end.ended()
    end.on = DUE
    half_year(end)
    estate.account(end.house.debtor(case), 300_000)

    tell_results(court_id=case.court_id, on=DUE, now=end.now)

    (query,) = rounds.to_resume(case.court_id)
    assert query.found_fen == 300_000


def test_after_five_years_no_search_is_waited_for(end: EndingHouse) -> None:
    case = end.ended()
    for _ in range(12):
        node = Node.objects.filter(case=case, rule="requery", done_on__isnull=True).first()
        if node is None:
            break
        end.on = node.due_on
        half_year(end)
        tell_results(court_id=case.court_id, on=end.on, now=end.now)

    assert RoundEndQuery.objects.count() == 10
    assert not Node.objects.filter(case=case, rule="requery", done_on__isnull=True).exists()


def test_where_nobody_can_be_asked_the_search_stays_due(end: EndingHouse) -> None:
    case = end.ended()
    Counterparty.objects.update(active=False)
    end.on = DUE

    assert requery_due(court_id=case.court_id, on=DUE, now=end.now) is None
    assert Node.objects.filter(case=case, rule="requery", done_on__isnull=True).exists()


def taken_up(end: EndingHouse, case: Case, **more: object) -> Resumption:
    known: dict[str, object] = {"ground": Resumption.Ground.APPLICANT, "reason": "申请执行人提供新线索"}
    return resume(acting=end.house.officer, case=case, on=end.on, now=end.now, **(known | more))  # type: ignore[arg-type]


def test_a_round_is_taken_up_again_under_a_number_of_its_own_with_fresh_limits(end: EndingHouse) -> None:
    case = end.ended()
    end.on = date(2033, 5, 3)  # no time bars it

    made = taken_up(end, case)

    case.refresh_from_db()
    assert made.number == "（2033）苏0804执恢1号"
    assert case.state == "notified"
    assert not RoundEnd.objects.get(case=case).standing
    assert Node.objects.filter(case=case, rule="statutory_end", started_on=end.on, done_on__isnull=True).exists()
    assert not Node.objects.filter(case=case, rule="requery", done_on__isnull=True, cancelled=False).exists()
    assert Instrument.objects.get(case=case, kind="resumption_notice").number == made.number


def test_a_round_taken_up_again_needs_everything_anew(end: EndingHouse) -> None:
    case = end.ended()
    end.on = date(2026, 9, 1)
    taken_up(end, case)

    missing = [fault.code for fault in judge(gather(case, on=end.on), proposing=True).missing]

    assert {"round_end.too_early", "round_end.talk", "round_end.consent", "round_end.inquiry"} <= set(missing)
    assert "round_end.notice_not_served" not in missing


def test_nothing_that_was_not_ended_is_taken_up_again_nor_without_a_word(end: EndingHouse) -> None:
    running, ended = end.ready(), end.ended(debtor="邓一帆")

    with pytest.raises(Refused) as never:
        taken_up(end, running)
    with pytest.raises(Refused) as mute:
        taken_up(end, ended, reason=" ")

    assert never.value.reasons[0].code == "round.not_ended"
    assert mute.value.reasons[0].code == "case.reason"
    assert not Resumption.objects.exists()


def test_the_database_lets_no_round_go_on_without_a_resumption(end: EndingHouse) -> None:
    case = end.ended()

    with pytest.raises(IntegrityError, match="not taken up again"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="notified")


def test_money_that_comes_after_the_end_is_taken(end: EndingHouse) -> None:
    case = end.ended()

    end.house.receive(case, 500_000, date(2026, 8, 3))

    assert case.state == "paying"
    assert RoundEnd.objects.get(case=case).standing


def paid_into(end: EndingHouse, case: Case) -> Case:
    """Money comes in after the end, and lies on the account."""
    end.house.receive(case, 500_000, date(2026, 8, 3))
    end.house.name(end.house.applicant(case))
    case.refresh_from_db()
    return case


def test_a_case_rests_again_when_the_money_that_came_after_the_end_is_paid_out(end: EndingHouse) -> None:
    case = paid_into(end, end.ended())
    end.house.distribute(case, on=date(2026, 8, 4))
    batch = end.house.sent()

    with pytest.raises(Refused, match="仍然有效"):
        move_case(acting=end.house.chief, case=case, act=Act.PAID_OUT, on=date(2026, 8, 5), now=end.house.now)
    with pytest.raises(IntegrityError, match="not taken up again"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="notified")
    end.house.answer(batch, PaymentState.SETTLED)

    case.refresh_from_db()
    assert (case.state, RoundEnd.objects.get(case=case).standing) == ("round_ended", True)


def test_a_round_is_taken_up_again_while_money_waits_and_the_money_stays_known(end: EndingHouse) -> None:
    case = paid_into(end, end.ended())

    taken_up(end, case)

    case.refresh_from_db()
    assert (case.state, RoundEnd.objects.get(case=case).standing) == ("paying", False)


def test_the_entry_and_the_publication_are_noted_once(end: EndingHouse) -> None:
    kept = RoundEnd.objects.get(case=end.ended())
    note = {"acting": end.house.officer, "ended": kept, "on": end.on, "now": end.now}

    ending.enter_in_database(number="终本2026-1", **note)  # type: ignore[arg-type]
    ending.publish(where="https://wenshu.example/1", **note)  # type: ignore[arg-type]

    with pytest.raises(Refused):
        ending.enter_in_database(number="终本2026-2", **note)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        ending.publish(where="", **note)  # type: ignore[arg-type]
    kept.refresh_from_db()
    assert (kept.entry_number, kept.published_at) == ("终本2026-1", "https://wenshu.example/1")
