"""Logging in: name and password, and for those who approve a second factor. Half a login is no login."""

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, reverse
from province import PASSWORD, SECRET, LogIn, Province

from duixian.domain.courts import scope
from duixian.domain.courts.models import Role
from duixian.domain.trail.models import Entry
from duixian.faces.desk import urls
from duixian.faces.desk.accounts import secondfactor


def now() -> datetime:
    return datetime.now().astimezone()


def with_password(who: str) -> Client:
    client = Client()
    assert client.post("/login", {"username": who, "password": PASSWORD}).status_code == 302
    return client


def pages() -> list[str]:
    """Every address of the desk."""
    known = {"pk": 1, "party_id": 1, "instrument_id": 1, "tab": "nodes"}
    found = []
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        kwargs = {name: known.get(name, 1) for name in pattern.pattern.converters}
        found.append(reverse(f"desk:{pattern.name}", kwargs=kwargs))
    return found


OPEN = {"/login", "/login/factor", "/language", "/verify", "/lists/"}  # /lists/: anybody may ask for one name
PUBLIC = "/auctions/"  # notices of auctions are for everybody
CLOSED = [page for page in pages() if page not in OPEN and not page.startswith(PUBLIC)]


@pytest.mark.django_db
@pytest.mark.parametrize("page", CLOSED)
def test_no_page_is_open_to_somebody_who_is_not_logged_in(page: str) -> None:
    answer = Client().get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")


@pytest.mark.django_db
@pytest.mark.parametrize("page", CLOSED)
def test_a_right_password_without_the_second_factor_opens_no_page(page: str, province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    client = with_password(province.chief.username)
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")


def test_an_officer_who_approves_nothing_logs_in_with_the_password(province: Province) -> None:
    client = with_password(province.officer.username)
    assert client.get("/").status_code == 200


def test_a_code_of_the_authenticator_completes_the_login(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    client = with_password(province.chief.username)
    answer = client.post("/login/factor", {"code": secondfactor.current_code(SECRET, at=now())})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_a_wrong_code_completes_nothing(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    client = with_password(province.chief.username)
    right = secondfactor.current_code(SECRET, at=now())
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert client.post("/login/factor", {"code": wrong}).status_code == 422
    assert client.get("/").status_code == 302


def test_a_code_is_good_once(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    code = secondfactor.current_code(SECRET, at=now())
    assert secondfactor.accept(province.chief, code, at=now())
    assert not secondfactor.accept(province.chief, code, at=now())


def test_a_code_of_two_minutes_ago_is_refused(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    old = secondfactor.current_code(SECRET, at=now() - timedelta(minutes=2))
    assert not secondfactor.accept(province.chief, old, at=now())


def test_a_recovery_code_replaces_the_device_once(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    code = secondfactor.recovery_codes(province.chief)[0]
    client = with_password(province.chief.username)
    assert client.post("/login/factor", {"code": code}).status_code == 302
    assert client.get("/").status_code == 200
    again = with_password(province.chief.username)
    assert again.post("/login/factor", {"code": code}).status_code == 422


def test_the_first_login_of_an_approver_enrols_an_authenticator(province: Province) -> None:
    client = with_password(province.chief.username)
    page = client.get("/login/factor")
    assert b"data:image/svg" in page.content
    secret = client.session["desk.new_secret"]
    answer = client.post("/login/factor", {"code": secondfactor.current_code(secret, at=now())})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert all(code in shown for code in secondfactor.recovery_codes(province.chief))
    assert client.get("/").status_code == 200


def test_the_secret_is_not_stored_in_the_clear(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    kept = Authenticator.objects.get(user=province.chief, type=Authenticator.Type.TOTP)
    assert SECRET not in str(kept.data)


def test_an_approving_role_given_during_a_session_ends_it(province: Province) -> None:
    client = with_password(province.officer.username)
    assert client.get("/").status_code == 200
    province.officer.roles = [*province.officer.roles, Role.APPROVER]
    province.officer.save()
    assert client.get("/").status_code == 302


def test_five_wrong_passwords_lock_the_account_even_against_the_right_one(province: Province) -> None:
    client = Client()
    for _ in range(5):
        answer = client.post("/login", {"username": "nh-li", "password": "wrong"})
    assert answer.status_code == 429
    assert "锁定" in answer.content.decode()
    assert client.post("/login", {"username": "nh-li", "password": PASSWORD}).status_code == 429
    assert client.get("/").status_code == 302


def test_wrong_codes_count_towards_the_lock(province: Province) -> None:
    secondfactor.enrol_totp(province.chief, SECRET)
    client = with_password(province.chief.username)
    answers = [client.post("/login/factor", {"code": "12345678"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    good = secondfactor.current_code(SECRET, at=now())
    client.post("/login/factor", {"code": good})
    assert client.get("/").status_code == 302


def test_the_answer_does_not_tell_a_wrong_name_from_a_wrong_password(province: Province) -> None:
    unknown = Client().post("/login", {"username": "nobody", "password": "wrong"})
    known = Client().post("/login", {"username": "nh-li", "password": "wrong"})
    assert unknown.status_code == known.status_code == 422
    assert "登录名或密码不正确" in unknown.content.decode()
    assert "登录名或密码不正确" in known.content.decode()


def test_a_login_leads_to_no_strangers_page(province: Province) -> None:
    client = Client()
    answer = client.post("/login?next=https://evil.example/", {"username": "nh-li", "password": PASSWORD})
    assert answer["Location"] == "/"


def test_a_login_goes_on_to_the_page_that_was_asked_for(province: Province) -> None:
    client = Client()
    asked = client.get("/cases/?q=陈静")
    answer = client.post(asked["Location"], {"username": "nh-li", "password": PASSWORD})
    assert answer["Location"].startswith("/cases/?q=")


def test_a_login_is_in_the_trail(province: Province, log_in: LogIn) -> None:
    log_in(province.chief)
    with scope.of_court(province.court.pk):
        last = Entry.objects.order_by("-seq").first()
    assert last is not None
    assert (last.act, last.actor) == ("account.login", "nh-zhao")


def test_a_new_password_ends_the_other_sessions(province: Province) -> None:
    here, there = with_password("nh-li"), with_password("nh-li")
    fresh = "an entirely new phrase"
    answer = here.post("/account/", {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh})
    assert answer.status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_logging_out_takes_a_post(province: Province) -> None:
    client = with_password("nh-li")
    assert client.get("/logout").status_code == 405
    assert client.get("/").status_code == 200
    client.post("/logout")
    assert client.get("/").status_code == 302


def test_a_page_behind_the_login_stays_in_no_cache(province: Province, log_in: LogIn) -> None:
    answer = log_in(province.officer).get("/cases/")
    assert "no-store" in answer["Cache-Control"]
    assert "HX-Request" in answer["Vary"]
