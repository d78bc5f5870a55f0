"""Matters beside a case in a real browser: begun by a form, taken a step further on a dialog, refused on the page; and
no page is wider than its screen, on a desk and on a telephone."""

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGES = (
    "/proceedings/",
    "/applications/",
    "/cases/1/proceedings/",
    "/cases/1/begin/objection/",
    "/cases/1/begin/entrust/",
    "/cases/1/begin/task/",
    "/cases/1/changes/new/",
    "/cases/1/changes/new/?ground=promise_to_court",
)


@pytest.fixture
def screens(chromium: Any, site: str) -> Iterator[dict[int, Any]]:
    """The officer at a desk and at a telephone; at the end no page may have complained on its console."""
    from province import PASSWORD

    complaints: list[str] = []
    found = {}
    for width in (1366, 390):
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=site, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.fill("[name=username]", "nh-li")
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        found[width] = page
    yield found
    for page in found.values():
        page.context.close()
    assert complaints == []


def test_an_objection_is_entered_and_filed_and_every_page_fits_its_screen(screens: dict[int, Any]) -> None:
    desk = screens[1366]
    desk.goto("/cases/1/begin/objection/")
    desk.fill("[name=objector]", "路人甲")
    desk.fill("[name=act_title]", "冻结工资账户")
    desk.fill("[name=grounds]", "超出数额")
    desk.click("main form button.primary")
    desk.wait_for_selector("#faults .faults")
    assert "须写明与该执行行为的利害关系" in desk.inner_text("#faults")
    assert desk.input_value("[name=grounds]") == "超出数额"  # what was typed stays

    desk.fill("[name=objector]", "梁国栋")
    desk.click("main form button.primary")
    desk.wait_for_url("**/proceedings/objections/1/")
    desk.click("button[data-open=admit]")
    desk.click("dialog#admit footer button.primary")
    desk.wait_for_selector("text=审查中")
    assert "本院合议庭：作出裁定" in desk.inner_text("main")

    over = {}
    for width, page in screens.items():
        for path in (*PAGES, "/proceedings/objections/1/"):
            answer = page.goto(path)
            assert answer.status == 200, path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                over[width, path] = wide
    assert over == {}
