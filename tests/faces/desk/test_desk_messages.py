"""English is one switch away: every sentence of a page has it, with the same placeholders, in the file Django reads."""

import re
import sys
from pathlib import Path

import pytest
from django.test import Client
from province import LogIn, Province

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
import messages

_PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def test_every_sentence_of_a_page_has_an_english_one() -> None:
    known = messages.read_po(messages.CATALOGUE)
    pages = {text for text, places in messages.messages().items() if any(p.startswith("faces/desk") for p in places)}
    assert sorted(text for text in pages if not known.get(text)) == []


def test_nearly_every_fault_and_label_of_the_floors_below_has_an_english_one() -> None:
    known = messages.read_po(messages.CATALOGUE)
    below = messages.messages()
    assert sum(bool(known.get(text)) for text in below) >= 0.95 * len(below)


def test_what_the_law_refuses_is_gathered_however_its_fault_is_made() -> None:
    gathered = messages.messages()

    by_a_condition, by_a_shared_name = (
        "无人出价的，按流拍办理",
        "请向执行法院索取完整的竞价记录，并据此提出异议（《网络司法拍卖规定》第三十六条）",
    )
    assert "law/procedure/auction_life.py" in gathered[by_a_condition]
    assert "law/disposal/checking.py" in gathered[by_a_shared_name]
    assert "connectors/platforms/results.py" in gathered["不是次数"]


def test_the_placeholders_of_both_languages_are_the_same() -> None:
    for chinese, english in messages.read_po(messages.CATALOGUE).items():
        assert not english or set(_PLACES.findall(english)) == set(_PLACES.findall(chinese)), chinese


def test_the_compiled_catalogue_is_the_one_in_words() -> None:
    compiled = messages.CATALOGUE.with_suffix(".mo").read_bytes()
    assert compiled == messages.mo_bytes(messages.read_po(messages.CATALOGUE))


@pytest.mark.django_db
def test_the_switch_keeps_the_language_in_a_cookie() -> None:
    client = Client()
    assert "登录名" in client.get("/login").content.decode()
    client.post("/language", {"language": "en", "next": "/login"})
    page = client.get("/login").content.decode()
    assert "User name" in page
    assert "登录名" not in page


_CHINESE = re.compile(r"[\u3400-\u9fff]+")


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/deadlines/",
        "/cases/",
        "/filing/",
        "/control/",
        "/control/orders/",
        "/control/calendar/",
        "/disposal/",
        "/disposal/new/",
        "/disposal/results/",
        "/auctions/",
        "/auctions/check",
        "/next/",
        "/proceedings/",
        "/applications/",
        "/batch/",
        "/settlements/",
        "/measures/",
        "/approvals/",
        "/punish/",
        "/repair/",
        "/agencies/",
        "/agencies/feedback/",
        "/lists/",
        "/court/settings/",
        "/court/staff/",
    ],
)
def test_an_english_page_says_nothing_of_its_own_in_chinese(page: str, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    client.post("/language", {"language": "en", "next": "/"})
    text = re.sub(
        r"<[^>]*lang=\"zh-Hans\"[^>]*>[^<]*<|<(script|style)[^>]*>.*?</\1>", "<", client.get(page).content.decode()
    )
    own = {"佛山市南海区人民法院", "李文", "粤", *["赵敏华", "钱多", "孙严"]}
    left = {words for words in _CHINESE.findall(re.sub(r"<[^>]*>", " ", text)) if words not in own}
    # citations and meanings of the law stay in its own language
    assert page == "/court/settings/" or left == set()
