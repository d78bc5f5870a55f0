"""Settlements through the pages: entered, signed, seen in the case and in the list, promised to the hour."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime
from province import LogIn, Province, draft, file

from duixian.base.faults import BadInput
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.settlements.models import Promise, Settlement
from duixian.faces.desk.settlements.entering import read_lines
from duixian.law.settlement import Kind


@pytest.fixture
def case(province: Province) -> Case:
    """A case of thirty days ago."""
    return file(province.officer, draft(), on=localdate() - timedelta(days=30))


def _posted(case: Case, **more: str) -> dict[str, str]:
    with scope.of_court(case.court_id):
        people = {one.role: one.person_id for one in case.parties.order_by("-position")}
    day = localdate()
    return {
        "creditor": str(people["applicant"]),
        "debtor": str(people["debtor"]),
        "form": "joint",
        "signed_on": day.isoformat(),
        "total": "9000",
        "count": "3",
        "first": (day + timedelta(days=30)).isoformat(),
        "months": "1",
        "grace_days": "0",
        "whole": "1",
        "suspends": "1",
        "creditor_signed": "1",
        "debtor_signed": "1",
    } | more


def test_a_settlement_is_entered_and_seen_everywhere(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)
    assert client.get(f"/cases/{case.pk}/settlements/new/").status_code == 200

    answer = client.post(f"/cases/{case.pk}/settlements/enter", _posted(case))

    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    assert "3,000.00" in page
    assert "未到期" in page
    assert "9,000.00" in client.get("/settlements/").content.decode()
    assert "9,000.00" in client.get(f"/cases/{case.pk}/settlement/").content.decode()
    with scope.of_court(case.court_id):
        assert Settlement.objects.get().state == "in_force"


def test_a_day_in_the_past_comes_back_with_its_line_and_enters_nothing(
    province: Province, log_in: LogIn, case: Case
) -> None:
    answer = log_in(province.officer).post(
        f"/cases/{case.pk}/settlements/enter", _posted(case, lines="2020-01-01 3000")
    )

    assert "履行日期早于今天" in answer.content.decode()
    with scope.of_court(case.court_id):
        assert not Settlement.objects.exists()


def test_another_court_sees_no_settlement(province: Province, log_in: LogIn, case: Case) -> None:
    made = log_in(province.officer).post(f"/cases/{case.pk}/settlements/enter", _posted(case))

    assert log_in(province.stranger).get(made["Location"]).status_code == 404


def test_a_promise_of_this_afternoon_is_noted_and_shown(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)
    due = (localtime() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    person = _posted(case)["debtor"]

    client.post(
        f"/cases/{case.pk}/promises/note", {"person": person, "what": "交2万元", "amount": "20000", "due_at": due}
    )

    assert "交2万元" in client.get(f"/cases/{case.pk}/settlement/").content.decode()
    with scope.of_court(case.court_id):
        assert Promise.objects.get().amount_fen == 20_000_00


def test_lines_are_read_and_bad_ones_named() -> None:
    steps = read_lines(["2026-05-08 3000", "2026-06-08 交付 苏H12345轿车", "条件：车辆过户 10日 1,000.50"])

    assert [(one.kind, one.amount, one.days_after) for one in steps] == [
        (Kind.MONEY, 300_000, 0),
        (Kind.THING, 0, 0),
        (Kind.MONEY, 100_050, 10),
    ]
    with pytest.raises(BadInput) as bad:
        read_lines(["2026-05-08 3000", "2026-02-30 5", "明天 5"])
    assert [one.place for one in bad.value.faults] == ["第 2 行", "第 3 行"]
