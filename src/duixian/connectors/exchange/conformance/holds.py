"""Checks of control: never more than ordered, once for each order, in the order of arrival, no longer than asked."""

import asyncio
from dataclasses import replace
from typing import Final

from duixian.connectors.exchange.conformance.checks import check
from duixian.connectors.exchange.conformance.lab import Lab, must, taken
from duixian.ports.agencies import Act, Answer, NoticeKind, Order, Outcome

_FREEZE: Final = (Act.QUERY, Act.FREEZE)
_PART: Final = 100_00
_NOT_ACTED: Final = (Outcome.NOTHING, Outcome.REFUSED)
_AMOUNT: Final = "$defs/Order/properties/amount"
_RANK: Final = "$defs/Answer/properties/rank"
_UNTIL: Final = "$defs/Order/properties/until"


async def held(lab: Lab, order: Order) -> Answer:
    """A control that must succeed in full."""
    return taken(await lab.send(order), Outcome.DONE)


@check("freeze.as_ordered", "冻结的金额正是指令的金额，其余照常可用", _AMOUNT, acts=_FREEZE, holds=True)
async def _as_ordered(lab: Lab) -> None:
    before = await lab.free()
    answer = await held(lab, lab.hold_order(_PART))
    must(answer.amount == _PART, f"指令 {_PART} 分，答复冻结 {answer.amount} 分")
    after = await lab.free()
    must(before - after == _PART, f"指令 {_PART} 分，可用余额却减少了 {before - after} 分")


@check("freeze.partial", "余额不足时冻结全部余额，并说明是部分办理", _AMOUNT, acts=_FREEZE, holds=True)
async def _partial(lab: Lab) -> None:
    before = await lab.free()
    answer = taken(await lab.send(lab.hold_order(before + 1)), Outcome.PARTIAL)
    must(answer.amount == before, f"可用 {before} 分，答复冻结 {answer.amount} 分")
    must(await lab.free() == 0, "冻结后仍有可用余额")


@check("freeze.once", "同一冻结指令再次发送，不重复冻结", "paths./exchange/v1/orders.post", acts=_FREEZE, holds=True)
async def _once(lab: Lab) -> None:
    before = await lab.free()
    order = lab.hold_order(_PART)
    first = await held(lab, order)
    again = await asyncio.gather(*(lab.send(order) for _ in range(3)))
    must(all(answer == first for answer in again), "再次发送得到了不同的答复")
    after = await lab.free()
    must(before - after == _PART, f"一份 {_PART} 分的指令共冻结了 {before - after} 分")


@check("freeze.keep", "须保留的金额始终可用", "$defs/Order/properties/keep", acts=_FREEZE, holds=True)
async def _keep(lab: Lab) -> None:
    before = await lab.free()
    order = replace(lab.hold_order(before), keep=_PART)
    answer = taken(await lab.send(order), Outcome.PARTIAL)
    must(answer.amount == before - _PART, f"应冻结 {before - _PART} 分，答复冻结 {answer.amount} 分")
    after = await lab.free()
    must(after == _PART, f"应保留 {_PART} 分，实际可用 {after} 分")


@check("freeze.standing", "额度冻结先冻结现有余额", "$defs/Order/properties/standing", acts=_FREEZE, holds=True)
async def _standing(lab: Lab) -> None:
    before = await lab.free()
    answer = taken(await lab.send(replace(lab.hold_order(before + _PART), standing=True)), Outcome.PARTIAL)
    must(answer.amount == before, f"应冻结现有的 {before} 分，答复冻结 {answer.amount} 分")


@check(
    "freeze.standing_arrival",
    "额度冻结后到账的款项冻结到指令金额为止，并通知法院",
    "$defs/Order/properties/standing",
    acts=_FREEZE,
    holds=True,
    action="arrive",
)
async def _arrival(lab: Lab) -> None:
    before = await lab.free()
    cursor = await lab.last_notice(lab.first)
    order = replace(lab.hold_order(before + _PART), standing=True)
    control = taken(await lab.send(order), Outcome.PARTIAL).control
    await lab.act_in_sandbox("arrive", asset=lab.held.asset, amount=3 * _PART)
    notice = await lab.news(lab.first, cursor, control)
    must(notice.kind is NoticeKind.ARRIVED, f"应为入账通知，实为 {notice.kind}")
    must(notice.amount == before + _PART, f"应共冻结 {before + _PART} 分，通知写 {notice.amount} 分")
    after = await lab.free()
    must(after == 2 * _PART, f"超出额度的 {2 * _PART} 分应当可用，实际可用 {after} 分")


@check("freeze.currency", "不冻结没有问到的币种", "$defs/Order/properties/currency", acts=_FREEZE, holds=True)
async def _currency(lab: Lab) -> None:
    before = await lab.free()
    taken(await lab.send(replace(lab.hold_order(_PART), currency="USD")), *_NOT_ACTED)
    must(await lab.free() == before, "人民币余额被冻结")


@check("control.listed", "控制后再查询，列出该控制", "$defs/Holding/properties/controls", acts=(Act.QUERY,), holds=True)
async def _listed(lab: Lab) -> None:
    await held(lab, lab.hold_order(_PART))
    found = await lab.holding(lab.held.subject, lab.held.asset)
    must(len(found.controls) == 1, f"应列出 1 项控制，实为 {len(found.controls)} 项")
    must(found.controls[0].rank == 1, f"顺位应为 1，实为 {found.controls[0].rank}")


@check("queue.second_waits", "已被全部控制的财产，后到的法院轮候在第二顺位", _RANK, holds=True)
async def _second_waits(lab: Lab) -> None:
    first = await held(lab, lab.hold_order())
    must(first.rank == 1, f"先到的顺位应为 1，实为 {first.rank}")
    second = taken(await lab.send(lab.hold_order(_PART, court=lab.second), court=lab.second), Outcome.WAITING)
    must(second.rank == 2, f"后到的顺位应为 2，实为 {second.rank}")
    must(not second.amount, f"轮候期间不应控制任何金额，答复写 {second.amount} 分")


@check("queue.same_instant", "两个法院同时控制同一财产，恰有一个先到", _RANK, holds=True)
async def _same_instant(lab: Lab) -> None:
    orders = [(lab.hold_order(court=court), court) for court in (lab.first, lab.second)]
    said = await asyncio.gather(*(lab.send(order, court=court) for order, court in orders))
    outcomes = sorted((str(answer.outcome), answer.rank) for answer in said)
    must(outcomes == [("done", 1), ("waiting", 2)], f"应为一个办妥、一个轮候，实为 {outcomes}")


@check("queue.promoted", "在先的控制解除后，轮候自动生效并通知", "$defs/Notice", acts=(Act.RELEASE,), holds=True)
async def _promoted(lab: Lab) -> None:
    first = await held(lab, lab.hold_order())
    cursor = await lab.last_notice(lab.second)
    order = lab.hold_order(_PART, court=lab.second)
    second = taken(await lab.send(order, court=lab.second), Outcome.WAITING)
    taken(await lab.send(lab.order(Act.RELEASE, lab.held.subject, control=first.control)), Outcome.DONE)
    notice = await lab.news(lab.second, cursor, second.control)
    must(notice.kind is NoticeKind.PROMOTED, f"应为顺位变动通知，实为 {notice.kind}")
    must(notice.rank == 1, f"应升至第 1 顺位，通知写 {notice.rank}")
    if lab.by_amount:
        must(notice.amount in (None, _PART), f"应控制 {_PART} 分，通知写 {notice.amount} 分")


@check("renew.as_asked", "续行到指令要求的日期，不更晚", _UNTIL, acts=(Act.RENEW,), holds=True)
async def _renewed(lab: Lab) -> None:
    first = await held(lab, lab.hold_order(_PART, days=100))
    must(first.until == lab.day(100), f"期限应至 {lab.day(100)}，实为 {first.until}")
    order = lab.order(Act.RENEW, lab.held.subject, control=first.control, until=lab.day(200))
    answer = taken(await lab.send(order), Outcome.DONE)
    must(answer.until == lab.day(200), f"应续至 {lab.day(200)}，实为 {answer.until}")


@check("renew.never_shortens", "续行不会缩短期限", _UNTIL, acts=(Act.RENEW, Act.QUERY), holds=True)
async def _not_shortened(lab: Lab) -> None:
    first = await held(lab, lab.hold_order(_PART, days=200))
    order = lab.order(Act.RENEW, lab.held.subject, control=first.control, until=lab.day(100))
    taken(await lab.send(order), *_NOT_ACTED)
    found = await lab.holding(lab.held.subject, lab.held.asset)
    ends = [control.until for control in found.controls if control.until]
    must(lab.day(200) in ends, f"期限应仍至 {lab.day(200)}，实为 {ends}")


@check("release.part", "部分解除只放开指令的金额", _AMOUNT, acts=(*_FREEZE, Act.RELEASE), holds=True)
async def _part(lab: Lab) -> None:
    before = await lab.free()
    first = await held(lab, lab.hold_order(3 * _PART))
    order = lab.order(Act.RELEASE, lab.held.subject, control=first.control, amount=_PART)
    answer = taken(await lab.send(order), Outcome.DONE)
    must(answer.amount == _PART, f"应解除 {_PART} 分，答复写 {answer.amount} 分")
    after = await lab.free()
    must(before - after == 2 * _PART, f"应仍冻结 {2 * _PART} 分，实为 {before - after} 分")


@check("release.whole", "全部解除后财产恢复原状", "$defs/Act", acts=(Act.QUERY, Act.RELEASE), holds=True)
async def _whole(lab: Lab) -> None:
    target = lab.held
    before = await lab.holding(target.subject, target.asset)
    first = await held(lab, lab.hold_order(_PART))
    taken(await lab.send(lab.order(Act.RELEASE, target.subject, control=first.control)), Outcome.DONE)
    after = await lab.holding(target.subject, target.asset)
    must(not after.controls, f"仍列有 {len(after.controls)} 项控制")
    must(after.available == before.available, f"可用余额应为 {before.available} 分，实为 {after.available} 分")


@check("release.twice", "重复解除没有坏处", "$defs/Act", acts=(Act.RELEASE,), holds=True)
async def _twice(lab: Lab) -> None:
    subject = lab.held.subject
    first = await held(lab, lab.hold_order())
    second = lab.hold_order(_PART, court=lab.second)
    waiting = taken(await lab.send(second, court=lab.second), Outcome.WAITING)
    taken(await lab.send(lab.order(Act.RELEASE, subject, control=first.control)), Outcome.DONE)
    taken(await lab.send(lab.order(Act.RELEASE, subject, control=first.control)), *_NOT_ACTED)
    if Act.QUERY in lab.about.acts:
        found = await lab.holding(subject, lab.held.asset)
        must(
            len(found.controls) == 1, f"第二个法院的控制 {waiting.control} 应当还在，实有 {len(found.controls)} 项控制"
        )


@check(
    "release.only_own",
    "一个法院不能解除另一个法院的控制",
    "$defs/Order/properties/control",
    acts=(Act.RELEASE, Act.QUERY),
    holds=True,
)
async def _only_own(lab: Lab) -> None:
    target = lab.held
    first = await held(lab, lab.hold_order(_PART))
    order = lab.order(Act.RELEASE, target.subject, court=lab.second, control=first.control)
    taken(await lab.send(order, court=lab.second), *_NOT_ACTED)
    found = await lab.holding(target.subject, target.asset)
    must(len(found.controls) == 1, "他院的控制被解除")
