"""The house: staff, dated settings, keys; and what is in doubt at the bank."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from province import PASSWORD, LogIn, Province, draft, file
from test_desk_money import planned, received, statement

from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import ApiToken, CourtSetting, Officer, Role
from duixian.domain.funds.models import DistributionPlan, LineDoubt, PlanObjection, Receipt

NEW = {"username": "nh-zhou", "name": "周新", "password": PASSWORD, "roles": ["officer"]}


@pytest.fixture
def admin(province: Province) -> Officer:
    province.checker.roles = [Role.ADMIN]
    province.checker.save()
    return province.checker


def test_an_administrator_takes_on_staff(admin: Officer, province: Province, log_in: LogIn) -> None:
    assert log_in(admin).post("/court/staff/take-on", NEW).status_code == 302
    made = Officer.objects.get(username="nh-zhou")
    assert (made.court_id, made.roles) == (province.court.pk, ["officer"])


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"username": "nh-li"}, {"roles": ["emperor"]}])
def test_staff_with_a_fault_is_not_taken_on(wrong: dict[str, object], admin: Officer, log_in: LogIn) -> None:
    before = Officer.objects.count()
    assert log_in(admin).post("/court/staff/take-on", NEW | wrong).status_code == 422
    assert Officer.objects.count() == before


def test_an_officer_takes_on_nobody(province: Province, log_in: LogIn) -> None:
    assert log_in(province.officer).post("/court/staff/take-on", NEW).status_code == 409
    assert not Officer.objects.filter(username="nh-zhou").exists()


def test_a_stricter_limit_is_set_from_a_day_on_a_paper(province: Province, log_in: LogIn) -> None:
    client = log_in(province.chief)
    stricter = {
        "key": "limit.notice",
        "value": "5",
        "unit": "day",
        "since": localdate().isoformat(),
        "source": "南法〔2026〕3号",
    }
    assert client.post("/court/settings/set", stricter).status_code == 302
    assert "南法〔2026〕3号" in client.get("/court/settings/?group=limit").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "500"},  # looser than the law
        {"source": ""},
        {"since": "2023-02-29"},
        {"key": "limit.nothing"},
        {"value": "many"},
    ],
)
def test_a_value_without_ground_or_looser_than_the_law_is_refused(
    wrong: dict[str, str], province: Province, log_in: LogIn
) -> None:
    good = {
        "key": "limit.notice",
        "value": "5",
        "unit": "day",
        "since": localdate().isoformat(),
        "source": "南法〔2026〕3号",
    }
    assert log_in(province.chief).post("/court/settings/set", good | wrong).status_code in (409, 422)
    with scope.of_court(province.court.pk):
        assert not CourtSetting.objects.exists()


def test_a_key_is_shown_once_and_ends_when_revoked(province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    shown = client.post("/account/keys", {"name": "统计程序", "days": "30"}).content.decode()
    token = ApiToken.objects.get(officer=province.officer)
    assert "dx_" in shown
    assert "dx_" not in client.get("/account/").content.decode()
    assert log_in(province.stranger).post(f"/account/keys/{token.pk}/revoke").status_code == 404
    assert client.post(f"/account/keys/{token.pk}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize(("answer", "receipts"), [("same", 1), ("other", 2)])
def test_a_line_that_may_be_told_twice_waits_for_an_answer(
    answer: str, receipts: int, province: Province, log_in: LogIn
) -> None:
    client = received(province, log_in, ("500.00", "某人", "还款", ""))
    # the same booking in an export of another form: no serial, no balance
    other = statement(("500.00", "某人", "还款", ""))
    text = other.getvalue().decode().splitlines()
    cut = [",".join(row.split(",")[:3] + row.split(",")[4:7]) for row in text]
    other = type(other)("\n".join(cut).encode())
    other.name = "other.csv"
    report = client.post("/receipts/import", {"statement": other})
    assert "疑似重复" in report.content.decode()
    with scope.of_court(province.court.pk):
        doubt = LineDoubt.objects.get()
        assert Receipt.objects.count() == 1
    address = f"/receipts/doubts/{doubt.pk}/{answer}"
    assert client.post(address, {"reason": ""}).status_code == 409
    assert client.post(address, {"reason": "流水号相同"}).status_code == 302
    assert client.post(address, {"reason": "再来一次"}).status_code == 409
    with scope.of_court(province.court.pk):
        assert Receipt.objects.count() == receipts
    assert "流水号相同" in client.get("/receipts/doubts/").content.decode()


def test_an_objection_holds_the_disputed_part_alone(province: Province, log_in: LogIn) -> None:
    first = file(province.officer, draft(), on=localdate() - timedelta(days=9))
    with scope.of_court(province.court.pk):
        debtor = first.parties.get(role="debtor").person
    plan = _two_creditors(first, province, log_in, debtor.pk)
    officer, chief = log_in(province.officer), log_in(province.chief)
    assert chief.post(f"/plans/{plan.pk}/confirm").status_code == 302
    assert officer.post(f"/plans/{plan.pk}/serve").status_code == 302
    with scope.of_court(province.court.pk):
        line = plan.lines.order_by("position").first()
    assert line is not None
    objection = {"line": line.pk, "by": "debtor", "disputed": "1000.00", "reason": "利息计算有误"}
    too_much = objection | {"disputed": "99999999.00"}
    assert officer.post(f"/plans/{plan.pk}/objections", too_much).status_code in (409, 422)
    assert officer.post(f"/plans/{plan.pk}/objections", objection).status_code == 302
    assert officer.post(f"/plans/{plan.pk}/carry_out").status_code == 409  # the window is open
    with scope.of_court(province.court.pk):
        assert PlanObjection.objects.get().disputed_fen == 100_000
    assert "利息计算有误" in officer.get(f"/plans/{plan.pk}/").content.decode()


def _two_creditors(first: Case, province: Province, log_in: LogIn, debtor: int) -> DistributionPlan:
    """Two cases against one debtor and money for a part of them: a plan with a window for objections."""
    with scope.of_court(province.court.pk):
        known = first.parties.get(role="debtor").person
    second = file(province.officer, draft(applicant="何丽珍", serial=2), on=localdate() - timedelta(days=9))
    with scope.of_officer(province.officer):
        second.parties.filter(role="debtor").update(person=known)
    plan = planned(first, province, log_in, amount="50000.00")
    client = log_in(province.officer)
    assert client.post(f"/plans/{plan.pk}/cancel", {"reason": "并入另案"}).status_code == 302
    both = {"debtor": debtor, "case": [first.pk, second.pk], "fee": "first"}
    assert client.post("/plans/keep", both).status_code == 302
    with scope.of_court(province.court.pk):
        return DistributionPlan.objects.order_by("-pk")[0]
