"""Case and batch pages in a real browser, on a desk and on a telephone: nothing overflows, and a batch is followed from
its order to the service of its papers without a page being loaded again by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
Work = Callable[[], None]


@pytest.fixture
def work(site: str, django_db_blocker: Any) -> Work:
    """What the worker does: the newest batch, to its end."""

    def act() -> None:
        from django.db import connections
        from django.utils import timezone

        from duixian.domain.courts import scope
        from duixian.domain.courts.models import Officer
        from duixian.flows import batch

        with django_db_blocker.unblock():
            court_id = Officer.objects.get(username="nh-li").court_id
            with scope.of_court(court_id):
                key = batch.last(court_id, count=1)[0].key
            batch.run(court_id=court_id, key=key, clock=timezone.now, today=timezone.localdate)
            connections.close_all()

    return act


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


def _over(page: Any) -> int:
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@pytest.mark.parametrize("width", [1366, 390])
def test_a_batch_is_ordered_followed_printed_and_served(open_page: Open, work: Work, width: int) -> None:
    page = open_page("/batch/?act=notify", width=width)
    over = {"desk": _over(page)}
    page.click(".batch-bar button.primary")
    page.wait_for_selector("text=等待办理…")
    work()
    page.wait_for_selector("text=登记这一批的送达")  # told by the page itself
    over["run"] = _over(page)
    assert page.inner_text("#live tbody tr .number").endswith("粤0605执1号")
    page.click("text=登记这一批的送达")
    assert page.locator("[name=row]").count() == 2
    page.fill("[name=taker]", "本人签收")
    page.fill("[name=proof]", "送达回证第1号")
    over["service"] = _over(page)
    page.click(".batch-bar button.primary")
    page.wait_for_selector("text=等待办理…")
    work()
    page.click("text=送达记录")
    page.wait_for_selector("text=送达回证第1号")
    over["served"] = _over(page)
    assert {where: pixels for where, pixels in over.items() if pixels > 0} == {}


@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_of_a_case_is_wider_than_its_screen(open_page: Open, width: int) -> None:
    page = open_page("/cases/1/", width=width)
    tabs = [link.get_attribute("href") for link in page.locator("nav.tabs a").all()]
    assert len(tabs) > 10
    over = {}
    for path in (*tabs, "/cases/1/round-end/", "/cases/1/settlements/new/", "/cases/1/guarantees/new/"):
        assert page.goto(path).status == 200, path
        over[path] = _over(page)
    assert {path: pixels for path, pixels in over.items() if pixels > 0} == {}


@pytest.mark.parametrize("width", [1366, 390])
def test_a_condition_of_ending_the_round_is_met_by_what_is_signed_on_the_page(open_page: Open, width: int) -> None:
    page = open_page("/cases/1/round-end/?kind=on_site#sign", width=width)
    dialog = "dialog#sign"
    page.wait_for_selector(f"{dialog}[open]")  # the address opens the form it means
    page.fill(f"{dialog} [name=what]", "到住所地调查，未发现可供执行的财产")
    page.fill(f"{dialog} [name=document]", "现场调查笔录")
    assert _over(page) <= 0
    page.click(f"{dialog} footer button.primary")
    page.wait_for_selector("#check-inquiry >> text=具备")
    assert "现场调查笔录" in page.inner_text("main")
