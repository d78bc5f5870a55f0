"""Where a case stands, on its page and on the workbench: whose turn, the next steps with their buttons, what mends."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from page_queries import page_queries
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument
from duixian.faces.desk.workbench.steps import way_of, way_to_mend
from duixian.law.procedure.steps import Step, StepId, Weight, says


@pytest.fixture
def case(province: Province) -> Case:
    """A case of three days ago, not yet notified."""
    return file(province.officer, draft(), on=localdate() - timedelta(days=3))


def test_a_case_says_whose_turn_it_is_and_sends_the_notice_in_one_click(
    province: Province, log_in: LogIn, case: Case
) -> None:
    client = log_in(province.officer)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "法院（承办人）" in page
    assert "已立案，执行通知尚未发出" in page
    address = f"/cases/{case.pk}/instruments/execution_notice"
    assert f'hx-post="{address}"' in page

    client.post(address)

    with scope.of_court(case.court_id):
        assert Case.objects.get(pk=case.pk).state == CaseState.NOTIFIED
        assert Instrument.objects.filter(case=case, kind="execution_notice").count() == 1
    assert "已立案，执行通知尚未发出" not in client.get(f"/cases/{case.pk}/").content.decode()


def test_who_only_reads_a_case_gets_no_button(province: Province, log_in: LogIn, case: Case) -> None:
    page = log_in(province.above).get(f"/cases/{case.pk}/").content.decode()
    assert "发出执行通知书和报告财产令" in page
    assert "instruments/execution_notice" not in page


def test_every_step_of_the_law_has_a_place(province: Province, case: Case) -> None:
    for step in StepId:
        one = Step(step, "", says("x", "x"), "", Weight.OPEN)
        assert way_of(one, case_id=case.pk).url.startswith("/"), step


def test_a_refusal_links_to_what_is_missing(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)
    client.post(f"/cases/{case.pk}/instruments/execution_notice")
    refused = client.post(f"/cases/{case.pk}/round-end/propose", headers={"HX-Request": "true"})

    assert refused.status_code == 409
    page = refused.content.decode()
    assert f'href="/cases/{case.pk}/assets/"' in page
    assert "#sign" in page
    assert way_to_mend("wait", case_id=case.pk) is None


def test_the_list_of_next_steps_asks_the_same_of_three_cases_as_of_one_but_for_their_debts(
    province: Province, log_in: LogIn, case: Case
) -> None:
    client = log_in(province.officer)
    one = page_queries(client, "/next/")
    for serial in (2, 3):
        file(province.officer, draft(serial=serial), on=localdate() - timedelta(days=3 + serial))
    three = page_queries(client, "/next/")

    per_case = (len(three.statements) - len(one.statements)) / 2
    assert per_case <= 9, three.tables  # what a debt is counted from; a page has twenty cases
    assert len(one.statements) - per_case <= 45, one.tables
    page = client.get("/next/").content.decode()
    assert page.count('class="number"') == 3
