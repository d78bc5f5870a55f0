"""Checks of messages: who says it, whether it is well-formed, whether it was said before."""

import base64
import json
from typing import Any

from duixian.connectors.exchange import codec, wire
from duixian.connectors.exchange.conformance.checks import check
from duixian.connectors.exchange.conformance.lab import Got, Lab, must, taken
from duixian.connectors.exchange.signing import ROOT, Call, Signer
from duixian.ports.agencies import Act, Order, Outcome

_HEADER = "$defs/SignatureHeader"
_ORDER = "$defs/Order"
_SEND = "paths./exchange/v1/orders.post"
_ANSWER = "paths./exchange/v1/orders/{key}.get"


def _query(lab: Lab) -> Order:
    return lab.order(Act.QUERY, lab.sandbox.subjects[0].subject)


async def _refused_unsigned(lab: Lab, order: Order, signature: str, *, body: bytes = b"") -> None:
    """An order under this signature gets 401 and was never taken."""
    sent = body or codec.encode_order(order)
    got = await lab.call(lab.first, "POST", f"{ROOT}/orders", sent, shape="Answer", key=order.key, signature=signature)
    must(got.status == 401, f"应答复 401，实为 HTTP {got.status} {got.code}")
    must(got.code.startswith("signature."), f"问题代码应为 signature.…，实为“{got.code}”")
    after = await lab.ask(order)
    must(after.status == 404, f"被拒绝的指令仍被受理：查询得到 HTTP {after.status}")


@check("signature.missing", "没有签名的指令一律不办", _HEADER)
async def _missing(lab: Lab) -> None:
    await _refused_unsigned(lab, _query(lab), "")


@check("signature.tampered", "签名后被改动的指令一律不办", _HEADER)
async def _tampered(lab: Lab) -> None:
    order = _query(lab)
    body = codec.encode_order(order)
    other = lab.first.sign_request(Call("POST", f"{ROOT}/orders", lab.about.code), body + b" ", at=lab.now)
    await _refused_unsigned(lab, order, other)


@check("signature.elsewhere", "为另一接口、另一机构所作的签名不能挪用", _HEADER)
async def _elsewhere(lab: Lab) -> None:
    for call in (Call("POST", f"{ROOT}/orders:batch", lab.about.code), Call("POST", f"{ROOT}/orders", "NOBODY-AT-ALL")):
        order = _query(lab)
        await _refused_unsigned(lab, order, lab.first.sign_request(call, codec.encode_order(order), at=lab.now))


@check("signature.stranger", "未登记公钥的一方不能发出指令，即使自称是法院", _HEADER)
async def _stranger(lab: Lab) -> None:
    call = Call("POST", f"{ROOT}/orders", lab.about.code)
    for code in (lab.first.code, "STRANGER-COURT"):
        order = _query(lab)
        signature = Signer.generate(code).sign_request(call, codec.encode_order(order), at=lab.now)
        await _refused_unsigned(lab, order, signature)


@check("signature.algorithm", "不接受 none 等未列明的算法", f"{_HEADER}/properties/alg")
async def _algorithm(lab: Lab) -> None:
    order = _query(lab)
    right = lab.first.sign_request(Call("POST", f"{ROOT}/orders", lab.about.code), codec.encode_order(order))
    head, _, seal = right.partition("..")
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    for algorithm, sealed in (("none", ""), ("none", seal), ("HS256", seal)):
        spelled = json.dumps({**header, "alg": algorithm}).encode()
        await _refused_unsigned(lab, order, f"{base64.urlsafe_b64encode(spelled).rstrip(b'=').decode()}..{sealed}")


def _malformed(lab: Lab) -> list[tuple[str, bytes]]:
    """Orders that break the schema in one way each."""
    good: dict[str, Any] = json.loads(codec.encode_order(_query(lab)))
    without_act = {name: value for name, value in good.items() if name != "act"}
    masked = {**good["subject"], "id_number": "6499011990****0015"}
    return [
        ("不是 JSON", b"{"),
        ("多余字段", wire.write({**good, "urgent": True})),
        ("缺少措施", wire.write(without_act)),
        ("查询带金额", wire.write({**good, "amount": 100})),
        ("证件号码被遮盖", wire.write({**good, "subject": masked})),
        ("时间没有时区", wire.write({**good, "made_at": "2026-11-22T09:30:00"})),
        ("null", wire.write({**good, "asset": None})),
        ("冻结没有金额", wire.write({**good, "act": "freeze", "asset": "A-1", "until": str(lab.day(300))})),
        ("扣划没有控制编号", wire.write({**good, "act": "deduct", "amount": 100})),
        ("负金额", wire.write({**good, "act": "release", "control": "C-1", "amount": -1})),
        ("金额带小数", wire.write({**good, "act": "release", "control": "C-1"})[:-1] + b',"amount":100.0}'),
        ("字段重复", wire.write(good)[:-1] + b',"act":"query"}'),
    ]


@check("message.malformed", "不符合数据格式的指令答复 422，逐项说明，什么也不办", _ORDER)
async def _malformed_refused(lab: Lab) -> None:
    for what, body in _malformed(lab):
        got = await lab.call(lab.first, "POST", f"{ROOT}/orders", body, shape="Answer")
        must(got.status == 422, f"{what}：应答复 422，实为 HTTP {got.status} {got.code}")


@check("message.name_alone", "只有姓名没有证件号码的指令一律不办", "$defs/Subject/required")
async def _name_alone(lab: Lab) -> None:
    order = _query(lab)
    message = json.loads(codec.encode_order(order))
    del message["subject"]["id_number"]
    got = await lab.call(lab.first, "POST", f"{ROOT}/orders", wire.write(message), shape="Answer")
    must(got.status == 422, f"应答复 422，实为 HTTP {got.status} {got.code}")
    must((await lab.ask(order)).status == 404, "只有姓名的指令被受理")


@check("message.wrong_counterparty", "不办给别的机构的指令", f"{_ORDER}/properties/counterparty")
async def _wrong_counterparty(lab: Lab) -> None:
    order = _query(lab)
    body = wire.write({**json.loads(codec.encode_order(order)), "counterparty": "NOBODY-AT-ALL"})
    got = await lab.call(lab.first, "POST", f"{ROOT}/orders", body, shape="Answer")
    _is_problem(got, 422, "exchange.wrong_counterparty")


@check("order.unknown", "没有收到过的指令答复 404", _ANSWER)
async def _unknown(lab: Lab) -> None:
    _is_problem(await lab.ask(_query(lab)), 404, "exchange.unknown_order")


@check("order.other_court", "一个法院看不到另一法院的指令", _ANSWER)
async def _other_court(lab: Lab) -> None:
    order = _query(lab)
    await lab.send(order)
    _is_problem(await lab.ask(order, court=lab.second), 404, "exchange.unknown_order")


@check("order.repeated", "同一指令再次发送，答复一字不差", _SEND)
async def _repeated(lab: Lab) -> None:
    order = _query(lab)
    await lab.send(order)
    again = [await lab.post(order), await lab.post(order), await lab.ask(order)]
    must(all(got.status == 200 for got in again), f"再次发送得到 HTTP {[got.status for got in again]}")
    must(len({got.body for got in again}) == 1, "再次发送得到了不同的答复")


@check("order.key_reused", "同一编号不能用于另一指令", _SEND)
async def _key_reused(lab: Lab) -> None:
    order = _query(lab)
    await lab.send(order)
    before = await lab.ask(order)
    changed = wire.write({**json.loads(codec.encode_order(order)), "asset": "ANOTHER-THING"})
    got = await lab.call(lab.first, "POST", f"{ROOT}/orders", changed, shape="Answer", key=order.key)
    _is_problem(got, 409, "exchange.key_reused")
    must((await lab.ask(order)).body == before.body, "原指令的答复被改变")


@check("order.asked_later", "指令的结果可以随后查询，与当时的答复相同", _ANSWER)
async def _asked_later(lab: Lab) -> None:
    order = _query(lab)
    answer = await lab.send(order)
    taken(answer, Outcome.DONE, Outcome.NOTHING)
    later = await lab.ask(order)
    must(later.status == 200, f"应答复 200，实为 HTTP {later.status} {later.code}")
    must(lab.read(order, later) == answer, "随后查询到的答复与当时的不同")


def _is_problem(got: Got, status: int, code: str) -> None:
    must(got.status == status and got.code == code, f"应答复 {status} {code}，实为 HTTP {got.status} {got.code}")
