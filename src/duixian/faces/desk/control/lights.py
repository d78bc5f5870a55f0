"""What a light says of an order, a control, an agency, a debt of a third party; never colour alone."""

from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from duixian.domain.assets.models import (
    Control,
    ControlOrder,
    ControlState,
    Counterparty,
    OrderState,
    OutsiderObjection,
    ThirdPartyDebt,
)
from duixian.faces.desk.lights import Light, Tone
from duixian.law.control.practice import RenewalPractice
from duixian.ports.agencies import Outcome

_OF_OUTCOME = {
    Outcome.DONE: Tone.GREEN,
    Outcome.PARTIAL: Tone.YELLOW,
    Outcome.WAITING: Tone.YELLOW,
    Outcome.NOTHING: Tone.GREY,
    Outcome.REFUSED: Tone.RED,
    Outcome.PENDING: Tone.YELLOW,
}


def of_order(order: ControlOrder) -> Light:
    """Where an order stands, and what came of it."""
    if order.state == OrderState.ANSWERED and order.outcome:
        return Light(_OF_OUTCOME[Outcome(order.outcome)], _(order.get_outcome_display()))
    tone = {
        OrderState.DRAFT: Tone.YELLOW,
        OrderState.FAILED: Tone.RED,
        OrderState.CANCELLED: Tone.GREY,
        OrderState.APPROVED: Tone.GREY,
    }.get(OrderState(order.state), Tone.GREEN)
    if order.state in (OrderState.APPROVED, OrderState.SENT) and order.attempts > 1:
        return Light(Tone.YELLOW, _("{state}·第 {n} 次").format(state=_(order.get_state_display()), n=order.attempts))
    if order.state == OrderState.SENT:
        tone = Tone.YELLOW
    return Light(tone, _(order.get_state_display()))


def of_state(control: Control, *, drafted: bool = False) -> Light:
    """Where a control stands in its life; `drafted`: its order still waits for approval."""
    if drafted and control.state == ControlState.ORDERED:
        return Light(Tone.GREY, _("待审批"))
    if control.releasing_fen and control.state in (ControlState.IN_FORCE, ControlState.WAITING):
        whole = control.releasing_fen >= control.limit_fen
        return Light(Tone.YELLOW, _("全部解除中") if whole else _("部分解除中"))
    tone = {
        ControlState.IN_FORCE: Tone.GREEN,
        ControlState.ORDERED: Tone.YELLOW,
        ControlState.WAITING: Tone.YELLOW,
        ControlState.REFUSED: Tone.RED,
    }.get(ControlState(control.state), Tone.GREY)
    word = _(control.get_state_display())
    if control.state == ControlState.WAITING:
        word = _("轮候第 {rank} 位").format(rank=control.rank)
    return Light(tone, word)


def of_end(control: Control, *, on: date, ladder: RenewalPractice) -> Light | None:
    """How near the last day of a control is; None for one whose term does not run."""
    if control.state not in (ControlState.IN_FORCE, ControlState.WAITING) or control.until is None:
        return None
    left = (control.until - on).days
    if control.lapse_confirmed_by:
        return Light(Tone.GREY, _("剩 {days} 天·不再续行").format(days=max(0, left)))
    if left < 0:
        return Light(Tone.RED, _("已届满 {days} 天").format(days=-left))
    word = _("今日届满") if left == 0 else _("剩 {days} 天").format(days=left)
    tone = Tone.RED if left <= ladder.ex_officio else Tone.YELLOW if left <= ladder.officer else Tone.GREEN
    return Light(tone, word)


def of_counterparty(agency: Counterparty, *, now: datetime) -> Light:
    """Whether an agency answers."""
    if not agency.active:
        return Light(Tone.GREY, _("已停用"))
    if agency.rest_until and agency.rest_until > now:
        at = localtime(agency.rest_until).strftime("%H:%M:%S")
        return Light(Tone.RED, _("无答复·{at} 再试").format(at=at))
    if agency.failures:
        return Light(Tone.YELLOW, _("连续失败 {n} 次").format(n=agency.failures))
    if agency.last_answer_at is None:
        return Light(Tone.GREY, _("尚未联络"))
    return Light(Tone.GREEN, _("正常"))


def of_debt(debt: ThirdPartyDebt, *, on: date) -> Light:
    """The fifteen days of a third party."""
    states = ThirdPartyDebt.State
    if debt.state == states.SERVED and debt.answer_until is not None:
        left = (debt.answer_until - on).days
        if left < 0:
            return Light(Tone.RED, _("期限已过 {days} 天").format(days=-left))
        tone = Tone.YELLOW if left <= 3 else Tone.GREEN
        return Light(tone, _("答复期剩 {days} 天").format(days=left))
    tone = {
        states.DRAFT: Tone.YELLOW,
        states.DUE: Tone.RED,
        states.ORDERED: Tone.YELLOW,
        states.PAID: Tone.GREEN,
    }.get(states(debt.state), Tone.GREY)
    return Light(tone, _(debt.get_state_display()))


def of_objection(objection: OutsiderObjection, *, on: date) -> Light:
    """The days to rule on an outsider's objection, or to sue after it."""
    states = OutsiderObjection.State
    if objection.state == states.FILED:
        left = (objection.due_on - on).days
        if left < 0:
            return Light(Tone.RED, _("审查超期 {days} 天").format(days=-left))
        return Light(Tone.YELLOW, _("审查中·剩 {days} 天").format(days=left))
    if objection.state == states.REJECTED:
        until = objection.stops_until
        stops = until is None or until >= on
        return Light(Tone.YELLOW if stops else Tone.GREY, _(objection.get_state_display()))
    tone = Tone.GREY if objection.state == states.ENDED else Tone.RED
    return Light(tone, _(objection.get_state_display()))
