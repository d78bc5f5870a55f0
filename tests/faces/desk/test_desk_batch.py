"""The batch desk: chosen, ordered, done by the worker case by case, printed; what is refused says why."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate
from page_queries import page_queries
from procrastinate.contrib.django.models import ProcrastinateJob
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Case, CaseState, EvidenceRecord
from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.domain.trail.models import Entry
from duixian.flows import batch
from duixian.flows.batch_acts import Doing, Done


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


def _rows(page: str) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', page)


def test_papers_of_a_batch_are_served_in_one_act_and_the_record_of_the_case_learns_of_it(
    province: Province, log_in: LogIn, cases: list[Case]
) -> None:
    client = log_in(province.officer)
    made = client.post("/batch/start", {"act": "notify", "case": [case.pk for case in cases[:2]]})["Location"]
    _run(province, made.strip("/").split("/")[-1])
    client.post(f"/cases/{cases[2].pk}/instruments/execution_notice")  # not of that batch
    rows = _rows(client.get(f"/batch/?act=serve&batch={made.strip('/').split('/')[-1]}").content.decode())
    assert len(rows) == 4
    assert len(_rows(client.get("/batch/?act=serve").content.decode())) == 5
    own = rows[0].partition("paper:")[2]
    narrow, wide = (page_queries(client, f"/batch/?act=serve{more}") for more in ("&kind=report_order", ""))
    assert len(narrow.statements) == len(wide.statements)  # however many papers wait
    today = localdate().isoformat()
    posted = {"act": "serve", "row": rows, "method": "mail", "day": today, "taker": "本人", "proof": "交寄清单第3号"}

    answer = client.post("/batch/start", posted | {f"proof-{own}": "EMS1234"})

    key = answer["Location"].strip("/").split("/")[-1]
    assert _run(province, key).done == 4
    with scope.of_court(province.court.pk):
        kept = list(ServiceRecord.objects.order_by("instrument_id"))
        assert {one.addressee for one in kept} == {"梁国栋"}
        assert {one.proof for one in kept} == {"EMS1234", "交寄清单第3号"}
        assert {one.made_by for one in kept} == {province.officer.username}
        signed = EvidenceRecord.objects.filter(kind__in=["notice_served", "report_served"])
        assert signed.count() == 4
        assert all(one.document_sha256 for one in signed)
    text = client.get(f"/batch/{key}/services/").content.decode()
    assert text.count("邮寄送达") == 4
    assert client.get(f"/batch/{key}/services/?export=xlsx").status_code == 200
    assert len(pypdfium2.PdfDocument(client.get(f"/batch/{key}/papers.pdf").content)) >= 4
    assert len(_rows(client.get("/batch/?act=serve").content.decode())) == 1
    again = client.post("/batch/start", posted)["Location"].strip("/").split("/")[-1]
    assert _run(province, again).refused == 4  # nobody is served twice


def test_service_to_come_or_by_a_notice_that_still_runs_is_refused_before_anything_is_ordered(
    province: Province, log_in: LogIn, cases: list[Case]
) -> None:
    client = log_in(province.officer)
    client.post(f"/cases/{cases[0].pk}/instruments/execution_notice")
    rows = _rows(client.get("/batch/?act=serve").content.decode())
    posted = {"act": "serve", "row": rows, "method": "direct", "taker": "本人", "proof": "回证"}

    late = client.post("/batch/start", posted | {"day": (localdate() + timedelta(days=1)).isoformat()})
    runs = client.post("/batch/start", posted | {"method": "notice", "day": localdate().isoformat()})

    assert (late.status_code, runs.status_code) == (422, 422)
    assert "公告期未满" in runs.content.decode()
    with scope.of_court(province.court.pk):
        assert not Entry.objects.filter(act=batch.ORDERED).exists()
        assert not ServiceRecord.objects.exists()


def test_a_form_sent_twice_orders_one_batch(province: Province, log_in: LogIn, cases: list[Case]) -> None:
    client = log_in(province.officer)
    page = client.get("/batch/?act=notify").content.decode()
    found = re.search(r'name="key" value="([0-9a-f]{16})"', page)
    assert found
    posted = {"act": "notify", "case": [cases[0].pk], "key": found[1]}

    first, second = client.post("/batch/start", posted), client.post("/batch/start", posted)

    assert first["Location"] == second["Location"]
    with scope.of_court(province.court.pk):
        assert Entry.objects.filter(act=batch.ORDERED).count() == 1


def test_what_nobody_foresaw_in_one_row_stops_no_other_and_is_tried_again(
    province: Province, log_in: LogIn, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = log_in(province.officer).post("/batch/start", {"act": "notify", "case": [case.pk for case in cases]})
    key = answer["Location"].strip("/").split("/")[-1]
    known, broken = batch.ACTS[batch.BatchAct.NOTIFY], cases[0].pk

    def stumble(doing: Doing) -> Done:
        if doing.case.pk == broken:
            raise RuntimeError("the disk is full")
        return known(doing)

    with monkeypatch.context() as patch:
        patch.setitem(batch.ACTS, batch.BatchAct.NOTIFY, stumble)  # type: ignore[call-overload]
        with pytest.raises(ExceptionGroup):
            _run(province, key)
    with scope.of_court(province.court.pk):
        assert Entry.objects.filter(subject=f"batch:{key}", act=batch.DONE).count() == 2
    assert _run(province, key).done == 3


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_a_job_of_its_own(
    province: Province, log_in: LogIn, cases: list[Case]
) -> None:
    answer = log_in(province.officer).post("/batch/start", {"act": "notify", "case": [case.pk for case in cases]})
    key = answer["Location"].strip("/").split("/")[-1]
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")  # the worker has it

    asked = iter((False, True))
    left = batch.run(
        court_id=province.court.pk, key=key, clock=timezone.now, today=timezone.localdate, stop=lambda: next(asked)
    )

    assert (left.over, left.running) == (1, True)
    assert ProcrastinateJob.objects.filter(status="todo", lock=f"batch:{key}").count() == 1
    assert _run(province, key).done == 3


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
