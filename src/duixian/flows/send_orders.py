"""Give orders to agencies: what is due is claimed, sent elsewhere, and what came of it written down by `take_answer`.

Claiming is a short transaction with a lease: a worker that dies between sending and writing down leaves orders that
come due again, go out under the same key, and are carried out once. No agency is called inside a transaction. The pump
that calls them is `faces.workers.pump`; it knows nothing of tables.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from duixian.domain.assets import things
from duixian.domain.assets.models import Control, ControlOrder, ControlState, Counterparty, OrderState
from duixian.domain.assets.services import controls, searches, subjects
from duixian.domain.cases.models import Title
from duixian.domain.courts import scope
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Court
from duixian.domain.funds.models import BankAccount, CaseAccount
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed, record_many
from duixian.law.params import series
from duixian.law.procedure.case_life import State
from duixian.law.procedure.order_gate import Asked, not_open
from duixian.ports.agencies import Act, Ground, IdKind, Order, Outcome, PayTo, Subject

LEASE: Final = timedelta(minutes=3)
"""So long an order that a worker has claimed is nobody else's; longer than any call may last."""

UNANSWERED_SETTING: Final = "order.unanswered_days"
JOB: Final = "control"

_WAIT_FOR_REFERENCE: Final = timedelta(seconds=20)
_UNDER_WAY: Final = (OrderState.APPROVED, OrderState.SENT)
_BY_CONTROL: Final = frozenset({Act.RENEW, Act.RELEASE, Act.DEDUCT})
_CONTROL_OVER: Final = frozenset({ControlState.RELEASED, ControlState.LAPSED, ControlState.ENDED, ControlState.REFUSED})


@dataclass(frozen=True, slots=True)
class Lane:
    """An agency with orders that are due, and the courts that have them. `trial`: it failed the last time, so one order
    is tried before the others follow."""

    counterparty: Counterparty
    court_ids: tuple[int, ...]
    trial: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One order in a worker's hands. `ask`: the agency has taken it before; it is asked for the answer instead."""

    order_id: int
    court_id: int
    counterparty_id: int
    attempt: int
    order: Order
    ask: bool


def due_lanes(*, now: datetime) -> list[Lane]:
    """The agencies to which something can be sent now; those that rest are left out."""
    with scope.of_all_courts():
        pairs = _due(now).order_by().values_list("counterparty_id", "court_id").distinct()
        found: dict[int, list[int]] = defaultdict(list)
        for counterparty_id, court_id in pairs:
            found[counterparty_id].append(court_id)
        awake = Counterparty.objects.filter(Q(rest_until__isnull=True) | Q(rest_until__lte=now), pk__in=found)
        return [Lane(row, tuple(sorted(found[row.pk])), trial=row.failures > 0) for row in awake.order_by("pk")]


def _due(now: datetime) -> QuerySet[ControlOrder]:
    return ControlOrder.objects.filter(state__in=_UNDER_WAY, due_at__lte=now)


def claim(*, court_id: int, counterparty_id: int, limit: int, now: datetime) -> list[Outgoing]:
    """Take up to `limit` due orders of a court for an agency into one's hands, the longest due first, for the time of
    `LEASE`. Orders another worker has are passed over.

    An order not yet sent whose case or person is no longer open to it does not go out: it is withdrawn. One about a
    control whose reference is not known yet waits.
    """
    with scope.of_court(court_id):
        due = (
            _due(now)
            .filter(court_id=court_id, counterparty_id=counterparty_id)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("case", "person", "counterparty", "asset", "control", "instrument")
            .order_by("due_at", "pk")
        )
        rows = list(due[:limit])
        if not rows:
            return []
        closed = _no_longer_open(rows)
        early = [row for row in rows if row.pk not in closed and _too_early(row)]
        going = [row for row in rows if row.pk not in closed and not _too_early(row)]
        ControlOrder.objects.filter(pk__in=[row.pk for row in early]).update(due_at=now + _WAIT_FOR_REFERENCE)
        ControlOrder.objects.filter(pk__in=closed).update(due_at=now + LEASE)
        ControlOrder.objects.filter(pk__in=[row.pk for row in going]).update(
            state=OrderState.SENT, attempts=F("attempts") + 1, due_at=now + LEASE, sent_at=Coalesce("sent_at", now)
        )
        handed_out = _outgoing(going, court_id)
    if closed:
        withdraw(court_id=court_id, reasons=closed, now=now)
    return handed_out


def _no_longer_open(rows: Sequence[ControlOrder]) -> dict[int, str]:
    """Of the orders nobody has sent yet: those that may not go out any more, and why."""
    fresh = [row for row in rows if row.attempts == 0]
    dead = subjects.known_dead({row.person_id for row in fresh}) if fresh else frozenset()
    found: dict[int, str] = {}
    for row in fresh:
        shut = not_open(State(row.case.state), Asked(row.act))
        if shut is not None:
            found[row.pk] = str(shut)
        elif row.person_id in dead and row.act not in (Act.RELEASE, Act.RENEW):
            found[row.pk] = str(subjects.dead_fault(row.person))
        elif row.act in _BY_CONTROL and row.control and _over(row, row.control):
            found[row.pk] = "该项控制已不存在"
    return found


def _over(row: ControlOrder, control: Control) -> bool:
    """Nothing is left of the control; of one whose thing was sold, the seal at the agency."""
    return control.state in _CONTROL_OVER and not (row.act == Act.RELEASE and things.still_there(control))


def _too_early(row: ControlOrder) -> bool:
    return row.act in _BY_CONTROL and row.control is not None and not row.control.reference


def _outgoing(rows: Sequence[ControlOrder], court_id: int) -> list[Outgoing]:
    court = courts.court(court_id)
    titles = dict(Title.objects.filter(case_id__in={row.case_id for row in rows}).values_list("case_id", "number"))
    paying = {row.case_id for row in rows if row.act == Act.DEDUCT}
    accounts = dict(CaseAccount.objects.filter(case_id__in=paying).values_list("case_id", "number")) if paying else {}
    bank = BankAccount.objects.filter(court_id=court_id).first() if paying else None
    return [
        Outgoing(
            order_id=row.pk,
            court_id=court_id,
            counterparty_id=row.counterparty_id,
            attempt=row.attempts + 1,
            order=as_order(row, court, titles.get(row.case_id, ""), bank, accounts.get(row.case_id, "")),
            ask=row.outcome == Outcome.PENDING,
        )
        for row in rows
    ]


def as_order(row: ControlOrder, court: Court, title: str, bank: BankAccount | None, sub_account: str) -> Order:
    """The order as the port wants it; equal every time it is built, so that the agency knows it again."""
    instrument = row.instrument.number if row.instrument else title
    pays = row.act == Act.DEDUCT and bank is not None
    return Order(
        key=row.key,
        act=Act(row.act),
        counterparty=row.counterparty.code,
        subject=Subject(row.name, IdKind(row.id_kind), row.id_number),
        ground=Ground(
            court_code=court.code,
            court_name=court.name,
            case_number=row.case.number,
            instrument=(instrument or row.case.number)[:120],
            article=row.ground[:120],
        ),
        made_at=row.made_at,
        asset=row.asset.reference if row.asset else "",
        control=row.control.reference if row.control and row.act in _BY_CONTROL else "",
        amount=row.amount_fen,
        keep=row.keep_fen,
        standing=row.standing,
        until=row.until,
        pay_to=PayTo(bank.holder, bank.number, bank.bank_name, row.key, sub_account) if pays and bank else None,
    )


def withdraw(*, court_id: int, reasons: dict[int, str], now: datetime) -> int:
    """Take back orders that were never sent and may not be sent any more: order id → why. A control that was to begin
    with one of them holds nothing. Returns how many were taken back."""
    acting = Acting.system(court_id, JOB)
    on = timezone.localtime(now).date()
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        rows = ControlOrder.objects.select_for_update(of=("self",)).select_related("control")
        count = 0
        for row in rows.filter(pk__in=reasons, state=OrderState.APPROVED, attempts=0).order_by("pk"):
            ControlOrder.objects.filter(pk=row.pk).update(
                state=OrderState.CANCELLED, answer_reason=reasons[row.pk][:300], due_at=None
            )
            if row.act in (Act.FREEZE, Act.SEAL) and row.control and row.control.state == ControlState.ORDERED:
                controls.refuse(row.control, why=reasons[row.pk], on=on)
            _record(acting, row, "order.withdraw", reasons[row.pk], now)
            count += 1
        searches.finish_searches(search_ids=_searches_of(reasons), acting=acting, now=now)
    return count


def give_up(*, court_id: int, now: datetime) -> int:
    """Hand orders that nobody has answered for days to people: they fail, visibly, with the reason. Whether the agency
    acted is not known, so a control that was ordered goes on counting. Returns how many."""
    acting = Acting.system(court_id, JOB)
    with scope.of_court(court_id):
        on = timezone.localtime(now).date()
        default = int(series("inquiry.unanswered").at(on).raw)
        days = int(courts.setting(court_id=court_id, key=UNANSWERED_SETTING, on=on, default=default))
        trail.take_turn(court_id)
        waited = Coalesce("sent_at", "approved_at", "made_at")
        rows = list(
            ControlOrder.objects.select_for_update()
            .filter(state__in=_UNDER_WAY, court_id=court_id)
            .alias(since=waited)
            .filter(since__lt=now - timedelta(days=days))
            .order_by("pk")
        )
        reason = f"{days} 日内未获答复，共尝试 {{}} 次，请与协助单位核实后决定是否重新发送"
        for row in rows:
            said = (
                f"{reason.format(row.attempts)}；最后一次：{row.answer_reason}"
                if row.answer_reason
                else reason.format(row.attempts)
            )
            ControlOrder.objects.filter(pk=row.pk).update(
                state=OrderState.FAILED, answer_reason=said[:300], due_at=None
            )
        record_many([_deed(acting, row, "order.give_up", "", now) for row in rows])
        searches.finish_searches(search_ids=[row.search_id for row in rows if row.search_id], acting=acting, now=now)
    return len(rows)


def courts_under_way() -> list[int]:
    """Courts that have orders not yet answered."""
    with scope.of_all_courts():
        rows = ControlOrder.objects.filter(state__in=_UNDER_WAY).order_by().values_list("court_id", flat=True)
        return sorted(set(rows.distinct()))


def _searches_of(order_ids: dict[int, str]) -> list[int]:
    rows = ControlOrder.objects.filter(pk__in=order_ids, search__isnull=False)
    return list(rows.order_by().values_list("search_id", flat=True).distinct())


def _deed(acting: Acting, row: ControlOrder, act: str, why: str, now: datetime) -> Deed:
    return Deed(
        acting,
        act,
        now,
        ground=row.ground,
        subject=f"case:{row.case_id}",
        payload={"order": row.key, "act": row.act, "attempts": row.attempts, "why": why},
    )


def _record(acting: Acting, row: ControlOrder, act: str, why: str, now: datetime) -> None:
    record_many([_deed(acting, row, act, why, now)])
