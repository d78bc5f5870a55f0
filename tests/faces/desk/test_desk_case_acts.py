"""Acts on a case's page that the law makes hard: ending the round, leaving days out, choosing renminbi."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Case, ExcludedPeriod, Title
from duixian.domain.courts import scope
from duixian.domain.trail.models import Entry
from duixian.law.ending import check_rows

PERIOD = {"since": "2026-03-01", "last": "2026-03-31", "reason": "（2026）粤06民监1号裁定中止执行"}
RATE = {"rate:USD": "7.1234", "on:USD": "2025-11-14", "ground": "申请执行人书面申请"}


def old(province: Province, log_in: LogIn, *, days: int) -> Case:
    """A case filed so many days ago whose debtor has been notified."""
    case = file(province.officer, draft(), on=localdate() - timedelta(days=days))
    assert log_in(province.officer).post(f"/cases/{case.pk}/acts/notify").status_code == 302
    return case


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft(), on=localdate() - timedelta(days=30))


@pytest.fixture
def dollars(province: Province) -> Case:
    """A case whose only sum is in dollars."""
    plain = draft()
    items = tuple(replace(item, currency="USD") for item in plain.ordered.items)
    return file(
        province.officer,
        replace(plain, ordered=replace(plain.ordered, items=items)),
        on=localdate() - timedelta(days=30),
    )


def state(case: Case) -> str:
    with scope.of_court(case.court_id):
        return Case.objects.get(pk=case.pk).state


def acts_of(case: Case) -> list[str]:
    with scope.of_court(case.court_id):
        return list(Entry.objects.filter(subject=f"case:{case.pk}").values_list("act", flat=True))


# ending the round


def test_the_page_shows_every_condition_and_a_proposal_says_what_is_missing(province: Province, log_in: LogIn) -> None:
    case = old(province, log_in, days=120)
    client = log_in(province.officer)
    shown = client.get(f"/cases/{case.pk}/round-end/").content.decode()
    assert all(f'id="check-{name}"' in shown for name in check_rows())
    answer = client.post(f"/cases/{case.pk}/round-end/propose", {"grounds": "无财产"})
    assert answer.status_code == 409
    assert "round_end.queries" in [reason.code for reason in answer.context["faults"]]
    assert state(case) == "notified"


def test_a_round_is_not_ended_by_asking_for_the_state(province: Province, log_in: LogIn) -> None:
    case = old(province, log_in, days=120)
    assert log_in(province.officer).post(f"/cases/{case.pk}/acts/end_round", {"reason": "急"}).status_code == 404
    assert state(case) == "notified"


def test_what_an_officer_signs_stands_on_the_page_under_his_name(province: Province, log_in: LogIn) -> None:
    case = old(province, log_in, days=120)
    client = log_in(province.officer)
    record = {"kind": "on_site", "on": localdate().isoformat(), "what": "到其住处调查", "document": "现场调查笔录"}
    assert client.post(f"/cases/{case.pk}/round-end/sign", record).status_code == 302
    shown = client.get(f"/cases/{case.pk}/round-end/").content.decode()
    assert "到其住处调查" in shown
    assert province.officer.name in shown
    assert "round.evidence" in acts_of(case)


def test_an_accountant_ends_no_round(province: Province, log_in: LogIn) -> None:
    case = old(province, log_in, days=120)
    client = log_in(province.accountant)
    assert "act-end-round" not in client.get(f"/cases/{case.pk}/").content.decode()
    assert client.post(f"/cases/{case.pk}/round-end/propose", {}).status_code == 409
    assert state(case) == "notified"
    assert "approval.propose" not in acts_of(case)


# days left out of the doubled part


def test_days_left_out_lower_the_debt_and_stand_on_the_page(case: Case, province: Province, log_in: LogIn) -> None:
    client, day = log_in(province.officer), "?on=2026-06-01"
    before = client.get(f"/cases/{case.pk}/debt/{day}").context["debt"]
    assert client.post(f"/cases/{case.pk}/acts/exclude-period", PERIOD).status_code == 302
    answer = client.get(f"/cases/{case.pk}/debt/{day}")
    # 31 days at 0.0175 % a day on 80,000 yuan
    assert before.remaining - answer.context["debt"].remaining == 43_400
    assert "（2026）粤06民监1号裁定中止执行" in answer.content.decode()
    assert "2026-03-31" in answer.content.decode()
    with scope.of_court(province.court.pk):
        period = ExcludedPeriod.objects.get(case=case)
    assert (period.since, period.until) == (date(2026, 3, 1), date(2026, 4, 1))
    assert "case.exclude_period" in acts_of(case)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"last": "2026-02-28"}, "截止日早于起始日"),
        ({"last": ""}, "须填写日期"),
        ({"since": "2026-02-30"}, "不是有效的日期"),
        ({"reason": " "}, "须写明不计的事由和依据"),
    ],
)
def test_a_period_that_is_none_is_refused(
    case: Case, province: Province, log_in: LogIn, wrong: dict[str, str], sentence: str
) -> None:
    answer = log_in(province.officer).post(f"/cases/{case.pk}/acts/exclude-period", PERIOD | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with scope.of_court(province.court.pk):
        assert not ExcludedPeriod.objects.exists()


def test_no_day_is_left_out_twice(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    client.post(f"/cases/{case.pk}/acts/exclude-period", PERIOD)
    again = client.post(f"/cases/{case.pk}/acts/exclude-period", PERIOD | {"since": "2026-03-31", "last": "2026-04-30"})
    assert again.status_code == 422
    assert "重叠" in again.content.decode()
    next_day = PERIOD | {"since": "2026-04-01", "last": "2026-04-30"}
    assert client.post(f"/cases/{case.pk}/acts/exclude-period", next_day).status_code == 302
    with scope.of_court(province.court.pk):
        assert ExcludedPeriod.objects.count() == 2


def test_a_checker_leaves_no_day_out(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.checker)
    assert 'id="exclude"' not in client.get(f"/cases/{case.pk}/debt/").content.decode()
    assert client.post(f"/cases/{case.pk}/acts/exclude-period", PERIOD).status_code == 409
    with scope.of_court(province.court.pk):
        assert not ExcludedPeriod.objects.exists()
    assert "case.exclude_period" not in acts_of(case)


def test_another_courts_officer_leaves_no_day_out(case: Case, province: Province, log_in: LogIn) -> None:
    assert log_in(province.stranger).post(f"/cases/{case.pk}/acts/exclude-period", PERIOD).status_code == 404
    with scope.of_court(province.court.pk):
        assert not ExcludedPeriod.objects.exists()


# the creditor's choice of renminbi


def test_a_debt_in_dollars_is_counted_in_renminbi_once_the_creditor_chose(
    dollars: Case, province: Province, log_in: LogIn
) -> None:
    client = log_in(province.officer)
    answer = client.get(f"/cases/{dollars.pk}/debt/")
    before, owed = answer.content.decode(), answer.context["debt"].foreign[0].total
    assert "外币部分单独计算" in before
    assert owed > 8_000_000
    assert f"USD {owed // 100:,}.{owed % 100:02d}" in before
    assert client.post(f"/cases/{dollars.pk}/acts/elect-renminbi", RATE).status_code == 302
    answer = client.get(f"/cases/{dollars.pk}/debt/")
    assert answer.context["debt"].foreign == ()
    assert answer.context["debt"].remaining >= 56_987_200  # 80,000 × 7.1234, and interest
    assert "7.1234" in answer.content.decode()
    assert "case.elect_renminbi" in acts_of(dollars)


@pytest.mark.parametrize("rate", ["", "0", "-7", "NaN", "seven", "1e9"])
def test_a_rate_that_is_none_is_refused(dollars: Case, province: Province, log_in: LogIn, rate: str) -> None:
    answer = log_in(province.officer).post(f"/cases/{dollars.pk}/acts/elect-renminbi", RATE | {"rate:USD": rate})
    assert answer.status_code == 422
    assert "不是有效的汇率" in answer.content.decode()
    with scope.of_court(province.court.pk):
        assert Title.objects.get(case=dollars).exchange == []


def test_a_checker_chooses_nothing_for_the_creditor(dollars: Case, province: Province, log_in: LogIn) -> None:
    assert log_in(province.checker).post(f"/cases/{dollars.pk}/acts/elect-renminbi", RATE).status_code == 409
    with scope.of_court(province.court.pk):
        assert Title.objects.get(case=dollars).exchange == []
    assert "case.elect_renminbi" not in acts_of(dollars)


def test_a_title_in_renminbi_offers_no_choice(case: Case, province: Province, log_in: LogIn) -> None:
    client = log_in(province.officer)
    assert 'id="elect"' not in client.get(f"/cases/{case.pk}/debt/").content.decode()
    assert client.post(f"/cases/{case.pk}/acts/elect-renminbi", RATE).status_code == 422
