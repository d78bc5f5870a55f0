"""Settlements through the pages: entered, signed, seen in the case and in the list, promised to the hour."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime
from province import NOON, PASSWORD, LogIn, Province, draft, file

from duixian.base.faults import BadInput
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope, services
from duixian.domain.courts.models import Officer, Role
from duixian.domain.settlements.models import ExecutionGuarantee, Guarantor, Promise, Settlement
from duixian.domain.trail.acting import Acting
from duixian.faces.desk.settlements.entering import read_lines
from duixian.flows.approve import approve
from duixian.law.settlement import Kind
from duixian.testing.scenes.stage import resident_id


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


def _surety(**more: str) -> dict[str, str]:
    return {
        "surety1_name": "魏长安", "surety1_kind": "natural", "surety1_number": resident_id(901),
        "surety1_limit": "5000", "surety1_direct": "1", "surety1_signed": "1",
    } | more  # fmt: skip


def test_a_guarantor_is_entered_and_reached_only_after_the_title_was_resumed(
    province: Province, log_in: LogIn, case: Case
) -> None:
    client, address = log_in(province.officer), f"/cases/{case.pk}/settlements/enter"
    for wrong in ({"surety1_signed": ""}, {"surety1_number": ""}, {"surety1_name": "梁国栋"}):
        assert client.post(address, _posted(case) | _surety(**wrong)).status_code == 422
    with scope.of_court(case.court_id):
        assert not Settlement.objects.exists()

    page = client.post(address, _posted(case) | _surety())["Location"]

    text = client.get(page).content.decode()
    assert "魏长安" in text
    assert "5,000.00" in text
    assert "裁定执行和解担保人" not in text
    with scope.of_court(case.court_id):
        surety = Guarantor.objects.get()
    assert client.post(f"{page}acts/call", {"surety": surety.pk}).status_code == 409
    with scope.of_court(case.court_id):
        assert Guarantor.objects.get().called_on is None


def test_an_agreement_declared_void_opens_the_title_again(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)
    page = client.post(f"/cases/{case.pk}/settlements/enter", _posted(case))["Location"]
    assert client.post(f"{page}acts/void", {"paper": " "}).status_code == 409

    client.post(f"{page}acts/void", {"paper": "（2026）粤0605民初9号"})

    text = client.get(page).content.decode()
    assert "被确认无效或撤销" in text
    assert "申请恢复执行" in text
    assert "登记无效、撤销" not in text
    with scope.of_court(case.court_id):
        assert Settlement.objects.get().state == "voided"


def test_a_schedule_is_changed_by_an_agreement_that_replaces_it(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)
    page = client.post(f"/cases/{case.pk}/settlements/enter", _posted(case))["Location"]
    form = f"/cases/{case.pk}/settlements/new/?changes={page.strip('/').split('/')[-1]}"
    assert form in client.get(page).content.decode()
    assert 'name="replaces" value="1" checked' in client.get(form).content.decode()

    client.post(f"/cases/{case.pk}/settlements/enter", _posted(case, count="6", replaces="1"))

    with scope.of_court(case.court_id):
        assert list(Settlement.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "in_force"]
    assert form not in client.get(page).content.decode()  # what was replaced is changed no more


def _letter(**more: str) -> dict[str, str]:
    day = localdate()
    return {
        "name": "魏长安", "kind": "natural", "number": resident_id(901), "amount": "30000", "direct": "1",
        "stay_from": day.isoformat(), "stay_until": (day + timedelta(days=90)).isoformat(),
        "consent_on": day.isoformat(), "grounds": "货款回笼需要时间",
    } | more  # fmt: skip


def test_a_letter_of_guarantee_buys_a_stay_and_binds_until_the_applicant_lets_go(
    province: Province, log_in: LogIn, case: Case
) -> None:
    client, tab = log_in(province.officer), f"/cases/{case.pk}/settlement/"
    assert client.get(f"/cases/{case.pk}/guarantees/new/").status_code == 200
    assert client.post(f"/cases/{case.pk}/guarantees/offer", _letter(direct="")).status_code == 422
    assert log_in(province.stranger).post(f"/cases/{case.pk}/guarantees/offer", _letter()).status_code == 404
    with scope.of_court(case.court_id):
        assert not ExecutionGuarantee.objects.exists()

    client.post(f"/cases/{case.pk}/guarantees/offer", _letter(thing="苏H12345轿车"))

    text = client.get(tab).content.decode()
    assert "待批准暂缓" in text
    assert "guarantees/new" not in text  # one at a time
    assert "呈批执行担保人的财产" not in text
    with scope.of_court(case.court_id):
        made = ExecutionGuarantee.objects.get()
        assert made.approval is not None
    assert client.post(f"/guarantees/{made.pk}/release", {"why": "收条", "let_go": "1"}).status_code == 409
    with scope.of_officer(province.chief):
        president = take_on(province)
        approve(
            acting=president.acting(), approval=made.approval, approved=True, on=localdate(), now=localtime()
        )  # fmt: skip
    assert "担保人转移、隐藏、变卖、毁损担保财产的事实" in client.get(tab).content.decode()
    assert client.post(f"/guarantees/{made.pk}/call", {"asked": "1", "grounds": "未还"}).status_code == 409
    assert client.post(f"/guarantees/{made.pk}/release", {"why": "协商"}).status_code == 409  # still owed
    client.post(f"/guarantees/{made.pk}/release", {"why": "书面同意", "let_go": "1"})
    with scope.of_court(case.court_id):
        assert ExecutionGuarantee.objects.get().state == "released"


def take_on(province: Province) -> Officer:
    """The president of the court."""
    return services.take_on(
        username="nh-president",
        name="周正",
        court=province.court,
        roles=(Role.PRESIDENT,),
        password=PASSWORD,
        acting=Acting.system(province.court.pk, "test"),
        now=NOON,
    )


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
