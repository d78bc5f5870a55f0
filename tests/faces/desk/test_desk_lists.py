"""The two lists on pages: proposed with every test shown, signed, seen masked on any day, lifted with its proof."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from province import LogIn, Province, draft, file
from punished import Punished, punished

from duixian.domain.courts import scope
from duixian.domain.lists.models import ConsumptionLimit, CorrectionRequest, Listing, ListingRequest, ListNotice
from duixian.domain.parties.models import Person
from duixian.flows import batch
from duixian.flows.lists import review
from duixian.testing.scenes.stage import resident_id

NUMBER = "440601199003072133"


@pytest.fixture
def people(province: Province, log_in: LogIn) -> Punished:
    return punished(province, log_in)


def _run(people: Punished, answer: Any) -> batch.Batch:
    """What the worker does with what was ordered."""
    key = answer["Location"].strip("/").split("/")[-1]
    return batch.run(court_id=people.case.court_id, key=key, clock=timezone.now, today=timezone.localdate)


def test_a_limit_is_proposed_signed_and_seen_with_a_masked_number(people: Punished) -> None:
    client = people.officer
    asked = client.get(f"/cases/{people.case.pk}/limit/{people.debtor.pk}/").content.decode()
    assert asked.count("✓ 符合") == 10
    assert "✗" not in asked

    made = people.limited(client)

    assert made.state == "in_force"
    for page in ("/punish/", f"/punish/limited/{made.pk}/", f"/cases/{people.case.pk}/credit/"):
        text = client.get(page).content.decode()
        assert "陈静" in text
        assert NUMBER not in text


def test_every_test_not_met_is_named_with_the_page_that_mends_it(province: Province, log_in: LogIn) -> None:
    people = punished(province, log_in, noticed=False)
    page = people.officer.get(f"/cases/{people.case.pk}/limit/{people.debtor.pk}/").content.decode()
    assert "执行通知书尚未送达" in page
    assert f'href="/cases/{people.case.pk}/round-end/"' in page
    assert page.count("✗ 不符合") == 1

    answer = people.officer.post(f"/cases/{people.case.pk}/limit/{people.debtor.pk}/propose", {"reason": "拒不履行"})

    assert answer.status_code == 409
    with scope.of_court(people.case.court_id):
        assert not ConsumptionLimit.objects.exists()


def test_a_minor_is_refused_visibly(people: Punished) -> None:
    born = (localdate() - timedelta(days=15 * 365)).strftime("%Y%m%d")
    with scope.of_court(people.case.court_id):
        child = resident_id(3, born=localdate() - timedelta(days=15 * 365))
        assert born in child
        Person.objects.filter(pk=people.debtor.pk).update(id_number=child)
    client = people.officer
    for what in ("limit", "listing"):
        assert "被执行人未成年" in client.get(f"/cases/{people.case.pk}/{what}/{people.debtor.pk}/").content.decode()
    assert (
        client.post(f"/cases/{people.case.pk}/limit/{people.debtor.pk}/propose", {"reason": "拒不履行"}).status_code
        == 409
    )
    with scope.of_court(people.case.court_id):
        assert not ConsumptionLimit.objects.exists()


def test_many_are_proposed_with_a_result_for_each_row(people: Punished) -> None:
    other = file(people.province.officer, draft(serial=9), on=localdate() - timedelta(days=3))  # no number, no notice
    client = people.officer
    assert client.get("/punish/batch/")["Location"] == "/batch/?act=limit"
    page = client.get("/batch/?act=limit").content.decode()
    rows = re.findall(r'name="row" value="([^"]+)"', page)
    assert len(rows) == 2

    answer = client.post("/batch/start", {"act": "limit", "row": rows, "reason": "拒不履行"})

    made = _run(people, answer)
    assert (made.done, made.refused) == (1, 1)
    page = client.get(answer["Location"]).content.decode()
    assert "执行通知书尚未送达" in page
    assert f'href="/cases/{other.pk}/round-end/"' in page
    assert {row.subject for row in made.rows} == {people.debtor.name, "梁国栋"}
    with scope.of_court(people.case.court_id):
        assert [one.case_id for one in ConsumptionLimit.objects.all()] == [people.case.pk]
    assert other.pk in {row.case_id for row in made.rows if not row.done}
    assert client.post("/batch/start", {"act": "limit", "row": rows, "reason": ""}).status_code == 422


def test_many_listings_rest_on_what_the_records_prove_and_a_review_lifts_nobody_who_owes(people: Punished) -> None:
    client = people.officer
    limited = people.limited(client)
    spent = {"day": localdate().isoformat(), "what": "乘坐高铁一等座", "source": "铁路客票信息"}
    assert client.post(f"/punish/limited/{limited.pk}/acts/breach", spent).status_code == 302
    page = client.get("/batch/?act=list&kind=limit_breach").content.decode()
    posted = {"act": "list", "row": re.findall(r'name="row" value="([^"]+)"', page), "reason": "违反限制消费令"}

    # what somebody would have to say by hand is proposed one by one
    assert client.post("/batch/start", posted | {"kind": "able"}).status_code == 422
    answer = client.post("/batch/start", posted | {"kind": "limit_breach"})

    assert _run(people, answer).done == 1
    with scope.of_court(people.case.court_id):
        assert Listing.objects.get().state == "proposed"  # the president still decides
    people.sign()
    answer = client.post("/batch/start", {"act": "review", "case": [people.case.pk]})
    assert _run(people, answer).rows[0].note == "没有应当解除的记录"
    assert people.listing().state == "in_force"


def test_a_listing_shows_what_the_public_sees_and_brings_the_limit(people: Punished) -> None:
    client = people.officer
    made = people.listed(client)

    text = client.get(f"/punish/dishonest/{made.pk}/").content.decode()
    assert "违反财产报告制度" in text
    assert "当日在名单上" in text
    assert NUMBER not in text
    assert people.limit().for_listing_id == made.pk


def test_ticked_exclusions_keep_a_debtor_off(people: Punished) -> None:
    posted = {
        "kind": "able", "reason": "有存款", "evidence": "property", "evidence_text": "存款",
        "evidence_source": "查询结果", "subordinate": "1",
    }  # fmt: skip
    answer = people.officer.post(f"/cases/{people.case.pk}/listing/{people.debtor.pk}/propose", posted)
    assert answer.status_code == 409
    assert "履行顺序在后" in answer.content.decode()
    with scope.of_court(people.case.court_id):
        assert not Listing.objects.exists()


def test_the_list_of_a_past_day_is_rebuilt(people: Punished) -> None:
    client = people.officer
    made = people.limited(client)
    today, before = localdate().isoformat(), (localdate() - timedelta(days=1)).isoformat()

    assert "陈静" in client.get(f"/punish/?day={today}").content.decode()
    assert "当日名单上没有人" in client.get(f"/punish/?day={before}").content.decode()
    assert "当日不在名单上" in client.get(f"/punish/limited/{made.pk}/?day={before}").content.decode()


def test_who_paid_is_shown_with_ground_time_and_certificate(people: Punished) -> None:
    client = people.officer
    made = people.limited(client)
    people.pay(2 * 8_000_000)
    with scope.of_court(people.case.court_id):
        review.review_case(case_id=people.case.pk, on=localdate(), now=localtime())

    text = client.get(f"/punish/limited/{made.pk}/").content.decode()
    assert "生效法律文书确定的义务已经履行完毕" in text
    assert "用时" in text
    assert "下载证明（PDF）" in text
    assert "当日不在名单上" in text
    assert client.get("/punish/?state=over").content.decode().count("陈静") == 1


def test_an_exemption_and_a_correction_are_taken_in_on_the_page(people: Punished) -> None:
    client = people.officer
    made = people.limited(client)
    address = f"/punish/limited/{made.pk}/acts/"
    day = localdate()
    posted = {
        "purpose": "探望病危母亲", "what": "高铁往返一次", "proof": "病危通知书",
        "since": day.isoformat(), "until": (day + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    assert client.post(address + "exempt", posted).status_code == 302
    people.sign()
    assert "高铁往返一次" in client.get(f"/punish/limited/{made.pk}/").content.decode()

    assert client.post(address + "correct", {"about": "data", "text": "姓名有误"}).status_code == 302
    assert "信息不准确" in client.get("/punish/").content.decode()
    assert client.post(address + "refuse", {"answer": ""}).status_code == 409
    with scope.of_court(people.case.court_id):
        assert CorrectionRequest.objects.get().state == "open"


def test_another_court_sees_nothing_of_it(people: Punished) -> None:
    made = people.limited(people.officer)
    stranger = people.log_in(people.province.stranger)
    assert stranger.get(f"/punish/limited/{made.pk}/").status_code == 404
    assert stranger.post(f"/punish/limited/{made.pk}/acts/breach", {}).status_code == 404
    assert "陈静" not in stranger.get(f"/punish/?day={localdate().isoformat()}").content.decode()


def test_a_notice_is_issued_and_served_on_the_tab_and_a_request_answered(people: Punished) -> None:
    client, tab = people.officer, f"/cases/{people.case.pk}/credit/"
    posted = {"kind": "warning", "person": people.debtor.pk, "perform_by": localdate().isoformat()}
    assert client.post(tab + "notice", posted).status_code == 302
    assert "尚未送达" in client.get(tab).content.decode()
    with scope.of_court(people.case.court_id):
        row = ListNotice.objects.get()
        creditor = people.case.parties.get(role="applicant").person_id
    client.post(tab + "served", {"notice": row.pk, "day": localdate().isoformat(), "how": "邮寄，回执第2号"})
    assert "邮寄，回执第2号" in client.get(tab).content.decode()

    asked = {"debtor": people.debtor.pk, "applicant": creditor, "text": "申请纳入"}
    assert client.post(tab + "request", asked).status_code == 302
    with scope.of_court(people.case.court_id):
        waiting = ListingRequest.objects.get()
    assert client.post(tab + "refuse", {"request": waiting.pk, "answer": "仅无履行能力"}).status_code == 302
    assert "仅无履行能力" in client.get(tab).content.decode()
