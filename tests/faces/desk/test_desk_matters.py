"""Changes of party, entrusted cases, tasks and applications through the pages, both courts of each."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from matters import Matters, done, found_matters, page
from province import LogIn, Province, draft, file
from test_desk_filing import fields, review, send

from duixian.domain.assets.models import AssetSearch
from duixian.domain.cases.models import (
    Application,
    Case,
    CourtLetter,
    EntrustedCase,
    Entrustment,
    Party,
    PartyChange,
    TaskRequest,
    TaskTaken,
)
from duixian.domain.courts import scope
from duixian.faces.desk.workbench.steps import way_of, way_to_mend
from duixian.law.procedure.steps import Step, StepId, Weight, says
from duixian.testing.scenes.stage import resident_id


@pytest.fixture
def matters(province: Province) -> Matters:
    return found_matters(province)


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft(debtor="南海染料有限公司"), on=localdate() - timedelta(days=30))


def letter(court_id: int, kind: str) -> str:
    """The page of the last letter of a kind that came to a court."""
    with scope.of_court(court_id):
        found = CourtLetter.objects.filter(kind=kind, to_court_id=court_id).last()
        assert found is not None
        return f"/proceedings/letters/{found.pk}/"


def asked(case: Case, **more: object) -> dict[str, object]:
    """An application to add a shareholder who did not pay, with nothing handed in."""
    with scope.of_court(case.court_id):
        debtor = case.parties.get(role="debtor")
    return {
        "ground": "unpaid_capital",
        "applicant": "陈静",
        "present": str(debtor.pk),
        "form": "company",
        "new_name": "股东甲",
        "new_number": resident_id(701),
        "new_kind": "natural",
    } | more


def test_a_shareholder_is_added_once_the_ground_holds(matters: Matters, log_in: LogIn, case: Case) -> None:
    clerk, chief = log_in(matters.province.officer), log_in(matters.province.chief)
    address = f"/cases/{case.pk}/changes/new/"
    assert "受让未实缴出资股权的受让人" in page(clerk, address)  # who may not be added stands beside who may
    assert "公司章程、出资期限和实缴材料" in page(clerk, f"{address}?ground=unpaid_capital")
    change = done(clerk, f"/cases/{case.pk}/changes/enter", **asked(case))
    shown = page(chief, change)
    assert "尚未查明被执行人的财产不足以清偿债务" in shown
    assert 'id="grant"' not in shown
    ruling = {"panel": matters.below, "heard_on": localdate().isoformat(), "reason": "符合第十七条"}
    assert chief.post(f"{change}grant", ruling).status_code == 409
    with scope.of_court(case.court_id):
        assert PartyChange.objects.get().state == "applied"
        assert Party.objects.filter(case=case).count() == 2

    papers = ["application", "register", "insolvency", "articles"]
    done(clerk, f"{change}supplement", evidence=papers, insolvency_shown="1", ceiling="3000")
    done(chief, f"{change}grant", **ruling)
    done(clerk, f"{change}serve")
    served = page(clerk, change)
    assert 'id="sue"' in served
    assert 'id="review"' not in served  # this ground has a suit
    assert "股东甲" in page(clerk, f"/cases/{case.pk}/proceedings/")
    with scope.of_court(case.court_id):
        assert Party.objects.get(case=case, label="股东甲").role == "debtor"


def test_who_is_not_on_the_list_is_refused_with_the_reason_and_nothing_is_entered(
    matters: Matters, log_in: LogIn, case: Case
) -> None:
    clerk = log_in(matters.province.officer)
    answer = clerk.post(f"/cases/{case.pk}/changes/enter", asked(case, ground="spouse"))
    assert answer.status_code == 422
    assert "夫妻共同债务须由执行依据确定" in answer.content.decode()
    accountant = log_in(matters.province.accountant).post(f"/cases/{case.pk}/changes/enter", asked(case))
    assert accountant.status_code == 409
    assert log_in(matters.province.stranger).get(f"/cases/{case.pk}/changes/new/").status_code == 404
    with scope.of_court(case.court_id):
        assert not PartyChange.objects.exists()


def test_a_case_is_entrusted_filed_there_and_its_applicant_told(matters: Matters, log_in: LogIn, case: Case) -> None:
    province = matters.province
    with scope.of_court(case.court_id):
        AssetSearch.objects.create(
            court=province.court,
            case=case,
            ground="《财产调查规定》第12条",
            orders_count=1,
            made_by="x",
            made_at=datetime(2026, 3, 5, tzinfo=UTC),
        )
    clerk, chief, there = log_in(province.officer), log_in(province.chief), log_in(matters.outsider)
    form = f"/cases/{case.pk}/begin/entrust/"
    assert "杭州市上城区人民法院" in page(clerk, form)
    assert "佛山市顺德区人民法院" not in page(clerk, form)  # of the same province
    typed = {"court": "杭州市上城区人民法院", "assets_there": "上城区住宅一套", "reason": "本辖区无财产"}
    lacking = clerk.post(f"{form}enter", typed | {"papers": ["application"]}, headers={"HX-Request": "true"})
    assert "委托材料缺少" in lacking.content.decode()
    papers = ["application", "report", "applicant", "debtor"]
    given = done(clerk, f"{form}enter", papers=papers, **typed)
    assert f'href="{given}"' in page(chief, "/approvals/")
    with scope.of_court(case.court_id):
        approval = Entrustment.objects.get().approval_id
    done(chief, "/approvals/decide", approval=str(approval), decision="approve")

    taken = done(there, f"{letter(matters.outside.pk, 'entrust')}take")
    assert case.number in page(there, taken)
    done(there, f"{taken}file")
    assert "受托案件尚未结案" in page(there, taken)  # the result is told at the end
    assert done(clerk, f"{letter(province.court.pk, 'entrust_filed')}take") == given
    done(clerk, f"{given}tell")
    with scope.of_court(case.court_id):
        row = Entrustment.objects.get()
        assert (row.state, row.told_on, row.their_number[-3:]) == ("taken", localdate(), "执1号")
    with scope.of_court(matters.outside.pk):
        assert EntrustedCase.objects.get().state == "filed"


def test_a_task_goes_to_another_court_and_its_answer_comes_back(matters: Matters, log_in: LogIn, case: Case) -> None:
    province = matters.province
    clerk, there = log_in(province.officer), log_in(matters.outsider)
    form = f"/cases/{case.pk}/begin/task/enter"
    typed = {"court": "杭州市上城区人民法院", "kind": "seal", "what": "查封上城区住宅"}
    bare = clerk.post(form, typed)
    assert bare.status_code == 422
    assert "须附本院裁定书" in bare.content.decode()
    with scope.of_court(case.court_id):
        assert not TaskRequest.objects.exists()

    task = done(clerk, form, ruling="（2026）粤0605执1号之一", **typed)
    taken = done(there, f"{letter(matters.outside.pk, 'task')}take")
    assert "等待对方" in page(clerk, task)
    done(there, f"{taken}accept")
    done(there, f"{taken}finish", result="已查封，不动产登记中心回执1号")
    done(clerk, f"{letter(province.court.pk, 'task_accepted')}take")
    assert done(clerk, f"{letter(province.court.pk, 'task_result')}take") == task
    assert "不动产登记中心回执1号" in page(clerk, task)
    assert there.post(f"{task}withdraw", {"reason": "x"}).status_code == 404  # another court's own record
    with scope.of_court(case.court_id):
        assert TaskRequest.objects.get().state == "done"
    with scope.of_court(matters.outside.pk):
        assert TaskTaken.objects.get().state == "done"


def received(clerk: Client, **about: str) -> str:
    """An application taken in from the form of filing; answers its page."""
    posted = fields(review(clerk))
    posted["effective_on"] = "2025-11-03"
    for token in posted.getlist("party"):
        posted[f"party-{token}-address"] = "佛山市南海区"
    for name, value in about.items():
        posted[name] = value
    answer = send(clerk, "/applications/receive", posted)
    assert answer.status_code == 302, answer.content.decode()  # type: ignore[attr-defined]
    return str(answer["Location"])  # type: ignore[index]


def test_an_application_that_lacks_something_is_asked_for_it_and_filed_once_it_came(
    matters: Matters, log_in: LogIn
) -> None:
    court_id = matters.province.court.pk
    clerk = log_in(matters.province.officer)
    application = received(clerk)
    assert "未写明本院管辖的依据" in page(clerk, application)
    assert "陈静" in page(clerk, "/applications/")
    address = application.replace("/applications/", "/proceedings/applications/")
    assert clerk.post(f"{address}file").status_code == 409
    with scope.of_court(court_id):
        assert not Case.objects.exists()

    due = (localdate() + timedelta(days=10)).isoformat()
    done(clerk, f"{address}ask", what="管辖依据", due=due)
    assert application in page(clerk, "/applications/?list=supplement")
    done(clerk, f"{address}take", link="first_instance", expires_on="2025-12-01")
    case = done(clerk, f"{address}file", officer=str(matters.province.officer.pk))
    with scope.of_court(court_id):
        assert case == f"/cases/{Case.objects.get().pk}/"
        assert Application.objects.get().state == "filed"
    assert log_in(matters.province.stranger).get(application).status_code == 404


def test_an_application_of_another_court_is_refused_by_a_ruling(matters: Matters, log_in: LogIn) -> None:
    clerk = log_in(matters.province.officer)
    application = received(clerk, link="property", expires_on="2025-12-01")
    address = application.replace("/applications/", "/proceedings/applications/")
    done(clerk, f"{address}refuse", reason="应向第一审人民法院申请")
    assert clerk.get(f"{application}ruling.pdf").content.startswith(b"%PDF")
    with scope.of_court(matters.province.court.pk):
        row = Application.objects.get()
        assert (row.state, row.refusal) == ("refused", "jurisdiction")
        assert not Case.objects.exists()


def test_the_next_steps_lead_to_the_forms_that_take_them(case: Case) -> None:
    def at(step: StepId, rule: str = "") -> str:
        return way_of(Step(step, "", says("x", "x"), "", Weight.OPEN, rule=rule), case_id=case.pk).url

    assert at(StepId.RULE_OBJECTION) == f"/cases/{case.pk}/proceedings/"
    assert at(StepId.NODE, "task_finish") == f"/cases/{case.pk}/proceedings/"
    assert at(StepId.LIMIT) == f"/cases/{case.pk}/credit/"
    assert at(StepId.COMPEL) == f"/cases/{case.pk}/measures/#propose"
    mended = way_to_mend("party.change", case_id=case.pk)
    assert mended is not None
    assert mended.url == f"/cases/{case.pk}/changes/new/"
