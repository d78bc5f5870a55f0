"""Objections through the pages: entered, ruled on, sent up, ruled on above, undone; and what is not lawful yet."""

import io
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime
from matters import Matters, done, found_matters, page
from openpyxl import load_workbook
from page_queries import page_queries
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Case, CourtLetter, Objection, Review, Supervision
from duixian.domain.courts import scope
from duixian.flows import object_to_act
from duixian.law.procedure.objection_life import ObjectionKind


@pytest.fixture
def matters(province: Province) -> Matters:
    return found_matters(province)


@pytest.fixture
def case(province: Province) -> Case:
    return file(province.officer, draft(), on=localdate() - timedelta(days=30))


def entered(province: Province, case: Case) -> Objection:
    """The debtor objects to a freeze."""
    with scope.of_officer(province.officer):
        return object_to_act.enter(
            acting=province.officer.acting(),
            case=case,
            kind=ObjectionKind.ACT,
            objector="梁国栋",
            act_ref="order:1",
            act_title="冻结工资账户",
            grounds="超出数额",
            on=localdate(),
            now=localtime(),
        )


def test_an_objection_goes_up_and_comes_back_and_the_act_is_undone(matters: Matters, log_in: LogIn, case: Case) -> None:
    province = matters.province
    clerk, chief, above = log_in(province.officer), log_in(province.chief), log_in(matters.above)
    assert "梁国栋" in page(clerk, f"/cases/{case.pk}/begin/objection/")  # the parties are offered
    typed = {"kind": "act", "objector": "梁国栋", "act_title": "冻结工资账户", "grounds": "超出数额"}
    objection = done(clerk, f"/cases/{case.pk}/begin/objection/enter", **typed)
    done(clerk, f"{objection}admit", hearing="1")
    today = localdate().isoformat()
    ruled = {"outcome": "dismissed", "panel": matters.below, "presides": matters.below[2]}
    ruled |= {"heard_on": today, "reason": "未超出"}
    done(chief, f"{objection}rule", **ruled)
    done(clerk, f"{objection}serve")
    done(clerk, f"{objection}review")
    assert "报送复议案卷" in page(clerk, objection)
    done(clerk, f"{objection}send-file", applicant="梁国栋")
    assert "等待对方" in page(clerk, objection)

    with scope.of_court(province.upper.pk):
        letter = CourtLetter.objects.get(kind="review_file")
    assert f'href="/proceedings/letters/{letter.pk}/"' in page(above, "/proceedings/")
    review = done(above, f"/proceedings/letters/{letter.pk}/take")
    assert "冻结工资账户" in page(above, review)
    decision = {"outcome": "revoked", "act_outcome": "revoked", "panel": matters.upper, "reason": "确已超出"}
    done(above, f"{review}decide", **decision)

    with scope.of_court(province.court.pk):
        answer = CourtLetter.objects.get(kind="review_ruling")
    assert done(clerk, f"/proceedings/letters/{answer.pk}/take") == objection
    assert "裁定撤销或者变更、尚未办理的行为" in page(clerk, "/proceedings/")
    done(clerk, f"{objection}undone", by="（2026）粤0605执1号解除冻结")
    shown = page(clerk, objection)
    assert "已签收" in shown
    assert "（2026）粤0605执1号解除冻结" in shown
    with scope.of_court(province.court.pk):
        row = Objection.objects.get()
        assert (row.state, row.outcome, row.undone_on) == ("final", "revoked", localdate())
        assert row.panel[0] == matters.panel[2].pk  # who presides stands first
    with scope.of_court(province.upper.pk):
        assert Review.objects.get().state == "decided"


def test_a_ruling_that_lacks_everything_says_all_of_it_and_rules_nothing(
    matters: Matters, log_in: LogIn, case: Case
) -> None:
    objection = entered(matters.province, case)
    address = f"/proceedings/objections/{objection.pk}/"
    done(log_in(matters.province.officer), f"{address}admit", hearing="1")
    chief = log_in(matters.province.chief)
    assert f'value="{matters.province.officer.pk}"' not in page(chief, address)  # who handles it is not offered

    posted = {"outcome": "dismissed", "reason": " ", "panel": [str(matters.province.officer.pk)]}
    answer = chief.post(f"{address}rule", posted, headers={"HX-Request": "true"})

    assert answer.status_code == 409
    said = answer.content.decode()
    for words in ("不得参与审查", "应当听证", "须写明理由和依据"):
        assert words in said
    with scope.of_court(objection.court_id):
        assert Objection.objects.get().state == "filed"
    assert log_in(matters.province.stranger).get(address).status_code == 404


def test_an_act_is_offered_only_to_its_office_and_only_while_it_is_lawful(
    matters: Matters, log_in: LogIn, case: Case
) -> None:
    province = matters.province
    objection = entered(province, case)
    address = f"/proceedings/objections/{objection.pk}/"
    clerk = log_in(province.officer)
    done(clerk, f"{address}admit")
    assert 'id="rule"' not in page(clerk, address)
    chief = log_in(province.chief)
    assert 'id="rule"' in page(chief, address)
    done(chief, f"{address}rule", outcome="dismissed", panel=matters.below, reason="未超出")
    done(clerk, f"{address}serve")
    with scope.of_court(province.court.pk):
        Objection.objects.filter(pk=objection.pk).update(remedy_until=localdate() - timedelta(days=1))

    late = page(clerk, address)
    assert 'id="review"' not in late
    assert "不在裁定送达后的申请复议期内" in late
    assert clerk.post(f"{address}review").status_code == 409
    with scope.of_court(province.court.pk):
        assert Objection.objects.get().state == "served"


def test_the_list_says_what_waits_on_whom_and_leaves_as_a_workbook(matters: Matters, log_in: LogIn, case: Case) -> None:
    province = matters.province
    entered(province, case)
    clerk = log_in(province.officer)
    address = f'href="/proceedings/objections/{_only(province).pk}/"'
    assert address in page(clerk, "/proceedings/?list=mine")
    assert address not in page(log_in(province.chief), "/proceedings/?list=mine")
    assert address not in page(log_in(matters.panel[0]), "/proceedings/?list=mine")  # another's case
    assert address in page(clerk, "/proceedings/?list=near")  # three days to file it
    assert address not in page(clerk, "/proceedings/?q=没有这样的")
    assert "异议、变更、委托待我办理" in page(clerk, "/proceedings/waiting")
    assert "待我办理" not in page(log_in(province.accountant), "/proceedings/waiting")
    assert address not in page(clerk, "/proceedings/?list=over")
    assert address in page(clerk, f"/cases/{case.pk}/proceedings/")
    assert address not in page(log_in(province.stranger), "/proceedings/")

    sheet = load_workbook(io.BytesIO(clerk.get("/proceedings/?export=xlsx").getvalue())).active
    assert [cell.value for cell in sheet[2]][1:3] == ["执行异议", "冻结工资账户"]


def test_the_list_asks_the_same_of_three_matters_as_of_one(matters: Matters, log_in: LogIn, case: Case) -> None:
    province = matters.province
    clerk = log_in(province.officer)
    entered(province, case)
    one = page_queries(clerk, "/proceedings/")
    for serial in (2, 3):
        entered(province, file(province.officer, draft(serial=serial), on=localdate() - timedelta(days=30)))
    assert page_queries(clerk, "/proceedings/").tables == one.tables
    assert len(one.tables) <= 17


def _only(province: Province) -> Objection:
    with scope.of_court(province.court.pk):
        return Objection.objects.get()


def test_an_idle_case_is_ordered_from_above_and_reported_from_below(
    matters: Matters, log_in: LogIn, case: Case
) -> None:
    above, clerk = log_in(matters.above), log_in(matters.province.officer)
    assert "超过六个月" in page(above, "/proceedings/supervisions/new/")
    typed = {"number": case.number, "applicant": "陈静", "grounds": "长期未执行"}
    since = (localdate() - timedelta(days=20)).isoformat()
    supervision = done(above, "/proceedings/supervisions/enter", idle_since=since, **typed)
    assert "尚未超过六个月" in page(above, supervision)
    assert 'id="order"' not in page(above, supervision)
    done(above, f"{supervision}withdraw", reason="另行申请")

    since = (localdate() - timedelta(days=300)).isoformat()
    supervision = done(above, "/proceedings/supervisions/enter", idle_since=since, **typed)
    until = (localdate() + timedelta(days=30)).isoformat()
    done(above, f"{supervision}order", until=until, reason="限期执行")
    with scope.of_court(matters.province.court.pk):
        order = CourtLetter.objects.get(kind="supervision_order")
    letter = f"/proceedings/letters/{order.pk}/"
    assert done(clerk, f"{letter}take") == letter
    done(clerk, f"{letter}report", report="已全部执行", done="1")
    with scope.of_court(matters.province.upper.pk):
        report = CourtLetter.objects.get(kind="supervision_report")
    assert done(above, f"/proceedings/letters/{report.pk}/take") == supervision
    assert "已全部执行" in page(above, supervision)
    with scope.of_court(matters.province.upper.pk):
        assert Supervision.objects.get(filed_on=localdate(), state="done").reported_on == localdate()
