"""Finding cases and looking at one: by two characters, by any spelling of a number, within one's own courts only."""

import io
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook
from page_queries import page_queries
from province import IDS, LogIn, Province, draft, file

from duixian.domain.cases.models import Case, Node, Party
from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Unmasking
from duixian.domain.trail.models import Entry


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft(), on=localdate() - timedelta(days=3))


def test_a_name_of_two_characters_finds_its_case(case: Case, province: Province, log_in: LogIn) -> None:
    other = file(province.officer, draft(applicant="何丽珍", debtor="关德兴", serial=2))
    page = log_in(province.officer).get("/cases/?q=陈静").content.decode()
    assert case.number in page
    assert other.number not in page


@pytest.mark.parametrize(
    "typed", ["({year})粤0605执{serial}号", "【{year}】 粤0605 执 {serial} 号", "（{year}）粤0605执0{serial}号"]
)
def test_a_case_number_is_found_however_it_is_typed(typed: str, case: Case, province: Province, log_in: LogIn) -> None:
    file(province.officer, draft(applicant="何丽珍", debtor="关德兴", serial=2))
    found = log_in(province.officer).get("/cases/", {"q": typed.format(year=case.year, serial=case.serial)})
    assert [row.case.pk for row in found.context["rows"]] == [case.pk]


def test_one_character_is_asked_for_more_and_narrows_nothing(case: Case, province: Province, log_in: LogIn) -> None:
    page = log_in(province.officer).get("/cases/?q=陈")
    assert "请至少输入两个字" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("at_least=80000&at_most=80000.00", True),
        ("at_least=80000.01", False),
        ("at_most=79,999.99", False),
        ("state=filed", True),
        ("state=closed", False),
        ("filed_from=2100-01-01", False),
        ("year=1999", False),
    ],
)
def test_the_filters_narrow(query: str, found: bool, case: Case, province: Province, log_in: LogIn) -> None:
    rows = log_in(province.officer).get(f"/cases/?{query}").context["rows"]
    assert bool(rows) is found


def test_a_wrong_field_is_named_and_the_others_still_narrow(case: Case, province: Province, log_in: LogIn) -> None:
    answer = log_in(province.officer).get("/cases/?at_least=many&state=closed")
    assert answer.context["rows"] == []
    assert "不是可识别的金额" in answer.content.decode()


def test_the_light_filter_finds_what_is_overdue(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    assert client.get("/cases/?light=overdue").context["rows"] == []
    with scope.of_court(province.court.pk):
        node = Node.objects.filter(case=case, rule="notice").get()
        Node.objects.filter(pk=node.pk).update(due_on=localdate() - timedelta(days=1))
    assert len(client.get("/cases/?light=overdue").context["rows"]) == 1
    assert "超期 1 天" in client.get(f"/cases/{case.pk}/nodes/").content.decode()


def test_another_courts_case_does_not_exist(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.stranger)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert case.number not in client.get("/cases/?q=陈静").content.decode()


def test_an_upper_court_reads_its_subtree_and_changes_nothing(case: Case, province: Province, log_in: LogIn) -> None:
    province.above.roles = ["chief", "officer"]
    province.above.save()
    client = log_in(province.above)
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    found = client.get(f"/cases/?court={province.court.pk}").context["rows"]
    assert [row.case.pk for row in found] == [case.pk]
    assert client.post(f"/cases/{case.pk}/acts/notify").status_code == 404
    with scope.of_court(province.court.pk):
        assert Case.objects.get(pk=case.pk).state == "filed"


def test_the_workbook_holds_every_row_as_text_and_numbers(case: Case, province: Province, log_in: LogIn) -> None:
    file(province.officer, draft(applicant="=1+1", debtor="关德兴", fen=12_345, serial=2))
    client = log_in(province.officer)
    answer = client.get("/cases/?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert len(rows) == 2
    assert rows[case.number][4].value == 80_000
    evil = next(row for row in rows.values() if row[1].value == "=1+1")
    assert evil[1].data_type == "s"
    with scope.of_court(province.court.pk):
        assert Entry.objects.filter(act="case.export", actor=province.officer.username).exists()


def test_numbers_are_masked_until_a_reason_is_given(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    page = client.get(f"/cases/{case.pk}/parties/").content.decode()
    assert IDS["陈静"] not in page
    assert "4406011990****" in page
    with scope.of_court(province.court.pk):
        party = Party.objects.get(case=case, role="applicant")
    address = f"/cases/{case.pk}/parties/{party.pk}/unmask"
    assert client.post(address, {"reason": "看"}).status_code == 422
    with scope.of_court(province.court.pk):
        assert not Unmasking.objects.exists()
    shown = client.post(address, {"reason": "核对身份以便发放"})
    assert IDS["陈静"] in shown.content.decode()
    with scope.of_court(province.court.pk):
        assert Unmasking.objects.get().reason == "核对身份以便发放"


def test_a_checker_sees_no_full_number(case: Case, province: Province, log_in: LogIn) -> None:
    with scope.of_court(province.court.pk):
        party = Party.objects.get(case=case, role="applicant")
    answer = log_in(province.checker).post(
        f"/cases/{case.pk}/parties/{party.pk}/unmask", {"reason": "核对身份以便发放"}
    )
    assert answer.status_code == 409
    assert IDS["陈静"] not in answer.content.decode()
    with scope.of_court(province.court.pk):
        assert not Unmasking.objects.exists()


def test_the_debt_of_a_day_is_explained_to_the_article(case: Case, province: Province, log_in: LogIn) -> None:
    page = log_in(province.officer).get(f"/cases/{case.pk}/debt/?on={localdate().isoformat()}").content.decode()
    assert "¥80,000.00" in page
    assert "8号" in page
    tried = log_in(province.officer).get(f"/cases/{case.pk}/debt/?on=2023-02-29").content.decode()
    assert "不是有效的日期" in tried


def test_other_conventions_are_tried_without_being_kept(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    usual = client.get(f"/cases/{case.pk}/debt/").context["debt"]
    tried = client.get(f"/cases/{case.pk}/debt/?doubled_count_days=both_ends").context["debt"]
    assert tried.remaining > usual.remaining
    assert client.get(f"/cases/{case.pk}/debt/").context["debt"].remaining == usual.remaining


def test_notifying_moves_the_case_and_meets_the_limit(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    assert client.post(f"/cases/{case.pk}/acts/notify").status_code == 302
    with scope.of_court(province.court.pk):
        assert Case.objects.get(pk=case.pk).state == "notified"
        assert Node.objects.get(case=case, rule="notice").done_on == localdate()


def test_a_case_with_an_open_debt_is_not_closed_and_every_reason_is_shown(
    case: Case, province: Province, log_in: LogIn
) -> None:
    answer = log_in(province.officer).post(f"/cases/{case.pk}/acts/close")
    assert answer.status_code == 409
    assert "未执行完毕" in answer.content.decode()
    with scope.of_court(province.court.pk):
        assert Case.objects.get(pk=case.pk).closed_on is None


def test_a_refusal_in_htmx_stands_where_the_page_keeps_its_faults(
    case: Case, province: Province, log_in: LogIn
) -> None:
    answer = log_in(province.officer).post(f"/cases/{case.pk}/acts/close", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#faults")


def test_an_instrument_is_issued_read_and_verified_by_anybody(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    assert client.post(f"/cases/{case.pk}/instruments/execution_notice").status_code == 302
    with scope.of_court(province.court.pk):
        made = Instrument.objects.get()
        code, fingerprint, pdf = made.verify_code, made.sha256, bytes(made.pdf)
    shown = client.get(f"/cases/{case.pk}/documents/{made.pk}.pdf")
    assert shown.content == pdf
    client.logout()
    public = client.get(f"/verify?code={code}").content.decode()
    assert fingerprint in public
    assert case.number not in public
    assert "***" in public
    assert client.get("/verify?code=AAAAAAAAAAAAAAAA").status_code == 404


def test_the_step_of_a_node_taken_elsewhere_is_recorded(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    with scope.of_court(province.court.pk):
        node = Node.objects.get(case=case, rule="network_query")
    address = f"/cases/{case.pk}/nodes/{node.pk}/done"
    assert client.post(address, {"on": "2023-02-29", "note": "已查控"}).status_code == 422
    assert client.post(address, {"on": localdate().isoformat(), "note": ""}).status_code in (409, 422)
    assert client.post(address, {"on": localdate().isoformat(), "note": "总对总查控单 1 号"}).status_code == 302
    with scope.of_court(province.court.pk):
        node.refresh_from_db()
        assert node.done_on == localdate()


def test_the_cards_count_what_their_lists_hold(case: Case, province: Province, log_in: LogIn) -> None:
    with scope.of_court(province.court.pk):
        nodes = list(Node.objects.filter(case=case, done_on__isnull=True).order_by("due_on"))
        Node.objects.filter(pk=nodes[0].pk).update(due_on=localdate())
        Node.objects.filter(pk=nodes[1].pk).update(due_on=date(2026, 1, 1))
    client = log_in(province.officer)
    count = client.get("/").context["count"]
    for kind in ("all", "soon", "overdue", "today"):
        assert client.get(f"/deadlines/?due={kind}").context["page"].total == getattr(count, kind)
    assert count.today == 1
    assert count.overdue == 1


def test_an_officer_watches_the_own_cases_and_the_head_the_courts(
    case: Case, province: Province, log_in: LogIn
) -> None:
    assert log_in(province.accountant).get("/").context["count"].all == 0
    assert log_in(province.chief).get("/").context["count"].all > 0


# what each page asks of the database, pinned: a list costs the same for 20 rows as for one


def test_the_sql_of_the_case_list_does_not_grow_with_its_rows(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    before = page_queries(client, "/cases/?q=陈静")
    for serial in range(2, 8):
        file(province.officer, draft(serial=serial))
    after = page_queries(client, "/cases/?q=陈静")
    assert after.tables == before.tables
    assert before.tables == (
        "django_session",
        "courts_officer",
        "courts_court",
        "courts_court",
        "courts_courtsetting",
        "courts_court",
        "courts_officer",
        "cases_case",
        "cases_case",
        "cases_party",
        "funds_receipt",
        "cases_node",
        "cases_node",
    )


def test_the_sql_of_a_case_is_pinned(case: Case, province: Province, log_in: LogIn) -> None:
    assert len(page_queries(log_in(province.officer), f"/cases/{case.pk}/").tables) <= 62


def test_the_sql_of_the_workbench_is_pinned(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    before = page_queries(client, "/")
    file(province.officer, draft(serial=2))
    assert page_queries(client, "/").tables == before.tables
    assert len(before.tables) <= 23
