"""Two at once over one case's controls: at no committed instant does it hold more than it may."""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from duixian.base.faults import Refused
from duixian.domain.assets.models import Asset, Budget, Control, ControlOrder, ControlState, ThirdPartyDebt
from duixian.domain.assets.services import controls
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts.models import Level
from duixian.domain.parties.models import Person
from duixian.embedded import Cluster
from duixian.flows import release_excess
from duixian.testing.scenes.stage import resident_id

sys.path.insert(0, str(Path(__file__).parents[1] / "flows"))
from courthouse import found, item
from estate import DAY, Estate

Race = Callable[[int, str, Callable[[], Any], Callable[[], Any]], tuple[Any, Any]]

OWED = 10_000_00
_OVER = (
    "select count(*) from assets_budget b where b.divisible_fen + b.whole_fen > b.need_fen"
    " + coalesce((select min(counted_fen) from assets_control c"
    " where c.case_id = b.case_id and not c.divisible and c.counted_fen > 0), 0)"
)


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


class Watch:
    """A third connection, of the owner of the tables, that looks all the time whether any case holds too much."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.looks = 0
        self.seen: list[int] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as looking:
            while not self._stop.is_set():
                row = looking.execute(_OVER).fetchone()
                self.looks += 1
                if row and row[0]:
                    self.seen.append(row[0])

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture
def estate(real_db: str) -> Estate:
    house = found("苏0804", "淮安市淮阴区人民法院")
    with scope.of_court(house.court.pk):
        return Estate(house)


@pytest.fixture
def case(estate: Estate) -> Case:
    with scope.of_court(estate.house.court.pk):
        case = estate.house.file(item("a", OWED, "洪春生", "黎明华"))
        estate.state(case)
    return case


def sums(case: Case) -> tuple[int, int]:
    budget = Budget.objects.get(case=case, person=None)
    return budget.divisible_fen + budget.whole_fen, budget.need_fen


def test_of_two_who_order_the_whole_need_at_once_one_is_refused(
    estate: Estate, case: Case, dsn: str, race: Race
) -> None:
    with scope.of_court(case.court_id):
        debtor = estate.house.debtor(case)
        one, other = estate.account(debtor, 50_000_00), estate.account(debtor, 60_000_00)

    with Watch(dsn) as watch:
        first, second = race(
            case.court_id,
            dsn,
            lambda: estate.order(case, one, reason="甲"),
            lambda: estate.order(case, other, reason="乙"),
        )

    assert first.error is None
    assert isinstance(second.error, Refused)
    assert watch.seen == []
    assert watch.looks > 0
    with scope.of_court(case.court_id):
        held, need = sums(case)
        assert held == need
        assert ControlOrder.objects.count() == 1


def test_the_database_alone_refuses_the_second_of_two_controls_at_once(
    estate: Estate, case: Case, dsn: str, race: Race
) -> None:
    """As above, below every flow: two plain inserts that each fit, and together do not."""
    with scope.of_court(case.court_id):
        debtor = estate.house.debtor(case)
        accounts = [estate.account(debtor, 50_000_00), estate.account(debtor, 60_000_00)]
        need = sums(case)[1]

    def put(asset: Asset) -> Control:
        return Control.objects.create(
            court_id=case.court_id, case=case, person_id=asset.person_id, asset=asset, kind="freeze", divisible=True,
            limit_fen=need - 1, until=DAY, ordered_on=DAY,
        )  # fmt: skip

    first, second = race(case.court_id, dsn, lambda: put(accounts[0]), lambda: put(accounts[1]))

    assert first.error is None
    assert second.error.__cause__.diag.constraint_name == "assets_never_over_control"
    with scope.of_court(case.court_id):
        assert sums(case)[0] == need - 1


def test_a_debt_and_a_freeze_at_once_do_not_both_take_the_last_of_the_need(
    estate: Estate, case: Case, dsn: str, race: Race
) -> None:
    """Two plain inserts into two tables that each fit, and together do not: they meet at the budget's row."""
    with scope.of_court(case.court_id):
        debtor = estate.house.debtor(case)
        account = estate.account(debtor, 50_000_00)
        third = Person.objects.create(
            court=estate.house.court, kind="natural", name="魏长安", id_number=resident_id(901)
        )
        need = sums(case)[1]

    def owe() -> ThirdPartyDebt:
        return ThirdPartyDebt.objects.create(
            court_id=case.court_id, case=case, debtor=debtor, third_party=third, amount_fen=need - 1, basis="合同",
            made_by="o",
        )  # fmt: skip

    def put() -> Control:
        return Control.objects.create(
            court_id=case.court_id, case=case, person=debtor, asset=account, kind="freeze", divisible=True,
            limit_fen=need - 1, until=DAY, ordered_on=DAY,
        )  # fmt: skip

    with Watch(dsn) as watch:
        first, second = race(case.court_id, dsn, owe, put)

    assert first.error is None
    assert second.error.__cause__.diag.constraint_name == "assets_never_over_control"
    assert watch.seen == []
    with scope.of_court(case.court_id):
        assert sums(case)[0] == need - 1
        assert not Control.objects.exists()


def test_two_courts_on_one_account_get_two_ranks_and_each_counts_for_itself(
    estate: Estate, case: Case, dsn: str
) -> None:
    house = found("苏0803", "淮安市淮安区人民法院", Level.BASIC)
    with scope.of_court(house.court.pk):
        neighbour = Estate(house, world=estate.world)
        theirs = house.file(item("a", OWED, "洪春生", "黎明华"))
        neighbour.state(theirs)
        account = neighbour.account(house.debtor(theirs), 50_000_00, there=6_000_00)
    with scope.of_court(case.court_id):
        ours = estate.account(estate.house.debtor(case), 50_000_00)
        ours.reference = account.reference
        ours.save()
    ended: list[object] = []
    gate = threading.Barrier(2)

    def control(where: Estate, whose: Case) -> None:
        from django.db import connections

        try:
            gate.wait(10)
            with scope.of_court(whose.court_id):
                ended.append(where.control(whose)[0].state)
        except BaseException as error:
            ended.append(error)
        finally:
            connections.close_all()

    with Watch(dsn) as watch:
        pair = [threading.Thread(target=control, args=args) for args in ((estate, case), (neighbour, theirs))]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join(60)

    queue = estate.world.places[account.reference].queue
    assert sorted(map(str, ended)) == ["in_force", "waiting"]
    assert len(queue) == 2
    assert sum(one.held for one in queue) <= 6_000_00
    assert watch.seen == []


def test_an_answer_and_a_payment_at_once_leave_no_instant_over_the_need(
    estate: Estate, case: Case, dsn: str, race: Race
) -> None:
    with scope.of_court(case.court_id):
        estate.account(estate.house.debtor(case), 50_000_00)
        (order,) = estate.approve(estate.order(case))
        ControlOrder.objects.update(attempts=1)
        said = estate.world.carry_out(ControlOrder.objects.get(pk=order.pk))

    with Watch(dsn) as watch:
        first, second = race(
            case.court_id,
            dsn,
            lambda: estate.take(ControlOrder.objects.get(pk=order.pk), said),
            lambda: estate.house.receive(Case.objects.get(pk=case.pk), 4_000_00, DAY),
        )
    assert (first.error, second.error) == (None, None)
    with scope.of_court(case.court_id):
        estate.run()
        held, need = sums(case)

    assert held == need == estate.world.held_for(case)
    assert watch.seen == []


def test_a_payment_and_an_answer_the_other_way_round_end_alike(
    estate: Estate, case: Case, dsn: str, race: Race
) -> None:
    with scope.of_court(case.court_id):
        estate.account(estate.house.debtor(case), 50_000_00)
        (order,) = estate.approve(estate.order(case))
        ControlOrder.objects.update(attempts=1)
        said = estate.world.carry_out(ControlOrder.objects.get(pk=order.pk))

    first, second = race(
        case.court_id,
        dsn,
        lambda: estate.house.receive(Case.objects.get(pk=case.pk), 4_000_00, DAY),
        lambda: estate.take(ControlOrder.objects.get(pk=order.pk), said),
    )
    assert (first.error, second.error) == (None, None)
    with scope.of_court(case.court_id):
        estate.run()
        held, need = sums(case)

    assert held == need == estate.world.held_for(case)


def test_one_answer_taken_twice_at_once_counts_once(estate: Estate, case: Case, dsn: str, race: Race) -> None:
    with scope.of_court(case.court_id):
        estate.account(estate.house.debtor(case), 50_000_00)
        estate.approve(estate.order(case))
        control = Control.objects.get()
        need = sums(case)[1]

    def confirm() -> Control:
        return controls.confirm(control, held=need, rank=1, reference="C-1", effective_on=DAY, until=DAY)

    first, second = race(case.court_id, dsn, confirm, confirm)

    assert first.error is None
    assert isinstance(second.error, Refused)
    with scope.of_court(case.court_id):
        assert Control.objects.get().state == ControlState.IN_FORCE
        assert sums(case)[0] == need


def test_two_who_settle_at_once_give_one_order_to_release(estate: Estate, case: Case, dsn: str, race: Race) -> None:
    with scope.of_court(case.court_id):
        estate.account(estate.house.debtor(case), 50_000_00)
        (control,) = estate.control(case)
        controls.hold_more(control, held=control.held_fen + 1_000_00, on=DAY)

    def settle() -> list[ControlOrder]:
        return release_excess.settle(
            case=case, acting=estate.house.officer, on=DAY, now=datetime(2026, 3, 10, 5, tzinfo=UTC)
        )

    first, second = race(case.court_id, dsn, settle, settle)

    assert (first.error, second.error) == (None, None)
    assert (len(first.value), len(second.value)) == (1, 0)


def test_a_transaction_that_forgets_to_release_does_not_commit(estate: Estate, case: Case) -> None:
    with scope.of_court(case.court_id):
        estate.account(estate.house.debtor(case), 50_000_00)
        estate.control(case)

    def forget() -> None:
        with scope.of_court(case.court_id):
            Budget.objects.filter(case=case).update(need_fen=1)

    with pytest.raises(Exception, match="above the need"):
        forget()
    with scope.of_court(case.court_id):
        assert sums(case)[1] > 1
