"""Answer an order on paper that failed without an answer over the network, so that nothing hangs for ever.

A freeze nobody answered counts in full: it may hold. Either it is asked again under its own key (`orders.again`), or
the agency's written answer is put down, by one person, and confirmed against the paper by another. Then everything
follows as if it had come over the network; an answer that comes there later is kept and changes nothing.
"""

import re
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import display
from duixian.domain.assets.models import ControlOrder, OrderState, WrittenAnswer
from duixian.domain.assets.selectors.stuck import is_stuck
from duixian.domain.assets.services import written
from duixian.domain.assets.services.written import Paper
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess
from duixian.flows.take_answer import Verdict, move_control
from duixian.ports.agencies import Act, Answer, Outcome

__all__ = ["Paper", "confirm", "enter"]

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_HOLDS: Final = (Outcome.DONE, Outcome.PARTIAL, Outcome.WAITING)


def enter(*, acting: Acting, order: ControlOrder, paper: Paper, on: date, now: datetime) -> WrittenAnswer:
    """Put down what the agency wrote. Raises `Refused` for an order that has an answer or is still under way,
    `BadInput` for what no answer to this order can say."""
    require(acting, "control.propose", of_court=order.court_id)
    with transaction.atomic():
        trail.take_turn(order.court_id)
        order = ControlOrder.objects.select_related("control").get(pk=order.pk)
        if not is_stuck(order):
            raise Refused(written.not_stuck(order))
        faults = _unusable(order, paper, on)
        if faults:
            raise BadInput.of(faults)
        return written.enter(acting=acting, order=order, paper=paper, now=now)


def confirm(*, acting: Acting, answer: WrittenAnswer, on: date, now: datetime) -> ControlOrder:
    """Another person confirms it: the order is answered, its control moves, and what is superfluous is released. Raises
    `Refused` for one's own entry, or once the order is no longer stuck."""
    with transaction.atomic():
        trail.take_turn(answer.court_id)
        order = written.confirm(acting=acting, written=answer, now=now)
        assert order.control is not None, "only orders about a thing are answered on paper"
        move_control(order, order.control, _verdict(order, answer, now), on)
        release_excess.settle(case=Case.objects.get(pk=order.case_id), acting=acting, on=on, now=now)
        return order


def _verdict(order: ControlOrder, paper: WrittenAnswer, now: datetime) -> Verdict:
    since = paper.effective_on
    told = Answer(
        order_key=order.key,
        answer_id=f"paper:{paper.pk}",
        act=Act(order.act),
        outcome=Outcome(paper.outcome),
        answered_at=now,
        control=paper.reference,
        amount=paper.amount_fen,
        rank=paper.rank,
        effective_at=timezone.make_aware(datetime.combine(since, time(12))) if since else None,
        until=paper.until,
        reason=paper.reason,
    )
    return Verdict(OrderState.ANSWERED, paper.reason, told.outcome, told.amount, now, answer=told)


def _unusable(order: ControlOrder, paper: Paper, on: date) -> list[Fault]:
    faults = []
    holding = order.act in (Act.FREEZE, Act.SEAL) and paper.outcome in _HOLDS
    sums = order.act in (Act.FREEZE, Act.DEDUCT) and paper.outcome in (Outcome.DONE, Outcome.PARTIAL)
    if not _SHA256.fullmatch(paper.sha256):
        faults.append(Fault("written.paper", "须附书面答复原件的 SHA-256", "请上传回执扫描件", field="书面答复"))
    if paper.outcome is Outcome.PENDING or (paper.outcome is Outcome.WAITING and not holding):
        faults.append(Fault("written.outcome", "该指令不会有这样的结果", "请按回执填写", "结果", str(paper.outcome)))
    if holding and not paper.reference.strip():
        faults.append(Fault("written.reference", "须写明协助单位的控制编号", "请按回执填写", field="控制编号"))
    if paper.outcome is Outcome.WAITING and (paper.rank or 0) < 2:
        faults.append(Fault("written.rank", "轮候须写明第几顺位", "请按回执填写", "顺位", str(paper.rank or "")))
    most = order.amount_fen
    over = paper.amount is not None and most is not None and paper.amount > most
    if (sums and paper.amount is None) or (paper.amount is not None and paper.amount <= 0) or over:
        value = "" if paper.amount is None else display(paper.amount)
        faults.append(
            Fault(
                "written.amount",
                "须写明大于零、不超过指令金额的数额",
                "请按回执填写；与指令不符的请与协助单位核实",
                "金额",
                value,
            )
        )
    if paper.effective_on is not None and paper.effective_on > on:
        faults.append(Fault("written.day", "生效日晚于今天", "请按回执填写", "生效日", paper.effective_on.isoformat()))
    ends = order.until
    if paper.until is not None and (ends is None or paper.until > ends):
        faults.append(Fault("written.until", "届满日不晚于指令所载之日", "请按回执填写", "届满日", str(paper.until)))
    return faults
