"""The public pages: open to anybody, silent about anybody's name, and only they may talk to the hall."""

import base64
import io
from typing import Any

import pytest
from auctionhouse import House, house
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from page_queries import page_queries
from province import LogIn, Province

from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound

KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


@pytest.fixture
def made(province: Province) -> House:
    return house(province, own=True)


@pytest.fixture
def lot(made: House) -> AuctionRound:
    """Announced in our own hall, with one bidder."""
    with scope.of_court(made.province.court.pk):
        auction = made.announced(sign=KEY.sign)
        made.enter(auction, "欧阳明月", sign=KEY.sign)
        auction.refresh_from_db()
        return auction


def test_anybody_may_read_a_lot_and_nobody_is_named(lot: AuctionRound) -> None:
    text = Client().get(f"/auctions/{lot.code}/").content.decode()
    assert "小型轿车一辆" in text
    assert "¥70,000.00" in text
    assert "当事人议价" in text
    assert "自有竞价大厅" in text
    for name in ("梁国栋", "陈静", "欧阳明月", lot.disposal.case.number):
        assert name not in text


def test_the_list_shows_what_is_announced_and_hides_what_was_withdrawn(lot: AuctionRound, province: Province) -> None:
    assert lot.code in Client().get("/auctions/").content.decode()
    assert lot.code in Client().get("/auctions/?state=announced").content.decode()
    assert lot.code not in Client().get("/auctions/?state=sold").content.decode()
    with scope.of_court(province.court.pk):
        AuctionRound.objects.filter(pk=lot.pk).update(state="withdrawn")
    assert lot.code not in Client().get("/auctions/").content.decode()


def test_only_the_pages_of_the_hall_may_talk_to_it(lot: AuctionRound, province: Province, log_in: LogIn) -> None:
    page = Client().get(f"/auctions/{lot.code}/")
    assert "connect-src 'self' http://testserver:8020" in page["Content-Security-Policy"]
    assert "8020" not in log_in(province.officer).get("/")["Content-Security-Policy"]


def test_a_hall_that_was_given_an_address_is_looked_for_there(lot: AuctionRound, settings: Any) -> None:
    settings.HALL_URL = "https://hall.court.example"
    page = Client().get(f"/auctions/{lot.code}/")
    assert "https://hall.court.example" in page["Content-Security-Policy"]
    assert 'data-hall="https://hall.court.example"' in page.content.decode()


def checked(client: Client, text: bytes, key: str = PUBLIC, **more: str) -> tuple[int, str]:
    answer = client.post("/auctions/check", {"log": io.BytesIO(text), "key": key, **more})
    return answer.status_code, answer.content.decode()


def test_the_log_is_a_file_that_is_judged_again(lot: AuctionRound) -> None:
    client = Client()
    answer = client.get(f"/auctions/{lot.code}/log.jsonl")
    assert answer["Content-Disposition"] == f'attachment; filename="{lot.code}.jsonl"'
    status, text = checked(client, answer.content, running="1")
    assert (status, "与记录一致" in text) == (200, True)
    assert "竞价记录没有结果" in checked(client, answer.content)[1]
    changed = answer.content.replace(b'"paid":true', b'"paid":false')
    assert changed != answer.content
    assert "改动过" in checked(client, changed, running="1")[1]


def test_what_is_no_log_and_what_is_no_key_is_said(lot: AuctionRound) -> None:
    assert checked(Client(), b"\xff\xfe")[0] == 422
    assert "不是竞价记录" in checked(Client(), b"hello")[1]
    status, text = checked(Client(), b"{}", key="abc")
    assert (status, "不是 Ed25519 公钥" in text) == (422, True)


@pytest.mark.parametrize("code", ["PM000000000000", "x"])
def test_an_unknown_lot_is_not_found(province: Province, code: str) -> None:
    assert Client().get(f"/auctions/{code}/").status_code == 404
    assert Client().get(f"/auctions/{code}/log.jsonl").status_code == 404


def test_the_public_pages_ask_little(lot: AuctionRound) -> None:
    assert len(page_queries(Client(), "/auctions/").tables) <= 3
    assert len(page_queries(Client(), f"/auctions/{lot.code}/").tables) <= 5
