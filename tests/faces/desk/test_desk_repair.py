"""Promises, requests and notices on pages; and the certificate of an entry that is gone, checked by anybody."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.utils.timezone import localdate, localtime
from province import LogIn, Province
from punished import Punished, punished

from duixian.base.faults import BadInput
from duixian.domain.courts import scope
from duixian.domain.lists.models import Certificate, CreditCommitment, Listing
from duixian.faces.desk.punish.acts import read_conditions
from duixian.flows.lists import certify, review


@pytest.fixture
def people(province: Province, log_in: LogIn) -> Punished:
    return punished(province, log_in)


def test_a_promise_is_taken_in_suspends_and_once_kept_takes_off(people: Punished) -> None:
    client = people.officer
    made = people.listed(client)
    due = (localdate() + timedelta(days=5)).isoformat()
    posted = {"conditions": f"{due} 5000 还款五千元", "proof": "工资流水"}
    assert client.post(f"/punish/dishonest/{made.pk}/acts/commit", posted).status_code == 302
    people.sign()
    page = client.get("/repair/").content.decode()
    assert "还款五千元" in page
    assert "剩 5 天" in page
    assert "当日不在名单上" in client.get(f"/punish/dishonest/{made.pk}/").content.decode()
    with scope.of_court(people.case.court_id):
        promise = CreditCommitment.objects.get()

    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    assert client.post(f"/repair/{promise.pk}/kept", {"place": "0", "day": tomorrow}).status_code == 409
    assert client.post(f"/repair/{promise.pk}/kept", {"place": "0", "day": localdate().isoformat()}).status_code == 302

    assert people.listing().end_ground == "early"
    assert "已兑现" in client.get("/repair/").content.decode()
    for which in ("requests", "exemptions", "notices"):
        assert client.get(f"/repair/?list={which}").status_code == 200


def test_a_request_for_repair_is_listed_until_signed(people: Punished) -> None:
    client = people.officer
    made = people.listed(client)
    posted = {"kind": "repair", "text": "已如实补报", "proof": "补充申报表"}
    client.post(f"/punish/dishonest/{made.pk}/acts/lift", posted)
    assert "审查中" in client.get("/repair/?list=requests").content.decode()

    people.sign()

    assert "准许" in client.get("/repair/?list=requests").content.decode()
    assert people.listing().end_ground == "early"


def test_another_court_keeps_no_promise_of_ours(people: Punished) -> None:
    client = people.officer
    made = people.listed(client)
    due = (localdate() + timedelta(days=5)).isoformat()
    client.post(f"/punish/dishonest/{made.pk}/acts/commit", {"conditions": f"{due} 交出车辆", "proof": "承诺书"})
    people.sign()
    with scope.of_court(people.case.court_id):
        promise = CreditCommitment.objects.get()
    stranger = people.log_in(people.province.stranger)
    answer = stranger.post(f"/repair/{promise.pk}/kept", {"place": "0", "day": localdate().isoformat()})
    assert answer.status_code == 404
    with scope.of_court(people.case.court_id):
        assert Listing.objects.get().state == "suspended"


def test_lines_of_a_promise_are_read_and_bad_ones_named() -> None:
    found = read_conditions(["2026-12-01 5000 还款", "2026-12-05 交出车辆"])
    assert [(one.amount, one.text) for one in found] == [(500_000, "还款"), (0, "交出车辆")]
    with pytest.raises(BadInput) as bad:
        read_conditions(["2026-12-01 5000 还款", "明天 交车", "2026-12-01 50元整 还款"])
    assert [one.place for one in bad.value.faults] == ["第 2 行", "第 3 行"]


def test_anybody_checks_the_signature_of_a_certificate(people: Punished) -> None:
    people.limited(people.officer)
    people.pay(2 * 8_000_000)
    court_id = people.case.court_id
    with scope.of_court(court_id):
        review.review_case(case_id=people.case.pk, on=localdate(), now=localtime())
        certificate = Certificate.objects.select_related("paper").get()
    assert certificate.paper is not None
    address = f"/verify?code={certificate.paper.verify_code}"
    assert "正在签名" in Client().get(address).content.decode()

    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    certify.certify(court_id=court_id, sign=key.sign, key=public, now=localtime())
    assert "数字签名有效" in Client().get(address).content.decode()

    with scope.of_court(court_id):
        Certificate.objects.update(payload=certificate.payload.replace("performed", "security"))
    assert "数字签名无效" in Client().get(address).content.decode()
