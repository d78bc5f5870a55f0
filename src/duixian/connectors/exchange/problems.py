"""What goes wrong with a call, as RFC 9457 problem details with stable codes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from duixian.base.faults import Fault

CONTENT_TYPE: Final = "application/problem+json"
_URN: Final = "urn:duixian:exchange:problem:"

PROBLEMS: Final[Mapping[str, tuple[int, str]]] = {
    "exchange.malformed": (422, "指令不符合数据格式"),
    "exchange.wrong_counterparty": (422, "指令的受令机构不是本机构"),
    "exchange.act_not_offered": (422, "本机构不办理该措施"),
    "exchange.key_reused": (409, "指令编号已用于另一指令"),
    "exchange.unknown_order": (404, "没有收到过该编号的指令"),
    "exchange.unknown_path": (404, "没有这个接口"),
    "exchange.not_entitled": (403, "该法院无权发出此指令"),
    "exchange.too_large": (413, "报文过大"),
    "exchange.busy": (429, "繁忙，请稍后以同一报文重试"),
    "exchange.unavailable": (503, "暂停服务，请稍后以同一报文重试"),
    "exchange.failed": (500, "处理失败，请以同一报文重试"),
    "signature.missing": (401, "报文没有签名"),
    "signature.malformed": (401, "签名首部无法读取"),
    "signature.algorithm": (401, "不接受该签名算法"),
    "signature.unknown_key": (401, "不认识签名方"),
    "signature.elsewhere": (401, "签名不是为这份报文所作"),
    "signature.wrong": (401, "签名与报文不符"),
}
"""Every code of the schema with its HTTP status and title."""


def problem(code: str, *, key: str = "", detail: str = "", faults: Iterable[Fault] = ()) -> dict[str, Any]:
    """The body of a problem answer; `code` one of `PROBLEMS`, `key` the order it is about."""
    status, title = PROBLEMS[code]
    made: dict[str, Any] = {"type": _URN + code, "title": title, "status": status, "code": code}
    if detail:
        made["detail"] = detail[:1000]
    if key:
        made["order_key"] = key
    listed = [_plain(fault) for fault in faults]
    if listed:
        made["faults"] = listed[:100]
    return made


def faults_of(body: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What a problem says is wrong: its own sentence first, then each fault it lists."""
    named = [
        Fault(
            each["code"],
            "{message}",
            "{remedy}" if each.get("remedy") else "",
            each.get("field", ""),
            each.get("value", ""),
            each.get("place", ""),
            {"message": each["message"], "remedy": each.get("remedy", "")},
        )
        for each in body.get("faults", ())
    ]
    said = {"title": body["title"], "detail": body.get("detail", "")}
    template = "对方答复：{title} {detail}" if said["detail"] else "对方答复：{title}"
    return (Fault(body["code"], template, field="指令编号", value=body.get("order_key", ""), data=said), *named)


def _plain(fault: Fault) -> dict[str, str]:
    cut = {"field": 200, "value": 200, "place": 200, "message": 500, "remedy": 500}
    shown = {name: text[: cut.get(name, 80)] for name, text in fault.as_json().items() if text}
    return {"message": fault.code, **shown}
