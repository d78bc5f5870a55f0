"""Promises to the minute, and guarantees that buy a stay."""

from datetime import UTC, date, datetime, timedelta

import pytest
from courthouse import CourtHouse, item, staff
from django.db import IntegrityError, transaction
from django.utils import timezone

from duixian.base.faults import BadInput, Refused
from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts.models import Role
from duixian.domain.documents.models import Instrument
from duixian.domain.funds.models import CaseAccount
from duixian.domain.parties.models import Person
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import ExecutionGuarantee, GuaranteeState, Promise, PromiseState
from duixian.domain.settlements.services import promises
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.settle import guarantee, promise, watch
from duixian.testing.scenes.stage import resident_id

pytestmark = pytest.mark.django_db

TEN = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)  # ten in the morning in China
THREE = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ON = date(2026, 4, 1)
DAY = timedelta(days=1)


@pytest.fixture
def case(own: CourtHouse) -> Case:
    """A case owed 50,000 yuan."""
    return own.file(item("1", 50_000_00, "洪春生", "黎明华"))


def _promise(own: CourtHouse, case: Case, fen: int | None = 20_000_00, **more: object) -> Promise:
    given: dict[str, object] = {
        "acting": own.officer,
        "case": case,
        "person": own.debtor(case),
        "what": "今天下午三点前交2万元",
        "amount": fen,
        "due_at": THREE,
        "now": TEN,
    }
    return promise.note(**(given | more))  # type: ignore[arg-type]


def _pay(own: CourtHouse, case: Case, fen: int, at: datetime, told: datetime) -> None:
    number = CaseAccount.objects.get(case=case).number
    own.moment = told
    own.take_in(own.camt(own.transfer(fen, ON, sub_account=number, booked_time=timezone.localtime(at).time())))


def _minute(own: CourtHouse, at: datetime) -> dict[str, int]:
    done = watch.check_promises(court_id=own.court.pk, now=at).done
    return {name: count for name, count in done.items() if count}


def test_a_promise_of_this_afternoon_is_reminded_of_an_hour_before_and_broken_a_minute_after(
    own: CourtHouse, case: Case
) -> None:
    made = _promise(own, case)

    assert _minute(own, THREE - 61 * MINUTE) == {}
    assert _minute(own, THREE - 60 * MINUTE) == {"reminded": 1}
    assert _minute(own, THREE) == {}
    assert _minute(own, THREE + MINUTE) == {"broken": 1}
    assert _minute(own, THREE + 2 * MINUTE) == {}

    assert [one.pk for one in selectors.broken_promises(own.court.pk)] == [made.pk]
    case.refresh_from_db()
    assert case.state == "filed"  # nothing follows by itself


def test_an_hour_that_has_passed_is_refused(own: CourtHouse, case: Case) -> None:
    with pytest.raises(BadInput) as bad:
        _promise(own, case, due_at=TEN)

    assert bad.value.faults[0].code == "promise.past"
    assert not Promise.objects.exists()


def test_money_in_time_keeps_it_and_a_fen_less_does_not(own: CourtHouse, case: Case) -> None:
    whole = _promise(own, case)
    _pay(own, case, 19_999_99, THREE - MINUTE, THREE - MINUTE)
    whole.refresh_from_db()
    assert whole.state == PromiseState.OPEN

    _pay(own, case, 1, THREE - MINUTE, THREE)

    whole.refresh_from_db()
    assert (whole.state, whole.came_in_fen) == (PromiseState.KEPT, 20_000_00)


def test_money_that_was_in_time_and_told_late_mends_a_broken_promise(own: CourtHouse, case: Case) -> None:
    made = _promise(own, case)
    _minute(own, THREE + MINUTE)

    _pay(own, case, 20_000_00, THREE - MINUTE, THREE + 60 * MINUTE)

    made.refresh_from_db()
    assert made.state == PromiseState.KEPT


def test_money_after_the_hour_keeps_nothing(own: CourtHouse, case: Case) -> None:
    made = _promise(own, case)

    _pay(own, case, 20_000_00, THREE + 5 * MINUTE, THREE + 6 * MINUTE)

    made.refresh_from_db()
    assert made.state == PromiseState.BROKEN


def test_one_payment_keeps_one_promise(own: CourtHouse, case: Case) -> None:
    first = _promise(own, case)
    second = _promise(own, case, due_at=THREE + 10 * MINUTE)

    _pay(own, case, 20_000_00, THREE - MINUTE, THREE - MINUTE)
    _minute(own, THREE + 11 * MINUTE)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (PromiseState.KEPT, PromiseState.BROKEN)


def test_a_broken_promise_is_answered_once(own: CourtHouse, case: Case) -> None:
    made = _promise(own, case, None)
    _minute(own, THREE + MINUTE)
    made = promises.answer(acting=own.officer, promise=Promise.objects.get(), text="电话催促，改约明日", now=own.now)

    assert list(selectors.broken_promises(own.court.pk)) == []
    with pytest.raises(Refused):
        promises.answer(acting=own.officer, promise=made, text="再次处理", now=own.now)


def test_a_promise_is_not_rewritten_in_the_database(own: CourtHouse, case: Case) -> None:
    made = _promise(own, case)

    with pytest.raises(IntegrityError, match="what was promised"), transaction.atomic():
        Promise.objects.filter(pk=made.pk).update(due_at=THREE + DAY)


# --- guarantees


@pytest.fixture
def surety(own: CourtHouse) -> Person:
    """The debtor's brother."""
    return Person.objects.create(court=own.court, kind="natural", name="魏长安", id_number=resident_id(901))


def _offer(own: CourtHouse, case: Case, surety: Person, **more: object) -> ExecutionGuarantee:
    letter: dict[str, object] = {
        "amount": 30_000_00,
        "stay_from": ON,
        "stay_until": date(2026, 10, 1),
        "direct": True,
        "consent_on": ON,
    }
    return guarantee.offer(
        acting=own.officer,
        case=case,
        guarantor=surety,
        letter=guarantee.Offer(**(letter | more)),  # type: ignore[arg-type]
        grounds="货款回笼需要时间",
        on=ON,
        now=own.now,
    )


def _president(own: CourtHouse) -> Acting:
    return staff(own.court, "president", Role.PRESIDENT)


def _staying(own: CourtHouse, case: Case, surety: Person) -> ExecutionGuarantee:
    made = _offer(own, case, surety)
    approve(acting=_president(own), approval=Approval.objects.get(), approved=True, on=ON, now=own.now)
    made.refresh_from_db()
    case.refresh_from_db()
    return made


def test_a_guarantee_stays_the_case_when_another_person_signs(own: CourtHouse, case: Case, surety: Person) -> None:
    made = _staying(own, case, surety)

    assert (made.state, case.state) == (GuaranteeState.STAYING, "stayed")
    assert made.until == date(2027, 10, 1)  # the letter says nothing: a year from the end of the stay
    kinds = set(Instrument.objects.filter(case=case).values_list("kind", flat=True))
    assert {"guarantee_letter", "course_stay"} <= kinds


def test_no_stay_of_more_than_a_year_and_nothing_is_kept(own: CourtHouse, case: Case, surety: Person) -> None:
    with pytest.raises(BadInput) as bad:
        _offer(own, case, surety, stay_until=date(2027, 4, 2))

    assert [one.code for one in bad.value.faults] == ["guarantee.stay_too_long"]
    assert not ExecutionGuarantee.objects.exists()


def test_what_was_declined_stays_nothing(own: CourtHouse, case: Case, surety: Person) -> None:
    made = _offer(own, case, surety)
    approve(
        acting=_president(own), approval=Approval.objects.get(), approved=False, note="担保物不足", on=ON, now=own.now
    )

    made.refresh_from_db()
    case.refresh_from_db()
    assert (made.state, case.state) == (GuaranteeState.DECLINED, "filed")


def test_after_the_stay_the_case_goes_on_and_the_guarantor_is_called_within_his_sum(
    own: CourtHouse, case: Case, surety: Person
) -> None:
    made = _staying(own, case, surety)
    with pytest.raises(Refused) as refused:
        guarantee.ask_to_call(
            acting=own.officer, guarantee=made, by_applicant=True, grounds="期满未还", on=ON + DAY, now=own.now
        )
    assert [one.code for one in refused.value.reasons] == ["guarantee.stay_runs"]

    over = date(2026, 10, 2)
    assert watch.go_round(court_id=own.court.pk, on=over, now=own.now).done["stay_over"] == 1
    made.refresh_from_db()
    case.refresh_from_db()
    assert (made.state, case.state) == (GuaranteeState.BINDING, "notified")

    approval = guarantee.ask_to_call(
        acting=own.officer, guarantee=made, by_applicant=True, grounds="期满未还", on=over, now=own.now
    )
    approve(acting=own.chief, approval=approval, approved=True, on=over, now=own.now)

    made.refresh_from_db()
    assert (made.state, made.called_fen) == (GuaranteeState.CALLED, 30_000_00)
    assert not case.parties.filter(person=surety).exists()


def test_a_guarantee_nobody_calls_expires(own: CourtHouse, case: Case, surety: Person) -> None:
    made = _staying(own, case, surety)
    watch.go_round(court_id=own.court.pk, on=date(2026, 10, 2), now=own.now)

    assert watch.go_round(court_id=own.court.pk, on=made.until, now=own.now).done["guarantee_over"] == 0
    assert watch.go_round(court_id=own.court.pk, on=made.until + DAY, now=own.now).done["guarantee_over"] == 1
    made.refresh_from_db()
    assert made.state == GuaranteeState.EXPIRED
