"""The batch desk: chosen, ordered, done by the worker case by case, printed; what is refused says why."""

from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument
from duixian.domain.trail.models import Entry
from duixian.flows import batch


@pytest.fixture
def cases(province: Province) -> list[Case]:
    """Three cases of three days ago."""
    return [file(province.officer, draft(serial=serial), on=localdate() - timedelta(days=3)) for serial in (1, 2, 3)]


def _run(province: Province, key: str) -> batch.Batch:
    return batch.run(court_id=province.court.pk, key=key, clock=timezone.now, today=timezone.localdate)


def test_notices_of_many_cases_are_sent_in_one_act_with_a_result_a_case(
    province: Province, log_in: LogIn, cases: list[Case]
) -> None:
    client = log_in(province.officer)
    page = client.get("/batch/?act=notify").content.decode()
    assert all(case.number in page for case in cases)
    client.post(f"/cases/{cases[1].pk}/instruments/execution_notice")  # another hand was first

    answer = client.post("/batch/start", {"act": "notify", "case": [case.pk for case in cases]})

    key = answer["Location"].strip("/").split("/")[-1]
    with scope.of_court(province.court.pk):
        assert not Instrument.objects.filter(case=cases[0]).exists()  # nothing before the worker
    made = _run(province, key)
    assert (made.done, made.refused, made.running) == (2, 1, False)
    page = client.get(f"/batch/{key}/").content.decode()
    assert "案件不是“已立案”状态" in page
    printed = client.get(f"/batch/{key}/papers.pdf")
    assert len(pypdfium2.PdfDocument(printed.content)) >= 4
    assert client.get(f"/batch/{key}/?export=xlsx").status_code == 200
    with scope.of_court(province.court.pk):
        assert set(Case.objects.values_list("state", flat=True)) == {CaseState.NOTIFIED}
        assert Instrument.objects.filter(kind="report_order").count() == 2


def test_a_batch_taken_up_again_does_no_case_twice(province: Province, log_in: LogIn, cases: list[Case]) -> None:
    answer = log_in(province.officer).post("/batch/start", {"act": "notify", "case": [case.pk for case in cases]})
    key = answer["Location"].strip("/").split("/")[-1]
    _run(province, key)
    _run(province, key)
    with scope.of_court(province.court.pk):
        assert Entry.objects.filter(subject=f"batch:{key}", act=batch.DONE).count() == 3
        assert Instrument.objects.count() == 6


def test_ends_of_rounds_that_are_not_ripe_are_refused_with_a_link(
    province: Province, log_in: LogIn, cases: list[Case]
) -> None:
    client = log_in(province.officer)
    client.post(f"/cases/{cases[0].pk}/instruments/execution_notice")
    answer = client.post("/batch/start", {"act": "end_rounds", "case": [cases[0].pk]})
    made = _run(province, answer["Location"].strip("/").split("/")[-1])
    assert made.refused == 1
    assert f"/cases/{cases[0].pk}/round-end/?kind=" in client.get(answer["Location"]).content.decode()


def test_whose_office_it_is_not_orders_nothing_and_another_court_sees_nothing(
    province: Province, log_in: LogIn, cases: list[Case]
) -> None:
    posted = {"act": "notify", "case": [cases[0].pk]}
    assert log_in(province.accountant).post("/batch/start", posted).status_code == 409
    with scope.of_court(province.court.pk):
        assert not Entry.objects.filter(act=batch.ORDERED).exists()
    made = log_in(province.officer).post("/batch/start", posted)
    assert log_in(province.stranger).get(made["Location"]).status_code == 404
