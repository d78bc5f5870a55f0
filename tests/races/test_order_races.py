"""Orders and their answers at the same time, on two real connections."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from duixian.base.faults import Refused
from duixian.domain.assets.models import Asset, ControlOrder, Counterparty, OrderExchange, OrderState
from duixian.domain.assets.services import orders
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.embedded import Cluster
from duixian.flows import send_orders, take_answer
from duixian.flows.search_assets import search
from duixian.flows.send_orders import Outgoing
from duixian.flows.take_answer import Heard
from duixian.law.control import HoldingKind
from duixian.ports.agencies import Answer, Exchange, Holding, Outcome, Reply
from duixian.testing.scenes.short import draft as draft_of
from duixian.testing.scenes.stage import Stage, opened

Race = Callable[[int, str, Callable[[], Any], Callable[[], Any]], tuple[Any, Any]]

DAY = date(2026, 5, 11)
AT = datetime(2026, 5, 11, 3, 0, tzinfo=UTC)


@pytest.fixture
def dsn(real_db: str, cluster: Cluster) -> str:
    return cluster.dsn(real_db)


@pytest.fixture
def stage(real_db: str, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path, DAY) as opened_stage:
        yield opened_stage


@pytest.fixture
def case(stage: Stage) -> Case:
    Counterparty.objects.create(code="B01", name="宁州银行", kind="bank", url="http://127.0.0.1", public_key="k")
    return stage.file(draft_of(1, "申请人一", "货款", 5_000_000, "周建平"))


def searched(stage: Stage, case: Case) -> ControlOrder:
    with scope.of_court(stage.court.pk):
        made = search(case=case, acting=stage.staff["officer"], now=AT)
        return made.orders.get()


def claimed(stage: Stage) -> list[Outgoing]:
    counterparty_id = Counterparty.objects.get(code="B01").pk
    return send_orders.claim(court_id=stage.court.pk, counterparty_id=counterparty_id, limit=5, now=AT)


def answered(going: Outgoing) -> Heard:
    holding = Holding(
        reference="6222", kind=HoldingKind.DEPOSIT, title="活期账户", as_of=AT, balance=90_000, available=90_000
    )
    answer = Answer(
        order_key=going.order.key, answer_id="A1", act=going.order.act, outcome=Outcome.DONE, answered_at=AT,
        subject_name=going.order.subject.name, subject_number=going.order.subject.id_number, holdings=(holding,),
    )  # fmt: skip
    return Heard(going, Reply(answer, Exchange("send", going.order.key, b"x", reply=b"y", trusted=True)), AT)


def test_one_answer_written_down_by_two_workers_at_once_counts_once(
    stage: Stage, case: Case, dsn: str, race: Race
) -> None:
    searched(stage, case)
    (going,) = claimed(stage)

    def write() -> object:
        return take_answer.take(court_id=stage.court.pk, heard=[answered(going)], now=AT)

    first, second = race(stage.court.pk, dsn, write, write)

    assert (first.error, second.error) == (None, None)
    assert (first.value.answered, second.value.kept_only) == (1, 1)
    with scope.of_court(stage.court.pk):
        assert Asset.objects.count() == 1
        assert OrderExchange.objects.count() == 2


def test_of_a_search_launched_twice_at_once_the_second_needs_a_reason(
    stage: Stage, case: Case, dsn: str, race: Race
) -> None:
    def launch() -> object:
        return search(case=case, acting=stage.staff["officer"], now=AT)

    first, second = race(stage.court.pk, dsn, launch, launch)

    assert first.error is None
    assert isinstance(second.error, Refused)
    assert second.error.reasons[0].code == "search.too_soon"
    with scope.of_court(stage.court.pk):
        assert ControlOrder.objects.count() == 1


def test_an_order_taken_back_while_a_worker_would_take_it_up_goes_out_or_is_cancelled_never_both(
    stage: Stage, case: Case
) -> None:
    order = searched(stage, case)
    with scope.of_court(stage.court.pk):
        orders.cancel(acting=stage.staff["officer"], order=order, reason="重复发起", now=AT)
        taken = _from_another_connection(lambda: claimed(stage))

    assert taken == []
    with scope.of_court(stage.court.pk):
        assert ControlOrder.objects.get().state == OrderState.CANCELLED
    assert send_orders.due_lanes(now=AT + timedelta(hours=1)) == []


def _from_another_connection(act: Callable[[], Any]) -> Any:
    import threading

    from django.db import connections

    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert found, "the other connection never came back"
    return found[0]
