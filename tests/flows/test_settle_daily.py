"""Once a day every case that holds something is settled; one that cannot be is reported and holds up nobody."""

from datetime import timedelta

import pytest
from courthouse import CourtHouse, item
from estate import DAY, Estate

from duixian.base.faults import Fault, Refused
from duixian.domain.assets.models import Budget, Control, ControlOrder, Incident
from duixian.domain.assets.selectors import holding
from duixian.domain.assets.services import budgets
from duixian.domain.cases.models import Case
from duixian.flows import count_need, release_excess, settle_daily
from duixian.ports.agencies import Act

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def estate(own: CourtHouse) -> Estate:
    return Estate(own)


def holding_case(estate: Estate, name: str, fen: int = 10_000_00) -> Case:
    case = estate.house.file(item("a", fen, "洪春生", name), debtors=(name,))
    estate.state(case)
    estate.account(estate.house.debtor(case), 50_000_00)
    estate.control(case)
    return case


def need(case: Case) -> int:
    return Budget.objects.get(case=case, person=None).need_fen


def settle(estate: Estate) -> settle_daily.Settled:
    return settle_daily.settle_all(court_id=estate.house.court.pk, on=NEXT, now=estate.house.now)


def test_each_case_that_holds_something_is_settled_once_a_day(estate: Estate) -> None:
    case = holding_case(estate, "黎明华")
    idle = estate.house.file(item("a", 5_000_00, "洪春生", "董小满"), debtors=("董小满",))
    estate.state(idle)

    assert holding.unsettled(case.court_id, on=DAY) == []
    assert holding.unsettled(case.court_id, on=NEXT) == [case.pk]
    assert settle(estate).cases == 1
    assert settle(estate).cases == 0


def test_what_became_superfluous_with_nobody_acting_is_released(estate: Estate) -> None:
    case = holding_case(estate, "黎明华")
    true = need(case)
    budgets.state_need(
        acting=estate.house.officer, case=case, stated=[budgets.Stated(true + 1_000_00, [])], stated_on=DAY,
        expected_on=Budget.objects.get(case=case, person=None).expected_on, now=estate.house.now,
    )  # fmt: skip
    Control.objects.update(limit_fen=true + 1_000_00, held_fen=true + 1_000_00)

    assert settle(estate).orders == 1
    order = ControlOrder.objects.get(act=Act.RELEASE)
    assert (order.automatic, order.amount_fen, need(case)) == (True, 1_000_00, true)


def test_one_that_fails_is_reported_once_and_the_others_go_on(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = holding_case(estate, "黎明华"), holding_case(estate, "董小满")
    true = count_need.need_of

    def need_of(case: Case, **more: object) -> count_need.Need:
        if case.pk == broken.pk:
            raise Refused(Fault("test.broken", "算不出", "请核对"))
        return true(case, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(release_excess, "need_of", need_of)
    first, second = settle(estate), settle(estate)

    assert (first.cases, [case for case, _ in first.failed]) == (1, [broken.pk])
    assert [case for case, _ in second.failed] == [broken.pk]
    assert Budget.objects.get(case=sound, person=None).stated_on == NEXT
    assert Budget.objects.get(case=broken, person=None).stated_on == DAY
    assert Incident.objects.get().control.case_id == broken.pk
