"""Objections through the pages: listed with their day, taken a step further, refused by the panel's law."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime
from province import LogIn, Province, draft, file

from duixian.domain.cases.models import Objection
from duixian.domain.courts import scope
from duixian.flows import object_to_act
from duixian.law.procedure.objection_life import ObjectionKind


@pytest.fixture
def objection(province: Province) -> Objection:
    """The debtor objects to a freeze."""
    case = file(province.officer, draft(), on=localdate() - timedelta(days=30))
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


def test_an_objection_is_listed_and_filed_on_its_page(province: Province, log_in: LogIn, objection: Objection) -> None:
    client = log_in(province.officer)
    address = f"/proceedings/objections/{objection.pk}/"
    assert f'href="{address}"' in client.get("/proceedings/").content.decode()
    assert "冻结工资账户" in client.get(address).content.decode()

    client.post(f"{address}admit")

    with scope.of_court(objection.court_id):
        assert Objection.objects.get().state == "filed"


def test_a_ruling_by_one_is_refused_and_nothing_is_ruled(
    province: Province, log_in: LogIn, objection: Objection
) -> None:
    address = f"/proceedings/objections/{objection.pk}/"
    log_in(province.officer).post(f"{address}admit")
    answer = log_in(province.chief).post(
        f"{address}rule", {"outcome": "dismissed", "reason": "不成立", "panel1": str(province.chief.pk)}
    )
    assert answer.status_code in (409, 422)
    with scope.of_court(objection.court_id):
        assert Objection.objects.get().state == "filed"
    assert log_in(province.stranger).get(address).status_code == 404
