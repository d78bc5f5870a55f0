"""Measures on the pages: proposed from the case, signed in the queue behind the second factor, dealt with on their own
page."""

from datetime import timedelta

import pytest
from django.test import Client
from province import NOON, PASSWORD, LogIn, Province, draft, file

from duixian.domain.cases.models import Approval, Case
from duixian.domain.courts import scope, services
from duixian.domain.courts.models import Officer, Role
from duixian.domain.measures.models import Measure, Misconduct
from duixian.domain.trail.acting import Acting
from duixian.flows.settle import promise
from duixian.flows.settle.watch import check_promises


@pytest.fixture
def president(province: Province) -> Officer:
    with scope.of_court(province.court.pk):
        return services.take_on(
            username="nh-president",
            name="周正",
            court=province.court,
            roles=(Role.PRESIDENT,),
            password=PASSWORD,
            acting=Acting.system(province.court.pk, "test"),
            now=NOON,
        )


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft())


def seen(province: Province) -> list[Measure]:
    with scope.of_court(province.court.pk):
        return list(Measure.objects.order_by("pk"))


def propose(province: Province, client: Client, case: Case, *, days_ago: int, amount: str = "1000") -> None:
    """Enter an act and propose a fine for it, as an officer does on the tab of the case."""
    address = f"/cases/{case.pk}/measures/"
    with scope.of_court(province.court.pk):
        debtor = case.parties.get(role="debtor").person_id
    entered = client.post(
        address + "conduct",
        {
            "person": debtor,
            "kind": "hides",
            "done_on": f"2026-03-{days_ago:02d}",
            "what": "转移车辆",
            "evidence": "登记查询",
        },
    )
    assert entered.status_code == 302, entered.content.decode()
    with scope.of_court(province.court.pk):
        act = Misconduct.objects.order_by("-pk")[0].pk
    answer = client.post(
        address + "propose",
        {
            "person": debtor,
            "kind": "fine",
            "capacity": "debtor",
            "misconduct": act,
            "amount": amount,
            "grounds": "隐匿财产",
        },
    )
    assert answer.status_code == (302 if amount == "1000" else 409)


def chosen(province: Province) -> list[int]:
    with scope.of_court(province.court.pk):
        return list(Approval.objects.order_by("pk").values_list("pk", flat=True))


def test_several_are_signed_at_once_by_the_president_behind_the_second_factor(
    province: Province, president: Officer, case: Case, log_in: LogIn
) -> None:
    officer = log_in(province.officer)
    propose(province, officer, case, days_ago=3)
    propose(province, officer, case, days_ago=4)
    client = log_in(president)

    assert "罚款 梁国栋" in client.get("/approvals/").content.decode()
    client.post("/approvals/decide", {"approval": chosen(province), "decision": "approve"})

    assert [row.state for row in seen(province)] == ["decided", "decided"]
    page = officer.get(f"/measures/{seen(province)[0].pk}/").content.decode()
    assert "登记送达" in page


def test_a_password_alone_opens_no_queue(province: Province, president: Officer, case: Case, log_in: LogIn) -> None:
    propose(province, log_in(province.officer), case, days_ago=3)
    client = Client()
    client.post("/login", {"username": president.username, "password": PASSWORD})

    answer = client.post("/approvals/decide", {"approval": chosen(province), "decision": "approve"})

    assert answer.status_code == 302
    assert "/login" in answer["Location"]
    assert [row.state for row in seen(province)] == ["proposed"]


def test_neither_the_chief_nor_the_officer_signs_for_the_president(
    province: Province, president: Officer, case: Case, log_in: LogIn
) -> None:
    officer = log_in(province.officer)
    propose(province, officer, case, days_ago=3)

    for client in (officer, log_in(province.chief)):
        assert (
            client.post("/approvals/decide", {"approval": chosen(province), "decision": "approve"}).status_code == 409
        )
    assert [row.state for row in seen(province)] == ["proposed"]


def test_a_refusal_says_why(province: Province, president: Officer, case: Case, log_in: LogIn) -> None:
    propose(province, log_in(province.officer), case, days_ago=3)
    client = log_in(president)

    assert client.post("/approvals/decide", {"approval": chosen(province), "decision": "decline"}).status_code == 409
    client.post("/approvals/decide", {"approval": chosen(province), "decision": "decline", "note": "证据不足"})
    assert [row.state for row in seen(province)] == ["declined"]


def test_what_the_law_refuses_is_said_on_the_page(province: Province, case: Case, log_in: LogIn) -> None:
    propose(province, log_in(province.officer), case, days_ago=3, amount="100000.01")

    assert seen(province) == []


def test_another_court_does_not_see_it(province: Province, president: Officer, case: Case, log_in: LogIn) -> None:
    propose(province, log_in(province.officer), case, days_ago=3)

    assert log_in(province.stranger).get(f"/measures/{seen(province)[0].pk}/").status_code == 404


def test_the_pages_open_for_those_who_work_with_them(
    province: Province, president: Officer, case: Case, log_in: LogIn
) -> None:
    officer = log_in(province.officer)
    propose(province, officer, case, days_ago=3)
    for which in ("running", "next", "bans", "waiting", ""):
        assert officer.get(f"/measures/?list={which}").status_code == 200
    for which in ("waiting", "mine", "decided"):
        assert officer.get(f"/approvals/?list={which}").status_code == 200
    assert "呈请强制措施" in officer.get(f"/cases/{case.pk}/measures/").content.decode()


def test_a_promise_that_passed_its_hour_waits_on_the_workbench(province: Province, case: Case, log_in: LogIn) -> None:
    acting, court_id = province.officer.acting(), province.court.pk
    with scope.of_court(court_id):
        debtor = case.parties.get(role="debtor").person
        promise.note(
            acting=acting,
            case=case,
            person=debtor,
            what="下午转账",
            amount=100_00,
            due_at=NOON + timedelta(hours=1),
            now=NOON,
        )
    client = log_in(province.officer)
    assert "逾时未践行的承诺" not in client.get("/").content.decode()

    check_promises(court_id=court_id, now=NOON + timedelta(hours=2))

    assert "逾时未践行的承诺" in client.get("/").content.decode()
