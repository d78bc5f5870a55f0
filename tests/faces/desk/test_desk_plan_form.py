"""The form of a plan: costs and who is paid them, several securities, days; and nothing typed is lost to a fault."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.timezone import localdate
from province import LogIn, Province, draft, file
from test_desk_money import received

from duixian.domain.cases.models import Case, Party
from duixian.domain.courts import scope
from duixian.domain.documents.models import Instrument
from duixian.domain.funds.models import CaseAccount, DistributionPlan, Payout
from duixian.domain.parties.models import PayeeAccount, Person
from duixian.flows.plan_distribution import claim_key, pot_key

CODE = "91110000600037341L"
"""A code whose check character is right."""


@pytest.fixture
def case(province: Province, log_in: LogIn) -> Case:
    """A case with 10,000 yuan on its account."""
    made = file(province.officer, draft(fen=8_000_000), on=localdate() - timedelta(days=20))
    with scope.of_court(province.court.pk):
        number = CaseAccount.objects.get(case=made).number
    received(province, log_in, ("10000.00", "梁国栋", "", number))
    return made


def asked(case: Case, **more: str) -> dict[str, str]:
    with scope.of_court(case.court_id):
        debtor = Party.objects.get(case=case, role="debtor").person_id
    return {"debtor": str(debtor), "case": str(case.pk), "fee": "first"} | more


def cost(case: Case, **more: str) -> dict[str, str]:
    typed = {"cost_kind": "appraisal", "cost_label": "房产评估费", "cost_amount": "1,200.50", "cost_pot": pot_key(case)}
    return asked(case, **typed, **more)


def appraiser(**more: str) -> dict[str, str]:
    return {"cost_payee": "new", "cost_name": "信诚评估公司", "cost_person": "company", "cost_number": CODE} | more


def kept(client: Client, case: Case, typed: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Keep the plan; its lines by rank."""
    answer = client.post("/plans/keep", typed)
    assert answer.status_code == 302, answer.content.decode()
    with scope.of_court(case.court_id):
        plan = DistributionPlan.objects.get()
        return {line.rank: (line.payee.name, line.amount_fen) for line in plan.lines.select_related("payee")}


def test_an_appraiser_nobody_knew_is_paid_and_becomes_known_when_the_plan_is_kept(
    case: Case, province: Province, log_in: LogIn
) -> None:
    client = log_in(province.officer)
    tried = client.get("/plans/new?" + urlencode(cost(case, **appraiser()))).content.decode()
    assert "信诚评估公司" in tried
    assert "¥1,200.50" in tried
    with scope.of_court(province.court.pk):
        assert not Person.objects.filter(id_number=CODE).exists()  # a trial keeps nothing
    assert kept(client, case, cost(case, **appraiser()))["cost"] == ("信诚评估公司", 120_050)
    with scope.of_court(province.court.pk):
        assert Person.objects.filter(id_number=CODE).count() == 1
        plan = DistributionPlan.objects.get()
    page = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "执行费用" in page
    assert page.count("告知书 PDF") == 1  # the sheet of a claim; the appraiser has none


def test_the_applicant_who_advanced_the_cost_is_paid_it(case: Case, province: Province, log_in: LogIn) -> None:
    with scope.of_court(province.court.pk):
        applicant = Party.objects.get(case=case, role="applicant").person
    lines = kept(log_in(province.officer), case, cost(case, cost_payee=str(applicant.pk)))
    assert lines["cost"] == (applicant.name, 120_050)
    assert sum(fen for _name, fen in lines.values()) <= 1_000_000


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"cost_number": "911100006000373411"}, "91110000"),
        ({"cost_name": ""}, "当事人必须有名称"),
        ({"cost_amount": "many"}, "many"),
        ({"cost_payee": "999999"}, "未选择费用的受领人"),
    ],
)
def test_a_cost_that_cannot_be_paid_is_refused_and_stays_on_the_form(
    case: Case, province: Province, log_in: LogIn, wrong: dict[str, str], sentence: str
) -> None:
    client, typed = log_in(province.officer), cost(case, **appraiser()) | wrong
    page = client.get("/plans/new?" + urlencode(typed)).content.decode()
    assert sentence in page
    assert "房产评估费" in page
    assert client.post("/plans/keep", typed).status_code == 422
    with scope.of_court(province.court.pk):
        assert not DistributionPlan.objects.exists()
        assert not Person.objects.filter(id_number=CODE).exists()


def test_two_securities_and_two_days_reach_the_plan(case: Case, province: Province, log_in: LogIn) -> None:
    second = file(province.officer, draft(fen=8_000_000, serial=2, applicant="何丽珍"), on=localdate())
    with scope.of_court(province.court.pk):
        key = claim_key(case, Party.objects.get(case=case, role="applicant").person)
        debtor = Party.objects.get(case=second, role="debtor").person
        Party.objects.filter(case=case, role="debtor").update(person=debtor)
        number = CaseAccount.objects.get(case=second).number
    received(province, log_in, ("500.00", "梁国栋", "", number))
    typed = asked(case) | {"case": [case.pk, second.pk], f"controlled:{key}": "2026-03-05"}  # type: ignore[dict-item]
    typed |= {
        f"applied:{key}": "2026-03-09",
        f"security:{key}": ["mortgage", "pledge"],  # type: ignore[dict-item]
        f"pot:{key}": [pot_key(case), pot_key(second)],  # type: ignore[dict-item]
        f"order:{key}": ["1", "2"],  # type: ignore[dict-item]
        f"limit:{key}": ["", "300"],  # type: ignore[dict-item]
    }
    kept(log_in(province.officer), case, typed)
    with scope.of_court(province.court.pk):
        claim = next(one for one in DistributionPlan.objects.get().inputs["claims"] if one["key"] == key)
    assert [(one["proceeds"], one["kind"], one["limit"]) for one in claim["securities"]] == [
        (pot_key(case), "mortgage", None),
        (pot_key(second), "pledge", 30_000),
    ]
    assert (claim["controlled_on"], claim["applied_on"]) == ("2026-03-05", "2026-03-09")


def test_a_day_that_is_none_is_named_and_the_rest_of_the_form_stays(
    case: Case, province: Province, log_in: LogIn
) -> None:
    with scope.of_court(province.court.pk):
        key = claim_key(case, Party.objects.get(case=case, role="applicant").person)
    typed = asked(case, **{f"controlled:{key}": "2026-02-30", f"rank:{key}": "7"})
    page = log_in(province.officer).get("/plans/new?" + urlencode(typed)).content.decode()
    assert "不是有效的日期" in page
    assert 'value="7"' in page


def test_one_more_row_is_for_those_who_make_plans(case: Case, province: Province, log_in: LogIn) -> None:
    address = "?" + urlencode(asked(case, claim="1:2"))
    officer = log_in(province.officer)
    assert 'name="cost_amount"' in officer.get("/plans/rows/cost" + address).content.decode()
    assert 'name="limit:1:2"' in officer.get("/plans/rows/security" + address).content.decode()
    assert officer.get("/plans/rows/other" + address).status_code == 404
    assert log_in(province.checker).get("/plans/rows/cost" + address).status_code == 409


def test_an_appraiser_names_an_account_and_is_paid_to_it(case: Case, province: Province, log_in: LogIn) -> None:
    officer, accountant = log_in(province.officer), log_in(province.accountant)
    kept(officer, case, cost(case, **appraiser()))
    with scope.of_court(province.court.pk):
        plan = DistributionPlan.objects.get()
        line, claim = plan.lines.get(rank="cost"), plan.lines.exclude(rank="cost").get()
    address = f"/plans/{plan.pk}/lines/{line.pk}/account"
    named = {"holder": "信诚评估公司", "number": "6222020000000001", "bank_name": "合成银行"}
    assert address in officer.get(f"/plans/{plan.pk}/").content.decode()
    assert accountant.post(address, named).status_code == 409  # never by who makes the payouts
    assert officer.post(f"/plans/{plan.pk}/lines/{claim.pk}/account", named).status_code == 404
    with scope.of_court(province.court.pk):
        assert not PayeeAccount.objects.exists()
    assert officer.post(address, named).status_code == 302

    log_in(province.chief).post(f"/plans/{plan.pk}/confirm")
    assert officer.post(f"/plans/{plan.pk}/carry_out").status_code == 302
    assert accountant.post("/payouts/make").status_code == 302
    with scope.of_court(province.court.pk):
        payout = Payout.objects.get()  # the applicant has named no account yet
    assert (payout.holder, payout.amount_fen) == ("信诚评估公司", 120_050)


def test_there_is_no_sheet_of_a_claim_for_the_payee_of_a_cost(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    kept(client, case, cost(case, **appraiser()))
    with scope.of_court(province.court.pk):
        plan = DistributionPlan.objects.get()
        line = plan.lines.get(rank="cost")
    assert client.post(f"/plans/{plan.pk}/papers", {"line": line.pk}).status_code == 422
    with scope.of_court(province.court.pk):
        assert not Instrument.objects.exists()
