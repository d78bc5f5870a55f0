"""The end of a round on its page: every condition with what does it, and after the end what has to follow."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Approval, Case, CaseState, EvidenceRecord, Node, RoundEnd
from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument, ServiceRecord
from duixian.law.ending import Standing, check_rows
from duixian.testing.scenes.ended_round import end_round
from duixian.testing.scenes.stage import Stage


@pytest.fixture
def case(province: Province) -> Case:
    """A case of four months ago, against somebody whose number is known."""
    what = draft(applicant="梁国栋", debtor="陈静")
    return file(province.officer, what, on=localdate() - timedelta(days=120))


def ended(province: Province, case: Case, *, on: date | None = None) -> RoundEnd:
    """The round of a case ended with everything the law asks for."""
    moment = localtime() if on is None else datetime.combine(on, datetime.min.time(), localtime().tzinfo)
    staff = {"officer": province.officer.acting(), "chief": province.chief.acting()}
    stage = SimpleNamespace(court=province.court, staff=staff, today=on or localdate(), moment=moment)
    end_round(cast(Stage, stage), case, spoke_with="梁国栋")
    with scope.of_court(case.court_id):
        return RoundEnd.objects.get(case=case)


def _row(page: str, check: str) -> str:
    found = re.search(rf'<tr id="check-{check}".*?</tr>', page, re.S)
    assert found, check
    return found[0]


def test_every_condition_stands_with_figure_article_state_and_what_does_it(
    province: Province, log_in: LogIn, case: Case
) -> None:
    page = log_in(province.officer).get(f"/cases/{case.pk}/round-end/").content.decode()

    assert len(check_rows()) == 20
    for check, row in check_rows().items():
        shown = _row(page, check)
        assert str(row.citation) in shown
        assert any(word in shown for word in ("✓ 具备", "✗ 缺少", "— 不适用"))
        if "✗ 缺少" in shown:
            assert "href=" in shown or "data-open=" in shown, check
    assert f'href="/cases/{case.pk}/assets/"' in _row(page, "queries")
    assert f'href="/cases/{case.pk}/documents/"' in _row(page, "notice")
    assert 'data-open="sign-panel"' in _row(page, "consent")
    assert 'id="sign"' not in page


def test_a_link_from_a_refusal_opens_the_form_it_means(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)
    client.post(f"/cases/{case.pk}/instruments/execution_notice")
    refused = client.post(f"/cases/{case.pk}/round-end/propose", headers={"HX-Request": "true"})
    assert refused.status_code == 409
    link = re.search(rf'href="(/cases/{case.pk}/round-end/\?kind=on_site)#sign"', refused.content.decode())
    assert link

    page = client.get(link[1]).content.decode()

    form = re.search(r'<dialog class="confirm" id="sign" .*?</dialog>', page, re.S)
    assert form
    assert 'value="on_site"' in form[0]
    assert 'name="person"' not in form[0]  # of the case, not of one debtor


def test_who_only_reads_gets_the_table_and_no_form(province: Province, log_in: LogIn, case: Case) -> None:
    page = log_in(province.above).get(f"/cases/{case.pk}/round-end/").content.decode()

    assert 'id="check-limits"' in page
    assert '<dialog class="confirm"' not in page


def test_an_ended_round_is_entered_published_and_served_each_once(
    province: Province, log_in: LogIn, case: Case
) -> None:
    made, client, at = ended(province, case), log_in(province.officer), f"/cases/{case.pk}/round-end/"
    today = localdate().isoformat()
    page = client.get(at).content.decode()
    assert "尚未录入" in page
    limits = client.get("/deadlines/?due=all").content.decode()
    assert "录入终本案件信息库" in limits  # it runs though the case rests
    assert f'href="{at}"' in limits
    assert f"{made.ruling_number}" in page
    assert page.count("✓ 具备") == sum(row["standing"] == Standing.MET for row in made.checks)

    assert client.post(f"{at}enter", {"on": today, "number": " "}).status_code == 422
    assert log_in(province.accountant).post(f"{at}enter", {"on": today, "number": "1"}).status_code == 409
    client.post(f"{at}enter", {"on": today, "number": "终本2026-1"})
    client.post(f"{at}publish", {"on": today, "where": "https://wenshu.example/1"})
    served = {"addressee": "陈静", "method": "direct", "day": today, "taker": "本人", "proof": "回证3"}
    with scope.of_court(case.court_id):
        ruling = Instrument.objects.get(case=case, verify_code=made.ruling_code)
    serve = f"/cases/{case.pk}/papers/{ruling.pk}/serve"
    applicant = {"addressee": "梁国栋", "method": "direct", "day": today, "taker": "本人", "proof": "回证4"}
    client.post(serve, served | {"from": "round_end"})
    assert "六十日" not in client.get(at).content.decode()
    client.post(serve, applicant)

    assert client.post(f"{at}enter", {"on": today, "number": "终本2026-2"}).status_code == 409
    assert client.post(serve, served).status_code == 409
    assert client.post(serve, served | {"addressee": "路人"}).status_code == 422
    page = client.get(at).content.decode()
    assert "终本2026-1" in page
    assert "https://wenshu.example/1" in page
    assert "回证3" in page
    assert f"六十日，至 {localdate() + timedelta(days=60)}" in page
    documents = client.get(f"/cases/{case.pk}/documents/").content.decode()
    assert "回证4" in documents
    assert f"serve-{ruling.pk}" not in documents  # everybody has it
    with scope.of_court(case.court_id):
        assert Node.objects.get(case=case, rule="round_end_entry").done_on == localdate()
        assert {one.addressee for one in ServiceRecord.objects.all()} == {"陈静", "梁国栋"}
        assert Case.objects.get(pk=case.pk).state == CaseState.ROUND_ENDED


def _sign(client: Client, case: Case, **said: Any) -> int:
    posted = {"on": localdate().isoformat(), "what": "已核实", "document": "笔录"} | said
    return client.post(f"/cases/{case.pk}/round-end/sign", posted).status_code


def test_what_a_form_leaves_out_is_asked_for_and_nothing_is_kept(province: Province, log_in: LogIn, case: Case) -> None:
    client = log_in(province.officer)

    assert _sign(client, case, kind="whereabouts") == 422  # of whom?
    assert _sign(client, case, kind="panel", members="甲 乙") == 422  # not three
    assert _sign(client, case, kind="interest", person=0) == 422
    assert _sign(log_in(province.stranger), case, kind="on_site") == 404

    with scope.of_court(case.court_id):
        assert not EvidenceRecord.objects.exists()
        assert not Approval.objects.exists()
