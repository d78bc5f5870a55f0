"""The API: what it answers, whom it refuses, and that a refusal changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from apikeys import key_of
from django.test import Client
from django.utils import timezone

from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import ApiToken, Level, Officer, Role
from duixian.domain.courts.services import found_court
from duixian.domain.funds.models import DistributionPlan, Receipt, ReceiptState
from duixian.testing.scenes.short import draft
from duixian.testing.scenes.stage import Stage


def json(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def codes(answer: Any, status: int) -> list[str]:
    return [fault["code"] for fault in json(answer, status)["faults"]]


def test_the_list_finds_a_case_by_two_characters_of_a_name(officer: Client, case: Case) -> None:
    page = json(officer.get("/api/cases", {"q": "桂兰"}))

    assert (page["total"], page["items"][0]["number"]) == (1, case.number)
    assert page["items"][0]["applicants"] == ["何桂兰"]
    assert page["items"][0]["claim"] == "50000.00"
    assert json(officer.get("/api/cases", {"q": "查无此人"}))["total"] == 0


def test_a_case_shows_its_money_and_masks_its_numbers(officer: Client, case: Case) -> None:
    body = json(officer.get(f"/api/cases/{case.pk}"))

    assert body["money"]["received"] == body["money"]["on_account"] == "10000.00"
    debtor = next(party for party in body["parties"] if party["role"] == "debtor")
    assert "****" in debtor["id_number_masked"]


def test_the_debt_of_a_day_is_the_one_of_the_flow(officer: Client, case: Case, stage: Stage) -> None:
    body = json(officer.get(f"/api/cases/{case.pk}/debt", {"on": "2026-06-01"}))

    lines = {line["label"]: line for line in body["statement"]["lines"]}
    assert lines["货款"]["paid"] == "10000.00"
    assert lines["货款"]["remaining"] == "40000.00"
    assert body["remaining"] == body["statement"]["total"]


def test_a_day_that_does_not_exist_is_a_fault_with_its_field(officer: Client, case: Case) -> None:
    answer = officer.get(f"/api/cases/{case.pk}/debt", {"on": "2023-02-29"})

    assert "on" in json(answer, 422)["faults"][0]["field"]


def test_a_receipt_is_identified_and_only_once(accountant: Client, case: Case, stage: Stage) -> None:
    stage.pay_in(70_000, payer="周建平")
    (waiting,) = stage.import_statement().waiting
    (listed,) = json(accountant.get("/api/receipts"))["items"]
    body = {"case_id": case.pk, "reason": "电话核实"}

    first = accountant.post(f"/api/receipts/{waiting.pk}/identify", body, content_type="application/json")
    second = accountant.post(f"/api/receipts/{waiting.pk}/identify", body, content_type="application/json")

    assert listed["candidates"][0]["number"] == case.number
    assert json(first)["case_number"] == case.number
    assert codes(second, 409) == ["receipt.taken"]


def test_a_role_that_may_not_is_refused_and_nothing_changes(chief: Client, case: Case, stage: Stage) -> None:
    stage.pay_in(70_000, payer="周建平")
    (waiting,) = stage.import_statement().waiting

    answer = chief.post(
        f"/api/receipts/{waiting.pk}/identify",
        {"case_id": case.pk, "reason": "电话核实"},
        content_type="application/json",
    )

    assert codes(answer, 403) == ["policy.role"]
    with scope.of_court(stage.court.pk):
        assert Receipt.objects.get(pk=waiting.pk).state == ReceiptState.UNIDENTIFIED


def test_a_row_of_another_court_is_not_there(case: Case, stage: Stage) -> None:
    other = found_court(code="苏0803", name="淮安市淮安区人民法院", level=Level.BASIC, parent=None)
    Officer.objects.create(username="stranger", name="外院", court=other, roles=[Role.OFFICER, Role.ACCOUNTANT])
    stranger = Client(headers={"Authorization": key_of("stranger")})

    assert codes(stranger.get(f"/api/cases/{case.pk}"), 404) == ["not_found"]
    assert codes(stranger.get(f"/api/cases/{case.pk}/debt"), 404) == ["not_found"]
    assert json(stranger.get("/api/cases"))["total"] == 0
    assert json(stranger.get("/api/receipts", {"which": "all"}))["total"] == 0


def test_what_if_divides_and_keeps_nothing(officer: Client, case: Case, stage: Stage) -> None:
    body = {"case_ids": [case.pk], "debtor_id": stage.debtor_of(case).pk, "on": "2026-05-11"}

    plan = json(officer.post("/api/plans/what-if", body, content_type="application/json"))

    assert plan["funds"] == "10000.00"
    assert plan["lines"][0]["payee"] == "何桂兰"
    with scope.of_court(stage.court.pk):
        assert not DistributionPlan.objects.exists()


def test_what_if_over_a_case_of_another_debtor_says_which(officer: Client, case: Case, stage: Stage) -> None:
    other = stage.file(draft(2, "申请人二", "货款", 100_000, "周建平"))
    body = {"case_ids": [case.pk, other.pk + 999], "debtor_id": stage.debtor_of(case).pk}

    answer = officer.post("/api/plans/what-if", body, content_type="application/json")

    assert json(answer, 422)["faults"][0]["value"] == str(other.pk + 999)


def test_a_plan_is_listed_and_shown_with_its_lines(officer: Client, case: Case, stage: Stage) -> None:
    plan = stage.plan([case], stage.debtor_of(case))

    listed = json(officer.get("/api/plans"))
    shown = json(officer.get(f"/api/plans/{plan.pk}"))

    assert [row["number"] for row in listed["items"]] == [plan.number]
    assert shown["lines"][0]["payee"] == "何桂兰"


def test_a_judgment_is_read(officer: Client) -> None:
    text = "判决如下：一、被告李某某于本判决生效之日起十日内偿还原告张某某借款本金80000元。"

    body = json(officer.post("/api/parse", {"text": text}, content_type="application/json"))

    assert [item["amount"] for item in body["money"]] == ["80000.00"]


@pytest.mark.parametrize("header", [None, "Bearer dx_nonsense", "Bearer ", "Basic eDp5"])
def test_nobody_gets_in_without_a_good_key(case: Case, header: str | None) -> None:
    client = Client(headers={"Authorization": header} if header else {})

    assert codes(client.get(f"/api/cases/{case.pk}"), 401) == ["auth.required"]


def test_a_key_ends_when_it_expires_is_revoked_or_its_owner_leaves(stage: Stage) -> None:
    for change in (
        {"expires_at": timezone.now() - timedelta(seconds=1), "created_at": timezone.now() - timedelta(days=2)},
        {"revoked_at": timezone.now()},
    ):
        header = key_of("officer")
        client = Client(headers={"Authorization": header})
        assert client.get("/api/cases").status_code == 200
        ApiToken.objects.update(**change)
        assert client.get("/api/cases").status_code == 401
        ApiToken.objects.all().delete()
    client = Client(headers={"Authorization": key_of("officer")})
    Officer.objects.filter(username="officer").update(is_active=False)
    assert client.get("/api/cases").status_code == 401


def test_the_key_itself_is_not_kept(stage: Stage) -> None:
    header = key_of("officer")

    assert header.removeprefix("Bearer ") not in str(list(ApiToken.objects.values()))


def test_keys_are_made_at_a_session_and_not_with_a_key(officer: Client, stage: Stage) -> None:
    session = Client()
    session.force_login(Officer.objects.get(username="officer"), "django.contrib.auth.backends.ModelBackend")
    body = {"name": "对账程序", "days": 30}

    refused = officer.post("/api/tokens", body, content_type="application/json")
    made = json(session.post("/api/tokens", body, content_type="application/json"))
    works = Client(headers={"Authorization": f"Bearer {made['key']}"}).get("/api/cases")
    gone = session.delete(f"/api/tokens/{made['id']}")
    after = Client(headers={"Authorization": f"Bearer {made['key']}"}).get("/api/cases")

    assert (refused.status_code, works.status_code, gone.status_code, after.status_code) == (401, 200, 204, 401)


def test_a_session_must_send_its_csrf_token(stage: Stage) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(Officer.objects.get(username="officer"), "django.contrib.auth.backends.ModelBackend")

    answer = careful.post("/api/tokens", {"name": "x", "days": 1}, content_type="application/json")

    assert codes(answer, 403) == ["auth.csrf"]


def test_the_documentation_needs_no_internet(client: Client, db: None) -> None:
    page = client.get("/api/docs").content.decode()

    assert "http://" not in page
    assert "https://" not in page
