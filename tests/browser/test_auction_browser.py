"""Two bidders in two browsers: they see each other's bids, the end moves, the hammer falls, a stranger checks it."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from auction import KEY, hammer, running
from click.testing import CliRunner
from django.db import connections

from duixian.embedded import Cluster

pytestmark = pytest.mark.browser


@pytest.fixture
def lot(
    site: str, cluster: Cluster, real_db: str, tmp_path: Path, settings: Any, django_db_blocker: Any
) -> Iterator[str]:
    """The address of a lot that ends in 45 seconds; a bid in the last 15 moves the end."""
    from duixian.domain.cases.models import Case
    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Officer

    with django_db_blocker.unblock(), running(cluster, real_db, tmp_path) as address:
        settings.HALL_URL = address
        with scope.of_all_courts():
            case = Case.objects.select_related("court").get()
        acting = Officer.objects.get(username="nh-li").acting()
        made = hammer(case, acting, seconds=45, extension=15, bidders=("Z1001", "Z2002", "Z3003"))
        connections.close_all()
        yield f"{site}/auctions/{made.code}/"


class Browser:
    """A bidder's telephone, or a spectator's desk."""

    def __init__(self, chromium: Any, address: str, *, width: int = 390) -> None:
        self.context = chromium.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if "Content Security Policy" in m.text else None
        )
        self.page.set_default_timeout(30_000)
        self.page.goto(address)
        self.page.wait_for_selector("[data-link].light-green")

    def enter(self, number: str, secret: str = "") -> None:
        self.page.fill("[data-login] [name=number]", number)
        self.page.fill("[data-login] [name=secret]", secret or number)
        self.page.click("[data-login] button")

    def bid(self, yuan: str = "") -> str:
        """Bid so much, or the least; returns what the page says."""
        if yuan:
            self.page.fill("[data-bid] [name=amount]", yuan)
        self.page.click("[data-send]")
        self.page.click("[data-sure-yes]")
        self.page.wait_for_selector("[data-said]:not(.wait):not([hidden])")
        return str(self.page.inner_text("[data-said]"))

    def sees(self, words: str, place: str) -> None:
        self.page.wait_for_function(
            "([place, words]) => document.querySelector(place).textContent.includes(words)", arg=[place, words]
        )

    @property
    def overflow(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_two_bidders_an_extension_a_winner_and_a_log_that_proves_it(chromium: Any, lot: str, tmp_path: Path) -> None:
    one, two, public = Browser(chromium, lot), Browser(chromium, lot), Browser(chromium, lot, width=1366)
    one.enter("Z1001")
    two.enter("z2002", "Z2002")
    assert "已接受" in one.bid()
    two.sees("Z1001", "[data-leader]")
    public.sees("¥70,000.00", "[data-price]")

    assert "不低于 ¥70,500.00" in two.bid("70000.01")  # below the increment: refused, with the reason
    two.page.click("[data-steps='0']")
    two.page.click("[data-steps='2']")
    assert "已接受" in two.bid()
    one.sees("¥71,500.00", "[data-price]")
    assert two.page.is_visible("[data-leading]")
    assert not one.page.is_visible("[data-leading]")

    assert one.page.is_visible("[data-late]")
    one.page.wait_for_function(  # the time has come in which a bid moves the end
        "() => /^00:00:(0\\d|1[0-2])$/.test(document.querySelector('[data-clock]').textContent)", timeout=60_000
    )
    assert "已接受" in one.bid()
    for browser in (one, two, public):
        browser.sees("已延时 1 次", "[data-extended]")

    for browser in (one, two, public):
        browser.page.wait_for_selector("[data-result]:not([hidden])", timeout=60_000)
        browser.sees("Z1001", "[data-result]")
        browser.sees("¥72,000.00", "[data-result]")
    assert "您已竞得" in one.page.inner_text("[data-result]")
    assert "您已竞得" not in two.page.inner_text("[data-result]")
    assert one.page.locator("[data-receipts] li").count() == 2
    assert [one.overflow, two.overflow, public.overflow] == [0, 0, 0]

    with public.page.expect_download() as download:
        public.page.click("text=下载公开记录")
    file = tmp_path / "log.jsonl"
    download.value.save_as(file)
    public.page.click(".ladder a:has-text('核验')")
    public.page.click("[data-check]")
    public.page.wait_for_selector("[data-outcome].good")
    key = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
    assert public.page.input_value("[data-key]") == key
    public.page.set_input_files("input[name=log]", file)
    public.page.click("button:has-text('重新裁判')")
    public.page.wait_for_selector(".light-green:has-text('与记录一致')")

    from duixian.faces.cli import main

    said = CliRunner().invoke(main, ["hall-check", str(file), "--key", key])
    assert (said.exit_code, "竞买号 Z1001 以 ¥72,000.00 竞得" in said.output) == (0, True)
    assert one.complaints + two.complaints + public.complaints == []


def test_a_lost_connection_is_said_and_mended_and_a_secret_stays_in_its_window(chromium: Any, lot: str) -> None:
    one = Browser(chromium, lot)
    one.enter("Z1001", "wrong")
    assert "密码不对" in one.bid()
    assert one.page.is_visible("[data-login]")  # a wrong secret is not kept
    one.enter("Z1001")
    one.context.set_offline(True)
    one.page.wait_for_selector("[data-broken]:not([hidden])")
    assert "没有网络" in one.page.inner_text("[data-broken]")
    one.context.set_offline(False)
    one.page.wait_for_selector("[data-broken]", state="hidden")
    assert "已接受" in one.bid()
    kept = one.page.evaluate("[JSON.stringify(localStorage), document.cookie]")
    assert "Z1001" not in "".join(kept)
    one.page.reload()
    assert one.page.inner_text("[data-me]") == "Z1001"
    assert one.complaints == []
