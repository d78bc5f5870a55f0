"""A sale through the pages alone, what is refused on the way, and how little the pages ask of the database."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from auctionhouse import WORTH, House, house
from django.test import Client
from django.utils.timezone import localdate
from openpyxl import load_workbook
from page_queries import page_queries
from province import LogIn, Province

from duixian.connectors.platforms.simulator.writers import FileRow, write
from duixian.domain.assets.models import Asset, Control
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, DisposalStep, PriceInquiry, ResultFile
from duixian.testing.scenes.stage import resident_id


@pytest.fixture
def made(province: Province) -> House:
    return house(province)


def state(province: Province) -> tuple[str, int]:
    """Where the disposal stands, and how many steps it has taken."""
    with scope.of_court(province.court.pk):
        return Disposal.objects.get().state, DisposalStep.objects.count()


def begin(client: Client, made: House) -> int:
    answer = client.post(f"/disposal/new/{made.control.pk}", {"why": "无其他可供执行的财产"})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].strip("/").split("/")[-1])


def do(client: Client, address: str, **form: object) -> None:
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()


def priced(made: House, log_in: LogIn) -> tuple[Client, int]:
    """By the pages: begun, approved, priced by agreement, a platform chosen."""
    client = log_in(made.province.officer)
    pk = begin(client, made)
    do(log_in(made.province.chief), f"/disposal/{pk}/acts/approve")
    due = localdate() + timedelta(days=3)
    do(client, f"/disposal/{pk}/price/ask", asked="陈静\n梁国栋", due_on=due.isoformat())
    with scope.of_court(made.province.court.pk):
        inquiry = PriceInquiry.objects.get()
    for name in ("陈静", "梁国栋"):
        do(client, f"/disposal/{pk}/price/{inquiry.pk}/answer", quoted_by=name, amount="100000")
    do(client, f"/disposal/{pk}/acts/platform", platform="taobao", why="申请执行人未选择")
    return client, pk


def proposed(client: Client, pk: int, **more: str) -> tuple[int, str]:
    """The suggested terms, as the form shows them, put before the panel."""
    page = client.get(f"/disposal/{pk}/terms/")
    answer = client.post(f"/disposal/{pk}/terms/", {**page.context["typed"], **more})
    return answer.status_code, answer.content.decode()


def test_a_thing_is_sold_from_its_control_to_its_notice_by_the_pages_alone(made: House, log_in: LogIn) -> None:
    client, pk = priced(made, log_in)
    assert proposed(client, pk)[0] == 302
    digest = client.get(f"/disposal/{pk}/").context["proposals"][0].digest
    for judge in made.judges[1:]:
        do(log_in(judge), f"/disposal/{pk}/terms/{digest}/agree")
    told = (localdate() - timedelta(days=4)).isoformat()
    form = {"title": "小型轿车一辆", "published_on": localdate().isoformat(), "told:0": told, "told:1": told,
            "flaws": "左前门有划痕"}  # fmt: skip
    do(client, f"/disposal/{pk}/terms/{digest}/publish", **form)

    with scope.of_court(made.province.court.pk):
        auction = AuctionRound.objects.get()
        assert Disposal.objects.get().state == "announced"
        assert (auction.start_fen, auction.reference_fen) == (WORTH * 7 // 10, WORTH)
        assert len(auction.panel) == 3
    public = Client().get(f"/auctions/{auction.code}/").content.decode()
    assert "左前门有划痕" in public
    assert "¥70,000.00" in public
    assert "梁国栋" not in public


def test_terms_below_the_floor_come_back_with_the_law_beside_the_field(made: House, log_in: LogIn) -> None:
    client, pk = priced(made, log_in)
    before = state(made.province)
    status, text = proposed(client, pk, start="69999.99")
    assert status == 422
    assert "起拍价不得低于 ¥70,000.00" in text
    assert 'name="start"' in text
    assert 'value="69999.99"' in text
    assert state(made.province) == before


def test_a_notice_without_a_panel_is_refused_and_keeps_what_was_typed(made: House, log_in: LogIn) -> None:
    client, pk = priced(made, log_in)
    proposed(client, pk)
    digest = client.get(f"/disposal/{pk}/").context["proposals"][0].digest
    before = state(made.province)
    form = {"title": "小型轿车一辆", "published_on": localdate().isoformat(), "flaws": "左前门有划痕"}
    answer = client.post(f"/disposal/{pk}/terms/{digest}/publish", form)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "合议庭评议" in text
    assert "没有通知的记录" in text or "未在公告发布" in text
    assert "左前门有划痕" in text
    assert state(made.province) == before
    with scope.of_court(made.province.court.pk):
        assert not AuctionRound.objects.exists()


def test_whoever_began_the_sale_may_not_approve_it(made: House, log_in: LogIn) -> None:
    client = log_in(made.province.officer)
    pk = begin(client, made)
    before = state(made.province)
    assert client.post(f"/disposal/{pk}/acts/approve").status_code == 409
    assert state(made.province) == before
    assert 'data-open="approve"' not in client.get(f"/disposal/{pk}/").content.decode()


@pytest.mark.parametrize("path", ["/disposal/", "/disposal/1/", "/disposal/new/", "/disposal/results/"])
def test_nothing_of_disposal_is_open_without_a_login(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")


def test_another_courts_officer_finds_nothing(made: House, log_in: LogIn) -> None:
    pk = begin(log_in(made.province.officer), made)
    assert log_in(made.province.stranger).get(f"/disposal/{pk}/").status_code == 404


def test_a_bidder_is_masked_and_his_secret_is_shown_once(made: House, log_in: LogIn) -> None:
    with scope.of_court(made.province.court.pk):
        auction = made.announced(sign=lambda signed: b"")
    client = log_in(made.province.officer)
    pk = auction.disposal_id
    form = {"name": "欧阳明月", "kind": "natural", "id_number": "110101199003070012"}
    answer = client.post(f"/disposal/{pk}/bidders", form)
    assert answer.status_code == 422  # a wrong check digit
    with scope.of_court(made.province.court.pk):
        assert not Bidder.objects.exists()
    answer = client.post(f"/disposal/{pk}/bidders", {**form, "id_number": resident_id(901)})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    page = client.get(f"/disposal/{pk}/").content.decode()
    assert "欧***" in page
    assert "欧阳明月" not in page
    assert resident_id(901) not in page
    assert secret not in page


def test_the_list_asks_no_more_for_more_disposals(made: House, log_in: LogIn) -> None:
    client = log_in(made.province.officer)
    begin(client, made)
    before = page_queries(client, "/disposal/").tables
    with scope.of_court(made.province.court.pk):
        one = Disposal.objects.get()
        for number in range(5):
            asset = Asset.objects.get(pk=one.asset_id)
            asset.pk, asset.reference = None, f"粤E{number}"
            asset.save()
            control = Control.objects.get(pk=one.control_id)
            one.pk, one.asset, one.control, one.state = None, asset, control, "returned"
            one.save()
    assert page_queries(client, "/disposal/").tables == before
    assert len(before) <= 16


def test_the_page_of_one_disposal_asks_a_fixed_number_of_statements(made: House, log_in: LogIn) -> None:
    client, pk = priced(made, log_in)
    assert len(page_queries(client, f"/disposal/{pk}/").tables) <= 40
    assert len(page_queries(client, "/disposal/new/").tables) <= 10
    assert len(page_queries(client, "/disposal/results/").tables) <= 10


def daily_file(*, code: str, price: str = "80000.00") -> io.BytesIO:
    """One row of a platform's day: a lot sold to B2."""
    values = {
        "round_ref": code, "item_id": "9000001", "status": "sold", "start": "70000.00", "price": price,
        "ended_at": "2026-04-02 10:00:00", "bids": "2", "extensions": "0", "buyer_number": "B2",
        "buyer_name": "模拟买受人", "buyer_id": resident_id(7), "deposit_transferred": "1",
    }  # fmt: skip
    file = io.BytesIO(write("taobao", [FileRow(values, ())], now=datetime(2026, 4, 3, tzinfo=UTC)))
    file.name = "taobao.json"
    return file


def test_a_result_of_a_lot_nobody_gave_the_platform_comes_back_and_changes_nothing(made: House, log_in: LogIn) -> None:
    client, _pk = priced(made, log_in)
    before = state(made.province)
    answer = client.post("/disposal/results/take", {"platform": "taobao", "results": daily_file(code="PM999")})
    assert answer.status_code == 200, answer.content.decode()
    with scope.of_court(made.province.court.pk):
        kept = ResultFile.objects.get()
    assert (kept.rows, kept.used, len(kept.faults)) == (1, 0, 1)
    assert state(made.province) == before
    assert "PM999" in client.get(f"/disposal/results/{kept.pk}/").content.decode()
    book = client.get(f"/disposal/results/{kept.pk}/returned.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["PM999"]
    again = client.post("/disposal/results/take", {"platform": "taobao", "results": daily_file(code="PM999")})
    assert "已导入过" in again.content.decode()


def test_the_chief_who_sells_nothing_may_not_import_results(made: House, log_in: LogIn) -> None:
    answer = log_in(made.province.chief).post(
        "/disposal/results/take", {"platform": "taobao", "results": daily_file(code="PM999")}
    )
    assert answer.status_code == 409
    with scope.of_court(made.province.court.pk):
        assert not ResultFile.objects.exists()
