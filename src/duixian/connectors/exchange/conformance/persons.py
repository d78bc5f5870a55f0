"""Checks of identity: a person is a number and a name together; nobody else's property is ever told or touched."""

from dataclasses import replace
from typing import Final

from duixian.connectors.exchange.conformance.checks import check
from duixian.connectors.exchange.conformance.lab import Lab, must, taken
from duixian.ports.agencies import Act, Answer, Outcome, Subject

_SUBJECT: Final = "$defs/Subject"
_NOT_ACTED: Final = (Outcome.NOTHING, Outcome.REFUSED)
_NOBODY: Final = "649999190001010019"
"""A resident number that no sandbox gives to anybody."""


def _nothing_told(answer: Answer) -> None:
    taken(answer, *_NOT_ACTED)
    must(not answer.holdings, f"仍返回了 {len(answer.holdings)} 项财产")
    must(not answer.amount, "仍办理了金额")


@check("query.found", "查询返回被查控人的财产和准确余额", "$defs/Holding", acts=(Act.QUERY,), holds=True)
async def _found(lab: Lab) -> None:
    target = lab.held
    answer = taken(await lab.send(lab.order(Act.QUERY, target.subject)), Outcome.DONE)
    found = [holding for holding in answer.holdings if holding.reference == target.asset]
    must(len(found) == 1, f"测试财产 {target.asset} 应出现一次，实为 {len(found)} 次")
    must(answer.subject_number == target.subject.id_number, "答复的证件号码不是指令中的")
    if target.balance is not None and "reset" in lab.sandbox.actions:
        must(found[0].balance == target.balance, f"余额应为 {target.balance} 分，实为 {found[0].balance} 分")
        must(found[0].available == target.balance, f"可用余额应为 {target.balance} 分，实为 {found[0].available} 分")


@check("query.nothing", "没有财产的人，答复查无", "$defs/Outcome", acts=(Act.QUERY,))
async def _nothing(lab: Lab) -> None:
    subject = lab.subject("nothing")
    who = subject.subject if subject else Subject("查无此人", lab.sandbox.subjects[0].subject.id_kind, _NOBODY)
    _nothing_told(await lab.send(lab.order(Act.QUERY, who)))


@check("person.name_mismatch", "姓名与证件号码不一致时不返回任何财产", _SUBJECT, acts=(Act.QUERY,), holds=True)
async def _name_mismatch(lab: Lab) -> None:
    right = lab.held.subject
    answer = await lab.send(lab.order(Act.QUERY, replace(right, name=right.name + "伟")))
    _nothing_told(answer)
    must(right.name not in (answer.subject_name, answer.reason), "答复透露了该号码登记的姓名")


@check("person.number_unknown", "仅姓名相同、号码不存在的人，不返回任何财产", _SUBJECT, acts=(Act.QUERY,), holds=True)
async def _number_unknown(lab: Lab) -> None:
    _nothing_told(await lab.send(lab.order(Act.QUERY, replace(lab.held.subject, id_number=_NOBODY))))


@check("person.same_name", "同名的两个人分得清：各查各的财产", _SUBJECT, acts=(Act.QUERY,), holds=True)
async def _same_name(lab: Lab) -> None:
    target, other = lab.held, lab.subject("same_name")
    must(other is not None, "测试环境没有同名的人（same_name）")
    assert other is not None
    for asked, foreign in ((target, other), (other, target)):
        answer = await lab.send(lab.order(Act.QUERY, asked.subject))
        listed = {holding.reference for holding in answer.holdings}
        must(asked.asset in listed, f"没有返回 {asked.asset}")
        must(foreign.asset not in listed, f"返回了同名另一人的财产 {foreign.asset}")


@check("person.others_thing", "不能借一个人的名义控制另一个人的财产", _SUBJECT, holds=True)
async def _others_thing(lab: Lab) -> None:
    other = lab.subject("same_name") or lab.subject("nothing")
    must(other is not None, "测试环境没有另一人（same_name 或 nothing）")
    assert other is not None
    order = replace(lab.hold_order(1_00), subject=other.subject)
    _nothing_told(await lab.send(order))
    found = await lab.holding(lab.held.subject, lab.held.asset)
    must(not found.controls, "他人的财产被控制")


@check("person.name_mismatch_control", "姓名与证件号码不一致时不控制任何财产", _SUBJECT, holds=True)
async def _mismatch_control(lab: Lab) -> None:
    right = lab.held.subject
    _nothing_told(await lab.send(replace(lab.hold_order(1_00), subject=replace(right, name=right.name + "伟"))))
    found = await lab.holding(right, lab.held.asset)
    must(not found.controls, "财产被控制")


@check(
    "query.currency",
    "不返回没有问到的币种",
    "$defs/Order/properties/currency",
    acts=(Act.QUERY, Act.FREEZE),
    holds=True,
)
async def _currency(lab: Lab) -> None:
    answer = await lab.send(lab.order(Act.QUERY, lab.held.subject, currency="USD"))
    other = [holding.reference for holding in answer.holdings if holding.currency != "USD"]
    must(not other, f"问的是 USD，返回了其他币种的 {other}")
