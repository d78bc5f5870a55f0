"""The console of those who screen: agencies and keys by the administrator, calls, feedback and its answer."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime
from province import NOON, PASSWORD, LogIn, Province
from punished import Punished, punished

from duixian.domain.courts import scope, services
from duixian.domain.courts.models import Role
from duixian.domain.lists.models import AgencyFeedback, ScreeningAgency, ScreeningCall, ScreeningKey
from duixian.domain.lists.services import screening
from duixian.domain.trail.acting import Acting
from duixian.flows.lists.take_feedback import take_feedback
from duixian.law.screening import purposes

AGENCY = {"code": "B01", "name": "南海农商银行", "purpose": [next(iter(purposes()))], "daily": "1000", "minute": "60"}


@pytest.fixture
def admin(province: Province, log_in: LogIn) -> Client:
    with scope.of_court(province.court.pk):
        officer = services.take_on(
            username="nh-admin",
            name="管理",
            court=province.court,
            roles=(Role.ADMIN,),
            password=PASSWORD,
            acting=Acting.system(province.court.pk, "test"),
            now=NOON,
        )
    return log_in(officer)


def entered(admin: Client) -> ScreeningAgency:
    assert admin.post("/agencies/enter", AGENCY).status_code == 302
    return ScreeningAgency.objects.get(code="B01")


def test_an_agency_gets_a_key_that_is_shown_once_and_revoked(admin: Client) -> None:
    agency = entered(admin)
    shown = admin.post(f"/agencies/{agency.pk}/keys", {"name": "核心系统", "days": "90"}).content.decode()
    key = ScreeningKey.objects.get()
    said = shown[shown.index(screening.KEY_PREFIX) :].split("<")[0]
    assert screening.digest_of(said) == key.sha256
    page = admin.get(f"/agencies/{agency.pk}/").content.decode()
    assert said not in page
    assert "核心系统" in page

    admin.post(f"/agencies/{agency.pk}/keys/{key.pk}/revoke")
    assert "已撤销" in admin.get(f"/agencies/{agency.pk}/").content.decode()
    admin.post(f"/agencies/{agency.pk}/shut-out", {"reason": "合同终止"})
    assert "已停用" in admin.get("/agencies/").content.decode()


def test_bad_quota_purpose_and_length_of_life_enter_nothing(admin: Client) -> None:
    assert admin.post("/agencies/enter", AGENCY | {"daily": "0"}).status_code == 422
    assert admin.post("/agencies/enter", AGENCY | {"purpose": ["curiosity"]}).status_code == 409
    assert not ScreeningAgency.objects.exists()
    agency = entered(admin)
    assert admin.post(f"/agencies/{agency.pk}/keys", {"name": "x", "days": "9999"}).status_code == 422
    assert not ScreeningKey.objects.exists()


def test_an_officer_enters_no_agency(province: Province, log_in: LogIn) -> None:
    assert log_in(province.officer).post("/agencies/enter", AGENCY).status_code == 409
    assert log_in(province.accountant).get("/agencies/").status_code == 409
    assert not ScreeningAgency.objects.exists()


def called(people: Punished, admin: Client) -> AgencyFeedback:
    """The agency asked, was told of the limited debtor, and says that it is somebody else."""
    made = people.limited(people.officer)
    agency = entered(admin)
    admin.post(f"/agencies/{agency.pk}/keys", {"name": "核心系统", "days": "90"})
    call = ScreeningCall(
        call=uuid4(), agency=agency, key=ScreeningKey.objects.get(), at=localtime(), purpose=agency.purposes[0],
        reference="DK-2026-77", mode="one", asked="ab" * 32, outcome="hit", hits=[{"entry": str(made.entry)}],
        as_of=1, journal=uuid4(), line=1, hash="cd" * 32,
    )  # fmt: skip
    screening.ship([call])
    return take_feedback(
        agency=agency, call=call.call, entry=made.entry, did="not_same", what="出生日期不同", on=localdate(),
        now=localtime(),
    )  # fmt: skip


def test_a_call_is_seen_by_its_digest_and_a_wrong_person_is_answered_once(
    province: Province, log_in: LogIn, admin: Client
) -> None:
    people = punished(province, log_in)
    told = called(people, admin)
    page = admin.get(f"/agencies/{told.agency_id}/").content.decode()
    assert "DK-2026-77" in page
    assert "陈静" not in page
    assert "1 件非同一人待核" in admin.get("/agencies/").content.decode()

    client = people.officer
    assert "出生日期不同" in client.get("/agencies/feedback/").content.decode()
    assert client.post(f"/agencies/feedback/{told.pk}/answer", {"answer": ""}).status_code == 409
    assert client.post(f"/agencies/feedback/{told.pk}/answer", {"answer": "号码一致，系同一人"}).status_code == 302
    assert "没有反馈" in client.get("/agencies/feedback/").content.decode()
    assert client.post(f"/agencies/feedback/{told.pk}/answer", {"answer": "再答"}).status_code == 409

    stranger = log_in(province.stranger)
    assert "出生日期不同" not in stranger.get("/agencies/feedback/?list=all").content.decode()
    assert stranger.post(f"/agencies/feedback/{told.pk}/answer", {"answer": "x"}).status_code == 404
