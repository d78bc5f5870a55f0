"""Search and control in a real browser: from the search to the control in force, on a desk and on a telephone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.timezone import localtime

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture
def held(site: str, django_db_blocker: Any) -> Any:
    """A case against a debtor with an account, four agencies (his bank among them), and everything committed."""
    from controlled import agencies, holder
    from django.db import connections
    from province import Province

    from duixian.domain.courts.models import Officer

    with django_db_blocker.unblock():
        people = {officer.username: officer for officer in Officer.objects.select_related("court")}
        officer, chief = people["nh-li"], people["nh-zhao"]
        names = ("nh-qian", "nh-sun", "sd-wu", "fs-zheng")
        rest = [people[name] for name in names]
        province = Province(rest[3].court, officer.court, rest[2].court, officer, chief, *rest)
        agencies(3)
        found = holder(province, serial=2)
        found.account(20_000_000, title="个人活期账户")
        connections.close_all()
    return found


@pytest.fixture
def open_page(chromium: Any, site: str, django_db_blocker: Any) -> Iterator[Open]:
    """Opens a page as an officer, with the second factor where it is asked; no page may complain on its console."""
    from datetime import datetime

    from province import PASSWORD, SECRET

    from duixian.domain.courts.models import Officer
    from duixian.faces.desk.accounts import secondfactor

    complaints: list[str] = []
    contexts = []

    def act(path: str, *, who: str = "nh-li", width: int = 1366) -> Any:
        with django_db_blocker.unblock():
            officer = Officer.objects.get(username=who)
            if officer.must_use_second_factor:
                secondfactor.enrol_totp(officer, SECRET)
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=site, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        if officer.must_use_second_factor:
            page.fill("[name=code]", secondfactor.current_code(SECRET, at=datetime.now().astimezone()))
            page.click("button.primary")
        page.goto(path)
        return page

    yield act
    for context in contexts:
        context.close()
    assert complaints == []


def test_from_the_search_to_the_control_in_force(open_page: Open, held: Any, django_db_blocker: Any) -> None:
    from django.db import connections

    case = f"/cases/{held.case.pk}"
    page = open_page(f"{case}/assets/")
    page.click("[data-open=search-case]")
    page.click("dialog#search-case footer button.primary")
    page.wait_for_url("**/control/searches/**")
    page.wait_for_selector("#live >> text=待答复 4")
    with django_db_blocker.unblock():
        _everybody_answers(held)
        connections.close_all()
    page.wait_for_selector("#live >> text=查无 4")  # without anybody touching the page

    page.goto(f"{case}/control/")
    page.click("[data-open=state-need]")
    page.click("dialog#state-need footer button.primary")
    page.wait_for_selector("#proposal input[name=asset]")
    page.click("#proposal button.primary")
    page.wait_for_selector("#drafts >> text=冻结")
    assert page.locator("#drafts input[name=order]").count() == 0  # nobody approves what he proposed

    chief = open_page(f"{case}/control/", who="nh-zhao")
    chief.click("#drafts button.primary")
    chief.wait_for_selector("#controls >> text=办理中，自动更新")
    with django_db_blocker.unblock():
        held.agencies_answer()
        connections.close_all()
    chief.wait_for_selector("#controls .light-green >> text=生效")


def _everybody_answers(held: Any) -> None:
    from duixian.domain.assets.models import AssetSearch, ControlOrder, OrderState
    from duixian.domain.assets.services import searches
    from duixian.domain.courts import scope
    from duixian.domain.trail.acting import Acting

    with scope.of_court(held.case.court_id):
        search = AssetSearch.objects.get()
        ControlOrder.objects.filter(search=search).update(
            state=OrderState.ANSWERED, outcome="nothing", answered_at=localtime(), due_at=None
        )
        system = Acting.system(held.case.court_id, "test")
        searches.finish_searches(search_ids=[search.pk], acting=system, now=localtime())


@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_of_control_is_wider_than_its_screen(
    open_page: Open, held: Any, django_db_blocker: Any, width: int
) -> None:
    from django.db import connections

    with django_db_blocker.unblock():
        held.hold()
        held.thing(6_000_000, title="粤E12345 小型轿车，停于佛山市南海区桂城街道某小区地下车库 B2 层 118 号车位")
        connections.close_all()
    page = open_page("/control/", width=width)
    over = {}
    for path in (
        "/control/",
        "/control/orders/",
        "/control/orders/?state=",
        "/control/orders/1/",
        "/control/calendar/?window=90",
        f"/cases/{held.case.pk}/assets/",
        f"/cases/{held.case.pk}/control/",
    ):
        assert page.goto(path).status == 200, path
        over[path] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {path: pixels for path, pixels in over.items() if pixels > 0} == {}


def test_renewals_are_chosen_all_at_once_and_answered_one_by_one(
    open_page: Open, held: Any, django_db_blocker: Any
) -> None:
    from datetime import timedelta

    from django.db import connections
    from django.utils.timezone import localdate

    from duixian.domain.assets.models import Control
    from duixian.domain.courts import scope

    with django_db_blocker.unblock():
        held.hold()
        with scope.of_court(held.case.court_id):
            Control.objects.update(until=localdate() + timedelta(days=10))
        connections.close_all()
    page = open_page("/control/calendar/")
    assert not page.is_visible("[data-selection] button")
    page.check("#list thead input")
    page.click("[data-selection] button")
    page.wait_for_selector("h1 >> text=批量续行结果")
    assert "已办 1 项" in page.inner_text(".page-head")
