"""Chinese first; English only for those who chose it."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_what_a_browser_prefers_by_itself_does_not_count() -> None:
    page = Client(headers={"accept-language": "en-US,en;q=0.9"}).get("/login")

    assert page.headers["Content-Language"] == "zh-hans"
    assert "登录" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "language"), [("en", "en"), ("zh-hans", "zh-hans"), ("xx", "zh-hans")])
def test_the_switch_decides(cookie: str, language: str) -> None:
    client = Client()
    client.cookies["django_language"] = cookie

    assert client.get("/login").headers["Content-Language"] == language
