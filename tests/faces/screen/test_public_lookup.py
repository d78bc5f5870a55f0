"""The public look-up: exact names, what article 6 says and no more, gone when lifted, not to be leafed through."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from screening_court import ScreeningCourt, lift

from duixian.faces.desk.lookup import views
from duixian.faces.desk.lookup.buckets import Buckets


@pytest.fixture(autouse=True)
def fresh_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BY_ADDRESS", Buckets(size=8, seconds=600))
    monkeypatch.setattr(views, "BY_NAME", Buckets(size=30, seconds=600))


def asked(name: str, number: str = "") -> tuple[int, str]:
    answer = Client().post("/lists/", {"name": name, "number": number})
    return answer.status_code, answer.content.decode()


def test_who_is_listed_is_shown_masked_and_who_is_lifted_is_not_shown(
    real_db: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    court = ScreeningCourt(Path(str(tmp_path)))
    monkeypatch.setattr(views.timezone, "localdate", lambda *_: court.now.date())
    name, number = court.debtor.name, court.debtor.id_number

    _, text = asked(name)
    assert "失信被执行人" in text
    assert number not in text
    assert f"{number[:10]}****{number[-4:]}" in text
    assert "没有相符的条目" in asked(name, "11010519491231002X")[1]
    assert "失信被执行人" in asked(name, f"{number[:10]}****{number[-4:]}")[1].split("</form>")[1]
    assert "没有相符的条目" in asked(name[:-1] + "某")[1]

    lift(court)

    assert "没有相符的条目" in asked(name)[1]


def test_a_name_is_found_by_its_index_however_long_the_list(db: None, client: Client) -> None:
    with CaptureQueriesContext(connection) as said:
        client.post("/lists/", {"name": "无此人"})
    asking = next(query["sql"] for query in said if "lists_currententry" in query["sql"])

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {asking}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "lists_current_by_name" in plan, asking + plan


def test_an_address_that_asks_too_often_is_told_when_to_come_back(db: None, client: Client) -> None:
    answers = [client.post("/lists/", {"name": f"无此人{nth}"}) for nth in range(9)]

    assert [answer.status_code for answer in answers] == [200] * 8 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 600


def test_a_name_that_is_asked_too_often_is_not_told_to_further_addresses(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "BY_NAME", Buckets(size=2, seconds=600))

    statuses = [
        client.post("/lists/", {"name": name}, REMOTE_ADDR=f"10.0.0.{nth}").status_code
        for nth, name in enumerate(["王伟", "王伟", "王伟", "李伟"])
    ]

    assert statuses == [200, 200, 429, 200]


def test_a_bucket_gives_one_back_for_each_of_its_seconds() -> None:
    bucket = Buckets(size=2, seconds=10)

    assert [bucket.take("a", at=at) for at in (0, 0, 0, 5, 10, 11)] == [0, 0, 10, 5, 0, 9]


def test_one_letter_is_no_name(db: None, client: Client) -> None:
    assert client.post("/lists/", {"name": "王"}).status_code == 400
