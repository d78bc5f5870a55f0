"""Reading orders that failed without any answer: what hangs on them, and how far their lawful end is."""

from dataclasses import dataclass

from django.db.models import Prefetch

from duixian.base.money import Fen
from duixian.domain.assets.models import ControlOrder, ControlState, OrderState, WrittenAnswer
from duixian.ports.agencies import Act, Outcome

_ALIVE = (ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING)


@dataclass(frozen=True, slots=True)
class Stuck:
    """An order nobody knows the end of. `holds`, fen: what its control counts for against the need meanwhile;
    `written`: the paper that waits to be confirmed, if one was entered. It is asked again (`orders.again`), or answered
    on paper (`flows.answer_on_paper`)."""

    order: ControlOrder
    holds: Fen
    written: WrittenAnswer | None


def is_stuck(order: ControlOrder) -> bool:
    """Whether an order about a thing failed and the agency never said what became of it."""
    return order.state == OrderState.FAILED and order.act != Act.QUERY and order.outcome in ("", Outcome.PENDING)


def stuck_orders(*, case_id: int | None = None, limit: int = 200) -> list[Stuck]:
    """Such orders of controls that live, of the visible courts or of one case, oldest first; two queries."""
    rows = ControlOrder.objects.filter(
        state=OrderState.FAILED, outcome__in=("", Outcome.PENDING), control__state__in=_ALIVE
    ).exclude(act=Act.QUERY)
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    waiting = WrittenAnswer.objects.filter(confirmed_by="").order_by("-pk")
    found = rows.select_related("case", "counterparty", "asset", "control", "person").prefetch_related(
        Prefetch("written", waiting, to_attr="papers")
    )
    return [_stuck(order) for order in found.order_by("pk")[:limit]]


def _stuck(order: ControlOrder) -> Stuck:
    assert order.control is not None, "an order about a thing has a control"
    papers: list[WrittenAnswer] = order.papers  # type: ignore[attr-defined]
    return Stuck(order, order.control.counted_fen, papers[0] if papers else None)
