"""The desk in a real browser: nothing is blocked by the page's own policy, nothing overflows a telephone, acts work."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
PLAN = "/plans/new?debtor=2"
"""The form of a plan for the debtor of the one case there is."""


@pytest.fixture
def open_page(chromium: Any, site: str) -> Iterator[Open]:
    """Opens a page as an officer; at the end no page may have complained on its console."""
    from province import PASSWORD

    complaints: list[str] = []
    contexts = []

    def act(path: str, *, who: str = "nh-li", width: int = 1366) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=site, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.set_default_timeout(10_000)
        return page

    yield act
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_is_wider_than_its_screen(open_page: Open, width: int) -> None:
    page = open_page("/", width=width)
    over = {}
    for path in (
        "/",
        "/cases/",
        "/deadlines/",
        "/filing/",
        "/cases/1/",
        "/cases/1/debt/",
        "/cases/1/nodes/",
        "/cases/1/money/",
    ):
        answer = page.goto(path)
        assert answer.status == 200, path
        over[path] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {path: pixels for path, pixels in over.items() if pixels > 0} == {}


def test_a_full_number_is_shown_in_a_drawer_after_a_reason(open_page: Open) -> None:
    page = open_page("/cases/1/parties/")
    page.click("text=查看完整号码")
    page.wait_for_selector("dialog#drawer[open] textarea")
    page.fill("dialog#drawer textarea", "看")
    page.click("dialog#drawer button.primary")
    page.wait_for_selector("dialog#drawer .faults")
    page.fill("dialog#drawer textarea", "核对身份以便发放")
    page.click("dialog#drawer button.primary")
    page.wait_for_selector("dialog#drawer dd.number")
    from province import IDS

    assert IDS["陈静"] in page.inner_text("dialog#drawer")


def test_a_refused_act_says_why_on_the_page(open_page: Open) -> None:
    page = open_page("/cases/1/")
    page.click("text=结案")
    page.wait_for_selector("dialog#act-close[open]")
    page.click("dialog#act-close footer button.primary")
    page.wait_for_selector("#faults .faults")
    assert "未执行完毕" in page.inner_text("#faults")
    assert not page.is_visible("dialog#act-close")


def test_searching_swaps_the_list_and_keeps_the_address(open_page: Open) -> None:
    page = open_page("/cases/")
    page.fill(".filter [name=q]", "没有的人")
    page.click(".filter button.primary")
    page.wait_for_selector("#list .empty")
    assert "q=" in page.url
    page.go_back()
    page.wait_for_selector("#list table")


def test_amounts_turn_into_wan_and_back_without_losing_a_fen(open_page: Open) -> None:
    page = open_page("/cases/")
    exact = page.inner_text("#list .money >> nth=0")
    page.click("[data-unit]")
    assert page.inner_text("#list .money >> nth=0") == "8.00万元"
    assert page.get_attribute("#list .money >> nth=0", "title") == exact
    page.click("[data-unit]")
    assert page.inner_text("#list .money >> nth=0") == exact


def test_the_menu_of_a_telephone_opens_and_closes(open_page: Open) -> None:
    page = open_page("/", width=390)
    assert not page.is_visible("#menu a >> nth=0")
    page.click(".burger")
    page.wait_for_selector("#menu a >> nth=0", state="visible")


def test_a_row_is_added_to_and_removed_from_the_filing_form(open_page: Open) -> None:
    page = open_page("/filing/")
    page.fill("textarea[name=text]", "判决如下：\n被告梁国栋于本判决生效之日起十日内向原告陈静偿还借款本金80000元。")
    page.click("form[action='/filing/read'] button.primary")
    page.wait_for_selector("form[action='/filing/confirm']")
    rows = page.locator("#rows-item [data-row]")
    before = rows.count()
    page.click("[hx-target='#rows-item']")
    page.wait_for_selector(f"#rows-item [data-row]:nth-child({before + 1})")
    page.click("#rows-item [data-row]:last-child [data-remove]")
    assert rows.count() == before


def test_a_cost_and_a_second_security_are_added_to_the_plan_form(open_page: Open) -> None:
    page = open_page(PLAN)
    page.wait_for_selector("#rows-cost", state="attached")
    page.click("[hx-target='#rows-cost']")
    page.wait_for_selector("#rows-cost [data-row] [name=cost_amount]")
    before = page.locator("select[name^='security:']").count()
    page.click("[hx-target='#securities-1']")
    page.wait_for_function("n => document.querySelectorAll(\"select[name^='security:']\").length > n", arg=before)
    page.click("#rows-cost [data-remove]")
    assert page.locator("#rows-cost [data-row]").count() == 0


@pytest.mark.parametrize("width", [1366, 390])
def test_the_form_of_a_plan_fits_its_screen(open_page: Open, width: int) -> None:
    page = open_page(PLAN, width=width)
    page.click("[hx-target='#rows-cost']")
    page.wait_for_selector("#rows-cost [data-row]")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("width", [1366, 390])
def test_the_end_of_a_round_is_refused_with_every_reason(open_page: Open, width: int) -> None:
    page = open_page("/cases/1/", width=width)
    page.click("[data-open=act-notify]")
    page.click("dialog#act-notify footer button.primary")
    page.wait_for_selector("a.act-end-round", state="attached")
    page.click("details.drop summary >> text=更多")
    page.click("a.act-end-round")
    page.wait_for_selector("#check-queries")
    assert page.locator("tr[id^=check-]").count() == 20
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.click("text=呈批终本")
    page.wait_for_selector(".faults li")
    assert page.locator(".faults li").count() >= 10
