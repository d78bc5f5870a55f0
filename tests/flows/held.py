"""Controls in force, ready to run out, and an agency that answers renewals when the test says."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from courthouse import CourtHouse

from duixian.domain.assets.models import (
    Asset,
    Control,
    ControlKind,
    ControlOrder,
    Counterparty,
    OrderState,
    Source,
)
from duixian.domain.assets.services import budgets, controls
from duixian.domain.cases.models import Case
from duixian.flows.watch_controls import Night, watch
from duixian.law.control.terms import last_day
from duixian.law.control.things import HoldingKind
from duixian.ports.agencies import Act, Outcome

MONEY = frozenset({HoldingKind.DEPOSIT, HoldingKind.WALLET})


def agency(code: str = "NZB", name: str = "宁州银行") -> Counterparty:
    """An agency, entered once."""
    return Counterparty.objects.get_or_create(code=code, defaults={"name": name, "kind": "bank"})[0]


def need(house: CourtHouse, case: Case, fen: int, *, on: date) -> None:
    """State what the case may hold."""
    stated = budgets.Stated(need=fen, parts=[])
    budgets.state_need(acting=house.officer, case=case, stated=[stated], stated_on=on, expected_on=on, now=house.now)


def hold(
    house: CourtHouse,
    case: Case,
    *,
    fen: int = 1_000_00,
    kind: HoldingKind = HoldingKind.DEPOSIT,
    since: date = date(2026, 3, 10),
    waiting: bool = False,
    place: Counterparty | None = None,
    networked: bool = True,
) -> Control:
    """A control in force since a day, for as long as the law lets it. The case's need must have room for it."""
    house.serial += 1
    moment = datetime(since.year, since.month, since.day, 2, tzinfo=UTC)
    thing = Asset.objects.create(
        court_id=case.court_id,
        person=house.debtor(case),
        counterparty=(place or agency()) if networked else None,
        reference=f"ACC-{house.serial}",
        kind=kind,
        title=f"尾号{house.serial:04d}",
        divisible=kind in MONEY,
        balance_fen=fen if kind in MONEY else None,
        available_fen=fen if kind in MONEY else None,
        value_fen=None if kind in MONEY else fen,
        counts_fen=fen,
        source=Source.ORDER,
        known_since=moment,
        as_of=moment,
    )
    until = last_day(kind, since)
    control = controls.order_control(
        acting=house.officer,
        case=case,
        asset=thing,
        limit=fen,
        kind=ControlKind.FREEZE if kind in MONEY else ControlKind.SEAL,
        standing=False,
        until=until,
        why=[],
        on=since,
    )
    reference = f"C-{house.serial}"
    if waiting:
        return controls.wait(control, rank=2, reference=reference, effective_on=since, until=until)
    return controls.confirm(control, held=fen, rank=1, reference=reference, effective_on=since, until=until)


def night(house: CourtHouse, control: Control, before: int) -> Night:
    """The round of the night that begins so many days before the last day of a control (negative: after it)."""
    assert control.until is not None
    return watch(court_id=house.court.pk, on=control.until - timedelta(days=before), now=house.now)


def renewals(control: Control) -> list[ControlOrder]:
    """Every order to renew a control, oldest first."""
    return list(ControlOrder.objects.filter(control=control, act=Act.RENEW).order_by("pk"))


def answer(orders: Iterable[ControlOrder], *, outcome: Outcome = Outcome.DONE, moment: datetime) -> None:
    """The agency answers: the control runs on to the day asked for, or it says no."""
    for order in orders:
        ControlOrder.objects.filter(pk=order.pk).update(
            state=OrderState.ANSWERED, outcome=outcome, answered_at=moment, sent_at=moment
        )
        if outcome is Outcome.DONE:
            assert order.control is not None
            assert order.until is not None
            controls.renewed(order.control, until=order.until)
