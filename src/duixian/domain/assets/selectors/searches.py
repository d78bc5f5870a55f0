"""What the search and control centre shows: how far a search is, who is down, what failed and what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet

from duixian.domain.assets.models import (
    Asset,
    AssetSearch,
    Control,
    ControlOrder,
    Counterparty,
    OrderExchange,
    OrderState,
    SearchBatch,
)
from duixian.ports.agencies import Act, Outcome

UNTRUSTED_IS_VISIBLE_FROM: Final = 2
"""From the second answer that cannot be believed, a person looks at the order."""

_WAITS: Final = (OrderState.APPROVED, OrderState.SENT)


@dataclass(slots=True)
class AtCounterparty:
    """How one agency stands in a search: how many orders it was given, answered, failed, and found something for."""

    counterparty_id: int
    code: str
    name: str
    kind: str
    total: int = 0
    answered: int = 0
    waiting: int = 0
    pending: int = 0
    failed: int = 0
    hits: int = 0
    last_at: datetime | None = None


@dataclass(slots=True)
class Progress:
    """How far a search or a batch is: orders by state, and each agency's part, slowest first."""

    total: int = 0
    answered: int = 0
    waiting: int = 0
    failed: int = 0
    cancelled: int = 0
    hits: int = 0
    counterparties: list[AtCounterparty] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """Orders of which nothing more will come."""
        return self.answered + self.failed + self.cancelled

    @property
    def percent(self) -> int:
        """Settled orders, of a hundred, rounded down: a hundred is said only when all are."""
        return 100 if not self.total else self.settled * 100 // self.total


def progress_of_search(search_id: int) -> Progress:
    """How far one search is; one query."""
    return _progress(ControlOrder.objects.filter(search_id=search_id))


def progress_of_batch(batch_id: int) -> Progress:
    """How far the searches of a batch are together; one query."""
    return _progress(ControlOrder.objects.filter(search__batch_id=batch_id))


def _progress(orders: QuerySet[ControlOrder]) -> Progress:
    rows = orders.order_by().values(
        "counterparty_id", "counterparty__code", "counterparty__name", "counterparty__kind", "state"
    )
    counted = rows.annotate(
        count=Count("pk"),
        hits=Count("pk", filter=Q(outcome__in=[Outcome.DONE, Outcome.PARTIAL])),
        pending=Count("pk", filter=Q(outcome=Outcome.PENDING)),
        last=Max("answered_at"),
    )
    found = Progress()
    places: dict[int, AtCounterparty] = {}
    for row in counted:
        place = places.setdefault(
            row["counterparty_id"],
            AtCounterparty(
                row["counterparty_id"],
                row["counterparty__code"],
                row["counterparty__name"],
                row["counterparty__kind"],
            ),
        )
        count, state = row["count"], row["state"]
        found.total += count
        place.total += count
        if state == OrderState.ANSWERED:
            found.answered += count
            place.answered += count
            found.hits += row["hits"]
            place.hits += row["hits"]
            place.last_at = row["last"]
        elif state in _WAITS:
            found.waiting += count
            place.waiting += count
            place.pending += row["pending"]
        elif state == OrderState.FAILED:
            found.failed += count
            place.failed += count
        else:
            found.cancelled += count
    found.counterparties = sorted(places.values(), key=lambda one: (-one.waiting, -one.failed, one.code))
    return found


def recent_searches(*, limit: int = 50) -> list[AssetSearch]:
    """The newest searches of the visible courts, with their cases, and how many orders of each are settled and hit."""
    rows = AssetSearch.objects.select_related("case", "batch").annotate(
        settled=Count("orders", filter=~Q(orders__state__in=_WAITS)),
        hits=Count("orders", filter=Q(orders__outcome__in=[Outcome.DONE, Outcome.PARTIAL])),
    )
    return list(rows.order_by("-made_at", "-pk")[:limit])


def recent_batches(*, limit: int = 20) -> list[SearchBatch]:
    """The newest batches."""
    return list(SearchBatch.objects.order_by("-made_at", "-pk")[:limit])


def searches_of_case(case_id: int) -> list[AssetSearch]:
    """The searches of a case, newest first, with how many of their orders are settled and hit."""
    rows = AssetSearch.objects.filter(case_id=case_id).annotate(
        settled=Count("orders", filter=~Q(orders__state__in=_WAITS)),
        hits=Count("orders", filter=Q(orders__outcome__in=[Outcome.DONE, Outcome.PARTIAL])),
    )
    return list(rows.order_by("-made_at", "-pk"))


def resting(*, now: datetime) -> list[Counterparty]:
    """The agencies that did not answer and are left alone for now, the longest first."""
    return list(Counterparty.objects.filter(rest_until__gt=now).order_by("-rest_until", "code"))


def counterparties() -> list[Counterparty]:
    """All agencies, with when each answered last and how often in a row it failed."""
    return list(Counterparty.objects.order_by("kind", "code"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """An order a person has to look at, why, and what can be done."""

    order: ControlOrder
    untrusted: int
    remedy: str


def troubled(*, limit: int = 200, case_id: int | None = None) -> list[Trouble]:
    """Orders that failed, were refused, or were answered twice or more in a way that cannot be believed; newest first.

    Two queries, whatever the number.
    """
    untrusted = OrderExchange.objects.filter(order=OuterRef("pk"), trusted=False).exclude(faults=[])
    rows = ControlOrder.objects.filter(
        Q(state=OrderState.FAILED)
        | (Q(state=OrderState.ANSWERED, outcome=Outcome.REFUSED) & ~Q(act=Act.QUERY))
        | (Q(state=OrderState.SENT, attempts__gte=UNTRUSTED_IS_VISIBLE_FROM) & Exists(untrusted))
    )
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    orders = list(rows.select_related("case", "counterparty", "person", "control", "asset").order_by("-pk")[:limit])
    counts = _untrusted_counts(orders)
    return [
        Trouble(order, counts.get(order.pk, 0), _remedy(order, counts.get(order.pk, 0)))
        for order in orders
        if order.state != OrderState.SENT or counts.get(order.pk, 0) >= UNTRUSTED_IS_VISIBLE_FROM
    ]


def _untrusted_counts(orders: Iterable[ControlOrder]) -> dict[int, int]:
    rows = OrderExchange.objects.filter(order__in=[order.pk for order in orders], trusted=False).exclude(faults=[])
    counted = rows.order_by().values("order_id").annotate(count=Count("pk"))
    return {row["order_id"]: row["count"] for row in counted}


def _remedy(order: ControlOrder, untrusted: int) -> str:
    if order.state == OrderState.SENT and untrusted:
        return "系统仍在重试；请与协助单位核实其答复和签名公钥"
    if order.outcome == Outcome.REFUSED and order.state == OrderState.FAILED:
        return "该单位未接受指令，重发无用；请按其说明更正后另行发起"
    if order.outcome == Outcome.REFUSED:
        return "请查看拒绝理由；依法应当协助而拒绝的，可依《民事诉讼法》第117条处理"
    if order.act == Act.QUERY:
        return "可以重新发送，或者到该单位现场查询"
    return "是否已办理尚不清楚：请先与协助单位核实，再决定重新发送（同一编号，不会重复办理）"


def assets_of_person(person_id: int) -> QuerySet[Asset]:
    """Everything known of a person, what counts most first, with where it is, the order that told of it, every control
    and its orders; four queries."""
    controls = Control.objects.select_related("case").order_by("pk")
    orders = ControlOrder.objects.order_by("-pk")
    return (
        Asset.objects.filter(person_id=person_id)
        .select_related("counterparty", "source_order")
        .prefetch_related(Prefetch("controls", controls), Prefetch("controls__orders", orders))
        .order_by(F("gone_on").asc(nulls_first=True), "-counts_fen", "kind", "pk")
    )


def orders_of_case(case_id: int, *, limit: int = 200) -> list[ControlOrder]:
    """The newest orders of a case that are about a thing, with where they went."""
    rows = ControlOrder.objects.filter(case_id=case_id).exclude(act=Act.QUERY)
    return list(rows.select_related("counterparty", "asset", "control", "person").order_by("-pk")[:limit])


def calls_of_order(order_id: int) -> Sequence[OrderExchange]:
    """Every call made for an order, oldest first. The bytes of a call that carried many orders are in `carried_by`."""
    return list(OrderExchange.objects.filter(order_id=order_id).select_related("carried_by").order_by("pk"))
