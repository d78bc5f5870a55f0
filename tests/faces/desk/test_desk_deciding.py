"""The page on which a case is put forward to be halted or ended."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Case, CourseDecision
from duixian.domain.courts import scope
from duixian.law.procedure.grounds import of_act

GIVEN = {"ground": "deferred", "deferred.applicant_consent": "延期申请书", "reason": "双方协商"}


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft(), on=localdate() - timedelta(days=30))


def decisions(case: Case) -> list[tuple[str, str, str]]:
    with scope.of_court(case.court_id):
        return list(CourseDecision.objects.values_list("act", "ground", "state"))


def test_every_ground_of_the_act_stands_on_the_page_with_its_article(
    case: Case, province: Province, log_in: LogIn
) -> None:
    page = log_in(province.officer).get(f"/cases/{case.pk}/decide/suspend/").content.decode()

    assert all(ground.title in page and str(ground.citation) in page for ground in of_act("suspend"))


def test_what_is_put_forward_waits_for_a_signature(case: Case, province: Province, log_in: LogIn) -> None:
    assert log_in(province.officer).post(f"/cases/{case.pk}/decide/suspend/propose", GIVEN).status_code == 302

    assert decisions(case) == [("suspend", "deferred", "proposed")]


def test_without_its_paper_it_is_refused_in_words(case: Case, province: Province, log_in: LogIn) -> None:
    bare = {"ground": "deferred", "reason": "双方协商"}

    answer = log_in(province.officer).post(f"/cases/{case.pk}/decide/suspend/propose", bare)

    assert "申请执行人同意延期的书面意见" in answer.content.decode()
    assert decisions(case) == []


def test_an_accountant_puts_nothing_forward(case: Case, province: Province, log_in: LogIn) -> None:
    answer = log_in(province.accountant).post(f"/cases/{case.pk}/decide/suspend/propose", GIVEN)

    assert answer.status_code in (403, 409, 422)
    assert decisions(case) == []
