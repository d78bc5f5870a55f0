"""The two lists in a real browser: an exemption is taken in on a dialog, and no page is wider than its screen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture
def limited(site: str, django_db_blocker: Any) -> Any:
    """A debtor limited and listed, and an agency entered; everything committed."""
    from django.db import connections
    from django.test import Client
    from django.utils.timezone import localtime
    from province import PASSWORD, Province
    from punished import punished

    from duixian.domain.courts.models import Officer
    from duixian.domain.lists.models import ScreeningAgency

    def log_in(officer: Officer) -> Client:
        client = Client()
        assert client.post("/login", {"username": officer.username, "password": PASSWORD}).status_code == 302
        return client

    with django_db_blocker.unblock():
        people = {officer.username: officer for officer in Officer.objects.select_related("court")}
        names = ("nh-qian", "nh-sun", "sd-wu", "fs-zheng")
        officer, chief, rest = people["nh-li"], people["nh-zhao"], [people[name] for name in names]
        province = Province(rest[3].court, officer.court, rest[2].court, officer, chief, *rest)
        made = punished(province, log_in)
        made.listed(made.officer)
        ScreeningAgency.objects.create(
            code="B01", name="南海农商银行", purposes=["loan"], daily_quota=1_000, minute_quota=60, entered_by="test",
            entered_at=localtime(),
        )  # fmt: skip
        connections.close_all()
    return made


@pytest.fixture
def open_page(chromium: Any, site: str) -> Iterator[Open]:
    """Opens a page as the officer; at the end no page may have complained on its console."""
    from province import PASSWORD

    complaints: list[str] = []
    contexts = []

    def act(path: str, *, width: int = 1366) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=site, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.fill("[name=username]", "nh-li")
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.goto(path)
        return page

    yield act
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_of_the_lists_is_wider_than_its_screen(open_page: Open, limited: Any, width: int) -> None:
    page = open_page("/punish/", width=width)
    case, debtor = limited.case.pk, limited.debtor.pk
    over = {}
    for path in (
        "/punish/",
        "/punish/?register=dishonest",
        "/punish/limited/1/",
        "/punish/dishonest/1/",
        "/punish/batch/",
        f"/cases/{case}/credit/",
        f"/cases/{case}/limit/{debtor}/",
        f"/cases/{case}/listing/{debtor}/?kind=able",
        "/repair/",
        "/agencies/",
        "/agencies/1/",
        "/agencies/feedback/",
    ):
        assert page.goto(path).status == 200, path
        over[path] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {path: pixels for path, pixels in over.items() if pixels > 0} == {}


def test_an_exemption_without_its_need_is_refused_and_with_it_taken_in(open_page: Open, limited: Any) -> None:
    page = open_page("/punish/limited/1/")
    page.click("[data-open=exempt]")
    for name, text in (("purpose", " "), ("what", "高铁往返一次"), ("proof", " ")):
        page.fill(f"dialog#exempt [name={name}]", text)
    page.click("dialog#exempt footer button.primary")
    page.wait_for_selector("#faults .faults")
    assert "须写明生活、经营必需的事由" in page.inner_text("#faults")

    page.goto("/punish/limited/1/")
    page.click("[data-open=exempt]")
    for name, text in (("purpose", "探望病危母亲"), ("what", "高铁往返一次"), ("proof", "病危通知书")):
        page.fill(f"dialog#exempt [name={name}]", text)
    page.click("dialog#exempt footer button.primary")
    page.wait_for_selector("text=已受理单次解除申请并呈批")
    assert "高铁往返一次" in page.inner_text("main")
