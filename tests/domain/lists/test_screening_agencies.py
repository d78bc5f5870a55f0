"""Who may screen: agencies, keys, the record of calls, what agencies report back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from duixian.base.faults import BadInput, Refused
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.lists.models import AgencyFeedback, ScreeningAgency, ScreeningCall
from duixian.domain.lists.selectors import screening as selectors
from duixian.domain.lists.services import screening
from duixian.domain.trail.acting import Acting

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ENTRY = UUID("11111111-1111-1111-1111-111111111111")


@pytest.fixture
def court(db: None) -> Iterator[Court]:
    house = found_court(code="苏0804", name="淮安市淮阴区人民法院", level=Level.BASIC, parent=None)
    with scope.of_court(house.pk):
        yield house


def acting(court: Court, role: Role) -> Acting:
    return Officer.objects.create(username=f"s{role}", name="某", court=court, roles=[role]).acting()


@pytest.fixture
def admin(court: Court) -> Acting:
    return acting(court, Role.ADMIN)


def agency(admin: Acting, **more: object) -> ScreeningAgency:
    known: dict[str, object] = {
        "code": "BANK01",
        "name": "合成银行",
        "purposes": ["lending"],
        "daily_quota": 100,
        "minute_quota": 10,
    }
    return screening.enter(acting=admin, now=NOW, **(known | more))  # type: ignore[arg-type]


def call(of: ScreeningAgency, admin: Acting, *, line: int = 1, entry: UUID = ENTRY) -> ScreeningCall:
    key, _ = screening.issue_key(acting=admin, agency=of, name="柜面", days=30, now=NOW)
    return ScreeningCall(
        call=uuid4(),
        agency=of,
        key=key,
        at=NOW,
        purpose="lending",
        reference="贷2026-1",
        mode="one",
        asked="0" * 64,
        outcome="yes",
        hits=[{"entry": str(entry), "outcome": "yes"}],
        journal=UUID(int=7),
        line=line,
        hash="0" * 64,
    )


def test_an_agency_asks_only_for_what_the_law_names(admin: Acting) -> None:
    with pytest.raises(Refused, match="没有这个查询用途"):
        agency(admin, purposes=["lending", "marriage"])

    assert not ScreeningAgency.objects.exists()


def test_an_agency_is_entered_by_the_administrator_alone(court: Court) -> None:
    with pytest.raises(Refused, match="岗位"):
        agency(acting(court, Role.CHIEF))

    assert not ScreeningAgency.objects.exists()


def test_a_key_is_shown_once_and_kept_as_a_digest(admin: Acting) -> None:
    row, key = screening.issue_key(acting=admin, agency=agency(admin), name="柜面", days=30, now=NOW)

    assert row.sha256 == screening.digest_of(key)
    assert key not in str(row.__dict__)


def test_only_keys_that_are_young_unrevoked_and_of_an_agency_in_force_open_anything(admin: Acting) -> None:
    bank = agency(admin)
    kept, _ = screening.issue_key(acting=admin, agency=bank, name="一", days=30, now=NOW)
    revoked, _ = screening.issue_key(acting=admin, agency=bank, name="二", days=30, now=NOW)
    screening.revoke_key(acting=admin, key=revoked, now=NOW)

    assert list(selectors.living_keys(now=NOW)) == [kept]
    assert list(selectors.living_keys(now=NOW + timedelta(days=31))) == []
    screening.shut_out(acting=admin, agency=bank, reason="协议终止", now=NOW)
    assert list(selectors.living_keys(now=NOW)) == []


def test_a_revoked_key_never_opens_again_not_even_by_a_wrong_query(admin: Acting) -> None:
    key, _ = screening.issue_key(acting=admin, agency=agency(admin), name="一", days=30, now=NOW)
    screening.revoke_key(acting=admin, key=key, now=NOW)
    key.refresh_from_db()
    key.revoked_at = None

    with pytest.raises(IntegrityError, match="only ever revoked"), transaction.atomic():
        key.save()


def test_a_line_that_is_shipped_twice_is_kept_once(admin: Acting) -> None:
    bank = agency(admin)
    lines = [call(bank, admin, line=n) for n in (1, 2)]

    assert screening.ship(lines) == 2
    assert screening.ship(lines) == 0
    assert selectors.last_shipped(str(UUID(int=7))) == 2


def test_a_call_never_changes(admin: Acting) -> None:
    screening.ship([call(agency(admin), admin)])

    with pytest.raises(Exception, match="append"), transaction.atomic():
        ScreeningCall.objects.update(purpose="tendering")


def told(court: Court, bank: ScreeningAgency, of: ScreeningCall, did: str = "declined") -> AgencyFeedback:
    return screening.tell(
        court_id=court.pk, agency=bank, call=of.call, entry=ENTRY, did=did, what="", on=date(2026, 6, 1), now=NOW
    )


def test_what_an_agency_did_is_told_once_for_a_hit_of_its_own(court: Court, admin: Acting) -> None:
    bank = agency(admin)
    of = call(bank, admin)
    screening.ship([of])

    assert told(court, bank, of).did == "declined"
    with pytest.raises(Refused, match="已经反馈"):
        told(court, bank, of)
    with pytest.raises(BadInput, match="没有命中"):
        told(court, agency(admin, code="OTHER"), of)
    assert AgencyFeedback.objects.count() == 1


def test_a_wrong_person_waits_for_the_courts_answer(court: Court, admin: Acting) -> None:
    bank = agency(admin)
    of = call(bank, admin)
    screening.ship([of])
    feedback = told(court, bank, of, "not_same")
    officer = acting(court, Role.OFFICER)

    assert list(selectors.feedback(open_only=True)) == [feedback]
    screening.answer(acting=officer, feedback=feedback, answer="经核对身份证，系他人，已告知机构", now=NOW)
    assert list(selectors.feedback(open_only=True)) == []
    with pytest.raises(Refused, match="已经答复"):
        screening.answer(acting=officer, feedback=feedback, answer="再次", now=NOW)
