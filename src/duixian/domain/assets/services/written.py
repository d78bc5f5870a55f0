"""Writing an agency's answer on paper: entered by one person, confirmed by another, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.assets.models import ControlOrder, OrderState, WrittenAnswer
from duixian.domain.assets.services.refusals import refusing
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.ports.agencies import Outcome


@dataclass(frozen=True, slots=True)
class Paper:
    """What an agency wrote: `amount` held, released or deducted, fen (None: all that was ordered, or a whole thing);
    `reference` its own name of the control; `rank` above 1 in a queue; `sha256` of the paper, in hex."""

    outcome: Outcome
    sha256: str
    amount: Fen | None = None
    reference: str = ""
    rank: int | None = None
    effective_on: date | None = None
    until: date | None = None
    reason: str = ""


def enter(*, acting: Acting, order: ControlOrder, paper: Paper, now: datetime) -> WrittenAnswer:
    """Put the paper down. Nothing follows from it before another person has confirmed it."""
    require(acting, "control.propose", of_court=order.court_id)
    trail.take_turn(order.court_id)
    row = WrittenAnswer.objects.create(
        court_id=order.court_id,
        order=order,
        outcome=paper.outcome,
        amount_fen=paper.amount,
        rank=paper.rank,
        reference=paper.reference.strip()[:80],
        effective_on=paper.effective_on,
        until=paper.until,
        reason=paper.reason.strip()[:300],
        document_sha256=paper.sha256,
        entered_by=acting.code,
        entered_at=now,
    )
    _note(acting, row, order, "order.written", now)
    return row


def confirm(*, acting: Acting, written: WrittenAnswer, now: datetime) -> ControlOrder:
    """Another person confirms it against the paper: the order is answered by it. Raises `Refused` for one's own entry,
    a second time, and once the order was answered or sent again."""
    require(acting, "control.approve", of_court=written.court_id)
    trail.take_turn(written.court_id)
    if written.entered_by == acting.code:
        raise Refused(
            Fault("written.own", "不能确认自己录入的书面答复", "请由另一名有审批权的人员对照原件确认", "书面答复")
        )
    order = ControlOrder.objects.select_for_update(of=("self",)).get(pk=written.order_id)
    if order.state != OrderState.FAILED:
        raise Refused(not_stuck(order))
    with refusing():
        WrittenAnswer.objects.filter(pk=written.pk).update(confirmed_by=acting.code, confirmed_at=now)
        ControlOrder.objects.filter(pk=order.pk).update(
            state=OrderState.ANSWERED,
            outcome=written.outcome,
            done_fen=written.amount_fen,
            answer_reason=f"书面答复：{written.reason}"[:300],
            answered_at=now,
            due_at=None,
        )
    order.refresh_from_db()
    _note(acting, written, order, "order.written_confirm", now)
    return order


def not_stuck(order: ControlOrder) -> Fault:
    """Only an order that failed without an answer is answered on paper."""
    return Fault(
        "written.not_stuck",
        "该指令当前是“{state}”，不录入书面答复",
        "仍在办理的请等待答复；已有答复的无须录入",
        field="指令",
        value=order.key,
        data={"state": order.get_state_display()},
    )


def _note(acting: Acting, row: WrittenAnswer, order: ControlOrder, act: str, now: datetime) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground=order.ground,
        subject=f"case:{order.case_id}",
        payload={
            "order": order.key,
            "outcome": row.outcome,
            "amount_fen": row.amount_fen,
            "paper": row.document_sha256,
            "entered_by": row.entered_by,
        },
    )
