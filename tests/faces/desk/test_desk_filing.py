"""Filing on the page: a judgment becomes a form, the form a case; what is wrong comes back with everything typed."""

import io
import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook
from province import LogIn, Province

from duixian.domain.cases.models import Case, Obligation, Party
from duixian.domain.courts import scope
from duixian.domain.parties.models import Person

JUDGMENT = """广东省佛山市南海区人民法院
民 事 判 决 书
（2025）粤0605民初123号
原告：陈静，女，1990年3月7日出生。
被告：梁国栋，男，1985年6月1日出生。
原告陈静与被告梁国栋民间借贷纠纷一案，本院立案后依法进行了审理。
判决如下：
一、被告梁国栋于本判决发生法律效力之日起十日内向原告陈静偿还借款本金80000元；
二、被告梁国栋于本判决发生法律效力之日起十日内向原告陈静支付利息（以80000元为基数，自2024年1月1日起按年利率6%计算至实际清偿之日止）；
三、驳回原告陈静的其他诉讼请求。
如果未按本判决指定的期间履行给付金钱义务，应当依照《中华人民共和国民事诉讼法》第二百六十四条规定，加倍支付迟延履行期间的债务利息。
案件受理费1800元，由被告梁国栋负担。
二〇二五年十月九日
"""


def fields(page: str) -> QueryDict:
    """What a browser would send for the review form as it stands."""
    form = page[page.index('action="/filing/confirm"') :]
    form = form[: form.index("</form>")]
    posted = QueryDict(mutable=True)
    for tag in re.findall(
        r"<(?:input|textarea|select)[^>]*>.*?(?=<(?:input|textarea|select|fieldset|footer)|$)", form, re.S
    ):
        name = re.search(r'name="([^"]+)"', tag)
        if name is None or ('type="checkbox"' in tag and "checked" not in tag.split(">")[0]):
            continue
        if tag.startswith("<select"):
            options = re.findall(r'<option value="([^"]*)"( selected)?', tag)
            value = next((value for value, chosen in options if chosen), options[0][0] if options else "")
        elif tag.startswith("<textarea"):
            value = tag.split(">", 1)[1].split("</textarea>")[0]
        else:
            found = re.search(r'value="([^"]*)"', tag)
            value = found[1] if found else "on"
        posted.appendlist(name[1], unescape(value))
    return posted


def send(client: Client, address: str, posted: QueryDict) -> "object":
    return client.post(address, posted.urlencode(), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def clerk(province: Province, log_in: LogIn) -> Client:
    return log_in(province.officer)


def review(client: Client) -> str:
    answer = client.post("/filing/read", {"text": JUDGMENT})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_judgment_fills_the_form_and_colours_its_words(clerk: Client) -> None:
    page = review(clerk)
    assert '<mark class="m-amount"' in page
    posted = fields(page)
    assert posted["title_number"] == "（2025）粤0605民初123号"
    assert posted["title_kind"] == "judgment"
    names = {posted[f"party-{token}-name"] for token in posted.getlist("party")}
    assert {"陈静", "梁国栋"} <= names
    amounts = [posted[f"item-{token}-amount"] for token in posted.getlist("item")]
    assert "80000.00" in amounts


def test_the_confirmed_form_becomes_a_case(clerk: Client, province: Province) -> None:
    posted = fields(review(clerk))
    posted["effective_on"] = "2025-11-03"
    answer = send(clerk, "/filing/confirm", posted)
    assert answer.status_code == 302, answer.content.decode()
    with scope.of_court(province.court.pk):
        case = Case.objects.get()
        assert answer["Location"] == f"/cases/{case.pk}/"
        assert case.claim_fen == 8_000_000
        assert case.officer == province.officer
        assert sorted(Party.objects.values_list("role", "label")) == [("applicant", "陈静"), ("debtor", "梁国栋")]
        assert Obligation.objects.filter(kind="interest").count() == 1


def test_a_corrected_amount_is_the_one_that_is_filed(clerk: Client, province: Province) -> None:
    posted = fields(review(clerk))
    posted["effective_on"] = "2025-11-03"
    token = posted.getlist("item")[0]
    posted[f"item-{token}-amount"] = "79,999.99"
    assert send(clerk, "/filing/confirm", posted).status_code == 302
    with scope.of_court(province.court.pk):
        assert Case.objects.get().claim_fen == 7_999_999


def test_an_amount_with_three_decimals_comes_back_with_everything_typed_and_files_nothing(
    clerk: Client, province: Province
) -> None:
    posted = fields(review(clerk))
    token = posted.getlist("item")[0]
    posted[f"item-{token}-amount"] = "80000.001"
    posted["cause"] = "民间借贷纠纷（补正）"
    answer = send(clerk, "/filing/confirm", posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "小数不得超过两位" in page
    again = fields(page)
    assert again[f"item-{token}-amount"] == "80000.001"
    assert again["cause"] == "民间借贷纠纷（补正）"
    with scope.of_court(province.court.pk):
        assert not Case.objects.exists()


def test_a_refused_form_takes_no_serial(clerk: Client, province: Province) -> None:
    posted = fields(review(clerk))
    assert send(clerk, "/filing/confirm", posted).status_code == 422  # no day of effect
    posted["effective_on"] = "2025-11-03"
    send(clerk, "/filing/confirm", posted)
    with scope.of_court(province.court.pk):
        assert Case.objects.get().serial == 1


def test_a_row_that_was_tampered_with_is_refused(clerk: Client) -> None:
    posted = fields(review(clerk))
    token = posted.getlist("item")[0]
    posted[f"item-{token}-base"] = '{"nonsense": 1}'
    assert send(clerk, "/filing/confirm", posted).status_code == 422


def test_an_accountant_files_nothing(province: Province, log_in: LogIn) -> None:
    client = log_in(province.accountant)
    assert client.get("/filing/").status_code == 409
    assert client.post("/filing/read", {"text": JUDGMENT}).status_code == 409
    posted = fields(review(log_in(province.officer)))
    posted["effective_on"] = "2025-11-03"
    assert send(client, "/filing/confirm", posted).status_code == 409
    with scope.of_court(province.court.pk):
        assert not Case.objects.exists()


def test_a_spreadsheet_files_its_good_rows_and_returns_the_bad_ones(clerk: Client, province: Province) -> None:
    book = load_workbook(io.BytesIO(clerk.get("/filing/template.xlsx").content))
    sheet = book.active
    titles = [str(cell.value) for cell in sheet[1]]
    good = [cell.value for cell in sheet[2]]
    bad = list(good)
    bad[titles.index("本金*")] = "100.005"
    sheet.append(bad)
    for row in (2, 3):
        sheet.cell(row, titles.index("执行法院*") + 1).value = province.court.name
        sheet.cell(row, titles.index("执行依据案号*") + 1).value = f"（2024）粤0605民初{row}号"
    out = io.BytesIO()
    book.save(out)
    upload = io.BytesIO(out.getvalue())
    upload.name = "cases.xlsx"
    answer = clerk.post("/filing/sheet", {"sheet": upload})
    page = answer.content.decode()
    assert answer.status_code == 200, page
    with scope.of_court(province.court.pk):
        assert Case.objects.count() == 1
    assert "已立案 1 件，退回 1 行" in page
    assert "小数不得超过两位" in page
    returned = load_workbook(io.BytesIO(clerk.get("/filing/returned.xlsx").content)).active
    assert returned[1][len(titles)].value == "退回原因"


def test_a_row_refused_at_filing_comes_back_with_its_own_cells(clerk: Client, province: Province) -> None:
    book = load_workbook(io.BytesIO(clerk.get("/filing/template.xlsx").content))
    sheet = book.active
    titles = [str(cell.value) for cell in sheet[1]]
    sheet.cell(2, titles.index("执行法院*") + 1).value = province.court.name
    sheet.cell(2, titles.index("执行依据案号*") + 1).value = "（2024）粤0605民初1234号"
    number = str(sheet.cell(2, titles.index("申请执行人证件号码*") + 1).value)
    sent = ["" if cell.value is None else str(cell.value) for cell in sheet[2]]
    with scope.of_court(province.court.pk):
        Person.objects.create(court=province.court, kind="natural", name="另有其人", id_number=number)
    out = io.BytesIO()
    book.save(out)
    upload = io.BytesIO(out.getvalue())
    upload.name = "cases.xlsx"
    page = clerk.post("/filing/sheet", {"sheet": upload}).content.decode()
    assert "已登记为另一名称" in page
    with scope.of_court(province.court.pk):
        assert not Case.objects.exists()
    returned = load_workbook(io.BytesIO(clerk.get("/filing/returned.xlsx").content)).active
    back = ["" if cell.value is None else str(cell.value) for cell in returned[2]]
    assert back[: len(sent)] == sent
    assert "已登记为另一名称" in back[len(titles)]
