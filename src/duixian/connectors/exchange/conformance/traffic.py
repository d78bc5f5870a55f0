"""Checks of traffic: many orders at once, batches, notices; and of everything that was said during the run."""

import asyncio
import json
from typing import Final

from duixian.base.faults import BadInput
from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.conformance.checks import check
from duixian.connectors.exchange.conformance.lab import Failed, Lab, must, taken
from duixian.connectors.exchange.signing import ROOT
from duixian.ports.agencies import Act, Order, Outcome

_BATCH: Final = "paths./exchange/v1/orders:batch.post"
_NOTICES: Final = "paths./exchange/v1/notices.get"
_AT_ONCE: Final = 20


def _queries(lab: Lab, count: int) -> list[Order]:
    """Orders about the subjects of the sandbox in turn."""
    people = [each.subject for each in lab.sandbox.subjects]
    return [lab.order(Act.QUERY, people[number % len(people)]) for number in range(count)]


@check(
    "answer.own_order",
    "二十份指令同时发出，每份答复都属于它的指令和它的人",
    "$defs/Answer/properties/order_key",
    acts=(Act.QUERY,),
)
async def _concurrent(lab: Lab) -> None:
    orders = _queries(lab, _AT_ONCE)
    answers = await asyncio.gather(*(lab.send(order) for order in orders))
    for order, answer in zip(orders, answers, strict=True):
        must(answer.order_key == order.key, f"指令 {order.key} 得到了 {answer.order_key} 的答复")
        number = answer.subject_number
        must(number in ("", order.subject.id_number), f"指令 {order.key} 得到了另一人的答复")
    ids = {answer.answer_id for answer in answers}
    must(len(ids) == len(answers), "不同的答复用了相同的答复编号")


async def _sent_together(lab: Lab, body: bytes, count: int) -> tuple[codec.BatchResult, ...]:
    got = await lab.call(lab.first, "POST", f"{ROOT}/orders:batch", body, shape="BatchAnswer")
    must(got.status == 200, f"应答复 200，实为 HTTP {got.status} {got.code}")
    try:
        results = codec.decode_results(got.body)
    except BadInput as bad:
        raise Failed(f"批量答复不符合数据格式：{bad.faults[0]}") from bad
    must(len(results) == count, f"{count} 份指令得到了 {len(results)} 个结果")
    return results


@check("batch.keyed", "批量指令逐份答复，次序与指令相同", _BATCH, acts=(Act.QUERY,))
async def _keyed(lab: Lab) -> None:
    orders = _queries(lab, _AT_ONCE)
    results = await _sent_together(lab, codec.encode_batch(orders), len(orders))
    must([result.key for result in results] == [order.key for order in orders], "结果的次序与指令不同")
    alone = [await lab.send(order) for order in orders[:3]]
    for result, answer in zip(results, alone, strict=False):
        must(result.status == 202 or result.answer == answer, f"指令 {answer.order_key} 单独发送得到了不同的答复")


@check("batch.independent", "一份有误的指令不影响同批的其他指令", _BATCH, acts=(Act.QUERY,))
async def _independent(lab: Lab) -> None:
    good = [json.loads(codec.encode_order(order)) for order in _queries(lab, 3)]
    bad = {**good[1], "subject": {**good[1]["subject"], "id_number": ""}}
    results = await _sent_together(lab, wire.write({"orders": [good[0], bad, good[2]]}), 3)
    statuses = [result.status for result in results]
    must(statuses[1] == 422, f"有误的指令应答复 422，实为 {statuses[1]}")
    must(statuses[0] in (200, 202) and statuses[2] in (200, 202), f"其余指令未得到答复：{statuses}")


@check("notices.cursor", "通知逐条递增，可以从任何一条之后重新取得", _NOTICES, acts=(Act.RELEASE,), holds=True)
async def _cursor(lab: Lab) -> None:
    for _ in range(2):
        await _cause_a_notice(lab)
    whole = await lab.notices(lab.second)
    ids = [notice.id for notice in whole]
    must(len(ids) >= 2, f"应至少有 2 条通知，实为 {len(ids)} 条")
    must(ids == sorted(set(ids), key=lambda cursor: (len(cursor), cursor)), "通知编号没有逐条递增")
    again = [notice.id for notice in await lab.notices(lab.second)]
    must(again[: len(ids)] == ids, "再次取得的通知不同")
    tail = await lab.notices(lab.second, after=ids[-2], limit=1)
    must([notice.id for notice in tail] == ids[-1:], f"从 {ids[-2]} 之后应取得 {ids[-1]}")


@check("notices.own", "一个法院看不到另一法院的通知", _NOTICES, acts=(Act.RELEASE,), holds=True)
async def _own(lab: Lab) -> None:
    before = await lab.last_notice(lab.first)
    control = await _cause_a_notice(lab)
    seen = [notice.control for notice in await lab.notices(lab.first, after=before)]
    must(control not in seen, f"法院 {lab.first.code} 收到了他院控制 {control} 的通知")


async def _cause_a_notice(lab: Lab) -> str:
    """The second court's control waits, moves up and is let go; returns its reference."""
    subject = lab.held.subject
    first = await lab.send(lab.hold_order())
    cursor = await lab.last_notice(lab.second)
    waiting = await lab.send(lab.hold_order(1_00, court=lab.second), court=lab.second)
    second = taken(waiting, Outcome.WAITING)
    await lab.send(lab.order(Act.RELEASE, subject, control=first.control))
    await lab.news(lab.second, cursor, second.control)
    release = lab.order(Act.RELEASE, subject, court=lab.second, control=second.control)
    await lab.send(release, court=lab.second)
    return second.control


@check("notices.malformed", "条数、编号写错时答复 422", _NOTICES)
async def _bad_cursor(lab: Lab) -> None:
    for query in ("limit=0", "limit=abc", "after=%00"):
        got = await lab.call(lab.first, "GET", f"{ROOT}/notices?{query}", shape="NoticePage")
        must(got.status == 422, f"{query}：应答复 422，实为 HTTP {got.status} {got.code}")


# ------------------------------------------------------------------------------------- the whole run, looked at again


@check("answers.signed", "每一份答复都由该机构为该请求签名", "$defs/SignatureHeader")
async def _signed(lab: Lab) -> None:
    _none(lab.unsigned, lab.judged)


@check("answers.schema", "每一份答复都符合数据格式", "$defs")
async def _schema(lab: Lab) -> None:
    _none(lab.misshapen, lab.judged)


@check("answers.fit", "每一份答复都与指令相符：人、金额、期限、顺位", "$defs/Answer")
async def _fit(lab: Lab) -> None:
    _none(lab.unfit, lab.judged)


def _none(found: list[str], judged: int) -> None:
    must(judged > 0, "没有任何答复可供核对")
    must(not found, f"{judged} 份答复中发现：" + "；".join(found[:5]))
