"""Checks of deduction: only under one's own control in force, never more than it holds, once for each order."""

import asyncio
from dataclasses import replace
from typing import Any, Final

from duixian.connectors.exchange.conformance.checks import check
from duixian.connectors.exchange.conformance.holds import held
from duixian.connectors.exchange.conformance.lab import Lab, must, taken
from duixian.connectors.exchange.signing import Signer
from duixian.ports.agencies import Act, Order, Outcome

_DEDUCT: Final = (Act.QUERY, Act.FREEZE, Act.DEDUCT)
_PART: Final = 100_00
_NOT_ACTED: Final = (Outcome.NOTHING, Outcome.REFUSED)
_CONTROL: Final = "$defs/Order/properties/control"


def _deduction(lab: Lab, control: str, amount: int, *, court: Signer | None = None, **more: Any) -> Order:
    subject = lab.held.subject
    return lab.order(Act.DEDUCT, subject, court=court, control=control, amount=amount, pay_to=lab.pay_to(), **more)


async def _untouched(lab: Lab, order: Order, *, court: Signer | None = None) -> None:
    """The deduction is refused and the balance stays as it is."""
    before, _ = await lab.figures(lab.held)
    taken(await lab.send(order, court=court), *_NOT_ACTED)
    after, _ = await lab.figures(lab.held)
    must(after == before, f"余额减少了 {before - after} 分")


@check("deduct.pays", "扣划指令的金额，余额和冻结额同时减少", "$defs/Act", acts=_DEDUCT, holds=True)
async def _pays(lab: Lab) -> None:
    balance, free = await lab.figures(lab.held)
    control = (await held(lab, lab.hold_order(3 * _PART))).control
    answer = taken(await lab.send(_deduction(lab, control, 2 * _PART)), Outcome.DONE)
    must(answer.amount == 2 * _PART, f"应扣划 {2 * _PART} 分，答复写 {answer.amount} 分")
    left, free_after = await lab.figures(lab.held)
    must(balance - left == 2 * _PART, f"应扣划 {2 * _PART} 分，余额减少 {balance - left} 分")
    must(free - free_after == 3 * _PART, f"未冻结的部分不应变动，可用余额减少了 {free - free_after} 分")


@check("deduct.once", "同一扣划指令再次发送，只扣一次", "paths./exchange/v1/orders.post", acts=_DEDUCT, holds=True)
async def _once(lab: Lab) -> None:
    balance, _ = await lab.figures(lab.held)
    control = (await held(lab, lab.hold_order(3 * _PART))).control
    order = _deduction(lab, control, _PART)
    answers = await asyncio.gather(*(lab.send(order) for _ in range(3)))
    must(all(answer == answers[0] for answer in answers), "再次发送得到了不同的答复")
    left, _ = await lab.figures(lab.held)
    must(balance - left == _PART, f"一份 {_PART} 分的指令共扣了 {balance - left} 分")


@check(
    "deduct.needs_control",
    "没有控制、控制已解除、控制属于他院，都不能扣划",
    _CONTROL,
    acts=(*_DEDUCT, Act.RELEASE),
    holds=True,
)
async def _needs_control(lab: Lab) -> None:
    await _untouched(lab, _deduction(lab, "NO-SUCH-CONTROL", _PART))
    control = (await held(lab, lab.hold_order(_PART))).control
    await _untouched(lab, _deduction(lab, control, _PART, court=lab.second), court=lab.second)
    taken(await lab.send(lab.order(Act.RELEASE, lab.held.subject, control=control)), Outcome.DONE)
    await _untouched(lab, _deduction(lab, control, _PART))


@check("deduct.not_above_held", "扣划不超过该控制冻结的金额", _CONTROL, acts=_DEDUCT, holds=True)
async def _not_above_held(lab: Lab) -> None:
    balance, _ = await lab.figures(lab.held)
    control = (await held(lab, lab.hold_order(_PART))).control
    answer = taken(await lab.send(_deduction(lab, control, 2 * _PART)), Outcome.PARTIAL, *_NOT_ACTED)
    left, _ = await lab.figures(lab.held)
    must(balance - left <= _PART, f"只冻结了 {_PART} 分，却扣划了 {balance - left} 分")
    must((answer.amount or 0) == balance - left, f"答复写扣划 {answer.amount} 分，余额减少 {balance - left} 分")


@check("deduct.not_while_waiting", "轮候的控制不能扣划", _CONTROL, acts=_DEDUCT, holds=True)
async def _not_while_waiting(lab: Lab) -> None:
    await held(lab, lab.hold_order())
    order = lab.hold_order(_PART, court=lab.second)
    waiting = taken(await lab.send(order, court=lab.second), Outcome.WAITING)
    await _untouched(lab, _deduction(lab, waiting.control, _PART, court=lab.second), court=lab.second)


@check("deduct.keep", "扣划后账户仍留有须保留的金额", "$defs/Order/properties/keep", acts=_DEDUCT, holds=True)
async def _keep(lab: Lab) -> None:
    _, free = await lab.figures(lab.held)
    control = (await held(lab, lab.hold_order())).control
    order = replace(_deduction(lab, control, free), keep=_PART)
    taken(await lab.send(order), Outcome.PARTIAL, *_NOT_ACTED)
    left, _ = await lab.figures(lab.held)
    must(left >= _PART, f"应保留 {_PART} 分，扣划后余额 {left} 分")
